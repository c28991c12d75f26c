"""Ships at marks of time into encounters: which two met at sea, near and slow, for hours."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.mark import Marked, Sieve, Sighted
from straitwatch.event.memory import is_simulated, tell_point
from straitwatch.event.table import events_table
from straitwatch.kernel.grid import pairs_in, sort_bands
from straitwatch.kernel.meet import CLOSEST, FIRST, LAST, RUN, find_contacts, join_runs
from straitwatch.kernel.rows import POINT
from straitwatch.model.identity import event_id, text_of_object_id
from straitwatch.model.unit import moment

__all__ = ["EncounterDetector", "Meetings", "make"]

Records = npt.NDArray[np.void]


@dataclass
class Encounter:
    """Runs of one pair that count as one meeting.

    Attributes:
        run: of dtype RUN: of all together.
        proofs: fixes at its first, closest and last mark, shape (3, 2, 2).
        parts: how many runs.
    """

    run: Any
    proofs: Records
    parts: int = 1

    def add(self, run: Any, proofs: Records) -> "Encounter":  # noqa: ANN401 - a NumPy record
        """Give both as one."""
        whole, all_proofs = self.run.copy(), self.proofs.copy()
        whole["last"] = run["last"]
        for name in ("n", "dist_m", "speed_kn"):
            whole[name] += run[name]
        all_proofs[LAST] = proofs[LAST]
        if run["closest_m"] < whole["closest_m"]:
            whole["closest_m"], whole["closest"] = run["closest_m"], run["closest"]
            all_proofs[CLOSEST] = proofs[CLOSEST]
        return Encounter(whole, all_proofs, self.parts + 1)


@dataclass
class Meetings:
    """What the detector remembers.

    Attributes:
        marked: the stream between marks.
        runs: of pairs near each other at the last mark, of dtype RUN, sorted by key.
        proofs: fixes they rest on, shape (r, 3, 2, 2).
        pending: meetings long enough that may go on, by the key of the pair.
    """

    marked: Marked = field(default_factory=Marked.empty)
    runs: Records = field(default_factory=lambda: np.empty(0, RUN))
    proofs: Records = field(default_factory=lambda: np.empty((0, 3, 2, 2), POINT))
    pending: dict[int, Encounter] = field(default_factory=dict)

    def is_busy(self) -> bool:
        """Tell whether a mark without any ship says something, too."""
        return bool(len(self.runs) or self.pending)


class EncounterDetector:
    """Finds pairs of ships that are near each other, slow, and away from the coast, for hours.

    Notes:
        A mark costs 4 ms for 100,000 ships of which 30,000 are in port, on one core; a fix that
        passes no mark about 10 ns. Ships near the coast are left out before any pair is looked for.

    Attributes:
        kind: `encounter`.
        rule: its version.
    """

    kind = "encounter"
    rule = "encounter/1"

    def __init__(
        self,
        world: World,
        *,
        within_m: float = 500.0,
        least_h: float = 2.0,
        merge_h: float = 4.0,
        slow_kn: float = 2.0,
        under_way_kn: float = 4.0,
        coast_m: float = 10_000.0,
        still_kn: float = 1.0,
        crowd_m: float = 2000.0,
        crowd: int = 5,
        alongside_m: float = 150.0,
    ) -> None:
        """Make it.

        Args:
            world: not used.
            within_m: 0.5 km: Global Fishing Watch, pipe-encounters.
            least_h: 2 h in a row, in slots of 10 min: pipe-encounters.
            merge_h: two such of one pair less than 4 h apart are one: pipe-encounters.
            slow_kn: mean speed of both over all of it: 2 kn, as GFW publishes (there the median).
            under_way_kn: marks at which both make more do not count: ours, so that a
                passage in company before a meeting is no part of it, and drift in wind and tide is.
            coast_m: 10 km: GFW publishes none nearer to an anchorage. Ours: to any coast.
            still_kn: ours: at anchor a ship swings, and drifts less than this in 10 min.
            crowd_m: with `crowd`, ours: ships that lie still with so many still ones around are at
                an anchorage, where all are near each other without having met.
            crowd: five others within 2 km are one ship each 2 km²: as dense as the anchorages off
                large ports, denser than a ship and those that wait to come alongside it.
            alongside_m: ours: two ships in a crowd that are nearer than this do not swing at two
                anchors, so they count; aerials of two large ships side by side are nearer.
        """
        del world
        self._sieve = Sieve(coast_m=coast_m)
        self._within_m, self._slow_kn, self._crowd = within_m, slow_kn, crowd
        self._limits = np.array([under_way_kn, still_kn, crowd_m, alongside_m])
        self._least, self._merge = self._sieve.slots(least_h), self._sieve.slots(merge_h)

    def detect(self, batch: Batch, carry: Meetings | None) -> tuple[pa.Table, Meetings]:
        """Find the encounters that are over: four hours apart, or nowhere near."""
        meetings = carry or Meetings()
        meetings.marked.take_in(batch, self._sieve)
        found = []
        for sighted in meetings.marked.settle(self._sieve, meetings.is_busy):
            found += self._advance(meetings, sighted)
        return self._table(meetings, found, "closed"), meetings

    def close(self, carry: Meetings) -> pa.Table:
        """Tell the encounters that go on, or may."""
        meetings = replace(carry, pending=dict(carry.pending))
        found = []
        for sighted in carry.marked.waiting(meetings.is_busy):
            found += self._advance(meetings, sighted)
        self._end(meetings, range(len(meetings.runs)), found)
        return self._table(meetings, [*found, *meetings.pending.values()], "open")

    def _advance(self, meetings: Meetings, sighted: Sighted) -> list[Encounter]:
        """Look at a mark: returns the encounters that are over."""
        found: list[Encounter] = []
        self._join(meetings, sighted, found)
        for key, encounter in list(meetings.pending.items()):
            if sighted.mark + 1 - encounter.run["last"] < self._merge:
                continue
            near = meetings.runs[meetings.runs["key"] == key]
            first = near["first"][0] if len(near) else sighted.mark + 1
            if first - encounter.run["last"] >= self._merge:
                found.append(meetings.pending.pop(key))
        return found

    def _join(self, meetings: Meetings, sighted: Sighted, found: list[Encounter]) -> None:
        """Join the contacts of a mark to the runs so far."""
        spots, n = sighted.spots, 0
        a, b, dist_m = np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0)
        keys = which = np.empty(0, np.int64)
        if len(spots) > 1:
            lon, lat = np.ascontiguousarray(spots["lon"]), np.ascontiguousarray(spots["lat"])
            bands = sort_bands(lon, lat, np.ones(len(spots), bool), self._within_m)
            a, b, dist_m = pairs_in(bands, self._within_m)
            keys, which = np.empty(len(a), np.int64), np.empty(len(a), np.int64)
            n = find_contacts(spots, bands, a, b, dist_m, self._limits, self._crowd, keys, which)
        order = np.argsort(keys[:n])
        runs, proofs = np.empty(n, RUN), np.empty((n, 3, 2, 2), POINT)
        ended = np.empty(len(meetings.runs), np.int64)
        n_ended = join_runs(
            sighted.mark, spots, sighted.ends, a, b, dist_m, keys[:n][order], which[:n][order],
            meetings.runs, meetings.proofs, runs, proofs, ended,
        )  # fmt: skip
        self._end(meetings, ended[:n_ended].tolist(), found)
        meetings.runs, meetings.proofs = runs, proofs

    def _end(self, meetings: Meetings, rows: Iterable[int], found: list[Encounter]) -> None:
        """Add runs that ended to what is pending, when they are long enough."""
        for row in rows:
            run = meetings.runs[row]
            if run["n"] < self._least:
                continue
            key, proofs = int(run["key"]), meetings.proofs[row]
            before = meetings.pending.get(key)
            if before is None:
                meetings.pending[key] = Encounter(run.copy(), proofs.copy())
            elif run["first"] - before.run["last"] < self._merge:
                meetings.pending[key] = before.add(run, proofs)
            else:
                found.append(before)
                meetings.pending[key] = Encounter(run.copy(), proofs.copy())

    def _table(self, meetings: Meetings, found: list[Encounter], status: str) -> pa.Table:
        sources = meetings.marked.memory.sources
        slow = [e for e in found if e.run["speed_kn"] / e.run["n"] <= self._slow_kn]
        return events_table(self._event(e, sources, status) for e in slow)

    def _event(
        self, encounter: Encounter, sources: list[str | None], status: str
    ) -> dict[str, Any]:
        run, step_us = encounter.run, self._sieve.step_us
        text, other = (text_of_object_id(int(run[name])) for name in ("object_a", "object_b"))
        start, evidence = moment(run["first"] * step_us), _evidence(encounter, sources)
        place = f"{run['lon']:.6f}", f"{run['lat']:.6f}"
        return {
            "event_id": event_id(self.kind, text, start, self.rule, other, *place),
            "kind": self.kind,
            "object_id": text,
            "track_id": int(run["track_id"]),
            "t_start": start,
            "t_end": moment(run["last"] * step_us) if status == "closed" else None,
            "lon": round(float(run["lon"]), 7),
            "lat": round(float(run["lat"]), 7),
            "others": [other],
            "n": 2,
            "n_is": "exact",
            "certainty": "simulated" if is_simulated(evidence) else "observed",
            "evidence": evidence,
            "detail": self._detail(encounter),
            "status": status,
            "rule": self.rule,
            "source": evidence[0]["source"],
        }

    def _detail(self, encounter: Encounter) -> dict[str, Any]:
        run, n = encounter.run, int(encounter.run["n"])
        return {
            "hours": round(n * self._sieve.step_s / 3600.0, 3),
            "mean_m": round(float(run["dist_m"]) / n, 1),
            "closest_m": round(float(run["closest_m"]), 1),
            "speed_kn": round(float(run["speed_kn"]) / n, 2),
            "parts": encounter.parts,
            "step_s": self._sieve.step_s,
        }


def _evidence(encounter: Encounter, sources: list[str | None]) -> list[dict[str, Any]]:
    """Fixes before and after the first, the closest and the last mark, of both, each once."""
    told: list[dict[str, Any]] = []
    names = [text_of_object_id(int(encounter.run[name])) for name in ("object_a", "object_b")]
    for which in (FIRST, CLOSEST, LAST):
        for name, points in zip(names, encounter.proofs[which], strict=True):
            fixes = [{"object_id": name} | tell_point(point, sources) for point in points]
            told += [fix for fix in fixes if fix not in told]
    return told


def make(world: World) -> EncounterDetector:
    """Make the detector: entry point `encounter`."""
    return EncounterDetector(world)
