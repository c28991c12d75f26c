"""Flags of ships and aircraft from their identities."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.flag import fill_flags, flag_of
from straitwatch.decode.icao24 import _blocks, address_of, state_of_address, use_of_address
from straitwatch.model.identity import parse_object_id
from straitwatch.model.schema import STATIC

DATA = Path(__file__).parents[2] / "src/straitwatch/decode/data/icao24.csv"


@pytest.mark.parametrize(
    ("address", "state", "use"),
    [
        ("ac671b", "US", None),  # an N-number
        ("adf7c7", "US", None),  # the last of them: N99999
        ("adf7c8", "US", "military"),
        ("ae0455", "US", "military"),
        ("afffff", "US", "military"),
        ("b00000", None, None),
        ("400000", "GB", "military"),
        ("400040", "GB", None),
        ("4001c5", "KY", None),
        ("407a19", "GB", None),
        ("43c6f5", "GB", "military"),
        ("3c4591", "DE", None),
        ("3f4567", "DE", "military"),
        ("84a001", "JP", None),
        ("780d6b", "CN", None),
        ("7bffff", "CN", None),
        ("7c0000", "AU", None),
        ("899012", "TW", None),
        ("71be01", "KR", None),
        ("150000", "RU", None),
        ("000000", None, None),
        ("ffffff", None, None),
    ],
)
def test_state_and_use_of_an_address(address: str, state: str | None, use: str | None) -> None:
    one = np.array([int(address, 16)])
    assert state_of_address(one).to_pylist() == [state]
    assert use_of_address(one).to_pylist() == [use]
    assert flag_of(np.array([parse_object_id(f"icao24:{address}")])).to_pylist() == [state]


def test_ships_and_aircraft_in_one_column() -> None:
    texts = ["mmsi:431000001", "icao24:ae0455", "hull:CN/16", "name:CN/wz-7", "mmsi:970123456"]
    identities = np.array([parse_object_id(text) for text in texts])
    assert flag_of(identities).to_pylist() == ["JP", "US", None, None, None]
    assert address_of(identities).tolist() == [-1, 0xAE0455, -1, -1, -1]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 0xFFFFFF))
def test_the_smallest_block_that_holds_an_address_speaks(address: int) -> None:
    lines = [line for line in DATA.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = [(int(r["first"], 16), int(r["last"], 16), r) for r in csv.DictReader(lines)]
    holding = [(last - first, row) for first, last, row in rows if first <= address <= last]
    best = min(holding, key=lambda one: one[0])[1] if holding else {"state": None, "use": None}
    found = state_of_address(np.array([address])), use_of_address(np.array([address]))
    assert [one.to_pylist()[0] for one in found] == [best["state"], best["use"] or None]


def test_blocks_nest_and_never_straddle() -> None:
    lines = [line for line in DATA.read_text("utf-8").splitlines() if not line.startswith("#")]
    spans = [(int(r["first"], 16), int(r["last"], 16)) for r in csv.DictReader(lines)]
    assert len(spans) > 200
    assert len(set(spans)) == len(spans)
    for first, last in spans:
        assert first <= last
        for a, b in spans:
            apart, holds = b < first or last < a, a <= first and last <= b
            assert apart or holds or (first <= a and b <= last)


def test_every_state_of_the_table_is_two_letters() -> None:
    states = {state for state in _blocks().state.to_pylist() if state}
    assert len(states) > 180
    assert {state for state in states if not (len(state) == 2 and state.isupper())} == set()


def test_flags_are_filled_only_where_none_stands() -> None:
    rows = [
        {"object_id": 431000001, "flag": None},
        {"object_id": 431000002, "flag": "XX"},
        {"object_id": parse_object_id("icao24:3c4591"), "flag": None},
    ]
    table = fill_flags(STATIC.empty_table().from_pylist(rows, schema=STATIC))
    assert table["flag"].to_pylist() == ["JP", "XX", "DE"]
    assert table.schema == STATIC
    assert len(fill_flags(STATIC.empty_table())) == 0


def test_real_aircraft_over_britain_have_states(shared: Path) -> None:
    with gzip.open(shared / "adsb" / "opensky-states-2021-07-12.csv.gz", "rt") as lines:
        rows = list(csv.DictReader(lines))
    states = state_of_address(np.array([int(row["icao24"], 16) for row in rows])).to_pylist()
    said = [(row["callsign"].strip(), state) for row, state in zip(rows, states, strict=True)]
    assert [row for row in said if row[1] is None] == []
    shorts = {state for name, state in said if name.startswith("RYR")}
    assert shorts <= {"IE", "MT", "GB", "PL"}  # the registers of that airline
