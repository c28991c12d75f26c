"""The English texts of the reading bench: is their truth what their words say?"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from straitwatch.flow.bench.reading.compose_en import compose_en
from straitwatch.flow.bench.reading.fact import facts_of
from straitwatch.flow.bench.reading.library import read_library
from straitwatch.flow.bench.reading.meaning import place_id, plain
from straitwatch.flow.bench.reading.notation import HOURS, JST
from straitwatch.flow.bench.reading.release_en import english_releases, seed_report
from straitwatch.flow.bench.reading.score_facts import score_facts
from straitwatch.flow.bench.reading.score_reading import score_reading
from straitwatch.flow.bench.reading.truth import ObjectTruth, Release, Statement
from straitwatch.model.schema import SIGHTING

DATA = Path(str(files("straitwatch.flow.bench.reading").joinpath("data", "en")))
ENTRIES = [
    entry
    for path in sorted(DATA.glob("*.toml"))
    for entry in tomllib.loads(path.read_text("utf-8"))["release"]
]
UNSEEN = [*read_library("en", "unseen"), *read_library("en", "held out")]
WRITTEN = [*english_releases(), *UNSEEN]
MADE = list(compose_en(70, 5))
ALL = [*WRITTEN, *MADE]
SAID = [(one, said) for one in ALL for said in one.statements]
KM = {"km": 1.0, "mile": 1.609344, "nautical": 1.852}
WIND_WORDS = {
    "N": "north",
    "NE": "northeast",
    "E": "east",
    "SE": "southeast",
    "S": "south",
    "SW": "southwest",
    "W": "west",
    "NW": "northwest",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_VAGUE = r"yesterday|last week|previous day|day before|day after|days later|in 2016|weekend"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def test_there_are_enough_of_both_sorts() -> None:
    assert sum(bool(one.statements) for one in WRITTEN) >= 50
    assert sum(not one.statements for one in WRITTEN) >= 20
    assert len({one.style for one in WRITTEN if one.statements}) >= 6


def test_texts_that_no_reader_was_made_with_are_many_and_apart() -> None:
    assert len(UNSEEN) >= 45
    assert sum(not one.statements for one in UNSEEN) >= 10
    assert len({one.style for one in UNSEEN}) >= 10
    tuned = {one.release_id for one in english_releases()}
    assert tuned.isdisjoint(one.release_id for one in UNSEEN)


def test_ids_are_given_once() -> None:
    assert len({one.release_id for one in ALL}) == len(ALL)


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["id"] for entry in ENTRIES])
def test_each_statement_rests_on_words_that_stand_once(entry: dict[str, Any]) -> None:
    rests = entry.get("rests", [])
    assert len(rests) == len(entry["says"])
    assert [entry["text"].count(words) for words in rests] == [1] * len(rests)


def test_hulls_names_and_bases_stand_in_the_text() -> None:
    for one, said in SAID:
        words = [w for o in said.objects for w in (o.hull, o.name) if w]
        words += [w for o in said.observers for w in (o.name, o.base) if w]
        assert not [w for w in words if plain(w) not in plain(one.text)], said.line


def test_navies_are_told_by_words_or_by_what_only_one_navy_has() -> None:
    tells = {
        "CN": r"Chin|CNS|PLAN?\b|Jiangkai|Dongdiao|Y-9|WZ-7|H-6|J-15",
        "RU": r"Russia|RFS|Udaloy|Steregushchiy|Tu-|IL-",
    }
    for one, said in SAID:
        assert all(re.search(tells[o.navy], one.text) for o in said.objects if o.navy), said.line


def test_numbers_of_flights_stand_in_the_text() -> None:
    for one, said in SAID:
        digits = one.text.replace(",", "")
        assert all(re.search(rf"\b{tally.n}\b", digits) for tally in said.counts), said.line
        bounds = [tally.n for tally in said.counts if tally.n_is == "at_least"]
        assert all(
            re.search(rf"(?:more|fewer) than {n}\b", digits, re.IGNORECASE) for n in bounds
        ), said.line


def test_distances_are_those_of_the_text_in_its_own_unit() -> None:
    for one, said in SAID:
        if said.place is None or said.place.dist_km is None:
            continue
        told = re.findall(r"(\d+) ?(km|kilomet|mile|nautical)", one.text.replace(",", ""))
        km = [float(n) * KM[unit.replace("kilomet", "km")] for n, unit in told]
        assert any(abs(said.place.dist_km - d) < 0.06 for d in km), said.line


def test_places_are_in_the_gazetteer_or_in_the_text() -> None:
    for one, said in SAID:
        names = said.place.names if said.place else ()
        assert all(place_id(n) or n in one.text for n in names), said.line


def test_headings_are_in_the_words() -> None:
    for one, said in SAID:
        words = one.text.casefold().replace("north-", "north").replace("south-", "south")
        for wind in said.heading:
            assert WIND_WORDS[wind] in words or re.search(rf"\b{wind}\b", one.text), said.line


def test_gates_are_those_of_the_charts() -> None:
    charts = files("straitwatch.zone").joinpath("data/gates.csv").read_text("utf-8")
    known = {line.split(",", 1)[0] for line in charts.splitlines()}
    assert {gate for _, said in SAID for gate in said.gate} <= known


def test_seas_are_written_as_the_contract_writes_them() -> None:
    seas = {"East China Sea", "Philippine Sea", "Pacific Ocean", "Sea of Japan", "South China Sea"}
    seas |= {"Sea of Okhotsk", "territorial sea of Japan", "contiguous zone of Japan"}
    assert {sea for _, said in SAID for sea in (*said.to_sea, *said.from_sea)} <= seas


def test_nothing_is_seen_before_it_began_or_after_it_was_published() -> None:
    for one, said in SAID:
        spans = [(said.t_start, said.t_end), *((c.t_start, c.t_end) for c in said.counts)]
        for start, end in spans:
            if start is not None and end is not None:
                assert start <= end <= _end_of(one.published), said.line


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=JST) + timedelta(days=1)


def test_weekdays_beside_dates_are_those_of_the_calendar() -> None:
    beside = re.compile(rf"\b({'|'.join(DAYS)}),? ([A-Z][a-z]{{2}})[a-z]*\.? (\d{{1,2}})\b")
    seen = 0
    for one in ALL:
        for weekday, month, day in beside.findall(one.text):
            if month in MONTHS:
                told = date(one.published.year, MONTHS.index(month) + 1, int(day))
                assert DAYS[told.weekday()] == weekday, one.release_id
                seen += 1
    assert seen > 10


def test_each_day_of_the_truth_is_a_day_that_the_text_names() -> None:
    for one, said in SAID:
        if said.t_start is None or "t" in said.free or said.t_end is None:
            continue
        assert _names_day(one, said) or _is_vague(one.text), (one.release_id, said.line)


def _names_day(one: Release, said: Statement) -> bool:
    assert said.t_start is not None
    assert said.t_end is not None
    middle = (said.t_start + (said.t_end - said.t_start) / 2).astimezone(JST)
    near = [said.t_start, middle, said.t_end - timedelta(seconds=1)]
    return any(_is_named(one.text, at.astimezone(JST).date()) for at in near)


def _is_named(text: str, day: date) -> bool:
    month = MONTHS[day.month - 1]
    # "Jan. 5, 6 and 7" and "Sept. 3 to 4" name the later days by their number alone
    pattern = rf"\b{month}[a-z]*\.? (?:\d+(?:, | and | to | through |-))*{day.day}\b"
    british = rf"\b{day.day}(?: and \d+)? {month}|the {day.day}th\b"
    return DAYS[day.weekday()] in text or bool(re.search(f"{pattern}|{british}", text))


def _is_vague(text: str) -> bool:
    return bool(re.search(_VAGUE, text))


def test_vague_hours_are_written_out() -> None:
    for one, said in SAID:
        hours = [w for w in said.line.replace(";", " ").split() if w in HOURS]
        assert all(w.split("-")[0] in one.text for w in hours), said.line


def test_what_the_truth_says_is_all_right_and_all_found() -> None:
    by_text = {one.text: [_row(said, k) for k, said in enumerate(one.statements)] for one in ALL}
    score = score_facts(ALL, lambda text, _: by_text[text])
    assert score.share == 1.0
    assert score.precision == 1.0
    assert score.rows_from_nothing == 0


def test_the_common_score_of_what_the_truth_says_is_whole() -> None:
    by_text = {one.text: [_row(said, k) for k, said in enumerate(one.statements)] for one in ALL}
    score = score_reading(ALL, lambda text, _: by_text[text])
    assert [str(miss) for miss in score.misses] == []
    assert [str(row) for row in score.falses] == []
    assert score.hulls_right == score.hulls_wanted > 200


def test_rows_of_the_table_of_sightings_score_alike() -> None:
    for one in (*WRITTEN[::9], *MADE[::9]):
        rows = [_row(said, k) for k, said in enumerate(one.statements)]
        table = pa.Table.from_pylist(rows, schema=SIGHTING)
        score = score_facts([one], lambda _text, _day, table=table: table.to_pylist())
        assert score.found == score.wanted, score.misses
        assert not score.strange


def test_a_reader_that_reads_nothing_finds_nothing() -> None:
    score = score_facts(WRITTEN, lambda _text, _day: [])
    assert score.share == 0.0
    assert score.precision is None
    assert score.wanted.total() == len(score.misses) > 1000


def test_a_wrong_slot_costs_its_own_fact() -> None:
    one = next(r for r in WRITTEN if r.release_id == "en-naval-01")
    rows = [_row(said, k) for k, said in enumerate(one.statements)]
    whole = score_facts([one], lambda _text, _day: rows)
    rows[0] = {**rows[0], "heading": "NW", "dist_km": 75.0}
    score = score_facts([one], lambda _text, _day: rows)
    assert whole.found.total() - score.found.total() == 2
    assert {miss.slot for miss in score.misses} == {"heading", "place.distance"}
    assert score.worst() == ["en-naval-01"]
    assert whole.worst() == []


def test_a_row_of_another_kind_costs_the_kind_alone() -> None:
    one = next(r for r in WRITTEN if r.release_id == "en-air-04")
    rows = [_row(said, k) for k, said in enumerate(one.statements)]
    rows = [{**r, "kind": "aircraft"} if r["kind"] == "joint_flight" else r for r in rows]
    score = score_facts([one], lambda _text, _day: rows)
    assert [miss.slot for miss in score.misses] == ["kind", "kind"]


def test_what_no_statement_bears_out_is_named() -> None:
    one = next(r for r in WRITTEN if r.release_id == "en-none-07")
    said = next(r for r in WRITTEN if r.release_id == "en-naval-01").statements[0]
    score = score_facts([one], lambda _text, _day: [_row(said, 0)])
    assert score.rows_from_nothing == 1
    assert score.borne_out == 0
    assert any("hull 154" in words for words in score.strange)


def test_texts_that_hold_nothing_hold_nothing_for_the_common_score() -> None:
    none = [one for one in WRITTEN if not one.statements]
    score = score_reading(none, lambda _text, _day: [])
    assert (score.empty, score.empty_told, score.misses) == (len(none), 0, ())


def test_the_same_seed_makes_the_same_texts() -> None:
    assert list(compose_en(12, 4)) == list(compose_en(12, 4))
    assert [one.text for one in compose_en(12, 4)] != [one.text for one in compose_en(12, 5)]


def test_made_texts_take_many_forms_and_all_kinds() -> None:
    made = list(compose_en(300, 1))
    parts = [part for one in made for part in one.text.split("\n\n")]
    begins = {" ".join(part.split()[:2]) for part in parts}
    assert len(begins) > 100
    assert {said.kinds[0] for one in made for said in one.statements} == {
        *("sighting", "transit", "observation", "reported_absence", "aircraft", "scramble"),
        *("flight_operations", "joint_flight", "entry", "first_sighting"),
    }
    assert sum(not one.statements for one in made) == 43


def test_made_texts_are_whole_sentences() -> None:
    for one in MADE:
        assert "{" not in one.text
        assert ".." not in one.text
        assert one.text.strip()[-1] in '.)"”'


def test_slots_left_free_hold_no_fact() -> None:
    said = WRITTEN[0].statements[0]
    freed = replace(said, free=frozenset({"t", "objects"}))
    slots = {fact.slot for fact in facts_of(freed)}
    assert "time" not in slots
    assert not any(slot.startswith("objects") for slot in slots)


def test_no_run_of_words_of_the_seed_is_in_the_texts(shared: Path) -> None:
    seeds = [path.read_text("utf-8") for path in (shared.parent / "seed").glob("*.txt")]
    runs = {run for text in seeds for run in _runs(text)}
    copied = {" ".join(run) for one in ALL for run in _runs(one.text) if run in runs}
    assert runs
    assert not copied


def test_the_report_that_all_began_with_has_its_truth(shared: Path) -> None:
    (path,) = (shared.parent / "seed").glob("*.txt")
    report = seed_report(path.read_text("utf-8"))
    rows = [_row(said, k) for k, said in enumerate(report.statements)]
    assert score_facts([report], lambda _text, _day: rows).share == 1.0
    assert score_facts([report], lambda _text, _day: []).wanted["kind"] == 9


def _runs(text: str, n: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[k : k + n]) for k in range(len(words) - n + 1)}


def _row(said: Statement, k: int) -> dict[str, Any]:
    """A row that says just what a statement says."""
    place = said.place
    return {
        "sighting_id": str(k),
        "kind": said.kinds[0],
        "t_start": said.t_start,
        "t_end": said.t_end,
        "place": place.names[0] if place and place.names else None,
        "bearing_deg": place.bearing_deg if place else None,
        "dist_km": place.dist_km if place else None,
        **{slot: _first(getattr(said, slot)) for slot in ("gate", "heading", "to_sea", "from_sea")},
        "objects": [_object(one) for one in said.objects],
        "observers": [vars(one) | {"as_written": one.name} for one in said.observers],
        "counts": [vars(one) | {"what": _what(one.what)} for one in said.counts],
        "same_as": "0" if said.same_as else None,
        "negation": said.negation,
        "supersedes": " ".join(said.supersedes or ()) or None,
        "derived": [],
        "text": said.line,
    }


def _first(words: Sequence[str]) -> str | None:
    return words[0] if words else None


def _object(one: ObjectTruth) -> dict[str, Any]:
    return vars(one) | {"class": one.class_name, "as_written": one.class_name}


def _what(what: str) -> str:
    return "take-offs and landings" + ("" if what == "both" else f" of {what}")


def test_runs_of_words_are_found() -> None:
    text = "one two three four five six seven eight nine"
    assert len(_runs(text)) == 2
    assert all(len(run) == 8 for run in _runs(text))
    assert all(a != b for a, b in pairwise(sorted(_runs(text))))
