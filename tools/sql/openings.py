"""Finds free times: what the calendar allows, less what is booked, within what the caller wished for."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import bindparam, text

from engine.clinic import Clinic, Provider
from engine.extraction import When
from engine.stamps import moment, stamp
from tools.interface import FindOpenings, Opening, Openings
from tools.sql.books import BadRequest, Books
from tools.sql.calendar import find_provider, starts_by_clock

_BUSY = text(
    "SELECT id, provider_id, patient_id, start_time, end_time FROM Appointments"
    " WHERE status = 'booked' AND end_time > :since AND start_time < :until"
    " AND (provider_id IN :providers OR patient_id = :patient)"
).bindparams(bindparam("providers", expanding=True))

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

CHUNK = 14
"""Days whose bookings are read at once; most searches end within the first."""


class Busy:
    """When providers are taken, by the UTC days that a visit touches."""

    def __init__(self) -> None:
        self._spans: defaultdict[tuple[int, date], list[tuple[datetime, datetime]]] = defaultdict(list)
        self.moving: tuple[int, datetime] | None = None
        """Provider and start of the visit that is moved: its time is free, and no other time than it has."""

    def take(self, provider_id: int, since: datetime, until: datetime) -> None:
        day = since.date()
        while day <= until.date():
            self._spans[provider_id, day].append((since, until))
            day += timedelta(days=1)

    def is_free(self, provider_id: int, since: datetime, until: datetime) -> bool:
        """Whether nothing overlaps; visits are shorter than a day."""
        first, last = since.date(), until.date()
        spans = self._spans.get((provider_id, first), ())
        if last != first:
            spans = [*spans, *self._spans.get((provider_id, last), ())]
        return all(until <= start or end <= since for start, end in spans)


def find_openings(books: Books, request: FindOpenings) -> Openings:
    """Answer the free times of any of the providers, soonest first, at most `request.limit`."""
    providers = _providers(books.clinic, request.providers)
    days = list(_days(books.clinic, request)) if providers else []
    openings: list[Opening] = []
    for first in range(0, len(days), CHUNK):
        chunk = days[first : first + CHUNK]
        busy = _busy(books, request, chunk)
        for day in chunk:
            openings += sorted(_of_day(books.clinic, request, providers, busy, day), key=lambda o: o.start)
            if len(openings) >= request.limit:
                return Openings(openings=tuple(openings[: request.limit]))
    return Openings(openings=tuple(openings))


def _of_day(
    clinic: Clinic, request: FindOpenings, providers: list[Provider], busy: Busy, day: date
) -> Iterator[Opening]:
    length = timedelta(minutes=request.minutes)
    latest = request.after + timedelta(days=clinic.horizon_days)
    for provider in providers:
        for wall, start in starts_by_clock(clinic, provider, day, request.minutes):
            if not request.after <= start <= latest or not _wished(request.when, wall.time()):
                continue
            if busy.moving != (provider.id, start) and busy.is_free(provider.id, start, start + length):
                yield Opening(
                    provider_id=provider.id, provider=provider.name, start=start, minutes=request.minutes
                )


def _providers(clinic: Clinic, ids: tuple[int, ...]) -> list[Provider]:
    found = [provider for number in dict.fromkeys(ids) if (provider := find_provider(clinic, number))]
    if len(found) < len(set(ids)):
        raise BadRequest("unknown provider id")
    return found


def _days(clinic: Clinic, request: FindOpenings) -> Iterator[date]:
    """The clinic-local days that the wish and the horizon leave."""
    when = request.when
    first = clinic.local(request.after).date()
    last = clinic.local(request.after + timedelta(days=clinic.horizon_days)).date()
    day = max(first, when.start) if when.start else first
    last = min(last, when.end) if when.end else last
    while day <= last:
        if not when.weekdays or WEEKDAYS[day.weekday()] in when.weekdays:
            yield day
        day += timedelta(days=1)


def _wished(when: When, wall: time) -> bool:
    """A single time means exactly that time; in a range the visit starts before its end."""
    if when.time_from is not None and when.time_from == when.time_to:
        return wall == when.time_from
    if when.time_from is not None and wall < when.time_from:
        return False
    return when.time_to is None or wall < when.time_to


def _busy(books: Books, request: FindOpenings, days: list[date]) -> Busy:
    """What is booked in those days: of each provider, and of the patient, who stands in everybody's way."""
    since = books.clinic.utc(datetime.combine(days[0], time()))
    until = books.clinic.utc(datetime.combine(days[-1] + timedelta(days=1), time()))
    rows = books.rows(
        _BUSY,
        since=stamp(since),
        until=stamp(until),
        providers=list(request.providers),
        patient=request.patient_id if request.patient_id is not None else 0,
    )
    busy = Busy()
    for row in rows:
        if row["id"] == request.ignoring:
            busy.moving = row["provider_id"], moment(row["start_time"])
            continue
        everywhere = row["patient_id"] == request.patient_id
        for number in request.providers if everywhere else (row["provider_id"],):
            busy.take(number, moment(row["start_time"]), moment(row["end_time"]))
    return busy
