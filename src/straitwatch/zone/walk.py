"""Pieces of a limit turned into whole lines: along narrow channels it is walked step by step."""

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.place import Box
from straitwatch.zone.chart import Chart, Near, nearest_coast
from straitwatch.zone.trace import away, legs_m, meet, shift, to_limit

__all__ = ["join_ends"]

Array = npt.NDArray[Any]

_STEP_M = 20.0  # less than half of any channel that matters
_MOST_STEPS = 1_500
_JOIN_M = 1.6 * _STEP_M
_APART = 5.0  # feet so many steps from each other belong to two sides of a corner


def join_ends(chart: Chart, parts: list[Array], limit_m: float, box: Box) -> list[Array]:
    """Walk on from each end of a line inside a box until another one begins there.

    Args:
        chart: the chart.
        parts: open lines, lon and lat, (n, 2) each; the sea beyond the limit on their left.
        limit_m: their distance from the baseline.
        box: the box; ends outside are left alone.

    Returns:
        lines; a ring repeats its first vertex. An end from which the walk leads nowhere stays.
    """
    todo, done = list(parts), []
    while todo:
        part = todo.pop()
        if _is_outside(part[-1], box):
            done.append(part)
            continue
        starts = np.array([other[0] for other in [part, *todo, *done]])
        way, k = _walk(chart, part[-1], starts, limit_m, box)
        if k == 0:
            done.append(np.concatenate([part, way, part[:1]]))
        elif k is None:
            done.append(np.concatenate([part, way]))
        else:
            found = todo.pop(k - 1) if k <= len(todo) else done.pop(k - 1 - len(todo))
            todo.append(np.concatenate([part, way, found]))
    return done


def _is_outside(place: Array, box: Box) -> bool:
    return not (box.west < place[0] < box.east and box.south < place[1] < box.north)


def _walk(
    chart: Chart, start: Array, goals: Array, limit_m: float, box: Box
) -> tuple[Array, int | None]:
    """Walk along the limit, the sea beyond it on the left, until a goal is near.

    Returns:
        places walked, (k, 2), and which goal was met; no place and None where the walk is lost.
    """
    here, way = start[None], list[Array]()
    near = nearest_coast(chart, *here.T)
    for _ in range(_MOST_STEPS):
        gap = legs_m(np.broadcast_to(here, goals.shape), goals)
        k = int(np.argmin(gap))
        if gap[k] <= _JOIN_M and _is_ahead(here, goals[k], near):
            return np.array(way).reshape(-1, 2), k
        here, near = _step(chart, here, near, limit_m)
        if not np.isfinite(here).all():
            break
        way.append(here[0])
        if _is_outside(here[0], box):
            return np.array(way), None
    return np.empty((0, 2)), None


def _heading(here: Array, near: Near) -> Array:
    """East and north of the way on, the sea beyond the limit on the left."""
    east, north = away(here[:, 0], here[:, 1], near.lon, near.lat)
    return np.array([north[0], -east[0]])


def _is_ahead(here: Array, goal: Array, near: Near) -> bool:
    """Tell whether a goal lies on the way on, or just here."""
    squeeze = np.cos(np.radians(here[0, 1]))
    to = (goal - here[0]) * [squeeze, 1.0] * 111_000.0
    return bool(np.hypot(*to) < 2.0 or np.dot(to, _heading(here, near)) > 0.7 * np.hypot(*to))  # noqa: PLR2004 - metres; within 45°


def _step(chart: Chart, here: Array, near: Near, limit_m: float) -> tuple[Array, Near]:
    """Go one step on; at a corner, stop in it and look along its other side."""
    east, north = _STEP_M * _heading(here, near)
    ahead = np.column_stack(shift(here[:, 0], here[:, 1], np.array([east]), np.array([north])))
    other = nearest_coast(chart, *ahead.T)
    feet_m = legs_m(np.column_stack([near.lon, near.lat]), np.column_stack([other.lon, other.lat]))[
        0
    ]
    if feet_m > _APART * _STEP_M and other.dist_m[0] < limit_m:
        corner, ok = meet(here, [near, other], chart, limit_m)
        if ok[0] and legs_m(here, corner)[0] < 2.0 * _STEP_M:
            return corner, other
    lon, lat, off = to_limit(chart, ahead[:, 0], ahead[:, 1], limit_m)
    there = np.column_stack([lon, lat])
    if abs(off[0]) > 1.0:
        return np.full((1, 2), np.nan), near
    return there, nearest_coast(chart, *there.T)
