"""Positions into bytes and back, in plain Python: what the kernels are held against."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.pack_positions import (
    AGE,
    COG,
    COLUMNS,
    HEADING,
    TURN,
    VERSION,
    WHOLE,
)

__all__ = ["pack_plainly", "unpack_plainly"]

Rows = list[list[int]]
_BITS = (1, 1, 2, 4, 8, 16, 32, 256)


def pack_plainly(  # noqa: PLR0917 - as the kernel has them
    slots: list[int],
    whole: list[bool],
    old: Rows,
    new: Rows,
    age_s: list[int],
    common_age_s: int,
    tick_ms: int,
) -> bytes:
    """Do what `pack_positions.pack_rows` does; it tells the arguments."""
    known = [[0] * COLUMNS if all_new else row for all_new, row in zip(whole, old, strict=True)]
    steps = [
        [_step(column, was[column], now[column]) for column in range(COLUMNS)]
        for was, now in zip(known, new, strict=True)
    ]
    masks = []
    for row, (was, now) in enumerate(zip(known, new, strict=True)):
        changed = {bit for bit, a, b in zip(_BITS, was, now, strict=True) if a != b}
        changed |= {WHOLE} if whole[row] else set()
        changed |= {AGE} if abs(age_s[row] - common_age_s) > 1 else set()
        masks.append(sum(changed))
    numbers = [tick_ms, _zigzag(common_age_s), len(slots)]
    numbers += [slot - before for slot, before in zip(slots, [0, *slots], strict=False)]
    numbers += masks
    for column, bit in enumerate(_BITS):
        numbers += [_zigzag(step[column]) for step, mask in zip(steps, masks, strict=True)
                    if mask & bit]  # fmt: skip
    numbers += [_zigzag(age - common_age_s) for age, mask in zip(age_s, masks, strict=True)
                if mask & AGE]  # fmt: skip
    return bytes([VERSION]) + b"".join(map(_varint, numbers))


def unpack_plainly(
    data: bytes, known: npt.NDArray[np.int32], t_ms: npt.NDArray[np.int64]
) -> tuple[int, list[int], list[bool]]:
    """Read a packed tick into what a reader has.

    Args:
        data: the bytes.
        known: codes by slot, shape (slots, COLUMNS); changed in place.
        t_ms: moments of the fixes by slot; changed in place.

    Returns:
        the moment of the tick in ms since 1970, the slots told, which of them were told whole.
    """
    assert data[0] == VERSION, data[0]  # noqa: S101 - a reference for tests
    numbers = _numbers(data[1:])
    tick_ms, common, n = next(numbers), _unzigzag(next(numbers)), next(numbers)
    slots, slot = [], 0
    for _ in range(n):
        slot += next(numbers)
        slots.append(slot)
    masks = [next(numbers) for _ in range(n)]
    for slot, mask in zip(slots, masks, strict=True):
        if mask & WHOLE:
            known[slot] = 0
    for column, bit in enumerate(_BITS):
        for slot, mask in zip(slots, masks, strict=True):
            if mask & bit:
                moved = int(known[slot, column]) + _unzigzag(next(numbers))
                known[slot, column] = moved % TURN if column in (COG, HEADING) else moved
    for slot, mask in zip(slots, masks, strict=True):
        age_s = common + (_unzigzag(next(numbers)) if mask & AGE else 0)
        t_ms[slot] = tick_ms - 1000 * age_s
    assert next(numbers, None) is None, "bytes are left over"  # noqa: S101 - same
    return tick_ms, slots, [bool(mask & WHOLE) for mask in masks]


def _step(column: int, old: int, new: int) -> int:
    if column not in (COG, HEADING):
        return new - old
    return min((new - old, new - old + TURN, new - old - TURN), key=abs)


def _zigzag(value: int) -> int:
    return value * 2 if value >= 0 else -value * 2 - 1


def _unzigzag(value: int) -> int:
    return value // 2 if value % 2 == 0 else -(value + 1) // 2


def _varint(value: int) -> bytes:
    rest, low = divmod(value, 128)
    return bytes([low | 128]) + _varint(rest) if rest else bytes([low])


def _numbers(data: bytes) -> Iterator[int]:
    value, shift = 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:  # noqa: PLR2004 - the top bit
            yield value
            value, shift = 0, 0
