"""Times of the day in minutes: the parts a clinic's callers name, and clock times said without their half."""

from collections.abc import Mapping

from engine.local.node import Hours, Node

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


def of_text(text: str) -> Hours | None:
    """Read "10:30" or "10.30"."""
    hour, minute = text.replace(".", ":").split(":")
    return clock(int(hour), int(minute), written=hour)
