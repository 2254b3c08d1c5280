"""Leaving in order when the process is asked to go, whichever program runs the app."""

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Leave = Callable[[], Awaitable[None]]


@contextmanager
def leaving_in_order(leave: Leave) -> Iterator[None]:
    """While this is open, the first SIGTERM runs `leave` before what it would do; a second skips that.

    A server such as uvicorn stops listening at the very signal; here it gets it when the calls have moved.
    Needs the main thread and a handler that stands already, and does nothing without.
    """
    stop = signal.getsignal(signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread() or not callable(stop):
        yield
        return
    departure = _Departure(leave, stop)
    signal.signal(signal.SIGTERM, departure.asked)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, stop)


@contextmanager
def giving_up_at_once() -> Iterator[None]:
    """While this is open, SIGINT and SIGTERM cancel what the task waits for, and do what they would.

    A server such as uvicorn waits for its app to start, however long that takes. The same is needed.
    """
    standing = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    is_open = True

    def cancel() -> None:
        if task is not None and is_open:
            task.cancel()

    def asked(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(cancel)
        stop = standing[signal.Signals(number)]
        if callable(stop):
            stop(number, frame)

    is_main = threading.current_thread() is threading.main_thread()
    replaced = [number for number, stop in standing.items() if is_main and callable(stop)]
    for number in replaced:
        signal.signal(number, asked)
    try:
        yield
    finally:
        is_open = False
        for number in replaced:
            signal.signal(number, standing[number])


class _Departure:
    """One process that is asked to go."""

    def __init__(self, leave: Leave, stop: Callable[..., object]) -> None:
        self._leave = leave
        self._stop = stop
        self._loop = asyncio.get_running_loop()
        self._leaving: asyncio.Task[None] | None = None

    def asked(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._go())
        else:
            self._stop(signal.SIGTERM, None)

    async def _go(self) -> None:
        try:
            await self._leave()
        finally:
            self._stop(signal.SIGTERM, None)
