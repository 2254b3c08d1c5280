"""The evidence packet of one call: all that is needed to judge it elsewhere, redacted, with its hashes."""

import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import Response

from engine.extraction import Record
from engine.replay import DELETED
from engine.stamps import stamp_ms
from qa import transition_log
from qa.access.marks import MARKS
from qa.access.rights import Right, Visitor
from qa.console import call_log, filters, search
from qa.console.call import unknown
from qa.console.call_log import CallLog
from qa.console.calls import CALL_SID
from qa.console.console import Console, Page
from qa.console.facts import is_refused, refusing
from qa.console.review import verdicts
from qa.console.review.verdicts import Judged, Review
from qa.console.shell import HEADERS, environment, looks
from qa.console.turns import turns

MOST = 50
"""Packets of one file."""
FORMAT = 1
"""Of `evidence.json`; a change of a name in it raises it."""
READABLE, DATA, LOG, MANIFEST = "evidence.html", "evidence.json", "transitions.jsonl", "manifest.json"


class Packet(Record, frozen=True):
    """One packet."""

    body: bytes
    digest: str
    """SHA-256 of its manifest, which has that of every file; noted in the audit log, it proves the packet."""


async def evidence(console: Console, request: Request, visitor: Visitor) -> Response:
    """Answer with the packet of a call as a zip file."""
    call_sid = request.path_params["call_sid"]
    packet = await _noted(console, request, visitor, call_sid) if CALL_SID.fullmatch(call_sid) else None
    if packet is None:
        return unknown(request, visitor)
    return _file(packet.body, f"evidence-{call_sid}.zip")


async def packets(console: Console, request: Request, visitor: Visitor) -> Response:
    """Answer with the packets of the newest calls of a filter, each a file of one zip file."""
    given = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    wanted = filters.read(given)
    span = wanted.span(ZoneInfo(looks(request).zone))

    def newest(connection: Connection) -> list[str]:
        planned = search.plan(connection, wanted, span)
        rows = search.older(connection, planned).rows if planned is not None else ()
        return [row.call_sid for row in rows[:MOST]]

    held, now = io.BytesIO(), console.wall()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as folder:
        for call_sid in await console.store.read(newest):
            packet = await _noted(console, request, visitor, call_sid)
            if packet is not None:
                folder.writestr(zipfile.ZipInfo(f"evidence-{call_sid}.zip", _moment(now)), packet.body)
    return _file(held.getvalue(), "evidence.zip")


async def _noted(console: Console, request: Request, visitor: Visitor, call_sid: str) -> Packet | None:
    """Make a packet and tell the audit log; None where there is no such call."""

    def read(connection: Connection) -> tuple[CallLog, Review] | None:
        log = call_log.read(connection, call_sid, console.book)
        return (log, verdicts.read(connection, call_sid, log.clear)) if log is not None else None

    found = await console.store.read(read)
    if found is None:
        return None
    log, review = found
    now = console.wall()
    readable = html(request, log, review, visitor.name, now)
    packet = packed(contents(log, review, visitor.name, now, console.book.build), log, readable, now)
    await console.doorkeeper.note(visitor, "export", call_sid, f"evidence, sha256 {packet.digest}")
    return packet


def _file(body: bytes, name: str) -> Response:
    headers = HEADERS | {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, headers=headers, media_type="application/zip")


def _moment(at: datetime) -> tuple[int, int, int, int, int, int]:
    """As zip files write it."""
    return at.year, at.month, at.day, at.hour, at.minute, at.second


def contents(log: CallLog, review: Review, who: str, now: datetime, build: str) -> dict[str, Any]:
    """All of it, for programs; `now` is the real time, `build` the version that redacted it."""
    history = log.history
    is_blanked = any(turn["event"] == DELETED for turn in history["turns"])
    changed = Counter[str]()
    for used in history["tools"]:
        changed[used["tool"]] += used["rows_changed"]
    return {
        "format": FORMAT,
        "made": {"at": stamp_ms(now), "by": who, "with": build},
        "call": msgspec.to_builtins(log.row),
        "redaction": {
            "status": "words deleted by retention" if is_blanked else "redacted",
            "marks": list(MARKS),
        },
        "final": {"state": log.row.state, "outcome": log.row.outcome, "reason": log.row.reason},
        "rows_changed": {tool: n for tool, n in changed.items() if n},
        "refused": [
            {"turn": it["turn"], "trigger": it["trigger"], "source": it["source"],
             "destination": it["destination"], "guard": refusing(it)}
            for it in history["transitions"]
            if is_refused(it)
        ],
        "turns": history["turns"],
        "transitions": history["transitions"],
        "tools": history["tools"],
        "verdicts": judged(review),
    }  # fmt: skip


def judged(review: Review) -> dict[str, Any]:
    """What the checks found and what people said: both values, always."""
    human = review.human
    return {
        "checks_alone": review.unaided,
        "checks_with_overrides": review.automatic,
        "reviewer": msgspec.to_builtins(human) if human is not None else None,
        "disagree": review.disagrees,
        "checks": [_judged(it) for it in review.findings],
        "given": msgspec.to_builtins(review.history),
        "tags": list(review.tags),
        "notes": msgspec.to_builtins(review.notes),
    }


def _judged(it: Judged) -> dict[str, Any]:
    override = msgspec.to_builtins(it.override) if it.override is not None else None
    return {**msgspec.to_builtins(it.finding), "override": override, "holds": it.holds}


def html(request: Request, log: CallLog, review: Review, who: str, now: datetime) -> str:
    """The same to be read, as one file that needs no other."""
    taken = turns(log)
    return (
        environment()
        .get_template("evidence.html")
        .render(
            call=log.row,
            turns=taken,
            review=review,
            who=who,
            now=stamp_ms(now),
            looks=looks(request),
            frame=request.state.frame,
            first_refused=next((turn.number for turn in taken if turn.refusals), 0),
        )
    )


def packed(data: Mapping[str, Any], log: CallLog, readable: str, now: datetime) -> Packet:
    """Put the files into one, with a manifest of their hashes."""
    files = {
        READABLE: readable.encode(),
        DATA: msgspec.json.format(msgspec.json.encode(data), indent=1),
        LOG: transition_log.lines(log.history["transitions"]).encode(),
    }
    hashes = {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}
    manifest = {"format": FORMAT, "call_sid": log.row.call_sid, "made_at": stamp_ms(now), "sha256": hashes}
    written = json.dumps(manifest, indent=1, sort_keys=True).encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, body in {**files, MANIFEST: written}.items():
            folder.writestr(zipfile.ZipInfo(name, _moment(now)), body)
    return Packet(body=held.getvalue(), digest=hashlib.sha256(written).hexdigest())


PAGES = (
    Page("/qa/calls/{call_sid}/evidence.zip", evidence, right=Right.REVIEW),
    Page("/qa/evidence", packets, right=Right.REVIEW, methods=("POST",)),
)
