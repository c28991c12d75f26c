"""Who placed a ship where, what lies between, and what cannot be one ship."""

from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told import DAY, GATES, SHIPS, one, sighting, table

from straitwatch.decode.facts import deployment_facts
from straitwatch.kernel.sphere import arc_distance, destination
from straitwatch.track.area import area_of
from straitwatch.track.company import companies_of
from straitwatch.track.custody import SHIP_KN, custody_between, custody_held
from straitwatch.track.naming import REGISTER, name_objects

Row = dict[str, Any]


def _between(*rows: Row, **keys: float) -> list[Row]:
    named = name_objects(table(*rows), SHIPS)
    found: list[Row] = custody_between(named, GATES, **keys).to_pylist()
    return found


def test_the_least_speed_is_from_edge_to_edge_in_the_widest_time() -> None:
    (leg,) = _between(sighting(1, 10.0, bearing_deg=0.0), sighting(2, 14.0, bearing_deg=180.0))
    assert (leg["unknown_h"], leg["widest_h"]) == (pytest.approx(3.0), pytest.approx(5.0))
    inner = 2 * 95.0  # both 100 km, good to 5 km; the two sectors' inner corners face each other
    assert leg["dist_km"] == pytest.approx(inner * 0.92, rel=0.2)
    assert leg["dist_km"] <= inner
    assert leg["least_kn"] == pytest.approx(leg["dist_km"] / 1.852 / 5.0)
    assert leg["reach_km"] == pytest.approx(SHIP_KN * 1.852 * 3.0)
    assert leg["possible"] is True


def test_what_no_ship_can_do_is_flagged_and_both_rows_are_kept() -> None:
    rows = sighting(1, 10.0, bearing_deg=0.0), sighting(2, 11.5, bearing_deg=180.0, dist_km=400.0)
    (leg,) = _between(*rows)
    assert leg["possible"] is False
    assert leg["least_kn"] > SHIP_KN
    assert custody_held(table(*rows), GATES).num_rows == 2
    assert _between(*rows, ship_kn=500.0)[0]["possible"] is True
    (fast,) = _between(*rows, class_kn={"Luyang III-class destroyer": 400.0})
    assert (fast["top_kn"], fast["possible"]) == (400.0, True)


def test_overlapping_spans_leave_nothing_unknown() -> None:
    day = sighting(1, t_start=DAY, t_end=DAY + timedelta(days=1), gate="miyako", kind="transit")
    (leg,) = _between(day, sighting(2, 12.0))
    assert (leg["unknown_h"], leg["possible"]) == (0.0, True)
    assert leg["widest_h"] == pytest.approx(12.5)


def test_a_vague_span_in_between_hides_no_impossible_way() -> None:
    rows = (
        sighting(1, 10.0, bearing_deg=0.0),
        sighting(2, kind="transit", gate="miyako", t_start=DAY + timedelta(hours=10),
                 t_end=DAY + timedelta(days=2)),
        sighting(3, 11.5, bearing_deg=180.0, dist_km=900.0),
    )  # fmt: skip
    first, second = _between(*rows)
    assert first["possible"] is True
    assert (second["possible"], second["sighting_before"]) == (False, "s01")
    assert second["unknown_h"] == 0.0


def test_of_spans_that_overlap_either_may_be_first() -> None:
    day = sighting(1, t_start=DAY, t_end=DAY + timedelta(days=1), gate="miyako", kind="transit")
    (leg,) = _between(day, sighting(2, 6.0))
    assert leg["widest_h"] == pytest.approx(18.5)


def test_two_instants_at_two_places_cannot_be_one_ship() -> None:
    at = {"t_start": DAY, "t_end": None}
    (leg,) = _between(sighting(1, **at), sighting(2, **at, bearing_deg=0.0))
    assert leg["possible"] is False


def test_a_type_of_aircraft_is_no_object_to_hold() -> None:
    drone = {"objects": [one(**{"class": "WZ-7 UAV"})], "kind": "aircraft"}
    rows = sighting(1, **drone), sighting(2, 10.6, **drone, bearing_deg=0.0, dist_km=900.0)
    assert _between(*rows) == []
    assert custody_held(table(*rows), GATES).num_rows == 2


def test_each_row_says_who_and_why() -> None:
    watch = [{"service": "JMSDF", "name": "P-1"}, {"service": "JMSDF", "unit": "4th Air Wing"}]
    rows = (
        sighting(1, observers=watch),
        sighting(2, 30.0, objects=[one(name="Chengdu")], publisher="A paper"),
        sighting(3, 60.0, kind="transit", gate="miyako"),
        sighting(4, 30.0, objects=[], same_as="s03", document="text 3", kind="transit",
                 gate="miyako"),
    )  # fmt: skip
    held = custody_held(name_objects(table(*rows), SHIPS), GATES).to_pylist()
    assert [row["object_id"] for row in held] == ["hull:CN/120"] * 4
    by_id = {row["sighting_id"]: row for row in held}
    assert by_id["s01"]["observers"] == ["JMSDF 4th Air Wing", "JMSDF P-1"]
    assert by_id["s02"]["publisher"] == "A paper"
    assert any("register" in why for why in by_id["s02"]["joined"])
    assert by_id["s04"]["joined"] == ["the document recalls it in s03"]


def test_a_sector_holds_its_places_and_no_more() -> None:
    row = sighting(1, bearing_deg=90.0)
    area = area_of(row | {"bearing_error_deg": 22.5, "dist_error_km": 5.0}, None)
    assert area is not None
    lon, lat = destination(125.3, 24.8, [90.0] * 2, [95_000.0, 105_000.0])
    far = [arc_distance(125.3, 24.8, x, y) / 1000.0 for x, y in area.points]
    extent = row["radius_km"] - 40.3  # the radius, less the way to the sector's far corner
    assert min(far) == pytest.approx(95.0 - extent, abs=0.5)
    assert max(far) == pytest.approx(105.0 + extent, abs=0.7)
    assert area.wkt is not None
    assert area.wkt.startswith("POLYGON ((")
    assert (lon.min() > area.points[:, 0].min()) & (lat.max() < area.points[:, 1].max())


FACTS = name_objects(deployment_facts(), REGISTER.empty_table())


def test_the_group_of_december_2022_is_one_of_six() -> None:
    (group,) = companies_of(FACTS)
    assert {member.object_id for member in group.members} == {
        f"hull:CN/{hull}" for hull in (16, 103, 104, 120, 542, 901)
    }
    joined = {member.name for member in group.members if member.joined}
    assert joined == {"Wuxi"}
    assert not any(member.left for member in group.members)


def test_lists_that_share_few_ships_are_two_groups() -> None:
    def listed(number: int, hours: float, *hulls: int) -> Row:
        return sighting(number, hours, objects=[one(hull=str(hull)) for hull in hulls])

    rows = listed(1, 10, 1, 2, 3, 4), listed(2, 40, 1, 2, 3), listed(3, 40, 4, 5, 6, 7)
    first, second = companies_of(table(*rows))
    assert {member.object_id for member in first.members if member.left} == {"hull:CN/4"}
    assert [member.listings for member in second.members] == [1] * 4
    assert len(companies_of(table(listed(1, 0, 1, 2), listed(2, 24 * 70, 1, 2)))) == 2


CHANCE = st.tuples(
    st.integers(0, 400), st.integers(1, 30), st.sampled_from([0.0, 90.0, 180.0]),
    st.sampled_from(["120", "121"]),
)  # fmt: skip


def _rows(some: list[tuple[int, int, float, str]]) -> list[Row]:
    return [
        sighting(number, bearing_deg=turn, objects=[one(hull=hull)],
                 t_start=DAY + timedelta(hours=hours), t_end=DAY + timedelta(hours=hours + wide))
        for number, (hours, wide, turn, hull) in enumerate(some)
    ]  # fmt: skip


def _both(rows: list[Row]) -> tuple[pa.Table, pa.Table]:
    told = name_objects(table(*rows), SHIPS)
    return custody_held(told, GATES), custody_between(told, GATES)


@settings(max_examples=25, deadline=None)
@given(st.lists(CHANCE, max_size=6), st.randoms(use_true_random=False))
def test_order_and_a_second_reading_change_nothing(
    some: list[tuple[int, int, float, str]],
    random: Any,  # noqa: ANN401 - random.Random
) -> None:
    rows = _rows(some)
    shuffled = [*rows, *rows[:2]]
    random.shuffle(shuffled)
    for one_way, other in zip(_both(rows), _both(shuffled), strict=True):
        assert one_way.equals(other)
    assert companies_of(table(*rows)) == companies_of(table(*shuffled))


@settings(max_examples=25, deadline=None)
@given(st.lists(CHANCE, min_size=1, max_size=6), st.integers(-9000, 9000))
def test_another_date_changes_nothing_else(
    some: list[tuple[int, int, float, str]], days: int
) -> None:
    by = timedelta(days=days)
    later = [
        {**row, "t_start": row["t_start"] + by, "t_end": row["t_end"] + by} for row in _rows(some)
    ]
    times = ("t_start", "t_end")
    for one_way, other in zip(_both(_rows(some)), _both(later), strict=True):
        moved = [{**row, **{name: row[name] + by for name in times}} for row in one_way.to_pylist()]
        assert other.to_pylist() == moved


@settings(max_examples=25, deadline=None)
@given(st.lists(CHANCE, min_size=2, max_size=6), st.data())
def test_a_document_less_only_widens_what_is_not_known(
    some: list[tuple[int, int, float, str]], data: st.DataObject
) -> None:
    rows = _rows(some)
    gone = data.draw(st.sampled_from(rows))
    left = [row for row in rows if row is not gone]
    after = _both(left)[1].to_pylist()
    for moment, who in _unknown_hours(_both(rows)[1].to_pylist()):
        ends = [row for row in left if row["objects"][0]["hull"] == who[8:]]
        if ends and _is_between(moment, ends):
            assert any(leg["t_start"] <= moment <= leg["t_end"] for leg in after
                       if leg["object_id"] == who)  # fmt: skip


def _unknown_hours(legs: list[Row]) -> list[tuple[datetime, str]]:
    return [
        (leg["t_start"] + (leg["t_end"] - leg["t_start"]) / 2, leg["object_id"])
        for leg in legs
        if leg["unknown_h"] > 0
    ]


def _is_between(moment: datetime, rows: list[Row]) -> bool:
    first, last = min(row["t_end"] for row in rows), max(row["t_start"] for row in rows)
    return bool(first <= moment <= last)
