"""Landings and take-offs that a sailor, and an airman, can check."""

from functools import cache
from typing import Any

import pytest
from flying import (
    DECK,
    FIELD,
    KN,
    OTHER,
    PLANE,
    along,
    approach,
    deck_at,
    departure,
    leg,
    rollout,
    sortie,
    visit,
)
from flying import ship as sail
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import HOUR, MINUTE, SHIP, at, batches, fix, observe, to_path, watch, world

from straitwatch.event.flight import FlightDetector, make

STAY = 25 * MINUTE
ASHORE = {"zone": 0, "coast_m": -900.0}
Rows = list[dict[str, Any]]


def kinds(events: Rows) -> list[str]:
    return [event["kind"] for event in events]


def tell(rows: Rows, *cuts: float) -> Rows:
    return observe(make(world()), rows, *cuts)


def later(t: float) -> Rows:
    """Somebody else's fix, which tells the time."""
    return [fix(t, 130.0, 30.0, object_id=SHIP + 5)]


def test_a_silent_ship_is_known_by_her_aircraft() -> None:
    rows = visit(0, STAY)
    down, up = tell(rows)
    assert kinds([down, up]) == ["deck_landing", "deck_takeoff"]
    assert down["t_start"] == at(-5)
    assert up["t_end"] == at(STAY)
    assert down["detail"]["deck"] == up["detail"]["deck"] == "moving"
    assert down["detail"]["deck_id"] == up["detail"]["deck_id"]
    assert down["detail"]["deck_speed_kn"] == pytest.approx(18.0, abs=1.0)
    assert down["detail"]["deck_course_deg"] == pytest.approx(10.0, abs=2.0)
    assert down["detail"]["zone"] == "exclusive_economic_zone"
    assert {down["certainty"], up["certainty"]} == {"inferred"}
    assert "vanished low" in down["detail"]["reason"]
    assert down["uncertainty_m"] < 1000.0
    assert [e["t"] for e in up["evidence"]] == ["2022-12-16T00:25:00Z", "2022-12-16T00:25:10Z"]
    assert down["others"] is None


def test_a_ship_in_ais_is_tied() -> None:
    rows = visit(0, STAY) + sail(-600, STAY + 600)
    down, up = tell(rows)
    assert down["others"] == up["others"] == ["mmsi:431000001"]
    assert down["detail"]["deck"] == "ship"
    assert down["detail"]["ship_dist_nm"] < 0.3
    assert "deck_id" not in down["detail"]
    assert {e["source"] for e in down["evidence"]} == {"a.nmea", "ais"}


def test_a_ship_is_carried_on_for_ten_minutes_and_no_longer() -> None:
    flight = visit(0, STAY)
    down, _ = tell(flight + sail(-590, -590))
    assert down["others"] == ["mmsi:431000001"]
    assert down["detail"]["ship_age_s"] == 585.0
    down, _ = tell(flight + sail(-660, -660))
    assert down["others"] is None


def test_a_ship_four_miles_off_is_not_the_deck() -> None:
    far = [row | {"lon": row["lon"] + 4 / 54.4} for row in sail(-600, STAY + 600)]
    down, _ = tell(visit(0, STAY) + far)
    assert down["others"] is None


def test_a_rig_is_no_ship() -> None:
    rows = visit(0, STAY, kn=0.0)
    down, up = tell(rows)
    assert kinds([down, up]) == ["landing", "takeoff"]
    assert down["detail"]["deck"] == "fixed"
    assert down["detail"]["deck_id"] == up["detail"]["deck_id"]


def test_a_ship_that_lies_still_is_one_when_she_says_so() -> None:
    rows = visit(0, STAY, kn=0.0) + sail(-600, STAY + 600, kn=0.0)
    down, _ = tell(rows)
    assert (down["kind"], down["others"]) == ("deck_landing", ["mmsi:431000001"])


@pytest.mark.parametrize(("kn", "told"), [(17.5, 2), (33.0, 2), (44.0, 0), (52.5, 0)])
def test_no_deck_is_faster_than_35_knots(kn: float, told: int) -> None:
    assert len(tell(visit(0, STAY, kn=kn))) == told


def test_one_that_flies_on_has_not_landed() -> None:
    rows = approach(0, DECK)
    rows += departure(300, along(*DECK, 0.0, 100.0 * KN * 300.0))
    assert tell(rows) == []


def test_a_hole_of_75_seconds_is_no_landing() -> None:
    rows = approach(0, DECK) + departure(75, deck_at(75))
    assert tell(rows) == []


@pytest.mark.parametrize("height", [300.0, 1200.0])
def test_a_low_patrol_that_fades_is_none(height: float) -> None:
    level = height, height
    rows = leg(0, 600, DECK, 90.0, 200.0, level)
    rows += leg(2400, 120, along(*DECK, 90.0, 30_000.0), 90.0, 200.0, level)
    rows += leg(2520, 120, along(*DECK, 90.0, 40_000.0), 90.0, 200.0, (height, height + 3000.0))
    assert tell(rows + later(4 * HOUR)) == []


def test_a_landing_without_a_take_off_is_open_and_closes_as_itself() -> None:
    rows = approach(0, DECK)
    assert tell(rows + later(10 * MINUTE)) == []  # it may still come up
    (early,) = tell(rows + later(20 * MINUTE))
    assert (early["kind"], early["status"], early["t_end"]) == ("deck_landing", "open", None)
    assert early["detail"]["deck"] == "unknown"
    (late, _) = tell(rows + departure(STAY, deck_at(STAY)))
    assert (late["event_id"], late["status"]) == (early["event_id"], "closed")


def test_first_seen_low_and_climbing_at_sea_took_off_from_a_deck() -> None:
    (up,) = tell(departure(0, DECK))
    assert (up["kind"], up["t_end"]) == ("deck_takeoff", at(0))
    assert up["detail"]["deck"] == "unknown"


@pytest.mark.parametrize("floor_ft", [550.0, 750.0])
def test_a_take_off_and_the_landing_after_it_bear_out_each_other(floor_ft: float) -> None:
    rows = sortie(0, HOUR, floor_ft) + later(2 * HOUR)
    up, down = tell(rows)
    assert kinds([up, down]) == ["deck_takeoff", "deck_landing"]
    assert {event["status"] for event in (up, down)} == {"open"}
    assert up["detail"]["deck_id"] == down["detail"]["deck_id"]
    assert tell([row for row in rows if row["t"] < at(HOUR / 2)]) == []
    assert tell([row for row in rows if row["t"] > at(HOUR / 2)]) == []
    again = departure(2 * HOUR, deck_at(2 * HOUR))
    closed = tell(rows + [row for row in again if row["alt_ft"] > floor_ft])
    assert [event["event_id"] for event in closed[:2]] == [up["event_id"], down["event_id"]]
    assert {event["status"] for event in closed} == {"closed"}
    assert kinds(closed[2:]) == ["deck_takeoff"]


def test_a_take_off_and_a_landing_too_far_apart_for_a_deck_are_not_told() -> None:
    assert tell(sortie(0, HOUR, 550.0, kn=60.0) + later(2 * HOUR)) == []
    assert tell(sortie(0, 3 * HOUR, 550.0) + later(4 * HOUR)) == []


def test_nobody_lands_from_a_thousand_feet() -> None:
    assert tell(sortie(0, HOUR, 1050.0) + later(2 * HOUR)) == []


@pytest.mark.parametrize(("kn", "told"), [(180.0, 1), (200.0, 0)])
def test_a_jet_climbs_away_faster_than_it_lands(kn: float, told: int) -> None:
    rows = leg(0, 120, DECK, 0.0, kn, (400.0, 4400.0))
    assert len(tell(rows)) == told


def test_a_deck_is_known_to_the_last_landing_days_later() -> None:
    last = [row for row in approach(2 * HOUR, deck_at(2 * HOUR)) if row["alt_ft"] > 550.0]
    rows = visit(0, HOUR + 10 * MINUTE, object_id=OTHER) + last
    assert kinds(tell(rows + later(3 * HOUR)))[-1] == "deck_landing"
    told = tell(rows + later(3 * HOUR) + later(10 * 24 * HOUR), 3 * HOUR, 100 * HOUR)
    assert told == tell(rows + later(3 * HOUR) + later(10 * 24 * HOUR))
    assert kinds(told) == ["deck_landing", "deck_takeoff", "deck_landing"]


def test_a_search_below_the_horizon_is_no_deck() -> None:
    level = leg(0, 300, DECK, 90.0, 90.0, (300.0, 300.0))
    again = leg(1500, 120, deck_at(1500, kn=8.0), 90.0, 90.0, (300.0, 1300.0))
    assert tell(level + again) == []
    tied = tell(level + again + sail(-60, 1600, kn=8.0))
    assert "deck_takeoff" in kinds(tied)


def test_one_that_sank_and_is_seen_again_not_climbing_may_have_hovered() -> None:
    rows = approach(0, DECK) + leg(600, 300, DECK, 0.0, 20.0, (50.0, 50.0))
    assert tell(rows) == []


def test_one_that_is_seen_aboard_has_landed_once() -> None:
    aboard = leg(600, 60, deck_at(600), 10.0, 18.0, (50.0, 50.0))
    rows = visit(0, STAY) + aboard
    assert kinds(tell(rows + sail(-600, 2000))) == ["deck_landing", "deck_takeoff"]
    assert kinds(tell(rows)) == ["deck_landing", "deck_takeoff"]


def test_one_that_stays_aboard_has_landed_once() -> None:
    rows = approach(0, DECK) + sail(-600, 2000) + later(HOUR)
    for seconds, status in ((60, "open"), (180, "closed")):
        aboard = leg(600, seconds, deck_at(600), 10.0, 18.0, (50.0, 50.0))
        (down,) = tell(rows + aboard)
        assert (down["kind"], down["t_start"], down["status"]) == ("deck_landing", at(-5), status)
        assert tell(rows + aboard, -30, 100, 620) == [down]


@pytest.mark.parametrize("ais", [True, False])
def test_the_landing_is_told_where_it_was_not_where_it_was_seen_aboard(ais: bool) -> None:
    aboard = leg(600, 60, deck_at(600), 10.0, 18.0, (50.0, 50.0))
    again = leg(900, 60, deck_at(900), 10.0, 18.0, (50.0, 50.0))
    rows = visit(0, STAY) + aboard + again + (sail(-600, 2000) if ais else [])
    down, up = tell(rows)
    assert (down["t_start"], up["t_end"]) == (at(-5), at(STAY))
    assert down["detail"]["deck"] == ("ship" if ais else "moving")


def test_a_helicopter_that_hovers_down_has_landed() -> None:
    hover = leg(0, 60, deck_at(0), 10.0, 18.0, (100.0, 75.0))
    down, up = tell(visit(0, STAY) + hover)
    assert (down["kind"], down["t_start"]) == ("deck_landing", at(55))
    assert up["kind"] == "deck_takeoff"


def test_nothing_is_told_of_a_first_fix_alone() -> None:
    assert tell(departure(0, DECK)[:1] + later(2 * HOUR)) == []


def test_two_aircraft_share_a_deck() -> None:
    rows = visit(0, STAY) + visit(600, STAY, object_id=OTHER)
    events = tell(rows)
    assert len(events) == 4
    assert len({event["detail"]["deck_id"] for event in events}) == 1


def test_decks_sixty_miles_apart_are_two() -> None:
    far = [row | {"lon": row["lon"] + 1.2} for row in visit(600, STAY, object_id=OTHER)]
    events = tell(visit(0, STAY) + far)
    assert len({event["detail"]["deck_id"] for event in events}) == 2


def test_frozen_repeats_are_no_fixes() -> None:
    rows = visit(0, STAY)
    last = next(row for row in rows if row["t"] == at(-5))
    frozen = [last | {"t": at(k)} for k in range(0, 400, 10)]
    told = tell(rows + frozen)
    plain = tell(rows)
    assert [e["event_id"] for e in told] == [e["event_id"] for e in plain]
    detector = make(world())
    _, carry = detector.detect(batches(to_path(rows + frozen))[0], None)
    assert carry.n_frozen == 40


def test_near_a_coast_it_is_no_deck() -> None:
    rows = [row | {"coast_m": 3 * 1852.0, "zone": 2} for row in visit(0, STAY)]
    assert not {"deck_landing", "deck_takeoff"} & set(kinds(tell(rows)))


def test_ashore_without_a_ground_state() -> None:
    rows = departure(0, FIELD, **ASHORE) + approach(HOUR, FIELD, **ASHORE)
    up, down = tell(rows + later(2 * HOUR))
    assert kinds([up, down]) == ["takeoff", "landing"]
    assert (up["certainty"], up["t_end"]) == ("inferred", at(0))
    assert (down["certainty"], down["t_start"], down["status"]) == (
        "inferred",
        at(HOUR - 5),
        "open",
    )
    assert down["detail"]["zone"] == "land"


def test_ashore_a_landing_is_told_at_once_when_it_cannot_go_on() -> None:
    (down,) = tell(approach(0, FIELD, **ASHORE))
    assert (down["kind"], down["status"]) == ("landing", "open")


def test_a_ground_state_is_observed() -> None:
    rows = approach(0, FIELD, **ASHORE) + rollout(0)
    rows += rollout(HOUR) + departure(HOUR + 30, FIELD, **ASHORE)
    down, up = tell(rows)
    assert kinds([down, up]) == ["landing", "takeoff"]
    assert {down["certainty"], up["certainty"]} == {"observed"}
    assert (down["t_start"], down["t_end"]) == (at(-5), at(0))
    assert (up["t_start"], up["t_end"]) == (at(HOUR + 25), at(HOUR + 30))
    assert down["detail"]["ground_state"] is True


def test_a_ground_state_far_at_sea_is_a_deck() -> None:
    deck = [row | {"zone": 4} for row in rollout(0)]
    moved = [row | {"lon": row["lon"] - 3, "lat": row["lat"] - 2} for row in deck]
    rows = approach(0, (FIELD[0] - 3, FIELD[1] - 2)) + moved
    (down,) = tell(rows)
    assert (down["kind"], down["certainty"]) == ("deck_landing", "observed")
    tied = tell([*rows, fix(-30, FIELD[0] - 3, FIELD[1] - 2, sog_kn=2.0, cog_deg=0.0)])
    assert tied[0]["others"] == ["mmsi:431000001"]


def test_one_that_only_taxies_has_not_landed() -> None:
    rows = leg(0, 300, FIELD, 0.0, 15.0, (25.0, 25.0), **ASHORE)
    assert tell(rows + later(2 * HOUR)) == []
    assert tell(rows[:1] + later(2 * HOUR)) == []


def test_one_ground_fix_in_the_air_is_none() -> None:
    rows = leg(0, 600, FIELD, 0.0, 120.0, (900.0, 900.0), **ASHORE)
    rows[60] |= {"nav_status": 16, "alt_ft": None}
    assert tell(rows) == []


def test_what_stands_has_landed() -> None:
    rows = approach(0, FIELD, **ASHORE)
    rows += [fix(t, *FIELD, object_id=PLANE, sog_kn=2.0, alt_ft=25.0, **ASHORE) for t in
             range(40, 200, 10)]  # fmt: skip
    (down,) = tell(rows)
    assert (down["kind"], down["certainty"]) == ("landing", "inferred")
    assert (down["t_start"], down["t_end"]) == (at(-5), at(40))
    assert "stood" in down["detail"]["reason"]


@pytest.mark.parametrize("height", [0.0, 500.0])
@pytest.mark.parametrize("n", [1, 2])
def test_an_altitude_that_falls_from_the_sky_is_no_landing(height: float, n: int) -> None:
    rows = leg(0, 600, DECK, 90.0, 150.0, (30_000.0, 30_000.0))
    for row in rows[-n:]:
        row["alt_ft"] = height
    rows += leg(3600, 600, along(*DECK, 90.0, 100_000.0), 90.0, 150.0, (30_000.0, 30_000.0))
    for row in rows[120 : 120 + n]:
        row["alt_ft"] = height
    assert tell(rows + later(3 * HOUR)) == []


def test_a_lane_that_is_given_up_has_landed() -> None:
    path = to_path(approach(0, DECK) + later(HOUR))
    (batch,) = batches(path)
    slot = int(batch.rows.slot[batch.rows.object_id == PLANE][0])
    batch.retired = batch.rows.slot[batch.rows.slot == slot][:1]
    (down,) = watch(make(world()), [batch])
    assert (down["kind"], down["status"]) == ("deck_landing", "closed")


def test_simulated_traffic_is_marked() -> None:
    events = tell(visit(0, STAY, source="simulated: a"))
    assert {event["certainty"] for event in events} == {"simulated"}


# Laws

STORY = (
    visit(0, STAY)
    + sail(-600, 200)
    + visit(300, 10 * MINUTE, object_id=OTHER)
    + approach(2 * HOUR, deck_at(2 * HOUR))
    + departure(3 * HOUR, FIELD, object_id=OTHER, **ASHORE)
    + approach(4 * HOUR, FIELD, object_id=OTHER, **ASHORE)
    + [row | {"t": at(4 * HOUR + k * 5)} for k, row in enumerate(rollout(0, object_id=OTHER))]
    + later(5 * HOUR)
)


@cache
def whole() -> Rows:
    """Its events, uncut; a kernel is not compiled for collecting tests."""
    return tell(STORY)


def test_the_story_of_the_laws() -> None:
    assert kinds(whole()) == [
        *("deck_landing", "deck_landing", "deck_takeoff", "deck_takeoff"),
        *("deck_landing", "takeoff", "landing"),
    ]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.floats(-300, 2000), st.floats(7000, 15_000)), max_size=6))
def test_cut_anywhere(cuts: list[float]) -> None:
    assert tell(STORY, *cuts) == whole()


def test_cut_at_each_second_of_a_landing() -> None:
    assert tell(STORY, *range(-30, 30), *range(1490, 1530)) == whole()


def same(event: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return (event["kind"], event["others"], event["status"], *(event[name] for name in names))


@settings(max_examples=5, deadline=None)
@given(st.integers(-1000, 1000))
def test_shift_in_time(days: int) -> None:
    moved = [row | {"t": row["t"] + (at(86_400 * days) - at(0))} for row in STORY]
    told = tell(moved)
    shift = at(86_400 * days) - at(0)
    assert [same(e, "lon", "lat") for e in told] == [same(e, "lon", "lat") for e in whole()]
    assert [e["t_start"] - shift for e in told] == [e["t_start"] for e in whole()]


def test_mirror() -> None:
    turned = [
        row | {"lat": -row["lat"], "cog_deg": (180.0 - (row["cog_deg"] or 0.0)) % 360.0}
        for row in STORY
    ]
    told = tell(turned)
    assert [same(e, "t_start", "t_end") for e in told] == [
        same(e, "t_start", "t_end") for e in whole()
    ]


def test_antimeridian() -> None:
    turned = [row | {"lon": (row["lon"] + 180.0 - 126.002) % 360.0} for row in STORY]
    turned = [row | {"lon": (row["lon"] + 180.0) % 360.0 - 180.0} for row in turned]
    told = tell(turned)
    assert [same(e, "t_start", "t_end") for e in told] == [
        same(e, "t_start", "t_end") for e in whole()
    ]
    speeds = [event["detail"].get("deck_speed_kn") for event in told]
    assert speeds == pytest.approx(
        [event["detail"].get("deck_speed_kn") for event in whole()], abs=0.2
    )


def test_a_fix_twice() -> None:
    assert tell(STORY + STORY[::7]) == whole()


def test_sources_permuted() -> None:
    swapped = [row | {"source": {"ais": "a.nmea"}.get(row["source"], "ais")} for row in STORY]
    plain = [{**e, "evidence": None, "source": None} for e in whole()]
    assert [{**e, "evidence": None, "source": None} for e in tell(swapped)] == plain


def test_thresholds_are_arguments() -> None:
    detector = FlightDetector(world(), deck_kn=60.0)
    assert len(observe(detector, visit(0, STAY, kn=44.0))) == 2


VISITS = st.lists(
    st.tuples(
        st.sampled_from([PLANE, OTHER, OTHER + 1]),
        st.floats(0, 1800),  # after the visit before
        st.floats(100, 5000),  # stay
        st.floats(0, 45),  # speed of the ship
        st.booleans(),  # whether she tells it
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=20, deadline=None)
@given(VISITS, st.lists(st.floats(-300, 20_000), max_size=5))
def test_any_visits_cut_anywhere(
    visits: list[tuple[int, float, float, float, bool]], cuts: list[float]
) -> None:
    rows, t = [], 0.0
    for k, (plane, after, stay, kn, tells) in enumerate(visits):
        t = round(t + after)
        rows += visit(t, round(stay), kn, object_id=plane)
        rows += sail(t - 240, t + 240, kn, object_id=SHIP + k) if tells else []
        t += round(stay) + 480
    assert tell(rows, *cuts) == tell(rows)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.floats(1000, 7000), st.floats(0, 1000), st.floats(0, 45)), max_size=3),
    st.lists(st.floats(0, 20_000), max_size=5),
)
def test_any_sorties_cut_anywhere(
    flights: list[tuple[float, float, float]], cuts: list[float]
) -> None:
    rows, t = [], 0.0
    for lasts, floor_ft, kn in flights:
        rows += sortie(round(t), round(lasts), floor_ft, kn)
        t += round(lasts) + 1200
    assert tell(rows, *cuts) == tell(rows)
