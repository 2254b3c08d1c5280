"""The database behind the engine and the tools: whole transactions, run off the event loop.

SQLite has one writer thread and begins every transaction IMMEDIATE: with a deferred one two callers may both
read a free slot before either writes. PostgreSQL has a few threads and its own isolation. Those who only look
on read on threads and connections of their own, which cannot write.
"""

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from engine.database import (
    READERS,
    WRITERS,
    StoreUnavailable,
    fault,
    is_out_of_reach,
    is_transient,
    open_to_read,
    open_to_write,
)
from engine.schema import apply_schema

__all__ = ["Store", "StoreUnavailable"]

R = TypeVar("R")

ATTEMPTS = 3
PAUSE = 0.02
"""Seconds before the first repetition; doubles."""


class Store:
    """One database and the threads that may talk to it."""

    def __init__(self, engine: Engine, reading: Engine | None = None) -> None:
        """`reading` cannot write; without it, reads queue with the transactions."""
        self._engine = engine
        self._reading = reading or engine
        self._writers = ThreadPoolExecutor(WRITERS[engine.dialect.name], thread_name_prefix="store")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader") if reading else self._writers

    @classmethod
    def open(cls, url: str) -> "Store":
        """Connect to `url` and bring its schema up to date; raises `StoreUnavailable`."""
        store = cls(open_to_write(url), open_to_read(url))
        try:
            store._writers.submit(apply_schema, store._engine).result()
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

    async def read(self, work: Callable[[Connection], R]) -> R:
        """Run `work`, which only reads, on one committed state of the database; it waits for no writer.

        Raises `StoreUnavailable`, and whatever `work` raises; a statement that writes fails in one of the two
        ways. A database in memory has one connection only, where it runs like any transaction.
        """
        return await asyncio.wrap_future(
            self._run_on(self._readers, lambda: self._attempt(self._reading, work))
        )

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
        return self._run_on(self._writers, lambda: self._attempt(self._engine, work))

    def _run_on(self, threads: ThreadPoolExecutor, job: Callable[[], R]) -> Future[R]:
        try:
            return threads.submit(job)
        except RuntimeError:
            raise StoreUnavailable("the store is closed") from None

    def _attempt(self, engine: Engine, work: Callable[[Connection], R]) -> R:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with engine.begin() as connection:
                    return work(connection)
            except PendingRollbackError:
                # The connection went while `work` was in a statement whose failure it took for an answer.
                raise StoreUnavailable("the connection was lost") from None
            except DBAPIError as error:
                again = is_transient(error)
                if not again and not is_out_of_reach(error):
                    raise
                if not again or attempt == ATTEMPTS:
                    raise StoreUnavailable(fault(error)) from None
            time.sleep(PAUSE * 2**attempt * random.random())
        raise AssertionError("unreachable")

    def _shut(self) -> None:
        for threads in {self._readers, self._writers}:
            threads.shutdown(wait=True)
        for engine in {self._reading, self._engine}:
            engine.dispose()
