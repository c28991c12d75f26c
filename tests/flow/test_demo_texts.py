"""The texts of the demonstration end with the same events as the table of facts."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from straitwatch.decode.facts import deployment_facts
from straitwatch.event.reported import reported_events
from straitwatch.flow.compose import compose_events
from straitwatch.flow.config import Settings
from straitwatch.flow.known import tell_apart
from straitwatch.flow.retold import retold_readings
from straitwatch.zone.basis import tie_law
from straitwatch.zone.gate_file import watched_gates

COLUMNS = (
    *("kind", "object_id", "t_start", "t_end", "when", "where", "from_sea", "to_sea"),
    *("n", "n_is", "certainty", "legal_basis", "status"),
)


def _events(sightings: pa.Table) -> pa.Table:
    gates = watched_gates([])
    reported = reported_events(tell_apart(sightings), gates)
    return tie_law(compose_events(reported, Settings()), gates)


def _told(event: dict[str, Any]) -> tuple[Any, ...]:
    publishers = {one.get("publisher") for one in json.loads(event["evidence"])}
    return (
        *(event[name] for name in COLUMNS),
        tuple(event["others"] or ()),
        tuple(sorted(filter(None, publishers))),
    )


@pytest.fixture(scope="module")
def texts() -> pa.Table:
    return pa.concat_tables([reading.sightings for _, _, reading in retold_readings()])


def test_texts_and_facts_give_the_same_events(texts: pa.Table) -> None:
    from_texts = {_told(event) for event in _events(texts).to_pylist()}
    from_facts = {_told(event) for event in _events(deployment_facts()).to_pylist()}
    assert len(from_facts) > 20
    assert sorted(from_texts - from_facts, key=str) == []
    assert sorted(from_facts - from_texts, key=str) == []


def test_each_document_of_the_facts_has_its_text_and_is_read_whole(texts: pa.Table) -> None:
    facts = deployment_facts()
    assert set(texts["document"].to_pylist()) == set(facts["document"].to_pylist())
    pairs = ("document", "publisher", "published")
    assert {tuple(row.values()) for row in texts.select(pairs).to_pylist()} == {
        tuple(row.values()) for row in facts.select(pairs).to_pylist()
    }
    unread = [
        reading.document.text[start:end]
        for _, _, reading in retold_readings()
        for start, end in reading.unread
    ]
    assert unread == []


def test_the_texts_are_in_both_languages_and_no_quotation(texts: pa.Table) -> None:
    assert set(texts["language"].to_pylist()) == {"ja", "en"}
    assert texts["start"].null_count == texts["end"].null_count == texts.num_rows
    evidence = [one for row in _events(texts).to_pylist() for one in json.loads(row["evidence"])]
    assert {one["text_is"] for one in evidence if "text_is" in one} == {"summary"}


def test_positions_agree_with_the_facts(texts: pa.Table) -> None:
    """A distance told in miles is a little off the kilometres of the release behind it."""

    def places(table: pa.Table) -> dict[tuple[Any, ...], tuple[float, float]]:
        return {
            (row["document"], row["t_start"], row["bearing_deg"]): (row["lon"], row["lat"])
            for row in table.to_pylist()
            if row["kind"] == "sighting" and row["dist_km"] is not None
        }

    told, known = places(texts), places(deployment_facts())
    assert told.keys() == known.keys()
    for key, (lon, lat) in known.items():
        assert told[key] == pytest.approx((lon, lat), abs=0.02), key


def test_the_demonstration_starts_from_the_texts(demo_out: Path) -> None:
    from straitwatch.store.store import open_store

    with open_store(demo_out / "store") as store:
        kept = store.sightings()
        sources = [one.source for one in store.sources()]
    assert set(kept["language"].to_pylist()) == {"ja", "en"}
    assert sum(source.startswith("retold:") for source in sources) == 14
