"""A tool that cannot answer says so: no empty list for a failed read, no patient data in the reason."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.vocabulary import Language, Reason, VisitType
from tests.clinic_books import DATABASES, NOW, DemoBooks, booked, look_up, new_books, schedule
from tools.interface import (
    Booked,
    Cancel,
    Escalate,
    Failed,
    FindOpenings,
    LookUpAppointments,
    LookUpProvider,
    Reschedule,
    Schedule,
    SendSms,
    Taken,
    ToolRequest,
)
from tools.sql import SqlTools


@pytest.fixture(params=DATABASES)
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DemoBooks]:
    opened = new_books(request.param, tmp_path)
    yield opened
    asyncio.run(opened.close())


def everything(books: DemoBooks) -> list[tuple[str, ToolRequest]]:
    """One request of each kind, with the table it cannot do without."""
    start = books.at(3, 5, 9)
    return [
        ("Patients", look_up("Daniel", "Kowalski", "1966-10-13")),
        ("Appointments", LookUpAppointments(patient_id=1, after=NOW)),
        ("Providers", LookUpProvider(name="Dr. Maya Chen")),
        ("Appointments", FindOpenings(providers=(1,), minutes=30, after=NOW)),
        ("Appointments", schedule(books, start)),
        (
            "Appointments",
            Reschedule(
                key="m", appointment_id=1, patient_id=1, provider_id=1, start=start, minutes=30, now=NOW
            ),
        ),
        ("Appointments", Cancel(key="c", appointment_id=1, patient_id=1, now=NOW)),
        ("Messages", SendSms(key="s", patient_id=1, body="Hello Tyrome", now=NOW)),
        (
            "HandOffs",
            Escalate(
                key="e",
                call_sid="CA1",
                reason=Reason.URGENT,
                state="act",
                lang=Language.EN,
                now=NOW,
                caller="+1",
            ),
        ),
    ]


def book_for_daniel(books: DemoBooks, hour: int, key: str) -> Schedule:
    """A request for Daniel Kowalski, who is the eleventh patient, made inside a transaction."""
    return Schedule(
        key=key,
        patient_id=11,
        provider_id=1,
        start=books.at(3, 5, hour),
        minutes=30,
        visit_type=VisitType.FOLLOW_UP,
        now=NOW,
    )


def test_every_tool_fails_as_a_value(books: DemoBooks) -> None:
    """With its table gone each tool answers `Failed`, names the fault, and quotes nothing."""
    for table, request in everything(books):
        books.run(f"ALTER TABLE {table} RENAME TO Gone")
        result = books.use(request)
        books.run(f"ALTER TABLE Gone RENAME TO {table}")
        assert isinstance(result, Failed)
        assert result.tool == request.__struct_config__.tag
        assert result.why in ("OperationalError SQLITE_ERROR", "UndefinedTable 42P01")


def test_every_tool_answers_again_when_the_fault_is_gone(books: DemoBooks) -> None:
    """A failure leaves nothing behind."""
    test_every_tool_fails_as_a_value(books)
    assert not any(isinstance(books.use(request), Failed) for _, request in everything(books))


def test_a_failed_tool_leaves_the_transaction_usable(books: DemoBooks) -> None:
    """What the same turn wrote before and writes after a failed tool is kept."""

    def turn(connection: Connection) -> None:
        tools = SqlTools(connection, books.clinic)
        connection.execute(text("INSERT INTO OptOuts (phone, since, how) VALUES ('a', 's', 'h')"))
        connection.execute(text("ALTER TABLE Providers RENAME TO Gone"))
        assert isinstance(tools.use(LookUpProvider(name="Dr. Maya Chen")), Failed)
        assert isinstance(tools.use(book_for_daniel(books, 9, "a")), Failed)
        connection.execute(text("ALTER TABLE Gone RENAME TO Providers"))
        connection.execute(text("INSERT INTO OptOuts (phone, since, how) VALUES ('b', 's', 'h')"))

    books.store.transact_now(turn)
    assert len(books.rows("SELECT phone FROM OptOuts")) == 2


def test_a_refused_booking_leaves_the_transaction_usable(books: DemoBooks) -> None:
    """After `Taken` the same transaction can book another time, and counts what it wrote."""
    first = books.use(schedule(books, books.at(3, 5, 9), key="theirs", patient="0105"))
    assert isinstance(first, Booked)

    def turn(connection: Connection) -> list[int]:
        tools = SqlTools(connection, books.clinic)
        assert tools.use(book_for_daniel(books, 9, "a")) == Taken(why="provider_busy")
        counts = [tools.rows_changed]
        assert isinstance(tools.use(book_for_daniel(books, 10, "b")), Booked)
        return [*counts, tools.rows_changed]

    assert books.store.transact_now(turn) == [0, 1]
    assert booked(books) == ["2026-03-05T15:00:00Z"]


@pytest.mark.parametrize("words", ["Robert'); DROP TABLE Appointments;--", "a\x00b", "‮evil", "😀" * 2000])
def test_hostile_words_are_words(books: DemoBooks, words: str) -> None:
    """Whatever a caller says is carried as plain text or refused, and never run."""
    books.use(look_up(words, words, "1966-10-13"))
    books.use(LookUpProvider(name=words))
    books.use(SendSms(key=words, patient_id=11, body=words, now=NOW))
    assert len(books.rows("SELECT id FROM Appointments")) == 6
