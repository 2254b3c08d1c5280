"""What the date and time grammar works on: kinds of words, and nodes with the days or hours they mean."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum, auto
from typing import NamedTuple


class Kind(StrEnum):
    """What a word or a phrase is to the grammar; each kind is one character, so that rules are regexes."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:
        return chr(0xE000 + count)

    # Read from the words.
    X = auto()
    """Any word the grammar does not know; it may well be what a number counts."""
    GLUE = auto()
    """A closed-class word, which no number counts."""
    ME = auto()
    """A pronoun that begins a clause."""
    COMMA = auto()
    STOP = auto()
    NUMBER = auto()
    RANK = auto()
    CLOCK_TEXT = auto()
    """ "10:30"."""
    DATE_TEXT = auto()
    """ "10/6", "1-3-2013"."""
    WEEKDAY = auto()
    MONTH = auto()
    MAY = auto()
    """The month or the verb."""
    TODAY = auto()
    """Today and its neighbours; the number is the distance in days."""
    HOLIDAY = auto()
    PART = auto()
    NOON = auto()
    """Noon and midnight; the number is minutes."""
    NOW = auto()
    DAYS = auto()
    WEEK = auto()
    MONTHS = auto()
    YEAR = auto()
    WEEKEND = auto()
    HOUR = auto()
    MINUTE = auto()
    NEXT = auto()
    THIS = auto()
    LAST = auto()
    COMING = auto()
    FOLLOWING = auto()
    EARLY = auto()
    LATE = auto()
    MIDDLE = auto()
    BEGINNING = auto()
    END = auto()
    REST = auto()
    LATER = auto()
    IN = auto()
    WITHIN = auto()
    AGO = auto()
    OUT = auto()
    """ "three weeks out"."""
    SINCE = auto()
    FOR = auto()
    FROM = auto()
    AFTER = auto()
    BEFORE = auto()
    BY = auto()
    UNTIL = auto()
    THROUGH = auto()
    TO = auto()
    BETWEEN = auto()
    AND = auto()
    OR = auto()
    ON = auto()
    AT = auto()
    AROUND = auto()
    OF = auto()
    THE = auto()
    A = auto()
    PAST = auto()
    MINUS = auto()
    QUARTER = auto()
    HALF = auto()
    OCLOCK = auto()
    MERIDIAN = auto()
    ISH = auto()
    ONWARD = auto()
    """ "or later", after a day or a time."""
    OR_BEFORE = auto()
    NOT = auto()
    NO = auto()
    CANNOT = auto()
    """ "doesn't work", after a day or a time."""
    AWAY = auto()
    WAIT = auto()
    THAT = auto()
    BECAUSE = auto()
    SO = auto()
    MOVE = auto()
    EARLIEST = auto()
    # Made by the rules.
    DAY = auto()
    ANAPHOR = auto()
    """ "the week after": a distance from the day named before; the number is a weekday."""
    CLOCK = auto()
    HOURS = auto()
    WISH = auto()
    """Days and hours together, where alternatives were read as one."""
    REFUSED = auto()
    REPAIR = auto()


class Grain(StrEnum):
    """How large a stretch of days was named."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    SPAN = "span"


class Days(NamedTuple):
    """A stretch of days, both ends included; an end that was not said is None."""

    start: date | None
    end: date | None
    grain: Grain = Grain.DAY
    weekday: int | None = None
    """Set where a weekday alone was said, so that it may still be placed in a week or matched to a date."""
    ranks: tuple[int, ...] = ()
    """Set where only the day's number in its month was said."""
    weekdays: tuple[int, ...] = ()
    """The only days of the stretch that are meant, where it has holes."""


class Hours(NamedTuple):
    """A stretch of the day in minutes from midnight, both ends included; an end that was not said is None."""

    start: int | None
    end: int | None
    part: str = ""
    """The part of the day that was named."""
    vague: bool = False
    """A clock time said without its half of the day."""


class Node(NamedTuple):
    """One word, phrase or finished expression, with its characters in the text."""

    kind: Kind
    start: int
    end: int
    number: int = 0
    text: str = ""
    days: Days | None = None
    hours: Hours | None = None


class Moment(NamedTuple):
    """When and in which language the caller speaks."""

    today: date
    minutes: int
    """Of the day."""
    spanish: bool


class Match(NamedTuple):
    """The nodes a rule matched, and the row they stand in."""

    nodes: tuple[Node, ...]
    row: Sequence[Node]
    at: int
    """Where in the row they begin."""
    now: Moment

    @property
    def before(self) -> Sequence[Node]:
        """What stands before them."""
        return self.row[: self.at]

    def has(self, kind: Kind) -> bool:
        """Whether a node of that kind was matched."""
        return any(node.kind is kind for node in self.nodes)

    def all(self, *kinds: Kind) -> list[Node]:
        """List the nodes matched of some kinds, in order."""
        return [node for node in self.nodes if node.kind in kinds]

    def one(self, *kinds: Kind) -> Node:
        """Take the first node matched of some kinds; the rule's pattern says there is one."""
        return self.all(*kinds)[0]

    def as_days(self, days: Days | None) -> Node | None:
        """Make a day node of the match; None where there are no such days."""
        return self._node(Kind.DAY, days=days) if days else None

    def as_hours(self, hours: Hours | None) -> Node | None:
        """Make an hours node of the match, a clock where it is one time."""
        if hours is None:
            return None
        kind = Kind.CLOCK if hours.start is not None and hours.start == hours.end else Kind.HOURS
        return self._node(kind, hours=hours)

    def as_kind(self, kind: Kind, *, days: Days | None = None, hours: Hours | None = None) -> Node:
        """Make a node of the match."""
        return self._node(kind, days=days, hours=hours)

    def _node(self, kind: Kind, *, days: Days | None = None, hours: Hours | None = None) -> Node:
        return Node(kind, self.nodes[0].start, self.nodes[-1].end, days=days, hours=hours)
