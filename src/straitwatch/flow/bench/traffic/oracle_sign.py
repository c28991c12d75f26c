"""A true stay turned into the signs that it gave: the published thresholds, on the true course.

Each value is known as a lowest and a highest: what lies between both may be seen either way, as
reports are rounded, noisy and minutes apart.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.flow.bench.traffic.craft import ANCHORED, FISHING
from straitwatch.flow.bench.traffic.oracle_line import side_by_side, turned_deg, way_chords
from straitwatch.flow.bench.traffic.oracle_zone import Walk, runs_of
from straitwatch.flow.bench.traffic.plan import metres_between
from straitwatch.flow.bench.traffic.truth import HOUR_S, Row, known
from straitwatch.model.unit import NM_M

__all__ = ["Stay", "known_signs"]

Array = npt.NDArray[Any]
Bounds = tuple[float, float]

_LIMITS = {
    "indirect_way": 1.5,
    "slow": 0.5,
    "below_own_speed": 0.5,
    "at_anchor": 1.0 / 6.0,
    "fishing": 1.0 / 6.0,
    "reversals": 120.0,
    "survey_lines": 3.5,  # more than three
    "same_side": 0.5,
    "re_entry": 24.0,
    "silence": 1.0,
}
"""As docs/passage.md has them; degrees for reversals."""

_BELOW = frozenset({"same_side", "re_entry"})
_NEAR = 0.45  # from this share of a threshold on it is a near miss
_SLOW_KN, _SHARE, _UNDER_WAY_KN, _LEAST_NM = 3.0, 0.5, 3.0, 3.0
_KN = 0.4  # noise of a reported speed: five times 0.08
_OWN_KN = 0.6  # and of half the usual one
_SPELL_H, _STATUS_H, _LULL_H = 0.05, 0.07, 0.02  # how far reports are apart
_USUAL_S = 1800.0
_EVEN = 0.05  # of way, sides and times


@dataclass(frozen=True)
class Stay:
    """One stay.

    Attributes:
        walk: course against the 12-nm line.
        begin: first row inside.
        end: first row outside again.
        heard_t: times of the reports of the ship, ascending.
        away_s: since it left this State's sea before, at least and at most: inf for never.
    """

    walk: Walk
    begin: int
    end: int
    heard_t: Array
    away_s: Bounds

    @property
    def t(self) -> Array:
        """Times of the rows inside."""
        return self.walk.t[self.begin : self.end]

    @property
    def ashore(self) -> Array:
        """Whether each row is in internal waters: what is done there is no passage."""
        return self.walk.past_m[self.begin : self.end] <= -12.0 * NM_M


def known_signs(stay: Stay) -> list[Row]:
    """Hold each value of a stay against its threshold.

    Args:
        stay: the stay; no report of its ends is doubtful.

    Returns:
        rows of TRUTH of the kind sign, `where` and `note` naming the sign; a near miss from half
        the threshold on. What can not be tested has no row.
    """
    rows = []
    for sign, bounds in _values(stay).items():
        limit = _LIMITS[sign]
        low, high = sorted(limit / max(v, 1e-9) if sign in _BELOW else v / limit for v in bounds)
        if not high >= _NEAR:
            continue
        rows.append(
            known("sign", stay.walk.craft.who, float(stay.t[0]), float(stay.t[-1]),
                  stay.walk.craft.course.place(float(stay.t[0])), where=sign, note=sign,
                  near_miss=high <= 1.0, either=low <= 1.0 < high, factor=(low + high) / 2.0)
        )  # fmt: skip
    return rows


def _around(value: float, part: float) -> Bounds:
    return value * (1.0 - part), value * (1.0 + part)


def _values(stay: Stay) -> dict[str, Bounds]:
    values = _speeds(stay) | _statuses(stay) | _ways(stay) | _turns(stay)
    return values | {"re_entry": _again(stay), "silence": _silence(stay)}


def _again(stay: Stay) -> Bounds:
    """Hours since it was there before, inf for never."""
    least_s, most_s = stay.away_s
    return least_s / HOUR_S * (1.0 - _EVEN / 2.0), most_s / HOUR_S * (1.0 + _EVEN / 2.0)


def _longest_h(t: Array, flags: Array) -> float:
    spans = [t[end - 1] - t[begin] for begin, end in runs_of(flags) if flags[begin]]
    return float(max(spans, default=0.0)) / HOUR_S


def _speeds(stay: Stay) -> dict[str, Bounds]:
    """Longest spells of a low speed; below half its own only where it is not slow."""
    kn, _ = stay.walk.craft.course.speed(stay.t)
    kn[stay.ashore] = np.inf
    slow = _spell(stay.t, kn, _SLOW_KN, _KN)
    before, _ = stay.walk.craft.course.speed(stay.walk.t[: stay.begin])
    under_way = before[before >= _UNDER_WAY_KN]
    step_s = float(stay.walk.t[1] - stay.walk.t[0])
    known_for_s = len(under_way) * step_s
    if known_for_s < 0.8 * _USUAL_S or slow[0] > _LIMITS["slow"]:
        return {"slow": slow}
    own = _spell(stay.t, kn, _SHARE * float(np.median(under_way)), _OWN_KN)
    sure = known_for_s > 1.2 * _USUAL_S and slow[1] <= _LIMITS["slow"]
    return {"slow": slow, "below_own_speed": own if sure else (0.0, own[1])}


def _spell(t: Array, kn: Array, below_kn: float, error_kn: float) -> Bounds:
    low, high = (_longest_h(t, kn < below_kn + error) for error in (-error_kn, error_kn))
    return max(low - _SPELL_H, 0.0), high + _SPELL_H if high else 0.0


def _statuses(stay: Stay) -> dict[str, Bounds]:
    """Hours of a status; class B sends none."""
    course = stay.walk.craft.course
    if stay.walk.craft.class_b:
        return {}
    row = np.minimum(np.searchsorted(course.t, stay.t), len(course.t) - 1)
    status, step_h = course.status[row], (stay.t[1] - stay.t[0]) / HOUR_S
    found = {}
    for sign, code in (("at_anchor", ANCHORED), ("fishing", FISHING)):
        hours = float(np.sum((status == code) & ~stay.ashore)) * step_h
        found[sign] = (max(hours - _STATUS_H, 0.0), hours + _STATUS_H if hours else 0.0)
    return found


def _ways(stay: Stay) -> dict[str, Bounds]:
    """Way over straight line, and how near to its entry it left; no way leads through a port."""
    if stay.ashore.any():
        return {}
    lon, lat = way_chords(*stay.walk.craft.course.at(stay.t))
    way_m = float(np.sum(metres_between(lon[:-1], lat[:-1], lon[1:], lat[1:])))
    far_m = metres_between(lon[0], lat[0], lon, lat)
    straight_m, farthest_m = float(far_m[-1]), float(far_m.max())
    found = {}
    if way_m > _LEAST_NM * NM_M:
        found["indirect_way"] = _unless(way_m, _around(way_m / max(straight_m, NM_M / 2), _EVEN))
    if farthest_m > _LEAST_NM * NM_M * (1.0 - _EVEN):
        found["same_side"] = _unless(farthest_m, _around(straight_m / farthest_m, _EVEN), np.inf)
    return found


def _unless(way_m: float, bounds: Bounds, none: float = 0.0) -> Bounds:
    """Leave open what is measured on a way near the least one."""
    sure = way_m > _LEAST_NM * NM_M * (1.0 + 2.0 * _EVEN)
    return bounds if sure else (none, bounds[1] if none == 0.0 else bounds[0])


def _turns(stay: Stay) -> dict[str, Bounds]:
    """Sharpest turn, and how many lines lie side by side; on either side of a port, who knows."""
    lon, lat = way_chords(*stay.walk.craft.course.at(stay.t))
    low, high = turned_deg(lon, lat)
    lines = side_by_side(lon, lat)
    if stay.ashore.any() or _silence(stay)[1] > _LIMITS["silence"]:
        low, lines = 0.0, (0.0, lines[1])
    return {"reversals": (low, high), "survey_lines": lines}


def _silence(stay: Stay) -> Bounds:
    """Longest time between two reports of which the first was inside."""
    t = stay.heard_t
    k = np.flatnonzero((t[:-1] >= stay.t[0]) & (t[:-1] <= stay.t[-1]))
    hours = float(np.max(t[k + 1] - t[k], initial=0.0)) / HOUR_S
    return max(hours - _LULL_H, 0.0), hours + _LULL_H
