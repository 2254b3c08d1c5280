"""Everything stored of one call, as it is and as everybody may see it, with the memory after each turn."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine import journal
from engine.extraction import Record
from engine.record import Rulebook
from engine.replay import memories
from engine.stamps import moment
from qa.access.known import read_known
from qa.access.redaction import History, redact_history, redact_slot
from qa.console.entries import masked
from qa.console.facts import Facts, facts
from qa.phone.slots import Slot, slots

_CALL = text("SELECT * FROM Calls WHERE call_sid = :call_sid")
_SESSIONS = text(
    "SELECT opened_at, closed_at, status, why FROM Sessions WHERE call_sid = :call_sid ORDER BY opened_at"
)

ON_NOW = timedelta(minutes=2)
"""A call that has not moved for so long is not shown as live; agents ask again every few seconds."""


class CallLog(Record, frozen=True):
    """One call."""

    row: Facts
    channel: str
    clear: History
    """As it is stored. Nothing of it leaves the console but by a reveal."""
    history: History
    """Redacted."""
    slots: tuple[tuple[Slot, ...], ...]
    """After each turn, redacted; shorter than the turns where this version goes another way."""
    sessions: tuple[Mapping[str, Any], ...]
    number: str | None
    """The caller's, in the clear."""
    updated_at: str

    def is_on(self, now: datetime) -> bool:
        """Whether the call goes on at `now` (aware), as far as its log tells."""
        return self.row.ended_at is None and now - moment(self.updated_at) < ON_NOW


def read(connection: Connection, call_sid: str, book: Rulebook) -> CallLog | None:
    """Read one call; None where there is none of this id."""
    call = connection.execute(_CALL, {"call_sid": call_sid}).mappings().one_or_none()
    if call is None:
        return None
    clinic = book.clinic
    clear = journal.history(connection, call_sid)
    names = [provider.name for provider in clinic.providers]
    known = read_known(connection, call_sid, clear, providers=names, clinic_phone=clinic.phone)
    history = redact_history(clear, known)
    remembered = [slots(memory, clinic) for memory in memories(clear, book)]
    shown = {slot: redact_slot(slot, known) for slot in {slot for lines in remembered for slot in lines}}
    return CallLog(
        row=facts(dict(call) | {"caller": masked(call["caller"])}, history),
        channel=call["channel"],
        clear=clear,
        history=history,
        slots=tuple(tuple(shown[slot] for slot in lines) for lines in remembered),
        sessions=tuple(dict(row) for row in connection.execute(_SESSIONS, {"call_sid": call_sid}).mappings()),
        number=call["caller"],
        updated_at=call["updated_at"],
    )
