"""Fields read by the kernels are those that a string of bits shows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel.aivdm_bits import N_WORDS
from straitwatch.kernel.message_bits import read_data, read_number, read_numbers, read_text
from straitwatch.kernel.message_reference import data_of, number_of, text_of

MESSAGES = st.lists(st.text("01", max_size=700), min_size=1, max_size=6)


def pack(messages: list[str], fill: str = "1") -> tuple[np.ndarray, np.ndarray]:
    """Words of messages; behind their end stands what must not be read."""
    rows = [bits.ljust(64 * N_WORDS, fill) for bits in messages]
    words = [[int(row[k : k + 64], 2) for k in range(0, len(row), 64)] for row in rows]
    return np.array(words, np.uint64), np.array([len(bits) for bits in messages], np.int64)


def texts(runs: tuple[np.ndarray, np.ndarray, np.ndarray]) -> list[bytes | None]:
    data, ends, present = runs
    whole = data.tobytes()
    assert ends[-1] == len(whole)
    return [whole[ends[k] : ends[k + 1]] if present[k] else None for k in range(len(present))]


@settings(max_examples=100, deadline=None)
@given(MESSAGES, st.data())
def test_numbers(messages: list[str], data: st.DataObject) -> None:
    words, bits = pack(messages)
    width, signed = data.draw(st.integers(0, 63)), data.draw(st.booleans())
    starts = data.draw(st.lists(st.integers(-3, 720), min_size=len(bits), max_size=len(bits)))
    for start in (np.array(starts), starts[0]):
        values, present = read_number(words, bits, start, width, signed=signed)
        for k, message in enumerate(messages):
            at = starts[k] if isinstance(start, np.ndarray) else starts[0]
            want = number_of(message, at, width, signed=signed)
            assert (int(values[k]), bool(present[k])) == (want or 0, want is not None)


@settings(max_examples=100, deadline=None)
@given(MESSAGES, st.data())
def test_text_and_data(messages: list[str], data: st.DataObject) -> None:
    words, bits = pack(messages)
    many = st.lists(st.integers(-3, 720), min_size=len(bits), max_size=len(bits))
    starts, width = data.draw(many), data.draw(st.integers(0, 300))
    found = texts(read_text(words, bits, np.array(starts), width))
    raw = texts(read_data(words, bits, np.array(starts), width))
    for k, message in enumerate(messages):
        want = text_of(message, starts[k], width)
        assert found[k] == (None if want is None else want.encode())
        assert raw[k] == data_of(message, starts[k], width)


def test_several_fields_at_once_count_from_one_start() -> None:
    words, bits = pack(["0" * 5 + "101" + "1111" + "01", "0" * 5 + "010"])
    places = np.array([[0, 3, 0], [3, 4, 1], [7, 2, 0], [0, 0, 0]])
    values, present = read_numbers(words, bits, 5, places)
    assert values.tolist() == [[5, 2], [-1, 0], [1, 0], [0, 0]]
    assert present.tolist() == [[True, True], [True, False], [True, False], [True, True]]


def test_widths_of_their_own() -> None:
    words, bits = pack(["000001000010100000000011", "000001000010100000000011"])
    assert texts(read_text(words, bits, 0, np.array([6, 24]))) == [b"A", b"AB C"]
    assert texts(read_data(words, bits, 0, np.array([4, 12]))) == [b"\x00", b"\x04\x20"]


def test_text_ends_at_the_first_at_sign_and_keeps_inner_blanks() -> None:
    words, bits = pack(["000001100000000010100000000000000011", "100000" * 3])
    assert texts(read_text(words, bits, 0)) == [b"A B", b""]


@pytest.mark.parametrize("n", [0, 1])
def test_few_messages(n: int) -> None:
    words, bits = np.zeros((n, N_WORDS), np.uint64), np.full(n, 168, np.int64)
    assert read_number(words, bits, 8, 30)[0].tolist() == [0] * n
    assert texts(read_text(words, bits, 40, 120)) == [b""] * n
    assert texts(read_data(words, bits, 40)) == [bytes(16)] * n


def test_a_field_up_to_the_very_end_of_the_words() -> None:
    words, bits = pack(["0" * (64 * N_WORDS - 3) + "101"])
    assert read_number(words, bits, 64 * N_WORDS - 3, 3)[0].tolist() == [5]
    assert read_number(words, bits, 64 * N_WORDS - 2, 3)[1].tolist() == [False]
