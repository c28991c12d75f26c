"""Questions whose answers are known turned into a row: how often `absence` decides, and rightly."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from straitwatch.flow.absence import read_zone
from straitwatch.flow.bench.traffic.question import TOP_KN, Question
from straitwatch.reach.absence import DID_NOT, ENTERED, Track, judge_absence

__all__ = ["answer", "score_absence"]


def answer(fixes: pa.Table, questions: Sequence[Question]) -> list[str]:
    """Ask `absence`, as the command does, of fixes in memory.

    Args:
        fixes: FIX by object_id, t.
        questions: what is asked.

    Returns:
        the verdict on each.
    """
    ids, t = fixes["object_id"].to_numpy(), fixes["t"].cast(pa.int64()).to_numpy()
    lon, lat = fixes["lon"].to_numpy(), fixes["lat"].to_numpy()
    verdicts = []
    for one in questions:
        own = slice(*np.searchsorted(ids, [one.object_id, one.object_id + 1]).tolist())
        track = Track(t[own], lon[own], lat[own])
        measured = read_zone(one.zone).measure(track.lon, track.lat)
        verdicts.append(judge_absence(track, measured, one.span_us, TOP_KN).verdict)
    return verdicts


def score_absence(verdicts: Sequence[str], questions: Sequence[Question]) -> dict[str, Any]:
    """Count how often an answer was definite, and true.

    Args:
        verdicts: one a question.
        questions: what was asked.

    Returns:
        a row as of `score.score`: truth are the questions; found the definite answers; right those
        that are true; precision right of found; recall the decidable questions that were rightly
        decided; near_misses the questions that the fixes leave open; near_told of these, how many
        were decided wrongly.
    """
    definite = [verdict in {ENTERED, DID_NOT} for verdict in verdicts]
    right = [sure and (verdict == ENTERED) == one.entered
             for sure, verdict, one in zip(definite, verdicts, questions, strict=True)]  # fmt: skip
    decidable = [one.decidable for one in questions]
    decided = sum(r and d for r, d in zip(right, decidable, strict=True))
    rows = zip(definite, right, decidable, strict=True)
    return {
        "kind": "absence",
        "truth": len(questions),
        "found": sum(definite),
        "right": sum(right),
        "precision": sum(right) / sum(definite) if any(definite) else None,
        "recall": decided / sum(decidable) if any(decidable) else None,
        "near_misses": len(questions) - sum(decidable),
        "near_told": sum(sure and not true and not apt for sure, true, apt in rows),
        "left_out": 0,
    }
