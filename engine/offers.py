"""Which openings to offer: near the wish, and two or three that differ, so that one of them may suit."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zlib import crc32

from engine.clinic import Clinic
from engine.extraction import When
from engine.memory import Errand
from engine.vocabulary import Wish
from engine.wishes import has_days, has_times
from tools.interface import Opening

NOON = 12
FAR_APART = 90
"""Minutes between two times of one day that count as different."""
OUTRUN = 2
"""Openings lost to others after which a call is offered other ones than they are."""
ELBOW_ROOM = 6
"""Openings for each that was lost, among which it then begins."""


def candidates(clinic: Clinic, errand: Errand) -> tuple[Opening, ...]:
    """What may be offered now: found, not offered before, and different in the way that was wished."""
    allowed = _allowed(clinic, errand)
    fresh = tuple(o for o in errand.found or () if o not in errand.shown and allowed(o))
    search = errand.search
    if search is None or not search.widened:
        return fresh
    return tuple(sorted(fresh, key=lambda o: _distance(search.when, clinic.local(o.start))))


def pick(clinic: Clinic, openings: Sequence[Opening]) -> tuple[Opening, ...]:
    """Two contrasting openings of `openings`, three where all lie on one day; in order of time."""
    if not openings:
        return ()
    chosen = [openings[0]]
    wanted = 3 if len({clinic.local(o.start).date() for o in openings}) == 1 else 2
    for differs in (_other_day, _other_half, _far_apart, _any_other):
        for opening in openings:
            if len(chosen) == wanted:
                break
            if all(differs(clinic, opening, c) for c in chosen):
                chosen.append(opening)
        if len(chosen) >= 2 and differs is not _any_other:
            break
    return tuple(sorted(chosen, key=lambda o: o.start))


def apart(openings: Sequence[Opening], errand: Errand, call_sid: str) -> Sequence[Opening]:
    """The same openings, begun elsewhere by each call that was too late again and again.

    Callers who want the same day are all offered its best times, and only one of them gets each. Forty who
    ask for one afternoon with one doctor, all at the same pace, lose ten times each without this, five with.
    """
    if errand.lost < OUTRUN or not openings:
        return openings
    first = crc32(call_sid.encode()) % min(len(openings), ELBOW_ROOM * errand.lost)
    return [*openings[first:], *openings[:first]]


def _allowed(clinic: Clinic, errand: Errand) -> Callable[[Opening], bool]:
    """The test that the caller's wish about the last offers puts on the next."""
    last = errand.offered
    if not last or errand.wish is None:
        return lambda o: True
    days = {clinic.local(o.start).date() for o in last}
    match errand.wish:
        case Wish.EARLIER:
            return lambda o: o.start < min(p.start for p in last)
        case Wish.LATER:
            return lambda o: o.start > max(p.start for p in last)
        case Wish.OTHER_DAY:
            return lambda o: clinic.local(o.start).date() not in days
        case _:
            return lambda o: True


def _distance(when: When, local: datetime) -> tuple[int, int, datetime]:
    """How far a moment lies from a wish it does not fit: days first, then minutes, then the sooner."""
    days = 0
    if has_days(when) and when.start is not None:
        days = abs((local.date() - when.start).days)
    minutes = 0
    if has_times(when):
        wanted = when.time_from or when.time_to
        assert wanted is not None
        minutes = abs(local.hour * 60 + local.minute - wanted.hour * 60 - wanted.minute)
    return days, minutes, local


def _other_day(clinic: Clinic, a: Opening, b: Opening) -> bool:
    return clinic.local(a.start).date() != clinic.local(b.start).date()


def _other_half(clinic: Clinic, a: Opening, b: Opening) -> bool:
    return (clinic.local(a.start).hour < NOON) != (clinic.local(b.start).hour < NOON)


def _far_apart(clinic: Clinic, a: Opening, b: Opening) -> bool:
    return abs((a.start - b.start).total_seconds()) >= FAR_APART * 60


def _any_other(clinic: Clinic, a: Opening, b: Opening) -> bool:
    return a != b
