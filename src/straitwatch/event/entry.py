"""Fixes with zones into entries into a territorial sea and exits from it."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.memory import Memory
from straitwatch.event.stay import ENTRY_RULE, Passage, Stay, stay_rows
from straitwatch.event.table import events_table
from straitwatch.event.whereabouts import ZONES
from straitwatch.kernel import stay as sweep
from straitwatch.kernel.craft import is_aircraft
from straitwatch.kernel.rows import NEVER
from straitwatch.kernel.sphere import place_between
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.unit import US_PER_S

__all__ = ["EntryDetector", "make"]

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Spot = Any  # a record of dtype kernel.stay.SPOT
States = tuple[str | None, ...]

_OPEN = -1  # beside the ways in which a stay ends


class Stays(NamedTuple):
    """What is remembered: the spots of each lane, and the names of States by their codes."""

    memory: Memory
    states: States


class EntryDetector:
    """Finds stays inside a State's territorial sea: an `entry` and an `exit` each.

    Inside is what the column `zone` calls land, internal waters, territorial sea or archipelagic
    waters; whose, the column `state` says. A limit counts as passed when a fix lies beyond it by
    more than the error, or when fixes on the other side go on for `world.dwell_s`; between two
    States' seas only the latter, and of an aircraft for `world.air_dwell_s`. Passing from one
    State's sea into another's is an exit and an entry; so is an aircraft's flight over a border.

    - An entry is told when its stay ends, with `t_end`, or by `close` as `open`.
    - A stay whose nearest fix is within the error of the limit has `detail.within_error`.
    - A lane that begins inside gives no entry; its exit has `detail.began_inside`.
    - Where the lane is given up inside, or leaves over a gap (an aircraft: `world.air_gap_s`), the
      exit has `detail.unknown` and is `inferred`: it is of the last fix inside. So is an entry over
      a gap, of the first fix inside.
    - A silence inside that ends inside the same sea is a gap, and no exit.
    """

    kind = "entry"
    rule = ENTRY_RULE

    def __init__(self, world: World) -> None:
        self._world = world
        self._bounds = sweep.Bounds(
            world.limit_m,
            world.uncertainty_m,
            float(world.dwell_s * US_PER_S),
            float(world.air_dwell_s * US_PER_S),
        )

    def detect(self, batch: Batch, carry: Stays | None) -> tuple[pa.Table, Stays]:
        """Find the stays that end in this batch."""
        carry = carry or Stays(Memory.empty(points=sweep.SPOTS, marks=1, dtype=sweep.SPOT), ())
        memory, rows = carry.memory, batch.rows
        source = memory.take_in(batch)
        states = _longest(carry.states, batch.words.state)
        n, k = len(rows.t), len(batch.retired)
        stays, ends = np.empty((n, sweep.SPOTS), sweep.SPOT), np.empty((n, 2), np.int64)
        room = np.zeros(1, sweep.SPOT)
        out = memory.points, memory.marks
        found = sweep.sweep_stays(rows, source, *out, self._bounds, stays, ends, room)
        gone, how = np.empty((k, sweep.SPOTS), sweep.SPOT), np.empty((k, 2), np.int64)
        broken = sweep.end_broken(batch.retired, *out, gone, how)
        ended = np.concatenate([stays[:found], gone[:broken]])
        events = self._events(memory, states, ended, np.concatenate([ends[:found], how[:broken]]))
        return events, Stays(memory, states)

    def close(self, carry: Stays) -> pa.Table:
        """Tell the entries that no exit was seen for."""
        spots = carry.memory.points
        inside = (spots["t"][:, sweep.IN_BEFORE] != NEVER) & (
            spots["t"][:, sweep.IN_AFTER] != NEVER
        )
        slots = np.flatnonzero(inside)
        ends = np.stack([slots, np.full(len(slots), _OPEN)], axis=1)
        return self._events(carry.memory, carry.states, spots[slots], ends)

    def _events(self, memory: Memory, states: States, spots: Array, ends: Ints) -> pa.Table:
        rows = [
            stay_rows(self._stay(memory, states, spots[k], ends[k]), self._world)
            for k in range(len(ends))
        ]
        return events_table(row for pair in rows for row in pair)

    def _stay(self, memory: Memory, states: States, spots: Array, end: Ints) -> Stay:
        who = int(memory.object_id[end[sweep.SLOT]])
        gap_s = self._world.air_gap_s if is_aircraft(who) else self._world.gap_s
        near, first, last = (spots[k] for k in (sweep.NEAR, sweep.IN_AFTER, sweep.OUT_BEFORE))
        ended = None
        if end[sweep.HOW] != _OPEN:
            if end[sweep.HOW] == sweep.BROKEN:
                ended = _break(memory, last)
            else:
                way_out = last, spots[sweep.OUT_AFTER]
                ended = self._passage(memory, *way_out, gap_s=gap_s, is_way_in=False)
        code = int(first["side"]) - 2
        return Stay(
            text=text_of_object_id(who),
            track_id=int(first["track_id"]),
            state=states[code] if code >= 0 else None,
            began=self._passage(memory, spots[sweep.IN_BEFORE], first, gap_s=gap_s, is_way_in=True),
            ended=ended,
            near=memory.tell(near),
            nearest_m=float(near["coast_m"]),
            within_error=not near["sure"],
        )

    def _passage(
        self, memory: Memory, a: Spot, b: Spot, *, gap_s: float, is_way_in: bool
    ) -> Passage | None:
        """Say where the limit was passed on the leg from a to b; None without a fix before."""
        if a["t"] == NEVER:
            return None
        leg_us, limit_m = int(b["t"]) - int(a["t"]), (b if is_way_in else a)["limit_m"]
        unknown = leg_us >= gap_s * US_PER_S
        inner = 1.0 if is_way_in else 0.0  # share of the leg at its end inside
        share = inner if unknown else _share(a["coast_m"] - limit_m, b["coast_m"] - limit_m, inner)
        lon, lat = place_between(a["lon"], a["lat"], b["lon"], b["lat"], float(share))
        silence = _span_of(leg_us / US_PER_S)
        return Passage(
            t_us=int(a["t"]) + round(share * leg_us),
            lon=float(lon),
            lat=float(lat),
            zone=ZONES[(b if is_way_in else a)["zone"]],
            leg_s=leg_us / US_PER_S,
            reason=f"no fix for {silence} while the limit was passed" if unknown else "",
            fixes=(memory.tell(a), memory.tell(b)),
        )


def _share(over: float, beyond: float, inner: float) -> float:
    """Share of a leg at the limit, from how far past it each end is; else its end inside."""
    known = np.isfinite(over) and np.isfinite(beyond)
    if not known or over == beyond or over * beyond > 0.0:
        return inner
    return float(over / (over - beyond))


def _span_of(seconds: float) -> str:
    hours = seconds / 3600.0
    return f"{hours:.1f} h" if hours >= 1.0 else f"{seconds / 60.0:.0f} min"


def _break(memory: Memory, last: Spot) -> Passage:
    return Passage(
        t_us=int(last["t"]),
        lon=float(last["lon"]),
        lat=float(last["lat"]),
        zone=ZONES[last["zone"]],
        leg_s=None,
        reason="the track breaks off inside: its identity is heard elsewhere, where it cannot be",
        fixes=(memory.tell(last),),
    )


def _longest(known: States, told: States) -> States:
    return told if len(told) > len(known) else known


def make(world: World) -> EntryDetector:
    """Make the detector: entry point `entry`."""
    return EntryDetector(world)
