"""The time of one simulated call: it stands still while anything is under way, and jumps when all wait."""

import asyncio
import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

SETTLING = 16
"""Rounds of the event loop after which nothing that was ready is left; a frame needs six to become a turn."""
EPOCH = 1_800_000_000.0
START = 1000.0


class SteppingClock:
    """The server's clock and the telephone's in one: it jumps to the next deadline once nothing is held.

    So the waits of the server cost no time, none depends on how busy the machine is, and the same call runs
    the same way every time. With a `scale`, a second of the call takes 1/`scale` seconds.
    """

    def __init__(self, scale: float = 0.0) -> None:
        """`scale` 0 is as fast as possible."""
        self._scale = scale
        self._now = START
        self._held = 0
        self._count = 0
        self._timers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._stirred = asyncio.Event()

    def now(self) -> float:
        return self._now

    def epoch(self) -> float:
        return self._now - START + EPOCH

    def hold(self) -> None:
        """Something is on its way or being worked on."""
        self._held += 1

    def release(self, count: int = 1) -> None:
        self._held -= count
        self._stirred.set()

    async def sleep(self, seconds: float) -> None:
        await self._timer(self._now + seconds)

    async def wait(self, queue: asyncio.Queue[T], until: float | None) -> T | None:
        if not queue.empty():
            return queue.get_nowait()
        if until is None:
            return await queue.get()
        if until <= self._now:
            return None
        timer, getting = self._timer(until), asyncio.ensure_future(queue.get())
        try:
            await asyncio.wait((getting, timer), return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            if not getting.done():
                getting.cancel()
        return getting.result() if getting.done() and not getting.cancelled() else None

    async def run(self) -> None:
        """Keep the time until cancelled."""
        while True:
            self._stirred.clear()
            if not await self._is_quiet():
                await self._stirred.wait()
                continue
            while self._timers and self._timers[0][2].done():
                heapq.heappop(self._timers)
            if not self._timers:
                await self._stirred.wait()
                continue
            if not self._scale or await self._passes(self._timers[0][0] - self._now):
                self._jump()

    def _timer(self, at: float) -> "asyncio.Future[None]":
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._timers, (at, self._count, future))
        self._stirred.set()
        return future

    def _jump(self) -> None:
        at, _, future = heapq.heappop(self._timers)
        self._now = max(self._now, at)
        future.set_result(None)

    async def _is_quiet(self) -> bool:
        for _ in range(SETTLING):
            if self._held:
                return False
            await asyncio.sleep(0)
        return not self._held

    async def _passes(self, seconds: float) -> bool:
        """Wait in real time; False when something stirred meanwhile."""
        try:
            async with asyncio.timeout(seconds / self._scale):
                await self._stirred.wait()
        except TimeoutError:
            return True
        return False


@contextmanager
def held(clock: SteppingClock) -> Iterator[None]:
    """Keep the time still meanwhile."""
    clock.hold()
    try:
        yield
    finally:
        clock.release()
