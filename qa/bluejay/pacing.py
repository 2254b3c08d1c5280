"""Lets so many requests a second through: Bluejay publishes no limit, and answers 401 beyond it."""

import asyncio
import time
from collections.abc import Awaitable, Callable

RATE = 3.0
BURST = 10
"""About 150 quick requests were seen to bring refusals on; this stays far below."""


class Bucket:
    """Holds `burst` drops and gets `rate` a second; who finds none waits."""

    def __init__(
        self,
        rate: float = RATE,
        burst: int = BURST,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`now` tells seconds that never run backwards."""
        self._rate = rate
        self._burst = burst
        self._now = now
        self._sleep = sleep
        self._drops = float(burst)
        self._at = now()

    async def take(self) -> None:
        """Wait for a drop and take it; whoever comes later waits longer."""
        now = self._now()
        self._drops = min(self._burst, self._drops + (now - self._at) * self._rate)
        self._at = now
        self._drops -= 1
        if self._drops < 0:
            await self._sleep(-self._drops / self._rate)
