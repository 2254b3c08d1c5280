"""The composition root: settings in, Starlette app out.

`python server.py` serves it; `uvicorn server:app` does too, for people who manage their own environment.
"""

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from channels.clock import Clock, WallClock
from channels.conversation_relay.action import Calls
from channels.conversation_relay.signature import SOCKET_PATH, Gate
from channels.conversation_relay.socket import Switchboard
from channels.conversation_relay.webhook import webhook
from channels.desk import Desk
from channels.health import healthz, metrics, readyz
from channels.leaving import leaving_in_order
from channels.ledger import Ledger, MemoryLedger
from channels.limits import Doors
from channels.loopback import LoopbackOnly
from channels.serving import favour_the_loop, serve
from channels.sms import NoTextRecords, TextRecords, Texts
from channels.telemetry.start import Backlog, Telemetry
from engine.extraction import Request
from engine.log import configure
from engine.observer import NOBODY, Observer
from engine.settings import Settings, SettingsError, read_settings
from engine.vocabulary import Language
from qa.bluejay.timing import Timing, watched

if TYPE_CHECKING:
    from engine.record import Rulebook
    from engine.screen.outcome import Screen

DOTENV = Path(".env")
log = logging.getLogger(__name__)


class House(NamedTuple):
    """A front desk, and the pages beside it."""

    desk: Desk
    pages: Sequence[BaseRoute] = ()
    text_records: TextRecords = NoTextRecords()
    text_words: Callable[[Language], str] = lambda lang: ""
    backlog: Backlog | None = None
    ledger: Ledger | None = None
    hang_up: Callable[[], None] = lambda: None
    """Ends the streams to open pages."""


class Rooms:
    """What the routes share; furnished when the lifespan has opened the desk."""

    calls: Calls
    board: Switchboard
    texts: Texts
    hang_up: Callable[[], None] = staticmethod(lambda: None)
    is_ready = False


def create_app(
    settings: Settings,
    desk: Desk | None = None,
    clock: Clock | None = None,
    ledger: Ledger | None = None,
) -> Starlette:
    """Make the app. With a `desk` given, as in tests, no database is opened."""
    rooms, gate, telemetry, clock = Rooms(), Gate(settings), Telemetry(settings), clock or WallClock()
    doors, (observer, timing) = Doors(settings, clock), watched(settings, telemetry.observer)
    hook = partial(webhook, gate, doors.strangers, observer=observer)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        given = nullcontext(House(desk, ledger=ledger)) if desk is not None else None
        opening = given or open_house(settings, observer, timing)
        async with telemetry.running(), opening as house:
            telemetry.backlog = house.backlog
            known = house.ledger or MemoryLedger()
            rooms.calls = Calls(house.desk, settings, gate, clock, observer, doors, known)
            rooms.board = Switchboard(house.desk, settings, gate, clock, observer, doors)
            rooms.texts = Texts(house.text_records, house.text_words, clock, known)
            app.router.routes.extend(house.pages)
            rooms.hang_up = house.hang_up
            rooms.is_ready = True
            with leaving_in_order(leave):
                yield
            rooms.is_ready = False
            await rooms.board.drain()

    async def leave() -> None:
        """Stop taking calls, wait until that is known, and let the running ones go elsewhere."""
        rooms.is_ready = False
        doors.capacity.shut()
        await asyncio.sleep(settings.drain_seconds)
        rooms.hang_up()
        await rooms.board.leave()

    routes = [
        Route("/incoming-call", hook(lambda form: rooms.calls.incoming(form)), methods=["POST"]),
        Route("/action", hook(lambda form: rooms.calls.action(form)), methods=["POST"]),
        Route("/after-dial", hook(lambda form: rooms.calls.after_dial(form)), methods=["POST"]),
        Route("/after-message", hook(lambda form: rooms.calls.after_message(form)), methods=["POST"]),
        Route("/sms", hook(lambda form: rooms.texts.inbound(form), "MessageSid"), methods=["POST"]),
        Route(
            "/sms-status",
            hook(lambda form: rooms.texts.status(form), "MessageSid"),
            methods=["POST"],
        ),
        WebSocketRoute(SOCKET_PATH, lambda socket: rooms.board.connect(socket)),
        Route("/healthz", healthz),
        Route("/readyz", readyz(lambda: rooms.is_ready)),
        Route("/metrics", metrics(telemetry.exposition)),
    ]
    guard = [] if settings.tokens else [Middleware(LoopbackOnly)]
    app = Starlette(routes=routes, middleware=guard, lifespan=lifespan)
    app.state.leave = leave
    app.state.hang_up = lambda: rooms.hang_up()
    return app


@asynccontextmanager
async def open_house(
    settings: Settings, observer: Observer = NOBODY, timing: Timing | None = None
) -> AsyncIterator[House]:
    """Open the clinic's database, and put the front desk and its pages together on it.

    Raises `BrokenMachine` with every problem of the machine and its words.
    """
    from engine.build import build
    from engine.check import check
    from engine.desk import FrontDesk
    from engine.ledger import StoredLedger, prune
    from engine.model.start import make_extractor
    from engine.patience import PATIENCE
    from engine.record import Rulebook
    from engine.screen.screen import RedFlagScreen
    from engine.speech.wordings import Speech
    from engine.store import Store
    from engine.table import Driver
    from qa.bluejay.start import opened as bluejay
    from qa.start import opened as console
    from tools.sql import SqlTools, load_demo, read_clinic
    from tools.sql.backlog import backlog
    from tools.texting import TextRecords, texting

    zone, name, number = settings.clinic_timezone, settings.clinic_name, settings.front_desk_number
    now, queued = clinic_clock(settings), asyncio.Event()
    check()
    async with AsyncExitStack() as open_until_the_end:
        store = Store.open(settings.database_url)
        open_until_the_end.push_async_callback(store.close)
        store.observer = observer
        if settings.demo_clinic:
            await store.transact(lambda c: load_demo(c, now(), timezone=zone))
        await store.transact(lambda c: prune(c, datetime.now(UTC)))
        clinic = await store.transact(lambda c: read_clinic(c, name=name, timezone=zone, phone=number))
        book = Rulebook(
            clinic=clinic, screen=RedFlagScreen.load(), speech=Speech.load(), driver=Driver(), build=build()
        )
        if not book.screen.signed_off:
            log.warning("no clinician has signed version %s of the urgent-symptom list", book.screen.version)
        warm(book.screen, clinic.local(now()))
        enter = open_until_the_end.enter_async_context
        extractor = await enter(make_extractor(settings, time.monotonic, observer))
        can_text = await enter(texting(settings, store, queued, now))
        desk = FrontDesk(
            store,
            book,
            extractor,
            lambda connection: SqlTools(connection, clinic, sends_texts=can_text),
            now,
            committed=queued.set,
            patience=PATIENCE,
            observer=observer,
        )
        pages = await enter(console(settings, store, book, now))
        posted = await enter(bluejay(settings, store, clinic, desk, timing or Timing(), now))
        yield House(
            desk,
            (*posted, *pages.routes),
            TextRecords(store, now, PATIENCE),
            reach(book),
            lambda: store.read(lambda connection: backlog(connection, now())),
            StoredLedger(store, PATIENCE, settings.twilio_auth_token),
            pages.hang_up,
        )


def reach(book: "Rulebook") -> Callable[[Language], str]:
    """How to reach the clinic, for those who text it; nothing where it has no number."""
    facts = {"clinic": book.clinic.name, "phone": book.clinic.phone}
    return lambda lang: book.speech.say(lang, "sms_reach", facts) if book.clinic.phone else ""


def warm(screen: "Screen", local: datetime) -> None:
    """Use every grammar once: they are compiled at their first use, and no caller should wait for that."""
    from engine.local.reader import LocalExtractor

    for lang in Language:
        LocalExtractor().read(Request(text="hello", now=local, lang=lang))
        screen.read("hello", lang=lang)


def clinic_clock(settings: Settings) -> Callable[[], datetime]:
    """The clinic's time, aware; it stands still where `CLINIC_NOW` says so."""
    frozen = settings.clinic_now
    return (lambda: frozen) if frozen is not None else (lambda: datetime.now(UTC))


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
    settings = msgspec.structs.replace(settings, demo_clinic=settings.demo_clinic or options.demo)
    return serve(create_app(settings), settings)


def __getattr__(name: str) -> Starlette:
    """Make `app` when it is asked for, so that importing this module reads no setting."""
    if name != "app":
        raise AttributeError(name)
    settings = read_settings(dotenv=DOTENV)
    configure(settings.log_level)
    favour_the_loop()
    return create_app(settings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
