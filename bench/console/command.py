"""The console's pages over many stored calls: p50, p95 and the worst of each, and the plans of the list.

SQLite, in one process. Every page is asked for whole: reading, rendering, and the row in the audit log, which
waits for the disk. `cpu` is what of the median this process worked; on a busy machine the rest is waiting.
Calls are copies of a dozen that the engine took; see `fill`.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import httpx
from sqlalchemy import text
from sqlalchemy.engine import Connection
from starlette.applications import Starlette

from bench.console.fill import BUILDS, Fill
from bench.console.templates import templates
from engine.record import Rulebook
from engine.screen.screen import RedFlagScreen
from engine.speech.wordings import Speech
from engine.store import Store
from engine.table import Driver
from qa.access.door import Door, House
from qa.console import search
from qa.console.console import Console
from qa.console.filters import Filters
from qa.console.live import Live
from qa.console.review.run_pages import RunPages
from qa.console.review.runner import Runner
from qa.console.routes import TABLE, routes
from tools.sql import load_demo, read_clinic

NOW = datetime(2026, 3, 2, 14, 15, tzinfo=UTC)
LIMIT_MS = 200.0
LISTS: dict[str, str] = {
    "newest calls": "",
    "one outcome": "outcome=schedule",
    "a state": "state=confirm",
    "a refusing guard": "refused=silence_is_over",
    "an urgent category": "urgent=cardiac",
    "a version": f"build={BUILDS[0]}",
    "outcome, version, band": f"outcome=schedule&build={BUILDS[1]}&slowest=250",
    "two words": "words=chest+breathe",
    "common words and a caller": "words=appointment+name+thank&caller=47",
    "two that never meet": "outcome=schedule&urgent=cardiac",
    "a week": "since=2026-02-09&until=2026-02-15",
    "a word in a week": "words=appointment&since=2026-02-09&until=2026-02-15",
}

NUMBERS: dict[str, str] = {
    "numbers, 30 days": "",
    "numbers, all days": "since=2020-01-01",
    "numbers, 30 and 30 days": "since=2026-02-01&until=2026-03-02&than=before",
    "numbers of a version": f"since=2020-01-01&build={BUILDS[0]}&than=build+{BUILDS[1]}",
    "numbers of a filter": "lang=en&outcome=schedule",
}

REVIEWS: dict[str, str] = {
    "review queue": "/qa/review",
    "coverage, newest calls": "/qa/coverage",
    "coverage of a filter": "/qa/coverage?lang=en&outcome=schedule",
    "replays of a filter": "/qa/runs?lang=en&outcome=schedule",
}


class Measured(NamedTuple):
    """One kind of page, in milliseconds."""

    name: str
    median: float
    p95: float
    worst: float
    cpu: float


async def measure(name: str, times: int, ask: Callable[[], "asyncio.Future[httpx.Response]"]) -> Measured:
    """Ask so many times; raises where an answer is none."""
    await ask()
    took, worked = [], []
    for _ in range(times):
        began, cpu = time.perf_counter(), time.process_time()
        answer = await ask()
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - cpu) * 1000)
        assert answer.status_code == httpx.codes.OK, (name, answer.status_code)
    p95 = statistics.quantiles(took, n=20, method="inclusive")[-1]
    return Measured(name, statistics.median(took), p95, max(took), statistics.median(worked))


async def run(folder: Path, calls: int, journal: int, words: int, times: int, plans: bool) -> list[Measured]:
    """Fill, ask, and print."""
    path = folder / "console.db"
    store = Store.open(f"sqlite:///{path}")
    await store.transact(lambda c: load_demo(c, NOW))
    clinic = await store.transact(read_clinic)
    book = Rulebook(clinic=clinic, screen=RedFlagScreen.load(), speech=Speech.load(), driver=Driver())
    began = time.perf_counter()
    made = Fill(path, await templates(store, book, NOW), words).calls(calls, NOW, journal=journal)
    size = path.stat().st_size / 2**20
    print(f"{calls:,} calls in {time.perf_counter() - began:.0f} s, {size:,.0f} MiB, {journal:,} with turns")
    door = Door(store, House(base_url="http://bench", is_open=True), lambda: NOW)
    table = (*TABLE, *RunPages(Runner(store, book, lambda: NOW)).pages)
    app = Starlette(routes=routes(Console(store, book, door, Live(store), lambda: NOW), table))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://bench",
        headers={"accept": "text/html"},
        timeout=60,
    ) as http:
        measured = [await measure(name, times, _get(http, f"/qa/?{query}")) for name, query in LISTS.items()]
        for name, query in NUMBERS.items():
            measured.append(await measure(name, times, _get(http, f"/qa/numbers?{query}")))
        for name, address in REVIEWS.items():
            measured.append(await measure(name, times, _get(http, address)))
        keys = await store.read(_deep)
        deep = _one_of(http, [f"/qa/?before={key}" for key in keys])
        measured.append(await measure("a page far back", times, deep))
        whole = [f"/qa/calls/{call_sid}" for call_sid in made[-journal:]]
        measured.append(await measure("one call", times, _one_of(http, whole)))
        measured.append(
            await measure("one call, run again", times, _one_of(http, [f"{it}/replay" for it in whole]))
        )
        pairs = [f"/qa/compare?left={one}&right={other}" for one, other in pairwise(made[-journal:])]
        measured.append(await measure("two calls", times, _one_of(http, pairs)))
        measured.append(await measure("one call, JSON", times, _one_of(http, [f"{it}.json" for it in whole])))
    if plans:
        await store.read(_print_plans)
    await store.close()
    return measured


def _get(http: httpx.AsyncClient, path: str) -> Callable[[], "asyncio.Future[httpx.Response]"]:
    return lambda: asyncio.ensure_future(http.get(path))


def _one_of(http: httpx.AsyncClient, paths: Sequence[str]) -> Callable[[], "asyncio.Future[httpx.Response]"]:
    chosen = random.Random(3)
    return lambda: asyncio.ensure_future(http.get(chosen.choice(paths)))


def _deep(connection: Connection) -> list[int]:
    first, last = connection.execute(text("SELECT min(id), max(id) FROM CallFacts")).one()
    return [int(first + (last - first) * part / 40) for part in range(1, 40)]


def _print_plans(connection: Connection) -> None:
    for chosen in ((), (("outcome", "schedule"),), (("outcome", "schedule"), ("slowest", "250"))):
        planned = search.plan(connection, Filters(chosen=chosen), (0, None))
        assert planned is not None
        sql = search.listing(planned, 0, search.NO_END).compile(
            connection, compile_kwargs={"literal_binds": True}
        )
        print(f"\nlist by {', '.join(kind for kind, _ in chosen) or 'nothing'}:")
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}"):
            print(f"  {row[-1]}")


def main(argv: Sequence[str]) -> int:
    """Measure and print; 1 where a page's p95 is over the limit."""
    parser = argparse.ArgumentParser(prog="python -m bench console", description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--journal", type=int, help="how many of them have their turns; all, if not given")
    parser.add_argument(
        "--words", type=int, default=1_000, help="how many words of a call are indexed at most"
    )
    parser.add_argument("--times", type=int, default=60, help="how often each page is asked for")
    parser.add_argument("--plans", action="store_true", help="print the plans of the list's statements")
    options = parser.parse_args(argv)
    journal = options.calls if options.journal is None else options.journal
    with tempfile.TemporaryDirectory() as folder:
        chosen = (options.calls, journal, options.words, options.times, options.plans)
        measured = asyncio.run(run(Path(folder), *chosen))
    print(f"\n{'page':28} {'p50':>9} {'p95':>9} {'worst':>9} {'cpu':>9}   milliseconds")
    for it in measured:
        print(f"{it.name:28} {it.median:9.1f} {it.p95:9.1f} {it.worst:9.1f} {it.cpu:9.1f}")
    slow = [it.name for it in measured if it.p95 >= LIMIT_MS]
    print(f"over {LIMIT_MS:.0f} ms at p95: {', '.join(slow) or 'none'}")
    return 1 if slow else 0
