"""Landings and take-offs ashore, and changes of ground state anywhere, into what is to be told."""

from dataclasses import dataclass

from straitwatch.event.deck import Tie
from straitwatch.event.touch import Edge, Found, Touch
from straitwatch.kernel import flight_layout as lane
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.unit import US_PER_S

__all__ = ["ShoreLimits", "judge_change", "judge_shore"]

_LEAST_M = 100.0


@dataclass(frozen=True)
class ShoreLimits:
    """Thresholds; see `FlightDetector`."""

    ceiling_ft: float
    slow_kn: float
    sink_ft_min: float
    airborne_kn: float
    seen_s: float
    near_s: float


def judge_shore(
    edge: Edge,
    limits: ShoreLimits,
    *,
    down: bool,
    is_open: bool = False,
    other_us: int | None = None,
) -> list[Touch]:
    """Tell a landing of a flight that vanished near the ground, or a take-off of one that came up.

    Args:
        edge: last fix before, or first after.
        limits: thresholds.
        down: whether it landed.
        is_open: whether no fix came since.
        other_us: the fix on the other side, which bounds the moment.
    """
    slowed = edge.sog_kn < limits.airborne_kn <= edge.top_kn  # it flew before: it did not taxi
    sank = edge.rate_ft_min >= limits.sink_ft_min or slowed
    near = edge.alt_ft <= limits.ceiling_ft and edge.to_go_s <= limits.near_s
    if not near or edge.sog_kn > limits.slow_kn or (down and not sank):
        return []
    unseen = round(edge.unseen_s * US_PER_S)
    span = (edge.t, edge.t + unseen) if down else (edge.t - unseen, edge.t)
    if other_us is not None:
        span = (span[0], min(span[1], other_us)) if down else (max(span[0], other_us), span[1])
    words = (
        "vanished low, slow and sinking over land, or where a final approach ends ashore"
        if down
        else "came up low and climbing over land, or where a climb may have begun ashore"
    )
    detail = {"reason": words}
    return [Touch(down, False, edge, span, (), detail, is_open=is_open)]


def judge_change(found: Found, tie: Tie | None, limits: ShoreLimits) -> Touch | None:
    """Tell a landing or a take-off that a change of ground state shows.

    Args:
        found: LANDED or LEFT_GROUND.
        tie: what is known of the deck, where it is far from any shore; else None.
        limits: thresholds.
    """
    down, end, start = found.what == lane.LANDED, found.end, found.start
    if end is None:
        return None
    a, b = end.point, start.point
    apart_m = float(arc_distance(a["lon"], a["lat"], b["lon"], b["lat"]))
    short = (start.t - end.t) / US_PER_S <= limits.seen_s
    if found.stood:
        reason = "no ground state was received: it stood, low and slow"
    elif short:
        reason = ""
    else:
        reason = "nothing was received for some minutes around the change of ground state"
    detail = (tie.detail if tie else {}) | (
        {"reason": reason} if reason else {"ground_state": True}
    )
    return Touch(
        down,
        tie is not None and tie.detail["deck"] != "fixed",
        start if down else end,
        (end.t, start.t),
        tie.fixes if tie else (),
        detail,
        others=tie.others if tie else (),
        observed=not reason,
        error_m=max(apart_m, _LEAST_M),
    )
