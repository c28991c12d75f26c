"""Eight bytes at a time gives what one at a time gives."""

from collections.abc import Callable

import numba
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel import aivdm_bits, aivdm_scan, aivdm_time
from straitwatch.kernel.aivdm_bits import N_WORDS
from straitwatch.kernel.aivdm_code import NO_TIME
from straitwatch.kernel.aivdm_layout import SCALE
from straitwatch.kernel.aivdm_scan import pad, widen


def entry(inner: Callable[..., object]) -> Callable[..., object]:
    """Give a part of a kernel, which has no entry for Python, one."""
    return numba.njit(lambda *args: inner(*args))  # noqa: PLW0108 - the part cannot be called


scan, take = entry(aivdm_scan.scan), entry(aivdm_bits.take)
unpack, moment = entry(aivdm_bits.unpack), entry(aivdm_time.moment)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 80), st.sampled_from([42, 44, 92, 0, 255]))
def test_scan_finds_the_first(data: bytes, at: int, want: int) -> None:
    at = min(at, len(data))
    wide = widen(pad(np.frombuffer(data, np.uint8)))
    text = data + b"\n"
    stop = min(k for k in range(at, len(text)) if text[k] in (want, 10))
    total = 0
    for c in data[at:stop]:
        total ^= c
    assert scan(wide, at, want) == (stop, total)


def test_scan_is_not_misled_by_a_match_before_its_start() -> None:
    wide = widen(pad(np.frombuffer(b"\n\x0b*+*", np.uint8)))
    assert scan(wide, 1, 42)[0] == 2
    assert scan(wide, 3, 42)[0] == 4


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 63), max_size=80), st.integers(0, 440), st.integers(0, 32))
def test_fields_are_read_across_words(codes: list[int], start: int, width: int) -> None:
    text = np.array([c + 48 if c < 40 else c + 56 for c in codes], np.uint8)
    words = np.empty(N_WORDS, np.uint64)
    assert unpack(widen(pad(text)), 0, len(text), words)
    bits = "".join(f"{c:06b}" for c in codes).ljust(480, "0")
    assert take(words, start, width) == int(bits[start : start + width] or "0", 2)


@settings(max_examples=50, deadline=None)
@given(st.datetimes())
def test_moment_is_the_calendar(when: object) -> None:
    day = np.datetime64(when, "s")
    want = int(day.astype("datetime64[us]").astype(np.int64))
    year, month, date = (int(part) for part in str(day)[:10].split("-"))
    hour, minute, second = (int(part) for part in str(day)[11:].split(":"))
    assert moment(year, month, date, hour, minute, second) == want


def test_days_that_do_not_exist_are_no_time() -> None:
    for year, month, day in [(2023, 2, 29), (1900, 2, 29), (2022, 4, 31), (2022, 0, 1), (0, 1, 1)]:
        assert moment(year, month, day, 0, 0, 0) == NO_TIME
    assert moment(2024, 2, 29, 0, 0, 0) != NO_TIME
    assert moment(2022, 1, 1, 24, 0, 0) == NO_TIME
    assert moment(2022, 1, 1, 23, 59, 60) == NO_TIME


def test_times_a_scale_is_the_same_as_by_its_divisor() -> None:
    raw = np.arange(4096)
    for divisor in (1, 10, 0.3048):
        by = (raw / divisor).astype(np.float32)
        assert np.array_equal((raw * (1 / divisor)).astype(np.float32), by)
    assert set(SCALE.ravel().tolist()) == {1.0, 1 / 10, 1 / 0.3048}
