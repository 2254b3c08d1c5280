"""Moving and cancelling visits: all or nothing, the patient's own only."""

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
    Cancel,
    Cancelled,
    Reschedule,
    Taken,
)


@pytest.fixture(params=DATABASES)
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DemoBooks]:
    opened = new_books(request.param, tmp_path)
    yield opened
    asyncio.run(opened.close())


def move(
    books: DemoBooks, booking: Booking, start: datetime, *, key: str = "move", minutes: int = 30
) -> Reschedule:
    return Reschedule(
        key=key,
        appointment_id=booking.id,
        patient_id=books.patient("0111"),
        provider_id=booking.provider_id,
        start=start,
        minutes=minutes,
        now=NOW,
    )


def cancel(books: DemoBooks, booking: Booking, *, patient: str = "0111", now: datetime = NOW) -> Cancel:
    return Cancel(key="cancel", appointment_id=booking.id, patient_id=books.patient(patient), now=now)


# ---------------------------------------------------------------- reschedule


def test_a_visit_is_moved(books: DemoBooks) -> None:
    """The new time is booked, the old row stays, cancelled, and the new one says where it came from."""
    old = book(books, books.at(3, 5, 9))
    result = books.use(move(books, old, books.at(3, 6, 15)))
    assert isinstance(result, Booked)
    assert (result.booking.start, result.booking.visit_type) == (books.at(3, 6, 15), VisitType.FOLLOW_UP)
    rows = books.rows("SELECT id, status, moved_from FROM Appointments WHERE patient_id = 11 ORDER BY id")
    assert [tuple(row.values()) for row in rows] == [
        (old.id, "cancelled", None),
        (result.booking.id, "booked", old.id),
    ]


def test_a_refused_move_leaves_the_old_visit(books: DemoBooks) -> None:
    """When the new time is taken, closed or past, the old visit stands."""
    old = book(books, books.at(3, 5, 9))
    book(books, books.at(3, 5, 10), key="other", patient="0105")
    for start, why in (
        (books.at(3, 5, 10), "provider_busy"),
        (books.at(3, 7, 10), "outside_hours"),
        (books.at(3, 2, 10), "in_the_past"),
    ):
        assert books.use(move(books, old, start, key=why)) == Taken(why=why)
    assert booked(books) == ["2026-03-05T14:00:00Z"]


def test_a_visit_may_move_into_its_own_time(books: DemoBooks) -> None:
    """An hour's visit may move by half an hour: it is not in its own way."""
    request = schedule(books, books.at(3, 5, 9), minutes=60, visit_type=VisitType.PHYSICAL)
    result = books.use(request)
    assert isinstance(result, Booked)
    assert isinstance(books.use(move(books, result.booking, books.at(3, 5, 9, 30), minutes=60)), Booked)
    assert booked(books) == ["2026-03-05T14:30:00Z"]


def test_a_move_to_another_provider_at_the_same_time(books: DemoBooks) -> None:
    """The patient's own old visit does not keep them from seeing somebody else then."""
    old = book(books, books.at(3, 5, 9))
    request = move(books, old, old.start)
    other = Reschedule(
        **{name: getattr(request, name) for name in request.__struct_fields__}
        | {"provider_id": books.provider("Kim")}
    )
    result = books.use(other)
    assert isinstance(result, Booked)
    assert result.booking.provider == "Dr. Grace Kim"
    assert booked(books) == ["2026-03-05T14:00:00Z"]


def test_the_same_key_moves_once(books: DemoBooks) -> None:
    """A repeated move answers the visit it made."""
    old = book(books, books.at(3, 5, 9))
    request = move(books, old, books.at(3, 6, 15))
    first = books.use(request)
    assert books.use(request) == first
    assert booked(books) == ["2026-03-06T20:00:00Z"]


def test_a_move_to_where_the_visit_is_changes_nothing(books: DemoBooks) -> None:
    """The visit that is already there is the answer."""
    old = book(books, books.at(3, 5, 9))
    assert books.use(move(books, old, old.start)) == Booked(booking=old)
    assert len(books.rows("SELECT id FROM Appointments WHERE patient_id = 11")) == 1


def test_only_ones_own_booked_visit_is_moved(books: DemoBooks) -> None:
    """A cancelled visit, another patient's and none at all cannot be moved."""
    theirs = book(books, books.at(3, 5, 9), key="theirs", patient="0105")
    assert books.use(move(books, theirs, books.at(3, 6, 9))) == Taken(why="gone")
    gone = book(books, books.at(3, 5, 10), key="gone")
    books.use(cancel(books, gone))
    assert books.use(move(books, gone, books.at(3, 6, 9))) == Taken(why="gone")
    assert booked(books, "0105") == ["2026-03-05T14:00:00Z"]


# ---------------------------------------------------------------- cancel


def test_a_visit_is_cancelled_and_its_time_is_free_again(books: DemoBooks) -> None:
    """The row stays, cancelled, and somebody else may have the time."""
    booking = book(books, books.at(3, 9, 9))
    assert books.use(cancel(books, booking)) == Cancelled(appointment_id=booking.id)
    (row,) = books.rows("SELECT status, late_cancel FROM Appointments WHERE id = :id", id=booking.id)
    assert (row["status"], bool(row["late_cancel"])) == ("cancelled", False)
    book(books, books.at(3, 9, 9), key="two", patient="0105")


def test_cancelling_twice_succeeds_and_changes_nothing(books: DemoBooks) -> None:
    """A cancelled visit is cancelled, however often it is asked for."""
    booking = book(books, books.at(3, 9, 9))
    first = books.use(cancel(books, booking))
    (before,) = books.rows("SELECT * FROM Appointments WHERE id = :id", id=booking.id)
    assert books.use(cancel(books, booking, now=NOW + timedelta(hours=1))) == first
    assert books.rows("SELECT * FROM Appointments WHERE id = :id", id=booking.id) == [before]


def test_a_late_cancellation_is_marked(books: DemoBooks) -> None:
    """Within 24 hours a visit may still be cancelled; the row says that it was late."""
    booking = book(books, books.at(3, 4, 9))
    books.use(cancel(books, booking))
    (row,) = books.rows("SELECT late_cancel FROM Appointments WHERE id = :id", id=booking.id)
    assert bool(row["late_cancel"])


def test_nobody_cancels_for_another_patient(books: DemoBooks) -> None:
    """A visit belongs to its patient."""
    booking = book(books, books.at(3, 5, 9))
    assert books.use(cancel(books, booking, patient="0105")) == Taken(why="gone")
    assert booked(books) == ["2026-03-05T14:00:00Z"]


def test_a_visit_that_has_begun_or_is_over_is_not_cancelled(books: DemoBooks) -> None:
    """What has happened stays as it was."""
    booking = book(books, books.at(3, 5, 9))
    assert books.use(cancel(books, booking, now=books.at(3, 5, 9, 5))) == Taken(why="in_the_past")
    books.run("UPDATE Appointments SET status = 'fulfilled' WHERE id = :id", id=booking.id)
    assert books.use(cancel(books, booking)) == Taken(why="gone")
