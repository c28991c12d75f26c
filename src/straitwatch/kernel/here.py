"""One row of a path as plain numbers, to hand to helpers of a sweep.

A helper that is given arrays, and more so a whole `Rows`, costs some hundred ns a call where the
compiler does not inline it, as it counts who holds each array; numbers and records cost nothing.
"""

from typing import Any, NamedTuple

from straitwatch.kernel.jit import jit

__all__ = ["Here", "put", "put_again"]


class Here(NamedTuple):
    """A row; names and units as in `Rows`. `source` and `state` are codes of the memory.

    Attributes:
        limit_m: breadth of the territorial sea here.
    """

    t: int
    lon: float
    lat: float
    sog_kn: float
    coast_m: float
    limit_m: float
    zone: int
    status: int
    state: int
    source: int
    line: int
    track_id: int


@jit
def put(point: Any, here: Here) -> None:  # noqa: ANN401 - a record of dtype POINT
    """Remember a row as a point."""
    point.t, point.lon, point.lat = here.t, here.lon, here.lat
    point.line, point.source, point.sog_kn = here.line, here.source, here.sog_kn


@jit
def put_again(point: Any, other: Any) -> None:  # noqa: ANN401 - records of dtype POINT
    """Make a point what another one is."""
    point.t, point.lon, point.lat = other.t, other.lon, other.lat
    point.line, point.source, point.sog_kn = other.line, other.source, other.sog_kn
