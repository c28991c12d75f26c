"""An Arrow column turned into a field's codes; a value that does not fit is named."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.decode.ais.field import Field, Form
from straitwatch.decode.ais.value import is_whole, to_raw
from straitwatch.model.error import ContractError, SchemaError

__all__ = [
    "Where",
    "check_names",
    "default_code",
    "plain",
    "to_codes",
    "to_data",
    "to_letters",
    "told",
]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

_TURN = 4.733  # M.1371-5, table 48: code = 4.733 x the root of degrees a minute
_LAST_TURN = 126  # ditto: 708 degrees a minute or more
_LETTERS = "capital letters, digits, blanks and the signs from ! to ? and [ \\ ] ^ _"


class Where:
    """Where a column stands, for errors.

    Args:
        path: names of the column and of those around it, with points between.
        rows: row of the table of each value, shape (n,).
    """

    def __init__(self, path: str, rows: Ints) -> None:
        self.path = path
        self.rows = rows

    def inner(self, name: str, which: Ints | None = None) -> "Where":
        """Tell of a column within, of some of the rows."""
        path = f"{self.path}.{name}" if self.path else name
        return Where(path, self.rows if which is None else self.rows[which])

    def misfit(self, k: int, value: object, wanted: str) -> ContractError:
        """Say that value k does not fit, and what would."""
        return ContractError(
            f"column {self.path}, row {self.rows[k]}: {value!r} does not fit: {wanted}"
        )


def plain(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Put a column into one piece, words of a dictionary in full."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def told(column: pa.Array) -> Truths:
    """Tell which values are neither null nor NaN."""
    if pa.types.is_floating(column.type):
        return np.asarray(~np.isnan(column.to_numpy(zero_copy_only=False)))
    return np.asarray(column.is_valid().to_numpy(zero_copy_only=False))


def check_names(columns: Mapping[str, pa.Array], known: Iterable[str], where: Where) -> None:
    """Refuse a column with values that no field takes: they would be lost.

    Raises:
        SchemaError: there is such a column; names the nearest that there is.
    """
    names = list(known)
    for name in columns.keys() - set(names):
        if told(columns[name]).any():
            near = get_close_matches(name, names, 1)
            hint = f"did you mean {near[0]}?" if near else f"choose from {', '.join(names)}"
            raise SchemaError(f"column {where.inner(name).path} is none of this message: {hint}")


def default_code(field: Field) -> int:
    """Give the code of "not available"; 0, or the lowest, where the standard has none."""
    return field.absent[0] if field.absent else max(field.low or 0, 0)


def to_codes(field: Field, column: pa.Array, where: Where, power: Ints | None = None) -> Ints:
    """Turn values into codes of `width` bits, two's complement where they are signed.

    Args:
        field: of numbers.
        column: n values; null and NaN are "not available", or 0 where the standard lacks a code.
        where: its place, for errors.
        power: of ten, for a field that has one, shape (n,).

    Raises:
        SchemaError: the column does not hold numbers.
        ContractError: a value does not fit; says column, row, value and what would fit.
    """
    is_told = told(column)
    value = _numbers(field, column, where, is_told)
    if field.form == Form.TURN:
        size = np.minimum(np.rint(_TURN * np.sqrt(np.abs(value))), _LAST_TURN)
        raw = np.copysign(size, value).astype(np.int64)
    else:
        raw = to_raw(field, value, power)
    is_off = is_told & _is_off(field, raw)
    if is_off.any():
        k = int(np.flatnonzero(is_off)[0])
        scale = 1 if power is None else 10 ** int(power[k])
        raise where.misfit(k, column[k].as_py(), _wanted(field, int(raw[k]), scale))
    raw = np.where(is_told, raw, default_code(field))
    return _signed(field, raw)


def _numbers(
    field: Field, column: pa.Array, where: Where, is_told: Truths
) -> npt.NDArray[np.float64] | Ints:
    kind = column.type
    if pa.types.is_null(kind):
        return np.zeros(len(column), np.int64)
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        whole = column.cast(pa.int64()) if kind != pa.uint64() else column
        return np.asarray(whole.fill_null(0).to_numpy(zero_copy_only=False), np.int64)
    if not (pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        raise SchemaError(f"column {where.path} holds {kind}: numbers are wanted")
    number = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    value: npt.NDArray[np.float64] = np.where(is_told, number, 0.0).astype(np.float64)
    if is_whole(field) and not field.power:
        broken = np.flatnonzero(value != np.rint(value))
        if len(broken):
            raise where.misfit(int(broken[0]), value[broken[0]], "a whole number is wanted")
    return value


def _signed(field: Field, raw: Ints) -> Ints:
    """Put the sign where the field has it."""
    if field.form in {Form.MINUS, Form.PLUS}:
        is_first = (raw < 0) == (field.form == Form.MINUS)
        first: Ints = is_first.astype(np.int64) << (field.width - 1)
        return first | np.abs(raw)
    return raw & ((1 << field.width) - 1)


def _limits_of(field: Field) -> tuple[int, int]:
    """Give the lowest and the highest number that may stand in a field."""
    half = 1 << (field.width - 1)
    if field.form in {Form.MINUS, Form.PLUS}:
        low, high = 1 - half, half - 1
    elif field.form in {Form.INT, Form.TURN}:
        low, high = -half, half - 1
    else:
        low, high = 0, (1 << field.width) - 1
    low = low if field.low is None else max(low, field.low)
    return low, high if field.high is None else min(high, field.high)


def _is_off(field: Field, raw: Ints) -> Truths:
    low, high = _limits_of(field)
    is_off: Truths = (raw < low) | (raw > high)
    for absent in field.absent:
        is_off |= raw == absent
    return is_off


def _wanted(field: Field, raw: int, scale: int) -> str:
    """Say what would fit instead of a number."""
    low, high = _limits_of(field)
    if raw in field.absent and low <= raw <= high:
        return 'its code says "not available": give null for that'
    while low in field.absent:
        low += 1
    while high in field.absent:
        high -= 1
    ends = [_told_value(field, one) * scale for one in (low, high)]
    return f"{ends[0]:.10g} to {ends[1]:.10g} is wanted"


def _told_value(field: Field, raw: int) -> float:
    size = raw * raw if field.form == Form.SQUARE else raw
    return size / field.divisor + field.offset


def to_letters(field: Field, column: pa.Array, where: Where) -> list[bytes]:
    """Turn texts into six-bit letters, a byte each.

    Raises:
        SchemaError: the column does not hold text.
        ContractError: a text is too long, or has a letter that the alphabet lacks.

    Notes:
        Source: ITU-R M.1371-5, annex 8, table 47 (6-bit ASCII).
    """
    kind = column.type
    if pa.types.is_null(kind):
        return [b""] * len(column)
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        raise SchemaError(f"column {where.path} holds {kind}: text is wanted")
    most = field.width // 6
    out = []
    for k, text in enumerate(column.to_pylist()):
        word = text or ""
        if most and len(word) > most:
            raise where.misfit(k, text, f"at most {most} letters")
        if not all(" " <= letter <= "_" and letter != "@" for letter in word):
            raise where.misfit(k, text, _LETTERS)
        out.append(bytes(ord(letter) & 63 for letter in word))
    return out


def to_data(field: Field, column: pa.Array, where: Where) -> list[bytes]:
    """Turn data, or text in hexadecimal digits, into bytes.

    Raises:
        SchemaError: the column holds neither.
        ContractError: data are too long, or digits are no such digits.
    """
    kind = column.type
    if pa.types.is_null(kind):
        return [b""] * len(column)
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    if not (is_text or pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
        raise SchemaError(f"column {where.path} holds {kind}: binary or hexadecimal is wanted")
    most = -(-field.width // 8)
    out = []
    for k, item in enumerate(pc.fill_null(column, "" if is_text else b"").to_pylist()):
        try:
            data = bytes.fromhex(item) if is_text else item
        except ValueError as error:
            raise where.misfit(k, item, "pairs of hexadecimal digits") from error
        if most and len(data) > most:
            raise where.misfit(k, item, f"at most {most} bytes")
        out.append(data)
    return out
