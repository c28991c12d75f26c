"""Days that a text leaves unfinished are found, or left open, each with its reason."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from straitwatch.decode.press.moment import Calendar, Day, at_clock, over_hours, whole_days

NEW_YEAR = date(2026, 1, 3)


@pytest.mark.parametrize(
    ("published", "month", "day", "expected"),
    [
        (NEW_YEAR, 12, 30, date(2025, 12, 30)),
        (NEW_YEAR, 1, 2, date(2026, 1, 2)),
        (date(2024, 3, 1), 2, 29, date(2024, 2, 29)),
        (date(2025, 3, 1), 2, 29, date(2024, 2, 29)),
    ],
)
def test_a_year_left_out_is_the_last_before_publication(
    published: date, month: int, day: int, expected: date
) -> None:
    found = Calendar(published).day(day, month)
    assert found is not None
    assert found.date == expected
    assert any("year" in reason for reason in found.reasons)


def test_eras_count_from_their_first_year() -> None:
    calendar = Calendar(None)
    for era, year, expected in (("令和", 1, 2019), ("平成", 31, 2019), ("昭和", 62, 1987)):
        found = calendar.day(4, 5, year, era=era)
        assert found == Day(date(expected, 5, 4))


def test_a_day_alone_follows_the_one_told_before_it_also_over_the_end_of_a_month() -> None:
    calendar = Calendar(date(2026, 2, 3))
    calendar.day(30, 1)
    assert calendar.day(31).date == date(2026, 1, 31)  # type: ignore[union-attr]
    assert calendar.day(1).date == date(2026, 2, 1)  # type: ignore[union-attr]


def test_a_weekday_that_does_not_fit_is_told() -> None:
    found = Calendar(NEW_YEAR).day(1, 1, 2026, weekday=0)  # it was a Thursday
    assert found is not None
    assert found.reasons == ("the weekday told is not that of 2026-01-01",)


def test_nothing_is_found_where_nothing_says_the_year() -> None:
    assert Calendar(None).day(5, 5) is None
    assert Calendar(None).day(5) is None
    assert Calendar(NEW_YEAR).day(31, 4, 2025) is None  # April has thirty days


def test_a_weekday_name_is_the_last_one_up_to_publication() -> None:
    calendar = Calendar(date(2023, 1, 2))  # a Monday
    assert calendar.weekday(6).date == date(2023, 1, 1)  # type: ignore[union-attr]
    assert calendar.weekday(0).date == date(2023, 1, 2)  # type: ignore[union-attr]
    assert Calendar(None).weekday(0) is None


def test_spans_are_those_of_japan_in_utc() -> None:
    day = Day(date(2026, 5, 1))
    assert whole_days(day).t_start == datetime(2026, 4, 30, 15, tzinfo=UTC)
    about = at_clock(day, 6, about=True)
    assert about is not None
    assert about.t_end - about.t_start == timedelta(hours=1)
    assert at_clock(day, 25) is None
    night = over_hours(day, 18, 24)
    assert (night.first_day, night.last_day) == (day.date, day.date)


@given(
    st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    st.integers(1, 12),
    st.integers(1, 28),
)
def test_a_date_without_a_year_is_never_after_its_text_nor_long_before(
    published: date, month: int, day: int
) -> None:
    found = Calendar(published).day(day, month)
    assert found is not None
    assert timedelta(days=-1) <= published - found.date <= timedelta(days=366)
