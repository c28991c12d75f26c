"""Corrections mark what they correct: older sightings get the document that took their place."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from straitwatch.model.identity import identity_of
from straitwatch.model.schema import SIGHTING, conform
from straitwatch.model.unit import iso

__all__ = ["Change", "Correction", "apply_corrections", "correction_words", "corrections_of"]

_DATE = 10  # letters of 2024-09-17
_SLOTS = ("t_start", "t_end", "place", "gate", "heading", "to_sea", "from_sea", "negation")
_Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One slot that a correction changed; None says that it was not told.

    Attributes:
        kind: of the sighting.
        slot: for example `heading`, `objects`, `count of take-offs and landings`.
        before: old value, in words.
        after: new value.
    """

    kind: str
    slot: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Correction:
    """What one document says of another.

    Attributes:
        document: the newer.
        publisher: of both.
        says: date, and title, of what it corrects, as it names them.
        corrected: the older document; None where it was not found.
        why_not: in words, why nothing was marked; None where it was.
        changes: slots that differ.
    """

    document: str
    publisher: str | None
    says: str
    corrected: str | None
    why_not: str | None
    changes: tuple[Change, ...] = ()


def apply_corrections(sightings: pa.Table) -> pa.Table:
    """Mark the sightings of documents that others correct.

    Args:
        sightings: SIGHTING, in any order.

    Returns:
        SIGHTING, the same rows in the same order; `superseded_by` is the document that corrects
        theirs, the latest published where several do. See `corrections_of` for which count.

    Raises:
        SchemaError: a column is missing or mistyped.
    """
    table = conform(sightings, SIGHTING)
    rows = table.to_pylist()
    newer = _newest(rows)
    marks = [newer.get(row["document"] or "") or row["superseded_by"] for row in rows]
    at = table.schema.get_field_index("superseded_by")
    return table.set_column(at, SIGHTING.field(at), pa.array(marks, pa.string()))


def corrections_of(sightings: pa.Table) -> list[Correction]:
    """List which document corrects which, and what changed.

    A correction names the date of what it corrects, as a rule with its title. It counts when the
    store holds just one such document of the same publisher (of several of one date the one that
    tells most of the same ships; copies count as one), and when it tells anew what it takes back:
    one that only says that something was wrong marks nothing.

    Args:
        sightings: SIGHTING, in any order.

    Returns:
        by document.
    """
    rows = {row["sighting_id"]: row for row in conform(sightings, SIGHTING).to_pylist()}
    return [told for told, _ in _read(list(rows.values()))]


def correction_words(one: Correction) -> str:
    """Say what changed: kind and slot, old value, new value."""
    return (
        "; ".join(
            f"{each.kind} {each.slot}: {each.before or 'not told'} -> {each.after or 'not told'}"
            for each in one.changes
        )
        or "no slot differs"
    )


def _newest(rows: list[_Row]) -> dict[str, str]:
    """Give the document that took the place of each that was corrected."""
    found: dict[str, tuple[str, str]] = {}
    for told, published in _read(rows):
        if told.corrected is not None and told.why_not is None:
            rank = published, told.document
            found[told.corrected] = max(found.get(told.corrected, rank), rank)
    return {old: document for old, (_, document) in found.items()}


def _read(rows: list[_Row]) -> list[tuple[Correction, str]]:
    papers: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        papers[row["document"] or ""].append(row)
    pairs = {
        (row["document"] or "", row["supersedes"]): row
        for row in sorted(rows, key=lambda row: row["sighting_id"] or "")
        if row["kind"] == "correction" and row["supersedes"]
    }
    told = [(one, _date(row)) for _, row in sorted(pairs.items()) for one in _each(row, papers)]
    ways = {(one.document, one.corrected) for one, _ in told}
    return [(_unless_mutual(one, ways), published) for one, published in told]


def _unless_mutual(told: Correction, ways: set[tuple[str, str | None]]) -> Correction:
    if (told.corrected, told.document) not in ways:
        return told
    why = "each of the two documents says that it corrects the other"
    return Correction(told.document, told.publisher, told.says, told.corrected, why)


def _each(row: _Row, papers: dict[str, list[_Row]]) -> list[Correction]:
    """Say what one row corrects: one document, or copies of one that say the same."""
    document, says = row["document"] or "", row["supersedes"]
    meant = sorted(
        name
        for name, some in papers.items()
        if name != document and any(_is_meant(one, row) for one in some)
    )
    head = document, row["publisher"], says
    new = [one for one in papers[document] if one["kind"] != "correction"]
    if not meant:
        return [Correction(*head, None, "the document that it corrects is not here")]
    found = _likest(meant, new, papers)
    if len({str([_slots(one) for one in _in_order(papers[name])]) for name in found}) > 1:
        return [Correction(*head, None, f"{len(found)} documents of that date are here")]
    if not new:
        why = "it does not tell anew what it corrects"
        return [Correction(*head, name, why) for name in found]
    return [Correction(*head, name, None, _changes(papers[name], new)) for name in found]


def _likest(meant: list[str], new: list[_Row], papers: dict[str, list[_Row]]) -> list[str]:
    """Choose, of documents of one date, those that tell most of the same ships."""
    ships = {identity_of(one) for row in new for one in row["objects"] or []}
    shared = {
        name: len(
            ships & {identity_of(one) for row in papers[name] for one in row["objects"] or []}
        )
        for name in meant
    }
    return [name for name in meant if shared[name] == max(shared.values())]


def _ships(rows: list[_Row]) -> set[str]:
    return {identity_of(one) for row in rows for one in row["objects"] or []}


def _in_order(rows: list[_Row]) -> list[_Row]:
    """Put the rows of a document in its order."""
    first = [(row["start"] if row["start"] is not None else 1 << 62) for row in rows]
    order = sorted(range(len(rows)), key=lambda n: (first[n], str(_slots(rows[n]))))
    return [rows[number] for number in order]


def _is_meant(row: _Row, correction: _Row) -> bool:
    """Tell whether a row is of the document that a correction names."""
    date, title = correction["supersedes"][:_DATE], _plain(correction["supersedes"][_DATE:])
    its_title = _plain(row["title"] or "")
    same_title = not title or not its_title or title in its_title or its_title in title
    same_office = _plain(row["publisher"] or "") == _plain(correction["publisher"] or "")
    return same_office and same_title and _date(row) == date


def _date(row: _Row) -> str:
    return (iso(row["published"]) or "")[:_DATE]


def _plain(text: str) -> str:
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in wide if sign.isalnum())


def _changes(old: list[_Row], new: list[_Row]) -> tuple[Change, ...]:
    """Compare each old row with the new one that is most like it."""
    left = sorted(new, key=lambda row: row["sighting_id"])
    found: list[Change] = []
    for row in sorted(old, key=lambda row: row["sighting_id"]):
        alike = [one for one in left if one["kind"] == row["kind"]]
        if not alike:
            found.append(Change(row["kind"], "all of it", row["text"], None))
            continue
        best = max(alike, key=lambda one: _likeness(row, one))
        left.remove(best)
        a, b = _slots(row), _slots(best)
        found += [
            Change(row["kind"], slot, a.get(slot), b.get(slot))
            for slot in dict.fromkeys([*a, *b])
            if a.get(slot) != b.get(slot)
        ]
    found += [Change(row["kind"], "all of it", None, row["text"]) for row in left]
    return tuple(found)


def _likeness(one: _Row, other: _Row) -> tuple[int, str]:
    a, b = _slots(one), _slots(other)
    return sum(a.get(slot) == b.get(slot) for slot in a), other["sighting_id"]


def _slots(row: _Row) -> dict[str, str | None]:
    """Say in words what each slot of a row holds."""
    told = {slot: _say(row[slot]) for slot in _SLOTS}
    told["objects"] = _list(
        f"{identity_of(one)} ({one['count_is'] or 'exact'} {one['count'] or 1})"
        for one in row["objects"] or []
    )
    told["observers"] = _list(
        one["name"] or one["unit"] or one["service"] or "?" for one in row["observers"] or []
    )
    counted: dict[str, list[str]] = defaultdict(list)
    for one in row["counts"] or []:
        counted[one["what"]].append(f"{one['n_is'] or 'exact'} {one['n']}")
    return told | {f"count of {what}": _list(some) for what, some in counted.items()}


def _list(some: Iterable[str]) -> str | None:
    return ", ".join(sorted(some)) or None


def _say(value: object) -> str | None:
    if value is None or value is False:
        return None
    return iso(value) if isinstance(value, datetime) else str(value)
