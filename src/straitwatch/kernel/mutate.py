"""Good lines of AIVDM turned into damaged ones, as chance has it: what decoders are tried on."""
# Bytes stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inner

__all__ = ["MAX_DAMAGED", "N_KINDS", "damage_lines"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
State = npt.NDArray[np.uint64]

MAX_DAMAGED = 9_000
"""Bytes that a damaged line has at most: more than twice what a decoder must read of one."""

N_KINDS = 17
"""Kinds of damage; see `damage`."""

# what means something in a line, and what has no business there
_TELLING = np.frombuffer(
    b"0123456789ABCDEFVWXw`x,*!$\\-:rsgcntd@_/ \t\r\x00\x7f\x80\xff\xe3", np.uint8
)
_TELLING = _TELLING.copy()
_DIGITS = np.frombuffer(b"0123456789", np.uint8).copy()
_HEX = np.frombuffer(b"0123456789ABCDEF", np.uint8).copy()
_LETTERS = np.frombuffer(b"ABINPSXabV0-", np.uint8).copy()
_TURNS = np.array([0, 0, 1, 1, 1, 2, 3, 6])  # damages of a line
_LONGEST = 213  # characters of a payload: five slots

_STEP, _MIX_1, _MIX_2 = (
    np.uint64(k) for k in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)
_U1, _U27, _U30, _U31 = (np.uint64(k) for k in (1, 27, 30, 31))


@inner
def draw(state: State, below: int) -> int:
    """Draw a number from 0 to below - 1.

    Notes:
        Source: Steele, Lea, Flood 2014, Fast splittable pseudorandom number generators (SplitMix).
    """
    state[0] += _STEP
    z = state[0]
    z = (z ^ z >> _U30) * _MIX_1
    z = (z ^ z >> _U27) * _MIX_2
    return np.int64((z ^ z >> _U31) >> _U1) % below


@inner
def find(line: Bytes, n: int, byte: int, at: int) -> int:
    """Find a byte from `at` on; n when there is none."""
    while at < n and line[at] != byte:
        at += 1
    return at


@inner
def find_last(line: Bytes, n: int, byte: int) -> int:
    """Find the last such byte; -1 when there is none."""
    at = n - 1
    while at >= 0 and line[at] != byte:
        at -= 1
    return at


@inner
def remove(line: Bytes, n: int, at: int, count: int) -> int:
    """Take bytes out; returns the new length."""
    count = min(count, n - at)
    for k in range(at, n - count):
        line[k] = line[k + count]
    return n - count


@inner
def insert(line: Bytes, n: int, at: int, count: int) -> int:
    """Make room for bytes, which holds what stood there, or zeros; returns the new length."""
    count = min(count, MAX_DAMAGED - n)
    for k in range(n - 1, at - 1, -1):
        line[k + count] = line[k]
    for k in range(n, at + count):
        line[k] = 48
    return n + count


@inner
def put_payload(line: Bytes, n: int, state: State) -> int:
    """Change the payload to one of any type and of any length from 0 on; returns the length."""
    star = find_last(line, n, 42)
    start = find_last(line, star - 2, 44) + 1
    if star < 3 or start < 1 or line[star - 2] != 44:
        return n
    want = draw(state, _LONGEST + 3)
    have = star - 2 - start
    n = remove(line, n, start, max(have - want, 0))
    n = insert(line, n, start, max(want - have, 0))
    fresh = draw(state, 2)
    for k in range(start, min(start + want, n)):
        value = draw(state, 64)
        if fresh or k == start or line[k] < 48:
            line[k] = value + 48 if value < 40 else value + 56
    return n


@inner
def put_chance(line: Bytes, n: int, state: State) -> int:
    """Overwrite a short run with bytes of any value but line feeds."""
    at = draw(state, n)
    for k in range(at, min(n, at + 1 + draw(state, 6))):
        value = draw(state, 255)
        line[k] = value if value < 10 else value + 1
    return n


@inner
def put_field(line: Bytes, n: int, state: State) -> int:
    """Change total, part, sequence, channel, talker, formatter or fill."""
    bang, star = find(line, n, 33, 0), find_last(line, n, 42)
    place = draw(state, 8)
    if place == 7:
        if star > 0:
            line[star - 1] = _DIGITS[draw(state, 10)]
        return n
    if bang + 14 >= n:
        return n
    if place < 3:
        line[bang + 7 + 2 * place] = _DIGITS[draw(state, 10)]
    elif place == 3:
        line[bang + 13] = _LETTERS[draw(state, len(_LETTERS))]
    else:
        line[bang + draw(state, 3) + 1 + (place == 6) * 3] = _LETTERS[draw(state, len(_LETTERS))]
    return n


@inner
def damage_tag(line: Bytes, n: int, state: State) -> int:
    """Change a byte of the tag block, or put one before a line that has none."""
    end = find(line, n, 92, 1)
    if line[0] == 92 and end < n:
        line[draw(state, end + 1)] = _TELLING[draw(state, len(_TELLING))]
        return n
    n = insert(line, n, 0, 12)
    line[0] = line[11] = 92
    line[1], line[2] = _LETTERS[draw(state, len(_LETTERS))], 58
    for k in range(3, 8):
        line[k] = _TELLING[draw(state, len(_TELLING))]
    line[8] = 42
    line[9], line[10] = _HEX[draw(state, 16)], _HEX[draw(state, 16)]
    return n


@inner
def repeat(line: Bytes, n: int, at: int, count: int, turns: int) -> int:
    """Say a run again and again; returns the new length."""
    count = min(count, n - at)
    for _ in range(turns):
        if n + count > MAX_DAMAGED:
            break
        n = insert(line, n, at + count, count)
        for k in range(count):
            line[at + count + k] = line[at + k]
    return n


@inner
def damage_bytes(line: Bytes, n: int, kind: int, state: State) -> int:
    """Do one damage to bytes, whatever they mean; returns the new length."""
    at = draw(state, n)
    if kind == 0:
        line[at] = _TELLING[draw(state, len(_TELLING))]
    elif kind == 1:
        line[at] ^= 1 << draw(state, 8)
    elif kind == 2:
        n = remove(line, n, at, 1)
    elif kind == 3:
        n = remove(line, n, at, draw(state, 20))
    elif kind == 4:
        n = insert(line, n, at, 1)
        line[at] = _TELLING[draw(state, len(_TELLING))]
    elif kind == 5:
        n = at  # cut short
    elif kind == 6:
        n = remove(line, n, 0, at)
    elif kind == 7:
        to = draw(state, n)
        line[at], line[to] = line[to], line[at]
    else:
        n = repeat(line, n, at, 1 + draw(state, 30), 1)
    return n


@inner
def damage(line: Bytes, n: int, state: State) -> int:
    """Do one damage of any kind; returns the new length."""
    kind = draw(state, N_KINDS) if n else np.int64(-1)
    if 0 <= kind < 9:
        n = damage_bytes(line, n, kind, state)
    elif kind == 9:
        n = put_chance(line, n, state)
    elif kind == 10:
        n = damage_tag(line, n, state)
    elif kind == 11 and draw(state, 64) == 0:  # seldom: it makes much of little
        n = repeat(line, n, draw(state, n), 1 + draw(state, 200), draw(state, 400))
    elif 11 <= kind < 14:
        n = put_field(line, n, state)
    elif kind >= 14:
        n = put_payload(line, n, state)
    return n


@inner
def put_sum(line: Bytes, start: int, star: int) -> None:
    """Write the checksum of line[start:star] behind the star."""
    total = np.uint8(0)
    for k in range(start, star):
        total ^= line[k]
    line[star + 1], line[star + 2] = _HEX[total >> 4], _HEX[total & 15]


@inner
def mend(line: Bytes, n: int, state: State) -> None:
    """Mend the checksum of the sentence, or of the tag block, or of both, so that it is read."""
    which = draw(state, 4)
    stop = find(line, n, 92, 1)
    if which != 1 and n and line[0] == 92 and stop < n and stop > 4 and line[stop - 3] == 42:
        put_sum(line, 1, stop - 3)
    bang = find(line, n, 33, 0)
    star = find(line, n, 42, bang)
    if which != 2 and star + 2 < n:
        put_sum(line, bang + 1, star)


@inner
def draw_line(at: int, lines: int, state: State) -> int:
    """Choose the next line: most often the one behind, else the same again, or any."""
    turn = draw(state, 16)
    if turn == 0:
        return draw(state, lines)
    return at if turn == 1 else (at + 1) % lines


@inner
def put_end(out: Bytes, used: int, state: State) -> int:
    """Write a line end: most often a line feed, else two bytes, or none; returns where it ends."""
    end = draw(state, 32)
    if end == 0:
        out[used] = 13
        used += 1
    if end != 1:
        out[used] = 10
        used += 1
    return used


@entry
def damage_lines(text: Bytes, ends: Ints, count: int, line: Bytes, out: Bytes, state: State) -> int:
    """Write damaged lines, most in the order of the good ones, some again, some elsewhere.

    Args:
        text: good lines, end to end, each with its line feed.
        ends: where each ends, shape (lines,).
        count: how many to write; those that are glued together or torn apart count as one.
        line: room, shape (2 * MAX_DAMAGED,).
        out: room, shape (count * (MAX_DAMAGED + 2),) or less: writing stops before it is full.
        state: the generator's state, shape (1,): the same gives the same lines.

    Returns:
        bytes written.

    Notes:
        A half of the lines has its checksums mended afterwards, so that the damage gets past them.
    """
    used = np.int64(0)
    at = draw(state, len(ends))
    for _ in range(count):
        at = draw_line(at, len(ends), state)
        start = ends[at - 1] if at > 0 else np.int64(0)
        n = min(ends[at] - 1 - start, MAX_DAMAGED)
        for k in range(n):
            line[k] = text[start + k]
        for _turn in range(_TURNS[draw(state, len(_TURNS))]):
            n = damage(line, n, state)
        if draw(state, 2):
            mend(line, n, state)
        if used + n + 2 > len(out):
            break
        for k in range(n):
            out[used + k] = line[k]
        used = put_end(out, used + n, state)
    return used
