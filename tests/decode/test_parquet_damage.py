"""Damaged Parquet and Arrow: an error that says so, every row before it accounted for."""

import io
import random
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from straitwatch.decode.detect import decode_stream
from straitwatch.model.error import SourceError
from straitwatch.model.record import Tally

N = 300
T0 = datetime(2024, 1, 1, tzinfo=UTC)
TABLE = pa.table(
    {
        "mmsi": [431000000 + i % 7 for i in range(N)],
        "t": [T0 + timedelta(seconds=i) for i in range(N)],
        "geometry": [struct.pack("<BIdd", 1, 1, 120 + i / 100, 20 + i / 100) for i in range(N)],
        "name": [f"N{i % 5}" for i in range(N)],
        "sog": [float(i % 30) for i in range(N)],
    }
)


def _parquet() -> bytes:
    held = io.BytesIO()
    pq.write_table(TABLE, held, row_group_size=100, compression="none")
    return held.getvalue()


def _arrow(make: Callable[..., pa.ipc.RecordBatchStreamWriter]) -> bytes:
    held = io.BytesIO()
    with make(held, TABLE.schema) as writer:
        writer.write_table(TABLE, max_chunksize=100)
    return held.getvalue()


WHOLE = {
    "parquet": _parquet(),
    "arrow file": _arrow(pa.ipc.new_file),
    "arrow stream": _arrow(pa.ipc.new_stream),
}


def _damage(data: bytes, rng: random.Random) -> bytes:
    """Change, take out, put in or cut off bytes; the first ones stay, which tell the format."""
    hurt = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        place, kind = rng.randrange(8, len(hurt)), rng.random()
        if kind < 0.5:
            hurt[place] = rng.randrange(256)
        elif kind < 0.7:
            del hurt[place : place + rng.randint(1, 200)]
        elif kind < 0.85:
            hurt[place:place] = rng.randbytes(rng.randint(1, 20))
        else:
            del hurt[max(place, 16) :]
        if len(hurt) < 16:
            break
    return bytes(hurt)


@pytest.mark.parametrize("form", WHOLE)
def test_damage_anywhere_is_told_and_every_row_accounted_for(form: str) -> None:
    rng = random.Random(form)
    told = []
    for _ in range(250):
        tally, n_fixes = Tally("x"), 0
        try:
            for decoded in decode_stream([_damage(WHOLE[form], rng)], "x", tally):
                n_fixes += len(decoded.fixes)
        except SourceError as error:
            told.append(str(error))
        assert tally.is_balanced()
        assert tally.fixes == n_fixes
    assert len(told) > 50
    assert all(words.startswith("x: ") for words in told)


@pytest.mark.parametrize("coded", [False, True])
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_texts_that_are_not_utf_8_are_left_out(kind: pa.DataType, coded: bool) -> None:
    raw = pa.array([b"GOOD", b"S\xd8REN", None], pa.binary())
    raw = raw.cast(pa.large_binary()) if kind == pa.large_string() else raw
    names = raw.view(kind)
    if coded:
        names = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2], pa.int32()), names)
    table = pa.table({"mmsi": [1, 2, 3], "t": [T0] * 3, "lat": [1.0] * 3, "lon": [2.0] * 3})
    table = table.append_column("name", names)
    held = io.BytesIO()
    with pa.ipc.new_stream(held, table.schema) as writer:
        writer.write_table(table)
    tally = Tally("x")
    (decoded,) = decode_stream([held.getvalue()], "x", tally)
    assert (len(decoded.fixes), decoded.statics["name"].to_pylist()) == (3, ["GOOD"])
    assert "1 texts of 'name' are not UTF-8: left out" in tally.notes


def test_times_beyond_any_calendar_are_rejects() -> None:
    t = pa.array([2**62, -(2**62)], pa.timestamp("us", "UTC"))
    table = pa.table({"mmsi": [1, 2], "t": t, "lat": [1.0] * 2, "lon": [2.0] * 2})
    held = io.BytesIO()
    pq.write_table(table, held)
    tally = Tally("x")
    (decoded,) = decode_stream([held.getvalue()], "x", tally)
    assert tally.rejects == {"time": 2}
    assert "148108-" in decoded.rejects["raw"][0].as_py()


def test_times_of_nanoseconds_can_be_told_in_a_reject() -> None:
    t = pa.array([1_704_067_201_000_000_001], pa.timestamp("ns"))
    table = pa.table({"mmsi": [0], "t": t, "lat": [1.0], "lon": [2.0]})
    held = io.BytesIO()
    pq.write_table(table, held)
    tally = Tally("x")
    (decoded,) = decode_stream([held.getvalue()], "x", tally)
    assert tally.rejects == {"identity": 1}
    assert "2024-01-01T00:00:01.000000001" in decoded.rejects["raw"][0].as_py()
