"""The truth that readers are held against is sound itself: its words stand in its texts."""

import re
import unicodedata
from datetime import datetime, timedelta

import pytest

from straitwatch.flow.bench.reading.compare import SLOTS
from straitwatch.flow.bench.reading.compose_ja import compose_japanese
from straitwatch.flow.bench.reading.library import read_library
from straitwatch.flow.bench.reading.release_ja import japanese_releases
from straitwatch.flow.bench.reading.truth import Release, Statement
from straitwatch.zone.gate_file import watched_gates

UNSEEN = [*read_library("ja", "unseen"), *read_library("ja", "held out")]
WRITTEN = [*japanese_releases(), *UNSEEN]
COMPOSED = compose_japanese(20, 300)
GATES = set(watched_gates()["gate_id"].to_pylist()) | {"tsushima", "tsugaru"}
WINDS = {
    "N": "北",
    "E": "東",
    "S": "南",
    "W": "西",
}


def bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def words_of(said: Statement) -> list[str]:
    """Every word of the document that a statement rests on."""
    ships = [w for one in said.objects for w in (one.class_name, one.name, one.hull)]
    watch = [w for one in said.observers for w in (one.unit, one.name, one.base)]
    counts = [str(one.n) for one in said.counts]
    places = said.place.between if said.place else ()
    return [bare(word) for word in [*ships, *watch, *counts, *places] if word]


def moments(said: Statement) -> list[datetime]:
    tallies = [t for one in said.counts for t in (one.t_start, one.t_end)]
    return [t for t in (said.t_start, said.t_end, *tallies) if t is not None]


def check(release: Release) -> None:
    text = bare(release.text)
    for said in release.statements:
        missing = [word for word in words_of(said) if word not in text]
        assert not missing, (release.release_id, said.line, missing)
        assert set(said.kinds) <= set(SLOTS), said.line
        assert set(said.gate) <= GATES, said.line
        if said.place and said.place.names:
            assert any(bare(name) in text for name in said.place.names), said.line
        if said.place and said.place.dist_km is not None:
            assert re.search(rf"(約|およそ){said.place.dist_km:g}(km|キロ)", text), said.line
        for wind in said.heading:
            assert any(WINDS[letter] in text for letter in wind), said.line
        for moment in moments(said):
            age = release.published - moment.date()
            assert timedelta(days=-1) <= age <= timedelta(days=366), said.line
        if said.t_start and said.t_end:
            assert said.t_start <= said.t_end, said.line


def test_there_are_enough_of_both_sorts() -> None:
    silent = [one for one in WRITTEN if not one.statements]
    assert len(WRITTEN) - len(silent) >= 60
    assert len(silent) >= 25


def test_texts_that_no_reader_was_made_with_are_many_and_apart() -> None:
    assert len(UNSEEN) >= 40
    assert sum(not one.statements for one in UNSEEN) >= 8
    tuned = {one.release_id for one in japanese_releases()}
    assert tuned.isdisjoint(one.release_id for one in UNSEEN)


def test_ids_are_used_once() -> None:
    ids = [one.release_id for one in WRITTEN]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("release", WRITTEN, ids=lambda one: one.release_id)
def test_the_words_of_the_truth_stand_in_the_text(release: Release) -> None:
    check(release)


def test_weekdays_are_those_of_the_calendar() -> None:
    for release in WRITTEN:
        spans = [said for said in release.statements if said.t_start]
        for said in spans:
            assert said.t_start is not None
            middle = (said.t_start + timedelta(minutes=31)).date()
            day = f"{middle.day}日({'月火水木金土日'[middle.weekday()]})"
            others = re.findall(rf"(?<!\d){middle.day}日\((.)\)", bare(release.text))
            assert not others or day in bare(release.text), (said.line, day, others)


def test_every_style_and_kind_is_there() -> None:
    styles = {one.style for one in WRITTEN}
    assert styles == {"2016-2019", "2020-2022", "2023-2024", "2025-2026", "none"}
    kinds = {said.kinds[0] for one in WRITTEN for said in one.statements}
    assert kinds == set(SLOTS)


def test_the_words_of_composed_truth_stand_in_the_text() -> None:
    for release in COMPOSED:
        check(release)


def test_the_same_seed_gives_the_same_releases() -> None:
    assert compose_japanese(20, 40) == COMPOSED[:40]
    assert compose_japanese(21, 5) != COMPOSED[:5]


def shape(sentence: str) -> str:
    """A sentence without what is drawn: numbers, names and what stands in brackets."""
    bare_words = re.sub(r"\([^)]*\)|「[^」]*」|[0-9〇]+|[ァ-ヴーI]+[改]?級", "_", sentence)
    return re.sub(r"[_、]+", "_", bare_words)


def test_composed_sentences_take_several_hundred_forms() -> None:
    forms = {shape(one) for release in COMPOSED for one in bare(release.text).split("。")}
    assert len(forms) >= 300


def test_composed_releases_are_of_every_kind_and_some_hold_none() -> None:
    kinds = {said.kinds[0] for one in COMPOSED for said in one.statements}
    assert kinds >= set(SLOTS) - {"reported_absence"}
    silent = [one for one in COMPOSED if not one.statements]
    assert 10 <= len(silent) <= 60
