"""How much of the world a map shows: the whole box on a page, the story's part on a phone."""

import numpy as np

from straitwatch.report.project import shape_of
from straitwatch.report.story import Box, Story

__all__ = ["close_box", "map_height"]

_KM_PER_DEG = 111.2


def map_height(box: Box, width: float, least: float = 0.42, most: float = 1.0) -> float:
    """Find the height in pixels that suits a box, within bounds that suit a page."""
    return round(width * min(max(shape_of(box), least), most))


def close_box(story: Story) -> Box:
    """Find the part of the box that the reported positions take, for a small screen.

    Args:
        story: what is drawn.

    Returns:
        west, south, east, north, inside the story's box; the box itself where no text places
        anything, or where it crosses the antimeridian.
    """
    west, south, east, north = story.box
    lon, lat = (story.routes[axis].to_numpy() for axis in ("lon", "lat"))
    known = np.isfinite(lon) & np.isfinite(lat)
    if not known.any() or east <= west:
        return story.box
    reach = np.nan_to_num(story.routes["radius_km"].to_numpy()[known]) / _KM_PER_DEG + 0.8
    lon, lat = lon[known], lat[known]
    box = (
        max(west, float((lon - reach * 1.1).min())),
        max(south, float((lat - reach).min())),
        min(east, float((lon + reach * 1.1).max())),
        min(north, float((lat + reach).max())),
    )
    return box if box[0] < box[2] and box[1] < box[3] else story.box
