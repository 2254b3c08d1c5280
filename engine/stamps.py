"""How moments and days are written in the database: ISO 8601 text in UTC, one width, ending in Z."""

from datetime import UTC, date, datetime


def stamp(at: datetime) -> str:
    """Write an aware moment in whole seconds, as the clinic's books hold it; `ValueError` if it is naive."""
    return _utc(at).isoformat(timespec="seconds") + "Z"


def stamp_ms(at: datetime) -> str:
    """Write an aware moment in milliseconds, as the journal holds it; `ValueError` if it is naive."""
    return _utc(at).isoformat(timespec="milliseconds") + "Z"


def whole_ms(at: datetime) -> datetime:
    """An aware moment in UTC, no finer than the journal holds it; `ValueError` if it is naive."""
    utc = _utc(at)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000, tzinfo=UTC)


def moment(stored: object) -> datetime:
    """Read a moment back, in UTC; what carries no offset is UTC. `ValueError` if it is no moment.

    Tables that another program made may hold native timestamps.
    """
    at = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def day(stored: object) -> date:
    """Read a day back; `ValueError` if it is no day."""
    return stored if type(stored) is date else date.fromisoformat(str(stored)[:10])


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("expected an aware moment, got a naive one")
    return at.astimezone(UTC).replace(tzinfo=None)
