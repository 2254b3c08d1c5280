"""`python -m qa replay`: runs this version over stored calls; the console compares what comes of it."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from engine.build import build
from engine.command_replay import UNUSABLE, rulebook
from engine.settings import Settings, SettingsError, read_settings
from engine.store import Store, StoreUnavailable
from qa.console import filters
from qa.console.filters import KINDS, Filters
from qa.console.review import runs
from qa.console.review.run_pages import filters_of, in_words
from qa.console.review.runner import take

HERE = "the command line"


def main(argv: Sequence[str]) -> int:
    """Run the newest calls that fit; 1 when any goes another way, 2 when there is nothing to run."""
    parser = argparse.ArgumentParser(prog="python -m qa replay", description=__doc__)
    parser.add_argument("--since", default="", metavar="DATE", help="calls of this day and later")
    parser.add_argument("--until", default="", metavar="DATE", help="calls up to and with this day")
    parser.add_argument("--view", default="", metavar="QUERY", help="filters as the list's address has them")
    parser.add_argument(
        "--where", action="append", default=[], metavar="KIND=VALUE", help=f"one of {', '.join(KINDS)}"
    )
    parser.add_argument("--most", type=int, default=runs.MOST, help="calls at the most, the newest")
    options = parser.parse_args(argv)
    given = dict(pair.split("=", 1) for pair in options.where if "=" in pair)
    wanted = filters.read(given | {"since": options.since, "until": options.until})
    wanted = filters_of(options.view) if options.view else wanted
    try:
        settings = read_settings(dotenv=Path(".env"))
        store = Store.open(settings.database_url, create=False)
    except (SettingsError, StoreUnavailable) as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    try:
        return asyncio.run(_run(store, settings, wanted, options.most))
    except StoreUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    finally:
        store.close_now()


async def _run(store: Store, settings: Settings, wanted: Filters, most: int) -> int:
    book, version = await asyncio.to_thread(rulebook, store, settings), build()
    calls = await store.read(lambda c: runs.chosen(c, wanted, ZoneInfo(book.clinic.timezone), most))
    if not calls:
        sys.stderr.write(f"no indexed call fits: {in_words(wanted)}\n")
        return UNUSABLE
    now = datetime.now(UTC)
    query = filters.query(wanted)
    run = await store.transact(lambda c: runs.begin(c, version, query, calls, HERE, now))
    await take(store, book, run, lambda: datetime.now(UTC))
    counts = await store.read(lambda c: runs.counts(c, run))
    for it in await store.read(lambda c: runs.differences(c, run)):
        sys.stdout.write(f"{it.call_sid}: {it.difference}\n")
    same = counts.get("", 0)
    sys.stderr.write(f"run {run}, version {version}: {same} of {len(calls)} calls go the same way\n")
    return 0 if same == len(calls) else 1
