"""Degrees become pixels: a Mercator frame around a box, safe at the antimeridian."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.sphere import destination
from straitwatch.report.story import Box

__all__ = ["Frame", "circle", "clip_ring", "make_frame", "shape_of", "thin"]

Floats = npt.NDArray[np.float64]
_TOP_LAT = 85.0  # Mercator ends before the pole


@dataclass(frozen=True)
class Frame:
    """A Mercator picture: its middle longitude, scale and corner.

    Attributes:
        lon_mid: longitude of the middle; longitudes are taken within 180° of it.
        scale: pixels per degree of longitude.
        top: Mercator y of the upper edge, in degrees of longitude.
        width: pixels.
        height: pixels.
    """

    lon_mid: float
    scale: float
    top: float
    width: float
    height: float

    def x(self, lon: npt.ArrayLike) -> Floats:
        """Turn longitudes into pixels from the left."""
        off = (np.asarray(lon, float) - self.lon_mid + 180.0) % 360.0 - 180.0
        return np.asarray(self.width / 2 + off * self.scale)

    def y(self, lat: npt.ArrayLike) -> Floats:
        """Turn latitudes into pixels from the top."""
        return np.asarray((self.top - _mercator(lat)) * self.scale)

    def points(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
        """Turn places into pixels, shape (n, 2)."""
        return np.stack([self.x(lon), self.y(lat)], axis=-1)

    def chain(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
        """Turn a line of places into pixels without a jump where it passes the antimeridian."""
        way = np.unwrap(np.asarray(lon, float), period=360.0)
        if len(way) == 0:
            return np.empty((0, 2))
        turns = np.round((float(np.mean(way)) - self.lon_mid) / 360.0) * 360.0
        x = self.width / 2 + (way - turns - self.lon_mid) * self.scale
        return np.stack([x, self.y(lat)], axis=-1)

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Tell whether a pixel is inside, at least `margin` from the edge."""
        across = margin <= x <= self.width - margin
        return across and margin <= y <= self.height - margin

    def lon_at(self, x: float) -> float:
        """Turn a pixel from the left into a longitude, -180 to 180."""
        lon = self.lon_mid + (x - self.width / 2) / self.scale
        return (lon + 180.0) % 360.0 - 180.0

    def lat_at(self, y: float) -> float:
        """Turn a pixel from the top into a latitude."""
        return _latitude(self.top - y / self.scale)


def make_frame(box: Box, width: float, height: float) -> Frame:
    """Fit a box into a picture, widening it on two sides where the shapes differ.

    Args:
        box: west, south, east, north in degrees; east < west crosses the antimeridian.
        width: pixels.
        height: pixels.
    """
    west, south, east, north = box
    span = (east - west) % 360.0 or 360.0
    low, high = float(_mercator(south)), float(_mercator(north))
    scale = min(width / max(span, 1e-3), height / max(high - low, 1e-3))
    top = (low + high) / 2 + height / scale / 2
    return Frame(west + span / 2, scale, top, width, height)


def shape_of(box: Box) -> float:
    """Height of a box over its width, as Mercator draws it."""
    west, south, east, north = box
    span = (east - west) % 360.0 or 360.0
    return float(_mercator(north) - _mercator(south)) / max(span, 1e-6)


def _mercator(lat: npt.ArrayLike) -> Floats:
    phi = np.radians(np.clip(np.asarray(lat, float), -_TOP_LAT, _TOP_LAT))
    return np.asarray(np.degrees(np.arctanh(np.sin(phi))))


def _latitude(y: float) -> float:
    return float(np.degrees(np.arcsin(np.tanh(np.radians(y)))))


def circle(lon: float, lat: float, radius_m: float, corners: int = 72) -> tuple[Floats, Floats]:
    """Go round a place: lon and lat of a circle on the sphere."""
    return destination(lon, lat, np.linspace(0.0, 360.0, corners), radius_m)


def thin(points: Floats, step: float) -> Floats:
    """Keep points of a line that lie in another cell of `step` pixels than the one before.

    Args:
        points: shape (n, 2); points farther than 20,000 pixels away are pulled in.
        step: pixels.

    Returns:
        shape (m, 2), first and last kept.
    """
    if len(points) < 3:  # noqa: PLR2004 - two ends only
        return points
    far = np.clip(points, -20_000.0, 20_000.0)
    cell = np.rint(far / step)
    keep = np.ones(len(far), dtype=bool)
    keep[1:-1] = (cell[1:-1] != cell[:-2]).any(axis=1)
    return far[keep]


def clip_ring(ring: Floats, frame: Frame, margin: float = 12.0) -> Floats:
    """Cut a ring to the picture and a margin around it (Sutherland and Hodgman 1974)."""
    for axis, edge, sign in (
        (0, -margin, 1.0),
        (0, frame.width + margin, -1.0),
        (1, -margin, 1.0),
        (1, frame.height + margin, -1.0),
    ):
        if len(ring) == 0:
            break
        ring = _cut(ring, axis, edge, sign)
    return ring


def _cut(ring: Floats, axis: int, edge: float, sign: float) -> Floats:
    inside = (ring[:, axis] - edge) * sign >= 0.0
    if inside.all():
        return ring
    if not inside.any():
        return ring[:0]
    after, inside_after = np.roll(ring, -1, axis=0), np.roll(inside, -1)
    crosses = inside != inside_after
    run = np.where(crosses, after[:, axis] - ring[:, axis], 1.0)
    share = np.where(crosses, (edge - ring[:, axis]) / run, 0.0)
    cuts = ring + share[:, None] * (after - ring)
    order = np.arange(len(ring))
    points = np.vstack([cuts[crosses], after[inside_after]])
    rank = np.concatenate([order[crosses] * 2, order[inside_after] * 2 + 1])
    return points[np.argsort(rank, kind="stable")]
