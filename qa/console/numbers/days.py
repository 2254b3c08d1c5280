"""Keeps the numbers of every day: sums over its calls by version, in the transaction that indexes a call.

A call's own tally is stored beside the sums, so that a call that is indexed again is first taken out of
them. A killed process leaves neither of the two or both. When retention deletes a call, its counts move to
the row of the deleted ones of that day and stay: they name nobody.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from qa.console.numbers.tally import REVIEWED, Tally, added

LIVE, DELETED = 0, 1
Key = tuple[str, str, int]
"""The clinic's day, the version, and whether it is of deleted calls."""

_COUNTS = dict[str, dict[str, int]]
_STANDING = text("SELECT day, build, slowest_ms, tally FROM CallTallies WHERE id = :id")
_OF_CALL = text("SELECT id FROM CallTallies WHERE call_sid = :call_sid")
_DROP = text("DELETE FROM CallTallies WHERE id = :id")
_ADD = text(
    "INSERT INTO CallTallies (id, call_sid, day, build, slowest_ms, tally)"
    " VALUES (:id, :call_sid, :day, :build, :slowest_ms, :tally)"
)
_BEGIN = text(
    "INSERT INTO DayNumbers (day, build, deleted) VALUES (:day, :build, :deleted) ON CONFLICT DO NOTHING"
)
_WHERE = "WHERE day = :day AND build = :build AND deleted = :deleted"
_DAY = text(f"SELECT tally, slowest_ms FROM DayNumbers {_WHERE}")  # noqa: S608
_DAY_HELD = text(f"SELECT tally, slowest_ms FROM DayNumbers {_WHERE} FOR UPDATE")  # noqa: S608
_SET = text(
    "UPDATE DayNumbers SET tally = :tally, slowest_ms = :slowest_ms, slowest = :slowest"  # noqa: S608
    f" {_WHERE}"
)
_SLOWEST = text(
    "SELECT slowest_ms, call_sid FROM CallTallies WHERE day = :day AND build = :build"
    " AND slowest_ms IS NOT NULL ORDER BY slowest_ms DESC LIMIT 1"
)
_CLEAR = text("DELETE FROM DayNumbers WHERE deleted = 0")
_SOME = text("SELECT id, day, build, tally FROM CallTallies WHERE id > :id ORDER BY id LIMIT :most")
_CHUNK = 1_000


class Counted(Record, frozen=True):
    """One call, ready to be counted."""

    call_sid: str
    day: str
    """The clinic's, when it began."""
    build: str
    tally: Tally
    slowest_ms: float | None = None
    is_whole: bool = True
    """False: its words were deleted, so what was counted with them is not counted anew."""


class Changes:
    """What a transaction changes in the sums; written at its end, in one order for all processes."""

    def __init__(self) -> None:
        self._sums: dict[Key, _COUNTS] = {}
        self._slowest: dict[Key, float] = {}
        """Of calls that are deleted now."""

    def add(self, key: Key, tally: Tally, sign: int = 1) -> None:
        """Add a tally to one sum, or take it away."""
        added(self._sums.setdefault(key, {}), tally, sign)

    def count(self, connection: Connection, key: int, call: Counted) -> None:
        """Count a call in place of what was counted of it before; `key` is its id in the index."""
        row = connection.execute(_STANDING, {"id": key}).mappings().one_or_none()
        day, build, slowest, tally = call.day, call.build, call.slowest_ms, call.tally
        if row is not None:
            before = read(row["tally"])
            self.add((row["day"], row["build"], LIVE), before, -1)
            connection.execute(_DROP, {"id": key})
            if not call.is_whole:
                reviewed = {it.value: tally[it] for it in REVIEWED if it in tally}
                tally = {name: it for name, it in before.items() if name not in set(REVIEWED)} | reviewed
                slowest = row["slowest_ms"]
        self.add((day, build, LIVE), tally)
        values = {"id": key, "call_sid": call.call_sid, "day": day, "build": build, "slowest_ms": slowest}
        connection.execute(_ADD, values | {"tally": written(tally)})

    def forget(self, connection: Connection, call_sid: str) -> None:
        """Move the counts of a call that is deleted to those of deleted calls."""
        key = connection.execute(_OF_CALL, {"call_sid": call_sid}).scalar_one_or_none()
        if key is None:
            return
        row = connection.execute(_STANDING, {"id": key}).mappings().one()
        tally, of_deleted = read(row["tally"]), (row["day"], row["build"], DELETED)
        self.add((row["day"], row["build"], LIVE), tally, -1)
        self.add(of_deleted, tally)
        if row["slowest_ms"] is not None:
            self._slowest[of_deleted] = max(row["slowest_ms"], self._slowest.get(of_deleted, 0.0))
        connection.execute(_DROP, {"id": key})

    def write(self, connection: Connection) -> None:
        """Write the sums; a row stays locked from its reading to the end of the transaction."""
        held = connection.dialect.name == "postgresql"
        for key in sorted(self._sums):
            where = dict(zip(("day", "build", "deleted"), key, strict=True))
            connection.execute(_BEGIN, where)
            standing = connection.execute(_DAY_HELD if held else _DAY, where).mappings().one()
            sums = read(standing["tally"])
            added(sums, self._sums[key])
            slowest = self._slowest_of(connection, key, where, standing["slowest_ms"])
            connection.execute(_SET, where | {"tally": written(sums)} | slowest)

    def _slowest_of(
        self, connection: Connection, key: Key, where: Mapping[str, Any], before: float | None
    ) -> dict[str, Any]:
        """The slowest turn of the day; whoever holds the day's row sees every call counted before."""
        if key[2] == DELETED:
            known = [ms for ms in (before, self._slowest.get(key)) if ms is not None]
            return {"slowest_ms": max(known, default=None), "slowest": ""}
        found = connection.execute(_SLOWEST, where).mappings().one_or_none()
        return {
            "slowest_ms": found["slowest_ms"] if found else None,
            "slowest": found["call_sid"] if found else "",
        }


def add_up_again(connection: Connection) -> int:
    """Make the sums of all stored calls anew out of their tallies; how many calls that was."""
    connection.execute(_CLEAR)
    changes, calls, last = Changes(), 0, -1
    while rows := connection.execute(_SOME, {"id": last, "most": _CHUNK}).mappings().all():
        for row in rows:
            changes.add((row["day"], row["build"], LIVE), read(row["tally"]))
        calls, last = calls + len(rows), rows[-1]["id"]
    changes.write(connection)
    return calls


def forget(connection: Connection, call_sids: Iterable[str]) -> None:
    """Have calls counted as deleted ones, in the transaction that deletes them."""
    changes = Changes()
    for call_sid in call_sids:
        changes.forget(connection, call_sid)
    changes.write(connection)


def read(stored: str) -> _COUNTS:
    """A stored tally."""
    return msgspec.json.decode(stored, type=_COUNTS)


def written(tally: Tally) -> str:
    """A tally as it is stored."""
    return msgspec.json.encode(tally).decode()
