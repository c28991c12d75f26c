"""Layers of a chart become a picture: PNG or SVG, drawn by matplotlib without a screen."""

from collections.abc import Iterator
from contextlib import contextmanager
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

from straitwatch.model.error import ConfigError
from straitwatch.model.place import Box, dms
from straitwatch.model.unit import NM_M
from straitwatch.report.chart_margin import write_margins
from straitwatch.report.chart_sheet import (
    FILL,
    FOOT,
    LEFT,
    LINES,
    RIGHT,
    TOP,
    ChartMap,
    mercator,
    style_of,
    to_sheet,
)
from straitwatch.report.chart_words import CHART_WORDS
from straitwatch.report.place_label import HALO, LabelRoom
from straitwatch.report.whole import whole_file

__all__ = ["MAP_FORMS", "draw_chart", "write_chart"]

Array = npt.NDArray[Any]

MAP_FORMS = {".png": "png", ".svg": "svg"}
_MEND = "free space or choose another file with -o"
_DPI = 100.0
_WIDTH = 1200.0  # of the sheet as laid out
_CJK = ("Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic", "IPAGothic", "TakaoGothic", "VL Gothic",
        "Hiragino Sans", "Yu Gothic", "Meiryo", "MS Gothic", "Source Han Sans JP")  # fmt: skip

_STEPS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800)
_SHARES = (0.5, 0.35, 0.65, 0.2, 0.8)  # of a line, where its label may stand


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
        width: pixels of a PNG; an SVG has no pixels.

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
        figure, axes = _sheet(chart.box, _WIDTH)
        _fill_belts(axes, chart)
        _draw_graticule(axes, chart.box)
        _draw_lines(axes, chart)
        room = LabelRoom(axes, stroked=form != "svg")
        _keep_off_lines(chart, room)
        _draw_marks(axes, chart, room)
        _label_gates(chart, room, words, lang)
        _label_divides(chart, room)
        write_margins(figure, axes, chart, words)
        out = BytesIO()
        plain = {"Date": None} if form == "svg" else {"Software": None}
        dpi = _DPI * width / _WIDTH
        figure.savefig(out, format=form, dpi=dpi, facecolor="white", metadata=plain)
    return _finish(out.getvalue(), lang) if form == "svg" else out.getvalue()


def _finish(picture: bytes, lang: str) -> bytes:
    """Give labels of an SVG their rim, and Japanese letters a font of the reader's machine."""
    rim = f'g[id^="{HALO}"] text {{paint-order: stroke; stroke: white; stroke-width: 2.6px}}'
    picture = picture.replace(b"*{stroke-linejoin", rim.encode() + b" *{stroke-linejoin", 1)
    if lang == "ja":
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


def _keep_off_lines(chart: ChartMap, room: LabelRoom) -> None:
    for ring in chart.land:
        room.cross(to_sheet(ring))
    for feature in chart.features:
        if style_of(feature):
            step = (chart.box.east - chart.box.west) / 250
            line = shapely.segmentize(feature.geometry, step)
            weight = 4 if feature.layer == "gates" else 1
            room.cross(to_sheet(shapely.get_coordinates(line)), weight)


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


def _sheet(box: Box, width: float) -> tuple[Figure, Any]:
    """Lay out the sheet: a figure, and axes in degrees across and Mercator's degrees up."""
    low, high = float(mercator(box.south)), float(mercator(box.north))
    inner = width - LEFT - RIGHT
    tall = float(np.clip(inner * (high - low) / (box.east - box.west), 0.3 * inner, 1.6 * inner))
    whole = tall + TOP + FOOT
    figure = Figure(figsize=(width / _DPI, whole / _DPI), dpi=_DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((LEFT / width, FOOT / whole, inner / width, tall / whole))
    axes.set_facecolor(FILL["high"])
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
        axes.contourf(tint.lons, mercator(tint.lats), high, levels, colors=[FILL[name]], zorder=1)
    for mask, order in ((chart.near.internal, 1.5), (chart.near.lake, 2.5)):
        if mask.any():
            near, level = chart.near, [0.5, 2.0]
            axes.contourf(
                near.lons, mercator(near.lats), mask.astype(float), level,
                colors=[FILL["internal"]], zorder=order,
            )  # fmt: skip
    rings = [to_sheet(ring) for ring in chart.land if len(ring) > 2]  # noqa: PLR2004 - a ring
    edge: dict[str, Any] = {"edgecolors": "#7d6b3a", "linewidths": 0.6}
    axes.add_collection(PolyCollection(rings, facecolors=FILL["land"], zorder=2, **edge))


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


def _draw_lines(axes: Any, chart: ChartMap) -> None:  # noqa: ANN401 - same
    drawn: dict[str, list[Array]] = {}
    for feature in chart.features:
        style = style_of(feature)
        if style:
            parts = shapely.get_parts(feature.geometry)
            drawn.setdefault(style, []).extend(to_sheet(shapely.get_coordinates(p)) for p in parts)
    drawn["bound"] = [to_sheet(line) for line in chart.bounds]
    for style, parts in drawn.items():
        colour, width, dash = LINES[style]
        order = {"gate": 6.0, "bound": 1.8}.get(style, 4.0)  # land is 2
        lines = LineCollection(parts, colors=colour, linewidths=width, linestyles=[dash])
        lines.set_zorder(order)
        lines.set_capstyle("butt")
        axes.add_collection(lines)
    for part in drawn.get("gate", []):
        axes.plot(*part[[0, -1]].T, "o", color=LINES["gate"][0], markersize=4, zorder=6)


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
        told, line = feature.properties, to_sheet(shapely.get_coordinates(feature.geometry))
        name = str((told.get("name_ja") if lang == "ja" else None) or told["name"])
        name = "\n".join(wrap(name, 13 if lang == "ja" else 26))
        label = f"{name}\n{told['width_nm']:.1f} {words['nm']}"
        at = [(float(x), float(y)) for x, y in (_along(line, share) for share in _SHARES)]
        room.write(at, label, color=LINES["gate"][0])


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
            room.write(at, name, color=LINES["equidistance"][0], size=8.5)
