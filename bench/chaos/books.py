"""The books as they stand after a run, read past every server."""

from functools import partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine import journal
from engine.extraction import Record
from engine.replay import History
from engine.store import Store

_APPOINTMENTS = text(
    "SELECT id, provider_id, patient_id, start_time, end_time, status, key, moved_from FROM Appointments"
    " ORDER BY id"
)
_MESSAGES = text(
    "SELECT key, to_phone, body, status, provider_sid, attempts, error FROM Messages ORDER BY id"
)
_CALLS = text("SELECT call_sid, state FROM Calls ORDER BY started_at, call_sid")


class Visit(Record, frozen=True):
    """A row of `Appointments`."""

    id: int
    provider_id: int
    patient_id: int
    start_time: str
    end_time: str
    status: str
    key: str | None
    moved_from: int | None


class Message(Record, frozen=True):
    """A row of `Messages`."""

    key: str
    to_phone: str
    body: str
    status: str
    provider_sid: str | None
    attempts: int
    error: str | None


class Books(Record, frozen=True):
    """Everything that is checked."""

    before: tuple[Visit, ...]
    """The visits from before the first call."""
    visits: tuple[Visit, ...]
    messages: tuple[Message, ...]
    states: dict[str, str]
    """Of each stored call."""
    histories: dict[str, History]
    """The log of each stored call, as `journal.history` reads it."""


def read_visits(connection: Connection) -> tuple[Visit, ...]:
    """Every visit, in the order of their ids."""
    return tuple(Visit(**row) for row in connection.execute(_APPOINTMENTS).mappings())


def read_books(store: Store, before: tuple[Visit, ...]) -> Books:
    """Read everything; raises `StoreUnavailable`."""
    calls = store.transact_now(_calls)
    return Books(
        before=before,
        visits=store.transact_now(read_visits),
        messages=store.transact_now(_messages),
        states=calls,
        histories={call_sid: store.transact_now(partial(_history, call_sid=call_sid)) for call_sid in calls},
    )


def _calls(connection: Connection) -> dict[str, str]:
    return {row.call_sid: row.state for row in connection.execute(_CALLS)}


def _messages(connection: Connection) -> tuple[Message, ...]:
    return tuple(Message(**row) for row in connection.execute(_MESSAGES).mappings())


def _history(connection: Connection, call_sid: str) -> dict[str, list[dict[str, Any]]]:
    return journal.history(connection, call_sid)
