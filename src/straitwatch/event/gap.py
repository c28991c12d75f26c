"""Gaps: which lane gave no fix for how long, between which places, and was it to be heard there."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.gap_row import KIND, RULE, GapRows, are_parked
from straitwatch.event.hearing import Hearing
from straitwatch.event.memory import Memory
from straitwatch.event.table import events_table
from straitwatch.kernel.gap import (
    JUDGED,
    MARKS,
    STATUS,
    TRACK,
    TWICE,
    Found,
    Reception,
    clear_slot,
    empty_found,
    empty_reception,
    judge,
    sum_receptions,
    sweep_gaps,
)
from straitwatch.kernel.rows import NEVER
from straitwatch.model.unit import US_PER_S

__all__ = ["GapCarry", "GapDetector", "make"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

_STEP_US = 1800 * US_PER_S  # so that one lies wholly within any gap of an hour
_BACK_US = 2 * _STEP_US
_ROOM = 4096
_LEFT = "given up: its identity went on elsewhere"


@dataclass
class GapCarry:
    """What is remembered; may be pickled.

    Attributes:
        memory: of each lane its last fix; marks as in kernel/gap; distance from shore.
        reception: how often each lane was heard, by hours.
        hearing: who was heard where in the last hours.
        receivers: names of the codes of receivers.
        left: lanes that were given up while silent, as gaps without an end.
        left_id: identity of each.
        step: step of time at which lanes were judged last.
    """

    memory: Memory = field(default_factory=lambda: Memory.empty(points=1, marks=MARKS, figures=1))
    reception: Reception = field(default_factory=lambda: empty_reception(0))
    hearing: Hearing = field(default_factory=lambda: Hearing(_STEP_US))
    receivers: list[str | None] = field(default_factory=list)
    left: Found = field(default_factory=lambda: empty_found(0))
    left_id: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    step: int = 0


class GapDetector:
    """Finds silence of at least `world.gap_s` between two fixes of one lane.

    A gap is silence in what was read, and no proof that a transponder was off. Whether others went
    on being heard there tells more: `detail.reception` is `good` when they were, `poor` when those
    that had been heard before fell silent too, `unknown` when there was nobody else to hear.
    Compared are half-hours of the clock that lie wholly before or after the moment, in the cell of
    0.25° and the eight around it, by all sources of the stream: it is silent in all of them.

    An open gap counts to the latest fix of the stream; its id is that of the closed gap that it
    becomes. An object that was heard only once has none: nothing was interrupted. A gap of a lane
    that was given up stays open. An aircraft that said that it is on the ground, and is heard there
    next, was parked: that is none.
    """

    kind = KIND
    rule = RULE

    def __init__(
        self,
        world: World,
        *,
        window_h: float = 2.0,
        least_share: float = 0.5,
        disabling_h: float = 12.0,
        disabling_nm: float = 50.0,
        disabling_fixes: int = 14,
    ) -> None:
        """Take the thresholds.

        Args:
            world: its `gap_s` is the least silence; its `measure_coast` is asked once for each gap
                of `disabling_h` that began farther from shore than the fixes tell.
            window_h: how long after its beginning others count. Ours: what was heard later tells
                of another place.
            least_share: others heard after, as a share of those heard before, that still count as
                good reception. Ours: half, so that one of two receivers lost is no good one.
            disabling_h: hours, Welch et al. 2022, Science Advances 8:eabq2109; so the next two.
            disabling_nm: distance from shore.
            disabling_fixes: fixes in the 12 h before. Published for satellite receivers; which
                receivers are that is not known here, so all count, and the event says so.
        """
        self._gap_us = round(world.gap_s * US_PER_S)
        self._window_us = round(window_h * 3600) * US_PER_S
        self._rows = GapRows(
            world,
            least_share=least_share,
            disabling=(disabling_h, disabling_nm, disabling_fixes),
        )

    def detect(self, batch: Batch, carry: GapCarry | None) -> tuple[pa.Table, GapCarry]:
        """Find the gaps that end in this batch."""
        carry = carry or GapCarry()
        if not batch.n_slots:
            self._retire(carry, batch.retired)
            return events_table([]), carry
        source = carry.memory.take_in(batch)
        receiver = _receivers(batch, carry)
        _make_room(carry)
        carry.hearing.count(batch, _simulated(batch.words.source)[batch.rows.source])
        rows = self._sweep(batch, source, receiver, carry)
        self._retire(carry, batch.retired)
        self._judge_the_silent(carry)
        return events_table(rows), carry

    def close(self, carry: GapCarry) -> pa.Table:
        """Tell the gaps that are open at the latest fix of the stream."""
        memory, t_max = carry.memory, carry.memory.t_max
        if t_max == NEVER:
            return events_table([])
        t = memory.points["t"][:, 0]
        silent = np.flatnonzero(
            (t != NEVER) & (t_max - t >= self._gap_us) & (memory.marks[:, TWICE] == 1)
        )
        found = _take(carry, silent)
        gone = np.flatnonzero(t_max - carry.left.points["t"][:, 0] >= self._gap_us)
        left = _part(carry.left, gone)
        rows = self._open(found, memory.object_id[silent], carry, None)
        return events_table(rows + self._open(left, carry.left_id[gone], carry, _LEFT))

    def _open(
        self, found: Found, object_id: Ints, carry: GapCarry, lane: str | None
    ) -> list[dict[str, Any]]:
        self._judge(found, object_id, np.full(len(object_id), carry.memory.t_max), carry)
        told = np.flatnonzero(~are_parked(found)).tolist()
        return [self._row(found, k, int(object_id[k]), carry, lane) for k in told]

    def _row(
        self, found: Found, k: int, object_id: int, carry: GapCarry, lane: str | None
    ) -> dict[str, Any]:
        memory, receivers = carry.memory, carry.receivers
        return self._rows.row(found, k, object_id, memory=memory, receivers=receivers, lane=lane)

    def _sweep(
        self, batch: Batch, source: Codes, receiver: Codes, carry: GapCarry
    ) -> list[dict[str, Any]]:
        memory, rows = carry.memory, []
        row, n = 0, len(batch.rows.t)
        found = empty_found(min(_ROOM, n))
        while row < n:
            row, k = sweep_gaps(
                batch.rows,
                source,
                receiver,
                self._gap_us,
                row,
                memory.points,
                memory.marks,
                memory.figures,
                carry.reception,
                found,
            )
            some = _part(found, slice(k))
            ids = memory.object_id[some.slot]
            self._judge(some, ids, some.points["t"][:, 1], carry)
            told = np.flatnonzero(~are_parked(some)).tolist()
            rows += [self._row(some, j, int(ids[j]), carry, None) for j in told]
        return rows

    def _judge(self, found: Found, object_id: Ints, until: Ints, carry: GapCarry) -> None:
        point = found.points[:, 0]
        judge(
            np.ascontiguousarray(point["t"]),
            np.ascontiguousarray(point["lon"]),
            np.ascontiguousarray(point["lat"]),
            np.ascontiguousarray(object_id),
            _simulated(tuple(carry.memory.sources))[point["source"]],
            np.ascontiguousarray(until),
            _STEP_US,
            _BACK_US,
            self._window_us,
            carry.hearing.heard,
            found.judged,
        )

    def _judge_the_silent(self, carry: GapCarry) -> None:
        """Judge what can be judged, once in a step of time, and forget what nobody will ask."""
        memory = carry.memory
        step = memory.t_max // _STEP_US
        if step <= carry.step:
            return
        carry.step = step
        t = memory.points["t"][:, 0]
        ripe = (t != NEVER) & (t + self._window_us <= memory.t_max)
        slots = np.flatnonzero(ripe & (memory.marks[:, JUDGED.start] < 0))
        found = _take(carry, slots)
        self._judge(found, memory.object_id[slots], np.full(len(slots), memory.t_max), carry)
        memory.marks[slots, JUDGED] = found.judged
        over = carry.left.points["t"][:, 0] + self._window_us <= memory.t_max
        gone = _part(carry.left, over)
        self._judge(gone, carry.left_id[over], np.full(over.sum(), memory.t_max), carry)
        carry.left.judged[over] = gone.judged
        kept_us = self._window_us + _BACK_US + _STEP_US
        carry.hearing.forget_before((memory.t_max - kept_us) // _STEP_US)

    def _retire(self, carry: GapCarry, retired: Codes) -> None:
        """Keep the silence of lanes that were given up, as gaps that nothing can end."""
        memory = carry.memory
        known = retired[retired < len(memory.marks)].astype(np.int64)
        heard = known[memory.marks[known, TWICE] == 1]
        if len(heard):
            more = _take(carry, heard)
            both: Any = zip(carry.left, more, strict=True)
            carry.left = Found._make(np.concatenate(pair) for pair in both)
            carry.left_id = np.append(carry.left_id, memory.object_id[heard])
        for s in known.tolist():
            clear_slot(memory.points, memory.marks, carry.reception, s)


def _part(found: Found, which: Any) -> Found:  # noqa: ANN401 - whatever picks rows of an array
    return Found._make(array[which] for array in found)


def _take(carry: GapCarry, slots: Ints) -> Found:
    """What is remembered of slots, as gaps without an end."""
    memory, found = carry.memory, empty_found(len(slots))
    found.points[:, 0] = memory.points[slots, 0]
    found.slot[:], found.track[:] = slots, memory.marks[slots, TRACK]
    found.judged[:] = memory.marks[slots, JUDGED]
    found.coast_m[:], found.status[:] = memory.figures[slots, 0], memory.marks[slots, STATUS]
    sum_receptions(carry.reception, slots, found.n, found.who)
    return found


def _make_room(carry: GapCarry) -> None:
    slots, have = len(carry.memory.marks), len(carry.reception.total)
    if slots > have:
        more = empty_reception(slots - have)
        both: Any = zip(carry.reception, more, strict=True)
        carry.reception = Reception._make(np.concatenate(pair) for pair in both)


def _receivers(batch: Batch, carry: GapCarry) -> Codes:
    """Code of each row's receiver in the memory, -1 for none; learns new ones."""
    words = list(batch.words.receiver)
    if words[: len(carry.receivers)] == carry.receivers:  # codes of one stream only grow
        carry.receivers = words
        return batch.rows.receiver
    known = {word: code for code, word in enumerate(carry.receivers)}
    codes = [known.setdefault(word, len(known)) for word in words]
    carry.receivers = list(known)
    return np.append(np.array(codes, np.int32), np.int32(-1))[batch.rows.receiver]


def _simulated(sources: tuple[str | None, ...]) -> Codes:
    """1 for each source of simulated traffic, else 0; the last one stands for none at all.

    What is simulated must not bear witness of real receivers.
    """
    told = [(source or "").startswith("simulated:") for source in sources]
    return np.array([*told, False], np.int32)


def make(world: World) -> GapDetector:
    """Make the detector: entry point `gap`."""
    return GapDetector(world)
