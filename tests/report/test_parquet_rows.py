"""Rows give the same Parquet in whatever pieces they come, and other tools read it."""

import io
import itertools
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.model.schema import FIX
from straitwatch.report import parquet_rows
from straitwatch.report.parquet_rows import ParquetRows, tidy


def _fixes(n: int, receivers: int = 5) -> pa.Table:
    rng = np.random.default_rng(n)
    none = pa.nulls(n, pa.float32())
    words = pa.array([f"station {k}" for k in range(receivers + 3)])
    some = pa.array(rng.integers(0, receivers, n).astype(np.int32), mask=rng.random(n) < 0.2)
    columns = {
        "object_id": pa.array(rng.integers(2e8, 8e8, n)),
        "t": pa.array(1_700_000_000_000_000 + np.arange(n) * 1_000_000).cast(FIX.field("t").type),
        "lon": rng.uniform(-180, 180, n),
        "lat": rng.uniform(-90, 90, n),
        **dict.fromkeys(FIX.names[4:10], none),
        "nav_status": pa.array(rng.integers(0, 15, n).astype(np.int8)),
        "accuracy_m": none,
        "msg_type": pa.array(np.ones(n, np.int8)),
        "source": pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int32)), ["day.nmea"]),
        "receiver": pa.DictionaryArray.from_arrays(some, words),
        "line": np.arange(n),
    }
    return pa.table(columns, schema=FIX)


def _written(pieces: list[pa.Table], schema: pa.Schema = FIX) -> bytes:
    file = io.BytesIO()
    rows = ParquetRows(file, schema)
    for piece in pieces:
        rows.write(piece)
    rows.close()
    return file.getvalue()


@given(st.lists(st.integers(0, 3000), max_size=6))
@settings(max_examples=25, deadline=None)
def test_the_bytes_do_not_depend_on_the_cut(cuts: list[int]) -> None:
    whole = _fixes(3000)
    edges = [0, *sorted(cuts), 3000]
    pieces = [whole.slice(a, b - a) for a, b in itertools.pairwise(edges)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet_rows, "GROUP_ROWS", 1000)
        once, cut = _written([whole]), _written(pieces)
    assert cut == once
    assert pq.ParquetFile(io.BytesIO(once)).num_row_groups == 3


def test_what_is_read_is_what_was_written() -> None:
    whole = _fixes(5000)
    read = pq.read_table(io.BytesIO(_written([whole.slice(0, 7), whole.slice(7)])))
    assert read.cast(FIX).to_pylist() == whole.to_pylist()


def test_other_tools_read_it(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    file, whole = tmp_path / "a.parquet", _fixes(5000)
    file.write_bytes(_written([whole]))
    asked = "SELECT count(*), sum(lon), max(line), count(receiver) FROM read_parquet(?)"
    n, lon, line, heard = duckdb.execute(asked, [str(file)]).fetchone()
    assert (n, line, heard) == (5000, 4999, 5000 - whole["receiver"].null_count)
    assert lon == pytest.approx(sum(whole["lon"].to_pylist()))
    frame = polars.read_parquet(file)
    assert frame["lat"].to_list() == whole["lat"].to_pylist()
    assert frame["t"].to_list() == whole["t"].to_pylist()


def test_lists_and_structs_are_written() -> None:
    schema = pa.schema(
        [("line", pa.int64()), ("flags", pa.list_(pa.string())),
         ("met", pa.struct([("wind_kn", pa.float32()), ("at", pa.list_(pa.float64()))]))]
    )  # fmt: skip
    rows = [{"line": 1, "flags": ["long"], "met": {"wind_kn": 3.5, "at": [1.0, 2.0]}},
            {"line": 2, "flags": [], "met": None}]  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=schema)
    assert pq.read_table(io.BytesIO(_written([table], schema))).to_pylist() == rows


def test_words_that_no_row_names_are_left_out() -> None:
    kept = tidy(_fixes(2000))
    receivers = kept["receiver"].chunk(0)
    assert receivers.dictionary.to_pylist() == [f"station {k}" for k in range(5)]
    assert kept.to_pylist() == _fixes(2000).to_pylist()
    assert tidy(FIX.empty_table()).num_rows == 0


def test_rows_do_not_wait_longer_than_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_rows, "GROUP_ROWS", 1000)
    file, whole = io.BytesIO(), _fixes(3000)
    rows = ParquetRows(file, FIX)
    sizes = []
    for k in range(0, 3000, 700):
        rows.write(whole.slice(k, 700))
        sizes.append(file.tell())
    assert sizes[0] < sizes[1] < sizes[2]
    rows.close()
    assert rows.n == 3000


@pytest.mark.parametrize(
    ("ships", "encoding"), [(500_000_000, "DELTA_BINARY_PACKED"), (20_000, "RLE_DICTIONARY")]
)
def test_a_dictionary_of_identities_is_made_where_they_come_again(
    ships: int, encoding: str
) -> None:
    n = 20_000
    ids = np.random.default_rng(7).integers(200_000_000, 200_000_000 + ships, n)
    whole = _fixes(n).set_column(0, "object_id", pa.array(ids)).cast(FIX)
    data = _written([whole.slice(0, 9), whole.slice(9)])
    column = pq.read_metadata(io.BytesIO(data)).row_group(0).column(0)
    assert encoding in column.encodings
    assert (column.statistics.min, column.statistics.max) == (ids.min(), ids.max())
    told = duckdb.from_arrow(pq.read_table(io.BytesIO(data))).aggregate("sum(object_id)").fetchone()
    assert told == (ids.sum(),)
