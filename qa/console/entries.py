"""What the console's index holds of a call: read from the journal, redacted, and ready to be written."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine import journal
from engine.clinic import Clinic
from engine.replay import DELETED
from engine.stamps import moment
from qa.access.known import read_known
from qa.access.redaction import History, redact_history
from qa.console.facts import UNREADABLE, Facet, Facts, facets, facts
from qa.console.numbers.days import Counted
from qa.console.numbers.tally import tally
from qa.console.review import source as reviews

BATCH = 4
"""Calls that are read at a time. Each is written by itself, so that a turn waits for one at most."""
DUE = text(
    "SELECT call_sid, version, state, caller, lang, intent, outcome, reason, build, started_at, ended_at"
    " FROM Calls WHERE indexed < version AND (ended_at IS NOT NULL OR updated_at < :quiet)"
    " ORDER BY updated_at DESC LIMIT :most"
)

Source = Callable[[Connection, str, History], Iterable[Facet]]
SOURCES: tuple[Source, ...] = (reviews.facets,)
"""What else a call is found by, from its id and its log as stored: verdicts, tags.

Whoever changes one calls `index_again`.
"""
log = logging.getLogger(__name__)


class Entry(NamedTuple):
    """One call, ready to be written."""

    row: Facts
    facets: frozenset[Facet]
    counted: Counted


def read_due(connection: Connection, clinic: Clinic, quiet: str) -> list[Entry]:
    """Read and redact the calls to be indexed next; `quiet` is a stamp."""
    rows = connection.execute(DUE, {"quiet": quiet, "most": BATCH}).mappings().all()
    return [read_entry(connection, dict(row), clinic) for row in rows]


def read_entry(connection: Connection, call: dict[str, Any], clinic: Clinic) -> Entry:
    """Work out one call from its row of `Calls`; of a log that can't be read, what stands in that row."""
    history: History = {"turns": [], "transitions": [], "tools": []}
    more: set[Facet] = set()
    try:
        stored = journal.history(connection, call["call_sid"])
        history = _redacted(connection, call["call_sid"], stored, clinic)
        more = {facet for source in SOURCES for facet in source(connection, call["call_sid"], stored)}
    except UNREADABLE as error:
        log.warning("the log of a call could not be read for the index: %s", type(error).__name__)
    row = facts(call | {"caller": masked(call["caller"])}, history)
    found = facets(row, history) | more
    return Entry(row, found, counted(row, history, found, clinic))


def counted(row: Facts, history: History, found: frozenset[Facet], clinic: Clinic) -> Counted:
    """What the call adds to the numbers of its day, which is the clinic's."""
    began = clinic.local(moment(row.started_at))
    try:
        counts = tally(row, history, found, began)
    except UNREADABLE as error:
        log.warning("the log of a call could not be read for the numbers: %s", type(error).__name__)
        counts = tally(row, {"turns": [], "transitions": [], "tools": []}, found, began)
    return Counted(
        call_sid=row.call_sid,
        day=began.date().isoformat(),
        build=row.build or "",
        tally=counts,
        slowest_ms=row.slowest_ms,
        is_whole=not any(turn["event"] == DELETED for turn in history["turns"]),
    )


def redacted(connection: Connection, call_sid: str, clinic: Clinic) -> History:
    """The whole log of a call as everybody may see it."""
    return _redacted(connection, call_sid, journal.history(connection, call_sid), clinic)


def _redacted(connection: Connection, call_sid: str, stored: History, clinic: Clinic) -> History:
    names = [provider.name for provider in clinic.providers]
    known = read_known(connection, call_sid, stored, providers=names, clinic_phone=clinic.phone)
    return redact_history(stored, known)


def masked(number: str | None) -> str:
    """A caller's number as the list shows it: its last two digits tell two callers apart, and no more."""
    return f"•••• {number[-2:]}" if number else "withheld"
