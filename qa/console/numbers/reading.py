"""Reads the numbers of some days, a version or the calls of a filter."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import bindparam, text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from qa.console import search
from qa.console.filters import Filters
from qa.console.numbers.days import DELETED, read
from qa.console.numbers.tally import Of, Tally, merged

NEWEST = 2_000
"""Calls that are added up one by one where a filter asks for more than days and a version."""
USUAL = timedelta(days=30)
FIRST, LAST = "0000-00-00", "9999-99-99"
_DAYS = (
    "SELECT day, build, deleted, slowest_ms, slowest, tally FROM DayNumbers"
    " WHERE day >= :since AND day <= :until"
)
_ALL = text(_DAYS)
_OF_BUILD = text(f"{_DAYS} AND build = :build")
_CALLS = text(
    "SELECT day, slowest_ms, call_sid AS slowest, tally FROM CallTallies WHERE id IN :keys"
).bindparams(bindparam("keys", expanding=True))
_CHUNK = 500


class Sums(Record, frozen=True):
    """The counts of some calls."""

    days: tuple[tuple[str, Tally], ...] = ()
    """In order; a day without a call is not there."""
    whole: Tally = {}
    slowest_ms: float | None = None
    slowest: str = ""
    """The call that had the slowest turn; empty where that was deleted."""
    deleted: int = 0
    """How many of the calls are deleted by now."""
    is_all: bool = True
    """False: only the newest `NEWEST` calls of a filter are counted."""

    @property
    def calls(self) -> int:
        return sum(self.whole.get(Of.CALLS, {}).values())


def usual(wanted: Filters, today: date) -> Filters:
    """The filters with days put in where nothing is asked for: the last thirty of the clinic's."""
    if wanted.since or wanted.until or has_more(wanted):
        return wanted
    return msgspec.structs.replace(wanted, since=today - USUAL + timedelta(days=1), until=today)


def has_more(wanted: Filters) -> bool:
    """Whether more is asked for than days and a version."""
    return any(kind != "build" for kind, _ in wanted.facets)


def sums(connection: Connection, wanted: Filters, zone: ZoneInfo) -> Sums:
    """Add up what is asked for; `zone` is the clinic's, whose days these are."""
    if has_more(wanted):
        return _of_calls(connection, wanted, zone)
    values = {
        "since": wanted.since.isoformat() if wanted.since else FIRST,
        "until": wanted.until.isoformat() if wanted.until else LAST,
    }
    build = wanted.value("build")
    rows = connection.execute(_OF_BUILD, values | {"build": build}) if build else None
    rows = rows if rows is not None else connection.execute(_ALL, values)
    return _added(rows.mappings())


def _of_calls(connection: Connection, wanted: Filters, zone: ZoneInfo) -> Sums:
    planned = search.plan(connection, wanted, wanted.span(zone))
    if planned is None:
        return Sums()
    keys, is_all = search.newest(connection, planned, NEWEST)
    rows = (
        row
        for start in range(0, len(keys), _CHUNK)
        for row in connection.execute(_CALLS, {"keys": keys[start : start + _CHUNK]}).mappings()
    )
    return msgspec.structs.replace(_added(rows), is_all=is_all)


def _added(rows: Iterable[Mapping[Any, Any]]) -> Sums:
    days: dict[str, dict[str, dict[str, int]]] = {}
    whole: dict[str, dict[str, int]] = {}
    slowest: tuple[float, str] | None = None
    deleted = 0
    for row in rows:
        tally = read(row["tally"])
        merged(days.setdefault(row["day"], {}), tally)
        if row["slowest_ms"] is not None:
            slowest = max(slowest or (0.0, ""), (row["slowest_ms"], row["slowest"]))
        if row.get("deleted") == DELETED:
            deleted += sum(tally.get(Of.CALLS, {}).values())
    for tally in days.values():
        merged(whole, tally)
    return Sums(
        days=tuple((day, tally) for day, tally in sorted(days.items()) if tally),
        whole=whole,
        slowest_ms=slowest[0] if slowest else None,
        slowest=slowest[1] if slowest else "",
        deleted=deleted,
    )
