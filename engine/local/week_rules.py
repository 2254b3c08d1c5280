"""Rules for weeks, months and weekdays by their place: "next Friday", "this week", "the week after"."""

from datetime import date

from engine.local.calendar import FRIDAY, SATURDAY, SUNDAY, monday_of, plus, plus_months, weekday_after
from engine.local.cascade import Rule, rule
from engine.local.days import of_month, one_day, week_of
from engine.local.node import Days, Grain, Kind, Match, Node

_WHICH = "(NEXT|THIS|LAST|COMING|FOLLOWING)"


def this_week(today: date) -> Days:
    """Read "this week": today to Friday; at the weekend the week that comes."""
    if today.weekday() >= SATURDAY:
        return week_of(plus(today, 7))
    return Days(today, plus(monday_of(today), FRIDAY), Grain.WEEK)


def _which_week(match: Match) -> Node | None:
    today = match.now.today
    if match.has(Kind.COMING) or match.has(Kind.NEXT) or match.has(Kind.FOLLOWING):
        return match.as_days(week_of(plus(today, 7)))
    return match.as_days(week_of(plus(today, -7)) if match.has(Kind.LAST) else this_week(today))


def _step(match: Match) -> int:
    return 0 if match.has(Kind.THIS) and not match.has(Kind.COMING) else -1 if match.has(Kind.LAST) else 1


def _which_month(match: Match) -> Node | None:
    first = match.now.today.replace(day=1)
    return match.as_days(of_month(plus_months(first, _step(match)), match.now.today))


def _which_year(match: Match) -> Node | None:
    today, year = match.now.today, match.now.today.year + _step(match)
    if not 1 <= year <= 9998:
        return None
    start = today if year == today.year else date(year, 1, 1)
    return match.as_days(Days(start, date(year, 12, 31), Grain.YEAR))


def _which_weekend(match: Match) -> Node | None:
    monday = monday_of(match.now.today)
    weeks = 1 if match.has(Kind.NEXT) else -1 if match.has(Kind.LAST) else 0
    saturday = plus(monday, SATURDAY + 7 * weeks)
    start = max(saturday, match.now.today) if not weeks else saturday
    return match.as_days(Days(start, plus(monday, SUNDAY + 7 * weeks), Grain.SPAN))


def _which_weekday(match: Match) -> Node | None:
    """Read "this Friday" of this week, "next Friday" of next week, "the coming Friday" the next one."""
    today, weekday = match.now.today, match.one(Kind.WEEKDAY).number
    here = plus(monday_of(today), weekday)
    if match.has(Kind.COMING):
        return match.as_days(one_day(weekday_after(today, weekday)))
    if match.has(Kind.NEXT) or match.has(Kind.FOLLOWING):
        return match.as_days(one_day(plus(here, 7)))
    if match.has(Kind.LAST):
        return match.as_days(one_day(plus(weekday_after(today, weekday), -14 if here == today else -7)))
    return match.as_days(one_day(here if here >= today else plus(here, 7)))


def _after_next(match: Match) -> Node | None:
    """Read "the week after next", "the Friday after next"."""
    today = match.now.today
    if match.has(Kind.MONTHS):
        return match.as_days(of_month(plus_months(today.replace(day=1), 2), today))
    monday = plus(monday_of(today), 14)
    if match.has(Kind.WEEKDAY):
        return match.as_days(one_day(plus(monday, match.one(Kind.WEEKDAY).number)))
    return match.as_days(week_of(monday))


def _afterwards(match: Match) -> Node | None:
    """Mark "the week after" for when the day it is counted from has been read."""
    units = {
        Kind.WEEKDAY: "weekday",
        Kind.WEEK: "week",
        Kind.MONTHS: "month",
        Kind.DAYS: "day",
        Kind.NUMBER: "same",
    }
    if match.nodes[0].kind is Kind.NEXT:
        return match.as_kind(Kind.ANAPHOR)._replace(text="same")
    unit = match.one(*units)
    if unit.kind is Kind.NUMBER and unit.number != 1:
        return None
    return match.as_kind(Kind.ANAPHOR)._replace(number=unit.number, text=units[unit.kind])


def _today(match: Match) -> Node | None:
    return match.as_days(one_day(plus(match.now.today, match.one(Kind.TODAY).number)))


_NOT_OF = f"(?! (OF|IN) THE? {_WHICH}? (DAY|MONTHS))"
_AFTERWARDS = "AFTER THAT? (?=$|COMMA|STOP|GLUE|REPAIR|OR|AND|SO|IN|AT|PART)"

WEEK_RULES: tuple[Rule, ...] = (
    rule("THE? (WEEK|MONTHS|WEEKDAY|WEEKEND) AFTER NEXT (WEEK|MONTHS|WEEKDAY)?", _after_next),
    rule(f"THE (WEEK|MONTHS|WEEKDAY|DAYS|NUMBER) {_AFTERWARDS}", _afterwards),
    rule("(?<=OR) NEXT (?=$|COMMA|STOP|GLUE)", _afterwards),
    rule("(?<=AROUND|COMMA|SO) NEXT (?=$|COMMA|STOP)", _afterwards),
    rule("THE FOLLOWING (WEEK|MONTHS|WEEKDAY|DAYS)", _afterwards),
    rule("THE (WEEK|MONTHS|WEEKDAY|DAYS) FOLLOWING", _afterwards),
    rule(f"THE? {_WHICH} COMING? WEEK {_NOT_OF}", _which_week),
    rule(f"(THE|AT)? WEEK {_WHICH}", _which_week),
    rule(f"THE? {_WHICH} COMING? MONTHS", _which_month),
    rule(f"THE? MONTHS {_WHICH}", _which_month),
    rule(f"THE? {_WHICH} YEAR", _which_year),
    rule(f"THE? YEAR {_WHICH}", _which_year),
    rule(f"(?<!HOLIDAY|DAY) (THE|ON)* {_WHICH}? COMING? WEEKEND {_WHICH}?", _which_weekend),
    rule(f"THE? {_WHICH} COMING? WEEKDAY {_NOT_OF}", _which_weekday),
    rule("THE? WEEKDAY (NEXT|COMING|LAST|FOLLOWING) (?!WEEK)", _which_weekday),
    rule("TODAY", _today),
)
"""Weeks, months and weekdays by their place."""
