"""Fixes kept: stored positions turned into time-ordered slices, or some of them found again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from straitwatch.model.error import ContractError
from straitwatch.model.identity import parse_object_id
from straitwatch.model.schema import FIX
from straitwatch.model.unit import to_us
from straitwatch.store.duck import read_batches, read_table
from straitwatch.store.layout import UNDATED, Part
from straitwatch.store.pack import PACKED, SCALE, unpack_fixes
from straitwatch.store.state import State

__all__ = ["Extent", "extent", "positions", "slices"]

_PLACED = "lon IS NOT NULL AND lat IS NOT NULL"
_ORDER = "ORDER BY object_id, t, source, line"
_BATCH_ROWS = 100_000
_WINDOW_ROWS = 1_000_000  # what is sorted at a time
_MINUTE_US = 60_000_000


@dataclass(frozen=True)
class Extent:
    """How far the fixes of a store reach.

    Attributes:
        n_fixes: with a time and a place.
        n_objects: that have such a fix.
        n_undated: with a place, without a time.
        t_min: first of n_fixes, None when there is none; so are the others.
        t_max: last of them.
        west: least longitude; a span over the antimeridian is not told apart.
        south: least latitude.
        east: greatest longitude.
        north: greatest latitude.
    """

    n_fixes: int = 0
    n_objects: int = 0
    n_undated: int = 0
    t_min: datetime | None = None
    t_max: datetime | None = None
    west: float | None = None
    south: float | None = None
    east: float | None = None
    north: float | None = None


def extent(state: State) -> Extent:
    """Measure how far the fixes reach."""
    with state.pinned():
        parts = state.parts("fixes")
        if not parts:
            return Extent()
        dated = "FILTER (t IS NOT NULL)"
        found = read_table(
            state,
            parts,
            f"SELECT count(*) {dated}, count(DISTINCT object_id) {dated}, "  # noqa: S608 - own words only
            "count(*) FILTER (t IS NULL), "
            "make_timestamptz(min(t)), make_timestamptz(max(t)), "
            f"min(lon) {dated} / {SCALE}.0::DOUBLE, min(lat) {dated} / {SCALE}.0::DOUBLE, "
            f"max(lon) {dated} / {SCALE}.0::DOUBLE, max(lat) {dated} / {SCALE}.0::DOUBLE "
            f"FROM {{parts}} WHERE {_PLACED}",
        )
    return Extent(*(column[0].as_py() for column in found.columns))


def slices(state: State, *, max_rows: int = 500_000) -> Iterator[pa.Table]:
    """Give all dated and placed fixes of the store in time order, in bounded slices.

    Args:
        state: of the store.
        max_rows: rows of a slice, at most; a moment that has more is a slice of its own.

    Yields:
        FIX sorted by object_id, t, source, line. Every row of a slice is earlier than those of
        the next: moments stay whole, so the cuts are the same for the same contents, in whatever
        order they came in.

    Raises:
        StoreError: a part is missing or damaged; names it.
        OutputError: no space left to sort on.

    Notes:
        Memory: DuckDB's 256 MB and about three slices. One moment of the store: sources that
        are committed meanwhile are not seen.
    """
    if max_rows < 1:
        raise ContractError(f"max_rows is {max_rows}: ask for slices of at least one row")
    return _slices(state, max_rows)


def _slices(state: State, max_rows: int) -> Iterator[pa.Table]:
    with state.pinned():
        parts = state.parts("fixes", " AND day != ?", [UNDATED])
        waiting: list[pa.RecordBatch] = []
        n = 0
        for batch in _in_time_order(state, parts):
            waiting.append(batch)
            n += batch.num_rows
            while n > max_rows and (cut := _cut_of(waiting, max_rows)):
                rows = pa.Table.from_batches(waiting)
                yield _by_object(rows.slice(0, cut))
                waiting = rows.slice(cut).to_batches()
                n -= cut
        if n:
            yield _by_object(pa.Table.from_batches(waiting))


def _cut_of(waiting: list[pa.RecordBatch], max_rows: int) -> int:
    """Rows of the next slice: whole moments; 0 when the first moment may not be whole yet."""
    t = pa.Table.from_batches(waiting)["t"].to_numpy()
    before = int(np.searchsorted(t, t[max_rows], "left"))
    if before:
        return before
    after = int(np.searchsorted(t, t[0], "right"))
    return after if after < len(t) else 0


def _in_time_order(state: State, parts: Sequence[Part]) -> Iterator[pa.RecordBatch]:
    columns = ", ".join(PACKED.names)
    for first, last in _windows(state, parts):
        reached = [p for p in parts if (p.t_min or 0) <= last and (p.t_max or 0) >= first]
        sql = (
            f"SELECT {columns} FROM {{parts}} WHERE t BETWEEN {first} AND {last} "  # noqa: S608 - own words only
            f"AND {_PLACED} ORDER BY t, source, line, object_id"
        )
        yield from read_batches(state, reached, sql, batch_rows=_BATCH_ROWS)


def _windows(state: State, parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Cut time into windows of whole minutes, each with few enough rows to sort in memory.

    Returns:
        first and last µs of each, in order; together they hold every dated row.
    """
    if not parts:
        return []
    sql = (
        f"SELECT t // {_MINUTE_US} AS minute, count(*) FROM {{parts}} "  # noqa: S608 - own words only
        "WHERE t IS NOT NULL GROUP BY minute ORDER BY minute"
    )
    minutes, counts = (column.to_numpy() for column in read_table(state, parts, sql).columns)
    window = (np.cumsum(counts) - 1) // _WINDOW_ROWS
    starts = np.flatnonzero(np.diff(window, prepend=-1))
    firsts = [int(minute) * _MINUTE_US for minute in minutes[starts]]
    end = (int(minutes[-1]) + 1) * _MINUTE_US
    return list(zip(firsts, [first - 1 for first in [*firsts[1:], end]], strict=True))


def _by_object(rows: pa.Table) -> pa.Table:
    """Sort rows that are in time order by object_id; a stable sort keeps the order within."""
    rows = rows.combine_chunks()
    order = np.argsort(rows["object_id"].to_numpy(), kind="stable")
    return unpack_fixes(rows.take(order))


def positions(
    state: State,
    object_id: int | str | None = None,
    t_from: datetime | None = None,
    t_to: datetime | None = None,
    *,
    limit: int | None = None,
    at_most: int | None = None,
    columns: Sequence[str] | None = None,
    undated: bool = False,
) -> pa.Table:
    """Find placed fixes.

    Args:
        state: of the store.
        object_id: the integer, or its text form.
        t_from: at this moment or later.
        t_to: at this moment or earlier.
        limit: only the first so many.
        at_most: thin them to so many or fewer, evenly over the rows, for a picture.
        columns: of FIX, in this order; all by default.
        undated: whether fixes without a time come too; they never do within a span.

    Returns:
        FIX, or these columns of it, sorted by object_id, t, source, line. Only parts that may
        hold the object in the span are read.
    """
    names = _known(columns)
    identity = parse_object_id(object_id) if isinstance(object_id, str) else object_id
    where = _bounds(identity, t_from, t_to, undated=undated)
    with state.pinned():
        parts = _reached(state.parts("fixes"), identity, t_from, t_to, undated=undated)
        if not parts:
            return FIX.empty_table().select(names)
        if at_most is not None:
            return _thinned(state, parts, where, names, at_most)
        sql = f"SELECT {', '.join(names)} FROM {{parts}} WHERE {where[0]} {_ORDER}"  # noqa: S608 - own words only
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        return unpack_fixes(read_table(state, parts, sql, where[1]), names)


def _known(columns: Sequence[str] | None) -> list[str]:
    names: list[str] = FIX.names if columns is None else list(columns)
    if unknown := set(names) - set(FIX.names):
        raise ContractError(f"FIX has no column {sorted(unknown)}: it has {FIX.names}")
    return names


def _thinned(
    state: State,
    parts: Sequence[Part],
    where: tuple[str, list[Any]],
    names: Sequence[str],
    at_most: int,
) -> pa.Table:
    """Find every so manieth row. Parts are sorted, so their row numbers run along each object."""
    test, values = where
    counted = f"SELECT count(*) FROM {{parts}} WHERE {test}"  # noqa: S608 - own words only
    n = read_table(state, parts, counted, values)[0][0].as_py()
    step = max(n // max(at_most, 1), 1)
    sql = (
        f"SELECT {', '.join(names)} FROM {{parts}} "  # noqa: S608 - own words only
        f"WHERE {test} AND file_row_number % {step} = 0 {_ORDER}"
    )
    found = read_table(state, parts, sql, values)
    if found.num_rows > at_most:
        found = found.take(np.linspace(0, found.num_rows - 1, max(at_most, 0)).astype(np.int64))
    return unpack_fixes(found, list(names))


def _bounds(
    object_id: int | None, t_from: datetime | None, t_to: datetime | None, *, undated: bool
) -> tuple[str, list[Any]]:
    tests, values = [_PLACED], list[Any]()
    if object_id is not None:
        tests.append("object_id = ?")
        values.append(object_id)
    if t_from is not None:
        tests.append("t >= ?")
        values.append(to_us(t_from))
    if t_to is not None:
        tests.append("t <= ?")
        values.append(to_us(t_to))
    if not undated:
        tests.append("t IS NOT NULL")
    return " AND ".join(tests), values


def _reached(
    parts: list[Part],
    object_id: int | None,
    t_from: datetime | None,
    t_to: datetime | None,
    *,
    undated: bool,
) -> list[Part]:
    def may_hold(part: Part) -> bool:
        if part.t_min is None or part.t_max is None:
            return undated and t_from is None and t_to is None
        if t_from is not None and part.t_max < to_us(t_from):
            return False
        return t_to is None or part.t_min <= to_us(t_to)

    def may_know(part: Part) -> bool:
        if object_id is None or part.object_min is None or part.object_max is None:
            return True
        return part.object_min <= object_id <= part.object_max

    return [part for part in parts if may_hold(part) and may_know(part)]
