"""Take-offs and landings, ashore and on decks, from the fixes of aircraft and of ships."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.airfield import ShoreLimits
from straitwatch.event.base import Batch, World
from straitwatch.event.deck import DeckLimits
from straitwatch.event.flight_carry import FlightCarry
from straitwatch.event.judge import FlightRules, judge_found, judge_last, look_around
from straitwatch.event.ship_near import ShipFinder, keep_ships
from straitwatch.event.table import events_table
from straitwatch.event.touch import Found, Touch, read_found, touch_row
from straitwatch.kernel import flight_layout as lane
from straitwatch.kernel.craft import are_aircraft
from straitwatch.kernel.flight import sweep_flights
from straitwatch.kernel.rows import NEVER, POINT
from straitwatch.model.schema import ON_GROUND
from straitwatch.model.unit import NM_M, US_PER_S

__all__ = ["FlightDetector", "make"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

_DAY_US = round(86_400 * US_PER_S)
_DECK_DAYS = 30
"""So long a deck is remembered after its last use, for the last landings on it, which are open
until their aircraft are seen again: ours, some kB a deck."""


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
        borne_ft: float = 1000.0,
        near_s: float = 120.0,
        alone_ft: float = 500.0,
        surface_ft: float = 200.0,
        rise_ft: float = 300.0,
        climb_ft_min: float = 257.0,
        fastest_ft_min: float = 20_000.0,
        airborne_kn: float = 30.0,
        slow_kn: float = 165.0,
        climb_kn: float = 185.0,
        slowed: float = 0.8,
        stand_kn: float = 10.0,
        stand_ft: float = 500.0,
        stand_s: float = 60.0,
        offshore_nm: float = 5.0,
        deck_kn: float = 35.0,
        ship_nm: float = 1.0,
        ship_age_s: float = 600.0,
        period_h: float = 12.0,
        cycle_s: float = 5400.0,
    ) -> None:
        """Make it.

        Args:
            world: its gap_s: over so long a silence no ground state is remembered.
            silence_s: least silence between a landing and a take-off: ours, above the holes of 75 s
                that a flight at 1,200 ft far from its receivers showed.
            gone_s: after so long a flight that vanished low is told as landed, while open: ours.
            single_s: the same, when it is seen again and not at a take-off: ours.
            window_s: a take-off has climbed by rise_ft within this: ours; at climb_ft_min 70 s do.
            ceiling_ft: highest first fix of a take-off: 1,500 ft in traffic (Olive 2019,
                Journal of Open Source Software 4:1518).
            deck_ft: the same, and highest last fix, at a deck: 300 ft of an approach of 3 degrees
                in its last nautical mile, and 400 ft: what 15 hPa make of a pressure altitude.
            borne_ft: the same, where the rate seen makes the sea near_s away: 600 ft, the downwind
                leg of the usual circuit of a carrier by day, and the same 400 ft.
            alone_ft: the same, where neither a ship nor a known deck nor the other half of a visit
                bears it out: ours, the least height of visual flight, ICAO Annex 2, 4.6.
            near_s: the ground is so near at the rate seen: ours, two minutes.
            surface_ft: ashore a flight sinking through this has no room to go on: told at once.
            rise_ft: least climb: ours, twelve steps of 25 ft.
            climb_ft_min: least rate of a climb or a descent: 257 ft/min in traffic.
            fastest_ft_min: no altitude changes faster: ours, above fighters near the sea.
            airborne_kn: least speed of a take-off: 30 kn in traffic.
            slow_kn: greatest speed of a landing: 165 kn, threshold speed of category D, ICAO 8168.
            climb_kn: greatest speed of the first fix of a take-off from a deck: 185 kn, the
                same category climbing away from a missed approach, ICAO 8168.
            slowed: at the end of an approach, of the greatest speed of the minutes before: ours;
                0.39 to 0.60 in 4 real ones.
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
            cycle_s: for so long its use bears out another, and a take-off the landing of the same
                flight: ours, a carrier's cycle of 60 to 90 min.
        """
        spans = [round(s * US_PER_S) for s in (silence_s, window_s, world.gap_s, stand_s)]
        self._sweep = lane.FlightLimits(
            silence_us=spans[0],
            window_us=spans[1],
            gap_us=spans[2],
            stand_us=spans[3],
            ceiling_ft=ceiling_ft,
            rise_ft=rise_ft,
            climb_ft_min=climb_ft_min,
            fastest_ft_min=fastest_ft_min,
            airborne_kn=airborne_kn,
            stand_kn=stand_kn,
            stand_ft=stand_ft,
            on_ground=ON_GROUND,
        )
        self._rules = FlightRules(
            DeckLimits(
                deck_ft=deck_ft,
                borne_ft=borne_ft,
                near_s=near_s,
                slow_kn=slow_kn,
                climb_kn=climb_kn,
                slowed=slowed,
                hover_kn=airborne_kn,
                sink_ft_min=climb_ft_min,
                deck_kn=deck_kn,
                period_s=period_h * 3600.0,
                cycle_s=cycle_s,
                alone_ft=alone_ft,
            ),
            ShoreLimits(ceiling_ft, slow_kn, climb_ft_min, airborne_kn, silence_s, near_s),
            silence_us=spans[0],
            gap_us=spans[2],
            single_us=round(single_s * US_PER_S),
            gone_us=round(gone_s * US_PER_S),
            surface_ft=surface_ft,
            offshore_nm=offshore_nm,
            ship_m=ship_nm * NM_M,
        )
        self._ship_age_s = ship_age_s

    def detect(self, batch: Batch, carry: FlightCarry | None) -> tuple[pa.Table, FlightCarry]:
        """Find the take-offs that this batch decides, and the landings before them."""
        carry = carry if carry is not None else FlightCarry()
        source = carry.memory.take_in(batch)
        flying = np.flatnonzero(are_aircraft(batch.rows.object_id))
        rows: list[dict[str, Any]] = []
        if len(flying):
            slots = np.unique(batch.rows.slot[flying]).astype(np.int64)
            carry.admit(slots)
            finder = ShipFinder(carry.memory, batch, source, age_s=self._ship_age_s)
            for found in self._find(batch, source, carry, len(flying)):
                touches = judge_found(found, self._rules, carry, finder)
                rows += [self._row(touch, found.plane, carry) for touch in touches]
                carry.decks.forget(found.decided_us - _DECK_DAYS * _DAY_US)  # whatever the batch is
            planes = carry.memory.marks[slots, lane.PLANE].tolist()
            look_around(planes, self._rules, carry, finder)
        for slot in batch.retired.tolist():
            rows += self._give_up(slot, carry)
        keep_ships(carry.memory, batch, source)
        return events_table(rows), carry

    def _find(self, batch: Batch, source: Codes, carry: FlightCarry, n: int) -> list[Found]:
        """Findings in the order in which they were decided."""
        room = 3 * n
        points = np.empty((room, lane.OUT_POINTS), POINT)
        marks = np.empty((room, lane.OUT_MARKS), np.int64)
        figures = np.empty((room, lane.OUT_FIGURES))
        k, frozen = sweep_flights(
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

    def _give_up(self, slot: int, carry: FlightCarry) -> list[dict[str, Any]]:
        """Tell the landing of an aircraft that is given up, and forget it, or a ship."""
        if slot >= len(carry.memory.marks):
            return []
        carry.memory.points[slot, 0]["t"] = NEVER
        plane = int(carry.memory.marks[slot, lane.PLANE])
        if plane < 0 or carry.points[plane, lane.LAST]["t"] == NEVER:
            return []
        touches = judge_last(plane, self._rules, carry, is_open=False)
        rows = [self._row(touch, plane, carry) for touch in touches]
        carry.points[plane, lane.LAST]["t"] = NEVER
        carry.marks[plane, lane.HELD] = 0
        carry.near.pop(plane, None)
        carry.lifted.pop(plane, None)
        return rows

    def close(self, carry: FlightCarry) -> pa.Table:
        """Tell the landings of flights that vanished and have not been seen since."""
        n = carry.n_planes
        low = carry.figures[:n, lane.ALT] <= self._rules.shore.ceiling_ft
        asked = np.flatnonzero(low | (carry.marks[:n, lane.HELD] == 1))
        return events_table(
            self._row(touch, plane, carry)
            for plane in asked.tolist()
            for touch in judge_last(plane, self._rules, carry, is_open=True)
        )

    def _row(self, touch: Touch, plane: int, carry: FlightCarry) -> dict[str, Any]:
        return touch_row(touch, carry.text(plane), carry.memory.sources, self.rule)


def make(world: World) -> FlightDetector:
    """Make the detector: entry point `flight`."""
    return FlightDetector(world)
