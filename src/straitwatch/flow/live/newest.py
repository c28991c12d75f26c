"""Rows as they are decoded into what pages draw: the newest of each object, once a tick."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.model.live import LIVE, SAID

__all__ = ["Newest", "newest_of", "said_of"]

_WORDS = [name for name in SAID.names if name != "object_id"]


class Newest:
    """Gathers positions and words until they are asked for.

    Memory is that of what came since it was asked last: the caller asks every tick.
    """

    def __init__(self) -> None:
        self._fixes: list[pa.Table] = []
        self._words: list[pa.Table] = []

    def add(self, fixes: pa.Table, statics: pa.Table, feed: str, t_us: int) -> None:
        """Take FIX and STATIC of a feed, heard at a moment."""
        if len(fixes):
            self._fixes.append(_live(fixes, feed, t_us))
        if len(statics):
            self._words.append(statics.select(SAID.names))

    def positions(self) -> pa.Table:
        """Give LIVE since it was asked last."""
        fixes, self._fixes = self._fixes, []
        return newest_of(fixes)

    def said(self) -> pa.Table:
        """Give SAID since it was asked last."""
        words, self._words = self._words, []
        return said_of(words)


def _live(fixes: pa.Table, feed: str, t_us: int) -> pa.Table:
    placed = pc.and_(pc.is_valid(fixes["t"]), pc.is_valid(fixes["lon"]))
    fixes = fixes.filter(pc.and_(placed, pc.is_valid(fixes["lat"])))
    n = len(fixes)
    received = pa.repeat(pa.scalar(t_us, pa.int64()), n).cast(LIVE.field("received").type)
    columns = [fixes[name] for name in LIVE.names[:-2]]
    return pa.table([*columns, pa.repeat(pa.scalar(feed), n), received], schema=LIVE)


def newest_of(tables: list[pa.Table]) -> pa.Table:
    """Keep the newest position of each object, of one moment the last that came.

    Args:
        tables: LIVE, in the order in which they came.

    Returns:
        LIVE by object_id.
    """
    rows = pa.concat_tables([LIVE.empty_table(), *tables])
    if not len(rows):
        return rows
    who = rows["object_id"].to_numpy()
    order = np.lexsort((rows["t"].cast(pa.int64()).to_numpy(), who))
    last = np.append(np.flatnonzero(np.diff(who[order])), len(order) - 1)
    return rows.take(pa.array(order[last])).combine_chunks()


def said_of(tables: list[pa.Table]) -> pa.Table:
    """Keep the newest value of each column of each object.

    Args:
        tables: SAID, in the order in which they came.

    Returns:
        SAID by object_id.
    """
    rows = pa.concat_tables([SAID.empty_table(), *tables])
    if not len(rows):
        return rows
    latest = rows.group_by("object_id", use_threads=False).aggregate(
        [(name, "last") for name in _WORDS]  # the last that is not null
    )
    latest = latest.rename_columns([name.removesuffix("_last") for name in latest.column_names])
    return latest.select(SAID.names).cast(SAID).sort_by("object_id")
