"""Gaps: which object gave no fix for how long, between which places."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.chain import Held, chain_fixes, fixes_of, hold_rows, is_simulated, moment
from straitwatch.event.table import events_table
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.identity import event_id, text_of_object_id
from straitwatch.model.unit import NM_M, US_PER_S

__all__ = ["GapDetector", "make"]

Ints = npt.NDArray[np.int64]

_LAST, _EARLIER = range(2)  # marks of a slot: the last fix, and one of an earlier time
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

    def detect(self, batch: Batch, carry: Held | None) -> tuple[pa.Table, Held]:
        """Find the gaps that end in this batch."""
        chain = chain_fixes(batch, carry, self._world, width=2, last=_LAST)
        row = np.arange(chain.start, len(chain.t_us))
        silence_us = np.where(chain.before >= 0, chain.t_us[row] - chain.t_us[chain.before], 0)
        ends = np.flatnonzero(silence_us >= self._world.gap_s * US_PER_S)
        before, after = chain.before[ends], row[ends]
        fixes = chain.fixes(np.stack([before, after], axis=1).ravel())
        events = events_table(
            self._event(
                chain.object_text(after[k]),
                int(chain.track_id[before[k]]),
                (int(chain.t_us[before[k]]), int(chain.t_us[after[k]])),
                fixes[2 * k : 2 * k + 2],
            )
            for k in range(len(ends))
        )
        chain.marks[chain.slot, _LAST] = row  # of each object the last one wins
        later = silence_us > 0  # a repeated fix is not heard again
        chain.marks[chain.slot[later], _EARLIER] = chain.before[later]
        return events, hold_rows(chain, chain.marks)

    def close(self, carry: Held) -> pa.Table:
        """Tell the gaps that are open at the latest fix of the stream."""
        last = Batch(carry.rows, carry.rows)
        row, heard_twice = carry.marks[:, _LAST], carry.marks[:, _EARLIER] >= 0
        silence_us = carry.t_max - last.t_us[row]
        silent = np.flatnonzero(heard_twice & (silence_us >= self._world.gap_s * US_PER_S))
        fixes = fixes_of(carry.rows, row[silent])
        return events_table(
            self._event(
                text_of_object_id(int(carry.object_id[s])),
                int(last.track_id[row[s]]),
                (int(last.t_us[row[s]]), carry.t_max),
                [fix],
            )
            for s, fix in zip(silent, fixes, strict=True)
        )

    def _event(
        self, text: str, track_id: int, span_us: tuple[int, int], fixes: list[dict[str, Any]]
    ) -> dict[str, Any]:
        closed = len(fixes) > 1
        t = moment(span_us[0])
        hours = (span_us[1] - span_us[0]) / US_PER_S / 3600.0
        size = next(name for least_h, name in _CLASSES if hours >= least_h)
        return {
            "event_id": event_id(self.kind, text, t, self.rule),
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
