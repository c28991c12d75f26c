"""Verdicts on places, and the law that events are tied to."""

import json
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from straitwatch.model.error import ContractError
from straitwatch.model.schema import EVENT
from straitwatch.zone.chart import NAMES
from straitwatch.zone.gate import gates
from straitwatch.zone.law import law, tie_law
from straitwatch.zone.verdict import zone_at


def _tie(**columns: object) -> str | None:
    row = dict.fromkeys(EVENT.names) | {"t_start": datetime(2022, 12, 16, tzinfo=UTC)} | columns
    events = pa.Table.from_pylist([row], schema=EVENT)
    tied = tie_law(events, gates())
    assert tied.schema == EVENT
    return tied["legal_basis"][0].as_py()


def test_every_zone_and_craft_has_one_rule() -> None:
    rows = law().to_pylist()
    assert {row["zone"] for row in rows} == set(NAMES)
    assert len({(row["zone"], row["craft"]) for row in rows}) == len(rows) == 15
    assert all(row["en"] and row["ja"] for row in rows)


@pytest.mark.parametrize(
    ("kind", "columns", "told"),
    [
        ("transit", {"where": "Miyako Strait"}, "UNCLOS 36"),
        ("crossing", {"where": "?", "detail": '{"gate_id": "hormuz"}'}, "UNCLOS 37-44: transit"),
        ("deployment", {"where": "Miyako Strait"}, "104.6 nm wide"),
        ("crossing", {"where": "Bosphorus (Rumeli-Anadolu Hisari)"}, "35(c)"),
        ("entry", {}, "17-19, 21"),
        ("entry", {"detail": '{"zone": "territorial_sea", "craft": "aircraft"}'}, "Chicago"),
        ("exit", {"detail": '{"zone": 3}'}, "33"),
        ("flight_operations", {}, "58, 87"),
        ("flight_operations", {"detail": '{"zone": "territorial_sea"}'}, "19(2)(e)"),
        ("reported_absence", {}, "no entry into either was reported"),
        ("first_sighting", {}, "58, 87"),
        ("observation", {}, "58, 87"),
        ("scramble", {}, "Chicago"),
    ],
)
def test_basis(kind: str, columns: dict, told: str) -> None:
    assert told in _tie(kind=kind, **columns)


@pytest.mark.parametrize("kind", ["gap", "encounter", "impossible_position", "group"])
def test_what_has_no_basis_stays_empty(kind: str) -> None:
    assert _tie(kind=kind) is None


def test_an_unknown_gate_gives_no_basis() -> None:
    assert _tie(kind="transit", where="nowhere") is None


def test_what_is_filled_stays() -> None:
    assert _tie(kind="entry", legal_basis="mine", detail="no json") == "mine"


def test_no_events() -> None:
    assert tie_law(EVENT.empty_table(), gates()).num_rows == 0


def test_place_by_the_reef_north_of_miyako() -> None:
    verdict = zone_at(125.36, 24.98)
    assert (verdict.zone, verdict.state) == ("territorial_sea", "JP")
    assert verdict.dist_nm == pytest.approx(0.329, abs=0.005)
    assert verdict.uncertainty_m == pytest.approx(510.0)
    assert verdict.baseline == "GSHHG 2.3.7 full"
    assert "17-19" in verdict.articles
    assert "consent" not in verdict.ships
    assert "no innocent passage" in verdict.aircraft


def test_a_limit_within_the_error_says_so() -> None:
    far, near = zone_at(125.36, 25.10), zone_at(125.36, 24.977)
    assert not far.within_error
    assert near.within_error
    assert "limit lies within the error" in near.note
    assert zone_at(125.36, 25.10, position_error_m=20_000.0).within_error


def test_disputed_shores_name_all_claimants() -> None:
    assert "CN, JP, TW" in zone_at(123.5, 25.65).note


def test_a_lake_is_no_sea() -> None:
    verdict = zone_at(51.0, 40.0)
    assert (verdict.zone, verdict.state) == ("internal_waters", "")
    assert "lake" in verdict.note


def test_japan_keeps_three_miles_in_five_straits() -> None:
    assert "3 nm" in zone_at(141.3, 41.45).note


def test_numbers_are_plain() -> None:
    verdict = zone_at(0, 0)
    assert json.dumps(verdict.dist_nm)
    assert json.dumps(verdict.within_error)


def test_no_such_place() -> None:
    with pytest.raises(ContractError):
        zone_at(0.0, 91.0)
