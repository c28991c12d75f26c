"""Batches of typed columns turned into FIX, STATIC and REJECT: each row is taken or rejected."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.decode.cell import repeat_word
from straitwatch.decode.columns import STATIC_TARGETS, Column, Match, match_columns, settle_units
from straitwatch.decode.header import note_times, require_position
from straitwatch.decode.memory import Memory
from straitwatch.decode.repeat import Repeats
from straitwatch.decode.say import make_statics
from straitwatch.decode.sift import MAX_AGE_S, Reject, reject_table
from straitwatch.decode.values import (
    as_text,
    codes_of,
    day_of_clock,
    first_words,
    flags_of,
    ids_of,
    numbers_of,
    places_of,
    times_of,
)
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX, ON_GROUND

__all__ = ["GEOMETRY", "decode_batches"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

GEOMETRY = ("geometry", "geom", "wkbgeometry", "shape", "point", "thegeom")
"""Plain names under which tables keep a point, where they have no columns of degrees."""

_T = FIX.field("t").type
_MAX_MMSI = 999_999_999
_MAX_SHIP_KN = 102.2  # ITU-R M.1371-5, table 48
_SAR_AIRCRAFT = 111  # ITU-R M.585-9, annex 1, section 2: 111MIDaxx, up to 1,022 kn
_NUMBERS = ("sog_kn", "cog_deg", "heading_deg", "rot_deg_min", "alt_ft", "vrate_ft_min")
_FAULTS = (
    *(Fault.IDENTITY, Fault.NO_TIME, Fault.TIME),
    *(Fault.NO_POSITION, Fault.POSITION, Fault.LATE, Fault.DUPLICATE),
)
_DUPLICATE = len(_FAULTS)
_MAX_RAW = 200
_MIX = np.uint64(0x9E37_79B9_7F4A_7C15)  # 2**64 over the golden ratio: spreads hashes


@dataclass
class _Sieve:
    """What is remembered of one source from batch to batch."""

    source: str
    match: Match
    geometry: str | None
    day_first: bool = True
    seen: Repeats = field(default_factory=Repeats)
    said: Memory = field(default_factory=lambda: Memory(np.zeros(0, np.int64)))
    blanked: dict[str, int] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, Column]:
        return {column.target: column for column, _ in self.match.used}


def decode_batches(
    batches: Iterable[Mapping[str, pa.Array]],
    source: str,
    tally: Tally,
    *,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Decoded]:
    """Decode batches of typed columns.

    Args:
        batches: name in the file -> values, all of one length; each batch with the same names.
        source: label of the source.
        tally: counts; changed. A row is a line; `n_bytes` is the caller's.
        columns: the user's own map, our column -> name in the file.

    Yields:
        the tables of each batch: FIX in the order of the rows, STATIC of what is new, REJECT.

    Raises:
        SourceError: there are no dated positions.
        ConfigError: the user's map does not fit.

    Notes:
        Numbers and times are taken as they are, without a way through text: a float64 stays what
        it is to the last bit. What is no column of the map is not touched.
    """
    sieve: _Sieve | None = None
    for batch in batches:
        if sieve is None:
            sieve = _start(batch, source, tally, columns)
        yield _decode(batch, sieve, tally)
    for name, n in (sieve.blanked if sieve else {}).items():
        if n:
            tally.notes.append(f"{n} values of {name} are out of range or unreadable: left out")


def _start(
    batch: Mapping[str, pa.Array], source: str, tally: Tally, given: Mapping[str, str] | None
) -> _Sieve:
    """Match names, and say what was taken for what."""
    match, geometry = match_names(list(batch), given)
    require_position(match, source)
    used = [name for _, name in match.used if name in batch]
    first = first_words([(name, batch[name]) for name in used])
    match = settle_units(match, first, given)
    tally.notes += [match.words, *match.remarks]
    if geometry:
        tally.notes.append(f"lon and lat from the points of '{geometry}'")
    day_first, notes = _note_times(batch, match.name_of("t"), first)
    tally.notes += notes
    return _Sieve(source, match, geometry, day_first)


def _note_times(
    batch: Mapping[str, pa.Array], name: str | None, first: Mapping[str, list[str]]
) -> tuple[bool, tuple[str, ...]]:
    """Tell how times are read, be they time stamps, counts or text."""
    if name is None or not pa.types.is_timestamp(batch[name].type):
        return note_times([word for word in first.get(name or "", []) if word])
    zoned = batch[name].type.tz is not None
    return True, () if zoned else (f"times of '{name}' carry no zone: read as UTC",)


def match_names(
    names: list[str], given: Mapping[str, str] | None = None
) -> tuple[Match, str | None]:
    """Match the names of a typed table; points stand in for columns of degrees.

    Returns:
        the match, in which lon and lat have the names of their own where points give them; and
        the column of the points, or None.
    """
    match = match_columns(names, given)
    if "lon" not in match.missing and "lat" not in match.missing:
        return match, None
    plain = {"".join(c for c in name.casefold() if c.isalnum()): name for name in names}
    geometry = next((plain[name] for name in GEOMETRY if name in plain), None)
    if geometry is None:
        return match, None
    return match_columns([*names, "lon", "lat"], given), geometry


@dataclass(frozen=True)
class _Rows:
    """Rows of a batch: values by our columns, and what was read of each row already."""

    cells: Mapping[str, pa.Array]
    lines: Ints
    ids: Ints
    lon: Floats
    lat: Floats
    t_us: Ints

    def take(self, place: Ints) -> "_Rows":
        cells = {target: array.take(pa.array(place)) for target, array in self.cells.items()}
        lon, lat, t_us = self.lon[place], self.lat[place], self.t_us[place]
        return _Rows(cells, self.lines[place], self.ids[place], lon, lat, t_us)

    @property
    def t(self) -> pa.Array:
        """Times; null where the source dates nothing."""
        return pa.array(self.t_us, _T, mask=np.full(len(self.ids), "t" not in self.cells))


def _decode(batch: Mapping[str, pa.Array], sieve: _Sieve, tally: Tally) -> Decoded:
    rows, fault = _read(batch, sieve, tally.lines)
    _mark_repeats(rows, fault, sieve)
    rejects: list[Reject] = [
        (int(rows.lines[i]), None, _FAULTS[fault[i] - 1], _raw(batch, int(i), sieve))
        for i in np.flatnonzero(fault)
    ]
    tally.lines += len(fault)
    if rejects:
        rows = rows.take(np.flatnonzero(fault == 0))
    fixes, statics = _fixes(rows, sieve), _statics(rows, sieve)
    tally.messages += len(fixes)
    tally.fixes += len(fixes)
    tally.statics += len(statics)
    tally.rejects.update(str(row[2]) for row in rejects)
    return Decoded(fixes, statics, reject_table(rejects, sieve.source))


def _read(
    batch: Mapping[str, pa.Array], sieve: _Sieve, n_before: int
) -> tuple[_Rows, npt.NDArray[np.int8]]:
    """Read a batch, and for each row 0 or one more than the place of its fault in `_FAULTS`."""
    cells = {column.target: batch[name] for column, name in sieve.match.used if name in batch}
    n = len(next(iter(batch.values())))
    ids, no_id = ids_of(cells.get("mmsi"), cells.get("icao24"), n)
    lon, lat, bad_place = _places(batch, cells, sieve)
    t_us, bad_t, no_t = _times(cells, n, sieve)
    none = (np.isnan(lon) | np.isnan(lat)) & ~bad_place
    beyond = bad_place | ~(np.abs(lon) <= 180.0) | ~(np.abs(lat) <= 90.0)  # noqa: PLR2004 - degrees
    t_us, stale = _dated(cells, t_us, sieve)
    fault = np.select([no_id, no_t, bad_t, none, beyond, stale], [1, 2, 3, 4, 5, 6], default=0)
    lines = np.arange(n_before + 1, n_before + n + 1)
    return _Rows(cells, lines, ids, lon, lat, t_us), fault.astype(np.int8)


def _raw(batch: Mapping[str, pa.Array], row: int, sieve: _Sieve) -> str:
    """A rejected row as text: the columns that stand for something."""
    names = [name for _, name in sieve.match.used if name in batch]
    told = {name: batch[name][row].as_py() for name in names}
    return json.dumps(told, ensure_ascii=False, default=str)[:_MAX_RAW]


def _places(
    batch: Mapping[str, pa.Array], cells: Mapping[str, pa.Array], sieve: _Sieve
) -> tuple[Floats, Floats, Bools]:
    """Longitude and latitude, NaN where not available, and which are unreadable."""
    if sieve.geometry:
        return places_of(batch[sieve.geometry])
    values, bad = [], np.zeros(len(cells["lon"]), bool)
    for target in ("lon", "lat"):
        column = sieve.columns[target]
        found, unreadable = numbers_of(cells[target])
        absent = np.isin(found, column.absent)
        values.append(np.where(absent, np.nan, column.in_our_unit(found)))
        bad |= unreadable
    return values[0], values[1], bad


def _times(cells: Mapping[str, pa.Array], n: int, sieve: _Sieve) -> tuple[Ints, Bools, Bools]:
    """Read t; where a source dates nothing, no row is at fault for it."""
    if "t" not in cells:
        return np.zeros(n, np.int64), np.zeros(n, bool), np.zeros(n, bool)
    if pa.types.is_time(cells["t"].type) and "date" in cells:
        return day_of_clock(cells["date"], cells["t"])
    return times_of(cells["t"], day_first=sieve.day_first)


def _dated(cells: Mapping[str, pa.Array], t_us: Ints, sieve: _Sieve) -> tuple[Ints, Bools]:
    """Date rows by their position's own age, where told; the mask is of those too old."""
    if "age_s" in cells:
        age = sieve.columns["age_s"].in_our_unit(np.nan_to_num(numbers_of(cells["age_s"])[0]))
        good = (age >= 0) & (age < 1e9)  # noqa: PLR2004 - seconds: 30 years
        return t_us - np.rint(np.where(good, age, 0.0) * 1e6).astype(np.int64), age > MAX_AGE_S
    if "t_position" in cells:
        own, _, _ = times_of(cells["t_position"])
        age_us = np.where(own > 0, t_us - own, 0)
        return t_us - np.maximum(age_us, 0), age_us > MAX_AGE_S * 1e6
    return t_us, np.zeros(len(t_us), bool)


def _mark_repeats(rows: _Rows, fault: npt.NDArray[np.int8], sieve: _Sieve) -> None:
    """Mark the rows of aircraft that only repeat the position before; changes `fault`."""
    own = np.flatnonzero((fault == 0) & (rows.ids > _MAX_MMSI))
    if not len(own):
        return
    speed = np.full(len(fault), np.nan)
    if "sog_kn" in rows.cells:
        speed = sieve.columns["sog_kn"].in_our_unit(numbers_of(rows.cells["sog_kn"])[0])
    repeats = sieve.seen.find(
        rows.ids[own], rows.t_us[own], rows.lon[own], rows.lat[own], speed[own]
    )
    fault[own[repeats]] = _DUPLICATE


def _fixes(rows: _Rows, sieve: _Sieve) -> pa.Table:
    cells, ids, n = rows.cells, rows.ids, len(rows.ids)
    made = {
        "object_id": pa.array(ids),
        "t": rows.t,
        "lon": pa.array(rows.lon),
        "lat": pa.array(rows.lat),
        "source": repeat_word(sieve.source, n),
        "line": pa.array(rows.lines),
    }
    for target in _NUMBERS:
        if target in cells:
            made[target] = _in_range(cells[target], sieve.columns[target], ids, sieve)
    if "nav_status" in cells:
        made["nav_status"] = codes_of(cells["nav_status"])
    if "on_ground" in cells:
        landed = pa.array(flags_of(cells["on_ground"]) & (ids > _MAX_MMSI))
        said = made.get("nav_status", pa.nulls(n, pa.int8()))
        made["nav_status"] = pc.if_else(landed, pa.scalar(ON_GROUND, pa.int8()), said)
    if "receiver" in cells:
        made["receiver"] = as_text(cells["receiver"]).dictionary_encode()
    arrays = [made[f.name] if f.name in made else pa.nulls(n, f.type) for f in FIX]
    return pa.table(arrays, schema=FIX)


def _in_range(cells: pa.Array, column: Column, ids: Ints, sieve: _Sieve) -> pa.Array:
    """Values of one column in our unit; what is not available or cannot be is null."""
    values, unreadable = numbers_of(cells)
    high = np.full(len(values), column.high)
    if column.target == "sog_kn":
        high[(ids <= _MAX_MMSI) & (ids // 1_000_000 != _SAR_AIRCRAFT)] = _MAX_SHIP_KN
    absent = np.isnan(values) & ~unreadable
    for sign in column.absent:
        absent |= np.abs(values - sign) < 1e-3  # noqa: PLR2004 - 102.3 may come as a float32
    values = column.in_our_unit(values)
    absent |= np.isnan(values) & ~unreadable
    good = ~absent & (values >= column.low) & (values <= high)
    n_bad = int(np.count_nonzero(~good & ~absent))
    sieve.blanked[column.target] = sieve.blanked.get(column.target, 0) + n_bad
    return pa.array(np.where(good, values, 0.0).astype(np.float32), mask=~good)


def _statics(rows: _Rows, sieve: _Sieve) -> pa.Table:
    """What objects say of themselves, where it is other than what they said before."""
    said = {target: rows.cells[target] for target in STATIC_TARGETS if target in rows.cells}
    fresh = _find_new(said, rows.ids, sieve.said)
    place = pa.array(fresh)
    return make_statics(
        pa.table({target: as_text(array.take(place)) for target, array in said.items()}),
        rows.ids[fresh],
        rows.t.take(place),
        rows.lines[fresh],
        source=sieve.source,
        columns=sieve.columns,
    )


def _find_new(said: Mapping[str, pa.Array], ids: Ints, memory: Memory) -> Ints:
    """Find rows that say something else than the same object's row before; rising."""
    rows = np.zeros(0, np.int64)
    if not said or not len(ids):
        return rows
    words = _hash_rows(said, len(ids))
    rows = np.flatnonzero(words)
    rows = rows[np.argsort(ids[rows], kind="stable")]
    own, words = ids[rows], words[rows]
    if not len(own):
        return rows
    first = np.flatnonzero(np.r_[True, own[1:] != own[:-1]])
    is_new = np.r_[True, words[1:] != words[:-1]]
    known, (before,) = memory.recall(own[first])
    is_new[first] = ~known | (before != words[first])
    last = np.r_[first[1:], len(own)] - 1
    memory.remember(own[last], words[last])
    return np.sort(rows[is_new])


def _hash_rows(said: Mapping[str, pa.Array], n: int) -> Ints:
    """Hash what each row says, by the distinct values of each column; 0 where it says nothing."""
    mixed = np.zeros(n, np.uint64)
    speaks = np.zeros(n, bool)
    for array in said.values():
        coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
        words = as_text(coded.dictionary).to_pylist()
        codes = np.array([*map(_hash, words), 0], np.uint64)
        place = pc.fill_null(coded.indices.cast(pa.int64()), len(words)).to_numpy()
        mixed = (mixed ^ codes[place]) * _MIX
        mixed ^= mixed >> np.uint64(29)
        speaks |= codes[place] != 0
    return np.where(speaks, np.where(mixed == 0, np.uint64(1), mixed), 0).astype(np.int64)


def _hash(word: str | None) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big") if word else 0
