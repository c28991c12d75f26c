"""Outlines of waters turned into outlines that do not overlap, each part on the map once."""

from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["join_outlines", "on_the_map"]

Array = npt.NDArray[Any]

# ruff: noqa: PLC0415 - shapely is slow to import, and few need it


def join_outlines(outlines: list[Array]) -> list[Array]:
    """Join outlines that overlap: a place is inside where the number of those around it is odd.

    Args:
        outlines: lon, lat in degrees, closed, shape (n, 2) each; they may run on past 180.

    Returns:
        the same where no two boxes overlap; else those of the union, its holes too. What runs on
        over the antimeridian is there by whole turns, as often as it reaches into -180 to 180.

    Notes:
        Whoever crosses an outline changes sides: two that overlap would put what both hold outside.
    """
    turned = [each - [360.0 * np.round(each[:, 0].mean() / 360.0), 0.0] for each in outlines]
    copies = [part for each in turned for part in on_the_map(each)]
    if not any(_overlap(a, b) for a, b in combinations(copies, 2)):
        return copies
    import shapely

    world = shapely.box(-180.0, -90.0, 180.0, 90.0)
    shapes = [shapely.make_valid(shapely.Polygon(each)) for each in copies]
    union = shapely.get_parts(shapely.intersection(shapely.union_all(shapes), world))
    union = union[shapely.area(union) > 0.0]
    return [shapely.get_coordinates(ring) for ring in shapely.get_rings(union)]


def _overlap(a: Array, b: Array) -> bool:
    low, high = np.maximum(a.min(axis=0), b.min(axis=0)), np.minimum(a.max(axis=0), b.max(axis=0))
    return bool((low < high).all())


def on_the_map(outline: Array) -> list[Array]:
    """Repeat an outline that runs on over the antimeridian: each part of it lies on the map once.

    Args:
        outline: lon, lat in degrees, shape (n, 2).

    Returns:
        the outline by whole turns, as often as it reaches into -180 to 180.
    """
    west, east = outline[:, 0].min(), outline[:, 0].max()
    turns = [t for t in (-360.0, 0.0, 360.0) if west + t < 180.0 and east + t > -180.0]  # noqa: PLR2004 - degrees
    return [outline + np.array([turn, 0.0]) for turn in turns]
