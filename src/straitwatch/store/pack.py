"""Packing: FIX rows into the columns that are stored, and back."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.model.error import SchemaError
from straitwatch.model.schema import FIX

__all__ = ["PACKED", "SCALE", "WORDS", "pack_fixes", "packed_as_fixes", "unpack_fixes"]

Ints = npt.NDArray[np.int64]

SCALE = 10_000_000
"""Stored units in a degree: 1e-7 degrees is 1.1 cm of latitude.

AIS sends 1/10,000 of a minute (1/600,000 degree, ITU-R M.1371-5 annex 8), 17 stored units, so a
position comes back within 5e-8 degrees and rounds to the very unit that was sent.
"""

WORDS = ("source", "receiver")
_PLACES = {"lon": 180.0, "lat": 90.0}


def _stored_type(field: pa.Field) -> pa.DataType:
    if field.name in _PLACES:
        return pa.int32()
    return pa.int64() if field.name == "t" else field.type


PACKED = pa.schema([pa.field(f.name, _stored_type(f), f.nullable) for f in FIX])
"""FIX as stored: `t` in µs since 1970, `lon` and `lat` in 1e-7 degrees."""


def pack_fixes(fixes: pa.Table) -> pa.Table:
    """Turn FIX, n rows in any order, into PACKED in the same order.

    Raises:
        SchemaError: a longitude or latitude is out of range or no number.
    """
    columns = [_pack(fixes[field.name], field) for field in PACKED]
    return pa.table(columns, schema=PACKED)


def _pack(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray | pa.Array:
    if field.name == "t":
        return column.cast(pa.int64())
    if field.name not in _PLACES:
        return column.unify_dictionaries() if field.name in WORDS else column
    degrees = column.combine_chunks()
    missing = np.asarray(degrees.is_null())
    values = np.where(missing, 0.0, degrees.fill_null(0.0).to_numpy(zero_copy_only=False))
    if not np.all(np.abs(values) <= _PLACES[field.name]):
        raise SchemaError(f"column '{field.name}' holds degrees beyond ±{_PLACES[field.name]:.0f}")
    return pa.array(np.rint(values * SCALE).astype(np.int32), mask=missing)


def unpack_fixes(packed: pa.Table, columns: list[str] | None = None) -> pa.Table:
    """Turn PACKED rows, or some columns of them, into FIX in the same order.

    Args:
        packed: as read; words may come as plain strings.
        columns: those wanted, in order; all by default.
    """
    names = columns or FIX.names
    schema = pa.schema([FIX.field(name) for name in names])
    return pa.table([_unpack(packed[f.name], f) for f in schema], schema=schema)


def _unpack(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray | pa.Array:
    if field.name in _PLACES:
        whole = column.combine_chunks()
        missing = np.asarray(whole.is_null())
        degrees = whole.fill_null(0).to_numpy(zero_copy_only=False) / SCALE
        return pa.array(degrees, mask=missing if missing.any() else None)
    if field.name in WORDS and not pa.types.is_dictionary(column.type):
        return column.dictionary_encode().cast(field.type)
    return column if column.type == field.type else column.cast(field.type)


def packed_as_fixes(column: str) -> str:
    """Write the SQL that unpacks one stored column."""
    if column == "t":
        return "make_timestamptz(t) AS t"
    if column in _PLACES:
        return f"{column} / {SCALE}.0::DOUBLE AS {column}"
    return column
