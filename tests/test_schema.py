"""`schema.sql`: it runs unchanged on both databases, and they refuse overlaps whoever writes."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from engine.schema import SCHEMA
from engine.stamps import moment
from engine.store import Store
from tests.clinic_books import DATABASES, empty_url, fresh_url

PEOPLE = (
    "INSERT INTO Patients (name, date_of_birth)"
    " VALUES ('Ada Stone', '1990-01-01'), ('Ben Moss', '1991-01-01')"
)
DOCTORS = (
    "INSERT INTO Providers (name, specialty) VALUES ('Dr. One', 'Family Medicine'), ('Dr. Two', 'Cardiology')"
)
VISIT = (
    "INSERT INTO Appointments (provider_id, patient_id, start_time, end_time, status)"
    " VALUES (:provider, :patient, :start, :end, :status)"
)


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_url(request.param, tmp_path)


@pytest.fixture(params=DATABASES)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without a table."""
    return empty_url(request.param, tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store with two patients and two providers."""
    opened = Store.open(url)
    opened.transact_now(lambda connection: [connection.execute(text(sql)) for sql in (PEOPLE, DOCTORS)])
    yield opened
    asyncio.run(opened.close())


def insert(
    store: Store, start: str, end: str, *, provider: int = 1, patient: int = 1, status: str = "booked"
) -> None:
    """Write a visit as another program would, past every tool."""
    values = {"provider": provider, "patient": patient, "start": start, "end": end, "status": status}
    store.transact_now(lambda connection: connection.execute(text(VISIT), values))


def run(store: Store, sql: str) -> None:
    store.transact_now(lambda connection: connection.execute(text(sql)))


def times(store: Store) -> list[tuple[str, str]]:
    sql = text("SELECT start_time, end_time FROM Appointments ORDER BY id")
    return [tuple(row) for row in store.transact_now(lambda connection: connection.execute(sql).all())]


def count(store: Store, table: str = "Appointments") -> int:
    return int(store.transact_now(lambda c: c.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()))  # noqa: S608


# ---------------------------------------------------------------- the schema's own refusals


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-10T14:00:00Z", "2026-03-10T14:30:00Z"),
        ("2026-03-10T13:45:00Z", "2026-03-10T14:15:00Z"),
        ("2026-03-10T14:10:00Z", "2026-03-10T14:20:00Z"),
        ("2026-03-10T13:00:00Z", "2026-03-10T16:00:00Z"),
        ("2026-03-10 14:00:00", "2026-03-10 14:30:00"),
        ("2026-03-10T10:00:00-04:00", "2026-03-10T10:30:00-04:00"),
        ("2026-03-10T14:29:59.5+00:00", "2026-03-10T15:00:00+00:00"),
    ],
)
def test_a_provider_is_not_booked_twice_at_once(store: Store, start: str, end: str) -> None:
    """The database refuses an overlapping booked visit of a provider, however its times are spelled."""
    insert(store, "2026-03-10T14:00:00Z", "2026-03-10T14:30:00Z")
    with pytest.raises(IntegrityError, match="appointments_provider_busy"):
        insert(store, start, end, patient=2)
    assert count(store) == 1


def test_a_patient_is_not_booked_twice_at_once(store: Store) -> None:
    """The database refuses an overlapping booked visit of one patient with somebody else."""
    insert(store, "2026-03-10T14:00:00Z", "2026-03-10T14:30:00Z")
    with pytest.raises(IntegrityError, match="appointments_patient_busy"):
        insert(store, "2026-03-10T14:15:00Z", "2026-03-10T14:45:00Z", provider=2)
    assert count(store) == 1


def test_visits_that_touch_do_not_overlap(store: Store) -> None:
    """A visit may start when another ends."""
    insert(store, "2026-03-10T14:00:00Z", "2026-03-10T14:30:00Z")
    insert(store, "2026-03-10T14:30:00Z", "2026-03-10T15:00:00Z")
    insert(store, "2026-03-10T13:30:00Z", "2026-03-10T14:00:00Z")
    assert count(store) == 3


@pytest.mark.parametrize("status", ["cancelled", "fulfilled", "noshow"])
def test_only_booked_visits_stand_in_the_way(store: Store, status: str) -> None:
    """A visit of any other status leaves its time free, and may be written over a booked one."""
    insert(store, "2026-03-10T14:00:00Z", "2026-03-10T14:30:00Z", status=status)
    insert(store, "2026-03-10T14:00:00Z", "2026-03-10T14:30:00Z")
    insert(store, "2026-03-10T14:00:00Z", "2026-03-10T14:30:00Z", status=status)
    assert count(store) == 3


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE Appointments SET status = 'booked' WHERE id = 2",
        "UPDATE Appointments SET start_time = '2026-03-10T14:15:00Z' WHERE id = 3",
        "UPDATE Appointments SET start_time = '2026-03-10 14:15', end_time = '2026-03-10 14:50' WHERE id = 3",
        "UPDATE Appointments SET provider_id = 1 WHERE id = 4",
        "UPDATE Appointments SET patient_id = 1 WHERE id = 4",
    ],
)
def test_no_change_makes_an_overlap(store: Store, change: str) -> None:
    """A visit cannot come back, be moved, or be given to another provider, into a taken time."""
    insert(store, "2026-03-10T14:00:00Z", "2026-03-10T14:30:00Z")
    insert(store, "2026-03-10T14:00:00Z", "2026-03-10T14:30:00Z", status="cancelled")
    insert(store, "2026-03-10T15:00:00Z", "2026-03-10T15:30:00Z")
    insert(store, "2026-03-10T14:00:00Z", "2026-03-10T14:30:00Z", provider=2, patient=2)
    before = times(store)
    with pytest.raises(IntegrityError, match="appointments_"):
        run(store, change)
    assert times(store) == before


def test_a_visit_may_move_within_its_own_time(store: Store) -> None:
    """A visit is not in its own way."""
    insert(store, "2026-03-10T14:00:00Z", "2026-03-10T15:00:00Z")
    run(
        store,
        "UPDATE Appointments SET start_time = '2026-03-10T14:30:00Z', end_time = '2026-03-10T15:30:00Z'",
    )
    assert times(store) == [("2026-03-10T14:30:00Z", "2026-03-10T15:30:00Z")]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-10 14:00:00", "2026-03-10 14:30:00"),
        ("2026-03-10T10:00:00-04:00", "2026-03-10T10:30:00-04:00"),
        ("2026-03-10T14:00:00.000000+00:00", "2026-03-10T14:30:00.999+00:00"),
        ("2026-03-10T14:00Z", "2026-03-10T14:30Z"),
    ],
)
def test_times_are_stored_in_one_spelling(store: Store, start: str, end: str) -> None:
    """Whatever ISO 8601 another program writes, the row holds UTC text of one width."""
    insert(store, start, end)
    assert times(store) == [("2026-03-10T14:00:00Z", "2026-03-10T14:30:00Z")]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("Tuesday at two", "2026-03-10T14:30:00Z"),
        ("2026-03-10T14:30:00Z", "2026-03-10T14:30:00Z"),
        ("2026-03-10T14:30:00Z", "2026-03-10T14:00:00Z"),
        ("2026-03-10T14:30:00-04:00", "2026-03-10T15:00:00Z"),
    ],
)
def test_times_that_are_none_are_refused(store: Store, start: str, end: str) -> None:
    """A visit has two moments, the end after the start."""
    with pytest.raises(DBAPIError):
        insert(store, start, end)
    assert count(store) == 0


def test_unknown_people_and_statuses_are_refused(store: Store) -> None:
    """A visit names a provider and a patient of the clinic and one of FHIR's four statuses."""
    for provider, patient in ((99, 1), (1, 99)):
        with pytest.raises(IntegrityError):
            insert(store, "2026-03-10T14:00:00Z", "2026-03-10T14:30:00Z", provider=provider, patient=patient)
    with pytest.raises(IntegrityError):
        insert(store, "2026-03-10T14:00:00Z", "2026-03-10T14:30:00Z", status="perhaps")
    assert count(store) == 0


def test_ids_go_on_after_one_that_another_program_chose(store: Store) -> None:
    """A row written with an id of its own does not make a later row fail."""
    run(
        store,
        "INSERT INTO Appointments (id, provider_id, patient_id, start_time, end_time)"
        " VALUES (1, 1, 1, '2026-03-10T14:00:00Z', '2026-03-10T14:30:00Z')",
    )
    insert(store, "2026-03-10T15:00:00Z", "2026-03-10T15:30:00Z")
    assert count(store) == 2


# ---------------------------------------------------------------- bringing a database up


def test_the_schema_may_be_loaded_again(bare: str) -> None:
    """Opening an existing database changes nothing in it."""
    for expected in (2, 4):
        store = Store.open(bare)
        run(store, PEOPLE)
        assert count(store, "Patients") == expected
        asyncio.run(store.close())


def test_the_schema_file_runs_whole_on_sqlite() -> None:
    """`schema.sql` needs no loader: SQLite runs it as it stands, twice, and refuses overlaps from then on."""
    database = sqlite3.connect(":memory:")
    for _ in range(2):
        database.executescript(SCHEMA.read_text(encoding="utf-8"))
    database.execute(PEOPLE)
    database.execute(DOCTORS)
    row = {
        "provider": 1,
        "patient": 1,
        "start": "2026-03-10T14:00",
        "end": "2026-03-10T15:00",
        "status": "booked",
    }
    database.execute(VISIT, row)
    with pytest.raises(sqlite3.IntegrityError):
        database.execute(VISIT, row | {"patient": 2})
    database.close()


@pytest.mark.postgres
def test_the_schema_file_runs_whole_on_postgresql(tmp_path: Path) -> None:
    """`schema.sql` needs no loader: PostgreSQL runs it as it stands, twice, and refuses overlaps since."""
    url = empty_url("postgresql", tmp_path)
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(2):
            connection.execute(SCHEMA.read_bytes())
        for sql in (PEOPLE, DOCTORS):
            connection.execute(sql.encode())
        at = datetime(2026, 3, 10, 14, tzinfo=UTC)
        visit = (
            b"INSERT INTO Appointments (provider_id, patient_id, start_time, end_time) VALUES (1, %s, %s, %s)"
        )
        connection.execute(visit, [1, at, at.replace(hour=15)])
        with pytest.raises(psycopg.errors.ExclusionViolation):
            connection.execute(visit, [2, at, at.replace(hour=15)])
        assert connection.execute("SELECT start_time FROM Appointments").fetchall() == [
            ("2026-03-10T14:00:00Z",)
        ]


def native(kind: str) -> tuple[str, ...]:
    """The three tables with nothing but the contract's columns."""
    return (
        "CREATE TABLE Patients (id INTEGER PRIMARY KEY, name TEXT, date_of_birth TEXT, phone TEXT)",
        "CREATE TABLE Providers (id INTEGER PRIMARY KEY, name TEXT, specialty TEXT)",
        f"CREATE TABLE Appointments (id INTEGER PRIMARY KEY, provider_id INTEGER, patient_id INTEGER,"
        f" start_time {kind}, end_time {kind}, status TEXT, notes TEXT)",
        "INSERT INTO Patients VALUES (1, 'Ada Stone', '1990-01-01', NULL), (2, 'B M', '1991-01-01', NULL)",
        "INSERT INTO Providers VALUES (1, 'Dr. One', 'Family Medicine'), (2, 'Dr. Two', 'Cardiology')",
        "INSERT INTO Appointments VALUES"
        " (7, 1, 1, '2026-03-10 14:00:00', '2026-03-10 14:30:00', 'booked', NULL)",
    )


@pytest.mark.parametrize("kind", ["TEXT", "TIMESTAMP", "TIMESTAMPTZ"])
def test_tables_of_another_program_are_taken_over(bare: str, kind: str) -> None:
    """Tables with the contract's columns alone get the missing ones, keep their rows, and refuse overlaps."""
    make_tables(bare, native(kind))
    store = Store.open(bare)
    insert(store, "2026-03-10T14:30:00Z", "2026-03-10T15:00:00Z")
    with pytest.raises(IntegrityError, match="appointments_provider_busy"):
        insert(store, "2026-03-10T14:15:00Z", "2026-03-10T14:45:00Z", patient=2)
    row = store.transact_now(
        lambda connection: (
            connection.execute(text("SELECT * FROM Appointments WHERE id = 7")).mappings().one()
        )
    )
    assert moment(row["start_time"]) == datetime(2026, 3, 10, 14, tzinfo=UTC)
    assert (row["key"], row["late_cancel"]) == (None, 0)
    asyncio.run(store.close())


def make_tables(url: str, statements: tuple[str, ...]) -> None:
    if url.startswith("sqlite"):
        database = sqlite3.connect(url.removeprefix("sqlite:///"))
        for statement in statements:
            database.execute(statement)
        database.commit()
        database.close()
        return
    import psycopg

    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def test_servers_that_start_at_once_share_one_schema(bare: str) -> None:
    """Several processes may open a new database at the same moment."""
    opened: list[Store] = []
    threads = [threading.Thread(target=lambda: opened.append(Store.open(bare))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [count(store, "Patients") for store in opened] == [0] * 6
    for store in opened:
        asyncio.run(store.close())
