"""Fixes turned into one row an object: how many, from when to when, and the last of them."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.window.bound import Bound
from straitwatch.flow.window.duck import read_batches, read_table
from straitwatch.store.layout import Part
from straitwatch.store.pack import SCALE, unpack_fixes
from straitwatch.store.state import State

__all__ = ["HEARD", "LAST", "Heard", "heard_in", "heard_of", "heard_within", "join_heard"]

_T = pa.timestamp("us", tz="UTC")
LAST = ("t", "lon", "lat", "sog_kn", "cog_deg", "heading_deg", "alt_ft")
"""Columns of the last fix."""

HEARD = pa.schema(
    [
        pa.field("object_id", pa.int64(), nullable=False),
        ("t_first", _T),
        ("t_last", _T),
        ("fixes", pa.int64()),  # undated and placeless ones too
        ("placed", pa.int64()),  # dated and placed
        ("simulated", pa.bool_()),
        ("t", _T),  # the last dated and placed fix, as are the columns after it
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        *((name, pa.float32()) for name in LAST[3:]),
    ]
)
"""One row an object that was heard."""

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
Filter = Callable[[pa.Table], pa.Table]

_ALL = Bound()
_SIMULATED = "simulated:"
_COLUMNS = ["object_id", "t", "lon", "lat", "sog_kn", "cog_deg", "heading_deg", "alt_ft", "source"]
_PLACED = "t IS NOT NULL AND lon IS NOT NULL AND lat IS NOT NULL"
_REST = ", ".join(f"'{name}': {name}" for name in LAST)
_SUMMARY = f"""
    SELECT object_id, t_first, t_last, fixes, placed, simulated, last.t AS t,
        last.lon / {SCALE}.0::DOUBLE AS lon, last.lat / {SCALE}.0::DOUBLE AS lat,
        {", ".join(f"last.{name} AS {name}" for name in LAST[3:])}
    FROM (
        SELECT object_id, min(t) AS t_first, max(t) AS t_last, count(*) AS fixes,
            count(*) FILTER ({_PLACED}) AS placed,
            bool_and(starts_with(source, '{_SIMULATED}')) AS simulated,
            arg_max({{{_REST}}}, t) FILTER ({_PLACED}) AS last
        FROM {{parts}} WHERE {{test}} GROUP BY object_id)
"""  # noqa: S608 - own words only
_NEVER = -(1 << 62)  # before all moments


class Heard:
    """HEARD of a store that grows: parts never change, so only new ones are looked at.

    Memory: one row an object.
    """

    def __init__(self) -> None:
        self._seen: frozenset[str] = frozenset()
        self._told = HEARD.empty_table()

    def of(self, state: State) -> pa.Table:
        """Give HEARD of all parts that count now; the caller keeps others out meanwhile."""
        with state.pinned():
            parts = state.parts("fixes")
            paths = frozenset(part.path for part in parts)
            if not self._seen <= paths:  # parts were put together, or a source was read anew
                self._seen, self._told = frozenset(), HEARD.empty_table()
            new = [part for part in parts if part.path not in self._seen]
            if new:
                self._told = join_heard([self._told, heard_in(state, new)])
                self._seen = paths
            return self._told


def heard_in(state: State, parts: Sequence[Part], bound: Bound = _ALL) -> pa.Table:
    """Sum up parts, or the fixes within bounds: HEARD, in no order; the caller holds a pin."""
    if not parts:
        return HEARD.empty_table()
    sql = _SUMMARY.replace("{test}", bound.test)
    return _as_heard(read_table(state, parts, sql, bound.values))


def heard_within(state: State, bound: Bound) -> pa.Table:
    """Sum up the fixes within bounds: HEARD by object_id."""
    with state.pinned():
        return join_heard([heard_in(state, state.parts("fixes"), bound)])


def heard_of(state: State, keep: Filter, bound: Bound) -> pa.Table:
    """Sum up those fixes that a filter lets through: HEARD by object_id.

    Args:
        state: of the store.
        keep: rows of FIX, in some of its columns -> those that may be seen.
        bound: what is read at all.

    Notes:
        Reads every fix within the bounds, in pieces.
    """
    with state.pinned():
        parts = state.parts("fixes")
        return join_heard([_summed(keep(some)) for some in _pieces(state, parts, bound)])


def _pieces(state: State, parts: Sequence[Part], bound: Bound) -> Iterator[pa.Table]:
    if parts:
        sql = f"SELECT {', '.join(_COLUMNS)} FROM {{parts}} WHERE {bound.test}"  # noqa: S608 - own words only
        for some in read_batches(state, parts, sql, bound.values):
            yield unpack_fixes(some, _COLUMNS)


def _summed(fixes: pa.Table) -> pa.Table:
    fake = pc.starts_with(fixes["source"].cast(pa.string()), _SIMULATED)
    known = pc.and_(pc.is_valid(fixes["t"]), pc.is_valid(fixes["lon"]))
    placed = pc.and_(known, pc.is_valid(fixes["lat"]))
    told = pa.table(
        {
            "object_id": fixes["object_id"],
            "t_first": fixes["t"],
            "t_last": fixes["t"],
            "fixes": pa.repeat(pa.scalar(1, pa.int64()), len(fixes)),
            "placed": placed.cast(pa.int64()),
            "simulated": pc.fill_null(fake, False),
            **{name: pc.if_else(placed, fixes[name], None) for name in LAST},
        }
    )
    return join_heard([told.cast(HEARD)])


def join_heard(several: Sequence[pa.Table]) -> pa.Table:
    """Put HEARD of several parts together: HEARD by object_id."""
    rows = pa.concat_tables([HEARD.empty_table(), *several])
    moments = pc.fill_null(rows["t"].cast(pa.int64()), _NEVER).to_numpy()
    rows = rows.take(np.lexsort((moments, rows["object_id"].to_numpy())))
    how = {"t_first": "min", "t_last": "max", "fixes": "sum", "placed": "sum", "simulated": "all"}
    summed = rows.group_by("object_id", use_threads=False).aggregate(list(how.items()))
    ids = rows["object_id"].to_numpy()
    last = rows.select(LAST).filter(pa.array(_ends(ids), pa.bool_()))
    columns = {name: summed[f"{name}_{verb}"] for name, verb in how.items()}
    columns |= {name: last[name] for name in LAST}
    return pa.table({"object_id": summed["object_id"], **columns}).cast(HEARD)


def _ends(ids: Ints) -> Marks:
    """Mark the last row of each run of one identity."""
    return np.append(ids[1:] != ids[:-1], True) if len(ids) else np.zeros(0, bool)


def _as_heard(found: pa.Table) -> pa.Table:
    columns = [found[field.name].cast(field.type) for field in HEARD]
    return pa.table(columns, schema=HEARD)
