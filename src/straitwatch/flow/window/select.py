"""Rows of a table chosen: in a box, in a page, by a mark."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.serve.window import Asked, Box

__all__ = ["in_box", "keep_where", "page_of"]


def keep_where(table: pa.Table, kept: Sequence[bool]) -> pa.Table:
    """Keep the rows that are marked."""
    return table.filter(pa.array(np.asarray(kept, bool), pa.bool_()))


def in_box(table: pa.Table, box: Box | None) -> pa.Table:
    """Keep the rows whose lon and lat lie in the box; one without a place lies in none."""
    if box is None:
        return table
    west, south, east, north = box
    lon, lat = table["lon"], table["lat"]
    one, other = pc.greater_equal(lon, west), pc.less_equal(lon, east)
    across = pc.or_(one, other) if west > east else pc.and_(one, other)
    kept = pc.and_(across, pc.and_(pc.greater_equal(lat, south), pc.less_equal(lat, north)))
    return table.filter(pc.fill_null(kept, False))


def page_of(table: pa.Table, asked: Asked) -> tuple[pa.Table, int | None]:
    """Cut a page out of a table: its rows, and the offset of the next."""
    some = table.slice(asked.offset, asked.limit)
    after = asked.offset + len(some)
    return some, after if after < len(table) and len(some) else None
