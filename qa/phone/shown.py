"""Names, days and wishes as the page writes them; `engine.speech` says the same things aloud."""

from datetime import date, datetime, time

from engine.extraction import PatientName, When
from engine.vocabulary import Intent, VisitType

ERRANDS: dict[Intent, str] = {
    Intent.SCHEDULE: "Book a visit",
    Intent.RESCHEDULE: "Move a visit",
    Intent.CANCEL: "Cancel a visit",
    Intent.LOOK_UP: "Hear what is booked",
}
WEEKDAYS = {
    "mon": "Mon",
    "tue": "Tue",
    "wed": "Wed",
    "thu": "Thu",
    "fri": "Fri",
    "sat": "Sat",
    "sun": "Sun",
}


def words(name: str) -> str:
    """A name of the code in plain words: `caller-asked` → `caller asked`."""
    return name.replace("_", " ").replace("-", " ")


def title(name: str) -> str:
    """The same, to begin a line with."""
    return words(name).capitalize()


def day(at: date) -> str:
    """`Thu, Mar 5`; with the year when it is a birthday, see `birthday`."""
    return f"{at:%a}, {at:%b} {at.day}"


def birthday(at: date) -> str:
    return f"{at:%B} {at.day}, {at.year}"


def clock(at: time) -> str:
    """`10:00 AM`, in one piece: its space never breaks a line."""
    return f"{(at.hour - 1) % 12 + 1}:{at.minute:02}\N{NO-BREAK SPACE}{'AM' if at.hour < 12 else 'PM'}"


def moment(local: datetime) -> str:
    """`Thu, Mar 5, 10:00 AM`; clinic-local."""
    return f"{day(local)}, {clock(local.time())}"


def name(said: PatientName) -> str:
    return " ".join(part for part in (said.given, said.family) if part)


def phone(number: str) -> str:
    """An American number in groups; any other as it is."""
    if len(number) == 12 and number.startswith("+1"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


def people(names: str | tuple[str, ...]) -> str:
    """One name, or the several that what was heard fits."""
    return names if isinstance(names, str) else " or ".join(names)


def visit(kind: VisitType | str | None) -> str:
    return title(str(kind)) if kind else "Visit"


def wish(when: When) -> str:
    """When the caller would like to come."""
    parts = []
    if when.earliest:
        parts.append("as soon as possible")
    if when.start or when.end:
        parts.append(_span(when.start, when.end))
    if when.weekdays:
        parts.append(" or ".join(WEEKDAYS.get(name, name) for name in when.weekdays))
    if when.time_from or when.time_to:
        parts.append(_times(when.time_from, when.time_to))
    return ", ".join(parts)


def _span(start: date | None, end: date | None) -> str:
    if start == end and start is not None:
        return day(start)
    if start is None or end is None:
        return f"from {day(start)} on" if start else f"by {day(end)}" if end else ""
    return f"{day(start)} to {day(end)}"


def _times(start: time | None, end: time | None) -> str:
    if start == end and start is not None:
        return f"at {clock(start)}"
    if start is None or end is None:
        return f"from {clock(start)}" if start else f"until {clock(end)}" if end else ""
    return f"{clock(start)} to {clock(end)}"
