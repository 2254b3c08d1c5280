"""Rules for ends of a stretch: "after three", "before the 20th", "from Monday to Wednesday", "or later"."""

from datetime import date

from engine.local.calendar import days_of_month, monday_of, plus, weekday_after
from engine.local.cascade import Rule, rule
from engine.local.clock import DAY, NOON, PARTS, settled
from engine.local.days import of_month, one_day, week_of
from engine.local.node import Days, Grain, Hours, Kind, Match, Node

_WEEK = 7


def _hours(match: Match) -> list[Hours]:
    return [settled(node.hours) for node in match.nodes if node.hours]


def _days(match: Match) -> list[Days]:
    return [node.days for node in match.nodes if node.days]


def _moves(match: Match) -> bool:
    """Whether this tells what a visit is moved from: "move my Tuesday to Thursday" is no stretch of days."""
    for node in reversed(match.before):
        if node.kind in (Kind.TO, Kind.FOR):
            return False
        if node.kind is Kind.MOVE:
            return True
    return False


def _after_that(match: Match) -> Node | None:
    """Read "after that" as after the time or the day named last."""
    named = [node for node in match.before if node.days or node.hours]
    if not named:
        return None
    days, hours = named[-1].days, named[-1].hours
    if hours:
        end = settled(hours).end
        return match.as_hours(Hours(end, None)) if end is not None else None
    return match.as_days(Days(plus(days.end, 1), None, Grain.SPAN)) if days and days.end else None


def _hours_after(match: Match) -> Node | None:
    hours = _hours(match)[-1]
    start = hours.end if hours.part and hours.start != hours.end else hours.start
    return match.as_hours(Hours(start, None))


def _hours_from(match: Match) -> Node | None:
    if _moves(match):
        return match.as_hours(_hours(match)[-1])
    return match.as_hours(Hours(_hours(match)[-1].start, None))


def _hours_since(match: Match) -> Node | None:
    """Read "desde las tres"; an English "since three" tells of the past."""
    return _hours_from(match) if match.now.spanish else None


def _hours_before(match: Match) -> Node | None:
    return match.as_hours(Hours(None, _hours(match)[-1].start))


def _hours_until(match: Match) -> Node | None:
    return match.as_hours(Hours(None, _hours(match)[-1].end))


def _hours_between(match: Match) -> Node | None:
    """Read "nine to eleven", "between 1 and 3 pm": the half of the day said last counts for both."""
    first, last = (node.hours for node in match.nodes if node.hours)
    if _moves(match) or first is None or last is None or first.start is None or last.end is None:
        return None
    end = settled(last).end or 0
    start = settled(first).start or 0
    if first.vague and not last.vague:
        nearer = [at for at in (first.start % NOON, first.start % NOON + NOON) if at < end]
        start = max(nearer, default=start) if end - max(nearer, default=0) < NOON else start
    if end <= start and last.vague and end + NOON < DAY:
        end += NOON
    return match.as_hours(Hours(start, end)) if start < end else None


def _days_from(match: Match) -> Node | None:
    if _moves(match):
        return match.as_days(_days(match)[-1])
    return match.as_days(Days(_days(match)[-1].start, None, Grain.SPAN))


def _days_after(match: Match) -> Node | None:
    end = _days(match)[-1].end
    return match.as_days(Days(plus(end, 1), None, Grain.SPAN)) if end else None


def _days_before(match: Match) -> Node | None:
    start = _days(match)[-1].start
    return match.as_days(Days(None, plus(start, -1), Grain.SPAN)) if start else None


def _days_until(match: Match) -> Node | None:
    return match.as_days(Days(None, _days(match)[-1].end, Grain.SPAN))


def _days_from_now(match: Match) -> Node | None:
    return match.as_days(Days(match.now.today, _days(match)[-1].end, Grain.SPAN))


def _days_between(match: Match) -> Node | None:
    """Read "Monday through Wednesday", "the 20th to the 24th": the second is the first such day after."""
    first, last = _days(match)
    if _moves(match) or first.start is None or last.end is None:
        return None
    end: date | None = last.end
    if last.weekday is not None:
        end = weekday_after(plus(first.start, -1), last.weekday)
    elif last.ranks:
        end = next(days_of_month(plus(first.start, -1), last.ranks[0]), None)
    return match.as_days(Days(first.start, end, Grain.SPAN)) if end and first.start <= end else None


def _weekday_beside(match: Match) -> Node | None:
    """Read "the Monday after Thanksgiving", "the Friday before the 12th"."""
    weekday, day = match.nodes[0 if match.nodes[0].days else 1].days, _days(match)[-1]
    if weekday is None or weekday.weekday is None or day.start is None or day.end is None or weekday is day:
        return None
    if match.has(Kind.AFTER):
        return match.as_days(one_day(weekday_after(day.end, weekday.weekday)))
    return match.as_days(one_day(weekday_after(plus(day.start, -8), weekday.weekday)))


def _day_beside(match: Match) -> Node | None:
    """Read "the day after Christmas", "the week after Thanksgiving"."""
    day = _days(match)[-1]
    if day.start is None or day.end is None:
        return None
    after = match.has(Kind.AFTER)
    if match.has(Kind.WEEK):
        return match.as_days(week_of(plus(day.start, _WEEK if after else -_WEEK)))
    return match.as_days(one_day(plus(day.end, 1) if after else plus(day.start, -1)))


def _anaphor(match: Match) -> Node | None:
    """Read "the Thursday after", "the week after that", counted from the last day that was named."""
    node = match.nodes[0]
    named = [earlier.days for earlier in match.before if earlier.days and earlier.days.start]
    anchor = named[-1] if named else None
    start = anchor.start if anchor and anchor.start else match.now.today
    end = anchor.end if anchor and anchor.end else start
    unit = node.text
    if unit == "same":
        # "Not this Friday but the one after" is a week on, not a day.
        unit = anchor.grain.value if anchor else ""
        if unit == Grain.DAY.value:
            return match.as_days(one_day(plus(start, _WEEK)))
    if unit == "weekday":
        return match.as_days(one_day(weekday_after(end, node.number)))
    if unit == "week":
        return match.as_days(week_of(plus(monday_of(start), _WEEK)))
    if unit == "month":
        return match.as_days(of_month(plus((of_month(start, start).end or start), 1), match.now.today))
    return match.as_days(one_day(plus(end, 1)))


def _early_day(match: Match) -> Node | None:
    """Read "early Tuesday", "late Monday afternoon": early or late in that day."""
    days, hours = _days(match)[0], _hours(match)
    part = hours[0].part if hours else "morning" if match.has(Kind.EARLY) else "afternoon"
    named = PARTS.get(("early" if match.has(Kind.EARLY) else "late") + part)
    if named is None or days.grain is not Grain.DAY:
        return None
    return match.as_kind(Kind.WISH, days=days, hours=Hours(*named, part))


_LEAD = "(AT|AROUND|THE|ON|IN|OF|A)*"
_CLAUSE = "ME [^ COMMA STOP SO REPAIR DAY CLOCK HOURS REFUSED BECAUSE]{0,7}"
_TIME = "(CLOCK|HOURS)"
_SPAN = "(TO|UNTIL|THROUGH)"

HOURS_RULES: tuple[Rule, ...] = (
    rule(f"(FROM|SINCE|BETWEEN|OF)? {_LEAD} {_TIME} {_SPAN} {_LEAD} {_TIME}", _hours_between),
    rule(f"BETWEEN {_LEAD} {_TIME} AND {_LEAD} {_TIME}", _hours_between),
    rule("OF CLOCK CLOCK", _hours_between),
    rule(f"NOT AFTER {_LEAD} {_TIME}", _hours_until),
    rule(f"NOT BEFORE {_LEAD} {_TIME}", _hours_from),
    rule(f"AFTER {_LEAD} {_TIME} ONWARD?", _hours_after),
    rule(f"BEFORE {_LEAD} {_TIME} OR_BEFORE?", _hours_before),
    rule(f"(BY|UNTIL|THROUGH) {_LEAD} {_TIME} OR_BEFORE?", _hours_until),
    rule(f"FROM {_LEAD} {_TIME} (ONWARD|ON)?", _hours_from),
    rule(f"SINCE {_LEAD} {_TIME} ONWARD?", _hours_since),
    rule(f"{_TIME} ONWARD", _hours_from),
    rule(f"{_TIME} OR_BEFORE", _hours_until),
    rule(f"PAST {_LEAD} {_TIME}", _hours_from),
    rule(f"AFTER {_CLAUSE} {_TIME}", _hours_after),
    rule(f"BEFORE {_CLAUSE} {_TIME}", _hours_before),
)

BESIDE_RULES: tuple[Rule, ...] = (
    rule("THE? DAY (AFTER|BEFORE) THE? DAY", _weekday_beside),
    rule("THE? (DAYS|WEEK) (AFTER|BEFORE) THE? DAY", _day_beside),
    rule("ANAPHOR", _anaphor),
)
"""Days counted from another day, before ends of stretches are read."""

DAYS_RULES: tuple[Rule, ...] = (
    rule(f"(FROM|SINCE|BETWEEN|OF)? {_LEAD} DAY {_SPAN} {_LEAD} DAY", _days_between),
    rule(f"BETWEEN {_LEAD} DAY AND {_LEAD} DAY", _days_between),
    rule(f"(BETWEEN|FROM) NOW (AND|{_SPAN}) {_LEAD} DAY", _days_from_now),
    rule(f"AWAY [^ COMMA STOP SO REPAIR DAY]{{0,3}} (UNTIL|TO) {_LEAD} DAY", _days_from),
    rule(f"AWAY [^ COMMA STOP SO REPAIR DAY]{{0,3}} (THROUGH|BY) {_LEAD} DAY", _days_after),
    rule(f"AFTER {_LEAD} DAY ONWARD?", _days_after),
    rule(f"BEFORE {_LEAD} DAY OR_BEFORE?", _days_before),
    rule(f"(BY|UNTIL|THROUGH) {_LEAD} DAY OR_BEFORE?", _days_until),
    rule(f"FROM {_LEAD} DAY (ONWARD|ON)?", _days_from),
    rule(f"SINCE {_LEAD} DAY ONWARD", _days_from),
    rule("DAY ONWARD", _days_from),
    rule("DAY OR_BEFORE", _days_until),
    rule("(EARLY|LATE) (ON|THE)* DAY HOURS?", _early_day),
    rule("DAY COMMA? EARLY", _early_day),
    rule("AFTER THAT", _after_that),
    rule(f"AFTER {_CLAUSE} DAY", _days_after),
    rule(f"BEFORE {_CLAUSE} DAY", _days_before),
)
