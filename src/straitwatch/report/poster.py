"""A story becomes the map picture: title, map and source line."""

import numpy as np
import numpy.typing as npt

from straitwatch.report import words
from straitwatch.report.document import Page
from straitwatch.report.extent import map_height
from straitwatch.report.map import draw_map
from straitwatch.report.png import to_png
from straitwatch.report.rows import Told
from straitwatch.report.scene import Dot, Label, Lines, Scene, label_width
from straitwatch.report.story import Story

__all__ = ["draw_poster"]

Floats = npt.NDArray[np.float64]

_WIDTH = 1120.0
_TOP = 86.0
_FOOT = 30.0


def draw_poster(story: Story, told: Told, page: Page) -> bytes:
    """Draw `map.png`: 1,680 pixels wide.

    Args:
        story: what to draw.
        told: its events.
        page: for title and deck.
    """
    tall = map_height(story.box, _WIDTH)
    chart = draw_map(story, told, _WIDTH, tall)
    scene = Scene(_WIDTH, _TOP + tall + _FOOT, page.title, chart.alt)
    scene.items += [_down(item, _TOP) for item in chart.items]
    scene.items += _frame(scene.height)
    deck = page.deck + (words.SAY["poster_simulated"] if story.simulated else "")
    scene.items += [
        Label(16, 40, _fit(page.title, "t-title"), "t-title"),
        Label(16, 68, _fit(deck, "t-deck"), "t-deck"),
        Label(16, scene.height - 11, words.SAY["poster"], "t-note"),
        Label(_WIDTH - 16, scene.height - 11, words.stamp(story.generated), "t-note", "end"),
    ]
    return to_png(scene, zoom=1.5)


def _fit(line: str, style: str) -> str:
    room = _WIDTH - 40
    while label_width(line, style) * 1.08 > room and len(line) > 4:  # noqa: PLR2004 - letters
        line = line[:-2].rstrip() + "…"
    return line


def _frame(height: float) -> list[Lines | Dot | Label]:
    """Cover what the map drew beyond its edges."""
    return [
        Lines([_box(0, 0, _WIDTH, _TOP)], "paper", closed=True),
        Lines([_box(0, height - _FOOT, _WIDTH, height)], "paper", closed=True),
    ]


def _box(x0: float, y0: float, x1: float, y1: float) -> Floats:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=float)


def _down(item: Lines | Dot | Label, dy: float) -> Lines | Dot | Label:
    if isinstance(item, Lines):
        parts = [part + np.array([0.0, dy]) for part in item.parts]
        return Lines(parts, item.style, item.closed, item.title)
    if isinstance(item, Dot):
        return Dot(item.x, item.y + dy, item.r, item.style, item.title)
    return Label(item.x, item.y + dy, item.text, item.style, item.anchor, item.scale)
