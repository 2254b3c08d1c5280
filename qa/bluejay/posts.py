"""Tells Bluejay of finished calls, each once: rows that wait, and a worker that posts them.

A post that may have arrived is looked for before it is sent again. An observed call cannot be looked for, so
nothing of it is sent again: a call that is missing there does less harm than one that is counted twice.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.engine import Connection

from engine import journal
from engine.clinic import Clinic
from engine.log import fields
from engine.settings import Settings
from engine.stamps import stamp_ms
from engine.store import Store
from qa.access.known import Known, read_known
from qa.bluejay.client import BluejayError, Client, Refused, Unsure
from qa.bluejay.observing import is_observed
from qa.bluejay.payloads import results_of
from qa.bluejay.post_rows import (
    CALL,
    ENDED_SIMULATED,
    FINISHED,
    LEASE,
    RESULT,
    UNTOLD,
    Claimed,
    Outcome,
    Status,
    add,
    claim,
    settle,
)
from qa.bluejay.timing import Timing
from qa.bluejay.told import PREFIX, Told, enrichment, observation

ATTEMPTS = 6
PATIENCE = LEASE.total_seconds() / 2
LOST = 900.0
"""Seconds after which a simulated call that nobody saw end is told of all the same."""
LOOKED_BACK = timedelta(hours=2)
"""How far back finished calls are looked for: longer than any call, and no history when it is turned on."""
QUIET = timedelta(minutes=30)
"""A call that did not move for so long is over, whatever its state."""
NOT_YET = frozenset({404, 409})
"""Refusals that may pass: the result may not be there yet."""

log = logging.getLogger(__name__)


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
        patience: float = PATIENCE,
    ) -> None:
        """`clinic_now` is the clock of the journal, `now` that of the world; both aware.

        `patience` is how many seconds one post may take; less than a lease, or two workers would have it.
        """
        self._store = store
        self._client = client
        self._settings = settings
        self._clinic = clinic
        self._timing = timing
        self._clinic_now = clinic_now
        self._now = now
        self._patience = patience
        self._seen: dict[str, float] = {}

    async def flush(self) -> int:
        """Write down what is to be told, and try what is due; how many. Raises `StoreUnavailable`."""
        await self._collect()
        claimed = await self._store.transact(lambda c: claim(c, self._now()))
        await asyncio.gather(*map(self._work, claimed))
        return len(claimed)

    async def _work(self, one: Claimed) -> None:
        """Try one post, for less time than it is this worker's, and keep what became of it."""
        try:
            async with asyncio.timeout(self._patience):
                outcome = await self._try(one)
        except TimeoutError:
            outcome = self._unsure(one)
        await self._store.transact(partial(settle, one=one, outcome=outcome, now=self._now()))
        if outcome.status not in (Status.SENDING, Status.WAITING):
            self._timing.forget(one.call_sid)

    # ------------------------------------------------------------ which calls

    async def _collect(self) -> None:
        over = self._timing.over()
        untold = set(await self._store.read(lambda c: c.execute(UNTOLD).scalars().all()))
        ended = set(await self._store.read(lambda c: c.execute(ENDED_SIMULATED).scalars().all()))
        now = time.monotonic()
        self._seen = {call_sid: self._seen.get(call_sid, now) for call_sid in untold}
        lost = {call_sid for call_sid, since in self._seen.items() if now - since > LOST}
        for call_sid in set(over) - untold:
            if not self._timing.offsets(call_sid):  # a patient's, or another process tells of it
                self._timing.forget(call_sid)
        due = (ended | lost | set(over)) & untold
        if due:
            waiting = dict.fromkeys(sorted(due), Status.WAITING)
            await self._store.transact(lambda c: add(c, "simulated", waiting, self._now()))
        if self._settings.bluejay_observe or self._settings.bluejay_observe_always:
            decided = await self._store.read(self._sample)  # on a reader's time: the writer is the callers'
            if decided:
                await self._store.transact(lambda c: add(c, "observed", decided, self._now()))

    def _sample(self, connection: Connection) -> dict[str, Status]:
        """Decide about every call that has finished lately; those left out are written down too."""
        now = self._clinic_now()
        span = {"since": stamp_ms(now - LOOKED_BACK), "quiet": stamp_ms(now - QUIET)}
        decided = {}
        for row in map(dict, connection.execute(FINISHED, span).mappings().all()):
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
            # One that may have arrived stays so, or it would be sent without a look.
            waits = Status.SENDING if one.may_have_arrived else Status.WAITING
            return Outcome(status=waits if again else Status.FAILED, error=str(error.status))
        except Unsure:
            return self._unsure(one)
        except BluejayError:
            status = Status.WAITING if one.attempts < ATTEMPTS else Status.FAILED
            status = Status.SENDING if one.may_have_arrived and status is Status.WAITING else status
            self._warn(one, "out of reach", final=status is Status.FAILED)
            return Outcome(status=status, error="out of reach")

    def _unsure(self, one: Claimed) -> Outcome:
        """It may have arrived: it is looked for next time, where that can be done."""
        again = one.kind == "simulated" and one.attempts < ATTEMPTS
        self._warn(one, "unsure", final=not again)
        return Outcome(status=Status.SENDING if again else Status.UNSURE, error="unsure")

    async def _enrich(self, one: Claimed) -> Outcome:
        told, known, result_id = await self._store.read(lambda c: self._read(c, one.call_sid))
        if told is None:
            return Outcome(status=Status.SKIPPED, error="the call is not stored any more")
        if one.may_have_arrived and await self._has_arrived(result_id):
            return Outcome(status=Status.SENT)
        await self._client.post("/update-simulation-result", enrichment(told, known, result_id))
        return Outcome(status=Status.SENT)

    async def _has_arrived(self, result_id: str) -> bool:
        """Whether our events are there; raises `Unsure` where the answer tells nothing about the result."""
        found = results_of(await self._client.get(f"/retrieve-simulation-result/{result_id}"))
        if not found:
            raise Unsure("the answer holds no result")
        return any(title.startswith(PREFIX) for one in found for title in one.titles)

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
        row = connection.execute(CALL, {"call_sid": call_sid}).mappings().one_or_none()
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
        result = connection.execute(RESULT, {"call_sid": call_sid}).scalar_one_or_none()
        return told, known, result or ""

    def _warn(self, one: Claimed, why: str, *, final: bool) -> None:
        told = fields(call=one.call_sid, kind=one.kind, why=why, attempt=one.attempts, final=final)
        log.warning("bluejay-post-failed", extra=told)
