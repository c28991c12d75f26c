"""Columns that the AIVDM kernels filled turned into tables: FIX, STATIC, REJECT."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.aivdm_memory import Memory
from straitwatch.kernel import aivdm_code as code
from straitwatch.kernel.aivdm_fix import Fixes
from straitwatch.kernel.aivdm_join import RAW
from straitwatch.kernel.aivdm_raw import gather
from straitwatch.kernel.aivdm_static import Statics
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded
from straitwatch.model.schema import FIX, REJECT, STATIC

__all__ = [
    "FAULTS",
    "Lost",
    "chain_tables",
    "count_faults",
    "fix_table",
    "lay_together",
    "quote",
    "reject_table",
]
__all__ += ["static_table"]

FAULTS = {
    code.NOT_A_SENTENCE: Fault.NOT_A_SENTENCE,
    code.UNSUPPORTED_SENTENCE: Fault.UNSUPPORTED_SENTENCE,
    code.MALFORMED: Fault.MALFORMED,
    code.CHECKSUM: Fault.CHECKSUM,
    code.NO_CHECKSUM: Fault.NO_CHECKSUM,
    code.TAG_BLOCK: Fault.TAG_BLOCK,
    code.PAYLOAD: Fault.PAYLOAD,
    code.TOO_SHORT: Fault.TOO_SHORT,
    code.TOO_LONG: Fault.TOO_LONG,
    code.UNSUPPORTED_TYPE: Fault.UNSUPPORTED_TYPE,
    code.ORPHAN_PART: Fault.ORPHAN_PART,
    code.IDENTITY: Fault.IDENTITY,
    code.NO_POSITION: Fault.NO_POSITION,
    code.POSITION: Fault.POSITION,
    code.TIME_FAULT: Fault.TIME,
    code.VALUE: Fault.VALUE,
}
"""Fault of each number that a kernel gives."""

_RANK = np.zeros(max(FAULTS) + 1, np.int32)
_RANK[list(FAULTS)] = np.arange(len(FAULTS))

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


_ZEROS = np.zeros(1 << 20, np.uint8)
_ZEROS.flags.writeable = False

_T = FIX.field("t").type
_REALS, _RARE = (0, 1, 2, 4), (3, 5)  # rows of the validity bits of `real` and `rare`


@dataclass(frozen=True)
class Lost:
    """Parts that were given up: the line that gave them up, own line, offset, length; raw."""

    place: Ints
    raw: Bytes


def _column(
    kind: pa.DataType, n: int, values: npt.NDArray[np.generic], valid: Bytes | None
) -> pa.Array:
    bits = None if valid is None else pa.py_buffer(valid)
    return pa.Array.from_buffers(kind, n, [bits, pa.py_buffer(values)])


def _words(n: int, text: Bytes, ends: npt.NDArray[np.int32], valid: Bytes | None) -> pa.Array:
    bits = None if valid is None else pa.py_buffer(valid)
    buffers = [bits, pa.py_buffer(ends), pa.py_buffer(text[: ends[n]])]
    return pa.Array.from_buffers(pa.string(), n, buffers)


def _zeros(n: int) -> Bytes:
    """Give four zero bytes for each of n rows, of memory that all tables share."""
    return _ZEROS if 4 * n <= len(_ZEROS) else np.zeros(4 * n, np.uint8)


def _none(kind: pa.DataType, n: int) -> pa.Array:
    """Make n nulls of at most 32 bits."""
    return _column(kind, n, _zeros(n), _zeros(n))


def _same(n: int, word: pa.Array) -> pa.Array:
    codes = _column(pa.int32(), n, _zeros(n), None)
    return pa.DictionaryArray.from_arrays(codes, word, safe=False)


def _seldom(
    kind: pa.DataType, n: int, values: npt.NDArray[Any], valid: Bytes, memory: Memory
) -> pa.Array:
    """Copy numbers of 32 bits out of scratch; where all are null, there is nothing to copy."""
    if not valid[: (n + 7) // 8].any():
        return _none(kind, n)
    return _column(kind, n, memory.copy(values[:n], values.dtype.type), valid)


def fix_table(
    fixes: Fixes, n: int, source: pa.Array, receivers: pa.Array, memory: Memory
) -> pa.Table:
    """Wrap fixes as FIX; copied is only what stands in scratch.

    Args:
        fixes: from `new_fixes`, filled.
        n: how many they are.
        source: array of the one source label.
        receivers: all receivers of the stream so far.
        memory: for the copies.
    """
    ids, place, real, rare, small, receiver, valid = fixes
    f32, f64 = pa.float32(), pa.float64()
    sog, cog, heading, rot = (_column(f32, n, real[c], valid[b]) for c, b in enumerate(_REALS))
    alt, accuracy = (_seldom(f32, n, rare[c], valid[b], memory) for c, b in enumerate(_RARE))
    codes = _seldom(pa.int32(), n, receiver, valid[8], memory)
    columns = [
        _column(pa.int64(), n, ids[0], None),
        _column(_T, n, ids[1], valid[6]),
        _column(f64, n, place[0], None),
        _column(f64, n, place[1], None),
        sog,
        cog,
        heading,
        rot,
        alt,
        _none(f32, n),
        _column(pa.int8(), n, small[0], valid[7]),
        accuracy,
        _column(pa.int8(), n, small[1], None),
        _same(n, source),
        pa.DictionaryArray.from_arrays(codes, receivers, safe=False),
        _column(pa.int64(), n, ids[2], None),
    ]
    return pa.Table.from_arrays(columns, schema=FIX)


def static_table(statics: Statics, n: int, source: pa.Array, memory: Memory) -> pa.Table:
    """Wrap statics as STATIC; copied are only texts, which stand in scratch.

    Args:
        statics: from `new_statics`, filled.
        n: how many they are.
        source: array of the one source label.
        memory: for the copies.
    """
    ids, real, imo, ship_type, msg_type, ends, text, valid = statics
    quarters = text.reshape(4, -1)

    def words(c: int) -> pa.Array:
        told = memory.copy(quarters[c, : ends[c, n]], np.uint8)
        return _words(n, told, ends[c], valid[c])

    f32 = pa.float32()
    length, beam, draught = (_column(f32, n, real[c], valid[4 + c]) for c in range(3))
    callsign, name, destination, eta = map(words, range(4))
    columns = [
        _column(pa.int64(), n, ids[0], None),
        _column(STATIC.field("t").type, n, ids[1], valid[7]),
        _column(pa.int32(), n, imo, valid[8]),
        callsign,
        name,
        _column(pa.int16(), n, ship_type, valid[9]),
        pa.nulls(n, pa.string()),  # an aircraft's type
        length,
        beam,
        draught,
        destination,
        eta,
        pa.nulls(n, pa.string()),
        _column(pa.int8(), n, msg_type, None),
        _same(n, source),
        _column(pa.int64(), n, ids[2], None),
    ]
    return pa.Table.from_arrays(columns, schema=STATIC)


@cache
def _fault_words() -> pa.Array:
    """Words of the faults; made late, as pyarrow then looks for pandas, which is slow to load."""
    return pa.array([str(fault) for fault in FAULTS.values()])


def quote(line: bytes) -> str:
    r"""Show the start of a line as text of 200 characters, what is no text or no print as \xNN."""
    text = line[:RAW].decode("utf-8", "backslashreplace")
    if not text.isprintable():
        text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return text[:RAW]


def _quoted(buf: Bytes, rec: Ints) -> pa.Array:
    """Quote the starts of lines, one by one only where some byte asks for it."""
    text = np.empty(min(RAW * len(rec), len(buf)), np.uint8)
    ends = np.zeros(len(rec) + 1, np.int32)
    if gather(buf, rec, text, ends):
        return _words(len(rec), text, ends, None)
    data, cuts = text.tobytes(), ends.tolist()
    return pa.array([quote(data[a:b]) for a, b in pairwise(cuts)], pa.string())


def reject_table(  # noqa: PLR0917 - what a slab knows of itself
    buf: Bytes, rec: Ints, lost: Lost, line: int, offset: int, source: pa.Array
) -> pa.Table:
    """Turn bad records and lost parts into REJECT, in the order in which they were found out.

    Args:
        buf: bytes of the slab.
        rec: records with a fault, shape (n, COLUMNS).
        lost: parts given up; they come before the record of the line that gave them up.
        line: line number (1-based) of the slab's first line.
        offset: byte offset of the slab in the source.
        source: array of the one source label.
    """
    if not len(rec) and not len(lost.place):
        return _no_rejects()
    own, starts, faults = rec[:, code.LINE] + line, rec[:, code.START] + offset, rec[:, code.FAULT]
    raw = _quoted(buf, rec)
    if not len(lost.place):
        return _rejects(own, starts, faults, raw, source)
    texts = [quote(row[:n].tobytes()) for row, n in zip(lost.raw, lost.place[:, 3], strict=True)]
    table = _rejects(
        np.concatenate([lost.place[:, 1], own]),
        np.concatenate([lost.place[:, 2], starts]),
        np.concatenate([np.full(len(texts), code.ORPHAN_PART), faults]),
        pa.concat_arrays([pa.array(texts, pa.string()), raw]),
        source,
    )
    later = -1 - rec[:, code.END]  # of messages that a later line decided
    found = np.concatenate([lost.place[:, 0], np.where(later >= 0, later, own)])
    return table.take(pa.array(np.argsort(found, kind="stable")))


def _rejects(lines: Ints, offsets: Ints, faults: Ints, raw: pa.Array, source: pa.Array) -> pa.Table:
    n = len(lines)
    ranks = _column(pa.int32(), n, _RANK[faults], None)
    columns = [
        _same(n, source),
        _column(pa.int64(), n, lines, None),
        _column(pa.int64(), n, offsets, None),
        pa.DictionaryArray.from_arrays(ranks, _fault_words(), safe=False),
        raw,
    ]
    return pa.Table.from_arrays(columns, schema=REJECT)


@cache
def _no_rejects() -> pa.Table:
    return REJECT.empty_table()


def count_faults(rec: Ints, lost: Lost) -> Ints:
    """Count rejects of bad records and lost parts by the code of their fault."""
    counts = np.bincount(rec[:, code.FAULT], minlength=max(FAULTS) + 1)
    counts[code.ORPHAN_PART] += len(lost.place)
    return counts


def lay_together(parts: list[Decoded]) -> Decoded:
    """Lay tables end to end without copying them."""
    return Decoded(
        _end_to_end(FIX, [part.fixes for part in parts]),
        _end_to_end(STATIC, [part.statics for part in parts]),
        _end_to_end(REJECT, [part.rejects for part in parts]),
    )


def _end_to_end(schema: pa.Schema, tables: Sequence[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables) if tables else schema.empty_table()


def chain_tables(parts: Iterable[dict[str, pa.Table]]) -> dict[str, pa.Table]:
    """Lay tables of the same kind end to end without copying them."""
    found: dict[str, list[pa.Table]] = {}
    for part in parts:
        for kind, table in part.items():
            found.setdefault(kind, []).append(table)
    return {kind: pa.concat_tables(tables) for kind, tables in found.items()}
