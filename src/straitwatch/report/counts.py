"""STATISTIC rows become one count a fiscal year and group, with what disagrees among them."""

import re
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

__all__ = ["Count", "Counts", "check_sums", "pick_counts"]

_YEAR = re.compile(r"FY(\d{4})")
_ORDER = {"north": 0, "central": 1, "west": 2, "southwest": 3, "other": 9}
_KINDS = ("country", "region")


@dataclass(frozen=True)
class Count:
    """One count: of a period, and how it is meant."""

    period: str
    group: str | None
    value: int
    value_is: str
    derived: bool
    document: str


@dataclass
class Counts:
    """The counts that a report tells.

    Attributes:
        totals: of all scrambles, by fiscal year.
        groups: `country` and `region`: by fiscal year the counts of the groups.
        parts: of less than a year, by period.
        differing: where two documents give one count differently.
        documents: each with its publisher, in the order of the rows.
    """

    totals: dict[int, Count] = field(default_factory=dict)
    groups: dict[str, dict[int, dict[str, Count]]] = field(default_factory=dict)
    parts: list[Count] = field(default_factory=list)
    differing: list[tuple[Count, Count]] = field(default_factory=list)
    documents: dict[str, str] = field(default_factory=dict)

    def names(self, kind: str) -> list[str]:
        """Name the groups of a kind: regions from north to south, States by how many."""
        sums: dict[str, int] = {}
        for counts in self.groups.get(kind, {}).values():
            for name, count in counts.items():
                sums[name] = sums.get(name, 0) + count.value
        return sorted(sums, key=lambda name: (_ORDER.get(name, 5), -sums[name], name))


def pick_counts(statistics: pa.Table) -> Counts:
    """Choose one count of each period and group: stated before derived, the surest, the newest.

    Args:
        statistics: STATISTIC.
    """
    found = Counts(groups={kind: {} for kind in _KINDS})
    chosen: dict[tuple[str, str, str | None], Count] = {}
    for row in sorted(statistics.to_pylist(), key=_rank):
        found.documents.setdefault(row["document"], row["publisher"] or "")
        if row["what"] != "scrambles" or row["group_by"] not in ("all", *_KINDS):
            continue
        count = Count(
            row["period"], row["group"], row["value"], row["value_is"],
            any(one["slot"] == "value" for one in row["derived"] or []), row["document"],
        )  # fmt: skip
        key = row["period"], row["group_by"], row["group"]
        first = chosen.setdefault(key, count)
        if first is count:
            _place(found, row, count)
        elif first.value != count.value and {first.value_is, count.value_is} == {"exact"}:
            found.differing.append((first, count))
    return found


def _rank(row: dict[str, Any]) -> tuple[Any, ...]:
    newest = row["published"].timestamp() if row["published"] else 0.0
    exact = row["value_is"] != "exact"
    return row["period_start"], row["period_end"], exact, -row["confidence"], -newest


def _place(found: Counts, row: dict[str, Any], count: Count) -> None:
    whole = _YEAR.fullmatch(row["period"])
    if whole is None:
        found.parts.append(count)
    elif row["group_by"] == "all":
        found.totals[int(whole[1])] = count
    else:
        years = found.groups[row["group_by"]]
        years.setdefault(int(whole[1]), {})[row["group"]] = count


def check_sums(counts: Counts) -> tuple[int, list[tuple[int, str, int, int]]]:
    """Add up the groups of each year and compare them with its total.

    Returns:
        how many sums are right, and the others: year, kind, sum, total.
    """
    right, wrong = 0, []
    for kind, years in counts.groups.items():
        for year, groups in sorted(years.items()):
            total = counts.totals.get(year)
            if total is None or total.value_is != "exact":
                continue
            added = sum(count.value for count in groups.values())
            if added == total.value:
                right += 1
            else:
                wrong.append((year, kind, added, total.value))
    return right, wrong
