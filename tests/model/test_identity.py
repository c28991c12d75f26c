"""Identities go to integers and back; event ids tell events apart."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from straitwatch.model.error import ContractError
from straitwatch.model.identity import event_id, parse_object_id, text_of_object_id


@pytest.mark.parametrize(
    "text",
    [
        "mmsi:431000001",
        "mmsi:000000007",
        "icao24:ae0455",
        "icao24:~ae0455",
        "hull:CN/16",
        "hull:CN/016",
    ],
)
def test_text_to_integer_and_back(text: str) -> None:
    assert text_of_object_id(parse_object_id(text)) == text


def test_an_mmsi_is_its_own_integer() -> None:
    assert parse_object_id("431000001") == parse_object_id("mmsi:431000001") == 431_000_001


def test_names_are_hashed_apart() -> None:
    drone, ship = parse_object_id("name:CN/wz-7"), parse_object_id("name:CN/survey")
    assert drone != ship
    assert text_of_object_id(drone).startswith("name:#")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mmsi:-1",
        "mmsi:1000000000",
        "icao24:xyz",
        "icao24:",
        "icao24:~",
        "icao24:~1000000",
        "hull:16",
        "hull:CHN/1",
        "name:",
        "imo:9",
    ],
)
def test_what_is_no_identity_is_refused(text: str) -> None:
    with pytest.raises(ContractError, match="write mmsi:"):
        parse_object_id(text)


@given(st.integers(0, 999_999_999), st.integers(0, (1 << 24) - 1))
def test_kinds_never_meet_and_are_never_negative(mmsi: int, address: int) -> None:
    ship, craft = parse_object_id(f"mmsi:{mmsi}"), parse_object_id(f"icao24:{address:x}")
    assert 0 <= ship < craft


def test_event_ids_hold_still_and_differ_by_each_word() -> None:
    start = datetime(2022, 12, 16, tzinfo=UTC)
    base = event_id("gap", "mmsi:431000001", start, "gap/1")
    assert base == event_id("gap", "mmsi:431000001", start, "gap/1")
    others = {
        event_id("entry", "mmsi:431000001", start, "gap/1"),
        event_id("gap", "mmsi:431000002", start, "gap/1"),
        event_id("gap", "mmsi:431000001", None, "gap/1"),
        event_id("gap", "mmsi:431000001", start, "gap/2"),
        event_id("gap", "mmsi:431000001", start, "gap/1", "miyako"),
    }
    assert len(others | {base}) == 6
