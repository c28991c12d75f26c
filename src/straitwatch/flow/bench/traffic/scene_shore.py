"""Scenes off a shore: the 12-nm and the 24-nm line, and receivers that fall out."""

import numpy as np

from straitwatch.flow.bench.traffic.craft import FISHING, Fleet
from straitwatch.flow.bench.traffic.plan import Plan
from straitwatch.flow.bench.traffic.sea import Site
from straitwatch.flow.bench.traffic.truth import HOUR_S
from straitwatch.model.unit import NM_M

__all__ = ["add_approaches", "add_entries", "add_outages"]

_LINE_NM = 12.0
_IN_NM = (11.3, 11.0, 10.0, 8.0, 5.0, 2.5)  # how near those come that enter
_OUT_NM = (12.4, 12.8, 13.5, 15.0, 18.0)  # and those that turn back
_SWAY_M = (330.0, 480.0)  # as it is steered: to 0.5 and 0.75 of the error of the coast
_LINGER_MIN = (4.5, 14.0, 18.0)  # with the way in and out 0.7 to 2 dwells of 10 minutes
_BESIDE_M = 250.0
_NEAR_NM = (13.0, 15.0, 17.0, 19.0, 21.0, 23.0)
_FAR_NM = (24.7, 26.0, 28.8, 36.0)  # 1.03, 1.1, 1.2 and 1.5 times 24
_PROXIMITY_NM = 24.0


def _outer(site: Site) -> float:
    """How far out scenes begin: beyond 24 nm of any coast."""
    return min(site.reach_nm, 38.0)


def _sail_in(fleet: Fleet, site: Site, t: float, kn: float) -> Plan:
    return Plan(*site.at(_outer(site)), t + fleet.chance(0.2, 3.0) * HOUR_S).to(
        site.at(_LINE_NM + 3.0), kn
    )


def add_entries(fleet: Fleet, many: int) -> None:
    """Add ships that sail straight in and out again, and some that turn back or sway on the line.

    What is told is found on the chart: see oracle.
    """
    for k in range(many):
        _turn_at(fleet, _IN_NM[k % len(_IN_NM)], is_aircraft=k % 6 == 5)  # noqa: PLR2004 - one in six
    for k in range(many // 2):
        _turn_at(fleet, _OUT_NM[k % len(_OUT_NM)], is_aircraft=False)
    for k in range(many // 3):
        _sway(fleet, _SWAY_M[k % 2], into=k % 4 < 2)  # noqa: PLR2004 - half of them
    for k in range(many // 3):
        _linger(fleet, _LINGER_MIN[k % 3])


def _turn_at(fleet: Fleet, off_nm: float, *, is_aircraft: bool) -> None:
    site, t = fleet.sea.shore()
    kn = fleet.chance(180.0, 350.0) if is_aircraft else fleet.chance(8.0, 18.0)
    height = 15_000.0 if is_aircraft else None
    plan = Plan(*site.at(_outer(site)), t + fleet.chance(0.2, 3.0) * HOUR_S, height)
    plan.to(site.at(off_nm), kn).to(site.at(off_nm, min(1.0, off_nm / 3.0)), kn)
    plan.to(site.at(_outer(site)), kn)
    if is_aircraft:
        fleet.aircraft(plan, "FLYIN")
    else:
        fleet.ship(plan, "COMES IN")


def _sway(fleet: Fleet, by_m: float, *, into: bool) -> None:
    """Sail along the line, cross it again and again by less than its error, then enter or not."""
    site, t = fleet.sea.shore()
    plan = _sail_in(fleet, site, t, 10.0)
    along = np.linspace(-5.0, 5.0, 13)
    off_m = _LINE_NM * NM_M + by_m * np.where(np.arange(13) % 2, 1.0, -1.0)
    for spot in fleet.sea.off_coast(site, along, off_m):
        plan.to(spot, 9.0)
    if into:
        plan.to(site.at(9.0), 10.0).to(site.at(9.0, 1.0), 10.0)
    fleet.ship(plan.to(site.at(_outer(site)), 10.0), "SWAYS")


def _linger(fleet: Fleet, minutes: float) -> None:
    """Sail along the line outside, then inside by less than its error for some minutes, and off."""
    site, t = fleet.sea.shore()
    kn, plan = 9.0, _sail_in(fleet, site, t, 10.0)
    goes_nm = minutes / 60.0 * kn
    along = np.array([-4.0, -3.0, -2.0, *np.linspace(-1.8, -1.8 + goes_nm, 6), goes_nm - 1.6])
    off_m = np.array([_BESIDE_M] * 3 + [-_BESIDE_M] * 6 + [_BESIDE_M]) + _LINE_NM * NM_M
    for spot in fleet.sea.off_coast(site, along, off_m):
        plan.to(spot, kn)
    fleet.ship(plan.to(site.at(_outer(site), 3.0), 12.0), "LINGERS")


def add_approaches(fleet: Fleet, many: int) -> None:
    """Add ships and aircraft that pass a coast within 24 nm, and some that keep further off."""
    for k in range(many):
        _pass_by(fleet, _NEAR_NM[k % len(_NEAR_NM)], is_aircraft=k % 4 == 3)  # noqa: PLR2004 - one in four
    for k in range(many // 2):
        _pass_by(fleet, _FAR_NM[k % len(_FAR_NM)], is_aircraft=k % 4 == 3)  # noqa: PLR2004 - the same


def _pass_by(fleet: Fleet, off_nm: float, *, is_aircraft: bool) -> None:
    site, t = fleet.sea.shore()
    kn = fleet.chance(150.0, 400.0) if is_aircraft else fleet.chance(8.0, 20.0)
    side = float(fleet.rng.choice((-1.0, 1.0)))
    plan = Plan(*site.at(39.0, -24.0 * side), t + fleet.chance(0.2, 3.0) * HOUR_S,
                20_000.0 if is_aircraft else None)  # fmt: skip
    plan.to(site.at(off_nm, -6.0 * side), kn).to(site.at(off_nm, 6.0 * side), kn)
    plan.to(site.at(39.0, 24.0 * side), kn)
    craft = fleet.aircraft(plan, "PASSBY") if is_aircraft else fleet.ship(plan, "PASSES BY")
    if off_nm > 30.0:  # noqa: PLR2004 - the oracle sees no further
        fleet.tell("proximity", craft, *craft.course.t[[0, -1]].tolist(), near_miss=True,
                   factor=off_nm / _PROXIMITY_NM, note="keeps off")  # fmt: skip


def add_outages(fleet: Fleet, many: int) -> None:
    """Add stations on the shore that fall out for hours, with boats within their range."""
    for _ in range(many):
        site, t = fleet.sea.shore()
        begin = t + fleet.chance(5.0, 8.0) * HOUR_S
        fleet.outages.append((site.receiver, begin, begin + fleet.chance(1.5, 6.0) * HOUR_S))
        for out_nm in (14.5, 19.0, 27.0):
            plan = Plan(*site.at(out_nm), t + fleet.chance(0.2, 2.0) * HOUR_S).say(FISHING)
            heading = fleet.chance(0.0, 360.0)
            while plan.t < t + 20.0 * HOUR_S:
                heading += 180.0
                plan.go(heading, 1.6, 3.6).go(heading + 90.0, 0.1, 3.0)
            fleet.ship(plan, "TRAWLER", 30, class_b=True)
