"""Packed positions: the kernel writes what the reference writes, and both read it back."""

import base64
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel.pack_positions import COLUMNS, most_bytes, pack_rows
from straitwatch.kernel.pack_reference import pack_plainly, unpack_plainly
from straitwatch.kernel.position_code import to_codes, to_values
from straitwatch.kernel.unpack_positions import unpack_rows

_HIGHEST = [18_000_000, 9_000_000, 180, 30_000, 180, 5_000, 1_024, 17]
_LOWEST = [-18_000_000, -9_000_000, 0, 0, 0, 0, 0, 0]
_ROW = st.tuples(*[st.integers(a, b) for a, b in zip(_LOWEST, _HIGHEST, strict=True)]).map(list)
_AGE = st.integers(-100, 400_000_000)


@st.composite
def _ticks(draw: st.DrawFn) -> tuple[list, ...]:
    slots = sorted(draw(st.sets(st.integers(0, 20_000), max_size=8)))
    rows = [(draw(st.booleans()), draw(_ROW), draw(_ROW), draw(_AGE)) for _ in slots]
    still = draw(st.booleans())
    whole, old, new, ages = map(list, zip(*rows, strict=True)) if rows else ([], [], [], [])
    return slots, whole, old, old if still else new, ages


def _pack(slots: list, whole: list, old: list, new: list, ages: list, common: int, t: int) -> bytes:
    out = np.empty(most_bytes(len(slots)), np.uint8)
    n = pack_rows(
        np.array(slots, np.int64),
        np.array(whole, np.bool_),
        np.array(old, np.int32).reshape(-1, COLUMNS),
        np.array(new, np.int32).reshape(-1, COLUMNS),
        np.array(ages, np.int64),
        common,
        t,
        out,
    )
    return out[:n].tobytes()


@settings(deadline=None)  # the first call compiles
@given(tick=_ticks(), common=_AGE, t=st.integers(0, 2**42))
def test_kernel_and_reference_agree(tick: tuple[list, ...], common: int, t: int) -> None:
    slots, whole, old, new, ages = tick
    packed = _pack(slots, whole, old, new, ages, common, t)
    assert packed == pack_plainly(slots, whole, old, new, ages, common, t)
    known = np.zeros((20_001, COLUMNS), np.int32)
    for slot, all_new, row in zip(slots, whole, old, strict=True):
        known[slot] = 7 if all_new else row
    t_ms = np.zeros(len(known), np.int64)
    twin, t_twin = known.copy(), t_ms.copy()
    assert unpack_plainly(packed, known, t_ms) == (t, slots, whole)
    assert unpack_rows(np.frombuffer(packed, np.uint8), twin, t_twin).tolist() == slots
    np.testing.assert_array_equal(known[slots], np.array(new, np.int32).reshape(-1, COLUMNS))
    np.testing.assert_array_equal(known, twin)
    np.testing.assert_array_equal(t_ms, t_twin)
    assert np.all(np.abs((t - t_ms[slots]) / 1000 - ages) <= 1)


def test_a_ship_under_way_takes_four_bytes() -> None:
    old = [[12_500_000, 2_500_000, 46, 121, 46, 0, 0, 1]]
    new = [[12_500_005, 2_500_006, 46, 121, 46, 0, 0, 1]]
    alone = _pack([9], [False], old, new, [0], 0, 1_700_000_000_000)
    none = _pack([], [], [], [], [], 0, 1_700_000_000_000)
    assert len(alone) - len(none) == 4
    assert alone[-4:].hex() == "09010a0c"


@pytest.mark.parametrize(("cog", "code"), [(0, 1), (359.5, 1), (358, 180), (1.2, 2)])
def test_a_course_goes_round(cog: float, code: int) -> None:
    codes = to_codes([[0], [0], [cog], [0], [cog], [0], [0], [0]])
    assert codes[0].tolist() == [0, 0, code, 1, code, 101, 513, 1]


_NULL = st.one_of(st.just(float("nan")), st.floats(-1_000, 40_000))


@settings(deadline=None)
@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
    cog=st.one_of(st.just(float("nan")), st.floats(0, 360)),
    sog=st.one_of(st.just(float("nan")), st.floats(0, 2_000)),
    alt=_NULL,
    rate=_NULL.map(lambda rate: rate - 8_000),
    nav=st.one_of(st.just(float("nan")), st.integers(0, 16).map(float)),
)
def test_values_come_back_within_a_step(
    lon: float, lat: float, cog: float, sog: float, alt: float, rate: float, nav: float
) -> None:
    given = [lon, lat, cog, sog, cog, alt, rate, nav]
    back = [column[0] for column in to_values(to_codes([[one] for one in given]))]
    assert back[0] == pytest.approx(lon, abs=0.6e-5)
    assert back[1] == pytest.approx(lat, abs=0.6e-5)
    turn = (back[2] - cog + 180) % 360 - 180
    assert abs(turn) <= 1.0 or np.isnan(back[2]) == np.isnan(cog) == True  # noqa: E712
    for place, step in ((3, 0.05), (5, 12.5), (6, 32.0), (7, 0.0)):
        assert back[place] == pytest.approx(given[place], abs=step + 1e-9, nan_ok=True)
    again = to_codes([[one] for one in back])
    np.testing.assert_array_equal(again, to_codes([[one] for one in given]))


def test_the_example_of_the_page_on_the_format_holds() -> None:
    page = (Path(__file__).parents[2] / "docs" / "live-stream.md").read_text("utf-8")
    text = re.search(r"Example, `([^`]+)`", page)
    assert text is not None
    data = base64.b64decode(text[1])
    rows = re.findall(r"^\| `([0-9a-f ]+)` \|", page, re.MULTILINE)
    assert bytes.fromhex("".join(rows)) == data
    known, t_ms = np.zeros((10, COLUMNS), np.int32), np.zeros(10, np.int64)
    assert unpack_plainly(data, known, t_ms) == (1_790_000_000_000, [9], [True])
    assert [one[0] for one in to_values(known[9:])][:2] == [125.0, 25.0]
    assert t_ms[9] == 1_790_000_000_000
