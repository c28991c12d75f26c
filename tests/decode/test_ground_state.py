"""Ground state of aircraft, as each source words it."""

import json
from pathlib import Path

import pyarrow as pa
import pytest

from straitwatch.decode.records import decode_json
from straitwatch.decode.table import decode_csv
from straitwatch.model.record import Tally
from straitwatch.model.schema import ON_GROUND


def of_csv(text: str) -> list[int | None]:
    tables = [one.fixes for one in decode_csv([text.encode()], "x.csv", Tally("x.csv"))]
    return pa.concat_tables(tables)["nav_status"].to_pylist()


def of_json(doc: object) -> list[int | None]:
    data = doc if isinstance(doc, bytes) else json.dumps(doc).encode()
    tables = [one.fixes for one in decode_json([data], "x.json", Tally("x.json"))]
    return pa.concat_tables(tables)["nav_status"].to_pylist()


@pytest.mark.parametrize(
    ("word", "status"),
    [("True", ON_GROUND), ("1", ON_GROUND), ("-1", ON_GROUND), ("False", None), ("0", None),
     ("", None), ("perhaps", None)],
)  # fmt: skip
def test_words_of_a_column(word: str, status: int | None) -> None:
    text = f"time,icao24,lat,lon,onground\n2022-12-16T00:00:00Z,ae0455,25.5,126.5,{word}\n"
    assert of_csv(text) == [status]


def test_a_ship_keeps_her_status() -> None:
    text = "time,mmsi,lat,lon,status,onground\n2022-12-16T00:00:00Z,431000001,25.5,126.5,5,True\n"
    assert of_csv(text) == [5]


def test_ground_as_an_altitude() -> None:
    rows = [
        {"hex": "ae0455", "lat": 25.5, "lon": 126.5, "seen_pos": 1, "alt_baro": height}
        for height in ("ground", 1200)
    ]
    assert of_json({"now": 1671152523.5, "aircraft": rows[:1]}) == [ON_GROUND]
    assert of_json({"now": 1671152523.5, "aircraft": rows[1:]}) == [None]


def test_a_state_vector() -> None:
    row = ["ae0455", "X", "US", 1671152520, 1671152521, 126.5, 25.5, None, True, 3.0, 90.0, 0.0]
    assert of_json({"time": 1671152521, "states": [row]}) == [ON_GROUND]


def test_the_trace_of_an_airliner(shared: Path) -> None:
    told = of_json((shared / "adsb" / "trace_full_ac671b.json").read_bytes())
    assert told.count(ON_GROUND) == 394
    assert told.count(None) == 2500 - 394
