"""A true course turned into entries, exits and approaches by the 12-nm and the 24-nm line."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.flow.bench.traffic.craft import Craft
from straitwatch.flow.bench.traffic.truth import Row, known
from straitwatch.model.unit import NM_M
from straitwatch.zone.breadth import breadth_at
from straitwatch.zone.chart import ARCHIPELAGIC, INTERNAL, LAND, Chart, classify

__all__ = ["Walk", "known_zones", "runs_of", "state_at", "strength", "walk_zones"]

Array = npt.NDArray[Any]

_STEP_S, _AIR_STEP_S = 20.0, 5.0
_LIMIT_M, _NEAR_M = 12.0 * NM_M, 24.0 * NM_M
_ERROR_M, _DWELL_S = 510.0, 600.0
_SLACK_M, _SLACK_S = 60.0, 90.0  # so close to either that it may be told or not
_AROUND_S = 1200.0
_GRAZES = 1.015  # 670 m of 24 nm: within the error of the coast
_UNHEARD_S = 600.0
_APART_S = 3600.0


@dataclass(frozen=True)
class Walk:
    """A course against one line: even times, metres beyond the line (negative inside), odd spots.

    Attributes:
        odd: the definition is not clear: a second State, another breadth, archipelagic waters.
        hushed: nothing was heard for minutes.
    """

    craft: Craft
    t: Array
    past_m: Array
    odd: Array
    hushed: Array
    state: list[str]

    def doubt(self, begin: float, end: float) -> bool:
        """Tell whether anything in a span makes the definition unclear, or was not heard."""
        near = (self.t >= begin - _STEP_S) & (self.t <= end + _STEP_S)
        return bool(np.any((self.odd | self.hushed)[near]))


def known_zones(walks: tuple[Walk, Walk] | None) -> list[Row]:
    """Find entries, exits and approaches of one craft: rows of these kinds."""
    return [] if walks is None else _entries(walks[0]) + _approaches(walks[1], walks[0])


def walk_zones(craft: Craft, heard_t: Array, chart: Chart) -> tuple[Walk, Walk] | None:
    """Walk along a course, with the 12-nm and the 24-nm line beside it.

    Args:
        craft: the craft.
        heard_t: times of its true reports, ascending, at least two.
        chart: the chart.

    Returns:
        the course against either line; None where no coast is near.
    """
    t = np.arange(heard_t[0], heard_t[-1], _AIR_STEP_S if craft.is_aircraft else _STEP_S)
    if len(t) < 2:  # noqa: PLR2004 - a leg
        return None
    lon, lat = craft.course.at(t)
    zoned = classify(chart, lon, lat)
    off_m = np.where(np.isnan(zoned.coast_m), np.inf, zoned.coast_m).astype(float)
    ashore = np.isin(zoned.zone, (LAND, INTERNAL, ARCHIPELAGIC))
    off_m[ashore] = np.minimum(off_m[ashore], 0.0)
    if not np.any(off_m < np.inf):
        return None
    close = off_m < _NEAR_M + NM_M
    kept = breadth_at(chart, lon, lat, zoned.state) * NM_M
    odd = close & (kept != _LIMIT_M) | (zoned.zone == ARCHIPELAGIC)
    odd |= close & _second_state(zoned.state, close)
    next_one = np.minimum(np.searchsorted(heard_t, t, side="right"), len(heard_t) - 1)
    hushed = heard_t[next_one] - heard_t[next_one - 1] > _UNHEARD_S
    names = [zoned.states[code] if code >= 0 else "" for code in zoned.state.tolist()]
    inside = Walk(craft, t, off_m - _LIMIT_M, odd, hushed, names)
    near = Walk(craft, t, off_m - _NEAR_M, odd, hushed, names)
    return inside, near


def _second_state(state: Array, close: Array) -> Array:
    """Rows of each run near a coast in which the nearest coast changes its State."""
    out = np.zeros(len(state), bool)
    for begin, end in runs_of(close):
        if close[begin]:
            out[begin:end] = len(np.unique(state[begin:end])) > 1
    return out


def runs_of(flags: Array) -> list[tuple[int, int]]:
    """Cut rows into runs of one value: first row, and the one after the last."""
    ends = [0, *(np.flatnonzero(np.diff(flags)) + 1).tolist(), len(flags)]
    return list(pairwise(ends))


def strength(walk: Walk, begin: int, end: int) -> int:
    """2: this run on one side counts; 0: it does not; 1: one cannot know."""
    depth = float(np.max(np.abs(walk.past_m[begin:end])))
    lasts = float(walk.t[end - 1] - walk.t[begin])
    if depth > _ERROR_M + _SLACK_M or lasts > _DWELL_S + _SLACK_S:
        return 2
    return 0 if depth < _ERROR_M - _SLACK_M and lasts < _DWELL_S - _SLACK_S else 1


def _entries(walk: Walk) -> list[Row]:
    """Walk through the runs on either side of the limit; weak ones are as if they were not."""
    inside = walk.past_m < 0.0
    runs, rows = runs_of(inside), []
    within = bool(inside[0])
    if within or strength(walk, *runs[0]) < 2:  # noqa: PLR2004 - sure
        rows += [_maybe(walk, kind, 0, 1, "seen first inside") for kind in ("entry", "exit")]
    since = 0
    for begin, end in runs[1:]:
        sure = strength(walk, begin, end)
        if sure == 1 and end < len(walk.t):
            rows += [
                _maybe(walk, kind, begin, end - 1, "on the line") for kind in ("entry", "exit")
            ]
        if inside[begin] == within:
            since = end
            continue
        if sure == 2:  # noqa: PLR2004 - sure
            within = bool(inside[begin])
            rows.append(_told(walk, "entry" if within else "exit", since or begin, begin))
            since = end
        elif sure == 0 and end < len(walk.t):
            rows.append(_weak(walk, begin, end))
        elif end == len(walk.t):
            rows += [
                _maybe(walk, kind, begin, end - 1, "seen no longer") for kind in ("entry", "exit")
            ]
    if within:
        last = len(walk.t) - 1
        rows.append(_maybe(walk, "exit", last, last, "seen last inside"))
    return rows + _hushed_inside(walk, inside)


def _told(walk: Walk, kind: str, since: int, begin: int) -> Row:
    t_start, t_end = float(walk.t[min(since, begin)]), float(walk.t[begin])
    doubt = walk.doubt(t_start, t_end) or bool(walk.odd[begin])
    return known(kind, walk.craft.who, t_start, t_end, walk.craft.course.place(t_end),
                 where=state_at(walk, begin), either=doubt)  # fmt: skip


def _weak(walk: Walk, begin: int, end: int) -> Row:
    kind = "entry" if walk.past_m[begin] < 0.0 else "exit"
    depth = float(np.max(np.abs(walk.past_m[begin:end])))
    return known(kind, walk.craft.who, float(walk.t[begin]), float(walk.t[end - 1]),
                 walk.craft.course.place(float(walk.t[begin])), near_miss=True,
                 factor=depth / _ERROR_M, note="sways on the line")  # fmt: skip


def _maybe(walk: Walk, kind: str, begin: int, end: int, note: str) -> Row:
    return known(kind, walk.craft.who, float(walk.t[begin]) - _AROUND_S,
                 float(walk.t[end]) + _AROUND_S, walk.craft.course.place(float(walk.t[begin])),
                 either=True, note=note)  # fmt: skip


def _hushed_inside(walk: Walk, inside: Array) -> list[Row]:
    """Silence inside may be told as an exit at an unknown time, and as an entry after it."""
    rows = []
    for begin, end in runs_of(walk.hushed):
        if walk.hushed[begin] and np.any(inside[begin:end] | walk.odd[begin:end]):
            rows += [_maybe(walk, kind, begin, end - 1, "silent") for kind in ("entry", "exit")]
    for begin, end in runs_of(walk.odd):
        if walk.odd[begin]:
            rows += [_maybe(walk, kind, begin, end - 1, "another rule here")
                     for kind in ("entry", "exit")]  # fmt: skip
    return rows


def state_at(walk: Walk, row: int) -> str | None:
    """Name the State whose coast is nearest from a row on."""
    return next((name for name in walk.state[row:] if name), None)


def _approaches(walk: Walk, inner: Walk) -> list[Row]:
    near = walk.past_m < 0.0
    rows, last_end = [], -np.inf
    for begin, end in runs_of(near):
        low = begin + int(np.argmin(walk.past_m[begin:end]))
        factor = float(walk.past_m[low] + _NEAR_M) / _NEAR_M
        span = float(walk.t[begin]), float(walk.t[end - 1])
        place = walk.craft.course.place(float(walk.t[low]))
        if not near[begin]:
            if np.isfinite(factor) and not near.any():
                grazes = factor <= _GRAZES
                rows.append(known("proximity", walk.craft.who, *span, place, near_miss=not grazes,
                                  either=grazes, factor=factor, note="keeps off"))  # fmt: skip
            continue
        depth = float(np.min(inner.past_m[begin:end]))
        entered = depth < -_ERROR_M - _SLACK_M
        doubt = abs(depth) < _ERROR_M + _SLACK_M or factor > 1.0 / _GRAZES
        doubt |= not entered and (begin == 0 or end == len(walk.t))
        doubt |= walk.doubt(*span) or span[0] - last_end < _APART_S
        last_end, entered = span[1], entered and not doubt
        rows.append(
            known("proximity", walk.craft.who, *span, place, where=state_at(walk, begin),
                  near_miss=entered, either=bool(doubt), factor=factor,
                  note="enters" if entered else "")
        )  # fmt: skip
        if 0.0 < depth < _LIMIT_M / 2.0 and not doubt:
            rows.append(known("entry", walk.craft.who, *span, place, near_miss=True,
                              factor=depth / _LIMIT_M + 1.0, note="keeps out"))  # fmt: skip
    return rows
