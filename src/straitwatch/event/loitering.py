"""Loitering of ships: who hardly moved for hours, far off a coast."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.fleet import Fleet, portions, ships_of
from straitwatch.event.memory import Memory, is_simulated
from straitwatch.event.table import events_table
from straitwatch.event.whereabouts import near_gate, place_of
from straitwatch.kernel import loiter as sweep
from straitwatch.kernel.rows import POINT
from straitwatch.model.identity import event_id, text_of_object_id
from straitwatch.model.unit import KN_TO_M_S, NM_M, US_PER_S, moment

__all__ = ["LoiteringDetector", "make"]

Ints = npt.NDArray[np.int64]

_US_PER_H = 3600 * US_PER_S


class LoiteringDetector:
    """Finds ships that stay slow for hours far off a coast, for whatever reason.

    The speed is path over time between samples, never the speed that the ship says. A ship that
    drifts while it waits for a berth, fishes, repairs an engine or surveys loiters too: the event
    says what it did, not why. Whether another ship lay beside it is the matter of `encounter`.

    - A span is told when it ends: when an hour's mean is no longer slow, the ship comes near a
      coast, falls silent, or its lane is given up; before that `close` tells it as `open`.
    - A silence over `world.gap_s` within it makes it `inferred`, with the hours in the detail.
    """

    kind = "loitering"
    rule = "loitering/1"

    def __init__(
        self,
        world: World,
        *,
        most_kn: float = 2.0,
        least_h: float = 4.0,
        off_nm: float = 20.0,
        step_s: float = 600.0,
        bridge_h: float = 4.0,
        gate_nm: float = 15.0,
    ) -> None:
        """Set thresholds.

        Args:
            world: its gap and its gates.
            most_kn: mean speed of each hour, in knots; as are the next two, of Global Fishing
                Watch's loitering events.
            least_h: hours.
            off_nm: least distance to the coast.
            step_s: seconds between samples; 10 min, the slots of GFW's pipe-encounters, so that
                the error of a position adds less than 0.1 kn to the path.
            bridge_h: a longer silence ends a span: ours, as long as the least span; a shorter one
                is bridged where the ship is found as near as a slow ship could have come.
            gate_nm: an event this near to a gate's line is named after it: ours.
        """
        self._world, self._gate_nm = world, gate_nm
        self._least_us = round(least_h * _US_PER_H)
        self._limits = sweep.SlowLimits(
            off_m=off_nm * NM_M,
            speed=most_kn * KN_TO_M_S / US_PER_S,
            step_us=round(step_s * US_PER_S),
            hour_us=_US_PER_H,
            least_us=self._least_us,
            bridge_us=round(bridge_h * _US_PER_H),
        )

    def detect(self, batch: Batch, carry: Fleet | None) -> tuple[pa.Table, Fleet]:
        """Find the spans that end in this batch."""
        fleet = carry if carry is not None else Fleet(_empty())
        rows, source, state = fleet.take_in(batch, ships_of(batch))
        memory, told = fleet.memory, []
        arrays = memory.points, memory.marks, memory.figures
        for part, codes in portions(rows, source):
            room = len(part.t)
            slots, ends = np.empty((room, 2), np.int64), np.empty((room, 2), POINT)
            path = np.empty((room, 2))
            found = sweep.sweep_slow(part, codes, state, *arrays, self._limits, slots, ends, path)
            told += [self._event(fleet, slots[k], ends[k], path[k], "closed") for k in range(found)]
        gone = fleet.retired(batch)
        told += self._standing(fleet, gone, -1)
        for seat in gone:
            sweep.forget_slow(memory.points, seat)
        return events_table(told), fleet

    def close(self, carry: Fleet) -> pa.Table:
        """Tell the spans that go on, and those that a silence ended."""
        told = self._standing(carry, np.arange(carry.taken), self._limits.bridge_us)
        return events_table(told)

    def _standing(self, fleet: Fleet, seats: Ints, bridge_us: int) -> list[dict[str, Any]]:
        """Tell the spans of seats; closed where longer silent than that, -1 for all."""
        memory = fleet.memory
        t = memory.points["t"][seats]
        lasting = (t[:, sweep.START] >= 0) & (t[:, sweep.END] - t[:, sweep.START] >= self._least_us)
        return [
            self._event(
                fleet,
                np.array([seat, memory.marks[seat, sweep.PLACE]]),
                memory.points[seat, [sweep.START, sweep.END]],
                memory.figures[seat, [sweep.TO_END, sweep.LONGEST]],
                "closed"
                if fleet.t_max - memory.points["t"][seat, sweep.LAST] > bridge_us
                else "open",
            )
            for seat in seats[lasting]
        ]

    def _event(self, fleet: Fleet, slot: Ints, ends: Any, numbers: Any, status: str) -> Any:  # noqa: ANN401 - records
        seat, place = int(slot[0]), int(slot[1])
        text = text_of_object_id(int(fleet.memory.object_id[seat]))
        t = moment(ends[0]["t"])
        fixes = [fleet.memory.tell(end) for end in ends]
        hours = (int(ends[1]["t"]) - int(ends[0]["t"])) / _US_PER_H
        zone, state = place_of(place, fleet.states)
        gate = near_gate(
            self._world.gates, fixes[0]["lon"], fixes[0]["lat"], within_nm=self._gate_nm
        )
        detail = {
            "of": "ship",
            "hours": round(hours, 3),
            "mean_kn": round(numbers[0] / NM_M / hours, 2),
            "path_nm": round(numbers[0] / NM_M, 2),
            "zone": zone,
        } | (gate.detail() if gate else {})
        silent = numbers[1] >= self._world.gap_s * US_PER_S
        if silent:
            detail["reason"] = f"no fix for {numbers[1] / _US_PER_H:.1f} h of it"
        certainty = "inferred" if silent else "observed"
        return {
            "event_id": event_id(self.kind, text, t, self.rule),
            "kind": self.kind,
            "object_id": text,
            "t_start": t,
            "t_end": moment(ends[1]["t"]) if status == "closed" else None,
            "lon": fixes[0]["lon"],
            "lat": fixes[0]["lat"],
            "where": gate.name if gate else state,
            "certainty": "simulated" if is_simulated(fixes) else certainty,
            "evidence": fixes,
            "detail": detail,
            "status": status,
            "rule": self.rule,
            "source": fixes[0]["source"],
        }


def _empty() -> Memory:
    return Memory.empty(points=sweep.POINTS, marks=sweep.MARKS, figures=sweep.FIGURES)


def make(world: World) -> LoiteringDetector:
    """Make the detector: entry point `loitering`."""
    return LoiteringDetector(world)
