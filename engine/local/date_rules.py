"""Rules for dates with a month or a holiday in them: "May 3rd", "10/6", "the 4th of this month"."""

import re
from datetime import date

from engine.local.calendar import (
    date_or_none,
    days_of_month,
    next_date,
    plus,
    plus_months,
)
from engine.local.cascade import Rule, rule
from engine.local.days import of_month, one_day
from engine.local.holidays import next_holiday
from engine.local.node import Days, Grain, Kind, Match, Node

_YEARS = range(1900, 2100)
_AHEAD = 20
"""Years; a year of two digits further ahead is one of the century before."""


def _year(numbers: list[Node]) -> int:
    """Read 2026 or 20 26 as a year; 0 where the numbers are none."""
    if len(numbers) == 1:
        return numbers[0].number if numbers[0].number in _YEARS else 0
    high, low = numbers[0].number, numbers[1].number
    return high * 100 + low if high in (19, 20) and 0 <= low <= 99 else 0


def _dated(match: Match) -> Node | None:
    """Read day and month, and the year where it was said."""
    month = match.one(Kind.MONTH).number
    numbers = match.all(Kind.NUMBER, Kind.RANK)
    if len(numbers) == 1:
        return match.as_days(one_day(next_date(match.now.today, month, numbers[0].number)))
    year = _year(numbers[1:])
    return match.as_days(one_day(date_or_none(year, month, numbers[0].number))) if year else None


def _pair(match: Match) -> Node | None:
    """Read "the 13th to the 15th of July", "the 7th or 8th of May"."""
    first, last = match.all(Kind.NUMBER, Kind.RANK)
    month = match.one(Kind.MONTH).number
    start = next_date(match.now.today, month, first.number)
    end = date_or_none(start.year, month, last.number) if start else None
    if start is None or end is None or end <= start:
        return None
    if match.has(Kind.OR) and last.number - first.number > 1:
        return match.as_days(
            Days(start, end, Grain.SPAN, weekdays=tuple(sorted({start.weekday(), end.weekday()})))
        )
    return match.as_days(Days(start, end, Grain.SPAN))


def _year_of_month(match: Match) -> Node | None:
    year = _year(match.all(Kind.NUMBER))
    return (
        match.as_days(of_month(date(year, match.one(Kind.MONTH).number, 1), match.now.today))
        if year
        else None
    )


def _month(match: Match) -> Node | None:
    today, month = match.now.today, match.one(Kind.MONTH).number
    if match.has(Kind.LAST):
        return match.as_days(of_month(date(today.year - (month >= today.month), month, 1), today))
    year = today.year + (month < today.month or (match.has(Kind.NEXT) and month == today.month))
    return match.as_days(of_month(date(year, month, 1), today))


def _written(match: Match) -> Node | None:
    """Read "10/6", "10/6/26", "2026-10-06": month first in English, unless only the day can be."""
    parts = [int(part) for part in re.split(r"\D", match.one(Kind.DATE_TEXT).text)]
    if len(parts) == 3 and parts[0] in _YEARS:
        return match.as_days(one_day(date_or_none(*parts)))
    month, day = (parts[1], parts[0]) if match.now.spanish or parts[0] > 12 else (parts[0], parts[1])
    if len(parts) == 2:
        return match.as_days(one_day(next_date(match.now.today, month, day)))
    year = parts[2] if parts[2] > 99 else match.now.today.year // 100 * 100 + parts[2]
    if year > match.now.today.year + _AHEAD:
        year -= 100
    return match.as_days(one_day(date_or_none(year, month, day)))


def _rank_of_month(match: Match) -> Node | None:
    """Read "the 4th of this month": in the month named, also where that day is past."""
    today = match.now.today
    step = 1 if match.has(Kind.NEXT) or match.has(Kind.COMING) else -1 if match.has(Kind.LAST) else 0
    day = match.one(Kind.RANK, Kind.NUMBER).number
    month = plus_months(today.replace(day=1), step)
    if not step and not match.has(Kind.THIS):
        return match.as_days(one_day(next(days_of_month(today, day), None)))
    return match.as_days(one_day(date_or_none(month.year, month.month, day)))


def _rank_of_year(match: Match) -> Node | None:
    return match.as_days(one_day(next_date(plus(match.now.today, 1), 1, match.one(Kind.RANK).number)))


def _dated_on_weekday(match: Match) -> Node | None:
    """Read "Friday, 7 January" with no year: the next year in which both are true."""
    month, day = match.one(Kind.MONTH).number, match.one(Kind.NUMBER, Kind.RANK).number
    weekday, today = match.one(Kind.WEEKDAY).number, match.now.today
    years = (date_or_none(year, month, day) for year in range(today.year, today.year + 12))
    both = (when for when in years if when and when >= today and when.weekday() == weekday)
    return match.as_days(one_day(next(both, None)))


def _holiday(match: Match) -> Node | None:
    return match.as_days(one_day(next_holiday(match.one(Kind.HOLIDAY).text, match.now.today)))


def _named_may(match: Match) -> Node:
    return match.nodes[0]._replace(kind=Kind.MONTH, number=5)


_DAY_OF_MONTH = "(RANK|NUMBER) OF? THE? MONTH"
_MONTH_DAY = "MONTH THE? (RANK|NUMBER)"
_THEN = "(COMMA|OF THE?)?"
_WHICH = "(NEXT|LAST|THIS|COMING)"
_NO_YEAR = f"(?! {_THEN} NUMBER)"
_NO_UNIT = "(?!DAYS|WEEK|MONTHS|YEAR|HOUR|MINUTE|MERIDIAN|OCLOCK|TO NUMBER MERIDIAN)"

DATE_RULES: tuple[Rule, ...] = (
    rule("MAY (?=THE? (RANK|NUMBER))", _named_may),
    rule(
        "(?<=RANK|OF|IN|BY|END|THIS|NEXT|LAST|EARLY|LATE|MIDDLE|BEGINNING|UNTIL|BEFORE|AFTER|FROM) MAY",
        _named_may,
    ),
    rule("^MAY$", _named_may),
    rule(f"(FROM|SINCE|OF|ON)? THE? (RANK|NUMBER) (TO|THROUGH|UNTIL|OR) THE? {_DAY_OF_MONTH}", _pair),
    rule(f"BETWEEN THE? (RANK|NUMBER) AND THE? {_DAY_OF_MONTH}", _pair),
    rule(f"WEEKDAY COMMA? THE? {_DAY_OF_MONTH} {_NO_YEAR}", _dated_on_weekday),
    rule(f"WEEKDAY COMMA? {_MONTH_DAY} {_NO_YEAR}", _dated_on_weekday),
    rule(f"(THE? {_DAY_OF_MONTH}|{_MONTH_DAY}) COMMA? ON? WEEKDAY", _dated),
    rule(f"THE? {_DAY_OF_MONTH} {_THEN} NUMBER NUMBER", _dated),
    rule(f"THE? {_DAY_OF_MONTH} {_THEN} NUMBER", _dated),
    rule(f"{_MONTH_DAY} {_THEN} NUMBER NUMBER", _dated),
    rule(f"{_MONTH_DAY} {_THEN} NUMBER", _dated),
    rule(f"THE? {_DAY_OF_MONTH}", _dated),
    rule(f"{_MONTH_DAY} {_NO_UNIT}", _dated),
    rule("DATE_TEXT", _written),
    rule(f"THE? (RANK|NUMBER) OF {_WHICH}? THE? {_WHICH}? MONTHS {_WHICH}?", _rank_of_month),
    rule("THE? RANK OF THE? NEXT? YEAR", _rank_of_year),
    rule(f"MONTH {_THEN} NUMBER", _year_of_month),
    rule("THE? HOLIDAY", _holiday),
    rule(f"{_WHICH}? MONTH", _month),
)
"""Dates with a month or a holiday in them, read before any number is taken for a time."""
