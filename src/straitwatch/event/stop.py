"""Stops of ships: who lay at anchor, and who visited a port."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.fleet import Fleet, portions, ships_of
from straitwatch.event.memory import Memory, is_simulated
from straitwatch.event.table import events_table
from straitwatch.event.whereabouts import place_of
from straitwatch.kernel import call
from straitwatch.kernel.portgrid import to_port_grid
from straitwatch.kernel.rows import POINT
from straitwatch.kernel.sphere import arc_distance
from straitwatch.kernel.spread import centre, width
from straitwatch.kernel.stop import give_up, sweep_stops
from straitwatch.model.identity import event_id, text_of_object_id
from straitwatch.model.unit import KN_TO_M_S, US_PER_S, moment

__all__ = ["StopDetector", "make"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_US_PER_H = 3600 * US_PER_S
_ANCHORING, _VISIT = range(2)


class StopDetector:
    """Finds anchorings and visits to ports.

    Speed is way over time between samples; the speed that a ship says can only end a stop. A stop
    is what stays within a circle. It is judged once, after `least_h` or when it ends before:

    - it was at a berth when the ship says that it is moored (status 5), or says nothing and lies
      inside the land's outline, or as tight as the error of its positions within `quay_m` of it;
    - else it was at anchor, when it lasted `least_h`, and when the ship says so (status 1) or came
      no farther than `stop_kn` would have taken it, since it began or for `least_h` on end: what
      drifts comes farther.

    A visit needs a stop at a berth, or a silence of `gap_h` within the port; a ship that passes
    close to a port gives none, nor does one at anchor in its roads. The port is the listed one
    nearest to the stop; where none is near and the coast is, it is a visit to an unlisted place.
    """

    kind = "port_visit"
    rule = "port_visit/1"
    anchoring_rule = "anchoring/1"

    def __init__(
        self,
        world: World,
        *,
        stop_kn: float = 0.2,
        start_kn: float = 0.5,
        in_km: float = 3.0,
        out_km: float = 4.0,
        gap_h: float = 4.0,
        least_h: float = 0.5,
        call_s: float = 240.0,
        circle_m: float = 500.0,
        tight_m: float = 50.0,
        quay_m: float = 1000.0,
        move_kn: float = 2.0,
        said_kn: float = 3.0,
        step_s: float = 120.0,
        bridge_h: float = 12.0,
    ) -> None:
        """Set thresholds.

        Args:
            world: its ports, gap and errors.
            stop_kn: a stop begins at or below this speed; this and the next four are of pipe-
                anchorages of Global Fishing Watch.
            start_kn: a fix at or above it does not lengthen a stop.
            in_km: a port is entered this near to it; so is the coast at an unlisted place.
            out_km: it is left this far from it.
            gap_h: a silence as long within a port is a visit.
            least_h: least time at anchor: ours, longer than a tug or a pilot boat waits.
            call_s: least time at a berth: ours, two samples; a ferry takes longer to turn round, a
                pilot boat off the port often does not.
            circle_m: radius of the swinging circle: 0.5 km, within which pipe-anchorages calls a
                ship stationary; eight shackles (220 m) and a ship of 280 m fill it.
            tight_m: radius of the places of a ship at a berth: five times the position error,
                ours; of 60 ships at their berths in the Solent sample none had over 30 m.
            quay_m: a berth is this near to the coast: ours, for piers and for quays built since the
                coast was drawn.
            move_kn: a ship that goes as fast from sample to sample does not lie still, though it
                stay in the circle as a harbour ferry does: GFW's limit of loitering.
            said_kn: nor does one that says so: a ship at anchor or moored is taken not to move
                faster than 3 kn by ITU-R M.1371, table 1.
            step_s: seconds between samples: ours, over which the error of two positions is 0.3 kn.
            bridge_h: a ship found in the same circle after a silence up to this is still there.
        """
        self._world = world
        ports = world.ports
        self._ids = ports["port_id"].to_pylist() if ports is not None else []
        self._names = ports["name"].to_pylist() if ports is not None else []
        none = np.empty(0)
        self._grid = to_port_grid(
            np.array(ports["lon"]) if ports is not None else none,
            np.array(ports["lat"]) if ports is not None else none,
        )
        self._limits = call.StopLimits(
            step_us=round(step_s * US_PER_S),
            stop_speed=stop_kn * KN_TO_M_S / US_PER_S,
            start_speed=start_kn * KN_TO_M_S / US_PER_S,
            move_speed=move_kn * KN_TO_M_S / US_PER_S,
            move_kn=said_kn,
            slack_m=2.0 * world.position_error_m,
            circle_m=circle_m,
            least_us=round(least_h * _US_PER_H),
            call_us=round(call_s * US_PER_S),
            tight_m=tight_m,
            quay_m=quay_m,
            in_m=in_km * 1000.0,
            out_m=out_km * 1000.0,
            off_m=in_km * 1000.0,
            gap_us=round(gap_h * _US_PER_H),
            bridge_us=round(bridge_h * _US_PER_H),
            known_us=round(world.gap_s * US_PER_S),
            ring_m=0.3 * in_km * 1000.0,
        )

    def detect(self, batch: Batch, carry: Fleet | None) -> tuple[pa.Table, Fleet]:
        """Find the anchorings and visits that end in this batch."""
        fleet = carry if carry is not None else Fleet(_empty())
        rows, source, state = fleet.take_in(batch, ships_of(batch))
        memory, gone = fleet.memory, fleet.retired(batch)
        arrays = memory.points, memory.marks, memory.figures
        told = []
        for part, codes in portions(rows, source):
            out = _room(2 * len(part.t))
            n = sweep_stops(part, codes, state, *arrays, self._grid, self._limits, out)
            told += self._told(fleet, out, np.ones(n, bool))
        out, n = _room(2 * len(gone)), 0
        for seat in gone:
            n = give_up(seat, *arrays, self._limits, out, n)
        return events_table(told + self._told(fleet, out, np.ones(n, bool))), fleet

    def close(self, carry: Fleet) -> pa.Table:
        """Tell who lies at anchor, and who is in a port; who was silent for too long lay there."""
        memory = carry.memory
        marks = memory.marks[: carry.taken]
        rests = memory.points["t"][: carry.taken, call.START] >= 0
        at_anchor = (marks[:, call.HOW] == call.ANCHORED) & (marks[:, call.CONFIRMED] == 1)
        visit = np.flatnonzero(marks[:, call.PORT] != -1)
        anchor = np.flatnonzero(rests & at_anchor)
        seats = np.concatenate([visit, anchor])
        copies = memory.points[seats], marks[seats], memory.figures[seats]
        out, n = _room(len(seats)), 0
        for k in range(len(visit)):
            n = call.tell_visit(k, *copies, False, out, n)
        for k in range(len(visit), len(seats)):
            n = call.tell_anchoring(k, *copies, out, n)
        out.what[:n, 0] = seats
        over = carry.t_max - memory.points["t"][seats, call.LAST] > self._limits.bridge_us
        over[: len(visit)] = False  # who is silent in a port is there
        return events_table(self._told(carry, out, over))

    def _told(self, fleet: Fleet, out: call.Found, over: Bools) -> list[dict[str, Any]]:
        """Tell the first of what was found, as closed where it is over, else as open."""
        tell = (self._anchoring, self._visit)
        return [
            tell[int(out.what[k, 1])](
                fleet, out.what[k], out.ends[k], out.numbers[k], "closed" if ended else "open"
            )
            for k, ended in enumerate(over)
        ]

    def _port(self, place: int) -> dict[str, str | None]:
        """Name a port by its place in the grid; below 0 it is none."""
        if place < 0:
            return {"port": None, "port_id": None}
        row = int(self._grid.index[place])
        return {"port": self._names[row], "port_id": self._ids[row]}

    def _anchoring(self, fleet: Fleet, what: Any, ends: Any, numbers: Any, status: str) -> Any:  # noqa: ANN401 - records
        said, place, port = (int(number) for number in what[2:5])
        fixes = [fleet.memory.tell(end) for end in ends[:2]]
        hours = (int(ends[1]["t"]) - int(ends[0]["t"])) / _US_PER_H
        zone, state = _waters(place, fleet.states)
        lon, lat = centre(numbers, call.STILL, float(ends[0]["lon"]), float(ends[0]["lat"]))
        coast_m = float(numbers[call.COAST])
        detail: dict[str, Any] = {
            "hours": round(hours, 3),
            "radius_m": round(width(numbers, call.STILL) / 2.0),
            "nav_status": said if said >= 0 else None,
            "zone": zone,
            "coast_nm": round(coast_m / 1852.0, 2) if np.isfinite(coast_m) else None,
            "port_nearby": self._port(port)["port"],
        }
        silence_us = float(numbers[call.LONGEST])
        if silence_us >= self._limits.known_us:
            detail["reason"] = f"no fix for {silence_us / _US_PER_H:.1f} h of it"
        return self._row(
            ("anchoring", self.anchoring_rule, status), fleet, int(what[0]), ends[:2],
            {"lon": lon, "lat": lat, "where": state, "evidence": fixes, "detail": detail},
        )  # fmt: skip

    def _visit(self, fleet: Fleet, what: Any, ends: Any, numbers: Any, status: str) -> Any:  # noqa: ANN401 - records
        _, _, port, seen, stops, gaps, place, left = (int(number) for number in what)
        left = left if status == "closed" else 0
        enter, called, last_stop, out = ends
        last = ends if status == "closed" else ends[:3]
        fixes = [fleet.memory.tell(end) for end in np.unique(last)]
        zone, state = _waters(place, fleet.states)
        entered = seen == call.SEEN_ENTER
        detail: dict[str, Any] = self._port(port) | {
            "confidence": 2 + int(entered) + left,
            "stops": stops,
            "gaps": gaps,
            "hours_to_last_stop": round((int(last_stop["t"]) - int(enter["t"])) / _US_PER_H, 3),
            "entry_seen": entered,
            "began_before": seen == call.BEGAN,
            "exit_seen": bool(left),
            "zone": zone,
            "state": state,
        }
        if port >= 0:
            middle = float(numbers[call.PORT_LON]), float(numbers[call.PORT_LAT])
            detail["port_nm"] = round(
                float(arc_distance(*middle, called["lon"], called["lat"])) / 1852.0, 2
            )
        if status == "closed" and not left:
            detail["reason"] = "it was not seen to leave: the end is its last fix in the port"
        return self._row(
            (self.kind, self.rule, status), fleet, int(what[0]), (enter, out),
            {
                "lon": float(called["lon"]), "lat": float(called["lat"]),
                "where": detail["port"] or "unlisted place", "evidence": fixes, "detail": detail,
            },
        )  # fmt: skip

    def _row(
        self, what: tuple[str, str, str], fleet: Fleet, seat: int, span: Any, more: dict[str, Any]  # noqa: ANN401 - records
    ) -> dict[str, Any]:  # fmt: skip
        kind, rule, status = what
        text, t = text_of_object_id(int(fleet.memory.object_id[seat])), moment(span[0]["t"])
        certainty = "inferred" if "reason" in more["detail"] else "observed"
        return more | {
            "event_id": event_id(kind, text, t, rule),
            "kind": kind,
            "object_id": text,
            "t_start": t,
            "t_end": moment(span[1]["t"]) if status == "closed" else None,
            "certainty": "simulated" if is_simulated(more["evidence"]) else certainty,
            "status": status,
            "rule": rule,
            "source": more["evidence"][0]["source"],
        }


def _waters(place: int, states: list[str | None]) -> tuple[str | None, str | None]:
    """Say zone and State; basins inside the land's outline are internal waters (UNCLOS 8)."""
    zone, state = place_of(place, states)
    return "internal_waters" if zone == "land" else zone, state


def _empty() -> Memory:
    return Memory.empty(points=call.POINTS, marks=call.MARKS, figures=call.FIGURES)


def _room(k: int) -> call.Found:
    return call.Found(
        np.empty((k, 8), np.int64), np.empty((k, 4), POINT), np.empty((k, call.FIGURES))
    )


def make(world: World) -> StopDetector:
    """Make the detector: entry point `stop`."""
    return StopDetector(world)
