"""Labels find a free place: each is set where it covers no other."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from straitwatch.report.scene import STYLES, Label, label_width

__all__ = ["Room"]

Floats = npt.NDArray[np.float64]
_Box = tuple[float, float, float, float]

_FAR = 2.0  # gaps: a label farther off needs a leader

# steps from the point in gaps, then up or down in letter heights; how the text is anchored
_SPOTS = (
    (1.0, 0.0, 0.35, "start"),
    (-1.0, 0.0, 0.35, "end"),
    (0.0, -1.0, 0.0, "middle"),
    (0.0, 1.0, 0.8, "middle"),
    (1.0, -0.8, 0.0, "start"),
    (1.0, 1.0, 0.6, "start"),
    (-1.0, -0.8, 0.0, "end"),
    (-1.0, 1.0, 0.6, "end"),
    (2.2, -2.4, 0.0, "start"),
    (2.2, 2.4, 0.5, "start"),
    (-2.2, -2.4, 0.0, "end"),
    (-2.2, 2.4, 0.5, "end"),
    (0.0, -3.2, 0.0, "middle"),
    (0.0, 3.2, 0.8, "middle"),
    (3.4, -4.2, 0.0, "start"),
    (-3.4, -4.2, 0.0, "end"),
    (3.4, 4.2, 0.5, "start"),
    (-3.4, 4.2, 0.5, "end"),
)


@dataclass
class Room:
    """What is taken of a picture so far.

    Attributes:
        width: pixels.
        height: pixels.
        taken: boxes x0, y0, x1, y1 that labels must leave free.
        shunned: boxes that labels leave free when they can.
        labels: those that were placed.
        leaders: lines from a point to its label where the two are apart.
    """

    width: float
    height: float
    scale: float = 1.0
    taken: list[_Box] = field(default_factory=list)
    shunned: list[_Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    leaders: list[Floats] = field(default_factory=list)

    def block(self, x: float, y: float, radius: float) -> None:
        """Keep labels off a disc."""
        self.taken.append((x - radius, y - radius, x + radius, y + radius))

    def block_box(self, box: _Box) -> None:
        """Keep labels off a box."""
        self.taken.append(box)

    def avoid(self, line: Floats, step: float = 9.0, half: float = 3.0) -> None:
        """Keep labels off a line, shape (n, 2), where there is another place."""
        for a, b in pairwise(line):
            n = max(2, int(np.hypot(*(b - a)) / step))
            for x, y in a + (b - a) * np.linspace(0, 1, min(n, 400))[:, None]:
                self.shunned.append((x - half, y - half, x + half, y + half))

    def put(self, x: float, y: float, text: str, style: str, gap: float = 7.0) -> bool:
        """Set a label beside a point, on the first side that is free.

        Returns:
            whether it found room.
        """
        up = STYLES[style].size * self.scale
        spots = [
            Label(x + dx * gap, y + dy * gap + rise * up, text, style, anchor, self.scale)
            for dx, dy, rise, anchor in _SPOTS
        ]
        placed = next((spot for spot in spots if self._try(spot, shy=True)), None)
        placed = placed or next((spot for spot in spots if self._try(spot)), None)
        if placed and np.hypot(placed.x - x, placed.y - up * 0.35 - y) > gap * _FAR + up * 0.5:
            foot = placed.y + (up * 0.15 if placed.y < y else -up * 0.8)
            self.leaders.append(np.array([[x, y], [placed.x, foot]]))
        return placed is not None

    def put_at(self, x: float, y: float, text: str, style: str) -> bool:
        """Set a label with its middle on a point, if there is room."""
        spots = [
            Label(x + dx, y + dy, text, style, "middle", self.scale)
            for dx, dy in ((0, 0), (0, 26), (0, -26), (-60, 0), (60, 0), (-60, 40), (60, 40))
        ]
        return any(self._try(spot, shy=True) for spot in spots)

    def _try(self, label: Label, *, shy: bool = False) -> bool:
        box = self._box(label)
        inside = box[0] >= 3 and box[1] >= 3 and box[2] <= self.width - 3  # noqa: PLR2004 - pixels
        if not inside or box[3] > self.height - 3:
            return False
        taken = self.taken + self.shunned if shy else self.taken
        if any(_meet(box, other) for other in taken):
            return False
        self.taken.append(box)
        self.labels.append(label)
        return True

    def _box(self, label: Label) -> _Box:
        wide = label_width(label.text, label.style, label.scale)
        tall = STYLES[label.style].size * label.scale
        left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
        return (left - 1, label.y - tall * 0.82, left + wide + 1, label.y + tall * 0.24)


def _meet(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
