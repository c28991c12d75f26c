"""Columns that the AIVDM kernels filled turned into tables: FIX, STATIC, REJECT."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel import aivdm_code as code
from straitwatch.kernel.aivdm_fix import Fixes
from straitwatch.kernel.aivdm_join import RAW
from straitwatch.kernel.aivdm_raw import gather
from straitwatch.kernel.aivdm_static import Statics
from straitwatch.model.fault import Fault
from straitwatch.model.schema import FIX, REJECT, STATIC

__all__ = ["FAULTS", "Lost", "fix_table", "quote", "reject_table", "static_table"]

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


def fix_table(fixes: Fixes, n: int, source: pa.Array, receivers: pa.Array) -> pa.Table:
    """Wrap fixes as FIX without copying them.

    Args:
        fixes: from `new_fixes`, filled.
        n: how many they are.
        source: array of the one source label.
        receivers: all receivers of the stream so far.
    """
    ids, place, real, small, receiver, valid = fixes
    f32 = pa.float32()
    reals = [_column(f32, n, real[c], valid[c]) for c in range(6)]
    sog, cog, heading, alt, rot, accuracy = reals
    codes = _column(pa.int32(), n, receiver, valid[8])
    columns = [
        _column(pa.int64(), n, ids[0], None),
        _column(FIX.field("t").type, n, ids[1], valid[6]),
        _column(pa.float64(), n, place[0], None),
        _column(pa.float64(), n, place[1], None),
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


def static_table(statics: Statics, source: pa.Array) -> pa.Table:
    """Wrap statics, from `new_statics`, as STATIC."""
    ids, real, text, ends, valid = statics
    n, quarters = ids.shape[1], text.reshape(4, -1)
    length, beam, draught = (_column(pa.float32(), n, real[c], valid[4 + c]) for c in range(3))
    words = [_words(n, quarters[c], ends[c], valid[c]) for c in range(4)]
    callsign, name, destination, eta = words
    columns = [
        _column(pa.int64(), n, ids[0], None),
        _column(STATIC.field("t").type, n, ids[1], valid[7]),
        _column(pa.int32(), n, ids[3].astype(np.int32), valid[8]),
        callsign,
        name,
        _column(pa.int16(), n, ids[4].astype(np.int16), valid[9]),
        pa.nulls(n, pa.string()),  # an aircraft's type
        length,
        beam,
        draught,
        destination,
        eta,
        pa.nulls(n, pa.string()),
        _column(pa.int8(), n, ids[5].astype(np.int8), None),
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
        return REJECT.empty_table()
    own = rec[:, code.LINE] + line
    lines = np.concatenate([lost.place[:, 1], own])
    offsets = np.concatenate([lost.place[:, 2], rec[:, code.START] + offset])
    faults = np.concatenate([np.full(len(lost.place), code.ORPHAN_PART), rec[:, code.FAULT]])
    raw = pa.array(
        [quote(row[:n].tobytes()) for row, n in zip(lost.raw, lost.place[:, 3], strict=True)],
        pa.string(),
    )
    columns: Sequence[pa.Array] = [
        _same(len(lines), source),
        pa.array(lines),
        pa.array(offsets),
        pa.DictionaryArray.from_arrays(pa.array(_RANK[faults]), _fault_words()),
        pa.concat_arrays([raw, _quoted(buf, rec)]),
    ]
    table = pa.Table.from_arrays(columns, schema=REJECT)
    if len(lost.place):
        later = -1 - rec[:, code.END]  # of messages that a later line decided
        found = np.concatenate([lost.place[:, 0], np.where(later >= 0, later, own)])
        table = table.take(pa.array(np.argsort(found, kind="stable")))
    return table
