"""Texts through the package and through `run`: what is kept, replaced, counted and told."""

import json
from datetime import date
from pathlib import Path

import pytest

import straitwatch
from straitwatch.decode.document import is_prose, read_document
from straitwatch.decode.press import read_sightings
from straitwatch.flow.batch import run
from straitwatch.flow.show import outcome_lines
from straitwatch.flow.text import Shelf, read_text
from straitwatch.model.error import ConfigError, SourceError
from straitwatch.model.schema import SIGHTING
from straitwatch.store.store import open_store

SEEN = (
    "令和2年2月3日（月）午前10時頃、海上自衛隊は、対馬（長崎県）の北東約50kmの海域において、"
    "同海域を南西進するロシア海軍ウダロイⅠ級駆逐艦1隻（艦番号「548」）を確認した。\n"
)
THEN = "その後、当該艦艇は、対馬海峡を南西進し、東シナ海へ向けて航行したことを確認した。\n"
ASIDE = "なお、港の桟橋では猫が三匹眠っていた。\n"
AIS = "mmsi,t,lon,lat\n" + "".join(
    f"431000001,2020-02-03T00:0{n}:00Z,129.{n},34.5\n" for n in range(5)
)


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_read_gives_tables_notes_and_failures(tmp_path: Path) -> None:
    good = _write(tmp_path / "a.txt", SEEN + THEN + ASIDE)
    (tmp_path / "b.txt").write_bytes(b"")
    told = straitwatch.read(tmp_path, published=date(2020, 2, 4), publisher="An office")
    assert told["sightings"].schema.equals(SIGHTING)
    assert told["sightings"]["kind"].to_pylist() == ["sighting", "transit"]
    (unread,) = told["unread"].to_pylist()
    assert unread["text"].rstrip("。") == ASIDE.strip().rstrip("。")
    assert "published 2020-02-04: told by option" in told["notes"][str(good)]
    assert "publisher An office: told by option" in told["notes"][str(good)]


def test_read_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="at least one file"):
        straitwatch.read()
    with pytest.raises(SourceError, match="no such file"):
        straitwatch.read(tmp_path / "none.txt")


def test_run_takes_texts_beside_positions(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    _write(texts / "a.txt", SEEN + THEN + ASIDE)
    feed = _write(tmp_path / "day.csv", AIS)
    done = run([str(texts), str(feed)], tmp_path / "out")
    assert done.failures == []
    text, data = done.tallies
    assert (text.sightings, text.messages, text.skipped) == (2, 2, 1)
    assert text.is_balanced()
    assert (text.format, text.document) == ("text (ja)", str(texts / "a.txt"))
    assert (data.format, data.fixes) == ("csv", 5)
    with open_store(tmp_path / "out" / "store") as store:
        (transit,) = store.events(kind="transit").to_pylist()
        assert store.sightings().num_rows == 2
        assert [one.source for one in store.sources()] == sorted([str(texts / "a.txt"), str(feed)])
    assert transit["object_id"] == "hull:RU/548"
    assert transit["where"].startswith("Tsushima Strait")
    assert json.loads(transit["evidence"])[0]["text_is"] == "quote"
    assert f"{texts / 'a.txt'}: text (ja): 2 sightings, 1 sentence" in "\n".join(
        outcome_lines(done)
    )


def test_reading_again_replaces_what_the_document_said(tmp_path: Path) -> None:
    file, out = _write(tmp_path / "a.txt", SEEN + THEN), tmp_path / "out"
    other = _write(tmp_path / "b.txt", SEEN.replace("548", "564"))
    run([str(file), str(other)], out)
    _write(file, SEEN)
    again = run([str(file)], out)
    assert again.derived.change.retracted == 1
    with open_store(out / "store") as store:
        kept = store.sightings().to_pylist()
        assert store.events(kind="transit").num_rows == 0
    assert sorted((row["kind"], row["objects"][0]["hull"]) for row in kept) == [
        ("sighting", "548"),
        ("sighting", "564"),
    ]
    same = run([str(file)], out)
    assert (same.derived.change.new, same.derived.change.changed) == (0, 0)


def _shelve(store_folder: Path, *texts: tuple[str, str]) -> list[list[str]]:
    with open_store(store_folder, create=True) as store, Shelf(store) as shelf:
        return [shelf.put(read_text(text.encode(), name), name).notes for name, text in texts]


def _documents(store_folder: Path) -> list[str]:
    with open_store(store_folder) as store:
        return sorted(store.sightings()["document"].to_pylist())


def test_a_file_that_becomes_another_document_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    _shelve(tmp_path, ("a.txt", f"Source: https://example.org/1\n\n{SEEN}"))
    first = _documents(tmp_path)
    _shelve(tmp_path, ("a.txt", f"Source: https://example.org/2\n\n{SEEN}"))
    second = _documents(tmp_path)
    assert len(first) == len(second) == 1
    assert first != second or first == ["a.txt"]


def test_a_document_read_from_two_files_counts_once_and_says_so(tmp_path: Path) -> None:
    copy = f"Source: https://example.org/1\n\n{SEEN}"
    notes = _shelve(tmp_path, ("a.txt", copy), ("b.txt", copy + THEN))
    assert _documents(tmp_path) == ["https://example.org/1"] * 2
    assert notes[0] == []
    assert notes[1] == ["https://example.org/1 was read from a.txt too: what was read last counts"]


def test_a_crash_between_texts_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    _shelve(tmp_path, ("a.txt", SEEN))
    with pytest.raises(RuntimeError, match="stop"):
        _stop_halfway(tmp_path)
    with open_store(tmp_path) as store:
        assert store.sightings().num_rows == 1
        assert [one.sightings for one in store.sources()] == [1]


def _stop_halfway(folder: Path) -> None:
    with open_store(folder, create=True) as store, Shelf(store) as shelf:
        shelf.put(read_text((SEEN + THEN).encode(), "a.txt"), "a.txt")
        raise RuntimeError("stop")


def test_a_text_without_a_date_keeps_its_sightings_and_says_why_they_have_no_time(
    tmp_path: Path,
) -> None:
    text = SEEN.replace("令和2年", "")
    (notes,) = _shelve(tmp_path, ("a.txt", text))
    assert any(note.startswith("1 sighting without a time") for note in notes)
    with open_store(tmp_path) as store:
        (row,) = store.sightings().to_pylist()
    assert (row["t_start"], row["objects"][0]["hull"]) == (None, "548")


def test_a_source_that_was_data_and_is_now_a_text_keeps_no_fix(tmp_path: Path) -> None:
    file, out = _write(tmp_path / "a.txt", AIS), tmp_path / "out"
    assert run([str(file)], out).extent.n_fixes == 5
    _write(file, SEEN)
    assert run([str(file)], out).extent.n_fixes == 0


@pytest.mark.parametrize(
    "head",
    [
        SEEN.encode(),
        SEEN.encode("cp932", "replace"),
        SEEN.encode("euc_jp", "replace"),
        SEEN.encode("utf-16"),
        b"%PDF-1.4\n%\xe2\xe3",
        b"<!DOCTYPE html><html><body>",
        b"\n<html lang='ja'>",
        b"A carrier and five warships sailed into the Pacific Ocean on Friday. More followed.",
    ],
)
def test_what_people_read_is_told_by_its_first_bytes(head: bytes) -> None:
    assert is_prose(head)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\x00\x01\x02\x03",
        b"a,b,c\n1,2,3\n",
        b"name;flag;length\nEver Given;PA;400\n",
        b"<?xml version='1.0'?><gpx>",
        bytes(range(256)) * 8,
    ],
)
def test_what_nobody_reads_is_told_too(head: bytes) -> None:
    assert not is_prose(head)


def test_front_lines_do_not_hide_a_short_text() -> None:
    front = "Source: https://example.org/a/long/address/of/a/page\nPublisher: A paper (Jiji)\n\n"
    assert is_prose(f"{front}{ASIDE}".encode())
    assert read_document(f"{front}{ASIDE}".encode(), "a.txt").publisher == "A paper (Jiji)"


def test_a_row_rests_on_the_characters_that_it_names() -> None:
    document = read_document((SEEN + THEN).encode(), "a.txt")
    reading = read_sightings(document)
    assert reading.sightings.num_rows == 2
    for row in reading.sightings.to_pylist():
        assert document.text[row["start"] : row["end"]] == row["text"]
