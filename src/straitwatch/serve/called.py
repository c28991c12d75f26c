"""Names that objects give themselves, as they are heard, into a log to read from a place on."""

from collections import deque
from itertools import islice

import pyarrow as pa

from straitwatch.model.identity import text_of_object_id

__all__ = ["CALLED", "Called"]

CALLED = pa.schema(
    [("object_id", pa.string()), ("name", pa.string()), ("callsign", pa.string()),
     ("imo", pa.int64())]
)  # fmt: skip
"""Columns of OBJECT by which a release learns how hidden objects are called."""

_Row = tuple[int, str | None, str | None, int | None]


class Called:
    """Who goes by which name, call sign and IMO number, in the order in which it was heard.

    The store learns all of it with its next commit: the log has to reach back so far, and no
    farther. Not for two threads at a time: its owner holds a lock.

    Args:
        most: rows that are kept.

    Attributes:
        end: place behind the newest row.
    """

    def __init__(self, most: int) -> None:
        self._rows: deque[_Row] = deque(maxlen=most)
        self.end = 0

    def add(self, row: _Row) -> None:
        """Note the object's number and what it is called."""
        self._rows.append(row)
        self.end += 1

    def since(self, place: int) -> pa.Table:
        """Give what was heard from a place on, as far as it is kept: CALLED."""
        n = min(self.end - place, len(self._rows))
        rows = islice(self._rows, len(self._rows) - n, None)
        told = [(text_of_object_id(number), *words) for number, *words in rows]
        columns = zip(*told, strict=True) if told else ([] for _ in CALLED)
        arrays = (pa.array(c, f.type) for c, f in zip(columns, CALLED, strict=True))
        return pa.table(list(arrays), schema=CALLED)
