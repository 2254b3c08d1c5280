"""`python -m engine replay`: runs stored calls again with this version, one line for each that differs."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TextIO

from sqlalchemy.engine import Connection

from engine import journal
from engine.record import Rulebook
from engine.replay import Difference, History, replay
from engine.settings import Settings, SettingsError, read_settings
from engine.stamps import moment
from engine.store import Store, StoreUnavailable

UNUSABLE = 2
NOT_STORED = Difference(turn=0, what="log", expected="a stored call", got="none of this id")


def main(argv: list[str]) -> int:
    """Replay what is asked for; 1 when any call differs, 2 when one is not stored or there is no database."""
    parser = argparse.ArgumentParser(prog="python -m engine replay", description=__doc__)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("calls", nargs="*", default=[], metavar="CALL", help="a call's SID")
    which.add_argument(
        "--since", type=_moment, metavar="ISO", help="every call since then; UTC if it says no"
    )
    parser.add_argument("--database", metavar="URL", help="instead of DATABASE_URL")
    arguments = parser.parse_args(argv)
    try:
        settings = read_settings(dotenv=Path(".env"))
        store = Store.open(arguments.database or settings.database_url, create=False)
    except (SettingsError, StoreUnavailable) as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    try:
        since: datetime | None = arguments.since
        calls: list[str] = arguments.calls
        if since is not None:
            calls = store.read_now(lambda connection: journal.started_since(connection, since))
            sys.stderr.write(f"{len(calls)} calls since then\n")
        return replay_calls(store, calls, rulebook(store, settings), sys.stdout)
    except StoreUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    finally:
        store.close_now()


def replay_calls(store: Store, calls: Iterable[str], book: Rulebook, out: TextIO) -> int:
    """Write the first difference of each call that has one; the exit status."""
    status = 0
    for call_sid, difference in replays(store, calls, book):
        if difference == NOT_STORED:
            sys.stderr.write(f"{call_sid}: no such call is stored\n")
            return UNUSABLE
        if difference is not None:
            out.write(f"{call_sid}: {difference}\n")
            status = 1
    return status


def replays(store: Store, calls: Iterable[str], book: Rulebook) -> Iterator[tuple[str, Difference | None]]:
    """Run calls again one by one, each with its first difference, `NOT_STORED` where there is no such call.

    Blocks while it reads; never from a thread with an event loop.
    """
    for call_sid in calls:
        history = store.read_now(partial(_history, call_sid=call_sid))
        yield call_sid, replay(history, book) if history["turns"] else NOT_STORED


def _history(connection: Connection, call_sid: str) -> History:
    return journal.history(connection, call_sid)


def rulebook(store: Store, settings: Settings) -> Rulebook:
    """The clinic as it is now, and this version's rules."""
    from engine.screen.screen import RedFlagScreen
    from engine.speech.wordings import Speech
    from engine.table import Driver
    from tools.sql import read_clinic

    name, zone, phone = settings.clinic_name, settings.clinic_timezone, settings.front_desk_number
    clinic = store.transact_now(lambda c: read_clinic(c, name=name, timezone=zone, phone=phone))
    return Rulebook(clinic=clinic, screen=RedFlagScreen.load(), speech=Speech.load(), driver=Driver())


def _moment(text: str) -> datetime:
    try:
        return moment(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no ISO time") from None
