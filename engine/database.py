"""How a database is opened: its address, its driver, its pragmas, and what its faults are called."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)

WRITERS = {"sqlite": 1, "postgresql": 4}
"""Threads that write. More than four on two cores made PostgreSQL slower and its tail far longer."""
READERS = 2
"""Threads that only read, for those who look on: the writers are left to the calls."""
BUSY_MS = 1_500
"""How long SQLite waits for another process's transaction, each attempt."""
PRAGMAS = (f"busy_timeout = {BUSY_MS}", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
"""FULL: what a caller was told survives a power cut too; NORMAL would only survive a killed process."""
EXPECTED = "expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"

_RETRIED_STATES = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, lock timeout: the transaction is gone and may be run again."""
_SQLITE_AT_FAULT = frozenset({"SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_RANGE"})
"""OperationalErrors of SQLite that speak of the statement, not of the database."""


class StoreUnavailable(Exception):
    """The database can't be reached, or stays locked. Its text names the fault and holds no data."""


class Unusable(StoreUnavailable):
    """What `DATABASE_URL` says cannot work, however long one waits."""


def open_to_write(url: str) -> Engine:
    """The engine of the writing threads; raises `StoreUnavailable`."""
    parsed, backend = _parse(url)
    if backend == "sqlite":
        return _sqlite(parsed, WRITERS[backend], "BEGIN IMMEDIATE", PRAGMAS)
    return _postgresql(parsed, WRITERS[backend])


def open_to_read(url: str) -> Engine | None:
    """The engine of the reading threads, which cannot write; None where only one connection sees the data.

    Each transaction sees one state of the database from its first statement to its last.
    """
    parsed, backend = _parse(url)
    if backend == "sqlite":
        # Another connection to a database in memory would open another database.
        held = parsed.database and parsed.database != ":memory:"
        return _sqlite(parsed, READERS, "BEGIN", (*PRAGMAS, "query_only = ON")) if held else None
    return _postgresql(parsed, READERS).execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )


def demand(url: str) -> None:
    """Raise `StoreUnavailable` where SQLite would make a new, empty file; of a server, it tells itself."""
    parsed, backend = _parse(url)
    if backend == "sqlite" and not (parsed.database and Path(parsed.database).is_file()):
        raise StoreUnavailable(f"there is no database file {parsed.database or ''}".rstrip())


def is_transient(error: DBAPIError) -> bool:
    """Whether the same work may succeed when it is run again at once."""
    if getattr(error.orig, "sqlstate", None) in _RETRIED_STATES:
        return True
    return str(getattr(error.orig, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def is_out_of_reach(error: DBAPIError) -> bool:
    """Whether the database failed, and not the statement."""
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        name = getattr(error.orig, "sqlite_errorname", None)
        return isinstance(error, OperationalError) and name not in _SQLITE_AT_FAULT
    return isinstance(error, OperationalError | InterfaceError)


def fault(error: DBAPIError) -> str:
    """Name what went wrong by the driver's own code; its words and values may be patients' data."""
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return f"{type(error.orig).__name__} {code or 'no connection'}"


def _parse(url: str) -> tuple[URL, str]:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise Unusable(f"DATABASE_URL is no SQLAlchemy URL; {EXPECTED}") from None
    backend = "postgresql" if backend == "postgres" else backend
    if backend not in WRITERS:
        raise Unusable(f"DATABASE_URL names {backend}; {EXPECTED}")
    return parsed, backend


def _sqlite(url: URL, connections: int, begin: str, pragmas: tuple[str, ...]) -> Engine:
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"the folder of the database: {type(error).__name__}") from None
    engine = create_engine(
        url.set(drivername="sqlite"),
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )

    def prepare(driver: Any, _: object) -> None:
        try:
            for pragma in pragmas:
                driver.execute(f"PRAGMA {pragma}").close()
        except sqlite3.Error:
            driver.close()  # the pool would leave it open
            raise

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _postgresql(url: URL, connections: int) -> Engine:
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_size=connections,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 3,
                "options": "-c statement_timeout=10000 -c lock_timeout=3000"
                " -c idle_in_transaction_session_timeout=30000",
            },
        )
    except ModuleNotFoundError:
        raise Unusable("PostgreSQL needs the extra `postgres` of this package (psycopg)") from None
