"""Puts the console together: its door, its pages, and the work that goes on beside them."""

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from starlette.requests import Request
from starlette.routing import BaseRoute

from channels.clock import WallClock
from engine.ledger import prune
from engine.record import Rulebook
from engine.settings import Settings
from engine.store import Store, StoreUnavailable
from qa.access import accounts, retention
from qa.access.administration import Administration
from qa.access.door import Door, House
from qa.access.oidc import Provider
from qa.access.rights import Right
from qa.access.sessions import Limits
from qa.access.sign_in import Entrance
from qa.console import indexer, routes
from qa.console.console import Console
from qa.console.live import Live
from qa.console.review.run_pages import RunPages
from qa.console.review.runner import Runner
from qa.phone import routes as phone

HOURLY = 3600.0
"""Seconds between two rounds of cleaning up."""
log = logging.getLogger(__name__)


class Pages(NamedTuple):
    """Addresses, and how to end the streams behind them, which would keep a server that stops."""

    routes: Sequence[BaseRoute]
    hang_up: Callable[[], None]


@asynccontextmanager
async def opened(
    settings: Settings, store: Store, book: Rulebook, now: Callable[[], datetime]
) -> AsyncIterator[Pages]:
    """The addresses of the phone page and the console, while the server runs; `now` is the clinic's."""
    house = House(base_url=settings.base_url, is_open=not settings.tokens, limits=limits_of(settings))
    door = Door(store, house)
    if not house.is_open:
        await first_link(door)
    console = Console(store, book, door, live := Live(store), now)
    runner = Runner(store, book, now)
    table = (*routes.TABLE, *RunPages(runner).pages, *Administration(door).pages)
    entrance = Entrance(door, routes.frame(console, None), provider_of(settings))
    sid, demo = settings.twilio_account_sid, settings.demo_clinic
    page = phone.routes(store, book.clinic, may_call(door), demo, account_sid=sid, now=now)
    async with indexer.following(indexer.Indexer(store, book.clinic, now)), _keeping(door):
        try:
            yield Pages([*page, *entrance.routes(), *routes.routes(console, table)], live.close)
        finally:
            live.close()
            await runner.close()


def limits_of(settings: Settings) -> Limits:
    """How long people stay signed in."""
    return Limits(
        idle=timedelta(minutes=settings.qa_idle_minutes),
        absolute=timedelta(hours=settings.qa_session_hours),
    )


def provider_of(settings: Settings) -> Provider | None:
    """The clinic's own sign-in, where it has one."""
    back = f"{settings.base_url}/qa/sign-in/oidc/back"
    return Provider(settings, back, WallClock().now) if settings.oidc_issuer else None


def may_call(door: Door) -> Callable[[Request], Awaitable[bool]]:
    """Who may open the phone page: the signed-in, and what it shows of a call only those who may reveal."""

    async def allowed(request: Request) -> bool:
        visitor = await door.visitor(request)
        if visitor is None or not request.url.path.startswith("/phone/calls/"):
            return visitor is not None
        if not visitor.may(Right.REVEAL):
            return False
        if not door.house.is_open:
            call_sid = request.path_params["call_sid"]
            await door.note(visitor, "reveal", call_sid, "everything beside the call, on the phone page")
        return True

    return allowed


async def first_link(door: Door) -> None:
    """Where there is no administrator: show a link for the first on the terminal, and never in a log."""
    if await door.store.read(accounts.has_admin):
        return
    if not sys.stdout.isatty():
        log.warning("the console has no administrator: `python -m qa access link` makes a link for one")
        return
    now = door.now()
    token = await door.store.transact(lambda c: accounts.invite(c, None, now, accounts.FIRST))
    sys.stdout.write(accounts.link_words(door.house.base_url, token))
    sys.stdout.flush()


async def clean(store: Store, now: Callable[[], datetime]) -> None:
    """Forget webhooks that are too old to count, and run the retention job where it is due."""
    await store.transact(lambda c: prune(c, now()))
    await retention.run(store, now, "the server")


@asynccontextmanager
async def _keeping(door: Door) -> AsyncIterator[None]:
    """Clean up beside the server, from its start on every hour."""

    async def keep() -> None:
        while True:
            try:
                await clean(door.store, door.now)
            except StoreUnavailable:
                pass
            except Exception:
                log.exception("cleaning up failed")
            await asyncio.sleep(HOURLY)

    task = asyncio.create_task(keep())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
