"""US federal holidays with their observed days (5 U.S.C. 6103; Executive Order 11582)."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

MON, THU, SAT, SUN = 0, 3, 5, 6

JUNETEENTH_SINCE = 2021


def _nth(month: int, weekday: int, n: int) -> Callable[[int], date]:
    def day(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))

    return day


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())


HOLIDAYS: tuple[tuple[str, Callable[[int], date]], ...] = (
    ("New Year's Day", _fixed(1, 1)),
    ("Martin Luther King Jr. Day", _nth(1, MON, 3)),
    ("Presidents' Day", _nth(2, MON, 3)),
    ("Memorial Day", _last_monday_of_may),
    ("Juneteenth", _fixed(6, 19)),
    ("Independence Day", _fixed(7, 4)),
    ("Labor Day", _nth(9, MON, 1)),
    ("Columbus Day", _nth(10, MON, 2)),
    ("Veterans Day", _fixed(11, 11)),
    ("Thanksgiving Day", _nth(11, THU, 4)),
    ("Christmas Day", _fixed(12, 25)),
)


def us_federal_holidays(years: Iterable[int]) -> dict[date, str]:
    """Every day off that the years' holidays cause: the day itself and, on a weekend, the observed one.

    New Year's Day on a Saturday is observed on the last day of the year before, and belongs to its own year.
    """
    days: dict[date, str] = {}
    for year in years:
        for name, rule in HOLIDAYS:
            if name == "Juneteenth" and year < JUNETEENTH_SINCE:
                continue
            day = rule(year)
            days[day] = name
            if (off := _observed(day)) != day:
                days[off] = f"{name} (observed)"
    return dict(sorted(days.items()))


def _observed(day: date) -> date:
    """The Friday before a Saturday, the Monday after a Sunday."""
    shift = {SAT: -1, SUN: 1}.get(day.weekday(), 0)
    return day + timedelta(days=shift)
