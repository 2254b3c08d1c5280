"""Rules for times that say what they are: "half past two", "las tres y cuarto", "early in the day"."""

from engine.local.cascade import Rule, rule
from engine.local.clock import DAY, HOUR, PARTS, at_clock, clock, in_part, of_numbers, of_text
from engine.local.node import Hours, Kind, Match, Node

_OFFSETS = {Kind.QUARTER: 15, Kind.HALF: 30}
"""Minutes."""
_HALF_DAY = 12
"""Hours; a larger number before "to" can only be minutes."""


def _said(match: Match) -> Hours | None:
    """Read the time a match holds, whatever it is written as."""
    for node in match.nodes:
        if node.kind is Kind.CLOCK:
            return node.hours
        if node.kind is Kind.CLOCK_TEXT:
            return of_text(node.text)
        if node.kind is Kind.NOON:
            return at_clock(node.number)
        if node.kind is Kind.NUMBER:
            return of_numbers(match.all(Kind.NUMBER))
    return None


def _plain(match: Match) -> Node | None:
    """Make the time a match holds."""
    return match.as_hours(_said(match))


def _with_part(match: Match) -> Node | None:
    """Read a time with its half or part of the day."""
    hours = _said(match)
    if hours is None or hours.start is None:
        return None
    if match.has(Kind.CLOCK) and not hours.vague:
        return match.as_hours(hours)
    part = next((node.text for node in match.nodes if node.kind in (Kind.MERIDIAN, Kind.PART)), "")
    return match.as_hours(at_clock(in_part(hours.start, part), part=part))


def _minutes_from(match: Match) -> Node | None:
    """Read "20 past 7", "quarter to noon", "half past nine", "las doce menos cinco"."""
    spanish = match.has(Kind.AND) or match.has(Kind.MINUS)
    first, second = match.all(Kind.QUARTER, Kind.HALF, Kind.NUMBER, Kind.NOON)
    offset, base = (second, first) if spanish else (first, second)
    minutes = offset.number or _OFFSETS.get(offset.kind, 0)
    if offset.kind is Kind.NUMBER and not spanish and minutes % 5 and not match.has(Kind.MINUTE):
        return None
    hours = _base(base)
    if hours is None or hours.start is None or not 0 < minutes < HOUR:
        return None
    past = match.has(Kind.PAST) or match.has(Kind.AFTER) or match.has(Kind.AND)
    return match.as_hours(at_clock((hours.start + (minutes if past else -minutes)) % DAY, vague=hours.vague))


def _base(node: Node) -> Hours | None:
    if node.kind is Kind.NOON:
        return at_clock(node.number)
    return clock(node.number, 0, written=node.text) if node.kind is Kind.NUMBER else None


def _half(match: Match) -> Node | None:
    """Read the British "half nine"."""
    hour = match.one(Kind.NUMBER).number
    return match.as_hours(clock(hour, 30)) if 1 <= hour <= 12 else None


def _from_now(match: Match) -> Node | None:
    unit = HOUR if match.has(Kind.HOUR) else 1
    count = match.all(Kind.NUMBER)[0].number if match.has(Kind.NUMBER) else 1
    minutes = unit // 2 if match.has(Kind.HALF) else unit * count
    later = match.now.minutes + minutes
    return match.as_hours(at_clock(later)) if later < DAY else None


def _part(match: Match) -> Node | None:
    """Read a part of the day, and "early", "mid" or "late" in it."""
    part = match.one(Kind.PART).text
    for kind, prefix in ((Kind.EARLY, "early"), (Kind.LATE, "late"), (Kind.MIDDLE, "mid")):
        if match.has(kind) and prefix + part in PARTS:
            part = prefix + part
    return match.as_hours(Hours(*PARTS[part], part))


def _now(match: Match) -> Node | None:
    return match.as_hours(at_clock(match.now.minutes))


def _counted_part(match: Match) -> Node | None:
    """Read "nine mornings" as no time, "9 in the morning" as one."""
    lone = len(match.nodes) == 2 and match.nodes[0].kind is Kind.NUMBER and match.nodes[0].number == 1
    return None if lone else _with_part(match)


def _minutes_to(match: Match) -> Node | None:
    """Read "20 to 2"; "nine to eleven" and "ten to two" are more often a stretch."""
    return _minutes_from(match) if match.nodes[0].number > _HALF_DAY else None


def _minutes_after(match: Match) -> Node | None:
    """Read "ten after nine", not "three after nine"."""
    return _minutes_from(match) if match.nodes[0].number in (5, 10, 20, 25) else None


def _minutes_before(match: Match) -> Node | None:
    """Read "un cuarto para las nueve"."""
    return _minutes_from(match) if match.one(Kind.AT).text == "to" else None


def _spanish(match: Match) -> Node | None:
    return _minutes_from(match) if match.now.spanish else None


def _after_las(match: Match) -> Node | None:
    """Read "las tres", "la una"; English says "at" of other things too, which wait for their context."""
    return _plain(match) if match.now.spanish else None


_TIME = "(NUMBER NUMBER|NUMBER|CLOCK_TEXT|CLOCK|NOON)"
_NOT_COUNT = "(?!DAYS|WEEK|MONTHS|YEAR|HOUR|MINUTE|WEEKEND|MONTH|RANK)"
_OFF = "MINUTE? (PAST|TO|UNTIL|BEFORE)"

CLOCK_RULES: tuple[Rule, ...] = (
    rule(f"A? (QUARTER|HALF) (PAST|TO|UNTIL|OF|BEFORE|AFTER) (NUMBER|NOON) {_NOT_COUNT}", _minutes_from),
    rule(
        f"(?<!FROM|BETWEEN|NUMBER) NUMBER {_OFF} (NUMBER|NOON) (?=OCLOCK? (IN|AT|THE)* (PART|MERIDIAN))",
        _minutes_from,
    ),
    rule(f"(?<=AT|AROUND) NUMBER {_OFF} (NUMBER|NOON) {_NOT_COUNT}", _minutes_from),
    rule(f"^ NUMBER {_OFF} NUMBER $", _minutes_from),
    rule(f"NUMBER AFTER (NUMBER|NOON) {_NOT_COUNT}", _minutes_after),
    rule(f"NUMBER MINUTE (PAST|TO|UNTIL|BEFORE|AFTER) (NUMBER|NOON) {_NOT_COUNT}", _minutes_from),
    rule(f"NUMBER PAST (NUMBER|NOON) {_NOT_COUNT}", _minutes_from),
    rule(f"(?<!FROM|BETWEEN|NUMBER) NUMBER TO (NUMBER|NOON) (?!NUMBER) {_NOT_COUNT}", _minutes_to),
    rule("AT? NUMBER AND (QUARTER|HALF)", _spanish),
    rule("(AT|^) NUMBER AND NUMBER (?=PART|COMMA|STOP|GLUE|MERIDIAN|THE|WEEKDAY|$)", _spanish),
    rule("(?<!THE) A? (NUMBER|QUARTER) AT NUMBER", _minutes_before),
    rule("AT? NUMBER MINUS (NUMBER|QUARTER)", _spanish),
    rule(f"HALF NUMBER {_NOT_COUNT}", _half),
    rule("IN (NUMBER|A|HALF|AROUND)+ (HOUR|MINUTE)", _from_now),
    rule("NUMBER NUMBER NUMBER OCLOCK? MERIDIAN", _with_part),
    rule(f"{_TIME} OCLOCK? MERIDIAN", _with_part),
    rule(f"{_TIME} (OCLOCK|ISH)+", _plain),
    rule(f"AT NUMBER NUMBER? {_NOT_COUNT}", _after_las),
    rule(f"{_TIME} (COMMA|IN|ON|AT|OF|THE)* PART", _counted_part),
    rule(f"PART (COMMA|AT|AROUND|ON)* {_TIME} (?!TO NUMBER DAYS) {_NOT_COUNT}", _with_part),
    rule("CLOCK_TEXT", _plain),
    rule("NOON", _plain),
    rule("EARLY (IN|THE|ON)* PART", _part),
    rule("LATE (IN|THE|ON)* PART", _part),
    rule("MIDDLE THE? PART", _part),
    rule("PART EARLY", _part),
    rule("(IN? THE)? PART", _part),
    rule("^(GLUE|COMMA|STOP)* NOW (?=(GLUE|COMMA|STOP)*$)", _now),
)
"""Read before the days; a bare number waits until they are known."""
