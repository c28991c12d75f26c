"""Columns of whole messages are what the plain reference reads, for every type and any length."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from message_bits_strategy import draw, read

from straitwatch.decode.ais.kinds import KINDS, TYPES, choose_kinds, types_mask
from straitwatch.decode.ais.reference import read_message
from straitwatch.model.error import ConfigError


def compare(messages: list[str]) -> None:
    rows = read(messages)
    for line, bits in enumerate(messages, 1):
        want = read_message(bits)
        assert rows.pop(line, None) == want, bits
    assert not rows


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_random_messages(seed: int) -> None:
    rng = random.Random(seed)
    compare([draw(rng, rng.randrange(1, 30)) for _ in range(20)])


@pytest.mark.parametrize("number", range(1, 28))
def test_every_length_of_every_type(number: int) -> None:
    rng = random.Random(number)
    bits = "".join(rng.choice("01") for _ in range(1280))
    for part in ("00", "01"):
        whole = f"{number:06b}{bits[6:38]}{part}{bits[40:]}"
        compare([whole[:n] for n in range(38, 500)])


def test_every_type_has_a_kind() -> None:
    assert sorted(TYPES) == list(range(1, 28))
    assert len(KINDS) == 21
    assert choose_kinds(["all"]) == tuple(KINDS)
    assert types_mask(choose_kinds(["text", "ack"])) == 1 << 7 | 1 << 12 | 1 << 13 | 1 << 14


def test_rest_is_what_fix_and_static_do_not_cover() -> None:
    rest = types_mask(choose_kinds(["rest"]))
    assert [k for k in range(64) if rest >> k & 1] == [
        6,
        7,
        8,
        10,
        *range(12, 18),
        20,
        22,
        23,
        25,
        26,
    ]


def test_an_unknown_kind_is_told_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="no kind of message 'slot': did you mean slots"):
        choose_kinds(["slot"])
