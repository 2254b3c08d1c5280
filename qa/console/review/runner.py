"""Takes stored calls again in the background, one run at a time, and leaves half of the time to the calls."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from engine.command_replay import replays
from engine.record import Rulebook
from engine.replay import Difference
from engine.store import Store, StoreUnavailable
from qa.console.review import runs
from qa.console.review.runs import Status

BATCH = 10
"""Calls between two looks whether somebody stopped the run."""
log = logging.getLogger(__name__)


class Runner:
    """The one worker of a process. What it has done stands in the database, so that another can go on."""

    def __init__(self, store: Store, book: Rulebook, now: Callable[[], datetime]) -> None:
        """`now` is the clinic's clock, aware."""
        self._store = store
        self._book = book
        self._now = now
        self._task: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way here."""
        return self._task is not None and not self._task.done()

    def start(self, run: int) -> None:
        """Take the calls of a run that were not taken yet; one run at a time, so never while busy."""
        assert not self.is_busy
        self._task = asyncio.create_task(self._run(run))

    async def finished(self) -> None:
        """Wait until nothing is under way."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def close(self) -> None:
        """Stop; the run can be gone on with."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self, run: int) -> None:
        try:
            await take(self._store, self._book, run, self._now)
        except StoreUnavailable:
            log.warning("a run of stored calls was left: the database is away")
        except Exception:
            log.exception("a run of stored calls failed")
            with contextlib.suppress(StoreUnavailable):
                await self._store.transact(lambda c: runs.settle(c, run, Status.FAILED, self._now()))


async def take(store: Store, book: Rulebook, run: int, now: Callable[[], datetime]) -> None:
    """Take the rest of a run, batch by batch, until it is done or somebody stops it."""
    while calls := await store.read(lambda c: runs.due(c, run, BATCH)):
        done = await _batch(store, book, calls)
        at = now()
        if not await store.transact(lambda c, done=done, at=at: runs.put(c, run, done, at)):  # type: ignore[misc]
            return
    await store.transact(lambda c: runs.settle(c, run, Status.DONE, now()))


async def _batch(store: Store, book: Rulebook, calls: Sequence[str]) -> list[tuple[str, Difference | None]]:
    """Each call on a thread, and as long a rest after it."""
    loop, done = asyncio.get_running_loop(), list[tuple[str, Difference | None]]()
    for call_sid in calls:
        began = loop.time()
        done += await asyncio.to_thread(lambda call=call_sid: list(replays(store, [call], book)))  # type: ignore[misc]
        await asyncio.sleep(loop.time() - began)
    return done
