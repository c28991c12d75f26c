"""Fields at one place in all messages, validity and flags: as a string of bits and Python show."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel.message_own import count_flags, fill_flag_words, fill_valid
from straitwatch.kernel.message_plain import plain_flags, plain_scaled, plain_spec, plain_wholes
from straitwatch.kernel.message_reference import number_of

LENGTH = 192
WORDS = ["own", "long", "value", "short"]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text("01", min_size=LENGTH, max_size=LENGTH), min_size=1, max_size=20), st.data()
)
def test_a_field_at_one_place(messages: list[str], data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 62))
    start = data.draw(st.integers(0, LENGTH - width))
    offset = data.draw(st.integers(0, start))
    signed = data.draw(st.booleans())
    codes = [number_of(bits, start, width, signed=signed) or 0 for bits in messages]
    absent = data.draw(st.lists(st.sampled_from(codes), max_size=2))
    low, high = sorted(data.draw(st.tuples(*[st.sampled_from(codes)] * 2)))
    rule = np.array([offset, width, signed, low, high, *absent], np.int64)
    rows = [[int(bits[k : k + 64], 2) for k in range(0, LENGTH, 64)] for bits in messages]
    columns = np.ascontiguousarray(np.array(rows, np.uint64).T)
    spec = plain_spec(rule, start - offset, len(columns))
    n = len(messages)
    told, beyond = np.empty(n, np.bool_), np.zeros(n, np.bool_)
    wholes, reals, truths = np.empty(n, np.int64), np.empty(n), np.empty(n, np.bool_)
    is_beyond = [code not in absent and not low <= code <= high for code in codes]
    is_told = [code not in absent and low <= code <= high for code in codes]
    for _ in range(2):
        plain_wholes(columns, spec, 7, wholes, told, beyond)
        assert wholes.tolist() == [code + 7 for code in codes]
        assert (told.tolist(), beyond.tolist()) == (is_told, is_beyond)
    plain_scaled(columns, spec, np.array([3.0, 10.0, -1.0]), reals, told, beyond)
    assert reals.tolist() == [(code + 3.0) / 10.0 - 1.0 for code in codes]
    assert told.tolist() == is_told
    plain_flags(columns, spec, truths, told, beyond)
    assert truths.tolist() == [code > 0 for code in codes]
    assert (told.tolist(), beyond.tolist()) == (is_told, is_beyond)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-3, 3), max_size=40))
def test_validity(values: list[int]) -> None:
    valid = np.zeros(len(values) // 8 + 1, np.uint8)
    nulls = fill_valid(np.array(values, np.int64), np.int64(0), valid)
    bits = np.unpackbits(valid, bitorder="little")[: len(values)]
    assert bits.tolist() == [value >= 0 for value in values]
    assert nulls == sum(value < 0 for value in values)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 15), max_size=20))
def test_words_of_flags(flags: list[int]) -> None:
    letters = np.frombuffer("".join(WORDS).encode(), np.uint8).copy()
    cuts = np.cumsum([0, *(len(word) for word in WORDS)])
    given_flags, counts = np.array(flags, np.int64), np.zeros(2, np.int64)
    count_flags(given_flags, cuts, counts)
    want = [[word for b, word in enumerate(WORDS) if each >> b & 1] for each in flags]
    assert counts.tolist() == [sum(map(len, want)), sum(len(w) for each in want for w in each)]
    ends, word_ends = np.zeros(len(flags) + 1, np.int32), np.zeros(counts[0] + 1, np.int32)
    text = np.zeros(counts[1], np.uint8)
    fill_flag_words(given_flags, cuts, letters, ends, word_ends, text)
    whole = text.tobytes().decode()
    words = [whole[a:b] for a, b in pairwise(word_ends)]
    assert [words[a:b] for a, b in pairwise(ends)] == want
