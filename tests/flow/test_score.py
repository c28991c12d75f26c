"""Precision and recall on tables made by hand."""

import pyarrow as pa
import pytest

from straitwatch.flow.bench.score import RULES, match_events, score
from straitwatch.flow.bench.traffic.truth import HOUR_S, known, to_moments, truth_table
from straitwatch.model.schema import EVENT

A, B, C, D = (f"mmsi:49910000{k}" for k in range(1, 5))


def _events(*rows: tuple[str, str, float, float | None, list[str]], where: str = "") -> pa.Table:
    none = [None] * len(rows)
    columns = dict.fromkeys(EVENT.names, none) | {
        "kind": [row[0] for row in rows],
        "object_id": [row[1] for row in rows],
        "t_start": to_moments([row[2] for row in rows]),
        "t_end": to_moments([float("nan") if row[3] is None else row[3] for row in rows]),
        "others": [row[4] for row in rows],
        "where": [where or None] * len(rows),
    }
    return pa.table([pa.array(columns[f.name], f.type) for f in EVENT], schema=EVENT)


def _row(kind: str, events: pa.Table, truth: pa.Table) -> dict[str, object]:
    return next(row for row in score(events, truth) if row["kind"] == kind)


ENCOUNTERS = truth_table(
    [
        known("encounter", A, 0.0, 4 * HOUR_S, others=(B,)),
        known("encounter", C, 0.0, 4 * HOUR_S, others=(D,)),
        known("encounter", A, 50 * HOUR_S, 53 * HOUR_S, others=(C,), near_miss=True),
        known("encounter", B, 90 * HOUR_S, 93 * HOUR_S, others=(D,), either=True),
    ]
)
BOTH = (("encounter", B, 600.0, 4 * HOUR_S, [A]), ("encounter", C, 0.0, 3.5 * HOUR_S, [D]))


def test_the_truth_itself_is_perfect() -> None:
    told = _row("encounter", _events(*BOTH), ENCOUNTERS)
    assert (told["truth"], told["found"], told["right"]) == (2, 2, 2)
    assert (told["precision"], told["recall"]) == (1.0, 1.0)
    assert (told["near_misses"], told["near_told"], told["left_out"]) == (1, 0, 0)


def test_an_event_that_is_none_lowers_precision_only() -> None:
    events = _events(*BOTH, ("encounter", A, 20 * HOUR_S, 23 * HOUR_S, [D]))
    told = _row("encounter", events, ENCOUNTERS)
    assert told["precision"] == pytest.approx(2 / 3)
    assert told["recall"] == 1.0


def test_a_miss_lowers_recall_only() -> None:
    told = _row("encounter", _events(BOTH[0]), ENCOUNTERS)
    assert (told["precision"], told["recall"]) == (1.0, 0.5)


def test_a_near_miss_told_is_wrong_and_counted() -> None:
    events = _events(*BOTH, ("encounter", A, 50 * HOUR_S, 53 * HOUR_S, [C]))
    told = _row("encounter", events, ENCOUNTERS)
    assert told["precision"] == pytest.approx(2 / 3)
    assert told["near_told"] == 1


def test_what_is_left_open_is_neither_right_nor_wrong() -> None:
    events = _events(*BOTH, ("encounter", B, 90 * HOUR_S, 93 * HOUR_S, [D]))
    told = _row("encounter", events, ENCOUNTERS)
    assert (told["found"], told["left_out"], told["precision"]) == (2, 1, 1.0)


def test_one_thing_told_twice_is_wrong_once() -> None:
    halves = (
        ("encounter", A, 0.0, 2.4 * HOUR_S, [B]),
        ("encounter", A, 2.4 * HOUR_S, 4 * HOUR_S, [B]),
    )
    told = _row("encounter", _events(*halves, BOTH[1]), ENCOUNTERS)
    assert (told["found"], told["right"]) == (3, 2)


def test_the_wrong_partner_is_wrong() -> None:
    told = _row("encounter", _events(("encounter", A, 0.0, 4 * HOUR_S, [D])), ENCOUNTERS)
    assert (told["right"], told["near_told"]) == (0, 0)


def test_a_group_may_lack_a_member() -> None:
    truth = truth_table([known("group", A, 0.0, 5 * HOUR_S, others=(B, C, D))])
    three = _row("group", _events(("group", C, 0.0, 5 * HOUR_S, [A, B])), truth)
    two = _row("group", _events(("group", C, 0.0, 5 * HOUR_S, [A])), truth)
    assert (three["right"], two["right"]) == (1, 0)


def test_a_gap_must_start_and_end_where_it_did() -> None:
    truth = truth_table([known("gap", A, 0.0, 7 * HOUR_S), known("gap", B, 0.0, None)])
    events = _events(("gap", A, 0.0, 7 * HOUR_S + 200.0, []), ("gap", B, 100.0, None, []))
    rows = {row["kind"]: row for row in score(events, truth)}
    assert (rows["gap"]["right"], rows["gap, open"]["right"]) == (1, 1)
    late = _row("gap", _events(("gap", A, 0.0, 6.5 * HOUR_S, [])), truth)
    assert (late["right"], late["recall"]) == (0, 0.0)


def test_a_gate_named_must_be_the_gate() -> None:
    truth = truth_table([known("crossing", A, 0.0, 0.0, where="osumi")])
    event = ("crossing", A, 60.0, 60.0, list[str]())
    names = {"Osumi Strait": "osumi", "Tokara Strait": "tokara"}
    right = [
        len(match_events("crossing", _events(event, where=where), truth, names).missed) == 0
        for where in ("osumi", "Osumi Strait", "Tokara Strait")
    ]
    assert right == [True, True, False]


def test_a_landing_on_a_ship_that_is_heard_names_her() -> None:
    truth = truth_table([known("deck_landing", A, 0.0, 0.0, others=(B,))])
    alone = _row("deck_landing", _events(("deck_landing", A, 30.0, 30.0, [])), truth)
    named = _row("deck_landing", _events(("deck_landing", A, 30.0, 30.0, [B])), truth)
    assert (alone["right"], named["right"]) == (0, 1)


def test_one_event_may_tell_of_several_ships_displaced_together() -> None:
    truth = truth_table([known("impossible_position", who, 0.0, 900.0) for who in (A, B, C)])
    one = _events(("impossible_position", A, 0.0, 900.0, [B, C]))
    told = _row("impossible_position", one, truth)
    assert (told["truth"], told["found"], told["right"], told["recall"]) == (3, 1, 1, 1.0)
    lone = _row("impossible_position", _events(("impossible_position", A, 0.0, 9.0, [])), truth)
    assert lone["recall"] == pytest.approx(1 / 3)


def test_nothing_found_has_no_precision() -> None:
    told = _row("encounter", _events(), ENCOUNTERS)
    assert (told["precision"], told["recall"]) == (None, 0.0)
    assert _row("group", _events(), ENCOUNTERS)["recall"] is None


@pytest.mark.parametrize("kind", list(RULES))
def test_every_kind_is_right_when_it_is_the_truth(kind: str) -> None:
    end = None if kind.endswith("open") else 3 * HOUR_S
    name = kind.split(",", maxsplit=1)[0]
    truth = truth_table([known(name, A, 0.0, end, others=(B, C), where="osumi")])
    told = _row(kind, _events((name, A, 0.0, end, [B, C]), where="osumi"), truth)
    assert (told["precision"], told["recall"]) == (1.0, 1.0)
