"""The list of calls: live ones on top, all others a page at a time, narrowed by filters."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.extraction import Record
from engine.stamps import moment
from qa.access.rights import Right, Visitor
from qa.console import filters, search, views
from qa.console.call_log import ON_NOW
from qa.console.console import Console, Page, looked
from qa.console.entries import masked
from qa.console.facts import Facts, length, path, refusals, words
from qa.console.filters import CHOICES, Filters
from qa.console.search import Found, Number
from qa.console.shell import HEADERS, looks, page
from qa.console.views import View
from qa.phone import shown

CALL_SID = re.compile(r"[A-Za-z0-9_-]{1,64}")
LIVE = 50
BEHIND = 10_000
_OPEN = text(
    "SELECT call_sid, version, state, caller, lang, intent, outcome, reason, build, started_at, updated_at,"
    " ended_at FROM Calls WHERE indexed < version ORDER BY updated_at DESC LIMIT :most"
)
_BEHIND = text("SELECT count(*) FROM (SELECT 1 AS one FROM Calls WHERE indexed < version LIMIT :most) AS due")
_MOVES = text(
    "SELECT turn, taken, trigger, source, destination, guards FROM Transitions WHERE call_sid = :call_sid"
    " ORDER BY turn, step"
)
_TURNS = text("SELECT turn, at, took_ms FROM Turns WHERE call_sid = :call_sid ORDER BY turn")
_IS_CALL = text("SELECT 1 FROM Calls WHERE call_sid = :call_sid")


class Control(Record, frozen=True):
    """One filter of the form."""

    kind: str
    label: str
    options: tuple[tuple[str, str], ...]


class Listing(Record, frozen=True):
    """Everything on the page."""

    found: Found
    number: Number
    controls: tuple[Control, ...]
    views: tuple[View, ...]
    live: tuple[Facts, ...]
    behind: int
    """Calls that the index does not know yet, the live ones not counted."""


async def calls(console: Console, request: Request, visitor: Visitor) -> Response:
    """Show one page of the list."""
    asked = request.query_params
    wanted, missing = filters.read(asked), _number(asked.get("missing")) or 0
    zone = ZoneInfo(looks(request).zone)
    keys = _number(asked.get("before")), _number(asked.get("after"))
    listing = await console.store.read(
        lambda c: read(c, wanted, zone, keys, visitor.name, console.now(), nothing=missing > 0)
    )
    action = "search" if wanted.facets or wanted.since or wanted.until else "view"
    await looked(console, request, visitor, "calls", action, ", ".join(wanted.names))
    return page(
        request,
        visitor,
        "calls.html",
        listing=listing,
        wanted=wanted,
        missing=missing,
        chips=chips(wanted),
        query=filters.query(wanted),
        may_export=visitor.may(Right.REVIEW),
        first=keys == (None, None),
        newer=_turn(wanted, "after", listing.found.newer),
        older=_turn(wanted, "before", listing.found.older),
    )


async def find(console: Console, request: Request, visitor: Visitor) -> Response:
    """Take a posted search; what is no call's word never gets into an address."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    said = form.pop("words", "").strip()
    is_stored = CALL_SID.fullmatch(said) is not None and await console.store.read(lambda c: is_call(c, said))
    if is_stored:
        return RedirectResponse(f"/qa/calls/{said}", 303, headers=HEADERS)
    known, missing = await console.store.read(lambda c: search.known_words(c, words(said)))
    in_order = [word for word in said.split() for word in sorted(words(word)) if word in known]
    wanted = filters.read(form | {"words": " ".join(in_order)})
    more = {"missing": str(missing)} if missing else {}
    return RedirectResponse(f"/qa/?{filters.query(wanted, **more)}", 303, headers=HEADERS)


def read(
    connection: Connection,
    wanted: Filters,
    zone: ZoneInfo,
    keys: tuple[int | None, int | None],
    account: str,
    now: datetime,
    *,
    nothing: bool = False,
) -> Listing:
    """Read all that the page shows in one transaction; `nothing`: a word was asked for that no call has."""
    planned = None if nothing else search.plan(connection, wanted, wanted.span(zone))
    before, after = keys
    found = Found()
    if planned is not None:
        found = (
            search.newer(connection, planned, after) if after else search.older(connection, planned, before)
        )
    is_plain = not wanted.names and before is None and after is None
    moving = on_now(connection, now) if is_plain else ()
    behind = int(connection.execute(_BEHIND, {"most": BEHIND}).scalar_one())
    return Listing(
        found=found,
        number=search.number(connection, planned),
        controls=tuple(controls(connection, wanted)),
        views=views.of(connection, account),
        live=moving,
        behind=max(0, behind - LIVE),
    )


def on_now(connection: Connection, now: datetime) -> tuple[Facts, ...]:
    """The calls that are on, those that moved last first, straight from the journal."""
    rows = connection.execute(_OPEN, {"most": LIVE}).mappings()
    return tuple(
        _live(connection, dict(row))
        for row in rows
        if not row["ended_at"] and now - moment(row["updated_at"]) < ON_NOW
    )


def controls(connection: Connection, wanted: Filters) -> list[Control]:
    """The filters that can find anything, each value with the number of its calls."""
    made = []
    for choice in CHOICES:
        held = search.values(connection, choice.kind)
        if set_to := wanted.value(choice.kind):
            held.setdefault(set_to, 0)
        order = [value for value in choice.known or held if value in held]
        order += [value for value in held if value not in order]
        if order:
            named = [(v, f"{_name(choice, v)} ({held[v]:,})") for v in order]
            made.append(Control(kind=choice.kind, label=choice.label, options=tuple(named)))
    return made


def _live(connection: Connection, row: Mapping[str, Any]) -> Facts:
    where = {"call_sid": row["call_sid"]}
    moves = [
        dict(it) | {"guards": json.loads(it["guards"])} for it in connection.execute(_MOVES, where).mappings()
    ]
    turns = [dict(it) for it in connection.execute(_TURNS, where).mappings()]
    history: dict[str, list[dict[str, Any]]] = {"turns": turns, "transitions": moves, "tools": []}
    return Facts(
        call_sid=row["call_sid"],
        version=row["version"],
        started_at=row["started_at"],
        state=row["state"],
        lang=row["lang"],
        intent=row["intent"],
        outcome=row["outcome"],
        reason=row["reason"],
        build=row["build"],
        caller=masked(row["caller"]),
        turns=len(turns),
        path=path(history),
        refused_by=tuple(refusals(history)),
        slowest_ms=max((it["took_ms"] for it in turns if it["took_ms"] is not None), default=None),
        length_ms=length(row, history),
    )


def _name(choice: filters.Choice, value: str) -> str:
    return (choice.known or {}).get(value) or shown.words(value)


def chips(wanted: Filters) -> list[tuple[str, str]]:
    """What is narrowed by, in words, each with the query that takes it away."""
    named = {choice.kind: choice for choice in CHOICES}
    chips = [
        (f"{named[kind].label}: {_name(named[kind], value)}", filters.without(wanted, kind))
        for kind, value in wanted.chosen
    ]
    chips += [(f"“{word}”", filters.without(wanted, "words", word)) for word in wanted.words]
    for name, label, day in (("since", "From", wanted.since), ("until", "Until", wanted.until)):
        if day is not None:
            chips.append((f"{label} {day.isoformat()}", filters.without(wanted, name)))
    return chips


def _turn(wanted: Filters, side: str, key: int | None) -> str:
    return f"/qa/?{filters.query(wanted, **{side: str(key)})}" if key is not None else ""


def _number(given: str | None) -> int | None:
    return int(given) if given and given.isdecimal() and len(given) < 19 else None


def is_call(connection: Connection, call_sid: str) -> bool:
    """Whether a call of this id is stored."""
    return connection.execute(_IS_CALL, {"call_sid": call_sid}).one_or_none() is not None


PAGES = (
    Page("/qa/", calls, label="Calls"),
    Page("/qa/find", find, methods=("POST",)),
    *views.PAGES,
)
