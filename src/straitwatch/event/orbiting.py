"""Loitering of aircraft: which one flew on and on over one small area, above whose waters."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.fleet import Fleet, aircraft_of, portions
from straitwatch.event.memory import Memory, is_simulated
from straitwatch.event.table import events_table
from straitwatch.event.whereabouts import near_gate, place_of
from straitwatch.kernel import orbit as sweep
from straitwatch.kernel.rows import POINT
from straitwatch.kernel.spread import centre, width
from straitwatch.model.identity import event_id, text_of_object_id
from straitwatch.model.unit import KN_TO_M_S, NM_M, US_PER_S, moment

__all__ = ["OrbitingDetector", "make"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_US_PER_H = 3600 * US_PER_S
_NUMBERS = sweep.HOURS + sweep.PLACES
_CODES = slice(sweep.CODES, sweep.CODES + sweep.PLACES)


class OrbitingDetector:
    """Finds aircraft that stay over one area: orbits, racetracks, patrols, surveys, training.

    No published definition fits: ours is that for an hour or more every hour of its flight lies in
    a circle of `radius_nm`, and that its path in all is `ratio` times as long as the area is wide.
    An hour, since a holding stack lasts minutes; a circle that the slowest aeroplane leaves within
    the hour if it is going anywhere; three times, since a flight there and back over one line
    makes two. The event says what it did, not why, and lists above which zones it did so, with
    hours; what it entered there is told by `entry`.
    """

    kind = "loitering"
    rule = "loitering_aircraft/1"

    def __init__(
        self,
        world: World,
        *,
        radius_nm: float = 20.0,
        least_h: float = 1.0,
        ratio: float = 3.0,
        least_kn: float = 20.0,
        step_s: float = 300.0,
        leg_s: float = 20.0,
        gate_nm: float = 15.0,
    ) -> None:
        """Set thresholds.

        Args:
            world: its gap, which ends a span, and its gates.
            radius_nm: of the circle: ours, half the way of an aeroplane at 40 kn in an hour.
            least_h: hours: ours.
            ratio: path over width: ours.
            least_kn: mean speed below which it did not fly but stood: ours.
            step_s: seconds between samples; a twelfth of `least_h` or more.
            leg_s: seconds between fixes of the path: ours, over which the error of a position
                adds under 1 kn.
            gate_nm: an event this near to a gate's line is named after it: ours.
        """
        self._world, self._gate_nm = world, gate_nm
        self._limits = sweep.OrbitLimits(
            leg_us=round(leg_s * US_PER_S),
            step_us=round(max(step_s, least_h * 300.0) * US_PER_S),
            least_us=round(least_h * _US_PER_H),
            gap_us=round(world.gap_s * US_PER_S),
            width_m=2.0 * radius_nm * NM_M,
            speed=least_kn * KN_TO_M_S / US_PER_S,
            ratio=ratio,
        )

    def detect(self, batch: Batch, carry: Fleet | None) -> tuple[pa.Table, Fleet]:
        """Find the spans that end in this batch."""
        fleet = carry if carry is not None else Fleet(_empty())
        rows, source, state = fleet.take_in(batch, aircraft_of(batch))
        memory, told = fleet.memory, []
        arrays = memory.points, memory.marks, memory.figures
        for part, codes in portions(rows, source):
            room = len(part.t)
            slots, ends = np.empty(room, np.int64), np.empty((room, 2), POINT)
            more = np.empty((room, _NUMBERS)), np.empty((room, sweep.PLACES), np.int64)
            found = sweep.sweep_orbits(
                part, codes, state, *arrays, self._limits, slots, ends, *more
            )
            told += [
                self._event(fleet, int(slots[k]), ends[k], (more[0][k], more[1][k]), "closed")
                for k in range(found)
            ]
        gone = fleet.retired(batch)
        told += self._standing(fleet, gone, 0)
        for seat in gone:
            sweep.forget_orbit(memory.points, memory.marks, seat)
        return events_table(told), fleet

    def close(self, carry: Fleet) -> pa.Table:
        """Tell the spans that go on, and those that a silence ended."""
        told = self._standing(carry, np.arange(carry.taken), self._limits.gap_us)
        return events_table(told)

    def _standing(self, fleet: Fleet, seats: Ints, gap_us: int) -> list[dict[str, Any]]:
        """Tell the spans of seats; closed where as long silent as that, 0 for all."""
        memory = fleet.memory
        marks = memory.marks[seats]
        on = seats[(marks[:, sweep.ON] == 1) & (marks[:, sweep.SURE] == 1)]
        return [
            self._event(
                fleet,
                int(seat),
                memory.points[seat, [sweep.START, sweep.END]],
                (memory.figures[seat, :_NUMBERS], memory.marks[seat, _CODES]),
                "closed"
                if fleet.t_max - memory.points["t"][seat, sweep.LAST] >= gap_us
                else "open",
            )
            for seat in on
        ]

    def _event(
        self, fleet: Fleet, seat: int, ends: Any, figures: tuple[Floats, Ints], status: str  # noqa: ANN401 - records
    ) -> dict[str, Any]:  # fmt: skip
        numbers, codes = figures
        text = text_of_object_id(int(fleet.memory.object_id[seat]))
        t, fixes = moment(ends[0]["t"]), [fleet.memory.tell(end) for end in ends]
        lon, lat = centre(numbers, sweep.SPAN, float(ends[0]["lon"]), float(ends[0]["lat"]))
        gate = near_gate(self._world.gates, lon, lat, within_nm=self._gate_nm)
        over = _over(codes, numbers[sweep.HOURS :], fleet.states)
        hours = (int(ends[1]["t"]) - int(ends[0]["t"])) / _US_PER_H
        path_nm = numbers[sweep.TOTAL] / NM_M
        wide_nm = width(numbers, sweep.SPAN) / NM_M
        detail = {
            "of": "aircraft",
            "hours": round(hours, 3),
            "radius_nm": round(wide_nm / 2.0, 1),
            "path_nm": round(path_nm, 1),
            "ratio": round(path_nm / wide_nm, 1) if wide_nm > 0.0 else None,
            "zone": over[0]["zone"],
            "over": over,
        }
        return {
            "event_id": event_id(self.kind, text, t, self.rule),
            "kind": self.kind,
            "object_id": text,
            "t_start": t,
            "t_end": moment(ends[1]["t"]) if status == "closed" else None,
            "lon": lon,
            "lat": lat,
            "where": gate.name if gate else over[0]["state"],
            "certainty": "simulated" if is_simulated(fixes) else "observed",
            "evidence": fixes,
            "detail": detail | (gate.detail() if gate else {}),
            "status": status,
            "rule": self.rule,
            "source": fixes[0]["source"],
        }


def _over(codes: Ints, us: Floats, states: list[str | None]) -> list[dict[str, Any]]:
    """Say above which zones it was how long, the longest first."""
    spent = sorted(zip(us.tolist(), codes.tolist(), strict=True), key=lambda pair: -pair[0])
    out = []
    for time_us, code in spent:
        if code >= 0:
            zone, state = place_of(code, states)
            out.append({"zone": zone, "state": state, "hours": round(time_us / _US_PER_H, 3)})
    return out


def _empty() -> Memory:
    return Memory.empty(points=sweep.POINTS, marks=sweep.MARKS, figures=sweep.FIGURES)


def make(world: World) -> OrbitingDetector:
    """Make the detector: entry point `orbiting`."""
    return OrbitingDetector(world)
