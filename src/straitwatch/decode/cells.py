"""Cells of a CSV, as places in its bytes, turned into typed columns.

The kernels read what is written in the usual ways; the cells that they hand back are read as text
by `decode.cell`, which is the reference for all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.cell import map_words
from straitwatch.decode.columns import STATIC_TARGETS
from straitwatch.decode.typed import (
    ICAO24,
    NUMBERS,
    Typed,
    date_by_age,
    date_by_position,
    is_true,
    join_states,
    nav_status,
    number_values,
    time_values,
    type_columns,
    with_ground,
)
from straitwatch.decode.typed import read_identities as read_ids
from straitwatch.kernel.csv_fix import map_codes
from straitwatch.kernel.csv_number import read_addresses, read_identities, read_plain
from straitwatch.kernel.csv_time import READ, read_clock_times
from straitwatch.kernel.csv_word import find_distinct, gather_cells, mix_cells

__all__ = ["Cells", "type_cells"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.int32]

_MOST_WORDS = 512
"""Distinct words of a block that the kernel tells apart (ours): 15 statuses, some stations."""


@dataclass(frozen=True)
class Cells:
    """Where the cells of some rows are.

    Attributes:
        buf: text, PAD bytes behind it.
        at: cells by our columns, n each: begin, and length from bit 32 on.
    """

    buf: Bytes
    at: Mapping[str, Ints]

    def text(self, target: str, rows: Ints | None = None) -> pa.Array:
        """Give the cells of some rows, or all, as strings; null where nothing stands."""
        cells = self.at[target] if rows is None else self.at[target][rows]
        n = len(cells)
        ends, valid = np.zeros(n + 1, np.int32), np.empty(n, bool)
        text = np.empty(int((cells >> 32).sum()), np.uint8)
        gather_cells(self.buf, cells, ends, text, valid)
        data = [None, pa.py_buffer(ends), pa.py_buffer(text)]
        whole = pa.Array.from_buffers(pa.string(), n, data)
        if valid.all():
            return whole
        bits = np.packbits(valid, bitorder="little")
        return pa.Array.from_buffers(pa.string(), n, [pa.py_buffer(bits), *data[1:]])

    def table(self, rows: Ints | None = None, *targets: str) -> pa.Table:
        """Give some columns, or all, as a table of strings."""
        return pa.table({name: self.text(name, rows) for name in targets or self.at})


def type_cells(cells: Cells, day_first: bool) -> Typed:
    """Read cells, as `type_columns` reads the same as text."""
    has = cells.at.__contains__
    if has("date"):  # its form decides what `t` means
        return type_columns(cells.table(), day_first=day_first)
    ids = _identities(cells)
    t_us, t_state = _times(cells, "t", day_first)
    t_us, stale = _dated(cells, t_us, day_first)
    words = [name for name in STATIC_TARGETS if has(name)]
    return Typed(
        ids=ids,
        t_us=t_us,
        t_state=t_state,
        numbers={name: _numbers(cells, name) for name in filter(has, ("lon", "lat", *NUMBERS))},
        words=lambda rows: cells.table(rows, *words) if words else _no_columns(),
        stale=stale,
        nav_status=_status(cells, ids),
        receiver=_receivers(cells) if has("receiver") else None,
        said=_said(cells, words) if words else None,
    )


def _no_columns() -> pa.Table:
    return pa.table({})


def _identities(cells: Cells) -> Ints:
    """Identity of each row; an MMSI goes before an address."""
    ids, odd = np.zeros(len(cells.at["t"]), np.int64), list[Ints]()
    names = [name for name in ("icao24", "mmsi") if name in cells.at]
    for name in names:
        at = cells.at[name]
        own, hard = np.empty(len(at), np.int64), np.empty(len(at), np.int64)
        read = read_addresses if name == "icao24" else read_identities
        odd.append(hard[: read(cells.buf, at, own, hard)])
        own = np.where(own > 0, own | ICAO24, 0) if name == "icao24" else own
        ids = np.where(own > 0, own, ids)
    hard = np.concatenate(odd)
    if len(hard):
        ids[hard] = read_ids(cells.table(hard, *names))[0]
    return ids


def _numbers(cells: Cells, target: str) -> Floats:
    at = cells.at[target]
    values, hard = np.empty(len(at)), np.empty(len(at), np.int64)
    hard = hard[: read_plain(cells.buf, at, values, hard)]
    if len(hard):
        values[hard] = number_values(cells.text(target, hard))
    return values


def _times(cells: Cells, target: str, day_first: bool) -> tuple[Ints, Bytes]:
    at = cells.at[target]
    t_us, state = np.empty(len(at), np.int64), np.empty(len(at), np.uint8)
    hard = np.empty(len(at), np.int64)
    hard = hard[: read_clock_times(cells.buf, at, day_first, t_us, state, hard)]
    if len(hard):
        text = pa.table({"t": cells.text(target, hard)})
        t_us[hard], told = time_values(text, day_first)
        state[hard] = READ if told is None else told
    return t_us, state


def _dated(cells: Cells, t_us: Ints, day_first: bool) -> tuple[Ints, npt.NDArray[np.bool_] | None]:
    """Date rows by their position's own age, where told; and tell those too old."""
    if "age_s" in cells.at:
        return date_by_age(t_us, _numbers(cells, "age_s"))
    if "t_position" in cells.at:
        return date_by_position(t_us, _times(cells, "t_position", day_first)[0])
    return t_us, None


def _distinct(cells: Cells, target: str) -> tuple[Codes, list[str]] | None:
    """Number each cell's word; None where there are too many words."""
    at = cells.at[target]
    table, firsts = np.full(4 * _MOST_WORDS, -1, np.int32), np.empty(_MOST_WORDS, np.int64)
    codes = np.empty(len(at), np.int32)
    n = find_distinct(cells.buf, at, table, firsts, codes)
    if n < 0:
        return None
    return codes, Cells(cells.buf, {target: firsts[:n]}).text(target).to_pylist()


def _status(cells: Cells, ids: Ints) -> pa.Array | None:
    said = _meant(cells, "nav_status", nav_status) if "nav_status" in cells.at else None
    if "on_ground" not in cells.at:
        return said
    return with_ground(_meant(cells, "on_ground", is_true).cast(pa.bool_()), ids, said)


def _meant(cells: Cells, target: str, meaning: Callable[[str], int | None]) -> pa.Array:
    """What the word of each cell means, as int8; null for what means nothing."""
    found = _distinct(cells, target)
    if found is None:
        return map_words(cells.text(target), meaning, pa.int8())
    codes, words = found
    meanings = [meaning(word) for word in words]
    known = np.array([-1 if one is None else one for one in meanings], np.int8)
    out = np.empty(len(codes), np.int8)
    map_codes(codes, known, out)
    mask = out < 0
    return pa.array(out, mask=mask) if mask.any() else pa.array(out)


def _receivers(cells: Cells) -> pa.Array:
    found = _distinct(cells, "receiver")
    if found is None:
        return cells.text("receiver").dictionary_encode()
    codes, words = found
    places = pa.array(codes, mask=codes < 0)
    return pa.DictionaryArray.from_arrays(places, pa.array(words, pa.string()))


def _said(cells: Cells, words: list[str]) -> Any:  # noqa: ANN401 - hashes
    n = len(cells.at["t"])
    hashes, says = np.zeros(n, np.uint64), np.zeros(n, bool)
    for name in words:
        mix_cells(cells.buf, cells.at[name], hashes, says)
    return join_states(hashes, says)
