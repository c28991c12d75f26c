"""Real pairs interleaved: nothing that is told apart by source, group, time or length is lost."""

import random
from pathlib import Path

import pytest
from interleaved import CONTEXTS, ORDERS, checked, judge, pairs_of, real_messages, said


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


@pytest.mark.parametrize("seed", range(3))
def test_parts_shuffled_over_a_hundred_lines_are_joined(seed: int) -> None:
    """Three parts each, every sequence number on both channels, VDM and VDO: 120 lines."""
    lines = []
    for k, formatter in enumerate((b"VDM", b"VDO")):
        for c, channel in enumerate((b"A", b"B")):
            for n in range(10):
                letters = b"8" + b"%05d" % (10_000 + 100 * k + 10 * c + n) + b"0" * 162
                lines += [
                    b"!" + checked(b"AI%s,3,%d,%d,%s,%s,0" % (formatter, p + 1, n, channel, part))
                    for p, part in enumerate((letters[:60], letters[60:120], letters[120:]))
                ]
    random.Random(seed).shuffle(lines)
    assert len(said(lines)) == 40
