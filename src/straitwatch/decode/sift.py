"""Columns turned into FIX, STATIC and REJECT: each row is taken or rejected with a fault."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.decode.cell import repeat_word
from straitwatch.decode.columns import Column, Match
from straitwatch.decode.repeat import Repeats
from straitwatch.decode.said import LastSaid
from straitwatch.decode.say import make_statics
from straitwatch.decode.typed import MAX_MMSI, NUMBERS, Typed, read_identities, type_columns
from straitwatch.kernel.csv_fix import NO_ROW, find_good, keep_in_range
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX, ON_GROUND, REJECT

__all__ = ["Reject", "Sieve", "read_identities", "reject_table", "sift", "sift_typed"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
Reject = tuple[int | None, int | None, Fault, str]
"""Line, byte offset, fault, what stood there."""

_T = FIX.field("t").type
_MAX_SHIP_KN = 102.2  # ITU-R M.1371-5, table 48
_SAR_AIRCRAFT = 111  # ITU-R M.585-9, annex 1, section 2: 111MIDaxx, up to 1,022 kn
_MAX_RAW = 200
_FAULTS = (
    *(Fault.IDENTITY, Fault.NO_TIME, Fault.TIME),
    *(Fault.NO_POSITION, Fault.POSITION, Fault.LATE, Fault.DUPLICATE),
)
"""Faults by the number that `find_good` gives, less one."""

_PLACE = ("lon", "lat")
_DUPLICATE = np.uint8(_FAULTS.index(Fault.DUPLICATE) + 1)
_NO_POSITION = np.uint8(_FAULTS.index(Fault.NO_POSITION) + 1)
_ALL_GOOD = np.zeros(0, bool)


@dataclass
class Sieve:
    """What sifting of one source remembers from block to block.

    Attributes:
        source: its label.
        match: what was taken for what.
        day_first: whether 3/4/2020 is the third of April.
        seen: where each aircraft was last.
        said: what each object last said of itself.
        blanked: values out of range or unreadable that were left out, by column.
    """

    source: str
    match: Match
    day_first: bool = True
    seen: Repeats = field(default_factory=Repeats)
    said: LastSaid = field(default_factory=LastSaid)
    blanked: Counter[str] = field(default_factory=Counter)

    @property
    def columns(self) -> Mapping[str, Column]:
        """How each of our columns is written, by its name."""
        return {column.target: column for column, _ in self.match.used}

    def late_notes(self) -> list[str]:
        """Remarks that are known only at the end: which values were left out."""
        return [
            f"{n} values of {name} are out of range or unreadable: left out"
            for name, n in self.blanked.items()
            if n
        ]


def sift(
    table: pa.Table,
    lines: Ints,
    sieve: Sieve,
    tally: Tally,
    *,
    reject: Callable[[int, Fault], Reject],
    others: list[Reject],
) -> Decoded:
    """Turn rows of text, or of types of their own, into tables and count them.

    Args:
        table: columns named by our targets, n rows; null where a cell is empty. See
            `type_columns` for their types.
        lines: line, or row, of each in the source, n.
        sieve: what is remembered; changed.
        tally: counts; changed. `lines` and `n_bytes` are the caller's.
        reject: makes the reject of row i.
        others: rejects that the caller has found already; counted here.

    Returns:
        FIX in the order of the rows, STATIC of what is new, REJECT by line.
    """
    typed = type_columns(table, day_first=sieve.day_first)
    return sift_typed(typed, lines, sieve, tally, reject=reject, others=others)


def sift_typed(
    typed: Typed,
    lines: Ints,
    sieve: Sieve,
    tally: Tally,
    *,
    reject: Callable[[int, Fault], Reject],
    others: list[Reject],
) -> Decoded:
    """Turn rows that are read into tables; arguments and result as of `sift`."""
    typed = _settle(typed, sieve)
    fault, rows = _judge(typed, sieve)
    telling = _find_telling(typed, fault, rows, sieve)
    bad = np.flatnonzero((fault != 0) & (fault != NO_ROW))
    rejects = others + [reject(int(row), _FAULTS[fault[row] - 1]) for row in bad]
    fixes = _fixes(typed, rows, lines, sieve)
    statics = _statics(typed, telling, lines, sieve)
    tally.messages += len(telling)
    tally.fixes += len(rows)
    tally.statics += len(statics)
    counts = Counter(row[2] for row in rejects)
    tally.rejects.update({str(one): n for one, n in counts.items()})
    return Decoded(fixes, statics, reject_table(rejects, sieve.source))


def _settle(typed: Typed, sieve: Sieve) -> Typed:
    """Put in our unit what the kernels take as it is: degrees, and rates of turn of AIS."""
    odd = {
        name: column.settle(typed.numbers[name])
        for name, column in sieve.columns.items()
        if name in typed.numbers and (column.is_ais_rot or (name in _PLACE and column.scale != 1.0))
    }
    return replace(typed, numbers={**typed.numbers, **odd}) if odd else typed


def _judge(typed: Typed, sieve: Sieve) -> tuple[Bytes, Ints]:
    """Fault of each row, one more than its place in `_FAULTS`; and the rows without one."""
    n = len(typed)
    fault, rows = np.zeros(n, np.uint8), np.empty(n, np.int64)
    if typed.is_row is not None:
        fault[~typed.is_row] = NO_ROW
    columns, numbers = sieve.columns, typed.numbers
    n_good = find_good(
        fault,
        typed.ids,
        np.zeros(n, np.uint8) if typed.t_state is None else typed.t_state,
        numbers["lon"],
        numbers["lat"],
        np.array(columns["lon"].absent, np.float64),
        np.array(columns["lat"].absent, np.float64),
        _ALL_GOOD if typed.stale is None else typed.stale,
        rows,
    )
    rows = rows[:n_good]
    repeats = _find_repeats(typed, rows, sieve)
    fault[repeats] = _DUPLICATE
    return fault, rows[fault[rows] == 0] if len(repeats) else rows


def _find_repeats(typed: Typed, rows: Ints, sieve: Sieve) -> Ints:
    """Find the rows of aircraft that only repeat the position before."""
    rows = rows[typed.ids[rows] > MAX_MMSI]
    if not len(rows):
        return rows
    columns = sieve.columns

    def values(target: str) -> Floats:
        if target not in typed.numbers:
            return np.full(len(rows), np.nan)
        told = typed.numbers[target][rows]
        return np.where(np.isfinite(told), told * columns[target].scale, np.nan)

    own, t_us = typed.ids[rows], typed.t_us[rows]
    repeats = sieve.seen.find(own, t_us, values("lon"), values("lat"), values("sog_kn"))
    return rows[repeats]


def _fixes(typed: Typed, rows: Ints, lines: Ints, sieve: Sieve) -> pa.Table:
    n = len(rows)
    columns = sieve.columns
    place = None if n == len(typed) else pa.array(rows)
    made = {
        "object_id": _taken(typed.ids, rows),
        "t": pa.nulls(n, _T) if typed.t_state is None else _taken(typed.t_us, rows).cast(_T),
        "lon": _taken(typed.numbers["lon"], rows),
        "lat": _taken(typed.numbers["lat"], rows),
        "source": repeat_word(sieve.source, n),
        "line": _taken(lines, rows),
    }
    for target in NUMBERS:
        if target in typed.numbers and target in columns:
            made[target] = _in_range(typed, rows, columns[target], sieve)
    for name, words in (("nav_status", typed.nav_status), ("receiver", typed.receiver)):
        if words is not None:
            made[name] = words if place is None else words.take(place)
    if "alt_geom_ft" in made:
        made["alt_ft"] = _fill_altitude(made)
    arrays = [made[f.name] if f.name in made else pa.nulls(n, f.type) for f in FIX]
    return pa.table(arrays, schema=FIX)


def _fill_altitude(made: Mapping[str, pa.Array]) -> pa.Array:
    """Altitudes: barometric, else geometric; who is on the ground has none but what is told."""
    geometric = made["alt_geom_ft"]
    if "nav_status" in made:
        down = pc.fill_null(pc.equal(made["nav_status"], ON_GROUND), False)
        geometric = pc.if_else(down, pa.scalar(None, pa.float32()), geometric)
    return pc.coalesce(made["alt_ft"], geometric) if "alt_ft" in made else geometric


def _taken(values: npt.NDArray[Any], rows: Ints) -> pa.Array:
    """Values of some rows, rising: of all, no copy."""
    return pa.array(values if len(rows) == len(values) else values[rows])


def _in_range(typed: Typed, rows: Ints, column: Column, sieve: Sieve) -> pa.Array:
    """Values of one column in our unit; what is not available or cannot be is null."""
    is_ship, n = _ALL_GOOD, len(rows)
    if column.target == "sog_kn":
        is_ship = (typed.ids <= MAX_MMSI) & (typed.ids // 1_000_000 != _SAR_AIRCRAFT)
    out, bits = np.empty(n, np.float32), np.zeros((n + 7) // 8, np.uint8)
    n_null, n_blanked = keep_in_range(
        *(typed.numbers[column.target], rows, is_ship, _MAX_SHIP_KN),
        *(column.scale, column.low, column.high, np.array(column.absent, np.float64)),
        *(out, bits),
    )
    sieve.blanked[column.target] += n_blanked
    valid = pa.py_buffer(bits) if n_null else None
    return pa.Array.from_buffers(pa.float32(), n, [valid, pa.py_buffer(out)], n_null)


def _find_telling(typed: Typed, fault: Bytes, rows: Ints, sieve: Sieve) -> Ints:
    """Add to the good rows those that say something of their object and not where it is.

    In layouts that write messages of AIS, static ones among them; their fault is cleared.
    """
    archive = sieve.match.archive
    if archive is None or not archive.has_statics or typed.said is None:
        return rows
    nowhere = np.isnan(typed.numbers["lon"]) & np.isnan(typed.numbers["lat"])
    static = np.flatnonzero((fault == _NO_POSITION) & nowhere & (typed.said != 0))
    fault[static] = NO_ROW
    return np.sort(np.concatenate([rows, static]))


def _statics(typed: Typed, rows: Ints, lines: Ints, sieve: Sieve) -> pa.Table:
    """STATIC of the rows that say something else than the same object's row before."""
    fresh = rows[:0]
    if typed.said is not None and len(rows):
        fresh = rows[sieve.said.find(typed.ids[rows], typed.said[rows])]
    dated = typed.t_state is not None
    return make_statics(
        typed.words(fresh),
        typed.ids[fresh],
        pa.array(typed.t_us[fresh]).cast(_T) if dated else pa.nulls(len(fresh), _T),
        lines[fresh],
        source=sieve.source,
        columns=sieve.columns,
    )


def reject_table(rejects: list[Reject], source: str) -> pa.Table:
    """Write rejects as REJECT, by line."""
    rows = sorted(rejects, key=lambda row: row[0] or 0)
    columns = {
        "source": repeat_word(source, len(rows)),
        "line": pa.array([row[0] for row in rows], pa.int64()),
        "offset": pa.array([row[1] for row in rows], pa.int64()),
        "fault": pa.array([row[2].value for row in rows], pa.string()).dictionary_encode(),
        "raw": pa.array([row[3][:_MAX_RAW] for row in rows], pa.string()),
    }
    return pa.table(columns, schema=REJECT)
