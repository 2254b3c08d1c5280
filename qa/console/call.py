"""The page of one call, the same as JSON, its transition log, and the stream that keeps the page current."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec
from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from qa import transition_log
from qa.access.rights import Right, Visitor
from qa.console import call_log, panels
from qa.console.call_log import CallLog
from qa.console.calls import CALL_SID
from qa.console.console import Console, Page, looked
from qa.console.live import TooMany
from qa.console.picture import picture
from qa.console.shell import HEADERS, fault, page
from qa.console.timeline import timeline
from qa.console.turns import turns

LONGEST = 25.0
"""Seconds after which a stream ends and the browser opens another: a server that stops waits no longer."""
BEAT = 5.0
"""Seconds after which a quiet stream asks whether its reader is still signed in."""


class Revealed(msgspec.Struct, frozen=True):
    """The one field that this answer shows in the clear."""

    turn: int
    """0 for a field of the call itself."""
    field: str
    lines: tuple[tuple[str, str], ...]


NOTHING = Revealed(turn=-1, field="", lines=())


async def call(console: Console, request: Request, visitor: Visitor) -> Response:
    """Show one call, with one turn's detail open."""
    call_sid = request.path_params["call_sid"]
    log = await load(console, visitor, call_sid)
    if log is None:
        return unknown(request, visitor)
    await looked(console, request, visitor, call_sid)
    return show(request, visitor, log, _number(request.query_params.get("turn")))


def show(
    request: Request,
    visitor: Visitor,
    seen: "Seen",
    turn: int | None = None,
    revealed: Revealed = NOTHING,
    *,
    status: int = 200,
    wrong: str = "",
    template: str = "call.html",
    **more: Any,
) -> Response:
    """Render the page; `wrong` says why a reveal was not made."""
    taken = turns(seen.log)
    last = taken[-1].number if taken else 0
    refused = next((it.number for it in taken if it.refusals), None)
    wanted = turn if turn in {it.number for it in taken} else refused or last
    return page(
        request,
        visitor,
        template,
        status=status,
        **more,
        log=seen.log,
        panels=seen.panels,
        is_on=seen.is_on,
        call=seen.log.row,
        turns=taken,
        open_turn=wanted,
        picture=picture(taken, seen.log.row.state),
        timeline=timeline(taken),
        revealed=revealed,
        may_reveal=visitor.may(Right.REVEAL),
        wrong=wrong,
    )


class Seen(msgspec.Struct, frozen=True):
    """A call as one visitor sees it."""

    log: CallLog
    panels: tuple[tuple[str, Mapping[str, Any]], ...]
    is_on: bool


async def load(console: Console, visitor: Visitor, call_sid: str) -> Seen | None:
    """Read a call and the boxes beside it; None where there is none of this id."""
    if not CALL_SID.fullmatch(call_sid):
        return None

    def read(connection: Connection) -> Seen | None:
        log = call_log.read(connection, call_sid, console.book)
        if log is None:
            return None
        boxes = (it for it in panels.PANELS if visitor.may(it.right))
        filled = ((it.template, it.read(connection, log, visitor)) for it in boxes)
        shown = tuple(box for box in filled if box[1])
        return Seen(log, shown, log.is_on(console.now()))

    return await console.store.read(read)


def unknown(request: Request, visitor: Visitor) -> Response:
    """Say that there is no such call."""
    words = "No call of this id is stored. It may have been deleted when its time was over."
    return fault(request, visitor, 404, "No such call", words)


async def as_json(console: Console, request: Request, visitor: Visitor) -> Response:
    """The whole history of a call, redacted."""
    call_sid = request.path_params["call_sid"]
    seen = await load(console, visitor, call_sid)
    if seen is None:
        return unknown(request, visitor)
    await console.doorkeeper.note(visitor, "export", call_sid, "json")
    log = seen.log
    whole = {"call": log.row, "redacted": True, **log.history, "slots": log.slots, "sessions": log.sessions}
    text = msgspec.json.format(msgspec.json.encode(whole), indent=1)
    return Response(text, headers=HEADERS, media_type="application/json")


async def as_lines(console: Console, request: Request, visitor: Visitor) -> Response:
    """The transition log, one attempted transition a line; nothing personal is in it."""
    call_sid = request.path_params["call_sid"]
    seen = await load(console, visitor, call_sid)
    if seen is None:
        return unknown(request, visitor)
    await console.doorkeeper.note(visitor, "export", call_sid, "transitions")
    text = transition_log.lines(seen.log.history["transitions"])
    return Response(text, headers=HEADERS, media_type="application/x-ndjson")


async def stream(console: Console, request: Request, visitor: Visitor) -> Response:
    """Tell a page when its call, or any call, has moved."""
    call_sid = request.path_params.get("call_sid")
    target = call_sid or "calls"
    if not console.live.visits.go_on(visitor.name, target, time.monotonic()):
        await looked(console, request, visitor, target)
    return StreamingResponse(
        _events(console, request, call_sid), headers=HEADERS, media_type="text/event-stream"
    )


async def _events(console: Console, request: Request, call_sid: str | None) -> AsyncIterator[str]:
    """Ends when the visitor has signed off, and when the server goes: then the browser asks another one."""
    try:
        async with console.live.watch() as news:
            yield "retry: 1000\n\n"
            end = time.monotonic() + LONGEST
            while time.monotonic() < end:
                try:
                    moved = await asyncio.wait_for(news.get(), BEAT)
                except TimeoutError:
                    moved = None if console.live.is_closed else frozenset()
                if moved is None:
                    return
                if await console.doorkeeper.visitor(request) is None:
                    yield "event: end\ndata: signed-off\n\n"
                    return
                told = bool(moved) and (call_sid is None or call_sid in moved)
                yield "event: moved\ndata: \n\n" if told else ": \n\n"
    except TooMany:
        yield "event: end\ndata: busy\n\n"


def _number(given: str | None) -> int | None:
    return int(given) if given and given.isdecimal() and len(given) < 7 else None


PAGES = (
    Page("/qa/live", stream),
    Page("/qa/calls/{call_sid}.json", as_json, right=Right.REVIEW),
    Page("/qa/calls/{call_sid}.jsonl", as_lines),
    Page("/qa/calls/{call_sid}/live", stream),
    Page("/qa/calls/{call_sid}", call),
)
