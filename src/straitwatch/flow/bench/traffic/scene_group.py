"""Scenes of ships in company: formations, ships that join and leave, and what only looks so."""

import numpy as np

from straitwatch.flow.bench.traffic.craft import Craft, Fleet
from straitwatch.flow.bench.traffic.plan import Course, Plan, shift
from straitwatch.flow.bench.traffic.truth import HOUR_S

__all__ = ["add_groups"]

_GROUP_NM, _GROUP_H = 5.0, 2.0
_STATIONS = ((0.0, 0.0), (-1.0, 0.9), (-1.0, -0.9), (-2.0, 1.7), (-2.0, -1.7), (-2.2, 0.0))
_MARK_S = 300.0


def add_groups(fleet: Fleet, many: int) -> None:
    """Add formations of three to six ships, and some that are too few, too brief or too wide."""
    for k in range(many):
        ships = _formation(fleet, 3 + k % 4, (3.0, 5.0, 9.0)[k % 3])
        span = (float(ships[0].course.t[0]), float(ships[0].course.t[-1]))
        more = _change(fleet, ships, k)
        fleet.tell("group", ships[0], *span, others=(*ships[1:], *more),
                   factor=(span[1] - span[0]) / HOUR_S / _GROUP_H)  # fmt: skip
    for k in range(many // 3):
        _tell_none(fleet, _formation(fleet, 2, 5.0), 2.0 / 3.0, "only two")
        _brief(fleet, (0.5, 0.65, 0.8)[k % 3])
        wide = (1.4, 1.6, 2.4)[k % 3]
        _tell_none(fleet, _column(fleet, wide * _GROUP_NM), wide, "follow far apart")
        _tell_none(fleet, _formation(fleet, 3, 5.0, kn=2.3), 2.3 / 3.0, "hardly move")
        _two_way(fleet)


def _tell_none(fleet: Fleet, ships: list[Craft], factor: float, note: str) -> None:
    span = (float(ships[0].course.t[0]), float(ships[0].course.t[-1]))
    fleet.tell("group", ships[0], *span, others=tuple(ships[1:]), near_miss=True, factor=factor,
               note=note)  # fmt: skip


def _lead(fleet: Fleet, hours: float, kn: float) -> Course:
    lon, lat, t = fleet.sea.open_water()
    plan = Plan(lon, lat, t + fleet.chance(0.5, 2.0) * HOUR_S)
    heading = fleet.chance(0.0, 360.0)
    for _ in range(3):
        plan.go(heading, hours / 3.0 * kn, kn)
        heading += fleet.chance(-45.0, 45.0)
    return plan.course(smooth_s=600.0)


def _formation(fleet: Fleet, many: int, hours: float, kn: float = 0.0) -> list[Craft]:
    lead, scale = _lead(fleet, hours, kn or fleet.chance(9.0, 18.0)), fleet.chance(0.8, 1.2)
    stations = [(scale * ahead, scale * side) for ahead, side in _STATIONS[:many]]
    courses = [lead.beside(*station) for station in stations]
    return [fleet.ship(course, "SAILS IN COMPANY", 35) for course in courses]


def _change(fleet: Fleet, ships: list[Craft], k: int) -> list[Craft]:
    """Let every third formation have a ship that joins late, and the next one one that leaves."""
    lead = ships[0].course
    begin, end = float(lead.t[0]), float(lead.t[-1])
    if end - begin < 4.5 * HOUR_S or k % 3 == 0:
        return []
    station = lead.beside(1.2, 0.0)
    if k % 3 == 1:
        span = (begin + 0.3 * (end - begin), end)
        plan = _keep(Plan(*_abeam(station, span[0]), span[0] - 1.5 * HOUR_S), station, span)
    else:
        span = (begin, end - 0.3 * (end - begin))
        plan = _keep(Plan(*station.place(begin), begin), station, span)
        plan.by(_abeam(station, span[1]), span[1] + 1.5 * HOUR_S)
    return [fleet.ship(plan, "JOINS" if k % 3 == 1 else "LEAVES", 35)]


def _abeam(station: Course, t: float) -> tuple[float, float]:
    """A place some 20 nm to the side of a station."""
    return shift(*station.place(t), float(station.speed([t])[1][0]) + 90.0, 20.0)


def _keep(plan: Plan, station: Course, span: tuple[float, float]) -> Plan:
    for t in np.arange(span[0] + _MARK_S, span[1], _MARK_S).tolist():
        plan.by(station.place(t), t)
    return plan


def _brief(fleet: Fleet, factor: float) -> None:
    """Three ships in company for less than two hours; then each goes its way."""
    together = factor * _GROUP_H
    lead = _lead(fleet, together, 12.0)
    begin, end = float(lead.t[0]), float(lead.t[-1])
    ships = []
    for turn, station in zip((-90.0, 30.0, 150.0), _STATIONS[:3], strict=True):
        course = lead.beside(*station)
        plan = _keep(Plan(*course.place(begin), begin), course, (begin, end))
        plan.go(float(course.speed([end])[1][0]) + turn, 30.0, 12.0)
        ships.append(fleet.ship(plan, "PARTS"))
    fleet.tell("group", ships[0], begin, end, others=tuple(ships[1:]), near_miss=True,
               factor=factor, note="not for so long")  # fmt: skip


def _column(fleet: Fleet, apart_nm: float) -> list[Craft]:
    """Four ships of a lane, one after the other at one speed."""
    lon, lat, t = fleet.sea.open_water()
    heading, kn = fleet.chance(0.0, 360.0), fleet.chance(11.0, 15.0)
    ships = []
    for k in range(4):
        start = shift(lon, lat, heading + 180.0, k * apart_nm)
        plan = Plan(*start, t + HOUR_S).go(heading, 7.0 * kn, kn)
        ships.append(fleet.ship(plan, "FOLLOWS"))
    return ships


def _two_way(fleet: Fleet) -> None:
    """A lane in which ships of different speed pass each other, one way and the other."""
    lon, lat, t = fleet.sea.open_water()
    heading, ships = fleet.chance(0.0, 360.0), []
    for k, kn in enumerate((9.0, 11.5, 14.0, 17.0, 20.0)):
        way = heading + 180.0 * (k % 2)
        start = shift(*shift(lon, lat, heading + 90.0, 0.9 * k), way + 180.0, 3.0 * kn)
        plan = Plan(*start, t + 1.0 * HOUR_S).go(way, 6.0 * kn, kn)
        ships.append(fleet.ship(plan, "MEETS"))
    _tell_none(fleet, ships, 1.0, "pass each other")
