"""Waiting for a store that is away for a moment, because it restarts or somebody else takes its place."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from engine.store import StoreUnavailable

R = TypeVar("R")

PATIENCE = 8.0
"""Seconds a served call waits; PostgreSQL was back within six on two busy cores."""
PAUSE = 0.25
"""Seconds between two tries."""


async def patiently(attempt: Callable[[], Awaitable[R]], seconds: float) -> R:
    """Try again while the store is away, for so many seconds; raises `StoreUnavailable` when they are over.

    What it tries must be such that doing it twice does it once: the answer to a commit may have been lost.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            return await attempt()
        except StoreUnavailable:
            if time.monotonic() >= until:
                raise
        await asyncio.sleep(PAUSE)
