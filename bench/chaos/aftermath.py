"""After the last call: the texts that still wait go out, the logs are read, and the books are audited."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.chaos.books import Books
from bench.chaos.ledger import Finding, lost, overlaps, twice, unexplained
from bench.chaos.network import ACCOUNT, TOKEN
from bench.chaos.record import CallRecord, Sent
from bench.chaos.witness import differing, mistexted, unagreed, unfinished, untrue
from engine.record import Rulebook
from engine.screen.screen import RedFlagScreen
from engine.speech.wordings import Speech
from engine.store import Store
from engine.table import Driver
from tools.sms import TwilioTexts
from tools.sql import read_clinic
from tools.sql.outbox import Outbox

ROUNDS = 400
HOUR = timedelta(hours=1)
AWAY = frozenset({"", "StoreUnavailable", "TimeoutError"})
"""Errors that say no more than that the database was not there, or not in time."""

Events = Mapping[tuple[str, str], int]
"""Log lines of the servers, counted by event and error."""


async def last_texts(database: str, api: str) -> None:
    """Send what still waits, with the outbox's clock put on an hour each round: nobody has to wait."""
    store = Store.open(database)
    sender = TwilioTexts(ACCOUNT, TOKEN, "+12125550100", api_url=api)
    outbox, now = Outbox(), datetime.now(UTC)
    for _ in range(ROUNDS):
        now += HOUR
        if not await outbox.flush(store, sender, now):
            break
    await store.close()


def logged(files: Iterable[Path]) -> Events:
    """What the servers had to say; their lines hold no patient's data."""
    events: Counter[tuple[str, str]] = Counter()
    for file in files:
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                entry = json.loads(line)
                events[entry["event"], entry.get("error", "") or ""] += 1
            except (ValueError, TypeError, KeyError):
                events["a line that is no log line", ""] += 1
    return events


def surprises(events: Events) -> Iterable[Finding]:
    """Exceptions that nobody had thought of."""
    for (event, error), number in events.items():
        if event == "a line that is no log line" or error not in AWAY:
            yield Finding(check="surprise", call_sid="", what=f"{number} times {event} {error}".strip())


def audit(
    store: Store, books: Books, records: Iterable[CallRecord], sent: Sequence[Sent], events: Events
) -> list[Finding]:
    """Everything that must not be."""
    calls = {record.call_sid: record for record in records}
    book = Rulebook(
        clinic=store.transact_now(read_clinic),
        screen=RedFlagScreen.load(),
        speech=Speech.load(),
        driver=Driver(),
    )
    return [
        *overlaps(books),
        *unagreed(books, calls),
        *unexplained(books),
        *lost(books),
        *untrue(books, calls),
        *twice(books),
        *differing(books, book),
        *unfinished(books, calls),
        *mistexted(books, sent),
        *surprises(events),
    ]
