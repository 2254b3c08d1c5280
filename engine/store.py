"""The database behind the engine and the tools: whole transactions, run off the event loop.

SQLite has one writer thread and begins every transaction IMMEDIATE: with a deferred one two callers may both
read a free slot before either writes. PostgreSQL has a few threads and its own isolation. Those who only look
on read on threads and connections of their own, which cannot write.
"""

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from engine.database import (
    READERS,
    WRITERS,
    StoreUnavailable,
    demand,
    fault,
    is_transient,
    open_to_read,
    open_to_write,
)
from engine.observer import NOBODY, Observer, Settled
from engine.schema import apply_schema
from engine.transaction import PAUSE, GroupWriter, Threads

__all__ = ["Store", "StoreUnavailable"]

R = TypeVar("R")

OPENING = 10.0
"""Seconds a process that starts waits for others that bring the same database up."""


class Store:
    """One database and the threads that may talk to it."""

    def __init__(self, engine: Engine, reading: Engine | None = None) -> None:
        """`reading` cannot write; without it, reads queue with the transactions."""
        self.observer: Observer = NOBODY
        self._engines = [engine] if reading is None else [reading, engine]
        self._writers = _writers(engine)
        self._readers = self._writers if reading is None else Threads(reading, READERS, "reader")

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> "Store":
        """Connect to `url` and bring its schema up to date; raises `StoreUnavailable`.

        With `create` False, which is for commands that only look, there must be a database.
        """
        if not create:
            demand(url)
        engine = open_to_write(url)
        try:
            _bring_up(engine)
            return cls(engine, open_to_read(url))
        except DBAPIError as error:
            engine.dispose()
            raise StoreUnavailable(fault(error)) from None
        except BaseException:
            engine.dispose()
            raise

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engines[-1].dialect.name

    async def transact(self, work: Callable[[Connection], R]) -> R:
        """Run `work` in one transaction: committed when it returns, undone when it raises.

        `work` may be run again after a deadlock, so it must build everything from its arguments. It goes on
        when the awaiting task is cancelled. Raises `StoreUnavailable`, and whatever `work` raises.
        """
        return await asyncio.shield(asyncio.wrap_future(self._write(work)))

    async def read(self, work: Callable[[Connection], R]) -> R:
        """Run `work`, which only reads, on one committed state of the database; it waits for no writer.

        Raises `StoreUnavailable`, and whatever `work` raises; a statement that writes fails in one of the two
        ways. A database in memory has one connection only, where it runs like any transaction.
        """
        return await asyncio.shield(asyncio.wrap_future(_submit(self._readers, work)))

    def read_now(self, work: Callable[[Connection], R]) -> R:
        """Like `read`, for callers without an event loop; never from inside `work`."""
        return _submit(self._readers, work).result()

    def transact_now(self, work: Callable[[Connection], R]) -> R:
        """Like `transact`, for callers without an event loop; never from inside `work`."""
        return self._write(work).result()

    def _write(self, work: Callable[[Connection], R]) -> Future[R]:
        watched = _Watched(work)
        future = _submit(self._writers, watched)
        future.add_done_callback(lambda done: watched.tell(self.observer, done))
        return future

    async def close(self) -> None:
        """Let running transactions finish, then let go of the database."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """Like `close`, for callers without an event loop."""
        self._readers.shutdown()
        self._writers.shutdown()
        for engine in self._engines:
            engine.dispose()


class _Watched(Generic[R]):
    """Some work, how often it was run, and how long ago it was asked for."""

    def __init__(self, work: Callable[[Connection], R]) -> None:
        self._work = work
        self._asked = time.perf_counter()
        self._runs = 0

    def __call__(self, connection: Connection) -> R:
        self._runs += 1
        return self._work(connection)

    def tell(self, observer: Observer, done: Future[R]) -> None:
        """Tell what became of it."""
        if done.cancelled():
            return
        error = done.exception()
        failed: Settled = "unavailable" if isinstance(error, StoreUnavailable) else "undone"
        settled: Settled = "committed" if error is None else failed
        observer.transaction(time.perf_counter() - self._asked, self._runs, settled)


def _bring_up(engine: Engine) -> None:
    """Apply the schema, again while another process is at it.

    SQLite's own patience does not cover this: where two connections turn a new file to WAL at the same time,
    one of them is refused at once.
    """
    until = time.monotonic() + OPENING
    while True:
        try:
            return apply_schema(engine)
        except DBAPIError as error:
            if not is_transient(error) or time.monotonic() >= until:
                raise
        time.sleep(PAUSE * random.random())


def _writers(engine: Engine) -> GroupWriter | Threads:
    name = engine.dialect.name
    return GroupWriter(engine) if WRITERS[name] == 1 else Threads(engine, WRITERS[name], "store")


def _submit(threads: GroupWriter | Threads, work: Callable[[Connection], R]) -> Future[R]:
    try:
        return threads.submit(work)
    except RuntimeError:
        raise StoreUnavailable("the store is closed") from None
