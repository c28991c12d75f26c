"""Published violations of airspace: aircraft, States and places in the list's own words."""

from datetime import date

import pytest

from straitwatch.decode.statistic import Origin
from straitwatch.decode.violation import find_area, read_aircraft, violation_row
from straitwatch.model.schema import AIRSPACE_VIOLATION

ORIGIN = Origin("list.csv", None, None, "list.csv")


@pytest.mark.parametrize(
    ("words", "craft"),
    [
        ("Tu-95×2", [("Tu-95", 2)]),
        ("Tu-16/95×各1", [("Tu-16", 1), ("Tu-95", 1)]),
        ("Tu-95/142 ×各1", [("Tu-95", 1), ("Tu-142", 1)]),
        ("Tu-16/95×2", [("Tu-16/95", 2)]),
        ("Tu-22×2、不明×2", [("Tu-22", 2), (None, 2)]),
        ("小型無人機 ×1", [("small drone", 1)]),
        ("ヘリコプター ×1", [("helicopter", 1)]),
        ("Ｙ－９×１", [("Y-9", 1)]),
    ],
)
def test_aircraft_and_their_counts(words: str, craft: list[tuple[str | None, int]]) -> None:
    found = read_aircraft(words)
    assert [(one["type"], one["count"]) for one in found] == craft
    assert all(one["as_written"] for one in found)


@pytest.mark.parametrize("words", ["", "Tu-95", "×2", "Tu-95×", "Tu-95×2、"])
def test_aircraft_without_a_count_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"\d|^$|Tu"):
        read_aircraft(words)


@pytest.mark.parametrize(
    ("words", "place", "bearing"),
    [
        ("礼文島上空", "Rebun Island", None),
        ("北海道礼文島北方領海上空", "Rebun Island", 0.0),
        ("北海道利尻島南西領海上空", "Rishiri Island", 225.0),
        ("伊豆諸島の八丈島北西部領海上空", "Hachijo Island", 315.0),
        ("能登半島北方の舳倉島北東領海上空", "Hegura Island", 45.0),
        ("沖縄本島上空及び徳之島・沖永良部島間の領海上空",
         "Okinawa main island; Tokunoshima; Okinoerabu Island", None),
    ],
)  # fmt: skip
def test_the_area_of_a_place(words: str, place: str, bearing: float | None) -> None:
    area = find_area(words)
    assert area is not None
    assert (area.place, area.bearing_deg) == (place, bearing)
    assert area.radius_km > 12 * 1.852


def test_an_island_is_not_taken_for_a_far_one_of_the_same_name() -> None:
    """There is a Torishima in the Izu chain; that of the Danjo group lies 1,100 km west of it."""
    area = find_area("長崎県男女群島鳥島西方領海上空")
    assert area is not None
    assert area.lon == pytest.approx(128.4, abs=0.5)
    lone = find_area("鳥島西方領海上空")
    assert lone is not None
    assert lone.lon == pytest.approx(140.3, abs=0.1)


def test_a_circle_holds_all_places_named() -> None:
    area = find_area("徳之島・沖永良部島間の領海上空")
    assert area is not None
    assert area.lon == pytest.approx((128.949 + 128.597) / 2, abs=0.02)
    assert 22 + 28 < area.radius_km < 75


@pytest.mark.parametrize(
    "words", ["架空島領海上空", "礼文島及び架空島の領海上空", "", "上空", "日本海上空"]
)
def test_what_is_not_in_the_gazetteer_has_no_area(words: str) -> None:
    assert find_area(words) is None


def test_a_presumed_state_is_marked() -> None:
    row = violation_row(
        ORIGIN,
        no=3,
        day=date(2020, 1, 2),
        place="礼文島上空",
        country="推定ロシア",
        aircraft="不明×1",
    )
    assert (row["country"], row["country_as_written"]) == ("RU", "推定ロシア")
    assert row["estimated"] is True
    assert row["confidence"] < 1
    assert set(row) <= set(AIRSPACE_VIOLATION.names)
    assert row["t_start"].isoformat() == "2020-01-01T15:00:00+00:00"
    soviet = violation_row(
        ORIGIN, no=3, day=date(1980, 1, 2), place="x", country="ソ連", aircraft="不明×1"
    )
    assert (soviet["country"], soviet["estimated"]) == ("SU", False)
