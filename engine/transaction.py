"""How a transaction is run: alone, again after a deadlock, or on SQLite together with others that wait.

A group of transactions shares one commit, and so one wait for the disk. Each has a savepoint of its own: one
that raises undoes itself and nothing else. Nobody is answered before the common commit, so a crash loses all
of a group or nothing; where the group as a whole fails, each is run again by itself.
"""

import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from engine.database import StoreUnavailable, fault, is_out_of_reach, is_transient

R = TypeVar("R")

ATTEMPTS = 3
PAUSE = 0.02
"""Seconds before the first repetition; doubles."""
MOST_TOGETHER = 32
"""Transactions that share a commit: the first of them waits for the last."""


def attempt(engine: Engine, work: Callable[[Connection], R]) -> R:
    """Run `work` in a transaction of its own; raises `StoreUnavailable`, and whatever `work` raises."""
    for number in range(1, ATTEMPTS + 1):
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
            if not again or number == ATTEMPTS:
                raise StoreUnavailable(fault(error)) from None
        time.sleep(PAUSE * 2**number * random.random())
    raise AssertionError("unreachable")


class Job(NamedTuple):
    """One transaction that somebody waits for."""

    work: Callable[[Connection], Any]
    done: Future[Any]


class Outcome(NamedTuple):
    """What one transaction of a group came to."""

    result: Any = None
    error: BaseException | None = None


class Threads:
    """Runs every transaction by itself, as many at once as there are threads."""

    def __init__(self, engine: Engine, number: int, name: str) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(number, thread_name_prefix=name)

    def submit(self, work: Callable[[Connection], R]) -> Future[R]:
        """Run `work` soon; raises `RuntimeError` after `shutdown`."""
        return self._threads.submit(attempt, self._engine, work)

    def shutdown(self) -> None:
        """Finish what was submitted, and take no more."""
        self._threads.shutdown(wait=True)


class GroupWriter:
    """Runs transactions one after the other, and commits those together that wait at the same time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: deque[Job] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")

    def submit(self, work: Callable[[Connection], R]) -> Future[R]:
        """Run `work` in its turn; raises `RuntimeError` after `shutdown`."""
        job = Job(work, Future())
        self._waiting.append(job)
        try:
            self._thread.submit(self._serve)
        except RuntimeError:
            if job in self._waiting:
                self._waiting.remove(job)
                raise
        return job.done

    def shutdown(self) -> None:
        """Finish what was submitted, and take no more."""
        self._thread.shutdown(wait=True)

    def _serve(self) -> None:
        """Take everything that waits; of the calls of this method most find that it was taken already."""
        group = list(self._take())
        outcomes = self._together(group) if len(group) > 1 else None
        for number, job in enumerate(group):
            outcome = outcomes[number] if outcomes else self._alone(job)
            if outcome.error is not None:
                job.done.set_exception(outcome.error)
            else:
                job.done.set_result(outcome.result)

    def _take(self) -> Iterator[Job]:
        for _ in range(min(MOST_TOGETHER, len(self._waiting))):
            yield self._waiting.popleft()

    def _together(self, group: list[Job]) -> list[Outcome] | None:
        """Run a group under one commit; None when nothing of it was committed."""
        try:
            with self._engine.begin() as connection:
                return [_under_savepoint(connection, job) for job in group]
        except BaseException:
            return None  # whatever it was comes again, to the one whose fault it is

    def _alone(self, job: Job) -> Outcome:
        try:
            return Outcome(result=attempt(self._engine, job.work))
        except BaseException as error:
            return Outcome(error=error)


def _under_savepoint(connection: Connection, job: Job) -> Outcome:
    savepoint = connection.begin_nested()
    try:
        result = job.work(connection)
    except PendingRollbackError:
        raise
    except Exception as error:
        if isinstance(error, DBAPIError) and (is_transient(error) or is_out_of_reach(error)):
            raise
        savepoint.rollback()
        return Outcome(error=error)
    savepoint.commit()
    return Outcome(result=result)
