"""Gaps: which object gave no fix for how long, between which places."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.memory import Memory, is_simulated, points_of
from straitwatch.event.table import events_table
from straitwatch.kernel.rows import NEVER
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.identity import event_id, text_of_object_id
from straitwatch.model.unit import NM_M, US_PER_S, moment

__all__ = ["GapDetector", "make"]

Ints = npt.NDArray[np.int64]

_CLASSES = ((12, "12h"), (6, "6h"), (0, "1h"))
"""pipe-gaps of Global Fishing Watch: 12 h published, 6 h as sample, from 1 h a candidate."""


class GapDetector:
    """Finds silence of at least `world.gap_s` between two good fixes of one object.

    Whether a receiver would have heard the object is not known here: a gap is silence in what was
    read, and no proof that a transponder was off. An open gap counts to the latest fix of the
    stream; its id is that of the closed gap that it becomes. An object that was heard only once
    has none: nothing was interrupted.
    """

    kind = "gap"
    rule = "gap/1"

    def __init__(self, world: World) -> None:
        self._world = world

    def detect(self, batch: Batch, carry: Memory | None) -> tuple[pa.Table, Memory]:
        """Find the gaps that end in this batch."""
        memory = carry if carry is not None else Memory.empty(points=1, marks=2)
        source, rows = memory.take_in(batch), batch.rows
        order = np.argsort(rows.slot, kind="stable")
        slot, points = rows.slot[order], points_of(rows, source, order)
        first = np.append(True, slot[1:] != slot[:-1]) if len(slot) else np.empty(0, bool)
        before = np.roll(points, 1)
        before[first] = memory.points[slot[first], 0]
        heard = ~rows.fresh[order] & (before["t"] != NEVER) & (points["t"] > before["t"])
        ends = np.flatnonzero(heard & (points["t"] - before["t"] >= self._world.gap_s * US_PER_S))
        track = rows.track_id[order]
        was = np.roll(track, 1)
        was[first] = memory.marks[slot[first], 0]
        events = events_table(
            self._event(
                text_of_object_id(int(memory.object_id[slot[k]])),
                int(was[k]),
                (int(before["t"][k]), int(points["t"][k])),
                [memory.tell(before[k]), memory.tell(points[k])],
            )
            for k in ends
        )
        memory.points[slot, 0], memory.marks[slot, 0] = points, track
        memory.marks[slot[rows.fresh[order]], 1] = 0
        memory.marks[slot[heard], 1] = 1
        return events, memory

    def close(self, memory: Memory) -> pa.Table:
        """Tell the gaps that are open at the latest fix of the stream."""
        t = memory.points["t"][:, 0]
        silent = (t != NEVER) & (memory.marks[:, 1] == 1)
        silent &= memory.t_max - t >= self._world.gap_s * US_PER_S
        return events_table(
            self._event(
                text_of_object_id(int(memory.object_id[s])),
                int(memory.marks[s, 0]),
                (int(t[s]), memory.t_max),
                [memory.tell(memory.points[s, 0])],
            )
            for s in np.flatnonzero(silent)
        )

    def _event(
        self, text: str, track_id: int, span_us: tuple[int, int], fixes: list[dict[str, Any]]
    ) -> dict[str, Any]:
        closed = len(fixes) > 1
        t = moment(span_us[0])
        hours = (span_us[1] - span_us[0]) / US_PER_S / 3600.0
        size = next(name for least_h, name in _CLASSES if hours >= least_h)
        return {
            "event_id": event_id(self.kind, text, t, self.rule, str(track_id)),
            "kind": self.kind,
            "object_id": text,
            "track_id": track_id,
            "t_start": t,
            "t_end": moment(span_us[1]) if closed else None,
            "lon": fixes[0]["lon"],
            "lat": fixes[0]["lat"],
            "certainty": "simulated" if is_simulated(fixes) else "observed",
            "evidence": fixes,
            "detail": {"class": size, "hours": round(hours, 3)} | _way(fixes, hours),
            "status": "closed" if closed else "open",
            "rule": self.rule,
            "source": fixes[0]["source"],
        }


def _way(fixes: list[dict[str, Any]], hours: float) -> dict[str, float]:
    """How far the next fix is, and the speed that takes; nothing while none came."""
    if len(fixes) == 1:
        return {}
    (a, b) = fixes
    dist_nm = float(arc_distance(a["lon"], a["lat"], b["lon"], b["lat"])) / NM_M
    return {"dist_nm": round(dist_nm, 2), "speed_kn": round(dist_nm / hours, 2)}


def make(world: World) -> GapDetector:
    """Make the detector: entry point `gap`."""
    return GapDetector(world)
