"""Scenes far from any coast: silence, ships that meet, ships that drift alone."""

from straitwatch.flow.bench.traffic.craft import Craft, Fleet
from straitwatch.flow.bench.traffic.plan import Plan
from straitwatch.flow.bench.traffic.truth import HOUR_S
from straitwatch.model.unit import NM_M

__all__ = ["add_encounters", "add_loitering", "add_silences"]

_ENCOUNTER_M = 500.0  # Global Fishing Watch: 0.5 km
_ENCOUNTER_H = 2.0
_LOITER_KN, _LOITER_H, _LOITER_NM = 2.0, 4.0, 20.0  # the same: hourly mean, hours, off the coast
_CLASSES_H = (1.3, 3.0, 7.0, 9.0, 13.0, 20.0)  # of 1, 6 and 12 h
_SHORT_H = (0.5, 0.8, 0.93)
_CLOSE = (0.1, 0.3, 0.5, 0.7, 0.8)  # of half a kilometre
_LONG_H = (2.6, 3.5, 5.0, 7.0)
_FARTHEST_NM = 180.0  # from the middle of open water: no coast is nearer than 200
_FAR = (1.15, 1.3, 1.5)
_BRIEF_H = (0.5, 0.75, 0.85)  # of two hours
_CALM_KN = (1.1, 1.3, 1.6)  # none lies within the circle of an anchor
_DRIFT_H = (5.0, 8.0, 16.0)


def _passing(fleet: Fleet, hours: float, kn: float) -> Plan:
    """A ship that comes from somewhere at a speed, in open water that no other scene has."""
    lon, lat, t = fleet.sea.open_water()
    bearing = fleet.chance(0.0, 360.0)
    plan = Plan(lon, lat, t + fleet.chance(0.2, 1.5) * HOUR_S)
    return plan.go(bearing, hours * kn, kn)


def add_silences(fleet: Fleet, many: int) -> None:
    """Add ships that fall silent under way, and some that do so for less than an hour.

    What is told is found from the reports themselves: see oracle.
    """
    for k in range(many):
        silent_h = _CLASSES_H[k % len(_CLASSES_H)]
        _silent(fleet, silent_h * fleet.chance(1.0, 1.1))
    for k in range(many // 2):
        _silent(fleet, _SHORT_H[k % len(_SHORT_H)])


def _silent(fleet: Fleet, silent_h: float) -> None:
    kn = min(fleet.chance(9.0, 16.0), _FARTHEST_NM / (silent_h + 4.5))
    plan = _passing(fleet, 2.0, kn)
    begin = plan.t
    plan.go(fleet.chance(0.0, 360.0), (silent_h + 2.5) * kn, kn)
    fleet.ship(plan, "SILENT", silent=[(begin, begin + silent_h * HOUR_S)])


def add_encounters(fleet: Fleet, many: int) -> None:
    """Add pairs that lie close for hours, and pairs that are not so close, or not for so long."""
    for k in range(many):
        close, hours = _CLOSE[k % len(_CLOSE)], _LONG_H[k % len(_LONG_H)]
        pair = _meet(fleet, close * _ENCOUNTER_M, hours, _CALM_KN[k % 3])
        fleet.tell("encounter", pair[0], *pair[2:], others=(pair[1],), factor=close,
                   note=f"{hours} h")  # fmt: skip
        for ship in pair[:2]:
            fleet.tell("loitering", ship, *pair[2:], near_miss=True, note="not alone")
    for k in range(many // 3):
        far = _FAR[k % len(_FAR)]
        pair = _meet(fleet, far * _ENCOUNTER_M, 3.0, 1.2)
        fleet.tell("encounter", pair[0], *pair[2:], others=(pair[1],), near_miss=True, factor=far,
                   note="not so close")  # fmt: skip
    for k in range(many // 3):
        brief = _BRIEF_H[k % len(_BRIEF_H)]
        pair = _meet(fleet, 0.4 * _ENCOUNTER_M, brief * _ENCOUNTER_H, 1.2)
        fleet.tell("encounter", pair[0], *pair[2:], others=(pair[1],), near_miss=True,
                   factor=brief, note="not for so long")  # fmt: skip


def _meet(
    fleet: Fleet, dist_m: float, hours: float, kn: float
) -> tuple[Craft, Craft, float, float]:
    """Two ships come from two sides, drift at a distance from each other, and part.

    Returns:
        both, and the span in which they drift.
    """
    lon, lat, t = fleet.sea.open_water()
    first = Plan(lon, lat, t + fleet.chance(0.2, 1.0) * HOUR_S)
    come, part, side = fleet.chance(0, 360), fleet.chance(0, 360), fleet.chance(0, 360)
    first.go(come, fleet.chance(12.0, 24.0), fleet.chance(8.0, 13.0))
    begin = first.t
    knots = [(first.t, first.lon, first.lat)]
    for _ in range(round(hours * 6.0)):
        first.drift(1.0 / 6.0, kn, come, fleet.rng)
        knots.append((first.t, first.lon, first.lat))
    end = first.t
    first.go(part, 15.0, 11.0)
    second = _at_side(knots, side, dist_m, (come + 120.0, part + 150.0))
    one = fleet.ship(first, "MEETS A", every_s=30.0)
    other = fleet.ship(second, "MEETS B", 30)
    return one, other, begin, end


def _at_side(
    knots: list[tuple[float, float, float]], side_deg: float, dist_m: float,
    ways: tuple[float, float],
) -> Plan:  # fmt: skip
    """A ship that comes to the side of one that drifts, keeps there and goes another way."""
    spots = [(t, *Plan(lon, lat, t).go(side_deg, dist_m / NM_M, 1.0).spot) for t, lon, lat in knots]
    lead = Plan(spots[0][1], spots[0][2], 0.0).go(ways[0] + 180.0, 14.0, 10.0)
    plan = Plan(lead.lon, lead.lat, spots[0][0] - lead.t)
    for t, lon, lat in spots:
        plan.by((lon, lat), t)
    return plan.go(ways[1], 14.0, 10.0)


def add_loitering(fleet: Fleet, many: int) -> None:
    """Add ships that drift alone for hours, and some that drift less long, or not so slowly."""
    for k in range(many):
        kn, hours = _CALM_KN[k % 3], _DRIFT_H[k // 3 % 3]
        ship, begin, end = _drifter(fleet, kn, hours)
        fleet.tell("loitering", ship, begin, end, factor=hours / _LOITER_H, note=f"{kn} kn")
    for k in range(many // 3):
        hours = (2.0, 2.6, 3.0)[k % 3]
        ship, begin, end = _drifter(fleet, 1.2, hours)
        fleet.tell("loitering", ship, begin, end, near_miss=True, factor=hours / _LOITER_H,
                   note="not for so long")  # fmt: skip
    for k in range(many // 3):
        kn = (2.6, 2.8, 3.0)[k % 3]
        ship, begin, end = _drifter(fleet, kn, 8.0)
        fleet.tell("loitering", ship, begin, end, near_miss=True, factor=kn / _LOITER_KN,
                   note="not so slow")  # fmt: skip
    for k in range(many // 3):
        _near_shore(fleet, (15.0, 16.5, 18.0)[k % 3])


def _drifter(fleet: Fleet, kn: float, hours: float) -> tuple[Craft, float, float]:
    plan = _passing(fleet, fleet.chance(1.5, 2.5), fleet.chance(9.0, 14.0))
    begin = plan.t
    plan.drift(hours, kn, fleet.chance(0.0, 360.0), fleet.rng)
    end = plan.t
    plan.go(fleet.chance(0.0, 360.0), 20.0, 11.0)
    return fleet.ship(plan, "DRIFTER"), begin, end


def _near_shore(fleet: Fleet, off_nm: float) -> None:
    """A ship that drifts along a coast nearer than loitering is told."""
    site, t = fleet.sea.shore()
    plan = Plan(*site.at(min(site.reach_nm, 31.0)), t + fleet.chance(0.2, 2.0) * HOUR_S)
    plan.to(site.at(off_nm, -3.0), 11.0)
    begin = plan.t
    for along in (-1.0, 1.0, 3.0, 5.0):
        plan.to(site.at(off_nm, along), 1.0)
    end = plan.t
    plan.to(site.at(min(site.reach_nm, 31.0)), 11.0)
    ship = fleet.ship(plan, "COASTER")
    fleet.tell("loitering", ship, begin, end, near_miss=True, factor=off_nm / _LOITER_NM,
               note="not so far off")  # fmt: skip
