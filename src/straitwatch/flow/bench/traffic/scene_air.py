"""Scenes in the air: sorties from a deck, flights between aerodromes, passes that touch nothing."""

from dataclasses import dataclass

import numpy as np

from straitwatch.flow.bench.traffic.craft import Craft, Fleet
from straitwatch.flow.bench.traffic.plan import Course, Plan, shift
from straitwatch.flow.bench.traffic.truth import HOUR_S

__all__ = ["add_carriers", "add_flights"]

_DECK_FT = 65.0
_MARK_S = 120.0
_FREEZE_S = (60.0, 280.0)
_JET_KN, _HELI_KN = 135.0, 75.0
_HORIZON_FT = (120.0, 650.0)  # where a far receiver loses what flies low

_AERODROMES = {
    "Naha": (127.646, 26.196, 0.0),
    "Miyako": (125.295, 24.783, 40.0),
    "Okinoerabu": (128.702, 27.426, 40.0),
    "Kitadaito": (131.327, 25.945, 30.0),
}
"""Lon, lat, bearing of the runway: public aerodromes by the sea, each under 200 ft high."""

_ROUTES = (("Naha", "Kitadaito"), ("Naha", "Miyako"), ("Okinoerabu", "Kitadaito"),
           ("Miyako", "Kitadaito"))  # fmt: skip


@dataclass(frozen=True)
class _Deck:
    """A ship that aircraft fly from: where she truly is, and her AIS, if she sends any."""

    course: Course
    ship: Craft | None

    def place(self, t: float) -> tuple[float, float]:
        return self.course.place(t)

    def heading(self, t: float) -> float:
        return float(self.course.speed([t], 60.0)[1][0])


def add_carriers(fleet: Fleet, many: int) -> None:
    """Add carriers at sea, every second one silent, with sorties, low passes and fade-outs."""
    for k in range(many):
        deck = _carrier(fleet, silent=k % 2 == 0)
        begin = float(deck.course.t[0])
        for nth in range(4):
            is_jet = nth % 4 != 3  # noqa: PLR2004 - three of four
            _sortie(fleet, deck, begin + (0.6 + 0.8 * nth) * HOUR_S, is_jet=is_jet)
        _low_pass(fleet, deck, begin + 5.2 * HOUR_S)
        _fade_out(fleet, deck, begin + 6.1 * HOUR_S)
        _under_horizon(fleet, deck, begin + 7.0 * HOUR_S)


def _carrier(fleet: Fleet, *, silent: bool) -> _Deck:
    lon, lat, t = fleet.sea.open_water()
    plan = Plan(lon, lat, t + 0.3 * HOUR_S)
    heading, kn = fleet.chance(0.0, 360.0), fleet.chance(10.0, 25.0)
    for _ in range(4):
        plan.go(heading, 2.6 * kn, kn)
        heading += fleet.chance(60.0, 110.0)
    course = plan.course(smooth_s=300.0)
    return _Deck(course, None if silent else fleet.ship(course, "CARRIER", 35))


def _launch(plan: Plan, deck: _Deck, t: float, kn: float) -> Plan:
    """Off the deck and up, ahead of the ship."""
    way = deck.heading(t)
    plan.go(way, 0.5, kn, 250.0).go(way, 1.5, kn * 1.2, 1100.0)
    return plan.go(way + 25.0, 6.0, kn * 1.4, 4000.0)


def _recover(plan: Plan, deck: _Deck, t: float, kn: float) -> Plan:
    """Come from astern down to the deck, to be there at a time; the glide is 3.5 degrees."""
    way, spot = deck.heading(t), deck.place(t)
    for astern_nm, height in ((8.0, 1200.0), (3.2, 1200.0), (1.0, 400.0), (0.0, _DECK_FT)):
        plan.by(shift(*spot, way + 180.0, astern_nm), t - astern_nm / kn * HOUR_S, height)
    return plan


def _sortie(fleet: Fleet, deck: _Deck, t: float, *, is_jet: bool) -> None:
    """Take off from the deck, stay away, come back and land; half of them do it twice."""
    kn = (_JET_KN if is_jet else _HELI_KN) * fleet.chance(0.93, 1.07)
    plan, floor = Plan(*deck.place(t), t, _DECK_FT), fleet.chance(*_HORIZON_FT)
    ups: list[float] = []
    downs: list[float] = []
    frozen: list[tuple[float, float]] = []
    for _ in range(int(fleet.rng.integers(1, 3))):
        for moment in np.arange(plan.t, t, _MARK_S)[1:].tolist() if downs else ():
            plan.by(deck.place(moment), moment, _DECK_FT)  # on deck she goes where the ship goes
        ups.append(plan.by(deck.place(t), t + 1.0, _DECK_FT).t)
        downs.append(_fly(fleet, plan, deck, kn, is_jet=is_jet))
        frozen.append((downs[-1] - 90.0, downs[-1] + fleet.chance(*_FREEZE_S)))
        t = downs[-1] + fleet.chance(0.3, 0.8) * HOUR_S
    craft = fleet.aircraft(plan, "NAVY" if is_jet else "HELO", floor_ft=floor, frozen=frozen)
    others = (deck.ship,) if deck.ship else ()
    for kind, moments in (("deck_takeoff", ups), ("deck_landing", downs)):
        for moment in moments:
            fleet.tell(
                kind, craft, moment, moment, others=others, note=f"seen above {floor:.0f} ft"
            )


def _fly(fleet: Fleet, plan: Plan, deck: _Deck, kn: float, *, is_jet: bool) -> float:
    """One flight from the deck and back to it; gives the moment when it is down."""
    _launch(plan, deck, plan.t, kn)
    out_nm, height = (fleet.chance(25.0, 50.0), 14_000.0) if is_jet else (12.0, 3000.0)
    cruise = kn * 1.9 if is_jet else kn * 1.3
    heading = fleet.chance(0.0, 360.0)
    plan.go(heading, out_nm, cruise, height)
    for _ in range(2):
        plan.go(heading + 90.0, 10.0, cruise).go(heading + 270.0, 10.0, cruise)
    down = plan.t + (out_nm + 30.0) / cruise * HOUR_S * 1.25
    _recover(plan, deck, down, kn)
    return down


def _low_pass(fleet: Fleet, deck: _Deck, t: float) -> None:
    """Fly over the deck at 300 ft and away again, in sight all the time."""
    way, spot = deck.heading(t), deck.place(t)
    begin = shift(*spot, way + 180.0, 40.0)
    plan = Plan(*begin, t - 40.0 / 180.0 * HOUR_S, 9000.0)
    plan.by(shift(*spot, way + 180.0, 6.0), t - 6.0 / 140.0 * HOUR_S, 900.0).by(spot, t, 300.0)
    plan.go(way, 2.0, 150.0, 350.0).go(way, 30.0, 260.0, 12_000.0)
    craft = fleet.aircraft(plan, "PASS")
    for kind in ("deck_landing", "deck_takeoff"):
        fleet.tell(kind, craft, t - 600.0, t + 600.0, near_miss=True, note="a low pass")


def _fade_out(fleet: Fleet, deck: _Deck, t: float) -> None:
    """Pass at a height, be lost there, and come into view again later, higher."""
    way, spot = fleet.chance(0.0, 360.0), deck.place(t)
    plan = Plan(*shift(*spot, way, 60.0), t, 16_000.0)
    plan.go(way + 180.0, 45.0, 300.0, 11_000.0)
    craft = fleet.aircraft(plan, "FADES")
    for kind in ("deck_landing", "deck_takeoff"):
        fleet.tell(kind, craft, t, plan.t, near_miss=True, note="lost at a height")


def _under_horizon(fleet: Fleet, deck: _Deck, t: float) -> None:
    """A patrol aircraft that dips under the horizon for half an hour, level and fast."""
    way, spot = fleet.chance(0.0, 360.0), deck.place(t)
    plan = Plan(*shift(*spot, way, 50.0), t, 7000.0).go(way + 180.0, 30.0, 230.0, 900.0)
    plan.go(way + 180.0, 20.0, 220.0, 900.0)
    hidden = plan.t
    plan.go(way + 200.0, 100.0, 220.0, 900.0)
    seen = plan.t
    plan.go(way + 200.0, 20.0, 220.0, 900.0).go(way + 200.0, 30.0, 230.0, 8000.0)
    craft = fleet.aircraft(plan, "PATROL", silent=[(hidden, seen)])
    for kind in ("deck_landing", "deck_takeoff"):
        fleet.tell(kind, craft, t, plan.t, near_miss=True, note="level under the horizon")


def add_flights(fleet: Fleet, many: int) -> None:
    """Add flights from one aerodrome to another over sea, and passes over a runway."""
    for k in range(many):
        start, end = _ROUTES[k % len(_ROUTES)]
        _flight(fleet, *((start, end) if k // len(_ROUTES) % 2 == 0 else (end, start)), k)
    for k in range(max(1, many // 3)):
        _overshoot(fleet, list(_AERODROMES)[k % len(_AERODROMES)], k)


def _flight(fleet: Fleet, start: str, end: str, k: int) -> None:
    lon, lat, runway = _AERODROMES[start]
    t = (2.0 + 5.5 * k + fleet.chance(0.0, 1.0)) * HOUR_S
    plan = Plan(lon, lat, t).stay(0.05).go(runway, 0.3, 20.0).go(runway, 0.8, 90.0)
    up = plan.t
    plan.go(runway, 0.1, 140.0, 60.0).go(runway, 3.0, 160.0, 1500.0).go(runway, 9.0, 220.0, 6000.0)
    far_lon, far_lat, far_runway = _AERODROMES[end]
    touch = shift(far_lon, far_lat, far_runway + 180.0, 0.6)
    plan.to(shift(*touch, far_runway + 180.0, 40.0), 320.0, 18_000.0)
    plan.to(shift(*touch, far_runway + 180.0, 8.0), 220.0, 2600.0)
    plan.to(shift(*touch, far_runway + 180.0, 1.0), 140.0, 400.0).to(touch, 125.0, 80.0)
    down = plan.t
    plan.ground().go(far_runway, 0.6, 60.0).go(far_runway, 0.2, 15.0).stay(0.1)
    craft = fleet.aircraft(plan, "FLIGHT")
    fleet.tell("takeoff", craft, up, up, note=start)
    fleet.tell("landing", craft, down, down, note=end)


def _overshoot(fleet: Fleet, name: str, k: int) -> None:
    """Come down to 250 ft over a runway, and go up and away."""
    lon, lat, runway = _AERODROMES[name]
    t = (4.5 + 5.5 * k) * HOUR_S
    plan = Plan(*shift(lon, lat, runway + 180.0, 45.0), t, 9000.0)
    plan.to(shift(lon, lat, runway + 180.0, 7.0), 200.0, 2200.0)
    plan.to(shift(lon, lat, runway + 180.0, 0.4), 140.0, 250.0).go(runway, 0.8, 150.0, 300.0)
    low = plan.t
    plan.go(runway, 4.0, 170.0, 2500.0).go(runway, 40.0, 250.0, 12_000.0)
    craft = fleet.aircraft(plan, "GOAROUND")
    for kind in ("takeoff", "landing"):
        fleet.tell(kind, craft, low - 300.0, low + 300.0, near_miss=True, note="does not touch")
