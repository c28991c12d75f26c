"""Scenes in which what is sent is not true: fooled receivers, and two ships on one identity."""

import numpy as np

from straitwatch.flow.bench.traffic.craft import Craft, Fleet, Spoof
from straitwatch.flow.bench.traffic.plan import Plan, shift
from straitwatch.flow.bench.traffic.truth import HOUR_S

__all__ = ["add_clones", "add_spoofs"]

_AIRPORTS = ((37.415, 55.973), (29.962, 46.47), (121.803, 31.143), (34.72, 31.99))
"""Lon, lat of airports to which ships were often displaced; the places of public aerodromes."""

_AS_FAST_KN = (30.0, 45.0, 50.0)  # 0.5, 0.75 and 0.83 of 60 kn
_FASTEST_KN = 60.0


def _voyage(fleet: Fleet, hours: float, kn: float | None = None) -> Plan:
    """There and half back: it stays where no coast is."""
    lon, lat, t = fleet.sea.open_water()
    speed, heading = kn or fleet.chance(9.0, 15.0), fleet.chance(0.0, 360.0)
    plan = Plan(lon, lat, t + fleet.chance(0.2, 1.0) * HOUR_S)
    plan.go(heading, hours * 0.5 * speed, speed)
    return plan.go(heading + fleet.chance(100.0, 150.0), hours * 0.5 * speed, speed)


def add_spoofs(fleet: Fleet, many: int) -> None:
    """Add ships whose place jumps: for a fix or some, in a circle, or several to one place.

    What is told is found from the false places that were really sent: see oracle.
    """
    for k in range(many):
        ship = fleet.ship(_voyage(fleet, 8.0), "JUMPS")
        fixes = 1 if k % 2 else int(fleet.rng.integers(2, 21))
        ship.spoofs.append(_jump(fleet, ship, fixes))
    for _ in range(max(1, many // 10)):
        _displace(fleet)
    for _ in range(max(1, many // 8)):
        ship = fleet.ship(_voyage(fleet, 8.0), "CIRCLES")
        begin = _middle(fleet, ship)
        place = shift(*ship.course.place(begin), fleet.chance(0, 360), fleet.chance(30.0, 90.0))
        lasts = fleet.chance(1500.0, 2700.0)
        ship.spoofs.append(Spoof(begin, begin + lasts, *place, fleet.chance(1500.0, 4000.0)))
    for k in range(many // 4):
        kn = _AS_FAST_KN[k % 3]
        ship = fleet.ship(_voyage(fleet, 3.0, kn), "HURRIES", 40)
        fleet.tell("impossible_position", ship, *ship.course.t[[0, -1]].tolist(), near_miss=True,
                   factor=kn / _FASTEST_KN, note="a fast craft")  # fmt: skip


def _middle(fleet: Fleet, ship: Craft) -> float:
    begin, end = ship.course.t[[0, -1]].tolist()
    return float(begin + fleet.chance(0.3, 0.7) * (end - begin))


def _jump(fleet: Fleet, ship: Craft, fixes: int) -> Spoof:
    begin = _middle(fleet, ship)
    far_nm = float(10.0 ** fleet.chance(1.2, 2.8))  # 16 to 600 nm
    place = shift(*ship.course.place(begin), fleet.chance(0.0, 360.0), far_nm)
    return Spoof(begin, begin + fixes * ship.every_s, place[0], float(np.clip(place[1], -80, 80)))


def _displace(fleet: Fleet) -> None:
    """Five ships of one sea, 15 nm apart, all shown at one airport for some minutes."""
    lon, lat, t = fleet.sea.open_water()
    begin, lasts = t + fleet.chance(3.0, 5.0) * HOUR_S, fleet.chance(600.0, 1500.0)
    airport = _AIRPORTS[int(fleet.rng.integers(len(_AIRPORTS)))]
    for k in range(5):
        start = shift(lon, lat, 72.0 * k, 15.0)
        plan = Plan(*start, t + fleet.chance(0.3, 1.0) * HOUR_S)
        plan.go(72.0 * k + fleet.chance(-30.0, 30.0), 80.0, fleet.chance(9.0, 14.0))
        ship = fleet.ship(plan, "DISPLACED")
        late = fleet.chance(0.0, 120.0)
        ship.spoofs.append(Spoof(begin + late, begin + late + lasts, *airport, 60.0, 900.0))


def add_clones(fleet: Fleet, many: int) -> None:
    """Add pairs of ships that send one identity, oceans apart or in sight of each other."""
    for k in range(many):
        one = fleet.ship(_voyage(fleet, 24.0, fleet.chance(9.0, 13.0)), "CLONED", every_s=60.0)
        if k % 3 == 2:  # noqa: PLR2004 - every third pair sails one sea
            start = shift(*one.course.place(float(one.course.t[0])), fleet.chance(0, 360), 10.0)
        else:
            start = fleet.sea.open_water()[:2]
        plan = Plan(*start, float(one.course.t[0]) + fleet.chance(-1.5, 1.5) * HOUR_S)
        heading, kn = fleet.chance(0.0, 360.0), fleet.chance(8.0, 11.0)
        plan.go(heading, 12.0 * kn, kn).go(heading + 120.0, 12.0 * kn, kn)
        other = fleet.ship(plan, "CLONE", every_s=60.0)
        if k % 4 == 0:
            hush = _middle(fleet, one)
            one.silent.append((hush, hush + fleet.chance(2.0, 4.0) * HOUR_S))
        fleet.share_identity(one, other)
