"""Rules for times of the day: "half past two", "nine thirty", "las tres y cuarto", parts of the day."""

from collections.abc import Mapping

from engine.local.cascade import Rule, rule
from engine.local.node import Hours, Kind, Match, Node

HOUR, NOON, DAY = 60, 12 * 60, 24 * 60

PARTS: Mapping[str, tuple[int, int]] = {
    "morning": (8 * HOUR, 12 * HOUR),
    "afternoon": (12 * HOUR, 17 * HOUR),
    "evening": (17 * HOUR, 20 * HOUR),
    "night": (17 * HOUR, 20 * HOUR),
    "dawn": (8 * HOUR, 10 * HOUR),
    "first": (8 * HOUR, 9 * HOUR),
    "last": (16 * HOUR, 17 * HOUR),
    "lunch": (12 * HOUR, 13 * HOUR),
    "work": (16 * HOUR, 17 * HOUR),
    "earlymorning": (8 * HOUR, 10 * HOUR),
    "latemorning": (10 * HOUR, 12 * HOUR),
    "midmorning": (9 * HOUR, 11 * HOUR),
    "earlyafternoon": (12 * HOUR, 14 * HOUR),
    "midafternoon": (14 * HOUR, 16 * HOUR),
    "lateafternoon": (15 * HOUR, 17 * HOUR),
    "earlyevening": (17 * HOUR, 18 * HOUR),
    "lateevening": (18 * HOUR, 20 * HOUR),
}
"""What callers mean by a part of the day, both ends in minutes; the clinic's own convention."""

_AFTERNOON = frozenset({"afternoon", "evening", "lunch", "last", "earlyafternoon", "lateafternoon", "pm"})
_MORNING = frozenset({"morning", "first", "earlymorning", "latemorning", "midmorning", "dawn", "am"})


def at_clock(minutes: int, *, vague: bool = False, part: str = "") -> Hours:
    """Make one time of the day."""
    return Hours(minutes, minutes, part, vague)


def settled(hours: Hours) -> Hours:
    """Give a time the half of the day a clinic means: 7 to 11 morning, 12 to 6 afternoon."""
    if not hours.vague or hours.start is None:
        return hours
    minutes = hours.start + NOON if hours.start < 7 * HOUR else hours.start
    return Hours(minutes, minutes, hours.part)


def in_part(minutes: int, part: str) -> int:
    """Place a time in the part of the day it was said with."""
    if minutes >= 13 * HOUR:
        return minutes
    if part in _MORNING:
        return minutes - NOON if minutes >= NOON else minutes
    if part in _AFTERNOON:
        return minutes if minutes >= NOON else minutes + NOON
    if minutes >= NOON:
        return minutes - NOON
    return minutes + NOON if minutes >= 6 * HOUR else minutes


def clock(hour: int, minute: int, *, written: str = "") -> Hours | None:
    """Make a time of an hour and minutes; an hour of 13 to 23, or one written 07, is plain."""
    if not (0 <= hour <= 24 and 0 <= minute <= 59):
        return None
    plain = hour == 0 or hour > 12 or (len(written) > 1 and written.startswith("0"))
    return at_clock((hour * HOUR + minute) % DAY, vague=not plain)


def of_numbers(numbers: list[Node]) -> Hours | None:
    """Read one or two numbers as a time: 3, 3 15, 330."""
    first = numbers[0]
    if len(numbers) == 3:
        return clock(first.number, numbers[2].number, written=first.text) if numbers[1].text == "0" else None
    if len(numbers) == 1:
        if first.number >= 100:
            return clock(first.number // 100, first.number % 100, written=first.text)
        return clock(first.number, 0, written=first.text)
    return clock(first.number, numbers[1].number, written=first.text)


def _of_text(text: str) -> Hours | None:
    hour, minute = text.replace(".", ":").split(":")
    return clock(int(hour), int(minute), written=hour)


def said(match: Match) -> Hours | None:
    """Read the time a match holds, whatever it is written as."""
    for node in match.nodes:
        if node.kind is Kind.CLOCK:
            return node.hours
        if node.kind is Kind.CLOCK_TEXT:
            return _of_text(node.text)
        if node.kind is Kind.NOON:
            return at_clock(node.number)
        if node.kind is Kind.NUMBER:
            return of_numbers(match.all(Kind.NUMBER))
    return None


def plain(match: Match) -> Node | None:
    """Make the time a match holds."""
    return match.as_hours(said(match))


def _with_part(match: Match) -> Node | None:
    """Read a time with its half or part of the day."""
    hours = said(match)
    if hours is None or hours.start is None:
        return None
    if match.has(Kind.CLOCK) and not hours.vague:
        return match.as_hours(hours)
    part = next((node.text for node in match.nodes if node.kind in (Kind.MERIDIAN, Kind.PART)), "")
    return match.as_hours(at_clock(in_part(hours.start, part), part=part))


def _minutes_from(match: Match) -> Node | None:
    """Read "20 past 7", "quarter to noon", "half past nine", "las doce menos cinco"."""
    first, last = match.nodes[0], match.nodes[-1]
    spanish = match.has(Kind.AND) or match.has(Kind.MINUS)
    offset, base = (last, first) if spanish else (first, last)
    if offset.kind is Kind.A or offset.kind is Kind.AT:
        offset = match.nodes[1]
    if base.kind is Kind.AT:
        base = match.nodes[1]
    minutes = 15 if offset.kind is Kind.QUARTER else 30 if offset.kind is Kind.HALF else offset.number
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
    return _minutes_from(match) if match.nodes[0].number > HALF_DAY else None


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
    return plain(match) if match.now.spanish else None


HALF_DAY = 12
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
    rule(f"{_TIME} (OCLOCK|ISH)+", plain),
    rule(f"AT NUMBER NUMBER? {_NOT_COUNT}", _after_las),
    rule(f"{_TIME} (COMMA|IN|ON|AT|OF|THE)* PART", _counted_part),
    rule(f"PART (COMMA|AT|AROUND|ON)* {_TIME} (?!TO NUMBER DAYS) {_NOT_COUNT}", _with_part),
    rule("CLOCK_TEXT", plain),
    rule("NOON", plain),
    rule("EARLY (IN|THE|ON)* PART", _part),
    rule("LATE (IN|THE|ON)* PART", _part),
    rule("MIDDLE THE? PART", _part),
    rule("PART EARLY", _part),
    rule("(IN? THE)? PART", _part),
    rule("^(GLUE|COMMA|STOP)* NOW (?=(GLUE|COMMA|STOP)*$)", _now),
)
"""Times that say what they are; a bare number waits until the days are read."""


def bare(match: Match) -> Node | None:
    """Read a number as a time because of where it stands."""
    numbers = match.all(Kind.NUMBER)
    if len(numbers) == 1 and (numbers[0].number > 24 and not 100 <= numbers[0].number < 1900):
        return None
    if len(numbers) == 2 and (len(numbers[1].text) != 2 or numbers[0].number > 23):
        return None
    return match.as_hours(of_numbers(numbers))


def _military(match: Match) -> Node | None:
    return bare(match) if match.one(Kind.NUMBER).number >= 100 else None


def _not_one(match: Match) -> Node | None:
    """Read a number before a day as its time, but not "one Monday", "one morning"."""
    return None if [node.number for node in match.all(Kind.NUMBER)] == [1] else bare(match)


def _whole(match: Match) -> Node | None:
    """Read a number that is all that was said; "one" among other words counts something."""
    return bare(match) if len(match.nodes) == 1 else _not_one(match)


def _half_of_day(match: Match) -> Node | None:
    part = "morning" if match.one(Kind.MERIDIAN).text == "am" else "afternoon"
    return match.as_hours(Hours(*PARTS[part], part))


def _after_clock(match: Match) -> Node | None:
    """Read a number after a repair as a time where a time is what was repaired."""
    return bare(match) if any(node.kind in (Kind.CLOCK, Kind.HOURS) for node in match.before) else None


_COUNTED = "(X|OF|DAYS|WEEK|MONTHS|YEAR|HOUR|MINUTE)"
_UNCOUNTED = "(?!X|NUMBER|RANK|DAYS|WEEK|MONTHS|YEAR|HOUR|MINUTE|WEEKEND|OF|MONTH|AGO|CLOCK_TEXT|CLOCK)"
_ENDS = f"(?! (TO|OR|AND|COMMA|NOT) NUMBER {_COUNTED}){_UNCOUNTED}"
_ONE = f"NUMBER NUMBER? {_ENDS}"
_SPAN = "(TO|UNTIL|THROUGH)"

NUMBER_RULES: tuple[Rule, ...] = (
    rule("NUMBER HOUR", _military),
    rule("(NUMBER|A|HALF) (DAYS|WEEK|MONTHS|YEAR|HOUR|MINUTE|WEEKEND)", lambda match: match.as_kind(Kind.X)),
    rule(f"(?<=AT|AROUND|AFTER|BEFORE|BY|UNTIL|FROM|BETWEEN|TO) {_ONE}", bare),
    rule(f"NUMBER NUMBER? (?={_SPAN} NUMBER NUMBER? {_ENDS})", bare),
    rule(f"(?<=CLOCK OR|CLOCK TO|CLOCK AND|CLOCK UNTIL|CLOCK THROUGH) AROUND? {_ONE}", bare),
    rule("NUMBER NUMBER? (?=(OR|TO|UNTIL|THROUGH) (AROUND|AT)? CLOCK)", bare),
    rule(f"(?<=DAY|HOURS) COMMA? {_ONE}", bare),
    rule("NUMBER NUMBER? (?=(ON|THE)* (DAY|HOURS))", _not_one),
    rule("NUMBER NUMBER? (?=ONWARD|OR_BEFORE)", bare),
    rule("(?<=DAY) MERIDIAN", _half_of_day),
    rule(f"(?<!NUMBER) NUMBER NUMBER {_ENDS}", bare),
    rule(f"NUMBER NUMBER? {_ENDS} (?=COMMA? NOT (NUMBER|CLOCK))", bare),
    rule("NOT AT? NUMBER NUMBER?", lambda match: match.as_kind(Kind.X)),
    rule(f"(?<=REPAIR) {_ONE}", _after_clock),
    rule("NUMBER (?=OR NUMBER (GLUE|COMMA|STOP|$))", bare),
    rule(f"(?<=CLOCK OR) {_ONE}", bare),
    rule("^(GLUE|ME|COMMA|STOP|NO|NOT|FOR|REPAIR|AT)* NUMBER NUMBER? (?=(GLUE|COMMA|STOP)*$)", _whole),
)
"""Numbers that are times only by their neighbours."""
