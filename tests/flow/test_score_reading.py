"""The score of a reader: a perfect one is perfect, and each fault costs what it should."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from straitwatch.flow.bench.reading.compose_ja import compose_japanese
from straitwatch.flow.bench.reading.meaning import mean_same
from straitwatch.flow.bench.reading.notation import WINDS, read_release
from straitwatch.flow.bench.reading.release_ja import japanese_releases
from straitwatch.flow.bench.reading.score_reading import ReadingScore, score_reading
from straitwatch.flow.bench.reading.truth import Release, Statement

Row = dict[str, Any]
ONE = read_release(
    {
        "id": "one",
        "language": "ja",
        "style": "2025-2026",
        "published": date(2025, 2, 14),
        "text": "",
        "named": {"a": "CN ルーヤンⅢ級ミサイル駆逐艦 #124", "b": "CN フチ級補給艦 #902"},
        "says": [
            "sighting; t=02-13 17:00~; at=宮古島 NE 130; head=SE; obj=@a,@b",
            "transit; gate=miyako; head=SE; to=Pacific Ocean; obj=@a,@b",
            "transit|sighting same; t=02-03; gate=osumi; head=E; obj=@b",
            "flight_operations; obj=CN 空母 「遼寧」; n=both 40~ 02-12,both 60~ 02-13",
            "observation; obs=JMSDF 第46掃海隊 / ししじま / 沖縄,JMSDF 第5航空群 / P-3C / 那覇",
        ],
    }
)
NONE = read_release(
    {"id": "none", "language": "ja", "style": "none", "published": date(2025, 2, 14), "text": ""}
)


def place_of(said: Statement) -> Row:
    place = said.place
    if place is None:
        return {}
    if place.between:
        return {"place": " と ".join(place.between)}
    far = f"{place.dist_km:g} km " if place.dist_km else ""
    wind = "" if place.bearing_deg is None else f"{WINDS[int(place.bearing_deg / 22.5)]} of "
    name = f"{far}{wind}{place.names[0]}"
    return {"place": name, "bearing_deg": place.bearing_deg, "dist_km": place.dist_km}


def row_of(k: int, said: Statement, first: int | None) -> Row:
    objects = [
        {
            "navy": one.navy,
            "class": one.class_name,
            "name": one.name,
            "hull": one.hull,
            "count": one.count,
            "count_is": one.count_is,
            "as_written": f"{one.class_name}「{one.name}」",
        }
        for one in said.objects
    ]
    observers = [
        {"service": o.service, "unit": o.unit, "name": o.name, "base": o.base, "as_written": ""}
        for o in said.observers
    ]
    what = {"fighters": "fighters", "helicopters": "helicopters", "both": ""}
    counts = [
        {"what": what[c.what], "n": c.n, "n_is": c.n_is, "t_start": c.t_start, "t_end": c.t_end}
        for c in said.counts
    ]
    return {
        "sighting_id": str(k),
        "kind": said.kinds[0],
        "t_start": said.t_start,
        "t_end": said.t_end,
        "gate": said.gate[0] if said.gate else None,
        "heading": said.heading[0] if said.heading else None,
        "to_sea": said.to_sea[0] if said.to_sea else None,
        "from_sea": said.from_sea[0] if said.from_sea else None,
        "objects": objects,
        "observers": observers,
        "counts": counts,
        "same_as": str(first) if said.same_as else None,
        "negation": said.negation,
        "supersedes": " ".join(said.supersedes) if said.supersedes else None,
        "text": said.line,
        "derived": [],
        **place_of(said),
    }


def rows_of(release: Release) -> list[Row]:
    now = [k for k, said in enumerate(release.statements) if not said.same_as]
    return [row_of(k, said, now[0] if now else None) for k, said in enumerate(release.statements)]


def perfect(releases: list[Release]) -> ReadingScore:
    truth = iter(releases)
    return score_reading(releases, lambda _text, _day: rows_of(next(truth)))


def spoiled(spoil: Callable[[list[Row]], list[Row]]) -> ReadingScore:
    return score_reading([ONE], lambda _text, _day: spoil(rows_of(ONE)))


def recall(score: ReadingScore, kind: str) -> float | None:
    return next(one.recall for one in score.kinds if one.kind == kind)


@pytest.mark.parametrize(
    "releases", [japanese_releases(), compose_japanese(3, 60)], ids=["written", "composed"]
)
def test_the_truth_itself_is_perfect(releases: list[Release]) -> None:
    score = perfect(releases)
    assert [str(miss) for miss in score.misses] == []
    assert [str(row) for row in score.falses] == []
    assert {one.recall for one in score.kinds} == {1.0}
    assert score.hulls_right == score.hulls_wanted > 0
    assert score.hulls_wrong == score.empty_told == 0


def test_a_reader_that_reads_nothing_finds_nothing() -> None:
    score = score_reading([ONE, NONE], lambda _text, _day: [])
    assert {one.right for one in score.kinds} == {0}
    assert score.hulls_right == 0
    assert score.empty == 1


def change(k: int, **slots: object) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [{**row, **slots} if at == k else row for at, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("k", "kind", "slots"),
    [
        (0, "sighting", {"heading": "S"}),
        (0, "sighting", {"dist_km": 120.0}),
        (0, "sighting", {"bearing_deg": 90.0}),
        (0, "sighting", {"place": "130 km NE of Ishigaki Island"}),
        (0, "sighting", {"to_sea": "Pacific Ocean"}),
        (1, "transit", {"same_as": "0"}),
        (0, "sighting", {"negation": True}),
        (0, "sighting", {"objects": []}),
        (1, "transit", {"gate": "osumi"}),
        (1, "transit", {"to_sea": "East China Sea"}),
        (2, "same_as", {"same_as": "2"}),
        (2, "same_as", {"same_as": "nowhere"}),
        (3, "flight_operations", {"counts": []}),
    ],
)
def test_one_wrong_slot_is_a_miss(k: int, kind: str, slots: Row) -> None:
    score = spoiled(change(k, **slots))
    assert recall(score, kind) == 0.0
    assert len(score.misses) == 1


def test_a_slot_left_open_may_be_derived_but_not_guessed() -> None:
    said = ONE.statements[0]
    assert said.t_start is not None
    times = {"t_start": said.t_start, "t_end": said.t_start + timedelta(days=1)}
    assert recall(spoiled(change(1, **times)), "transit") == 0.0
    reason = [{"slot": "t_start", "reason": "then"}]
    assert recall(spoiled(change(1, **times, derived=reason)), "transit") == 1.0
    early = {"t_start": said.t_start - timedelta(days=9), "t_end": said.t_start - timedelta(days=8)}
    assert recall(spoiled(change(1, **early, derived=reason)), "transit") == 0.0


def test_a_wrong_hull_is_counted_apart() -> None:
    objects = [dict(one) for one in rows_of(ONE)[0]["objects"]]
    objects[0]["hull"] = "125"
    score = spoiled(change(0, objects=objects))
    assert (score.hulls_wanted, score.hulls_right, score.hulls_wrong) == (5, 4, 1)


def test_a_row_of_nothing_is_false_and_a_row_said_twice_is_not() -> None:
    strange = {"kind": "sighting", "place": "Tsushima", "text": "x", "heading": "N"}
    score = spoiled(lambda rows: [*rows, strange, rows[0]])
    kinds = {one.kind: one for one in score.kinds}
    assert (kinds["sighting"].false, kinds["sighting"].repeats) == (1, 1)
    assert not score.misses


def test_days_and_totals_may_stand_in_rows_of_their_own() -> None:
    def split(rows: list[Row]) -> list[Row]:
        parts = [{**rows[3], "counts": [tally]} for tally in rows[3]["counts"]]
        return [*rows[:3], *parts, *rows[4:]]

    score = spoiled(split)
    assert not score.misses
    assert not score.falses


def test_observers_may_stand_in_the_sighting() -> None:
    watched = rows_of(ONE)[4]["observers"]
    score = spoiled(lambda rows: [{**rows[0], "observers": watched}, *rows[1:4]])
    assert not score.misses
    fewer = spoiled(lambda rows: [{**rows[0], "observers": watched[:1]}, *rows[1:4]])
    assert recall(fewer, "observation") == 0.0
    other = [{**watched[0], "name": "いずも"}]
    wrong = spoiled(lambda rows: [{**rows[0], "observers": other}, *rows[1:]])
    assert recall(wrong, "sighting") == 0.0


def test_a_row_from_a_release_that_holds_none_is_told() -> None:
    row = {"kind": "sighting", "text": "x"}
    score = score_reading([NONE], lambda _text, _day: [row])
    assert (score.empty, score.empty_told) == (1, 1)
    assert score.rows()[-1]["recall"] == 0.0


def test_names_of_both_languages_meet() -> None:
    assert mean_same("ルーヤンⅢ級ミサイル駆逐艦", "Luyang III-class destroyer")
    assert mean_same("第46掃海隊", "46th Minesweeper Division")
    assert not mean_same("第46掃海隊", "45th Minesweeper Division")
    assert mean_same("佐世保", "Sasebo")
    assert not mean_same("佐世保", "Kure")
    assert not mean_same(None, None)
