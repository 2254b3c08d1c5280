"""How a wish for a day and a time compares to a moment, and how two wishes merge."""

from datetime import date, datetime

import msgspec

from engine.clinic import Clinic
from engine.extraction import When
from engine.memory import Errand
from tools.interface import Booking

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def names(provider: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """The provider or providers meant; empty for none."""
    if provider is None:
        return ()
    return (provider,) if isinstance(provider, str) else provider


def has_days(when: When) -> bool:
    """Whether the wish limits the days."""
    return when.start is not None or when.end is not None or bool(when.weekdays)


def has_times(when: When) -> bool:
    """Whether the wish limits the times of day."""
    return when.time_from is not None or when.time_to is not None


def fits_day(when: When, day: date) -> bool:
    """Whether `day` is one the wish allows."""
    if when.start is not None and day < when.start:
        return False
    if when.end is not None and day > when.end:
        return False
    return not when.weekdays or WEEKDAYS[day.weekday()] in when.weekdays


def fits(when: When, local: datetime) -> bool:
    """Whether a clinic-local moment is one the wish allows; a single time means exactly that time."""
    if not fits_day(when, local.date()):
        return False
    at = local.time()
    if when.time_from is not None and at < when.time_from:
        return False
    if when.time_to is None:
        return True
    return at == when.time_to if when.time_from == when.time_to else at < when.time_to


def merge(old: When | None, new: When) -> When:
    """The wish after a correction: what `new` does not touch stays."""
    if old is None:
        return new
    days, times = has_days(new), has_times(new)
    if new.earliest and not days and not times:
        return msgspec.structs.replace(old, earliest=True)
    return When(
        start=new.start if days else old.start,
        end=new.end if days else old.end,
        weekdays=new.weekdays if days else old.weekdays,
        time_from=new.time_from if times else old.time_from,
        time_to=new.time_to if times else old.time_to,
        earliest=new.earliest,
    )


def is_exact(when: When) -> bool:
    """Whether the wish names one day and one time."""
    return (
        when.start is not None
        and when.start == when.end
        and when.time_from is not None
        and when.time_from == when.time_to
    )


def meant(clinic: Clinic, errand: Errand) -> tuple[Booking, ...]:
    """The booked visits that fit what the caller said of the one they mean; all of them if nothing was."""
    wanted = names(errand.hint_provider)
    return tuple(
        b
        for b in errand.bookings or ()
        if (not wanted or b.provider in wanted)
        and (errand.hint_when is None or fits(errand.hint_when, clinic.local(b.start)))
    )
