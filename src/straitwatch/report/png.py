"""A scene becomes a PNG picture, drawn by matplotlib without a screen."""

from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Patch, PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke

from straitwatch.report.scene import LIGHT, STYLES, Dot, Label, Lines, Scene, Style

__all__ = ["to_png"]

_DPI = 100.0
_POINTS = 72.0 / _DPI  # typographic points in a pixel
_ASCENT = 0x024F  # last letter of Latin Extended-B: what the shipped font surely holds
_KEEP = "–—’“”·→°±≥≤×…≈"


def to_png(scene: Scene, zoom: float = 1.0) -> bytes:
    """Draw a scene.

    Args:
        scene: the picture.
        zoom: pixels of the picture per pixel of the scene.

    Returns:
        a PNG file. Letters that the shipped font lacks are drawn as `?`, so nothing warns.
    """
    figure = Figure(figsize=(scene.width / _DPI, scene.height / _DPI), dpi=_DPI * zoom)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0, scene.width)
    axes.set_ylim(scene.height, 0)
    figure.patch.set_facecolor(LIGHT["page"])
    for order, item in enumerate(scene.items):
        _draw(axes, item, order + 1.0)
    out = BytesIO()
    figure.savefig(out, format="png", facecolor=LIGHT["page"], metadata={"Software": None})
    return out.getvalue()


def _draw(axes: Axes, item: Lines | Dot | Label, order: float) -> None:
    style = STYLES[item.style]
    if isinstance(item, Label):
        _text(axes, item, style, order)
        return
    if isinstance(item, Dot):
        patch: Patch = Circle((item.x, item.y), item.r, **_look(style))
    else:
        outline = _outline(item)
        if outline is None:
            return
        patch = PathPatch(outline, **_look(style))
    patch.set_zorder(order)
    axes.add_patch(patch)


def _outline(item: Lines) -> Outline | None:
    parts = [part for part in item.parts if len(part) > 1]
    if not parts:
        return None
    points, codes = [], []
    for part in parts:
        ring = np.vstack([part, part[:1]]) if item.closed else part
        code = np.full(len(ring), Outline.LINETO, dtype=np.uint8)
        code[0] = Outline.MOVETO
        if item.closed:
            code[-1] = Outline.CLOSEPOLY
        points.append(ring)
        codes.append(code)
    return Outline(np.vstack(points), np.concatenate(codes))


def _look(style: Style) -> dict[str, Any]:
    width = style.width * _POINTS
    fill = _rgba(style.fill, style.fill_opacity * style.opacity)
    look: dict[str, Any] = {"facecolor": fill, "edgecolor": _rgba(style.stroke, style.opacity)}
    look["linewidth"] = width if style.stroke else 0.0
    if style.dash and style.stroke:
        look["linestyle"] = (0, tuple(step / style.width for step in style.dash))
    return look


def _rgba(name: str | None, alpha: float) -> tuple[float, float, float, float]:
    if name is None:
        return (0.0, 0.0, 0.0, 0.0)
    red, green, blue = (int(LIGHT[name][at : at + 2], 16) / 255.0 for at in (1, 3, 5))
    return (red, green, blue, alpha)


def _text(axes: Axes, item: Label, style: Style, order: float) -> None:
    align = {"start": "left", "middle": "center", "end": "right"}[item.anchor]
    text = axes.text(
        item.x,
        item.y,
        _drawable(item.text),
        fontsize=style.size * item.scale * _POINTS * 0.95,
        color=LIGHT[style.fill or "ink"],
        fontweight="bold" if style.bold else "normal",
        fontstyle="italic" if style.italic else "normal",
        ha=align,
        va="baseline",
        zorder=order,
        parse_math=False,
        family="DejaVu Sans",
    )
    if style.halo:
        text.set_path_effects([withStroke(linewidth=2.2, foreground=LIGHT[style.halo])])


def _drawable(text: str) -> str:
    return "".join(c if ord(c) <= _ASCENT or c in _KEEP else "?" for c in text)
