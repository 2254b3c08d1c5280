"""The numbers on the command line: `python -m qa numbers` prints them, `--rebuild` counts every call anew."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import text

from engine.settings import Settings, SettingsError, read_settings
from engine.store import Store, StoreUnavailable
from qa.console.filters import Filters
from qa.console.indexer import Indexer
from qa.console.numbers import days, reading
from qa.console.numbers.figures import SECTIONS
from tools.sql import read_clinic

UNUSABLE = 2
_AGAIN = text("UPDATE Calls SET indexed = 0")


def main(argv: Sequence[str]) -> int:
    """Print the figures of some days as JSON, or rebuild; 2 where there is no database."""
    options = _parser().parse_args(argv)
    try:
        settings = read_settings(dotenv=Path(".env"))
        store = Store.open(settings.database_url, create=False)
    except SettingsError as error:
        sys.stderr.write("\n".join(error.problems) + "\n")
        return UNUSABLE
    except StoreUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    try:
        if options.rebuild:
            calls = asyncio.run(rebuild(store, settings))
            sys.stdout.write(f"{calls} calls counted anew\n")
            return 0
        chosen = (("build", options.version),) if options.version else ()
        wanted = Filters(chosen=chosen, since=options.since, until=options.until)
        sys.stdout.write(json.dumps(figures(store, wanted), indent=1) + "\n")
        return 0
    except StoreUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    finally:
        store.close_now()


def figures(store: Store, wanted: Filters) -> dict[str, object]:
    """Every figure by its key; null is no data."""
    sums = store.transact_now(lambda c: reading.sums(c, wanted, ZoneInfo("UTC")))
    lines = {line.key: line.work_out(sums) for section in SECTIONS for line in section.lines}
    return {"calls": sums.calls, **{key: msgspec.to_builtins(figure) for key, figure in lines.items()}}


async def rebuild(store: Store, settings: Settings) -> int:
    """Add the sums up again, then read every stored call anew; a server may go on meanwhile.

    What is counted in words that retention has deleted stays as it was counted.
    """
    zone, name, number = settings.clinic_timezone, settings.clinic_name, settings.front_desk_number
    clinic = await store.transact(lambda c: read_clinic(c, name=name, timezone=zone, phone=number))
    await store.transact(days.add_up_again)
    await store.transact(lambda c: c.execute(_AGAIN).rowcount)
    return await Indexer(store, clinic, lambda: datetime.now(UTC)).catch_up()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa numbers", description=__doc__)
    parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="the clinic's, 2026-03-02")
    parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="the last day that counts")
    parser.add_argument("--version", default="", help="of the code that took a call's last turn")
    parser.add_argument("--rebuild", action="store_true", help="count every stored call anew")
    return parser
