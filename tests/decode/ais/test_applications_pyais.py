"""Application data as pyais reads them, field by field in the order of the bits, drawn at random.

pyais leaves areas, waypoints, reports and targets as bytes, so only flat applications are here.
Where we say null it passes the code for "not available" on; it drops blanks before a text.
"""

import random

import pyais
import pyarrow as pa
import pytest
from app_strategy import draw

from straitwatch.decode.ais.app_reference import read_plain
from straitwatch.decode.ais.applications import application_of
from straitwatch.decode.ais.encode import encode_messages

FLAT = (
    ("binary_broadcast", "weather_236", 1, 11),
    ("binary_broadcast", "weather", 1, 31),
    ("binary_broadcast", "traffic_signal", 1, 19),
    ("binary_broadcast", "ship_extended", 1, 24),
    ("binary_broadcast", "text_description", 1, 29),
    ("binary_broadcast", "inland_ship", 200, 10),
    ("binary_addressed", "persons", 1, 16),
    ("binary_addressed", "clearance", 1, 18),
    ("binary_addressed", "berth", 1, 20),
)
RESERVED = {("ice_class", code) for code in range(11, 15)}  # pyais takes them for "not available"
HEAD = {"msg_type", "repeat", "mmsi", "dac", "fid", "seqno", "dest_mmsi", "retransmit"}


@pytest.mark.parametrize(("kind", "name", "dac", "fi"), FLAT)
def test_flat_applications(kind: str, name: str, dac: int, fi: int) -> None:
    application = application_of(name, dac, fi)
    assert application is not None
    rng = random.Random(name)
    compared = 0
    for _ in range(10):
        row = read_plain(application.fields, draw(rng, application.fields)).row
        table = pa.table({"object_id": [227_000_001], "dac": [dac], "fi": [fi], name: [row]})
        told = pyais.decode(*encode_messages(kind, table)).asdict()
        theirs = [
            value for key, value in told.items() if key not in HEAD and not key.startswith("spare")
        ]
        assert len(theirs) == len(row), (list(row), list(told))
        for (column, ours), their in zip(row.items(), theirs, strict=True):
            if isinstance(ours, str):
                assert their.strip() == ours.strip(), column
            elif ours is not None and (column, ours) not in RESERVED:
                assert float(their) == pytest.approx(float(ours), abs=0.006), column
            compared += ours is not None
    assert compared > 7
