"""The addresses that take verdicts, overrides, tags and notes, and the queue with its rules."""

from collections.abc import Mapping

from sqlalchemy.engine import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine import journal
from engine.clinic import Clinic
from qa.access.known import read_known
from qa.access.redaction import redact_heard
from qa.access.rights import Right, Visitor
from qa.console import call, calls
from qa.console.console import Console, Page, looked
from qa.console.indexer import index_again
from qa.console.review import queue, rules, verdicts
from qa.console.review.checks import CHECKS
from qa.console.review.rules import Rule
from qa.console.review.verdicts import LONGEST_NOTE, LONGEST_TAG, MOST_TAGS, Verdict, Why
from qa.console.shell import HEADERS, fault, page

QUEUE = "/qa/review"


async def show_queue(console: Console, request: Request, visitor: Visitor) -> Response:
    """Show what waits, by rule."""
    listed = await console.store.read(lambda c: queue.read(c, console.now()))
    await looked(console, request, visitor, "review")
    may_set = visitor.may(Right.ADMINISTER)
    return page(request, visitor, "review.html", queue=listed, may_set=may_set)


async def show_call(console: Console, request: Request, visitor: Visitor) -> Response:
    """Show one call to somebody who reviews it, with keys for verdicts."""
    call_sid = request.path_params["call_sid"]
    seen = await call.load(console, visitor, call_sid)
    if seen is None:
        return call.unknown(request, visitor)
    await looked(console, request, visitor, call_sid)
    listed = await console.store.read(lambda c: queue.read(c, console.now()))
    return call.show(
        request, visitor, seen, template="review_call.html", waiting=listed.waiting, reviewing=True
    )


async def following(console: Console, request: Request, visitor: Visitor) -> Response:
    """Take the next call of the queue."""
    but = str((await request.form()).get("but", ""))
    return await _next(console, request, visitor, but)


async def give(console: Console, request: Request, visitor: Visitor) -> Response:
    """Take a verdict on a call, or on one of its findings."""
    call_sid, form = request.path_params["call_sid"], await request.form()
    given, finding = str(form.get("verdict", "")), str(form.get("finding", ""))
    reason = str(form.get("reason", ""))
    is_known = given in tuple(Verdict) and (not finding or (finding in CHECKS and reason in tuple(Why)))
    if not is_known:
        words = "A verdict is pass, fail or unclear; one on a finding needs a reason, too."
        return fault(request, visitor, 422, "No verdict was given", words)
    if not await _is_stored(console, call_sid):
        return call.unknown(request, visitor)
    what = f"{finding}: {given}, {reason}" if finding else given
    await console.doorkeeper.note(visitor, "verdict", call_sid, what)
    at = console.now()

    def keep(connection: Connection) -> None:
        review = verdicts.read(connection, call_sid, journal.history(connection, call_sid))
        checked = next((it.finding.found for it in review.findings if it.finding.name == finding), None)
        automatic = checked.value if checked is not None else review.unaided
        verdicts.give(
            connection, call_sid, Verdict(given), automatic=automatic, who=visitor.name, at=at,
            finding=finding, reason=reason,
        )  # fmt: skip
        queue.let_go(connection, call_sid)
        index_again(connection, call_sid)

    await console.store.transact(keep)
    if form.get("then") == "next" and not finding:
        return await _next(console, request, visitor, call_sid)
    return _back(call_sid, form)


async def tag(console: Console, request: Request, visitor: Visitor) -> Response:
    """Put a tag on a call, or take one off."""
    call_sid, form = request.path_params["call_sid"], await request.form()
    name = " ".join(str(form.get("tag", "")).lower().split())[:LONGEST_TAG]
    gone = str(form.get("remove", ""))
    if not await _is_stored(console, call_sid):
        return call.unknown(request, visitor)
    if not (gone or name) or not name.isprintable() or await _is_personal(console, call_sid, name):
        words = "A tag is a word or two, without names, dates and numbers."
        return fault(request, visitor, 422, "No tag was set", words)
    await console.doorkeeper.note(visitor, "tag", call_sid, f"without {gone}" if gone else name)
    at = console.now()

    def keep(connection: Connection) -> bool:
        if gone:
            verdicts.untag(connection, call_sid, gone)
        elif not verdicts.tag(connection, call_sid, name, visitor.name, at):
            return False
        index_again(connection, call_sid)
        return True

    if not await console.store.transact(keep):
        words = f"A call has {MOST_TAGS} tags at the most."
        return fault(request, visitor, 422, "No tag was set", words)
    return _back(call_sid, form)


async def note(console: Console, request: Request, visitor: Visitor) -> Response:
    """Add a note; what is known of the patient is taken out of it."""
    call_sid, form = request.path_params["call_sid"], await request.form()
    words = str(form.get("note", "")).strip()[:LONGEST_NOTE]
    if not await _is_stored(console, call_sid):
        return call.unknown(request, visitor)
    if not words:
        return fault(request, visitor, 422, "No note was added", "It had no words.")
    await console.doorkeeper.note(visitor, "note", call_sid)
    clinic, at = console.book.clinic, console.now()

    def keep(connection: Connection) -> None:
        masked = _masked(connection, call_sid, clinic, words)
        verdicts.note(connection, call_sid, masked, visitor.name, at)

    await console.store.transact(keep)
    return _back(call_sid, form)


async def set_rules(console: Console, request: Request, visitor: Visitor) -> Response:
    """Set the share of every rule; calls that are indexed from now on follow."""
    wanted = _shares(await request.form())
    if wanted is None:
        words = "A share is a number from 0 to 100."
        return fault(request, visitor, 422, "The rules stay as they were", words)
    what = ", ".join(f"{rule.value} {share:g}" for rule, share in wanted.items())
    await console.doorkeeper.note(visitor, "rules", "review", what)
    await console.store.transact(lambda c: rules.keep(c, wanted))
    return RedirectResponse(QUEUE, 303, headers=HEADERS)


async def _next(console: Console, request: Request, visitor: Visitor, but: str) -> Response:
    now = console.now()
    found = await console.store.transact(lambda c: queue.take(c, visitor.name, now, but=but))
    return RedirectResponse(f"{QUEUE}/calls/{found}" if found else QUEUE, 303, headers=HEADERS)


def _shares(form: FormData) -> Mapping[Rule, float] | None:
    try:
        given = {rule: float(str(form.get(rule.value, ""))) / 100 for rule in Rule}
    except ValueError:
        return None
    return given if all(0 <= share <= 1 for share in given.values()) else None


def _masked(connection: Connection, call_sid: str, clinic: Clinic, words: str) -> str:
    history = journal.history(connection, call_sid)
    names = [provider.name for provider in clinic.providers]
    known = read_known(connection, call_sid, history, providers=names, clinic_phone=clinic.phone)
    return redact_heard(words, known)


async def _is_personal(console: Console, call_sid: str, words: str) -> bool:
    clinic = console.book.clinic
    return await console.store.read(lambda c: _masked(c, call_sid, clinic, words)) != words


async def _is_stored(console: Console, call_sid: str) -> bool:
    if not calls.CALL_SID.fullmatch(call_sid):
        return False
    return await console.store.read(lambda c: calls.is_call(c, call_sid))


def _back(call_sid: str, form: FormData) -> Response:
    """To where the form was: the call's page, or the reviewer's."""
    base = f"{QUEUE}/calls" if form.get("then") else "/qa/calls"
    return RedirectResponse(f"{base}/{call_sid}#review", 303, headers=HEADERS)


PAGES = (
    Page(QUEUE, show_queue, Right.REVIEW, label="Review"),
    Page(f"{QUEUE}/next", following, Right.REVIEW, ("POST",)),
    Page(f"{QUEUE}/rules", set_rules, Right.ADMINISTER, ("POST",)),
    Page(f"{QUEUE}/calls/{{call_sid}}", show_call, Right.REVIEW),
    Page("/qa/calls/{call_sid}/verdict", give, Right.REVIEW, ("POST",)),
    Page("/qa/calls/{call_sid}/tags", tag, Right.REVIEW, ("POST",)),
    Page("/qa/calls/{call_sid}/notes", note, Right.REVIEW, ("POST",)),
)
