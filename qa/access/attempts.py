"""Slows down who guesses passwords: sign-ins are counted by account and by address, in the database."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.stamps import moment, stamp_ms

FREE = {"account": 5, "address": 30}
"""Failures in a row before there is any wait. A clinic's people may share one address."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
"""Bounded: who wants to keep somebody out can do so for no longer than this at a time."""
FORGOTTEN = timedelta(hours=24)
MOST_KEYS = 100_000

_READ = text("SELECT failures, last_at, waits_until FROM QaAttempts WHERE key = :key")
_COUNT = text("""
    INSERT INTO QaAttempts (key, failures, last_at, waits_until) VALUES (:key, 1, :now, '')
    ON CONFLICT (key) DO UPDATE SET
        failures = CASE WHEN QaAttempts.last_at < :forgotten THEN 1 ELSE QaAttempts.failures + 1 END,
        last_at = :now
    RETURNING failures
""")
_WAIT = text("UPDATE QaAttempts SET waits_until = :until WHERE key = :key")
_FORGET = text("DELETE FROM QaAttempts WHERE key = :key")
_CLEAN = text("DELETE FROM QaAttempts WHERE last_at < :forgotten")


def admit(connection: Connection, login: str, address: str, now: datetime) -> timedelta:
    """Count one attempt before it is judged; how long to wait instead, where there were too many.

    What is not admitted is not counted, so that a wait ends. Unknown accounts are counted like known ones.
    The wait of an address is only for accounts that have failed lately: behind a proxy everybody has the same
    address, and a stranger's failures must not keep a clinic's people out.
    """
    keys = {kind: _key(kind, value) for kind, value in (("account", login), ("address", address))}
    has_failed = connection.execute(_READ, {"key": keys["account"]}).first() is not None
    waits = [_wait(connection, key, now) for key in keys.values()] if has_failed else [timedelta()]
    if max(waits) > timedelta():
        return max(waits)
    connection.execute(_CLEAN, {"forgotten": stamp_ms(now - FORGOTTEN)})
    for kind, key in keys.items():
        values = {"key": key, "now": stamp_ms(now), "forgotten": stamp_ms(now - FORGOTTEN)}
        failures = connection.execute(_COUNT, values).scalar_one()
        over = failures - FREE[kind]
        if over >= 0:
            wait = min(FIRST_WAIT * 2 ** min(over, 10), LONGEST_WAIT)
            connection.execute(_WAIT, {"key": key, "until": stamp_ms(now + wait)})
    return timedelta()


def succeeded(connection: Connection, login: str, address: str) -> None:
    """Forget the account's failures, and this one of the address: it was none."""
    connection.execute(_FORGET, {"key": _key("account", login)})
    connection.execute(
        text("UPDATE QaAttempts SET failures = failures - 1, waits_until = '' WHERE key = :key"),
        {"key": _key("address", address)},
    )


def _wait(connection: Connection, key: str, now: datetime) -> timedelta:
    row = connection.execute(_READ, {"key": key}).mappings().first()
    if row is None or not row["waits_until"]:
        return timedelta()
    return max(moment(row["waits_until"]) - now, timedelta())


def _key(kind: str, value: str) -> str:
    """People type passwords where names belong, so neither is stored."""
    return hashlib.sha256(f"{kind}\0{value}".encode()).hexdigest()
