"""Typed columns, as Parquet and Arrow have them, turned into numbers, times and identities."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.decode.cell import map_words, read_icao24, read_numbers, read_times
from straitwatch.decode.typed import join_states, nav_status, read_identities
from straitwatch.model.identity import parse_object_id
from straitwatch.model.unit import US_PER_S

__all__ = [
    "as_text",
    "codes_of",
    "day_of_clock",
    "first_words",
    "flags_of",
    "hash_rows",
    "ids_of",
    "is_text",
    "numbers_of",
    "places_of",
    "times_of",
]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ICAO24 = parse_object_id("icao24:000000")
_MAX_ADDRESS = 0xFFFFFF  # 24 bits: ICAO annex 10, volume III, part I, chapter 9
_MAX_MMSI = 999_999_999
_FIRST_US = 631_152_000 * US_PER_S  # 1990: before it there was neither AIS nor ADS-B
_LAST_US = 4_102_444_800 * US_PER_S  # 2100
_DAY_US = 86_400 * US_PER_S
_NO_STATUS = 15  # "not defined", the default
_TRUE = frozenset({"true", "1", "-1", "t", "yes", "y"})
_WHOLE = 2.0**53

_MIX = np.uint64(0x9E37_79B9_7F4A_7C15)  # 2**64 over the golden ratio: spreads hashes
_POINT = 1  # OGC 06-103r4, section 8.2.8: the code of a point; ISO adds thousands for Z and M
_SRID = 0x2000_0000  # PostGIS's EWKB: a reference system of four bytes stands before x
_EWKB = 0x0FFF_FFFF
_WKB_BYTES = 21


def is_text(array: pa.Array) -> bool:
    """Tell strings of any width, coded by a dictionary or not."""
    kind = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def as_text(array: pa.Array) -> pa.Array:
    """Write values as strings; what can be none (lists, bytes) is null."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if is_text(array):
        text = array.cast(pa.string())
        return pc.if_else(pc.equal(pc.utf8_trim_whitespace(text), ""), None, text)
    try:
        return array.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return pa.nulls(len(array), pa.string())


def numbers_of(array: pa.Array) -> tuple[Floats, Bools]:
    """Read numbers of any type.

    Returns:
        float64, n, NaN where there is none; and which values are no number.
    """
    if pa.types.is_dictionary(array.type):
        words, bad = numbers_of(array.dictionary)
        place = pc.fill_null(array.indices.cast(pa.int64()), len(words)).to_numpy()
        return np.append(words, np.nan)[place], np.append(bad, False)[place]
    if is_text(array):
        values, unreadable = read_numbers(as_text(array))
        return pc.fill_null(values, np.nan).to_numpy(zero_copy_only=False), unreadable
    if pa.types.is_boolean(array.type):
        array = array.cast(pa.uint8())
    try:
        values = array.cast(pa.float64(), safe=False)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        present = pc.is_valid(array).to_numpy(zero_copy_only=False)
        return np.full(len(array), np.nan), np.array(present, bool)
    found = values if values.null_count == 0 else pc.fill_null(values, np.nan)
    return found.to_numpy(zero_copy_only=False), np.zeros(len(array), bool)


def times_of(array: pa.Array, *, day_first: bool = True) -> tuple[Ints, Bools, Bools]:
    """Read times of any type: time stamps, dates, counts since 1970, text.

    Returns:
        as `cell.read_times`: µs UTC, 0 where there is none; which are unreadable; which are empty.

    Notes:
        A time stamp without a zone is UTC. Counts are seconds, milliseconds, ... by their size.
    """
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if is_text(array):
        return read_times(as_text(array), day_first=day_first)
    empty = np.array(pc.is_null(array, nan_is_null=True).to_numpy(zero_copy_only=False), bool)
    if pa.types.is_timestamp(array.type):
        t_us = _whole(array.cast(pa.timestamp("us", array.type.tz), safe=False).cast(pa.int64()))
    elif pa.types.is_date(array.type):
        t_us = _DAY_US * _whole(array.cast(pa.date32()).cast(pa.int32()))
    else:
        t_us = _since_1970(numbers_of(array)[0])
    good = ~empty & (t_us >= _FIRST_US) & (t_us < _LAST_US)
    return np.where(good, t_us, 0), ~good & ~empty, empty


def _whole(array: pa.Array) -> Ints:
    return np.asarray(pc.fill_null(array, 0).to_numpy(zero_copy_only=False)).astype(np.int64)


def _since_1970(count: Floats) -> Ints:
    count = np.nan_to_num(count, nan=0.0, posinf=0.0, neginf=0.0)
    to_us = np.select([count < 1e11, count < 1e14, count < 1e17], [1e6, 1e3, 1.0], 1e-3)  # noqa: PLR2004 - see cell.read_times
    t_us: Ints = np.clip(np.rint(count * to_us), 0.0, float(_LAST_US)).astype(np.int64)
    return t_us


def day_of_clock(day: pa.Array, clock: pa.Array) -> tuple[Ints, Bools, Bools]:
    """Join a date and a time of day that stand in two columns."""
    t_us, bad, empty = times_of(day)
    part = clock.cast(pa.time64("us"), safe=False).cast(pa.int64())
    no_clock = np.array(pc.is_null(part).to_numpy(zero_copy_only=False), bool)
    return np.where(bad | empty, 0, t_us + _whole(part)), bad, empty | no_clock


def ids_of(mmsi: pa.Array | None, address: pa.Array | None, n: int) -> tuple[Ints, Bools]:
    """Identity of each row, 0 and true where there is none; an MMSI goes before an address."""
    ids = np.zeros(n, np.int64)
    if address is not None:
        found = _addresses(address)
        ids = np.where((found > 0) & (found <= _MAX_ADDRESS), found | _ICAO24, 0)
    if mmsi is not None:
        found = _mmsi(mmsi)
        ids = np.where(found > 0, found, ids)
    return ids, ids == 0


def _addresses(array: pa.Array) -> Ints:
    if is_text(array):
        return _whole(read_icao24(as_text(array))[0])
    return _integers(array)


def _mmsi(array: pa.Array) -> Ints:
    if is_text(array):
        return read_identities(pa.table({"mmsi": as_text(array)}))[0]
    found = _integers(array)
    return np.where(found <= _MAX_MMSI, found, 0)


def _integers(array: pa.Array) -> Ints:
    """Whole numbers above 0; 0 for all else."""
    values, _ = numbers_of(array)
    good = (values > 0) & (values < _WHOLE) & (values == np.rint(values))
    return np.where(good, values, 0.0).astype(np.int64)


def codes_of(array: pa.Array) -> pa.Array:
    """Navigational status of each row; null where it is not defined."""
    if is_text(array):
        return map_words(as_text(array), nav_status, pa.int8())
    values, _ = numbers_of(array)
    good = (values >= 0) & (values < _NO_STATUS) & (values == np.rint(values))
    return pa.array(np.where(good, values, 0).astype(np.int8), mask=~good)


def flags_of(array: pa.Array) -> Bools:
    """Which rows say yes."""
    if pa.types.is_boolean(array.type):
        return np.array(pc.fill_null(array, False).to_numpy(zero_copy_only=False), bool)
    if is_text(array):
        words = map_words(as_text(array), _is_true, pa.bool_())
        return np.array(pc.fill_null(words, False).to_numpy(zero_copy_only=False), bool)
    told: Bools = np.nan_to_num(numbers_of(array)[0]) != 0
    return told


def _is_true(word: str) -> bool:
    return word.strip().casefold() in _TRUE


def places_of(array: pa.Array) -> tuple[Floats, Floats, Bools]:
    """Read points: well-known binary, or a struct of x and y as GeoArrow and GeoParquet 1.1 have.

    Returns:
        lon and lat in degrees, n, NaN where there is none; and which are no points.
    """
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    if pa.types.is_struct(array.type):
        names = [field.name for field in array.type]
        if {"x", "y"} <= set(names):
            x, y = (numbers_of(pc.struct_field(array, name))[0] for name in ("x", "y"))
            return x, y, np.zeros(len(array), bool)
    if pa.types.is_binary(array.type) or pa.types.is_large_binary(array.type):
        return _read_wkb(array.cast(pa.large_binary()))
    present = np.array(pc.is_valid(array).to_numpy(zero_copy_only=False), bool)
    return np.full(len(array), np.nan), np.full(len(array), np.nan), present


def _read_wkb(array: pa.Array) -> tuple[Floats, Floats, Bools]:
    """Read points of well-known binary (OGC 06-103r4, section 8.2), all at once."""
    n = len(array)
    lon, lat = np.full(n, np.nan), np.full(n, np.nan)
    present = np.array(pc.is_valid(array).to_numpy(zero_copy_only=False), bool)
    offsets = np.frombuffer(array.buffers()[1], np.int64, n + 1, array.offset * 8)
    rows = np.flatnonzero(present & (np.diff(offsets) >= _WKB_BYTES))
    bad = present.copy()
    data = array.buffers()[2]
    if not len(rows) or data is None:
        return lon, lat, bad
    raw, start = np.frombuffer(data, np.uint8), offsets[:-1]
    for order in (0, 1):  # big endian, little endian
        own = rows[raw[start[rows]] == order]
        sign = "<" if order else ">"
        code = _gather(raw, start[own] + 1, sign + "u4")
        at = start[own] + 5 + np.where(code & _SRID, 4, 0)
        is_point = (code & _EWKB) % 1000 == _POINT
        is_point &= at + 16 <= offsets[own + 1]
        own, at = own[is_point], at[is_point]
        lon[own] = _gather(raw, at, sign + "f8")
        lat[own] = _gather(raw, at + 8, sign + "f8")
        bad[own] = False
    return lon, lat, bad


def _gather(raw: npt.NDArray[np.uint8], at: Ints, kind: str) -> npt.NDArray[Any]:
    size = np.dtype(kind).itemsize
    return raw[at[:, None] + np.arange(size)].view(kind)[:, 0] if len(at) else np.zeros(0, kind)


def first_words(columns: Sequence[tuple[str, pa.Array]], most: int = 200) -> dict[str, list[str]]:
    """First values of columns as text, empty where there is none."""
    return {
        name: [word or "" for word in as_text(array.slice(0, most)).to_pylist()]
        for name, array in columns
    }


def hash_rows(columns: Sequence[pa.Array], n: int) -> npt.NDArray[np.uint64]:
    """Hash what each row says, by the distinct values of each column; 0 where it says nothing."""
    mixed, speaks = np.zeros(n, np.uint64), np.zeros(n, bool)
    for array in columns:
        coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
        words = as_text(coded.dictionary).to_pylist()
        codes = np.array([*map(_hash, words), 0], np.uint64)
        told = codes[pc.fill_null(coded.indices.cast(pa.int64()), len(words)).to_numpy()]
        mixed = (mixed ^ told) * _MIX
        mixed ^= mixed >> np.uint64(29)
        speaks |= told != 0
    return join_states(mixed, speaks)


def _hash(word: str | None) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big") if word else 0
