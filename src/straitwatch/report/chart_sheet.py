"""What a chart's picture is made of: its layers, its colours and lines, its projection."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.feature import Feature
from straitwatch.model.place import Box

__all__ = [
    "FILL",
    "FOOT",
    "INK",
    "LEFT",
    "LINES",
    "RIGHT",
    "TOP",
    "ChartMap",
    "Mark",
    "Tint",
    "mercator",
    "style_of",
    "to_sheet",
]

Array = npt.NDArray[Any]

LEFT, TOP, RIGHT, FOOT = 74.0, 66.0, 74.0, 150.0  # pixels around the map
INK = "#222222"
TERRITORIAL_NM = 12.0  # UNCLOS 3

# Belts differ in lightness, lines in dash: neither needs colours told apart. The line colours are
# those of Okabe and Ito 2008, Color Universal Design.
FILL = {
    "land": "#f2e3b3",
    "internal": "#8db9dc",
    "territorial": "#b3d3ec",
    "contiguous": "#d3e6f4",
    "eez": "#edf5fb",
    "high": "#ffffff",
}
LINES: dict[str, tuple[str, float, Any]] = {  # colour, width, dash
    "limit_kept": ("#00456e", 1.1, (0, (1, 1.6))),
    "limit_12": ("#00456e", 1.7, "solid"),
    "limit_24": ("#00456e", 1.2, (0, (6, 3))),
    "limit_200": ("#00456e", 1.2, (0, (9, 3, 1.5, 3))),
    "bound": ("#6f6f6f", 0.8, "solid"),
    "equidistance": ("#d55e00", 1.4, (0, (7, 2.5, 1.5, 2.5))),
    "gate": ("#9c3587", 1.9, "solid"),
}


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
        bounds: lines that bound areas where the territorial sea has another breadth, (n, 2) each.
        approximate: whether such an area is known only about.
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
    bounds: list[Array] = field(default_factory=list)
    approximate: bool = False


def mercator(lat: Any) -> Any:  # noqa: ANN401 - a number or an array
    """Height of a latitude, in degrees of longitude at the equator."""
    bent = np.radians(np.clip(lat, -88.0, 88.0))
    return np.degrees(np.arctanh(np.sin(bent)))


def to_sheet(places: Array) -> Array:
    """Turn places, lon and lat, into what the sheet's axes count in; shape (n, 2)."""
    return np.column_stack([places[:, 0], mercator(places[:, 1])])


def style_of(feature: Feature) -> str | None:
    """Name of the line style of a feature; None: it is not drawn as a line."""
    if feature.layer == "limits":
        limit = feature.properties["limit_nm"]
        if feature.properties.get("kind") == "distance" or not isinstance(limit, float | int):
            return None
        name = f"limit_{limit:g}" if limit >= TERRITORIAL_NM else "limit_kept"
        return name if name in LINES else None
    return {"equidistance": "equidistance", "gates": "gate"}.get(feature.layer)
