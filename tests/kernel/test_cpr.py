"""Compact position reports: examples, the way there and back, the plain twin, other decoders."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from straitwatch.kernel import cpr, cpr_reference

LAT, LON = st.floats(-89.0, 89.0), st.floats(-180.0, 179.999)
ANYWHERE = st.tuples(LAT, LON)


def zones(lat: list[float]) -> list[int]:
    out = np.zeros(len(lat), np.int64)
    cpr.count_zones(np.array(lat, float), out)
    return out.tolist()


def globally(
    even: tuple[int, int],
    odd: tuple[int, int],
    *,
    odd_last: bool,
    ref: tuple[float, float] | None = None,
) -> tuple[float, float]:
    told, places = np.array([[*even, *odd, odd_last]], np.int64), np.zeros((1, 2))
    span = 360.0 if ref is None else 90.0
    cpr.decode_globally(told, span, np.array([ref or (0.0, 0.0)], float), places)
    return tuple(places[0].tolist())


def locally(
    told: tuple[int, int], ref: tuple[float, float], *, odd: bool, surface: bool = False
) -> tuple[float, float]:
    places = np.zeros((1, 2))
    span = 90.0 if surface else 360.0
    cpr.decode_locally(np.array([[*told, odd]], np.int64), span, np.array([ref], float), places)
    return tuple(places[0].tolist())


def apart(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    """Degrees of latitude, and of longitude either way round."""
    return abs(a[0] - b[0]), abs((a[1] - b[1] + 180.0) % 360.0 - 180.0)


def test_the_worked_example() -> None:
    # Junzi Sun, The 1090 Megahertz Riddle, chapter 5: 8D40621D58C382D690C8AC2863A7 and its pair
    even, odd = (93000, 51372), (74158, 50194)
    assert globally(even, odd, odd_last=False) == pytest.approx((52.2572, 3.91937), abs=5e-6)
    assert globally(even, odd, odd_last=True) == pytest.approx((52.26578, 3.938913), abs=5e-6)
    # the same, from one message and a place near
    near = locally(even, (52.258, 3.918), odd=False)
    assert near == pytest.approx((52.2572, 3.91937), abs=5e-6)


def test_the_worked_example_on_the_surface() -> None:
    # the same book, chapter 6: 8C4841753AAB238733C8CD4020B1, then 8C4841753A9A153237AEF0F275BE;
    # the place to all digits as rs1090 has it
    odd, even = (39195, 110320), (115609, 116941)
    place = globally(even, odd, odd_last=True, ref=(51.990, 4.375))
    assert place == pytest.approx((52.3205605, 4.7357352), abs=1e-7)
    assert locally(odd, (51.990, 4.375), odd=True, surface=True) == pytest.approx(place)


@pytest.mark.parametrize(
    ("lat", "n"),
    # ICAO Doc 9871, table C-1 (excerpt): where one zone fewer begins
    [(0.0, 59), (10.4704712, 59), (10.4704714, 58), (14.8281743, 58), (14.8281745, 57),
     (45.0, 42), (59.9545927, 30), (59.9545929, 29), (86.5353699, 3), (86.5353701, 2),
     (87.0, 2), (87.0001, 1), (90.0, 1)],
)  # fmt: skip
def test_zones_of_longitude(lat: float, n: int) -> None:
    assert zones([lat, -lat]) == [n, n]


@settings(deadline=None)
@given(st.lists(st.floats(-90.0, 90.0), min_size=1))
def test_zones_as_their_equation_has_them(lats: list[float]) -> None:
    sure = [
        lat for lat in lats if np.min(np.abs(np.abs(lat) - cpr.EDGES)) > 1e-9 and abs(lat) < 89.999
    ]
    assert zones(sure) == [cpr_reference.zones(lat) for lat in sure]


@settings(max_examples=200, deadline=None)
@given(ANYWHERE, st.booleans())
def test_a_pair_gives_its_place_back(place: tuple[float, float], odd_last: bool) -> None:
    reports = [cpr_reference.encode(*place, odd=odd) for odd in (False, True)]
    lat_even, lat_odd = (
        360.0 / (60 - i) * (math.floor(place[0] / (360.0 / (60 - i))) + reports[i][0] / (1 << 17))
        for i in (0, 1)
    )
    assume(zones([lat_even]) == zones([lat_odd]))  # in a zone's last metres there is no pair
    found = globally(reports[0], reports[1], odd_last=odd_last)
    d_lat, d_lon = apart(found, place)
    assert d_lat < 360.0 / 59 / (1 << 17)
    assert d_lon <= 360.0 / max(zones([place[0]])[0] - 2, 1) / (1 << 17)
    assert found == pytest.approx(
        cpr_reference.global_place(reports[0], reports[1], odd_last=odd_last), abs=1e-9
    )


@settings(max_examples=200, deadline=None)
@given(ANYWHERE, st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), st.booleans(), st.booleans())
def test_one_report_near_a_place_gives_its_place_back(
    place: tuple[float, float], north: float, east: float, odd: bool, on_ground: bool
) -> None:
    told = cpr_reference.encode(*place, odd=odd, surface=on_ground)
    share = 0.7 if on_ground else 2.8  # of the 3 degrees, or 0.75, of half a cell
    ref = (place[0] + share * north, place[1] + share * east)
    found = locally(told, ref, odd=odd, surface=on_ground)
    assert apart(found, place) == pytest.approx((0.0, 0.0), abs=360.0 / (1 << 17))
    twin = cpr_reference.local_place(told, ref, odd=odd, surface=on_ground)
    assert apart(found, twin) == pytest.approx((0.0, 0.0), abs=1e-9)


@settings(deadline=None)
@given(st.tuples(st.floats(-80.0, 80.0), LON), st.booleans())
def test_a_pair_on_the_surface_is_the_place_nearest_to_the_reference(
    place: tuple[float, float], odd_last: bool
) -> None:
    reports = [cpr_reference.encode(*place, odd=odd, surface=True) for odd in (False, True)]
    found = globally(
        reports[0], reports[1], odd_last=odd_last, ref=(place[0] + 0.3, place[1] - 0.3)
    )
    if not math.isnan(found[0]):
        assert apart(found, place) == pytest.approx((0.0, 0.0), abs=1e-4)


def test_reports_of_two_zones_are_no_pair() -> None:
    even = cpr_reference.encode(10.4704, 20.0, odd=False)
    odd = cpr_reference.encode(10.4706, 20.0, odd=True)
    assert all(map(math.isnan, globally(even, odd, odd_last=True)))
    assert cpr_reference.global_place(even, odd, odd_last=True) is None


def test_other_decoders_place_a_pair_alike() -> None:
    rs1090 = pytest.importorskip("rs1090")
    words = ["8D40621D58C382D690C8AC2863A7", "8D40621D58C386435CC412692AD6"]
    rows = rs1090.decode([*words, words[0]], timestamp=[1.0, 2.0, 3.0])
    ours = globally((93000, 51372), (74158, 50194), odd_last=True)
    assert (rows[1]["latitude"], rows[1]["longitude"]) == pytest.approx(ours, abs=1e-12)
