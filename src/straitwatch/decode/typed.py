"""Columns of Arrow, text or typed, turned into plain arrays: read, and not yet judged."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.decode.cell import (
    map_words,
    read_code,
    read_icao24,
    read_integers,
    read_numbers,
    read_times,
)
from straitwatch.decode.columns import STATIC_TARGETS
from straitwatch.decode.words import NAV_STATUS
from straitwatch.kernel.csv_bytes import PAD
from straitwatch.kernel.csv_fix import BAD_TIME
from straitwatch.kernel.csv_time import EMPTY
from straitwatch.kernel.csv_word import mix_cells
from straitwatch.model.error import ContractError
from straitwatch.model.identity import parse_object_id
from straitwatch.model.schema import ON_GROUND

__all__ = [
    "ICAO24",
    "MAX_AGE_S",
    "MAX_MMSI",
    "NUMBERS",
    "Typed",
    "date_by_age",
    "date_by_position",
    "hash_words",
    "is_true",
    "join_states",
    "nav_status",
    "number_values",
    "read_identities",
    "time_values",
    "type_columns",
    "with_ground",
]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]

MAX_AGE_S = 60.0
"""A position older than the time of its row is no news: the default watermark."""

MAX_MMSI = 999_999_999
NUMBERS = (
    *("sog_kn", "cog_deg", "heading_deg", "rot_deg_min", "alt_ft", "vrate_ft_min"),
    "alt_geom_ft",
)

ICAO24 = parse_object_id("icao24:000000")
_NO_STATUS = 15  # "not defined", the default
_TRUE = frozenset({"true", "1", "-1", "t", "yes", "y"})  # -1: BaseStation (SBS)


@dataclass(frozen=True)
class Typed:
    """Rows that are read, column by column, and not yet judged.

    Attributes:
        ids: identities, n; 0 for none.
        t_us: microseconds since 1970 UTC, n.
        t_state: READ, EMPTY or BAD_TIME, n; None where the source dates nothing.
        numbers: `lon`, `lat` and any of NUMBERS, as they are written: n each, NaN where nothing
            stands, infinite for what cannot be read.
        stale: whether a position is older than MAX_AGE_S, n; None where none is.
        nav_status: int8, n, with nulls; None where there is no such column.
        receiver: dictionary of strings, n; None where there is no such column.
        said: hash of what each row says of its object, n, 0 for nothing (see `hash_words`); None
            where there is no such column.
        words: gives the columns of STATIC_TARGETS of some rows, as text.
        is_row: false for what is no row but a gap among them, n; None where there is none.
    """

    ids: Ints
    t_us: Ints
    t_state: Bytes | None
    numbers: Mapping[str, Floats]
    words: Callable[[Ints], pa.Table]
    stale: Bools | None = None
    nav_status: pa.Array | None = None
    receiver: pa.Array | None = None
    said: Hashes | None = None
    is_row: Bools | None = None

    def __len__(self) -> int:
        """Rows, and gaps among them."""
        return len(self.ids)


def type_columns(table: pa.Table, *, day_first: bool = True) -> Typed:
    """Read columns of text or of types of their own.

    Args:
        table: columns named by our targets, n rows, null where a cell is empty. `mmsi` as text
            or whole numbers, `t` as text or a timestamp, `lon`, `lat` and NUMBERS as text or
            numbers, `nav_status` as text or codes, `on_ground` as text or truth, others as text.
        day_first: whether 3/4/2020 is the third of April.

    Returns:
        the rows, in their order.
    """
    ids, _ = read_identities(table)
    t_us, t_state = time_values(table, day_first)
    t_us, stale = _dated(table, t_us, day_first)
    names = [name for name in ("lon", "lat", *NUMBERS) if name in table.column_names]
    words = [name for name in STATIC_TARGETS if name in table.column_names]
    status = _status(table, ids)
    return Typed(
        ids=ids,
        t_us=t_us,
        t_state=t_state,
        numbers={name: number_values(_cells(table, name)) for name in names},
        words=lambda rows: _as_text(table.select(words).take(pa.array(rows))),
        stale=stale,
        nav_status=status,
        receiver=_words(table, "receiver") if "receiver" in table.column_names else None,
        said=hash_words(table.select(words)) if words else None,
    )


def _words(table: pa.Table, name: str) -> pa.Array:
    cells = _cells(table, name)
    return cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()


def number_values(cells: pa.Array) -> Floats:
    """Values of text or numbers: NaN where nothing stands, infinite for what cannot be read."""
    if not pa.types.is_string(cells.type):
        values = pc.fill_null(cells.cast(pa.float64()), np.nan)
        return np.array(values.to_numpy(zero_copy_only=False))
    read, unreadable = read_numbers(cells)
    values = np.array(pc.fill_null(read, np.nan).to_numpy(zero_copy_only=False))
    values[unreadable] = np.inf
    return values


def _status(table: pa.Table, ids: Ints) -> pa.Array | None:
    said = None
    if "nav_status" in table.column_names:
        cells = _cells(table, "nav_status")
        text = cells if pa.types.is_string(cells.type) else cells.cast(pa.string())
        said = map_words(text, nav_status, pa.int8())
    if "on_ground" not in table.column_names:
        return said
    cells = _cells(table, "on_ground")
    is_truth = pa.types.is_boolean(cells.type)
    return with_ground(cells if is_truth else map_words(cells, is_true, pa.bool_()), ids, said)


def _as_text(table: pa.Table) -> pa.Table:
    return table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))


def hash_words(table: pa.Table) -> Hashes:
    """Hash what each row says: the same in every process, and as of a CSV's own cells.

    Args:
        table: columns in the order of STATIC_TARGETS, null where nothing stands.

    Returns:
        n; 0 where a row says nothing.
    """
    n = len(table)
    hashes, says = np.zeros(n, np.uint64), np.zeros(n, bool)
    for column in _as_text(table).columns:
        buf, cells = text_cells(column.combine_chunks())
        mix_cells(buf, cells, hashes, says)
    return join_states(hashes, says)


def join_states(hashes: Hashes, says: Bools) -> Hashes:
    """Hash of each row; 0 where it says nothing."""
    hashes[hashes == 0] = 1
    hashes[~says] = 0
    return hashes


def text_cells(text: pa.Array) -> tuple[Bytes, Ints]:
    """Strings as bytes with PAD behind them, and cells as the kernels of a CSV know them."""
    offsets = np.frombuffer(text.buffers()[1], np.int32)[text.offset :][: len(text) + 1]
    begin, end = (int(offsets[0]), int(offsets[-1])) if len(text) else (0, 0)
    buf = np.zeros(end - begin + PAD, np.uint8)
    if end > begin:
        buf[: end - begin] = np.frombuffer(text.buffers()[2], np.uint8)[begin:end]
    starts = offsets[:-1].astype(np.int64) - begin
    lengths = np.diff(offsets).astype(np.int64)
    if text.null_count:
        lengths[np.asarray(text.is_null())] = 0
    return buf, starts | lengths << 32


def read_identities(table: pa.Table) -> tuple[Ints, Bools]:
    """Identity of each row, 0 and true where there is none; an MMSI goes before an address."""
    ids = np.zeros(len(table), np.int64)
    if "icao24" in table.column_names:
        address = pc.fill_null(read_icao24(_cells(table, "icao24"))[0], -1).to_numpy()
        ids = np.where(address > 0, address | ICAO24, 0)
    if "mmsi" in table.column_names:
        ids = _ships(_cells(table, "mmsi"), ids)
    return ids, ids == 0


def _ships(cells: pa.Array, ids: Ints) -> Ints:
    is_text = pa.types.is_string(cells.type)
    numbers = read_integers(cells)[0] if is_text else cells.cast(pa.int64(), safe=False)
    mmsi = pc.fill_null(numbers, 0).to_numpy(zero_copy_only=False)
    ids = np.where((mmsi > 0) & (mmsi <= MAX_MMSI), mmsi, ids)
    if not is_text:
        return ids
    own = pc.fill_null(pc.match_substring(cells, ":"), False).to_numpy(zero_copy_only=False)
    return np.where(own, _own_identities(cells), ids) if own.any() else ids


def _own_identities(cells: pa.Array) -> Ints:
    """Read identities as this project writes them, `mmsi:431000001`; 0 for what is none."""
    coded = cells.dictionary_encode()
    known = [_own_identity(word) for word in coded.dictionary.to_pylist()]
    ids: Ints = np.array([*known, 0], np.int64)[pc.fill_null(coded.indices, -1).to_numpy()]
    return ids


def _own_identity(word: str) -> int:
    try:
        return parse_object_id(word)
    except ContractError:
        return 0


def time_values(table: pa.Table, day_first: bool) -> tuple[Ints, Bytes | None]:
    """Read t; where a source dates nothing, no row is at fault for it."""
    if "t" not in table.column_names:
        return np.zeros(len(table), np.int64), None
    clock = _cells(table, "t")
    if not pa.types.is_string(clock.type):
        return _stamps(clock)
    if "date" in table.column_names and re.match(r"\s*\d?\d:", str(pc.first(clock))):
        clock = pc.binary_join_element_wise(_cells(table, "date"), clock, " ")
    t_us, bad, empty = read_times(clock, day_first=day_first)
    return t_us, np.where(empty, EMPTY, np.where(bad, BAD_TIME, 0)).astype(np.uint8)


def _stamps(stamps: pa.Array) -> tuple[Ints, Bytes]:
    """Take timestamps of any unit; those without a zone are UTC."""
    zone = stamps.type.tz if pa.types.is_timestamp(stamps.type) else None
    whole = stamps.cast(pa.timestamp("us", tz=zone), safe=False).cast(pa.int64())
    t_us = pc.fill_null(whole, 0).to_numpy(zero_copy_only=False)
    return t_us, np.where(np.asarray(stamps.is_null()), EMPTY, 0).astype(np.uint8)


def _dated(table: pa.Table, t_us: Ints, day_first: bool) -> tuple[Ints, Bools | None]:
    """Date rows by their position's own age, where told; the mask is of those too old.

    A receiver repeats the last position while an aircraft is silent, and says how old it is.
    """
    if "age_s" in table.column_names:
        return date_by_age(t_us, number_values(_cells(table, "age_s")))
    if "t_position" in table.column_names:
        own, _, _ = read_times(_cells(table, "t_position"), day_first=day_first)
        return date_by_position(t_us, own)
    return t_us, None


def date_by_age(t_us: Ints, age_s: Floats) -> tuple[Ints, Bools]:
    """Date rows by the age of their position, where one is told; and tell those too old."""
    age = np.where(np.isfinite(age_s), age_s, 0.0)
    good = (age >= 0) & (age < 1e9)  # noqa: PLR2004 - seconds: 30 years
    return t_us - np.rint(np.where(good, age, 0.0) * 1e6).astype(np.int64), age > MAX_AGE_S


def date_by_position(t_us: Ints, own_us: Ints) -> tuple[Ints, Bools]:
    """Date rows by their position's own time, where one is told, 0 for none; tell those too old."""
    age_us = np.where(own_us > 0, t_us - own_us, 0)
    return t_us - np.maximum(age_us, 0), age_us > MAX_AGE_S * 1e6


_status_code = read_code(NAV_STATUS)


def nav_status(word: str) -> int | None:
    """Code of a status that stands as a number or as words; None for "not defined"."""
    code = _status_code(word)
    return code if code is not None and code < _NO_STATUS else None


def with_ground(down: pa.Array, ids: Ints, said: pa.Array | None) -> pa.Array:
    """Status of each row, where aircraft that are on the ground have a code of their own."""
    landed = pc.and_(pc.fill_null(down, False), pa.array(ids > MAX_MMSI))
    said = pa.nulls(len(ids), pa.int8()) if said is None else said
    return pc.if_else(landed, pa.scalar(ON_GROUND, pa.int8()), said)


def is_true(word: str) -> bool:
    """Tell whether a word says yes."""
    return word.strip().casefold() in _TRUE


def _cells(table: pa.Table, target: str) -> pa.Array:
    """One column as one array: a table of one chunk hands over its own."""
    column = table[target]
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
