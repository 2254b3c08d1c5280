"""The composition root: settings in, Starlette app out.

`python server.py` serves it; `uvicorn server:app` does too, for people who manage their own environment.
"""

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec
from starlette.applications import Starlette

from channels.app import House, create_app
from channels.pauses import favour_the_loop
from channels.serving import serve
from channels.starting import CannotOpen
from engine.build import build
from engine.check import BrokenMachine, check
from engine.desk import FrontDesk
from engine.extraction import Request
from engine.ledger import StoredLedger
from engine.local.reader import LocalExtractor
from engine.log import configure
from engine.model.start import make_extractor
from engine.observer import NOBODY, Observer
from engine.patience import PATIENCE
from engine.record import Rulebook
from engine.screen.outcome import Screen
from engine.screen.screen import RedFlagScreen
from engine.settings import Settings, SettingsError, read_settings
from engine.speech.wordings import Speech
from engine.start import open_store
from engine.store import Store, StoreUnavailable
from engine.table import Driver
from engine.vocabulary import Language
from qa.bluejay.start import opened as bluejay
from qa.bluejay.timing import Timing
from qa.start import opened as console
from tools.sql import SqlTools, load_demo, read_clinic
from tools.sql.backlog import backlog
from tools.texting import TextRecords, texting

DOTENV = Path(".env")
log = logging.getLogger(__name__)


def make_app(settings: Settings) -> Starlette:
    """Make the app of these settings; its house is opened when the app is started."""
    timing = Timing()
    watching = timing if settings.bluejay_api_key else NOBODY
    return create_app(settings, partial(open_house, settings, timing), observer=watching)


@asynccontextmanager
async def open_house(settings: Settings, timing: Timing, observer: Observer) -> AsyncIterator[House]:
    """Open the clinic's database, and put the front desk and its pages together on it.

    Raises `CannotOpen`, among others with every problem of the machine and its words.
    """
    try:
        check()
    except BrokenMachine as error:
        raise CannotOpen(f"The machine does not hold together:\n{error}") from None
    now, queued = clinic_clock(settings), asyncio.Event()
    async with AsyncExitStack() as until_the_end:
        enter = until_the_end.enter_async_context
        store = await enter(opened_store(settings, observer))
        book = await rulebook(settings, store, now())
        extractor = await enter(make_extractor(settings, time.monotonic, observer))
        can_text = await enter(texting(settings, store, queued, now))
        desk = FrontDesk(
            store,
            book,
            extractor,
            lambda connection: SqlTools(connection, book.clinic, sends_texts=can_text),
            now,
            committed=queued.set,
            patience=PATIENCE,
            observer=observer,
        )
        pages = await enter(console(settings, store, book, now))
        posted = await enter(bluejay(settings, store, book.clinic, desk, timing, now))
        yield House(
            desk,
            (*posted, *pages.routes),
            TextRecords(store, now, PATIENCE),
            reach(book),
            lambda: store.read(lambda connection: backlog(connection, now())),
            StoredLedger(store, PATIENCE, settings.twilio_auth_token),
            pages.hang_up,
        )


@asynccontextmanager
async def opened_store(settings: Settings, observer: Observer) -> AsyncIterator[Store]:
    """The clinic's database while this is open; raises `CannotOpen`."""
    try:
        store = await open_store(settings.database_url, settings.database_wait)
    except StoreUnavailable as error:
        raise CannotOpen(str(error)) from None
    try:
        store.observer = observer
        yield store
    finally:
        await store.close()


async def rulebook(settings: Settings, store: Store, now: datetime) -> Rulebook:
    """The clinic as its database has it, with everything that is the same for all of its calls."""
    zone, name, number = settings.clinic_timezone, settings.clinic_name, settings.front_desk_number
    if settings.demo_clinic:
        await store.transact(lambda c: load_demo(c, now, timezone=zone))
    clinic = await store.transact(lambda c: read_clinic(c, name=name, timezone=zone, phone=number))
    screen = RedFlagScreen.load()
    if not screen.signed_off:
        log.warning("no clinician has signed version %s of the urgent-symptom list", screen.version)
    warm(screen, clinic.local(now))
    return Rulebook(clinic=clinic, screen=screen, speech=Speech.load(), driver=Driver(), build=build())


def reach(book: Rulebook) -> Callable[[Language], str]:
    """How to reach the clinic, for those who text it; nothing where it has no number."""
    facts = {"clinic": book.clinic.name, "phone": book.clinic.phone}
    return lambda lang: book.speech.say(lang, "sms_reach", facts) if book.clinic.phone else ""


def warm(screen: Screen, local: datetime) -> None:
    """Use every grammar once: they are compiled at their first use, and no caller should wait for that."""
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
    return serve(make_app(settings), settings)


def __getattr__(name: str) -> Starlette:
    """Make `app` when it is asked for, so that importing this module reads no setting."""
    if name != "app":
        raise AttributeError(name)
    settings = read_settings(dotenv=DOTENV)
    configure(settings.log_level)
    favour_the_loop()
    return make_app(settings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
