"""Land, limits, gates and tracks become shapes in pixels."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.figure import Figure

from straitwatch.report.project import Frame, clip_ring, thin
from straitwatch.report.story import Grid

__all__ = ["band_rings", "gate_lines", "land_rings", "track_lines"]

Floats: TypeAlias = npt.NDArray[np.float64]
_LEG_GAP_US = 3_600_000_000  # a drawn line breaks where no fix came for an hour
_MIN_AREA = 0.25  # square pixels: smaller land is not drawn
_MAX_GRID = 900  # cells a side: finer than the screen is no use


def land_rings(land: list[Floats], frame: Frame) -> list[Floats]:
    """Cut land to the picture.

    Args:
        land: polygons, each (n, 2) of lon, lat.
        frame: the picture.

    Returns:
        rings in pixels, thinned to what a screen shows.
    """
    rings = []
    for polygon in land:
        chain = frame.chain(polygon[:, 0], polygon[:, 1])
        for turn in (-360.0, 0.0, 360.0):
            ring = clip_ring(chain + np.array([turn * frame.scale, 0.0]), frame)
            if len(ring) > 2 and _area(ring) > _MIN_AREA:  # noqa: PLR2004 - a ring has 3 corners
                rings.append(thin(ring, 0.7))
    return rings


def _area(ring: Floats) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def band_rings(grid: Grid | None, frame: Frame, dist_m: float) -> list[Floats]:
    """Find where the sea is nearer to a coast than a distance.

    Args:
        grid: lons (nx,), lats (ny,), metres to the coast (ny, nx), land negative.
        frame: the picture.
        dist_m: metres.

    Returns:
        rings in pixels, to be filled by the even-odd rule; holes are rings too.
    """
    if grid is None:
        return []
    lons, lats, dist = grid
    step = max(1, len(lons) // _MAX_GRID, len(lats) // _MAX_GRID)
    lons, lats, dist = lons[::step], lats[::step], dist[::step, ::step]
    if min(dist.shape) < 2:  # noqa: PLR2004 - a surface has two rows
        return []
    level = np.nan_to_num(np.asarray(dist, float), nan=1e7, posinf=1e7, neginf=-1e7)
    level = np.pad(level, 1, constant_values=1e7)
    wide = np.unwrap(np.asarray(lons, float), period=360.0)
    axes: Any = Figure().add_subplot()
    found = axes.contourf(_pad(wide), _pad(np.asarray(lats, float)), level, [-2e7, dist_m])
    rings = []
    for path in found.get_paths():
        for polygon in path.to_polygons(closed_only=False):
            ring = clip_ring(frame.chain(polygon[:, 0], polygon[:, 1]), frame)
            if len(ring) > 3:  # noqa: PLR2004 - a ring has more than its closing point
                rings.append(thin(ring, 1.0))
    return rings


def _pad(ticks: Floats) -> Floats:
    """Add one tick at either end, so that what touches the edge is closed."""
    return np.concatenate([[2 * ticks[0] - ticks[1]], ticks, [2 * ticks[-1] - ticks[-2]]])


def gate_lines(gates: pa.Table, frame: Frame) -> list[tuple[dict[str, Any], Floats]]:
    """Find gates of which an end is in the picture, and their lines in pixels."""
    found = []
    for gate in gates.to_pylist():
        line = frame.chain([gate["lon_a"], gate["lon_b"]], [gate["lat_a"], gate["lat_b"]])
        if any(frame.holds(float(x), float(y)) for x, y in line):
            found.append((gate, line))
    return found


def track_lines(tracks: pa.Table, frame: Frame, budget: int) -> tuple[list[Floats], list[Floats]]:
    """Turn drawn tracks into lines, real ones and simulated ones.

    Args:
        tracks: object_id, t, lon, lat, source; sorted by object_id, t.
        frame: the picture.
        budget: points in all that the picture may hold.

    Returns:
        real lines and simulated lines in pixels; broken where an hour has no fix, or eight times
        the usual wait when the tracks were thinned to longer ones.
    """
    if tracks.num_rows == 0:
        return [], []
    made_up = pc.starts_with(tracks["source"].cast(pa.string()), "simulated:")
    fake = pc.fill_null(made_up, False).to_numpy(zero_copy_only=False)
    ident = tracks["object_id"].to_numpy()
    t = tracks["t"].cast(pa.int64()).to_numpy()
    points = frame.points(tracks["lon"].to_numpy(), tracks["lat"].to_numpy())
    far = np.abs(np.diff(points[:, 0])) > 180.0 * frame.scale
    same = np.diff(ident) == 0
    usual = float(np.median(np.diff(t)[same])) if same.any() else 0.0
    breaks = ~same | (np.diff(t) > max(_LEG_GAP_US, 8 * usual)) | far | (np.diff(fake) != 0)
    cuts = np.flatnonzero(breaks) + 1
    lines = _thin_all(np.split(points, cuts), budget)
    marks = fake[np.concatenate([[0], cuts])]
    shown = [(line, mark) for line, mark in zip(lines, marks, strict=True) if len(line) > 1]
    return [line for line, mark in shown if not mark], [line for line, mark in shown if mark]


def _thin_all(lines: list[Floats], budget: int) -> list[Floats]:
    """Thin lines, coarser and coarser, until they hold no more points than the budget."""
    step = 1.2
    lines = [thin(line, step) for line in lines]
    while sum(map(len, lines)) > budget and step < 40:  # noqa: PLR2004 - coarser is no line
        step *= 1.7
        lines = [thin(line, step) for line in lines]
    return lines
