"""A message's bits turned into a plain dictionary, slowly: what the columns are tested against.

It follows the declared layouts field by field over a string of 0 and 1, and shares nothing else
with the columns.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from straitwatch.decode.ais.app_reference import read_plain
from straitwatch.decode.ais.applications import APPLICATIONS
from straitwatch.decode.ais.field import Field, Form, Group
from straitwatch.decode.ais.kinds import KINDS, TYPES, Case
from straitwatch.kernel.message_reference import data_of, number_of, text_of

__all__ = ["Row", "read_fields", "read_message"]

Row = dict[str, Any]

_LAST_TURN = 126
_FLOAT_BITS = 20
_BYTE = 8


class _Bits:
    """A message, where its next field starts, and whether a code had no meaning."""

    def __init__(self, bits: str, at: int) -> None:
        self.bits = bits
        self.at = at
        self.beyond = False
        self.raw: dict[str, int] = {}


def read_message(bits: str) -> tuple[str, Row] | None:
    """Read a whole message.

    Args:
        bits: of the payload, without fill bits.

    Returns:
        the name of its kind, and its fields and `flags` of `short` and `value`; None when it is of
        no known type or case.
    """
    name = TYPES.get(number_of(bits, 0, 6) or 0)
    if name is None:
        return None
    parts = KINDS[name].parts
    case = next((case for case in KINDS[name].cases if _holds(case, bits)), None)
    if case is None:
        return None
    row: Row = {part.name: None for part in parts}
    read, beyond = read_fields(case.layout.fields, bits)
    row |= read
    if "year" in row:
        row["utc"] = _utc(row)
    is_short = len(bits) < case.layout.shortest
    row["flags"] = ["short"] * is_short + ["value"] * beyond
    if "fi" in row:
        _apply(case, bits, row)
    return name, row


def _apply(case: Case, bits: str, row: Row) -> None:
    """Read application data, all of them null but one."""
    row |= {one.name: None for one in APPLICATIONS}
    parts = case.layout.fields
    names = [part.name for part in parts]
    at, behind = (
        sum(part.width for part in some if isinstance(part, Field))
        for some in (parts[: names.index("data")], parts[names.index("data") + 1 :])
    )
    key = row["dac"], row["fi"]
    end = max(len(bits) - behind, 0)
    fitting = [one for one in APPLICATIONS if (one.dac, one.fi) == key and end - at >= one.least]
    one = max(fitting, key=lambda one: one.least, default=None)
    if one is None or "fi" not in names:
        return
    read = read_plain(one.fields, bits[:end], at)
    first = one.fields[0]
    is_told = end - at >= (first.width if isinstance(first, Field) else 1)
    row[one.name] = read.row if is_told else None
    is_long = all(isinstance(part, Field) and part.width for part in one.fields)
    is_long = is_long and end - read.at >= _BYTE
    row["flags"] += ["application_short"] * read.is_short + ["application_long"] * is_long
    row["flags"] += ["application_value"] * read.is_bad


def read_fields(parts: Sequence[Field | Group], bits: str, at: int = 0) -> tuple[Row, bool]:
    """Read fields that stand one behind the other.

    Returns:
        a row, and whether a code had no meaning.
    """
    source, row = _Bits(bits, at), {}
    for k, part in enumerate(parts):
        value = _group(part, source) if isinstance(part, Group) else _field(part, parts[k:], source)
        if part.name:
            row[part.name] = value
    return row, source.beyond


def _holds(case: Case, bits: str) -> bool:
    kind = int(bits[:6], 2)
    if kind not in case.layout.types:
        return False
    for name, low, high in case.when:
        at = 0
        behind = False
        for k, part in enumerate(case.layout.fields):
            if part.name == name and isinstance(part, Field):
                rest = sum(each.width for each in case.layout.fields[k:] if isinstance(each, Field))
                place = len(bits) - rest if behind else at
                if not low <= (number_of(bits, place, part.width) or 0) <= high:
                    return False
                break
            behind = behind or isinstance(part, Group) or part.width == 0
            at += part.width if isinstance(part, Field) else 0
    return True


def _field(part: Field, here: Sequence[Field | Group], source: _Bits) -> Any:  # noqa: ANN401 - any column's value
    width = part.width
    start = source.at
    if width == 0:
        rest = sum(each.width for each in here if isinstance(each, Field))
        width = max(0, len(source.bits) - rest - start)
        bits = source.bits[: start + width] if start <= len(source.bits) else source.bits
        source.at = start + width
        if part.form is Form.TEXT:
            return text_of(bits, start) or None
        return data_of(bits, start)
    source.at = start + width
    if part.form is Form.SPARE:
        return None
    if part.form is Form.TEXT:
        return text_of(source.bits, start, width) or None
    if part.form is Form.DATA:
        return data_of(source.bits, start, width)
    signed = part.form in {Form.INT, Form.TURN}
    raw = number_of(source.bits, start, width, signed=signed)
    source.raw[part.name] = raw or 0
    return _value(part, raw, source)


def _value(part: Field, raw: int | None, source: _Bits) -> float | bool | None:
    if raw is None or raw in part.absent:
        return None
    too_low = part.low is not None and raw < part.low
    if too_low or (part.high is not None and raw > part.high):
        source.beyond = True
        return None
    if part.form is Form.BOOL:
        return raw == 1
    if part.form is Form.TURN:
        root = raw / 4.733
        return _single(root * abs(root)) if abs(raw) <= _LAST_TURN else None
    if part.divisor == 1 and float(part.offset).is_integer():
        return raw + int(part.offset)
    value = raw / part.divisor + part.offset
    is_place = part.name in {"lon", "lat"} or part.name.endswith(("_lon", "_lat"))
    return value if is_place or part.width > _FLOAT_BITS else _single(value)


def _single(value: float) -> float:
    """Round to a 32-bit float."""
    return float(struct.unpack("f", struct.pack("f", value))[0])


def _group(part: Group, source: _Bits) -> list[Row]:
    turns: list[Row] = []
    width = sum(each.width for each in part.fields if isinstance(each, Field))
    most = min(part.most, source.raw[part.count]) if part.count else part.most
    while len(turns) < most and source.at + width <= len(source.bits):
        row, beyond = read_fields(part.fields, source.bits, source.at)
        source.beyond |= beyond
        source.at += width
        turns.append(row)
    return turns


def _utc(row: Row) -> datetime | None:
    names = ("year", "month", "day", "hour", "minute", "second")
    try:
        year, month, day, hour, minute, second = (row[name] for name in names)
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (TypeError, ValueError):
        return None
