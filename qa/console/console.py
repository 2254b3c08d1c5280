"""What the console's pages share, and what a page is."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from engine.record import Rulebook
from engine.store import Store
from qa.access.rights import Doorkeeper, Right, Visitor
from qa.console.live import Live


class Console(NamedTuple):
    """The things behind the pages."""

    store: Store
    book: Rulebook
    """What this version of the code replays calls with."""
    doorkeeper: Doorkeeper
    live: Live
    now: Callable[[], datetime]
    """The clinic's time, aware."""


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
