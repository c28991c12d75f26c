"""One stay inside a State's waters into its numbers, its purpose and its signs."""

from math import inf, isfinite
from typing import Any, NamedTuple

from straitwatch.event.sign import find_signs, tell_signs
from straitwatch.kernel import staying
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.unit import NM_M, US_PER_S

__all__ = ["HOUR_US", "Limits", "assess_stay", "has_left", "measure_stay"]

# Records of the dtypes POINT, STAY and TURNS have no type of their own.
# ruff: noqa: ANN401

HOUR_US = 3600.0 * US_PER_S
_INTERNAL, _ARCHIPELAGIC = (0, 1), 6  # codes of the column `zone`
_ENDED = {
    staying.EXIT: "exit",
    staying.OTHER_STATE: "another_state",
    staying.TRACK_ENDS: "track_ends",
}
_INSIDE_FROM_START = "the track begins inside"
_IN_PORT = "it was in internal waters"
_NOT_LEFT = "no exit was seen"
_NO_STATUS = "no navigational status was received"
_SHORT = "the way is too short"
_SPANS = {
    "slow_h": "slow_us",
    "below_own_h": "half_us",
    "at_anchor_h": "anchor_us",
    "fishing_h": "fishing_us",
    "hampered_h": "hampered_us",
    "internal_h": "internal_us",
    "inshore_slow_h": "inshore_us",
    "heard_h": "heard_us",
}


class Limits(NamedTuple):
    """What measures are held against.

    Attributes:
        thresholds: by sign.
        least_nm: on a shorter way its ratio and its sides say nothing.
        dwell_h: so long something must go on to speak for a purpose or an excuse.
    """

    thresholds: dict[str, float]
    least_nm: float
    dwell_h: float


def measure_stay(points: Any, stay: Any, turns: Any, t_max: int, step_m: float) -> dict[str, Any]:
    """Give the numbers of a stay.

    Args:
        points: records of dtype POINT, shape (WIDTH,).
        stay: record of dtype STAY.
        turns: record of dtype TURNS.
        t_max: latest fix of the stream in µs: an open stay is silent until then.
        step_m: chord in which the way was measured.

    Returns:
        values by name, in the units that the names tell; None where one is not known.
    """
    first, last = points[staying.FIRST], points[staying.LAST]
    silence_us = int(stay["silence_us"])
    if stay["ended"] == staying.OPEN and stay["zone"] not in _INTERNAL:
        silence_us = max(silence_us, t_max - int(stay["t_last"]))
    hours = (int(last["t"]) - int(first["t"])) / HOUR_US
    path_m = float(stay["path_m"]) + _between(turns, last)
    straight_m = _between(first, last)
    told = {
        "hours": hours,
        "path_nm": path_m / NM_M,
        "straight_nm": straight_m / NM_M,
        "ratio": path_m / max(straight_m, step_m) if path_m >= step_m else None,
        "farthest_nm": max(float(stay["farthest_m"]), straight_m) / NM_M,
        "nearest_nm": float(stay["nearest_m"]) / NM_M,
        "mean_kn": path_m / NM_M / hours if hours > 0.0 else None,
        "least_kn": float(stay["least_kn"]),
        "usual_kn": float(stay["usual_kn"]),
        "silence_h": silence_us / HOUR_US,
        "reversals": int(turns["n"]),
        "survey_lines": int(turns["most"]),
        "fixes": int(stay["n"]),
        "fixes_with_status": int(stay["n_status"]),
        "away_h": int(stay["away_us"]) / HOUR_US if stay["away_us"] >= 0 else None,
        "heard_before_h": (int(first["t"]) - int(stay["t_heard"])) / HOUR_US,
    }
    return told | {name: int(stay[span]) / HOUR_US for name, span in _SPANS.items()}


def assess_stay(stay: Any, measures: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Say what a stay was, which signs it gave and what could not be tested.

    Args:
        stay: record of dtype STAY.
        measures: of `measure_stay`.
        limits: thresholds.

    Returns:
        detail of its event.
    """
    values = _values(stay, measures, limits)
    found, untested = find_signs(values, _supported(measures, limits), limits.thresholds)
    archipelagic = stay["zone"] == _ARCHIPELAGIC
    detail = {
        "zone": "archipelagic_waters" if archipelagic else "territorial_sea",
        "purpose": _purpose(stay, measures, limits),
        "signs": found,
        "unexcused": sum(not sign["supported"] for sign in found),
        "untested": untested,
        **tell_signs(found, untested),
        "measures": {name: _rounded(value) for name, value in measures.items()},
        "within_error": not stay["deep"],
    }
    if stay["began"] == staying.BEGAN_INSIDE:
        detail["began_inside"] = True
    if stay["ended"] != staying.OPEN:
        detail["ended"] = _ENDED[int(stay["ended"])]
    return detail


def _supported(measures: dict[str, Any], limits: Limits) -> tuple[str, ...]:
    """Name the excuses for which the fixes themselves speak."""
    supported = []
    if measures["hampered_h"] >= limits.dwell_h:
        supported.append("distress")
    if max(measures["internal_h"], measures["inshore_slow_h"]) >= limits.dwell_h:
        supported.append("port_call")
    return tuple(supported)


def _values(stay: Any, measures: dict[str, Any], limits: Limits) -> dict[str, float | str]:
    """Give each sign its value, or why there is none."""
    began_inside = stay["began"] == staying.BEGAN_INSIDE
    way = _INSIDE_FROM_START if began_inside else ""
    way = way or (_IN_PORT if measures["internal_h"] > 0.0 else "")
    way = way or (_SHORT if measures["path_nm"] < limits.least_nm else "")
    not_left = "" if has_left(stay) else _NOT_LEFT
    far = measures["farthest_nm"]
    side = way or not_left or (_SHORT if far < limits.least_nm else "")
    status = "" if measures["fixes_with_status"] else _NO_STATUS
    usual = "" if isfinite(measures["usual_kn"]) else "its usual speed is not known"
    is_slow = measures["slow_h"] > limits.thresholds["slow"]
    return {
        "indirect_way": way or measures["ratio"],
        "slow": measures["slow_h"],
        "below_own_speed": usual or ("slow is told" if is_slow else measures["below_own_h"]),
        "at_anchor": status or measures["at_anchor_h"],
        "fishing": status or measures["fishing_h"],
        "reversals": measures["reversals"],
        "survey_lines": measures["survey_lines"],
        "same_side": side or measures["straight_nm"] / far,
        "re_entry": _again(measures, limits.thresholds["re_entry"]),
        "silence": measures["silence_h"],
    }


def _again(measures: dict[str, Any], again_h: float) -> float | str:
    """Hours since it was in this State's waters last; inf for not as long as it was heard."""
    if measures["away_h"] is not None:
        return float(measures["away_h"])
    if measures["heard_before_h"] < again_h:
        return "it was not heard for long enough before"
    return inf


def _purpose(stay: Any, measures: dict[str, Any], limits: Limits) -> str:
    """Which passage of UNCLOS 18(1) it was, as far as fixes and chart tell."""
    if measures["internal_h"] >= limits.dwell_h:
        return "to or from internal waters"
    if measures["inshore_slow_h"] >= limits.dwell_h:
        return "perhaps to or from a port: slow close to the shore"
    if measures["slow_h"] > limits.thresholds["slow"]:
        return "not clear: it stopped or was slow"
    if stay["began"] == staying.ENTERED and has_left(stay):
        return "traversing"
    return "not known: only a part was seen"


def has_left(stay: Any) -> bool:
    """Tell whether an exit from it was seen, into the open or into another State's sea."""
    return stay["ended"] in {staying.EXIT, staying.OTHER_STATE}


def _between(a: Any, b: Any) -> float:
    return float(arc_distance(float(a["lon"]), float(a["lat"]), float(b["lon"]), float(b["lat"])))


def _rounded(value: float | None) -> float | None:
    return round(value, 3) if value is not None and isfinite(value) else None
