"""Rules for days by their distance from today: "in two weeks", "three days ago", "within ten days"."""

from datetime import date

from engine.local.calendar import plus, plus_months
from engine.local.cascade import Rule, rule
from engine.local.days import one_day
from engine.local.node import Days, Grain, Kind, Match, Node

UNIT = "(DAYS|WEEK|MONTHS|YEAR)"
COUNT = "(NUMBER|A)"
_UNITS = (Kind.DAYS, Kind.WEEK, Kind.MONTHS, Kind.YEAR)
_SPANISH_WEEKS = {8: 7, 15: 14}
"""Spanish counts today in: "en ocho días" is in a week."""
_FARTHEST = 4000
"""Units; nobody books a visit further away."""


def shifted(day: date, by: Node, times: int, *, spanish: bool) -> date:
    """Move by so many of a unit."""
    times = max(-_FARTHEST, min(times, _FARTHEST))
    if by.kind is Kind.DAYS:
        return plus(day, _SPANISH_WEEKS.get(times, times) if spanish else times)
    if by.kind is Kind.WEEK:
        return plus(day, 7 * times * (by.number or 1))
    return plus_months(day, times * (12 if by.kind is Kind.YEAR else 1))


def count(match: Match) -> int:
    """Take how many units were said; "a week" is one."""
    numbers = match.all(Kind.NUMBER)
    return numbers[0].number if numbers else 1


def unit(match: Match) -> Node:
    """Take the unit that was said."""
    return match.one(*_UNITS)


def _from_today(match: Match, sign: int = 1) -> date:
    return shifted(match.now.today, unit(match), sign * count(match), spanish=match.now.spanish)


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
    today, by, spanish = match.now.today, unit(match), match.now.spanish
    ends = [shifted(today, by, times, spanish=spanish) for times in sorted((low, high))]
    return match.as_days(Days(ends[0], ends[1], Grain.SPAN))


def _within(match: Match) -> Node | None:
    """Read "within ten days", "in the coming days", which are a week."""
    if match.one(*_UNITS).kind is Kind.DAYS and not match.has(Kind.NUMBER):
        return match.as_days(Days(match.now.today, plus(match.now.today, 7), Grain.SPAN))
    times = max([node.number for node in match.all(Kind.NUMBER)], default=1)
    end = shifted(match.now.today, unit(match), times, spanish=match.now.spanish)
    return match.as_days(Days(match.now.today, end, Grain.SPAN))


def _noise(match: Match) -> Node | None:
    return match.as_kind(Kind.X)


SPAN_RULES: tuple[Rule, ...] = (
    rule(f"SINCE {COUNT}? {UNIT}", _noise),
    rule(f"FOR THE? LAST? AROUND? {COUNT} {UNIT}", _noise),
    rule(f"THE? LAST NUMBER {UNIT} (?!OF|IN)", _noise),
    rule(f"(?<!NUMBER|QUARTER|HALF|MINUTE) PAST {COUNT}? (PART|DAYS|WEEK|MONTHS|YEAR)", _noise),
    rule(f"AGO AROUND? {COUNT} {UNIT}", _ago),
    rule(f"{COUNT} {UNIT} AGO", _ago),
    rule(f"(IN|WITHIN)? THE? NEXT NUMBER? {UNIT} OR NUMBER", _within),
    rule(f"(IN|WITHIN)? THE? NEXT NUMBER (OR|TO) NUMBER {UNIT}", _within),
    rule(f"(IN|WITHIN)? (THE|THIS)? (NEXT|COMING|FOLLOWING) NUMBER {UNIT}", _within),
    rule(f"(IN|WITHIN) (THE|THIS)? NUMBER (NEXT|COMING|FOLLOWING) {UNIT}", _within),
    rule(f"WITHIN (THE|A)? (NEXT|COMING|FOLLOWING)? NUMBER? {UNIT}", _within),
    rule(f"IN AROUND? (NUMBER|A) {UNIT} OR NUMBER", _in_one_or_two),
    rule(f"IN AROUND? NUMBER (OR|TO) NUMBER {UNIT}", _in_one_or_two),
    rule(f"IN AROUND? {COUNT} {UNIT}", _in_time),
    rule(f"(A|NUMBER) {UNIT} OR NUMBER (OUT|FROM NOW)", _in_one_or_two),
    rule(f"NUMBER (OR|TO) NUMBER {UNIT} (OUT|FROM NOW)", _in_one_or_two),
    rule(f"{COUNT} {UNIT} (OUT|FROM NOW)", _in_time),
)
"""Distances from today, read before any number is taken for a time."""
