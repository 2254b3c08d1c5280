"""Runs of one version of the code over a set of stored calls, and how two of them compare."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.replay import Difference
from engine.stamps import moment, stamp_ms
from qa.console import search
from qa.console.filters import Filters

MOST = 2_000
"""Calls of one run, the newest of its set."""
KEPT = 200
"""Differences and flips that a page lists."""
SILENT = timedelta(seconds=60)
"""A run that has not moved for so long lost its process."""
WAITING = "waiting"
"""What stands where a call was not taken yet."""
_COLUMNS = "id, build, query, status, calls, taken, who, started_at, updated_at"
_NEW = text(
    "INSERT INTO QaRuns (build, query, status, calls, who, started_at, updated_at)"
    " VALUES (:build, :query, 'running', :calls, :who, :at, :at) RETURNING id"
)
_PUT = text("INSERT INTO QaRunCalls (run, call_sid, what) VALUES (:run, :call_sid, 'waiting')")
_RUN = text(f"SELECT {_COLUMNS} FROM QaRuns WHERE id = :id")  # noqa: S608 - fixed names
_NEWEST = text(f"SELECT {_COLUMNS} FROM QaRuns ORDER BY id DESC LIMIT 50")  # noqa: S608
_DUE = text("SELECT call_sid FROM QaRunCalls WHERE run = :run AND what = 'waiting' LIMIT :most")
_SET = text(
    "UPDATE QaRunCalls SET turn = :turn, what = :what, expected = :expected, got = :got"
    " WHERE run = :run AND call_sid = :call_sid"
)
_MOVE = text(
    "UPDATE QaRuns SET taken = taken + :more, updated_at = :at WHERE id = :run AND status = 'running'"
)
_SETTLE = text("UPDATE QaRuns SET status = :status, updated_at = :at WHERE id = :run")
_COUNTS = text(
    "SELECT COALESCE(what, '') AS what, count(*) AS n FROM QaRunCalls WHERE run = :run GROUP BY what"
)
_DIFFERENCES = text(
    "SELECT call_sid, turn, what, expected, got FROM QaRunCalls"
    " WHERE run = :run AND what IS NOT NULL AND what <> 'waiting'"
    " ORDER BY what, expected, call_sid LIMIT :most"
)
_BOTH = (
    " FROM QaRunCalls AS a JOIN QaRunCalls AS b ON b.call_sid = a.call_sid AND b.run = :after"
    " WHERE a.run = :before AND COALESCE(a.what, '') <> 'waiting' AND COALESCE(b.what, '') <> 'waiting'"
)
_ALIKE = text(f"SELECT count(*){_BOTH}")
_FLIPS = text(
    "SELECT a.call_sid, a.turn AS a_turn, a.what AS a_what, a.expected AS a_expected, a.got AS a_got,"
    f" b.turn AS b_turn, b.what AS b_what, b.expected AS b_expected, b.got AS b_got{_BOTH}"
    " AND (COALESCE(a.what, '') <> COALESCE(b.what, '') OR COALESCE(a.turn, 0) <> COALESCE(b.turn, 0)"
    " OR COALESCE(a.got, '') <> COALESCE(b.got, '')) ORDER BY a.call_sid LIMIT :most"
)


class Status(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Run(Record, frozen=True):
    """One run."""

    id: int
    build: str
    query: str
    status: str
    calls: int
    taken: int
    who: str
    started_at: str
    updated_at: str

    def stands(self, now: datetime) -> str:
        """Its status at `now` (aware); one whose process is gone has stopped."""
        is_silent = self.status == Status.RUNNING and now - moment(self.updated_at) > SILENT
        return Status.STOPPED if is_silent else self.status


class Apart(Record, frozen=True):
    """One call of a run that goes another way."""

    call_sid: str
    difference: Difference


class Flip(Record, frozen=True):
    """One call that two runs took differently; None is the way of its log."""

    call_sid: str
    before: Difference | None
    after: Difference | None

    @property
    def kind(self) -> str:
        """`broken`, `mended` or `other`."""
        if self.before is None:
            return "broken"
        return "mended" if self.after is None else "other"


def chosen(connection: Connection, wanted: Filters, zone: ZoneInfo, most: int = MOST) -> list[str]:
    """The newest calls that fit the filters."""
    planned = search.plan(connection, wanted, wanted.span(zone))
    found: list[str] = []
    before: int | None = None
    while planned is not None and len(found) < most:
        page = search.older(connection, planned, before)
        found += [row.call_sid for row in page.rows]
        before = page.older
        if before is None:
            break
    return found[:most]


def begin(
    connection: Connection, build: str, query: str, calls: Sequence[str], who: str, at: datetime
) -> int:
    """Write a run down before its first call; its number."""
    values = {"build": build, "query": query, "calls": len(calls), "who": who, "at": stamp_ms(at)}
    run = int(connection.execute(_NEW, values).scalar_one())
    if calls:
        connection.execute(_PUT, [{"run": run, "call_sid": call_sid} for call_sid in calls])
    return run


def due(connection: Connection, run: int, most: int) -> list[str]:
    """Calls that were not taken yet."""
    return list(connection.execute(_DUE, {"run": run, "most": most}).scalars())


def put(
    connection: Connection, run: int, done: Iterable[tuple[str, Difference | None]], at: datetime
) -> bool:
    """Write down what came of some calls; False where the run was stopped meanwhile."""
    rows = [{"run": run, "call_sid": call_sid, **_fields(it)} for call_sid, it in done]
    if rows:
        connection.execute(_SET, rows)
    return connection.execute(_MOVE, {"run": run, "more": len(rows), "at": stamp_ms(at)}).rowcount == 1


def settle(connection: Connection, run: int, status: Status, at: datetime) -> None:
    """End a run, or let it go on."""
    connection.execute(_SETTLE, {"run": run, "status": status.value, "at": stamp_ms(at)})


def read(connection: Connection, run: int) -> Run | None:
    """One run; None where there is none of this number."""
    row = connection.execute(_RUN, {"id": run}).mappings().one_or_none()
    return Run(**row) if row is not None else None


def newest(connection: Connection) -> list[Run]:
    """The last runs, the newest first."""
    return [Run(**row) for row in connection.execute(_NEWEST).mappings()]


def counts(connection: Connection, run: int) -> dict[str, int]:
    """How many calls differ in what; under the empty name those that go the same way."""
    return {row.what: row.n for row in connection.execute(_COUNTS, {"run": run})}


def differences(connection: Connection, run: int) -> list[Apart]:
    """The calls that go another way, alike ones together."""
    rows = connection.execute(_DIFFERENCES, {"run": run, "most": KEPT}).mappings()
    return [
        Apart(call_sid=row["call_sid"], difference=difference)
        for row in rows
        if (difference := _difference(row))
    ]


def flips(connection: Connection, before: int, after: int) -> tuple[int, list[Flip]]:
    """How many calls are in both runs, and those that they took differently."""
    values = {"before": before, "after": after}
    both = int(connection.execute(_ALIKE, values).scalar_one())
    rows = connection.execute(_FLIPS, values | {"most": KEPT}).mappings()
    return both, [
        Flip(call_sid=row["call_sid"], before=_difference(row, "a_"), after=_difference(row, "b_"))
        for row in rows
    ]


def _difference(row: Mapping[Any, Any], side: str = "") -> Difference | None:
    if row[f"{side}what"] is None:
        return None
    fields = {name: row[f"{side}{name}"] for name in ("turn", "what", "expected", "got")}
    return Difference(**fields)


def _fields(difference: Difference | None) -> dict[str, object]:
    if difference is None:
        return {"turn": None, "what": None, "expected": None, "got": None}
    return {name: getattr(difference, name) for name in ("turn", "what", "expected", "got")}
