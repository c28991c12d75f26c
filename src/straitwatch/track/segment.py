"""FIX rows into tracks: rows with lanes and tracks, JUMP rows set aside, TRACK rows."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel import laneform as form
from straitwatch.kernel.lane import sweep_lanes
from straitwatch.kernel.rows import NEVER, Rows, Words
from straitwatch.kernel.slots import find_runs
from straitwatch.model.schema import FIX
from straitwatch.model.unit import KN_TO_M_S, NM_M, US_PER_S
from straitwatch.track.intake import read_fixes
from straitwatch.track.register import ObjectRegister, WordRegister
from straitwatch.track.rows import closed_tracks, jump_rows, open_tracks

__all__ = ["TrackCarry", "Tracked", "assign_tracks", "close_tracks"]

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Records = npt.NDArray[np.void]

MAX_SPEED_KN = 60.0
"""Above the fastest ships in service: car ferry `Francisco`, 58 kn on trial (2013)."""

MAX_AIRCRAFT_KN = 1000.0
"""Above jets at cruise with a jet stream behind them (480 + 200 kn), below AIS's 1022 kn."""

SLACK_M = NM_M
"""Granted at any speed: what 3 minutes of wrong time stamp are at 20 kn; 1-s stamps of several
receivers and positions rounded to 1/600' need far less."""

GAP_S = 3600.0
"""Where a gap begins, a track ends: the least class of Global Fishing Watch's pipe-gaps."""

ALONE_S = 3600.0
"""A fix that none of its identity's lanes can have reached is a jump when no other one bears it
out for 1 h: twenty times the 3 min of the slowest class of AIS reports (M.1371-5, table 1)."""

FLYING_KN = 50.0
"""An aircraft this fast is elsewhere a second later: a place that repeats is an old one, told again
while nothing new is heard. Helicopters hover below it."""

GIVEN_UP_S = 86_400.0
"""A lane is given up when its identity was heard elsewhere only, for a day: ours."""

_LEAST_ROOM = 64


@dataclass
class TrackCarry:
    """What the next batch must know: opaque, may be pickled; `assign_tracks` uses it up."""

    limits: form.Limits
    register: ObjectRegister = field(default_factory=ObjectRegister)
    source: WordRegister = field(default_factory=WordRegister)
    receiver: WordRegister = field(default_factory=WordRegister)
    objects: Records = field(default_factory=lambda: np.zeros(0, form.OBJECT))
    lanes: Records = field(default_factory=lambda: np.zeros(0, form.LANE))
    n_slots: int = 0
    free: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    t_max: int = NEVER


@dataclass(frozen=True, eq=False)
class Tracked:
    """What fixes turned into.

    Attributes:
        rows: fixes that stay, with lane and track, by object_id, t; zone, coast_m, breadth_m and
            state are not filled.
        words: what their codes stand for.
        jumps: JUMP, in the order in which they were decided: fixes that are in rows too, each as a
            lane of one.
        duplicates: fixes of a moment and lane that were told before. Not in rows.
        late: fixes older than the last one of their object. Not in rows.
        stale: old places of aircraft, told again. Not in rows.
        tracks: TRACK rows that were closed or updated; the last row of a track_id holds.
        retired: slots of lanes given up, int32; none of them is taken again in this batch.
        switches: of dtype kernel.laneform.SWITCH: where another lane of an identity is heard.
    """

    rows: Rows
    words: Words
    jumps: pa.Table
    duplicates: int
    late: int
    stale: int
    tracks: pa.Table
    retired: Codes
    switches: Records


def assign_tracks(
    fixes: pa.Table,
    carry: TrackCarry | None,
    *,
    max_speed_kn: float = MAX_SPEED_KN,
    gap_s: float = GAP_S,
    max_aircraft_kn: float = MAX_AIRCRAFT_KN,
    slack_m: float = SLACK_M,
    alone_s: float = ALONE_S,
    given_up_s: float = GIVEN_UP_S,
    flying_kn: float = FLYING_KN,
) -> tuple[Tracked, TrackCarry]:
    """Hold fixes to be of one object, or of several that send under one identity.

    Up to four lanes of an identity are followed side by side. A fix goes on from the nearest
    lane that can have reached it; where none can, it begins a lane. A lane of one fix that
    nothing bears out for `alone_s` was a jump. A lane whose identity is heard elsewhere only, for
    `given_up_s`, is given up; so is the most silent one when a fifth would begin.

    Args:
        fixes: FIX, n rows by object_id, t. Null t, lon or lat are the caller's to remove.
        carry: what the batch before handed back; None at the start.
        max_speed_kn: more than this between two fixes is no ship.
        gap_s: silence that ends a track.
        max_aircraft_kn: the same as max_speed_kn, for ICAO addresses and SAR aircraft's MMSI.
        slack_m: distance that is granted at any speed.
        alone_s: how long a fix that no lane can have reached waits to be borne out.
        given_up_s: how long a lane is kept when its identity is heard elsewhere only.
        flying_kn: an aircraft so fast whose place repeats has not been heard anew.

    Returns:
        What the fixes turned into, and the carry for the next batch.

    Raises:
        SchemaError: a column is missing or mistyped, or t, lon or lat hold nulls.
        OrderError: rows are not sorted by object_id, t.

    Notes:
        O(n). Cut the stream between any two moments: the same rows come out, but for the numbers of
        slots. Distances on the sphere, up to 0.6 % off: the top speed's margin is wider.
        `straitwatch bench events --stages` measures it.
    """
    if carry is None:
        per_us = KN_TO_M_S / US_PER_S
        limits = form.Limits(
            slack_m=slack_m,
            gap_us=gap_s * US_PER_S,
            alone_us=alone_s * US_PER_S,
            given_up_us=given_up_s * US_PER_S,
            ship_m_us=max_speed_kn * per_us,
            aircraft_m_us=max_aircraft_kn * per_us,
            flying_kn=flying_kn,
        )
        carry = TrackCarry(limits)
    columns = read_fixes(fixes, carry.source, carry.receiver)
    swept = _sweep(columns, carry)
    words = _words(carry)
    told = Tracked(
        rows=_rows(columns, swept.kept),
        words=words,
        jumps=jump_rows(swept.jumps, words.source),
        duplicates=swept.same,
        late=swept.late,
        stale=swept.stale,
        tracks=_updated(carry, swept),
        retired=swept.retired,
        switches=swept.switches,
    )
    carry.free = np.append(carry.free, swept.retired)
    return told, carry


def close_tracks(carry: TrackCarry) -> Tracked:
    """Tell what is undecided at the end of a stream; does not use the carry up.

    A fix that nothing bore out is a jump when another one of its identity denies it, and a track of
    one when there is none.

    Returns:
        jumps, and the TRACK rows of all tracks in memory: `closed` when silent for longer than
        gap_s at the stream's last fix, else `open`. No rows.
    """
    lanes, words = carry.lanes[: carry.n_slots], _words(carry)
    heard = (lanes["t_before"] != form.AFTER) | (lanes["t_after"] != form.AFTER)
    denied = (lanes["state"] == form.ALONE) & heard
    standing = np.flatnonzero((lanes["state"] != form.FREE) & ~denied)
    horizon = carry.t_max - int(carry.limits.gap_us)
    empty = read_fixes(FIX.empty_table(), carry.source, carry.receiver)
    return Tracked(
        rows=_rows(empty, form.make_room(0)),
        words=words,
        jumps=jump_rows(lanes[denied], words.source),
        duplicates=0,
        late=0,
        stale=0,
        tracks=open_tracks(lanes[standing], _is_shared(carry, lanes[standing]), horizon),
        retired=np.empty(0, np.int32),
        switches=np.zeros(0, form.SWITCH),
    )


class _Swept(NamedTuple):
    kept: form.Kept
    jumps: Records
    closed: Records
    retired: Codes
    switches: Records
    same: int
    late: int
    stale: int
    touched: Ints


def _words(carry: TrackCarry) -> Words:
    return Words(tuple(carry.source.words), tuple(carry.receiver.words), ())


def _sweep(columns: dict[str, Array], carry: TrackCarry) -> _Swept:
    """Run the kernel; changes the carry."""
    n, ids = len(columns["t"]), columns["object_id"]
    unique, first = find_runs(ids)
    numbers = carry.register.number(unique)
    free = _grow(carry, n)
    which = np.repeat(numbers, np.diff(np.append(first, n)))
    fixes = form.Fixes(which, *(columns[name] for name in form.Fixes._fields[1:]))
    kept, room = form.make_room(n), n + 4 * len(unique)
    jumps, closed = np.empty(room, form.LANE), np.empty(room, form.CLOSED)
    retired, switches = np.empty(room, np.int32), np.empty(n, form.SWITCH)
    tally = np.zeros(form.TALLY, np.int64)
    outputs = kept, jumps, closed, retired, switches, tally
    sweep_lanes(fixes, carry.objects, carry.lanes, free, carry.limits, *outputs)
    n_kept, same, late, n_jumps, n_closed, n_retired, n_slots, n_switches, stale = tally.tolist()
    taken = min(n_slots, len(carry.free))
    carry.n_slots += n_slots - taken
    carry.free = carry.free[taken:]
    if n:
        carry.t_max = max(carry.t_max, int(columns["t"].max()))
    return _Swept(
        form.first_of(kept, n_kept),
        jumps[:n_jumps].copy(),
        closed[:n_closed],
        retired[:n_retired].copy(),
        switches[:n_switches].copy(),
        same,
        late,
        stale,
        numbers,
    )


def _grow(carry: TrackCarry, n: int) -> Codes:
    """Make room for a batch of n fixes: the slots that may be taken, the next one first."""
    carry.objects = _longer(carry.objects, len(carry.objects), len(carry.register))
    fresh = np.arange(carry.n_slots, carry.n_slots + n, dtype=np.int32)
    carry.lanes = _longer(carry.lanes, carry.n_slots, carry.n_slots + n)
    return np.concatenate([carry.free, fresh])


def _longer(records: Records, used: int, room: int) -> Records:
    if room <= len(records):
        return records
    longer = np.zeros(max(room, 2 * len(records), _LEAST_ROOM), records.dtype)
    longer[:used] = records[:used]
    if "lanes" in (records.dtype.names or ()):
        longer["lanes"][len(records) :] = -1
        longer["last"][len(records) :] = -1
    return longer


def _rows(columns: dict[str, Array], kept: form.Kept) -> Rows:
    """Take the rows that stay, all of them as a rule."""
    n, whole = len(kept.row), len(kept.row) == len(columns["t"])
    taken = {name: c if whole else c[kept.row] for name, c in columns.items()}
    return Rows(
        slot=kept.slot,
        fresh=kept.fresh,
        track_id=kept.track_id,
        zone=np.full(n, -1, np.int8),
        coast_m=np.full(n, np.nan, np.float32),
        breadth_m=np.full(n, np.nan, np.float32),
        state=np.full(n, -1, np.int32),
        **taken,
    )


def _updated(carry: TrackCarry, swept: _Swept) -> pa.Table:
    """TRACK of what ended, then of what is open of the objects of this batch."""
    slots = carry.objects["lanes"][swept.touched].ravel()
    lanes = carry.lanes[slots[slots >= 0]]
    lanes = lanes[lanes["state"] == form.BORNE_OUT]
    still = open_tracks(lanes, _is_shared(carry, lanes), NEVER)
    return pa.concat_tables([closed_tracks(swept.closed), still])


def _is_shared(carry: TrackCarry, lanes: Records) -> npt.NDArray[np.bool_]:
    """Tell of lanes whether their identity sends from several objects."""
    ids, back = np.unique(lanes["object_id"], return_inverse=True)
    numbers = carry.register.number(ids)
    return np.asarray(carry.objects["switches"][numbers][back] >= form.SHARED, bool)
