"""Small FIX tables for tests."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from straitwatch.model.schema import FIX

SOURCE = "test.csv"


def to_fixes(rows: list[tuple[int, float, float, float]], source: str = SOURCE) -> pa.Table:
    """FIX from (object, seconds, lon, lat), sorted."""
    rows = sorted(rows, key=lambda row: row[:2])
    n = len(rows)
    known = {
        "object_id": pa.array([row[0] for row in rows], pa.int64()),
        "t": pa.array([round(row[1] * 1e6) for row in rows], FIX.field("t").type),
        "lon": pa.array([row[2] for row in rows], pa.float64()),
        "lat": pa.array([row[3] for row in rows], pa.float64()),
        "source": pa.array([source] * n, pa.string()).dictionary_encode(),
        "line": pa.array(np.arange(1, n + 1)),
    }
    columns = [known.get(field.name, pa.nulls(n, field.type)) for field in FIX]
    return pa.table(columns, schema=FIX)


def cut_at(fixes: pa.Table, seconds: list[float]) -> list[pa.Table]:
    """Slices of time, each sorted as the whole."""
    t = np.asarray(fixes["t"].cast(pa.int64()))
    edges = [-(2**62), *(round(s * 1e6) for s in sorted(seconds)), 2**62]
    return [fixes.filter(pa.array((t >= a) & (t < b))) for a, b in pairwise(edges)]


def read_solent(shared: Path) -> pa.Table:
    """FIX of the Solent sample: 18,623 rows of 91 MMSI, 84 minutes."""
    path = shared / "ais" / "solent-2016-01-12.csv"
    text = pa.csv.ConvertOptions(column_types={"Time": pa.string()})
    raw = pa.csv.read_csv(path, convert_options=text).to_pydict()
    start = datetime(1970, 1, 1, tzinfo=UTC)
    seconds = [
        (datetime.fromisoformat(moment).replace(tzinfo=UTC) - start).total_seconds()
        for moment in raw["Time"]
    ]
    places = raw["Longitude_degrees"], raw["Latitude_degrees"]
    return to_fixes(list(zip(raw["MMSI"], seconds, *places, strict=True)))
