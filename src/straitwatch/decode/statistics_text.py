"""Releases and news on scramble statistics turned into STATISTIC rows, with what was derived."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from straitwatch.decode.claim import Change, Claim
from straitwatch.decode.statistic import Origin, count_row
from straitwatch.decode.statistics_en import find_english
from straitwatch.decode.statistics_ja import find_japanese
from straitwatch.model.schema import STATISTIC

__all__ = ["read_statistics"]

STATED = 1.0
"""Confidence of a count that the office's own text states. Ours."""

RETOLD = 0.9
"""Confidence of a count that somebody else's text states. Ours."""

DERIVED = 0.8
"""Confidence of a count that follows from another and the change between both. Ours."""

_OFFICES = (
    "joint staff", "ministry of defense", "ministry of defence", "統合幕僚", "防衛省",
    "航空自衛隊", "air self-defense force",
)  # fmt: skip


def read_statistics(
    text: str,
    *,
    published: datetime | None = None,
    publisher: str | None = None,
    document: str,
    source: str | None = None,
) -> pa.Table:
    """Read how often aircraft were scrambled: by fiscal year or part of it, State, region.

    Args:
        text: plain text, Japanese or English.
        published: when; "last fiscal year" and years left out hang on it.
        publisher: who.
        document: address or path.
        source: label of what was read; the document where it is left out.

    Returns:
        STATISTIC by place in the text, offsets in `text`. Of counts that are said twice alike one
        row. A count of the year before is derived from "226 fewer than the year before" only
        where its own count stands in the same text and the one before does not; `derived` says so.
        No row from a text that states no count of scrambles of a period.

    Notes:
        Left out, as the words do not make them counts of a period and a group: shares in percent,
        counts of months, of kinds of aircraft, of published cases, of violations.
    """
    origin = Origin(document, published, publisher, source or document)
    day = published.date() if published else None
    claims, changes = _find(text, day)
    rows = _stated(claims, origin, text)
    rows += _derived(claims, changes, origin, text)
    return pa.Table.from_pylist(sorted(rows, key=lambda row: row["start"]), schema=STATISTIC)


def _find(text: str, day: date | None) -> tuple[list[Claim], list[Change]]:
    japanese, english = find_japanese(text, day), find_english(text, day)
    return [*japanese[0], *english[0]], [*japanese[1], *english[1]]


def _key(one: Claim | Change) -> tuple[int, str, str, str]:
    group = one.group
    return one.when.year, one.when.period().label, group.group_by, group.name or ""


def _stated(claims: Iterable[Claim], origin: Origin, text: str) -> list[dict[str, Any]]:
    """Write claims as rows; one that contradicts an earlier one keeps a row of its own."""
    rows: dict[tuple[object, ...], dict[str, Any]] = {}
    taken: set[str] = set()
    for claim in claims:
        key = (*_key(claim), claim.value)
        if key in rows:
            continue
        why = [("period", claim.when.reason)] if claim.when.reason else []
        row = _row(origin, claim, claim.value, text, why)
        row["value_is"] = claim.value_is
        if row["statistic_id"] in taken:
            row["statistic_id"] += f"-{claim.value}"
        taken.add(row["statistic_id"])
        rows[key] = row
    return list(rows.values())


def _derived(
    claims: list[Claim], changes: list[Change], origin: Origin, text: str
) -> list[dict[str, Any]]:
    """Derive counts of the year before, where the text gives the change and not the count."""
    known = {_key(claim): claim for claim in claims}
    rows: dict[tuple[object, ...], dict[str, Any]] = {}
    for change in changes:
        claim = known.get(_key(change))
        when = change.when.before()
        key = when.year, when.period().label, change.group.group_by, change.group.name or ""
        if claim is None or claim.value_is != "exact" or key in known or key in rows:
            continue
        value = claim.value - change.by
        if value < 0:
            continue
        more = "more" if change.by > 0 else "fewer"
        reason = f"{claim.value} is said to be {abs(change.by)} {more} than the year before"
        older = Claim(when, change.group, value, "exact", change.start, change.end)
        rows[key] = _row(origin, older, value, text, [("value", reason)])
        rows[key]["confidence"] = DERIVED
    return list(rows.values())


def _row(
    origin: Origin, claim: Claim, value: int, text: str, why: list[tuple[str, str]]
) -> dict[str, Any]:
    office = (origin.publisher or "").casefold()
    return count_row(
        origin,
        claim.when.period(),
        claim.group.group_by,
        claim.group.name,
        value,
        text=" ".join(text[claim.start : claim.end].split()),
        start=claim.start,
        end=claim.end,
        confidence=STATED if any(name in office for name in _OFFICES) else RETOLD,
        derived=[{"slot": slot, "reason": reason} for slot, reason in why],
    )
