"""Take-offs and landings, ashore and on decks, from the fixes of aircraft and of ships."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.airfield import ShoreLimits, judge_change, judge_shore
from straitwatch.event.base import Batch, World
from straitwatch.event.deck import DeckLimits, Decks, judge_pair, judge_single, tie_change
from straitwatch.event.memory import Memory
from straitwatch.event.ship_near import Near, ShipFinder, keep_ships, ships_memory
from straitwatch.event.table import events_table
from straitwatch.event.touch import (
    Edge,
    Found,
    Touch,
    edge_of_lane,
    flew_on,
    read_found,
    side_of,
    touch_row,
)
from straitwatch.kernel import flight as sweep
from straitwatch.kernel.rows import NEVER, POINT
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.schema import ON_GROUND
from straitwatch.model.unit import NM_M, US_PER_S

__all__ = ["FlightCarry", "FlightDetector", "make"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Records = npt.NDArray[np.void]

_LEAST = 16
_CHANGES = (sweep.LANDED, sweep.LEFT_GROUND)
_SEARCH_M = 3.0 * NM_M


@dataclass
class FlightCarry:
    """What the detector remembers; may be pickled.

    Attributes:
        memory: of every slot: last fix of a ship, her identity, number of the aircraft, course.
        points: of each aircraft, see `kernel.flight`.
        marks: the same.
        figures: the same.
        slot: of each aircraft, shape (m,).
        n_planes: how many numbers are given.
        near: by aircraft and moment: the ship that was near, looked up when it was the last news.
        decks: silent decks.
        n_frozen: fixes that only repeated a position.
    """

    memory: Memory = field(default_factory=ships_memory)
    points: Records = field(default_factory=lambda: np.zeros((0, sweep.POINTS), POINT))
    marks: Ints = field(default_factory=lambda: np.empty((0, sweep.MARKS), np.int64))
    figures: Floats = field(default_factory=lambda: np.empty((0, sweep.FIGURES)))
    slot: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    n_planes: int = 0
    near: dict[int, dict[int, Near | None]] = field(default_factory=dict)
    decks: Decks = field(default_factory=Decks)
    n_frozen: int = 0

    def admit(self, slots: Ints) -> None:
        """Give numbers to the slots of aircraft that have none."""
        new = slots[self.memory.marks[slots, sweep.PLANE] < 0]
        if len(new):
            self._grow(self.n_planes + len(new))
            numbers = np.arange(self.n_planes, self.n_planes + len(new))
            self.memory.marks[new, sweep.PLANE] = numbers
            self.slot[numbers] = new
            self.n_planes += len(new)

    def _grow(self, need: int) -> None:
        have = len(self.marks)
        if need <= have:
            return
        more = max(need, 2 * have, _LEAST) - have
        fresh = np.zeros((more, sweep.POINTS), POINT)
        fresh["t"] = NEVER
        self.points = np.concatenate([self.points, fresh])
        self.marks = np.concatenate([self.marks, np.full((more, sweep.MARKS), -1)])
        self.figures = np.concatenate([self.figures, np.full((more, sweep.FIGURES), np.nan)])
        self.slot = np.concatenate([self.slot, np.full(more, -1)])

    def edge(self, plane: int, *, held: bool = False) -> Edge:
        """The last fix of an aircraft, or the one held, as an edge."""
        told = self.points[plane], self.marks[plane], self.figures[plane]
        return edge_of_lane(*told, held=held)

    def forget_ships(self, plane: int) -> None:
        """Keep of the ships looked up those that may still be asked for."""
        kept = self.points[plane, [sweep.LAST, sweep.END, sweep.START]]["t"].tolist()
        near = {t: ship for t, ship in self.near.pop(plane).items() if t in kept}
        if near:
            self.near[plane] = near

    def text(self, plane: int) -> str:
        """Identity of an aircraft."""
        return text_of_object_id(int(self.memory.object_id[self.slot[plane]]))


class FlightDetector:
    """Finds where flights met the ground: `landing`, `takeoff`, `deck_landing`, `deck_takeoff`.

    A flight that vanishes low, slow and sinking landed; one that comes up low and climbing took
    off; where a ground state is received, its change tells it. Far from any shore that was a deck:
    a ship's that sends AIS and is near then, else a silent one, known by its use. A deck where the
    places before and after are one within their error is `fixed` (a rig, a small island, a ship
    that lies still): it is told as `landing` or `takeoff`, with `detail.deck`.
    """

    kind = "deck_landing"
    rule = "flight/1"

    def __init__(
        self,
        world: World,
        *,
        silence_s: float = 120.0,
        gone_s: float = 900.0,
        single_s: float = 300.0,
        window_s: float = 120.0,
        ceiling_ft: float = 1500.0,
        deck_ft: float = 700.0,
        near_s: float = 120.0,
        surface_ft: float = 200.0,
        rise_ft: float = 300.0,
        climb_ft_min: float = 257.0,
        fastest_ft_min: float = 20_000.0,
        airborne_kn: float = 30.0,
        slow_kn: float = 165.0,
        slowed: float = 0.8,
        stand_kn: float = 10.0,
        stand_ft: float = 500.0,
        stand_s: float = 60.0,
        offshore_nm: float = 5.0,
        deck_kn: float = 35.0,
        ship_nm: float = 1.0,
        ship_age_s: float = 600.0,
        period_h: float = 12.0,
    ) -> None:
        """Make it.

        Args:
            world: its gap_s: over so long a silence no ground state is remembered.
            silence_s: least silence between a landing and a take-off: ours, twice the holes of 75 s
                that a flight at 1,200 ft far from its receivers showed.
            gone_s: after so long a flight that vanished low is told as landed, while open: ours.
            single_s: the same, when it is seen again and not at a take-off: ours.
            window_s: a take-off has climbed by rise_ft within this: ours, 150 ft/min.
            ceiling_ft: highest first fix of a take-off: traffic 2.11 (Olive 2019), 1,500 ft.
            deck_ft: the same, and highest last fix, at a deck: 300 ft of an approach of 3 degrees
                in its last nautical mile, and 400 ft: what 15 hPa make of a pressure altitude.
            near_s: ashore the ground is so near at the rate seen: ours, two minutes.
            surface_ft: ashore a flight sinking through this has no room to go on: told at once.
            rise_ft: least climb: ours, twelve steps of 25 ft.
            climb_ft_min: least rate of a climb or a descent: traffic 2.11, 257 ft/min.
            fastest_ft_min: no altitude changes faster: ours, above fighters near the sea.
            airborne_kn: least speed of a take-off: traffic 2.11, 30 kn.
            slow_kn: greatest speed of a landing: 165 kn, threshold speed of category D, ICAO 8168.
            slowed: at the end of an approach, of the greatest speed of the minutes before: ours;
                0.52 to 0.66 in 4 real ones.
            stand_kn: what is slower and at most stand_ft high over land for stand_s stands: ours.
            stand_ft: likewise.
            stand_s: likewise.
            offshore_nm: a deck is farther from any coast: a final of 3 degrees from 1,500 ft is
                4.7 nm long.
            deck_kn: no deck is faster: above carriers and destroyers in service (30 to 33 kn).
            ship_nm: a ship so near is the deck; farther by the flight unseen, up to 3 nm.
            ship_age_s: a ship's last fix may be so old: 10 min, three times the interval of 3 min
                of AIS at anchor; under way it is 10 s.
            period_h: a silent deck is known for so long: ours, a carrier's flying day.
        """
        self._sweep = sweep.FlightLimits(
            *(round(s * US_PER_S) for s in (silence_s, window_s, world.gap_s, stand_s)),
            *(ceiling_ft, rise_ft, climb_ft_min, fastest_ft_min, airborne_kn, stand_kn, stand_ft),
            ON_GROUND,
        )
        self._deck = DeckLimits(
            deck_ft, slow_kn, slowed, climb_ft_min, deck_kn, period_h * 3600.0, gone_s
        )
        self._shore = ShoreLimits(ceiling_ft, slow_kn, climb_ft_min, airborne_kn, silence_s, near_s)
        self._gone_us, self._single_us = round(gone_s * US_PER_S), round(single_s * US_PER_S)
        self._surface_ft, self._offshore_nm = surface_ft, offshore_nm
        self._ship_m, self._ship_age_s = ship_nm * NM_M, ship_age_s
        self._period_us = round(period_h * 3600.0 * US_PER_S)

    def detect(self, batch: Batch, carry: FlightCarry | None) -> tuple[pa.Table, FlightCarry]:
        """Find the take-offs that this batch decides, and the landings before them."""
        carry = carry if carry is not None else FlightCarry()
        source = carry.memory.take_in(batch)
        flying = np.flatnonzero(_are_aircraft(batch.rows.object_id))
        rows: list[dict[str, Any]] = []
        if len(flying):
            carry.admit(np.unique(batch.rows.slot[flying]).astype(np.int64))
            finder = ShipFinder(carry.memory, batch, source, age_s=self._ship_age_s)
            for found in self._sweep_batch(batch, source, carry, len(flying)):
                touches = self._judge(found, carry, finder)
                rows += [self._row(touch, found.plane, carry) for touch in touches]
            self._look_around(np.unique(batch.rows.slot[flying]), carry, finder)
        rows += self._retire(batch, carry)
        keep_ships(carry.memory, batch, source)
        if len(flying):
            carry.decks.forget(carry.memory.t_max - 2 * self._period_us)
        return events_table(rows), carry

    def _sweep_batch(
        self, batch: Batch, source: Codes, carry: FlightCarry, n: int
    ) -> list[Found]:
        """Findings in the order in which they were decided."""
        room = 3 * n
        points = np.empty((room, sweep.OUT_POINTS), POINT)
        marks = np.empty((room, sweep.OUT_MARKS), np.int64)
        figures = np.empty((room, sweep.OUT_FIGURES))
        k, frozen = sweep.sweep_flights(
            batch.rows,
            source,
            carry.memory.marks,
            carry.points,
            carry.marks,
            carry.figures,
            self._sweep,
            points,
            marks,
            figures,
        )
        carry.n_frozen += frozen
        found = read_found(points[:k], marks[:k], figures[:k])
        return sorted(found, key=lambda one: (one.decided_us, carry.text(one.plane)))

    def _judge(self, found: Found, carry: FlightCarry, finder: ShipFinder) -> list[Touch]:
        """Turn one finding into what is to be told."""
        end, start = found.end, found.start
        if found.what in _CHANGES:
            edge = start if found.what == sweep.LANDED else end
            touch = judge_change(found, self._tie(found, edge, carry, finder), self._shore)
            return [touch] if touch else []
        if found.held and end and found.what == sweep.TAKEOFF and self._at_sea(end, start):
            ships = tuple(self._ship(found.plane, one, carry, finder) for one in (end, start))
            pair = judge_pair(end, start, (ships[0], ships[1]), carry.decks, self._deck)
            if pair:
                return pair
        told: list[Touch] = []
        if found.held and end:
            told += self._landing(found.plane, end, start, carry, finder)
        if found.what == sweep.TAKEOFF and not self._goes_on(end, start):
            ship = self._ship(found.plane, start, carry, finder)
            told += self._single(start, ship, carry, down=False, other_us=end.t if end else None)
        return told

    def _at_sea(self, *edges: Edge) -> bool:
        return all(side_of(edge, self._offshore_nm) == "sea" for edge in edges)

    def _goes_on(self, end: Edge | None, start: Edge) -> bool:
        lately = end is not None and start.t - end.t <= self._sweep.gap_us
        return end is not None and lately and flew_on(end, start)

    def _landing(
        self, plane: int, end: Edge, start: Edge, carry: FlightCarry, finder: ShipFinder
    ) -> list[Touch]:
        """A landing without the take-off after it, of a flight that is seen again."""
        if start.t - end.t < self._single_us or flew_on(end, start):
            return []
        ship = self._ship(plane, end, carry, finder)
        return self._single(end, ship, carry, down=True, other_us=start.t)

    def _single(
        self,
        edge: Edge,
        ship: Near | None,
        carry: FlightCarry,
        *,
        down: bool,
        other_us: int | None = None,
        is_open: bool = False,
    ) -> list[Touch]:
        side = side_of(edge, self._offshore_nm)
        if side == "shore":
            return judge_shore(edge, self._shore, down=down, other_us=other_us, is_open=is_open)
        if side == "sea":
            return judge_single(
                edge, ship, carry.decks, self._deck, down=down, other_us=other_us, is_open=is_open
            )
        return []

    def _tie(
        self, found: Found, edge: Edge | None, carry: FlightCarry, finder: ShipFinder
    ) -> dict[str, Any] | None:
        """What is known of the deck, where a ground state changed far from any shore."""
        if edge is None or not self._at_sea(edge):
            return None
        ship = self._ship(found.plane, edge, carry, finder)
        return tie_change(edge, ship, carry.decks, self._deck)

    def _ship(
        self, plane: int, edge: Edge, carry: FlightCarry, finder: ShipFinder
    ) -> Near | None:
        """The ship near an edge: as it was looked up when that was the last news, else now."""
        known = carry.near.get(plane, {})
        near = known[edge.t] if edge.t in known else _look(edge.point, finder)
        return self._near_enough(edge, near)

    def _near_enough(self, edge: Edge, near: Near | None) -> Near | None:
        allowed_m = max(self._ship_m, min(edge.unseen_m, _SEARCH_M))
        return near if near and near.dist_m <= allowed_m else None

    def _look_around(self, slots: Codes, carry: FlightCarry, finder: ShipFinder) -> None:
        """Look for ships near what may turn out to be a landing or a take-off at sea."""
        planes = carry.memory.marks[slots, sweep.PLANE]
        marks = carry.marks[planes]
        low = (carry.figures[planes, sweep.ALT] <= self._deck.deck_ft) & (marks[:, sweep.ZONE] > 0)
        rises = (marks[:, sweep.OPEN] == 1) & (marks[:, sweep.START_ZONE] > 0)
        for which, asked in ((sweep.LAST, low), (sweep.START, rises)):
            for plane in planes[asked].tolist():
                point = carry.points[plane, which]
                known = carry.near.setdefault(plane, {})
                if int(point["t"]) not in known:
                    known[int(point["t"])] = _look(point, finder)
        for plane in carry.near.keys() & set(planes.tolist()) if carry.near else ():
            carry.forget_ships(plane)

    def _retire(self, batch: Batch, carry: FlightCarry) -> list[dict[str, Any]]:
        """Tell the landings of aircraft that were given up, and forget them."""
        rows = []
        for slot in batch.retired.tolist():
            if slot >= len(carry.memory.marks):
                continue
            carry.memory.points[slot, 0]["t"] = NEVER
            plane = int(carry.memory.marks[slot, sweep.PLANE])
            if plane < 0 or carry.points[plane, sweep.LAST]["t"] == NEVER:
                continue
            touches = self._last(plane, carry, is_open=False)
            rows += [self._row(touch, plane, carry) for touch in touches]
            carry.points[plane, sweep.LAST]["t"] = NEVER
            carry.marks[plane, sweep.HELD] = 0
            carry.near.pop(plane, None)
        return rows

    def close(self, carry: FlightCarry) -> pa.Table:
        """Tell the landings of flights that vanished and have not been seen since."""
        n = carry.n_planes
        low = carry.figures[:n, sweep.ALT] <= self._shore.ceiling_ft
        asked = np.flatnonzero(low | (carry.marks[:n, sweep.HELD] == 1))
        return events_table(
            self._row(touch, plane, carry)
            for plane in asked.tolist()
            for touch in self._last(plane, carry, is_open=True)
        )

    def _last(self, plane: int, carry: FlightCarry, *, is_open: bool) -> list[Touch]:
        """The landing held, and the one that the last fix may be."""
        told: list[Touch] = []
        known = carry.near.get(plane, {})
        if carry.marks[plane, sweep.HELD] == 1:
            end, start = carry.edge(plane, held=True), carry.points[plane, sweep.START]
            first = Edge(start, start, np.nan, np.nan, np.nan, -1, np.nan, -1)
            if first.t - end.t >= self._single_us and not flew_on(end, first):
                ship = self._near_enough(end, known.get(end.t))
                told += self._single(end, ship, carry, down=True, is_open=is_open)
        edge = carry.edge(plane)
        gone = carry.memory.t_max - edge.t >= self._gone_us
        at_once = edge.zone == 0 and edge.alt_ft <= self._surface_ft
        airborne = carry.marks[plane, sweep.PHASE] != sweep.GROUND
        if edge.t != NEVER and airborne and (gone or at_once):
            ship = self._near_enough(edge, known.get(edge.t))
            told += self._single(edge, ship, carry, down=True, is_open=is_open)
        return told

    def _row(self, touch: Touch, plane: int, carry: FlightCarry) -> dict[str, Any]:
        return touch_row(touch, carry.text(plane), carry.memory.sources, self.rule)


def _look(point: Any, finder: ShipFinder) -> Near | None:  # noqa: ANN401 - a NumPy record
    return finder.find(int(point["t"]), float(point["lon"]), float(point["lat"]), _SEARCH_M)


def _are_aircraft(object_id: Ints) -> npt.NDArray[np.bool_]:
    """The same as `kernel.flight.is_aircraft`, of many."""
    sar = (object_id >= 111_000_000) & (object_id <= 111_999_999)  # noqa: PLR2004 - 111MIDxxx
    return np.asarray((object_id >> 56 == 1) | sar)


def make(world: World) -> FlightDetector:
    """Make the detector: entry point `flight`."""
    return FlightDetector(world)
