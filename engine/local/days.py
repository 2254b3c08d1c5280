"""Makes the stretches of days that callers name: one day, the working days of a week, a month."""

from datetime import date

from engine.local.calendar import FRIDAY, monday_of, month_of, plus
from engine.local.node import Days, Grain


def one_day(day: date | None) -> Days | None:
    """Make a stretch of one day."""
    return Days(day, day) if day else None


def of_month(day: date, today: date) -> Days:
    """Make a stretch of a whole month; of the current one, what is left of it."""
    first, last = month_of(day)
    return Days(today if first <= today <= last else first, last, Grain.MONTH)


def week_of(day: date) -> Days:
    """Make the working days of a day's week."""
    monday = monday_of(day)
    return Days(monday, plus(monday, FRIDAY), Grain.WEEK)
