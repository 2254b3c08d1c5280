"""Takes old data away: in small batches, one process at a time, each run proved in the audit log.

Never touches `Patients`, `Providers` and `Appointments`: those are the clinic's books, not the log of calls.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum
from functools import partial

from sqlalchemy import bindparam, inspect, text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.replay import DELETED
from engine.stamps import moment, stamp, stamp_ms
from engine.store import Store
from qa.access import audit
from qa.access.marks import GONE
from qa.console import indexer

BATCH = 100
HOLD = timedelta(minutes=10)
"""How long a process that was killed in the middle keeps the others from it."""
EVERY = timedelta(days=1)
JOB = "retention"


class Kind(Enum):
    """What has an age of its own, in the order in which it is taken away."""

    CALLS = "calls"
    WORDS = "words"
    MESSAGES = "messages"
    ATTEMPTS = "attempts"
    AUDIT = "audit"


EXPLAINED: Mapping[Kind, str] = {
    Kind.WORDS: "what was heard and said, what the tools were asked and answered, and the caller's number",
    Kind.CALLS: "whole calls with their verdicts, and the hand-offs that are done",
    Kind.MESSAGES: "texts to patients, once they are sent or given up",
    Kind.ATTEMPTS: "the numbers and dates of birth of attempts to be identified",
    Kind.AUDIT: "the oldest rows of the audit log; HIPAA asks for six years",
}
LEAST: Mapping[Kind, int] = {Kind.AUDIT: 365, Kind.ATTEMPTS: 2}
"""Days: the guard against guessing looks back a day, and an audit log must outlive what it audits."""


class Removed(Record, frozen=True):
    """What one run did to one kind."""

    kind: Kind
    rows: int
    first: str = ""
    last: str = ""
    digest: str = ""
    """SHA-256 over the keys of everything taken away, in order."""

    def __str__(self) -> str:
        return f"{self.rows} {self.kind.value}, {self.first} to {self.last}, sha256 {self.digest}"


_DAYS = text("SELECT kind, days FROM QaRetention")
_SET = text(
    "INSERT INTO QaRetention (kind, days) VALUES (:kind, :days) ON CONFLICT (kind) DO UPDATE SET days = :days"
)
_DONE_TO = text("SELECT done_to FROM QaRetention WHERE kind = :kind")
_SET_DONE = text("UPDATE QaRetention SET done_to = :at WHERE kind = :kind")
_JOB = text(
    "INSERT INTO QaJobs (name, next_at, held_until) VALUES (:name, '', '') ON CONFLICT (name) DO NOTHING"
)
_TAKE = text(
    "UPDATE QaJobs SET held_until = :until WHERE name = :name AND held_until <= :now AND next_at <= :due"
)
_HOLD = text("UPDATE QaJobs SET held_until = :until WHERE name = :name")
_REST = text("UPDATE QaJobs SET held_until = '', next_at = :next WHERE name = :name")
_CALLS = text(
    "SELECT call_sid AS key, started_at AS at FROM Calls WHERE started_at >= :since AND started_at < :before"
    " ORDER BY started_at, call_sid LIMIT :most"
)
_WORDED = text(
    "SELECT call_sid AS key, started_at AS at FROM Calls WHERE started_at >= :since AND started_at < :before"
    " AND snapshot <> '{}' ORDER BY started_at, call_sid LIMIT :most"
)
_MESSAGES = text(
    "SELECT id AS key, created_at AS at FROM Messages WHERE created_at < :before"
    " AND status NOT IN ('queued', 'sending') ORDER BY created_at, id LIMIT :most"
)
_ATTEMPTS = text("SELECT id AS key, at FROM IdentityAttempts WHERE at < :before ORDER BY at, id LIMIT :most")


BLANKED = (
    "UPDATE Turns SET heard = CASE WHEN heard IS NULL THEN NULL ELSE :gone END, event = :deleted,"
    " extraction = NULL, said = NULL WHERE call_sid IN :keys",
    "UPDATE ToolCalls SET request = '{}', result = '{}' WHERE call_sid IN :keys",
    "UPDATE HandOffs SET caller = NULL, message = NULL WHERE call_sid IN :keys AND status = 'done'",
    "UPDATE BluejayResults SET verdict = '{}' WHERE call_sid IN :keys",
    "UPDATE Calls SET caller = NULL, snapshot = '{}' WHERE call_sid IN :keys",
)
"""What takes the words away; the path through the machine stays."""


def settings(connection: Connection) -> dict[Kind, int]:
    """Days that each kind is kept; 0 is for ever, and what every kind starts with."""
    stored = {row[0]: row[1] for row in connection.execute(_DAYS)}
    return {kind: stored.get(kind.value, 0) for kind in Kind}


def keep(connection: Connection, days: Mapping[Kind, int]) -> None:
    """Set how many days each kind is kept."""
    for kind, value in days.items():
        connection.execute(_SET, {"kind": kind.value, "days": value})


def fault(days: Mapping[Kind, int]) -> str:
    """Why these can't be kept for so long, in words; empty if they can."""
    for kind, value in days.items():
        least = LEAST.get(kind, 1)
        if value and not least <= value <= 36_500:
            return f"{kind.value.capitalize()} can be kept for {least} days or longer, or for ever (0)."
    if days.get(Kind.CALLS) and days.get(Kind.WORDS, 0) > days[Kind.CALLS]:
        return "The words of a call cannot be kept for longer than the call."
    return ""


def take(connection: Connection, now: datetime, *, forced: bool = False) -> bool:
    """Take the job for this process, if it is due (or `forced`) and no other process has it."""
    connection.execute(_JOB, {"name": JOB})
    due = "9999" if forced else stamp_ms(now)
    values = {"name": JOB, "until": stamp_ms(now + HOLD), "now": stamp_ms(now), "due": due}
    return connection.execute(_TAKE, values).rowcount == 1


async def run(store: Store, now: Callable[[], datetime], who: str, *, forced: bool = False) -> list[Removed]:
    """Take away everything that is too old; nothing where it is not due or another process is at it."""
    begun = now()
    if not await store.transact(lambda c: take(c, begun, forced=forced)):
        return []
    done = []
    days = await store.read(settings)
    for kind in Kind:
        if days[kind]:
            before = begun - timedelta(days=days[kind])
            done.append(await _clear(store, kind, before, now, who))
    await store.transact(lambda c: c.execute(_REST, {"name": JOB, "next": stamp_ms(begun + EVERY)}))
    return [removed for removed in done if removed.rows]


async def _clear(
    store: Store, kind: Kind, before: datetime, now: Callable[[], datetime], who: str
) -> Removed:
    """Batch after batch of one kind; every batch is proved in its own transaction."""
    total = Removed(kind=kind, rows=0)
    while True:
        removed = await store.transact(partial(_batch, kind=kind, before=before, now=now(), who=who))
        if not removed.rows:
            return total
        total = Removed(
            kind=kind,
            rows=total.rows + removed.rows,
            first=total.first or removed.first,
            last=removed.last,
            digest=removed.digest,
        )


def _batch(connection: Connection, kind: Kind, before: datetime, now: datetime, who: str) -> Removed:
    removed = _audit(connection, before) if kind is Kind.AUDIT else _rows(connection, kind, before)
    if removed.rows:
        audit.append(
            connection, at=now, who=who, action=audit.RETENTION, target=kind.value, detail=str(removed)
        )
        connection.execute(_HOLD, {"name": JOB, "until": stamp_ms(now + HOLD)})
    return removed


def _rows(connection: Connection, kind: Kind, before: datetime) -> Removed:
    """Take one batch of one kind away."""
    since = connection.execute(_DONE_TO, {"kind": kind.value}).scalar_one_or_none() or ""
    stamped = stamp_ms(before) if kind in (Kind.CALLS, Kind.WORDS) else stamp(before)
    select = {
        Kind.CALLS: _CALLS,
        Kind.WORDS: _WORDED,
        Kind.MESSAGES: _MESSAGES,
        Kind.ATTEMPTS: _ATTEMPTS,
    }[kind]
    values = {"before": stamped, "most": BATCH} | ({"since": since} if "since" in select.text else {})
    rows = connection.execute(select, values).all()
    if not rows:
        return Removed(kind=kind, rows=0)
    keys = [row[0] for row in rows]
    if kind is Kind.CALLS:
        indexer.forget(connection, keys)
    for statement in _statements(connection, kind):
        clause = text(statement).bindparams(bindparam("keys", expanding=True))
        marks = {"gone": GONE, "deleted": json.dumps(DELETED)} if ":gone" in statement else {}
        connection.execute(clause, {"keys": keys, **marks})
    if kind is Kind.WORDS:
        for key in keys:
            indexer.index_again(connection, key)
    connection.execute(_SET_DONE, {"at": rows[-1][1] if kind is Kind.WORDS else "", "kind": kind.value})
    return _removed(kind, [(str(key), str(at)) for key, at in rows])


def _statements(connection: Connection, kind: Kind) -> Iterator[str]:
    if kind is Kind.WORDS:
        yield from BLANKED
    elif kind is Kind.CALLS:
        for table in _tables_of_calls(connection):
            and_done = " AND status = 'done'" if table.lower() == "handoffs" else ""
            yield f"DELETE FROM {table} WHERE call_sid IN :keys{and_done}"  # noqa: S608 - names of the schema
    elif kind is Kind.MESSAGES:
        yield "DELETE FROM Messages WHERE id IN :keys"
    else:
        yield "DELETE FROM IdentityAttempts WHERE id IN :keys"


def _tables_of_calls(connection: Connection) -> list[str]:
    """Every table whose rows belong to a call, whoever made it."""
    inspector = inspect(connection)
    tables = inspector.get_table_names()
    return [t for t in tables if any(c["name"].lower() == "call_sid" for c in inspector.get_columns(t))]


def _audit(connection: Connection, before: datetime) -> Removed:
    """Let the oldest rows of the audit log go; the hash that the next one follows is kept."""
    old = text("SELECT seq, hash, at FROM QaAudit WHERE at < :before ORDER BY seq LIMIT :most")
    rows = connection.execute(old, {"before": stamp_ms(before), "most": BATCH}).all()
    newest = audit.head(connection)
    rows = [row for row in rows if row[0] < newest.seq]
    if not rows:
        return Removed(kind=Kind.AUDIT, rows=0)
    seq, hashed, at = rows[-1]
    connection.execute(
        text("INSERT INTO QaAuditStart (seq, hash) VALUES (:seq, :hash)"), {"seq": seq, "hash": hashed}
    )
    connection.execute(text("DELETE FROM QaAudit WHERE seq <= :seq"), {"seq": seq})
    return Removed(kind=Kind.AUDIT, rows=len(rows), first=rows[0][2], last=at, digest=hashed)


def _removed(kind: Kind, rows: list[tuple[str, str]]) -> Removed:
    keys = "\n".join(f"{key} {at}" for key, at in rows)
    return Removed(
        kind=kind,
        rows=len(rows),
        first=rows[0][1],
        last=rows[-1][1],
        digest=hashlib.sha256(keys.encode()).hexdigest(),
    )


def is_blanked(history: Mapping[str, list[Mapping[str, object]]]) -> bool:
    """Whether the words of a call were taken away, so that it can't be replayed any more."""
    return any(turn.get("event") == DELETED for turn in history["turns"])


def last_run(connection: Connection) -> str:
    """When the job is due again, as a stamp; empty if it never ran."""
    row = connection.execute(text("SELECT next_at FROM QaJobs WHERE name = :name"), {"name": JOB}).first()
    return str(row[0]) if row is not None and row[0] and moment(row[0]) else ""
