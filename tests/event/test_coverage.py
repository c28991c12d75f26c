"""Coverage: who heard how much where, and the same table wherever the stream is cut."""

import pickle
from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import HOUR, SHIP, at, batches, fix, to_path

from straitwatch.event.base import Batch
from straitwatch.event.coverage import close_coverage, learn_coverage, merge_coverage
from straitwatch.model.schema import COVERAGE

AIRCRAFT = 1 << 56 | 0xAE0455
STEP = st.tuples(
    st.sampled_from([0.0, 1.0, 600.0, 1800.0, 3600.0, 9000.0]),
    st.sampled_from([-180.0, -179.9, 126.0, 126.2, 126.3, 179.99, 180.0]),
    st.sampled_from([-90.0, 26.0, 26.24, 26.26, 90.0]),
    st.sampled_from(["a.nmea", "b.csv"]),
    st.sampled_from(["r1", "r2", None]),
)
VOYAGES = st.lists(st.lists(STEP, max_size=12), min_size=1, max_size=4)
CUTS = st.lists(st.floats(0.0, 40_000.0), max_size=5)


def learn(slices: list[Batch]) -> tuple[pa.Table, list[int]]:
    """The whole table, and how many rows each slice told."""
    carry, tables = None, []
    for batch in slices:
        table, carry = learn_coverage(batch, carry)
        carry = pickle.loads(pickle.dumps(carry))  # noqa: S301 - as a checkpoint does
        close_coverage(carry)  # asking must not change what comes
        tables.append(table)
    tables.append(close_coverage(carry))
    return merge_coverage(tables), [table.num_rows for table in tables]


def rows_of(*rows: dict[str, Any], cuts: tuple = ()) -> list[dict[str, Any]]:
    return learn(batches(to_path(list(rows)), cuts=cuts))[0].to_pylist()


def sail(voyages: list[list[tuple]]) -> list[dict[str, Any]]:
    rows = []
    for k, voyage in enumerate(voyages):
        t = 0.0
        for step, lon, lat, source, receiver in voyage:
            t += step
            who = AIRCRAFT if k == 3 else SHIP + k % 2
            rows.append(fix(t, lon, lat, object_id=who, lane=k, source=source, receiver=receiver))
    return rows


def plain(rows: list[dict[str, Any]]) -> list[tuple]:
    """One plain loop: what the table must say."""
    fixes: Counter = Counter()
    objects = defaultdict(set)
    seen = set()
    for row in sorted(rows, key=lambda r: (r["object_id"], r["t"])):
        lane = row["object_id"], row["lane"]
        if lane not in seen:
            seen.add(lane)
            continue
        cell = (
            int(np.floor((row["lon"] + 180.0) / 0.25)) % 1440,
            min(int(np.floor((row["lat"] + 90.0) / 0.25)), 719),
        )
        craft = "aircraft" if row["object_id"] == AIRCRAFT else "ship"
        hour = row["t"].replace(minute=0, second=0, microsecond=0)
        key = hour, row["source"], row["receiver"], craft, *cell
        fixes[key] += 1
        objects[key].add(row["object_id"])
    return sorted(
        (h, s, r or "", c, x * 0.25 - 180.0, y * 0.25 - 90.0, n, len(objects[h, s, r, c, x, y]))
        for (h, s, r, c, x, y), n in fixes.items()
    )


def test_two_ships_an_hour_in_one_cell() -> None:
    rows = [
        *(fix(k * 600, 126.1, 26.1, receiver="r1") for k in range(6)),
        *(fix(k * 600, 126.2, 26.2, object_id=SHIP + 1, receiver="r1") for k in range(3)),
    ]
    (row,) = rows_of(*rows)
    assert (row["source"], row["receiver"], row["craft"]) == ("a.nmea", "r1", "ship")
    assert (row["west"], row["south"], row["east"], row["north"]) == (126.0, 26.0, 126.25, 26.25)
    assert row["t_start"] == at(0)
    assert (row["n_fixes"], row["n_objects"]) == (5 + 2, 2)  # but for the first fix of each


def test_one_lone_fix_proves_nothing() -> None:
    assert rows_of(fix(0, 3.0, 50.0)) == []


def test_a_ship_that_two_receivers_hear_counts_for_both() -> None:
    rows = [fix(k * 60, 126.1, 26.1, receiver=("r1", "r2")[k % 2]) for k in range(9)]
    assert [(r["receiver"], r["n_fixes"], r["n_objects"]) for r in rows_of(*rows)] == [
        ("r1", 4, 1),
        ("r2", 4, 1),
    ]


def test_an_hour_is_told_as_soon_as_it_is_over() -> None:
    rows = [fix(k * 600, 126.1, 26.1) for k in range(13)]
    _, told = learn(batches(to_path(rows), cuts=(HOUR, HOUR + 1)))
    assert told == [0, 1, 1, 1]


def test_what_comes_late_for_an_hour_that_was_told_is_not_counted() -> None:
    first = to_path([fix(0, 126.1, 26.1), fix(60, 126.1, 26.1), fix(7300, 126.1, 26.1)])
    late = to_path([fix(600, 126.1, 26.1, object_id=SHIP + 1, fresh=False, lane=k) for k in (0, 0)])
    none = batches(first)[0].jumps
    table, _ = learn([Batch(first, none), Batch(late, none)])
    assert table["n_fixes"].to_pylist() == [1, 1]


def test_nothing_heard_is_an_empty_table() -> None:
    assert rows_of() == []
    assert learn(batches(to_path([])))[0].schema == COVERAGE


def test_what_is_counted_stays_with_its_own_when_an_hour_goes() -> None:
    rows = [
        *(fix(k * 60, 126.1, 26.1, object_id=SHIP - 1) for k in range(3)),
        *(fix(HOUR + k * 60, 127.1, 26.1) for k in range(6)),
        *(fix(HOUR + k * 60, 128.1, 26.1, object_id=SHIP + 1) for k in range(4)),
    ]
    for cut in (HOUR - 1, HOUR + 61, HOUR + 121, HOUR + 181):
        told = {row["west"]: row["n_fixes"] for row in rows_of(*rows, cuts=(cut,))}
        assert told == {126.0: 2, 127.0: 5, 128.0: 3}


@settings(max_examples=60, deadline=None)
@given(VOYAGES, CUTS)
def test_cut_anywhere_the_table_is_that_of_a_plain_loop(voyages: list, cuts: list) -> None:
    rows = sail(voyages)
    table, _ = learn(batches(to_path(rows), cuts=tuple(cuts)))
    told = sorted(
        (r["t_start"], r["source"], r["receiver"] or "", r["craft"], r["west"], r["south"],
         r["n_fixes"], r["n_objects"])
        for r in table.to_pylist()
    )  # fmt: skip
    assert told == plain(rows)


def test_many_cells_and_objects_make_the_tables_grow() -> None:
    rows = [
        fix(60.0 * turn, -170.0 + (k % 600) * 0.5, -60.0 + k // 600, object_id=SHIP + k, lane=0)
        for k in range(3000)
        for turn in range(2)
    ]
    whole, _ = learn(batches(to_path(rows)))
    parts, _ = learn(batches(to_path(rows), cuts=(30.0,)))
    assert whole.num_rows == 3000
    assert whole.equals(parts)


def moved(voyages: list[list[tuple]], hours: int, cells: int) -> list[tuple]:
    """What is told of voyages that were shifted in time and turned, without when and where."""
    rows = [
        row | {
            "t": row["t"] + timedelta(hours=hours),
            "lon": (row["lon"] + 180.0 + cells * 0.25) % 360.0 - 180.0,
        }
        for row in sail(voyages)
    ]  # fmt: skip
    return sorted(
        ((r["t_start"] - timedelta(hours=hours)).isoformat(), r["source"], r["receiver"] or "",
         r["craft"], (r["west"] - cells * 0.25) % 360.0, r["south"], r["n_fixes"], r["n_objects"])
        for r in rows_of(*rows)
    )  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(VOYAGES, st.integers(-50, 50), st.integers(0, 1439))
def test_shifted_by_hours_and_turned_by_cells(voyages: list, hours: int, cells: int) -> None:
    assert moved(voyages, hours, cells) == moved(voyages, 0, 0)


@settings(max_examples=30, deadline=None)
@given(VOYAGES, st.data())
def test_a_repeated_fix_adds_no_object(voyages: list, data: st.DataObject) -> None:
    """Of a lane's first fix it is track/ that leaves a repeat out."""
    rows = sail(voyages)
    first = {row["object_id"]: row["t"] for row in reversed(rows)}
    later = [row for row in rows if row["t"] > first[row["object_id"]]]
    again = data.draw(st.sampled_from(later)) if later else None

    def objects(told: list[dict[str, Any]]) -> dict:
        return {tuple(map(str, list(row.values())[:8])): row["n_objects"] for row in told}

    once, twice = objects(rows_of(*rows)), objects(rows_of(*rows, *([again] if again else [])))
    assert all(twice[key] == n for key, n in once.items())
