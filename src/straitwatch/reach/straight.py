"""Straight-line reach: two dated places and a top speed turned into hours to spare at any place."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.sphere import EARTH_RADIUS_M, along, to_degrees, to_vectors
from straitwatch.model.error import ContractError
from straitwatch.model.unit import NM_M

__all__ = ["Anchor", "Reach", "bound_reach", "points_on_arc", "spare_hours"]

Floats = npt.NDArray[np.float64]

SPHERE_SLACK = 0.9943
"""A great-circle distance on the mean sphere may exceed the ellipsoid's by up to 0.57 %.

Multiplied with it, it is a lower bound. Source: own comparison with Karney's geodesic
(tests/reach); the figure that textbooks give for the haversine is 0.56 %.
"""


@dataclass(frozen=True)
class Anchor:
    """A dated place that is sure: lon and lat in degrees, t aware."""

    lon: float
    lat: float
    t: datetime


@dataclass(frozen=True)
class Reach:
    """What two anchors and a top speed leave open.

    Attributes:
        a: the earlier anchor.
        b: the later one.
        speed_kn: the assumed top speed.
        hours: time between the anchors.
        dist_nm: lower bound of the distance between them.
        needed_kn: the least speed that joins them: below it the two fixes do not fit.
        slack_h: hours left over at top speed on the straight line; negative when they do not fit.
    """

    a: Anchor
    b: Anchor
    speed_kn: float
    hours: float
    dist_nm: float
    needed_kn: float
    slack_h: float

    @property
    def fits(self) -> bool:
        """Tell whether one object at that speed can have been at both anchors."""
        return self.slack_h >= 0.0


def bound_reach(a: Anchor, b: Anchor, speed_kn: float) -> Reach:
    """Bound where an object was between two anchors.

    Straight lines, over land too: the true way by sea is never shorter, so what this excludes is
    excluded, and what it allows is only *may have*.

    Raises:
        ContractError: the anchors are not in order of time, or the speed is not positive.
    """
    hours = (b.t - a.t).total_seconds() / 3600.0
    if hours <= 0.0:
        raise ContractError(f"the second time must be later than the first: {a.t} .. {b.t}")
    if speed_kn <= 0.0:
        raise ContractError(f"a top speed must be above 0 kn, not {speed_kn:g}")
    dist_nm = float(_lower_nm(a, np.array([b.lon]), np.array([b.lat]))[0])
    needed = dist_nm / hours
    return Reach(a, b, speed_kn, hours, dist_nm, needed, hours - dist_nm / speed_kn)


def spare_hours(reach: Reach, lon: Floats, lat: Floats, *, cell_m: float = 0.0) -> Floats:
    """Hours that an object could have stayed at each place at the very most.

    Args:
        reach: from `bound_reach`.
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        cell_m: each place stands for all places this far around it: the bound is widened by it.

    Returns:
        shape (n,): hours; negative where it cannot have been.
    """
    way_nm = _lower_nm(reach.a, lon, lat) + _lower_nm(reach.b, lon, lat)
    return reach.hours - (way_nm - 2.0 * cell_m / NM_M) / reach.speed_kn


def points_on_arc(
    lon_a: float, lat_a: float, lon_b: float, lat_b: float, *, step_m: float = NM_M
) -> tuple[Floats, Floats, float]:
    """Sample a great-circle arc.

    Returns:
        lon, lat of the samples, both ends in, and the radius in metres that each one stands for.
    """
    ends = to_vectors([lon_a, lon_b], [lat_a, lat_b])
    length = EARTH_RADIUS_M * float(np.arccos(np.clip(ends[0] @ ends[1], -1.0, 1.0)))
    n = max(2, int(np.ceil(length / step_m)) + 1)
    share = np.linspace(0.0, 1.0, n)
    lon, lat = to_degrees(along(ends, np.zeros(n, np.int64), share))
    return lon, lat, length / (n - 1) / 2.0


def _lower_nm(anchor: Anchor, lon: Floats, lat: Floats) -> Floats:
    here, there = to_vectors([anchor.lon], [anchor.lat])[0], to_vectors(lon, lat)
    chord = np.linalg.norm(there - here, axis=-1)
    arc: Floats = 2.0 * np.arcsin(np.clip(chord / 2.0, 0.0, 1.0))
    return arc * EARTH_RADIUS_M * SPHERE_SLACK / NM_M
