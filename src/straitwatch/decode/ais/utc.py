"""The calendar fields of a base station's report turned into a time."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["utc_column"]

_NAMES = ("year", "month", "day", "hour", "minute", "second")


def utc_column(columns: Mapping[str, pa.Array]) -> pa.Array:
    """Put year, month, day, hour, minute and second together.

    Args:
        columns: whole numbers, each with nulls where it is not available; shape (n,).

    Returns:
        UTC, null where one of them is, and for a day that its month does not have.
    """
    parts = [columns[name] for name in _NAMES]
    known = np.ones(len(parts[0]), np.bool_)
    for part in parts:
        known &= ~np.asarray(pc.is_null(part))
    year, month, day, hour, minute, second = (
        np.where(known, pc.fill_null(part, 1).to_numpy(), 1).astype(np.int64) for part in parts
    )
    months = (12 * (year - 1970) + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    known &= days.astype("datetime64[M]") == months
    seconds = 3600 * hour + 60 * minute + second
    micros = days.astype("datetime64[us]").astype(np.int64) + 1_000_000 * seconds
    return pa.array(micros, mask=~known).view(pa.timestamp("us", tz="UTC"))
