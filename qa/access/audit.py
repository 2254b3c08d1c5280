"""The audit log: rows that are only ever appended, each with a hash over its words and the row before it."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.stamps import stamp_ms

GENESIS = "0" * 64
"""What stands before the first row."""
LONGEST = 400
"""Characters that one field of a row may have."""
PAGE = 500
RETENTION = "retention"
_LOCK = 7_241_903_116
"""Any number that nobody else locks: on PostgreSQL rows are appended one after the other."""

_HEAD = text("SELECT seq, hash FROM QaAudit ORDER BY seq DESC LIMIT 1")
_START = text("SELECT seq, hash FROM QaAuditStart ORDER BY seq DESC LIMIT 1")
_APPEND = text(
    "INSERT INTO QaAudit (seq, at, who, action, target, detail, before, hash)"
    " VALUES (:seq, :at, :who, :action, :target, :detail, :before, :hash)"
)
_AFTER = text("SELECT * FROM QaAudit WHERE seq > :seq ORDER BY seq LIMIT :most")
_LET_GO = text("SELECT detail FROM QaAudit WHERE action = 'retention' AND target = 'audit' AND seq > :seq")


class Entry(Record, frozen=True):
    """One row."""

    seq: int
    at: str
    who: str
    action: str
    target: str
    detail: str
    before: str
    hash: str


class Head(Record, frozen=True):
    """The last row's number and hash: noted elsewhere, they show later that nothing was cut off."""

    seq: int = 0
    hash: str = GENESIS

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


class Chain(Record, frozen=True):
    """What a check of the whole log found."""

    rows: int
    head: Head
    fault: str = ""
    """Empty: every row is as it was written, and none is missing."""


def append(
    connection: Connection, *, at: datetime, who: str, action: str, target: str = "", detail: str = ""
) -> Entry:
    """Append one row; writers of all processes take turns until the transaction ends.

    SQLite's transactions begin IMMEDIATE and so take turns already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    before = head(connection)
    words = {"at": stamp_ms(at), "who": who, "action": action, "target": target, "detail": detail}
    words = {name: value[:LONGEST] for name, value in words.items()}
    seq = before.seq + 1
    entry = Entry(seq=seq, **words, before=before.hash, hash=digest(seq, before.hash, words))
    connection.execute(_APPEND, {name: getattr(entry, name) for name in Entry.__struct_fields__})
    return entry


def digest(seq: int, before: str, words: dict[str, str]) -> str:
    """The hash of a row: SHA-256 over its number, the hash before it and its words, as canonical JSON."""
    content = [seq, before, *(words[name] for name in ("at", "who", "action", "target", "detail"))]
    return hashlib.sha256(json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def head(connection: Connection) -> Head:
    """The newest row; where all were let go, the last of those."""
    for statement in (_HEAD, _START):
        if row := connection.execute(statement).first():
            return Head(seq=row[0], hash=row[1])
    return Head()


def verify(connection: Connection, checkpoint: str = "") -> Chain:
    """Check every row against the one before it, and the log against a `Head` noted earlier.

    The first row follows the genesis, or the row that the log names as the last it let go.
    """
    start = Head()
    if row := connection.execute(_START).first():
        start = Head(seq=row[0], hash=row[1])
    last, rows, seen = start, 0, {str(start)}
    wanted = checkpoint.partition(":")[0]
    for entry in _rows(connection, start.seq):
        if fault := _fault(entry, last):
            return Chain(rows=rows, head=last, fault=fault)
        last, rows = Head(seq=entry.seq, hash=entry.hash), rows + 1
        if str(entry.seq) == wanted:
            seen.add(str(last))
    if start.seq and not any(start.hash in detail for (detail,) in connection.execute(_LET_GO, {"seq": 0})):
        return Chain(rows=rows, head=last, fault="rows were let go, and no row says by whom")
    if checkpoint and checkpoint not in seen and not (wanted.isdecimal() and int(wanted) < start.seq):
        return Chain(rows=rows, head=last, fault=f"the row of the checkpoint {wanted} is gone or another one")
    return Chain(rows=rows, head=last)


def _fault(entry: Entry, last: Head) -> str:
    if entry.seq != last.seq + 1:
        return f"row {last.seq + 1} is missing"
    words = {name: getattr(entry, name) for name in ("at", "who", "action", "target", "detail")}
    if entry.before != last.hash:
        return f"row {entry.seq} does not follow row {last.seq}"
    if entry.hash != digest(entry.seq, entry.before, words):
        return f"row {entry.seq} was changed"
    return ""


def _rows(connection: Connection, seq: int) -> Iterator[Entry]:
    while True:
        page = connection.execute(_AFTER, {"seq": seq, "most": PAGE}).mappings().all()
        yield from (Entry(**row) for row in page)
        if len(page) < PAGE:
            return
        seq = page[-1]["seq"]


class Search(Record, frozen=True):
    """Which rows an auditor wants to see, newest first."""

    who: str = ""
    action: str = ""
    target: str = ""
    since: str = ""
    """The beginning of a stamp in UTC: `2026-03`, `2026-03-02T14`."""
    until: str = ""
    before: int = 0
    """Only rows older than this one; 0 is all."""
    most: int = 50


def found(connection: Connection, search: Search) -> list[Entry]:
    """The rows that fit."""
    wheres: dict[str, Any] = {"most": search.most}
    terms = []
    for column in ("who", "action", "target"):
        if value := getattr(search, column):
            terms.append(f"{column} = :{column}")
            wheres[column] = value
    for column, term in (("since", "at >= :since"), ("until", "at < :until"), ("before", "seq < :before")):
        if value := getattr(search, column):
            terms.append(term)
            wheres[column] = value
    where = f" WHERE {' AND '.join(terms)}" if terms else ""
    sql = f"SELECT * FROM QaAudit{where} ORDER BY seq DESC LIMIT :most"  # noqa: S608 - fixed terms
    return [Entry(**row) for row in connection.execute(text(sql), wheres).mappings()]


def actions(connection: Connection) -> list[str]:
    """Every action there is a row of."""
    return list(connection.execute(text("SELECT DISTINCT action FROM QaAudit ORDER BY action")).scalars())
