"""Transactions that wait at the same time share one commit, and nothing else."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from engine.database import StoreUnavailable, open_to_write
from engine.transaction import MOST_TOGETHER, GroupWriter
from tests.test_store import Busy

ADD = text("INSERT INTO Notes (word) VALUES (:word)")
ALL = text("SELECT word FROM Notes ORDER BY rowid")
PATIENCE = 30
"""Wall seconds; nothing here takes any."""


class Books:
    """A table of words, its writer, and a count of the commits."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.commits = 0
        event.listen(engine, "commit", self._count)
        self.writer = GroupWriter(engine)
        self.now(lambda connection: connection.execute(text("CREATE TABLE Notes (word TEXT UNIQUE)")))

    def _count(self, _: Connection) -> None:
        self.commits += 1

    def now(self, work: Callable[[Connection], Any]) -> Any:
        return self.writer.submit(work).result(PATIENCE)

    def add(self, word: str) -> Future[str]:
        def work(connection: Connection) -> str:
            connection.execute(ADD, {"word": word})
            return word

        return self.writer.submit(work)

    def words(self) -> list[str]:
        found: list[str] = self.now(lambda connection: list(connection.execute(ALL).scalars()))
        return found

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """What is submitted in here waits until the end of it."""
        begun, gate = threading.Event(), threading.Event()

        def wait(_: Connection) -> None:
            begun.set()
            gate.wait(PATIENCE)

        waiting = self.writer.submit(wait)
        begun.wait(PATIENCE)
        self.commits = 0
        yield
        gate.set()
        waiting.result(PATIENCE)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    engine = open_to_write(f"sqlite:///{tmp_path / 'notes.db'}")
    opened = Books(engine)
    yield opened
    opened.writer.shutdown()
    engine.dispose()


def test_those_that_wait_together_share_one_commit(books: Books) -> None:
    """Many transactions behind a slow one are all there, each answered, after fewer commits."""
    commits: list[int] = []
    with books.held_up():
        jobs = [books.add(f"word {number}") for number in range(MOST_TOGETHER)]
        one_too_many = books.writer.submit(lambda _: commits.append(books.commits))
    assert [job.result(PATIENCE) for job in jobs] == [f"word {n}" for n in range(MOST_TOGETHER)]
    one_too_many.result(PATIENCE)
    assert len(books.words()) == MOST_TOGETHER
    assert commits == [2]  # the slow one's, and theirs


def test_one_that_raises_undoes_only_itself(books: Books) -> None:
    """What others of the group wrote stays, before it and after it, and only its own caller hears of it."""

    def fail(connection: Connection) -> None:
        connection.execute(ADD, {"word": "undone"})
        raise ZeroDivisionError

    with books.held_up():
        first, failing, last = books.add("first"), books.writer.submit(fail), books.add("last")
    assert (first.result(PATIENCE), last.result(PATIENCE)) == ("first", "last")
    with pytest.raises(ZeroDivisionError):
        failing.result(PATIENCE)
    assert books.words() == ["first", "last"]


def test_a_rule_of_the_database_stops_only_the_one_that_broke_it(books: Books) -> None:
    """The second of two equal words is refused although the first is not committed yet."""
    with books.held_up():
        first, second, other = books.add("same"), books.add("same"), books.add("other")
    assert (first.result(PATIENCE), other.result(PATIENCE)) == ("same", "other")
    with pytest.raises(IntegrityError):
        second.result(PATIENCE)
    assert books.words() == ["same", "other"]


def test_each_sees_what_those_before_it_did(books: Books) -> None:
    """The transactions of a group run in order, each on the state that the one before it left."""
    with books.held_up():
        books.add("one")
        seen = books.writer.submit(lambda connection: list(connection.execute(ALL).scalars()))
        books.add("two")
    assert seen.result(PATIENCE) == ["one"]


def test_a_group_that_fails_is_run_one_by_one(books: Books) -> None:
    """A lock that one of them meets costs the others nothing, and that one is tried again."""
    tries: list[int] = []

    def unlucky(connection: Connection) -> str:
        tries.append(len(tries))
        connection.execute(ADD, {"word": "unlucky"})
        if len(tries) < 3:
            raise OperationalError("", {}, Busy())
        return "unlucky"

    with books.held_up():
        jobs = [books.add("before"), books.writer.submit(unlucky), books.add("after")]
    assert [job.result(PATIENCE) for job in jobs] == ["before", "unlucky", "after"]
    assert len(tries) == 3 and books.words() == ["before", "unlucky", "after"]


def test_a_database_that_is_gone_is_told_to_everybody(books: Books) -> None:
    """Where nothing can be written, each caller hears so; nobody waits for ever."""

    def broken(_: Connection) -> None:
        raise OperationalError("", {}, Busy())

    with books.held_up():
        jobs = [books.writer.submit(broken) for _ in range(2)]
    for job in jobs:
        with pytest.raises(StoreUnavailable):
            job.result(PATIENCE)


def test_even_an_exit_is_told_to_its_caller(books: Books) -> None:
    """Whatever one raises, it and the rest of its group are answered."""

    def leave(_: Connection) -> None:
        raise SystemExit

    with books.held_up():
        leaving, staying = books.writer.submit(leave), books.add("stays")
    assert staying.result(PATIENCE) == "stays"
    with pytest.raises(SystemExit):
        leaving.result(PATIENCE)
    assert books.words() == ["stays"]


def test_what_was_submitted_before_the_end_is_done(tmp_path: Path) -> None:
    """A writer that is shut down finishes what waits, and takes no more."""
    engine = open_to_write(f"sqlite:///{tmp_path / 'notes.db'}")
    books = Books(engine)
    with books.held_up():
        jobs = [books.add(str(number)) for number in range(MOST_TOGETHER + 3)]
    books.writer.shutdown()
    assert [job.result(0) for job in jobs] == [str(number) for number in range(MOST_TOGETHER + 3)]
    with pytest.raises(RuntimeError):
        books.add("late")
    engine.dispose()


KILLED = """
import os, sys, threading
from pathlib import Path
from tests.test_transaction import Books
from engine.database import open_to_write

folder = Path(sys.argv[1])
books = Books(open_to_write(f"sqlite:///{folder / 'notes.db'}"))
books.add("kept").result()
with books.held_up():
    jobs = [books.add("first"), books.add("second")]
    jobs.append(books.writer.submit(lambda _: (
        (folder / "answered").write_text(str([job.done() for job in jobs[:2]])), os._exit(9)
    )))
jobs[2].result()
"""


def test_a_kill_in_the_middle_loses_the_whole_group_and_nobody_was_told(tmp_path: Path) -> None:
    """A process that dies inside a group leaves none of it, and had answered none of it; the rest stays."""
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", KILLED, str(tmp_path)],
        cwd=Path(__file__).parents[1],
        check=False,
        timeout=60,
    )
    assert done.returncode == 9
    assert (tmp_path / "answered").read_text() == "[False, False]"
    engine = open_to_write(f"sqlite:///{tmp_path / 'notes.db'}")
    with engine.begin() as connection:
        assert list(connection.execute(ALL).scalars()) == ["kept"]
    engine.dispose()
