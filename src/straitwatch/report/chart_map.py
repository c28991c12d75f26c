"""Layers of a chart become a picture: PNG or SVG, drawn by matplotlib without a screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Any
from warnings import catch_warnings, filterwarnings

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib import font_manager, rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from straitwatch.model.error import ConfigError
from straitwatch.model.feature import Feature
from straitwatch.model.place import Box, dms
from straitwatch.model.unit import NM_M
from straitwatch.model.version import __version__
from straitwatch.report.chart_words import CHART_WORDS
from straitwatch.report.place_label import LabelRoom
from straitwatch.report.whole import whole_file

__all__ = ["MAP_FORMS", "ChartMap", "Mark", "Tint", "draw_chart", "write_chart"]

Array = npt.NDArray[Any]

MAP_FORMS = {".png": "png", ".svg": "svg"}
_MEND = "free space or choose another file with -o"
_DPI = 100.0
_LEFT, _TOP, _RIGHT, _FOOT = 74.0, 66.0, 74.0, 150.0  # pixels around the map
_CJK = ("Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic", "IPAGothic", "TakaoGothic", "VL Gothic",
        "Hiragino Sans", "Yu Gothic", "Meiryo", "MS Gothic", "Source Han Sans JP")  # fmt: skip

# Belts differ in lightness, lines in dash: neither needs colours told apart. The line colours are
# those of Okabe and Ito 2008, Color Universal Design.
_FILL = {
    "land": "#f2e3b3",
    "internal": "#8db9dc",
    "territorial": "#b3d3ec",
    "contiguous": "#d3e6f4",
    "eez": "#edf5fb",
    "high": "#ffffff",
}
_LINES: dict[str, tuple[str, float, Any]] = {  # colour, width, dash
    "limit_3": ("#00456e", 1.1, (0, (1, 1.6))),
    "limit_12": ("#00456e", 1.7, "solid"),
    "limit_24": ("#00456e", 1.2, (0, (6, 3))),
    "limit_200": ("#00456e", 1.2, (0, (9, 3, 1.5, 3))),
    "equidistance": ("#d55e00", 1.4, (0, (7, 2.5, 1.5, 2.5))),
    "gate": ("#9c3587", 1.9, "solid"),
}
_STEPS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800)
_SHARES = (0.5, 0.35, 0.65, 0.2, 0.8)  # of a line, where its label may stand
_INK = "#222222"


@dataclass(frozen=True)
class Tint:
    """Distances that belts are filled by.

    Attributes:
        lons: degrees, running on past 180, shape (nx,).
        lats: degrees, shape (ny,).
        metres: distance to the baseline, landward negative, shape (ny, nx).
        internal: internal waters behind closing lines, bool, shape (ny, nx).
        lake: waters inside the land's outline, the same.
    """

    lons: Array
    lats: Array
    metres: Array
    internal: Array
    lake: Array


@dataclass(frozen=True)
class Mark:
    """A place to mark, and what to write beside it."""

    lon: float
    lat: float
    label: str = ""


@dataclass(frozen=True)
class ChartMap:
    """What a chart's map shows.

    Attributes:
        box: its edges.
        land: closed outlines, lon and lat, (n, 2) each, in the turn of the box.
        near: distances for belts of up to 24 nm.
        far: distances for the belt of 200 nm.
        features: limits, equidistance lines and gates.
        title: empty: the edges of the box.
    """

    box: Box
    land: list[Array]
    near: Tint
    far: Tint
    features: list[Feature]
    baseline: str
    error_m: float
    title: str = ""
    marks: list[Mark] = field(default_factory=list)


def write_chart(chart: ChartMap, path: Path, *, lang: str = "en", width: int = 1200) -> None:
    """Draw a chart into a file, whole or not at all.

    Raises:
        ConfigError: the ending or the language is not known, or no font has its letters.
        OutputError: the file cannot be written.
    """
    form = MAP_FORMS.get(path.suffix.lower())
    if form is None:
        raise ConfigError(f"{path}: the ending says no form; end it in {' or '.join(MAP_FORMS)}")
    picture = draw_chart(chart, form, lang=lang, width=width)
    with whole_file(path, mend=_MEND) as file:
        file.write(picture)


def draw_chart(chart: ChartMap, form: str, *, lang: str = "en", width: int = 1200) -> bytes:
    """Draw a chart in Mercator's projection.

    Args:
        chart: what to show.
        form: `png` or `svg`.
        lang: `en` or `ja`.
        width: pixels.

    Raises:
        ConfigError: the language is not known, or no font has its letters.
    """
    words = CHART_WORDS.get(lang)
    if words is None:
        raise ConfigError(f"--lang '{lang}' is not known: choose {', '.join(CHART_WORDS)}")
    look = {
        "font.family": _fonts(lang, form),
        "svg.fonttype": "none",
        "svg.hashsalt": "straitwatch",
    }
    with rc_context({**look, "font.size": 9.0, "axes.unicode_minus": False}), _any_letters(form):
        figure, axes = _sheet(chart.box, float(width))
        _fill_belts(axes, chart)
        _draw_graticule(axes, chart.box)
        _draw_lines(axes, chart)
        room = LabelRoom(axes)
        for feature in chart.features:
            if _style_of(feature):
                line = shapely.segmentize(feature.geometry, (chart.box.east - chart.box.west) / 250)
                room.cross(_xy(shapely.get_coordinates(line)), 4 if feature.layer == "gates" else 1)
        _draw_marks(axes, chart, room)
        _label_gates(chart, room, words, lang)
        _label_divides(chart, room)
        _write_margins(figure, axes, chart, words)
        out = BytesIO()
        plain = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(out, format=form, dpi=_DPI, facecolor="white", metadata=plain)
    picture = out.getvalue()
    if form == "svg" and lang == "ja":
        fonts = ", ".join(f"'{name}'" for name in _CJK)
        picture = picture.replace(b"'DejaVu Sans'", f"{fonts}, sans-serif".encode())
    return picture


@contextmanager
def _any_letters(form: str) -> Iterator[None]:
    """Let an SVG hold letters that this machine has no font for."""
    with catch_warnings():
        if form == "svg":
            filterwarnings("ignore", message="Glyph", category=UserWarning)
        yield


def _fonts(lang: str, form: str) -> list[str]:
    if lang != "ja":
        return ["DejaVu Sans"]
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    found = [name for name in _CJK if name in known]
    if not found and form == "svg":  # the reader's machine brings the letters
        return ["DejaVu Sans"]
    if not found:
        raise ConfigError(
            "no font with Japanese letters was found for a PNG: install one (for example the "
            "system package fonts-noto-cjk or fonts-ipaexfont), or write an SVG"
        )
    return [found[0], "DejaVu Sans"]


def mercator(lat: Any) -> Any:  # noqa: ANN401 - a number or an array
    """Height of a latitude, in degrees of longitude at the equator."""
    bent = np.radians(np.clip(lat, -88.0, 88.0))
    return np.degrees(np.arctanh(np.sin(bent)))


def _xy(places: Array) -> Array:
    return np.column_stack([places[:, 0], mercator(places[:, 1])])


def _sheet(box: Box, width: float) -> tuple[Figure, Any]:
    """Lay out the sheet: a figure, and axes in degrees across and Mercator's degrees up."""
    low, high = float(mercator(box.south)), float(mercator(box.north))
    inner = width - _LEFT - _RIGHT
    tall = float(np.clip(inner * (high - low) / (box.east - box.west), 0.3 * inner, 1.6 * inner))
    whole = tall + _TOP + _FOOT
    figure = Figure(figsize=(width / _DPI, whole / _DPI), dpi=_DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((_LEFT / width, _FOOT / whole, inner / width, tall / whole))
    axes.set_facecolor(_FILL["high"])
    axes.set_xlim(box.west, box.east)
    axes.set_ylim(low, high)
    axes.set_aspect("equal", adjustable="box")
    for spine in axes.spines.values():
        spine.set_linewidth(1.4)
    return figure, axes


def _fill_belts(axes: Any, chart: ChartMap) -> None:  # noqa: ANN401 - matplotlib's axes
    for tint, name, limit_nm in (
        (chart.far, "eez", 200.0),
        (chart.near, "contiguous", 24.0),
        (chart.near, "territorial", 12.0),
    ):
        high = np.clip(tint.metres, -1e6, 1e6)
        levels = [-2e6, limit_nm * NM_M]
        axes.contourf(tint.lons, mercator(tint.lats), high, levels, colors=[_FILL[name]], zorder=1)
    for mask, order in ((chart.near.internal, 1.5), (chart.near.lake, 2.5)):
        if mask.any():
            near, level = chart.near, [0.5, 2.0]
            axes.contourf(
                near.lons, mercator(near.lats), mask.astype(float), level,
                colors=[_FILL["internal"]], zorder=order,
            )  # fmt: skip
    rings = [_xy(ring) for ring in chart.land if len(ring) > 2]  # noqa: PLR2004 - a ring
    edge = {"edgecolors": "#7d6b3a", "linewidths": 0.6}
    axes.add_collection(PolyCollection(rings, facecolors=_FILL["land"], zorder=2, **edge))


def _draw_graticule(axes: Any, box: Box) -> None:  # noqa: ANN401 - same
    low, high = axes.get_ylim()
    inner = axes.get_window_extent().width
    tall = axes.get_window_extent().height
    step_x = _step_deg(box.east - box.west, inner / 110.0)
    step_y = _step_deg(box.north - box.south, tall / 90.0)
    xs = (
        np.arange(np.ceil(box.west / step_x - 1e-9), np.floor(box.east / step_x + 1e-9) + 1)
        * step_x
    )
    ys = np.arange(np.ceil(box.south / step_y - 1e-9), np.floor(box.north / step_y + 1e-9) + 1)
    ys = ys * step_y
    axes.set_xticks(xs, [dms((x + 180.0) % 360.0 - 180.0, "EW") for x in xs])
    axes.set_yticks(mercator(ys), [dms(y, "NS") for y in ys])
    axes.tick_params(top=True, right=True, labeltop=False, labelright=True, length=5, labelsize=8.5)
    axes.grid(color="#5a6b78", linewidth=0.4, alpha=0.45, zorder=3)
    axes.set_axisbelow(False)
    axes.set_xlim(box.west, box.east)
    axes.set_ylim(low, high)


def _step_deg(span: float, most: float) -> float:
    """Step of a graticule in degrees, so that about `most` lines at most show."""
    wanted = span * 60.0 / max(most, 2.0)
    return next((m for m in _STEPS_MIN if m >= wanted), _STEPS_MIN[-1]) / 60.0


def _style_of(feature: Feature) -> str | None:
    if feature.layer == "limits":
        limit = feature.properties.get("limit_nm")
        name = f"limit_{limit:g}"
        is_claimed = feature.properties.get("kind") != "distance"
        return name if name in _LINES and is_claimed else None
    return {"equidistance": "equidistance", "gates": "gate"}.get(feature.layer)


def _draw_lines(axes: Any, chart: ChartMap) -> None:  # noqa: ANN401 - same
    drawn: dict[str, list[Array]] = {}
    for feature in chart.features:
        style = _style_of(feature)
        if style:
            parts = shapely.get_parts(feature.geometry)
            drawn.setdefault(style, []).extend(_xy(shapely.get_coordinates(p)) for p in parts)
    for style, parts in drawn.items():
        colour, width, dash = _LINES[style]
        order = 6 if style == "gate" else 4
        lines = LineCollection(parts, colors=colour, linewidths=width, linestyles=[dash])
        lines.set_zorder(order)
        lines.set_capstyle("butt")
        axes.add_collection(lines)
    for part in drawn.get("gate", []):
        axes.plot(*part[[0, -1]].T, "o", color=_LINES["gate"][0], markersize=4, zorder=6)


def _draw_marks(axes: Any, chart: ChartMap, room: LabelRoom) -> None:  # noqa: ANN401 - same
    for mark in chart.marks:
        lon = mark.lon + 360.0 * round((chart.box.middle[0] - mark.lon) / 360.0)
        at = lon, float(mercator(mark.lat))
        axes.plot(*at, "D", color="#000000", markeredgecolor="white", markersize=7, zorder=8)
        room.take(at, 8.0)
        if mark.label:
            room.write([at], mark.label, color="#000000", weight="bold", gap=9.0)


def _label_gates(chart: ChartMap, room: LabelRoom, words: dict[str, str], lang: str) -> None:
    for feature in sorted(chart.features, key=lambda f: -float(f.properties.get("width_nm") or 0)):
        if feature.layer != "gates":
            continue
        told, line = feature.properties, _xy(shapely.get_coordinates(feature.geometry))
        name = str((told.get("name_ja") if lang == "ja" else None) or told["name"])
        name = "\n".join(wrap(name, 13 if lang == "ja" else 26))
        label = f"{name}\n{told['width_nm']:.1f} {words['nm']}"
        at = [(float(x), float(y)) for x, y in (_along(line, share) for share in _SHARES)]
        room.write(at, label, color=_LINES["gate"][0])


def _along(line: Array, share: float) -> Array:
    """A point of a line, by its share of the vertices."""
    where = share * (len(line) - 1)
    k = min(int(where), len(line) - 2)
    return np.asarray(line[k] + (where - k) * (line[k + 1] - line[k]))


def _label_divides(chart: ChartMap, room: LabelRoom) -> None:
    longest: dict[str, Any] = {}
    for feature in chart.features:
        if feature.layer == "equidistance":
            name = str(feature.properties["states"]).replace("-", " – ").replace("|", "/")
            parts = [*shapely.get_parts(feature.geometry), *longest.get(name, [])]
            longest[name] = [max(parts, key=lambda part: part.length)]
    least = 0.06 * (chart.box.east - chart.box.west)
    for name, (part,) in longest.items():
        if part.length > least:
            found = [part.interpolate(share, normalized=True) for share in _SHARES]
            at = [(float(p.x), float(mercator(p.y))) for p in found]
            room.write(at, name, color=_LINES["equidistance"][0], size=8.5)


def _write_margins(figure: Figure, axes: Any, chart: ChartMap, words: dict[str, str]) -> None:  # noqa: ANN401 - same
    wide, tall = figure.bbox.width, figure.bbox.height
    box = chart.box
    edges = {
        "south": dms(box.south, "NS"),
        "north": dms(box.north, "NS"),
        "west": dms((box.west + 180.0) % 360.0 - 180.0, "EW"),
        "east": dms((box.east + 180.0) % 360.0 - 180.0, "EW"),
    }
    title = chart.title or words["area"].format(**edges)
    figure.text(_LEFT / wide, 1 - 30 / tall, title, size=14, weight="bold", color=_INK)
    _scale_bar(figure, axes, box, words)
    legend = figure.legend(
        handles=_handles(chart, words), loc="upper center", ncols=4, frameon=False,
        bbox_to_anchor=(0.5, (_FOOT - 26) / tall), fontsize=8.5, handlelength=3.2,
        columnspacing=1.8,
    )  # fmt: skip
    legend.set_zorder(9)
    foot = words["foot"].format(baseline=chart.baseline, error=f"{chart.error_m:,.0f}")
    figure.text(_LEFT / wide, 28 / tall, foot, size=8, color=_INK)
    figure.text(_LEFT / wide, 12 / tall, words["foot_law"], size=8, color=_INK)
    right = 1 - _RIGHT / wide
    warn = {"ha": "right", "weight": "bold", "color": "#a3000b"}
    figure.text(right, 28 / tall, words["warning"], size=9.5, **warn)
    figure.text(right, 12 / tall, f"straitwatch {__version__}", size=8, ha="right", color=_INK)


def _handles(chart: ChartMap, words: dict[str, str]) -> list[Any]:
    near, far = (_seen(tint, chart.box) for tint in (chart.near, chart.far))
    belts = ["land"] if chart.land else []
    belts += ["internal"] if (chart.near.internal | chart.near.lake).any() else []
    belts += ["territorial"] if ((near > 0.0) & (near < 12.0 * NM_M)).any() else []
    belts += ["contiguous"] if ((near > 12.0 * NM_M) & (near < 24.0 * NM_M)).any() else []
    belts += ["eez"] if (far > 24.0 * NM_M).any() else []
    belts += ["high"] if (far > 200.0 * NM_M).any() else []
    edge = {"edgecolor": "#8a8a8a", "linewidth": 0.6}
    made: list[Any] = [Patch(facecolor=_FILL[b], label=words[b], **edge) for b in belts]
    styles = {_style_of(feature) for feature in chart.features}
    for style in [name for name in _LINES if name in styles]:
        colour, width, dash = _LINES[style]
        made.append(Line2D([], [], color=colour, lw=width, ls=dash, label=words[style]))
    if chart.marks:
        made.append(Line2D([], [], color="k", marker="D", ls="none", label=words["point"]))
    return made


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
        colour = _INK if k % 2 == 0 else "white"
        bar = Rectangle(
            ((x0 + k * long / 4) / wide, y0 / tall), long / 4 / wide, 6 / tall,
            facecolor=colour, edgecolor=_INK, linewidth=0.8, transform=figure.transFigure,
        )  # fmt: skip
        figure.add_artist(bar)
    for share in (0.0, 0.5, 1.0):
        unit = f" {words['nm']}" if share == 1.0 else ""
        x = (x0 + share * long) / wide
        figure.text(x, (y0 + 9) / tall, f"{share * whole:g}{unit}", size=8, ha="center", color=_INK)
