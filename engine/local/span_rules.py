"""Rules for days by their distance: "in two weeks", "next Friday", "the end of the month"."""

from datetime import date

from engine.local.calendar import (
    FRIDAY,
    SATURDAY,
    SUNDAY,
    monday_of,
    plus,
    plus_months,
    weekday_after,
)
from engine.local.cascade import Rule, rule
from engine.local.date_rules import of_month, one_day
from engine.local.node import Days, Grain, Kind, Match, Node

_UNITS = (Kind.DAYS, Kind.WEEK, Kind.MONTHS, Kind.YEAR)
_UNIT = "(DAYS|WEEK|MONTHS|YEAR)"
_WHICH = "(NEXT|THIS|LAST|COMING|FOLLOWING)"
_COUNT = "(NUMBER|A)"
_SPANISH_WEEKS = {8: 7, 15: 14}
"""Spanish counts today in: "en ocho días" is in a week."""
_FARTHEST = 4000
"""Units; nobody books a visit further away."""
_LAST_DAYS = 7


def week_of(day: date) -> Days:
    """Make the working days of a day's week."""
    monday = monday_of(day)
    return Days(monday, plus(monday, FRIDAY), Grain.WEEK)


def shifted(day: date, unit: Node, count: int, *, spanish: bool) -> date:
    """Move by so many of a unit."""
    count = max(-_FARTHEST, min(count, _FARTHEST))
    if unit.kind is Kind.DAYS:
        return plus(day, _SPANISH_WEEKS.get(count, count) if spanish else count)
    if unit.kind is Kind.WEEK:
        return plus(day, 7 * count * (unit.number or 1))
    return plus_months(day, count * (12 if unit.kind is Kind.YEAR else 1))


def _count(match: Match) -> int:
    numbers = match.all(Kind.NUMBER)
    return numbers[0].number if numbers else 1


def _unit(match: Match) -> Node:
    return match.one(*_UNITS)


def _from_today(match: Match, sign: int = 1) -> date:
    return shifted(match.now.today, _unit(match), sign * _count(match), spanish=match.now.spanish)


def _in_time(match: Match) -> Node | None:
    """Read "in two weeks" as one day; its grain lets a weekday be placed in that week."""
    day = _from_today(match)
    return match.as_days(Days(day, day, Grain.SPAN))


def _ago(match: Match) -> Node | None:
    return match.as_days(one_day(_from_today(match, -1)))


def _in_one_or_two(match: Match) -> Node | None:
    """Read "in a week or two", "in two or three weeks"."""
    numbers = [node.number for node in match.all(Kind.NUMBER)]
    low, high = (1, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    today, unit, spanish = match.now.today, _unit(match), match.now.spanish
    ends = [shifted(today, unit, count, spanish=spanish) for count in sorted((low, high))]
    return match.as_days(Days(ends[0], ends[1], Grain.SPAN))


def _within(match: Match) -> Node | None:
    return match.as_days(Days(match.now.today, _from_today(match), Grain.SPAN))


def _noise(match: Match) -> Node | None:
    return match.as_kind(Kind.X)


def _ahead_of_day(match: Match) -> Node | None:
    """Read "a week from Friday", "two weeks after the 3rd"."""
    day = match.all(Kind.DAY)[-1].days
    if day is None or day.start is None:
        return None
    count = -_count(match) if match.has(Kind.BEFORE) else _count(match)
    return match.as_days(one_day(shifted(day.start, _unit(match), count, spanish=match.now.spanish)))


def _week_idiom(match: Match) -> Node | None:
    """Read "Friday week", "a week Friday", "del lunes en ocho"."""
    weeks = 1
    if match.has(Kind.IN):
        weeks = {8: 1, 15: 2}.get(_count(match), 0)
    elif match.has(Kind.NUMBER):
        weeks = _count(match)
    weeks *= match.one(Kind.WEEK).number or 1 if match.has(Kind.WEEK) else 1
    day = match.one(Kind.DAY).days
    usable = (
        weeks
        and day
        and day.start
        and (day.weekday is not None or match.now.spanish or not match.has(Kind.IN))
    )
    if not usable or day is None or day.start is None or day.start != day.end:
        return None
    return match.as_days(one_day(plus(day.start, 7 * weeks)))


def _this_week(today: date) -> Days:
    """Read "this week": today to Friday; at the weekend the week that comes."""
    if today.weekday() >= SATURDAY:
        return week_of(plus(today, 7))
    return Days(today, plus(monday_of(today), FRIDAY), Grain.WEEK)


def _which_week(match: Match) -> Node | None:
    today = match.now.today
    if match.has(Kind.COMING) or match.has(Kind.NEXT) or match.has(Kind.FOLLOWING):
        return match.as_days(week_of(plus(today, 7)))
    return match.as_days(week_of(plus(today, -7)) if match.has(Kind.LAST) else _this_week(today))


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


def _week_with(match: Match) -> Node | None:
    """Read "the week of the 17th", "Thanksgiving week"."""
    day = match.one(Kind.DAY).days
    return match.as_days(week_of(day.start)) if day and day.start and day.weekday is None else None


def _in_week(match: Match) -> Node | None:
    """Read "Tuesday next week", "next week on Tuesday", "Tuesday in a week"."""
    week = match.one(Kind.DAY).days
    if week is None or week.start is None:
        return None
    weekday = match.one(Kind.WEEKDAY).number
    if week.grain is Grain.MONTH:
        return match.as_days(week._replace(weekdays=(weekday,)))
    if week.grain is not Grain.WEEK and not (week.grain is Grain.SPAN and week.start == week.end):
        return None
    return match.as_days(one_day(plus(monday_of(week.start), weekday)))


def _edge(match: Match) -> Node | None:
    """Read the beginning, middle or end of a week, a month or a year."""
    span = match.one(Kind.DAY).days
    if span is None or span.start is None or span.end is None:
        return None
    whole = Grain.YEAR if span.grain is Grain.YEAR else Grain.MONTH
    first = span.end.replace(day=1) if whole is Grain.MONTH else date(span.end.year, 1, 1)
    early, middle = match.has(Kind.EARLY) or match.has(Kind.BEGINNING), match.has(Kind.MIDDLE)
    if span.grain is Grain.WEEK:
        monday = monday_of(span.start)
        low, high = (0, 1) if early else (2, 2) if middle else (3, FRIDAY)
        return match.as_days(Days(plus(monday, low), plus(monday, high)))
    if span.grain not in (Grain.MONTH, Grain.YEAR):
        return None
    if early:
        return match.as_days(Days(first, plus(first, 6), Grain.SPAN))
    if middle and whole is Grain.MONTH:
        return match.as_days(Days(plus(first, 10), plus(first, 19), Grain.SPAN))
    return None if middle else match.as_days(Days(plus(span.end, 1 - _LAST_DAYS), span.end, Grain.SPAN))


def _edge_of_this(match: Match) -> Node | None:
    """Read "the end of the week" as this week's, "the end of the month" as this month's."""
    return _edge(_with_this(match))


def _with_this(match: Match) -> Match:
    today = match.now.today
    span = _this_week(today) if match.has(Kind.WEEK) else of_month(today, today)
    if match.has(Kind.YEAR):
        span = Days(today, date(today.year, 12, 31), Grain.YEAR)
    return match._replace(
        nodes=(*match.nodes, Node(Kind.DAY, match.nodes[-1].start, match.nodes[-1].end, days=span))
    )


def _rest_of_this(match: Match) -> Node | None:
    return _rest(_with_this(match))


def _rest(match: Match) -> Node | None:
    """Read "later this week", "the rest of the month"; later in another week is its end."""
    span, today = match.one(Kind.DAY).days, match.now.today
    if span is None or span.start is None or span.end is None or span.grain is Grain.DAY:
        return match.as_days(span) if span and span.start == today else None
    if span.start <= today <= span.end:
        later = plus(today, 1) if match.has(Kind.LATER) else today
        return match.as_days(Days(min(later, span.end), span.end, Grain.SPAN))
    return _edge(match)


SPAN_RULES: tuple[Rule, ...] = (
    rule(f"SINCE {_COUNT}? {_UNIT}", _noise),
    rule(f"FOR THE? LAST? AROUND? {_COUNT} {_UNIT}", _noise),
    rule(f"THE? LAST NUMBER {_UNIT} (?!OF|IN)", _noise),
    rule(f"AGO AROUND? {_COUNT} {_UNIT}", _ago),
    rule(f"{_COUNT} {_UNIT} AGO", _ago),
    rule(f"(IN|WITHIN)? (THE|THIS)? (NEXT|COMING|FOLLOWING) NUMBER {_UNIT}", _within),
    rule(f"(IN|WITHIN) (THE|THIS)? NUMBER (NEXT|COMING|FOLLOWING) {_UNIT}", _within),
    rule(f"WITHIN (THE|A)? (NEXT|COMING|FOLLOWING)? NUMBER? {_UNIT}", _within),
    rule(f"IN AROUND? (NUMBER|A) {_UNIT} OR NUMBER", _in_one_or_two),
    rule(f"IN AROUND? NUMBER (OR|TO) NUMBER {_UNIT}", _in_one_or_two),
    rule(f"IN AROUND? {_COUNT} {_UNIT}", _in_time),
    rule(f"{_COUNT} {_UNIT} (OUT|FROM NOW)", _in_time),
)
"""Distances from today, read before any number is taken for a time."""

_NOT_OF = f"(?! (OF|IN) THE? {_WHICH}? (DAY|MONTHS))"
_AFTERWARDS = "AFTER THAT? (?=$|COMMA|STOP|GLUE|REPAIR|OR|AND|SO|IN|AT|PART)"


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


def _weekday(match: Match) -> Node | None:
    weekday = match.one(Kind.WEEKDAY).number
    day = weekday_after(match.now.today, weekday)
    return match.as_days(Days(day, day, weekday=weekday))


def _today(match: Match) -> Node | None:
    return match.as_days(one_day(plus(match.now.today, match.one(Kind.TODAY).number)))


WEEK_RULES: tuple[Rule, ...] = (
    rule("THE? (WEEK|MONTHS|WEEKDAY|WEEKEND) AFTER NEXT (WEEK|MONTHS|WEEKDAY)?", _after_next),
    rule(f"THE (WEEK|MONTHS|WEEKDAY|DAYS|NUMBER) {_AFTERWARDS}", _afterwards),
    rule("(?<=OR) NEXT (?=$|COMMA|STOP|GLUE)", _afterwards),
    rule("THE FOLLOWING (WEEK|MONTHS|WEEKDAY|DAYS)", _afterwards),
    rule("THE (WEEK|MONTHS|WEEKDAY|DAYS) FOLLOWING", _afterwards),
    rule(f"THE? {_WHICH} COMING? WEEK {_NOT_OF}", _which_week),
    rule(f"(THE|AT)? WEEK {_WHICH}", _which_week),
    rule(f"THE? {_WHICH} COMING? MONTHS", _which_month),
    rule(f"THE? MONTHS {_WHICH}", _which_month),
    rule(f"THE? {_WHICH} YEAR", _which_year),
    rule(f"THE? YEAR {_WHICH}", _which_year),
    rule(f"(THE|ON)* {_WHICH}? COMING? WEEKEND {_WHICH}?", _which_weekend),
    rule(f"THE? {_WHICH} COMING? WEEKDAY {_NOT_OF}", _which_weekday),
    rule("THE? WEEKDAY (NEXT|COMING|LAST|FOLLOWING) (?!WEEK)", _which_weekday),
    rule("TODAY", _today),
)
"""Weeks, months and weekdays by their place."""

PLACED_RULES: tuple[Rule, ...] = (
    rule("THE? WEEK OF THE? DAY", _week_with),
    rule("DAY WEEK", _week_with),
    rule("THE? (BEGINNING|MIDDLE|END|EARLY|LATE) (OF|IN)? THE? DAY", _edge),
    rule("THE? (BEGINNING|MIDDLE|END|EARLY|LATE) (OF|IN)? THE? (WEEK|MONTHS|YEAR)", _edge_of_this),
    rule("THE? (REST|LATER) (OF|IN)? THE? DAY", _rest),
    rule("THE? REST OF? THE? (WEEK|MONTHS)", _rest_of_this),
    rule("DAY THE? (LATE|LATER) (?!PART)", _rest),
    rule("THE? WEEKDAY (COMMA|ON|OF|IN)* THE? DAY", _in_week),
    rule("DAY (COMMA|ON|THE)* WEEKDAY", _in_week),
    rule("THE? WEEKDAY", _weekday),
    rule(f"{_COUNT} {_UNIT} (FROM|AFTER|BEFORE|ON)? THE? DAY", _ahead_of_day),
    rule("DAY {_COUNT}? WEEK (?!OF|AFTER)".replace("{_COUNT}", _COUNT), _week_idiom),
    rule("DAY IN NUMBER (?!X|DAYS|WEEK|MONTHS)", _week_idiom),
)
"""Days and weeks placed by others; in the end a weekday that nothing placed."""
