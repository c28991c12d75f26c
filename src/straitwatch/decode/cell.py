"""Text cells turned into numbers, times and identities; a mask tells the unreadable ones."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.model.unit import US_PER_S

__all__ = [
    "map_words",
    "read_code",
    "read_icao24",
    "read_integers",
    "read_numbers",
    "read_times",
    "repeat_word",
]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

# at most 2 digits of exponent: what passes here can always be cast
_NUMBER = r"^[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,2})?$"
_DECIMAL_COMMA = r"^([+-]?\d+),(\d+)$"

_CLOCK = r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,12}))?)?"
_ZONE = r" ?(?P<z>Z|z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?$"
_YEAR_FIRST = r"^(?P<y>\d{4})[-/.]?(?P<a>\d{1,2})[-/.]?(?P<b>\d{1,2})[T ]+" + _CLOCK + _ZONE
_COMPACT = (  # as exactEarth and ISO 8601's basic format write it
    r"^(?P<y>\d{4})(?P<a>\d{2})(?P<b>\d{2})[T_]"
    r"(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})(?:[.,](?P<f>\d{1,12}))?" + _ZONE
)
_YEAR_LAST = r"^(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})[T ]+" + _CLOCK + _ZONE

_HMS = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_USUAL_ISO = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]" + _HMS + r"(\.\d{1,6})?Z?$"
_USUAL = _USUAL_ISO + r"|^\d\d/\d\d/\d{4} " + _HMS + "$"
_SHORTEST_ISO = len("2016-01-12 13:02")
_DMY = "dd/mm/yyyy hh:mm:ss"
_FIRST_US = 631_152_000 * US_PER_S  # 1990: before it there was neither AIS nor ADS-B
_LAST_US = 4_102_444_800 * US_PER_S  # 2100
_DAY_US = 86_400 * US_PER_S


def read_numbers(text: pa.Array) -> tuple[pa.Array, Bools]:
    """Read decimal numbers.

    Args:
        text: strings, n; null where the cell is empty.

    Returns:
        float64, n, null where nothing or nothing readable stands; and which were unreadable.

    Notes:
        Blanks around a number and a decimal comma are understood.
    """
    try:
        values = text.cast(pa.float64())
    except pa.ArrowInvalid:  # some cell is no plain number
        return _sift_numbers(text)
    if pc.all(pc.is_finite(values)).as_py() is False:  # "inf" and the like are words
        return _sift_numbers(text)
    return values, np.zeros(len(text), bool)


def _sift_numbers(text: pa.Array) -> tuple[pa.Array, Bools]:
    good = pc.match_substring_regex(text, _NUMBER)
    values = pc.if_else(good, text, None).cast(pa.float64())
    rest = np.flatnonzero(_as_bools(pc.invert(good)))
    odd = pc.utf8_trim_whitespace(text.take(pa.array(rest)))
    odd = pc.replace_substring_regex(odd, pattern=_DECIMAL_COMMA, replacement=r"\1.\2")
    good = pc.match_substring_regex(odd, _NUMBER)
    bad = np.zeros(len(text), bool)
    bad[rest] = _as_bools(pc.and_(pc.invert(good), pc.not_equal(odd, "")))
    return _put(values, rest, pc.if_else(good, odd, None).cast(pa.float64())), bad


def _put(values: pa.Array, places: Ints, others: pa.Array) -> pa.Array:
    """Put other values at some places, rising."""
    mask = np.zeros(len(values), bool)
    mask[places] = True
    return pc.replace_with_mask(values, pa.array(mask), others)


def read_integers(text: pa.Array) -> tuple[pa.Array, Bools]:
    """Read whole numbers, `12.0` too; returns int64 with null, and which were unreadable."""
    try:
        return text.cast(pa.int64()), np.zeros(len(text), bool)
    except pa.ArrowInvalid:  # some cell is no plain whole number
        return _sift_integers(text)


def _sift_integers(text: pa.Array) -> tuple[pa.Array, Bools]:
    good = pc.match_substring_regex(text, r"^\d{1,18}$")
    values = pc.if_else(good, text, None).cast(pa.int64())
    rest = np.flatnonzero(_as_bools(pc.invert(good)))
    numbers, odd = read_numbers(text.take(pa.array(rest)))
    whole = pc.and_(pc.equal(numbers, pc.round(numbers)), pc.less(pc.abs(numbers), 2.0**53))
    bad = np.zeros(len(text), bool)
    bad[rest] = odd | _as_bools(pc.invert(whole))
    return _put(values, rest, pc.if_else(whole, numbers, None).cast(pa.int64())), bad


def read_icao24(text: pa.Array) -> tuple[pa.Array, Bools]:
    """Read 24-bit addresses of six hexadecimal digits as numbers; the mask is of the others.

    A tilde before them says that it is not one of ICAO's: bit 24 is set, as in identities.
    """

    def number(word: str) -> int | None:
        word = word.strip().lower()
        if not re.fullmatch("~?[0-9a-f]{6}", word, re.ASCII):
            return None
        return int(word.replace("~", "1"), 16)

    values = map_words(text, number, pa.int64())
    return values, _as_bools(pc.and_(pc.is_null(values), pc.is_valid(text)))


def map_words(text: pa.Array, turn: Callable[[str], Any], type_: pa.DataType) -> pa.Array:
    """Turn each distinct word once; null stays null."""
    coded = text.dictionary_encode()
    turned = pa.array([turn(word) for word in coded.dictionary.to_pylist()], type_)
    return turned.take(coded.indices)


def read_times(text: pa.Array, *, day_first: bool = True) -> tuple[Ints, Bools, Bools]:
    """Read time stamps: ISO 8601, `d/m/Y H:M:S`, seconds or milliseconds since 1970.

    Args:
        text: strings, n; null where the cell is empty.
        day_first: whether 3/4/2020 is the third of April.

    Returns:
        microseconds since 1970 UTC, n, 0 where there is none; which were unreadable, a date that
        the calendar does not have or one outside 1990 to 2100 among them; which are empty.

    Notes:
        Without a zone it is UTC. Numbers under 1e11 are seconds, under 1e14 milliseconds, under
        1e17 microseconds, else nanoseconds: so they meet only before 1973.
    """
    empty = _as_bools(pc.is_null(text))
    t_us, read = _read_at_once(text, empty, day_first)
    if t_us is None:
        t_us, read, empty = _read_most_at_once(text, day_first)
    good = read & ~empty & (t_us >= _FIRST_US) & (t_us < _LAST_US)
    return np.where(good, t_us, 0), ~good & ~empty, empty


def _read_at_once(text: pa.Array, empty: Bools, day_first: bool) -> tuple[Ints | None, Bools]:
    """Read a column that is all of one form; None where it is not."""
    lengths = pc.min_max(pc.binary_length(text))
    shortest, longest = lengths["min"].as_py(), lengths["max"].as_py()
    if shortest is None:
        return np.zeros(len(text), np.int64), ~empty
    if (
        shortest == longest == len(_DMY)
        and not empty.any()
        and text[0].as_py()[2] == "/"
        and day_first
    ):
        return _read_dmy(text)
    if shortest < _SHORTEST_ISO:
        return None, empty
    if pc.all(pc.ends_with(text, "Z")).as_py():
        text = pc.utf8_rtrim(text, "Z")
    try:
        return _us_of(text.cast(pa.timestamp("us"))), ~empty
    except pa.ArrowInvalid:
        return None, empty  # another form, or one cell is damaged


def _read_most_at_once(text: pa.Array, day_first: bool) -> tuple[Ints, Bools, Bools]:
    """Read the cells of the usual forms together, and the others one by one."""
    text = pc.fill_null(text, "")
    usual = _as_bools(pc.match_substring_regex(text, _USUAL if day_first else _USUAL_ISO))
    n = int(np.count_nonzero(usual))
    if not 0 < n < len(text):
        return _read_each(text, day_first)
    t_us, read, empty = np.zeros(len(text), np.int64), usual.copy(), np.zeros(len(text), bool)
    at_once, good = _read_at_once(text.filter(pa.array(usual)), np.zeros(n, bool), day_first)
    if at_once is None:
        return _read_each(text, day_first)
    t_us[usual], read[usual] = at_once, good
    others = text.filter(pa.array(~usual))
    t_us[~usual], read[~usual], empty[~usual] = _read_each(others, day_first)
    return t_us, read, empty


def _read_dmy(text: pa.Array) -> tuple[Ints | None, Bools]:
    """Read `dd/mm/yyyy hh:mm:ss`, 19 bytes each, all at once."""
    start = text.offset * 4
    offsets = np.frombuffer(text.buffers()[1], np.int32, len(text) + 1, start)
    data = np.frombuffer(text.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
    cells = data.reshape(len(text), len(_DMY))
    is_digit = np.array([sign.isalpha() for sign in _DMY])
    marks = np.frombuffer(_DMY.encode(), np.uint8)
    digits = cells - np.uint8(ord("0"))
    if (digits[:, is_digit] > 9).any() or (cells[:, ~is_digit] != marks[~is_digit]).any():  # noqa: PLR2004 - decimal digits
        return None, np.zeros(len(text), bool)

    def number(*places: int) -> Ints:
        total = np.zeros(len(text), np.int64)
        for place in places:
            total = total * 10 + digits[:, place]
        return total

    day = [number(6, 7, 8, 9), number(3, 4), number(0, 1)]
    return _join(day, [number(11, 12), number(14, 15), number(17, 18)], np.zeros(len(text)))


def _us_of(stamps: pa.Array) -> Ints:
    return np.asarray(pc.fill_null(stamps.cast(pa.int64()), 0))


def _read_each(text: pa.Array, day_first: bool) -> tuple[Ints, Bools, Bools]:
    """Read cells of mixed or damaged forms, each by the first form that fits."""
    text = pc.utf8_trim_whitespace(text)
    t_us, read = _read_unix(text)
    last = ("b", "a") if day_first else ("a", "b")
    forms = ((_YEAR_FIRST, ("a", "b")), (_YEAR_LAST, last), (_COMPACT, ("a", "b")))
    for form, (month, day) in forms:
        if read.all():
            break
        parts = pc.extract_regex(text, form)
        found = np.flatnonzero(_as_bools(pc.is_valid(parts)) & ~read)
        if len(found):
            t_us[found], read[found] = _read_parts(parts.take(pa.array(found)), month, day)
    return t_us, read, _as_bools(pc.equal(text, ""))


def _read_unix(text: pa.Array) -> tuple[Ints, Bools]:
    good = pc.match_substring_regex(text, r"^\d{1,20}(\.\d{0,12})?$")
    if not pc.any(good).as_py():
        return np.zeros(len(text), np.int64), np.zeros(len(text), bool)
    count = pc.if_else(good, text, "0").cast(pa.float64()).to_numpy(zero_copy_only=False)
    to_us = np.select([count < 1e11, count < 1e14, count < 1e17], [1e6, 1e3, 1.0], 1e-3)  # noqa: PLR2004 - see read_times
    return np.minimum(np.rint(count * to_us), float(_LAST_US)).astype(np.int64), _as_bools(good)


def _read_parts(parts: pa.Array, month: str, day: str) -> tuple[Ints, Bools]:
    def number(key: str) -> Ints:
        field = parts.field(key)
        return np.asarray(pc.if_else(pc.equal(field, ""), "0", field).cast(pa.int64()))

    fraction = pc.binary_join_element_wise("0.", parts.field("f"), "0", "").cast(pa.float64())
    t_us, good = _join(
        [number("y"), number(month), number(day)],
        [number("H"), number("M"), number("S")],
        fraction.to_numpy(),
    )
    east_s = map_words(parts.field("z"), _seconds_east, pa.int64()).to_numpy()
    return t_us - east_s * US_PER_S, good


def _seconds_east(zone: str) -> int:
    if not zone or zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return -seconds if zone[0] == "-" else seconds


def _join(
    date: list[Ints], clock: list[Ints], fraction: npt.NDArray[np.float64]
) -> tuple[Ints, Bools]:
    """Put a date and a clock together; the mask is of those that the calendar has."""
    year, month, day = date
    hour, minute, second = clock
    known = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)  # noqa: PLR2004 - months
    months = (np.where(known, year, 1970) - 1970) * 12 + np.where(known, month, 1) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    good = known & (day <= after - first) & (hour < 24) & (minute < 60) & (second <= 60)  # noqa: PLR2004 - a leap second counts
    clock_us = (hour * 3600 + minute * 60 + second) * US_PER_S + np.rint(fraction * 1e6)
    return (first + day - 1) * _DAY_US + clock_us.astype(np.int64), good


def read_code(words: Mapping[str, int]) -> Callable[[str], int | None]:
    """Make a reader of codes that stand as a number or as words, in any case."""

    def read(word: str) -> int | None:
        plain = word.strip().casefold()
        if plain in words:
            return words[plain]
        number = re.fullmatch(r"(\d{1,3})(\.0*)?", plain, re.ASCII)
        return int(number[1]) if number else None

    return read


def _as_bools(mask: pa.Array) -> Bools:
    return np.array(pc.fill_null(mask, False).to_numpy(zero_copy_only=False), bool)


def repeat_word(word: str, n: int) -> pa.Array:
    """One word n times, stored once."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int32)), pa.array([word]))
