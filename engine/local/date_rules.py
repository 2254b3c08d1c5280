"""Rules for dates that are named outright: a day of a month, a month, a holiday, a rank in a month."""

import re
from datetime import date

from engine.local.calendar import (
    date_or_none,
    days_of_month,
    month_of,
    next_date,
    nth_weekday,
    plus,
    plus_months,
)
from engine.local.cascade import Rule, rule
from engine.local.holidays import next_holiday
from engine.local.node import Days, Grain, Kind, Match, Node

_YEARS = range(1900, 2100)
_LAST_WEEK = 7
"""Days at the end of a month that callers mean by its last week."""


def one_day(day: date | None) -> Days | None:
    """Make a stretch of one day."""
    return Days(day, day) if day else None


def of_month(day: date, today: date) -> Days:
    """Make a stretch of a whole month; of the current one, what is left of it."""
    first, last = month_of(day)
    return Days(today if first <= today <= last else first, last, Grain.MONTH)


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


def _rank(match: Match) -> Node | None:
    """Read "the 12th": the next day of that number."""
    day = match.one(Kind.RANK, Kind.NUMBER).number
    found = next(days_of_month(match.now.today, day), None)
    return match.as_days(Days(found, found, ranks=(day,)) if found else None)


def _spoken_rank(match: Match) -> Node | None:
    """Read a rank without "the", which in words counts things more often than days."""
    return _rank(match) if match.one(Kind.RANK).text[0].isdecimal() else None


def _on_weekday(match: Match) -> Node | None:
    """Read a weekday beside a whole date: the date stands, where the two agree or the date has its year."""
    weekday, day = match.one(Kind.WEEKDAY).number, match.one(Kind.DAY).days
    if day is None or day.start is None or day.grain is not Grain.DAY or day.start != day.end:
        return None
    return (
        match.as_days(day) if day.start.weekday() == weekday or match.nodes[0].kind is Kind.WEEKDAY else None
    )


def _dated_on_weekday(match: Match) -> Node | None:
    """Read "Friday, 7 January" with no year: the next year in which both are true."""
    month, day = match.one(Kind.MONTH).number, match.one(Kind.NUMBER, Kind.RANK).number
    weekday, today = match.one(Kind.WEEKDAY).number, match.now.today
    years = (date_or_none(year, month, day) for year in range(today.year, today.year + 12))
    both = (when for when in years if when and when >= today and when.weekday() == weekday)
    return match.as_days(one_day(next(both, None)))


def _first_weeks(match: Match) -> Node | None:
    """Read "the first two weeks of May", "the first or second week"."""
    span = _month_in(match)
    if span is None or span.end is None:
        return None
    first, ranks = span.end.replace(day=1), [node.number for node in match.all(Kind.RANK)]
    weeks = match.all(Kind.NUMBER)[0].number if match.has(Kind.NUMBER) else ranks[-1]
    if not 0 < weeks <= 4:
        return None
    if match.has(Kind.LAST):
        return match.as_days(Days(plus(span.end, 1 - 7 * weeks), span.end, Grain.SPAN))
    return match.as_days(Days(plus(first, 7 * (ranks[0] - 1)), plus(first, 7 * weeks - 1), Grain.SPAN))


def _half_month(match: Match) -> Node | None:
    """Read "the second half of May"."""
    span = _month_in(match)
    if span is None or span.end is None:
        return None
    first, middle = span.end.replace(day=1), span.end.replace(day=15)
    if match.one(Kind.RANK).number == 1:
        return match.as_days(Days(first, middle, Grain.SPAN))
    return match.as_days(Days(plus(middle, 1), span.end, Grain.SPAN))


def _month_in(match: Match) -> Days | None:
    today = match.now.today
    span = of_month(today, today) if match.has(Kind.MONTHS) else match.one(Kind.DAY).days
    return span if span and span.grain is Grain.MONTH else None


def _number_of_day(match: Match) -> Node | None:
    """Read "el quince" as a day; English says "the fifteenth", so "the 3" may be anything."""
    return _rank(match) if match.now.spanish or match.one(Kind.NUMBER).number > 12 else None


def _weekday_rank(match: Match) -> Node | None:
    """Read "Friday the 29th": the next day that is both."""
    weekday, rank = match.one(Kind.WEEKDAY).number, match.one(Kind.RANK).number
    both = (when for when in days_of_month(match.now.today, rank) if when.weekday() == weekday)
    return match.as_days(one_day(next(both, None)))


def _weekday_number(match: Match) -> Node | None:
    """Read "lunes 23" as a date where the two agree; a small number in English is a time."""
    weekday, day = match.one(Kind.WEEKDAY).number, match.one(Kind.NUMBER).number
    found = next(days_of_month(match.now.today, day), None)
    agree = found and found.weekday() == weekday and (match.now.spanish or day > 12)
    return match.as_days(one_day(found)) if agree else None


def _rank_beside(match: Match) -> Node | None:
    """Read "December first or second": the next such day after the one before it."""
    beside = match.before[-2].days
    if beside is None or beside.start is None:
        return None
    day = match.one(Kind.RANK).number
    found = next(days_of_month(beside.start, day), None)
    return match.as_days(Days(found, found, ranks=(day,)) if found else None)


def _holiday(match: Match) -> Node | None:
    return match.as_days(one_day(next_holiday(match.one(Kind.HOLIDAY).text, match.now.today)))


def _ranked(match: Match) -> Node | None:
    """Read "the first Monday in October", "the second week of January", "the last week of the month"."""
    span = _month_in(match)
    if span is None or span.end is None:
        return None
    first = span.end.replace(day=1)
    rank = -1 if match.has(Kind.LAST) else match.one(Kind.RANK, Kind.NUMBER).number
    if match.has(Kind.WEEKDAY):
        return match.as_days(one_day(nth_weekday(first, match.one(Kind.WEEKDAY).number, rank)))
    if rank < 0:
        return match.as_days(Days(plus(span.end, 1 - _LAST_WEEK), span.end, Grain.WEEK))
    start = plus(first, 7 * (rank - 1))
    return match.as_days(Days(start, plus(start, 6), Grain.WEEK)) if rank <= 4 else None


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

_ENDS = "(?!X|NUMBER|DAYS|WEEK|MONTHS|YEAR|HOUR|MINUTE|PART|OCLOCK|MERIDIAN|TO NUMBER MERIDIAN)"

_BESIDE = "DAY OR|DAY AND|DAY TO|DAY COMMA|DAY THROUGH|DAY UNTIL"

RANK_RULES: tuple[Rule, ...] = (
    rule("WEEKDAY COMMA? ON? THE? RANK", _weekday_rank),
    rule("THE? RANK (OR|AND) THE? RANK WEEK (OF|IN)? THE? (DAY|MONTHS)", _first_weeks),
    rule("THE? (RANK|LAST) NUMBER WEEK (OF|IN)? THE? (DAY|MONTHS)", _first_weeks),
    rule("THE? RANK HALF OF? THE? (DAY|MONTHS)", _half_month),
    rule("THE? (RANK|LAST) (WEEKDAY|WEEK) (OF|IN|ON)? THE? (DAY|MONTHS)", _ranked),
    rule(
        "(?<=DAY OR|DAY AND|DAY TO|DAY COMMA|DAY THROUGH|DAY UNTIL) THE? RANK (?!X|DAYS|WEEK|MONTHS)",
        _rank_beside,
    ),
    rule(f"WEEKDAY NUMBER {_ENDS}", _weekday_number),
    rule(f"THE NUMBER {_ENDS}", _number_of_day),
    rule("THE RANK (?!X|DAYS|WEEK|MONTHS|YEAR|HOUR|MINUTE)", _rank),
    rule("RANK (?!X|DAYS|WEEK|MONTHS|YEAR|HOUR|MINUTE)", _spoken_rank),
    rule("^(GLUE|ME|COMMA|STOP|ON)* RANK (?=(GLUE|COMMA|STOP)*$)", _rank),
    rule("WEEKDAY COMMA? ON? THE? DAY", _on_weekday),
    rule("DAY COMMA? ON? THE? WEEKDAY", _on_weekday),
)
"""Dates by a number in their month, read after months have become days."""
