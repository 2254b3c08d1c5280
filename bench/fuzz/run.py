"""A hundred thousand hostile frames, ten thousand hostile requests, and a judgement of what became of them.

Strangers come first, and may change nothing at all; then callers who were let in, who may not touch the
clinic's books without saying who they are. A caller who behaves is served in between and at the end. Seeded.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from uvicorn.importer import import_from_string

from bench.fuzz import judges, requests, wire
from bench.fuzz.caller import EXPECTED, behave
from bench.fuzz.house import BOOKS, CLINIC, SETTINGS, House, house
from bench.fuzz.judges import MIB, Answer, Asked, Memory
from bench.fuzz.sessions import UNSIGNED, Count, hostile_session
from engine.settings import read_settings

AT_ONCE = 12
"""Sessions or requests under way at the same time."""
SETTLES = 2.0
"""Seconds in which the turns of closed sockets are over."""
LENGTH = 45
"""Frames of a session, at most, without the floods."""
SLOW = 12
"""Clients that dribble; more would only wait longer together."""


class Run:
    """One server, everything that is thrown at it, and everything found wrong."""

    def __init__(self, served: House, seed: int) -> None:
        self.house = served
        self.rng = random.Random(seed)
        self.count = Count()
        self.answers: Counter[str] = Counter()
        self.faults: list[str] = []
        self.requests = 0
        self._shown = 0.0

    async def sessions(self, frames: int, kinds: Sequence[str]) -> None:
        """Sessions of these kinds until `frames` more were sent."""
        goal = self.count.frames + frames

        async def one() -> None:
            rng = random.Random(self.rng.getrandbits(64))
            await hostile_session(
                self.house.process.port, rng, self.count, rng.choice(kinds), rng.randrange(1, LENGTH)
            )

        await self._until(lambda: self.count.frames >= goal, one)

    async def strangers(self, number: int, routes: Sequence[str]) -> None:
        """Requests that nobody signed."""
        goal = self.requests + number

        async def one() -> None:
            await self._ask(requests.hostile(random.Random(self.rng.getrandbits(64)), routes))

        await self._until(lambda: self.requests >= goal, one)

    async def signed(self, number: int) -> None:
        """Nonsense that Twilio seems to have signed; a third of it comes twice."""
        goal = self.requests + number

        async def one() -> None:
            rng = random.Random(self.rng.getrandbits(64))
            sent = requests.signed(rng, ())
            for _ in range(1 + (rng.random() < 0.33)):
                await self._ask(sent)

        await self._until(lambda: self.requests >= goal, one)

    async def slow(self) -> None:
        """Heads and bodies that never end are hung up on."""
        head = b"POST /action HTTP/1.1\r\nHost: a\r\n"
        body = head + b"Content-Length: 500\r\n\r\nCallSid=CA1"
        asked = Asked(kind="slow", method="POST", path="/action", is_whole=False)
        slow = [wire.Sent(asked, body if number % 2 else head, waits=True) for number in range(SLOW)]
        await asyncio.gather(*(self._ask(sent) for sent in slow))

    async def call(self) -> None:
        """A call that behaves."""
        self.faults += judges.judge_call(await behave(self.house.process.port), EXPECTED)

    async def _ask(self, sent: wire.Sent) -> None:
        answer: Answer = await wire.send(self.house.process.port, sent)
        self.requests += 1
        self.answers[str(answer.status) if answer.status > 0 else "closed"] += 1
        if fault := judges.judge_answer(sent.asked, answer):
            self.faults.append(fault)

    async def _until(self, done: Callable[[], bool], one: Callable[[], Awaitable[None]]) -> None:
        async def worker() -> None:
            while not done() and self.house.process.status is None:
                await one()
                self._progress()

        await asyncio.gather(*(worker() for _ in range(AT_ONCE)))

    def _progress(self) -> None:
        if time.monotonic() - self._shown < 1:
            return
        self._shown, held = time.monotonic(), self.house.resident() / MIB
        line = (
            f"{self.count.frames} frames, {self.requests} requests, {held:.0f} MiB, {len(self.faults)} faults"
        )
        print(f"\r{line}   ", end="", file=sys.stderr, flush=True)


async def fuzz(run: Run, frames: int, number: int) -> Memory:
    """Everything in order; what is found wrong is in `run.faults`."""
    served, routes = run.house, await every_route()
    await run.sessions(min(500, frames // 10), ("", *UNSIGNED))  # warm
    await asyncio.sleep(SETTLES)
    warm, books = served.resident(), served.books(BOOKS)
    await asyncio.gather(run.slow(), run.strangers(number * 7 // 10, routes))
    await run.sessions(frames * 3 // 10, UNSIGNED)
    run.faults += judges.judge_books(books, served.books(BOOKS), "what nobody signed")
    await run.call()
    clinic = served.books(CLINIC)
    await run.signed(number - run.requests)
    await run.sessions(frames // 2 - run.count.frames, ("",))
    half, sessions = served.resident(), run.count.sessions
    await run.sessions(frames - run.count.frames, ("",))
    end = served.resident()
    run.faults += judges.judge_books(clinic, served.books(CLINIC), "a caller nobody knows")
    await run.call()
    run.faults += run.count.faults
    run.faults += judges.judge_process(served.process.status) + judges.judge_log(served.log())
    memory = Memory(warm=warm, half=half, end=end, peak=served.peak, sessions=run.count.sessions - sessions)
    run.faults += judges.judge_memory(memory)
    return memory


async def every_route() -> list[str]:
    """The path of every route that the server has, its pages' too."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(SETTINGS | {"DATABASE_URL": f"sqlite:///{folder}/a.db"})
        # as uvicorn loads it: nothing imports the composition root
        app: Starlette = import_from_string("server:make_app")(settings)
        async with app.router.lifespan_context(app):
            return [route.path for route in app.routes if isinstance(route, Route | Mount)]


def main(argv: Sequence[str]) -> int:
    """Run it and print what became of it; 1 where anything was found wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench fuzz", description=__doc__)
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="an empty folder for the server's database and log")
    options = parser.parse_args(argv)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, house(options.keep or Path(folder)) as served:
        run = Run(served, options.seed)
        memory = asyncio.run(fuzz(run, options.frames, options.requests))
    report(run, memory, time.monotonic() - begun, options.seed)
    return 1 if run.faults else 0


def report(run: Run, memory: Memory, seconds: float, seed: int) -> None:
    """Print the figures, then every fault with how often it was found."""
    count, left = run.count, (memory.end - memory.half) / max(1, memory.sessions) / 1024
    print(
        f"\n{count.frames} frames in {count.sessions} sessions ({count.admitted} let in, {count.refused}"
        f" refused at the handshake) and {run.requests} requests in {seconds:.0f} s, seed {seed}"
    )
    print("answers: " + ", ".join(f"{status} {number}" for status, number in sorted(run.answers.items())))
    print(
        f"memory: {memory.warm / MIB:.0f} MiB warm, {memory.peak / MIB:.0f} at the peak,"
        f" {memory.end / MIB:.0f} at the end;"
        f" {left:.1f} KiB left by each of the last {memory.sessions} sessions"
    )
    for fault, times in Counter(run.faults).most_common():
        print(f"FAULT {times} x {fault}")
    print(f"{len(run.faults)} faults")
