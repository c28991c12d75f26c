"""Fixes into tracks: examples that a sailor can check, and the law of the stream."""

import pickle
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipping import cut_at, read_solent, to_fixes

from straitwatch.kernel.lane import sweep_lanes
from straitwatch.kernel.rows import Rows, Words
from straitwatch.model.error import OrderError, SchemaError
from straitwatch.model.schema import JUMP, PATH, TRACK
from straitwatch.track.segment import assign_tracks, close_tracks

SHIP = 431_000_001
MINUTE, HOUR = 60.0, 3600.0


@dataclass
class Told:
    """All of a stream, as one; path is PATH without what zones tell."""

    path: pa.Table
    jumps: pa.Table
    duplicates: int
    late: int
    tracks: pa.Table
    switches: int
    retired: int


def track(*slices: pa.Table) -> Told:
    carry, parts = None, []
    for fixes in slices:
        tracked, carry = assign_tracks(fixes, carry)
        parts.append(tracked)
        carry = pickle.loads(pickle.dumps(carry))  # noqa: S301 - our own carry, as a checkpoint does
        close_tracks(carry)  # asking what is open must not change what comes
    parts.append(close_tracks(carry))
    return Told(
        path=join([path_of(part.rows, part.words) for part in parts]).drop_columns(["slot"]),
        jumps=join([part.jumps for part in parts]),
        duplicates=sum(part.duplicates for part in parts),
        late=sum(part.late for part in parts),
        tracks=pa.concat_tables([part.tracks for part in parts]),
        switches=sum(len(part.switches) for part in parts),
        retired=sum(len(part.retired) for part in parts),
    )


def path_of(rows: Rows, words: Words) -> pa.Table:
    """PATH of what a batch gave."""
    columns = {name: getattr(rows, name) for name in Rows._fields}
    for name in ("source", "receiver", "state"):
        known = [*getattr(words, name), None]
        columns[name] = pa.array([known[code] for code in columns[name]], pa.string())
    moment = PATH.field("t").type
    columns["t"] = pa.array(columns["t"], moment)
    return pa.table(
        [pa.array(columns[f.name], from_pandas=True).cast(f.type) for f in PATH], schema=PATH
    )


def join(tables: list[pa.Table]) -> pa.Table:
    rows = pa.concat_tables(tables).to_pylist()
    order = sorted(range(len(rows)), key=lambda k: (rows[k]["object_id"], rows[k]["t"], k))
    return pa.Table.from_pylist([rows[k] for k in order], schema=tables[0].schema)


def final_tracks(tracked: Told) -> dict[int, dict[str, object]]:
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
    assert told.path["fresh"].to_pylist() == [True, False, True, False]


def test_a_wrong_first_fix_is_the_jump_itself() -> None:
    told = track(to_fixes([(SHIP, 0.0, 0.0, 0.0), *steaming(6, 12, 18)]))
    (jump,) = told.jumps.to_pylist()
    assert (jump["lon"], jump["lat"], jump["t_before"]) == (0.0, 0.0, None)
    assert jump["t_after"].minute == 12  # the first fix that was borne out
    assert told.path["lon"].to_pylist() == [0.0, 127.0, 127.0, 127.0]
    assert len(final_tracks(told)) == 1


def test_two_fixes_elsewhere_are_a_second_lane() -> None:
    told = track(to_fixes([*steaming(0, 6, 12), *steaming(18, 24, lon=140.0)]))
    assert told.jumps.num_rows == 0
    assert sorted(row["n"] for row in final_tracks(told).values()) == [2, 3]
    assert told.switches == 1
    assert told.retired == 0


def test_a_lane_is_given_up_when_its_identity_is_elsewhere_for_a_day() -> None:
    away = [1440.0 * k for k in (1, 1.5, 2)]
    told = track(to_fixes([*steaming(0, 6, 12), *steaming(18, *away, lon=-30.0, knots=0.0)]))
    assert told.retired == 1
    assert told.jumps.num_rows == 0


def test_a_silence_of_more_than_an_hour_ends_a_track() -> None:
    told = track(to_fixes(steaming(0, 6, 66, 127)))
    assert [row["n"] for row in final_tracks(told).values()] == [3, 1]
    assert told.path.num_rows == 4


def test_a_track_that_fell_silent_is_closed_at_the_end() -> None:
    other = [(SHIP + 1, m * MINUTE, 130.0, 30.0) for m in (0, 90)]
    told = track(to_fixes([*steaming(0, 6), *other]))
    states = {row["object_id"]: row["state"] for row in final_tracks(told).values()}
    assert states == {SHIP: "closed", SHIP + 1: "open"}


def test_two_ships_on_one_mmsi_are_two_tracks_without_a_jump() -> None:
    rows = steaming(*range(0, 200, 2)) + steaming(*range(1, 200, 2), lon=3.0)
    told = track(to_fixes(rows))
    assert told.jumps.num_rows == 0
    assert told.switches == 199
    tracks = final_tracks(told).values()
    assert [row["n"] for row in tracks] == [100, 100]
    assert all(row["shared_identity"] for row in tracks)


def test_four_ships_on_one_mmsi_are_four_tracks_and_a_fifth_is_one_too_many() -> None:
    fleet = [127.0, 3.0, -40.0, -120.0, 60.0]
    for n, jumps in ((4, 0), (5, 4)):
        rows = [row for k in range(n) for row in steaming(*range(k, 100, n), lon=fleet[k])]
        told = track(to_fixes(rows))
        assert (told.jumps.num_rows > 0) == bool(jumps)
        assert told.path.num_rows == 100


def test_a_jump_waits_an_hour_to_be_borne_out() -> None:
    wrong = (SHIP, 12 * MINUTE, 12.0, 25.0)
    early = to_fixes([*steaming(0, 6, 18, 60), wrong])
    tracked, carry = assign_tracks(early, None)
    assert tracked.jumps.num_rows == 0
    assert close_tracks(carry).jumps.num_rows == 1
    later, _ = assign_tracks(to_fixes(steaming(66, 73)), carry)
    assert later.jumps.num_rows == 1


def test_aircraft_may_be_fast_and_ships_may_not() -> None:
    jet = 1 << 56 | 0xAE0455
    sar = 111_431_501
    rows = [(who, m * MINUTE, 127.0 + m * 0.13, 25.0) for who in (jet, sar) for m in range(5)]
    assert track(to_fixes(rows)).path.num_rows == 10  # 420 kn
    ship = [(SHIP, *row[1:]) for row in rows[:5]]
    assert track(to_fixes(ship)).jumps.num_rows > 0


def test_an_old_place_of_an_aircraft_is_left_out() -> None:
    jet = 1 << 56 | 0xAE0455
    rows = [(jet, t, 127.0 + t / 400, 25.0) for t in (0.0, 10.0, 20.0)]
    repeats = [(jet, t, 127.05, 25.0) for t in range(21, 60)]
    fixes = to_fixes([*rows, *repeats, (jet, 60.0, 127.15, 25.0)])
    speed = pa.array([400.0] * fixes.num_rows, pa.float32())
    fixes = fixes.set_column(fixes.column_names.index("sog_kn"), "sog_kn", speed)
    told, _ = assign_tracks(fixes, None)
    assert (told.stale, len(told.rows.t), len(told.switches)) == (39, 4, 0)


def test_time_stamps_that_jitter_are_no_jump() -> None:
    rows = [(SHIP, 0.0, 127.0, 25.0), (SHIP, 1.0, 127.0, 25.01), (SHIP, 1.0, 127.0, 25.0)]
    assert track(to_fixes(rows)).jumps.num_rows == 0  # 0.6 nm in 1 s: two receivers


def test_duplicates_and_late_fixes_are_counted() -> None:
    told = track(to_fixes(steaming(0, 6, 6, 12)), to_fixes(steaming(3, 12, 18)))
    assert (told.duplicates, told.late) == (2, 1)
    assert told.path.num_rows == 4


def test_of_several_fixes_of_one_moment_one_counts_in_any_order() -> None:
    a, b = (SHIP, 60.0, 127.0, 25.0), (SHIP, 60.0, 127.001, 25.0)
    for rows in ([a, b, a, b, a], [b, a, a, b, a]):
        told = track(to_fixes(rows))
        assert told.duplicates == 4
        assert told.path["lon"].to_pylist() == [127.0]


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
    assert len(sweep_lanes.signatures) == 1


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
    assert told.late == 0
    assert told.path.num_rows + told.duplicates == 18_623
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


def assert_same(a: Told, b: Told) -> None:
    assert a.path.to_pylist() == b.path.to_pylist()
    assert a.jumps.to_pylist() == b.jumps.to_pylist()
    assert (a.duplicates, a.late, a.switches) == (b.duplicates, b.late, b.switches)
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
    assert told.path.num_rows + told.duplicates + told.late == fixes.num_rows
    tracks = sum(row["n"] for row in final_tracks(told).values())
    assert tracks + told.jumps.num_rows == told.path.num_rows
