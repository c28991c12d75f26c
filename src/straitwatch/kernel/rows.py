"""Columns of a path as arrays, and the fixes that a sweep remembers."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit

__all__ = ["NEVER", "POINT", "Rows", "Words", "keep"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]
Records = npt.NDArray[Any]

NEVER = -(2**62)
"""Time of a point that holds no fix, in µs."""

POINT = np.dtype(
    [
        ("t", np.int64),
        ("lon", np.float64),
        ("lat", np.float64),
        ("line", np.int64),
        ("source", np.int32),
        ("sog_kn", np.float32),
    ]
)
"""A fix that is remembered: t in µs (NEVER for none), degrees, line and code of its source, kn."""


class Rows(NamedTuple):
    """A path in arrays of shape (n,), by object_id, then t; lanes of one object are mixed.

    What is not available is nan, in a column of codes -1.

    Attributes:
        slot: number of the lane, int32; small, and used again only after a lane is given up.
        fresh: first fix of its lane: what is remembered of the slot is another lane's.
        object_id: int64.
        track_id: int64.
        t: µs, int64.
        lon: degrees, float64.
        lat: degrees, float64.
        sog_kn: float32.
        cog_deg: float32.
        alt_ft: float32.
        vrate_ft_min: float32.
        nav_status: int8.
        zone: int8.
        coast_m: float32.
        breadth_m: float32.
        state: code, int32.
        source: code, int32.
        receiver: code, int32.
        line: int64.
    """

    slot: Codes
    fresh: Bools
    object_id: Ints
    track_id: Ints
    t: Ints
    lon: Floats
    lat: Floats
    sog_kn: Singles
    cog_deg: Singles
    alt_ft: Singles
    vrate_ft_min: Singles
    nav_status: Bytes
    zone: Bytes
    coast_m: Singles
    breadth_m: Singles
    state: Codes
    source: Codes
    receiver: Codes
    line: Ints


class Words(NamedTuple):
    """What the codes of rows stand for."""

    source: tuple[str | None, ...]
    receiver: tuple[str | None, ...]
    state: tuple[str | None, ...]


@jit
def keep(  # noqa: PLR0917 - kernels take arguments in order: the compiler knows no keywords-only
    points: Records, s: int, k: int, rows: Rows, source: Codes, i: int
) -> None:
    """Remember row i as point k of slot s; `source` are the codes of the memory, not the batch."""
    point = points[s, k]
    point.t, point.lon, point.lat = rows.t[i], rows.lon[i], rows.lat[i]
    point.line, point.source, point.sog_kn = rows.line[i], source[i], rows.sog_kn[i]
