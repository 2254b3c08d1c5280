"""Rules for days placed by others: "Tuesday next week", "the end of May", "a week from Friday"."""

from datetime import date

from engine.local.calendar import FRIDAY, monday_of, plus, weekday_after
from engine.local.cascade import Rule, rule
from engine.local.days import of_month, one_day, week_of
from engine.local.node import Days, Grain, Kind, Match, Node
from engine.local.span_rules import COUNT, UNIT, count, shifted, unit
from engine.local.week_rules import this_week

_LAST_DAYS = 7
_SPANISH_WEEKS = {8: 1, 15: 2}
"""Spanish counts the first day in: "el lunes en ocho" is the Monday after."""


def _ahead_of_day(match: Match) -> Node | None:
    """Read "a week from Friday", "two weeks after the 3rd"."""
    day = match.all(Kind.DAY)[-1].days
    if day is None or day.start is None:
        return None
    times = -count(match) if match.has(Kind.BEFORE) else count(match)
    return match.as_days(one_day(shifted(day.start, unit(match), times, spanish=match.now.spanish)))


def _week_with(match: Match) -> Node | None:
    """Read "the week of the 17th", "Thanksgiving week", "Labor Day weekend"."""
    day = match.one(Kind.DAY).days
    if day is None or day.start is None or day.weekday is not None:
        return None
    if match.has(Kind.WEEKEND):
        saturday = plus(monday_of(plus(day.start, 2)), -2)
        return match.as_days(Days(saturday, max(plus(saturday, 1), day.start), Grain.SPAN))
    return match.as_days(week_of(day.start))


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
    """Read "the end of the month" as this month's, "early in the week" as the next one that is not past."""
    edge = _edge(_with_this(match))
    if edge and edge.days and edge.days.end and edge.days.end < match.now.today and match.has(Kind.WEEK):
        days = edge.days._replace(start=plus(edge.days.start or edge.days.end, 7), end=plus(edge.days.end, 7))
        return match.as_days(days)
    return edge


def _with_this(match: Match) -> Match:
    today = match.now.today
    span = this_week(today) if match.has(Kind.WEEK) else of_month(today, today)
    if match.has(Kind.YEAR):
        span = Days(today, date(today.year, 12, 31), Grain.YEAR)
    return match._replace(
        nodes=(*match.nodes, Node(Kind.DAY, match.nodes[-1].start, match.nodes[-1].end, days=span))
    )


def _rest(match: Match) -> Node | None:
    """Read "later this week", "the rest of the month"; later in another week is its end."""
    span, today = match.one(Kind.DAY).days, match.now.today
    if span is None or span.start is None or span.end is None or span.grain is Grain.DAY:
        return match.as_days(span) if span and span.start == today else None
    if span.start <= today <= span.end:
        later = plus(today, 1) if match.has(Kind.LATER) else today
        return match.as_days(Days(min(later, span.end), span.end, Grain.SPAN))
    return _edge(match)


def _rest_of_this(match: Match) -> Node | None:
    return _rest(_with_this(match))


def _weekday(match: Match) -> Node | None:
    weekday = match.one(Kind.WEEKDAY).number
    day = weekday_after(match.now.today, weekday)
    return match.as_days(Days(day, day, weekday=weekday))


def _week_idiom(match: Match) -> Node | None:
    """Read "Friday week", "a week Friday", "del lunes en ocho"."""
    day = match.one(Kind.DAY).days
    if day is None or day.start is None or day.start != day.end:
        return None
    if match.has(Kind.IN):
        weeks = _SPANISH_WEEKS.get(count(match), 0) if match.now.spanish else 0
    else:
        weeks = count(match) * (match.one(Kind.WEEK).number or 1) if day.weekday is not None else 0
    return match.as_days(one_day(plus(day.start, 7 * weeks))) if weeks else None


PLACED_RULES: tuple[Rule, ...] = (
    rule("(THE|AT)? WEEK OF THE? DAY", _week_with),
    rule("DAY (WEEK|WEEKEND)", _week_with),
    rule("(THE|AT)? (BEGINNING|MIDDLE|END|EARLY|LATE) (OF|IN)? (THE|AT)? DAY", _edge),
    rule("(THE|AT)? (BEGINNING|MIDDLE|END|EARLY|LATE) (OF|IN)? (THE|AT)? (WEEK|MONTHS|YEAR)", _edge_of_this),
    rule("(THE|AT)? (REST|LATER) (OF|IN)? (THE|AT)? DAY", _rest),
    rule("(THE|AT)? REST OF? (THE|AT)? (WEEK|MONTHS)", _rest_of_this),
    rule("DAY THE? (LATE|LATER) (?!PART)", _rest),
    rule("THE? WEEKDAY (COMMA|ON|OF|IN)* THE? DAY", _in_week),
    rule("DAY (COMMA|ON|THE)* WEEKDAY", _in_week),
    rule("THE? WEEKDAY", _weekday),
    rule(f"{COUNT} {UNIT} (FROM|AFTER|BEFORE|ON)? THE? DAY", _ahead_of_day),
    rule(f"DAY {COUNT}? WEEK (?!OF|AFTER)", _week_idiom),
    rule("DAY IN NUMBER (?!X|DAYS|WEEK|MONTHS)", _week_idiom),
)
"""In the end a weekday that nothing placed is the next one."""
