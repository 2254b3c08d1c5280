"""The database behind the engine and the tools: whole transactions, run off the event loop.

SQLite has one writer thread and begins every transaction IMMEDIATE: with a deferred one two callers may both
read a free slot before either writes. PostgreSQL has a few threads and its own isolation.
"""

import asyncio
import random
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    PendingRollbackError,
)

from engine.schema import apply_schema

R = TypeVar("R")

ATTEMPTS = 3
PAUSE = 0.02
"""Seconds before the first repetition; doubles."""
BUSY_MS = 1_500
"""How long SQLite waits for another process's transaction, each attempt."""
PRAGMAS = (f"busy_timeout = {BUSY_MS}", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
"""FULL: what a caller was told survives a power cut too; NORMAL would only survive a killed process."""
THREADS = {"sqlite": 1, "postgresql": 4}
"""More than four threads on two cores made PostgreSQL slower and its tail far longer."""

_RETRIED_STATES = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, lock timeout: the transaction is gone and may be run again."""
_SQLITE_AT_FAULT = frozenset({"SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_RANGE"})
"""OperationalErrors of SQLite that speak of the statement, not of the database."""


class StoreUnavailable(Exception):
    """The database can't be reached, or stays locked. Its text names the fault and holds no data."""


class Store:
    """One database and the threads that may talk to it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(THREADS[engine.dialect.name], thread_name_prefix="store")

    @classmethod
    def open(cls, url: str) -> "Store":
        """Connect to `url` and bring its schema up to date; raises `StoreUnavailable`."""
        store = cls(_engine(url))
        try:
            store._threads.submit(apply_schema, store._engine).result()
        except DBAPIError as error:
            store._shut()
            raise StoreUnavailable(fault(error)) from None
        except BaseException:
            store._shut()
            raise
        return store

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    async def transact(self, work: Callable[[Connection], R]) -> R:
        """Run `work` in one transaction: committed when it returns, undone when it raises.

        `work` may be run again after a deadlock, so it must build everything from its arguments. It goes on
        when the awaiting task is cancelled. Raises `StoreUnavailable`, and whatever `work` raises.
        """
        return await asyncio.shield(asyncio.wrap_future(self._submit(work)))

    def transact_now(self, work: Callable[[Connection], R]) -> R:
        """Like `transact`, for callers without an event loop; never from inside `work`."""
        return self._submit(work).result()

    async def close(self) -> None:
        """Let running transactions finish, then let go of the database."""
        await asyncio.to_thread(self._shut)

    def close_now(self) -> None:
        """Like `close`, for callers without an event loop."""
        self._shut()

    def _submit(self, work: Callable[[Connection], R]) -> Future[R]:
        try:
            return self._threads.submit(self._attempt, work)
        except RuntimeError:
            raise StoreUnavailable("the store is closed") from None

    def _attempt(self, work: Callable[[Connection], R]) -> R:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            except PendingRollbackError:
                # The connection went while `work` was in a statement whose failure it took for an answer.
                raise StoreUnavailable("the connection was lost") from None
            except DBAPIError as error:
                again = is_transient(error)
                if not again and not _is_out_of_reach(error):
                    raise
                if not again or attempt == ATTEMPTS:
                    raise StoreUnavailable(fault(error)) from None
            time.sleep(PAUSE * 2**attempt * random.random())
        raise AssertionError("unreachable")

    def _shut(self) -> None:
        self._threads.shutdown(wait=True)
        self._engine.dispose()


def is_transient(error: DBAPIError) -> bool:
    """Whether the same work may succeed when it is run again at once."""
    if getattr(error.orig, "sqlstate", None) in _RETRIED_STATES:
        return True
    return str(getattr(error.orig, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def fault(error: DBAPIError) -> str:
    """Name what went wrong by the driver's own code; its words and values may be patients' data."""
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return f"{type(error.orig).__name__} {code or 'no connection'}"


def _is_out_of_reach(error: DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        name = getattr(error.orig, "sqlite_errorname", None)
        return isinstance(error, OperationalError) and name not in _SQLITE_AT_FAULT
    return isinstance(error, OperationalError | InterfaceError)


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError):
        raise StoreUnavailable("DATABASE_URL is no SQLAlchemy URL") from None
    if backend == "sqlite":
        return _sqlite(parsed)
    if backend in ("postgresql", "postgres"):
        return _postgresql(parsed)
    raise StoreUnavailable(f"DATABASE_URL names {backend}; expected sqlite or postgresql")


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"the folder of the database: {type(error).__name__}") from None
    engine = create_engine(
        url.set(drivername="sqlite"),
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare_sqlite(driver: Any, _: object) -> None:
    cursor = driver.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_size=THREADS["postgresql"],
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 3,
                "options": "-c statement_timeout=10000 -c lock_timeout=3000"
                " -c idle_in_transaction_session_timeout=30000",
            },
        )
    except ModuleNotFoundError:
        raise StoreUnavailable("PostgreSQL needs the extra `postgres` of this package (psycopg)") from None
