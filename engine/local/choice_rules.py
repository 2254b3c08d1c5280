"""Rules for what is refused and for alternatives: "not Monday", "Tuesday or Thursday", repairs."""

from datetime import timedelta

from engine.local.calendar import FRIDAY, weekday_after
from engine.local.cascade import Rule, rule
from engine.local.clock import settled
from engine.local.node import Days, Grain, Hours, Kind, Match, Node

_WEEK = 7
_NEAR = 60
"""Minutes between two times said in one breath for about then."""


def _repair(match: Match) -> Node | None:
    return match.as_kind(Kind.REPAIR)


def _noise(match: Match) -> Node | None:
    return match.as_kind(Kind.X)


def _refused(match: Match) -> Node | None:
    days = [node.days for node in match.nodes if node.days]
    hours = [node.hours for node in match.nodes if node.hours]
    return match.as_kind(
        Kind.REFUSED, days=days[-1] if days else None, hours=settled(hours[-1]) if hours else None
    )


def _no_mondays(match: Match) -> Node | None:
    """Read "no Mondays" as a refusal; without its comma, "no, Monday" answers a question."""
    weekday = match.one(Kind.WEEKDAY)
    day = weekday_after(match.now.today, weekday.number)
    refused = Days(day, day, weekday=weekday.number)
    return match.as_kind(Kind.REFUSED, days=refused) if weekday.text else None


def _refused_after(match: Match) -> Node | None:
    """Read "el lunes no"."""
    return _refused(match) if match.now.spanish else None


def _alternatives(match: Match) -> Node | None:
    """Read days joined by "or" as one stretch where they are side by side, else as weekdays."""
    named = [node.days for node in match.nodes if node.days]
    hours = [settled(node.hours) for node in match.nodes if node.hours]
    days = _joined(named)
    if days is None:
        return None
    last_only = len(hours) == 1 and match.nodes[-1].hours is not None
    same = hours[0] if hours and (last_only or hours == [hours[0]] * len(named)) else None
    return match.as_kind(Kind.WISH, days=days, hours=same)


def _joined(named: list[Days]) -> Days | None:
    stretches = sorted((day.start, day.end) for day in named if day.start and day.end)
    if len(stretches) < len(named):
        return None
    start, end = stretches[0]
    side_by_side = True
    for first, last in stretches[1:]:
        gap = (first - end).days
        weekend = end.weekday() == FRIDAY and gap <= 3 and last > first
        side_by_side = side_by_side and (gap <= 1 or weekend)
        end = max(end, last)
    if side_by_side:
        return Days(start, end, Grain.SPAN)
    if all(day.weekday is not None for day in named):
        return Days(None, None, Grain.SPAN, weekdays=tuple(sorted({day.weekday or 0 for day in named})))
    if any((last - first).days >= _WEEK for first, last in stretches):
        return Days(start, end, Grain.SPAN)
    meant = {
        (first + timedelta(days=step)).weekday()
        for first, last in stretches
        for step in range((last - first).days + 1)
    }
    return Days(start, end, Grain.SPAN, weekdays=tuple(sorted(meant)))


def _about(match: Match) -> Node | None:
    """Read "two, two thirty" as about then; times further apart are a change of mind."""
    first, last = (settled(node.hours) for node in match.nodes if node.hours)
    close = first.start is not None and last.start is not None and 0 < last.start - first.start <= _NEAR
    return _either_time(match) if close else None


def _either_time(match: Match) -> Node | None:
    """Read "ten or eleven", "morning or early afternoon" as what holds both."""
    first, last = (settled(node.hours) for node in match.nodes if node.hours)
    if first.start is None or first.end is None or last.start is None or last.end is None:
        return None
    return match.as_hours(Hours(min(first.start, last.start), max(first.end, last.end)))


_TIMELIKE = (
    "WEEKDAY|RANK|MONTH|NUMBER|OCLOCK|MERIDIAN|OF|AT|ON|IN|THE|PART|TODAY|WEEK|MONTHS"
    "|CLOCK_TEXT|DATE_TEXT|NOON|HOLIDAY"
)

REPAIR_RULES: tuple[Rule, ...] = (
    rule("(COMMA|STOP)* (NO|NOT)? (COMMA|STOP)* WAIT (COMMA|STOP|NO|WAIT)*", _repair),
    rule(f"(?<={_TIMELIKE}|ISH) (COMMA|STOP)* NO (COMMA|STOP)*", _repair),
    rule(f"(?<={_TIMELIKE}) (COMMA|STOP)+ NOT COMMA", _repair),
    rule("NO (ON|THE)* WEEKDAY", _no_mondays),
)
"""Read first: what a caller takes back."""

REFUSAL_RULES: tuple[Rule, ...] = (
    rule("SINCE (THE|A|LAST|EARLY|LATE|AROUND|ON)* (DAY HOURS?|CLOCK|HOURS)", _noise),
    rule("(NOT|AWAY) (ON|IN|AT|THE|FOR|A|GLUE)* DAY HOURS", _refused),
    rule("NOT (ON|IN|AT|THE|FOR|A)* (DAY|HOURS|CLOCK)", _refused),
    rule("NO (IN|THE)* HOURS", _refused),
    rule("AWAY (ON|IN|AT|THE|FOR|A|FROM|GLUE)* DAY", _refused),
    rule("(?<=REFUSED) (OR|AND) (ON|THE|IN)* (DAY|HOURS)", _refused),
    rule("DAY HOURS? (GLUE|COMMA)? CANNOT", _refused),
    rule("HOURS (GLUE|COMMA)? CANNOT", _refused),
    rule("CANNOT (GLUE|ON|IN|AT|THE)* (DAY|HOURS)", _refused),
    rule("HOURS NOT (?=COMMA|STOP|REPAIR|$)", _refused_after),
    rule("DAY HOURS? NOT (?=COMMA|STOP|REPAIR|$)", _refused_after),
)

_JOIN = "(GLUE|COMMA)* (OR (GLUE|ON|THE|AT|ME|IN|AROUND|A|FOR)*|AND (ON|THE|AT|IN)*)"

_AT = "(COMMA|IN|AT|THE|AROUND)*"

ALTERNATIVE_RULES: tuple[Rule, ...] = (
    rule("(CLOCK|HOURS) COMMA? (OR|AND) (AT|AROUND|IN|THE)* (CLOCK|HOURS)", _either_time),
    rule("CLOCK COMMA AT? CLOCK", _about),
    rule(f"DAY (COMMA? THE? DAY)* COMMA? {_JOIN} DAY {_AT} (HOURS|CLOCK)?", _alternatives),
    rule(f"DAY {_AT} (HOURS|CLOCK) {_JOIN} DAY ({_AT} (HOURS|CLOCK))?", _alternatives),
)
