"""The demonstration tells the deployment of December 2022, row by row, each with its source."""

import json
from pathlib import Path
from typing import Any

import pytest

from straitwatch.flow.query import select_events
from straitwatch.report.export import to_records

Rows = list[dict[str, Any]]
GROUP = {f"hull:CN/{hull}" for hull in (16, 103, 104, 120, 542, 901)}


@pytest.fixture(scope="module")
def rows(demo_out: Path) -> Rows:
    return list(to_records(select_events(demo_out / "store")))


def _told(rows: Rows, kind: str, **wanted: object) -> Rows:
    return [
        row
        for row in rows
        if row["kind"] == kind
        and row["certainty"] != "simulated"
        and all(row[name] == value for name, value in wanted.items())
    ]


def _craft(row: dict[str, Any]) -> set[str]:
    return {row["object_id"], *(row["others"] or [])}


def test_six_ships_go_out_through_the_miyako_strait_and_come_back(rows: Rows) -> None:
    passed = [row for row in _told(rows, "transit") if _craft(row) == GROUP]
    assert [
        (row["where"], row["from_sea"], row["to_sea"], row["when"], row["n"]) for row in passed
    ] == [
        ("Miyako Strait", "East China Sea", "Philippine Sea", "2022-12-16 JST", 6),
        ("Miyako Strait", "Philippine Sea", "East China Sea", "night of 2023-01-01 JST", 6),
    ]


def test_one_deployment_of_sixteen_days_joins_them(rows: Rows) -> None:
    (away,) = _told(rows, "deployment")
    assert _craft(away) == GROUP
    assert away["n"] == 16
    joined = {away["detail"]["out_event"], away["detail"]["back_event"]}
    assert joined <= {row["event_id"] for row in rows if row["kind"] == "transit"}


def test_the_last_four_days_are_a_part_of_the_tally_and_not_added(rows: Rows) -> None:
    flown = {row["n"]: row for row in _told(rows, "flight_operations") if row["n"]}
    assert {n: row["n_is"] for n, row in flown.items()} == {320: "about", 60: "about"}
    assert flown[320]["when"] == "2022-12-17 to 2022-12-31 JST"
    assert flown[60]["when"] == "2022-12-28 to 2022-12-31 JST"
    assert flown[60]["detail"]["part_of"] == flown[320]["event_id"]
    assert "part_of" not in flown[320]["detail"]


def test_the_drone_is_first_seen_on_new_years_day_and_again_the_day_after(rows: Rows) -> None:
    (first,) = _told(rows, "first_sighting")
    assert first["object_id"] == "name:CN/wz-7"
    assert "2023-01-01" in first["when"]
    flights = _told(rows, "transit", object_id="name:CN/wz-7")
    again = [row for row in flights if "2023-01-02" in row["when"]]
    assert {row["to_sea"] for row in again} == {"Philippine Sea", "East China Sea"}


def test_absence_is_reported_for_the_group_and_entry_for_the_survey_ship(rows: Rows) -> None:
    assert any("hull:CN/16" in _craft(row) for row in _told(rows, "reported_absence"))
    (entry,) = _told(rows, "entry")
    assert "survey" in entry["object_id"]
    assert "2022-12-19" in entry["when"]
    assert entry["detail"]["duration_h"] == 3.5


def test_observers_and_scrambles_are_there(rows: Rows) -> None:
    seen = json.dumps([row["detail"] for row in _told(rows, "observation")])
    assert "Kirisame" in seen
    assert "Ariake" in seen
    assert len(_told(rows, "scramble")) >= 3


def test_each_row_leads_to_its_source_and_its_law(rows: Rows) -> None:
    for row in rows:
        assert row["evidence"], row
        assert all(item["source"] for item in row["evidence"]), row
        if row["certainty"] == "reported":
            assert any(item["source"].startswith("http") for item in row["evidence"]), row
    for row in _told(rows, "transit") + _told(rows, "entry") + _told(rows, "deployment"):
        assert row["legal_basis"], row


def test_what_is_simulated_says_so(rows: Rows) -> None:
    simulated = [row for row in rows if row["certainty"] == "simulated"]
    assert {"crossing", "transit", "gap"} <= {row["kind"] for row in simulated}
    assert all(row["object_id"].startswith("mmsi:") for row in simulated)
    assert not [row for row in rows if row["certainty"] == "observed"]


def test_the_page_is_whole_and_asks_for_nothing(demo_out: Path) -> None:
    page = (demo_out / "report.html").read_text(encoding="utf-8")
    assert "Miyako Strait" in page
    assert "320" in page
    assert "simulated" in page.lower()
    for asked in ('src="http', "@import", "url(http", '<link rel="stylesheet"'):
        assert asked not in page
    shapes = json.loads((demo_out / "events.geojson").read_text(encoding="utf-8"))
    assert shapes["type"] == "FeatureCollection"
    assert (demo_out / "map.png").read_bytes().startswith(b"\x89PNG")
    assert "Miyako Strait" in (demo_out / "report.md").read_text(encoding="utf-8")
