"""Rows for the tests of the store: few words turned into tables, and their order."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import EVENT, FIX, REJECT, STATIC
from straitwatch.store.store import Store

T0 = datetime(2022, 12, 16, tzinfo=UTC)
Row = dict[str, Any]


def table(rows: Iterable[Row], schema: pa.Schema) -> pa.Table:
    """Rows as a table; keys that a row lacks are null."""
    rows = list(rows)
    arrays = [pa.array([row.get(f.name) for row in rows], type=f.type) for f in schema]
    return pa.table(arrays, schema=schema)


def fix(object_id: int = 431000001, hours: float | None = 0.0, **more: Any) -> Row:  # noqa: ANN401 - any column
    """One row of FIX, so many hours after T0; None is undated."""
    t = None if hours is None else T0 + timedelta(hours=hours)
    known = {"object_id": object_id, "t": t, "lon": 125.5, "lat": 24.9, "source": "a.nmea"}
    return known | {"line": 1} | more


def decoded(
    fixes: Iterable[Row] = (), statics: Iterable[Row] = (), rejects: Iterable[Row] = ()
) -> Decoded:
    """One chunk of a source."""
    return Decoded(table(fixes, FIX), table(statics, STATIC), table(rejects, REJECT))


def put(store: Store, source: str, *chunks: Decoded) -> None:
    """Ingest a whole source."""
    with store.ingest(source) as intake:
        for chunk in chunks:
            intake.add(chunk)
        intake.commit(Tally(source))


def event(event_id: str = "e1", **more: Any) -> Row:  # noqa: ANN401 - any column
    """One row of EVENT."""
    known = {"event_id": event_id, "kind": "crossing", "object_id": "mmsi:431000001"}
    return known | {"t_start": T0, "status": "closed", "rule": "crossing/2"} | more


def events(*rows: Row) -> pa.Table:
    """Rows as EVENT."""
    return table(rows, EVENT)


def in_time_order(rows: Iterable[Row]) -> list[Row]:
    """Sort dated and placed rows as slices cut them."""
    placed = [r for r in rows if None not in (r["t"], r["lon"], r["lat"])]
    return sorted(placed, key=lambda r: (r["t"], r["source"], r["line"], r["object_id"]))


def by_object(rows: Iterable[Row]) -> list[Row]:
    """Sort rows as they stand in a slice."""
    return sorted(rows, key=lambda r: (r["object_id"], r["t"], r["source"], r["line"]))


def keys(table_: pa.Table) -> list[tuple[Any, ...]]:
    """What tells the rows of FIX apart, in order."""
    names = ["object_id", "t", "source", "line"]
    return list(zip(*(table_[name].to_pylist() for name in names), strict=True))


def keys_of(rows: Iterable[Row]) -> list[tuple[Any, ...]]:
    """The same of rows."""
    return [(r["object_id"], r["t"], r["source"], r["line"]) for r in rows]


@st.composite
def fixes_of(draw: st.DrawFn, source: str, n_max: int = 40) -> list[Row]:
    """Rows of one source over three days: many at one moment, some undated or without a place."""
    n = draw(st.integers(0, n_max))
    rows = []
    for line in range(1, n + 1):
        hours = draw(st.sampled_from([None, 0, 1, 1, 23.999, 24, 25, 47.5, 60]))
        object_id = draw(st.sampled_from([431000001, 431000002, 412000003, 3 << 56 | 7]))
        place = draw(st.sampled_from([{}, {}, {}, {"lon": None}, {"lon": -179.999, "lat": -1.5}]))
        rows.append(fix(object_id, hours, line=line, source=source, **place))
    return rows
