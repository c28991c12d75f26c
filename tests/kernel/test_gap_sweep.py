"""Gaps, reception and who else was heard, against plain references."""

from collections import Counter
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel import gap as kernel
from straitwatch.kernel.coverage import (
    CELL_DEG,
    COLUMNS,
    count_heard,
    empty_heard,
    key_of,
    others_heard,
    rebuild,
    split_keys,
)
from straitwatch.kernel.rows import NEVER, POINT, Rows

HOUR = kernel.HOUR_US
STEP_US = HOUR // 2
FIX = st.tuples(
    st.integers(0, 3),  # lane
    st.sampled_from([0, 60, 600, 1800, 3600, 7200, 50_000]),  # seconds since the lane's last
    st.sampled_from([-1, -1, 0, 1, 2, 3, 4, 5]),  # receiver
    st.sampled_from([-180.0, -179.8, 126.0, 126.3, 179.9]),
    st.sampled_from([False] * 9 + [True]),
)
FIXES = st.lists(FIX, max_size=60)


def rows_of(fixes: list[tuple]) -> Rows:
    """Rows by lane, then time."""
    made: list[tuple] = []
    t = [1_671_148_800_000_000] * 4
    seen: set[int] = set()
    for lane, seconds, receiver, lon, fresh in fixes:
        t[lane] += seconds * 1_000_000
        made.append((lane, lane not in seen or fresh, t[lane], lon, receiver))
        seen.add(lane)
    made.sort(key=lambda one: one[0])
    n = len(made)
    kinds = dict.fromkeys(Rows._fields, np.float64) | {
        "slot": np.int32, "fresh": np.bool_, "object_id": np.int64, "track_id": np.int64,
        "t": np.int64, "nav_status": np.int8, "zone": np.int8, "state": np.int32,
        "source": np.int32, "receiver": np.int32, "line": np.int64,
    } | dict.fromkeys(
        ("sog_kn", "cog_deg", "alt_ft", "vrate_ft_min", "coast_m", "breadth_m"), np.float32
    )  # fmt: skip
    columns: dict[str, Any] = {name: np.zeros(n, kind) for name, kind in kinds.items()}
    columns["slot"][:] = [one[0] for one in made]
    columns["object_id"][:] = [431_000_000 + one[0] // 2 for one in made]  # two lanes each
    columns["fresh"][:] = [one[1] for one in made]
    columns["t"][:] = [one[2] for one in made]
    columns["lon"][:] = [one[3] for one in made]
    columns["lat"][:] = 26.1
    columns["receiver"][:] = [one[4] for one in made]
    columns["line"][:] = np.arange(n)
    return Rows(**columns)


def sweep(rows: Rows, room: int) -> list[tuple]:
    points = np.zeros((4, 1), POINT)
    points["t"] = NEVER
    marks, coast_m = np.full((4, kernel.MARKS), -1, np.int64), np.full((4, 1), np.nan)
    reception, found = kernel.empty_reception(4), kernel.empty_found(room)
    told, row = [], 0
    while row < len(rows.t):
        row, n = kernel.sweep_gaps(
            rows, rows.source, rows.receiver, HOUR, row, points, marks, coast_m, reception, found
        )
        for k in range(n):
            by = {
                int(w): int(c) for w, c in zip(found.who[k], found.n[k, 1:], strict=True) if w >= 0
            }
            ends = found.points["line"][k].tolist()
            told.append((int(found.slot[k]), *ends, int(found.n[k, 0]), by))
    return told


def plain(rows: Rows) -> list[tuple]:
    """One plain loop: gaps with all fixes of the lane in the 12 clock hours before."""
    told = []
    heard: dict[int, list[tuple[int, int, int]]] = {}
    for k in range(len(rows.t)):
        lane, t = int(rows.slot[k]), int(rows.t[k])
        if rows.fresh[k]:
            heard[lane] = []
        if heard[lane]:
            last_k, last, _ = heard[lane][-1]
            if t - last >= HOUR:
                lately, before = [], None
                for _, moment, receiver in heard[lane]:
                    if last // HOUR - moment // HOUR < kernel.BUCKETS and moment != before:
                        lately.append(receiver)
                    before = moment
                by = Counter(r for r in lately if r >= 0)
                told.append((lane, last_k, k, len(lately), dict(by)))
        heard[lane].append((k, t, int(rows.receiver[k])))
    return told


@settings(max_examples=200, deadline=None)
@given(FIXES, st.sampled_from([1, 2, 64]))
def test_gaps_agree_with_the_plain_reference(fixes: list, room: int) -> None:
    rows = rows_of(fixes)
    for found, true in zip(sweep(rows, room), plain(rows), strict=True):
        assert found[:4] == true[:4]
        if len({*rows.receiver.tolist()} - {-1}) <= kernel.BEARERS:
            assert found[4] == true[4]
        else:  # further ones are in the total alone
            assert all(n <= true[4][who] for who, n in found[4].items())


def counted(rows: Rows, pairs: int) -> Any:  # noqa: ANN401 - a named tuple of arrays
    heard, last_key = empty_heard(64, pairs), np.full(4, -1, np.int64)
    last_at, row = np.zeros(4, np.int32), 0
    group = np.zeros(len(rows.t), np.int32)
    while True:
        row = count_heard(rows, group, STEP_US, 0, row, heard, last_key, last_at)
        if row == len(rows.t):
            return heard
        wider = empty_heard(2 * len(heard.entry), len(heard.pair))
        rebuild(heard, wider, 0)
        heard = wider


@settings(max_examples=100, deadline=None)
@given(FIXES, st.integers(0, 3), st.integers(0, 40), st.sampled_from([2, 64]))
def test_others_agree_with_the_plain_reference(
    fixes: list, lane: int, half_hours: int, pairs: int
) -> None:
    rows = rows_of(fixes)
    t = 1_671_148_800_000_000 + half_hours * STEP_US + 7
    until = t + 2 * HOUR
    me = 431_000_000 + lane // 2
    told = others_heard(counted(rows, pairs), 0, me, t, -179.9, 26.1, STEP_US, 2 * STEP_US, until)
    near = {126.0: False, 126.3: False}
    most = [0, 0]
    for step in range(t // STEP_US - 2, until // STEP_US):
        at_once: Counter = Counter()
        for k in range(len(rows.t)):
            close = near.get(float(rows.lon[k]), True)
            other = rows.object_id[k] != me and not rows.fresh[k]
            if close and other and rows.t[k] // STEP_US == step:
                cell = int((rows.lon[k] + 180.0) / CELL_DEG)
                at_once[(int(rows.object_id[k]), cell)] = 1
        if step * STEP_US >= t:
            most[1] = max(most[1], sum(at_once.values()))
        elif (step + 1) * STEP_US <= t:
            most[0] = max(most[0], sum(at_once.values()))
    assert told == tuple(most)


def test_a_key_comes_apart_as_it_was_put_together() -> None:
    key = key_of(4_000_000, 1_000_000, True, 719 * COLUMNS + 1439)
    assert key > 0
    parts = split_keys(np.array([key]))
    assert [int(part[0]) for part in parts] == [4_000_000, 1_000_000, 1, 719 * COLUMNS + 1439]
