"""Passages through a territorial sea and the signs they gave, as a sailor can check them."""

import csv
import json
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from coasting import MILE_E, coasting, off, ship, told
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import JUMP, START, at, batches, observe, to_path, watch, world

from straitwatch.event.base import Batch
from straitwatch.event.foreign import foreign_only
from straitwatch.event.passage import PassageDetector, make
from straitwatch.event.sign import EXCUSES, SIGNS
from straitwatch.event.table import events_table
from straitwatch.model.error import ConfigError
from straitwatch.model.identity import parse_object_id
from straitwatch.zone.basis import basis_of


def route(*legs: tuple[float, float, float], step: float = 3.0, **more: object) -> list[dict]:
    """Fixes each `step` minutes along legs: (miles off the coast, miles along it, kn there)."""
    rows, minute = [], 0.0
    for (off_a, along_a, _), (off_b, along_b, kn) in pairwise(legs):
        miles = ((off_b - off_a) ** 2 + (along_b - along_a) ** 2) ** 0.5
        span = miles / kn * 60
        for k in range(max(1, round(span / step))):
            share = k * step / span if span else 0.0
            place = off_a + share * (off_b - off_a), along_a + share * (along_b - along_a)
            rows.append(off(minute + k * step, *place, **{"sog_kn": kn, **more}))
        minute += max(1, round(span / step)) * step
    rows.append(off(minute, *legs[-1][:2], **{"sog_kn": legs[-1][2], **more}))
    return rows


def wait(rows: list[dict], hours: float, **more: object) -> list[dict]:
    """Lie still at the last place, then."""
    last = rows[-1]
    step = 180.0
    still = {"sog_kn": 0.1, **more}
    seconds = (last["t"] - START).total_seconds()
    more_fixes = [
        last | still | {"t": at(seconds + k * step), "line": int(seconds + k * step) + 1}
        for k in range(1, round(hours * 3600 / step) + 1)
    ]
    return rows + more_fixes


def then(rows: list[dict], after: list[dict]) -> list[dict]:
    """Put one way after the other."""
    shift = rows[-1]["t"] + (at(180) - START) - after[0]["t"]
    return rows + [row | {"t": row["t"] + shift, "line": row["line"] + 10**6} for row in after]


def signs(event: dict) -> list[str]:
    return [sign["sign"] for sign in event["detail"]["signs"]]


IN, OUT = ((30, -22, 12), (8, 0, 12)), ((8, 0, 12), (30, 22, 12))
"""A way in and a way out at half a right angle to the coast: no detour worth a sign."""


def test_straight_through_gives_no_sign_and_says_what_was_tested() -> None:
    (event,) = observe(make(world()), route((40, -30, 12), (40, 0, 12), (8, 0, 12), (8, 30, 12),
                                            (40, 30, 12)))  # fmt: skip
    assert (event["kind"], event["n"], event["where"]) == ("passage", 0, "JP")
    detail = event["detail"]
    assert detail["purpose"] == "traversing"
    assert detail["ended"] == "exit"
    assert detail["text"] == (
        "no sign found among 7 tested; not tested: at_anchor, fishing, re_entry"
    )
    whys = {one["sign"]: one["why"] for one in detail["untested"]}
    assert whys["at_anchor"] == "no navigational status was received"
    measures = detail["measures"]
    assert measures["path_nm"] == pytest.approx(38.0, abs=0.7)
    assert measures["straight_nm"] == pytest.approx(30.0, abs=0.5)
    assert measures["usual_kn"] == pytest.approx(12.0, abs=0.25)
    assert (measures["reversals"], measures["silence_h"]) == (0, 0.0)
    assert measures["nearest_nm"] == pytest.approx(8.0)


def test_evidence_is_the_fixes_at_both_ends_and_the_nearest() -> None:
    rows = ship((0, 14), (10, 13), (20, 10), (30, 8), (40, 11), (50, 13), (60, 15))
    (event,) = observe(make(world()), rows)
    assert [fix["line"] for fix in event["evidence"]] == [601, 1201, 1801, 2401, 3001]
    assert (event["t_start"], event["t_end"]) == (at(1200), at(2400))
    assert (event["certainty"], event["uncertainty_m"]) == ("observed", 510.0)


def test_lying_still_for_two_hours_is_slow() -> None:
    rows = then(wait(route(*IN), 2.0), route(*OUT))
    (event,) = observe(make(world()), rows)
    (sign,) = event["detail"]["signs"]
    assert sign["sign"] == "slow"
    assert sign["value"] == pytest.approx(2.0, abs=0.06)
    assert (sign["threshold"], sign["unit"], sign["article"]) == (0.5, "h", "UNCLOS 18(2)")
    assert {"weather", "distress", "port_call", "anchorage", "routeing"} <= set(sign["excuses"])
    assert sign["supported"] == []
    assert (event["n"], event["detail"]["unexcused"]) == (1, 1)
    assert event["detail"]["text"].startswith("signs, no verdict: slow for 2 h on end")


@pytest.mark.parametrize(("hours", "found"), [(0.4, []), (0.65, ["slow"])])
def test_half_an_hour_is_the_threshold(hours: float, found: list[str]) -> None:
    rows = then(wait(route(*IN), hours), route(*OUT))
    (event,) = observe(make(world()), rows)
    assert signs(event) == found


def test_close_to_the_shore_a_port_call_is_likely() -> None:
    rows = wait(route((30, 0, 12), (1, 0, 12)), 2.0)
    (event,) = observe(make(world()), then(rows, route((1, 0, 12), (30, 20, 12))))
    assert event["detail"]["purpose"] == "perhaps to or from a port: slow close to the shore"
    supported = {sign["sign"]: sign["supported"] for sign in event["detail"]["signs"]}
    assert supported["slow"] == ["port_call"]
    assert event["detail"]["unexcused"] == 0


def test_into_internal_waters_and_out_has_no_way_to_judge() -> None:
    rows = route((30, 0, 12), (0.5, 0, 12))
    rows = wait(rows, 5.0, zone=1)
    (event,) = observe(make(world()), then(rows, route((0.5, 0, 12), (30, 1, 12))))
    assert event["detail"]["purpose"] == "to or from internal waters"
    assert "slow" not in signs(event)
    whys = {one["sign"]: one["why"] for one in event["detail"]["untested"]}
    assert whys["indirect_way"] == whys["same_side"] == "it was in internal waters"
    assert event["detail"]["measures"]["internal_h"] == pytest.approx(5.0, abs=0.2)


def test_half_its_own_speed() -> None:
    fast = route((60, 0, 20), (13, 0, 20))
    rows = then(fast, route((12.5, 0, 7), (8, 4, 7), (12.9, 8, 7), (20, 10, 20)))
    (event,) = observe(make(world()), rows)
    assert signs(event) == ["below_own_speed"]
    assert event["detail"]["measures"]["usual_kn"] == pytest.approx(20.0, abs=0.5)


def test_without_a_past_its_own_speed_is_not_known() -> None:
    (event,) = observe(make(world()), route((14, 0, 7), (8, 6, 7), (14, 12, 7), (20, 12, 7)))
    whys = {one["sign"]: one["why"] for one in event["detail"]["untested"]}
    assert whys["below_own_speed"] == "its usual speed is not known"


@pytest.mark.parametrize(
    ("status", "sign", "article"),
    [(1, "at_anchor", "UNCLOS 18(2)"), (7, "fishing", "UNCLOS 19(2)(i)")],
)
def test_a_status_is_a_sign_that_may_be_stale(status: int, sign: str, article: str) -> None:
    rows = route((30, 0, 12), (8, 0, 12), (8, 30, 12), (30, 30, 12), nav_status=status)
    (event,) = observe(make(world()), rows)
    (found,) = event["detail"]["signs"]
    assert (found["sign"], found["article"]) == (sign, article)
    assert "status_stale" in found["excuses"]


def test_not_under_command_speaks_for_distress() -> None:
    rows = wait(route(*IN, nav_status=0), 2.0, nav_status=2)
    rows = then(rows, route(*OUT, nav_status=0))
    (event,) = observe(make(world()), rows)
    assert event["detail"]["signs"][0]["supported"] == ["distress"]


def test_in_and_back_out_the_same_side() -> None:
    (event,) = observe(make(world()), route((30, 0, 12), (6, 0, 12), (30, 1, 12), (40, 1, 12)))
    assert signs(event) == ["indirect_way", "reversals", "same_side"]
    by_name = {sign["sign"]: sign for sign in event["detail"]["signs"]}
    assert by_name["reversals"]["value"] == 1
    assert by_name["same_side"]["value"] < 0.2
    assert by_name["indirect_way"]["value"] > 5


def test_a_turn_in_a_wide_bow_is_one_reversal_and_a_bend_is_none() -> None:
    bow = [(8, 0, 12), (8, 10, 12), (7.5, 10.6, 12), (7, 10.7, 12), (6.5, 10.6, 12), (6, 10, 12)]
    (event,) = observe(make(world()), route((30, -10, 12), *bow, (6, 0, 12), (30, -3, 12), step=1))
    assert event["detail"]["measures"]["reversals"] == 1
    bend = route((30, 0, 12), (8, 0, 12), (8, 10, 12), (4, 14, 12), (8, 24, 12), (30, 30, 12))
    (event,) = observe(make(world()), bend)
    assert event["detail"]["measures"]["reversals"] == 0


def test_lines_side_by_side_are_a_survey_and_a_ferry_is_none() -> None:
    lines = [(9.0 - 0.4 * (k // 2), 6.0 * ((k + 1) // 2 % 2), 6) for k in range(12)]
    (event,) = observe(make(world()), route((30, 0, 12), *lines, (30, 8, 12), step=2))
    found = {sign["sign"]: sign for sign in event["detail"]["signs"]}
    assert found["survey_lines"]["value"] == 4  # the first and the last have no end of their own
    assert found["survey_lines"]["article"] == "UNCLOS 19(2)(j)"
    ferry = [(8.0 + 0.05 * (k % 3), 6.0 * (k % 2), 12) for k in range(12)]
    (event,) = observe(make(world()), route((30, 0, 12), *ferry, (30, 8, 12), step=2))
    assert event["detail"]["measures"]["reversals"] >= 9
    assert "survey_lines" not in signs(event)


def test_back_within_a_day() -> None:
    once = route(*IN, OUT[-1])
    again = [r | {"t": r["t"] + (at(20 * 3600) - START), "line": r["line"] + 10**6} for r in once]
    first, second = observe(make(world()), once + again)
    assert (signs(first), signs(second)) == ([], ["re_entry"])
    (sign,) = second["detail"]["signs"]
    assert sign["value"] == pytest.approx(20 - 2 * 2**0.5 * 4 / 12, abs=0.2)
    later = [r | {"t": r["t"] + (at(40 * 3600) - START), "line": r["line"] + 10**6} for r in once]
    _, second = observe(make(world()), once + later)
    assert signs(second) == []
    assert "re_entry" not in {one["sign"] for one in second["detail"]["untested"]}


def test_coming_back_by_way_of_another_states_sea() -> None:
    rows = [off(m, 8, m * 0.2, state="JP" if m < 60 else "TW") for m in range(10, 120, 5)]
    once = [off(0, 14), *rows, off(140, 16), off(150, 18)]
    again = [off(300, 14, state="JP"), off(310, 8), off(330, 9), off(340, 15), off(350, 16)]
    events = observe(make(world()), once + again)
    assert [(event["where"], signs(event)) for event in events] == [
        ("JP", []),
        ("TW", []),
        ("JP", ["re_entry"]),
    ]


def test_what_it_reports_gives_way_to_what_it_makes_good() -> None:
    """A speed of 12 kn is sent on and on from one place."""
    rows = route(*IN)
    still = [rows[-1] | {"t": at(20_000 + 600 * k), "line": k} for k in range(1, 8)]
    shift = at(20_000) - rows[-1]["t"]
    rows += [row | {"t": row["t"] - shift} for row in still]
    (event,) = observe(make(world()), rows)
    assert signs(event) == ["slow"]


def test_a_silence_that_begins_inside() -> None:
    rows = route((30, 0, 12), (8, 0, 12))
    late = [r | {"t": r["t"] + (at(2 * 3600) - START)} for r in route((8, 20, 12), (30, 40, 12))]
    shift = rows[-1]["t"] - START
    (event,) = observe(make(world()), rows + [r | {"t": r["t"] + shift} for r in late])
    (sign,) = event["detail"]["signs"]
    assert (sign["sign"], sign["value"]) == ("silence", 2.0)
    assert sign["excuses"] == ["reception", "equipment", "port_call"]
    assert event["certainty"] == "observed"


def test_out_over_a_silence_is_inferred() -> None:
    rows = ship((0, 14), (10, 13), (20, 10), (30, 8), (150, 30), (160, 32))
    (event,) = observe(make(world()), rows)
    assert event["certainty"] == "inferred"
    assert event["detail"]["reason"] == "no fix for 2.0 h while it went out"
    assert "silence" in signs(event)


def test_while_inside_it_is_open_under_the_same_id() -> None:
    rows = ship((0, 14), (10, 13), (20, 10), (30, 8), (40, 11), (50, 13), (60, 15))
    (closed,) = observe(make(world()), rows)
    (event,) = observe(make(world()), rows[:4])
    assert (event["status"], event["t_end"]) == ("open", None)
    assert event["event_id"] == closed["event_id"]
    assert event["detail"]["purpose"] == "not known: only a part was seen"


def test_that_began_inside_is_told_when_it_leaves_and_less_is_tested() -> None:
    rows = ship((0, 4), (10, 5), (20, 8), (30, 11), (40, 13), (50, 15))
    assert observe(make(world()), rows[:4]) == []
    (event,) = observe(make(world()), rows)
    assert event["detail"]["began_inside"] is True
    untested = {one["sign"] for one in event["detail"]["untested"]}
    assert {"indirect_way", "same_side", "re_entry", "below_own_speed"} <= untested


def test_along_the_limit_within_the_error_is_told_with_it() -> None:
    rows = ship((0, 14), *((k, 11.9) for k in range(10, 40, 5)), (50, 14), (60, 16))
    (event,) = observe(make(world()), rows)
    assert event["detail"]["within_error"] is True
    wobble = [(k, 12.0 + (0.1 if k % 2 else -0.1)) for k in range(1, 60)]
    assert observe(make(world()), ship((0, 14), *wobble, (60, 14))) == []


def test_from_one_states_sea_into_anothers() -> None:
    rows = [off(m, 8, m * 0.2, state="JP" if m < 60 else "TW") for m in range(10, 120, 5)]
    first, second = observe(make(world()), [off(0, 14), *rows, off(140, 16), off(150, 18)])
    assert (first["where"], first["detail"]["ended"]) == ("JP", "another_state")
    assert (second["where"], second["detail"]["ended"]) == ("TW", "exit")
    assert "began_inside" not in second["detail"]


def test_a_lane_that_is_given_up_inside() -> None:
    rows = to_path(ship((0, 14), (10, 13), (20, 10), (30, 8)))
    ended = Batch(rows.slice(0, 0), JUMP.empty_table(), retired=rows["slot"].to_numpy()[:1])
    (event,) = watch(make(world()), [*batches(rows), ended])
    assert (event["status"], event["detail"]["ended"]) == ("closed", "track_ends")


@pytest.mark.parametrize("text", ["icao24:ae0455", "mmsi:111232511"])
def test_aircraft_have_no_passage(text: str) -> None:
    rows = ship((0, 14), (10, 10), (20, 14), (30, 16), object_id=parse_object_id(text))
    assert observe(make(world()), rows) == []


def test_a_ship_in_the_sea_of_its_own_state_is_dropped() -> None:
    rows = ship((0, 14), (10, 10), (20, 14), (30, 16))
    events = events_table(
        event | {"detail": json.dumps(event["detail"]), "evidence": json.dumps(event["evidence"])}
        for event in observe(make(world()), rows)
    )
    who = "mmsi:431000001"
    assert len(foreign_only(events, {who: "JP"})) == 0
    assert foreign_only(events, {who: "PA"}).equals(events)
    assert foreign_only(events, {}).equals(events)
    assert foreign_only(events, {who: "JP"}, kinds=("proximity",)).equals(events)


def test_every_article_is_one_that_the_project_knows() -> None:
    text = files("straitwatch.zone").joinpath("data/treaty.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    known = {f"{row['treaty']} {row['article']}" for row in csv.DictReader(lines)}
    cited = {sign.article for sign in SIGNS} | {e.article for e in EXCUSES.values() if e.article}
    assert cited <= known
    assert {excuse for sign in SIGNS for excuse in sign.excuses} == set(EXCUSES)


@pytest.mark.parametrize(
    ("kind", "zone", "words"),
    [
        ("passage", "territorial_sea", "innocent passage"),
        ("passage", "archipelagic_waters", "innocent passage"),
        ("proximity", "contiguous_zone", "Navigation is free"),
    ],
)
def test_the_legal_basis_speaks_of_the_zone(kind: str, zone: str, words: str) -> None:
    event = {"kind": kind, "where": "JP", "object_id": "mmsi:431000001"}
    basis = basis_of(event | {"detail": json.dumps({"zone": zone})}, {})
    assert basis is not None
    assert words in basis


@pytest.mark.parametrize("more", [{"slow_kn": 0.0}, {"turn_deg": 190.0}, {"spell_h": -1.0}])
def test_senseless_thresholds(more: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match="threshold of passage"):
        PassageDetector(world(), **more)


def test_the_same_across_the_antimeridian_and_south_of_the_equator() -> None:
    rows = route((30, 0, 12), (6, 0, 12), (6, 9, 12), (7, 0, 12), (30, 1, 12))
    east = 180.0 - 125.3 - 7 * MILE_E

    def away(row: dict[str, Any]) -> dict[str, Any]:
        lon = (row["lon"] + east + 180.0) % 360.0 - 180.0
        return row | {"lon": lon, "lat": -row["lat"]}

    (here,), (there,) = observe(make(world()), rows), observe(make(world()), [*map(away, rows)])
    assert here["detail"]["measures"] == there["detail"]["measures"]
    assert here["n"] > 0


@settings(max_examples=40, deadline=None)
@given(coasting(), st.lists(st.integers(0, 4000), max_size=4), st.floats(0, 1e7))
def test_laws_of_passage(rows: list, cuts: list[int], later_s: float) -> None:
    """Cut anywhere, shifted in time, a fix twice, another source: the same passages."""
    whole = observe(make(world()), rows)
    assert observe(make(world()), rows, *(m * 60.0 for m in cuts)) == whole
    assert told(observe(make(world()), [*rows, *rows[::3]])) == told(whole)
    assert told(observe(make(world()), [r | {"source": "b"} for r in rows])) == told(whole)
    shift = round(later_s)
    later = observe(make(world()), [r | {"t": r["t"] + (at(shift) - START)} for r in rows])
    here = sorted(repr((e["t_start"] - START, e["detail"])) for e in whole)
    there = sorted(repr((e["t_start"] - at(shift), e["detail"])) for e in later)
    assert there == here  # two of one moment come by id, which hangs on the time
