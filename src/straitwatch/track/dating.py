"""Sightings without a date get the span that the rest of their document leaves for them."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from straitwatch.model.identity import identity_of
from straitwatch.model.schema import SIGHTING, conform

__all__ = ["date_undated"]

_ASIDE = ("observation", "scramble", "reported_absence")  # told of the whole
_OFFICE = timedelta(hours=9)  # a document's date is a day in Japan
_DAY = timedelta(days=1)
_Row = dict[str, Any]


def date_undated(sightings: pa.Table) -> pa.Table:
    """Fill in the span of rows that have none, where their document bounds it.

    "After that they passed the strait" is after the last dated row before it of the same objects,
    and before the document was published. A watch, a scramble or a reported absence without a date
    is of the span of the rows that it belongs to; one that names no object and points to no row is
    of those that the document tells of in its span.

    Args:
        sightings: SIGHTING, in any order.

    Returns:
        SIGHTING, the same rows in the same order; `derived` says what was filled in and why. What
        nothing bounds stays null.

    Raises:
        SchemaError: a column is missing or mistyped.
    """
    rows = conform(sightings, SIGHTING).to_pylist()
    papers: dict[str | None, list[_Row]] = defaultdict(list)
    for row in rows:
        if row["t_start"] is not None and row["kind"] not in (*_ASIDE, "correction"):
            papers[row["document"]].append(row)
    told = [_filled(row, papers[row["document"]]) for row in rows]
    return pa.Table.from_pylist(told, schema=SIGHTING)


def _filled(row: _Row, dated: list[_Row]) -> _Row:
    dated = sorted((one for one in dated if not one["same_as"]), key=_order)
    if row["kind"] in _ASIDE:
        return _of_whole(row, dated)
    if row["t_start"] is not None or row["kind"] == "correction":
        return row
    mine = {identity_of(one) for one in row["objects"] or []}
    before = [one for one in dated if _order(one) < _order(row) and mine & _objects(one)]
    end = _published(row)
    if not before or end is None or end < before[-1]["t_start"]:
        return row
    start = before[-1]["t_start"]
    why = "not dated: after what the document tells of it before, and before it was published"
    return _with(row, why, t_start=start, t_end=end)


def _of_whole(row: _Row, dated: list[_Row]) -> _Row:
    mine = {identity_of(one) for one in row["objects"] or []}
    own = [one for one in dated if not mine or mine & _objects(one)]
    linked = [one for one in own if one["sighting_id"] == row["same_as"]] or own
    if not linked:
        return row
    if row["t_start"] is None:
        start = min(one["t_start"] for one in linked)
        end = max(one["t_end"] or one["t_start"] for one in linked)
        row = _with(row, "not dated: the span of what it belongs to", t_start=start, t_end=end)
    linked = [one for one in linked if _overlap(one, row)]
    if not mine and not row["same_as"] and linked:
        things = {identity_of(one): one for some in linked for one in some["objects"] or []}
        why = "names none: those that the document tells of"
        row = _with(row, why, objects=[things[key] for key in sorted(things)])
    return row


def _overlap(one: _Row, other: _Row) -> bool:
    ends = [row["t_end"] or row["t_start"] for row in (one, other)]
    return bool(one["t_start"] <= ends[1] and other["t_start"] <= ends[0])


def _with(row: _Row, why: str, **slots: Any) -> _Row:  # noqa: ANN401 - values of any column
    derived = [*(row["derived"] or []), *({"slot": slot, "reason": why} for slot in slots)]
    return {**row, **slots, "derived": derived}


def _order(row: _Row) -> tuple[int, str]:
    """Give the order in which a document tells; rows without offsets stand last."""
    start = row["start"]
    return (start if start is not None else 1 << 62), row["sighting_id"]


def _objects(row: _Row) -> set[str]:
    return {identity_of(one) for one in row["objects"] or []}


def _published(row: _Row) -> datetime | None:
    """Give the end of the day on which the document was published."""
    at: datetime | None = row["published"]
    return None if at is None else at + _DAY - _OFFICE
