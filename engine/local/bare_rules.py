"""Rules for bare numbers that are times only by their neighbours: "Thursday at ten", "make it 1 30"."""

from engine.local.cascade import Rule, rule
from engine.local.clock import PARTS, of_numbers
from engine.local.node import Hours, Kind, Match, Node


def _bare(match: Match) -> Node | None:
    """Read a number as a time because of where it stands."""
    numbers = match.all(Kind.NUMBER)
    if len(numbers) == 1 and (numbers[0].number > 24 and not 100 <= numbers[0].number < 1900):
        return None
    if len(numbers) == 2 and (len(numbers[1].text) != 2 or numbers[0].number > 23):
        return None
    return match.as_hours(of_numbers(numbers))


def _after_clock(match: Match) -> Node | None:
    """Read a number after a repair as a time where a time is what was repaired."""
    return _bare(match) if any(node.kind in (Kind.CLOCK, Kind.HOURS) for node in match.before) else None


def _military(match: Match) -> Node | None:
    return _bare(match) if match.one(Kind.NUMBER).number >= 100 else None


def _not_one(match: Match) -> Node | None:
    """Read a number before a day as its time, but not "one Monday", "one morning"."""
    return None if [node.number for node in match.all(Kind.NUMBER)] == [1] else _bare(match)


def _whole(match: Match) -> Node | None:
    """Read a number that is all that was said; "one" among other words counts something."""
    return _bare(match) if len(match.nodes) == 1 else _not_one(match)


def _half_of_day(match: Match) -> Node | None:
    part = "morning" if match.one(Kind.MERIDIAN).text == "am" else "afternoon"
    return match.as_hours(Hours(*PARTS[part], part))


_COUNTED = "(X|OF|DAYS|WEEK|MONTHS|YEAR|HOUR|MINUTE)"
_UNCOUNTED = "(?!X|NUMBER|RANK|DAYS|WEEK|MONTHS|YEAR|HOUR|MINUTE|WEEKEND|OF|MONTH|AGO|CLOCK_TEXT|CLOCK)"
_ENDS = f"(?! (TO|OR|AND|COMMA|NOT) NUMBER {_COUNTED}){_UNCOUNTED}"
_ONE = f"NUMBER NUMBER? {_ENDS}"
_SPAN = "(TO|UNTIL|THROUGH)"

BARE_RULES: tuple[Rule, ...] = (
    rule("NUMBER HOUR", _military),
    rule("(NUMBER|A|HALF) (DAYS|WEEK|MONTHS|YEAR|HOUR|MINUTE|WEEKEND)", lambda match: match.as_kind(Kind.X)),
    rule(f"(?<=AT|AROUND|AFTER|BEFORE|BY|UNTIL|FROM|BETWEEN|TO) {_ONE}", _bare),
    rule(f"NUMBER NUMBER? (?={_SPAN} NUMBER NUMBER? {_ENDS})", _bare),
    rule(f"(?<=CLOCK OR|CLOCK TO|CLOCK AND|CLOCK UNTIL|CLOCK THROUGH) AROUND? {_ONE}", _bare),
    rule("(?<=OF) NUMBER NUMBER? (?=CLOCK)", _bare),
    rule("NUMBER NUMBER? (?=(OR|TO|UNTIL|THROUGH) (AROUND|AT)? CLOCK)", _bare),
    rule(f"(?<=DAY|HOURS) COMMA? {_ONE}", _bare),
    rule("NUMBER NUMBER? (?=(ON|THE)* (DAY|HOURS))", _not_one),
    rule("NUMBER NUMBER? (?=ONWARD|OR_BEFORE)", _bare),
    rule("(?<=DAY) MERIDIAN", _half_of_day),
    rule("^ MERIDIAN (?=GLUE)", _half_of_day),
    rule("^ AT? NUMBER NUMBER? (?=REPAIR NUMBER NUMBER? (GLUE|COMMA|STOP)*$)", _bare),
    rule(f"(?<!NUMBER) NUMBER NUMBER {_ENDS}", _bare),
    rule(f"NUMBER NUMBER? {_ENDS} (?=COMMA? NOT (NUMBER|CLOCK))", _bare),
    rule("NOT AT? NUMBER NUMBER?", lambda match: match.as_kind(Kind.X)),
    rule(f"(?<=REPAIR) {_ONE}", _after_clock),
    rule("NUMBER (?=OR NUMBER (GLUE|COMMA|STOP|$))", _bare),
    rule(f"(?<=CLOCK OR) {_ONE}", _bare),
    rule("^(GLUE|ME|COMMA|STOP|NO|NOT|FOR|REPAIR|AT)* NUMBER NUMBER? (?=(GLUE|COMMA|STOP)*$)", _whole),
)
"""Read when days and plain times are known; a number that counts something stays a number."""
