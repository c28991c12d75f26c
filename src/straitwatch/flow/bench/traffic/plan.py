"""Orders to a helmsman turned into a course: where a craft truly was, every few seconds."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from straitwatch.flow.bench.traffic.truth import HOUR_S
from straitwatch.model.unit import NM_M

__all__ = ["Course", "Plan", "metres_between", "shift"]

Floats = npt.NDArray[np.float64]

_NM_PER_DEG = 60.0
_SWAY_S = 22_320.0  # half a lunar day: the tide turns an anchored ship


def shift(lon: float, lat: float, bearing_deg: float, nm: float) -> tuple[float, float]:
    """Go nautical miles on a bearing; flat, good to some parts in a thousand for a day's way."""
    north = nm * np.cos(np.radians(bearing_deg)) / _NM_PER_DEG
    east = nm * np.sin(np.radians(bearing_deg)) / _NM_PER_DEG
    return float(lon + east / np.cos(np.radians(lat + north / 2.0))), float(lat + north)


def metres_between(
    lon_a: npt.ArrayLike, lat_a: npt.ArrayLike, lon_b: npt.ArrayLike, lat_b: npt.ArrayLike
) -> Floats:
    """Distances in metres on a sphere of 60 nm a degree; degrees in, broadcast."""
    a, b, c, d = (np.radians(np.asarray(v, float)) for v in (lon_a, lat_a, lon_b, lat_b))
    h = np.sin((d - b) / 2) ** 2 + np.cos(b) * np.cos(d) * np.sin((c - a) / 2) ** 2
    return np.asarray(np.degrees(2.0 * np.arcsin(np.sqrt(h))) * _NM_PER_DEG * NM_M)


def _run_on(values: Floats, steps: int) -> Floats:
    """Let values run on at both ends as they began and ended."""
    return np.pad(values, steps, mode="reflect", reflect_type="odd")


@dataclass(frozen=True, eq=False)
class Course:
    """Where a craft truly was.

    Attributes:
        t: seconds, even steps, shape (n,).
        lon: degrees, running on past 180, shape (n,).
        lat: degrees, shape (n,).
        alt_ft: height, nan on the ground and for ships, shape (n,).
        status: AIS navigational status (ITU-R M.1371-5, clause 3.1), shape (n,).
    """

    t: Floats
    lon: Floats
    lat: Floats
    alt_ft: Floats
    status: npt.NDArray[np.int8]

    def at(self, t: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude at some times, shape (k,) each."""
        when = np.asarray(t, float)
        return np.interp(when, self.t, self.lon), np.interp(when, self.t, self.lat)

    def place(self, t: float) -> tuple[float, float]:
        """Longitude and latitude at one time."""
        lon, lat = self.at([t])
        return float(lon[0]), float(lat[0])

    def speed(self, t: npt.ArrayLike, half_s: float = 15.0) -> tuple[Floats, Floats]:
        """Speed in knots and course in degrees at some times, from the places around each."""
        west, south = self.at(np.asarray(t, float) - half_s)
        east, north = self.at(np.asarray(t, float) + half_s)
        x, y = (east - west) * np.cos(np.radians((north + south) / 2.0)), north - south
        sog = np.hypot(x, y) * _NM_PER_DEG / (2.0 * half_s / HOUR_S)
        return sog, np.degrees(np.arctan2(x, y)) % 360.0

    def beside(self, ahead_nm: float, starboard_nm: float, lag_s: float = 120.0) -> "Course":
        """Course of a craft that keeps station on this one; both in nautical miles.

        The station turns with the course, smoothed over some minutes as a helmsman would.
        """
        back = Plan.smooth(self.lon, self.t, lag_s * 5.0), Plan.smooth(self.lat, self.t, lag_s * 5)
        squeeze = np.cos(np.radians(self.lat))
        x, y = np.gradient(back[0]) * squeeze, np.gradient(back[1])
        size = np.maximum(np.hypot(x, y), 1e-12)
        x, y = x / size, y / size
        east = (ahead_nm * x + starboard_nm * y) / _NM_PER_DEG
        north = (ahead_nm * y - starboard_nm * x) / _NM_PER_DEG
        lon, lat = self.lon + east / squeeze, self.lat + north
        return Course(self.t, lon, lat, self.alt_ft, self.status)


class Plan:
    """Orders, one after the other: go, stay, drift, swing; `course` sails them.

    Args:
        lon: degrees east.
        lat: degrees north.
        t: seconds at the start.
        alt_ft: height; None for a ship, and for an aircraft on the ground.
    """

    def __init__(self, lon: float, lat: float, t: float, alt_ft: float | None = None) -> None:
        self.lon, self.lat, self.t = lon, lat, t
        self._alt = np.nan if alt_ft is None else alt_ft
        self._knots = [(t, lon, lat, self._alt)]
        self._said: list[tuple[float, int]] = []

    @property
    def spot(self) -> tuple[float, float]:
        """Where the ship is now."""
        return self.lon, self.lat

    def _reach(self, lon: float, lat: float, t: float, alt_ft: float | None = None) -> Self:
        self.lon, self.lat, self.t = lon, lat, t
        self._alt = self._alt if alt_ft is None else alt_ft
        self._knots.append((t, lon, lat, self._alt))
        return self

    def go(self, bearing_deg: float, nm: float, kn: float, alt_ft: float | None = None) -> Self:
        """Go nautical miles on a bearing at a speed, to a height."""
        return self._reach(*shift(self.lon, self.lat, bearing_deg, nm),
                           self.t + nm / kn * HOUR_S, alt_ft)  # fmt: skip

    def to(self, place: tuple[float, float], kn: float, alt_ft: float | None = None) -> Self:
        """Go straight to a place at a speed."""
        nm = float(metres_between(self.lon, self.lat, *place)) / NM_M
        return self._reach(*place, self.t + max(nm / kn * HOUR_S, 1.0), alt_ft)

    def by(self, place: tuple[float, float], t: float, alt_ft: float | None = None) -> Self:
        """Be at a place at a time."""
        return self._reach(*place, t, alt_ft)

    def ground(self) -> Self:
        """From here on an aircraft rolls."""
        self._alt = np.nan
        self._knots.append((self.t + 1e-3, self.lon, self.lat, np.nan))
        return self

    def stay(self, hours: float) -> Self:
        """Stay where one is."""
        return self._reach(self.lon, self.lat, self.t + hours * HOUR_S)

    def drift(self, hours: float, kn: float, bearing_deg: float, rng: np.random.Generator) -> Self:
        """Drift at about a speed, the course wandering by some tens of degrees."""
        steps = max(1, round(hours * 3.0))
        for _ in range(steps):
            way = kn * rng.uniform(0.9, 1.1)
            self.go(bearing_deg + rng.uniform(-25.0, 25.0), way * hours / steps, way)
        return self

    def swing(self, hours: float, radius_m: float, rng: np.random.Generator) -> Self:
        """Swing round an anchor: the tide turns the ship, the wind makes her yaw."""
        t = np.arange(0.0, hours * HOUR_S, 60.0)
        first, wide = rng.uniform(0.0, 2 * np.pi), rng.uniform(0.6, 1.4)
        angle = first + wide * (1 - np.cos(t / _SWAY_S * 2 * np.pi))
        angle += 0.08 * np.sin(t / 900.0 * 2 * np.pi)
        here, begin, r_nm = (self.lon, self.lat), self.t, radius_m / NM_M
        anchor = shift(*here, np.degrees(first) + 180.0, r_nm)
        for after, turn in zip(t[1:], angle[1:], strict=True):
            self.by(shift(*anchor, float(np.degrees(turn)), r_nm), begin + float(after))
        return self

    def say(self, status: int) -> Self:
        """From now on the ship gives this navigational status."""
        self._said.append((self.t, status))
        return self

    @staticmethod
    def smooth(values: Floats, t: Floats, window_s: float) -> Floats:
        """Mean over a window of time around each step: how a mass turns and speeds up."""
        half = int(window_s / (t[1] - t[0]) / 2.0) if len(t) > 1 else 0
        if half == 0 or len(values) <= 2 * half:
            return values
        total = np.cumsum(np.concatenate([[0.0], _run_on(values, half)]))
        return np.asarray((total[2 * half + 1 :] - total[: -2 * half - 1]) / (2 * half + 1))

    def course(self, step_s: float = 10.0, smooth_s: float = 180.0) -> Course:
        """Sail the orders.

        Args:
            step_s: seconds between two places.
            smooth_s: corners of place and speed are rounded over so many seconds: a ship of
                12 kn turns within some 0.3 nm.
        """
        knot = np.array(self._knots, float)
        t = np.arange(knot[0, 0], knot[-1, 0] + step_s, step_s)
        lon, lat, alt = (np.interp(t, knot[:, 0], knot[:, k]) for k in (1, 2, 3))
        said = np.zeros(len(t), np.int8)
        for begin, status in self._said:
            said[t >= begin] = status
        return Course(t, self.smooth(lon, t, smooth_s), self.smooth(lat, t, smooth_s), alt, said)
