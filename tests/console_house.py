"""A console over a test's own clinic, with real calls in its log, and somebody at its door.

office = await Office.open(folder)
await make_calls(office)                       # the stored calls of tests/replays, taken anew by the engine
house = ConsoleHouse(office)
await house.index()
async with house.served() as address: …        # or: house.client() without a socket
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request

from engine.clinic import Clinic
from engine.store import Store
from qa.access.rights import Right, Visitor
from qa.console.console import Console, Page
from qa.console.indexer import Indexer
from qa.console.live import Live
from qa.console.routes import TABLE, routes
from tests.office import NOW, Office, rulebook
from tests.replays.calls import CALLS
from tests.replays.record import take
from tools.sql import read_clinic

EVERYTHING = frozenset({Right.READ, Right.REVIEW, Right.REVEAL})
CSRF = "of-this-session"


class Door:
    """Lets one person in, with rights as said, and keeps what is noted."""

    def __init__(self, rights: frozenset[Right] = EVERYTHING) -> None:
        self._first = Visitor(name="rosa", rights=rights, csrf=CSRF)
        self.visitor_now: Visitor | None = self._first
        self.notes: list[tuple[str, str, str]] = []

    def reset(self) -> None:
        """Let in whom it let in at first, with nothing noted of them."""
        self.visitor_now = self._first
        self.notes.clear()

    async def visitor(self, request: Request) -> Visitor | None:
        return self.visitor_now

    async def note(self, visitor: Visitor, action: str, target: str = "", detail: str = "") -> None:
        self.notes.append((action, target, detail))


class ConsoleHouse:
    """The console, its door and its index."""

    def __init__(self, store: Store, clinic: Clinic, now: datetime, door: Door | None = None) -> None:
        self.door = door or Door()
        self.store = store
        self.more: tuple[Page, ...] = ()
        """Pages that stand behind objects of their own."""
        self.live = Live(store, every=0.02)
        self.indexer = Indexer(store, clinic, lambda: now)
        book = rulebook(clinic)
        self.console = Console(store=store, book=book, doorkeeper=self.door, live=self.live, now=lambda: now)

    @classmethod
    async def of(
        cls, office: Office, now: datetime = NOW, rights: frozenset[Right] = EVERYTHING
    ) -> "ConsoleHouse":
        """The console of an office; `now` is aware."""
        return cls(office.store, await office.store.read(read_clinic), now, Door(rights))

    async def index(self) -> int:
        """Bring the index up to date; how many calls were new to it."""
        return await self.indexer.catch_up()

    def app(self) -> Starlette:
        return Starlette(routes=routes(self.console, (*TABLE, *self.more)))

    def client(self) -> httpx.AsyncClient:
        """A browser without a screen."""
        transport = httpx.ASGITransport(self.app())
        headers = {"accept": "text/html"}
        return httpx.AsyncClient(transport=transport, base_url="http://console", headers=headers)

    @asynccontextmanager
    async def served(self, port: int = 0) -> AsyncIterator[str]:
        """Serve it on a free port of this machine; its address without a closing slash."""
        listening = socket.create_server(("127.0.0.1", port))
        port = listening.getsockname()[1]
        config = uvicorn.Config(self.app(), log_config=None, timeout_graceful_shutdown=2, lifespan="off")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110
            await asyncio.sleep(0)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            self.live.close()
            server.should_exit = True
            await serving


def form(**fields: Any) -> dict[str, Any]:
    """A form of this session."""
    return {"csrf": CSRF, **fields}


async def make_calls(office: Office, *names: str) -> dict[str, str]:
    """Take the stored calls by name, all of them if none is named; their ids."""
    made = {}
    for name in names or tuple(CALLS):
        if not names and "meanwhile" in CALLS[name]:
            continue  # needs books of its own
        caller = await office.call("+19175550199")
        await take(caller, CALLS[name])
        made[name] = caller.call_sid
        office.failing.clear()
        office.wait(minutes=7)
    return made
