"""Counts and violations become the findings on top of the page."""

from datetime import date
from typing import Any

from straitwatch.report import words
from straitwatch.report.counts import Counts, pick_counts
from straitwatch.report.document import Evidence, Text, text
from straitwatch.report.english_statistics import STATISTICS
from straitwatch.report.rows import Told
from straitwatch.report.statistics_figure import state_name
from straitwatch.report.story import Story

__all__ = ["find_counted", "is_only_counted"]


def is_only_counted(story: Story, told: Told) -> bool:
    """Tell whether a story holds counts and nothing else."""
    counted = story.statistics.num_rows + story.violations.num_rows
    return bool(counted) and not (told.rows or story.n_fixes or story.routes.num_rows)


def find_counted(story: Story, book: Evidence) -> list[Text]:
    """Say what the latest counts are: of scrambles, of violations."""
    counts, rows = pick_counts(story.statistics), story.violations.to_pylist()
    found = [_latest(counts, book)] if counts.totals else []
    return found + ([_violated(rows, book)] if rows else [])


def _latest(counts: Counts, book: Evidence) -> Text:
    year = max(counts.totals)
    total, old = counts.totals[year], counts.totals.get(year - 1)
    times = words.about(total.value, total.value_is)
    said = STATISTICS["finding"].format(n=times, year=f"FY{year}")
    if old is not None and {total.value_is, old.value_is} == {"exact"} and old.value != total.value:
        name = "more" if total.value > old.value else "fewer"
        said += STATISTICS[f"finding_{name}"].format(n=words.amount(abs(total.value - old.value)))
    groups = counts.groups["country"].get(year, {})
    if groups:
        most = max(groups.values(), key=lambda count: count.value)
        n = words.amount(most.value)
        said += STATISTICS["finding_most"].format(n=n, group=state_name(most.group or ""))
    cited = [{"source": total.document, "publisher": counts.documents[total.document]}]
    return text(f"{words.clean(said)}.", book.cite(cited))


def _violated(rows: list[dict[str, Any]], book: Evidence) -> Text:
    last = rows[-1]
    day = date.fromisoformat(last["date"])
    said = STATISTICS["finding_violations"].format(
        n=words.plural(len(rows), "violation"),
        first=rows[0]["date"][:4],
        day=words.long_dates(day.isoformat()),
        state=state_name(last["country"]),
    )
    cited = [{"source": last["document"], "publisher": last["publisher"] or ""}]
    return text(words.clean(said), book.cite(cited))
