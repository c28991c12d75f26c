"""Decoded tables laid together."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.model.record import Decoded
from straitwatch.model.schema import FIX, REJECT, STATIC

__all__ = ["join_decoded", "no_rows"]


def no_rows() -> Decoded:
    """Nothing decoded."""
    return Decoded(FIX.empty_table(), STATIC.empty_table(), REJECT.empty_table())


def join_decoded(parts: Sequence[Decoded], *, by_line: bool = False) -> Decoded:
    """Lay tables end to end.

    Args:
        parts: in order.
        by_line: sort the rows by their line; rows of one line keep their order.
    """
    tables = [
        pa.concat_tables([schema.empty_table(), *(getattr(one, name) for one in parts)])
        for name, schema in (("fixes", FIX), ("statics", STATIC), ("rejects", REJECT))
    ]
    return Decoded(*(map(_by_line, tables) if by_line else tables))


def _by_line(rows: pa.Table) -> pa.Table:
    rows = rows.unify_dictionaries()
    return rows.take(pc.sort_indices(rows["line"]))
