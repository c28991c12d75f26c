"""A scene becomes inline SVG that follows the page's colours by class."""

from html import escape
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from straitwatch.report.scene import DARK, LIGHT, STYLES, Dot, Label, Lines, Scene, Style

__all__ = ["palette_css", "style_css", "to_svg"]

Floats: TypeAlias = npt.NDArray[np.float64]


def to_svg(scene: Scene, ident: str) -> str:
    """Write a scene as one `<svg>` element.

    Args:
        scene: the picture.
        ident: prefix of ids inside, unique on the page.

    Returns:
        SVG text; every word in it is escaped, and it asks for nothing from outside.
    """
    size = f"{scene.width:g} {scene.height:g}"
    head = (
        f'<svg class="pic" viewBox="0 0 {size}" role="img" '
        f'aria-labelledby="{ident}-t {ident}-d" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{ident}-t">{escape(scene.title)}</title>'
        f'<desc id="{ident}-d">{escape(scene.alt)}</desc>'
        f'<clipPath id="{ident}-c"><rect width="{scene.width:g}" height="{scene.height:g}"/>'
        f'</clipPath><g clip-path="url(#{ident}-c)">'
    )
    return head + "".join(_item(item) for item in scene.items) + "</g></svg>"


def _item(item: Lines | Dot | Label) -> str:
    if isinstance(item, Lines):
        return _lines(item)
    if isinstance(item, Dot):
        head = (
            f'<circle class="s-{item.style}" cx="{item.x:.1f}" cy="{item.y:.1f}" r="{item.r:.1f}"'
        )
        return f"{head}{_close(item.title, 'circle')}"
    size = "" if item.scale == 1.0 else f' font-size="{STYLES[item.style].size * item.scale:.1f}"'
    anchor = "" if item.anchor == "start" else f' text-anchor="{item.anchor}"'
    at = f'x="{item.x:.1f}" y="{item.y:.1f}"'
    return f'<text class="s-{item.style}" {at}{anchor}{size}>{escape(item.text)}</text>'


def _lines(item: Lines) -> str:
    data = "".join(_path(part, closed=item.closed) for part in item.parts)
    if not data:
        return ""
    rule = ' fill-rule="evenodd"' if item.closed else ""
    return f'<path class="s-{item.style}"{rule} d="{data}"{_close(item.title, "path")}'


def _close(title: str | None, tag: str) -> str:
    return f"><title>{escape(title)}</title></{tag}>" if title else "/>"


def _path(part: Floats, *, closed: bool) -> str:
    """One subpath with relative steps in tenths of a pixel, which is short."""
    if len(part) < 2:  # noqa: PLR2004 - a line has two ends
        return ""
    tenths = np.rint(part * 10).astype(np.int64)
    steps = np.diff(tenths, axis=0)
    x, y = tenths[0]
    words = " ".join(f"{_tenth(dx)} {_tenth(dy)}" for dx, dy in steps.tolist())
    return f"M{_tenth(int(x))} {_tenth(int(y))}l{words}" + ("z" if closed else "")


def _tenth(value: int) -> str:
    whole, rest = divmod(abs(value), 10)
    text = f"{whole}.{rest}" if rest else str(whole)
    return f"-{text}" if value < 0 else text


def palette_css() -> str:
    """CSS variables of both palettes."""
    light = "".join(f"--{name}:{value};" for name, value in LIGHT.items())
    dark = "".join(f"--{name}:{value};" for name, value in DARK.items())
    return (
        f":root{{color-scheme:light dark;{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    )


def style_css() -> str:
    """CSS classes of all styles."""
    return "".join(f".s-{name}{{{_css(name, style)}}}" for name, style in STYLES.items())


def _css(name: str, style: Style) -> str:
    rules = [f"fill:{_colour(style.fill)}"]
    if name.startswith("t-"):
        rules.append(f"font-size:{style.size:g}px")
        rules.append("font-weight:600" if style.bold else "")
        rules.append("font-style:italic" if style.italic else "")
        rules.append(f"letter-spacing:{style.spacing:g}px" if style.spacing else "")
        if style.halo:
            rules.append(f"stroke:var(--{style.halo});stroke-width:3px;paint-order:stroke")
    else:
        rules.append(f"stroke:{_colour(style.stroke)}")
        rules.append(f"stroke-width:{style.width:g}" if style.stroke else "")
        rules.append(f"stroke-dasharray:{' '.join(map(str, style.dash))}" if style.dash else "")
        rules.append(f"fill-opacity:{style.fill_opacity:g}" if style.fill_opacity < 1 else "")
    rules.append(f"opacity:{style.opacity:g}" if style.opacity < 1 else "")
    return ";".join(rule for rule in rules if rule)


def _colour(name: str | None) -> str:
    return f"var(--{name})" if name else "none"
