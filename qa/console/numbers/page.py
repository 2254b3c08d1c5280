"""The page of numbers: some days, a version or a filter, alone or beside another set of calls."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import Response

from engine.extraction import Record
from qa.access.rights import Visitor
from qa.console import filters, search
from qa.console.calls import chips
from qa.console.console import Console, Page, looked
from qa.console.facts import Facts
from qa.console.filters import Filters
from qa.console.numbers import figures, plots, reading
from qa.console.numbers.breakdowns import BREAKDOWNS, Table, table
from qa.console.numbers.figures import SECTIONS, Difference, Figure, Line, Section
from qa.console.numbers.reading import NEWEST, Sums
from qa.console.numbers.tally import MISSED_CHECK, MISSED_TAG, Of
from qa.console.shell import page

BEFORE = "before"
BUILD = "build "
MISSES = 20
"""Urgent misses that are listed."""
PRESETS = ((7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "A year"))
TILES = ("done", "checks", "contained", "recall", "p50", "p95")


class Shown(Record, frozen=True):
    """One line of the table of figures."""

    line: Line
    now: Figure
    before: Figure | None = None
    gap: Difference | None = None


class Board(Record, frozen=True):
    """Everything on the page."""

    sums: Sums
    other: Sums | None
    builds: Mapping[str, int]
    misses: tuple[Facts, ...]


async def numbers(console: Console, request: Request, visitor: Visitor) -> Response:
    """Show the numbers."""
    clinic, query = console.book.clinic, request.query_params
    today = clinic.local(console.now()).date()
    wanted = reading.usual(filters.read(query), today)
    other = compared(wanted, query)
    zone = ZoneInfo(clinic.timezone)
    board = await console.store.read(lambda c: read(c, wanted, other, zone))
    action = "search" if reading.has_more(wanted) else "view"
    await looked(console, request, visitor, "numbers", action, ", ".join(wanted.names))
    is_apart = other is None or not overlap(wanted, other)
    sections, tables = lines(board, is_apart=is_apart), tables_of(board)
    days, by_week = plots.stretches(board.sums)
    return page(
        request,
        visitor,
        "numbers.html",
        board=board,
        wanted=wanted,
        other=other,
        chips=[it for it in chips(wanted) if reading.has_more(wanted)],
        presets=_presets(wanted, today),
        than=query.get("than", ""),
        named=_named(wanted),
        named_other=_named(other) if other is not None else "",
        is_apart=is_apart,
        sections=sections,
        tiles=[it for key in TILES for _, group in sections for it in group if it.line.key == key],
        tables=tables,
        by_week=by_week,
        plot_calls=plots.calls(days),
        plot_replies=plots.replies(days),
        plot_done=plots.done(days),
        plot_spread=plots.spread(board.sums),
        heat=plots.heat(board.sums),
        link=lambda kind, value: f"/qa/?{filters.query(_narrowed(wanted, kind, value))}",
        query=filters.query(wanted),
        newest=NEWEST,
        has_more=reading.has_more(wanted),
    )


def compared(wanted: Filters, query: Mapping[str, str]) -> Filters | None:
    """The other set of calls: the days before, other days, or another version."""
    than = query.get("than", "")
    given = filters.read({"since": query.get("than_since", ""), "until": query.get("than_until", "")})
    if given.since or given.until:
        return msgspec.structs.replace(wanted, since=given.since, until=given.until)
    if than == BEFORE and wanted.since and wanted.until:
        length = wanted.until - wanted.since + timedelta(days=1)
        return msgspec.structs.replace(wanted, since=wanted.since - length, until=wanted.until - length)
    if than.startswith(BUILD):
        return _narrowed(wanted, "build", than.removeprefix(BUILD))
    return None


def read(connection: Connection, wanted: Filters, other: Filters | None, zone: ZoneInfo) -> Board:
    """Read all that the page shows in one transaction."""
    sums = reading.sums(connection, wanted, zone)
    has_missed = sums.whole.get(Of.RECALL, {}).get("missed", 0) > 0
    return Board(
        sums=sums,
        other=reading.sums(connection, other, zone) if other is not None else None,
        builds=search.values(connection, "build"),
        misses=tuple(_misses(connection, wanted, zone)) if has_missed else (),
    )


def overlap(wanted: Filters, other: Filters) -> bool:
    """Whether a call may be in both sets; then chance can't be told from a difference."""
    builds = {it.value("build") for it in (wanted, other)}
    if len(builds) == 2 and "" not in builds:
        return False
    early, late = sorted((wanted, other), key=lambda it: it.since or date.min)
    return late.since is None or early.until is None or early.until >= late.since


def lines(board: Board, *, is_apart: bool = True) -> list[tuple[Section, list[Shown]]]:
    """Every figure, beside the one it is compared with; `is_apart`: no call is in both sets."""
    return [(section, [_shown(line, board, is_apart) for line in section.lines]) for section in SECTIONS]


def tables_of(board: Board) -> list[Table]:
    """Every breakdown that has anything to show."""
    found = [table(it, board.sums, board.other) for it in BREAKDOWNS]
    return [it for it in found if it.rows]


def _shown(line: Line, board: Board, is_apart: bool) -> Shown:
    now = line.work_out(board.sums)
    if board.other is None:
        return Shown(line=line, now=now)
    before = line.work_out(board.other)
    gap = figures.difference(now, before)
    return Shown(
        line=line,
        now=now,
        before=before,
        gap=gap if is_apart or gap is None else Difference(value=gap.value),
    )


def _misses(connection: Connection, wanted: Filters, zone: ZoneInfo) -> Sequence[Facts]:
    """The urgent calls that were missed, the newest first."""
    found: dict[str, Facts] = {}
    for facet in (("tag", MISSED_TAG), ("check", MISSED_CHECK)):
        asked = _narrowed(wanted, *facet)
        planned = search.plan(connection, asked, asked.span(zone))
        rows = search.older(connection, planned).rows if planned is not None else ()
        found |= {row.call_sid: row for row in rows}
    return sorted(found.values(), key=lambda row: row.started_at, reverse=True)[:MISSES]


def _narrowed(wanted: Filters, kind: str, value: str) -> Filters:
    chosen = (*((name, it) for name, it in wanted.chosen if name != kind), (kind, value))
    return msgspec.structs.replace(wanted, chosen=chosen)


def _presets(wanted: Filters, today: date) -> list[tuple[str, str, bool]]:
    """Label, query, and whether these are the days shown."""
    made = []
    for days, label in PRESETS:
        it = msgspec.structs.replace(wanted, since=today - timedelta(days=days - 1), until=today)
        made.append((label, filters.query(it), it == wanted))
    return made


def _named(wanted: Filters) -> str:
    """A set of calls in a few words."""
    since, until = (day.isoformat() if day else "" for day in (wanted.since, wanted.until))
    days = f"{since or 'the first day'} to {until or 'the last day'}" if since or until else "all days"
    version = wanted.value("build")
    return days + (f", version {version}" if version else "")


PAGES = (Page("/qa/numbers", numbers, label="Numbers"),)
