"""Links of ships: which hang together, how many hold; distances that are kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel.company import LINK, count_links, find_companions, join_links, label_links
from straitwatch.kernel.meet import pair_key
from straitwatch.kernel.resample import SPOT

WINDOW, PATIENCE, DRIFT = 4, 2, 100.0
EDGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=15)


@given(EDGES)
@settings(max_examples=60, deadline=None)
def test_what_hangs_together(edges: list[tuple[int, int]]) -> None:
    a = np.array([e[0] for e in edges], np.int64)
    b = np.array([e[1] for e in edges], np.int64)
    label = label_links(a, b, 10)
    reach = {k: {k} for k in range(10)}
    for _ in range(10):
        for i, j in edges:
            both = reach[i] | reach[j]
            for k in both:
                reach[k] = both
    assert label.tolist() == [min(reach[k]) for k in range(10)]


def test_links_are_counted() -> None:
    links = np.zeros(5, LINK)
    links["lane_a"], links["lane_b"] = [1, 2, 1, 3, 8], [2, 3, 3, 9, 9]
    links["good"] = [9, 9, 2, 9, 9]
    held, total = count_links(links, np.array([1, 2, 3]), np.zeros(3, np.int64), WINDOW)
    assert (held[0], total[0]) == (2, 4)


def follow(distances: list[float | None]) -> list[tuple[int, int, int] | None]:
    """(start, good, seen) of one pair after each mark."""
    spots = np.zeros(2, SPOT)
    spots["lane"], spots["object_id"] = [5, 3], [70, 60]
    links, rings = np.empty(0, LINK), np.empty((0, WINDOW), np.float32)
    a, b, told = np.array([0], np.int32), np.array([1], np.int32), []
    for mark, dist in enumerate(distances):
        keys, which = np.empty(1, np.int64), np.empty(1, np.int64)
        n = 0 if dist is None else find_companions(spots, a, b, 3.0, keys, which)
        new, new_rings = np.empty(n + len(links), LINK), np.empty((n + len(links), WINDOW), "f4")
        n = join_links(
            mark, spots, a, b, np.array([dist or 0.0]), keys[:n], which[:n], DRIFT, PATIENCE,
            links, rings, new, new_rings,
        )  # fmt: skip
        links, rings = new[:n], new_rings[:n]
        told.append(links[["start", "good", "seen"]].tolist()[0] if n else None)
        if n:
            assert links["key"][0] == pair_key(3, 5)
            assert links[["object_a", "lane_a", "object_b", "lane_b"]][0].item() == (60, 3, 70, 5)
    return told


def test_a_distance_that_is_kept() -> None:
    assert follow([1000.0] * 7)[-1] == (0, 6, 6)


def test_a_distance_that_grows_starts_anew_until_it_stays() -> None:
    assert follow([0.0, 150.0, 300.0, 450.0, 500.0, 520.0, 500.0, 500.0])[-1] == (3, 7, 7)


def test_a_link_that_held_bears_a_dip() -> None:
    told = follow([1000.0] * 6 + [700.0, 700.0] + [1000.0] * 2)
    assert told[5] == (0, 5, 5)
    assert told[7] == (0, 5, 7)
    assert told[9] == (0, 9, 9)


def test_a_link_that_held_ends_when_it_drifts_for_long() -> None:
    told = follow([1000.0] * 6 + [1200.0, 1400.0, 1600.0, 1800.0])
    assert told[7] == (0, 5, 7)
    assert told[8] == (8, 8, 8)


@pytest.mark.parametrize(("silent", "told"), [(2, (0, 7, 7)), (3, (8, 8, 8))])
def test_silence(silent: int, told: tuple[int, int, int]) -> None:
    assert follow([1000.0] * 5 + [None] * silent + [1000.0])[-1] == told


def test_only_other_identities_with_nearly_one_velocity() -> None:
    spots = np.zeros(4, SPOT)
    spots["object_id"], spots["lane"] = [1, 1, 2, 3], [0, 1, 2, 3]
    spots["vx"] = [0.0, 0.0, 2.9, 3.1]
    a, b = np.array([0, 0, 0], np.int32), np.array([1, 2, 3], np.int32)
    keys, which = np.empty(3, np.int64), np.empty(3, np.int64)
    n = find_companions(spots, a, b, 3.0, keys, which)
    assert (n, which[:n].tolist(), keys[:n].tolist()) == (1, [1], [pair_key(2, 0)])
