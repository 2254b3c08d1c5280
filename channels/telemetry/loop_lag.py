"""How late the event loop is: whatever blocks it makes every caller of this process wait."""

import asyncio

from engine.observer import Observer

EVERY = 0.5
"""Seconds between two appointments."""


class LoopLag:
    """Makes appointments with the loop and tells the observer how late it came to each."""

    def __init__(self, observer: Observer, every: float = EVERY) -> None:
        self._observer = observer
        self._every = every
        self._next: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin, on the running loop."""
        self._appoint(asyncio.get_running_loop())

    def stop(self) -> None:
        """Make no further appointment."""
        if self._next is not None:
            self._next.cancel()

    def _appoint(self, loop: asyncio.AbstractEventLoop) -> None:
        due = loop.time() + self._every
        self._next = loop.call_at(due, self._come, loop, due)

    def _come(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        self._observer.loop_lagged(max(0.0, loop.time() - due))
        self._appoint(loop)
