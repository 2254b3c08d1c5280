"""Scheduling by the clinic's rules, once for each key, and looking up what is booked and with whom."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.vocabulary import VisitType
from tests.clinic_books import DATABASES, NOW, DemoBooks, book, booked, new_books, schedule
from tools.interface import (
    Booked,
    Booking,
    Bookings,
    Cancel,
    Failed,
    LookUpAppointments,
    LookUpProvider,
    ProviderFound,
    ProviderNotFound,
    Schedule,
    Taken,
)


@pytest.fixture(params=DATABASES)
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DemoBooks]:
    opened = new_books(request.param, tmp_path)
    yield opened
    asyncio.run(opened.close())


def cancel(books: DemoBooks, booking: Booking, *, patient: str = "0111", now: datetime = NOW) -> Cancel:
    return Cancel(key="cancel", appointment_id=booking.id, patient_id=books.patient(patient), now=now)


# ---------------------------------------------------------------- schedule


def test_a_visit_is_booked(books: DemoBooks) -> None:
    """A free opening becomes a row in UTC, and the answer is what the row says."""
    result = books.use(schedule(books, books.at(3, 5, 14, 30)))
    assert isinstance(result, Booked)
    assert result.booking.provider == "Dr. Maya Chen"
    assert (result.booking.start, result.booking.minutes) == (books.at(3, 5, 14, 30), 30)
    assert result.booking.visit_type is VisitType.FOLLOW_UP
    (row,) = books.rows("SELECT * FROM Appointments WHERE id = :id", id=result.booking.id)
    assert (row["start_time"], row["end_time"]) == ("2026-03-05T19:30:00Z", "2026-03-05T20:00:00Z")
    assert (row["status"], row["visit_type"], row["key"]) == ("booked", "follow_up", "one")


def test_the_same_slot_is_not_booked_twice(books: DemoBooks) -> None:
    """A second patient is refused a taken slot, and nothing is written."""
    book(books, books.at(3, 5, 14, 30))
    assert books.use(schedule(books, books.at(3, 5, 14, 30), key="two", patient="0105")) == Taken(
        why="provider_busy"
    )
    assert booked(books, "0105") == []


def test_a_patient_is_not_in_two_places(books: DemoBooks) -> None:
    """A patient who is booked at that time elsewhere is refused."""
    book(books, books.at(3, 5, 14, 30))
    elsewhere = schedule(books, books.at(3, 5, 14, 30), key="two", provider=books.provider("Chan"))
    assert books.use(elsewhere) == Taken(why="patient_busy")


def test_the_same_key_books_once(books: DemoBooks) -> None:
    """A repeated request answers the visit it made and makes no other."""
    request = schedule(books, books.at(3, 5, 14, 30))
    first = books.use(request)
    assert books.use(request) == first
    assert booked(books) == ["2026-03-05T19:30:00Z"]


def test_a_key_of_another_request_fails(books: DemoBooks) -> None:
    """A key that stands for other values is a fault of the program and books nothing."""
    book(books, books.at(3, 5, 14, 30))
    assert isinstance(books.use(schedule(books, books.at(3, 5, 15))), Failed)
    assert booked(books) == ["2026-03-05T19:30:00Z"]


def test_a_repeated_request_does_not_bring_a_cancelled_visit_back(books: DemoBooks) -> None:
    """The key of a visit that was cancelled since books nothing."""
    booking = book(books, books.at(3, 5, 14, 30))
    books.use(cancel(books, booking))
    assert books.use(schedule(books, books.at(3, 5, 14, 30))) == Taken(why="gone")


@pytest.mark.parametrize(
    ("month", "day", "hour", "minute", "minutes", "why"),
    [
        (3, 5, 3, 0, 30, "outside_hours"),  # at night
        (3, 5, 12, 0, 30, "outside_hours"),  # lunch
        (3, 5, 11, 30, 60, "outside_hours"),  # into lunch
        (3, 5, 16, 30, 60, "outside_hours"),  # into closing time
        (3, 5, 17, 0, 30, "outside_hours"),
        (3, 7, 10, 0, 30, "outside_hours"),  # Saturday
        (5, 25, 10, 0, 30, "outside_hours"),  # Memorial Day
        (3, 5, 14, 10, 30, "outside_hours"),  # off the grid
        (12, 1, 10, 0, 30, "outside_hours"),  # beyond the horizon
        (3, 3, 9, 0, 30, "in_the_past"),
        (3, 2, 10, 0, 30, "in_the_past"),
        (3, 3, 11, 30, 30, "in_the_past"),  # within the lead time
    ],
)
def test_the_clinics_rules_are_kept(
    books: DemoBooks, month: int, day: int, hour: int, minute: int, minutes: int, why: str
) -> None:
    """No visit at night, at lunch, past closing, on a closed day, off the grid, in the past or too soon."""
    visit_type = VisitType.PHYSICAL if minutes == 60 else VisitType.FOLLOW_UP
    start = books.at(month, day, hour, minute)
    assert books.use(schedule(books, start, minutes=minutes, visit_type=visit_type)) == Taken(why=why)
    assert booked(books) == []


def test_an_opening_offered_in_time_stays_bookable_while_it_is_confirmed(books: DemoBooks) -> None:
    """The lead time does not run out between the offer and the yes."""
    later = NOW + timedelta(minutes=10)
    start = books.clinic.utc(books.clinic.local(NOW).replace(hour=13, minute=0))
    assert isinstance(books.use(schedule(books, start, now=later - timedelta(minutes=0))), Booked)
    assert books.use(schedule(books, start, key="two", now=start - timedelta(minutes=100))) == Taken(
        why="in_the_past"
    )


def test_an_unknown_provider_is_not_booked(books: DemoBooks) -> None:
    """There has to be such a provider."""
    assert books.use(schedule(books, books.at(3, 5, 14), provider=99)) == Taken(why="unknown_provider")


def test_a_provider_is_booked_on_working_days_only(books: DemoBooks) -> None:
    """Dr. Chan works on Tuesdays and Thursdays, Dr. Kim in the mornings."""
    chan, kim = books.provider("Chan"), books.provider("Kim")
    assert books.use(schedule(books, books.at(3, 6, 10), provider=chan)) == Taken(why="outside_hours")
    assert books.use(schedule(books, books.at(3, 5, 14), provider=kim)) == Taken(why="outside_hours")
    assert isinstance(books.use(schedule(books, books.at(3, 5, 10), provider=kim)), Booked)


@pytest.mark.parametrize(
    ("minutes", "visit_type"), [(0, VisitType.FOLLOW_UP), (45, VisitType.FOLLOW_UP), (30, VisitType.PHYSICAL)]
)
def test_a_wrong_length_fails(books: DemoBooks, minutes: int, visit_type: VisitType) -> None:
    """A visit takes at least what its kind takes, in whole openings; anything else is the program's fault."""
    request = schedule(books, books.at(3, 5, 14), minutes=minutes, visit_type=visit_type)
    assert isinstance(books.use(request), Failed)
    assert booked(books) == []


def test_a_first_visit_may_take_longer_than_its_kind(books: DemoBooks) -> None:
    """The length of a first visit wins over that of the kind of visit."""
    assert isinstance(books.use(schedule(books, books.at(3, 5, 14), minutes=60)), Booked)


def test_an_unknown_patient_fails(books: DemoBooks) -> None:
    """A visit without a patient is the program's fault, and no rule of the clinic's."""
    request = schedule(books, books.at(3, 5, 14))
    stranger = Schedule(
        **{name: getattr(request, name) for name in request.__struct_fields__} | {"patient_id": 99}
    )
    assert books.use(stranger) == Failed(tool="schedule", why="unknown patient id")


# ---------------------------------------------------------------- look up


def test_booked_visits_come_soonest_first(books: DemoBooks) -> None:
    """Only what is booked and still to come is listed."""
    first, second = book(books, books.at(3, 6, 9), key="a"), book(books, books.at(3, 5, 9), key="b")
    third = book(books, books.at(3, 9, 9), key="c")
    books.use(cancel(books, third))
    request = LookUpAppointments(patient_id=books.patient("0111"), after=NOW)
    assert books.use(request) == Bookings(bookings=(second, first))
    later = LookUpAppointments(patient_id=books.patient("0111"), after=books.at(3, 5, 9, 1))
    assert books.use(later) == Bookings(bookings=(first,))


def test_a_visit_of_an_unknown_kind_is_listed(books: DemoBooks) -> None:
    """What another program booked is read with what it has."""
    books.run(
        "INSERT INTO Appointments (provider_id, patient_id, start_time, end_time, status, visit_type)"
        " VALUES (1, :id, '2026-03-05 15:00', '2026-03-05 15:20', 'booked', 'botox')",
        id=books.patient("0111"),
    )
    result = books.use(LookUpAppointments(patient_id=books.patient("0111"), after=NOW))
    assert isinstance(result, Bookings)
    (booking,) = result.bookings
    assert (booking.visit_type, booking.minutes, booking.start) == (None, 20, books.at(3, 5, 10))


@pytest.mark.parametrize("name", ["Dr. Maya Chen", "dr. maya chen", " Dr. Maya Chen "])
def test_a_provider_is_found_by_the_whole_name(books: DemoBooks, name: str) -> None:
    """The clinic's own spelling finds a provider, whatever its case."""
    result = books.use(LookUpProvider(name=name))
    assert result == ProviderFound(
        id=books.provider("Chen"), name="Dr. Maya Chen", specialty="Family Medicine"
    )


@pytest.mark.parametrize("name", ["Chen", "Dr. Maya", "May", "%", "Dr. Maya Che_", "", "Dr. Nobody"])
def test_part_of_a_name_finds_no_provider(books: DemoBooks, name: str) -> None:
    """Parts, patterns and strangers find nobody."""
    assert books.use(LookUpProvider(name=name)) == ProviderNotFound()
