"""Lanes of one identity that are heard in turn into events: several objects send under it."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.memory import is_simulated
from straitwatch.event.table import events_table
from straitwatch.event.turn import Place, Turn, read_turn, runs_of_turns
from straitwatch.kernel.rows import NEVER
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.identity import event_id, text_of_object_id
from straitwatch.model.unit import NM_M, US_PER_S, moment

__all__ = ["IdentitySharedDetector", "make"]

Turns = npt.NDArray[np.void]

_REASON = (
    "positions go on from two places in turn, and nothing can go from one to the other in the time"
)


@dataclass
class _Sharing:
    """What is known of one identity: the turns that count, from the first to the last."""

    first: Turn
    last: Turn
    n: int


@dataclass
class Sharings:
    """What is remembered; may be pickled."""

    by_object: dict[int, _Sharing] = field(default_factory=dict)
    t_max: int = NEVER


class IdentitySharedDetector:
    """Tells that several objects send under one identity: one event as long as it goes on.

    A turn is the moment at which another lane of the identity is heard than the time before. It
    counts when neither lane is of one fix, and the run that it ends lasted no longer than `run_h`:
    objects that send on their own account are heard in turn, while a position that was falsified is
    away for a while and comes back. `least_turns` within `quiet_h` of each other make an event.

    It does not say which of the objects the identity belongs to, nor whether both exist: a false
    signal that is sent beside the true one looks the same from here.
    """

    kind = "identity_shared"
    rule = "identity_shared/1"

    def __init__(
        self, world: World, *, least_turns: int = 3, run_h: float = 0.5, quiet_h: float = 24.0
    ) -> None:
        """Take the thresholds.

        Args:
            world: not asked.
            least_turns: away, back, and away again; ours: a single excursion has two turns.
            run_h: ours: ten reports of the slowest class of AIS (3 min, M.1371-5, table 1).
            quiet_h: ours: a day without a turn ends the event.
        """
        del world
        self._least, self._run_us = least_turns, run_h * 3600.0 * US_PER_S
        self._quiet_us = quiet_h * 3600.0 * US_PER_S

    def detect(self, batch: Batch, carry: Sharings | None) -> tuple[pa.Table, Sharings]:
        """Take the turns of this batch; tell the events that a later turn shows to have ended."""
        carry = carry or Sharings()
        carry.t_max = max(carry.t_max, batch.t_max)
        counted = batch.switches[self._counts(batch)]
        found = [
            event for turns in runs_of_turns(counted) for event in self._take(carry, turns, batch)
        ]
        return events_table(found), carry

    def close(self, carry: Sharings) -> pa.Table:
        """Tell the events that no later turn ended: `open` unless the last turn is long ago."""
        return events_table(
            self._event(who, one, "closed" if self._is_over(one, carry.t_max) else "open")
            for who, one in carry.by_object.items()
            if one.n >= self._least
        )

    def _counts(self, batch: Batch) -> Any:  # noqa: ANN401 - a NumPy mask
        turns = batch.switches
        short = turns["t_from"] - turns["t_run"] <= self._run_us
        return short & ~turns["opens"] & ~turns["alone"]

    def _take(self, carry: Sharings, turns: Turns, batch: Batch) -> list[dict[str, Any]]:
        """Take the turns of one identity: of those that follow each other, two have to be read."""
        object_id = int(turns["object_id"][0])
        pauses = np.flatnonzero(np.diff(turns["t_to"]) > self._quiet_us) + 1
        told = []
        for start, stop in pairwise([0, *pauses.tolist(), len(turns)]):
            first, last = (read_turn(turns[k], batch) for k in (start, stop - 1))
            one = carry.by_object.get(object_id)
            if one is not None and self._is_over(one, first.now.t):
                if one.n >= self._least:
                    told.append(self._event(object_id, one, "closed"))
                one = None
            one = one or _Sharing(first, last, 0)
            one.last, one.n = last, one.n + stop - start
            carry.by_object[object_id] = one
        return told

    def _is_over(self, one: _Sharing, t: int) -> bool:
        return t - one.last.now.t > self._quiet_us

    def _event(self, object_id: int, one: _Sharing, status: str) -> dict[str, Any]:
        text, start = text_of_object_id(object_id), one.first.run
        t, ended = moment(start.t), status == "closed"
        places = [start, one.first.left, one.first.now, one.last.left, one.last.now]
        evidence = [place.tell() for place in dict.fromkeys(places)]
        return {
            "event_id": event_id(self.kind, text, t, self.rule),
            "kind": self.kind,
            "object_id": text,
            "t_start": t,
            "t_end": moment(one.last.now.t) if ended else None,
            "lon": start.lon,
            "lat": start.lat,
            "certainty": "simulated" if is_simulated(evidence) else "inferred",
            "evidence": evidence,
            "detail": {
                "turns": one.n,
                "last_turn": evidence[-1]["t"],
                "apart_nm": _apart_nm(one.last.left, one.last.now),
                "reason": _REASON,
            },
            "status": status,
            "rule": self.rule,
            "source": evidence[0]["source"],
        }


def _apart_nm(a: Place, b: Place) -> float:
    return round(float(arc_distance(a.lon, a.lat, b.lon, b.lat)) / NM_M, 1)


def make(world: World) -> IdentitySharedDetector:
    """Make the detector: entry point `identity_shared`."""
    return IdentitySharedDetector(world)
