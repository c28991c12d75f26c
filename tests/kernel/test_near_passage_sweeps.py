"""Approaches and stays of a sweep against plain references on one lane."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel import near, passage, staying
from straitwatch.kernel.rows import POINT, Rows

NM, MINUTE = 1852.0, 60_000_000
DWELL, ERROR, REACH, LIMIT, SILENCE, GAP = 10, 510.0, 24 * NM, 12 * NM, 720, 60
T0 = 1_600_000_000_000_000

STEPS = st.lists(
    st.tuples(
        st.sampled_from([1, 3, 6, 11, 45, 90, 800]),
        st.sampled_from([2.0, 11.5, 11.8, 11.9, 12.1, 12.2, 14.0, 20.0, 23.8, 24.0, 30.0]),
    ),
    min_size=1,
    max_size=40,
)


def to_rows(steps: list[tuple[int, float]]) -> tuple[Rows, list[int], list[float]]:
    """One lane, of (minutes after the fix before, miles off the coast)."""
    minutes = np.cumsum([step for step, _ in steps])
    miles = np.array([nm for _, nm in steps])
    n = len(steps)
    coast = np.where(miles <= 24, miles * NM, np.nan).astype(np.float32)
    zone = np.where(miles <= 12, 2, np.where(miles <= 24, 3, 4)).astype(np.int8)
    none, zero = np.full(n, np.nan, np.float32), np.zeros(n, np.int32)
    rows = Rows(
        slot=zero.copy(), fresh=np.arange(n) == 0, object_id=np.full(n, 431_000_001),
        track_id=np.ones(n, np.int64), t=T0 + minutes * MINUTE, lon=np.full(n, 125.0),
        lat=miles / 60, sog_kn=np.full(n, 12.0, np.float32), cog_deg=none, alt_ft=none,
        vrate_ft_min=none, nav_status=np.full(n, -1, np.int8), zone=zone, coast_m=coast,
        breadth_m=none, state=zero.copy(), source=zero.copy(), receiver=zero.copy(),
        line=np.arange(n),
    )  # fmt: skip
    return rows, minutes.tolist(), miles.tolist()


def hold(minutes: list[int], sides: list[int], sure: list, breaks: set[int]) -> list[list[int]]:
    """Runs of row numbers on one held side, each [side, first row, last row on it]."""
    runs: list[list[int]] = []
    away: list[int] = []
    for k, side in enumerate(sides):
        if k in breaks and runs and runs[-1][0] == 1:
            runs.append([side, k, k])
            away = []
        elif not runs or side == runs[-1][0]:
            runs = runs or [[side, k, k]]
            runs[-1][2], away = k, []
        else:
            away = [*(away if away and sides[away[0]] == side else []), k]
            if sure[k](runs[-1][0]) or minutes[k] - minutes[away[0]] >= DWELL:
                runs.append([side, away[0], k])
                away = []
    return runs


def plain_stays(minutes: list[int], miles: list[float]) -> list[tuple[int, int, bool]]:
    """(first row, last row, whether it began inside) of each stay that ended by an exit."""
    sides = [int(nm <= 12) for nm in miles]
    past = [abs(nm * NM - LIMIT) > ERROR for nm in miles]
    sure = [lambda _, is_past=is_past: is_past for is_past in past]
    runs = hold(minutes, sides, sure, set())
    return [(first, last, k == 0) for k, (side, first, last) in enumerate(runs[:-1]) if side]


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_stays_as_in_a_plain_loop(steps: list) -> None:
    rows, minutes, miles = to_rows(steps)
    memory = staying.empty_stays(np.zeros((1, staying.WIDTH), POINT))
    bounds = staying.Bounds(
        LIMIT, ERROR, DWELL * MINUTE, GAP * MINUTE, 3.0, 0.5, 30 * MINUTE, 10 * MINUTE, 3 * NM,
        0.5 * NM, 120.0,
    )  # fmt: skip
    told = staying.room_for(len(minutes))
    found = passage.sweep_passages(rows, rows.source, rows.state, memory, bounds, told)
    got = [
        (
            int(told.points[k, staying.FIRST]["line"]),
            int(told.points[k, staying.LAST]["line"]),
            bool(told.stays[k]["began"] == staying.BEGAN_INSIDE),
        )
        for k in range(found)
    ]
    assert got == plain_stays(minutes, miles)
    for k, (first, last, _) in enumerate(got):
        span = range(first + 1, min(last + 2, len(minutes)))
        lulls = [minutes[j] - minutes[j - 1] for j in span if miles[j - 1] <= 12]
        longest = int(told.stays[k]["silence_us"]) // MINUTE
        assert longest == max((lull for lull in lulls if lull >= GAP), default=0)


def plain_approaches(minutes: list[int], miles: list[float]) -> list[tuple[int, int, float]]:
    """(first row, last row, least miles) of each approach that went back beyond reach or broke."""
    sides = [2 if nm <= 12 else 1 if nm <= 24 else 0 for nm in miles]

    def settles(k: int) -> object:
        metres = miles[k] * NM
        if sides[k] == 0:
            return lambda held: held == 2
        if sides[k] == 2:
            return lambda _: metres < LIMIT - ERROR
        return lambda held: metres > LIMIT + ERROR if held == 2 else metres < REACH - ERROR

    lulls = {k for k in range(1, len(minutes)) if minutes[k] - minutes[k - 1] >= SILENCE}
    runs = hold(minutes, sides, [settles(k) for k in range(len(miles))], lulls)
    out = []
    for k, (side, first, _) in enumerate(runs[:-1]):
        after = runs[k + 1]
        silent = after[1] in lulls and side == 1
        came_out = k > 0 and runs[k - 1][0] == 2
        if side != 1 or (after[0] == 2 and not silent) or came_out:
            continue
        start = first
        if k > 0 and runs[k - 1][0] == 0:  # also rows inside within the error that led there
            while start > runs[k - 1][2] + 1 and sides[start - 1] != 0:
                start -= 1
        near_rows = [j for j in range(start, after[1]) if sides[j] != 0]
        began_near = k == 0 or (first in lulls and runs[k - 1][0] == 1)
        fleeting = minutes[near_rows[-1]] - minutes[near_rows[0]] < DWELL
        if fleeting and (began_near or silent):
            continue
        least = min(miles[j] for j in near_rows)
        out.append((near_rows[0], near_rows[-1], least))
    return out


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_approaches_as_in_a_plain_loop(steps: list) -> None:
    rows, minutes, miles = to_rows(steps)
    memory = near.empty_near(np.zeros((1, near.KEPT * near.WIDTH), POINT))
    bounds = near.Bounds(REACH, LIMIT, ERROR, DWELL * MINUTE, MINUTE, SILENCE * MINUTE)
    told = near.room_for(len(minutes))
    found = near.sweep_near(rows, rows.source, rows.state, memory, bounds, told)
    got = [
        (
            int(told.points[k, near.FIRST]["line"]),
            int(told.points[k, near.LAST]["line"]),
            round(float(told.approaches[k]["nearest_m"]) / NM, 3),
        )
        for k in range(found)
    ]
    assert got == plain_approaches(minutes, miles)
