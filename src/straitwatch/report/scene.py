"""A drawing as plain shapes in pixels, with one table of styles for screen and for paper."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["DARK", "LIGHT", "STYLES", "Dot", "Label", "Lines", "Scene", "Style", "label_width"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Style:
    """How a shape looks: palette colours, width in pixels, dash, opacity; font of text."""

    fill: str | None = None
    stroke: str | None = None
    width: float = 1.0
    dash: tuple[float, ...] = ()
    fill_opacity: float = 1.0
    opacity: float = 1.0
    size: float = 12.0
    bold: bool = False
    italic: bool = False
    halo: str | None = None
    spacing: float = 0.0


@dataclass(frozen=True)
class Lines:
    """Polylines or rings of one style, each (n, 2) of x, y; y runs down."""

    parts: list[Floats]
    style: str
    closed: bool = False
    title: str | None = None


@dataclass(frozen=True)
class Dot:
    """A disc."""

    x: float
    y: float
    r: float
    style: str
    title: str | None = None


@dataclass(frozen=True)
class Label:
    """A line of text; `anchor` is start, middle or end; (x, y) is on the base line."""

    x: float
    y: float
    text: str
    style: str
    anchor: str = "start"
    scale: float = 1.0


@dataclass
class Scene:
    """A picture: shapes from back to front, and the words for those who cannot see it."""

    width: float
    height: float
    title: str
    alt: str
    items: list[Lines | Dot | Label] = field(default_factory=list)


LIGHT = {
    "page": "#fbfaf6", "ink": "#1b1d1f", "muted": "#5d6468", "rule": "#d9d6cc",
    "sea": "#e3ebee", "band": "#cfdde3", "limit": "#7d9aa8", "land": "#f7f4ec",
    "coast": "#b3ab98", "grat": "#ccd8dd", "gate": "#34566b", "route": "#b3202c",
    "second": "#6a3d9a", "third": "#0b6b5b", "fourth": "#8a5a00",
    "sim": "#8a8f93", "track": "#2b6ca3",
    "mark": "#a84c00", "unknown": "#b9b4a6", "seatext": "#456777", "landtext": "#665f4d",
}  # fmt: skip
DARK = {
    "page": "#14171a", "ink": "#eceae4", "muted": "#a3a9ad", "rule": "#363b40",
    "sea": "#1b252c", "band": "#22323c", "limit": "#56788a", "land": "#2b2d2c",
    "coast": "#5b5a54", "grat": "#28353d", "gate": "#9cc3d8", "route": "#ff6b6b",
    "second": "#c39bea", "third": "#4fc9ae", "fourth": "#e0b050",
    "sim": "#7c8387", "track": "#6fb1e6",
    "mark": "#ffa24a", "unknown": "#5a5d5e", "seatext": "#7ba3b8", "landtext": "#a8a292",
}  # fmt: skip
"""Colours by name, on paper and at night; text on its ground keeps at least 4.5 to 1."""

STYLES = {
    "sea": Style(fill="sea"),
    "paper": Style(fill="page"),
    "panel": Style(fill="page", fill_opacity=0.86),
    "band": Style(fill="band"),
    "limit": Style(stroke="limit", width=0.9),
    "limit24": Style(stroke="limit", width=0.7, dash=(2, 3), opacity=0.7),
    "land": Style(fill="land", stroke="coast", width=0.7),
    "grat": Style(stroke="grat", width=0.8),
    "frame": Style(stroke="rule", width=1.0),
    "rule": Style(stroke="rule", width=1.0),
    "axis": Style(stroke="muted", width=1.0),
    "gate": Style(stroke="gate", width=1.1, opacity=0.6),
    "gate-used": Style(stroke="gate", width=2.6),
    "sim": Style(stroke="sim", width=0.6, opacity=0.38),
    "sim-key": Style(stroke="sim", width=1.2),
    "sim-tick": Style(stroke="sim", width=1.0, opacity=0.6),
    "track": Style(stroke="track", width=0.9, opacity=0.75),
    "route": Style(stroke="route", width=2.2, dash=(6, 4)),
    "route-arrow": Style(fill="route"),
    "route-dot": Style(fill="route", stroke="page", width=1.6),
    "route-area": Style(fill="route", stroke="route", width=0.8, fill_opacity=0.10, dash=(2, 2)),
    "second": Style(stroke="second", width=2.0, dash=(3, 3)),
    "second-arrow": Style(fill="second"),
    "second-dot": Style(fill="second", stroke="page", width=1.6),
    "second-area": Style(fill="second", stroke="second", width=0.8, fill_opacity=0.09, dash=(2, 2)),
    "third": Style(stroke="third", width=2.0, dash=(3, 3)),
    "third-arrow": Style(fill="third"),
    "third-dot": Style(fill="third", stroke="page", width=1.6),
    "third-area": Style(fill="third", stroke="third", width=0.8, fill_opacity=0.09, dash=(2, 2)),
    "fourth": Style(stroke="fourth", width=2.0, dash=(3, 3)),
    "fourth-arrow": Style(fill="fourth"),
    "fourth-dot": Style(fill="fourth", stroke="page", width=1.6),
    "fourth-area": Style(fill="fourth", stroke="fourth", width=0.8, fill_opacity=0.09, dash=(2, 2)),
    "mark": Style(fill="page", stroke="mark", width=1.8),
    "mark-tick": Style(stroke="mark", width=1.3),
    "track-tick": Style(stroke="track", width=1.2, opacity=0.75),
    "bar": Style(fill="route", fill_opacity=0.85),
    "bar-part": Style(fill="route", stroke="page", width=1.0),
    "bar-light": Style(fill="third", fill_opacity=0.9),
    "bar-rest": Style(fill="route", fill_opacity=0.22),
    "bar-sim": Style(fill="sim", fill_opacity=0.5),
    "unknown": Style(fill="unknown", fill_opacity=0.30),
    "hatch": Style(stroke="unknown", width=1.0),
    **{
        f"stat-{n}": Style(fill=ink, stroke="page", width=1.0)
        for n, ink in enumerate(("third", "fourth", "second", "track", "gate", "sim"), 1)
    },
    **{
        f"stat-{n}-key": Style(stroke=ink, width=9.0)
        for n, ink in enumerate(("third", "fourth", "second", "track", "gate", "sim"), 1)
    },
    "leader": Style(stroke="muted", width=0.8),
    "scale": Style(stroke="ink", width=1.4),
    "t-sea": Style(fill="seatext", size=15, italic=True, spacing=1.2),
    "t-land": Style(fill="landtext", size=12, halo="land", spacing=0.2),
    "t-island": Style(fill="landtext", size=10.5, halo="sea"),
    "t-gate": Style(fill="gate", size=12, bold=True, halo="sea"),
    "t-minor": Style(fill="gate", size=10, halo="sea"),
    "t-route": Style(fill="route", size=12.5, bold=True, halo="page"),
    "t-second": Style(fill="second", size=12, bold=True, halo="page"),
    "t-third": Style(fill="third", size=12, bold=True, halo="page"),
    "t-fourth": Style(fill="fourth", size=12, bold=True, halo="page"),
    "t-mark": Style(fill="mark", size=11, bold=True, halo="page"),
    "t-grat": Style(fill="seatext", size=10),
    "t-note": Style(fill="muted", size=11),
    "t-note-sim": Style(fill="muted", size=11.5, italic=True, halo="sea"),
    "t-key": Style(fill="ink", size=11.5),
    "t-lane": Style(fill="ink", size=12.5, bold=True),
    "t-sub": Style(fill="muted", size=11),
    "t-place": Style(fill="ink", size=11.5, halo="sea"),
    "t-bar": Style(fill="page", size=11.5, bold=True),
    "t-dark": Style(fill="ink", size=11.5),
    "t-title": Style(fill="ink", size=25, bold=True),
    "t-deck": Style(fill="muted", size=14),
}


def label_width(text: str, style: str, scale: float = 1.0) -> float:
    """Estimate the width of a text in pixels: 0.55 em a letter, 1 em an ideograph."""
    look = STYLES[style]
    em = look.size * scale * (1.06 if look.bold else 1.0)
    wide = sum(1 for letter in text if ord(letter) >= 0x2E80)  # noqa: PLR2004 - first CJK block
    return em * (0.55 * (len(text) - wide) + wide) + look.spacing * len(text)
