"""The composition root: settings in, Starlette app out.

`python server.py` serves it; `uvicorn server:app` does too, for people who manage their own environment.
"""

import argparse
import asyncio
import errno
import logging
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute

from channels.clock import Clock, WallClock
from channels.conversation_relay.action import Calls
from channels.conversation_relay.frames import MAX_BYTES
from channels.conversation_relay.signature import SOCKET_PATH, Gate
from channels.conversation_relay.socket import Switchboard
from channels.conversation_relay.webhook import webhook
from channels.desk import Desk
from channels.health import Tally, healthz, metrics, readyz
from channels.loopback import LoopbackOnly
from engine.log import configure
from engine.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from engine.store import Store

DOTENV = Path(".env")
OUTBOX_ROUND = 15.0
"""Seconds between two looks into the outbox when nothing was queued."""

log = logging.getLogger(__name__)


class Rooms:
    """What the routes share; furnished when the lifespan has opened the desk."""

    calls: Calls
    board: Switchboard
    is_ready = False


def create_app(settings: Settings, desk: Desk | None = None, clock: Clock | None = None) -> Starlette:
    """Make the app. With a `desk` given, as in tests, no database is opened."""
    rooms, gate, tally, clock = Rooms(), Gate(settings), Tally(), clock or WallClock()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with nullcontext(desk) if desk is not None else open_desk(settings) as opened:
            rooms.calls = Calls(opened, settings, gate, clock)
            rooms.board = Switchboard(opened, settings, gate, clock, tally)
            rooms.is_ready = True
            yield
            rooms.is_ready = False
            await rooms.board.drain()

    routes = [
        Route("/incoming-call", webhook(gate, lambda form: rooms.calls.incoming(form)), methods=["POST"]),
        Route("/action", webhook(gate, lambda form: rooms.calls.action(form)), methods=["POST"]),
        Route("/after-dial", webhook(gate, lambda form: rooms.calls.after_dial(form)), methods=["POST"]),
        Route(
            "/after-message", webhook(gate, lambda form: rooms.calls.after_message(form)), methods=["POST"]
        ),
        WebSocketRoute(SOCKET_PATH, lambda socket: rooms.board.connect(socket)),
        Route("/healthz", healthz),
        Route("/readyz", readyz(lambda: rooms.is_ready)),
        Route("/metrics", metrics(tally)),
    ]
    guard = [] if settings.tokens else [Middleware(LoopbackOnly)]
    return Starlette(routes=routes, middleware=guard, lifespan=lifespan)


@asynccontextmanager
async def open_desk(settings: Settings) -> AsyncIterator[Desk]:
    """Open the clinic's database and put the front desk together on it."""
    from engine.desk import FrontDesk
    from engine.extraction import Request
    from engine.local.reader import LocalExtractor
    from engine.record import Rulebook
    from engine.screen.screen import RedFlagScreen
    from engine.speech.wordings import Speech
    from engine.store import Store
    from engine.table import Driver
    from engine.vocabulary import Language
    from tools.sql import SqlTools, load_demo, read_clinic

    zone, name, phone = settings.clinic_timezone, settings.clinic_name, settings.front_desk_number
    now, queued = clinic_clock(settings), asyncio.Event()
    store = Store.open(settings.database_url)
    try:
        if settings.demo_clinic:
            await store.transact(lambda c: load_demo(c, now(), timezone=zone))
        clinic = await store.transact(lambda c: read_clinic(c, name=name, timezone=zone, phone=phone))
        book = Rulebook(clinic=clinic, screen=RedFlagScreen.load(), speech=Speech.load(), driver=Driver())
        extractor = LocalExtractor()
        for lang in Language:
            # The grammars are compiled when they are first used, and no caller should wait for that.
            await extractor.extract(Request(text="hello", now=clinic.local(now()), lang=lang))
            book.screen.read("hello", lang=lang)
        async with texting(settings, store, queued, now) as can_text:
            yield FrontDesk(
                store,
                book,
                extractor,
                lambda connection: SqlTools(connection, clinic, sends_texts=can_text),
                now,
                committed=queued.set,
            )
    finally:
        await store.close()


@asynccontextmanager
async def texting(
    settings: Settings, store: "Store", queued: asyncio.Event, now: Callable[[], datetime]
) -> AsyncIterator[bool]:
    """Send queued texts for as long as this is open; whether there is an account to send them by."""
    from tools.sms import TwilioTexts
    from tools.sql.outbox import Outbox

    account, token, number = (
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        settings.twilio_phone_number,
    )
    if not (account and token and number):
        yield False
        return
    callback = f"{settings.base_url}/sms-status" if settings.public_url else ""
    sender = TwilioTexts(account, token, number, api_url=settings.twilio_api_url, status_callback=callback)

    async def work() -> None:
        outbox = Outbox()
        while True:
            queued.clear()
            try:
                await outbox.flush(store, sender, now())
            except Exception:
                log.exception("outbox-failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(queued.wait(), OUTBOX_ROUND)

    worker = asyncio.create_task(work())
    try:
        yield True
    finally:
        worker.cancel()


def clinic_clock(settings: Settings) -> Callable[[], datetime]:
    """The clinic's time, aware; it stands still where `CLINIC_NOW` says so."""
    frozen = settings.clinic_now
    return (lambda: frozen) if frozen is not None else (lambda: datetime.now(UTC))


class Server(uvicorn.Server):
    """Says where it can be reached once it can."""

    def __init__(self, config: uvicorn.Config, welcome: str) -> None:
        super().__init__(config)
        self._welcome = welcome

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(self._welcome)
            sys.stdout.flush()


def serve(settings: Settings) -> int:
    """Serve until interrupted; the exit status."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        listening = socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except OSError as error:
        sys.stderr.write(_why_not(settings, error) + "\n")
        return 1
    config = uvicorn.Config(
        create_app(settings),
        ws_max_size=MAX_BYTES,
        ws_per_message_deflate=False,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=15,
    )
    server = Server(config, _welcome(settings))
    server.run(sockets=[listening])
    return 0 if server.started else 1


def main(argv: list[str]) -> int:
    """Start the server; 2 when the settings cannot be used."""
    parser = argparse.ArgumentParser(prog="server.py", description="Atlas Front Desk")
    parser.add_argument("--demo", action="store_true", help="load the demo clinic into an empty database")
    options = parser.parse_args(argv)
    try:
        settings = read_settings(dotenv=DOTENV)
    except SettingsError as error:
        sys.stderr.write("These settings cannot be used:\n" + "".join(f"  {p}\n" for p in error.problems))
        return 2
    configure(settings.log_level)
    return serve(msgspec.structs.replace(settings, demo_clinic=settings.demo_clinic or options.demo))


def _why_not(settings: Settings, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is in use: stop the program that has it, or set PORT to another one."
    return f"Cannot listen on {settings.host} port {settings.port}: {error.strerror}"


def _welcome(settings: Settings) -> str:
    lines = [f"Atlas Front Desk is listening on http://{settings.host}:{settings.port}/"]
    if settings.demo_clinic:
        lines.append(
            'Play a patient: open it and say "Hi, it\'s Tyrome Williams. I need to move my appointment."'
        )
        lines.append("Tyrome was born on April 17th, 1988; his number is 212 555 0101.")
    if settings.tokens and settings.public_url:
        lines.append(f"Twilio's voice webhook is {settings.base_url}/incoming-call")
    elif settings.tokens:
        lines.append("Set PUBLIC_URL to the https:// address by which Twilio reaches this server.")
    else:
        lines.append("No TWILIO_AUTH_TOKEN is set, so only this machine is answered.")
    return "\n".join(lines) + "\n"


def __getattr__(name: str) -> Starlette:
    """Make `app` when it is asked for, so that importing this module reads no setting."""
    if name != "app":
        raise AttributeError(name)
    settings = read_settings(dotenv=DOTENV)
    configure(settings.log_level)
    return create_app(settings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
