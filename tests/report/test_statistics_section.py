"""The section on statistics: what it adds up, what it says is missing, and its drawings."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.model.schema import AIRSPACE_VIOLATION, STATISTIC
from straitwatch.report.column_chart import draw_columns, draw_shares
from straitwatch.report.counts import check_sums, pick_counts
from straitwatch.report.document import Evidence, Items, Table
from straitwatch.report.html import to_html
from straitwatch.report.markdown import to_markdown
from straitwatch.report.page import compose_page, tell
from straitwatch.report.scene import STYLES, Label, Lines, Scene, label_width
from straitwatch.report.statistics import statistics_section
from straitwatch.report.story import Story


def _count(
    year: int,
    value: int,
    group_by: str = "all",
    group: str | None = None,
    **more: Any,  # noqa: ANN401 - any column
) -> dict[str, Any]:
    return {
        "statistic_id": f"{year}{group_by}{group}{value}", "document": "a.csv",
        "what": "scrambles", "period": f"FY{year}", "group_by": group_by, "group": group,
        "period_start": datetime(year, 3, 31, 15, tzinfo=UTC),
        "period_end": datetime(year + 1, 3, 31, 15, tzinfo=UTC), "value": value,
        "value_is": "exact", "confidence": 1.0, "source": "a.csv",
    } | more  # fmt: skip


def _table(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=STATISTIC)


def _violation(date: str, country: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any column
    return {
        "violation_id": date, "date": date, "country": country, "place_as_written": "某島",
        "estimated": False, "document": "v.csv", "source": "v.csv",
        "aircraft": [{"type": None, "count": 1, "as_written": "不明×1"}],
    } | more  # fmt: skip


def _story(
    make_story: Callable[..., Story], *rows: dict[str, Any], violations: tuple[Any, ...] = ()
) -> Story:
    lost = pa.Table.from_pylist(list(violations), schema=AIRSPACE_VIOLATION)
    return replace(make_story(), statistics=_table(*rows), violations=lost)


def _notes(story: Story) -> str:
    section = statistics_section(story, Evidence())
    assert section is not None
    items = section.blocks[-1]
    assert isinstance(items, Items)
    return " | ".join(f"{head}: {text.words}" for head, text in items.items)


def test_no_counts_no_section(make_story: Callable[..., Story]) -> None:
    assert statistics_section(make_story(), Evidence()) is None


def test_sums_that_do_not_match_are_told(make_story: Callable[..., Story]) -> None:
    rows = (
        _count(2001, 10),
        _count(2001, 4, "country", "Russia"),
        _count(2001, 6, "country", "China"),
        _count(2001, 9, "region", "north"),
    )
    assert check_sums(pick_counts(_table(*rows))) == (1, [(2001, "region", 9, 10)])
    said = _notes(_story(make_story, *rows))
    assert "FY2001: the counts by air defence force add up to 9, the total is 10." in said


def test_what_is_missing_is_told(make_story: Callable[..., Story]) -> None:
    said = _notes(
        _story(make_story, _count(2001, 5), _count(2004, 6), _count(2004, 6, "country", "China"))
    )
    assert "No total of FY2002 and FY2003." in said
    assert "No table by State before FY2004." in said
    assert "No table by air defence force was read." in said


def test_two_documents_that_differ_are_told(make_story: Callable[..., Story]) -> None:
    rows = _count(2001, 5), _count(2001, 6, document="b.csv", confidence=0.9)
    assert pick_counts(_table(*rows)).totals[2001].value == 5
    assert "FY2001, all: 5 in a.csv, 6 in b.csv" in _notes(_story(make_story, *rows))


def test_a_stated_count_goes_before_a_derived_one() -> None:
    why = [{"slot": "value", "reason": "r"}]
    derived = _count(2001, 7, confidence=0.8, derived=why, document="b.csv")
    chosen = pick_counts(_table(derived, _count(2001, 5, confidence=0.9))).totals[2001]
    assert (chosen.value, chosen.derived) == (5, False)
    alone = pick_counts(_table(derived)).totals[2001]
    assert alone.derived is True


def test_parts_of_years_have_a_table_of_their_own(make_story: Callable[..., Story]) -> None:
    story = _story(make_story, _count(2026, 42, "country", "Russia", period="FY2026 Q1"))
    section = statistics_section(story, Evidence())
    assert section is not None
    tables = [block for block in section.blocks if isinstance(block, Table)]
    assert [[cell.words for cell in row] for table in tables for row in table.rows] == [
        ["FY2026 Q1", "Russia", "42"]
    ]


def test_violations_are_listed_with_and_without_a_place(make_story: Callable[..., Story]) -> None:
    placed = {"place": "Rebun Island", "lon": 141.0, "lat": 45.4, "radius_km": 34.0}
    story = _story(
        make_story,
        violations=(
            _violation("2001-02-03", "RU", **placed),
            _violation("2002-02-03", "<b>X</b>", estimated=True),
        ),
    )
    story = replace(story, counted_box=(140.0, 44.0, 142.0, 46.0))
    page = compose_page(story, tell(story))
    text, html = to_markdown(page), to_html(page)
    assert "2 violations" in text
    assert "Rebun Island" in text
    assert "<b>X" not in html
    assert "(presumed)" in html
    assert "The places of 1 violations are not in the gazetteer" in text


def test_a_page_of_counts_only_has_their_headline(make_story: Callable[..., Story]) -> None:
    whole = make_story()
    bare = replace(
        whole, title=None, events=whole.events.slice(0, 0), routes=whole.routes.slice(0, 0),
        n_fixes=0, statistics=_table(_count(2001, 5)),
    )  # fmt: skip
    page = compose_page(bare, tell(bare))
    assert page.title == "Scrambles and violations of airspace, as published"
    assert [finding.words for finding in page.findings] == [
        "Fighters were scrambled 5 times in FY2001."
    ]
    assert "map" not in {section.ident for section in page.sections}


def _stays_inside(scene: Scene) -> None:
    for item in scene.items:
        if isinstance(item, Lines):
            for part in item.parts:
                assert np.all((part >= -0.01) & (part <= [scene.width + 0.01, scene.height + 0.01]))
        if isinstance(item, Label):
            wide = label_width(item.text, item.style, item.scale)
            left = item.x - {"start": 0.0, "middle": wide / 2, "end": wide}[item.anchor]
            assert left >= -1
            assert left + wide <= scene.width + 1
            assert STYLES[item.style].size * 0.5 <= item.y <= scene.height


_PARTS = st.lists(
    st.tuples(st.sampled_from(["stat-1", "stat-2"]), st.integers(0, 5000), st.just("words")),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.integers(1950, 2040), _PARTS, min_size=1, max_size=30), st.booleans())
def test_columns_stay_on_their_sheet(columns: dict[int, Any], narrow: bool) -> None:
    marked = [max(columns, key=lambda year: sum(part[1] for part in columns[year]))]
    scene = draw_columns(
        columns, width=380 if narrow else 1080, height=220, title="t", alt="a", marked=marked
    )
    _stays_inside(scene)
    bars = [item for item in scene.items if isinstance(item, Lines) and item.closed]
    assert len(bars) == sum(len(parts) for parts in columns.values())


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["FY2001", "FY2002", "FY2003"]), _PARTS, min_size=1))
def test_shares_stay_on_their_sheet_and_to_one_scale(rows: dict[str, Any]) -> None:
    scene = draw_shares(rows, width=380, title="t", alt="a")
    _stays_inside(scene)
    bars = [item for item in scene.items if isinstance(item, Lines)]
    wide = [float(np.ptp(bar.parts[0][:, 0])) for bar in bars]
    values = [part[1] for parts in rows.values() for part in parts]
    if max(values) > 0:
        scale = max(wide) / max(values)
        assert wide == pytest.approx([value * scale for value in values], abs=1e-6)
