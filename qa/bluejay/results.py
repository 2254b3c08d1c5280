"""Bluejay's verdicts, stored beside our own calls, whichever way and however often they come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.stamps import stamp_ms
from qa.bluejay.payloads import Judged

Kind = Literal["simulated", "observed"]
KEPT = timedelta(days=30)
"""How long a delivery is known again; Bluejay's second tries come within minutes."""

_CALL_OF = {
    "simulated": text("SELECT call_sid FROM SimulatedCalls WHERE result_id = :id ORDER BY call_sid LIMIT 1"),
    "observed": text("SELECT call_sid FROM BluejayPosts WHERE bluejay_id = :id AND kind = 'observed'"),
}
_STORE = text("""
    INSERT INTO BluejayResults (kind, bluejay_id, call_sid, run_id, scenario, status, passed, verdict, at)
    VALUES (:kind, :id, :call_sid, :run_id, :scenario, :status, :passed, :verdict, :at)
    ON CONFLICT (kind, bluejay_id) DO UPDATE SET
        call_sid = COALESCE(excluded.call_sid, BluejayResults.call_sid),
        run_id = COALESCE(excluded.run_id, BluejayResults.run_id),
        scenario = COALESCE(excluded.scenario, BluejayResults.scenario),
        status = excluded.status, passed = excluded.passed, verdict = excluded.verdict, at = excluded.at
""")
_JOIN = text("""
    UPDATE BluejayResults SET call_sid = :call_sid
    WHERE kind = :kind AND bluejay_id = :id AND call_sid IS NULL
""")
_OF_CALL = text("SELECT * FROM BluejayResults WHERE call_sid = :call_sid ORDER BY at, kind, bluejay_id")
_DELIVERED = text("INSERT INTO BluejayDeliveries (id, at) VALUES (:id, :at) ON CONFLICT (id) DO NOTHING")
_PRUNE = text("DELETE FROM BluejayDeliveries WHERE at < :before")


class Stored(Record, frozen=True):
    """One verdict as the console shows it."""

    kind: str
    bluejay_id: str
    status: str
    passed: bool | None
    at: str
    verdict: Judged | None
    """None where its words were deleted with those of the call."""
    run_id: str = ""
    scenario: str = ""


def store(connection: Connection, kind: Kind, found: Judged, now: datetime, scenario: str = "") -> None:
    """Keep a verdict, the newest of several; `now` is aware."""
    values: dict[str, Any] = {
        "kind": kind,
        "id": found.result_id,
        "call_sid": call_of(connection, kind, found.result_id),
        "run_id": found.run_id or None,
        "scenario": scenario or None,
        "status": found.status,
        "passed": found.goal,
        "verdict": msgspec.json.encode(found).decode(),
        "at": stamp_ms(now),
    }
    connection.execute(_STORE, values)


def call_of(connection: Connection, kind: Kind, bluejay_id: str) -> str | None:
    """Our call of a Bluejay id, as far as it is known."""
    found: str | None = connection.execute(_CALL_OF[kind], {"id": bluejay_id}).scalars().first()
    return found


def join(connection: Connection, kind: Kind, bluejay_id: str, call_sid: str) -> None:
    """Say whose verdict it is, should it have come before that was known."""
    connection.execute(_JOIN, {"kind": kind, "id": bluejay_id, "call_sid": call_sid})


def of_call(connection: Connection, call_sid: str) -> Sequence[Stored]:
    """The verdicts on one call."""
    return [
        Stored(
            kind=row["kind"],
            bluejay_id=row["bluejay_id"],
            status=row["status"],
            passed=None if row["passed"] is None else bool(row["passed"]),
            at=row["at"],
            verdict=_verdict(row["verdict"]),
            run_id=row["run_id"] or "",
            scenario=row["scenario"] or "",
        )
        for row in connection.execute(_OF_CALL, {"call_sid": call_sid}).mappings()
    ]


def is_new(connection: Connection, delivery: str, now: datetime) -> bool:
    """Whether a delivery comes for the first time; it is written down."""
    values = {"id": delivery, "at": stamp_ms(now)}
    return connection.execute(_DELIVERED, values).rowcount == 1


def prune(connection: Connection, now: datetime) -> None:
    """Forget deliveries that nobody will repeat any more."""
    connection.execute(_PRUNE, {"before": stamp_ms(now - KEPT)})


def _verdict(stored: str) -> Judged | None:
    try:
        return msgspec.json.decode(stored, type=Judged)
    except msgspec.MsgspecError:
        return None
