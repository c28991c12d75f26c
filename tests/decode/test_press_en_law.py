"""Laws of reading English: blanks change nothing but offsets, and no text takes long."""

import random
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.document.record import Document
from straitwatch.decode.press import read_sightings

_TEXT = (
    "The ministry said on Jan. 5, 2024 that the Chinese destroyer Chengdu (120) and a Fuchi-class "
    "replenishment ship were spotted about 110 km northeast of Miyako Island at around 9 a.m. on "
    "Jan. 4, sailing southeast. The ships then passed between the main island of Okinawa and "
    "Miyakojima and headed for the Pacific Ocean. Destroyer JS Ariake (DD-109) and a P-3C of Fleet "
    "Air Wing 5 based at Naha Air Base shadowed them. There was no intrusion into Japan's "
    "territorial waters. About 20 takeoffs and landings of helicopters were seen on Jan. 4."
)
_SAME = ("kind", "t_start", "t_end", "place", "gate", "heading", "to_sea", "counts", "negation")


def _rows(text: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_sightings(
        Document("a text", text, "text", "utf-8")
    ).sightings.to_pylist()
    return rows


_PLAIN = _rows(_TEXT)


def test_the_text_of_the_law_says_something() -> None:
    kinds = [row["kind"] for row in _PLAIN]
    assert kinds == ["sighting", "transit", "observation", "reported_absence", "flight_operations"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["\n", "  ", " \n", "\t"]))
def test_line_breaks_and_double_blanks_change_only_offsets(seed: int, blank: str) -> None:
    dice = random.Random(seed)
    words = _TEXT.split(" ")
    text = words[0]
    for word in words[1:]:
        text += (blank if dice.random() < 0.2 else " ") + word
    rows = _rows(text)
    assert [[row[key] for key in _SAME] for row in rows] == [
        [row[key] for key in _SAME] for row in _PLAIN
    ]
    for row, plain in zip(rows, _PLAIN, strict=True):
        assert row["text"].split() == plain["text"].split()
        for one, other in zip(row["spans"], plain["spans"], strict=True):
            assert one["slot"] == other["slot"]
            told = text[one["start"] : one["end"]].split()
            assert told == _TEXT[other["start"] : other["end"]].split()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*_TEXT.split(), "(", ")", '"', "\n\n", "31", "Feb."]), max_size=60)
)
def test_words_in_any_order_are_read_without_a_fault(words: list[str]) -> None:
    text = " ".join(words)
    for row in _rows(text):
        assert 0 <= row["start"] <= row["end"] <= len(text)
        assert all(row["t_start"] <= row["t_end"] for _ in [0] if row["t_start"])


@pytest.mark.parametrize(
    "piece",
    ["Dec. ", "(", "the Chinese destroyer and ", "3 ", '"', "50 miles north of ", "A", ", "],
)
def test_a_long_senseless_text_ends(piece: str) -> None:
    text = (piece * 300_000)[:300_000]
    start = perf_counter()
    assert _rows(text) == []
    assert perf_counter() - start < 10
