"""Points in an outline: the kernel against its plain reference."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel.inside import are_inside, are_inside_plain


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 12))
def test_the_kernel_agrees_with_its_reference(seed: int, corners: int) -> None:
    rng = np.random.default_rng(seed)
    a = rng.uniform(-10.0, 10.0, (corners, 2))
    x, y = rng.uniform(-12.0, 12.0, (2, 200))
    b = np.roll(a, -1, axis=0).copy()
    assert (are_inside(x, y, a, b) == are_inside_plain(x, y, a, b)).all()


def test_a_square_holds_its_middle_and_not_what_is_beside_it() -> None:
    a = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
    b = np.roll(a, -1, axis=0).copy()
    level = a[:, 1] != b[:, 1]
    x, y = np.array([0.5, 1.5, -0.5, 0.5]), np.array([0.5, 0.5, 0.5, 1.5])
    assert are_inside(x, y, a[level], b[level]).tolist() == [True, False, False, False]
