"""The log of every call: turns, attempted transitions, tools, and the snapshot that a call resumes from."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.heard import Connected, Heard, Keyed, Utterance
from engine.memory import Call, decode, encode
from engine.record import TurnRecord
from engine.screen.outcome import Outcome
from engine.stamps import stamp_ms
from engine.stopwatch import Split
from engine.vocabulary import State
from tools.interface import Failed

_NEW_CALL = text("""
    INSERT INTO Calls (call_sid, version, state, snapshot, caller, channel, lang, intent, outcome, reason,
                       started_at, updated_at, ended_at, build)
    VALUES (:call_sid, :version, :state, :snapshot, :caller, :channel, :lang, :intent, :outcome, :reason,
            :started_at, :updated_at, :ended_at, :build)
    ON CONFLICT (call_sid) DO NOTHING
""")
_CALL = text("""
    UPDATE Calls SET version = :version, state = :state, snapshot = :snapshot, caller = :caller,
        channel = :channel, lang = :lang, intent = COALESCE(:intent, intent), outcome = :outcome,
        reason = :reason, updated_at = :updated_at, ended_at = :ended_at, build = :build
    WHERE call_sid = :call_sid AND version = :version - 1
""")
_TURN = text("""
    INSERT INTO Turns (call_sid, turn, at, heard_kind, heard, event, lang, screen, extraction, said, asked,
                       took_ms, read_ms, source)
    VALUES (:call_sid, :turn, :at, :heard_kind, :heard, :event, :lang, :screen, :extraction, :said, :asked,
            :took_ms, :read_ms, :source)
""")
_TRANSITION = text("""
    INSERT INTO Transitions (call_sid, turn, step, at, trigger, source, destination, taken, guards, reason)
    VALUES (:call_sid, :turn, :step, :at, :trigger, :source, :destination, :taken, :guards, :reason)
""")
_TOOL = text("""
    INSERT INTO ToolCalls (call_sid, turn, step, at, tool, request, result, ok, rows_changed, took_ms)
    VALUES (:call_sid, :turn, :step, :at, :tool, :request, :result, :ok, :rows_changed, :took_ms)
""")
_SIMULATED = text(
    "INSERT INTO SimulatedCalls (call_sid, result_id) VALUES (:call_sid, :result_id)"
    " ON CONFLICT (call_sid) DO NOTHING"
)
_STARTED = text("SELECT call_sid FROM Calls WHERE started_at >= :since ORDER BY started_at, call_sid")
_SNAPSHOT = text("SELECT snapshot FROM Calls WHERE call_sid = :call_sid")
_TRANSITIONS = text("SELECT * FROM Transitions WHERE call_sid = :call_sid ORDER BY turn, step")
_TURNS = text("SELECT * FROM Turns WHERE call_sid = :call_sid ORDER BY turn")
_LATELY = text("SELECT event FROM Turns WHERE call_sid = :call_sid ORDER BY turn DESC LIMIT :most")
_TOOLS = text("SELECT * FROM ToolCalls WHERE call_sid = :call_sid ORDER BY turn, step")


LATELY = 50
"""Turns of a call that are looked back on; Twilio sends up to 500 events again, about ten to a turn."""


class CallMovedOn(Exception):
    """Another process has taken a turn of this call; this one's is void."""


def write(
    connection: Connection,
    call: Call,
    heard: Heard,
    record: TurnRecord,
    at: datetime,
    split: Split,
    build: str = "",
) -> None:
    """Store one turn and the snapshot after it; raises `CallMovedOn` if the call is not where it was.

    `build` is the version of the code that took the turn.
    """
    first = call.version == 1
    stored = connection.execute(
        _NEW_CALL if first else _CALL, _call_row(call, at) | {"build": build or None}
    ).rowcount
    if stored != 1:
        raise CallMovedOn(call.call_sid)
    base = {"call_sid": call.call_sid, "turn": call.turn, "at": stamp_ms(at)}
    connection.execute(_TURN, base | _turn_row(call, heard, record, split))
    if isinstance(heard, Connected) and heard.simulation:
        connection.execute(_SIMULATED, {"call_sid": call.call_sid, "result_id": heard.simulation})
    transitions = [base | row for row in _transition_rows(record)]
    if transitions:
        connection.execute(_TRANSITION, transitions)
    tools = [base | row for row in _tool_rows(record, split)]
    if tools:
        connection.execute(_TOOL, tools)


def load(connection: Connection, call_sid: str) -> Call | None:
    """The call as its last turn left it."""
    snapshot = connection.execute(_SNAPSHOT, {"call_sid": call_sid}).scalar_one_or_none()
    return None if snapshot is None else decode(snapshot)


def lately(connection: Connection, call_sid: str) -> tuple[Heard, ...]:
    """What the call's last turns have heard, the oldest first."""
    newest = connection.execute(_LATELY, {"call_sid": call_sid, "most": LATELY}).scalars()
    return tuple(reversed([msgspec.json.decode(event, type=Heard) for event in newest]))


def started_since(connection: Connection, since: datetime) -> list[str]:
    """The calls that began at `since` (aware) or later, oldest first."""
    return list(connection.execute(_STARTED, {"since": stamp_ms(since)}).scalars())


def history(connection: Connection, call_sid: str) -> dict[str, list[dict[str, Any]]]:
    """Everything stored of one call, JSON columns parsed: `turns`, `transitions`, `tools`."""
    where = {"call_sid": call_sid}
    return {
        name: [_parsed(row) for row in connection.execute(statement, where).mappings()]
        for name, statement in (("turns", _TURNS), ("transitions", _TRANSITIONS), ("tools", _TOOLS))
    }


def _parsed(row: Any) -> dict[str, Any]:
    parsed = dict(row)
    for column in ("event", "screen", "extraction", "said", "guards", "request", "result"):
        if parsed.get(column):
            parsed[column] = msgspec.json.decode(parsed[column])
    if "taken" in parsed:
        parsed["taken"] = bool(parsed["taken"])
    return parsed


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _call_row(call: Call, at: datetime) -> dict[str, Any]:
    over = call.state is State.ENDED
    return {
        "call_sid": call.call_sid,
        "version": call.version,
        "state": call.state.value,
        "snapshot": encode(call),
        "caller": call.caller,
        "channel": call.channel,
        "lang": call.lang.value,
        "intent": call.errand.intent.value if call.errand else None,
        "outcome": outcome(call),
        "reason": call.reason.value if call.reason else None,
        "started_at": stamp_ms(call.started_at),
        "updated_at": stamp_ms(at),
        "ended_at": stamp_ms(at) if over else None,
    }


def outcome(call: Call) -> str | None:
    """What came of the call so far, in one word for a list of calls."""
    if call.left is not None and call.reason is not None:
        return "handed_over" if call.escalated else call.reason.value
    if call.done:
        return call.done[-1]
    return "nothing" if call.state is State.ENDED else None


def _turn_row(call: Call, heard: Heard, record: TurnRecord, split: Split) -> dict[str, Any]:
    words = heard.text if isinstance(heard, Utterance) else heard.digits if isinstance(heard, Keyed) else None
    screening = record.screening
    hit = screening is not None and (screening.outcome is not Outcome.CLEAR or screening.matched)
    return {
        "heard_kind": type(heard).__struct_config__.tag,
        "heard": words,
        "event": _json(heard),
        "lang": call.lang.value,
        "screen": _json(_screen_row(record)) if hit or record.symptom_answer else None,
        "extraction": _json(record.extraction) if record.extraction else None,
        "said": _json(record.reply.pieces),
        "asked": record.reply.asked.value if record.reply.asked else None,
        "took_ms": split.took_ms,
        "read_ms": split.read_ms,
        "source": record.extraction.source.value if record.extraction else None,
    }


def _screen_row(record: TurnRecord) -> dict[str, Any]:
    row: dict[str, Any] = {"list": record.list_version}
    if record.screening is not None:
        row |= msgspec.to_builtins(record.screening)
    if record.symptom_answer is not None:
        row["answer"] = record.symptom_answer
    return row


def _transition_rows(record: TurnRecord) -> Iterator[dict[str, Any]]:
    for step, moved in enumerate(record.transitions):
        yield {
            "step": step,
            "trigger": moved.trigger.value,
            "source": moved.source.value,
            "destination": moved.destination.value,
            "taken": moved.taken,
            "guards": _json(moved.guards),
            "reason": moved.reason or (record.pattern.value if record.pattern else None),
        }


def _tool_rows(record: TurnRecord, split: Split) -> Iterator[dict[str, Any]]:
    for step, used in enumerate(record.tools):
        yield {
            "step": step,
            "tool": type(used.request).__struct_config__.tag,
            "request": _json(used.request),
            "result": _json(used.result),
            "ok": not isinstance(used.result, Failed),
            "rows_changed": used.rows_changed,
            "took_ms": split.tools_ms[step] if step < len(split.tools_ms) else None,
        }
