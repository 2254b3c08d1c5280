"""Links that open one call at a turn: random, of limited life, revocable, and counted at every opening."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.stamps import stamp_ms
from qa.access.accounts import hashed


class Audience(StrEnum):
    """Who may open a link."""

    SIGNED_IN = "signed-in"
    """People with an account; they come to the call's own page."""
    OUTSIDE = "outside"
    """Whoever has it; they see this one call, redacted, and nothing else."""


LIVES: dict[str, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
}
MOST_OPENED = 100
"""Openings after which a link is over: each leaves a row in the audit log."""
LEAST_WHY, MOST_WHY = 8, 200
LISTED = 200

_MAKE = text(
    "INSERT INTO SharedCalls (hash, call_sid, turn, audience, why, account, made_at, ends_at)"
    " VALUES (:hash, :call_sid, :turn, :audience, :why, :account, :now, :ends_at)"
)
_COLUMNS = "hash, call_sid, turn, audience, why, account, made_at, ends_at, revoked_at, opened, opened_at"
_HOLDS = "hash = :hash AND revoked_at IS NULL AND ends_at > :now AND opened < :most"
_FIND = text(f"SELECT {_COLUMNS} FROM SharedCalls WHERE {_HOLDS}")  # noqa: S608
_OPEN = text(
    f"UPDATE SharedCalls SET opened = opened + 1, opened_at = :now WHERE {_HOLDS}"  # noqa: S608
)
_ALL = text(f"SELECT {_COLUMNS} FROM SharedCalls ORDER BY made_at DESC LIMIT :most")  # noqa: S608
_OF = text(
    f"SELECT {_COLUMNS} FROM SharedCalls WHERE account = :account"  # noqa: S608
    " ORDER BY made_at DESC LIMIT :most"
)
_OF_CALL = text(
    f"SELECT {_COLUMNS} FROM SharedCalls WHERE call_sid = :call_sid"  # noqa: S608
    " ORDER BY made_at DESC LIMIT :most"
)
_REVOKE = text(
    "UPDATE SharedCalls SET revoked_at = :now WHERE hash = :hash AND revoked_at IS NULL"
    " AND (account = :account OR :anybodys = 1)"
)
_REVOKE_ALL = text(
    "UPDATE SharedCalls SET revoked_at = :now WHERE account = :account AND revoked_at IS NULL"
    " AND ends_at > :now AND opened < :most"
)


class Link(Record, frozen=True):
    """One link; its token is nowhere but with those it was given to."""

    hash: str
    call_sid: str
    turn: int
    audience: str
    why: str
    account: str
    made_at: str
    ends_at: str
    revoked_at: str | None
    opened: int
    opened_at: str | None

    def state(self, now: str) -> str:
        """Why it opens nothing any more at `now` (a stamp), or `open`."""
        if self.revoked_at is not None:
            return "revoked"
        if self.ends_at <= now:
            return "over"
        return "used up" if self.opened >= MOST_OPENED else "open"


def make(
    connection: Connection,
    call_sid: str,
    turn: int,
    *,
    audience: Audience,
    lasts: timedelta,
    why: str,
    account: str,
    now: datetime,
) -> str:
    """Make a link; its token, which is shown once."""
    token = secrets.token_urlsafe(32)
    values = {"hash": hashed(token), "call_sid": call_sid, "turn": turn, "audience": audience.value}
    values |= {"why": why, "account": account, "now": stamp_ms(now), "ends_at": stamp_ms(now + lasts)}
    connection.execute(_MAKE, values)
    return token


def find(connection: Connection, token: str, now: datetime) -> Link | None:
    """The link of a token, if it still holds."""
    row = connection.execute(_FIND, _holding(token, now)).mappings().one_or_none()
    return Link(**row) if row is not None else None


def open_once(connection: Connection, token: str, now: datetime) -> bool:
    """Count an opening; False where it does not hold any more."""
    return connection.execute(_OPEN, _holding(token, now)).rowcount == 1


def of(connection: Connection, account: str | None) -> list[Link]:
    """The links that somebody made, or everybody's, the newest first."""
    statement = _ALL if account is None else _OF
    rows = connection.execute(statement, {"account": account, "most": LISTED}).mappings()
    return [Link(**row) for row in rows]


def of_call(connection: Connection, call_sid: str) -> list[Link]:
    """The links to a call, the newest first."""
    rows = connection.execute(_OF_CALL, {"call_sid": call_sid, "most": LISTED}).mappings()
    return [Link(**row) for row in rows]


def revoke(connection: Connection, hash_: str, account: str, now: datetime, *, anybodys: bool) -> bool:
    """End a link of one's own, or `anybodys`; False where there is none that is open."""
    values = {"hash": hash_, "account": account, "now": stamp_ms(now), "anybodys": int(anybodys)}
    return connection.execute(_REVOKE, values).rowcount == 1


def revoke_all(connection: Connection, account: str, now: datetime) -> int:
    """End every link of somebody's that still opens; how many."""
    values = {"account": account, "now": stamp_ms(now), "most": MOST_OPENED}
    return connection.execute(_REVOKE_ALL, values).rowcount


def _holding(token: str, now: datetime) -> dict[str, str | int]:
    return {"hash": hashed(token), "now": stamp_ms(now), "most": MOST_OPENED}
