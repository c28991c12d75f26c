"""A shape of a chart and what is said of it: the form in which zones reach files and maps."""

from dataclasses import dataclass
from typing import Any

__all__ = ["Feature"]


@dataclass(frozen=True)
class Feature:
    """One shape.

    Attributes:
        layer: `limits`, `zones`, `gates`, `equidistance`, `baselines` or `published`.
        geometry: a shapely geometry in degrees; longitudes run on past 180 where the chart does.
        properties: words and numbers by name, flat.
    """

    layer: str
    geometry: Any
    properties: dict[str, str | float | None]
