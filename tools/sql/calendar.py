"""When a provider may see somebody: working hours, clinic hours, closures and grid, on the local clock."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from engine.clinic import Clinic, Provider, Session

Stretch = tuple[time, time]

OFFER_HOLDS = timedelta(minutes=15)
"""An opening offered just outside the lead time stays bookable while the caller makes up their mind."""


def find_provider(clinic: Clinic, provider_id: int) -> Provider | None:
    return next((p for p in clinic.providers if p.id == provider_id), None)


def starts(clinic: Clinic, provider: Provider, day: date, minutes: int) -> Iterator[datetime]:
    """Every moment (UTC) of a clinic-local day at which a visit may start that ends within one session."""
    return (start for _, start in starts_by_clock(clinic, provider, day, minutes))


def starts_by_clock(
    clinic: Clinic, provider: Provider, day: date, minutes: int
) -> Iterator[tuple[datetime, datetime]]:
    """The same, each with the time on the clinic's own clock (naive) before it.

    Wall times that the spring change skips are no moments; of those that autumn repeats the first counts.
    """
    if day in clinic.closures:
        return
    length = timedelta(minutes=minutes)
    for opens, closes in _stretches(clinic, provider, day.weekday()):
        ends = clinic.utc(datetime.combine(day, closes))
        for wall, start in _moments(clinic, list(_cells(day, opens, closes, clinic.grid_minutes))):
            if start + length <= ends:
                yield wall, start


def _moments(clinic: Clinic, walls: list[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """Wall times of one day that there are, with their moments; clocks change once on a day at most."""
    if not walls:
        return
    first, last = clinic.utc(walls[0]), clinic.utc(walls[-1])
    if last - first == walls[-1] - walls[0] and clinic.local(first) == walls[0]:
        yield from ((wall, first + (wall - walls[0])) for wall in walls)
    else:
        found = ((wall, clinic.utc(wall)) for wall in walls)
        yield from ((wall, start) for wall, start in found if clinic.local(start) == wall)


def why_not(clinic: Clinic, provider_id: int, start: datetime, minutes: int, now: datetime) -> str | None:
    """Why the clinic's rules forbid a visit, in the words of `Taken.why`; None when they allow it."""
    provider = find_provider(clinic, provider_id)
    if provider is None:
        return "unknown_provider"
    if start < now or start < now + timedelta(minutes=clinic.lead_minutes) - OFFER_HOLDS:
        return "in_the_past"
    if start > now + timedelta(days=clinic.horizon_days):
        return "outside_hours"
    day = clinic.local(start).date()
    return None if start in starts(clinic, provider, day, minutes) else "outside_hours"


def _stretches(clinic: Clinic, provider: Provider, weekday: int) -> list[Stretch]:
    """When the clinic is open and the provider is there; sessions that touch are one."""
    hours = _merged(clinic.hours, weekday)
    if not provider.sessions:
        return hours
    both = (
        (max(a_from, b_from), min(a_to, b_to))
        for a_from, a_to in hours
        for b_from, b_to in _merged(provider.sessions, weekday)
    )
    return sorted((opens, closes) for opens, closes in both if opens < closes)


def _merged(sessions: tuple[Session, ...], weekday: int) -> list[Stretch]:
    merged: list[Stretch] = []
    for session in sorted((s for s in sessions if s.weekday == weekday), key=lambda s: s.start):
        if merged and session.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], session.end))
        else:
            merged.append((session.start, session.end))
    return merged


def _cells(day: date, opens: time, closes: time, grid: int) -> Iterator[datetime]:
    """Wall times on the clinic's grid, which starts at midnight."""
    first = -(-(opens.hour * 60 + opens.minute) // grid) * grid
    midnight = datetime.combine(day, time())
    for minute in range(first, closes.hour * 60 + closes.minute, grid):
        yield midnight + timedelta(minutes=minute)
