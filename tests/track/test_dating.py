"""What a document leaves undated gets the span that the rest of it leaves, with the reason."""

from datetime import timedelta
from typing import Any

import pytest
from told import DAY, one, sighting, table

from straitwatch.track.dating import date_undated

Row = dict[str, Any]
PAPER = {"document": "text", "published": DAY + timedelta(days=1, hours=9)}
UNDATED = {"t_start": None, "t_end": None}


def _dated(*rows: Row) -> list[Row]:
    told: list[Row] = date_undated(table(*rows)).to_pylist()
    return told


def test_after_that_is_between_the_sighting_and_the_release() -> None:
    seen = sighting(1, 10.0, start=0, **PAPER)
    told = _dated(seen, sighting(2, kind="transit", gate="miyako", start=50, **PAPER, **UNDATED))
    assert told[1]["t_start"] == seen["t_start"]
    assert told[1]["t_end"] == DAY + timedelta(days=2)
    assert {slot["slot"] for slot in told[1]["derived"]} == {"t_start", "t_end"}
    assert told[0]["derived"] is None


@pytest.mark.parametrize(
    "change",
    [{"objects": [one(hull="999")]}, {"start": None, "sighting_id": "a"}, {"document": "other"},
     {"published": None}, {"published": DAY - timedelta(days=9)}],
)  # fmt: skip
def test_what_nothing_bounds_stays_undated(change: Row) -> None:
    seen = sighting(1, 10.0, start=None, **PAPER)
    told = _dated(
        seen, {**sighting(2, kind="transit", gate="miyako", **PAPER, **UNDATED), **change}
    )
    assert told[1]["t_start"] is None


def test_a_watch_is_of_what_the_document_tells() -> None:
    seen = sighting(1, 10.0, **PAPER), sighting(2, 30.0, **PAPER)
    leg = sighting(3, -500.0, kind="transit", gate="miyako", same_as="s02", **PAPER)
    watch = sighting(4, kind="observation", objects=[], dist_km=None, **PAPER, **UNDATED)
    told = _dated(*seen, leg, watch)[3]
    assert (told["t_start"], told["t_end"]) == (seen[0]["t_start"], seen[1]["t_end"])
    assert [thing["hull"] for thing in told["objects"]] == ["120"]
    pointed = _dated(*seen, leg, {**watch, "same_as": "s02"})[3]
    assert (pointed["t_start"], pointed["objects"]) == (seen[1]["t_start"], [])
    assert _dated(watch)[0]["t_start"] is None


def test_what_did_not_happen_is_said_of_those_told_of_in_its_span() -> None:
    seen = sighting(1, 10.0, **PAPER), sighting(2, 90.0, objects=[one(hull="7")], **PAPER)
    day = {"t_start": DAY, "t_end": DAY + timedelta(days=1)}
    absent = sighting(3, kind="reported_absence", negation=True, objects=[], **PAPER, **day)
    told = _dated(*seen, absent)[2]
    assert [thing["hull"] for thing in told["objects"]] == ["120"]
    assert told["derived"][0]["slot"] == "objects"
    later = {"t_start": DAY + timedelta(days=9), "t_end": DAY + timedelta(days=10)}
    assert _dated(*seen, {**absent, **later})[2]["objects"] == []
