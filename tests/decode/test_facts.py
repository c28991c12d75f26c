"""The shipped facts say what the sources say; a bad table is refused with its mend."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.facts import _KEYS, KINDS, deployment_facts, read_facts
from straitwatch.model.error import SourceError
from straitwatch.model.schema import SIGHTING

HEAD = """
format = "straitwatch-facts/1"
utc_offset_h = 9
about_min = 30
[spans]
night = [18, 24]
[objects]
ship = { navy = "CN", class = "renhai", name = "Wuxi", hull = "104" }
bare = { navy = "CN" }
[observers]
ariake = { service = "JMSDF", name = "JS Ariake" }
[documents]
paper = { publisher = "A paper", published = 2022-12-17, address = "https://example.org/1" }
nowhere = { publisher = "No address" }
"""
FACT = {
    "id": '"one"',
    "kind": '"sighting"',
    "documents": '["paper"]',
    "date": "2022-12-15",
    "objects": '["ship"]',
    "text": '"A ship was seen."',
}


def _sheet(**keys: str | None) -> bytes:
    told = {key: value for key, value in {**FACT, **keys}.items() if value is not None}
    return (HEAD + "[[fact]]\n" + "\n".join(f"{k} = {v}" for k, v in told.items())).encode()


def _one(**keys: str | None) -> dict[str, Any]:
    row: dict[str, Any] = read_facts(_sheet(**keys), "own.toml").to_pylist()[0]
    return row


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_shipped_facts_are_sightings_with_addresses() -> None:
    table = deployment_facts()
    assert table.schema == SIGHTING
    rows = table.to_pylist()
    assert len({row["sighting_id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["document"].startswith("http")
        assert row["publisher"]
        assert row["kind"] in KINDS
        assert row["text"].endswith((".", ")"))
        assert row["start"] is None
        assert row["t_start"] < row["t_end"]
        assert row["objects"]


def _hulls(row: dict[str, Any]) -> set[str]:
    return {one["hull"] for one in row["objects"] if one["hull"]}


def test_shipped_facts_hold_every_row_of_the_own_table(shared: Path) -> None:
    """Each dated position of the project's table of sources is there, with its ships and page."""
    path = shared / "facts" / "liaoning_2022_12_facts.csv"
    with path.open(encoding="utf-8") as file:
        wanted = list(csv.DictReader(file))
    rows = deployment_facts().to_pylist()
    assert len(wanted) == 14
    for want in wanted:
        page = want["source_url"].split(" ")[0].removesuffix("/")
        told = [row for row in rows if row["document"].removesuffix("/") == page]
        assert told, want["source_url"]
        if not want["distance_km"]:
            continue
        at = [row for row in told if row["dist_km"] == float(want["distance_km"])]
        assert len(at) == 1, want
        hour = datetime.fromisoformat(f"{want['date_jst']}T{want['time_jst']}+09:00")
        assert at[0]["t_start"] <= hour <= at[0]["t_end"]
        assert (at[0]["t_end"] - at[0]["t_start"]).seconds == 3600
        assert _hulls(at[0]) == set(want["hulls"].split())


def test_a_day_a_night_and_an_hour_become_spans_in_utc() -> None:
    day, night, hour = _one(), _one(time='"night"'), _one(time='"10:00"')
    assert (day["t_start"], day["t_end"]) == (_utc("2022-12-14T15:00"), _utc("2022-12-15T15:00"))
    assert (night["t_start"], night["t_end"]) == (
        _utc("2022-12-15T09:00"),
        _utc("2022-12-15T15:00"),
    )
    assert (hour["t_start"], hour["t_end"]) == (_utc("2022-12-15T00:30"), _utc("2022-12-15T01:30"))
    several = _one(until="2022-12-17")
    assert several["t_end"] == _utc("2022-12-17T15:00")


def test_place_bearing_and_distance_become_a_position_with_its_error() -> None:
    row = _one(place='"沖大東島"', bearing='"SW"', dist_km="260")
    assert row["place"] == "260 km SW of Oki-Daito Island"
    assert (row["lon"], row["lat"]) == pytest.approx((129.396, 22.803), abs=0.01)
    assert 100 < row["radius_km"] < 110
    assert (row["bearing_deg"], row["dist_km"]) == (225.0, 260.0)
    strait = _one(place='"between Okinawa and Miyakojima"')
    assert (strait["place"], strait["gate"]) == ("Miyako Strait", "miyako")


def test_classes_and_counts_are_spelled_out() -> None:
    row = _one(counts='[{ what = "take-offs", n = 60, n_is = "about" }]', observers='["ariake"]')
    assert row["objects"] == [
        {
            "navy": "CN",
            "class": "Renhai-class destroyer",
            "name": "Wuxi",
            "hull": "104",
            "count": 1,
            "count_is": "exact",
            "as_written": None,
        }
    ]
    assert row["counts"][0]["n"] == 60
    assert row["observers"][0]["name"] == "JS Ariake"
    assert row["published"] == _utc("2022-12-17T00:00")


def test_a_fact_without_documents_rests_on_the_file_itself() -> None:
    assert _one(documents=None)["document"] == "own.toml"


def test_the_same_bytes_give_the_same_rows() -> None:
    assert deployment_facts().equals(deployment_facts())


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"kind": '"sightng"'}, "kind is 'sightng'; use one of sighting"),
        ({"id": None}, "'id' is missing"),
        ({"text": None}, "'text' is missing"),
        ({"date": '"yesterday"'}, "'date' is 'yesterday'; write date = a date"),
        ({"until": "2022-12-01"}, "swap date and until"),
        ({"time": '"teatime"'}, "time is 'teatime'"),
        ({"place": '"Okidato"'}, "the nearest are: Oki-Daito Island"),
        ({"place": '"iki"', "bearing": '"WSW"'}, "bearing is 'WSW'"),
        ({"place": '"iki"', "bearing": '"W"'}, "a bearing needs a distance"),
        ({"objects": '["boat"]'}, "'boat' is not in \\[objects\\]"),
        ({"objects": '["bare"]'}, "neither hull nor name"),
        ({"observers": '["nobody"]'}, "'nobody' is not in \\[observers\\]"),
        ({"documents": '["rumour"]'}, "'rumour' is not in \\[documents\\]"),
        ({"documents": '["nowhere"]'}, "document 'nowhere' has no address"),
        ({"counts": "[{ n = 3 }]"}, "is incomplete"),
        ({"counts": '[{ what = "x", n = "many" }]'}, "a value is of the wrong type"),
        ({"place": '"iki"', "bearing": '"W"', "dist_km": '"far"'}, "a value is of the wrong type"),
        ({"objects": "3"}, "a value is of the wrong type"),
        ({"time": "9"}, "a value is of the wrong type"),
        ({"colour": '"grey"'}, "unknown key 'colour'"),
    ],
)
def test_a_bad_entry_is_named_with_its_mend(keys: dict[str, str | None], words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        read_facts(_sheet(**keys), "own.toml")
    assert str(caught.value).startswith("own.toml: fact 1 (")


def test_an_id_stands_once() -> None:
    twice = _sheet() + b"\n" + _sheet().split(b"[[fact]]")[1].join([b"[[fact]]", b""])
    with pytest.raises(SourceError, match="fact 2 \\('one'\\): this id stands twice"):
        read_facts(twice, "own.toml")


_VALUES = st.sampled_from(
    ["1", "-1.5", "true", '""', '"x"', "[]", "[1]", '["x"]', "{}", "[{}]", "2022-12-15", "10:00:00"]
)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(_KEYS)), _VALUES, max_size=4))
def test_whatever_stands_in_an_entry_is_read_or_refused(keys: dict[str, str | None]) -> None:
    refused = ""
    try:
        assert read_facts(_sheet(**keys), "own.toml").schema == SIGHTING
    except SourceError as error:
        refused = str(error)
    assert not refused or refused.startswith("own.toml: fact 1")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe", "no TOML"),
        (b"a = ", "no TOML"),
        (b"a = 1", "format is none"),
        (b'format = "straitwatch-facts/1"', "no facts found"),
        (b'format = "straitwatch-facts/1"\nfact = [1]', "no facts found"),
    ],
)
def test_bytes_that_are_no_table_of_facts_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_facts(data, "own.toml")
