"""Arithmetic on days as people count them: weeks that start on Monday, months, ranks, holidays."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
_OLDEST_LEAP = 8
"""Years within which a 29 February comes round again."""


def plus(day: date, days: int) -> date:
    """Move by days; stops at the ends of the calendar instead of raising."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def plus_months(day: date, months: int) -> date:
    """Move by months to the same day of the month, or to the month's last."""
    at = min(max(day.year * 12 + day.month - 1 + months, 12), 9999 * 12 + 11)
    year, month = divmod(at, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def monday_of(day: date) -> date:
    """Find the Monday of a day's week."""
    return plus(day, -day.weekday())


def weekday_after(day: date, weekday: int) -> date:
    """Find the first such weekday strictly after a day."""
    return plus(day, (weekday - day.weekday() - 1) % 7 + 1)


def month_of(day: date) -> tuple[date, date]:
    """Find the first and last day of a day's month."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def date_or_none(year: int, month: int, day: int) -> date | None:
    """Build a date; None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def next_date(today: date, month: int, day: int) -> date | None:
    """Find the next such day of the year, today included."""
    years = range(today.year, today.year + _OLDEST_LEAP + 1)
    found = (date_or_none(year, month, day) for year in years)
    return next((when for when in found if when and when >= today), None)


def days_of_month(after: date, day: int) -> Iterator[date]:
    """Yield the days with that number in their month, strictly after a day, for two years."""
    first = after.replace(day=1)
    for months in range(25):
        month = plus_months(first, months)
        when = date_or_none(month.year, month.month, day)
        if when and when > after:
            yield when


def nth_weekday(first: date, weekday: int, rank: int) -> date:
    """Find the weekday of that rank in the month that begins with `first`; rank -1 is the last."""
    if rank < 0:
        last = month_of(first)[1]
        return plus(last, -((last.weekday() - weekday) % 7))
    return plus(first, (weekday - first.weekday()) % 7 + 7 * (rank - 1))
