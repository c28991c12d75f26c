"""Real pairs interleaved: nothing that is told apart by source, group, time or length is lost."""

from pathlib import Path

import pytest
from interleaved import CONTEXTS, ORDERS, judge, pairs_of, real_messages


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("context", CONTEXTS)
def test_no_ship_is_made_of_two(shared: Path, order: str, context: str) -> None:
    pairs = pairs_of(real_messages(shared / "ais"), 9)
    assert sum(pair.is_alike for pair in pairs) > 2
    assert judge(pairs, order, context)["wrong"] == 0


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("context", ["receiver", "group", "time"])
def test_source_group_or_time_tells_them_apart(shared: Path, order: str, context: str) -> None:
    pairs = pairs_of(real_messages(shared / "ais"), 9)
    seen = judge(pairs, order, context)
    assert seen["right"] > 12
    assert seen["given up"] == 0


@pytest.mark.parametrize("order", ORDERS)
def test_lengths_tell_them_apart(shared: Path, order: str) -> None:
    pairs = [pair for pair in pairs_of(real_messages(shared / "ais"), 20) if not pair.is_alike]
    seen = judge(pairs, order, "bare")
    assert seen["right"] > 10
    assert seen["given up"] == 0
