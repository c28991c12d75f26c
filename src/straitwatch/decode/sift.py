"""Text columns turned into FIX, STATIC and REJECT: each row is taken or rejected with a fault."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.decode.cell import (
    map_words,
    read_code,
    read_icao24,
    read_integers,
    read_numbers,
    read_times,
    repeat_word,
)
from straitwatch.decode.columns import Column, Match
from straitwatch.decode.repeat import Repeats
from straitwatch.decode.say import NewWords, make_statics
from straitwatch.decode.words import NAV_STATUS
from straitwatch.model.error import ContractError
from straitwatch.model.fault import Fault
from straitwatch.model.identity import parse_object_id
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX, ON_GROUND, REJECT

__all__ = ["Reject", "Sieve", "read_identities", "reject_table", "sift"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Reject = tuple[int | None, int | None, Fault, str]
"""Line, byte offset, fault, what stood there."""

_T = FIX.field("t").type
MAX_AGE_S = 60.0
"""A position older than the time of its row is no news: the default watermark."""

_ICAO24 = parse_object_id("icao24:000000")
_MAX_MMSI = 999_999_999
_MAX_SHIP_KN = 102.2  # ITU-R M.1371-5, table 48
_SAR_AIRCRAFT = 111  # ITU-R M.585-9, annex 1, section 2: 111MIDaxx, up to 1,022 kn
_NO_STATUS = 15  # "not defined", the default
_TRUE = frozenset({"true", "1", "-1", "t", "yes", "y"})  # -1: BaseStation (SBS)
_MAX_RAW = 200
_NUMBERS = ("sog_kn", "cog_deg", "heading_deg", "rot_deg_min", "alt_ft", "vrate_ft_min")
_FAULTS = (
    *(Fault.IDENTITY, Fault.NO_TIME, Fault.TIME),
    *(Fault.NO_POSITION, Fault.POSITION, Fault.LATE, Fault.DUPLICATE),
)


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
    said: NewWords = field(default_factory=NewWords)
    blanked: Counter[str] = field(default_factory=Counter)

    def late_notes(self) -> list[str]:
        """Remarks that are known only at the end: which values were left out."""
        return [
            f"{n} values of {name} are out of range or unreadable: left out"
            for name, n in self.blanked.items()
            if n
        ]


def sift(
    text: pa.Table,
    lines: Ints,
    sieve: Sieve,
    tally: Tally,
    *,
    reject: Callable[[int, Fault], Reject],
    others: list[Reject],
) -> Decoded:
    """Turn rows of text into tables and count them.

    Args:
        text: string columns named by our targets, n rows; null where a cell is empty.
        lines: line, or row, of each in the source, n.
        sieve: what is remembered; changed.
        tally: counts; changed. `lines` and `n_bytes` are the caller's.
        reject: makes the reject of row i.
        others: rejects that the caller has found already; counted here.

    Returns:
        FIX in the order of the rows, STATIC of what is new, REJECT by line.
    """
    ids, no_id = read_identities(text)
    t, fault = _faults(text, ids, no_id, sieve)
    _mark_repeats(text, ids, t, fault, sieve)
    good = np.flatnonzero(fault == 0)
    rejects = others + [reject(int(i), _FAULTS[fault[i] - 1]) for i in np.flatnonzero(fault)]
    taken = text.take(pa.array(good)) if len(good) < len(text) else text
    ids, t, lines = ids[good], t.take(pa.array(good)), lines[good]
    fixes = _fixes(taken, ids, t, lines, sieve)
    statics = _statics(taken, ids, t, lines, sieve)
    tally.messages += len(good)
    tally.fixes += len(good)
    tally.statics += len(statics)
    tally.rejects.update(str(row[2]) for row in rejects)
    return Decoded(fixes, statics, reject_table(rejects, sieve.source))


def _statics(text: pa.Table, ids: Ints, t: pa.Array, lines: Ints, sieve: Sieve) -> pa.Table:
    fresh = sieve.said.find(text, ids)
    place = pa.array(fresh)
    columns = {column.target: column for column, _ in sieve.match.used}
    said, when = text.take(place), t.take(place)
    return make_statics(said, ids[fresh], when, lines[fresh], source=sieve.source, columns=columns)


def read_identities(text: pa.Table) -> tuple[Ints, Bools]:
    """Identity of each row, 0 and true where there is none; an MMSI goes before an address."""
    ids = np.zeros(len(text), np.int64)
    if "icao24" in text.column_names:
        address = pc.fill_null(read_icao24(_cells(text, "icao24"))[0], -1).to_numpy()
        ids = np.where(address > 0, address | _ICAO24, 0)
    if "mmsi" in text.column_names:
        cells = _cells(text, "mmsi")
        mmsi = pc.fill_null(read_integers(cells)[0], 0).to_numpy()
        ids = np.where((mmsi > 0) & (mmsi <= _MAX_MMSI), mmsi, ids)
        own = pc.fill_null(pc.match_substring(cells, ":"), False).to_numpy(zero_copy_only=False)
        if own.any():
            ids = np.where(own, _own_identities(cells), ids)
    return ids, ids == 0


def _own_identities(cells: pa.Array) -> Ints:
    """Read identities as this project writes them, `mmsi:431000001`; 0 for what is none."""
    coded = cells.dictionary_encode()
    known = [_own_identity(word) for word in coded.dictionary.to_pylist()]
    ids: Ints = np.array([*known, 0], np.int64)[pc.fill_null(coded.indices, -1).to_numpy()]
    return ids


def _own_identity(word: str) -> int:
    try:
        return parse_object_id(word)
    except ContractError:
        return 0


def _faults(
    text: pa.Table, ids: Ints, no_id: Bools, sieve: Sieve
) -> tuple[pa.Array, npt.NDArray[np.int8]]:
    """Times, and for each row 0 or one more than the place of its fault in `_FAULTS`."""
    t_us, bad_t, no_t = _times(text, sieve)
    columns = {column.target: column for column, _ in sieve.match.used}
    no_lon, bad_lon = _check_coordinate(text, columns["lon"], 180.0)
    no_lat, bad_lat = _check_coordinate(text, columns["lat"], 90.0)
    t_us, stale = _dated(text, t_us, sieve)
    fault = np.select(
        [no_id, no_t, bad_t, no_lon | no_lat, bad_lon | bad_lat, stale],
        [1, 2, 3, 4, 5, 6],
        default=0,
    )
    undated = np.full(len(ids), "t" not in text.column_names)
    return pa.array(t_us, _T, mask=undated), fault.astype(np.int8)


def _times(text: pa.Table, sieve: Sieve) -> tuple[Ints, Bools, Bools]:
    """Read t; where a source dates nothing, no row is at fault for it."""
    if "t" not in text.column_names:
        none = np.zeros(len(text), bool)
        return np.zeros(len(text), np.int64), none, none
    clock = _cells(text, "t")
    if "date" in text.column_names and re.match(r"\s*\d?\d:", str(pc.first(clock))):
        clock = pc.binary_join_element_wise(_cells(text, "date"), clock, " ")
    return read_times(clock, day_first=sieve.day_first)


def _check_coordinate(text: pa.Table, column: Column, limit: float) -> tuple[Bools, Bools]:
    """Find the coordinates that are not available, and those that cannot be."""
    values, unreadable = read_numbers(_cells(text, column.target))
    found = pc.fill_null(values, np.nan).to_numpy()
    absent = np.isin(found, column.absent) | (np.isnan(found) & ~unreadable)
    return absent, ~(np.abs(column.in_our_unit(found)) <= limit) & ~absent


def _dated(text: pa.Table, t_us: Ints, sieve: Sieve) -> tuple[Ints, Bools]:
    """Date rows by their position's own age, where told; the mask is of those too old.

    A receiver repeats the last position while an aircraft is silent, and says how old it is.
    """
    if "age_s" in text.column_names:
        age = pc.fill_null(read_numbers(_cells(text, "age_s"))[0], 0.0).to_numpy()
        good = (age >= 0) & (age < 1e9)  # noqa: PLR2004 - seconds: 30 years
        return t_us - np.rint(np.where(good, age, 0.0) * 1e6).astype(np.int64), age > MAX_AGE_S
    if "t_position" in text.column_names:
        own, _, _ = read_times(_cells(text, "t_position"), day_first=sieve.day_first)
        age_us = np.where(own > 0, t_us - own, 0)
        return t_us - np.maximum(age_us, 0), age_us > MAX_AGE_S * 1e6
    return t_us, np.zeros(len(text), bool)


def _mark_repeats(
    text: pa.Table, ids: Ints, t: pa.Array, fault: npt.NDArray[np.int8], sieve: Sieve
) -> None:
    """Mark the rows of aircraft that only repeat the position before; changes `fault`."""
    rows = np.flatnonzero((fault == 0) & (ids > _MAX_MMSI))
    if not len(rows):
        return
    taken = text.take(pa.array(rows))
    columns = {column.target: column for column, _ in sieve.match.used}

    def values(target: str) -> npt.NDArray[np.float64]:
        if target not in columns:
            return np.full(len(rows), np.nan)
        read = pc.fill_null(read_numbers(_cells(taken, target))[0], np.nan)
        return np.asarray(read.to_numpy() * columns[target].scale)

    t_us = pc.fill_null(t.cast(pa.int64()), 0).to_numpy()[rows]
    repeats = sieve.seen.find(ids[rows], t_us, values("lon"), values("lat"), values("sog_kn"))
    fault[rows[repeats]] = _FAULTS.index(Fault.DUPLICATE) + 1


def _fixes(text: pa.Table, ids: Ints, t: pa.Array, lines: Ints, sieve: Sieve) -> pa.Table:
    n = len(text)
    columns = {column.target: column for column, _ in sieve.match.used}
    made = {
        "object_id": pa.array(ids),
        "t": t,
        "lon": _degrees(text, columns["lon"]),
        "lat": _degrees(text, columns["lat"]),
        "source": repeat_word(sieve.source, n),
        "line": pa.array(lines),
    }
    for target in _NUMBERS:
        if target in columns:
            made[target] = _in_range(text, columns[target], ids, sieve)
    if "nav_status" in columns:
        made["nav_status"] = map_words(_cells(text, "nav_status"), _nav_status, pa.int8())
    if "on_ground" in columns:
        made["nav_status"] = _with_ground(text, ids, made.get("nav_status"))
    if "receiver" in columns:
        made["receiver"] = _cells(text, "receiver").dictionary_encode()
    arrays = [made[f.name] if f.name in made else pa.nulls(n, f.type) for f in FIX]
    return pa.table(arrays, schema=FIX)


def _degrees(text: pa.Table, column: Column) -> pa.Array:
    values = read_numbers(_cells(text, column.target))[0]
    return values if column.scale == 1.0 else pc.multiply(values, column.scale)


def _in_range(text: pa.Table, column: Column, ids: Ints, sieve: Sieve) -> pa.Array:
    """Values of one column in our unit; what is not available or cannot be is null."""
    read, unreadable = read_numbers(_cells(text, column.target))
    values = pc.fill_null(read, np.nan).to_numpy()
    high = np.full(len(values), column.high)
    if column.target == "sog_kn":
        is_ship = (ids <= _MAX_MMSI) & (ids // 1_000_000 != _SAR_AIRCRAFT)
        high[is_ship] = _MAX_SHIP_KN
    absent = np.isnan(values) & ~unreadable
    for sign in column.absent:
        absent |= np.abs(values - sign) < 1e-3  # noqa: PLR2004 - 102.3 may come as 102.30000305
    values = column.in_our_unit(values)
    absent |= np.isnan(values) & ~unreadable  # a rate of turn of 127 tells no number
    good = ~absent & (values >= column.low) & (values <= high)
    sieve.blanked[column.target] += int(np.count_nonzero(~good & ~absent))
    return pa.array(values.astype(np.float32), mask=~good)


_status_code = read_code(NAV_STATUS)


def _nav_status(word: str) -> int | None:
    code = _status_code(word)
    return code if code is not None and code < _NO_STATUS else None


def _with_ground(text: pa.Table, ids: Ints, said: pa.Array | None) -> pa.Array:
    """Status of each row, where aircraft that are on the ground have a code of their own."""
    down = map_words(_cells(text, "on_ground"), _is_true, pa.bool_())
    landed = pc.and_(pc.fill_null(down, False), pa.array(ids > _MAX_MMSI))
    said = pa.nulls(len(ids), pa.int8()) if said is None else said
    return pc.if_else(landed, pa.scalar(ON_GROUND, pa.int8()), said)


def _is_true(word: str) -> bool:
    return word.strip().casefold() in _TRUE


def _cells(text: pa.Table, target: str) -> pa.Array:
    """One column as one array: a table of one chunk hands over its own."""
    column = text[target]
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def reject_table(rejects: list[Reject], source: str) -> pa.Table:
    """Write rejects as REJECT, by line."""
    rows = sorted(rejects, key=lambda row: row[0] or 0)
    columns = {
        "source": repeat_word(source, len(rows)),
        "line": pa.array([row[0] for row in rows], pa.int64()),
        "offset": pa.array([row[1] for row in rows], pa.int64()),
        "fault": pa.array([str(row[2]) for row in rows], pa.string()).dictionary_encode(),
        "raw": pa.array([row[3][:_MAX_RAW] for row in rows], pa.string()),
    }
    return pa.table(columns, schema=REJECT)
