"""Exports the calls of a filter, redacted: a table, JSON lines, or whole calls; a page at a time."""

import csv
import io
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import bindparam, text
from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from engine.clinic import Clinic
from engine.extraction import Record
from qa.access.rights import Right, Visitor
from qa.console import filters, search
from qa.console.console import Console, Page
from qa.console.entries import redacted
from qa.console.facts import UNREADABLE, Facts
from qa.console.search import Plan
from qa.console.shell import HEADERS, fault, looks

SIGNED_OFF_EVERY = 10
"""Pages after which an export asks whether its reader is still signed in."""
COLUMNS: Mapping[str, str] = {
    "call_sid": "Twilio's id of the call",
    "began": "when it began, UTC",
    "ended": "when it ended, UTC; empty where nobody hung up",
    "length_s": "seconds from the first turn to the end of the last",
    "turns": "how many turns it took",
    "state": "the state it ended in",
    "outcome": "what came of it",
    "reason": "why it was handed over or ended",
    "errand": "the errand named last",
    "language": "en or es",
    "version": "of the code that took its last turn",
    "caller_ends_in": "the last two digits of the caller's number; empty where it was withheld",
    "urgent": "the category of the last urgent hit",
    "slowest_ms": "its slowest turn",
    "path": "a letter for the state after each turn, a capital where something was refused",
    "refused_by": "the guards that refused, in order, with a bar between them",
    "checks": "pass or fail: its automatic checks, overrides counted in",
    "checks_failed": "the checks that failed, with a bar between them",
    "verdict": "a reviewer's: pass, fail or unclear",
    "tags": "reviewers' tags, with a bar between them",
}
"""Of the table, in order, and the names in JSON lines."""
_FACET_COLUMNS = {"checks": "checks", "check": "checks_failed", "verdict": "verdict", "tag": "tags"}
_POSTED = text("SELECT call_sid, facets FROM CallFacts WHERE call_sid IN :keys").bindparams(
    bindparam("keys", expanding=True)
)
_NAMED = text("SELECT id, kind, value FROM Facets WHERE kind IN ('checks', 'check', 'verdict', 'tag')")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for a formula at the beginning of a cell."""


class Form(StrEnum):
    """What is exported."""

    TABLE = "csv"
    LINES = "jsonl"
    WHOLE = "whole"
    """Every turn, transition and tool of every call."""


MOST: Mapping[Form, int] = {Form.TABLE: 100_000, Form.LINES: 100_000, Form.WHOLE: 5_000}
"""Calls of one export; one that reaches it says so in its last line."""
ENDINGS = {Form.TABLE: ".csv", Form.LINES: ".jsonl", Form.WHOLE: "-whole.jsonl"}
KINDS = {Form.TABLE: "text/csv; charset=utf-8"}


class Batch(Record, frozen=True):
    """One page of the export."""

    lines: tuple[str, ...]
    next: int | None


async def export(console: Console, request: Request, visitor: Visitor) -> Response:
    """Stream the calls of a filter; the audit log hears of it before the first and after the last."""
    given = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    if given.get("form") not in set(Form):
        return fault(request, visitor, 422, "Nothing was exported", "Choose what to export.")
    form, wanted = Form(given["form"]), filters.read(given)
    span = wanted.span(ZoneInfo(looks(request).zone))
    names = ", ".join(wanted.names) or "no filter"
    await console.doorkeeper.note(visitor, "export", "calls", f"{form.value} begun, {names}")
    planned = await console.store.read(lambda c: search.plan(c, wanted, span))
    day = console.book.clinic.local(console.now()).date().isoformat()
    headers = HEADERS | {"content-disposition": f'attachment; filename="calls-{day}{ENDINGS[form]}"'}
    return StreamingResponse(
        stream(console, request, visitor, planned, form, MOST[form]),
        headers=headers,
        media_type=KINDS.get(form, "application/x-ndjson"),
    )


async def stream(
    console: Console, request: Request, visitor: Visitor, planned: Plan | None, form: Form, most: int
) -> AsyncIterator[str]:
    """The lines of an export of at most so many calls; one that has more of them says so in its last line."""
    if form is Form.TABLE:
        yield row(COLUMNS)
    done, pages, before, is_cut = 0, 0, None, False
    while planned is not None and not is_cut:
        batch = await console.store.read(_reading(planned, before, form, console.book.clinic))
        lines = batch.lines[: most - done]
        yield "".join(lines)
        done, pages, before = done + len(lines), pages + 1, batch.next
        is_cut = len(lines) < len(batch.lines) or (before is not None and done >= most)
        if before is None:
            break
        if pages % SIGNED_OFF_EVERY == 0:
            is_cut = is_cut or await console.doorkeeper.visitor(request) is None
    if is_cut:
        yield _cut_off(done, form)
    words = f"{form.value}, {done} calls" + (", cut off" if is_cut else "")
    await console.doorkeeper.note(visitor, "export", "calls", words)


def _reading(planned: Plan, before: int | None, form: Form, clinic: Clinic) -> Callable[[Connection], Batch]:
    def read(connection: Connection) -> Batch:
        found = search.older(connection, planned, before)
        if form is Form.WHOLE:
            lines: Iterator[str] = (_whole(connection, it, clinic) for it in found.rows)
        else:
            lines = (written(it, form) for it in values(connection, found.rows))
        return Batch(lines=tuple(lines), next=found.older)

    return read


def values(connection: Connection, rows: Sequence[Facts]) -> Iterator[dict[str, Any]]:
    """The columns of each call."""
    named = {it.id: (it.kind, it.value) for it in connection.execute(_NAMED)}
    posted = connection.execute(_POSTED, {"keys": [it.call_sid for it in rows]}) if rows else ()
    of_call = {it.call_sid: [named[key] for key in json.loads(it.facets) if key in named] for it in posted}
    for it in rows:
        yield _columns(it, of_call.get(it.call_sid, []))


def _columns(it: Facts, reviewed: Iterable[tuple[str, str]]) -> dict[str, Any]:
    said: dict[str, list[str]] = {}
    for kind, value in sorted(reviewed):
        said.setdefault(_FACET_COLUMNS[kind], []).append(value)
    found = {
        "call_sid": it.call_sid, "began": it.started_at, "ended": it.ended_at,
        "length_s": round(it.length_ms / 1000, 1), "turns": it.turns, "state": it.state,
        "outcome": it.outcome, "reason": it.reason, "errand": it.intent, "language": it.lang,
        "version": it.build, "caller_ends_in": it.caller[-2:] if it.caller[-2:].isdecimal() else None,
        "urgent": it.urgent, "slowest_ms": it.slowest_ms, "path": it.path,
        "refused_by": list(it.refused_by), "checks_failed": [], "tags": [],
    }  # fmt: skip
    single = {name: said[name][0] for name in ("checks", "verdict") if name in said}
    found |= single | {name: said[name] for name in ("checks_failed", "tags") if name in said}
    return {name: found.get(name) for name in COLUMNS}


def written(found: Mapping[str, Any], form: Form) -> str:
    """One call as a line."""
    return row(found.values()) if form is Form.TABLE else json.dumps(found, ensure_ascii=False) + "\n"


def row(cells: Iterable[Any]) -> str:
    """One line of a table, harmless in a spreadsheet: no cell of it is a formula."""
    held = io.StringIO()
    csv.writer(held).writerow([_cell(it) for it in cells])
    return held.getvalue()


def _cell(value: Any) -> str:
    said = "|".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{said}" if said.lstrip(" ").startswith(_DANGEROUS) else said


def _whole(connection: Connection, it: Facts, clinic: Clinic) -> str:
    try:
        history: Mapping[str, Any] = redacted(connection, it.call_sid, clinic)
    except UNREADABLE:
        history = {"unreadable": True}
    return msgspec.json.encode({"call": it, "redacted": True, **history}).decode() + "\n"


def _cut_off(done: int, form: Form) -> str:
    if form is Form.TABLE:
        return row([f"cut off after {done} calls: narrow the filter"])
    return json.dumps({"cut_off_after": done}) + "\n"


PAGES = (Page("/qa/export", export, right=Right.REVIEW, methods=("POST",)),)
