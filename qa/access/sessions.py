"""Sessions: on the server, found by the hash of a random token, with an idle and an absolute end."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.stamps import moment, stamp_ms
from qa.access.accounts import Account, by_id, hashed

TOUCH = timedelta(seconds=20)
"""How stale `seen_at` may be; a page is read far oftener than this is worth a write."""

_NEW = text(
    "INSERT INTO QaSessions (hash, account_id, csrf, opened_at, seen_at, ends_at)"
    " VALUES (:hash, :account, :csrf, :now, :now, :ends)"
)
_ONE = text("SELECT * FROM QaSessions WHERE hash = :hash")
_TOUCH = text("UPDATE QaSessions SET seen_at = :now WHERE hash = :hash AND seen_at < :now")
_END = text("DELETE FROM QaSessions WHERE hash = :hash")
_END_ALL = text("DELETE FROM QaSessions WHERE account_id = :account AND hash <> :but")
_CLEAN = text("DELETE FROM QaSessions WHERE ends_at <= :now OR seen_at <= :idle")


class Limits(Record, frozen=True):
    """How long a session lasts."""

    idle: timedelta = timedelta(minutes=15)
    absolute: timedelta = timedelta(hours=12)


class Session(Record, frozen=True):
    """One signed-in browser."""

    account: Account
    csrf: str
    is_stale: bool
    """Whether its last use should be written down anew."""


def begin(connection: Connection, account: Account, now: datetime, limits: Limits) -> str:
    """Sign somebody in; the token that their browser keeps. Sessions that are over go."""
    token = secrets.token_urlsafe(32)
    connection.execute(_CLEAN, {"now": stamp_ms(now), "idle": stamp_ms(now - limits.idle)})
    values = {"hash": hashed(token), "account": account.id, "csrf": secrets.token_urlsafe(24)}
    connection.execute(_NEW, values | {"now": stamp_ms(now), "ends": stamp_ms(now + limits.absolute)})
    return token


def find(connection: Connection, token: str, now: datetime, limits: Limits) -> Session | None:
    """The session of a token that is neither over nor of a disabled account."""
    row = connection.execute(_ONE, {"hash": hashed(token)}).mappings().first()
    if row is None or now >= moment(row["ends_at"]) or now >= moment(row["seen_at"]) + limits.idle:
        return None
    account = by_id(connection, row["account_id"])
    if account is None or account.disabled:
        return None
    return Session(account=account, csrf=row["csrf"], is_stale=now >= moment(row["seen_at"]) + TOUCH)


def touch(connection: Connection, token: str, now: datetime) -> None:
    """Note that a session is in use."""
    connection.execute(_TOUCH, {"hash": hashed(token), "now": stamp_ms(now)})


def end(connection: Connection, token: str) -> None:
    """Sign one browser out."""
    connection.execute(_END, {"hash": hashed(token)})


def end_all(connection: Connection, account_id: int, *, but: str = "") -> int:
    """Sign an account out everywhere, but for the browser with the token `but`; how many there were."""
    values = {"account": account_id, "but": hashed(but) if but else ""}
    return connection.execute(_END_ALL, values).rowcount
