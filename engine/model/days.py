"""The days and times that the model gives, checked against the calendar and against the caller's words."""

import re
from datetime import date, time, timedelta

import msgspec

from engine.extraction import Request, When
from engine.local.lexicon import read_nodes
from engine.local.node import Kind
from engine.model.schema import Frame, Slot
from engine.vocabulary import Language

FURTHEST = timedelta(days=730)
"""Nobody books further ahead."""
# The ISO forms that Python reads besides these have weeks and time zones in them.
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TEMPORAL = frozenset(
    {Kind.NUMBER, Kind.RANK, Kind.CLOCK_TEXT, Kind.DATE_TEXT, Kind.WEEKDAY, Kind.MONTH, Kind.MAY, Kind.TODAY}
    | {Kind.HOLIDAY, Kind.PART, Kind.NOON, Kind.NOW, Kind.DAYS, Kind.WEEK, Kind.MONTHS, Kind.YEAR}
    | {Kind.WEEKEND, Kind.HOUR, Kind.MINUTE, Kind.EARLY, Kind.LATE, Kind.LATER, Kind.BEFORE, Kind.AFTER}
    | {Kind.UNTIL, Kind.BETWEEN, Kind.SINCE, Kind.END, Kind.BEGINNING, Kind.MIDDLE, Kind.OCLOCK}
    | {Kind.MERIDIAN, Kind.EARLIEST}
)
"""Words without any of which no day and no time is said."""
_PLACING = frozenset(
    {Kind.NUMBER, Kind.RANK, Kind.DATE_TEXT, Kind.DAYS, Kind.TODAY, Kind.HOLIDAY, Kind.AFTER, Kind.BEFORE}
)
"""Words beside which a weekday may only be what another day is counted from."""


def read_wish(frame: Frame, request: Request) -> When | None:
    """Take the days and times of the visit wished for; None where nothing of them can be believed."""
    earliest = frame.value(Slot.EARLIEST) == "yes"
    if not _says_time(request):
        return When(earliest=True) if earliest else None
    start, end = _days(frame.value(Slot.FROM), frame.value(Slot.TO), request)
    first, last = _times(frame.value(Slot.TIME_FROM), frame.value(Slot.TIME_TO))
    said = frame.values(Slot.WEEKDAY)
    weekdays = tuple(day for day in _WEEKDAYS if day in said)
    when = When(start=start, end=end, time_from=first, time_to=last, earliest=earliest, weekdays=weekdays)
    return when if when != When() else None


def read_booked(frame: Frame, request: Request) -> When | None:
    """Take the days and times of a visit that is booked already."""
    if not _says_time(request):
        return None
    start, end = _days(frame.value(Slot.BOOKED_FROM), frame.value(Slot.BOOKED_TO), request)
    first, last = _times(frame.value(Slot.BOOKED_TIME_FROM), frame.value(Slot.BOOKED_TIME_TO))
    when = When(start=start, end=end, time_from=first, time_to=last)
    return when if when != When() else None


def read_date(text: str) -> date | None:
    """Read YYYY-MM-DD and nothing else."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _days(first: str, last: str, request: Request) -> tuple[date | None, date | None]:
    """Read both ends; what is past, too far off or no weekday that was named is left out whole."""
    start, end, today = read_date(first), read_date(last), request.now.date()
    if (first and start is None) or (last and end is None):
        return None, None
    if start is not None and start < today and end is not None and end > start:
        start = today  # "this week", said on a Wednesday
    ends = [day for day in (start, end) if day is not None]
    if any(not today <= day <= today + FURTHEST for day in ends) or ends != sorted(ends):
        return None, None
    if start is not None and start == end and not _can_be(request, start):
        return None, None
    return start, end


def _times(first: str, last: str) -> tuple[time | None, time | None]:
    start, end = _time(first), _time(last)
    if (first and start is None) or (last and end is None):
        return None, None
    if start is not None and end is not None and end < start:
        return None, None
    return start, end


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if _TIME.fullmatch(text) else None
    except ValueError:
        return None


def _says_time(request: Request) -> bool:
    """Whether anything of days or times was said, in either language."""
    return any(node.kind in _TEMPORAL for lang in Language for node in read_nodes(request.text, lang))


def _can_be(request: Request, day: date) -> bool:
    """Whether `day` is one of the weekdays named; so it is where none is, or where it is counted from one."""
    nodes = read_nodes(request.text, request.lang)
    named = {node.number for node in nodes if node.kind is Kind.WEEKDAY}
    return not named or day.weekday() in named or any(node.kind in _PLACING for node in nodes)


def merged(mine: When | None, other: When | None) -> When | None:
    """Fill what `mine` leaves open, days or times as a whole, from `other`."""
    if mine is None or other is None:
        return mine or other
    has_days = bool(mine.start or mine.end or mine.weekdays)
    has_times = bool(mine.time_from or mine.time_to)
    if not has_days and not mine.earliest:
        mine = msgspec.structs.replace(mine, start=other.start, end=other.end, weekdays=other.weekdays)
    if not has_times:
        mine = msgspec.structs.replace(mine, time_from=other.time_from, time_to=other.time_to)
    return mine
