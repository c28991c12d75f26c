"""Scenes in ports and roads: berths, anchorages, ferries."""

from itertools import pairwise

from straitwatch.flow.bench.traffic.craft import ANCHORED, MOORED, Craft, Fleet
from straitwatch.flow.bench.traffic.plan import Plan, metres_between
from straitwatch.flow.bench.traffic.sea import Site
from straitwatch.flow.bench.traffic.truth import HOUR_S
from straitwatch.model.unit import NM_M

__all__ = ["add_anchorages", "add_ferries", "add_port_visits"]

_IN_M, _OUT_M = 3000.0, 4000.0  # Global Fishing Watch, pipe-anchorages
_ANCHORING_H = 0.5
_BERTH_NM = (0.4, 0.6, 0.9)  # 0.7 to 1.7 km
_ROADS_NM = (3.0, 4.0, 5.5, 7.5)  # 5.6 to 14 km: out of any port
_STAY_H = (1.5, 4.0, 9.0, 18.0)


def _from_sea(fleet: Fleet, kn: float) -> tuple[Site, Plan]:
    site, t = fleet.sea.shore()
    plan = Plan(*site.at(min(30.0, site.reach_nm)), t + fleet.chance(0.2, 2.0) * HOUR_S)
    return site, plan.to(site.at(8.5), kn)


def _to_sea(site: Site, plan: Plan, kn: float) -> Plan:
    return plan.say(0).to(site.at(8.5), kn * 0.7).to(site.at(min(30.0, site.reach_nm)), kn)


def _tell_visit(fleet: Fleet, ship: Craft, site: Site, stay: tuple[float, float]) -> None:
    """Tell a visit: from within 3 km of the coast before the stay to beyond 4 km after it."""
    t = ship.course.t
    off_m = metres_between(ship.course.lon, ship.course.lat, site.lon, site.lat)
    before = t[(t < stay[0]) & (off_m > _IN_M)]
    after = t[(t > stay[1]) & (off_m > _OUT_M)]
    whole = before.size > 0 and after.size > 0
    begin = float(before[-1]) if before.size else float(t[0])
    end = float(after[0]) if after.size else float(t[-1])
    hours = (stay[1] - stay[0]) / HOUR_S
    note = f"{hours:.1f} h at the berth" if whole else "seen in part only"
    fleet.tell("port_visit", ship, begin, end, either=not whole, note=note)


def add_port_visits(fleet: Fleet, many: int) -> None:
    """Add ships that come in, moor and leave, and some that stop outside, or do not stop."""
    for k in range(many):
        site, plan = _from_sea(fleet, fleet.chance(10.0, 16.0))
        plan.to(site.at(_BERTH_NM[k % 3]), 6.0).say(MOORED)
        begin = plan.t
        end = plan.stay(_STAY_H[k % len(_STAY_H)]).t
        ship = fleet.ship(_to_sea(site, plan, 13.0), "CALLS")
        _tell_visit(fleet, ship, site, (begin, end))
        fleet.tell("anchoring", ship, begin, end, near_miss=True, note="moored in port")
        if k % 5 == 0:
            _lie_beside(fleet, ship, site, (begin, end))
    for k in range(many // 3):
        _turn_in_port(fleet, 8.0 if k % 2 else 1.3)


def _lie_beside(fleet: Fleet, ship: Craft, site: Site, stay: tuple[float, float]) -> None:
    """A second ship at the next berth: side by side in port is no encounter."""
    berth = Plan(*ship.course.place(sum(stay) / 2.0), 0.0).go(site.out_deg + 90.0, 0.07, 1.0).spot
    plan = Plan(*site.at(9.0), stay[0] - 3.2 * HOUR_S).to(site.at(2.5), 9.0).to(berth, 4.0)
    plan.say(MOORED)
    begin = plan.t
    plan.by(berth, stay[1] + 900.0)
    end = plan.t
    other = fleet.ship(_to_sea(site, plan, 9.0), "LIES BESIDE")
    _tell_visit(fleet, other, site, (begin, end))
    fleet.tell("encounter", ship, *stay, others=(other,), near_miss=True, note="in port")


def _turn_in_port(fleet: Fleet, kn: float) -> None:
    """Come within 3 km of a coast and leave without stopping."""
    site, plan = _from_sea(fleet, 12.0)
    plan.to(site.at(1.4, -0.7), 7.0)
    begin = plan.t
    plan.to(site.at(1.4, 0.7), kn)
    end = plan.t
    ship = fleet.ship(_to_sea(site, plan, 12.0), "LOOKS IN")
    fleet.tell("port_visit", ship, begin, end, near_miss=True, note=f"no stop: {kn} kn")
    fleet.tell("anchoring", ship, begin, end, near_miss=True, note=f"no stop: {kn} kn")


def add_anchorages(fleet: Fleet, many: int) -> None:
    """Add ships at anchor in the roads, alone and in crowds, and some that stop for minutes."""
    for k in range(many):
        _anchor(fleet, _ROADS_NM[k % 4], _STAY_H[k // 4 % 4] * fleet.chance(0.9, 1.1))
    for k in range(many // 3):
        _anchor(fleet, _ROADS_NM[k % 4], _ANCHORING_H * (0.5, 0.7, 0.8)[k % 3])
    for _ in range(max(1, many // 8)):
        _crowd(fleet)


def _anchor(fleet: Fleet, out_nm: float, hours: float) -> None:
    site, plan = _from_sea(fleet, fleet.chance(9.0, 14.0))
    plan.to(site.at(out_nm), 5.0)
    if fleet.chance(0.0, 1.0) < 0.8:  # noqa: PLR2004 - not all crews set it
        plan.say(ANCHORED)
    begin = plan.t
    end = plan.swing(hours, fleet.chance(60.0, 220.0), fleet.rng).t
    ship = fleet.ship(_to_sea(site, plan, 12.0), "ANCHORS", 80)
    brief = hours < _ANCHORING_H
    fleet.tell("anchoring", ship, begin, end, near_miss=brief, factor=hours / _ANCHORING_H,
               note="not for so long" if brief else "")  # fmt: skip
    fleet.tell("port_visit", ship, begin, end, near_miss=True, factor=out_nm * NM_M / _IN_M,
               note="in the roads")  # fmt: skip


def _crowd(fleet: Fleet) -> None:
    """Five ships at anchor, a few hundred metres apart, nearer than 10 km to the coast."""
    site, t = fleet.sea.shore()
    ships = []
    for k in range(5):
        berth = site.at(4.0 + 0.2 * (k % 2), -0.5 + 0.25 * k)
        plan = Plan(*site.at(20.0, 1.5 * k - 3.0), t + (0.5 + 0.7 * k) * HOUR_S).to(berth, 9.0)
        plan.say(ANCHORED)
        begin = plan.t
        end = plan.swing(14.0 - 1.4 * k, 90.0, fleet.rng).t
        ships.append(fleet.ship(plan.say(0).to(site.at(22.0, 1.5 * k - 3.0), 11.0), "ROADS", 80))
        fleet.tell("anchoring", ships[-1], begin, end, note="in a crowd")
    span = (t + 6.0 * HOUR_S, t + 14.0 * HOUR_S)
    fleet.tell("group", ships[0], *span, others=tuple(ships[1:]), near_miss=True, note="at anchor")
    for one, other in pairwise(ships):
        fleet.tell("encounter", one, *span, others=(other,), near_miss=True, note="in the roads")


def add_ferries(fleet: Fleet, many: int) -> None:
    """Add pairs of ferries that go out and back from one harbour all day, and meet."""
    for _ in range(many):
        site, t = fleet.sea.shore()
        ships = [
            _ferry(fleet, site, t + (0.3 + late_h) * HOUR_S, berth)
            for late_h, berth in ((0.0, (0.5, 0.1)), (1.1, (0.5, -0.1)))
        ]
        span = ships[1].course.t[0], ships[0].course.t[-1]
        fleet.tell("encounter", ships[0], *map(float, span), others=(ships[1],), near_miss=True,
                   note="ferries")  # fmt: skip


def _ferry(fleet: Fleet, site: Site, t: float, berth: tuple[float, float]) -> Craft:
    plan, stays, side = Plan(*site.at(*berth), t), [], berth[1] / abs(berth[1])
    while plan.t < t + 26.0 * HOUR_S:
        begin = plan.say(MOORED).t
        stays.append((begin, plan.stay(0.9).say(0).t))
        plan.to(site.at(3.0, 0.1 * side), 14.0).to(site.at(9.0, 0.3 * side), 18.0)
        plan.to(site.at(9.0, 1.2 * side), 16.0).to(site.at(3.0, 0.5 * side), 18.0)
        plan.to(site.at(*berth), 9.0)
    ship = fleet.ship(plan, "FERRY", 60)
    for stay in stays:
        _tell_visit(fleet, ship, site, stay)
    return ship
