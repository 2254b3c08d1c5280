"""Texts that are not where they should be, for whoever watches the outbox."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.stamps import moment

_WAITING = text(
    "SELECT status, COUNT(*) AS texts, MIN(created_at) AS oldest FROM Messages"
    " WHERE status IN ('queued', 'sending', 'failed') GROUP BY status"
)
"""By the index on `status`: the delivered ones, which grow without end, are not counted."""


def backlog(connection: Connection, now: datetime) -> dict[str, tuple[int, float]]:
    """How many texts wait, and the age of the oldest in seconds, by status; `now` is aware."""
    return {
        row["status"]: (row["texts"], max(0.0, (now - moment(row["oldest"])).total_seconds()))
        for row in connection.execute(_WAITING).mappings()
    }
