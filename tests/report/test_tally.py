"""Counts of days and of spans bound a total, and none is added twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.report.tally import Bounds, Tally, bounds_of, sum_bounds

T0 = datetime(2022, 12, 16, 15, tzinfo=UTC)


def _days(first: int, last: int, n: int, n_is: str = "exact", craft: str = "all") -> Tally:
    start, end = (T0 + timedelta(days=day) for day in (first, last))
    return Tally(start, end, bounds_of(n, n_is), craft)


@pytest.mark.parametrize(
    ("n", "n_is", "bounds"),
    [
        (320, "about", Bounds(288, 352)),
        (20, "about", Bounds(15, 25)),
        (300, "about", Bounds(250, 350)),
        (7, "about", Bounds(6, 8)),
        (300, "at_least", Bounds(300, None)),
        (300, "at_most", Bounds(0, 300)),
        (12, "exact", Bounds(12, 12)),
        (12, None, Bounds(12, 12)),
        (0, "about", Bounds(0, 0)),
    ],
)
def test_a_count_is_bounded_as_it_is_told(n: int, n_is: str | None, bounds: Bounds) -> None:
    assert bounds_of(n, n_is) == bounds


def test_a_part_is_never_added_to_its_whole() -> None:
    whole, part = _days(0, 15, 320, "about"), _days(11, 15, 60, "about")
    assert sum_bounds([whole, part]) == Bounds(288, 352)
    assert sum_bounds([whole]) == Bounds(288, 352)


def test_days_add_up_and_may_say_more_than_the_whole() -> None:
    days = [_days(day, day + 1, 10) for day in range(5)]
    assert sum_bounds(days) == Bounds(50, 50)
    assert sum_bounds([*days, _days(0, 5, 40, "at_least")]) == Bounds(50, 50)
    assert sum_bounds([*days[:2], _days(0, 5, 40, "at_least")]) == Bounds(40, None)
    assert sum_bounds([*days[:2], _days(2, 5, 100, "at_most")]) == Bounds(20, 120)


def test_what_lies_between_two_tallied_days_is_not_bounded_by_them() -> None:
    assert sum_bounds([_days(0, 1, 10), _days(3, 4, 20)]) == Bounds(30, 30)  # of these days
    assert sum_bounds([]) is None


def test_spans_that_overlap_are_not_both_taken_for_the_least() -> None:
    assert sum_bounds([_days(0, 3, 30), _days(2, 5, 30)]) == Bounds(30, 60)


def test_tellings_that_differ_leave_all_that_any_allows() -> None:
    assert sum_bounds([_days(0, 1, 20), _days(0, 1, 25)]) == Bounds(20, 25)
    assert sum_bounds([_days(0, 1, 20), _days(0, 1, 25, "at_least")]) == Bounds(20, None)
    assert sum_bounds([_days(0, 1, 320, "about"), _days(0, 1, 300, "at_least")]) == Bounds(300, 352)


def test_one_craft_bounds_the_least_and_both_the_most() -> None:
    jets, helicopters = _days(0, 1, 40, craft="fixed-wing"), _days(0, 1, 20, craft="helicopters")
    assert sum_bounds([jets]) == Bounds(40, None)
    assert sum_bounds([jets, helicopters]) == Bounds(60, 60)
    assert sum_bounds([jets, helicopters, _days(0, 1, 60)]) == Bounds(60, 60)


COUNTS = st.lists(st.integers(0, 30), min_size=6, max_size=6)
SPANS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6)), min_size=1, max_size=8)


@settings(max_examples=100, deadline=None)
@given(COUNTS, SPANS, st.data())
def test_the_truth_lies_within(
    counts: list[int], spans: list[tuple[int, int]], data: st.DataObject
) -> None:
    tallies, days = [], set()
    for first, length in spans:
        last = min(first + length, len(counts))
        true = sum(counts[first:last])
        n_is = data.draw(st.sampled_from(["exact", "at_least", "at_most"]))
        off = data.draw(st.integers(0, 5)) * {"exact": 0, "at_least": -1, "at_most": 1}[n_is]
        tallies.append(_days(first, last, max(true + off, 0), n_is))
        days |= set(range(first, last))
    found = sum_bounds(tallies)
    assert found is not None
    true = sum(counts[day] for day in days)
    assert found.low <= true
    assert found.high is None or true <= found.high
    assert sum_bounds([*tallies[::-1], *tallies]) == found
