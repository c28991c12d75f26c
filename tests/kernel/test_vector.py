"""What is done with 64 bytes in a step is what is done with them one by one."""

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel.bare import entry
from straitwatch.kernel.vector import (
    STEP,
    copy_bytes,
    count_leading,
    count_ones,
    count_trailing,
    load_word,
    marks,
    store_word,
    xor_under,
)

Bytes = npt.NDArray[np.uint8]


@entry
def look(buf: Bytes, at: int, byte: int, out: npt.NDArray[np.uint64], copy: Bytes) -> None:
    found = marks(buf, at, byte)
    n = count_trailing(found)
    out[0], out[1], out[2] = found, np.uint64(n), np.uint64(count_ones(found))
    out[3] = np.uint64(xor_under(buf, at, ~found))
    out[4] = load_word(buf, at)
    out[5] = np.uint64(count_leading(found))
    copy_bytes(copy, np.int64(3), buf, at, n)
    store_word(copy, np.int64(STEP), out[4])


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=STEP, max_size=STEP), st.integers(0, 20), st.integers(0, 255))
def test_a_step_is_sixty_four_bytes_one_by_one(data: bytes, at: int, byte: int) -> None:
    buf = np.frombuffer(bytes(at) + data, np.uint8).copy()
    out, copy = np.zeros(6, np.uint64), np.zeros(STEP + 8, np.uint8)
    look(buf, at, byte, out, copy)
    places = [k for k, c in enumerate(data) if c == byte]
    first = places[0] if places else STEP
    rest = 0
    for c in data:
        rest ^= c if c != byte else 0
    assert [int(value) for value in out[:4]] == [
        sum(1 << k for k in places),
        first,
        len(places),
        rest,
    ]
    assert int(out[4]) == int.from_bytes(data[:8], "little")
    assert int(out[5]) == (STEP - 1 - places[-1] if places else STEP)
    assert copy.tobytes() == (bytes(3) + data[: min(first, 61)]).ljust(STEP, b"\0") + data[:8]
