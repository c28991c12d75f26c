"""A line as nearly all are, a good sentence with or without a tag block, read in a few looks.

Whatever is unusual is left to `parse_any`, which knows every line: what is told here of a line
is what that would tell.
"""
# Bytes and bits stand as numbers, as in the documents.
# ruff: noqa: PLR2004

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_code import MAX_PAYLOAD, NO_TIME
from straitwatch.kernel.aivdm_scan import BACKSLASH, COMMA, LINE_FEED, STAR, Wide
from straitwatch.kernel.aivdm_tag import read_group, told_by
from straitwatch.kernel.aivdm_time import read_ten_digits, read_unix
from straitwatch.kernel.bare import inlined
from straitwatch.kernel.vector import STEP, count_trailing, load_word, marks, xor_under

__all__ = ["find_star", "line_end", "read_front", "read_parted", "read_single"]

Bytes = npt.NDArray[np.uint8]

_U0, _U1 = np.uint64(0), np.uint64(1)
_ALL, _BUT_FIRST = np.uint64(0xFFFFFFFFFFFFFFFF), np.uint64(0xFFFFFFFFFFFFFFFE)

_LONGEST_TAG = STEP - 4
"""Bytes of a tag block up to its `*`: with `*hh\\` it stands in one look."""

_SHORTEST = 20
"""Bytes of a sentence without payload and of its `*hh`."""


def _form(text: bytes) -> tuple[np.int64, np.int64]:
    """Give a word's bytes, and the mask of those that are not zero: any may stand there."""
    mask = bytes(255 * (byte > 0) for byte in text)
    return np.int64(int.from_bytes(text, "little")), np.int64(int.from_bytes(mask, "little"))


_TAG_END, _TAG_END_MASK = _form(b"*\0\0\\")
_HEAD, _HEAD_MASK = _form(b"!\0\0VDM,")
_EITHER_MASK = _HEAD_MASK & ~(np.int64(2) << np.int64(40))  # of M and O, which differ in a bit
_SINGLE, _SINGLE_MASK = _form(b",1,,\0,")
_COUNTS, _COUNTS_MASK = _form(b",\0,")
_CHANNEL, _CHANNEL_MASK = _form(b",\0,")
_TAIL, _TAIL_MASK = _form(b",\0*")
_TIME, _NAME, _GROUP = (_form(text)[0] for text in (b"c:", b"s:", b"g:"))


@inlined
def word_at(wide: Wide, at: int) -> int:
    """Read eight bytes, the first lowest."""
    return np.int64(load_word(wide, at))


@inlined
def below(n: int) -> np.uint64:
    """Give the mask of the n lowest bits, n below 64."""
    return (_U1 << np.uint64(n)) - _U1


@inlined
def line_end(wide: Wide, at: int) -> int:
    """Find the line feed that ends the line at `at`."""
    found = marks(wide, at, LINE_FEED)
    while found == _U0:
        at += STEP
        found = marks(wide, at, LINE_FEED)
    return at + count_trailing(found)


@inlined
def read_time(buf: Bytes, wide: Wide, at: int, end: int) -> int:
    """Read the time of a tag block, or NO_TIME; ten digits, as most are, without a loop."""
    if end - at == 10:
        return read_ten_digits(wide, at)
    return read_unix(buf, at, end)[0] if end > at else NO_TIME


@inlined
def find_fields(wide: Wide, at: int, star: int) -> tuple[int, int, int, int, int, int]:
    """Find where c, s and g begin and end in the tag block at `at`, the last of each; else zeros.

    Only places are kept: to read what is rare here would cost registers on every line.
    """
    when = when_end = name = name_end = group = group_end = np.int64(0)
    field = np.int64(1)
    commas = marks(wide, at, COMMA) & below(star) | _U1 << np.uint64(star)
    while commas != _U0:
        comma = count_trailing(commas)
        commas &= commas - _U1
        what = word_at(wide, at + field) & 0xFFFF
        if comma - field >= 3:
            if what == _NAME:
                name, name_end = field, comma
            elif what == _TIME:
                when, when_end = field, comma
            elif what == _GROUP:
                group, group_end = field, comma
        field = comma + 1
    return when, when_end, name, name_end, group, group_end


@inlined
def read_front(buf: Bytes, wide: Wide, at: int, stop: int) -> tuple[int, int, int, int, int]:
    r"""Read the tag block before a sentence, `\s:name,c:1671148800*6C\`, fields in any order.

    Args:
        buf: bytes, from `pad`.
        wide: the same in words.
        at: where the line starts.
        stop: where its line feed stands.

    Returns:
        where the sentence starts, -1 when the tag block is not a good one in the first 64 bytes;
        the time, or NO_TIME; where the receiver's name stands, and its length, none or below none
        if there is no name; the group, or -1.
    """
    if word_at(wide, at) & 255 != BACKSLASH:
        return at, NO_TIME, 0, 0, -1
    star = count_trailing(marks(wide, at, BACKSLASH) & _BUT_FIRST) - 3
    if star < 2 or star > _LONGEST_TAG or at + star > stop - 4:
        return -1, NO_TIME, 0, 0, -1
    tail = word_at(wide, at + star)
    total = xor_under(wide, at, below(star) & _BUT_FIRST)
    if tail & _TAG_END_MASK != _TAG_END or told_by(tail >> 8) != total:
        return -1, NO_TIME, 0, 0, -1
    when, when_end, name, name_end, group, group_end = find_fields(wide, at, star)
    t = read_time(buf, wide, at + when + 2, at + when_end)
    number = read_group(buf, at + group + 2, at + group_end) if group_end > 0 else -1
    return at + star + 4, t, at + name + 2, name_end - name - 2, number


@inlined
def find_star(wide: Wide, bang: int, stop: int) -> int:
    """Find the `*` of a sentence `!xxVDM,` or `!xxVDO,` that ends the line, its checksum right.

    Args:
        wide: bytes from `pad`.
        bang: where the `!` should stand.
        stop: where the line feed stands.

    Returns:
        where the `*` stands, or -1.
    """
    if stop - bang < _SHORTEST or word_at(wide, bang) & _EITHER_MASK != _HEAD:
        return -1
    star = stop - 3
    tail = word_at(wide, star - 2)
    if tail >> 32 & 255 == 13:
        star -= 1
        tail = word_at(wide, star - 2)
    if tail & _TAIL_MASK != _TAIL:
        return -1
    at, total = bang + 1, np.int64(0)
    while star - at >= STEP:
        if marks(wide, at, STAR) != _U0:
            return -1
        total ^= xor_under(wide, at, _ALL)
        at += STEP
    inside = below(star - at)
    if marks(wide, at, STAR) & inside != _U0:
        return -1
    return star if told_by(tail >> 24) == total ^ xor_under(wide, at, inside) else -1


@inlined
def read_single(wide: Wide, bang: int, star: int) -> tuple[int, int]:
    """Read `!AIVDM,1,1,,A,payload,0*`, checked by `find_star`: a whole message without number.

    Returns:
        where the payload starts, and its bits; -1 when the sentence is of another form.
    """
    head, rest = word_at(wide, bang), word_at(wide, bang + 8)
    length, fill = star - 16 - bang, (word_at(wide, star - 1) & 255) - 48
    if rest & _SINGLE_MASK != _SINGLE or head >> 56 != 49 or rest >> 32 & 255 == COMMA:
        return -1, 0
    if not (0 <= fill <= 5 and 0 <= length <= MAX_PAYLOAD):
        return -1, 0
    return bang + 14, 6 * length - fill


@inlined
def read_parted(wide: Wide, bang: int, star: int) -> tuple[int, int, int, int]:
    """Read `!AIVDM,2,1,3,A,payload,0*`, checked by `find_star`, with or without sequence number.

    Returns:
        where the payload starts, and its bits; what the parts of a message have in common, as a
        KEY, and the number of the part. -1 when the sentence is of another form.
    """
    head, rest = word_at(wide, bang), word_at(wide, bang + 8)
    total, part, number = (head >> 56) - 48, (rest >> 8 & 255) - 48, rest >> 24 & 255
    text, behind, sequence = bang + 14, rest >> 24, np.int64(0)
    if number != COMMA:
        text, behind, sequence = bang + 15, rest >> 32, number - 47
    length, fill, channel = star - 2 - text, (word_at(wide, star - 1) & 255) - 48, behind >> 8 & 255
    if rest & _COUNTS_MASK != _COUNTS or behind & _CHANNEL_MASK != _CHANNEL or channel == COMMA:
        return -1, 0, 0, 0
    if not (1 <= part <= total <= 9 and (number == COMMA or 48 <= number <= 57)):
        return -1, 0, 0, 0
    if not (0 <= fill <= (5 if part == total else 0) and 0 <= length <= MAX_PAYLOAD):
        return -1, 0, 0, 0
    talker = (head >> 8 & 255) << 16 | (head >> 16 & 255) << 8 | head >> 40 & 255
    key = talker << 28 | (256 | channel) << 8 | sequence << 4 | total
    return text, 6 * length - fill, key, part
