"""The calls that wait for a reviewer: what is put up by rule, who looks at which, and what comes next."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.stamps import stamp_ms
from qa.console import search
from qa.console.facts import Facts
from qa.console.filters import Filters
from qa.console.review.rules import EXPLAINED, Rule, shares
from qa.console.search import Found

HELD = timedelta(minutes=30)
"""How long a call that somebody took is kept from the others."""
SHOWN = 10
"""Calls of each rule on the first page."""
_PAGES = 4
_JUDGED = text(
    "SELECT DISTINCT call_sid FROM QaVerdicts WHERE finding = '' AND call_sid IN :calls"
).bindparams(bindparam("calls", expanding=True))
_HELD = text("SELECT call_sid, who FROM QaAssignments WHERE at > :since AND call_sid IN :calls").bindparams(
    bindparam("calls", expanding=True)
)
_HOLD = text(
    "INSERT INTO QaAssignments (call_sid, who, at) VALUES (:call_sid, :who, :at)"
    " ON CONFLICT (call_sid) DO UPDATE SET who = excluded.who, at = excluded.at"
    " WHERE QaAssignments.who = excluded.who OR QaAssignments.at <= :since"
)
_LET_GO = text("DELETE FROM QaAssignments WHERE call_sid = :call_sid")


class Waiting(Record, frozen=True):
    """One call of the queue."""

    row: Facts
    holder: str = ""
    """Who looks at it now."""


class Lane(Record, frozen=True):
    """The calls of one rule."""

    rule: Rule
    words: str
    share: float
    waiting: int
    done: int
    calls: tuple[Waiting, ...]


class Queue(Record, frozen=True):
    """The whole queue, and how far people and checks agree."""

    lanes: tuple[Lane, ...]
    agrees: int
    disagrees: int

    @property
    def waiting(self) -> int:
        """How many calls wait, as far as the index knows: it hears of a verdict a second later."""
        return sum(lane.waiting for lane in self.lanes) if any(lane.calls for lane in self.lanes) else 0


def read(connection: Connection, now: datetime) -> Queue:
    """Read the queue at `now` (aware)."""
    counts = search.values(connection, "queue")
    agreement = search.values(connection, "agreement")
    taken = shares(connection)
    return Queue(
        lanes=tuple(
            Lane(
                rule=rule,
                words=EXPLAINED[rule],
                share=taken[rule],
                waiting=counts.get(f"waiting {rule.value}", 0),
                done=counts.get(f"done {rule.value}", 0),
                calls=tuple(_open(connection, _page(connection, rule).rows[:SHOWN], now)),
            )
            for rule in Rule
        ),
        agrees=agreement.get("agrees", 0),
        disagrees=agreement.get("disagrees", 0),
    )


def take(connection: Connection, who: str, now: datetime, *, but: str = "") -> str | None:
    """Give `who` the next call, the gravest rule first; None where nothing waits that nobody has.

    `but` is a call that they have just had.
    """
    for rule in Rule:
        before: int | None = None
        for _ in range(_PAGES):
            found = _page(connection, rule, before)
            for it in _open(connection, found.rows, now):
                if it.row.call_sid != but and hold(connection, it.row.call_sid, who, now):
                    return it.row.call_sid
            before = found.older
            if before is None:
                break
    return None


def hold(connection: Connection, call_sid: str, who: str, now: datetime) -> bool:
    """Keep a call from the others; False where somebody else has it."""
    values = {"call_sid": call_sid, "who": who, "at": stamp_ms(now), "since": stamp_ms(now - HELD)}
    return connection.execute(_HOLD, values).rowcount == 1


def let_go(connection: Connection, call_sid: str) -> None:
    """Give a call back, or be done with it."""
    connection.execute(_LET_GO, {"call_sid": call_sid})


def _page(connection: Connection, rule: Rule, before: int | None = None) -> Found:
    wanted = Filters(chosen=(("queue", f"waiting {rule.value}"),))
    planned = search.plan(connection, wanted, (0, None))
    return search.older(connection, planned, before) if planned is not None else Found()


def _open(connection: Connection, rows: Iterable[Facts], now: datetime) -> Iterable[Waiting]:
    """Those without a verdict; the index hears of one a second later."""
    listed = list(rows)
    calls = [row.call_sid for row in listed]
    if not calls:
        return
    judged = set(connection.execute(_JUDGED, {"calls": calls}).scalars())
    held = connection.execute(_HELD, {"calls": calls, "since": stamp_ms(now - HELD)})
    holders = {row.call_sid: row.who for row in held}
    for row in listed:
        if row.call_sid not in judged:
            yield Waiting(row=row, holder=holders.get(row.call_sid, ""))
