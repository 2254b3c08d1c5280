"""Puts together what watches one app: metrics always, traces where an address for them is set."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from channels.telemetry.loop_lag import LoopLag
from channels.telemetry.metrics import Metrics
from engine.observer import Observer, together
from engine.settings import Settings
from engine.store import StoreUnavailable

Backlog = Callable[[], Awaitable[dict[str, tuple[int, float]]]]
PATIENCE = 2.0
"""Seconds that a scrape waits for the database; then it shows everything else."""


class Telemetry:
    """The observers of one app, and what is to be done for them."""

    def __init__(self, settings: Settings) -> None:
        self.metrics = Metrics()
        self.backlog: Backlog | None = None
        """How to ask the database for the texts that wait; None as long as there is none to ask."""
        self._close: Callable[[], None] = lambda: None
        watching: list[Observer] = [self.metrics]
        if settings.otel_exporter_otlp_endpoint:
            from channels.telemetry.export import open_traces  # the SDK takes a while, and is an extra

            traces, self._close = open_traces(settings)
            watching.append(traces)
        self.observer = together(*watching)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watch the event loop while this is open; at its end send what is still to be sent."""
        lag = LoopLag(self.observer)
        lag.start()
        try:
            yield
        finally:
            lag.stop()
            await asyncio.to_thread(self._close)

    async def exposition(self) -> bytes:
        """Write the metrics for a scrape."""
        self.metrics.outbox(await self._waiting())
        return self.metrics.exposition()

    async def _waiting(self) -> dict[str, tuple[int, float]] | None:
        if self.backlog is None:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.backlog()
        except (StoreUnavailable, TimeoutError):
            return None
