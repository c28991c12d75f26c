"""Words that objects say of themselves turned into STATIC."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.decode.cell import map_words, read_code, read_numbers, repeat_word
from straitwatch.decode.columns import STATIC_TARGETS, Column
from straitwatch.decode.words import NOTHING, SHIP_TYPE
from straitwatch.model.schema import STATIC

__all__ = ["make_statics"]

Ints = npt.NDArray[np.int64]

_MIN_IMO = 1_000_000
_MAX_SHIP_TYPE = 255


_SUMS = {"length_m": ("bow_m", "stern_m"), "beam_m": ("port_m", "starboard_m")}
_MOST_M = {"length_m": 1022.0, "beam_m": 126.0}  # ITU-R M.1371-5, table 52: 511 and 63, twice


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def make_statics(
    text: pa.Table,
    ids: Ints,
    t: pa.Array,
    lines: Ints,
    *,
    source: str,
    columns: Mapping[str, Column],
) -> pa.Table:
    """Write rows of text as STATIC; `columns` says how each of ours is written in the file."""
    n = len(text)
    made = {
        "object_id": pa.array(ids),
        "t": t,
        "source": repeat_word(source, n),
        "line": pa.array(lines),
    }
    for name in STATIC_TARGETS:
        if name in text.column_names and name in STATIC.names:
            made[name] = _read(_whole(text[name]), columns[name], STATIC.field(name).type)
    for name, ends in _SUMS.items():
        if set(ends) <= set(text.column_names):
            total = _add(text, ends, columns[ends[0]].scale, _MOST_M[name])
            made[name] = pc.coalesce(made[name], total) if name in made else total
    arrays = [made[f.name] if f.name in made else pa.nulls(n, f.type) for f in STATIC]
    return pa.table(arrays, schema=STATIC)


def _add(text: pa.Table, ends: tuple[str, str], scale: float, most: float) -> pa.Array:
    """Length or beam by where the antenna stands; 0 and 0 say that it is not available."""
    told = [pc.fill_null(read_numbers(_whole(text[end]))[0], np.nan) for end in ends]
    total = sum(np.asarray(values.to_numpy(zero_copy_only=False)) for values in told) * scale
    return pa.array(np.asarray(total, np.float32), mask=~((total > 0) & (total <= most)))


def _read(cells: pa.Array, column: Column, type_: pa.DataType) -> pa.Array:
    if column.target in _READERS:
        return map_words(cells, _READERS[column.target], type_)
    values = pc.fill_null(read_numbers(cells)[0], np.nan).to_numpy() * column.scale
    good = (values >= column.low) & (values <= column.high)
    return pa.array(values.astype(np.float32), mask=~good)


def _text(word: str) -> str | None:
    """A text of AIS: padded with blanks or `@` (ITU-R M.1371-5, 3.3.7); null for none."""
    word = word.strip().rstrip("@ ")
    return None if word.casefold() in NOTHING else word


def _imo(word: str) -> int | None:
    """Number of the hull: seven digits, with or without `IMO` before them."""
    digits = re.fullmatch(r"\s*(?:IMO)?\s*(\d{7})(?:\.0*)?\s*", word, re.ASCII | re.IGNORECASE)
    return int(digits[1]) if digits and int(digits[1]) >= _MIN_IMO else None


_ship_code = read_code(SHIP_TYPE)


def _ship_type(word: str) -> int | None:
    code = _ship_code(word)
    return code if code and code <= _MAX_SHIP_TYPE else None


def _eta(word: str) -> str | None:
    """Arrival as MM-DDTHH:MM; the year, where one stands, is the archive's guess and goes."""
    for form, turned in _ETA_FORMS:
        found = re.match(form, word.strip(), re.ASCII)
        if found:
            told = found.expand(turned)
            return told if _LEGAL_ETA.fullmatch(told) else None
    return None


_LEGAL_ETA = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d")
"""Month and day 0, hour 24 and minute 60 say "not available" (ITU-R M.1371-5, table 52)."""


_ETA_FORMS = (
    (r"(?:\d{4}-)?(\d\d)-(\d\d)[T ](\d\d:\d\d)", r"\1-\2T\3"),
    (r"(\d\d)/(\d\d)/\d{4} (\d\d:\d\d)", r"\2-\1T\3"),
)


def _aircraft_type(word: str) -> str | None:
    """Designator of a type of aircraft: 2 to 4 letters and digits (ICAO Doc 8643)."""
    word = word.strip().upper()
    return word if re.fullmatch(r"[A-Z][A-Z0-9]{1,3}", word, re.ASCII) else None


_READERS: dict[str, Callable[[str], Any]] = {
    "imo": _imo,
    "callsign": _text,
    "name": _text,
    "ship_type": _ship_type,
    "aircraft_type": _aircraft_type,
    "destination": _text,
    "eta": _eta,
}
