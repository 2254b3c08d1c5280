"""Joins the days and hours an utterance names into what the caller is left wishing for."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from engine.local.calendar import FRIDAY, monday_of, plus
from engine.local.clock import NOON, in_part, settled
from engine.local.node import Days, Grain, Hours, Kind, Node

_SAID = frozenset({Kind.DAY, Kind.CLOCK, Kind.HOURS, Kind.WISH, Kind.EARLIEST, Kind.REFUSED})
_BREAKS = frozenset({Kind.STOP, Kind.TO, Kind.MOVE, Kind.SO, Kind.REPAIR, Kind.BECAUSE})
_WHERE_TO = frozenset({Kind.TO, Kind.FOR})
_FARTHEST = 4
"""Unknown words across which a day and a time still belong to one visit."""
_WEEK = 7


class Wish(NamedTuple):
    """One expression of days and hours, or the sum of several."""

    days: Days | None = None
    hours: Hours | None = None
    earliest: bool = False
    refused: bool = False
    repairs: bool = False
    """Said in place of the expression before."""
    moves: bool = False
    """Said as where the visit before is to be moved."""
    start: int = 0
    end: int = 0
    """Characters of the text."""


def expressions(nodes: Sequence[Node]) -> list[Wish]:
    """Cut rewritten nodes into separate expressions; one said as a reason for another is left out."""
    found: list[Wish] = []
    gap, broken, repaired, reason, moved, to = 0, False, False, False, False, False
    for node in nodes:
        moved = moved or node.kind is Kind.MOVE
        to = to or node.kind in _WHERE_TO
        if node.kind in _BREAKS:
            broken, repaired = True, repaired or node.kind is Kind.REPAIR
            reason = node.kind is Kind.BECAUSE and bool(found)
        elif node.kind is Kind.X:
            gap += 1
        elif node.kind in _SAID and not reason:
            said = Wish(
                days=node.days,
                hours=node.hours,
                earliest=node.kind is Kind.EARLIEST,
                refused=node.kind is Kind.REFUSED,
                repairs=repaired and bool(found),
                moves=moved and to and bool(found),
                start=node.start,
                end=node.end,
            )
            apart = broken or said.moves
            if found and not apart and gap <= _FARTHEST and _complement(found[-1], said):
                found[-1] = _joined(found[-1], said)
            else:
                found.append(said)
            gap, broken, repaired, to = 0, False, False, False
    return found


def _complement(first: Wish, second: Wish) -> bool:
    if first.refused or second.refused:
        return False
    return not (first.days and second.days) and not (first.hours and second.hours)


def _joined(first: Wish, second: Wish) -> Wish:
    return first._replace(
        days=first.days or second.days,
        hours=first.hours or second.hours,
        earliest=first.earliest or second.earliest,
        end=second.end,
    )


def repaired(found: Sequence[Wish]) -> list[Wish]:
    """Let each repair take the place of what it repairs; what it does not touch stays."""
    kept: list[Wish] = []
    for wish in found:
        if wish.repairs and kept and not wish.refused and not kept[-1].refused:
            kept[-1] = _added(kept[-1], wish)
        else:
            kept.append(wish)
    return kept


def summed(found: Sequence[Wish]) -> Wish:
    """Add expressions up in the order said, and then take away what was refused."""
    total = Wish()
    for wish in found:
        if not wish.refused:
            total = wish if wish.moves else _added(total, wish)
    for wish in found:
        if wish.refused:
            total = _without(total, wish)
    return total


def _added(total: Wish, wish: Wish) -> Wish:
    return total._replace(
        days=_days(total.days, wish.days, repair=wish.repairs),
        hours=_hours(total.hours, wish.hours, repair=wish.repairs),
        earliest=total.earliest or wish.earliest,
        end=wish.end,
    )


def _days(old: Days | None, new: Days | None, *, repair: bool) -> Days | None:
    """Join two stretches of days: a weekday falls into a week, two ends meet, else the last one counts."""
    if old is None or new is None or repair:
        return new or old
    for week, day in ((old, new), (new, old)):
        if week.grain is Grain.WEEK and week.start and day.weekday is not None:
            placed = plus(monday_of(week.start), day.weekday)
            return Days(placed, placed) if placed >= week.start else new
    for first, last in ((old, new), (new, old)):
        if first.end is None and last.start is None and first.start and last.end and first.start <= last.end:
            return Days(first.start, last.end, Grain.SPAN)
    return new


def _hours(old: Hours | None, new: Hours | None, *, repair: bool) -> Hours | None:
    """Join two stretches of hours: a part settles a time, two ends meet, else the last one counts."""
    if old is None or new is None or repair:
        return new or old
    for part, clock in ((old, new), (new, old)):
        if part.part and clock.vague and clock.start is not None and part.start != part.end:
            at = in_part(clock.start, part.part)
            return Hours(at, at, part.part)
    for part, clock in ((old, new), (new, old)):
        if part.part and part.start != part.end and clock.start is not None and clock.start == clock.end:
            return clock
    for inner, outer in ((old, new), (new, old)):
        if inner.part and outer.part and _within(inner, outer):
            return inner
    low, high = settled(old), settled(new)
    for first, last in ((low, high), (high, low)):
        start, end = first.start, last.end
        open_end = first.end is None and (last.start is None or (bool(last.part) and last.start != last.end))
        open_start = (
            last.start is None and first.end is not None and bool(first.part) and first.start != first.end
        )
        if (open_end or open_start) and start is not None and end is not None and start < end:
            return Hours(start, end)
    return new


def _within(inner: Hours, outer: Hours) -> bool:
    if inner.start is None or inner.end is None or outer.start is None or outer.end is None:
        return False
    return outer.start <= inner.start and inner.end <= outer.end


def _without(total: Wish, refused: Wish) -> Wish:
    """Take a refused day or part of the day away; a refusal alone leaves nothing."""
    if refused.days and refused.hours:
        return total
    if refused.hours:
        return total._replace(hours=_without_hours(total.hours, refused.hours))
    days = _without_days(total, refused.days) if refused.days else total.days
    return total._replace(days=days)


def _without_hours(total: Hours | None, refused: Hours) -> Hours | None:
    if total is None and refused.start is None:
        return Hours(refused.end, None)
    if total is None and refused.end is None:
        return Hours(None, refused.start)
    if not refused.part or refused.start is None or refused.end is None or refused.start == refused.end:
        return total
    if total is None:
        return Hours(refused.end, None) if refused.end <= NOON else Hours(None, refused.start)
    return total


def _without_days(total: Wish, refused: Days) -> Days | None:
    days = total.days
    if days is None and refused.start is None and refused.end:
        return Days(plus(refused.end, 1), None, Grain.SPAN)
    if days is None:
        return _other_weekdays(refused) if total.hours or total.earliest else None
    if days.start is None or days.end is None or refused.start is None or refused.end is None:
        return days
    first, last = refused.start, refused.end
    if refused.weekday is not None and (days.end - days.start).days < _WEEK:
        first = last = plus(days.start, (refused.weekday - days.start.weekday()) % _WEEK)
    if first <= days.start and last >= days.end:
        return None
    if first <= days.start <= last:
        return days._replace(start=plus(last, 1))
    if first <= days.end <= last:
        return days._replace(end=plus(first, -1))
    if days.start < first and last < days.end:
        return days._replace(weekdays=_weekdays_left(days.start, days.end, first, last))
    return days


def _other_weekdays(refused: Days) -> Days | None:
    if refused.weekday is None:
        return None
    return Days(
        None, None, Grain.SPAN, weekdays=tuple(day for day in range(FRIDAY + 1) if day != refused.weekday)
    )


def _weekdays_left(start: date, end: date, first: date, last: date) -> tuple[int, ...]:
    """List the weekdays of a stretch that stay when some of its days are refused."""
    out = {plus(first, step).weekday() for step in range(min((last - first).days, _WEEK - 1) + 1)}
    length = min((end - start).days, _WEEK - 1)
    return tuple(sorted({plus(start, step).weekday() for step in range(length + 1)} - out))
