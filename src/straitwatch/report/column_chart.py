"""Counts by year become columns, and shares of a year bars that are parted."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from straitwatch.report.scene import STYLES, Label, Lines, Scene, label_width

__all__ = ["Part", "draw_columns", "draw_shares"]

Floats = npt.NDArray[np.float64]
Part = tuple[str, int, str]
"""Style, value, and the words for it."""

_STEPS = (1, 2, 5)
_ROW, _GAP, _TOP = 30.0, 10.0, 8.0  # pixels
_YEAR_STEPS = (1, 2, 5, 10, 20, 50)


def draw_columns(
    columns: Mapping[int, Sequence[Part]],
    *,
    width: float,
    height: float,
    title: str,
    alt: str,
    marked: Sequence[int] = (),
    scale: float = 1.0,
) -> Scene:
    """Draw a column a year, parts from the foot up; a year that is not given stays empty.

    Args:
        columns: parts by year; one year at least.
        width: pixels.
        height: pixels.
        title: of the drawing.
        alt: what it shows, in words.
        marked: years whose value is written above them.
        scale: of the letters.
    """
    scene = Scene(width, height, title, alt)
    first, last = min(columns), max(columns)
    top = max(1, *(sum(part[1] for part in parts) for parts in columns.values()))
    ticks = _ticks(top)
    left = 10.0 + max(label_width(f"{tick:,}", "t-sub", scale) for tick in ticks)
    foot, head = height - 22.0 * scale, 20.0 * scale
    slot = (width - left - 12.0) / (last - first + 1)
    per = (foot - head) / ticks[-1]
    for tick in ticks:
        y = foot - tick * per
        line = np.array([[left, y], [width - 6.0, y]])
        scene.items.append(Lines([line], "axis" if tick == 0 else "rule"))
        scene.items.append(Label(left - 6.0, y + 4.0, f"{tick:,}", "t-sub", "end", scale))
    for year, parts in sorted(columns.items()):
        x = left + (year - first) * slot + slot * 0.12
        y = foot
        for style, value, words in parts:
            up = value * per
            box = _box(x, y - up, x + slot * 0.76, y)
            scene.items.append(Lines([box], style, closed=True, title=words))
            y -= up
    scene.items += _year_names(range(first, last + 1), left, slot, foot + 15.0 * scale, scale=scale)
    for year in marked:
        text = f"{sum(part[1] for part in columns[year]):,}"
        half = label_width(text, "t-dark", scale) / 2
        middle = min(left + (year - first + 0.5) * slot, width - 3.0 - half)
        near = half / slot + 1.0  # columns that the label would stand over
        tall = [sum(p[1] for p in columns[k]) for k in columns if abs(k - year) <= near]
        y = foot - max(tall) * per - 5.0
        scene.items.append(Label(middle, y, text, "t-dark", "middle", scale))
    return scene


def _year_names(years: range, left: float, slot: float, y: float, *, scale: float) -> list[Label]:
    """Name as many years below their columns as there is room for."""
    wide = label_width("0000", "t-sub", scale) + 10.0
    step = next((step for step in _YEAR_STEPS if step * slot >= wide), _YEAR_STEPS[-1])
    return [
        Label(left + (k + 0.5) * slot, y, str(year), "t-sub", "middle", scale)
        for k, year in enumerate(years)
        if year % step == 0
    ]


def _ticks(top: int) -> list[int]:
    """Round values for an axis, four or so, from 0 to the first at or over the top."""
    step = next(s * 10**e for e in range(9) for s in _STEPS if s * 10**e * 5 >= top)
    return list(range(0, top + step, step))


def _box(x0: float, y0: float, x1: float, y1: float) -> Floats:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])


def draw_shares(
    rows: Mapping[str, Sequence[Part]],
    *,
    width: float,
    title: str,
    alt: str,
    scale: float = 1.0,
) -> Scene:
    """Draw a parted bar a row, all to one scale; its sum stands at its end.

    Args:
        rows: parts by the row's name; one row at least.
        width: pixels.
        title: of the drawing.
        alt: what it shows, in words.
        scale: of the letters.
    """
    height = _TOP + len(rows) * (_ROW + _GAP)
    scene = Scene(width, height, title, alt)
    sums = {name: sum(part[1] for part in parts) for name, parts in rows.items()}
    left = 10.0 + max(label_width(name, "t-lane", scale) for name in rows)
    right = 14.0 + max(label_width(f"{total:,}", "t-lane", scale) for total in sums.values())
    per = (width - left - right) / max(1, *sums.values())
    for row, (name, parts) in enumerate(rows.items()):
        y = _TOP + row * (_ROW + _GAP)
        scene.items.append(Label(2.0, y + _ROW / 2 + 4.0, name, "t-lane", "start", scale))
        x = left
        for style, value, words in parts:
            box = _box(x, y, x + value * per, y + _ROW)
            scene.items.append(Lines([box], style, closed=True, title=words))
            scene.items += _inside(f"{value:,}", x, value * per, y, scale=scale)
            x += value * per
        scene.items.append(
            Label(x + 7.0, y + _ROW / 2 + 4.0, f"{sums[name]:,}", "t-lane", "start", scale)
        )
    return scene


def _inside(text: str, x: float, wide: float, y: float, *, scale: float) -> list[Label]:
    """Write a value into its part where it fits."""
    if label_width(text, "t-bar", scale) + 8.0 > wide:
        return []
    down = y + _ROW / 2 + STYLES["t-bar"].size * scale * 0.35
    return [Label(x + wide / 2, down, text, "t-bar", "middle", scale)]
