"""Who a caller is: exactly one record that all they said fits; none and several get the same answer."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from engine.extraction import PatientName
from tests.clinic_books import DATABASES, NOW, DemoBooks, look_up, new_books
from tools.interface import Level, LookUpPatient, PatientFound, PatientNotFound
from tools.sql.outbox import record_opt_out
from tools.sql.patients import split_name
from tools.sql.phones import e164


@pytest.fixture(params=DATABASES)
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DemoBooks]:
    opened = new_books(request.param, tmp_path)
    yield opened
    asyncio.run(opened.close())


def found(books: DemoBooks, request: LookUpPatient) -> PatientFound:
    result = books.use(request)
    assert isinstance(result, PatientFound)
    return result


def test_name_and_birthday_are_level_one(books: DemoBooks) -> None:
    """A full name and a date of birth that one record has."""
    patient = found(books, look_up("Tyrome", "Williams", "1988-04-17"))
    assert patient == PatientFound(
        patient_id=books.patient("0101"),
        level=Level.L1,
        given="Tyrome",
        family="Williams",
        date_of_birth=date(1988, 4, 17),
        sms_ok=True,
    )


def test_the_phone_on_file_is_level_two(books: DemoBooks) -> None:
    """With the number on file as well; with another number it stays level one."""
    assert found(books, look_up("Tyrome", "Williams", "1988-04-17", "+12125550101")).level is Level.L2
    assert found(books, look_up("Tyrome", "Williams", "1988-04-17", "+12125550199")).level is Level.L1


def test_the_birthday_decides_between_two_of_one_name(books: DemoBooks) -> None:
    """Two patients are called Maria Garcia."""
    assert found(books, look_up("Maria", "Garcia", "1985-03-12")).patient_id == books.patient("0103")
    assert found(books, look_up("Maria", "Garcia", "1992-07-30")).patient_id == books.patient("0104")


@pytest.mark.parametrize(
    ("given", "family", "born"),
    [
        ("Tyrome", "Williams", "1988-04-18"),
        ("Nobody", "Williams", "1988-04-17"),
        ("Ignatius", "Quill", "1901-01-01"),
        ("Ann", "Kowalski", "1966-10-13"),
    ],
)
def test_no_match_is_one_answer(books: DemoBooks, given: str, family: str, born: str) -> None:
    """A wrong birthday, a wrong name and a stranger are told apart by nothing."""
    assert books.use(look_up(given, family, born)) == PatientNotFound()


def test_ann_does_not_find_joanne(books: DemoBooks) -> None:
    """A name is not found inside another."""
    books.run("INSERT INTO Patients (name, date_of_birth) VALUES ('Joanne Baker', '1970-02-02')")
    assert books.use(look_up("Ann", "Baker", "1970-02-02")) == PatientNotFound()
    assert found(books, look_up("Joanne", "Baker", "1970-02-02")).given == "Joanne"


def test_sound_alikes_of_one_birthday_need_the_phone(books: DemoBooks) -> None:
    """John Smith and Jon Smyth sound alike and share a birthday: only the number picks one."""
    for phone, name in (("+12125550105", "Smith"), ("+12125550106", "Smyth")):
        patient = found(books, look_up("John", "Smith", "1960-01-01", phone))
        assert (patient.family, patient.level) == (name, Level.L2)


def test_the_work_is_the_same_for_a_stranger(books: DemoBooks) -> None:
    """A look-up that finds nobody asks the database as much as one that finds somebody."""
    from sqlalchemy import event
    from sqlalchemy.engine import Connection

    from tools.sql import SqlTools

    def statements(connection: Connection, request: LookUpPatient) -> list[str]:
        seen: list[str] = []

        def note(_c: object, _k: object, statement: str, _p: object, _x: object, _m: object) -> None:
            seen.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        SqlTools(connection, books.clinic).use(request)
        event.remove(connection, "before_cursor_execute", note)
        return [statement for statement in seen if statement.startswith("SELECT")]

    somebody = look_up("Tyrome", "Williams", "1988-04-17")
    nobody = look_up("Ignatius", "Quill", "1901-01-01")
    asked = [books.store.transact_now(lambda c, r=r: statements(c, r)) for r in (somebody, nobody)]  # type: ignore[misc]
    assert asked[0] == asked[1]
    assert len(asked[0]) == 6


def test_texts_need_a_number_and_no_opt_out(books: DemoBooks) -> None:
    """`sms_ok` says whether a text could be sent."""
    books.store.transact_now(lambda c: record_opt_out(c, "+12125550101", NOW, how="sms"))
    assert not found(books, look_up("Tyrome", "Williams", "1988-04-17")).sms_ok
    books.run("UPDATE Patients SET phone = NULL WHERE name = 'Daniel Kowalski'")
    patient = found(books, look_up("Daniel", "Kowalski", "1966-10-13", "+12125550111"))
    assert (patient.sms_ok, patient.level) == (False, Level.L1)


def test_established_means_seen_within_three_years(books: DemoBooks) -> None:
    """Visits that took place count for 36 months, by specialty; booked and missed ones do not."""
    visits = [
        (1, "2024-05-06", "fulfilled"),
        (5, "2023-03-02", "fulfilled"),
        (3, "2025-01-07", "noshow"),
        (6, "2025-01-08", "cancelled"),
    ]
    for provider, day, status in visits:
        books.run(
            "INSERT INTO Appointments (provider_id, patient_id, start_time, end_time, status)"
            " VALUES (:provider, 11, :start, :end, :status)",
            provider=provider,
            start=f"{day}T15:00:00Z",
            end=f"{day}T15:30:00Z",
            status=status,
        )
    name = (PatientName(given="Daniel", family="Kowalski"),)
    born = date(1966, 10, 13)
    dated = LookUpPatient(names=name, date_of_birth=born, now=NOW)
    assert found(books, dated).established == ("Family Medicine",)
    undated = LookUpPatient(names=name, date_of_birth=born)
    assert found(books, undated).established == ("Cardiology", "Family Medicine")
    leap_day = datetime(2028, 2, 29, 15, tzinfo=UTC)
    assert found(books, LookUpPatient(names=name, date_of_birth=born, now=leap_day)).established == ()


def test_records_of_another_program_are_found(books: DemoBooks) -> None:
    """One column for the name, and a number in the American spelling, are enough."""
    books.run(
        "INSERT INTO Patients (name, date_of_birth, phone) VALUES ('Petra van der Berg', '1980-08-08',"
        " '(212) 555-0142')"
    )
    patient = found(books, look_up("Petra", "van der Berg", "1980-08-08", "+12125550142"))
    assert (patient.given, patient.family, patient.level) == ("Petra", "van der Berg", Level.L2)


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Ada Stone", "Ada", "Stone"),
        ("Ada Mary Stone", "Ada Mary", "Stone"),
        ("Stone, Ada Mary", "Ada Mary", "Stone"),
        ("Robert O'Neill", "Robert", "O'Neill"),
        ("Petra van der Berg", "Petra", "van der Berg"),
        ("Luisa de la Cruz", "Luisa", "de la Cruz"),
        ("Martin Luther King Jr.", "Martin Luther", "King"),
        ("King, Jr.", "", "King"),
        ("Van Morrison", "Van", "Morrison"),
        ("Cher", "", "Cher"),
        ("", "", ""),
    ],
)
def test_full_names_are_parted(name: str, given: str, family: str) -> None:
    """The last word and its particles are the family's, whatever stands before is given."""
    assert split_name(name) == PatientName(given=given, family=family)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+12125550101", "+12125550101"),
        ("(212) 555-0101", "+12125550101"),
        ("212.555.0101", "+12125550101"),
        ("+44 20 7946 0958", "+442079460958"),
        ("555", None),
        ("", None),
        (None, None),
    ],
)
def test_numbers_have_one_spelling(written: str | None, number: str | None) -> None:
    """Every spelling of a telephone number is one number."""
    assert e164(written) == number
