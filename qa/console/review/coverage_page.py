"""The page of coverage: the machine with what a set of calls used of it, and what none of them did."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, text
from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import Response

from engine.extraction import Record
from qa.access.rights import Visitor
from qa.console import filters, search, views
from qa.console.console import Console, Page, looked
from qa.console.facts import Facet, Facts
from qa.console.filters import Filters
from qa.console.review.coverage import CHUNK, Coverage, cover
from qa.console.review.heat import heat
from qa.console.review.run_pages import in_words
from qa.console.search import NO_END, Plan
from qa.console.shell import page
from qa.console.views import View

MOST = 500
"""Calls that are looked at, the newest of the set."""
A_WEEK = timedelta(days=7)
_FAILING: tuple[Facet, ...] = (("verdict", "fail"), ("checks", "fail"))
"""Facets of failed calls, the weightier first: a person's word goes before the checks'."""
_PASSED: Facet = ("verdict", "pass")
_FACET = text("SELECT id FROM Facets WHERE kind = :kind AND value = :value")
_HAVING = text(
    "SELECT c.call_sid FROM CallFacts AS c JOIN CallFacets AS p ON p.call = c.id AND p.facet = :facet"
    " WHERE c.call_sid IN :calls"
).bindparams(bindparam("calls", expanding=True))


class Refusal(Record, frozen=True):
    """How often a guard refused a trigger this week."""

    guard: str
    trigger: str
    calls: int
    is_all: bool
    query: str


class Seen(Record, frozen=True):
    """Everything on the page."""

    covered: Coverage
    is_all: bool
    """False: there are more calls than were looked at."""
    refusals: tuple[Refusal, ...]
    views: tuple[View, ...]


async def coverage(console: Console, request: Request, visitor: Visitor) -> Response:
    """Show what the newest calls that fit have used."""
    wanted = filters.read(request.query_params)
    zone = ZoneInfo(console.book.clinic.timezone)
    since = (console.now() - A_WEEK).astimezone(zone).date()

    def read(connection: Connection) -> Seen:
        rows, is_all = chosen(connection, wanted, zone)
        covered = cover(connection, rows, failed(connection, rows))
        week = Filters(since=since)
        refused = tuple(_refusals(connection, week, zone))
        return Seen(
            covered=covered, is_all=is_all, refusals=refused, views=views.of(connection, visitor.name)
        )

    seen = await console.store.read(read)
    await looked(console, request, visitor, "coverage", "view", ", ".join(wanted.names))
    return page(
        request,
        visitor,
        "coverage.html",
        seen=seen,
        covered=seen.covered,
        picture=heat(seen.covered),
        wanted=wanted,
        query=filters.query(wanted),
        chosen=in_words(wanted),
        most=MOST,
        since=since,
    )


def chosen(connection: Connection, wanted: Filters, zone: ZoneInfo) -> tuple[list[Facts], bool]:
    """The newest calls that fit, and whether those are all."""
    planned = search.plan(connection, wanted, wanted.span(zone))
    found: list[Facts] = []
    before: int | None = None
    while planned is not None and len(found) < MOST:
        listed = search.older(connection, planned, before)
        found += listed.rows
        before = listed.older
        if before is None:
            return found[:MOST], len(found) <= MOST
    return found[:MOST], planned is None


def failed(connection: Connection, rows: list[Facts]) -> frozenset[str]:
    """Those that failed: by a person's verdict or, where there is none, by the checks."""
    calls = [row.call_sid for row in rows]
    said, checked = (_having(connection, facet, calls) for facet in _FAILING)
    return frozenset(said | (checked - _having(connection, _PASSED, calls)))


def _having(connection: Connection, facet: Facet, calls: list[str]) -> set[str]:
    """Those of the calls that have a facet."""
    key = connection.execute(_FACET, dict(zip(("kind", "value"), facet, strict=True))).scalar_one_or_none()
    found: set[str] = set()
    for at in range(0, len(calls) if key is not None else 0, CHUNK):
        found |= set(connection.execute(_HAVING, {"facet": key, "calls": calls[at : at + CHUNK]}).scalars())
    return found


def _refusals(connection: Connection, week: Filters, zone: ZoneInfo) -> list[Refusal]:
    """Which guard refused which trigger in how many calls of the week, most first."""
    found = []
    first, _ = week.span(zone)
    for value in search.values(connection, "refusal"):
        wanted = Filters(chosen=(("refusal", value),), since=week.since)
        planned: Plan | None = search.plan(connection, wanted, (first, NO_END - 1))
        number = search.number(connection, planned)
        trigger, _, guard = value.partition(" ")
        if number.calls:
            query = filters.query(wanted)
            found.append(
                Refusal(guard=guard, trigger=trigger, calls=number.calls, is_all=number.is_all, query=query)
            )
    return sorted(found, key=lambda it: -it.calls)


PAGES = (Page("/qa/coverage", coverage, label="Coverage"),)
