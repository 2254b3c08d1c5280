"""Rows of what Bluejay is told: which calls are over and untold, who has which post, what became of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.stamps import stamp_ms
from qa.bluejay import results

BATCH = 10
LEASE = timedelta(minutes=2)
"""A post still unsettled after it belonged to a process that died."""
BACKOFF = timedelta(seconds=10)
"""Before the second attempt; each further one waits three times as long."""

ENDED_SIMULATED = text("""
    SELECT s.call_sid FROM SimulatedCalls s JOIN Calls c ON c.call_sid = s.call_sid
    WHERE c.ended_at IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM BluejayPosts p WHERE p.call_sid = s.call_sid AND p.kind = 'simulated')
""")
UNTOLD = text("""
    SELECT s.call_sid FROM SimulatedCalls s
    WHERE NOT EXISTS (SELECT 1 FROM BluejayPosts p WHERE p.call_sid = s.call_sid AND p.kind = 'simulated')
""")
FINISHED = text("""
    SELECT c.* FROM Calls c
    WHERE c.started_at >= :since AND (c.ended_at IS NOT NULL OR c.updated_at < :quiet)
        AND NOT EXISTS (SELECT 1 FROM SimulatedCalls s WHERE s.call_sid = c.call_sid)
        AND NOT EXISTS (SELECT 1 FROM BluejayPosts p WHERE p.call_sid = c.call_sid AND p.kind = 'observed')
    ORDER BY c.started_at LIMIT 100
""")
_ADD = text("""
    INSERT INTO BluejayPosts (call_sid, kind, status, next_at, updated_at)
    VALUES (:call_sid, :kind, :status, :now, :now) ON CONFLICT (call_sid, kind) DO NOTHING
""")
_DUE = text("""
    SELECT call_sid, kind, status, attempts FROM BluejayPosts
    WHERE status IN ('waiting', 'sending') AND next_at <= :now ORDER BY next_at LIMIT :most
""")
_CLAIM = text("""
    UPDATE BluejayPosts SET status = 'sending', attempts = attempts + 1, next_at = :lease, updated_at = :now
    WHERE call_sid = :call_sid AND kind = :kind AND attempts = :attempts AND status = :status
""")
_SETTLE = text("""
    UPDATE BluejayPosts SET status = :status, bluejay_id = :bluejay_id, error = :error, next_at = :next_at,
        updated_at = :now
    WHERE call_sid = :call_sid AND kind = :kind AND attempts = :attempts AND status = 'sending'
""")
CALL = text("SELECT * FROM Calls WHERE call_sid = :call_sid")
RESULT = text("SELECT result_id FROM SimulatedCalls WHERE call_sid = :call_sid")


class Status(StrEnum):
    """Where a post stands, as `BluejayPosts` spells it."""

    WAITING = "waiting"
    SENDING = "sending"
    """Under way, or may have arrived: it is looked for first."""
    SENT = "sent"
    UNSURE = "unsure"
    """May have arrived, cannot be looked for, and is left alone."""
    FAILED = "failed"
    SKIPPED = "skipped"


class Claimed(Record, frozen=True):
    """A post that this worker has."""

    call_sid: str
    kind: results.Kind
    attempts: int
    """This one included."""
    may_have_arrived: bool


class Outcome(Record, frozen=True):
    """What became of one attempt."""

    status: Status
    bluejay_id: str | None = None
    error: str | None = None


def add(connection: Connection, kind: results.Kind, decided: Mapping[str, Status], now: datetime) -> None:
    """Write down what is to become of calls; those that stand there stay as they are."""
    at = stamp_ms(now)
    rows = [{"call_sid": sid, "kind": kind, "status": s.value, "now": at} for sid, s in decided.items()]
    connection.execute(_ADD, rows)


def claim(connection: Connection, now: datetime) -> list[Claimed]:
    """Take what is due for this worker; the condition on `attempts` lets one of several have each."""
    due = connection.execute(_DUE, {"now": stamp_ms(now), "most": BATCH}).mappings().all()
    lease = {"lease": stamp_ms(now + LEASE), "now": stamp_ms(now)}
    taken = [connection.execute(_CLAIM, {**row, **lease}).rowcount for row in due]
    return [
        Claimed(
            call_sid=row["call_sid"],
            kind=row["kind"],
            attempts=row["attempts"] + 1,
            may_have_arrived=row["status"] == Status.SENDING,
        )
        for row, count in zip(due, taken, strict=True)
        if count
    ]


def settle(connection: Connection, one: Claimed, outcome: Outcome, now: datetime) -> None:
    """Keep what became of an attempt, unless another worker has the post by now."""
    values: dict[str, Any] = {
        "call_sid": one.call_sid,
        "kind": one.kind,
        "attempts": one.attempts,
        "status": outcome.status.value,
        "bluejay_id": outcome.bluejay_id,
        "error": outcome.error,
        "next_at": stamp_ms(now + BACKOFF * 3 ** (one.attempts - 1)),
        "now": stamp_ms(now),
    }
    connection.execute(_SETTLE, values)
    if outcome.bluejay_id:
        results.join(connection, "observed", outcome.bluejay_id, one.call_sid)
