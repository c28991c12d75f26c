"""How well our reader reads texts whose truth is known: what once was reached is kept."""

import pytest

from straitwatch.flow.bench.reading.bench import read_rows
from straitwatch.flow.bench.reading.compose_en import compose_en
from straitwatch.flow.bench.reading.compose_ja import compose_japanese
from straitwatch.flow.bench.reading.library import read_library
from straitwatch.flow.bench.reading.release_en import english_releases
from straitwatch.flow.bench.reading.release_ja import japanese_releases
from straitwatch.flow.bench.reading.score_facts import score_facts
from straitwatch.flow.bench.reading.score_reading import ReadingScore, score_reading
from straitwatch.flow.bench.reading.truth import Release

SEED = 4711  # never looked at while the grammar was written
WANTED = 0.97
JUDGED = ("sighting", "transit", "same_as", "observation", "aircraft", "flight_operations")


def _hold(score: ReadingScore, *, recall: float) -> None:
    misses = "\n".join(map(str, score.misses[:8]))
    for kind in score.kinds:
        if kind.kind in JUDGED and kind.wanted:
            assert kind.right >= recall * kind.wanted, f"{kind}\n{misses}"
    assert score.hulls_right >= 0.99 * score.hulls_wanted, misses
    assert score.empty_told == 0, "\n".join(map(str, score.falses[:8]))


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(japanese_releases(), id="written"),
        pytest.param(compose_japanese(SEED, 150), id="composed"),
    ],
)
def test_japanese_statements_are_found_with_all_slots_right(texts: list[Release]) -> None:
    score = score_reading(texts, read_rows)
    assert score.empty >= 10
    _hold(score, recall=WANTED)


def test_english_facts_are_found_and_borne_out() -> None:
    score = score_facts(english_releases(), read_rows)
    assert score.share is not None
    assert score.share >= 0.88
    assert score.precision is not None
    assert score.precision >= 0.97


def test_english_texts_composed_are_read_whole() -> None:
    texts = list(compose_en(150, SEED))
    score = score_facts(texts, read_rows)
    assert score.share is not None
    assert score.share >= 0.97
    assert score_reading(texts, read_rows).empty_told == 0


@pytest.mark.parametrize("language", ["ja", "en"])
def test_texts_that_no_reader_was_made_with_do_not_fall(language: str) -> None:
    """Hold floors below what was reached; the texts themselves stay closed, so no miss is told."""
    texts = read_library(language, "held out")
    score = score_facts(texts, read_rows)
    assert score.share is not None
    assert score.share >= 0.85
    assert score.precision is not None
    assert score.precision >= 0.96
    assert score_reading(texts, read_rows).empty_told <= 1
