"""Records into lines: tables, what a batch did."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from straitwatch.model.record import Tally
from straitwatch.report.export import to_text
from straitwatch.report.listing import tally_lines

if TYPE_CHECKING:
    from straitwatch.flow.batch import Outcome

__all__ = ["answer_lines", "outcome_lines", "record_table"]

_FEW_TEXTS = 20  # lines of a terminal: of more texts the sums are told
_OF_TEXTS = ("sightings", "skipped")


def outcome_lines(outcome: "Outcome") -> list[str]:
    """Say what a batch read, kept and found."""
    lines = _source_lines(outcome.tallies)
    extent, derived = outcome.extent, outcome.derived
    change = derived.change
    lines.append(
        f"store: {extent.n_fixes:,} fixes of {extent.n_objects:,} identities"
        + (f", and {extent.n_undated:,} undated ones: not tracked" if extent.n_undated else "")
    )
    aside = (
        (derived.duplicates, "repeated fixes"),
        (derived.late, "late fixes"),
        (derived.stale, "old places of aircraft told again"),
    )
    if any(n for n, _ in aside):
        lines.append("set aside: " + ", ".join(f"{n:,} {what}" for n, what in aside if n))
    lines.append(
        f"events: {change.new:,} new, {change.changed:,} changed, "
        f"{change.same:,} as before, {change.retracted:,} retracted"
    )
    return lines + [f"straitwatch: {failure.reason}" for failure in outcome.failures]


def _source_lines(tallies: Sequence[Tally]) -> list[str]:
    """Say what each source gave; of many texts how much all of them did."""
    texts = [tally for tally in tallies if tally.document]
    each = tallies if len(texts) <= _FEW_TEXTS else [one for one in tallies if not one.document]
    lines = [line for tally in each for line in tally_lines(tally)]
    if len(texts) > _FEW_TEXTS:
        sightings, without = (sum(getattr(one, name) for one in texts) for name in _OF_TEXTS)
        lines.append(
            f"{len(texts):,} texts: {sightings:,} sightings, {without:,} sentences in which "
            "nothing was understood"
        )
    return lines


def record_table(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Write records of one shape as a table."""
    if not records:
        return []
    head = list(dict.fromkeys(name for record in records for name in record))
    rows = [[_cell(record.get(name)) for name in head] for record in records]
    return to_text(head, rows).splitlines()


def answer_lines(head: Sequence[str], records: Iterable[Mapping[str, Any]]) -> list[str]:
    """Write the answer to a question as a table, numbers as they are: 2022 may be a year."""
    rows = [[_plain(record[name]) for name in head] for record in records]
    return to_text(head, rows).splitlines()


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) < 1000 else f"{value:,.0f}"  # noqa: PLR2004 - digits
    return f"{value:,}" if isinstance(value, int) else str(value)
