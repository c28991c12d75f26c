"""The laws of every detector: cut the stream anywhere, shift it, turn it, mirror its gates."""

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import SHIP, fix, gate_row, observe, world

from straitwatch.event import crossing, entry, gap

KINDS = [crossing, entry, gap]
STEP = st.tuples(
    st.sampled_from([0.0, 1.0, 300.0, 600.0, 1800.0, 3600.0, 20_000.0]),
    st.floats(125.0, 128.0).map(lambda x: round(x, 3)),
    st.floats(24.5, 26.5).map(lambda x: round(x, 3)),
    st.sampled_from([2.0, 11.8, 11.9, 12.1, 12.2, 14.0, None]),
    st.sampled_from(["JP", "JP", "JP", "KR", ""]),
    st.sampled_from([0] * 6 + [1]),
)
VOYAGES = st.lists(st.lists(STEP, max_size=14), min_size=1, max_size=3)
CUTS = st.lists(st.floats(0.0, 40_000.0), max_size=4)


def sail(voyages: list[list[tuple]], shift: float = 0.0, turn: float = 0.0) -> list[dict[str, Any]]:
    """Rows of PATH; a fix told twice is left out, as track/ leaves it out."""
    rows, seen = [], set()
    for k, voyage in enumerate(voyages):
        t, track = shift, 1
        for step, lon, lat, coast_nm, state, broken in voyage:
            t, track = t + step, track + broken
            if (k, t, lon, lat) in seen:
                continue
            seen.add((k, t, lon, lat))
            known = {"coast_nm": coast_nm} if coast_nm is not None else {}
            place = {"object_id": SHIP + k, "track_id": track, "line": len(rows) + 1}
            row = fix(t, (lon + turn + 180.0) % 360.0 - 180.0, lat, **known, **place)
            rows.append(row | {"state": state})
    return rows


def bare(events: list[dict[str, Any]]) -> list[tuple]:
    """What stays the same when time and place do not."""
    return [
        (e["kind"], e["object_id"], e["track_id"], e["from_sea"], e["where"], e["certainty"],
         e["status"], [fix["line"] for fix in e["evidence"]])
        for e in events
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=50, deadline=None)
@given(VOYAGES, CUTS)
def test_cut_anywhere_gives_the_same_events(kind: ModuleType, voyages: list, cuts: list) -> None:
    detector, rows = kind.make(world()), sail(voyages)
    assert observe(detector, rows, *cuts) == observe(detector, rows)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None)
@given(VOYAGES, st.integers(-(10**8), 10**8))
def test_shifted_in_time(kind: ModuleType, voyages: list, shift: int) -> None:
    detector = kind.make(world())
    here, there = observe(detector, sail(voyages)), observe(detector, sail(voyages, shift))
    assert sorted(map(repr, bare(here))) == sorted(map(repr, bare(there)))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None)
@given(VOYAGES)
def test_turned_over_the_antimeridian(kind: ModuleType, voyages: list) -> None:
    gate = gate_row()
    turned = gate_row(lon_a=gate["lon_a"] + 53.5 - 360.0, lon_b=gate["lon_b"] + 53.5)
    here = observe(kind.make(world()), sail(voyages))
    there = observe(kind.make(world(turned)), sail(voyages, turn=53.5))
    assert sorted(map(repr, bare(here))) == sorted(map(repr, bare(there)))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None)
@given(VOYAGES, st.data())
def test_a_repeated_fix(kind: ModuleType, voyages: list, data: st.DataObject) -> None:
    detector, rows = kind.make(world()), sail(voyages)
    if rows:
        k = data.draw(st.integers(0, len(rows) - 1))
        twice = [*rows[: k + 1], *rows[k:]]
        assert bare(observe(detector, twice)) == bare(observe(detector, rows))


@settings(max_examples=50, deadline=None)
@given(VOYAGES)
def test_a_mirrored_gate_names_the_same_seas(voyages: list) -> None:
    gate = gate_row()
    ends = {"lon_a": gate["lon_b"], "lat_a": gate["lat_b"], "lon_b": gate["lon_a"]}
    seas = {"left_sea": gate["right_sea"], "right_sea": gate["left_sea"]}
    mirrored = world(gate_row(lat_b=gate["lat_a"], **ends, **seas))
    rows = sail(voyages)
    here, there = observe(crossing.make(world()), rows), observe(crossing.make(mirrored), rows)
    assert bare(here) == bare(there)


@settings(max_examples=50, deadline=None)
@given(VOYAGES)
def test_every_stay_that_ends_has_an_exit_and_entries_alternate(voyages: list) -> None:
    events = observe(entry.make(world()), sail(voyages))
    entries = [e for e in events if e["kind"] == "entry" and e["status"] == "closed"]
    exits = [e for e in events if e["kind"] == "exit" and "began_inside" not in e["detail"]]
    assert sorted(e["t_end"] for e in entries) == sorted(e["t_start"] for e in exits)
