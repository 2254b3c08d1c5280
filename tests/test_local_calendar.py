"""Arithmetic on days and holidays, and that wishes hold on every day of the year."""

from datetime import date, datetime, time, timedelta

import pytest

from engine.extraction import When
from engine.local.calendar import (
    days_of_month,
    month_of,
    next_date,
    nth_weekday,
    plus,
    plus_months,
    weekday_after,
)
from engine.local.holidays import HOLIDAYS, next_holiday
from engine.local.when import read_when
from engine.vocabulary import Language

DAYS = [date(2027, 1, 1) + timedelta(days=step) for step in range(0, 800, 3)]


def wish(said: str, today: date) -> When:
    found = read_when(said, datetime.combine(today, time(9)), Language.EN)
    assert found is not None
    return found


def test_weekday_after_is_strict() -> None:
    """The next such weekday is never today, and never more than a week away."""
    for today in DAYS:
        for weekday in range(7):
            found = weekday_after(today, weekday)
            assert found.weekday() == weekday
            assert 1 <= (found - today).days <= 7


def test_months() -> None:
    """Months keep the day where they have it, and end where they end."""
    assert plus_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert plus_months(date(2027, 12, 15), 1) == date(2028, 1, 15)
    assert plus_months(date(2027, 1, 15), -1) == date(2026, 12, 15)
    assert month_of(date(2028, 2, 10)) == (date(2028, 2, 1), date(2028, 2, 29))


def test_far_days_stop_at_the_ends_of_the_calendar() -> None:
    """No count a caller can say leaves the calendar."""
    assert plus(date(2027, 1, 1), 10**9) == date.max
    assert plus(date(2027, 1, 1), -(10**9)) == date.min
    assert plus_months(date(2027, 1, 1), 10**9).year == 9999


def test_dates_that_are_rare() -> None:
    """The 29th of February and the 31st wait for a year or a month that has them."""
    assert next_date(date(2026, 3, 1), 2, 29) == date(2028, 2, 29)
    assert next_date(date(2026, 3, 1), 2, 30) is None
    assert next(days_of_month(date(2026, 4, 1), 31)) == date(2026, 5, 31)


def test_ranked_weekdays() -> None:
    """The first and the last such weekday of a month."""
    assert nth_weekday(date(2026, 12, 1), 0, 1) == date(2026, 12, 7)
    assert nth_weekday(date(2026, 11, 1), 4, -1) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("thanksgiving", date(2026, 11, 26)),
        ("black_friday", date(2026, 11, 27)),
        ("christmas", date(2026, 12, 25)),
        ("new_year", date(2027, 1, 1)),
        ("king", date(2027, 1, 18)),
        ("good_friday", date(2027, 3, 26)),
        ("easter", date(2027, 3, 28)),
        ("memorial", date(2027, 5, 31)),
        ("labor", date(2027, 9, 6)),
    ],
)
def test_holidays(name: str, day: date) -> None:
    """A holiday is the next day it is kept on."""
    assert next_holiday(name, date(2026, 11, 18)) == day


def test_every_holiday_falls_within_a_year() -> None:
    """Every holiday of the table has a day on or after today, at most a year and some days away."""
    for name in HOLIDAYS:
        for today in DAYS:
            assert 0 <= (next_holiday(name, today) - today).days <= 400


def test_distances_hold_on_every_day() -> None:
    """Counted days are exact on every day of the year."""
    for today in DAYS:
        assert wish("tomorrow", today).start == today + timedelta(days=1)
        assert wish("in two weeks", today).start == today + timedelta(days=14)
        assert wish("ten days from now", today).start == today + timedelta(days=10)
        friday = wish("Friday", today).start
        assert friday == weekday_after(today, 4)
        assert wish("a week from Friday", today).start == weekday_after(today, 4) + timedelta(days=7)


def test_weeks_hold_on_every_day() -> None:
    """A named week is Monday to Friday, and this week begins today at the earliest."""
    for today in DAYS:
        monday = today - timedelta(days=today.weekday())
        after = wish("next week", today)
        assert (after.start, after.end) == (monday + timedelta(days=7), monday + timedelta(days=11))
        this = wish("this week", today)
        assert this.start is not None
        assert this.end is not None
        assert today <= this.start <= this.end
        assert wish("next Tuesday", today).start == monday + timedelta(days=8)


def test_months_hold_on_every_day() -> None:
    """The end of a month is its last seven days, and a month ahead is whole."""
    for today in DAYS:
        first, last = month_of(today)
        end = wish("the end of the month", today)
        assert (end.start, end.end) == (last - timedelta(days=6), last)
        following = month_of(last + timedelta(days=1))
        coming = wish("next month", today)
        assert (coming.start, coming.end) == following
        assert first <= today
