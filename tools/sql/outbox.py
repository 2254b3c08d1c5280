"""Sends the texts that wait in `Messages`, each once as far as anybody can know, and keeps their statuses."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, text
from sqlalchemy.engine import Connection

from engine.stamps import moment, stamp
from engine.store import Store
from tools.sms import STATUSES, Delivery, Outcome, Text, TextSender

BATCH = 20
ATTEMPTS = 5
LEASE = timedelta(minutes=2)
"""A text still unsettled after it belonged to a process that died, and may have been sent."""
BACKOFF = timedelta(seconds=30)
"""Before the second attempt; each further one waits four times as long."""

RANK = {"queued": 0, "stored": 0, "sending": 1, "sent": 2, "undelivered": 3, "failed": 3, "delivered": 4}
"""Status callbacks come late, twice and out of order: the highest rank stays."""

_REFUSE = text(
    "UPDATE Messages SET status = 'refused', error = 'opted_out', updated_at = :now"
    " WHERE status = 'queued' AND to_phone IN (SELECT phone FROM OptOuts)"
)
_DUE = text(
    "SELECT id, to_phone, body, status, attempts, created_at FROM Messages WHERE next_at <= :now"
    " AND (status = 'queued' OR (status = 'sending' AND provider_sid IS NULL)) ORDER BY id LIMIT :batch"
)
_CLAIM = text(
    "UPDATE Messages SET status = 'sending', attempts = attempts + 1, next_at = :lease, updated_at = :now"
    " WHERE id = :id AND status = :status AND attempts = :attempts"
)
_KNOWN = text(
    "SELECT provider_sid FROM Messages WHERE provider_sid IS NOT NULL"
    " AND to_phone = (SELECT to_phone FROM Messages WHERE id = :id)"
)
_SETTLE = text(
    "UPDATE Messages SET status = :status, provider_sid = :sid, error = :error, next_at = :next_at,"
    " updated_at = :now"
    " WHERE id = :id AND attempts = :attempts AND status = 'sending' AND provider_sid IS NULL"
)
_BY_SID = text("SELECT id, status FROM Messages WHERE provider_sid = :sid")
_MOVE_ON = text(
    "UPDATE Messages SET status = :status, error = :error, updated_at = :now WHERE id = :id AND status = :old"
)
_OPT_OUT = text(
    "INSERT INTO OptOuts (phone, since, how) VALUES (:phone, :now, :how) ON CONFLICT (phone) DO NOTHING"
)
_OPT_IN = text("DELETE FROM OptOuts WHERE phone = :phone")


class Outbox:
    """The worker that sends what is due; any number of them may run, in any number of processes."""

    def __init__(self, *, jitter: Callable[[], float] = random.random) -> None:
        """`jitter` answers 0 to 1."""
        self._jitter = jitter

    async def flush(self, store: Store, sender: TextSender, now: datetime) -> int:
        """Try every due text once; how many were tried. `now` is aware. Raises `StoreUnavailable`."""
        claimed = await store.transact(lambda connection: _claim(connection, now))
        alike: defaultdict[tuple[str, str], list[RowMapping]] = defaultdict(list)
        for row in claimed:
            alike[row["to_phone"], row["body"]].append(row)
        await asyncio.gather(*(self._try_in_turn(store, sender, rows, now) for rows in alike.values()))
        return len(claimed)

    async def _try_in_turn(
        self, store: Store, sender: TextSender, rows: list[RowMapping], now: datetime
    ) -> None:
        """Texts of the same words to one number: two that look for themselves at once find the same one."""
        for row in rows:
            await self._try(store, sender, row, now)

    async def _try(self, store: Store, sender: TextSender, row: RowMapping, now: datetime) -> None:
        """Settled on its own: a callback may come at once, and finds its text by the id that is kept here."""
        delivery = await _deliver(store, sender, row)
        await store.transact(lambda connection: self._settle(connection, row, delivery, now))

    def _settle(self, connection: Connection, row: RowMapping, delivery: Delivery, now: datetime) -> None:
        tried = row["attempts"] + 1
        wait = BACKOFF * 4 ** (tried - 1) * (0.5 + self._jitter())
        settled = {
            "id": row["id"],
            "attempts": tried,
            "status": _status(delivery, tried),
            "sid": delivery.sid,
            "error": delivery.error,
            "next_at": stamp(now + wait),
            "now": stamp(now),
        }
        connection.execute(_SETTLE, settled)
        if delivery.outcome is Outcome.OPTED_OUT:
            record_opt_out(connection, row["to_phone"], now, how="provider")


def record_status(
    connection: Connection, message_sid: str, status: str, now: datetime, *, error: str | None = None
) -> bool:
    """Move a text on as Twilio reports it, never back; whether anything changed. `now` is aware."""
    row = connection.execute(_BY_SID, {"sid": message_sid}).mappings().first()
    new = STATUSES.get(status)
    if row is None or new is None or RANK[new] <= RANK.get(row["status"], 0):
        return False
    values = {"id": row["id"], "status": new, "error": error, "old": row["status"], "now": stamp(now)}
    return connection.execute(_MOVE_ON, values).rowcount == 1


def record_opt_out(connection: Connection, phone: str, now: datetime, *, how: str) -> None:
    """Send no text to `phone` (E.164) any more. `how` it was said: `provider`, `sms`, `call`."""
    connection.execute(_OPT_OUT, {"phone": phone, "now": stamp(now), "how": how})


def record_opt_in(connection: Connection, phone: str) -> None:
    """Let texts go to `phone` (E.164) again."""
    connection.execute(_OPT_IN, {"phone": phone})


def _claim(connection: Connection, now: datetime) -> list[RowMapping]:
    """Take due texts for this worker; the condition on `attempts` lets one of several have each."""
    connection.execute(_REFUSE, {"now": stamp(now)})
    due = connection.execute(_DUE, {"now": stamp(now), "batch": BATCH}).mappings().all()
    lease = {"lease": stamp(now + LEASE), "now": stamp(now)}
    claims = ({"id": row["id"], "status": row["status"], "attempts": row["attempts"], **lease} for row in due)
    taken = [connection.execute(_CLAIM, claim).rowcount for claim in claims]
    return [row for row, count in zip(due, taken, strict=True) if count]


async def _deliver(store: Store, sender: TextSender, row: RowMapping) -> Delivery:
    letter = Text(to=row["to_phone"], body=row["body"], queued_at=moment(row["created_at"]))
    try:
        if row["status"] == "sending":  # an earlier attempt may have got through
            known = await store.transact(lambda connection: _known(connection, row["id"]))
            found = await sender.find(letter, known)
            if found is not None:
                return found
        return await sender.send(letter)
    except Exception as error:
        # A fault in a sender must not hold up the other texts; this one is looked for next time.
        return Delivery(outcome=Outcome.UNSURE, error=type(error).__name__)


def _known(connection: Connection, number: int) -> frozenset[str]:
    return frozenset(connection.execute(_KNOWN, {"id": number}).scalars())


def _status(delivery: Delivery, tried: int) -> str:
    match delivery.outcome:
        case Outcome.HANDED_OVER:
            return delivery.status
        case Outcome.STORED:
            return "stored"
        case Outcome.OPTED_OUT:
            return "refused"
        case Outcome.LATER if tried < ATTEMPTS:
            return "queued"
        case Outcome.UNSURE if tried < ATTEMPTS:
            return "sending"
        case _:
            return "failed"
