"""Rules for days by their number or rank: "the 12th", "Friday the 29th", "the first Monday in May"."""

from engine.local.calendar import days_of_month, nth_weekday, plus
from engine.local.cascade import Rule, rule
from engine.local.days import of_month, one_day
from engine.local.node import Days, Grain, Kind, Match, Node

_LAST_WEEK = 7
"""Days at the end of a month that callers mean by its last week."""


def _rank(match: Match) -> Node | None:
    """Read "the 12th": the next day of that number."""
    day = match.one(Kind.RANK, Kind.NUMBER).number
    found = next(days_of_month(match.now.today, day), None)
    return match.as_days(Days(found, found, ranks=(day,)) if found else None)


def _spoken_rank(match: Match) -> Node | None:
    """Read a rank without "the", which in words counts things more often than days."""
    return _rank(match) if match.one(Kind.RANK).text[0].isdecimal() else None


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


def _number_beside(match: Match) -> Node | None:
    """Read "el veinticuatro o veinticinco"."""
    beside = match.before[-2].days
    return _rank_beside(match) if match.now.spanish and beside and beside.ranks else None


def _rank_beside(match: Match) -> Node | None:
    """Read "December first or second": the next such day after the one before it."""
    beside = match.before[-2].days
    if beside is None or beside.start is None:
        return None
    day = match.one(Kind.RANK, Kind.NUMBER).number
    found = next(days_of_month(beside.start, day), None)
    return match.as_days(Days(found, found, ranks=(day,)) if found else None)


def _on_weekday(match: Match) -> Node | None:
    """Read a weekday beside a whole date: the date stands, where the two agree or the date has its year."""
    weekday, day = match.one(Kind.WEEKDAY).number, match.one(Kind.DAY).days
    if day is None or day.start is None or day.grain is not Grain.DAY or day.start != day.end:
        return None
    return (
        match.as_days(day) if day.start.weekday() == weekday or match.nodes[0].kind is Kind.WEEKDAY else None
    )


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


_ENDS = "(?!X|NUMBER|DAYS|WEEK|MONTHS|YEAR|HOUR|MINUTE|PART|OCLOCK|MERIDIAN|TO NUMBER MERIDIAN)"
_NO_COUNT = "(?!X|DAYS|WEEK|MONTHS|YEAR|HOUR|MINUTE)"
_BESIDE = "DAY OR|DAY AND|DAY TO|DAY COMMA|DAY THROUGH|DAY UNTIL"

RANK_RULES: tuple[Rule, ...] = (
    rule("WEEKDAY COMMA? ON? THE? RANK", _weekday_rank),
    rule("THE? RANK (OR|AND) THE? RANK WEEK (OF|IN)? THE? (DAY|MONTHS)", _first_weeks),
    rule("THE? (RANK|LAST) NUMBER WEEK (OF|IN)? THE? (DAY|MONTHS)", _first_weeks),
    rule("THE? RANK HALF OF? THE? (DAY|MONTHS)", _half_month),
    rule("THE? (RANK|LAST) (WEEKDAY|WEEK) (OF|IN|ON)? THE? (DAY|MONTHS)", _ranked),
    rule(f"(?<={_BESIDE}) THE? RANK {_NO_COUNT}", _rank_beside),
    rule(f"WEEKDAY NUMBER {_ENDS}", _weekday_number),
    rule(f"THE NUMBER {_ENDS}", _number_of_day),
    rule(f"(?<=DAY OR) NUMBER {_ENDS}", _number_beside),
    rule(f"THE RANK {_NO_COUNT}", _rank),
    rule(f"RANK {_NO_COUNT}", _spoken_rank),
    rule("^(GLUE|ME|COMMA|STOP|ON)* RANK (?=(GLUE|COMMA|STOP)*$)", _rank),
    rule("WEEKDAY COMMA? ON? THE? DAY", _on_weekday),
    rule("DAY COMMA? ON? THE? WEEKDAY", _on_weekday),
)
"""Dates by a number in their month, read after months have become days."""
