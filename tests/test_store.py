"""The store: whole transactions off the event loop, one writer on SQLite, faults that have a name."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from engine.stamps import moment, stamp, stamp_ms
from engine.store import Store, StoreUnavailable
from engine.transaction import ATTEMPTS
from tests.clinic_books import DATABASES, fresh_url

PEOPLE = (
    "INSERT INTO Patients (name, date_of_birth)"
    " VALUES ('Ada Stone', '1990-01-01'), ('Ben Moss', '1991-01-01')"
)
DOCTORS = (
    "INSERT INTO Providers (name, specialty) VALUES ('Dr. One', 'Family Medicine'), ('Dr. Two', 'Cardiology')"
)


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_url(request.param, tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store with two patients and two providers."""
    opened = Store.open(url)
    opened.transact_now(lambda connection: [connection.execute(text(sql)) for sql in (PEOPLE, DOCTORS)])
    yield opened
    asyncio.run(opened.close())


def run(store: Store, sql: str) -> None:
    store.transact_now(lambda connection: connection.execute(text(sql)))


def count(store: Store, table: str = "Appointments") -> int:
    return int(store.transact_now(lambda c: c.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()))  # noqa: S608


# ---------------------------------------------------------------- transactions


async def test_what_work_returns_is_committed(url: str) -> None:
    """A transaction commits when its work returns and answers what the work returned."""
    store = Store.open(url)

    def work(connection: Connection) -> str:
        connection.execute(text(PEOPLE))
        return "done"

    assert await store.transact(work) == "done"
    await store.close()
    store = Store.open(url)
    assert await store.transact(lambda c: c.execute(text("SELECT count(*) FROM Patients")).scalar_one()) == 2
    await store.close()


async def test_work_that_raises_leaves_nothing(url: str) -> None:
    """A transaction is undone, whole, when its work raises, and the error comes out."""
    store = Store.open(url)

    def work(connection: Connection) -> None:
        connection.execute(text(PEOPLE))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.transact(work)
    assert await store.transact(lambda c: c.execute(text("SELECT count(*) FROM Patients")).scalar_one()) == 0
    await store.close()


async def test_a_transaction_does_not_block_the_event_loop(url: str) -> None:
    """The event loop goes on while a transaction runs."""
    store = Store.open(url)
    gate = threading.Event()
    running = asyncio.ensure_future(store.transact(lambda _: gate.wait(10)))
    await asyncio.sleep(0)
    gate.set()
    assert await running
    await store.close()


async def test_a_cancelled_task_leaves_its_transaction_running(tmp_path: Path) -> None:
    """What was handed to the store is done, also when nobody waits for it any more."""
    store = Store.open(fresh_url("sqlite", tmp_path))
    gate = threading.Event()
    first = asyncio.ensure_future(store.transact(lambda _: gate.wait(10)))
    second = asyncio.ensure_future(
        store.transact(lambda connection: connection.execute(text(PEOPLE)).rowcount)
    )
    await asyncio.sleep(0)
    second.cancel()
    gate.set()
    assert await first
    assert await store.transact(lambda c: c.execute(text("SELECT count(*) FROM Patients")).scalar_one()) == 2
    assert second.cancelled()
    await store.close()


@pytest.mark.postgres
async def test_a_lost_connection_is_unavailable_once(tmp_path: Path) -> None:
    """A server that hangs up in the middle makes that transaction fail, and not the next."""
    store = Store.open(fresh_url("postgresql", tmp_path))

    def hang_up(connection: Connection) -> None:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    def go_on(connection: Connection) -> None:
        with contextlib.suppress(DBAPIError):
            hang_up(connection)
        connection.execute(text(PEOPLE))

    for work in (hang_up, go_on):
        with pytest.raises(StoreUnavailable):
            await store.transact(work)
    assert await store.transact(lambda c: c.execute(text("SELECT count(*) FROM Patients")).scalar_one()) == 0
    await store.close()


async def test_two_stores_never_read_the_same_free_place(tmp_path: Path) -> None:
    """On SQLite, what one transaction read another cannot change before it is committed."""
    url = fresh_url("sqlite", tmp_path)
    stores = [Store.open(url) for _ in range(4)]
    run(stores[0], "INSERT INTO OptOuts (phone, since, how) VALUES ('n', '0', 'test')")

    def add(connection: Connection) -> None:
        value = connection.execute(text("SELECT since FROM OptOuts")).scalar_one()
        connection.execute(text("UPDATE OptOuts SET since = :n"), {"n": str(int(value) + 1)})

    await asyncio.gather(*(store.transact(add) for store in stores for _ in range(25)))
    (last,) = await stores[0].transact(lambda c: c.execute(text("SELECT since FROM OptOuts")).scalars().all())
    assert last == "100"
    for store in stores:
        await store.close()


class Busy(sqlite3.OperationalError):
    """What the driver raises while another process holds the database."""

    sqlite_errorname = "SQLITE_BUSY"


def test_a_locked_database_is_tried_again(store: Store) -> None:
    """Work that met a lock is run again, from the start."""
    seen: list[int] = []

    def work(connection: Connection) -> int:
        seen.append(len(seen))
        connection.execute(text("INSERT INTO OptOuts (phone, since, how) VALUES ('p', 's', 'h')"))
        if len(seen) < ATTEMPTS:
            raise OperationalError("", {}, Busy())
        return len(seen)

    assert store.transact_now(work) == ATTEMPTS
    assert count(store, "OptOuts") == 1


def test_a_database_that_stays_locked_is_unavailable(store: Store) -> None:
    """After the last attempt the lock becomes an error that names the fault and no data."""

    def work(_: Connection) -> None:
        raise OperationalError("SELECT 'secret'", {}, Busy("secret"))

    with pytest.raises(StoreUnavailable) as caught:
        store.transact_now(work)
    assert str(caught.value) == "Busy SQLITE_BUSY"


def test_a_lock_of_another_process_is_waited_for(tmp_path: Path) -> None:
    """A transaction of another program delays ours and does not fail it."""
    url = fresh_url("sqlite", tmp_path)
    store = Store.open(url)
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ours = threading.Thread(target=lambda: run(store, PEOPLE))
    ours.start()
    other.execute("COMMIT")
    other.close()
    ours.join()
    assert count(store, "Patients") == 2
    asyncio.run(store.close())


@pytest.mark.postgres
def test_a_deadlock_is_run_again(tmp_path: Path) -> None:
    """Of two transactions that wait for each other one is undone and run again; both come to their end."""
    store = Store.open(fresh_url("postgresql", tmp_path))
    run(store, "INSERT INTO OptOuts (phone, since, how) VALUES ('a', '0', 'test'), ('b', '0', 'test')")
    both = threading.Barrier(2)
    runs: list[str] = []

    def work(connection: Connection, first: str, second: str) -> None:
        runs.append(first)
        add = text("UPDATE OptOuts SET since = since || 'x' WHERE phone = :phone")
        connection.execute(add, {"phone": first})
        if len(runs) <= 2:
            both.wait(10)
        connection.execute(add, {"phone": second})

    async def together() -> None:
        await asyncio.gather(
            store.transact(lambda connection: work(connection, "a", "b")),
            store.transact(lambda connection: work(connection, "b", "a")),
        )
        await store.close()

    asyncio.run(together())
    assert len(runs) == 3


def test_a_fault_of_the_statement_is_not_hidden(store: Store) -> None:
    """A statement about a table that isn't there is an error of the program, not of the database."""
    with pytest.raises(DBAPIError):
        run(store, "SELECT * FROM Nowhere")


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://localhost/books",
        "sqlite:////proc/nowhere/books.db",
        "postgresql://127.0.0.1:9/books",
    ],
)
def test_a_database_out_of_reach_is_unavailable(url: str) -> None:
    """A database that can't be opened is one kind of error, whatever it is; no password is in it."""
    with pytest.raises(StoreUnavailable):
        Store.open(url)


async def test_a_closed_store_is_unavailable(tmp_path: Path) -> None:
    """A store that was closed says so."""
    store = Store.open(fresh_url("sqlite", tmp_path))
    await store.close()
    with pytest.raises(StoreUnavailable):
        await store.transact(lambda _: None)


async def test_a_database_in_memory_opens() -> None:
    """SQLite in memory will do for a test."""
    memory = Store.open("sqlite://")
    assert memory.dialect == "sqlite"
    await memory.close()


@pytest.mark.postgres
@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgresql+asyncpg", "postgres"])
async def test_postgresql_addresses_lead_to_one_driver(tmp_path: Path, scheme: str) -> None:
    """`postgresql://`, `postgres://` and those that name a driver, asyncpg too, are the same database."""
    url = fresh_url("postgresql", tmp_path).replace("postgresql", scheme, 1)
    store = Store.open(url)
    assert store.dialect == "postgresql"
    await store.close()


# ---------------------------------------------------------------- reading


async def test_a_reader_sees_what_is_committed_and_waits_for_no_writer(url: str) -> None:
    """While a transaction is open a reader answers with the rows before it; then with those after it."""
    store = Store.open(url)
    people = text("SELECT count(*) FROM Patients")
    written, gate = threading.Event(), threading.Event()

    def work(connection: Connection) -> None:
        connection.execute(text(PEOPLE))
        written.set()
        gate.wait(10)

    writing = asyncio.ensure_future(store.transact(work))
    await asyncio.to_thread(written.wait, 10)
    assert await store.read(lambda connection: connection.execute(people).scalar_one()) == 0
    gate.set()
    await writing
    assert await store.read(lambda connection: connection.execute(people).scalar_one()) == 2
    await store.close()


async def test_a_reader_sees_one_state_from_beginning_to_end(url: str) -> None:
    """What is committed between two statements of one reader is not seen by the second."""
    store = Store.open(url)
    people = text("SELECT count(*) FROM Patients")
    begun, gate = threading.Event(), threading.Event()

    def look_twice(connection: Connection) -> tuple[int, int]:
        before = connection.execute(people).scalar_one()
        begun.set()
        gate.wait(10)
        return before, connection.execute(people).scalar_one()

    looking = asyncio.ensure_future(store.read(look_twice))
    await asyncio.to_thread(begun.wait, 10)
    await store.transact(lambda connection: connection.execute(text(PEOPLE)))
    gate.set()
    assert await looking == (0, 0)
    await store.close()


async def test_a_reader_cannot_write(store: Store) -> None:
    """A statement that writes fails, and leaves nothing."""
    with pytest.raises((DBAPIError, StoreUnavailable)):
        await store.read(lambda connection: connection.execute(text(PEOPLE)))
    assert await store.read(lambda c: c.execute(text("SELECT count(*) FROM Patients")).scalar_one()) == 2


async def test_a_database_in_memory_is_read_where_it_is_written() -> None:
    """Its one connection is the writer's, and a reader sees what is there."""
    store = Store.open("sqlite://")
    await store.transact(lambda connection: connection.execute(text(PEOPLE)))
    assert await store.read(lambda c: c.execute(text("SELECT count(*) FROM Patients")).scalar_one()) == 2
    await store.close()


# ---------------------------------------------------------------- stamps


def test_moments_are_written_in_one_width() -> None:
    """A moment of any zone becomes UTC text; it reads back the same, also from native columns."""
    at = datetime.fromisoformat("2026-03-10T10:00:00.123456-04:00")
    assert stamp(at) == "2026-03-10T14:00:00Z"
    assert stamp_ms(at) == "2026-03-10T14:00:00.123Z"
    for stored in ("2026-03-10T14:00:00Z", "2026-03-10 14:00:00", datetime(2026, 3, 10, 14, tzinfo=UTC)):
        assert moment(stored) == datetime(2026, 3, 10, 14, tzinfo=UTC)


def test_a_naive_moment_is_refused() -> None:
    """Nothing is written that could mean several moments."""
    with pytest.raises(ValueError, match="aware"):
        stamp(datetime.fromisoformat("2026-03-10T10:00:00"))
