"""Tables into the rows, places and times of them that may be shown; each column where it is."""

from collections.abc import Callable, Iterable
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.release_area import Area
from straitwatch.model.identity import text_of_object_id

__all__ = [
    "clear", "clear_texts", "hide_sources", "keep_cells", "keep_old", "keep_seen", "show_places",
]  # fmt: skip

_WITHHELD = "withheld"


def keep_seen(table: pa.Table, may_see: Callable[[str], bool]) -> pa.Table:
    """Keep rows of objects that may be seen; `object_id` is a number or a text."""
    column = table["object_id"]
    unique = column.unique().drop_null()
    texts = unique.to_pylist()
    if not pa.types.is_string(unique.type):
        texts = list(map(text_of_object_id, texts))
    good = unique.filter(pa.array([may_see(text) for text in texts], pa.bool_()))
    return table.filter(pc.is_in(column, good))


def keep_old(
    table: pa.Table, names: Iterable[str], limit: datetime, *, some: bool = False
) -> pa.Table:
    """Keep rows of which no time is later than a limit.

    Args:
        table: with some of the columns.
        names: of columns of times.
        limit: aware.
        some: one of the times may be unknown, if another is known.
    """
    present = [name for name in names if name in table.column_names]
    bound = pa.scalar(limit, pa.timestamp("us", tz="UTC"))
    good = pa.array(np.ones(table.num_rows, bool))
    known = pa.array(np.zeros(table.num_rows, bool))
    for name in present:
        old = pc.less_equal(table[name], bound)
        good = pc.and_(good, pc.fill_null(old, fill_value=some))
        known = pc.or_(known, pc.is_valid(table[name]))
    return table.filter(pc.and_(good, known))


def show_places(
    table: pa.Table, area: Area, *, error: str | None = None, per_km: float = 1.0
) -> pa.Table:
    """Keep rows whose place may be shown, on the grid.

    Args:
        table: with `lon` and `lat`.
        area: boxes and grid.
        error: column that tells how far off the place may be: the grid's own is added.
        per_km: units of that column in a kilometre.
    """
    if not area.bounds:
        return table
    lon, lat, good = area.show(_floats(table["lon"]), _floats(table["lat"]))
    for name, values in (("lon", lon), ("lat", lat)):
        table = _set(table, name, pa.array(values, pa.float64(), from_pandas=True))
    if error is not None and area.grid_deg > 0.0:
        wider = pc.add(pc.fill_null(table[error], 0.0), area.error_km * per_km)
        table = _set(table, error, wider)
    return table.filter(pa.array(good))


def keep_cells(table: pa.Table, area: Area) -> pa.Table:
    """Keep cells (`west`, `south`, `east`, `north`) that lie in one box whole."""
    good = np.zeros(table.num_rows, bool)
    west, south, east, north = (_floats(table[n]) for n in ("west", "south", "east", "north"))
    for box in area.boxes:
        one, middle = Area((box,)), (west + east) / 2.0
        corners = ((west, south), (east, north), (middle, south))
        good |= np.logical_and.reduce([one.within(lon, lat) for lon, lat in corners])
    return table.filter(pa.array(good))


def clear(
    table: pa.Table, names: Iterable[str], where: pa.ChunkedArray | pa.Array | None = None
) -> pa.Table:
    """Make columns null, all of them or where a mask says so; those that are absent stay so."""
    for name in names:
        if name in table.column_names:
            null = pa.scalar(None, table[name].type)
            if where is None:
                table = _set(table, name, pa.nulls(table.num_rows, table[name].type))
            else:
                table = _set(table, name, pc.if_else(where, null, table[name]))
    return table


def clear_texts(
    table: pa.Table, names: Iterable[str], tells: Callable[[str], bool], *, drop: bool = False
) -> pa.Table:
    """Make texts null that tell what may not be shown, or drop their rows."""
    for name in names:
        if name not in table.column_names:
            continue
        column = table[name]
        plain = column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        unique = plain.unique().drop_null()
        bad = unique.filter(pa.array([tells(text) for text in unique.to_pylist()], pa.bool_()))
        if len(bad):
            told = pc.is_in(plain, bad)
            table = table.filter(pc.invert(told)) if drop else _null(table, name, plain, told)
    return table


def hide_sources(table: pa.Table, tells: Callable[[str], bool]) -> pa.Table:
    """Put `withheld` for names of sources in the lists of IDENTITY that tell of hidden objects.

    The lists are never empty: that a word is simulated shows in the names of all its sources.
    """
    if "sources" not in table.column_names:
        return table
    lists = [
        [_WITHHELD if tells(one) else one for one in some or ()]
        for some in table["sources"].to_pylist()
    ]
    return _set(table, "sources", pa.array(lists, table["sources"].type))


def _null(table: pa.Table, name: str, plain: pa.ChunkedArray, told: pa.ChunkedArray) -> pa.Table:
    kept = pc.if_else(told, pa.scalar(None, pa.string()), plain)
    return _set(table, name, kept)


def _set(table: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Put a column in its place, of its own type."""
    index = table.schema.get_field_index(name)
    kind = table.schema.field(index)
    if values.type != kind.type:
        values = _cast(values, kind.type)
    return table.set_column(index, kind, values)


def _cast(values: pa.Array | pa.ChunkedArray, to: pa.DataType) -> pa.Array | pa.ChunkedArray:
    if pa.types.is_dictionary(to):
        return values.dictionary_encode().cast(to)
    return values.cast(to, safe=False)


def _floats(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = (
        column.cast(pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
    )
    return found
