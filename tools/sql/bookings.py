"""Books, moves and cancels visits: by the clinic's rules, with the database's refusal as the last word."""

from datetime import datetime, timedelta

from sqlalchemy import RowMapping, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from engine.clinic import Clinic
from engine.database import is_transient
from engine.stamps import moment, stamp
from engine.vocabulary import VisitType
from tools.interface import (
    Booked,
    Booking,
    Bookings,
    Cancel,
    Cancelled,
    LookUpAppointments,
    Reschedule,
    Schedule,
    Taken,
)
from tools.sql.books import BadRequest, Books, Value
from tools.sql.calendar import why_not

LATE_CANCEL = timedelta(hours=24)
"""Inside it a visit may still be cancelled or moved, and the row says that it was late."""
ATTEMPTS = 3
"""Two bookings that wait for each other: PostgreSQL ends one of them, which then runs again."""

_COLUMNS = (
    "SELECT a.id, a.provider_id, p.name AS provider, a.patient_id, a.start_time, a.end_time, a.status,"
    " a.visit_type, a.notes, a.booked_by FROM Appointments a JOIN Providers p ON p.id = a.provider_id"
)
_COMING = text(
    f"{_COLUMNS} WHERE a.patient_id = :patient AND a.status = 'booked' AND a.start_time >= :after"
    " AND a.end_time >= :after ORDER BY a.start_time, a.id"
)
_BY_ID = text(f"{_COLUMNS} WHERE a.id = :appointment AND a.patient_id = :patient")
_BY_KEY = text(f"{_COLUMNS} WHERE a.key = :key")
_PATIENT = text("SELECT id FROM Patients WHERE id = :patient")
_INSERT = text(
    "INSERT INTO Appointments (provider_id, patient_id, start_time, end_time, status, notes, visit_type,"
    " booked_by, key, moved_from, created_at, updated_at)"
    " VALUES (:provider, :patient, :start, :end, 'booked', :notes, :visit_type,"
    " :booked_by, :key, :moved_from, :now, :now) RETURNING id"
)
_CANCEL = text(
    "UPDATE Appointments SET status = 'cancelled', late_cancel = :late, updated_at = :now"
    " WHERE id = :appointment AND patient_id = :patient AND status = 'booked'"
)


def look_up_appointments(books: Books, request: LookUpAppointments) -> Bookings:
    """Answer the patient's booked visits from `request.after` on, soonest first."""
    rows = books.rows(_COMING, patient=request.patient_id, after=stamp(request.after))
    return Bookings(bookings=tuple(_booking(row) for row in rows))


def schedule(books: Books, request: Schedule) -> Booked | Taken:
    """Book the visit if the clinic's rules and everybody's other visits allow it; once for each key."""
    if (done := _done_before(books, request)) is not None:
        return done
    least = books.clinic.durations.get(request.visit_type, books.clinic.grid_minutes)
    if not _is_length(books.clinic, request.minutes, least):
        raise BadRequest(f"{request.minutes} minutes is no length of a {request.visit_type} visit")
    if books.row(_PATIENT, patient=request.patient_id) is None:
        raise BadRequest("unknown patient id")
    why = why_not(books.clinic, request.provider_id, request.start, request.minutes, request.now)
    if why is not None:
        return Taken(why=why)
    return _put(books, request, visit_type=request.visit_type.value, booked_by=request.booked_by)


def reschedule(books: Books, request: Reschedule) -> Booked | Taken:
    """Take the new time and let the old one go, both or neither; the old row stays, cancelled."""
    if (done := _done_before(books, request)) is not None:
        return done
    old = books.row(_BY_ID, appointment=request.appointment_id, patient=request.patient_id)
    if old is None or old["status"] != "booked":
        return Taken(why="gone")
    booking = _booking(old)
    if booking.start < request.now:
        return Taken(why="in_the_past")
    if (booking.provider_id, booking.start, booking.minutes) == (
        request.provider_id,
        request.start,
        request.minutes,
    ):
        return Booked(booking=booking)
    if request.minutes != booking.minutes and not _is_length(books.clinic, request.minutes, 1):
        raise BadRequest(f"{request.minutes} minutes is no length of a visit")
    why = why_not(books.clinic, request.provider_id, request.start, request.minutes, request.now)
    if why is not None:
        return Taken(why=why)
    return _put(
        books,
        request,
        replaces=booking,
        visit_type=old["visit_type"],
        booked_by=old["booked_by"],
        notes=old["notes"],
    )


def cancel(books: Books, request: Cancel) -> Cancelled | Taken:
    """Cancel the patient's visit; one that is cancelled already stays so."""
    row = books.row(_BY_ID, appointment=request.appointment_id, patient=request.patient_id)
    if row is None or row["status"] not in ("booked", "cancelled"):
        return Taken(why="gone")
    booking = _booking(row)
    if row["status"] == "booked" and booking.start < request.now:
        return Taken(why="in_the_past")
    _let_go(books, booking, request.patient_id, request.now)
    return Cancelled(appointment_id=booking.id)


def _put(
    books: Books, request: Schedule | Reschedule, *, replaces: Booking | None = None, **kept: Value
) -> Booked | Taken:
    """Write the new row, and the end of the one it replaces, as one step; the database has the last word."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with books.savepoint():
                if replaces and not _let_go(books, replaces, request.patient_id, request.now):
                    return Taken(why="gone")
                number = _insert(books, request, replaces, **kept)
        except IntegrityError as error:
            return _refused(books, request, error)
        except DBAPIError as error:
            if attempt == ATTEMPTS or not is_transient(error):
                raise
        else:
            row = books.one(_BY_ID, appointment=number, patient=request.patient_id)
            return Booked(booking=_booking(row))
    raise AssertionError("unreachable")


def _insert(books: Books, request: Schedule | Reschedule, replaces: Booking | None, **kept: Value) -> int:
    values: dict[str, Value] = {"notes": None, **kept}
    return books.insert(
        _INSERT,
        provider=request.provider_id,
        patient=request.patient_id,
        start=stamp(request.start),
        end=stamp(request.start + timedelta(minutes=request.minutes)),
        key=request.key,
        moved_from=replaces.id if replaces else None,
        now=stamp(request.now),
        **values,
    )


def _let_go(books: Books, booking: Booking, patient_id: int, now: datetime) -> int:
    return books.write(
        _CANCEL,
        appointment=booking.id,
        patient=patient_id,
        late=booking.start - now < LATE_CANCEL,
        now=stamp(now),
    )


def _refused(books: Books, request: Schedule | Reschedule, error: IntegrityError) -> Booked | Taken:
    """What the database's refusal means; the names are those of its rules in `schema.sql`."""
    for rule in ("provider_busy", "patient_busy"):
        if f"appointments_{rule}" in str(error.orig):
            return Taken(why=rule)
    # Another process may just have booked with this key.
    done = _done_before(books, request)
    if done is None:
        raise error
    return done


def _done_before(books: Books, request: Schedule | Reschedule) -> Booked | Taken | None:
    """What an earlier request of this key came to."""
    row = books.row(_BY_KEY, key=request.key)
    if row is None:
        return None
    booking = _booking(row)
    asked = (request.patient_id, request.provider_id, request.start, request.minutes)
    if (row["patient_id"], booking.provider_id, booking.start, booking.minutes) != asked:
        raise BadRequest("the key belongs to another request")
    return Booked(booking=booking) if row["status"] == "booked" else Taken(why="gone")


def _is_length(clinic: Clinic, minutes: int, least: int) -> bool:
    """A first visit may take longer than its kind says, but nothing takes longer than the longest kind."""
    longest = max(clinic.durations.values(), default=minutes)
    return minutes % clinic.grid_minutes == 0 and max(least, 1) <= minutes <= longest


def _booking(row: RowMapping) -> Booking:
    start, end = moment(row["start_time"]), moment(row["end_time"])
    kind = row["visit_type"]
    return Booking(
        id=row["id"],
        provider_id=row["provider_id"],
        provider=row["provider"],
        start=start,
        minutes=round((end - start).total_seconds() / 60),
        visit_type=VisitType(kind) if kind in VisitType.__members__.values() else None,
    )
