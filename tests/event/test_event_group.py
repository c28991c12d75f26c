"""Groups that a sailor can check, and their laws."""

import math
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import HOUR, SHIP, at, batches, fix, observe, to_path, world

from straitwatch.event.group import GroupDetector, make
from straitwatch.model.unit import iso

LON, LAT = 126.0, 27.0
NM_DEG = 1.0 / 60.0
COS = math.cos(math.radians(LAT))
END = fix(10**6, 0.0, 0.0, object_id=SHIP + 99)
Way = Callable[[float], tuple[float, float]]


def east(x_nm: float, y_nm: float, speed_kn: float = 12.0) -> Way:
    """Place in nm east and north of the start, by hours."""
    return lambda hours: (x_nm + speed_kn * hours, y_nm)


def sail(
    way: Way, start_h: float, end_h: float, *, every: float = 300.0, **more: object
) -> list[dict[str, Any]]:
    rows = []
    for t in np.arange(start_h * HOUR, end_h * HOUR + 1.0, every).tolist():
        x, y = way(t / HOUR)
        lon = (LON + x * NM_DEG / COS + float(more.get("turn", 0.0)) + 180.0) % 360.0 - 180.0
        lat = (LAT + y * NM_DEG) * float(more.get("mirror", 1.0))
        place = {k: v for k, v in more.items() if k not in {"turn", "mirror"}}
        rows.append(fix(t + int(more.get("object_id", SHIP)) % 7, lon, lat, **place))
    return rows


def column(n: int, gap_nm: float, start_h: float, end_h: float, **more: object) -> list[dict]:
    rows = []
    for k in range(n):
        rows += sail(east(-gap_nm * k, 0.0), start_h, end_h, object_id=SHIP + k, **more)
    return rows


def members(event: dict[str, Any]) -> list[tuple]:
    return [(int(m["object_id"][-2:]), m["t_from"], m["t_to"]) for m in event["detail"]["members"]]


def hours(h: float) -> str | None:
    return iso(at(h * HOUR))


def test_four_ships_in_column() -> None:
    (event,) = observe(make(world()), [*column(4, 2.0, 0, 5), END], 7000.0)
    assert (event["kind"], event["object_id"], event["n"]) == ("group", "mmsi:431000001", 4)
    assert event["others"] == ["mmsi:431000002", "mmsi:431000003", "mmsi:431000004"]
    assert (event["t_start"], event["t_end"]) == (at(600), at(5 * HOUR))
    assert (event["status"], event["certainty"]) == ("closed", "inferred")
    assert "by chance" in event["detail"]["reason"]
    assert event["detail"]["speed_kn"] == pytest.approx(12.0, abs=0.05)
    assert members(event) == [(k, hours(1 / 6), hours(5)) for k in (1, 2, 3, 4)]
    assert len(event["evidence"]) == 8
    assert all(fix["source"] == "a.nmea" and fix["line"] for fix in event["evidence"])


def test_it_is_open_while_it_goes_on_and_keeps_its_id() -> None:
    (early,) = observe(make(world()), column(3, 2.0, 0, 3))
    (late,) = observe(make(world()), [*column(3, 2.0, 0, 6), END])
    assert (early["status"], early["t_end"], late["status"]) == ("open", None, "closed")
    assert early["event_id"] == late["event_id"]
    assert {m["t_to"] for m in early["detail"]["members"]} == {None}


@pytest.mark.parametrize(("n", "told"), [(2, 0), (3, 1), (5, 1)])
def test_three_are_a_group(n: int, told: int) -> None:
    assert len(observe(make(world()), [*column(n, 2.0, 0, 4), END])) == told
    assert len(observe(GroupDetector(world(), least_members=2), column(n, 2.0, 0, 4))) == 1


@pytest.mark.parametrize(("gap_nm", "told"), [(2.5, 1), (4.9, 1), (5.1, 0), (7.5, 0)])
def test_a_chain_of_five_miles(gap_nm: float, told: int) -> None:
    assert len(observe(make(world()), [*column(3, gap_nm, 0, 4), END])) == told


@pytest.mark.parametrize(("long_h", "told"), [(1.0, 0), (1.8, 0), (2.4, 1), (3.0, 1)])
def test_two_hours(long_h: float, told: int) -> None:
    assert len(observe(make(world()), [*column(3, 2.0, 0, long_h), END])) == told


@pytest.mark.parametrize(("speed_kn", "told"), [(0.0, 0), (2.0, 0), (4.0, 1), (25.0, 1)])
def test_under_way(speed_kn: float, told: int) -> None:
    rows = [END]
    for k in range(5):
        rows += sail(east(0.3 * k, 0.2 * k, speed_kn), 0, 4, object_id=SHIP + k)
    assert len(observe(make(world()), rows)) == told


def test_one_joins_and_one_leaves() -> None:
    def comes(h: float) -> tuple[float, float]:
        return 12.0 * h, 2.0 + max(0.0, 2.0 - h) * 5.0

    def leaves(h: float) -> tuple[float, float]:
        return 12.0 * h, -2.0 - max(0.0, h - 5.0) * 12.0

    rows = [*column(3, 2.0, 0, 8), END]
    rows += sail(comes, 0, 8, object_id=SHIP + 3) + sail(leaves, 0, 8, object_id=SHIP + 4)
    (event,) = observe(make(world()), rows, 9000.0, 20_000.0)
    told = {ship: (t_from, t_to) for ship, t_from, t_to in members(event)}
    assert told[1] == told[2] == told[3] == (hours(1 / 6), hours(8))
    assert told[5][0] == hours(1 / 6)
    assert hours(5) <= told[5][1] <= hours(5.5)
    assert hours(1.7) <= told[4][0] <= hours(2.2)
    assert told[4][1] == hours(8)
    assert (event["n"], event["detail"]["most_members"]) == (5, 5)


def test_ships_that_share_a_lane_are_none() -> None:
    """Ten ships in file, a mile apart, from 10 to 16 kn."""
    rows = [END]
    for k in range(10):
        speed = 10.0 + (k * 7 % 10) * 0.7
        rows += sail(east(-1.0 * k, 0.1 * (k % 3), speed), 0, 6, object_id=SHIP + k)
    assert observe(make(world()), rows) == []


def test_three_of_one_speed_in_a_lane_are_chance() -> None:
    """Nine ships in file half a mile apart, three of which make just 12 kn."""
    rows = [END]
    for k, speed in enumerate([12.0, 11.2, 12.0, 12.9, 11.5, 12.0, 12.6, 11.8, 12.4]):
        rows += sail(east(-0.5 * k, 0.0, speed), 0, 4, object_id=SHIP + k)
    assert observe(make(world()), rows) == []
    (event,) = observe(GroupDetector(world(), share=0.0), rows)
    assert {1, 3, 6} <= {ship for ship, *_ in members(event)}


def test_ships_that_meet_or_overtake_are_none() -> None:
    rows = [END, *sail(east(0, 0), 0, 4), *sail(east(60, 1, -12.0), 0, 4, object_id=SHIP + 1)]
    rows += sail(east(-4, 1, 14.0), 0, 4, object_id=SHIP + 2)
    assert observe(make(world()), rows) == []


def test_an_anchorage_is_none() -> None:
    rng = np.random.default_rng(5)
    rows = [END]
    for k in range(12):
        x, y = rng.uniform(-1, 1, 2)
        for row in sail(east(x, y, 0.0), 0, 5, object_id=SHIP + k):
            swing = rng.normal(0.0, 0.0005, 2)
            rows.append(row | {"lon": row["lon"] + swing[0], "lat": row["lat"] + swing[1]})
    assert observe(make(world()), rows) == []


def test_a_turn_together_and_a_turn_in_column() -> None:
    def together(k: int) -> Way:
        return lambda h: (12.0 * min(h, 4.0), 2.0 * k + 12.0 * max(0.0, h - 4.0))

    def in_column(k: int) -> Way:
        def way(h: float) -> tuple[float, float]:
            run = 12.0 * h - 2.0 * k
            return min(run, 48.0), max(0.0, run - 48.0)

        return way

    for turn in (together, in_column):
        rows = [END]
        for k in range(3):
            rows += sail(turn(k), 0, 8, object_id=SHIP + k)
        (event,) = observe(make(world()), rows)
        assert event["t_end"] == at(8 * HOUR)


def test_a_mark_waits_for_the_leg_that_is_an_hour_long() -> None:
    rows = [END]
    for k in range(3):
        start = 0.3 * k
        rows += sail(east(-2.0 * k, 0.0), start, 7, every=3540.0, object_id=SHIP + k)
    whole = observe(make(world()), rows)
    assert whole[0]["detail"]["hours"] > 5
    assert observe(make(world()), rows, *range(60, 30_000, 300)) == whole


def test_one_that_comes_back_is_told_twice() -> None:
    def away(h: float) -> tuple[float, float]:
        return 12.0 * h, 2.0 + max(0.0, min(h - 3.0, 5.5 - h)) * 16.0

    rows = [*column(3, 2.0, 0, 10), *sail(away, 0, 10, object_id=SHIP + 3), END]
    (event,) = observe(make(world()), rows, 12_000.0, 25_000.0)
    first, second = [spell[1:] for spell in members(event) if spell[0] == 4]
    assert hours(3) <= first[1] <= hours(3.5)
    assert hours(5) <= second[0] <= hours(6)
    assert second[1] == hours(10)


def test_a_short_silence_is_borne_a_long_one_ends_it() -> None:
    for silence_h, told in [(1.0, 1), (3.0, 2)]:
        rows = [*column(3, 2.0, 0, 4), *column(3, 2.0, 4 + silence_h, 8 + silence_h), END]
        assert len(observe(make(world()), rows)) == told


def test_a_group_parts() -> None:
    """Seven ships, three of which turn north after four hours: the rest goes on, and so do they."""

    def north(k: int) -> Way:
        return lambda h: (-1.0 * k + 12.0 * min(h, 4.0), 12.0 * max(0.0, h - 4.0))

    rows = [*column(4, 1.0, 0, 9), END]
    for k in range(4, 7):
        rows += sail(north(k), 0, 9, object_id=SHIP + k)
    events = observe(make(world()), rows, 16_000.0, 21_000.0)
    assert [len(event["detail"]["members"]) for event in events] in ([7, 3], [3, 7])
    whole = max(events, key=lambda event: event["n"])
    assert max(t_to for *_, t_to in members(whole)) == hours(9)
    assert {ship for ship, _, t_to in members(whole) if t_to < hours(4.5)} == {5, 6, 7}
    part = min(events, key=lambda event: event["n"])
    assert at(4 * HOUR) <= part["t_start"] <= at(4.5 * HOUR)


def test_clones_of_one_identity_are_one_member() -> None:
    rows = [*column(2, 2.0, 0, 4), *sail(east(-3, 1), 0, 4, lane=1), END]
    assert observe(make(world()), rows) == []


def test_a_clone_elsewhere_joins_no_two_groups() -> None:
    """The second ship of the first group sends the identity of one of another, far away."""
    rows = [*column(3, 2.0, 0, 4), *sail(east(-2, 600), 0, 4, lane=1), END]
    for k in range(2):
        rows += sail(east(-4 * k, 600), 0, 4, object_id=SHIP + 10 + k)
    first, second = observe(make(world()), rows, 8000.0)
    assert {first["object_id"], second["object_id"]} == {"mmsi:431000001"}
    assert sorted([first["n"], second["n"]]) == [3, 3]


def test_simulated_traffic_says_so() -> None:
    (event,) = observe(make(world()), column(3, 2.0, 0, 4, source="simulated:x"))
    assert event["certainty"] == "simulated"


# Laws

SHIPS = st.lists(
    st.tuples(
        st.integers(-3, 3), st.integers(-3, 3), st.sampled_from([0.0, 0.0, 0.0, 0.1, 1.0, -0.3]),
        st.sampled_from([0, 0, 1, 2]), st.sampled_from([4.0, 6.0]), st.sampled_from([240.0, 660.0]),
        st.sampled_from([0.0, 0.0, 2.0, 3.0]),
    ),
    min_size=3, max_size=6,
)  # fmt: skip
CUTS = st.lists(st.floats(0.0, 30_000.0), max_size=5)


def fleet(ships: list[tuple], **more: object) -> list[dict[str, Any]]:
    rows = []
    for k, (x, y, faster, start, end, every, silent) in enumerate(ships):
        way = east(x, y, 12.0 + faster)
        mine = sail(way, start, end, every=every, object_id=SHIP + k, **more)
        quiet = (at(silent * HOUR), at(3.5 * HOUR)) if silent else (at(0), at(0))
        rows += [row for row in mine if not quiet[0] < row["t"] < quiet[1]]
    return [row | {"line": k + 1} for k, row in enumerate(rows)]


def bare(events: list[dict[str, Any]], shift: float = 0.0) -> list[tuple]:
    """What stays the same when time and place do not."""
    told = [
        (e["object_id"], e["others"], e["t_start"] - timedelta(seconds=shift), e["status"],
         e["detail"]["hours"], [m["object_id"] for m in e["detail"]["members"]],
         [f["line"] for f in e["evidence"]])
        for e in events
    ]  # fmt: skip
    return sorted(told, key=repr)


@settings(max_examples=30, deadline=None)
@given(SHIPS, CUTS, st.booleans())
def test_cut_anywhere(ships: list[tuple], cuts: list[float], ended: bool) -> None:
    rows = fleet(ships) + [END] * ended
    assert observe(make(world()), rows, *cuts) == observe(make(world()), rows)


@settings(max_examples=10, deadline=None)
@given(SHIPS, st.integers(-500, 500))
def test_shifted_by_slots(ships: list[tuple], slots: int) -> None:
    rows = fleet(ships)
    moved = [row | {"t": row["t"] + timedelta(seconds=600 * slots)} for row in rows]
    there = observe(make(world()), moved)
    assert bare(there, 600.0 * slots) == bare(observe(make(world()), rows))


@settings(max_examples=10, deadline=None)
@given(SHIPS)
def test_mirrored_and_over_the_antimeridian(ships: list[tuple]) -> None:
    here = bare(observe(make(world()), fleet(ships)))
    assert bare(observe(make(world()), fleet(ships, mirror=-1.0))) == here
    assert bare(observe(make(world()), fleet(ships, turn=180.0 - LON - 0.5))) == here


@settings(max_examples=10, deadline=None)
@given(SHIPS, st.data())
def test_a_fix_told_twice(ships: list[tuple], data: st.DataObject) -> None:
    rows = fleet(ships)
    k = data.draw(st.integers(0, len(rows) - 1))
    twice = [*rows[: k + 1], *rows[k:]]
    assert bare(observe(make(world()), twice)) == bare(observe(make(world()), rows))


@settings(max_examples=10, deadline=None)
@given(SHIPS, st.permutations(["a", "b", "c", "d", "e", "f"]))
def test_other_names_of_the_sources(ships: list[tuple], names: list[str]) -> None:
    rows = [row | {"source": names[row["object_id"] % 6]} for row in fleet(ships)]
    assert bare(observe(make(world()), rows)) == bare(observe(make(world()), fleet(ships)))


def test_what_is_remembered_stays_small() -> None:
    one, carry = make(world()), None
    for batch in batches(to_path(column(4, 2.0, 0, 40)), cuts=tuple(range(3600, 144_000, 3600))):
        _, carry = one.detect(batch, carry)
        assert carry.marked.n <= 4 * 8
        assert len(carry.links) <= 6
        assert len(carry.groups) <= 1
    assert len(carry.groups) == 1
