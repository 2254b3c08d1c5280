"""The demo clinic: providers, patients and bookings to play with, loaded into an empty database only."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.clinic import Clinic
from engine.stamps import stamp
from engine.vocabulary import VisitType
from tools.sql.clinic import DURATIONS, HOURS, NAME, TIMEZONE, read_clinic

MON, TUE, WED, THU, FRI = range(5)
FULL_DAY = (("08:00", "12:00"), ("13:00", "17:00"))
MORNING = (("08:00", "12:00"),)

ADDRESS = "410 Juniper Street, New York, NY 10013"
PHONE = "+12125550100"


class DemoProvider(NamedTuple):
    name: str
    specialty: str
    days: tuple[int, ...]
    hours: tuple[tuple[str, str], ...] = FULL_DAY
    ages: tuple[int, int] = (0, 150)


class DemoPatient(NamedTuple):
    given: str
    family: str
    born: str
    phone: str
    name: str = ""
    """Where the family name comes first."""
    language: str = "en"
    notes: str | None = None


class DemoBooking(NamedTuple):
    patient: str
    """Telephone number: two patients share a name."""
    provider: str
    day: "WorkingDay | NextWeekday"
    at: time


class WorkingDay(NamedTuple):
    """The n-th day from now, today not counted, on which the clinic is open."""

    n: int


class NextWeekday(NamedTuple):
    """The first such weekday at least seven days from now, holiday or not; then some days more."""

    weekday: int
    more: int = 0


PROVIDERS = (
    DemoProvider("Dr. Maya Chen", "Family Medicine", (MON, TUE, WED, THU, FRI)),
    DemoProvider("Dr. Samuel Okafor", "Family Medicine", (MON, WED, FRI)),
    DemoProvider("Dr. Wei Chan", "Orthopedics", (TUE, THU)),
    DemoProvider("Dr. Elena Ruiz", "Pediatrics", (MON, TUE, WED, THU), ages=(0, 17)),
    DemoProvider("Dr. Priya Patel", "Cardiology", (MON, TUE, THU)),
    DemoProvider("Dr. Thomas Nguyen", "Dermatology", (WED, FRI)),
    DemoProvider("Dr. Grace Kim", "Obstetrics and Gynecology", (MON, TUE, WED, THU, FRI), hours=MORNING),
)

PATIENTS = (
    DemoPatient("Tyrome", "Williams", "1988-04-17", "+12125550101"),
    DemoPatient("Rahul", "Patel", "1979-11-02", "+12125550102"),
    DemoPatient("Maria", "Garcia", "1985-03-12", "+12125550103"),
    DemoPatient("Maria", "Garcia", "1992-07-30", "+12125550104"),
    DemoPatient("John", "Smith", "1960-01-01", "+12125550105"),
    DemoPatient("Jon", "Smyth", "1960-01-01", "+12125550106"),
    DemoPatient("Aisha", "Khan", "2001-09-09", "+12125550107"),
    DemoPatient("Robert", "O'Neill", "1954-12-25", "+12125550108"),
    DemoPatient("Sofía", "Hernández", "1972-06-05", "+12125550109", language="es"),
    DemoPatient("Emma", "Johnson", "2019-05-20", "+12125550110", notes="Guardian: Laura Johnson (mother)"),
    DemoPatient("Daniel", "Kowalski", "1966-10-13", "+12125550111"),
    DemoPatient("Wei", "Li", "1990-02-28", "+12125550112", name="Li Wei"),
)

BOOKINGS = (
    DemoBooking("+12125550101", "Dr. Maya Chen", WorkingDay(3), time(10)),
    DemoBooking("+12125550102", "Dr. Priya Patel", NextWeekday(TUE), time(9, 30)),
    DemoBooking("+12125550103", "Dr. Thomas Nguyen", NextWeekday(WED), time(14)),
    DemoBooking("+12125550107", "Dr. Samuel Okafor", NextWeekday(FRI), time(8, 30)),
    DemoBooking("+12125550107", "Dr. Grace Kim", NextWeekday(FRI, more=3), time(9)),
    DemoBooking("+12125550108", "Dr. Wei Chan", NextWeekday(THU), time(11)),
)

_TAKEN = text("SELECT (SELECT count(*) FROM Patients) + (SELECT count(*) FROM Providers) AS n")
_PROFILE = text(
    "INSERT INTO ClinicProfile (id, name, timezone, address, phone)"
    " VALUES (1, :name, :timezone, :address, :phone) ON CONFLICT (id) DO NOTHING"
)
_HOURS = text("INSERT INTO ClinicHours (weekday, opens, closes) VALUES (:weekday, :opens, :closes)")
_VISIT_TYPE = text("INSERT INTO VisitTypes (name, minutes) VALUES (:name, :minutes)")
_PROVIDER = text(
    "INSERT INTO Providers (name, specialty, min_age, max_age) VALUES (:name, :specialty, :min_age, :max_age)"
    " RETURNING id"
)
_SESSION = text(
    "INSERT INTO ProviderHours (provider_id, weekday, opens, closes)"
    " VALUES (:provider, :weekday, :opens, :closes)"
)
_PATIENT = text(
    "INSERT INTO Patients (name, date_of_birth, phone, email, given_name, family_name, address, language,"
    " notes) VALUES (:name, :born, :phone, :email, :given, :family, :address, :language, :notes) RETURNING id"
)
_BOOKING = text(
    "INSERT INTO Appointments (provider_id, patient_id, start_time, end_time, status, visit_type, created_at,"
    " updated_at) VALUES (:provider, :patient, :start, :end, 'booked', :visit_type, :now, :now)"
)


def load_demo(connection: Connection, now: datetime, *, timezone: str = "") -> bool:
    """Load the demo clinic unless there is a clinic already; whether it was loaded. `now` is aware."""
    if connection.execute(_TAKEN).scalar_one():
        return False
    profile = {"name": NAME, "timezone": timezone or TIMEZONE, "address": ADDRESS, "phone": PHONE}
    if not connection.execute(_PROFILE, profile).rowcount:
        return False  # another process has just loaded it
    for session in HOURS:
        hours = {"opens": f"{session.start:%H:%M}", "closes": f"{session.end:%H:%M}"}
        connection.execute(_HOURS, {"weekday": session.weekday, **hours})
    for kind, minutes in DURATIONS.items():
        connection.execute(_VISIT_TYPE, {"name": kind.value, "minutes": minutes})
    providers = {provider.name: _add_provider(connection, provider) for provider in PROVIDERS}
    patients = {patient.phone: _add_patient(connection, patient, n) for n, patient in enumerate(PATIENTS, 1)}
    clinic = read_clinic(connection)
    for booking in BOOKINGS:
        start = clinic.utc(datetime.combine(resolve(booking.day, clinic, now), booking.at))
        end = start + timedelta(minutes=DURATIONS[VisitType.FOLLOW_UP])
        row = {"start": stamp(start), "end": stamp(end), "visit_type": VisitType.FOLLOW_UP.value}
        people = {"provider": providers[booking.provider], "patient": patients[booking.patient]}
        connection.execute(_BOOKING, {**row, **people, "now": stamp(now)})
    return True


def resolve(day: WorkingDay | NextWeekday, clinic: Clinic, now: datetime) -> date:
    """The clinic-local date that a demo day falls on, counted from `now` (aware)."""
    today = clinic.local(now).date()
    if isinstance(day, NextWeekday):
        week_on = today + timedelta(days=7)
        return week_on + timedelta(days=(day.weekday - week_on.weekday()) % 7 + day.more)
    open_days = {session.weekday for session in clinic.hours}
    date_, left = today, day.n
    while left:
        date_ += timedelta(days=1)
        left -= date_.weekday() in open_days and date_ not in clinic.closures
    return date_


def _add_provider(connection: Connection, provider: DemoProvider) -> int:
    ages = {"min_age": provider.ages[0], "max_age": provider.ages[1]}
    row = {"name": provider.name, "specialty": provider.specialty, **ages}
    number = int(connection.execute(_PROVIDER, row).scalar_one())
    for weekday in provider.days:
        for opens, closes in provider.hours:
            session = {"provider": number, "weekday": weekday, "opens": opens, "closes": closes}
            connection.execute(_SESSION, session)
    return number


def _add_patient(connection: Connection, patient: DemoPatient, n: int) -> int:
    row = {
        "name": patient.name or f"{patient.given} {patient.family}",
        "given": patient.given,
        "family": patient.family,
        "born": patient.born,
        "phone": patient.phone,
        "email": f"patient{n}@example.com",
        "address": f"{n} Example Lane, New York, NY 10013",
        "language": patient.language,
        "notes": patient.notes,
    }
    return int(connection.execute(_PATIENT, row).scalar_one())
