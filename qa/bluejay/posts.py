"""Tells Bluejay of finished calls, each once: rows that wait, and a worker that posts them.

A post that may have arrived is looked for before it is sent again. An observed call cannot be looked for, so
nothing of it is sent again: a call that is missing there does less harm than one that is counted twice.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine import journal
from engine.clinic import Clinic
from engine.extraction import Record
from engine.log import fields
from engine.settings import Settings
from engine.stamps import stamp_ms
from engine.store import Store
from qa.access.known import Known, read_known
from qa.bluejay import results
from qa.bluejay.client import BluejayError, Client, Refused, Unsure
from qa.bluejay.observing import is_observed
from qa.bluejay.payloads import results_of
from qa.bluejay.timing import Timing
from qa.bluejay.told import PREFIX, Told, enrichment, observation

BATCH = 10
ATTEMPTS = 6
LEASE = timedelta(minutes=2)
"""A post still unsettled after it belonged to a process that died."""
BACKOFF = timedelta(seconds=10)
"""Before the second attempt; each further one waits three times as long."""
LOST = 900.0
"""Seconds after which a simulated call that nobody saw end is told of all the same."""
LOOKED_BACK = timedelta(hours=2)
"""How far back finished calls are looked for: longer than any call, and no history when it is turned on."""
QUIET = timedelta(minutes=30)
"""A call that did not move for so long is over, whatever its state."""
NOT_YET = frozenset({404, 409})
"""Refusals that may pass: the result may not be there yet."""

log = logging.getLogger(__name__)

_ENDED_SIMULATED = text("""
    SELECT s.call_sid FROM SimulatedCalls s JOIN Calls c ON c.call_sid = s.call_sid
    WHERE c.ended_at IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM BluejayPosts p WHERE p.call_sid = s.call_sid AND p.kind = 'simulated')
""")
_UNTOLD = text("""
    SELECT s.call_sid FROM SimulatedCalls s
    WHERE NOT EXISTS (SELECT 1 FROM BluejayPosts p WHERE p.call_sid = s.call_sid AND p.kind = 'simulated')
""")
_FINISHED = text("""
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
_CALL = text("SELECT * FROM Calls WHERE call_sid = :call_sid")
_RESULT = text("SELECT result_id FROM SimulatedCalls WHERE call_sid = :call_sid")


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


class Posts:
    """The worker of one process; any number may run over one database."""

    def __init__(
        self,
        store: Store,
        client: Client,
        settings: Settings,
        clinic: Clinic,
        timing: Timing,
        clinic_now: Callable[[], datetime],
        now: Callable[[], datetime],
    ) -> None:
        """`clinic_now` is the clock of the journal, `now` that of the world; both aware."""
        self._store = store
        self._client = client
        self._settings = settings
        self._clinic = clinic
        self._timing = timing
        self._clinic_now = clinic_now
        self._now = now
        self._seen: dict[str, float] = {}

    async def flush(self) -> int:
        """Write down what is to be told, and try what is due; how many. Raises `StoreUnavailable`."""
        await self._collect()
        claimed = await self._store.transact(lambda c: _claim(c, self._now()))
        for one in claimed:
            outcome = await self._try(one)
            await self._store.transact(partial(self._settle, one=one, outcome=outcome))
            if outcome.status is not Status.SENDING and outcome.status is not Status.WAITING:
                self._timing.forget(one.call_sid)
        return len(claimed)

    # ------------------------------------------------------------ which calls

    async def _collect(self) -> None:
        over = self._timing.over()
        untold = set(await self._store.read(lambda c: c.execute(_UNTOLD).scalars().all()))
        ended = set(await self._store.read(lambda c: c.execute(_ENDED_SIMULATED).scalars().all()))
        now = time.monotonic()
        self._seen = {call_sid: self._seen.get(call_sid, now) for call_sid in untold}
        lost = {call_sid for call_sid, since in self._seen.items() if now - since > LOST}
        due = (ended | lost | set(over)) & untold
        if due:
            waiting = dict.fromkeys(sorted(due), Status.WAITING)
            await self._store.transact(lambda c: self._add(c, "simulated", waiting))
        if self._settings.bluejay_observe or self._settings.bluejay_observe_always:
            decided = await self._store.read(self._sample)  # on a reader's time: the writer is the callers'
            if decided:
                await self._store.transact(lambda c: self._add(c, "observed", decided))

    def _add(self, connection: Connection, kind: results.Kind, decided: Mapping[str, Status]) -> None:
        now = stamp_ms(self._now())
        rows = [{"call_sid": sid, "kind": kind, "status": s.value, "now": now} for sid, s in decided.items()]
        connection.execute(_ADD, rows)

    def _sample(self, connection: Connection) -> dict[str, Status]:
        """Decide about every call that has finished lately; those left out are written down too."""
        now = self._clinic_now()
        span = {"since": stamp_ms(now - LOOKED_BACK), "quiet": stamp_ms(now - QUIET)}
        decided = {}
        for row in map(dict, connection.execute(_FINISHED, span).mappings().all()):
            history = journal.history(connection, row["call_sid"])
            wanted = is_observed(self._settings, row["call_sid"], row, history)
            decided[row["call_sid"]] = Status.WAITING if wanted else Status.SKIPPED
        return decided

    # ------------------------------------------------------------ one post

    async def _try(self, one: Claimed) -> Outcome:
        try:
            if one.kind == "observed":
                return await self._observe(one)
            return await self._enrich(one)
        except Refused as error:
            again = error.status in NOT_YET and one.attempts < ATTEMPTS
            self._warn(one, f"refused with {error.status}", final=not again)
            status = Status.WAITING if again else Status.FAILED
            return Outcome(status=status, error=str(error.status))
        except Unsure:
            unsure = Status.UNSURE if one.kind == "observed" else Status.SENDING
            status = unsure if one.attempts < ATTEMPTS else Status.UNSURE
            self._warn(one, "unsure", final=status is Status.UNSURE)
            return Outcome(status=status, error="unsure")
        except BluejayError:
            status = Status.WAITING if one.attempts < ATTEMPTS else Status.FAILED
            status = Status.SENDING if one.may_have_arrived and status is Status.WAITING else status
            self._warn(one, "out of reach", final=status is Status.FAILED)
            return Outcome(status=status, error="out of reach")

    async def _enrich(self, one: Claimed) -> Outcome:
        told, known, result_id = await self._store.read(lambda c: self._read(c, one.call_sid))
        if told is None:
            return Outcome(status=Status.SKIPPED, error="the call is not stored any more")
        if one.may_have_arrived and await self._has_arrived(result_id):
            return Outcome(status=Status.SENT)
        await self._client.post("/update-simulation-result", enrichment(told, known, result_id))
        return Outcome(status=Status.SENT)

    async def _has_arrived(self, result_id: str) -> bool:
        answer = await self._client.get(f"/retrieve-simulation-result/{result_id}")
        return any(title.startswith(PREFIX) for found in results_of(answer) for title in found.titles)

    async def _observe(self, one: Claimed) -> Outcome:
        if one.may_have_arrived:
            return Outcome(status=Status.UNSURE, error="unsure")
        told, known, _ = await self._store.read(lambda c: self._read(c, one.call_sid))
        if told is None:
            return Outcome(status=Status.SKIPPED, error="the call is not stored any more")
        payload = observation(told, known, self._settings.bluejay_agent)
        answer = await self._client.post("/evaluate", payload)
        call_id = answer.get("call_id") if isinstance(answer, Mapping) else None
        return Outcome(status=Status.SENT, bluejay_id=str(call_id) if call_id else None)

    def _read(self, connection: Connection, call_sid: str) -> tuple[Told | None, Known, str]:
        row = connection.execute(_CALL, {"call_sid": call_sid}).mappings().one_or_none()
        if row is None or row["snapshot"] == "{}":  # its words were deleted meanwhile
            return None, Known(), ""
        history = journal.history(connection, call_sid)
        names = [provider.name for provider in self._clinic.providers]
        known = read_known(connection, call_sid, history, providers=names, clinic_phone=self._clinic.phone)
        told = Told(
            call_sid=call_sid,
            row={name: value for name, value in row.items() if name not in ("snapshot", "caller")},
            history=history,
            offsets=self._timing.offsets(call_sid),
        )
        result = connection.execute(_RESULT, {"call_sid": call_sid}).scalar_one_or_none()
        return told, known, result or ""

    def _settle(self, connection: Connection, one: Claimed, outcome: Outcome) -> None:
        now = self._now()
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

    def _warn(self, one: Claimed, why: str, *, final: bool) -> None:
        told = fields(call=one.call_sid, kind=one.kind, why=why, attempt=one.attempts, final=final)
        log.warning("bluejay-post-failed", extra=told)


def _claim(connection: Connection, now: datetime) -> list[Claimed]:
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
