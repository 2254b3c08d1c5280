"""Tells open pages that a call has moved: one poller a process, only while somebody watches."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.store import Store, StoreUnavailable

EVERY = 1.0
"""Seconds between two looks at the calls that are on."""
WATCHERS = 64
"""Pages that one process keeps up to date; further ones say that they don't move by themselves."""
CALLS = 500
"""Calls that are followed at once, the latest first."""
VISIT = 60.0
"""Seconds after which a page that did not renew itself is taken as closed."""
MOVING = text(
    "SELECT call_sid, version FROM Calls WHERE indexed < version ORDER BY updated_at DESC LIMIT :most"
)
"""What is on, or was until a moment ago: the calls that the index does not know in full."""


class TooMany(Exception):
    """As many pages are watching as this process serves."""


News = frozenset[str] | None
"""Calls that have taken a turn, begun or ended since the last look; None: there will be no more news."""


class Visits:
    """Who is looking at what just now: a page that renews itself is one view, not one a second."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], float] = {}

    def begin(self, who: str, target: str, now: float) -> None:
        """Somebody opens a page; `now` is in seconds that never go back."""
        self._until = {visit: end for visit, end in self._until.items() if end > now}
        self._until[who, target] = now + VISIT

    def go_on(self, who: str, target: str, now: float) -> bool:
        """Whether they still have it open; if so, it stays so for a while."""
        is_on = self._until.get((who, target), 0.0) > now
        if is_on:
            self._until[who, target] = now + VISIT
        return is_on


class Live:
    """Watches the database while anybody watches it, and is quiet otherwise."""

    def __init__(self, store: Store, every: float = EVERY) -> None:
        self._store = store
        self._every = every
        self._watchers: set[asyncio.Queue[News]] = set()
        self._poller: asyncio.Task[None] | None = None
        self._closed = False
        self.visits = Visits()
        self.has_looked = asyncio.Event()
        """What happens from here on is news."""

    @property
    def is_closed(self) -> bool:
        """Whether the server is going."""
        return self._closed

    @property
    def watchers(self) -> int:
        """How many pages are kept up to date."""
        return len(self._watchers)

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[asyncio.Queue[News]]:
        """News of calls from now on; None says that there will be no more. Raises `TooMany`."""
        if len(self._watchers) >= WATCHERS or self._closed:
            raise TooMany
        news: asyncio.Queue[News] = asyncio.Queue(maxsize=16)
        self._watchers.add(news)
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())
        try:
            yield news
        finally:
            self._watchers.discard(news)

    def close(self) -> None:
        """End every watch: the server is going, and open streams would keep it."""
        self._closed = True
        self._tell(None)

    async def _poll(self) -> None:
        """Ends with the last watcher; a database that is away is asked again."""
        before: dict[str, int] | None = None
        self.has_looked.clear()
        while self._watchers and not self._closed:
            with contextlib.suppress(StoreUnavailable):
                now = await self._store.read(_moving)
                if before is not None and now != before:
                    changed = {sid for sid in now.keys() | before.keys() if now.get(sid) != before.get(sid)}
                    self._tell(frozenset(changed))
                before = now
                self.has_looked.set()
            await asyncio.sleep(self._every)

    def _tell(self, news: News) -> None:
        for queue in self._watchers:
            if queue.full():  # a page that does not read gets the whole truth with its next look
                queue.get_nowait()
            queue.put_nowait(news)


def _moving(connection: Connection) -> dict[str, int]:
    rows = connection.execute(MOVING, {"most": CALLS}).mappings()
    return {row["call_sid"]: row["version"] for row in rows}
