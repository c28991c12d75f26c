"""Fiscal years of Japan: their spans, their parts, their names."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from straitwatch.decode.fiscal import day_span, fiscal_period, fiscal_year_of


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("part", "label", "start", "end"),
    [
        ("", "FY2022", "2022-03-31T15:00", "2023-03-31T15:00"),
        ("Q1", "FY2022 Q1", "2022-03-31T15:00", "2022-06-30T15:00"),
        ("Q4", "FY2022 Q4", "2022-12-31T15:00", "2023-03-31T15:00"),
        ("H1", "FY2022 H1", "2022-03-31T15:00", "2022-09-30T15:00"),
        ("Q1-Q2", "FY2022 H1", "2022-03-31T15:00", "2022-09-30T15:00"),
        ("Q1-Q3", "FY2022 Q1-Q3", "2022-03-31T15:00", "2022-12-31T15:00"),
        ("M04", "2022-04", "2022-03-31T15:00", "2022-04-30T15:00"),
        ("M02", "2023-02", "2023-01-31T15:00", "2023-02-28T15:00"),
    ],
)
def test_a_year_begins_on_the_first_of_april_in_japan(
    part: str, label: str, start: str, end: str
) -> None:
    period = fiscal_period(2022, part)
    assert (period.label, period.start, period.end) == (label, _utc(start), _utc(end))


@pytest.mark.parametrize(("year", "part"), [(2022, "Q5"), (12, ""), (99999, ""), (2022, "Mxx")])
def test_what_is_no_period_is_refused(year: int, part: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        fiscal_period(year, part)


@given(st.dates(date(1960, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_its_fiscal_year(day: date) -> None:
    period, (start, end) = fiscal_period(fiscal_year_of(day)), day_span(day)
    assert period.start <= start < end <= period.end
