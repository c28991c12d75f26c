"""Findings of the sweep into the landings and take-offs that are to be told."""

from dataclasses import dataclass

import numpy as np

from straitwatch.event.airfield import ShoreLimits, judge_change, judge_shore
from straitwatch.event.deck import (
    DeckLimits,
    Tie,
    at_deck_of,
    is_low_start,
    is_seen_aboard,
    is_sortie,
    judge_pair,
    judge_single,
    one_deck,
    rides,
    tie_change,
)
from straitwatch.event.flight_carry import Aboard, FlightCarry, Lifted
from straitwatch.event.ship_near import Near, ShipFinder
from straitwatch.event.touch import Edge, Found, Touch, flew_on, side_of
from straitwatch.kernel import flight_layout as lane
from straitwatch.kernel.rows import NEVER
from straitwatch.model.unit import NM_M

__all__ = ["FlightRules", "judge_found", "judge_last", "look_around"]

_SEARCH_M = 3.0 * NM_M


@dataclass(frozen=True)
class FlightRules:
    """Thresholds; see `event.flight.FlightDetector`."""

    deck: DeckLimits
    shore: ShoreLimits
    silence_us: int
    gap_us: int
    single_us: int
    gone_us: int
    surface_ft: float
    offshore_nm: float
    ship_m: float

    def at_sea(self, edge: Edge) -> bool:
        """Tell whether what a flight met there can only be a deck."""
        return side_of(edge, self.offshore_nm) == "sea"

    def is_sortie(self, lifted: Lifted | None, end: Edge) -> bool:
        """Tell whether a take-off not told so far and a landing at sea bear out each other."""
        return lifted is not None and self.at_sea(end) and is_sortie(lifted.start, end, self.deck)


def judge_found(
    found: Found, rules: FlightRules, carry: FlightCarry, finder: ShipFinder
) -> list[Touch]:
    """Turn one finding into what is to be told; learns of decks."""
    lifted = carry.lifted.pop(found.plane, None)
    if not found.end:
        lifted = None  # of a lane that was given up
    told = _judge(found, lifted, rules, carry, finder)
    lift = _lift(lifted, told, rules, carry, is_open=False)
    if lifted and not lift and found.plane in carry.aboard:
        carry.lifted.setdefault(found.plane, lifted)
    return lift + told


def _judge(
    found: Found,
    lifted: Lifted | None,
    rules: FlightRules,
    carry: FlightCarry,
    finder: ShipFinder,
) -> list[Touch]:
    """Tell what one finding shows, but for the take-off before the landing."""
    end, start, plane = found.end, found.start, found.plane
    if found.what in {lane.LANDED, lane.LEFT_GROUND}:
        edge = start if found.what == lane.LANDED else end
        tie = _tie(found, edge, rules, carry, finder) if edge else None
        touch = judge_change(found, tie, rules.shore)
        return [touch] if touch else []
    aboard = carry.aboard.pop(plane, None)
    if end and found.held and rules.at_sea(end) and rules.at_sea(start):
        ship = _ship(plane, end, rules, carry, finder)
        came = Aboard(end, ship, told=False)
        if rides(end, rules.deck):  # it was aboard already: how it came there is older
            came = aboard or Aboard(end, ship, told=True)
        if found.what == lane.TAKEOFF:
            ships = came.ship, _ship(plane, start, rules, carry, finder)
            pair = judge_pair(came.end, start, ships, carry.decks, rules.deck)
            if pair or not one_deck(end, start, rules.deck, rules.gap_us):
                return pair[1:] if came.told else pair
        elif is_seen_aboard(came.end, start, rules.deck):
            told = [] if came.told else _landing(found, lifted, rules, carry, finder)
            carry.aboard[plane] = came._replace(told=came.told or bool(told))
            return told
    down = _landing(found, lifted, rules, carry, finder)
    return down + _takeoff(found, rules, carry, finder)


def _lift(
    lifted: Lifted | None,
    told: list[Touch],
    rules: FlightRules,
    carry: FlightCarry,
    *,
    is_open: bool,
) -> list[Touch]:
    """The take-off that a landing of the same flight, just told, bears out."""
    down = next((touch for touch in told if touch.down), None)
    if not (lifted and down and rules.is_sortie(lifted, down.edge)):
        return []
    start, ship, other_us = lifted
    up = _single(
        start, ship, rules, carry, down=False, borne_out=True, other_us=other_us, is_open=is_open
    )
    return [at_deck_of(touch, down) for touch in up]


def _landing(
    found: Found,
    lifted: Lifted | None,
    rules: FlightRules,
    carry: FlightCarry,
    finder: ShipFinder,
) -> list[Touch]:
    """A landing without the take-off after it, of a flight that is seen again."""
    end, start = found.end, found.start
    if not (found.held and end) or start.t - end.t < rules.single_us or flew_on(end, start):
        return []
    if rules.at_sea(end) and rides(end, rules.deck):
        return []
    ship = _ship(found.plane, end, rules, carry, finder)
    lately = start.t - end.t <= rules.gap_us
    borne_out = not lately and rules.is_sortie(lifted, end)
    return _single(
        end, ship, rules, carry, down=True, only_tied=lately, borne_out=borne_out, other_us=start.t
    )


def _takeoff(
    found: Found, rules: FlightRules, carry: FlightCarry, finder: ShipFinder
) -> list[Touch]:
    """A take-off without the landing before it."""
    end, start = found.end, found.start
    lately = end is not None and start.t - end.t <= rules.gap_us
    if found.what != lane.TAKEOFF or (end and lately and flew_on(end, start)):
        return []
    ship = _ship(found.plane, start, rules, carry, finder)
    only_tied, other_us = lately and found.held, end.t if end else None
    told = _single(start, ship, rules, carry, down=False, only_tied=only_tied, other_us=other_us)
    if not told and not only_tied and rules.at_sea(start) and is_low_start(start, rules.deck):
        carry.lifted[found.plane] = Lifted(start, ship, other_us)
    return told


def judge_last(plane: int, rules: FlightRules, carry: FlightCarry, *, is_open: bool) -> list[Touch]:
    """Tell the landing that is held, and the one that the last fix of an aircraft may be.

    Args:
        plane: number of the aircraft.
        rules: thresholds.
        carry: what is remembered; unchanged when `is_open`.
        is_open: whether the aircraft may still be seen again.
    """
    held = carry.marks[plane, lane.HELD] == 1
    lifted = carry.lifted.get(plane)
    told = _held(plane, lifted, rules, carry, is_open=is_open) if held else []
    told += _gone(plane, None if held else lifted, rules, carry, is_open=is_open)
    return _lift(lifted, told, rules, carry, is_open=is_open) + told


def _held(
    plane: int, lifted: Lifted | None, rules: FlightRules, carry: FlightCarry, *, is_open: bool
) -> list[Touch]:
    """The landing that may have been before the episode that goes on."""
    end, point = carry.edge(plane, held=True), carry.points[plane, lane.START]
    first = Edge(point, point, np.nan, np.nan, np.nan, -1, np.nan, -1)
    aboard = rules.at_sea(end) and rides(end, rules.deck)
    if first.t - end.t < rules.single_us or aboard or flew_on(end, first):
        return []
    ship = _near_enough(end, carry.near.get(plane, {}).get(end.t), rules)
    lately = first.t - end.t <= rules.gap_us
    borne_out = not lately and rules.is_sortie(lifted, end)
    return _single(
        end, ship, rules, carry, down=True, only_tied=lately, borne_out=borne_out,
        other_us=first.t, is_open=is_open,
    )  # fmt: skip


def _gone(
    plane: int, lifted: Lifted | None, rules: FlightRules, carry: FlightCarry, *, is_open: bool
) -> list[Touch]:
    """The landing that the last fix may be."""
    edge = carry.edge(plane)
    gone = carry.memory.t_max - edge.t >= rules.gone_us
    at_once = edge.zone == 0 and edge.alt_ft <= rules.surface_ft
    airborne = carry.marks[plane, lane.PHASE] != lane.GROUND
    aboard = rules.at_sea(edge) and rides(edge, rules.deck)
    if edge.t == NEVER or not airborne or aboard or not (gone or at_once):
        return []
    ship = _near_enough(edge, carry.near.get(plane, {}).get(edge.t), rules)
    borne_out = rules.is_sortie(lifted, edge)
    return _single(edge, ship, rules, carry, down=True, borne_out=borne_out, is_open=is_open)


def _single(
    edge: Edge,
    ship: Near | None,
    rules: FlightRules,
    carry: FlightCarry,
    *,
    down: bool,
    only_tied: bool = False,
    borne_out: bool = False,
    other_us: int | None = None,
    is_open: bool = False,
) -> list[Touch]:
    """Tell a landing or a take-off that rests on one edge, by what is there.

    Far from a shore a flight that is seen again within the hour, and not as one that takes off from
    the same deck, may as well have flown low: then `only_tied`.
    """
    side = side_of(edge, rules.offshore_nm)
    if side == "shore":
        return judge_shore(edge, rules.shore, down=down, other_us=other_us, is_open=is_open)
    if side == "sea":
        return judge_single(
            edge,
            ship,
            carry.decks,
            rules.deck,
            down=down,
            only_tied=only_tied,
            borne_out=borne_out,
            other_us=other_us,
            is_open=is_open,
        )
    return []


def _tie(
    found: Found, edge: Edge, rules: FlightRules, carry: FlightCarry, finder: ShipFinder
) -> Tie | None:
    """What is known of the deck, where a ground state changed far from any shore."""
    if not rules.at_sea(edge):
        return None
    ship = _ship(found.plane, edge, rules, carry, finder)
    return tie_change(edge, ship, carry.decks, rules.deck)


def _ship(
    plane: int, edge: Edge, rules: FlightRules, carry: FlightCarry, finder: ShipFinder
) -> Near | None:
    """The ship near an edge: as it was looked up when that was the last news, else now."""
    if not rules.at_sea(edge):
        return None
    known = carry.near.get(plane, {})
    near = known[edge.t] if edge.t in known else _look(edge, finder)
    return _near_enough(edge, near, rules)


def _near_enough(edge: Edge, near: Near | None, rules: FlightRules) -> Near | None:
    allowed_m = max(rules.ship_m, min(edge.unseen_m, _SEARCH_M))
    return near if near and near.dist_m <= allowed_m else None


def _look(edge: Edge, finder: ShipFinder) -> Near | None:
    point = edge.point
    return finder.find(edge.t, float(point["lon"]), float(point["lat"]), _SEARCH_M)


def look_around(
    planes: list[int], rules: FlightRules, carry: FlightCarry, finder: ShipFinder
) -> None:
    """Look up the ships near what may turn out to be a landing or a take-off at sea.

    It is done with the batch that brings the fix: later the ships' fixes of that time are gone.

    Args:
        planes: numbers of the aircraft of the batch.
        rules: thresholds.
        carry: its `near` is changed.
        finder: of the batch.
    """
    marks, figures = carry.marks[planes], carry.figures[planes]
    near_m = rules.offshore_nm * NM_M
    far = (marks[:, lane.ZONE] > 0) & ~(figures[:, lane.COAST] <= near_m)
    begun_far = (marks[:, lane.START_ZONE] > 0) & ~(figures[:, lane.START_COAST] <= near_m)
    low = (figures[:, lane.ALT] <= rules.deck.borne_ft) & far
    rises = (marks[:, lane.OPEN] == 1) & begun_far
    grounds = (marks[:, lane.TURNING] == 1) & far
    far_end = (marks[:, lane.END_ZONE] > 0) & ~(figures[:, lane.END_COAST] <= near_m)
    held = (marks[:, lane.HELD] == 1) & far_end
    asked = (
        *((lane.LAST, low), (lane.START, rises), (lane.END, held)),
        *((lane.CAND, grounds), (lane.SIDE, grounds)),
    )
    for which, mask in asked:
        for plane in np.asarray(planes)[mask].tolist():
            point = carry.points[plane, which].copy()
            known = carry.near.setdefault(plane, {})
            if int(point["t"]) not in known:
                edge = Edge(point, point, np.nan, np.nan, np.nan, -1, np.nan, -1)
                known[edge.t] = _look(edge, finder)
    if carry.near:
        for plane in carry.near.keys() & set(planes):
            carry.forget_ships(plane)
