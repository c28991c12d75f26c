"""Labels of a map put where nothing else is written."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

__all__ = ["HALO", "LabelRoom"]

HALO = "label-"

_WAYS = (
    (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0),
    (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8),
)  # fmt: skip
_GRAIN = 6.0  # pixels
_ALIGN = {1: "left", -1: "right", 0: "center"}
_VALIGN = {1: "bottom", -1: "top", 0: "center"}


class LabelRoom:
    """Room for labels on a map.

    Args:
        axes: matplotlib's axes of the map, limits already set.
        stroked: draw a white rim around letters, which turns them into curves; else the rim is
            left to a rule for the ids that begin with `HALO`.
    """

    def __init__(self, axes: Any, *, stroked: bool = True) -> None:  # noqa: ANN401 - same
        rim = withStroke(linewidth=2.6, foreground="white")
        self._halo = [rim] if stroked else []
        self._axes = axes
        self._frame = axes.get_window_extent()
        self._taken: list[Bbox] = []
        self._lines = np.empty((0, 2))

    def take(self, at: tuple[float, float], half: float) -> None:
        """Keep labels off a mark: half its side in pixels."""
        x, y = self._axes.transData.transform(at)
        self._taken.append(Bbox.from_extents(x - half, y - half, x + half, y + half))

    def write(
        self,
        places: Sequence[tuple[float, float]],
        text: str,
        *,
        color: str,
        size: float = 9.0,
        weight: str = "normal",
        gap: float = 7.0,
    ) -> bool:
        """Write a label beside one of some places, where it meets no other and stays on the map.

        Returns:
            whether there was room; without it nothing is written.
        """
        best: Any = None
        least = np.inf
        for turn, at in enumerate(places):
            for far in (1.0, 2.2, 4.0):
                for east, north in _WAYS:
                    label = self._axes.annotate(
                        text, at, (0.72 * east * gap * far, 0.72 * north * gap * far),
                        textcoords="offset points", ha=_ALIGN[(east > 0) - (east < 0)],
                        va=_VALIGN[(north > 0) - (north < 0)], color=color, fontsize=size,
                        fontweight=weight, zorder=9, linespacing=1.15,
                        path_effects=self._halo,
                    )  # fmt: skip
                    room = label.get_window_extent().padded(2.0)
                    crossed = self._crossed(room) + far + turn / 2.0
                    cost = crossed if self._fits(room) else np.inf
                    if cost < least:
                        best, label, least = label, best, cost
                    if label is not None:
                        label.remove()
        if best is None:
            return False
        best.set_gid(f"{HALO}{len(self._taken)}")
        self._taken.append(best.get_window_extent().padded(2.0))
        return True

    def cross(self, points: Any, weight: int = 1) -> None:  # noqa: ANN401 - an array
        """Rather keep labels off a line, given by points along it in the axes' units, (n, 2)."""
        if not len(points):
            return
        pixels = np.round(self._axes.transData.transform(points) / _GRAIN) * _GRAIN
        spots = np.unique(pixels, axis=0)
        self._lines = np.concatenate([self._lines, *[spots] * weight])

    def _crossed(self, room: Bbox) -> int:
        x, y = self._lines.T
        return int(((x > room.x0) & (x < room.x1) & (y > room.y0) & (y < room.y1)).sum())

    def _fits(self, room: Bbox) -> bool:
        inside = room.x0 >= self._frame.x0 and room.x1 <= self._frame.x1
        inside = inside and room.y0 >= self._frame.y0 and room.y1 <= self._frame.y1
        return bool(inside and not any(room.overlaps(other) for other in self._taken))
