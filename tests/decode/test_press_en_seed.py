"""The news report that the project began with: what it tells, and what it does not."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from straitwatch.decode.document import read_document
from straitwatch.decode.press import Reading, read_sightings

_JST = timezone(timedelta(hours=9))
_Row = dict[str, Any]


@pytest.fixture(scope="module")
def reading(shared: Path) -> Reading:
    files = sorted((shared.parent / "seed").glob("*.txt"))
    if not files:
        pytest.skip("the report is not here")
    return read_sightings(read_document(files[0].read_bytes(), files[0].name))


def _of(reading: Reading, kind: str) -> list[_Row]:
    return [row for row in reading.sightings.to_pylist() if row["kind"] == kind]


def _day(t: datetime) -> str:
    return t.astimezone(_JST).date().isoformat()


def test_the_way_out_and_the_way_back(reading: Reading) -> None:
    out, back = _of(reading, "transit")
    assert (_day(out["t_start"]), out["gate"]) == ("2022-12-16", "miyako")
    assert (out["from_sea"], out["to_sea"]) == ("East China Sea", "Pacific Ocean")
    assert (_day(back["t_start"]), back["gate"]) == ("2023-01-01", "miyako")
    assert (back["from_sea"], back["to_sea"]) == ("Pacific Ocean", "East China Sea")
    assert any("year" in one["reason"] for one in back["derived"])


def test_the_carrier_and_five_warships(reading: Reading) -> None:
    ships = _of(reading, "transit")[0]["objects"]
    assert [one["name"] for one in ships if one["name"]] == ["Liaoning"]
    assert ("warship (class not told)", 5) in {(one["class"], one["count"]) for one in ships}
    destroyers = [one for one in ships if "destroyer" in one["class"]]
    assert [(one["count"], one["count_is"]) for one in destroyers] == [(1, "at_least")]
    assert {one["navy"] for one in ships} == {"CN"}


def test_more_than_300_over_the_voyage(reading: Reading) -> None:
    (count,) = [c for row in _of(reading, "flight_operations") for c in row["counts"]]
    assert (count["n"], count["n_is"]) == (300, "at_least")
    assert (_day(count["t_start"]), _day(count["t_end"])) == ("2022-12-16", "2023-01-02")


def test_no_incursion_was_reported(reading: Reading) -> None:
    rows = _of(reading, "reported_absence")
    assert {row["to_sea"] for row in rows} == {"territorial sea of Japan", "airspace of Japan"}
    assert all(row["negation"] for row in rows)


def test_the_drone_on_two_days_and_for_the_first_time(reading: Reading) -> None:
    flights = _of(reading, "aircraft")
    assert [_day(row["t_start"]) for row in flights] == ["2023-01-01", "2023-01-02"]
    assert {row["place"] for row in flights} == {"Miyakojima"}
    (first,) = _of(reading, "first_sighting")
    assert all("WZ-7" in row["objects"][0]["class"] for row in (*flights, first))


def test_fighters_ships_and_aircraft_were_sent(reading: Reading) -> None:
    (scramble,) = _of(reading, "scramble")
    assert [one["name"] for one in scramble["observers"]] == ["fighters"]
    (sent,) = _of(reading, "observation")
    assert [one["name"] for one in sent["observers"]] == ["aircraft", "warships"]


def test_nothing_from_its_other_paragraphs(reading: Reading) -> None:
    text = reading.document.text
    told = text.index("scrambled fighter jets")
    assert all(row["start"] > told - 120 for row in reading.sightings.to_pylist())
    assert all("budget" not in row["text"] for row in reading.sightings.to_pylist())
