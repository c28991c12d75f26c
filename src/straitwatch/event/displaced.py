"""Positions that are away for a while and come back into events: impossible ones, with a span."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.inland import ON_LAND, are_on_land
from straitwatch.event.memory import Memory, is_simulated
from straitwatch.event.table import events_table
from straitwatch.event.turn import Place, Turn, read_turn, runs_of_turns
from straitwatch.kernel import slowhigh
from straitwatch.kernel.rows import POINT
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.identity import event_id, text_of_object_id
from straitwatch.model.unit import KN_TO_M_S, US_PER_S, moment

__all__ = ["DisplacedDetector", "make"]

Turns = npt.NDArray[np.void]

_AWAY, _SLOW = "away and back", "too slow for its height"
_SHARED = 3
"""More turns in a row than this are two objects heard in turn, and no excursion."""
_REASONS = {
    _AWAY: "positions went where the object cannot have gone in the time, and came back likewise",
    _SLOW: "an aircraft that had flown fast is told to be high and too slow to fly",
}


class _Span(NamedTuple):
    """A run of positions that cannot be true: its ends, how many, why, and what it would take.

    `good` are the fixes on either side; `series` is the time of the first of the turns to which it
    belongs, 0 for none.
    """

    start: Place
    end: Place
    n: int
    pattern: str
    speed_kn: float | None
    good: tuple[Place, ...]
    series: int


@dataclass
class Excursions:
    """What is remembered; may be pickled.

    Attributes:
        memory: of aircraft, the run of fixes that is slow and high.
        turn: the last turn of each identity.
        series: of each identity the turns that follow each other within `quiet_h`: time of the
            first, how many count, and the slot of the lane that was left first: its home.
        waiting: spans of each identity that may go on.
    """

    memory: Memory = field(default_factory=lambda: Memory.empty(points=2, marks=1, figures=1))
    turn: dict[int, Turn] = field(default_factory=dict)
    series: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    waiting: dict[int, list[_Span]] = field(default_factory=dict)


class DisplacedDetector:
    """Tells positions that are wrong for a while: one event an episode.

    - *away and back*: an identity is heard from another lane, of two fixes or more, and then from
      the first one again, with no more than `seam_h` between; an object that shares the identity
      would be heard in turn with the first.
    - *too slow for its height*: an aircraft that flew fast is told to be high, and slower than any
      such aircraft can fly.

    Spans of one identity that follow each other within `quiet_h` are one episode, told when that
    time has passed. It says that the positions cannot be true, not why: interference, a false
    signal and a broken receiver look the same from here.
    """

    kind = "impossible_position"
    rule = "displaced/1"

    def __init__(
        self,
        world: World,
        *,
        quiet_h: float = 1.0,
        seam_h: float = 0.5,
        longest_h: float = 24.0,
        high_ft: float = 20_000.0,
        slow_kn: float = 100.0,
        fast_kn: float = 250.0,
    ) -> None:
        """Take the thresholds.

        Args:
            world: its `measure_coast` is asked where an episode begins.
            quiet_h: ours: as long as a fix waits to be borne out in track/.
            seam_h: ours: ten reports of the slowest class of AIS, 3 min (M.1371-5, table 1).
            longest_h: ours: longer is another object on the identity.
            high_ft: above it aircraft fly that are made to be fast; ours.
            slow_kn: below the stalling speed of any airliner in thin air, less a headwind of
                150 kn; ours.
            fast_kn: balloons and gliders are never so fast; ours.
        """
        self._world = world
        hour_us = 3600.0 * US_PER_S
        self._quiet_us, self._seam_us = quiet_h * hour_us, seam_h * hour_us
        self._longest_us, self._slow = longest_h * hour_us, (high_ft, slow_kn, fast_kn)

    def detect(self, batch: Batch, carry: Excursions | None) -> tuple[pa.Table, Excursions]:
        """Take what this batch shows to be wrong; tell the episodes that are over."""
        carry = carry or Excursions()
        told: list[dict[str, Any]] = []
        for who, span in [*self._slow_spans(batch, carry), *self._spans_away(batch, carry)]:
            carry.waiting.setdefault(who, []).append(span)
        for who in list(carry.waiting):
            going_on = []
            for part in self._episodes(carry.waiting.pop(who)):
                if self._is_over(carry, part):
                    told.append(self._event(who, part, "closed"))
                else:
                    going_on += part
            if going_on:
                carry.waiting[who] = going_on
        return events_table(told), carry

    def close(self, carry: Excursions) -> pa.Table:
        """Tell the episodes that may still go on: `open`."""
        return events_table(
            self._event(who, part, "closed" if self._is_over(carry, part) else "open")
            for who, spans in carry.waiting.items()
            for part in self._episodes(spans)
        )

    def _is_over(self, carry: Excursions, spans: list[_Span]) -> bool:
        wait_us = self._quiet_us + self._seam_us  # by then a turn that takes it back has come
        return carry.memory.t_max - max(span.end.t for span in spans) > wait_us

    def _episodes(self, spans: list[_Span]) -> Iterator[list[_Span]]:
        """Part spans where more than `quiet_h` lies between."""
        spans = sorted(spans, key=lambda span: span.start.t)
        part = spans[:1]
        for span in spans[1:]:
            if span.start.t - max(one.end.t for one in part) > self._quiet_us:
                yield part
                part = []
            part.append(span)
        yield part

    def _slow_spans(self, batch: Batch, carry: Excursions) -> list[tuple[int, _Span]]:
        memory, rows = carry.memory, batch.rows
        source, n = memory.take_in(batch), len(rows.t)
        ends, runs = np.empty((n, 2), POINT), np.empty(n, slowhigh.RUN)
        out = memory.points, memory.marks, memory.figures
        found = slowhigh.sweep_slow_runs(rows, source, *out, *self._slow, ends, runs)
        spans = []
        for k in range(found):
            first, last = (_place(memory, point) for point in ends[k])
            who = int(memory.object_id[runs[k]["slot"]])
            spans.append((who, _Span(first, last, int(runs[k]["n"]), _SLOW, None, (), 0)))
        return spans

    def _spans_away(self, batch: Batch, carry: Excursions) -> list[tuple[int, _Span]]:
        found = []
        for turns in runs_of_turns(batch.switches):
            pauses = np.flatnonzero(np.diff(turns["t_to"]) > self._quiet_us) + 1
            for start, stop in pairwise([0, *pauses.tolist(), len(turns)]):
                found += self._follow(batch, carry, turns[start:stop])
        return found

    def _follow(self, batch: Batch, carry: Excursions, turns: Turns) -> list[tuple[int, _Span]]:
        """Follow turns of one identity, each within `quiet_h` of the one before."""
        who, counted = int(turns["object_id"][0]), int(np.sum(~turns["opens"] & ~turns["alone"]))
        before, (since, n, home) = carry.turn.get(who), carry.series.get(who, (0, 0, -1))
        first = int(turns["t_to"][0])
        if before is None or first - before.now.t > self._quiet_us:
            since, n, home = first, 0, int(turns["slot_from"][0])
        carry.series[who] = since, n + counted, home
        if n + counted > _SHARED:  # objects that are heard in turn
            carry.turn[who] = read_turn(turns[-1], batch)
            kept = [span for span in carry.waiting.get(who, []) if span.series != since]
            carry.waiting.pop(who, None)
            if kept:
                carry.waiting[who] = kept
            return []
        found = []
        for turn in (read_turn(row, batch) for row in turns):
            if before is not None and turn.lane != home and self._is_away(before, turn):
                found.append((who, _away(before, turn, since)))
            before = carry.turn[who] = turn
        return found

    def _is_away(self, before: Turn, turn: Turn) -> bool:
        """Tell whether the run that ended was an excursion from the lane that is heard again."""
        back = turn.to_lane == before.lane and turn.lane == before.to_lane and not turn.opens
        if not back or turn.n_run < 2 or turn.left.t - turn.run.t > self._longest_us:  # noqa: PLR2004 - a pair
            return False
        seams = turn.run.t - before.left.t, turn.now.t - turn.left.t
        return max(seams) <= self._seam_us

    def _event(self, who: int, spans: list[_Span], status: str) -> dict[str, Any]:
        text = text_of_object_id(who)
        first, last = min(s.start for s in spans), max(s.end for s in spans)
        t = moment(first.t)
        patterns = sorted({span.pattern for span in spans})
        ashore = are_on_land(self._world, [who], [first.lon], [first.lat])[0]
        places = [p for s in spans for p in (*s.good[:1], s.start, s.end, *s.good[1:])]
        evidence = [place.tell() for place in sorted(dict.fromkeys(places))]
        speeds = [s.speed_kn for s in spans if s.speed_kn is not None]
        return {
            "event_id": event_id(self.kind, text, t, self.rule, f"{first.lon:.6f}"),
            "kind": self.kind,
            "object_id": text,
            "t_start": t,
            "t_end": moment(last.t),
            "lon": first.lon,
            "lat": first.lat,
            "n": sum(span.n for span in spans),
            "n_is": "exact",
            "certainty": "simulated" if is_simulated(evidence) else "observed",
            "evidence": evidence,
            "detail": {
                "pattern": [*patterns, ON_LAND] if ashore else patterns,
                "spans": len(spans),
                "minutes": round((last.t - first.t) / US_PER_S / 60.0, 1),
                "speed_kn": round(max(speeds), 1) if speeds else None,
                "reason": "; ".join(_REASONS[pattern] for pattern in patterns),
            },
            "status": status,
            "rule": self.rule,
            "source": first.source,
        }


def _away(before: Turn, turn: Turn, series: int) -> _Span:
    dist_m = float(arc_distance(before.left.lon, before.left.lat, turn.run.lon, turn.run.lat))
    seconds = max((turn.run.t - before.left.t) / US_PER_S, 1.0)
    speed_kn = dist_m / seconds / KN_TO_M_S
    return _Span(turn.run, turn.left, turn.n_run, _AWAY, speed_kn, (before.left, turn.now), series)


def _place(memory: Memory, point: Any) -> Place:  # noqa: ANN401 - a NumPy record
    t, lon, lat, line, source = point.item()[:5]
    return Place(t, lon, lat, line, memory.sources[source] if source >= 0 else None)


def make(world: World) -> DisplacedDetector:
    """Make the detector: entry point `displaced`."""
    return DisplacedDetector(world)
