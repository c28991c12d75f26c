"""A box of the chart into a picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.flow.chart_layers import find_features, usual_limits
from straitwatch.flow.tell import Tell
from straitwatch.model.error import ConfigError
from straitwatch.model.place import Box, read_place
from straitwatch.model.unit import NM_M
from straitwatch.report.chart_map import MAP_FORMS, write_chart
from straitwatch.report.chart_sheet import ChartMap, Mark, Tint
from straitwatch.zone.basemap import land_polygons
from straitwatch.zone.breadth import areas_near, breadth_at
from straitwatch.zone.chart import NAMES, Chart, classify, label, open_chart
from straitwatch.zone.coastline import CONTIGUOUS_NM, ECONOMIC_NM, TERRITORIAL_NM
from straitwatch.zone.inside import is_inside
from straitwatch.zone.limit import distance_field
from straitwatch.zone.shore import BASELINE
from straitwatch.zone.trace import lay_grid, signed_m
from straitwatch.zone.verdict import BASELINE_ERROR_M

Array = npt.NDArray[Any]

__all__ = ["draw_zones", "read_mark"]

_NODES = 520.0  # across a picture: as fine as belts are filled
_FAR_NODES = 130.0
_MOST_POINTS = 60_000


def read_mark(text: str) -> Mark:
    """Read `LAT,LON` or `LAT,LON,LABEL`.

    Raises:
        ContractError: the place is none.
    """
    parts = text.split(",", maxsplit=2)
    lon, lat = read_place(",".join(parts[:2]))
    return Mark(lon, lat, parts[2].strip() if len(parts) > 2 else "")  # noqa: PLR2004 - a label


def draw_zones(
    box: Box,
    output: Path,
    tell: Tell,
    *,
    lang: str = "en",
    width: int = 1200,
    title: str = "",
    marks: Sequence[Mark] = (),
) -> None:
    """Draw the zones of a box as a chart.

    Args:
        box: the box.
        output: the file, `.png` or `.svg`.
        tell: hears of progress.
        lang: `en` or `ja`.
        width: pixels across.
        title: above the map; empty: the edges of the box.
        marks: places to mark.

    Raises:
        ConfigError: the ending, the width or the language is not known.
        OutputError: the file cannot be written.
    """
    if output.suffix.lower() not in MAP_FORMS:
        raise ConfigError(f"{output}: end the picture in {' or '.join(MAP_FORMS)}")
    if not 400 <= width <= 6000:  # noqa: PLR2004 - pixels
        raise ConfigError(f"--size {width}: choose 400 to 6000 pixels")
    chart = open_chart()
    tell.stage("measuring")
    high_nm = max(box.north - box.south, 1e-3) * 60.0
    wide_nm = (box.east - box.west) * 60.0 * np.cos(np.radians(box.middle[1]))
    size_nm = float(max(high_nm, wide_nm))
    near, far = _near(chart, box, size_nm / _NODES), _far(chart, box, size_nm / _FAR_NODES)
    pixel_m = wide_nm * NM_M / width
    what = ["limits", "gates", "equidistance"]
    features = find_features(what, box, usual_limits(box), tell, chart=chart, off_m=pixel_m / 3.0)
    tell.stage("drawing")
    bounds, approximate = _areas(chart, box, near)
    picture = ChartMap(
        box, _land(box), near, far, features, BASELINE, BASELINE_ERROR_M, title, list(marks),
        bounds, approximate,
    )  # fmt: skip
    write_chart(picture, output, lang=lang, width=width)


def _land(box: Box) -> list[Array]:
    pad_x, pad_y = (box.east - box.west) * 0.02, (box.north - box.south) * 0.02
    south, north = max(box.south - pad_y, -90.0), min(box.north + pad_y, 90.0)
    west, east = box.west - pad_x, box.east + pad_x
    rings = []
    for turn in (-360.0, 0.0, 360.0):
        a, b = max(west - turn, -180.0), min(east - turn, 180.0)
        if a < b:
            found = land_polygons(a, south, b, north, max_points=_MOST_POINTS)
            rings += [ring + np.array([turn, 0.0]) for ring in found]
    return rings


def _near(chart: Chart, box: Box, cell_nm: float) -> Tint:
    grid = lay_grid(box, cell_nm)
    lon, lat = (axis.ravel() for axis in np.meshgrid(grid.lons, grid.lats))
    metres = signed_m(chart, lon, lat)
    zoned = classify(chart, lon, lat)
    internal = zoned.zone == NAMES.index("internal_waters")
    lake = internal & (zoned.coast_m < 0.0)
    masks = [mask.reshape(grid.shape) for mask in (internal & ~lake, lake)]
    breadth = breadth_at(chart, lon, lat, zoned.state)
    return Tint(grid.lons, grid.lats, _stretch(metres, breadth).reshape(grid.shape), *masks)


def _stretch(metres: Array, breadth_nm: Array) -> Array:
    """Distances as if all kept 12 nm, so that one contour bounds every territorial sea."""
    kept, full, rest = breadth_nm * NM_M, TERRITORIAL_NM * NM_M, CONTIGUOUS_NM * NM_M
    beyond = full + (metres - kept) * (rest - full) / (rest - kept)
    stretched = np.where(metres <= kept, metres * full / kept, np.minimum(beyond, metres + full))
    return np.asarray(np.where(metres > rest, metres, stretched))


def _areas(chart: Chart, box: Box, near: Tint) -> tuple[list[Array], bool]:
    """Bounds of areas of another breadth, and whether any is known only about.

    An area counts within 24 nm of the coasts of its own State, where it decides a zone.
    """
    lines, approximate = [], False
    lon, lat = (axis.ravel() for axis in np.meshgrid(near.lons, near.lats))
    shown = (lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)
    shown &= (np.abs(near.metres) < CONTIGUOUS_NM * NM_M).ravel()
    state = label(chart, lon, lat).state
    for system, outline in areas_near(chart, box):
        own = shown & (state == chart.coast.states.index(system.state))
        if not (own[own] & is_inside(lon[own], lat[own], outline)).any():
            continue
        approximate |= system.approximate
        lines += _kept_parts(_dense(outline), near, own.reshape(near.metres.shape))
    return lines, approximate


def _dense(outline: Array) -> Array:
    share = np.arange(0.0, len(outline) - 1, 0.002)
    leg = share.astype(int)
    return np.asarray(outline[leg] + (share - leg)[:, None] * (outline[leg + 1] - outline[leg]))


def _kept_parts(line: Array, near: Tint, where: Array) -> list[Array]:
    """Parts of a line at whose nodes of the grid something holds."""
    col = np.searchsorted(near.lons, line[:, 0]).clip(0, len(near.lons) - 1)
    row = np.searchsorted(near.lats, line[:, 1]).clip(0, len(near.lats) - 1)
    kept = where[row, col]
    parts = np.split(np.arange(len(line)), np.flatnonzero(np.diff(kept)) + 1)
    return [line[part] for part in parts if kept[part[0]] and len(part) > 1]


def _far(chart: Chart, box: Box, cell_nm: float) -> Tint:
    grid = lay_grid(box, cell_nm)
    metres = distance_field(chart, grid, ECONOMIC_NM * NM_M)
    none = np.zeros(grid.shape, bool)
    return Tint(grid.lons, grid.lats, metres, none, none)
