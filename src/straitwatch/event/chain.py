"""A batch and what was held of the batches before it into one chain of fixes."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.memory import is_simulated
from straitwatch.kernel.segment import can_reach
from straitwatch.kernel.slots import compact_marks, merge_slots
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.schema import PATH
from straitwatch.model.unit import KN_TO_M_S, US_PER_S, iso, moment

__all__ = ["Chain", "Held", "chain_fixes", "hold_rows", "is_simulated", "moment"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_KIND_SHIFT, _ICAO24 = 56, 1
_SAR_AIRCRAFT = (111_000_000, 111_999_999)  # ITU-R M.585-9, annex 1: 111MIDxxx
_NEVER = -(2**62)
_DIGITS = 7


class Held(NamedTuple):
    """What a detector remembers: opaque, may be pickled.

    Attributes:
        rows: PATH rows that marks point at.
        object_id: objects with a slot, sorted, shape (m,).
        marks: row numbers, -1 for none, shape (m, k).
        t_max: latest fix of the stream in µs.
    """

    rows: pa.Table
    object_id: Ints
    marks: Ints
    t_max: int


@dataclass(frozen=True, eq=False)
class Chain:
    """Rows held, then the batch; arrays over both, shape (n,), unless said otherwise.

    Attributes:
        rows: PATH.
        start: first row of the batch.
        t_us: µs.
        lon: degrees.
        lat: degrees.
        track_id: tracks.
        slots: objects with a slot, sorted, shape (m,).
        marks: of each slot, shape (m, k): the sweep changes them.
        slot: of each row of the batch, shape (b,).
        before: row before each row of the batch, -1 for none, shape (b,).
        broken: whether the object cannot have come from there, shape (b,).
        t_max: latest fix of the stream in µs.
    """

    rows: pa.Table
    start: int
    t_us: Ints
    lon: Floats
    lat: Floats
    track_id: Ints
    slots: Ints
    marks: Ints
    slot: Ints
    before: Ints
    broken: Bools
    t_max: int

    def fixes(self, which: Ints) -> list[dict[str, Any]]:
        """Say what rows are, as evidence: source, line, t, lon, lat."""
        return fixes_of(self.rows, which)

    def object_text(self, row: int) -> str:
        """Text identity of a row's object."""
        return text_of_object_id(int(self.slots[self.slot[row - self.start]]))


def fixes_of(rows: pa.Table, which: Ints) -> list[dict[str, Any]]:
    """Say what rows of a PATH are, as evidence: source, line, t, lon, lat."""
    taken = rows.select(["source", "line", "t", "lon", "lat"]).take(pa.array(which, pa.int64()))
    return [
        {
            "source": row["source"],
            "line": row["line"],
            "t": iso(row["t"]),
            "lon": round(row["lon"], _DIGITS),
            "lat": round(row["lat"], _DIGITS),
        }
        for row in taken.to_pylist()
    ]


def chain_fixes(batch: Batch, held: Held | None, world: World, *, width: int, last: int) -> Chain:
    """Chain a batch to what was held.

    Args:
        batch: sorted by object and time.
        held: of the batch before; None at the start.
        world: its top speeds tell a break from a gap.
        width: marks of a slot.
        last: which of them is the last fix.

    Raises:
        OrderError: the path is not sorted.
    """
    held = held or Held(
        PATH.empty_table(), np.empty(0, np.int64), np.empty((0, width), np.int64), _NEVER
    )
    rows = pa.concat_tables([held.rows, batch.path.select(PATH.names)]).unify_dictionaries()
    old = Batch(held.rows, held.rows)
    ids, first = batch.runs
    slots, marks = merge_slots(held.object_id, held.marks, ids)
    n = batch.path.num_rows
    slot = np.repeat(np.searchsorted(slots, ids), np.diff(np.append(first, n)))
    start = held.rows.num_rows
    before = np.arange(start - 1, start + n - 1)
    before[first] = marks[slot[first], last]
    t_us, lon = np.append(old.t_us, batch.t_us), np.append(old.lon, batch.lon)
    lat, track_id = np.append(old.lat, batch.lat), np.append(old.track_id, batch.track_id)
    suspects = np.flatnonzero((before >= 0) & (track_id[before] != track_id[start:]))
    broken = np.zeros(n, bool)
    a, b = before[suspects], suspects + start
    broken[suspects] = ~can_reach(
        (lon[a], lat[a], t_us[a]),
        (lon[b], lat[b], t_us[b]),
        _top_speed(slots[slot[suspects]], world),
        world.slack_m,
    )
    t_max = max(held.t_max, int(batch.t_us.max())) if n else held.t_max
    return Chain(rows, start, t_us, lon, lat, track_id, slots, marks, slot, before, broken, t_max)


def hold_rows(chain: Chain, marks: Ints) -> Held:
    """Keep what marks point at, for the next batch."""
    keep, marks = compact_marks(marks, marks.shape[1])
    rows = chain.rows.take(pa.array(keep)).combine_chunks()
    return Held(rows, chain.slots, marks, chain.t_max)


def _top_speed(object_id: Ints, world: World) -> Floats:
    sar = (object_id >= _SAR_AIRCRAFT[0]) & (object_id <= _SAR_AIRCRAFT[1])
    airborne = (object_id >> _KIND_SHIFT == _ICAO24) | sar
    speed_kn = np.where(airborne, world.max_aircraft_kn, world.max_speed_kn)
    return np.asarray(speed_kn * (KN_TO_M_S / US_PER_S), np.float64)
