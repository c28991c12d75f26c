"""Bytes of one aircraft, in each of readsb's forms, turned into a row of numbers and marks."""
# Kernels take arrays one by one, and hand back the byte after what they read, or -1.
# ruff: noqa: PLR0911, PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel import aircraft_key as of
from straitwatch.kernel.aircraft_key import read_key
from straitwatch.kernel.bare import inlined, inner
from straitwatch.kernel.json_scan import (
    CLOSE_LIST,
    CLOSE_OBJECT,
    COLON,
    COMMA,
    FIRST_HASH,
    OPEN_OBJECT,
    QUOTE,
    SMALL_N,
    end_of_text,
    hash_plain,
    hash_word,
    read_number,
    skip_blank,
    skip_value,
)

__all__ = ["N_MARKS", "read_aircraft", "read_point", "read_pruned", "read_text", "start_row"]

Bytes = npt.NDArray[np.uint8]
Wide = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

GROUND, KIND, IDENT, SAID, START, END, DOC, WORDS = range(8)
N_MARKS = WORDS + 6
"""Marks of a row: on the ground, kind of position, address (-1 none; `NOT_ICAO` is set in those
that are not ICAO's), hash of its words, first and last byte, document, and first and last byte of
callsign, registration and type."""

NOT_ICAO = 1 << 24
N_CELLS = 14
"""Elements of a point of a trace. Source: README-json of wiedehopf/readsb."""

_TILDE = 126
_OF_PRUNED = (-1, of.ALT_BARO, of.GS, of.TRACK, of.LAT, of.LON, of.SEEN_POS)
_FEWEST = 9
_ALTITUDE, _DETAILS = 3, 8
_GROUND_HASH = np.uint64(hash_plain([b"ground"]) & (1 << 64) - 1)


@inner
def start_row(numbers: Floats, marks: Ints, row: int, at: int, doc: int) -> None:
    """Make a row that tells nothing."""
    for k in range(numbers.shape[1]):
        numbers[row, k] = np.nan
    for k in range(N_MARKS):
        marks[row, k] = 0
    marks[row, IDENT], marks[row, START], marks[row, DOC] = -1, at, doc


@inner
def read_text(data: Bytes, wide: Wide, at: int, end: int, marks: Ints, row: int, place: int) -> int:
    """Read where a text stands, without the blanks behind it; null and blanks give 0 and 0."""
    marks[row, place] = marks[row, place + 1] = 0
    if data[at] == SMALL_N:
        return skip_value(data, wide, at, end)
    if data[at] != QUOTE:
        return -1
    stop = end_of_text(data, wide, at + 1, end)
    last = at + 1
    for k in range(at + 1, stop):
        if data[k] >= 127 or data[k] == 92 or data[k] < 32:
            return -1
        if data[k] != 32:
            last = k + 1
    if last > at + 1:
        marks[row, place], marks[row, place + 1] = at + 1, last
    return stop + 1 if stop >= 0 else -1


@inner
def read_address(data: Bytes, start: int, end: int) -> int:
    """Read six hexadecimal digits; `NOT_ICAO` is set where a tilde stands before; -1 for others."""
    address = np.int64(0)
    if end > start and data[start] == _TILDE:
        address, start = np.int64(1), start + 1
    if end - start != 6:
        return -1
    for k in range(start, end):
        low = data[k] | 32
        if 48 <= data[k] <= 57:
            address = address << 4 | np.int64(data[k] - 48)
        elif 97 <= low <= 102:
            address = address << 4 | np.int64(low - 87)
        else:
            return -1
    return address


@inner
def read_ident(data: Bytes, wide: Wide, at: int, end: int, marks: Ints, row: int) -> int:
    """Read an address that stands as a text; any other text is not for here."""
    marks[row, IDENT] = -1
    if data[at] != QUOTE:
        return -1
    stop = end_of_text(data, wide, at + 1, end)
    if stop < 0:
        return -1
    marks[row, IDENT] = read_address(data, at + 1, stop)
    return stop + 1 if marks[row, IDENT] >= 0 else -1


@inlined
def _read_kind(data: Bytes, wide: Wide, at: int, end: int, marks: Ints, row: int) -> int:
    if data[at] == SMALL_N:
        return skip_value(data, wide, at, end)
    if data[at] != QUOTE:
        return -1
    key, stop = read_key(data, wide, at + 1, end)
    if stop < 0:
        return -1
    marks[row, KIND] = key - of.FIRST_KIND if key >= of.FIRST_KIND else 0
    return stop + 1


@inlined
def _read_plain(
    data: Bytes, wide: Wide, at: int, end: int, numbers: Floats, row: int, key: int
) -> int:
    """Read a number or null."""
    if data[at] == SMALL_N:
        numbers[row, key] = np.nan
        return skip_value(data, wide, at, end)
    numbers[row, key], after = read_number(data, at, end)
    return after


@inner
def _read_altitude(
    data: Bytes, wide: Wide, at: int, end: int, numbers: Floats, marks: Ints, row: int
) -> int:
    """Read a barometric altitude: a number, null, or the word `ground`."""
    marks[row, GROUND] = 0
    if data[at] != QUOTE:
        return _read_plain(data, wide, at, end, numbers, row, of.ALT_BARO)
    numbers[row, of.ALT_BARO] = np.nan
    marks[row, GROUND] = 1
    if (
        end - at > 8
        and data[at + 7] == QUOTE
        and hash_word(data, at + 1, at + 7, FIRST_HASH) == (_GROUND_HASH)
    ):
        return at + 8
    return -1


@inner
def _read_last(data: Bytes, wide: Wide, at: int, end: int, numbers: Floats, row: int) -> int:
    """Read the last position known of an aircraft that tells none now."""
    if data[at] != OPEN_OBJECT:
        return skip_value(data, wide, at, end)
    while at < end and data[at] != CLOSE_OBJECT:
        at = skip_blank(data, at + 1, end)
        if at >= end or data[at] != QUOTE:
            return -1
        key, stop = read_key(data, wide, at + 1, end)
        if stop < 0:
            return -1
        at = skip_blank(data, stop + 1, end)
        if at >= end or data[at] != COLON:
            return -1
        at = skip_blank(data, at + 1, end)
        if key in (of.LAT, of.LON, of.SEEN_POS):
            value, at = read_number(data, at, end)
            place = of.LAST_AGE if key == of.SEEN_POS else of.LAST_LAT + key
            numbers[row, place] = value
        else:
            at = skip_value(data, wide, at, end)
        if at < 0:
            return -1
        at = skip_blank(data, at, end)
        if at < end and data[at] != COMMA and data[at] != CLOSE_OBJECT:
            return -1
    return at + 1


@inner
def _read_field(
    data: Bytes, wide: Wide, at: int, end: int, key: int, numbers: Floats, marks: Ints, row: int
) -> int:
    if key == of.ALT_BARO:
        return _read_altitude(data, wide, at, end, numbers, marks, row)
    if 0 <= key < of.LAST_LAT:
        return _read_plain(data, wide, at, end, numbers, row, key)
    if key == of.HEX:
        return read_ident(data, wide, at, end, marks, row)
    if of.FLIGHT <= key <= of.TYPE:
        return read_text(data, wide, at, end, marks, row, WORDS + 2 * (key - of.FLIGHT))
    if key == of.KIND:
        return _read_kind(data, wide, at, end, marks, row)
    if key == of.LAST:
        return _read_last(data, wide, at, end, numbers, row)
    return skip_value(data, wide, at, end)


@inner
def read_aircraft(
    data: Bytes, wide: Wide, at: int, end: int, numbers: Floats, marks: Ints, row: int
) -> int:
    """Read an object of `aircraft.json`, or the details of a point, onto a row."""
    at = skip_blank(data, at + 1, end)
    if at < end and data[at] == CLOSE_OBJECT:
        return at + 1
    while at < end and data[at] == QUOTE:
        key, stop = read_key(data, wide, at + 1, end)
        if stop < 0:
            return -1
        at = skip_blank(data, stop + 1, end)
        if at >= end or data[at] != COLON:
            return -1
        at = skip_blank(data, at + 1, end)
        at = _read_field(data, wide, at, end, key, numbers, marks, row) if at < end else -1
        if at < 0:
            return -1
        at = skip_blank(data, at, end)
        if at < end and data[at] == CLOSE_OBJECT:
            return at + 1
        if at >= end or data[at] != COMMA:
            return -1
        at = skip_blank(data, at + 1, end)
    return -1


@inner
def hash_words(data: Bytes, marks: Ints, row: int) -> None:
    """Mark a row with the hash of its words, 0 where it has none."""
    said, told = FIRST_HASH, np.int64(0)
    for k in range(3):
        start, end = marks[row, WORDS + 2 * k], marks[row, WORDS + 2 * k + 1]
        said = hash_word(data, start, end, said)
        told += end - start
    marks[row, SAID] = np.int64(said) if told else 0


@inlined
def _after_element(data: Bytes, at: int, end: int) -> int:
    """Find the next element of a list, or its end; -1 where it is damaged."""
    if at < 0:
        return -1
    at = skip_blank(data, at, end)
    if at >= end:
        return -1
    if data[at] == CLOSE_LIST:
        return at
    return skip_blank(data, at + 1, end) if data[at] == COMMA else -1


@inner
def _read_element(
    data: Bytes,
    wide: Wide,
    at: int,
    end: int,
    numbers: Floats,
    marks: Ints,
    row: int,
    cells: Floats,
    n: int,
) -> int:
    """Read the element of a point that stands at place n."""
    if n == _ALTITUDE:
        at = _read_altitude(data, wide, at, end, numbers, marks, row)
        cells[0, _ALTITUDE], cells[0, _DETAILS] = numbers[row, of.ALT_BARO], marks[row, GROUND]
        return at
    if n == _DETAILS and data[at] == OPEN_OBJECT:
        return read_aircraft(data, wide, at, end, numbers, marks, row)
    if n == _DETAILS + 1:
        return _read_kind(data, wide, at, end, marks, row)
    if n == _DETAILS or n >= N_CELLS:
        return skip_value(data, wide, at, end)
    return _read_plain(data, wide, at, end, cells, 0, n)


@inner
def _place_point(numbers: Floats, marks: Ints, row: int, cells: Floats) -> None:
    """Put the elements of a point where those of an aircraft stand; they go before its details."""
    on_ground = cells[0, _DETAILS] == 1.0
    flags = np.int64(0) if np.isnan(cells[0, 6]) else np.int64(cells[0, 6])
    marks[row, GROUND] = 1 if on_ground else 0
    numbers[row, of.OFFSET], numbers[row, of.FLAGS] = cells[0, 0], np.float64(flags)
    numbers[row, of.LAT], numbers[row, of.LON] = cells[0, 1], cells[0, 2]
    numbers[row, of.GS], numbers[row, of.SEEN_POS] = cells[0, 4], np.nan
    for k in range(of.LAST_LAT, of.LAST_AGE + 1):
        numbers[row, k] = np.nan
    numbers[row, of.TRACK] = np.nan if on_ground else cells[0, 5]
    if on_ground:
        numbers[row, of.HEADING] = cells[0, 5]
    for k in range(2):
        geometric = (flags >> (3 - k)) & 1 == 1  # 8: altitude, 4: vertical rate
        own, other = cells[0, 3 + 4 * k], cells[0, 10 + k]
        baro, geom = (of.ALT_BARO, of.ALT_GEOM) if k == 0 else (of.BARO_RATE, of.GEOM_RATE)
        numbers[row, baro] = np.nan if geometric else own
        if not np.isnan(other):
            numbers[row, geom] = other
        if geometric:
            numbers[row, geom] = own


@inner
def read_point(
    data: Bytes,
    wide: Wide,
    at: int,
    end: int,
    numbers: Floats,
    marks: Ints,
    row: int,
    cells: Floats,
) -> int:
    """Read a point of a trace onto a row.

    Args:
        data: the text.
        wide: the same as words.
        at: its bracket.
        end: bytes of the text.
        numbers: as named by `aircraft_key.NUMBERS`, shape (n, 17).
        marks: shape (n, N_MARKS).
        row: which row.
        cells: room for the elements, shape (1, N_CELLS).
    """
    for k in range(N_CELLS):
        cells[0, k] = np.nan
    at, n = skip_blank(data, at + 1, end), 0
    while 0 <= at < end and data[at] != CLOSE_LIST:
        at = _read_element(data, wide, at, end, numbers, marks, row, cells, n)
        at = _after_element(data, at, end)
        n += 1
    if at < 0 or at >= end or n < _FEWEST:
        return -1
    _place_point(numbers, marks, row, cells)
    return at + 1


@inner
def read_pruned(
    data: Bytes, wide: Wide, at: int, end: int, numbers: Floats, marks: Ints, row: int
) -> int:
    """Read an aircraft of a chunk of tar1090 onto a row: a list without names.

    Notes:
        Source: `prune` in tar1090.sh: address, altitude, speed, track, latitude, longitude, age of
        the position, kind, callsign, messages.
    """
    at, n = skip_blank(data, at + 1, end), 0
    while 0 <= at < end and data[at] != CLOSE_LIST:
        if n == 0:
            at = read_ident(data, wide, at, end, marks, row)
        elif n < 7:
            at = _read_field(data, wide, at, end, _OF_PRUNED[n], numbers, marks, row)
        elif n == 7:
            at = _read_kind(data, wide, at, end, marks, row)
        elif n == 8:
            at = read_text(data, wide, at, end, marks, row, WORDS)
        else:
            at = skip_value(data, wide, at, end)
        at = _after_element(data, at, end)
        n += 1
    return at + 1 if 0 <= at < end and n >= 7 else -1
