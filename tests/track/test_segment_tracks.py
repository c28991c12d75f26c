"""Fixes into tracks: examples that a sailor can check, and the law of the stream."""

import pickle
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipping import cut_at, read_solent, to_fixes

from straitwatch.kernel.segment import sweep_segments
from straitwatch.model.error import OrderError, SchemaError
from straitwatch.model.schema import JUMP, PATH, TRACK
from straitwatch.track.segment import Tracked, assign_tracks, close_tracks

SHIP = 431_000_001
MINUTE, HOUR = 60.0, 3600.0


def track(*slices: pa.Table) -> Tracked:
    """All of a stream, as one."""
    carry, parts = None, []
    for fixes in slices:
        tracked, carry = assign_tracks(fixes, carry)
        parts.append(tracked)
        carry = pickle.loads(pickle.dumps(carry))  # noqa: S301 - our own carry, as a checkpoint does
    parts.append(close_tracks(carry))
    return Tracked(
        path=join([part.path for part in parts]),
        jumps=join([part.jumps for part in parts]),
        duplicates=sum(part.duplicates for part in parts),
        late=sum(part.late for part in parts),
        tracks=pa.concat_tables([part.tracks for part in parts]),
        aside=join([part.aside for part in parts]),
    )


def join(tables: list[pa.Table]) -> pa.Table:
    rows = pa.concat_tables(tables).to_pylist()
    order = sorted(range(len(rows)), key=lambda k: (rows[k]["object_id"], rows[k]["t"], k))
    return pa.Table.from_pylist([rows[k] for k in order], schema=tables[0].schema)


def final_tracks(tracked: Tracked) -> dict[int, dict[str, object]]:
    """The last row of each track holds."""
    return {row["track_id"]: row for row in tracked.tracks.to_pylist()}


def steaming(*minutes: float, lon: float = 127.0, knots: float = 15.0) -> list[tuple]:
    """Due north along a meridian from 25 N."""
    return [(SHIP, m * MINUTE, lon, 25.0 + knots * m / 3600.0) for m in minutes]


def test_a_ship_under_way_is_one_track() -> None:
    told = track(to_fixes(steaming(0, 6, 12, 18)))
    assert told.path.num_rows == 4
    assert len(set(told.path["track_id"].to_pylist())) == 1
    assert told.jumps.num_rows == told.duplicates == told.late == 0
    (row,) = final_tracks(told).values()
    assert (row["n"], row["state"], row["shared_identity"]) == (4, "open", False)
    assert told.path.schema == PATH
    assert told.jumps.schema == JUMP
    assert told.tracks.schema == TRACK


def test_one_wrong_fix_is_set_aside_with_its_neighbours() -> None:
    wrong = (SHIP, 12 * MINUTE, 12.0, 25.0)
    told = track(to_fixes([*steaming(0, 6, 18), wrong]))
    (jump,) = told.jumps.to_pylist()
    assert (jump["lon"], jump["lat"]) == wrong[2:]
    assert jump["t_before"].minute == 6
    assert jump["t_after"].minute == 18
    assert jump["lon_before"] == 127.0
    assert jump["speed_kn"] == pytest.approx(60_700, rel=0.02)  # 6,070 nm in 6 minutes
    assert told.path.num_rows == 3


def test_a_wrong_first_fix_is_the_jump_itself() -> None:
    told = track(to_fixes([(SHIP, 0.0, 0.0, 0.0), *steaming(6, 12, 18)]))
    (jump,) = told.jumps.to_pylist()
    assert (jump["lon"], jump["lat"], jump["t_before"]) == (0.0, 0.0, None)
    assert jump["t_after"].minute == 6
    assert told.path["lon"].to_pylist() == [127.0] * 3
    assert len(final_tracks(told)) == 1


def test_two_fixes_elsewhere_break_the_track() -> None:
    told = track(to_fixes([*steaming(0, 6, 12), *steaming(18, 24, lon=140.0)]))
    assert told.jumps.num_rows == 0
    first, second = final_tracks(told).values()
    assert (first["n"], first["state"]) == (3, "closed")
    assert (second["n"], second["t_start"].minute) == (2, 18)


def test_a_silence_of_more_than_an_hour_ends_a_track() -> None:
    told = track(to_fixes(steaming(0, 6, 66, 127)))
    assert [row["n"] for row in final_tracks(told).values()] == [3, 1]
    assert told.path.num_rows == 4


def test_a_track_that_fell_silent_is_closed_at_the_end() -> None:
    other = [(SHIP + 1, m * MINUTE, 130.0, 30.0) for m in (0, 90)]
    told = track(to_fixes([*steaming(0, 6), *other]))
    states = {row["object_id"]: row["state"] for row in final_tracks(told).values()}
    assert states == {SHIP: "closed", SHIP + 1: "open"}


def test_two_ships_on_one_mmsi_give_one_jump_and_a_mark() -> None:
    rows = steaming(*range(0, 200, 2)) + steaming(*range(1, 200, 2), lon=3.0)
    told = track(to_fixes(rows))
    assert told.jumps.num_rows == 1
    assert told.aside.num_rows == 99
    assert all(row["shared_identity"] for row in final_tracks(told).values())
    assert told.path.num_rows + told.jumps.num_rows + told.aside.num_rows == 200


def test_aircraft_may_be_fast_and_ships_may_not() -> None:
    jet = 1 << 56 | 0xAE0455
    sar = 111_431_501
    rows = [(who, m * MINUTE, 127.0 + m * 0.13, 25.0) for who in (jet, sar) for m in range(5)]
    assert track(to_fixes(rows)).path.num_rows == 10  # 420 kn
    ship = [(SHIP, *row[1:]) for row in rows[:5]]
    assert track(to_fixes(ship)).path.num_rows < 5


def test_time_stamps_that_jitter_are_no_jump() -> None:
    rows = [(SHIP, 0.0, 127.0, 25.0), (SHIP, 1.0, 127.0, 25.01), (SHIP, 1.0, 127.0, 25.0)]
    assert track(to_fixes(rows)).jumps.num_rows == 0  # 0.6 nm in 1 s: two receivers


def test_duplicates_and_late_fixes_are_counted() -> None:
    told = track(to_fixes(steaming(0, 6, 6, 12)), to_fixes(steaming(3, 12, 18)))
    assert (told.duplicates, told.late) == (2, 1)
    assert told.path.num_rows == 4


def test_fixes_of_one_moment_are_told_once_in_any_order() -> None:
    a, b = (SHIP, 60.0, 127.0, 25.0), (SHIP, 60.0, 127.001, 25.0)
    for rows in ([a, b, a, b, a], [b, a, a, b, a]):
        told = track(to_fixes(rows))
        assert told.duplicates == 3
        assert told.path["lon"].to_pylist() == [127.0, 127.001]


def test_a_lone_fix_is_a_track_of_one() -> None:
    told = track(to_fixes(steaming(0)))
    assert told.path.num_rows == 1
    (row,) = final_tracks(told).values()
    assert row["n"] == 1


def test_nothing_gives_nothing() -> None:
    told = track(to_fixes([]), to_fixes([]))
    assert told.path.num_rows == told.tracks.num_rows == 0


def test_the_kernel_compiles_for_one_set_of_types() -> None:
    track(to_fixes([]), to_fixes(steaming(0, 6)), to_fixes(steaming(12)))
    assert len(sweep_segments.signatures) == 1


def test_rows_out_of_order_are_refused() -> None:
    fixes = to_fixes(steaming(0, 6)).take(pa.array([1, 0]))
    with pytest.raises(OrderError):
        assign_tracks(fixes, None)


def test_a_null_place_is_refused() -> None:
    fixes = to_fixes(steaming(0))
    fixes = fixes.set_column(2, "lon", pa.nulls(1, pa.float64()))
    with pytest.raises(SchemaError, match="lon"):
        assign_tracks(fixes, None)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(SchemaError, match="line"):
        assign_tracks(to_fixes([]).drop_columns(["line"]), None)


def test_the_solent_holds_exactly_one_jump(shared: Path) -> None:
    fixes = read_solent(shared)
    assert fixes.num_rows == 18_623
    told = track(fixes)
    (jump,) = told.jumps.to_pylist()
    assert (jump["object_id"], jump["lon"]) == (245_188_000, pytest.approx(54.83, abs=0.01))
    assert told.aside.num_rows == told.late == 0
    assert told.path.num_rows + told.duplicates + 1 == 18_623
    assert len(set(told.path["object_id"].to_pylist())) == 91


def test_the_solent_cut_in_seven_is_the_same(shared: Path) -> None:
    fixes = read_solent(shared)
    start = fixes["t"].cast(pa.int64()).to_numpy().min() / 1e6
    whole, parts = track(fixes), track(*cut_at(fixes, [start + 700.0 * k for k in range(1, 7)]))
    assert_same(whole, parts)


ANCHORS = [(127.0, 25.0), (127.3, 25.1), (179.95, 25.0), (-179.95, 25.0), (3.0, -50.0)]
STEP = st.tuples(
    st.sampled_from([0.0, 1.0, 60.0, 600.0, 3599.0, 3600.0, 3601.0, 20_000.0]),
    st.sampled_from(ANCHORS),
    st.floats(-0.01, 0.01).map(lambda x: round(x, 4)),
)
VOYAGE = st.lists(STEP, max_size=14)


def sail(voyages: list[list[tuple]]) -> list[tuple[int, float, float, float]]:
    rows = []
    for k, voyage in enumerate(voyages):
        t = 0.0
        for step, (lon, lat), nudge in voyage:
            t += step
            rows.append((SHIP + k, t, lon + nudge, lat))
    return rows


def assert_same(a: Tracked, b: Tracked) -> None:
    assert a.path.to_pylist() == b.path.to_pylist()
    assert a.jumps.to_pylist() == b.jumps.to_pylist()
    assert a.aside.to_pylist() == b.aside.to_pylist()
    assert (a.duplicates, a.late) == (b.duplicates, b.late)
    assert final_tracks(a) == final_tracks(b)


@settings(max_examples=50, deadline=None)
@given(st.lists(VOYAGE, min_size=1, max_size=3), st.lists(st.floats(0.0, 60_000.0), max_size=4))
def test_cut_anywhere_gives_the_same(voyages: list[list[tuple]], cuts: list[float]) -> None:
    fixes = to_fixes(sail(voyages))
    assert_same(track(fixes), track(*cut_at(fixes, cuts)))


@settings(max_examples=30, deadline=None)
@given(VOYAGE, st.integers(1, 10**8))
def test_shifted_in_time_gives_the_same_but_for_time(voyage: list[tuple], shift: int) -> None:
    rows = sail([voyage])
    here = track(to_fixes(rows))
    there = track(to_fixes([(who, t + shift, lon, lat) for who, t, lon, lat in rows]))
    for name in ("lon", "lat", "line"):
        assert here.path[name].to_pylist() == there.path[name].to_pylist()
    assert here.jumps["lon"].to_pylist() == there.jumps["lon"].to_pylist()


@settings(max_examples=30, deadline=None)
@given(VOYAGE, st.data())
def test_a_repeated_fix_changes_nothing_but_the_count(
    voyage: list[tuple], data: st.DataObject
) -> None:
    rows = sail([voyage])
    if not rows:
        return
    again = data.draw(st.integers(0, len(rows) - 1))
    one = track(to_fixes(rows))
    two = track(to_fixes([*rows[: again + 1], *rows[again:]]))
    assert two.duplicates == one.duplicates + 1
    for name in ("t", "lon", "track_id"):
        assert one.path[name].to_pylist() == two.path[name].to_pylist()


@settings(max_examples=50, deadline=None)
@given(st.lists(VOYAGE, min_size=1, max_size=3))
def test_every_fix_is_somewhere(voyages: list[list[tuple]]) -> None:
    fixes = to_fixes(sail(voyages))
    told = track(fixes)
    kept = told.path.num_rows + told.jumps.num_rows + told.aside.num_rows
    assert kept + told.duplicates + told.late == fixes.num_rows
    assert sum(row["n"] for row in final_tracks(told).values()) == told.path.num_rows
