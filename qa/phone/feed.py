"""What the page shows beside a call: where it stands, why, and what has been written for it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine import journal
from engine.clinic import Clinic
from engine.extraction import Record
from engine.memory import Call
from engine.stamps import moment
from qa.phone import shown
from qa.phone.slots import Slot, slots

MOST_VISITS = 20
SENT: Mapping[str, str] = {
    "stored": "not sent: no Twilio account is set up, so it is kept here",
    "queued": "waiting to be sent",
    "sending": "being sent",
    "refused": "not sent: the patient has opted out",
    "failed": "could not be sent",
    "undelivered": "was not delivered",
}
_CHANGES = ("schedule", "reschedule", "cancel")

_TEXTS = text(
    "SELECT to_phone, body, status, created_at FROM Messages"
    " WHERE substr(key, 1, :length) = :prefix ORDER BY id"
)
_VISITS = text(
    "SELECT a.id, a.start_time, a.status, a.visit_type, v.name AS provider FROM Appointments a"
    " JOIN Providers v ON v.id = a.provider_id WHERE a.patient_id = :patient"
    " ORDER BY a.start_time DESC, a.id DESC LIMIT :most"
)


class Asked(Record, frozen=True):
    """One guard and its answer."""

    guard: str
    answer: bool


class Move(Record, frozen=True):
    """One attempted transition."""

    turn: int
    trigger: str
    source: str
    destination: str
    taken: bool
    guards: tuple[Asked, ...]
    reason: str


class TurnNote(Record, frozen=True):
    """What a turn cost and who read its words."""

    turn: int
    kind: str
    took_ms: float
    source: str
    tools: tuple[str, ...]


class TextMessage(Record, frozen=True):
    to: str
    body: str
    status: str


class Visit(Record, frozen=True):
    """One row of `Appointments`."""

    id: int
    when: str
    provider: str
    kind: str
    status: str
    by_this_call: bool


class Feed(Record, frozen=True):
    """Everything beside one call."""

    call_sid: str
    state: str
    turn: int
    over: bool
    slots: tuple[Slot, ...]
    moves: tuple[Move, ...]
    turns: tuple[TurnNote, ...]
    texts: tuple[TextMessage, ...]
    visits: tuple[Visit, ...]
    patient: str
    """Whose visits they are; empty while nobody is identified."""


def feed(connection: Connection, call_sid: str, clinic: Clinic) -> Feed | None:
    """Read everything beside a call; None for one that is unknown or of another version's making."""
    try:
        call = journal.load(connection, call_sid)
    except msgspec.ValidationError:
        return None
    if call is None:
        return None
    stored = journal.history(connection, call_sid)
    patient = call.person.patient
    return Feed(
        call_sid=call_sid,
        state=call.state.value,
        turn=call.turn,
        over=call.state.value == "ended" or call.ending is not None,
        slots=slots(call, clinic),
        moves=tuple(_move(row) for row in stored["transitions"]),
        turns=tuple(_turn(row, stored["tools"]) for row in stored["turns"]),
        texts=_texts(connection, call_sid),
        visits=_visits(connection, call, clinic, _changed(stored["tools"])),
        patient=f"{patient.given} {patient.family}" if patient is not None else "",
    )


def _move(row: Mapping[str, Any]) -> Move:
    return Move(
        turn=row["turn"],
        trigger=row["trigger"],
        source=row["source"],
        destination=row["destination"] or row["source"],
        taken=row["taken"],
        guards=tuple(Asked(guard=asked["guard"], answer=asked["answer"]) for asked in row["guards"]),
        reason=row["reason"] or "",
    )


def _turn(row: Mapping[str, Any], tools: Iterable[Mapping[str, Any]]) -> TurnNote:
    return TurnNote(
        turn=row["turn"],
        kind=row["heard_kind"],
        took_ms=round(row["took_ms"] or 0.0, 1),
        source=row["source"] or "",
        tools=tuple(used["tool"] for used in tools if used["turn"] == row["turn"]),
    )


def _texts(connection: Connection, call_sid: str) -> tuple[TextMessage, ...]:
    """The texts that errands of this call queued; their keys begin with the call."""
    prefix = f"{call_sid}:"
    rows = connection.execute(_TEXTS, {"prefix": prefix, "length": len(prefix)}).mappings()
    return tuple(
        TextMessage(
            to=shown.phone(row["to_phone"]), body=row["body"], status=SENT.get(row["status"], row["status"])
        )
        for row in rows
    )


def _visits(connection: Connection, call: Call, clinic: Clinic, changed: frozenset[int]) -> tuple[Visit, ...]:
    """The identified patient's visits, soonest first."""
    if call.person.patient is None:
        return ()
    values = {"patient": call.person.patient.patient_id, "most": MOST_VISITS}
    rows = list(connection.execute(_VISITS, values).mappings())
    return tuple(
        Visit(
            id=row["id"],
            when=_when(moment(row["start_time"]), clinic),
            provider=row["provider"],
            kind=shown.visit(row["visit_type"]),
            status=row["status"],
            by_this_call=row["id"] in changed,
        )
        for row in reversed(rows)
    )


def _changed(tools: Iterable[Mapping[str, Any]]) -> frozenset[int]:
    """The appointments that this call made, moved or cancelled, read from its own log."""
    found: set[int] = set()
    for used in tools:
        if used["tool"] not in _CHANGES or not used["ok"] or not used["rows_changed"]:
            continue
        request, result = used["request"], used["result"]
        if "booking" in result:
            found.add(result["booking"]["id"])
        if "appointment_id" in request:
            found.add(request["appointment_id"])
    return frozenset(found)


def _when(at: datetime, clinic: Clinic) -> str:
    return shown.moment(clinic.local(at))
