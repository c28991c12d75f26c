"""Rules of law into lines and records."""

from collections.abc import Sequence
from typing import Any

from straitwatch.report.export import to_text
from straitwatch.zone.law import law, title_of
from straitwatch.zone.treaty import parse_articles, spell_articles

__all__ = ["law_lines", "law_records"]


def law_records(zone: str | None = None, craft: str | None = None) -> list[dict[str, Any]]:
    """Turn the rules into JSON objects.

    Args:
        zone: only this zone or regime; None for all.
        craft: only this kind of craft; None for all.

    Returns:
        the rows of the law table, each with `subjects`: what the articles are on.
    """
    return [
        row
        | {
            "subjects": [
                {"treaty": one.treaty, "article": one.article, "subject": one.subject}
                for one in parse_articles(row["articles"])
            ]
        }
        for row in law().to_pylist()
        if zone in (None, row["zone"]) and craft in (None, row["craft"])
    ]


def law_lines(
    records: Sequence[dict[str, Any]], lang: str = "en", width: int | None = None
) -> list[str]:
    """Write rules for a reader as a table, in `en` or `ja`."""
    head = ("zone", "craft", "allowed", "articles", "rule")
    rows = [
        (
            title_of(row["zone"], lang) if lang == "ja" else row["zone"],
            row["craft"],
            row["allowed"],
            spell_articles(row["articles"], lang),
            row[lang],
        )
        for row in records
    ]
    return to_text(head, rows, width=width).splitlines()
