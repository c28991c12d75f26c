"""Scenes in a territorial sea: ships of foreign flag that pass, straight or with one sign each."""

from collections.abc import Callable

import numpy as np

from straitwatch.flow.bench.traffic.craft import ANCHORED, FISHING, Craft, Fleet
from straitwatch.flow.bench.traffic.plan import Plan
from straitwatch.flow.bench.traffic.sea import Site
from straitwatch.flow.bench.traffic.truth import HOUR_S
from straitwatch.model.unit import NM_M

__all__ = ["add_passages"]

Spots = list[tuple[float, float]]

_SPELL_H = (0.85, 1.5)  # of half an hour; and near misses
_BRIEF_H = (0.27, 0.36)
_STATUS_H = (0.4, 0.7)  # of ten minutes
_BRIEF_STATUS_H = 0.085
_AWAY_H, _LONG_AWAY_H = (5.0, 9.0, 14.0), 26.5  # of 24 h
_SILENT_H, _HUSHED_H = (1.3, 1.8), (0.5, 0.65, 0.8)
_LINES, _FEW_LINES = 6, 2  # more than three
_ASIDE_NM, _LINE_NM = 0.5, 2.6
_OFF_NM = (8.5, 9.5, 10.5)
_OUT_NM = 14.5


class _Scene:
    """A shore, a speed and a start: what each scene begins with."""

    def __init__(self, fleet: Fleet, kn: tuple[float, float] = (9.0, 15.0)) -> None:
        self.fleet = fleet
        self.site: Site
        self.site, t = fleet.sea.shore()
        self.kn = fleet.chance(*kn)
        self.off_nm = _OFF_NM[int(fleet.rng.integers(len(_OFF_NM)))]
        self.plan = Plan(*self.site.at(37.0, -20.0), t + fleet.chance(0.2, 2.0) * HOUR_S)

    def spots(self, *along_off: tuple[float, float]) -> Spots:
        """Places so far along and so far off the coast, nautical miles."""
        along, off = np.array(along_off, float).T
        return self.fleet.sea.off_coast(self.site, along, off * NM_M)

    def sail(self, spots: Spots, kn: float | None = None) -> None:
        for spot in spots:
            self.plan.to(spot, kn or self.kn)

    def come_in(self) -> None:
        """To the middle of a straight way along the coast, so far off."""
        self.sail(self.spots((-9.0, _OUT_NM), (-5.0, self.off_nm), (-3.0, self.off_nm)))

    def go_out(self) -> None:
        self.sail(self.spots((5.0, self.off_nm), (9.0, _OUT_NM)))
        self.plan.to(self.site.at(37.0, 20.0), self.kn)

    def end(self, label: str, ship_type: int = 70, **more: object) -> Craft:
        return self.fleet.ship(self.plan, label, ship_type, **more)


def add_passages(fleet: Fleet, many: int) -> None:
    """Add ships that pass straight, and for each sign some that give it and some that nearly do.

    What is told is found on the chart and on the true course: see oracle_stay and oracle_sign.
    """
    for _ in range(many):
        _straight(fleet)
    scenes: tuple[Callable[[Fleet, int, bool], None], ...] = (
        _indirect, _slow, _below_own, _at_anchor, _fishing, _turns_about, _comes_again,
        _surveys, _turns_back, _falls_silent,
    )  # fmt: skip
    for scene in scenes:
        for k in range(max(1, round(many * 0.4))):
            scene(fleet, k, False)
        for k in range(max(1, round(many * 0.2))):
            scene(fleet, k, True)


def _straight(fleet: Fleet) -> None:
    scene = _Scene(fleet, (8.0, 20.0))
    scene.come_in()
    scene.go_out()
    scene.end("PASSES")


def _indirect(fleet: Fleet, k: int, near: bool) -> None:
    """In, along and out again as three sides of a box; nearly: a shallow one."""
    scene = _Scene(fleet)
    half, off = (5.5, 10.5) if near else (1.6 + 0.4 * (k % 3), 8.0)
    scene.sail(scene.spots((-half, _OUT_NM), (-half, off), (half, off), (half, _OUT_NM)))
    scene.plan.to(scene.site.at(37.0, 20.0), scene.kn)
    scene.end("WANDERS")


def _slow(fleet: Fleet, k: int, near: bool) -> None:
    scene = _Scene(fleet)
    scene.come_in()
    hours, rests = (_BRIEF_H if near else _SPELL_H)[k % 2], None
    if k % 3 == 2 and not near:  # noqa: PLR2004 - one in three lies quite still
        begin = scene.plan.t
        rests = begin, scene.plan.stay(hours).t
    else:
        _go_along(scene, hours, fleet.chance(1.2, 2.0))
    scene.go_out()
    ship = scene.end("DAWDLES")
    if rests:
        fleet.tell("anchoring", ship, *rests, note="lies still")


def _go_along(scene: _Scene, hours: float, kn: float) -> None:
    """Go on for some hours at another speed."""
    far_nm = hours * kn
    scene.sail(scene.spots((-3.0 + far_nm, scene.off_nm)), kn)


def _below_own(fleet: Fleet, k: int, near: bool) -> None:
    """Slower than half its own speed, but never below 3 kn; nearly: not so long or slow."""
    scene = _Scene(fleet, (15.0, 19.0))
    scene.come_in()
    hours, share = (1.0, 0.3) if not near else ((0.3, 0.3), (0.6, 0.68))[k % 2]
    _go_along(scene, hours, share * scene.kn)
    scene.go_out()
    scene.end("SLACKENS")


def _say(scene: _Scene, status: int, hours: float) -> None:
    scene.plan.say(status)
    _go_along(scene, hours, scene.kn)
    scene.plan.say(0)


def _at_anchor(fleet: Fleet, k: int, near: bool) -> None:
    """Says that it is at anchor under way, or lies at anchor."""
    scene = _Scene(fleet)
    scene.come_in()
    begin, swings = scene.plan.t, k % 2 == 1 and not near
    if swings:
        scene.plan.say(ANCHORED).swing(3.0, 150.0, fleet.rng).say(0)
    else:
        _say(scene, ANCHORED, _BRIEF_STATUS_H if near else _STATUS_H[0])
    end = scene.plan.t
    scene.go_out()
    ship = scene.end("ANCHORS INSIDE")
    if swings:
        fleet.tell("anchoring", ship, begin, end, note="in a territorial sea")


def _fishing(fleet: Fleet, k: int, near: bool) -> None:
    scene = _Scene(fleet)
    scene.come_in()
    _say(scene, FISHING, _BRIEF_STATUS_H if near else _STATUS_H[k % 2])
    scene.go_out()
    scene.end("FISHES INSIDE", ship_type=30)


def _turns_about(fleet: Fleet, k: int, near: bool) -> None:
    """Goes back some miles and on again; nearly: off its way at a right angle, and back to it."""
    scene = _Scene(fleet)
    scene.come_in()
    if near:
        deg = (70.0, 88.0)[k % 2]
        out = scene.off_nm - 3.0 * np.sin(np.radians(deg))
        scene.sail(scene.spots((-3.0 + 3.0 * np.cos(np.radians(deg)), out), (1.0, out)))
        scene.sail(scene.spots((4.5, scene.off_nm)))
    else:
        scene.sail(scene.spots((1.0, scene.off_nm), (-1.6, scene.off_nm - 0.3)))
    scene.go_out()
    scene.end("TURNS ABOUT")


def _comes_again(fleet: Fleet, k: int, near: bool) -> None:
    """Passes, waits outside and passes again within a day; nearly: after a little more."""
    scene = _Scene(fleet, (11.0, 15.0))
    scene.come_in()
    scene.go_out()
    hours = _LONG_AWAY_H if near else _AWAY_H[k % len(_AWAY_H)]
    until, side = scene.plan.t + (hours - 3.5) * HOUR_S, 1.0
    while scene.plan.t < until:
        side = -side
        scene.plan.to(scene.site.at(35.0 + side, 15.0 * side), 9.0)
    scene.plan.to(scene.site.at(37.0, -20.0), scene.kn)
    scene.come_in()
    scene.go_out()
    scene.end("COMES AGAIN", every_s=60.0)


def _surveys(fleet: Fleet, k: int, near: bool) -> None:
    """Runs lines side by side at right angles to its way; nearly: two of them."""
    del k
    scene = _Scene(fleet, (8.0, 11.0))
    scene.come_in()
    for line in range(_FEW_LINES if near else _LINES):
        ends = (scene.off_nm, scene.off_nm - _LINE_NM)[:: 1 if line % 2 else -1]
        along = -3.0 + _ASIDE_NM * line
        scene.sail(scene.spots((along, ends[1]), (along, ends[0])))
    scene.go_out()
    scene.end("SURVEYS")


def _turns_back(fleet: Fleet, k: int, near: bool) -> None:
    """Leaves where it came in; nearly: some miles from there."""
    scene = _Scene(fleet)
    half, off = (3.2, 7.0) if near else (0.8, (4.0, 5.5, 7.0)[k % 3])
    ways = ((-half, _OUT_NM), (-half, off), (half, off), (half, _OUT_NM))
    scene.sail([scene.site.at(out, along) for along, out in ways])
    scene.plan.to(scene.site.at(37.0, 20.0), scene.kn)
    scene.end("TURNS BACK")


def _falls_silent(fleet: Fleet, k: int, near: bool) -> None:
    """Is not heard for a while, all of it inside."""
    scene = _Scene(fleet, (5.0, 6.0))
    scene.come_in()
    hours = _HUSHED_H[k % 3] if near else _SILENT_H[k % 2]
    begin = scene.plan.t
    scene.go_out()
    scene.end("IS NOT HEARD", silent=[(begin, begin + hours * HOUR_S)])
