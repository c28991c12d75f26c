"""Codes of a field turned into an Arrow column, and the type that the column has."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.ais.app_layout import Choice, Part, Series
from straitwatch.decode.ais.field import Field, Form

__all__ = ["column_type", "is_whole", "struct_type", "to_column", "to_number", "to_raw"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

_SIGNED = frozenset({Form.INT, Form.MINUS, Form.PLUS})
_DIGITS = 6  # decimals of a value whose steps are no fraction of one: 5 degrees, 13.073 m


def is_whole(field: Field) -> bool:
    """Tell whether a field's values are whole numbers."""
    is_bent = field.form in {Form.SQUARE, Form.TURN}
    return field.divisor == 1 and float(field.offset).is_integer() and not is_bent


def column_type(field: Field) -> pa.DataType:
    """Tell the Arrow type of a field's column."""
    if field.form == Form.BOOL:
        return pa.bool_()
    if field.form == Form.TEXT:
        return pa.string()
    if field.form == Form.DATA:
        return pa.binary()
    if not is_whole(field):
        return pa.float64()
    width = field.width + (field.form not in _SIGNED) + (10 if field.power else 0)
    if field.offset:
        width = max(width + 1, int(abs(field.offset)).bit_length() + 2)
    return next(t for most, t in _WHOLE if width <= most)


_WHOLE = ((8, pa.int8()), (16, pa.int16()), (32, pa.int32()), (64, pa.int64()))


def struct_type(parts: tuple[Part, ...]) -> pa.StructType:
    """Tell the Arrow type of a struct of fields."""
    fields: list[pa.Field] = []
    counts = {part.count for part in parts if isinstance(part, Series)}
    for part in parts:
        if isinstance(part, Series):
            fields.append(pa.field(part.name, pa.list_(struct_type(part.fields))))
        elif isinstance(part, Choice):
            fields += [pa.field(one.name, struct_type(one.fields)) for one in part.variants]
        elif part.form != Form.SPARE and part.name not in counts:
            fields.append(pa.field(part.name, column_type(part)))
    return pa.struct(fields)


def to_number(field: Field, code: Ints) -> Ints:
    """Give a code its sign, where the field has a bit of its own for that; else as it is."""
    if field.form not in {Form.MINUS, Form.PLUS}:
        return code
    size = code & ((1 << (field.width - 1)) - 1)
    is_first = code >> (field.width - 1) == 1
    return np.where(is_first == (field.form == Form.MINUS), -size, size)


def to_column(
    field: Field, code: Ints, present: Truths, power: Ints | None = None
) -> tuple[pa.Array, Truths]:
    """Turn the codes of a field of numbers into a column.

    Args:
        field: not of text or data.
        code: as the bit engine reads them, shape (n,).
        present: whether the message has the field, shape (n,).
        power: of ten, for a field that has one, shape (n,).

    Returns:
        n values, null where absent; whether a code has no meaning in the standard, shape (n,).
    """
    if field.form == Form.BOOL:
        return pa.array(code != 0, mask=~present), np.zeros(len(code), np.bool_)
    number = to_number(field, code)
    is_told = present.copy()
    for absent in field.absent:
        is_told &= number != absent
    is_bad = np.zeros(len(code), np.bool_)
    if field.low is not None:
        is_bad |= number < field.low
    if field.high is not None:
        is_bad |= number > field.high
    is_bad &= is_told
    kind, is_known = column_type(field), is_told & ~is_bad
    value = _value(field, number, power).astype(kind.to_pandas_dtype())
    mask = None if is_known.all() else pa.py_buffer(np.packbits(is_known, bitorder="little"))
    return pa.Array.from_buffers(kind, len(code), [mask, pa.py_buffer(value)]), is_bad


def _value(field: Field, number: Ints, power: Ints | None) -> npt.NDArray[Any]:
    if field.power and power is not None:
        return number * 10**power
    if is_whole(field):
        return number + int(field.offset)
    if field.form == Form.SQUARE:
        return np.round(number * number / field.divisor + field.offset, _DIGITS)
    shift = field.offset * field.divisor
    if field.divisor > 1 and float(shift).is_integer():
        return (number + shift) / field.divisor
    return np.round(number / field.divisor + field.offset, _DIGITS)


def to_raw(field: Field, value: Floats | Ints, power: Ints | None = None) -> Ints:
    """Turn values of a field of numbers into its numbers before scaling, the nearest there are."""
    if is_whole(field) and value.dtype.kind in "iu":
        whole = value.astype(np.int64) - int(field.offset)
        if power is None:
            return whole
        return np.rint(whole / 10.0**power).astype(np.int64)
    scaled = (value - field.offset) * field.divisor
    if field.form == Form.SQUARE:
        scaled = np.sqrt(np.maximum(scaled, 0))
    if power is not None:
        scaled = scaled / 10.0**power
    return np.rint(np.clip(scaled, -_FAR, _FAR)).astype(np.int64)


_FAR = float(1 << 62)
