"""Stays against a plain reference; slots that remember."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel import stay as kernel
from straitwatch.kernel.slots import compact_marks, find_runs, merge_slots

DWELL = 600
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
    fixes = [(int(t[k]), *step[1:]) for k, step in enumerate(steps)]
    n = len(fixes)
    stays = np.empty((n, 7), np.int64)
    found = kernel.sweep_stays(
        t,
        np.array([f[1] for f in fixes], np.int64),
        np.array([f[3] for f in fixes], np.float64),
        np.array([f[2] for f in fixes], bool),
        np.array([f[4] for f in fixes], bool),
        np.zeros(n, np.int64),
        DWELL,
        np.full((1, kernel.MARKS), -1, np.int64),
        stays,
    )
    told = [(*row[1:6], bool(row[6] == kernel.BROKEN)) for row in stays[:found].tolist()]
    assert told == plain_stays(fixes)


def test_slots_are_merged_and_keep_their_marks() -> None:
    ids, marks = merge_slots(
        np.array([3, 7]), np.array([[1, 2], [3, 4]]), np.array([5, 7, 9], np.int64)
    )
    assert ids.tolist() == [3, 5, 7, 9]
    assert marks.tolist() == [[1, 2], [-1, -1], [3, 4], [-1, -1]]


def test_marks_are_compacted_to_the_rows_they_point_at() -> None:
    rows, marks = compact_marks(np.array([[9, -1, 77], [4, 9, 78]]), 2)
    assert rows.tolist() == [4, 9]
    assert marks.tolist() == [[1, -1, 77], [0, 1, 78]]


def test_runs_are_found() -> None:
    ids, first = find_runs(np.array([2, 2, 5, 9, 9], np.int64))
    assert (ids.tolist(), first.tolist()) == ([2, 5, 9], [0, 2, 3])
    assert [len(part) for part in find_runs(np.empty(0, np.int64))] == [0, 0]
