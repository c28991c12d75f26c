"""What stands around a chart: title, scale, legend, baseline and warning."""

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from straitwatch.model.place import Box, dms
from straitwatch.model.unit import NM_M
from straitwatch.model.version import __version__
from straitwatch.report.chart_sheet import (
    FILL,
    FOOT,
    INK,
    LEFT,
    LINES,
    RIGHT,
    ChartMap,
    Tint,
    style_of,
)

__all__ = ["write_margins"]

Array = npt.NDArray[Any]


def write_margins(figure: Figure, axes: Any, chart: ChartMap, words: dict[str, str]) -> None:  # noqa: ANN401 - matplotlib's axes
    """Write everything around the map of a chart."""
    wide, tall = figure.bbox.width, figure.bbox.height
    box = chart.box
    edges = {
        "south": dms(box.south, "NS"),
        "north": dms(box.north, "NS"),
        "west": dms((box.west + 180.0) % 360.0 - 180.0, "EW"),
        "east": dms((box.east + 180.0) % 360.0 - 180.0, "EW"),
    }
    title = chart.title or words["area"].format(**edges)
    figure.text(LEFT / wide, 1 - 30 / tall, title, size=14, weight="bold", color=INK)
    _scale_bar(figure, axes, box, words)
    legend = figure.legend(
        handles=_handles(chart, words), loc="upper center", ncols=4, frameon=False,
        bbox_to_anchor=(0.5, (FOOT - 26) / tall), fontsize=8.5, handlelength=3.2,
        columnspacing=1.8,
    )  # fmt: skip
    legend.set_zorder(9)
    foot = words["foot"].format(baseline=chart.baseline, error=f"{chart.error_m:,.0f}")
    figure.text(LEFT / wide, 28 / tall, foot, size=8, color=INK)
    gap = " " if words["foot_law"].isascii() else ""
    law = words["foot_law"] + (gap + words["foot_areas"] if chart.approximate else "")
    figure.text(LEFT / wide, 12 / tall, law, size=8, color=INK)
    right = 1 - RIGHT / wide
    warn: dict[str, Any] = {"ha": "right", "weight": "bold", "color": "#a3000b"}
    figure.text(right, 28 / tall, words["warning"], size=9.5, **warn)
    figure.text(right, 12 / tall, f"straitwatch {__version__}", size=8, ha="right", color=INK)


def _handles(chart: ChartMap, words: dict[str, str]) -> list[Any]:
    near, far = (_seen(tint, chart.box) for tint in (chart.near, chart.far))
    belts = ["land"] if chart.land else []
    belts += ["internal"] if (chart.near.internal | chart.near.lake).any() else []
    belts += ["territorial"] if ((near > 0.0) & (near < 12.0 * NM_M)).any() else []
    belts += ["contiguous"] if ((near > 12.0 * NM_M) & (near < 24.0 * NM_M)).any() else []
    belts += ["eez"] if (near > 24.0 * NM_M).any() and (far < 200.0 * NM_M).any() else []
    belts += ["high"] if (far > 200.0 * NM_M).any() else []
    edge: dict[str, Any] = {"edgecolor": "#8a8a8a", "linewidth": 0.6}
    made: list[Any] = [Patch(facecolor=FILL[b], label=words[b], **edge) for b in belts]
    styles = {style_of(feature) for feature in chart.features} | (
        {"bound"} if chart.bounds else set()
    )
    for style in [name for name in LINES if name in styles]:
        colour, width, dash = LINES[style]
        label = words[style].format(nm=_kept(chart)) if style == "limit_kept" else words[style]
        made.append(Line2D([], [], color=colour, lw=width, ls=dash, label=label))
    if chart.marks:
        made.append(Line2D([], [], color="k", marker="D", ls="none", label=words["point"]))
    return made


def _kept(chart: ChartMap) -> str:
    """Breadths of the territorial sea other than 12 nm that are drawn."""
    drawn = [feature for feature in chart.features if style_of(feature) == "limit_kept"]
    return ", ".join(
        sorted({f"{feature.properties['limit_nm']:g}" for feature in drawn}, key=float)
    )


def _seen(tint: Tint, box: Box) -> Array:
    """Distances of a tint within the box."""
    rows = (tint.lats >= box.south) & (tint.lats <= box.north)
    cols = (tint.lons >= box.west) & (tint.lons <= box.east)
    return np.asarray(tint.metres[np.ix_(rows, cols)])


def _scale_bar(figure: Figure, axes: Any, box: Box, words: dict[str, str]) -> None:  # noqa: ANN401 - same
    """A bar of nautical miles, true at the middle latitude, above the map on the right."""
    spot = axes.get_window_extent()
    across_nm = (box.east - box.west) * 60.0 * np.cos(np.radians(box.middle[1]))
    steps = [m * 10.0**k for k in range(-1, 4) for m in (1.0, 2.0, 5.0)]
    whole = max((s for s in steps if s <= across_nm / 4.0), default=steps[0])
    long = whole / across_nm * spot.width
    wide, tall = figure.bbox.width, figure.bbox.height
    x0, y0 = spot.x1 - long, tall - 38.0
    for k in range(4):
        colour = INK if k % 2 == 0 else "white"
        bar = Rectangle(
            ((x0 + k * long / 4) / wide, y0 / tall), long / 4 / wide, 6 / tall,
            facecolor=colour, edgecolor=INK, linewidth=0.8, transform=figure.transFigure,
        )  # fmt: skip
        figure.add_artist(bar)
    for share in (0.0, 0.5, 1.0):
        unit = f" {words['nm']}" if share == 1.0 else ""
        x = (x0 + share * long) / wide
        figure.text(x, (y0 + 9) / tall, f"{share * whole:g}{unit}", size=8, ha="center", color=INK)
