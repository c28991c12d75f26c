"""The bench of reading: what it prints, whoever reads."""

import pytest

from straitwatch.flow.bench.reading.bench import bench_reading, read_rows
from straitwatch.flow.bench.reading.library import read_library
from straitwatch.flow.bench.reading.release_ja import japanese_releases
from straitwatch.model.error import ConfigError
from straitwatch.model.schema import SIGHTING


def test_a_reader_that_reads_nothing_gets_nothing_and_misses_all() -> None:
    bench = bench_reading(5, 12, read=lambda _text, _day: [], timed_s=0.01)
    texts = list(dict.fromkeys(row["texts"] for row in bench.rows))
    assert texts == [
        "Japanese, written",
        "Japanese, composed",
        "Japanese, unseen",
        "Japanese, held out",
        "English, written",
        "English, composed",
        "English, unseen",
        "English, held out",
    ]
    silent = [row for row in bench.rows if row["kind"] == "releases that hold none"]
    assert {row["recall"] for row in silent if row["wanted"]} == {1.0}
    found = [row for row in bench.rows if row["kind"] in {"sighting", "transit", "hulls"}]
    assert {row["right"] for row in found} == {0}
    assert all(row["right"] > 0 for row in bench.rows if row["kind"] == "texts a minute")
    assert len(bench.misses) > 300


def test_what_is_held_out_is_counted_and_not_told() -> None:
    bench = bench_reading(5, 1, read=lambda _text, _day: [], timed_s=0.01)
    told = {str(miss).split(":", 1)[0] for miss in bench.misses}
    held = {one.release_id for lang in ("ja", "en") for one in read_library(lang, "held out")}
    assert held
    assert told.isdisjoint(held)
    wanted = [
        row["wanted"]
        for row in bench.rows
        if row["texts"] == "English, held out" and "wanted" in row
    ]
    assert sum(wanted) > 20


def test_none_composed_is_bad_usage() -> None:
    with pytest.raises(ConfigError, match="--releases 0"):
        bench_reading(1, 0)


def test_our_reader_gives_rows_of_the_schema() -> None:
    release = japanese_releases()[0]
    rows = read_rows(release.text, release.published)
    assert rows
    assert all(set(row) == set(SIGHTING.names) for row in rows)
