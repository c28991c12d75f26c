"""Messages turned into the columns of statics."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel import aivdm_layout as at
from straitwatch.kernel.aivdm_bits import put_text, take, unpack
from straitwatch.kernel.aivdm_code import BITS, LINE, NO_TIME, TEXT, TIME
from straitwatch.kernel.aivdm_layout import START, WIDTH
from straitwatch.kernel.aivdm_mate import put_words
from straitwatch.kernel.aivdm_rows import mmsi_of
from straitwatch.kernel.aivdm_scan import Wide
from straitwatch.kernel.bare import entry, inner

__all__ = ["Statics", "new_statics", "put_statics", "static_bytes"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Reals = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint64]
Statics = tuple[Ints, Reals, Bytes, Codes, Bytes]

_LEAST, _MOST = np.array([1, 1, 0, 0]), np.array([12, 31, 23, 59])
_BETWEEN = np.frombuffer(b"-T:", np.uint8).copy()
_ZERO = np.uint64(0)
_LONGEST = 40  # characters of a name with its extension, 34, and room for a word
_SIZES = (48, 12, 16, 4 * _LONGEST)  # bytes of each row: ids, real, ends, text


def static_bytes(n: int) -> int:
    """Tell how many bytes n statics take."""
    room = (n + 64) // 64 * 64
    return room * sum(_SIZES) + 10 * room // 8


def new_statics(n: int, memory: Bytes) -> Statics:
    """Cut room for n statics from a piece of memory.

    Args:
        n: how many.
        memory: of `static_bytes(n)`.

    Returns:
        ids: object_id, t, line, imo, ship_type, msg_type, shape (6, n);
        real: length, beam, draught, shape (3, n);
        text: callsigns, names, destinations and ETAs, each in a quarter, shape (4 * 40 * n,);
        ends: offsets of these texts in their quarter, shape (4, n + 1);
        valid: Arrow validity bits of the four texts, the three of `real`, t, imo, ship_type,
        shape (10, n / 8).
    """
    room = (n + 64) // 64 * 64
    ids, real, ends, text, valid = np.split(memory, np.cumsum([room * size for size in _SIZES]))
    begins = ends[: 16 * (n + 1)].view(np.int32).reshape(4, -1)
    bits = valid[: 10 * (n // 8 + 1)].reshape(10, -1)
    begins[:, 0] = bits[:] = 0
    return (
        ids[: 48 * n].view(np.int64).reshape(6, n),
        real[: 12 * n].view(np.float32).reshape(3, n),
        text[: 4 * _LONGEST * n],
        begins,
        bits,
    )


@inner
def put_eta(words: Words, kind: int, text: Bytes, used: int) -> int:
    """Write an ETA as `MM-DDTHH:MM`; nothing when any of the four is not available.

    Returns:
        bytes of `text` written now.
    """
    for c in range(4):
        raw = take(words, START[kind, at.ETA_MONTH + c], WIDTH[kind, at.ETA_MONTH + c])
        if raw < _LEAST[c] or raw > _MOST[c]:
            return used
        text[used + 3 * c] = 48 + raw // 10
        text[used + 3 * c + 1] = 48 + raw % 10
        if c < 3:
            text[used + 3 * c + 2] = _BETWEEN[c]
    return used + 11


@inner
def put_name(words: Words, kind: int, bits: int, text: Bytes, used: int) -> int:
    """Write a name; a full one of type 21 goes on in its extension at bit 272.

    Returns:
        bytes of `text` written now.
    """
    start, width = START[kind, at.NAME], WIDTH[kind, at.NAME]
    stop = put_text(words, start, width, text, used)
    if kind != 21 or bits < 278:
        return stop
    for c in range(20):
        value = take(words, start + 6 * c, WIDTH[kind, at.TYPE])
        if value == 0:
            return stop
        text[used + c] = value + 64 if value < 32 else value
    more = put_text(words, start + 229, min(14 * 6, bits - 272), text, used + 20)
    return more if more > used + 20 else stop


@inner
def put_texts(
    named: Words, words: Words, kinds: tuple[int, int], bits: int, text: Bytes, ends: Codes,
    valid: Bytes, k: int,
) -> None:  # fmt: skip
    """Write callsign, name, destination and ETA of static k; the name is read from `named`."""
    quarter = len(text) // 4
    for c in range(4):
        used = ends[c, k] + c * quarter
        if c == 1:
            stop = put_name(named, kinds[0], bits, text, used)
        elif c == 3:
            stop = put_eta(words, kinds[1], text, used)
        else:
            field = at.CALLSIGN + c
            stop = put_text(words, START[kinds[1], field], WIDTH[kinds[1], field], text, used)
        ends[c, k + 1] = stop - c * quarter
        valid[c, k >> 3] |= np.uint8(np.int64(stop > used) << (k & 7))


@inner
def put_sizes(words: Words, kind: int, ids: Ints, real: Reals, valid: Bytes, k: int) -> None:
    """Write length, beam, draught, IMO number and ship type of static k."""
    byte, bit = k >> 3, k & 7
    for c in range(3):
        field = at.BOW + 2 * c  # the third is the draught
        size = take(words, START[kind, field], WIDTH[kind, field])
        if c < 2:
            size += take(words, START[kind, field + 1], WIDTH[kind, field + 1])
        real[c, k] = size / 10.0 if c == 2 else np.float64(size)
        valid[4 + c, byte] |= np.uint8(np.int64(size > 0) << bit)
    for c in range(2):
        raw = take(words, START[kind, at.IMO + c], WIDTH[kind, at.IMO + c])
        ids[3 + c, k] = raw
        valid[8 + c, byte] |= np.uint8(np.int64(raw > 0) << bit)


@inner
def put_mate(marks: Ints, mates: Words, m: int, i: int, other: Words) -> int:
    """Write the words of the other part of record i, or zeros; returns where to look on."""
    while m < len(marks) and marks[m] < i:
        m += 1
    if m < len(marks) and marks[m] == i:
        put_words(mates, m, other)
    else:
        other[0] = other[1] = other[2] = _ZERO
    return m


@entry
def put_statics(
    wide: Wide, rec: Ints, which: Ints, marks: Ints, mates: Words, line: int, ids: Ints,
    real: Reals, text: Bytes, ends: Codes, valid: Bytes, words: Words, other: Words,
) -> None:  # fmt: skip
    """Write the statics of the messages that have a name.

    Args:
        wide: bytes of the slab and joined payloads, from `widen`.
        rec: records, after `read_messages`.
        which: those that give a static, shape (n,).
        marks: those of which the other part of type 24 is looked for, shape (m,).
        mates: its words, from `find_mates`, shape (m, MATE_WORDS).
        line: line number (1-based) of the slab's first line.
        ids: this and the next from `new_statics`, filled.
        real: numbers.
        text: texts.
        ends: where each text ends.
        valid: validity bits, set where there is a value.
        words: room for a payload, shape (N_WORDS,).
        other: room for another, zeros, shape (N_WORDS,).

    Notes:
        A part of type 24 tells what its other part said before, too: part B carries the name of
        part A, part A the callsign, ship type and size of part B.
        An auxiliary craft (MMSI 98...) sends its mother ship's MMSI in place of its dimensions.
        Source: ITU-R M.1371-5, annex 8, 3.3 (5), 3.17 (19), 3.19 (21), 3.22 (24).
    """
    m = np.int64(0)
    for k in range(len(which)):
        i = which[k]
        t, bits = rec[i, TIME], rec[i, BITS]
        unpack(wide, rec[i, TEXT], (bits + 5) // 6, words)
        kind, mmsi = take(words, START[0, at.TYPE], WIDTH[0, at.TYPE]), mmsi_of(words)
        ids[0, k], ids[1, k], ids[2, k], ids[5, k] = mmsi, t, line + rec[i, LINE], kind
        valid[7, k >> 3] |= np.uint8(np.int64(t != NO_TIME) << (k & 7))
        if kind != 24:
            put_texts(words, words, (kind, kind), bits, text, ends, valid, k)
            put_sizes(words, kind, ids, real, valid, k)
            continue
        m = put_mate(marks, mates, m, i, other)
        part_b = np.int64(at.AUXILIARY if mmsi // 10_000_000 == 98 else at.PART_B)
        if take(words, START[kind, at.PART_NUMBER], WIDTH[kind, at.PART_NUMBER]) == 1:
            put_texts(other, words, (kind, part_b), bits, text, ends, valid, k)
            put_sizes(words, part_b, ids, real, valid, k)
        else:
            put_texts(words, other, (kind, part_b), bits, text, ends, valid, k)
            put_sizes(other, part_b, ids, real, valid, k)
