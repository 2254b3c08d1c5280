"""What the console's pages share, and what a page is."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from engine.record import Rulebook
from engine.store import Store
from qa.access.rights import Doorkeeper, Right, Visitor
from qa.console.live import Live

BACKGROUND = "x-background"
"""The header of a request that a page makes by itself."""


class Console(NamedTuple):
    """The things behind the pages."""

    store: Store
    book: Rulebook
    """What this version of the code replays calls with."""
    doorkeeper: Doorkeeper
    live: Live
    now: Callable[[], datetime]
    """The clinic's time, aware."""
    wall: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The real time, aware: what ends by itself must end where the clinic's clock is frozen, too."""


async def looked(
    console: Console, request: Request, visitor: Visitor, target: str, action: str = "view", detail: str = ""
) -> None:
    """Tell the audit log that somebody looks at a page; one that renews itself is one look."""
    visits, now = console.live.visits, time.monotonic()
    if request.headers.get(BACKGROUND) and visits.go_on(visitor.name, target, now):
        return
    await console.doorkeeper.note(visitor, action, target, detail)
    visits.begin(visitor.name, target, now)


Endpoint = Callable[[Console, Request, Visitor], Awaitable[Response]]


class Page(NamedTuple):
    """One address of the console."""

    path: str
    endpoint: Endpoint
    right: Right = Right.READ
    """What the visitor must be allowed to do."""
    methods: tuple[str, ...] = ("GET",)
    label: str = ""
    """Its name in the navigation; without one it is not there."""
