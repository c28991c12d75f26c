"""Parquet, GeoParquet and Arrow: the rows of the text they were made from, and their own traps."""

import io
import json
import struct
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from straitwatch.decode.detect import decode_stream
from straitwatch.model.error import ConfigError, SourceError
from straitwatch.model.record import Decoded, Tally

T0 = datetime(2024, 1, 1, 0, 0, 1, tzinfo=UTC)
GOOD = {"mmsi": [431000001], "t": [T0], "lat": [25.5], "lon": [126.5]}


def decode(data: bytes, columns: Mapping[str, str] | None = None) -> tuple[list[Decoded], Tally]:
    tally = Tally("x")
    chunks = [data[i : i + 1000] for i in range(0, len(data), 1000)]
    return list(decode_stream(chunks, "x", tally, columns=columns)), tally


def parquet(table: pa.Table, **options: object) -> bytes:
    held = io.BytesIO()
    pq.write_table(table, held, **options)
    return held.getvalue()


def arrow(table: pa.Table, *, stream: bool = False, **options: object) -> bytes:
    held = io.BytesIO()
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with make(held, table.schema, **options) as writer:
        writer.write_table(table, max_chunksize=333)
    return held.getvalue()


def rows(out: list[Decoded], name: str = "fixes") -> list[dict[str, Any]]:
    """Rows of a table without where they stood: the header of a CSV is a line too."""
    told = pa.concat_tables([getattr(one, name) for one in out]).to_pylist()
    return [{k: v for k, v in row.items() if k not in ("line", "source")} for row in told]


def one(table: Mapping[str, Any], columns: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Decode one row through Parquet."""
    out, tally = decode(parquet(pa.table(table)), columns)
    assert tally.is_balanced()
    (row,) = rows(out)
    return row


@pytest.fixture(scope="module")
def noaa(shared: Path) -> tuple[bytes, pa.Table]:
    data = (shared / "ais/noaa-marinecadastre-2023-01.csv").read_bytes()
    return data, pa.csv.read_csv(io.BytesIO(data))


def _wkb(table: pa.Table) -> pa.Table:
    """The layout of MarineCadastre's GeoParquet: names of 2025 and points."""
    names = (
        *("mmsi", "base_date_time", "latitude", "longitude", "sog", "cog", "heading"),
        *("vessel_name", "imo", "call_sign", "vessel_type", "status", "length", "width"),
        *("draft", "cargo", "transceiver"),
    )
    table = table.rename_columns(names)
    pairs = zip(table["longitude"].to_pylist(), table["latitude"].to_pylist(), strict=True)
    points = pa.array([struct.pack("<BIdd", 1, 1, x, y) for x, y in pairs], pa.binary())
    geo = {"version": "1.0.0", "primary_column": "geometry"}
    geo["columns"] = {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}}  # type: ignore[assignment]
    table = table.drop_columns(["latitude", "longitude"]).append_column("geometry", points)
    return table.replace_schema_metadata({"geo": json.dumps(geo)})


FORMS = {
    "parquet": lambda t: parquet(t, row_group_size=300),
    "one row group, zstd, dictionaries": lambda t: parquet(t, compression="zstd"),
    "no dictionaries": lambda t: parquet(t, use_dictionary=False, compression="none"),
    "geoparquet": lambda t: parquet(_wkb(t)),
    "arrow file": arrow,
    "arrow stream": lambda t: arrow(t, stream=True),
    "feather, zstd": lambda t: arrow(t, options=pa.ipc.IpcWriteOptions(compression="zstd")),
    "arrow of dictionaries": lambda t: arrow(_coded(t), stream=True),
    "all text": lambda t: parquet(t.cast(pa.schema([(n, pa.string()) for n in t.column_names]))),
    "all large text": lambda t: arrow(
        t.cast(pa.schema([(n, pa.large_string()) for n in t.column_names]))
    ),
}


def _coded(table: pa.Table) -> pa.Table:
    for place, name in enumerate(table.column_names):
        if pa.types.is_string(table[name].type):
            table = table.set_column(place, name, table[name].dictionary_encode())
    return table.unify_dictionaries()


@pytest.mark.parametrize("form", FORMS)
def test_the_noaa_sample_gives_the_same_rows_in_each_form(
    noaa: tuple[bytes, pa.Table], form: str
) -> None:
    text, table = noaa
    wanted, _ = decode(text)
    found, tally = decode(FORMS[form](table))
    assert rows(found) == rows(wanted)
    assert rows(found, "statics") == rows(wanted, "statics")
    assert (tally.lines, tally.messages) == (1000, 1000)
    assert tally.is_balanced()
    assert any("columns (NOAA MarineCadastre)" in note for note in tally.notes)


def test_the_solent_sample_with_zones_and_small_batches(shared: Path) -> None:
    data = (shared / "ais/solent-2016-01-12.csv").read_bytes()
    table = pa.csv.read_csv(io.BytesIO(data))
    zoned = table["Time"].cast(pa.timestamp("ns", "Asia/Tokyo"))  # the same moments, shown there
    table = table.set_column(0, "Time", zoned)
    found, tally = decode(parquet(table, row_group_size=4_000))
    assert rows(found) == rows(decode(data)[0])
    assert not any("read as UTC" in note for note in tally.notes)


@pytest.mark.parametrize(
    "t",
    [
        pa.array([T0]),
        pa.array([T0], pa.timestamp("ns", "UTC")),
        pa.array([T0], pa.timestamp("s")),
        pa.array(["2024-01-01T00:00:01Z"]),
        pa.array(["2024-01-01 09:00:01+09:00"]),
        pa.array([1704067201]),
        pa.array([1704067201000], pa.uint64()),
        pa.array([1704067201.0]),
        pa.array([1704067201000000000]),
        pa.array([Decimal("1704067201.000")]),
    ],
    ids=lambda t: str(t.type),
)
def test_times_of_every_type(t: pa.Array) -> None:
    assert one(GOOD | {"t": t})["t"] == T0


def test_a_date_and_a_clock_in_two_columns() -> None:
    parts = {"date": [date(2024, 1, 1)], "time": [time(0, 0, 1)]}
    table = {k: v for k, v in GOOD.items() if k != "t"} | parts
    assert one(table)["t"] == T0


@pytest.mark.parametrize(
    "mmsi",
    [
        pa.array([431000001], pa.int32()),
        pa.array([431000001.0]),
        pa.array(["431000001"]),
        pa.array(["mmsi:431000001"]),
        pa.array([431000001], pa.decimal128(12)),
        pa.array(["431000001"]).dictionary_encode(),
    ],
    ids=lambda a: str(a.type),
)
def test_identities_of_every_type(mmsi: pa.Array) -> None:
    assert one(GOOD | {"mmsi": mmsi})["object_id"] == 431000001


def test_values_that_are_not_available_or_cannot_be() -> None:
    extra = {
        "sog": pa.array([102.3], pa.float32()),
        "cog": [360.0],
        "heading": pa.array([511], pa.int16()),
        "status": [15],
    }
    row = one(GOOD | extra)
    names = ("sog_kn", "cog_deg", "heading_deg", "nav_status")
    assert [row[name] for name in names] == [None] * 4
    row = one(GOOD | {"sog": [12.5], "cog": [10], "heading": [90], "status": ["At anchor"]})
    assert [row[name] for name in names] == [12.5, 10.0, 90.0, 1]
    out, tally = decode(parquet(pa.table(GOOD | {"sog": [300.0]})))
    assert rows(out)[0]["sog_kn"] is None
    assert "1 values of sog_kn are out of range or unreadable: left out" in tally.notes


FAULTS = {
    "identity": {"mmsi": [None]},
    "no_time": {"t": pa.array([None], pa.timestamp("us"))},
    "time": {"t": [12345]},
    "no_position": {"lat": [91.0], "lon": [181.0]},
    "position": {"lat": [95.0]},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_rows_that_cannot_be_are_rejects(fault: str) -> None:
    table = {k: pa.array(v) for k, v in (GOOD | FAULTS[fault]).items()}
    out, tally = decode(parquet(pa.table(table)))
    assert rows(out) == []
    (reject,) = out[0].rejects.to_pylist()
    assert (reject["fault"], reject["line"], reject["source"]) == (fault, 1, "x")
    assert json.loads(reject["raw"]).keys() == {"mmsi", "t", "lat", "lon"}
    assert tally.is_balanced()
    assert tally.rejects == {fault: 1}


def test_infinite_coordinates_and_null_columns() -> None:
    table = pa.table(GOOD | {"lat": [float("inf")], "sog": pa.nulls(1)})
    out, tally = decode(parquet(table))
    assert tally.rejects == {"position": 1}
    assert rows(out) == []


WKB = {
    "big endian": struct.pack(">BIdd", 0, 1, 126.5, 25.5),
    "EWKB with a reference system": struct.pack("<BIIdd", 1, 0x2000_0001, 4326, 126.5, 25.5),
    "ISO Z": struct.pack("<BIddd", 1, 1001, 126.5, 25.5, 3.0),
}


@pytest.mark.parametrize("form", WKB)
def test_points_of_well_known_binary(form: str) -> None:
    table = {"mmsi": [431000001], "t": [T0], "geometry": [WKB[form]]}
    row = one(table)
    assert (row["lon"], row["lat"]) == (126.5, 25.5)


def test_points_that_are_none_are_rejects() -> None:
    nan = struct.pack("<BIdd", 1, 1, np.nan, np.nan)  # an empty point
    line = struct.pack("<BIIdddd", 1, 2, 2, 0.0, 0.0, 1.0, 1.0)
    points = [nan, None, line, b"", b"\x07" * 30, struct.pack("<BIdd", 1, 1, 181.0, 91.0)]
    points.append(struct.pack("<BIIdd", 1, 0x2000_0001, 4326, 1.0, 2.0)[:21])
    n = len(points)
    table = pa.table({"mmsi": [431000001] * n, "t": [T0] * n, "geometry": pa.array(points)})
    _, tally = decode(parquet(table))
    assert tally.rejects == {"no_position": 3, "position": 4}
    assert tally.is_balanced()


def test_points_as_a_struct_and_fields_within_structs() -> None:
    point = pa.array([{"x": 126.5, "y": 25.5}])
    assert one({"mmsi": [431000001], "t": [T0], "geometry": point})["lat"] == 25.5
    place = pa.array([{"at": {"latitude": 25.5, "longitude": 126.5}, "speed": 9}])
    table = {"mmsi": [431000001], "t": [T0], "last": place}
    columns = {"lat": "last.at.latitude", "lon": "last.at.longitude", "sog_kn": "last.speed in m/s"}
    row = one(table, columns)
    assert (row["lon"], row["lat"]) == (126.5, 25.5)
    assert row["sog_kn"] == pytest.approx(17.495, abs=0.001)


def test_points_in_metres_are_refused() -> None:
    table = pa.table({"mmsi": [431000001], "t": [T0], "geometry": [WKB["big endian"]]})
    crs = {"id": {"authority": "EPSG", "code": 3857}}
    geo = {"columns": {"geometry": {"encoding": "WKB", "crs": crs}}}
    data = parquet(table.replace_schema_metadata({"geo": json.dumps(geo)}))
    with pytest.raises(SourceError, match="in EPSG:3857, not in degrees: transform"):
        decode(data)


def test_opensky_states_in_our_units() -> None:
    table = {
        "time": [1626098398],
        "icao24": ["3c4591"],
        "lat": [50.0],
        "lon": [1.0],
        "velocity": [254.65],
        "heading": [99.65],
        "vertrate": [-3.2512],
        "baroaltitude": [10668.0],
        "onground": [False],
        "lastposupdate": [1626098397.5],
        "callsign": ["DLH1  "],
    }
    row = one(table)
    assert row["object_id"] == 1 << 56 | 0x3C4591
    assert row["sog_kn"] == pytest.approx(495.0, abs=0.1)
    assert row["alt_ft"] == pytest.approx(35_000)
    assert row["cog_deg"] == pytest.approx(99.65, abs=0.01)
    assert row["t"] == datetime(2021, 7, 12, 13, 59, 57, 500000, tzinfo=UTC)
    assert one(table | {"onground": [True]})["nav_status"] == 16


def test_repeats_of_an_aircraft_are_told_across_batches() -> None:
    n = 4
    table = pa.table(
        {
            "time": [1626098398 + i for i in range(n)],
            "icao24": ["3c4591"] * n,
            "lat": [50.0, 50.0, 50.1, 50.1],
            "lon": [1.0] * n,
            "velocity": [200.0] * n,
        }
    )
    held = io.BytesIO()
    with pa.ipc.new_stream(held, table.schema) as writer:
        writer.write_table(table, max_chunksize=1)
    _, tally = decode(held.getvalue())
    assert tally.rejects == {"duplicate": 2}


def test_statics_come_when_they_are_new() -> None:
    table = pa.table(
        {
            "mmsi": [1, 2, 1, 1, 2, 1],
            "t": [T0] * 6,
            "lat": [1.0] * 6,
            "lon": [2.0] * 6,
            "name": ["A", "", "A", "B", None, " "],
            "length": [10.0, None, 10.0, 10.0, None, None],
        }
    )
    for data in (parquet(table), arrow(table, stream=True)):
        out, _ = decode(data)
        told = [(row["object_id"], row["name"], row["length_m"]) for row in rows(out, "statics")]
        assert told == [(1, "A", 10.0), (1, "B", 10.0)]


@pytest.mark.parametrize("cut", [8, 200, 600])
def test_damaged_parquet_is_said_with_the_mend(cut: int) -> None:
    data = parquet(pa.table(GOOD))
    with pytest.raises(SourceError, match="x: a damaged Parquet file"):
        decode(data[:cut])


def test_damage_within_comes_after_the_rows_before() -> None:
    n = 50_000
    table = pa.table(
        {"mmsi": np.arange(1, n + 1), "t": [T0] * n, "lat": np.arange(n) / n, "lon": np.zeros(n)}
    )
    data = arrow(table, stream=True)
    tally = Tally("x")
    got: list[Decoded] = []
    with pytest.raises(SourceError, match="damaged after row"):
        got.extend(decode_stream([data[: len(data) // 2]], "x", tally))
    assert sum(len(one.fixes) for one in got) == tally.messages > 0
    assert tally.is_balanced()


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"PARE....", "encrypted footer"),
        (b"FEA1....", "Feather file of version 1"),
        (b"SQLite format 3\0", "sqlite3 -header -csv FILE"),
    ],
)
def test_what_is_not_read_says_what_to_do(head: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        decode(head)


def test_a_table_without_positions_names_its_columns() -> None:
    with pytest.raises(SourceError, match=r"no column for t, lat, lon, mmsi .* found 'a', 's.b'"):
        decode(parquet(pa.table({"a": [1], "s": [{"b": 1}]})))


def test_an_empty_table_is_empty() -> None:
    out, tally = decode(parquet(pa.table(GOOD).slice(0, 0)))
    assert (rows(out), tally.lines) == ([], 0)


def test_the_map_names_a_column_that_is_not_there() -> None:
    with pytest.raises(ConfigError, match=r"column 'breite' .for lat. is not in the file"):
        decode(parquet(pa.table(GOOD)), {"lat": "breite"})
