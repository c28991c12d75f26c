"""Our reader on releases whose truth is known, turned into scores and releases a minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from time import perf_counter
from typing import Any

from straitwatch.decode.document import read_document
from straitwatch.decode.press import read_sightings
from straitwatch.flow.bench.reading.compare import Row
from straitwatch.flow.bench.reading.compose_en import compose_en
from straitwatch.flow.bench.reading.compose_ja import compose_japanese
from straitwatch.flow.bench.reading.library import read_library
from straitwatch.flow.bench.reading.release_en import english_releases
from straitwatch.flow.bench.reading.release_ja import japanese_releases
from straitwatch.flow.bench.reading.score_facts import score_facts
from straitwatch.flow.bench.reading.score_reading import Read, ReadingScore, score_reading
from straitwatch.flow.bench.reading.truth import Release
from straitwatch.flow.tell import SILENT, Tell
from straitwatch.model.error import ConfigError

__all__ = ["TIMED_S", "ReadingBench", "bench_reading", "read_rows"]

TIMED_S = 3.0
"""Ours: how long the speed is measured; long against the clock and a collection of garbage."""

_HELD_OUT = "held out"
_BY_FACTS = ("English", "Japanese, unseen", "Japanese, held out")


@dataclass(frozen=True)
class ReadingBench:
    """Scores as rows to print, and every miss and false row in words."""

    rows: list[dict[str, Any]]
    misses: list[str]


def read_rows(text: str, published: date) -> Sequence[Row]:
    """Read one text with our reader.

    Args:
        text: of a release or an article.
        published: its day.

    Returns:
        rows of SIGHTING, as mappings.
    """
    document = read_document(text.encode("utf-8"), "bench", published=published)
    rows: list[Row] = read_sightings(document).sightings.to_pylist()
    return rows


def bench_reading(
    seed: int = 1,
    releases: int = 400,
    *,
    read: Read = read_rows,
    timed_s: float = TIMED_S,
    tell: Tell = SILENT,
) -> ReadingBench:
    """Hold a reader against hand-written and composed texts in both languages.

    Args:
        seed: of the composed texts.
        releases: how many are composed in each language.
        read: the reader; ours unless another is given.
        timed_s: how long the speed of each set is measured.
        tell: hears of progress.

    Returns:
        for each set of texts a row a kind, hulls, texts that hold none; of English ones the
        share of facts, and of Japanese ones that no reader was made with; and of each set how
        many texts a minute are read on one core. Misses of the texts held out are not told.

    Raises:
        ConfigError: fewer than one release.
    """
    if releases < 1:
        raise ConfigError(f"--releases {releases}: give 1 or more")
    rows: list[dict[str, Any]] = []
    misses: list[str] = []
    for name, texts in _sets(seed, releases).items():
        tell.stage(f"reading {len(texts)} texts: {name}")
        score = score_reading(texts, read)
        rows += [{"texts": name, **row} for row in score.rows()]
        rows += _facts(name, texts, read) if name.startswith(_BY_FACTS) else []
        rows.append(
            {"texts": name, "kind": "texts a minute", "right": _speed(texts, read, timed_s)}
        )
        misses += [] if name.endswith(_HELD_OUT) else _in_words(score)
    return ReadingBench(rows, misses)


def _sets(seed: int, releases: int) -> dict[str, list[Release]]:
    return {
        "Japanese, written": japanese_releases(),
        "Japanese, composed": compose_japanese(seed, releases),
        "Japanese, unseen": read_library("ja", "unseen"),
        "Japanese, held out": read_library("ja", "held out"),
        "English, written": english_releases(),
        "English, composed": list(compose_en(releases, seed)),
        "English, unseen": read_library("en", "unseen"),
        "English, held out": read_library("en", "held out"),
    }


def _facts(name: str, texts: list[Release], read: Read) -> list[dict[str, Any]]:
    score = score_facts(texts, read)
    shares = {"facts": score.share, "facts told that are borne out": score.precision}
    return [
        {"texts": name, "kind": kind, "recall": None if share is None else round(share, 4)}
        for kind, share in shares.items()
    ]


def _speed(texts: list[Release], read: Read, timed_s: float) -> int:
    """Read the texts over and over on one core; they were read once before, so all is warm."""
    start, n = perf_counter(), 0
    for text in cycle(texts):
        read(text.text, text.published)
        n += 1
        spent_s = perf_counter() - start
        if spent_s > timed_s:
            break
    return round(n / spent_s * 60)


def _in_words(score: ReadingScore) -> list[str]:
    return [str(one) for one in (*score.misses, *score.falses)]
