"""A deployment from nothing but texts: days, positions, flights with bounds, who told what."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_stories import story

from straitwatch.decode.facts import deployment_facts
from straitwatch.event.deployment import compose_deployments
from straitwatch.event.reported import reported_events
from straitwatch.flow.known import tell_apart
from straitwatch.model.schema import SIGHTING
from straitwatch.report.document import Table
from straitwatch.report.rows import pick_rows
from straitwatch.report.tally import Bounds
from straitwatch.report.voyage import Voyage, find_voyages
from straitwatch.report.voyage_section import custody_section
from straitwatch.track.custody import custody_between
from straitwatch.track.sighted import route_of
from straitwatch.zone.gate_file import watched_gates

JST = timezone(timedelta(hours=9))
GATES = watched_gates()
FACTS = deployment_facts()


def _voyages(sightings: pa.Table) -> list[Voyage]:
    known = tell_apart(sightings)
    events = reported_events(known, GATES)
    transits = events.filter(pa.compute.equal(events["kind"], "transit"))
    told = pick_rows(pa.concat_tables([events, compose_deployments(transits)]), 200, 3, {})
    between = custody_between(known, GATES)
    return find_voyages(told, route_of(known, GATES), known, between, JST)


@pytest.fixture(scope="module")
def voyage() -> Voyage:
    (found,) = _voyages(FACTS)
    return found


def test_it_goes_out_and_comes_back(voyage: Voyage) -> None:
    spell = voyage.spell
    assert spell.deployment is not None
    assert (spell.lead, len(spell.others)) == ("hull:CN/16", 5)
    assert [row.to_sea for row in spell.through] == ["Philippine Sea", "East China Sea"]
    assert [voyage.days[0].date, voyage.days[-1].date] == [date(2022, 12, 16), date(2023, 1, 1)]
    assert len(voyage.days) == 17


def test_the_part_of_the_flights_is_not_added(voyage: Voyage) -> None:
    assert voyage.flights == Bounds(288, 352)
    assert voyage.uncounted == (date(2022, 12, 16), date(2023, 1, 1))
    within = {day.date.day: day.within.n for day in voyage.days if day.within}
    assert (within[17], within[27], within[28], within[31]) == (320, 320, 60, 60)
    assert {day.flights for day in voyage.days} == {None}


def test_each_day_has_its_places_and_watchers_or_is_not_known(voyage: Voyage) -> None:
    by_day = {day.date: day for day in voyage.days}
    known = [day.date.day for day in voyage.days if day.places]
    assert known == [16, 17, 22, 28, 29, 30, 1]
    there = by_day[date(2022, 12, 22)]
    assert [place.words for place in there.places] == ["120 km E of Okinotorishima"]
    assert there.places[0].objects == ("hull:CN/16",)
    assert "JS Izumo (DDH-183)" in there.watchers
    listed = {one.object_id: one.listings for one in voyage.members}
    assert (voyage.listings, listed["hull:CN/16"], listed["hull:CN/103"]) == (7, 7, 3)


def test_what_is_not_known_lies_between_the_sightings(voyage: Voyage) -> None:
    spans = [(one.t_start, one.t_end) for one in voyage.unknown]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    longest = max(voyage.unknown, key=lambda one: one.t_end - one.t_start)
    assert longest.place_before == "120 km E of Okinotorishima"
    assert longest.least_kn is not None
    assert 1.0 < longest.least_kn < 2.0
    assert all(one.possible for one in voyage.unknown)


def test_who_told_what(voyage: Voyage) -> None:
    tellers = {one.document: one for one in voyage.tellers}
    assert len(tellers) == 8
    sankei = next(one for one in voyage.tellers if one.publisher == "The Sankei Shimbun")
    assert sankei.kinds == ("observation", "sighting")
    assert (sankei.first_day, sankei.last_day) == (date(2022, 12, 21), date(2022, 12, 22))


def _row(number: int, kind: str, day: int, **keys: Any) -> dict[str, Any]:  # noqa: ANN401
    start = datetime(2024, 9, 1, tzinfo=JST) + timedelta(days=day)
    end = start + timedelta(days=1)
    return {
        "sighting_id": f"s{number:02d}", "document": f"text {number}", "publisher": "An office",
        "published": datetime(2024, 9, 30, tzinfo=UTC), "kind": kind, "t_start": start,
        "t_end": end, "objects": [{"navy": "CN", "hull": "17", "class": "aircraft carrier"}],
        "negation": False, "text": f"Our words {number}.", **keys,
    }  # fmt: skip


def _counted(number: int, day: int, n: int, days: int = 1) -> dict[str, Any]:
    row = _row(number, "flight_operations", day)
    row["t_end"] = row["t_start"] + timedelta(days=days)
    return row | {"counts": [{"what": "take-offs and landings", "n": n, "n_is": "exact"}]}


ROWS = [
    _row(1, "transit", 0, gate="miyako", to_sea="Pacific Ocean"),
    _row(2, "transit", 6, gate="miyako", to_sea="East China Sea"),
    _counted(3, 1, 40),
    _counted(4, 2, 20),
    _counted(5, 1, 90, days=4),
    _counted(6, 2, 25),  # another office counts otherwise
]


def test_days_and_a_whole_bound_the_total_together() -> None:
    (found,) = _voyages(pa.Table.from_pylist(ROWS, schema=SIGHTING))
    assert [day.flights for day in found.days[1:3]] == [Bounds(40, 40), Bounds(20, 25)]
    assert found.flights is not None
    assert (found.flights.low, found.flights.high) == (90, 90)
    assert [day.day for day in found.uncounted] == [1, 6, 7]


def test_a_stay_without_a_way_out_or_back_is_told_too() -> None:
    at = {"lon": 130.0, "lat": 20.0, "radius_km": 30.0}
    rows = [_row(n, "sighting", n, place=f"place {n}", **at) for n in range(1, 5)]
    rows += [_counted(6, 2, 20), _row(7, "sighting", 60, place="later", **at)]
    (found,) = _voyages(pa.Table.from_pylist(rows, schema=SIGHTING))
    assert found.spell.deployment is None
    assert [day.date.day for day in found.days] == [2, 3, 4, 5]
    assert found.flights == Bounds(20, 20)
    assert _voyages(pa.Table.from_pylist(rows[:2], schema=SIGHTING)) == []


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(len(ROWS))), st.integers(0, len(ROWS)))
def test_order_and_repeats_do_not_matter(order: list[int], again: int) -> None:
    table = pa.Table.from_pylist(ROWS, schema=SIGHTING)
    shuffled = table.take([*order, *order[:again]])
    assert _voyages(shuffled) == _voyages(table)


def test_the_report_tells_it(demo_out: Any) -> None:  # noqa: ANN401 - a path
    page = (demo_out / "report.md").read_text(encoding="utf-8")
    assert "Day by day: Liaoning" in page
    assert "288 to 352" in page
    assert "Who reported what" in page
    shapes = json.loads((demo_out / "events.geojson").read_text(encoding="utf-8"))["features"]
    areas = [one for one in shapes if one["properties"]["kind"] == "sighting_area"]
    assert {one["properties"]["object_id"] for one in areas} >= {"hull:CN/16"}
    assert all(len(one["geometry"]["coordinates"][0]) > 4 for one in areas)


def test_impossible_joins_and_corrections_have_a_section() -> None:
    leg = {"object_id": "hull:CN/17", "object_name": None, "t_start": None, "t_end": None,
           "unknown_h": 0.0, "widest_h": 2.0, "place_before": "A", "place_after": "B",
           "dist_km": 900.0, "least_kn": 243.0, "top_kn": 35.0, "reach_km": 0.0,
           "possible": False}  # fmt: skip
    changes = [("text 2", "An office", "text 1", "sighting heading: S -> SE")]
    told = story(between=pa.Table.from_pylist([leg]), corrections=changes)
    section = custody_section(told)
    assert section is not None
    tables = [block for block in section.blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in tables] == [1, 1]
    assert "243 kn" in [cell.words for cell in tables[0].rows[0]]
    assert custody_section(story()) is None
