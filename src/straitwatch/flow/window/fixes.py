"""Questions about fixes turned into columns: the way of one object, or of all for a replay."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.window.base import Base
from straitwatch.flow.window.bound import Bound, bound_of
from straitwatch.flow.window.duck import read_batches, read_table
from straitwatch.flow.window.select import in_box
from straitwatch.flow.window.view import View
from straitwatch.model.error import ContractError
from straitwatch.model.identity import parse_object_id, text_of_object_id
from straitwatch.model.schema import FIX
from straitwatch.model.unit import to_us
from straitwatch.serve.window import Box, FixQuestion, ReplayQuestion, Row, Scope
from straitwatch.store.layout import UNDATED, Part
from straitwatch.store.pack import SCALE, unpack_fixes
from straitwatch.store.state import State

__all__ = ["find_fixes", "find_tracks", "tell_replay", "tell_track"]

_TRACK = ("t", "lon", "lat", "sog_kn", "cog_deg", "alt_ft", "source")
_REPLAY = ("object_id", "t", "lon", "lat", "sog_kn", "cog_deg")
_WHO = ("name", "flag", "craft", "type", "simulated")
_ORDER = "ORDER BY object_id, t, source, line"
Within = tuple[str, list[Any]]
"""A test in SQL, and the values for its question marks."""


def find_fixes(
    base: Base, asked: FixQuestion, scope: Scope, columns: Sequence[str] | None = None
) -> tuple[pa.Table, int]:
    """Find dated and placed FIX, or some columns of it, by object_id and t.

    Returns:
        a page of them, or with `at_most` every so manieth; and how many there are in all.

    Notes:
        Memory: the rows of the answer, and DuckDB's 256 MB.
    """
    names = list(columns or FIX.names)
    view, state = base.view(scope), base.store.state
    release, now = view.release, view.now()
    bound = Bound() if release.whole else bound_of(release, view.whole_heard(), now)
    with state.pinned():
        parts = _parts(base, asked)
        if not parts:
            return FIX.empty_table().select(names), 0
        if release.area.boxes or (release.area.grid_deg and asked.box):
            return _bounded(view, (state, parts), asked, names, bound)
        where, values = _where(asked)
        within = f"{where} AND {bound.test}", [*values, *bound.values]
        if asked.at_most is None:
            found, n = _one_page(state, parts, asked, names, within)
        else:
            found, n = _every(state, parts, asked.at_most, names, within)
    read = found if release.whole else release.fixes(found, now)
    return read.select(names), n


def _read(names: Sequence[str]) -> list[str]:
    """List what is read for some columns: what a release looks at, too."""
    return list(dict.fromkeys([*names, "object_id", "t", "lon", "lat"]))


def _every(
    state: State, parts: Sequence[Part], at_most: int, names: Sequence[str], within: Within
) -> tuple[pa.Table, int]:
    """Find every so manieth row: parts are sorted, so row numbers run along each object."""
    where, values = within
    counted = f"SELECT count(*) FROM {{parts}} WHERE {where}"  # noqa: S608 - own words only
    n = int(read_table(state, parts, counted, values)[0][0].as_py())
    read = _read(names)
    sql = (
        f"SELECT {', '.join(read)} FROM {{parts}} WHERE {where} "  # noqa: S608 - same
        f"AND file_row_number % {_step(n, at_most)} = 0 {_ORDER}"
    )
    return _at_most(unpack_fixes(read_table(state, parts, sql, values), read), at_most), n


def _one_page(
    state: State, parts: Sequence[Part], asked: FixQuestion, names: Sequence[str], within: Within
) -> tuple[pa.Table, int]:
    """Find a page: by counts of each object, so that only those on the page are sorted."""
    where, values = within
    counted = (
        f"SELECT object_id, count(*) AS n FROM {{parts}} WHERE {where} "  # noqa: S608 - own words only
        "GROUP BY object_id ORDER BY object_id"
    )
    told = read_table(state, parts, counted, values)
    ids, ends = told["object_id"].to_numpy(), np.cumsum(told["n"].to_numpy())
    n, read = int(ends[-1]) if len(ends) else 0, _read(names)
    if asked.offset >= n or not asked.limit:
        return FIX.empty_table().select(read), n
    first = int(np.searchsorted(ends, asked.offset, "right"))
    last = min(int(np.searchsorted(ends, asked.offset + asked.limit)), len(ends) - 1)
    skipped = asked.offset - (int(ends[first - 1]) if first else 0)
    sql = (
        f"SELECT {', '.join(read)} FROM {{parts}} WHERE {where} "  # noqa: S608 - same
        f"AND object_id BETWEEN {ids[first]} AND {ids[last]} "
        f"{_ORDER} LIMIT {asked.limit} OFFSET {skipped}"
    )
    return unpack_fixes(read_table(state, parts, sql, values), read), n


def _step(n: int, at_most: int) -> int:
    return max(-(-n // max(at_most, 1)), 1)


def _at_most(found: pa.Table, at_most: int | None) -> pa.Table:
    if at_most is None or len(found) <= at_most:
        return found
    return found.take(np.linspace(0, len(found) - 1, at_most).astype(np.int64))


def _parts(base: Base, asked: FixQuestion) -> list[Part]:
    """List the parts that may hold what is asked for."""
    tests, values = ["day != ?"], list[Any]([UNDATED])
    if asked.object_id is not None:
        tests.append("? BETWEEN object_min AND object_max")
        values.append(parse_object_id(asked.object_id))
    if asked.t_from is not None:
        tests.append("t_max >= ?")
        values.append(to_us(asked.t_from))
    if asked.t_to is not None:
        tests.append("t_min <= ?")
        values.append(to_us(asked.t_to))
    return base.store.state.parts("fixes", "".join(f" AND {test}" for test in tests), values)


def _where(asked: FixQuestion) -> tuple[str, list[Any]]:
    tests = ["t IS NOT NULL AND lon IS NOT NULL AND lat IS NOT NULL"]
    values: list[Any] = []
    if asked.object_id is not None:
        tests.append("object_id = ?")
        values.append(parse_object_id(asked.object_id))
    for test, moment in (("t >= ?", asked.t_from), ("t <= ?", asked.t_to)):
        if moment is not None:
            tests.append(test)
            values.append(to_us(moment))
    if asked.box is not None:
        test, bounds = _inside(asked.box)
        tests.append(test)
        values += bounds
    return " AND ".join(tests), values


def _inside(box: Box) -> tuple[str, list[int]]:
    west, south, east, north = (round(one * SCALE) for one in box)
    across = "(lon >= ? OR lon <= ?)" if west > east else "lon >= ? AND lon <= ?"
    return f"{across} AND lat BETWEEN ? AND ?", [west, east, south, north]


def _bounded(
    view: View,
    source: tuple[State, Sequence[Part]],
    asked: FixQuestion,
    names: list[str],
    bound: Bound,
) -> tuple[pa.Table, int]:
    """Find the fixes that a release lets through: each is looked at, few are held."""
    release, now = view.release, view.now()
    read = _read(names)
    free = FixQuestion(object_id=asked.object_id, t_from=asked.t_from, t_to=asked.t_to)
    where, values = _where(free)  # the box is of places as they are shown
    sql = f"SELECT {', '.join(read)} FROM {{parts}} WHERE {where} AND {bound.test} {_ORDER}"  # noqa: S608 - own words only
    values += bound.values

    def shown() -> Iterator[pa.Table]:
        for some in read_batches(*source, sql, values):
            yield in_box(release.fixes(unpack_fixes(some, read), now), asked.box).select(names)

    if asked.at_most is None:
        return _paged(shown(), asked.offset, asked.limit, names)
    return _thinned(shown(), asked.at_most, names)


def _paged(
    several: Iterator[pa.Table], offset: int, limit: int, names: list[str]
) -> tuple[pa.Table, int]:
    kept, n, held = [FIX.empty_table().select(names)], 0, 0
    for some in several:
        page = some.slice(max(offset - n, 0), limit - held)
        n += len(some)
        held += len(page)
        kept.append(page)
    return pa.concat_tables(kept), n


def _thinned(several: Iterator[pa.Table], at_most: int, names: list[str]) -> tuple[pa.Table, int]:
    """Keep every so manieth row; whenever there are too many, every second one of them."""
    kept, n, step = FIX.empty_table().select(names), 0, 1
    for some in several:
        first = -n % step
        kept = pa.concat_tables([kept, some.take(np.arange(first, len(some), step))])
        n += len(some)
        while len(kept) > 2 * at_most:
            kept, step = kept.take(np.arange(0, len(kept), 2)), step * 2
    return _at_most(kept, at_most), n


def find_tracks(base: Base, asked: FixQuestion, scope: Scope) -> pa.Table:
    """Find TRACK that meet the span, those that a scope may see."""
    view = base.view(scope)
    number = None if asked.object_id is None else parse_object_id(asked.object_id)
    tracks = base.store.tracks(number)
    tracks = view.release.tracks(tracks, view.now(), seen=view.known().rows)
    for column, test, moment in (
        ("t_end", pc.greater_equal, asked.t_from),
        ("t_start", pc.less_equal, asked.t_to),
    ):
        if moment is not None:
            kept = test(tracks[column], pa.scalar(moment, pa.timestamp("us", tz="UTC")))
            tracks = tracks.filter(pc.fill_null(kept, False))
    return tracks


def tell_track(base: Base, asked: FixQuestion, scope: Scope) -> Row | None:
    """Tell the fixes of one object as columns; None: there is no such object to be seen."""
    if asked.object_id is None:
        raise ContractError("a track is of one object: name it")
    if asked.object_id not in base.view(scope).known().rows:
        return None
    fixes, n = find_fixes(base, asked, scope, ["object_id", *_TRACK])
    return {name: column_of(fixes, name) for name in _TRACK} | {"n": len(fixes), "n_found": n}


def column_of(table: pa.Table, name: str) -> list[Any]:
    """Write one column for JSON: moments as ms since 1970, numbers in few digits."""
    column = table[name]
    if pa.types.is_timestamp(column.type):
        return list(pc.divide(column.cast(pa.int64()), 1000).to_pylist())
    if pa.types.is_floating(column.type):
        digits = 6 if name in ("lon", "lat") else 1
        return list(pc.round(column.cast(pa.float64()), digits).to_pylist())
    return list(column.to_pylist())


def tell_replay(base: Base, asked: ReplayQuestion, scope: Scope) -> Row:
    """Tell the fixes of all objects as columns, with who they are."""
    question = FixQuestion(
        t_from=asked.t_from, t_to=asked.t_to, box=asked.box, at_most=asked.at_most
    )
    fixes, n = find_fixes(base, question, scope, _REPLAY)
    numbers, index = np.unique(fixes["object_id"].to_numpy(), return_inverse=True)
    known = base.view(scope).known()
    rows = known.objects.select(_WHO).to_pylist()
    told = []
    for text in map(text_of_object_id, numbers.tolist()):
        at = known.rows.get(text)
        told.append({"id": text, **dict.fromkeys(_WHO), **({} if at is None else rows[at])})
    columns = {name: column_of(fixes, name) for name in _REPLAY[1:]}
    counts = {"n": len(fixes), "n_found": n, "step": _step(n, max(len(fixes), 1))}
    return {"objects": told, "o": index.tolist(), **columns, **counts}
