"""Signs of passages and answers on absence, scored on tables made by hand."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from straitwatch.event.table import events_table
from straitwatch.flow.bench.score import score
from straitwatch.flow.bench.score_absence import score_absence
from straitwatch.flow.bench.score_sign import spread_signs
from straitwatch.flow.bench.traffic.oracle_line import side_by_side, turned_deg, way_chords
from straitwatch.flow.bench.traffic.question import Question
from straitwatch.flow.bench.traffic.truth import HOUR_S, ORIGIN_S, known, truth_table

A = "mmsi:499100001"
START = datetime.fromtimestamp(ORIGIN_S, UTC)


def _passage(*signs: str) -> dict[str, Any]:
    detail = json.dumps({"signs": [{"sign": sign} for sign in signs]})
    span = {"t_start": START, "t_end": START + timedelta(hours=3)}
    return {"kind": "passage", "object_id": A, "where": "JP", "detail": detail, **span}


def _row(kind: str, *signs: str) -> dict[str, Any]:
    def sign(name: str, **more: bool) -> dict[str, Any]:
        return known("sign", A, 0.0, 3 * HOUR_S, where=name, note=name, **more)

    stay = known("passage", A, 0.0, 3 * HOUR_S, where="JP")
    truth = truth_table([stay, sign("slow"), sign("silence", near_miss=True)])
    rows = score(events_table([_passage(*signs)]), truth)
    return next(row for row in rows if row["kind"] == kind)


def test_each_sign_is_a_row_of_its_own() -> None:
    spread = spread_signs(events_table([_passage("slow", "fishing"), _passage()]))
    assert spread["kind"].to_pylist() == ["passage", "passage", "sign", "sign"]
    assert spread["where"].to_pylist() == ["JP", "JP", "slow", "fishing"]


def test_a_sign_is_right_only_by_its_name() -> None:
    assert _row("passage", "slow")["precision"] == 1.0
    right, wrong, near = _row("sign", "slow"), _row("sign", "fishing"), _row("sign", "silence")
    assert (right["right"], right["recall"], right["near_told"]) == (1, 1.0, 0)
    assert (wrong["found"], wrong["right"], wrong["near_told"]) == (1, 0, 0)
    assert (near["found"], near["right"], near["near_told"]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("verdict", "entered", "right"),
    [("entered", True, 1), ("did_not_enter", True, 0), ("did_not_enter", False, 1),
     ("entered", False, 0), ("may_have_entered", True, 0), ("not_covered", False, 0)],
)  # fmt: skip
def test_only_a_definite_and_true_answer_is_right(verdict: str, entered: bool, right: int) -> None:
    asked = Question(1, "circle:0,0,1", (0, 1), entered, decidable=True)
    row = score_absence([verdict], [asked])
    assert (row["found"], row["right"]) == (verdict in {"entered", "did_not_enter"}, right)
    assert row["recall"] == right


def _way(*corners: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Nautical miles east and north of the equator, with a place every 0.05 nm."""
    places = [np.linspace(a, b, 60) for a, b in pairwise(corners)]
    lon, lat = np.concatenate(places).T / 60.0
    return way_chords(lon, lat)


def test_a_turn_about_is_sharp_and_a_bend_is_not() -> None:
    assert turned_deg(*_way((0, 0), (8, 0), (0, 0.4)))[0] > 120.0
    assert turned_deg(*_way((0, 0), (8, 0), (8, 8)))[1] < 120.0
    assert turned_deg(*_way((0, 0), (8, 0), (8, 6), (0, 6)))[1] < 120.0  # two bends, far apart


def test_lines_side_by_side_are_counted() -> None:
    lines = [(east, y) for k in range(5) for east in ((0, 3) if k % 2 else (3, 0))
             for y in (0.5 * k,)]  # fmt: skip
    assert side_by_side(*_way(*lines))[0] == 5.0
    ferry = [(east, 0.0) for _ in range(3) for east in (0, 6)]
    assert side_by_side(*_way(*ferry))[1] == 1.0
