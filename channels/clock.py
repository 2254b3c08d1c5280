"""Time as the channels see it, and waiting for whichever comes first: something to do, or a moment."""

import asyncio
import time
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """Tells the time and waits. Deadlines are moments of `now()`, in seconds."""

    def now(self) -> float:
        """Seconds that never run backwards, from an arbitrary start."""
        ...

    def epoch(self) -> float:
        """Seconds since 1970, comparable between processes."""
        ...

    async def wait(self, queue: asyncio.Queue[T], until: float | None) -> T | None:
        """Take the next item, or None once `until` has come; None as `until` waits for ever."""
        ...


class WallClock:
    """The machine's own clock."""

    def now(self) -> float:
        return time.monotonic()

    def epoch(self) -> float:
        return time.time()

    async def wait(self, queue: asyncio.Queue[T], until: float | None) -> T | None:
        if not queue.empty():
            await asyncio.sleep(0)  # or a flood on one socket would keep all others waiting
            return queue.get_nowait()
        delay = None if until is None else max(0.0, until - self.now())
        try:
            async with asyncio.timeout(delay):
                return await queue.get()
        except TimeoutError:
            return None


class JumpingClock:
    """A clock that stands still until it is told to jump; for tests."""

    def __init__(self, now: float = 1000.0, epoch: float = 1_800_000_000.0) -> None:
        self._now = now
        self._offset = epoch - now
        self._jumped = asyncio.Event()

    def now(self) -> float:
        return self._now

    def epoch(self) -> float:
        return self._now + self._offset

    def jump(self, seconds: float) -> None:
        """Move the time on; whoever waits for a moment that has come by then wakes up."""
        self._now += seconds
        self._jumped.set()
        self._jumped = asyncio.Event()

    async def wait(self, queue: asyncio.Queue[T], until: float | None) -> T | None:
        while queue.empty():
            if until is not None and until <= self._now:
                return None
            getting = asyncio.ensure_future(queue.get())
            jumping = asyncio.ensure_future(self._jumped.wait())
            try:
                await asyncio.wait((getting, jumping), return_when=asyncio.FIRST_COMPLETED)
            finally:
                jumping.cancel()
                item = _reap(getting)
            if item is not None:
                return item
        return queue.get_nowait()


def _reap(getting: asyncio.Future[T]) -> T | None:
    """What a finished `get` has taken; one that has not finished takes nothing."""
    if getting.done() and not getting.cancelled():
        return getting.result()
    getting.cancel()
    return None
