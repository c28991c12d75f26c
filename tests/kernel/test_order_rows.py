"""The order of rows against NumPy's."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from straitwatch.kernel.order import order_rows

FAR = st.one_of(st.integers(-3, 3), st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**40))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(FAR, FAR, FAR), max_size=40))
@example([(-(2**63), 0, 0), (2**63 - 1, 0, 0), (0, 0, 0)])
@example([(1, 2, 1), (1, 2, 0), (1, 1, 5)])
def test_rows_are_sorted_as_numpy_sorts(rows: list[tuple[int, int, int]]) -> None:
    keys = [np.array([row[k] for row in rows], np.int64) for k in range(3)]
    wanted = np.lexsort(keys[::-1]).tolist()
    order = order_rows(*keys)
    assert (list(range(len(rows))) if order is None else order.tolist()) == wanted


def test_what_is_in_order_is_left_alone() -> None:
    rising = np.arange(5)
    assert order_rows(rising) is None
    assert order_rows(np.zeros(5, np.int64), rising) is None
    assert order_rows(np.array([1, 0])).tolist() == [1, 0]


def test_many_rows_with_wide_keys() -> None:
    rng = np.random.default_rng(1)
    ids = rng.choice(rng.integers(2**57, size=50), 20_000)
    line = np.arange(20_000)
    assert order_rows(ids, line).tolist() == np.argsort(ids, kind="stable").tolist()
