"""Stays against a plain reference; runs of objects."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel import stay as kernel
from straitwatch.kernel.rows import NEVER, Rows
from straitwatch.kernel.slots import find_runs

DWELL = 600
LIMIT, ERROR = 100.0, 10.0
FIX = st.tuples(
    st.sampled_from([1, 100, 300, 600]),
    st.sampled_from([-1, 0, 0, 1, 1, 2]),
    st.booleans(),
    st.sampled_from([1.0, 5.0, 9.0]),
    st.sampled_from([False] * 7 + [True]),
)


def plain_stays(fixes: list[tuple]) -> list[tuple]:  # noqa: C901 - one plain loop, to be read
    """One object: (in_before, in_after, near, last inside, first outside, broken)."""
    out: list[tuple] = []
    here = run = None  # last fix on the side that holds; first of a run on another side
    stay: tuple | None = None
    for k, (t, side, sure, coast, broken) in enumerate(fixes):
        if broken and here is not None:
            if stay:
                out.append((*stay, here, k, True))
            here = run = stay = None
        if side < 0:
            continue
        held = None if here is None else fixes[here][1]
        if held is None or side == held:
            if held is None and side > 0:
                stay = (-1, k, k)
            elif stay and coast < fixes[stay[2]][3]:
                stay = (*stay[:2], k)
            here, run = k, None
            continue
        if run is None or fixes[run][1] != side:
            run = k
        if (sure and 0 in (side, held)) or t - fixes[run][0] >= DWELL:
            if stay:
                out.append((*stay, here, run, False))
            nearer = k if coast < fixes[run][3] else run
            stay = (here, run, nearer) if side > 0 else None
            here, run = k, None
    return out


@settings(max_examples=200, deadline=None)
@given(st.lists(FIX, max_size=25))
def test_stays_agree_with_the_plain_reference(steps: list[tuple]) -> None:
    t = np.cumsum([step[0] for step in steps]).astype(np.int64)
    fixes = [
        (int(t[k]), side, sure, coast if sure else LIMIT - ERROR + coast, broken)
        for k, (_, side, sure, coast, broken) in enumerate(steps)
    ]
    told = run_kernel(fixes)
    assert told == plain_stays(fixes)


def run_kernel(fixes: list[tuple]) -> list[tuple]:
    """The same of the kernel; a break gives the lane up before its fix."""
    spots = np.zeros((1, kernel.SPOTS), kernel.SPOT)
    spots["t"], count, out = NEVER, np.full((1, 1), -1, np.int64), []
    bounds = kernel.Bounds(LIMIT, ERROR, float(DWELL), float(DWELL))
    for k, fix in enumerate(fixes):
        stays, ends = np.zeros((2, kernel.SPOTS), kernel.SPOT), np.zeros((2, 2), np.int64)
        if fix[4]:
            gone = np.zeros(1, np.int32)
            count[:] = 2  # the reference knows no lanes of one fix
            found = kernel.end_broken(gone, spots, count, stays, ends)
            out += [read(stays[j], k) for j in range(found)]
        rows, room = one_row(k, fix), np.zeros(1, kernel.SPOT)
        found = kernel.sweep_stays(rows, rows.source, spots, count, bounds, stays, ends, room)
        out += [read(stays[j], None) for j in range(found)]
    return out


def one_row(k: int, fix: tuple) -> Rows:
    """A row whose line is its number; how sure it is, its distance from the limit says."""
    t, side, sure, coast, _ = fix
    metres = coast if side > 0 else (np.inf if sure else LIMIT)
    known = {
        "slot": np.int32(0),
        "t": np.int64(t),
        "line": np.int64(k),
        "zone": np.int8(-1 if side < 0 else 2 if side > 0 else 3),
        "state": np.int32(side - 2),
        "coast_m": np.float32(metres),
        "breadth_m": np.float32(np.nan),
        "lon": 0.0,
        "lat": 0.0,
    }
    kinds = {"fresh": bool, "track_id": np.int64, "object_id": np.int64}
    return Rows(
        **{
            name: np.array([known[name]]) if name in known else blank(name, kinds)
            for name in Rows._fields
        }
    )


def blank(name: str, kinds: dict[str, type]) -> np.ndarray:
    codes = {"source": np.int32, "receiver": np.int32, "nav_status": np.int8}
    return np.zeros(1, kinds.get(name) or codes.get(name) or np.float32)


def read(stay: np.ndarray, broken_at: int | None) -> tuple:
    spots = [int(s["line"]) if s["t"] != NEVER else -1 for s in stay]
    before, after, near = (spots[j] for j in (kernel.IN_BEFORE, kernel.IN_AFTER, kernel.NEAR))
    last, first_out = spots[kernel.OUT_BEFORE], spots[kernel.OUT_AFTER]
    if broken_at is not None:
        return before, after, near, last, broken_at, True
    return before, after, near, last, first_out, False


def test_runs_are_found() -> None:
    ids, first = find_runs(np.array([2, 2, 5, 9, 9], np.int64))
    assert (ids.tolist(), first.tolist()) == ([2, 5, 9], [0, 2, 3])
    assert [len(part) for part in find_runs(np.empty(0, np.int64))] == [0, 0]
