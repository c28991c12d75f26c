"""Statistics of a story become a section: charts, their tables, and what is missing."""

from collections import Counter
from typing import Any

from straitwatch.report import words
from straitwatch.report.counts import Count, Counts, check_sums, pick_counts
from straitwatch.report.document import (
    Block,
    Evidence,
    Items,
    Para,
    Section,
    Table,
    Text,
    text,
)
from straitwatch.report.english_statistics import STATISTICS, STATISTICS_HEAD
from straitwatch.report.statistics_figure import (
    group_figure,
    state_name,
    violation_figure,
    violation_map,
    year_figure,
)
from straitwatch.report.story import Story

__all__ = ["statistics_section"]

_MAX_YEARS, _MAX_VIOLATIONS, _MAX_PARTS = 12, 100, 40
_KINDS = ("country", "region")


def statistics_section(story: Story, book: Evidence) -> Section | None:
    """Tell the counts that were read; None when there are none."""
    counts, rows = pick_counts(story.statistics), story.violations.to_pylist()
    if not counts.documents and not rows:
        return None
    blocks: list[Block] = []
    if counts.documents:
        blocks += _scrambles(counts, book)
    if rows:
        blocks += _violations(story, rows, book)
    return Section(
        "statistics", words.SECTION["statistics"], [*blocks, Items(_notes(counts, rows))]
    )


def _scrambles(counts: Counts, book: Evidence) -> list[Block]:
    blocks: list[Block] = [Para(text(_lede(counts), _cite(counts.documents, book)), "lede")]
    if counts.totals:
        blocks += [year_figure(counts), _year_table(counts)]
    for kind in _KINDS:
        if counts.groups[kind]:
            blocks += [group_figure(counts, kind), _group_table(counts, kind)]
    if counts.parts:
        blocks.append(_part_table(counts.parts))
    return blocks


def _lede(counts: Counts) -> str:
    years = sorted(counts.totals)
    if not years:
        return STATISTICS["lede_parts"]
    peak = max(years, key=lambda year: counts.totals[year].value)
    said = STATISTICS["lede" if years[1:] else "lede_one"]
    most = words.amount(counts.totals[peak].value)
    values = {"first": f"FY{years[0]}", "last": f"FY{years[-1]}", "peak": f"FY{peak}"}
    return said.format(**values, n=len(years), most=most)


def _cite(documents: dict[str, str], book: Evidence) -> tuple[int, ...]:
    return book.cite([{"source": name, "publisher": who} for name, who in documents.items()])


def _number(count: Count | None) -> Text:
    if count is None:
        return text("–", mark="num")
    said = words.about(count.value, count.value_is)
    return text(f"{said}{' (derived)' if count.derived else ''}", mark="num")


def _year_table(counts: Counts) -> Table:
    years = sorted(counts.totals, reverse=True)
    rows = [
        [text(f"FY{year}"), _number(counts.totals[year]), _change(counts, year)]
        for year in years[:_MAX_YEARS]
    ]
    head = [STATISTICS_HEAD[name] for name in ("year", "scrambles", "change")]
    hidden = len(years) - len(rows)
    more = STATISTICS["years_more"].format(n=hidden) if hidden else ""
    caption = STATISTICS["years_table"].format(n=len(rows))
    return Table(caption, [str(name) for name in head], rows, more, (1, 2))


def _change(counts: Counts, year: int) -> Text:
    new, old = counts.totals[year], counts.totals.get(year - 1)
    if old is None or {new.value_is, old.value_is} != {"exact"}:
        return text("–", mark="num")
    return text(f"{new.value - old.value:+,}".replace("-", "−"), mark="num")


def _group_table(counts: Counts, kind: str) -> Table:
    names = counts.names(kind)
    rows = []
    for year, groups in sorted(counts.groups[kind].items(), reverse=True):
        cells = [_number(groups.get(name)) for name in names]
        rows.append([text(f"FY{year}"), *cells, _number(counts.totals.get(year))])
    heads = [state_name(name) for name in names]
    columns = [str(STATISTICS_HEAD["year"]), *map(_capital, heads), str(STATISTICS_HEAD["total"])]
    caption = STATISTICS["groups_table"].format(title=STATISTICS[f"{kind}_title"])
    return Table(caption, columns, rows, "", tuple(range(1, len(columns))))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _part_table(parts: list[Count]) -> Table:
    rows = [
        [text(one.period), text(_capital(state_name(one.group or "all"))), _number(one)]
        for one in parts[-_MAX_PARTS:]
    ]
    head = [str(STATISTICS_HEAD[name]) for name in ("period", "group", "scrambles")]
    return Table(STATISTICS["parts_table"], head, rows, "", (2,))


def _violations(story: Story, rows: list[dict[str, Any]], book: Evidence) -> list[Block]:
    states = Counter(state_name(row["country"]) for row in rows)
    said = STATISTICS["violations_lede"].format(
        n=len(rows),
        first=rows[0]["date"][:4],
        last=rows[-1]["date"][:4],
        states=words.join([f"{n} by aircraft of {name}" for name, n in states.most_common()]),
    )
    documents = {row["document"]: row["publisher"] or "" for row in rows}
    lede = Para(text(words.clean(said, 1000), _cite(documents, book)), "lede")
    where = violation_map(story, rows)
    table = Table(
        STATISTICS["violations_table"],
        list(STATISTICS_HEAD["violations"]),
        [_violation(row) for row in reversed(rows[-_MAX_VIOLATIONS:])],
        _hidden(len(rows) - _MAX_VIOLATIONS),
    )
    return [lede, violation_figure(rows), *([where] if where else []), table]


def _hidden(n: int) -> str:
    return STATISTICS["violations_more"].format(n=n) if n > 0 else ""


def _violation(row: dict[str, Any]) -> list[Text]:
    state = state_name(row["country"])
    presumed = f" ({STATISTICS['presumed']})" if row["estimated"] else ""
    flown = [f"{one['count']} × {one['type'] or 'type not known'}" for one in row["aircraft"] or []]
    return [
        text(row["date"]),
        text(words.clean(state + presumed, 60)),
        text(words.clean(", ".join(flown), 120)),
        text(words.clean(row["place"] or "–", 120)),
        text(words.clean(row["place_as_written"], 120)),
    ]


def _notes(counts: Counts, rows: list[dict[str, Any]]) -> list[tuple[str, Text]]:
    notes = [*_read(counts, rows), *_missing(counts), *_sums(counts)]
    for a, b in counts.differing[:20]:
        said = STATISTICS["differs"].format(
            period=a.period, group=state_name(a.group or "all"), a=a.value, b=b.value,
            doc_a=words.clean(a.document, 120), doc_b=words.clean(b.document, 120),
        )  # fmt: skip
        notes.append((STATISTICS["differ"], text(said)))
    derived = sum(count.derived for count in _all(counts))
    if derived:
        said = STATISTICS["derived_n"].format(n=derived)
        notes.append((STATISTICS["derived"], text(said)))
    lost = sum(row["lon"] is None for row in rows)
    if lost:
        notes.append((STATISTICS["unplaced"], text(STATISTICS["unplaced_n"].format(n=lost))))
    return notes


def _all(counts: Counts) -> list[Count]:
    grouped = [
        one for kind in counts.groups.values() for year in kind.values() for one in year.values()
    ]
    return [*counts.totals.values(), *grouped, *counts.parts]


def _read(counts: Counts, rows: list[dict[str, Any]]) -> list[tuple[str, Text]]:
    told = (
        ("read", len(_all(counts)), list(counts.documents)),
        ("read_violations", len(rows), list(dict.fromkeys(row["document"] for row in rows))),
    )
    return [
        (STATISTICS["sources"], text(STATISTICS[name].format(n=n, documents=_names(documents))))
        for name, n, documents in told
        if n
    ]


def _names(documents: list[str]) -> str:
    shown = [words.clean(name, 120) for name in documents[:6]]
    more = len(documents) - len(shown)
    return words.join([*shown, *([f"{more} more"] if more else [])])


def _missing(counts: Counts) -> list[tuple[str, Text]]:
    """Say of which years there is no total, and from which on there are tables by group."""
    said = []
    years = sorted(counts.totals)
    lost = [y for y in range(years[0], years[-1]) if y not in counts.totals] if years else []
    if lost:
        shown = [f"FY{year}" for year in lost[:8]]
        more = [f"{len(lost) - 8} more years"] if len(lost) > 8 else []  # noqa: PLR2004 - shown
        said.append(STATISTICS["gaps"].format(years=words.join([*shown, *more])))
    for kind in _KINDS if counts.documents else ():
        known, name = sorted(counts.groups[kind]), state_name(kind)
        if not known:
            said.append(STATISTICS["no_groups"].format(kind=name))
        elif years and years[0] < known[0]:
            said.append(STATISTICS["groups_from"].format(kind=name, first=f"FY{known[0]}"))
    return [(STATISTICS["missing"], text(" ".join(said)))] if said else []


def _sums(counts: Counts) -> list[tuple[str, Text]]:
    right, wrong = check_sums(counts)
    said = [STATISTICS["sums_right"].format(n=right)] if right else []
    said += [
        STATISTICS["sum_wrong"].format(
            year=f"FY{year}", kind=state_name(kind), added=words.amount(added),
            total=words.amount(total),
        )
        for year, kind, added, total in wrong[:20]
    ]  # fmt: skip
    return [(STATISTICS["checked"], text(" ".join(said)))] if said else []
