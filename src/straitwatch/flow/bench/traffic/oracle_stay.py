"""A true course against the 12-nm line turned into stays of a ship in a State's sea."""

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.flow.bench.traffic.oracle_sign import Stay, known_signs
from straitwatch.flow.bench.traffic.oracle_zone import Walk, runs_of, state_at, strength
from straitwatch.flow.bench.traffic.truth import Row, known

__all__ = ["known_stays"]

Array = npt.NDArray[Any]

_SURE, _UNSURE = 2, 1
_AROUND_S = 1200.0


def known_stays(walk: Walk, heard_t: Array, *, shared: bool) -> list[Row]:
    """Find the stays of one ship of foreign flag, and the signs that each gave.

    Args:
        walk: its course against the 12-nm line.
        heard_t: times of its true reports, ascending.
        shared: whether another sends its identity: then nothing is sure.

    Returns:
        rows of TRUTH of the kinds passage and sign. A stay whose begin, end or State the
        definition or the reports leave open may be told or not, and so may its signs.
    """
    inside = walk.past_m < 0.0
    rows, vague = [], np.nan
    left: dict[str | None, float] = {}
    for begin, end in _held(walk, inside):
        if not inside[begin]:
            continue
        span = float(walk.t[begin]), float(walk.t[end - 1])
        if shared or _is_doubtful(walk, begin, end):
            rows += [_maybe(walk, kind, span) for kind in ("passage", "sign")]
            vague = span[1]
            continue
        place = walk.craft.course.place(sum(span) / 2.0)
        state = state_at(walk, begin)
        rows.append(known("passage", walk.craft.who, *span, place, where=state))
        away_s = span[0] - left.get(state, -np.inf)
        least_s = float(np.fmin(away_s, span[0] - vague))
        rows += known_signs(Stay(walk, begin, end, heard_t, (least_s, away_s)))
        left[state] = span[1]
    return rows + _weak(walk, inside)


def _held(walk: Walk, inside: Array) -> list[tuple[int, int]]:
    """Runs on one side, those that are too short and too shallow to count joined to the others."""
    held: list[tuple[int, int]] = []
    for begin, end in runs_of(inside):
        if held and (strength(walk, begin, end) < _SURE or inside[begin] == inside[held[-1][0]]):
            held[-1] = held[-1][0], end
        else:
            held.append((begin, end))
    return held


def _is_doubtful(walk: Walk, begin: int, end: int) -> bool:
    if begin == 0 or end == len(walk.t):
        return True
    if strength(walk, 0, begin) < _SURE:  # the first run of all may not have counted
        return True
    near = slice(max(begin - 2, 0), end + 2)
    hushed = walk.hushed[max(begin - 2, 0) : begin + 2], walk.hushed[end - 2 : end + 2]
    around = walk.t[begin] - _AROUND_S, walk.t[end - 1] + _AROUND_S
    vague = any(
        strength(walk, a, b) == _UNSURE and walk.t[a] < around[1] and walk.t[b - 1] > around[0]
        for a, b in runs_of(walk.past_m < 0.0)
    )
    return bool(vague or np.any(walk.odd[near]) or any(np.any(part) for part in hushed))


def _maybe(walk: Walk, kind: str, span: tuple[float, float]) -> Row:
    return known(kind, walk.craft.who, span[0] - _AROUND_S, span[1] + _AROUND_S,
                 walk.craft.course.place(span[0]), either=True, note="in doubt")  # fmt: skip


def _weak(walk: Walk, inside: Array) -> list[Row]:
    """Tell runs inside that do not count, of ships that were well outside before and after."""
    rows = []
    runs = runs_of(inside)
    for k, (begin, end) in enumerate(runs):
        sides = runs[max(k - 1, 0)], runs[min(k + 1, len(runs) - 1)]
        alone = 0 < k < len(runs) - 1 and all(strength(walk, *side) == _SURE for side in sides)
        if inside[begin] and alone and strength(walk, begin, end) == 0:
            span = float(walk.t[begin]), float(walk.t[end - 1])
            rows.append(known("passage", walk.craft.who, *span, walk.craft.course.place(span[0]),
                              near_miss=True, note="sways on the line"))  # fmt: skip
    return rows
