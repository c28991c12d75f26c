"""Application data of binary messages (types 6, 8, 25, 26) turned into a struct for each kind."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.ais.app_area import AREA
from straitwatch.decode.ais.app_general import GENERAL
from straitwatch.decode.ais.app_inland import INLAND
from straitwatch.decode.ais.app_layout import Application
from straitwatch.decode.ais.app_read import Bits, read_parts, to_struct
from straitwatch.decode.ais.app_seaway import SEAWAY
from straitwatch.decode.ais.app_sensor import SENSOR
from straitwatch.decode.ais.app_ship import SHIP
from straitwatch.decode.ais.app_weather import WEATHER
from straitwatch.decode.ais.field import Field
from straitwatch.decode.ais.nulls import null_column
from straitwatch.decode.ais.value import struct_type

__all__ = [
    "APPLICATIONS",
    "Applied",
    "application_fields",
    "application_of",
    "read_applications",
]

Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]

APPLICATIONS: tuple[Application, ...] = (
    *WEATHER,
    *AREA,
    *SHIP,
    *SENSOR,
    *INLAND,
    *SEAWAY,
    *GENERAL,
)
"""All applications that are known. Those of one name share a column: DAC and FI tell them apart."""

_BY_KEY: dict[int, list[Application]] = {}
for _one in sorted(APPLICATIONS, key=lambda one: -one.least):
    _BY_KEY.setdefault(_one.dac * 64 + _one.fi, []).append(_one)
_BY_NAME = {one.name: one for one in reversed(APPLICATIONS)}


@dataclass(frozen=True)
class Applied:
    """Application data as columns.

    Attributes:
        columns: name of an application to its structs, n rows, null where a message is another.
        is_short: whether the data end before a field that they must have, shape (n,).
        is_long: whether they go on, by a byte or more, behind a layout of fixed length; (n,).
        is_bad: whether a code has no meaning in the standard, shape (n,).
    """

    columns: dict[str, pa.Array]
    is_short: Truths
    is_long: Truths
    is_bad: Truths


def application_fields() -> list[pa.Field]:
    """Give the nested columns that a table of binary messages has, in order."""
    return [pa.field(name, _struct(name)) for name in _names()]


def application_of(name: str, dac: int | None = None, fi: int | None = None) -> Application | None:
    """Find an application by the name of its column, and by its identifier where that is told."""
    if dac is None or fi is None:
        return _BY_NAME.get(name)
    found = _BY_KEY.get(dac * 64 + fi, [])
    return next((one for one in found if one.name == name), None)


def read_applications(
    words: Words, bits: Ints, start: Ints, dac: Ints, fi: Ints, *, every: bool = True
) -> Applied:
    """Turn application data into structs.

    Args:
        words: messages, shape (n, w), as `kernel.message_bits` takes them.
        bits: bits of each up to the end of its application data, shape (n,).
        start: first bit of the data, behind the application identifier, shape (n,).
        dac: designated area code, shape (n,); negative where a message has no identifier.
        fi: function identifier, shape (n,).
        every: whether applications of which there is no message have a column, too.

    Returns:
        a column for every known application, or for those that are there. A message of an unknown
        one is null in all of them.

    Notes:
        Data that end early keep the fields that they have, and are marked; data without a single
        whole field are null. The same DAC and FI mean the same in all four message types:
        stations do broadcast what is meant to be addressed, and the other way round.
        Source: ITU-R M.1371-5, annex 5, 2.1 (application identifier).
    """
    n = len(bits)
    columns: dict[str, list[_Some]] = {}
    marks = np.zeros((3, n), np.bool_)
    for one, some in _by_key(np.where(dac < 0, -1, dac * 64 + fi)):
        left = some
        for layout in _BY_KEY.get(one, []):
            is_long = bits[left] - start[left] >= layout.least
            rows, left = left[is_long], left[~is_long]
            if len(rows):
                here = Bits(words, bits, start) if len(rows) == n else None
                here = here or Bits(words[rows], bits[rows], start[rows])
                columns.setdefault(layout.name, []).append(_read(layout, here, marks, rows))
    names = _names() if every else columns
    whole = {name: _column(name, columns.get(name, []), n) for name in names}
    return Applied(whole, *marks)


def _by_key(key: Ints) -> list[tuple[int, Ints]]:
    """Give each key and its rows, ascending."""
    if not len(key):
        return []
    if (key == key[0]).all():  # most often all are the weather
        return [(int(key[0]), np.arange(len(key)))]
    keys, which = np.unique(key, return_inverse=True)
    return [(int(one), np.flatnonzero(which == k)) for k, one in enumerate(keys)]


@dataclass(frozen=True)
class _Some:
    """Structs of some messages, in the order of rows.

    Attributes:
        rows: the messages, ascending.
        structs: what they say.
        is_empty: whether a message says nothing at all.
    """

    rows: Ints
    structs: pa.StructArray
    is_empty: Truths


def _names() -> list[str]:
    return list(dict.fromkeys(one.name for one in APPLICATIONS))


@cache
def _struct(name: str) -> pa.StructType:
    return struct_type(_BY_NAME[name].fields)


def _read(layout: Application, bits: Bits, marks: npt.NDArray[np.bool_], rows: Ints) -> _Some:
    found = read_parts(bits, layout.fields)
    is_open = not all(isinstance(part, Field) and part.width for part in layout.fields)
    is_long = (bits.end - found.start >= _BYTE) & (not is_open)
    for mark, one in zip(marks, (found.is_short, is_long, found.is_bad), strict=True):
        mark[rows] |= one
    is_empty = bits.end - bits.start < _least(layout)
    return _Some(rows, to_struct(found, layout.fields), is_empty)


_BYTE = 8


def _least(layout: Application) -> int:
    """Bits of the first field; of a text without end one letter."""
    first = layout.fields[0]
    return first.width if isinstance(first, Field) else 1


def _column(name: str, found: list[_Some], n: int) -> pa.Array:
    """Put the structs of each application of a name where they belong; null elsewhere."""
    if not found:
        return null_column(_struct(name), n)
    structs, is_empty = found[0].structs, found[0].is_empty
    if len(structs) < n:
        index, is_empty = np.zeros(n, np.int64), np.ones(n, np.bool_)
        rows = np.concatenate([some.rows for some in found])
        index[rows] = np.arange(len(rows))
        is_empty[rows] = np.concatenate([some.is_empty for some in found])
        structs = pa.concat_arrays([some.structs for some in found]).take(pa.array(index))
    mask = pa.array(is_empty) if is_empty.any() else None
    fields = [structs.field(k) for k in range(structs.type.num_fields)]
    return pa.StructArray.from_arrays(fields, fields=list(structs.type), mask=mask)
