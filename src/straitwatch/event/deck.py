"""Landings and take-offs far from a shore into those at decks, with a ship that tells or none."""

from dataclasses import dataclass, field, replace
from hashlib import blake2b
from math import isnan
from typing import Any, NamedTuple

from straitwatch.event.ship_near import Near, detail_of
from straitwatch.event.touch import Edge, Touch
from straitwatch.kernel.sphere import arc_distance, bearing, destination
from straitwatch.model.unit import KN_TO_M_S, NM_M, US_PER_S

__all__ = [
    "Deck",
    "DeckLimits",
    "Decks",
    "Place",
    "Tie",
    "at_deck_of",
    "is_low_start",
    "is_sortie",
    "judge_pair",
    "judge_single",
    "one_deck",
    "tie_change",
]

_SHIP, _MOVING, _FIXED, _UNKNOWN = "ship", "moving", "fixed", "unknown"
_PLACES = 32
_LEAST_LEG_S = 300.0
"""Over less a speed says more of the error of the places than of the deck: ours."""


@dataclass(frozen=True)
class DeckLimits:
    """Thresholds; see `FlightDetector`."""

    deck_ft: float
    borne_ft: float
    near_s: float
    slow_kn: float
    climb_kn: float
    slowed: float
    hover_kn: float
    sink_ft_min: float
    deck_kn: float
    period_s: float
    cycle_s: float
    alone_ft: float


@dataclass(frozen=True)
class Place:
    """Where a deck was: µs, degrees, and the error in metres."""

    t: int
    lon: float
    lat: float
    error_m: float


@dataclass
class Deck:
    """A deck that sends no AIS, known by the aircraft that use it."""

    deck_id: str
    kind: str
    places: list[Place] = field(default_factory=list)
    speed_kn: float = float("nan")
    course_deg: float = float("nan")

    def near(self, t: int) -> Place:
        """The known place nearest in time."""
        return min(self.places, key=lambda place: abs(place.t - t))

    def foretell(self, t: int) -> tuple[float, float]:
        """Where it would be: from the place nearest in time, at the speed last known."""
        place = self.near(t)
        if self.kind == _FIXED or isnan(self.speed_kn):
            return place.lon, place.lat
        metres = self.speed_kn * KN_TO_M_S * (t - place.t) / US_PER_S
        lon, lat = destination(place.lon, place.lat, self.course_deg, metres)
        return float(lon), float(lat)


def place_of(edge: Edge) -> Place:
    """The place of an edge, with its error."""
    point = edge.point
    return Place(edge.t, float(point["lon"]), float(point["lat"]), edge.unseen_m)


def dist_m(a: Place, b: Place) -> float:
    """Metres between two places."""
    return float(arc_distance(a.lon, a.lat, b.lon, b.lat))


def fits(a: Place, b: Place, deck_kn: float) -> bool:
    """Tell whether one deck can have been at both places."""
    reach_m = deck_kn * KN_TO_M_S * abs(b.t - a.t) / US_PER_S
    return dist_m(a, b) <= reach_m + a.error_m + b.error_m


@dataclass
class Decks:
    """The silent decks of the last working period; may be pickled."""

    known: list[Deck] = field(default_factory=list)

    def find(self, place: Place, limits: DeckLimits) -> Deck | None:
        """Find the deck that a place fits: the one foretold nearest, of those within reach."""
        span_us = limits.period_s * US_PER_S
        best: tuple[float, Deck] | None = None
        for deck in self.known:
            near = deck.near(place.t)
            speed = 0.0 if deck.kind == _FIXED else limits.deck_kn
            if abs(near.t - place.t) > span_us or not fits(near, place, speed):
                continue
            lon, lat = deck.foretell(place.t)
            off = float(arc_distance(lon, lat, place.lon, place.lat))
            if best is None or (off, deck.deck_id) < (best[0], best[1].deck_id):
                best = off, deck
        return best[1] if best else None

    def is_known(self, place: Place, limits: DeckLimits) -> bool:
        """Tell whether a deck that fits was used within a cycle of flights."""
        deck = self.find(place, limits)
        lately = limits.cycle_s * US_PER_S
        return deck is not None and abs(deck.near(place.t).t - place.t) <= lately

    def add(self, kind: str, place: Place) -> Deck:
        """Learn of a deck."""
        words = f"{place.t}\x1f{place.lon:.5f}\x1f{place.lat:.5f}"
        deck = Deck(f"deck:{blake2b(words.encode(), digest_size=4).hexdigest()}", kind)
        self.known.append(deck)
        return deck

    def forget(self, before_us: int) -> None:
        """Let go of decks that nobody used since."""
        self.known = [
            deck for deck in self.known if max(place.t for place in deck.places) >= before_us
        ]

    def use(self, place: Place, limits: DeckLimits, kind: str) -> Deck:
        """Put a place to the deck that it fits, or to a new one; and learn how that moves."""
        deck = self.find(place, limits) or self.add(kind, place)
        if kind == _MOVING or deck.kind == _UNKNOWN:
            deck.kind = kind
        self.put(deck, place)
        return deck

    def put(self, deck: Deck, place: Place) -> None:
        """Put a place to a deck, and learn how it moves."""
        if deck.places:
            _learn(deck, place)
        deck.places = [*deck.places, place][-_PLACES:]

    def peek(self, place: Place, limits: DeckLimits) -> Deck:
        """The deck that `use` would give; nothing is learned."""
        return self.find(place, limits) or Decks().use(place, limits, _UNKNOWN)


def _learn(deck: Deck, place: Place) -> None:
    """Take the course and speed from the earlier place to this one, when both can be told."""
    last = deck.near(place.t)
    a, b = (last, place) if last.t <= place.t else (place, last)
    seconds, metres = (b.t - a.t) / US_PER_S, dist_m(a, b)
    if seconds < _LEAST_LEG_S or metres <= a.error_m + b.error_m or deck.kind == _FIXED:
        return
    deck.kind = _MOVING
    deck.speed_kn = metres / seconds / KN_TO_M_S
    deck.course_deg = float(bearing(a.lon, a.lat, b.lon, b.lat))


def is_low(edge: Edge, limits: DeckLimits) -> bool:
    """Tell whether a flight was low, or soon would be, or lately was, at the rate seen."""
    soon = edge.alt_ft <= limits.borne_ft and edge.to_go_s <= limits.near_s
    return soon or edge.alt_ft <= limits.deck_ft


def is_low_end(edge: Edge, limits: DeckLimits) -> bool:
    """Tell whether a flight vanished low and slow."""
    return is_low(edge, limits) and not edge.sog_kn > limits.slow_kn


def is_low_start(edge: Edge, limits: DeckLimits) -> bool:
    """Tell whether a flight came up low, and as slow as one that has just taken off."""
    return is_low(edge, limits) and not edge.sog_kn > limits.climb_kn


def rides(edge: Edge, limits: DeckLimits) -> bool:
    """Tell whether an aircraft was seen no faster than a deck, and low: it may be aboard."""
    return edge.alt_ft <= limits.deck_ft and edge.top_kn <= limits.deck_kn


def is_seen_aboard(end: Edge, start: Edge, limits: DeckLimits) -> bool:
    """Tell whether one that vanished low is seen again low and slow, where a deck can be."""
    low = is_low_end(end, limits) and not start.alt_ft > limits.deck_ft
    slow = start.sog_kn <= limits.deck_kn
    return low and slow and fits(place_of(end), place_of(start), limits.deck_kn)


def is_approach(edge: Edge, limits: DeckLimits) -> bool:
    """Tell whether a flight vanished as one does that lands: low, slow, slowed and sinking."""
    slowed = edge.sog_kn <= limits.slowed * edge.top_kn
    return is_low_end(edge, limits) and slowed and edge.rate_ft_min >= limits.sink_ft_min


def judge_pair(
    end: Edge, start: Edge, ships: tuple[Near | None, Near | None], decks: Decks, limits: DeckLimits
) -> list[Touch]:
    """Tell a landing and the take-off after it, when one deck can have been at both.

    Returns:
        both, or nothing.
    """
    a, b = place_of(end), place_of(start)
    seconds = (start.t - end.t) / US_PER_S
    tied = any(ships) or decks.is_known(a, limits)
    sank = end.rate_ft_min >= limits.sink_ft_min or end.sog_kn < limits.hover_kn or tied
    low = is_low_end(end, limits) and is_low(start, limits)
    if not (low and sank and fits(a, b, limits.deck_kn)):
        return []
    moved, error_m = dist_m(a, b), a.error_m + b.error_m
    kind = _MOVING if moved > error_m else _FIXED
    detail: dict[str, Any] = {"speed_between_kn": round(moved / seconds / KN_TO_M_S, 1)}
    detail["speed_error_kn"] = round(error_m / seconds / KN_TO_M_S, 1)
    if kind == _MOVING:
        detail["course_between_deg"] = round(float(bearing(a.lon, a.lat, b.lon, b.lat)), 1)
    words = f"vanished low and slow, came up low and climbing {_far(moved)} on"
    more = detail | {"reason": words}
    deck = None if all(ships) else decks.use(a, limits, kind)
    if deck:
        decks.put(deck, b)
    return [
        _touch(end, _told(ships[0], deck), more | {"seen_again": True}, latest=start.t, down=True),
        _touch(start, _told(ships[1], deck), more, latest=end.t, down=False),
    ]


def one_deck(end: Edge, start: Edge, limits: DeckLimits, gap_us: int) -> bool:
    """Tell whether both may be told apart: not where no deck can have been at both in the time.

    Over a longer silence than the gap it may have landed and taken off elsewhere.
    """
    return start.t - end.t > gap_us or fits(place_of(end), place_of(start), limits.deck_kn)


def is_sortie(start: Edge, end: Edge, limits: DeckLimits) -> bool:
    """Tell whether a flight came up from a deck and went down to it again, by its own fixes.

    Each half bears out the other: low, slow and climbing, then low, slow and sinking, within a
    cycle, where one deck can have been at both.
    """
    sank = end.rate_ft_min >= limits.sink_ft_min
    ends = sank and is_low_start(start, limits) and is_low_end(end, limits)
    lately = 0 < end.t - start.t <= limits.cycle_s * US_PER_S
    return ends and lately and fits(place_of(start), place_of(end), limits.deck_kn)


def _far(metres: float) -> str:
    return f"{metres / NM_M:.1f} nm"


def judge_single(
    edge: Edge,
    ship: Near | None,
    decks: Decks,
    limits: DeckLimits,
    *,
    down: bool,
    only_tied: bool = False,
    borne_out: bool = False,
    is_open: bool = False,
    other_us: int | None = None,
) -> list[Touch]:
    """Tell a landing without the take-off after it, or a take-off without the landing before.

    Where neither a ship nor a known deck is there, the approach itself must speak.

    Args:
        edge: last fix before, or first after.
        ship: ship near it.
        decks: silent decks; changed unless `is_open`.
        limits: thresholds.
        down: whether it landed.
        only_tied: whether a ship or a known deck must be there.
        borne_out: whether the other end of the flight says that a deck was there.
        is_open: whether it is not over: nothing is learned of it.
        other_us: the fix on the other side, which bounds the moment.
    """
    place = place_of(edge)
    tied = borne_out or ship is not None or decks.is_known(place, limits)
    alone = edge.alt_ft <= limits.alone_ft and (not down or is_approach(edge, limits))
    low = is_low_end(edge, limits) if down else is_low_start(edge, limits)
    if not low or not (tied or (alone and not only_tied)):
        return []
    words = "vanished low, slow and sinking far from any shore" if down else (
        "came up low, slow and climbing far from any shore")  # fmt: skip
    deck = None
    if not ship:
        deck = decks.peek(place, limits) if is_open else decks.use(place, limits, _UNKNOWN)
    told = _told(ship, deck)
    return [_touch(edge, told, {"reason": words}, latest=other_us, down=down, is_open=is_open)]


class Tie(NamedTuple):
    """What a landing or a take-off is tied to: detail, ships, further evidence."""

    detail: dict[str, Any]
    others: tuple[str, ...]
    fixes: tuple[dict[str, Any], ...]


def tie_change(edge: Edge, ship: Near | None, decks: Decks, limits: DeckLimits) -> Tie:
    """Tell the deck at which an aircraft's ground state changed."""
    return _told(ship, None if ship else decks.use(place_of(edge), limits, _UNKNOWN))


def _told(ship: Near | None, deck: Deck | None) -> Tie:
    """Tie to a ship, else to a silent deck."""
    if ship:
        return Tie({"deck": _SHIP} | detail_of(ship), (ship.object_id,), (ship.fix,))
    return Tie(_deck_detail(deck) if deck else {"deck": _UNKNOWN}, (), ())


def _touch(
    edge: Edge, tie: Tie, more: dict[str, Any], *, latest: int | None, down: bool,
    is_open: bool = False,
) -> Touch:  # fmt: skip
    """Make the event of one edge."""
    return Touch(
        down=down,
        deck=tie.detail["deck"] != _FIXED,
        edge=edge,
        span_us=_span(edge, latest, down=down),
        fixes=tie.fixes,
        detail=tie.detail | more,
        is_open=is_open,
        others=tie.others,
    )


def _deck_detail(deck: Deck) -> dict[str, Any]:
    told: dict[str, Any] = {"deck": deck.kind, "deck_id": deck.deck_id}
    if not isnan(deck.speed_kn):
        told["deck_speed_kn"] = round(deck.speed_kn, 1)
        told["deck_course_deg"] = round(deck.course_deg, 1)
    return told


def at_deck_of(up: Touch, down: Touch) -> Touch:
    """Put a take-off to the silent deck of the landing that bears it out."""
    if "deck_id" not in up.detail or "deck_id" not in down.detail:
        return up
    names = ("deck", "deck_id", "deck_speed_kn", "deck_course_deg")
    deck = {name: down.detail[name] for name in names if name in down.detail}
    rest = {name: value for name, value in up.detail.items() if name not in names}
    return replace(up, detail=deck | rest, deck=down.deck)


def _span(edge: Edge, other_us: int | None, *, down: bool) -> tuple[int, int]:
    """Between which moments it happened: the flight unseen, within the fixes on either side."""
    unseen = round(edge.unseen_s * US_PER_S)
    if down:
        end = edge.t + unseen
        return edge.t, end if other_us is None else min(end, other_us)
    start = edge.t - unseen
    return start if other_us is None else max(start, other_us), edge.t
