"""Events held against the truth: precision and recall of each kind."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.flow.bench.score_sign import spread_signs
from straitwatch.flow.bench.traffic.truth import TRUTH
from straitwatch.model.schema import conform

__all__ = ["RULES", "Match", "Rule", "match_events", "score"]

_FOREVER_S = 1e12


@dataclass(frozen=True)
class Rule:
    """When an event of a kind counts as what really happened.

    Attributes:
        slack_s: the spans, or the moments, may be so far apart.
        share: least part of the union of both spans that they have in common; 0 asks only that
            they touch within the slack.
        ends: both the start and the end must agree within the slack.
        place: where both name a gate, a State or a sign, it must be the same.
        members: least part of all members named that both name; else only the object, or one of
            the others, must be the same.
        others: the others of the truth must all be named.
        several: one event may tell what happened to several objects, where it names them all.
    """

    slack_s: float
    share: float = 0.0
    ends: bool = False
    place: bool = False
    members: float = 0.0
    others: bool = False
    several: bool = False


_MIN_S = 60.0
RULES = {
    "crossing": Rule(10 * _MIN_S, place=True),
    "transit": Rule(20 * _MIN_S, place=True),
    "deployment": Rule(60 * _MIN_S, ends=True),
    "entry": Rule(20 * _MIN_S),
    "exit": Rule(20 * _MIN_S),
    "proximity": Rule(10 * _MIN_S),
    "gap": Rule(5 * _MIN_S, ends=True),
    "gap, open": Rule(5 * _MIN_S, ends=True),
    "encounter": Rule(0.0, share=0.5, members=1.0),
    "loitering": Rule(0.0, share=0.5),
    "port_visit": Rule(0.0, share=0.5),
    "anchoring": Rule(0.0, share=0.5),
    "group": Rule(0.0, share=0.5, members=0.6),
    "passage": Rule(0.0, share=0.5, place=True),
    "sign": Rule(0.0, share=0.5, place=True),
    "impossible_position": Rule(10 * _MIN_S, several=True),
    "identity_shared": Rule(60 * _MIN_S),
    "deck_takeoff": Rule(10 * _MIN_S, others=True),
    "deck_landing": Rule(10 * _MIN_S, others=True),
    "takeoff": Rule(10 * _MIN_S),
    "landing": Rule(10 * _MIN_S),
}
"""Ours, all of them: docs/accuracy.md says why."""


@dataclass(frozen=True)
class _Thing:
    """A truth or an event, reduced to what is compared; seconds since 1970."""

    objects: frozenset[str]
    others: frozenset[str]
    begin: float
    end: float
    where: str


@dataclass(frozen=True)
class Match:
    """What became of the events of one kind.

    Attributes:
        found: rows of `events` that were judged, and for each the row of `truth` that it is; -1
            where it is none of what really happened.
        missed: rows of `truth` that no event told.
        near: rows of `truth`, near misses, that an event told.
        left_out: events that the definition leaves open: neither right nor wrong.
    """

    found: dict[int, int]
    missed: list[int]
    near: list[int]
    left_out: int


def _things(table: pa.Table) -> list[_Thing]:
    columns = {name: table[name].to_pylist() for name in ("object_id", "others", "where")}
    begins, ends = (_seconds(table[name]) for name in ("t_start", "t_end"))
    things = []
    rows = zip(*columns.values(), begins, ends, strict=True)
    for who, others, where, begin, end in rows:
        beside = frozenset(others or ())
        things.append(_Thing(beside | {who}, beside, begin, end, where or ""))
    return things


def _seconds(column: pa.ChunkedArray) -> list[float]:
    us = column.cast(pa.int64()).to_pylist()
    return [_FOREVER_S if one is None else one / 1e6 for one in us]


def _agree(rule: Rule, event: _Thing, truth: _Thing, names: dict[str, str]) -> float:
    """How well an event is what happened: 0 for not at all, at most 1."""
    common = event.objects & truth.objects
    if not common or (rule.others and not truth.others <= event.objects):
        return 0.0
    if rule.members and len(common) < rule.members * len(event.objects | truth.objects):
        return 0.0
    named = event.where and truth.where
    if rule.place and named and names.get(event.where, event.where) != truth.where:
        return 0.0
    return _overlap(rule, event, truth)


def _overlap(rule: Rule, event: _Thing, truth: _Thing) -> float:
    apart = max(event.begin - truth.end, truth.begin - event.end)
    if apart > rule.slack_s:
        return 0.0
    if rule.ends:
        off = max(abs(event.begin - truth.begin), abs(event.end - truth.end))
        return 1.0 / (1.0 + off / 3600.0) if off <= rule.slack_s else 0.0
    union = max(event.end, truth.end) - min(event.begin, truth.begin)
    part = max(0.0, -apart) / union if union > 0.0 else 1.0
    if rule.share:
        return part if part >= rule.share else 0.0
    return 1.0 / (1.0 + abs(event.begin - truth.begin) / 3600.0)


def match_events(
    kind: str, events: pa.Table, truth: pa.Table, names: dict[str, str] | None = None
) -> Match:
    """Hold the events of one kind against what really happened.

    Args:
        kind: kind of both.
        events: EVENT, of this kind only.
        truth: TRUTH, of this kind only.
        names: gate_id of each name of a gate.

    Returns:
        the match: each truth is told by at most one event, the one that agrees best; a second
        event for the same truth is wrong.
    """
    rule, told, real = RULES[kind], _things(events), _things(conform(truth, TRUTH))
    standing = _standing(truth)
    index: dict[str, list[int]] = {}
    for row, thing in enumerate(real):
        for who in thing.objects:
            index.setdefault(who, []).append(row)
    pairs: list[tuple[float, int, int]] = []
    vague: dict[int, list[int]] = {}
    for k, event in enumerate(told):
        for row in sorted({row for who in event.objects for row in index.get(who, ())}):
            if standing[row] != "real":
                loose = Rule(rule.slack_s, place=rule.place)
                if _agree(loose, event, real[row], names or {}):
                    vague.setdefault(k, []).append(row)
            elif (value := _agree(rule, event, real[row], names or {})) > 0.0:
                pairs.append((value, k, row))
    found = _assign(pairs)
    told_too = {row for _, k, row in pairs if rule.several and k in found}
    return _sort_out(found, told_too, vague, len(told), standing)


def _assign(pairs: list[tuple[float, int, int]]) -> dict[int, int]:
    """Give each truth one event, the best first."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, k, row in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if k not in found and row not in taken:
            found[k] = row
            taken.add(row)
    return found


def _standing(truth: pa.Table) -> list[str]:
    """What each row of TRUTH stands for: real, near or either."""
    flags = zip(truth["near_miss"].to_pylist(), truth["either"].to_pylist(), strict=True)
    return ["either" if either else "near" if near else "real" for near, either in flags]


def _sort_out(
    found: dict[int, int],
    told_too: set[int],
    vague: dict[int, list[int]],
    events: int,
    standing: list[str],
) -> Match:
    judged, nearly, left_out = dict(found), set[int](), 0
    for k in range(events):
        if k in found:
            continue
        rows = vague.get(k, [])
        if any(standing[row] == "either" for row in rows):
            left_out += 1
            continue
        judged[k] = -1
        nearly.update(rows)
    told = told_too | set(found.values())
    missed = [row for row, stands in enumerate(standing) if stands == "real" and row not in told]
    return Match(judged, missed, sorted(nearly), left_out)


def _kinds(table: pa.Table) -> npt.NDArray[np.object_]:
    """Kind of each row; gaps that had not ended when the data ended are told apart."""
    kinds, ends = table["kind"].to_pylist(), table["t_end"].is_null().to_pylist()
    told = [f"{kind}, open" if kind == "gap" and open_ else kind
            for kind, open_ in zip(kinds, ends, strict=True)]  # fmt: skip
    return np.array(told, object)


def score(
    events: pa.Table, truth: pa.Table, names: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """Count precision and recall of each kind.

    Args:
        events: EVENT; kinds that the truth does not know are passed over, and each sign of a
            passage is one more, of the kind `sign`.
        truth: TRUTH.
        names: gate_id of each name of a gate.

    Returns:
        a row a kind: kind, truth, found, right, precision (null: nothing found), recall (null:
        nothing to find), near_misses, near_told, left_out.
    """
    events = spread_signs(events)
    kinds, known = _kinds(events), _kinds(truth)
    rows = []
    for kind in RULES:
        of_kind = truth.filter(pa.array(known == kind))
        match = match_events(kind, events.filter(pa.array(kinds == kind)), of_kind, names)
        right = sum(row >= 0 for row in match.found.values())
        standing = _standing(of_kind)
        real = standing.count("real")
        rows.append(
            {
                "kind": kind,
                "truth": real,
                "found": len(match.found),
                "right": right,
                "precision": right / len(match.found) if match.found else None,
                "recall": 1.0 - len(match.missed) / real if real else None,
                "near_misses": standing.count("near"),
                "near_told": len(match.near),
                "left_out": match.left_out,
            }
        )
    return rows
