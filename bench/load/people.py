"""Enough invented patients for every caller to be somebody else, half of them with a visit on the books."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.stamps import stamp
from tools.sql import load_demo, read_clinic


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = _words(
    "Daniel Laura Michael Sarah David Emily James Rachel Robert Linda Thomas Karen Steven Nancy Kevin"
    " Julia Brian Megan George Helen Peter Susan Paul Angela Mark Diane Frank Alice Henry Carol"
)
FAMILY = _words(
    "Anderson Thompson Martinez Robinson Lewis Walker Wright Nelson Carter Mitchell Roberts Campbell"
    " Phillips Evans Edwards Collins Stewart Morris Murphy Cooper Richardson Peterson Ramirez Watson"
    " Brooks Sanders Bennett Barnes Henderson Coleman Jenkins Patterson Hughes Simmons Foster Gonzales"
    " Griffin Hayes Myers Hamilton Graham Sullivan Wallace Woods Reynolds Fisher Ellis Harrison Gibson"
    " Mcdonald Marshall Ortiz Freeman Webb Tucker Porter Hunter Hicks Crawford Boyd Mason Morales Kennedy"
    " Warren Dixon Ramos Burns Gordon Shaw Holmes Rice Robertson Henry Black Daniels Palmer Mills Nichols"
    " Knight Ferguson"
)
AREAS = _words(
    "646 718 917 347 929 516 631 914 845 518 607 315 716 585 201 973 908 732 609 856 203 860 475 215"
)
"""With 555-0100 to 555-0199 behind them these are nobody's numbers."""
MONTHS = _words("January February March April May June July August September October November December")
MOST = len(AREAS) * 100
FIRST_BIRTHDAY = date(1950, 1, 3)
SATURDAY = 5
HOURS = (8, 9, 10, 11, 13, 14, 15, 16)

_ADD = text(
    "INSERT INTO Patients (name, date_of_birth, phone, given_name, family_name)"
    " VALUES (:name, :born, :phone, :given, :family) RETURNING id"
)
_BOOK = text(
    "INSERT INTO Appointments (provider_id, patient_id, start_time, end_time, status, visit_type, created_at,"
    " updated_at) VALUES (:provider, :patient, :start, :end, 'booked', 'follow_up', :now, :now)"
)


class Person(NamedTuple):
    """What a caller knows about themselves."""

    given: str
    family: str
    born: date
    phone: str
    """Ten digits."""
    visits: int

    @property
    def spoken_name(self) -> str:
        return f"{self.given} {self.family}."

    @property
    def spoken_birth(self) -> str:
        return f"{MONTHS[self.born.month - 1]} {self.born.day}, {self.born.year}."

    @property
    def spoken_phone(self) -> str:
        return f"{self.phone[:3]} {self.phone[3:6]} {self.phone[6:]}."


def people(number: int) -> list[Person]:
    """The first `number` of them, always the same ones; at most `MOST`."""
    return [
        Person(
            GIVEN[n % len(GIVEN)],
            FAMILY[n // len(GIVEN) % len(FAMILY)],
            FIRST_BIRTHDAY + timedelta(days=9 * n),
            f"{AREAS[n // 100]}555{100 + n % 100:04}",
            visits=1 - n % 2,
        )
        for n in range(number)
    ]


def fill(connection: Connection, everybody: list[Person], now: datetime) -> None:
    """Load the demo clinic at `now` (aware), these people, and a visit for each who has one."""
    load_demo(connection, now)
    clinic = read_clinic(connection)
    free = (
        (provider.id, clinic.utc(datetime.combine(day, time(hour))))
        for day in _open_days(clinic.closures, now.date() + timedelta(days=45))
        for hour in HOURS
        for provider in clinic.providers
    )
    for person in everybody:
        row = {"name": f"{person.given} {person.family}", "given": person.given, "family": person.family}
        row |= {"born": person.born.isoformat(), "phone": f"+1{person.phone}"}
        patient = connection.execute(_ADD, row).scalar_one()
        if person.visits:
            provider, start = next(free)
            times = {"start": stamp(start), "end": stamp(start + timedelta(minutes=30)), "now": stamp(now)}
            connection.execute(_BOOK, {"provider": provider, "patient": patient, **times})


def _open_days(closures: Collection[date], first: date) -> list[date]:
    """Working days after the demo clinic's own bookings; whether a provider works then is all the same."""
    days = (first + timedelta(days=n) for n in range(120))
    return [day for day in days if day.weekday() < SATURDAY and day not in closures]
