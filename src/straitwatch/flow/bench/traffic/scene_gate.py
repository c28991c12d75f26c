"""Scenes at gates: through, up to, there and back, away for days."""

from straitwatch.flow.bench.traffic.craft import Fleet
from straitwatch.flow.bench.traffic.plan import Plan
from straitwatch.flow.bench.traffic.sea import Passage
from straitwatch.flow.bench.traffic.truth import HOUR_S

__all__ = ["add_deployments", "add_transits"]

_TOUCH_NM = (0.4, 1.0, 2.5)  # how near those come that turn back
_BACK_H = (1.8, 3.0, 4.8, 5.3)  # there and back within 6 h: 0.3 to 0.9 of it
_LATE_H = (7.0, 9.0, 14.0)
_AWAY_H = (26.0, 36.0, 60.0, 100.0)
_SHORT_H = (12.0, 20.0, 22.0)  # 0.5, 0.83 and 0.92 of a day
_FROM_NM = 26.0


def _start(fleet: Fleet, last_h: float) -> tuple[Passage, float, Plan, float]:
    """A ship that comes to a gate: way, side from which she comes, plan and speed."""
    way, kn = fleet.sea.passage(), fleet.chance(9.0, 18.0)
    side = float(fleet.rng.choice((-1.0, 1.0)))
    t = fleet.chance(0.0, fleet.sea.span_h - last_h) * HOUR_S
    return way, side, Plan(*way.at(_FROM_NM * side), t), kn


def add_transits(fleet: Fleet, many: int) -> None:
    """Add ships that pass a gate, and some that turn before it or come back within hours.

    What is told is found from where each truly went: see oracle.
    """
    for _ in range(many):
        way, side, plan, kn = _start(fleet, 8.0)
        fleet.ship(plan.to(way.at(-_FROM_NM * side), kn), "PASSES")
    for k in range(many // 2):
        way, side, plan, kn = _start(fleet, 8.0)
        near = _TOUCH_NM[k % 3]
        plan.to(way.at(near * side), kn).to(way.at(near * side, 0.8), kn)
        ship = fleet.ship(plan.to(way.at(_FROM_NM * side, 0.8), kn), "TURNS")
        for kind in ("crossing", "transit"):
            fleet.tell(kind, ship, *ship.course.t[[0, -1]].tolist(), near_miss=True,
                       note=f"turns {near} nm before the gate")  # fmt: skip
    for k in range(many // 2):
        _come_back(fleet, _BACK_H[k % 4])
    for k in range(many // 4):
        _come_back(fleet, _LATE_H[k % 3])


def add_deployments(fleet: Fleet, many: int) -> None:
    """Add ships that go out by a gate and come back by it after a day or more, or less."""
    for k in range(many):
        _come_back(fleet, _AWAY_H[k % 4])
    for k in range(many // 2):
        _come_back(fleet, _SHORT_H[k % 3])
    for k in range(max(1, many // 8)):
        _shuttle(fleet, _SHORT_H[k % 2])


def _come_back(fleet: Fleet, away_h: float) -> None:
    way, side, plan, kn = _start(fleet, away_h + 8.0)
    _be_away(plan, way, side, kn, away_h)
    fleet.ship(plan.to(way.at(_FROM_NM * side, 0.3), kn), "COMES BACK")


def _be_away(plan: Plan, way: Passage, side: float, kn: float, away_h: float) -> None:
    """Pass the gate, patrol beyond it, and pass it again so many hours later."""
    plan.to(way.at(0.0), kn)
    back = plan.t + away_h * HOUR_S
    far = min(10.0, away_h * kn / 2.2)
    plan.to(way.at(-far * side), kn)
    home_s = far / kn * HOUR_S
    while back - home_s - plan.t > 2.2 * HOUR_S:
        plan.to(way.at(-(far + 7.0) * side, 0.3), 7.0).to(way.at(-far * side, 0.3), 7.0)
    rest_nm = max(0.0, (back - home_s - plan.t) / HOUR_S * 6.0 / 2.0)
    if rest_nm > 0.1:  # noqa: PLR2004 - a cable's length
        plan.to(way.at(-(far + rest_nm) * side, 0.3), 6.0).to(way.at(-far * side, 0.3), 6.0)
    plan.to(way.at(0.0, 0.3), kn)


def _shuttle(fleet: Fleet, away_h: float) -> None:
    """A ferry that is away for less than a day, three times."""
    way, side, plan, kn = _start(fleet, 5.0 * away_h + 20.0)
    for _ in range(2):
        _be_away(plan, way, side, kn, away_h)
        _be_away(plan, way, -side, kn, away_h)
    fleet.ship(plan.to(way.at(-_FROM_NM * side, 0.3), kn), "SHUTTLES", 60)
