"""Application data turned into plain dictionaries, and back, slowly: the columns' measure.

It follows the declarations over a string of 0 and 1, and shares nothing else with the columns.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from straitwatch.decode.ais.app_layout import Choice, Part, Series
from straitwatch.decode.ais.field import Field, Form

__all__ = ["Plain", "read_plain", "write_plain"]

Row = dict[str, Any]
Codes = dict[str, int]

_DIGITS = 6  # of a value whose steps are no fraction of one


@dataclass
class Plain:
    """What was read: a row, where the fields end, whether bits or a meaning were missing."""

    row: Row
    at: int
    is_short: bool = False
    is_bad: bool = False


def read_plain(
    parts: tuple[Part, ...],
    bits: str,
    at: int = 0,
    end: int | None = None,
    around: Codes | None = None,
) -> Plain:
    """Read fields that stand one behind the other.

    Args:
        parts: of an application, or within it.
        bits: string of 0 and 1.
        at: first bit.
        end: bit behind the last that may be read; None: all.
        around: codes of fields around, by name.
    """
    end = len(bits) if end is None else min(end, len(bits))
    codes: Codes = dict(around or {})
    read = Plain({}, at)
    counts = {part.count for part in parts if isinstance(part, Series)}
    for part in parts:
        if isinstance(part, Series):
            _read_series(part, bits, end, codes, read)
        elif isinstance(part, Choice):
            _read_choice(part, bits, end, codes, read)
        else:
            value = _read_field(part, bits, end, codes, read)
            if part.form != Form.SPARE and part.name not in counts:
                read.row[part.name] = value
    return read


def _read_series(part: Series, bits: str, end: int, codes: Codes, read: Plain) -> None:
    width = _width(part.fields)
    fit = min(max(end - read.at, 0) // width, part.most)
    turns = fit
    if part.count:
        turns = min(codes[part.count], fit)
        read.is_bad |= codes[part.count] > part.most
        read.is_short |= fit < codes[part.count] <= part.most
    if part.until:
        read.is_short |= fit < part.most
    rows: list[Row] = []
    for turn in range(turns):
        one = read_plain(part.fields, bits, read.at + turn * width, end, codes)
        read.is_bad |= one.is_bad
        read.is_short |= one.is_short
        rows.append(one.row)
    if part.until:
        gone = [k for k, row in enumerate(rows) if row[part.until] is None]
        rows = rows[: gone[0]] if gone else rows
    read.row[part.name] = rows
    read.at += width * (part.most if part.until else turns)


def _width(parts: tuple[Part, ...]) -> int:
    return sum(
        part.most * _width(part.fields) if isinstance(part, Series) else part.width
        for part in parts
    )


def _read_choice(part: Choice, bits: str, end: int, codes: Codes, read: Plain) -> None:
    for one in part.variants:
        read.row[one.name] = None
        if codes[part.by] == one.code and read.at < end:
            last = min(end, read.at + part.width) if part.width else end
            inner = read_plain(one.fields, bits, read.at, last, codes)
            read.row[one.name] = inner.row
            read.is_bad |= inner.is_bad
            read.is_short |= inner.is_short
    read.at += part.width


def _read_field(part: Field, bits: str, end: int, codes: Codes, read: Plain) -> Any:  # noqa: ANN401 - any column's value
    if part.form in {Form.TEXT, Form.DATA, Form.SPARE}:
        return _read_letters(part, bits, end, read)
    some = bits[read.at : min(read.at + part.width, end)]
    read.at += part.width
    codes[part.name] = 0
    if len(some) < part.width:
        read.is_short |= not part.is_optional
        return None
    codes[part.name] = int(some, 2)
    number = _number(part, some)
    if number in part.absent:
        return None
    is_low = part.low is not None and number < part.low
    if is_low or (part.high is not None and number > part.high):
        read.is_bad = True
        return None
    return _value(part, number, codes)


def _read_letters(part: Field, bits: str, end: int, read: Plain) -> str | bytes | None:
    at, width = read.at, part.width or max(end - read.at, 0)
    some = bits[at : max(min(at + width, end), at)]
    read.at += part.width or width
    read.is_short |= at + width > end and part.form != Form.SPARE
    if part.form == Form.TEXT:
        return _text(some)
    if part.form == Form.SPARE or at > end:
        return None
    padded = some.ljust(-(-len(some) // 8) * 8, "0")
    return bytes(int(padded[k : k + 8], 2) for k in range(0, len(padded), 8))


def _text(bits: str) -> str | None:
    letters = [int(bits[k : k + 6], 2) for k in range(0, len(bits) - 5, 6)]
    if 0 in letters:
        letters = letters[: letters.index(0)]
    return "".join(chr(one + 64 if one < 32 else one) for one in letters).rstrip(" ") or None  # noqa: PLR2004 - M.1371-5, table 47


def _number(part: Field, bits: str) -> int:
    whole = int(bits, 2)
    if part.form == Form.INT and bits[0] == "1":
        return whole - (1 << len(bits))
    if part.form in {Form.MINUS, Form.PLUS}:
        size = int(bits[1:], 2)
        return -size if (bits[0] == "1") == (part.form == Form.MINUS) else size
    return whole


def _value(part: Field, number: int, codes: Codes) -> int | float | bool:
    if part.form == Form.BOOL:
        return number == 1
    if part.power:
        return int(number * 10 ** codes[part.power])
    if part.form == Form.SQUARE:
        return round(number**2 / part.divisor + part.offset, _DIGITS)
    if part.divisor == 1 and part.offset == int(part.offset):
        return int(number + part.offset)
    steps = Fraction(str(part.divisor))
    exact = number / steps + Fraction(str(part.offset))
    is_fraction = steps > 1 and (steps * Fraction(str(part.offset))).denominator == 1
    return float(exact) if is_fraction else float(round(exact, _DIGITS))


def write_plain(parts: tuple[Part, ...], row: Row, around: Codes | None = None) -> str:
    """Write a row as bits.

    Args:
        parts: of an application, or within it.
        row: values as `read_plain` gives them.
        around: codes of fields around, by name.
    """
    codes, out = dict(around or {}), ""
    lists = {part.count: part.name for part in parts if isinstance(part, Series)}
    for part in parts:
        if isinstance(part, Series):
            rows = row[part.name]
            lack = part.most - len(rows) if part.until else 0
            out += "".join(write_plain(part.fields, one, codes) for one in rows)
            out += "".join(write_plain(part.fields, {}, codes) for _ in range(lack))
        elif isinstance(part, Choice):
            inner = [one for one in part.variants if one.code == codes[part.by]]
            written = [write_plain(one.fields, row.get(one.name) or {}, codes) for one in inner]
            out += "".join(written).ljust(part.width, "0")
        else:
            value = len(row[lists[part.name]]) if part.name in lists else row.get(part.name)
            some = _write_field(part, value, codes)
            codes[part.name] = int(some or "0", 2)
            out += some
    return out


def _write_field(part: Field, value: Any, codes: Codes) -> str:  # noqa: ANN401 - any column's value
    if part.form == Form.SPARE:
        return "0" * part.width
    if part.form == Form.TEXT:
        return "".join(f"{ord(one) & 63:06b}" for one in value or "").ljust(part.width, "0")
    if part.form == Form.DATA:
        return "".join(f"{one:08b}" for one in value or b"").ljust(part.width, "0")
    if value is None:
        number = part.absent[0] if part.absent else 0
    else:
        scaled = (value - part.offset) * part.divisor
        if part.form == Form.SQUARE:
            scaled = math.sqrt(scaled)
        number = round(scaled / 10 ** (codes[part.power] if part.power else 0))
    if part.form in {Form.MINUS, Form.PLUS}:
        first = "1" if (number < 0) == (part.form == Form.MINUS) else "0"
        return first + f"{abs(number):0{part.width - 1}b}"
    return f"{number % (1 << part.width):0{part.width}b}"
