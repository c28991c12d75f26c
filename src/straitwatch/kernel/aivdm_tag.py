"""What stands around a sentence, tag block, checksum and trailer, turned into time and receiver."""
# Bytes stand as numbers, which numba compiles to one comparison; kernels take arrays one by one.
# ruff: noqa: PLR2004

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_code import CHECKSUM, MALFORMED, NO_CHECKSUM, NO_TIME, OK
from straitwatch.kernel.aivdm_scan import BACKSLASH, COMMA, STAR, Wide, scan
from straitwatch.kernel.aivdm_time import read_clock, read_digits, read_unix
from straitwatch.kernel.bare import inlined, inner
from straitwatch.kernel.vector import load_word

__all__ = [
    "BAD_TAG",
    "MORE",
    "NAME_AT",
    "NAME_LEN",
    "ODD",
    "TAG_GROUP",
    "T_LEAD",
    "T_TAG",
    "T_TRAIL",
    "VDM_KEY",
    "VDM_PART",
    "best_time",
    "checked",
    "clear",
    "read_group",
    "read_tag",
    "read_trailer",
    "told_by",
]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

_BETWEEN = np.zeros(256, np.bool_)
_BETWEEN[list(b"\t ,;|")] = True
"""Whether a byte stands between the fields behind a checksum."""

# what is known of a line beside its record
T_TAG, T_LEAD, T_TRAIL, NAME_AT, NAME_LEN, BAD_TAG, TAG_GROUP, VDM_KEY, VDM_PART, ODD = range(10)
MORE = 10


def _hex_values() -> npt.NDArray[np.int64]:
    table = np.full(256, 256, np.int64)
    table[48:58] = np.arange(10)
    table[65:71] = table[97:103] = np.arange(10, 16)
    return table


_HEX = _hex_values()
"""Value of a hexadecimal digit of either case; 256 of another byte."""


@inlined
def clear(more: Ints) -> None:
    """Forget the last line."""
    more[T_TAG] = more[T_LEAD] = more[T_TRAIL] = NO_TIME
    more[NAME_LEN] = more[BAD_TAG] = more[ODD] = 0
    more[TAG_GROUP] = -1


@inlined
def told_by(word: int) -> int:
    """Read the checksum that a word's first two bytes tell; more than 255 when it is none."""
    return _HEX[word & 255] * 16 + _HEX[word >> 8 & 255]


@inner
def checked(wide: Wide, at: int, end: int) -> tuple[int, int]:
    """Xor the bytes from `at` to a `*` and compare with the two digits after it.

    Returns:
        OK, CHECKSUM or NO_CHECKSUM, and where the `*` stands (or `end`).
    """
    star, total = scan(wide, at, STAR)
    told = told_by(np.int64(load_word(wide, star + 1)))
    if star + 2 >= end or told > 255:
        return NO_CHECKSUM, end
    return (OK if told == total else CHECKSUM), star


@inner
def read_group(buf: Bytes, at: int, end: int) -> int:
    """Read the number of a group, the third of `1-2-73874`; -1 when there is none."""
    for _ in range(2):
        _, at = read_digits(buf, at, end)
        if at >= end or buf[at] != 45:
            return -1
        at += 1
    return read_digits(buf, at, end)[0]


@inlined
def read_tag_field(buf: Bytes, at: int, end: int, more: Ints) -> None:
    """Take one field of a trusted tag block: c (time), s (receiver), g (group)."""
    name = buf[at]
    if end - at < 3 or buf[at + 1] != 58:
        return
    if name == 99:
        more[T_TAG] = read_unix(buf, at + 2, end)[0]
    elif name == 115:
        more[NAME_AT], more[NAME_LEN] = at + 2, end - at - 2
    elif name == 103:
        more[TAG_GROUP] = read_group(buf, at + 2, end)  # the last counts, as of the others


@inlined
def read_tag(buf: Bytes, wide: Wide, at: int, more: Ints) -> int:
    r"""Read the tag block `\...*hh\` that starts at `at`; returns its end, or -1 if it has none.

    Its values are taken only when its own checksum is right.
    """
    stop, total = scan(wide, at + 1, BACKSLASH)
    if buf[stop] != 92:
        return -1
    star = stop - 3
    if star <= at or buf[star] != 42:
        more[BAD_TAG] = 1
        return stop + 1
    told = told_by(np.int64(load_word(wide, star + 1)))
    if told != total ^ 42 ^ np.int64(buf[star + 1]) ^ np.int64(buf[star + 2]):
        more[BAD_TAG] = 1
        return stop + 1
    field = at + 1
    while field < star:
        comma = min(scan(wide, field, COMMA)[0], star)
        read_tag_field(buf, field, comma, more)
        field = comma + 1
    return stop + 1


@inner
def read_trailer(buf: Bytes, at: int, end: int, more: Ints) -> int:
    """Read what follows a checksum, USCG style: `,r003669946,1325394060`.

    The first field that starts with a time stamp is taken as the time, the first that starts with
    `r` or `b` as the receiver; other fields are left alone.

    Returns:
        OK, or MALFORMED when another sentence starts in it: it would be lost unseen.
    """
    field = k = at + 1
    if buf[at] == 33:
        return MALFORMED
    while k <= end:
        if k == field and k < end and more[T_TRAIL] == NO_TIME and 48 <= buf[k] <= 57:
            more[T_TRAIL], k = read_clock(buf, k, end)
            k = field if more[T_TRAIL] == NO_TIME else min(k, end)
        if k < end and buf[k] == 33:
            return MALFORMED
        if k == end or _BETWEEN[buf[k]]:
            if k - field >= 2 and (buf[field] == 114 or buf[field] == 98) and more[NAME_LEN] == 0:
                more[NAME_AT], more[NAME_LEN] = field, k - field
            field = k + 1
        k += 1
    return OK


@inlined
def best_time(more: Ints, pending: int) -> int:
    """Choose a line's time: tag block, else $PGHP, else trailing, else leading time stamp."""
    if more[T_TAG] != NO_TIME:
        return more[T_TAG]
    if pending != NO_TIME:
        return pending
    return more[T_TRAIL] if more[T_TRAIL] != NO_TIME else more[T_LEAD]
