"""What webhooks have come, so that each acts once and a limit counts for all processes together."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import msgspec
from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.patience import patiently
from engine.stamps import moment, stamp_ms
from engine.store import Store

KEPT = timedelta(days=400)
"""As long as Twilio keeps its own logs; an entry takes about 200 bytes, indexes included."""

_COUNT = text("""
    SELECT count(*) FROM Webhooks
    WHERE kind = :kind AND about = :about AND at > :since AND verdict <> 'too-often'
""")
_INSERT = text("""
    INSERT INTO Webhooks (key, kind, about, verdict, at) VALUES (:key, :kind, :about, :verdict, :at)
    ON CONFLICT (key) DO NOTHING
""")
_KEPT = text("SELECT verdict, at FROM Webhooks WHERE key = :key")
_PRUNE = text("DELETE FROM Webhooks WHERE at < :before")


class Kind(StrEnum):
    """What a webhook is about; entries of one kind are counted together."""

    CALL = "call"
    """A new call, by the caller's number."""
    RETURN = "return"
    """A call whose socket was lost, by the call."""
    WISH = "wish"
    """A text that opts its sender out or in; not counted."""
    ANSWER = "answer"
    """A text that is answered, by number."""


class Verdict(StrEnum):
    """What was decided when the webhook came for the first time."""

    TAKEN = "taken"
    OVER_CAPACITY = "over-capacity"
    TOO_OFTEN = "too-often"


class Entry(Record, frozen=True):
    """A webhook, and what is to be decided about it."""

    key: str
    """The same each time the same webhook comes; made of what its signature covers."""
    kind: Kind
    about: str
    """Whose it is: a number (E.164) or a call; empty where nobody can be told."""
    limit: int = 0
    """How many about the same are taken in `seconds`; 0 is no limit."""
    seconds: float = 0.0
    verdict: Verdict = Verdict.TAKEN
    """What is decided as long as the limit is kept."""


class Kept(Record, frozen=True):
    """What stands in the ledger about a webhook."""

    verdict: Verdict
    at: float
    """Epoch time at which it came first."""
    is_new: bool


def enter(connection: Connection, entry: Entry, now: datetime) -> Kept:
    """Write a webhook down at `now` (aware); one that stands there keeps what was decided then.

    The limit is exact for what comes one after the other; as many as come in the same instant may pass it.
    """
    verdict, at = entry.verdict, stamp_ms(now)
    if entry.limit and entry.about:
        since = stamp_ms(now - timedelta(seconds=entry.seconds))
        counted = {"kind": entry.kind.value, "about": entry.about, "since": since}
        if connection.execute(_COUNT, counted).scalar_one() >= entry.limit:
            verdict = Verdict.TOO_OFTEN
    row = {
        "key": entry.key,
        "kind": entry.kind.value,
        "about": entry.about,
        "verdict": verdict.value,
        "at": at,
    }
    if connection.execute(_INSERT, row).rowcount == 1:
        return Kept(verdict=verdict, at=moment(at).timestamp(), is_new=True)
    kept = connection.execute(_KEPT, {"key": entry.key}).one()
    return Kept(verdict=Verdict(kept.verdict), at=moment(kept.at).timestamp(), is_new=False)


def prune(connection: Connection, now: datetime) -> int:
    """Forget what came more than `KEPT` before `now` (aware); how many entries."""
    return connection.execute(_PRUNE, {"before": stamp_ms(now - KEPT)}).rowcount


class StoredLedger:
    """The ledger in the clinic's database, which holds no number. Its methods raise `StoreUnavailable`."""

    def __init__(self, store: Store, patience: float = 0.0, secret: str = "") -> None:
        """`patience` is how many seconds it may wait for a store that is away.

        Numbers are counted by a digest that takes `secret` to make; all processes need the same.
        """
        self._store = store
        self._patience = patience
        self._secret = secret.encode()

    async def enter(self, entry: Entry, now: float) -> Kept:
        """Write a webhook down at `now` (epoch time) in a transaction of its own."""
        at = datetime.fromtimestamp(now, UTC)
        nameless = msgspec.structs.replace(entry, about=self._digest(entry.about))
        return await patiently(
            lambda: self._store.transact(lambda connection: enter(connection, nameless, at)), self._patience
        )

    def _digest(self, about: str) -> str:
        return hmac.new(self._secret, about.encode(), hashlib.sha256).hexdigest()[:32] if about else ""
