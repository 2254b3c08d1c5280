"""Finds free times: what the calendar allows, less what is booked, within what the caller wished for."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import bindparam, text

from engine.clinic import Clinic, Provider
from engine.extraction import When
from engine.stamps import moment, stamp
from tools.interface import FindOpenings, Opening, Openings
from tools.sql.books import BadRequest, Books
from tools.sql.calendar import find_provider, starts

_BUSY = text(
    "SELECT id, provider_id, patient_id, start_time, end_time FROM Appointments"
    " WHERE status = 'booked' AND end_time > :since AND start_time < :until"
    " AND (provider_id IN :providers OR patient_id = :patient)"
).bindparams(bindparam("providers", expanding=True))

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Span = tuple[datetime, datetime]


def find_openings(books: Books, request: FindOpenings) -> Openings:
    """Answer the free times of any of the providers, soonest first, at most `request.limit`."""
    clinic = books.clinic
    providers = _providers(clinic, request.providers)
    days = list(_days(clinic, request))
    if not days or not providers:
        return Openings(openings=())
    busy = _busy(books, request, days)
    openings: list[Opening] = []
    for day in days:
        openings += sorted(_of_day(clinic, request, providers, busy, day), key=lambda o: o.start)
        if len(openings) >= request.limit:
            break
    return Openings(openings=tuple(openings[: request.limit]))


def _of_day(
    clinic: Clinic, request: FindOpenings, providers: list[Provider], busy: dict[int, list[Span]], day: date
) -> Iterator[Opening]:
    length = timedelta(minutes=request.minutes)
    latest = request.after + timedelta(days=clinic.horizon_days)
    for provider in providers:
        taken = busy[provider.id]
        for start in starts(clinic, provider, day, request.minutes):
            if not request.after <= start <= latest or not _wished(request.when, clinic.local(start).time()):
                continue
            if all(start + length <= since or until <= start for since, until in taken):
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


def _busy(books: Books, request: FindOpenings, days: list[date]) -> dict[int, list[Span]]:
    """What is booked in those days: of each provider, and of the patient, who stands in everybody's way."""
    since = books.clinic.utc(datetime.combine(days[0], time())) - timedelta(days=1)
    until = books.clinic.utc(datetime.combine(days[-1], time())) + timedelta(days=2)
    busy: dict[int, list[Span]] = {number: [] for number in request.providers}
    rows = books.rows(
        _BUSY,
        since=stamp(since),
        until=stamp(until),
        providers=list(request.providers),
        patient=request.patient_id if request.patient_id is not None else 0,
    )
    for row in rows:
        if row["id"] == request.ignoring:
            continue
        span = moment(row["start_time"]), moment(row["end_time"])
        patients = row["patient_id"] == request.patient_id
        for number, taken in busy.items():
            if patients or number == row["provider_id"]:
                taken.append(span)
    return busy
