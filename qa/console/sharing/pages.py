"""Makes, lists, revokes and opens links; those for outside show one call to whoever has them."""

import logging

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from engine.stamps import stamp_ms
from engine.store import StoreUnavailable
from qa.access.rights import Right, Visitor
from qa.console import call_log
from qa.console.call import load, unknown
from qa.console.console import Console, Page
from qa.console.sharing import links
from qa.console.sharing.links import LEAST_WHY, LIVES, MOST_WHY, Audience, Link
from qa.console.sharing.panel import AUDIENCES
from qa.console.shell import HEADERS, Frame, fault, page
from qa.console.turns import turns

LONGEST_TOKEN = 80
NO_LINK = "This link is over, was revoked, or never was one. Ask whoever sent it for a new one."
HIDDEN = {"x-robots-tag": "noindex, nofollow, noarchive", "referrer-policy": "no-referrer"}
"""No search engine keeps what is shared, and nobody hears its address."""
log = logging.getLogger(__name__)


async def make(console: Console, request: Request, visitor: Visitor) -> Response:
    """Make a link to a turn of a call, and show it this once."""
    call_sid, form = request.path_params["call_sid"], await request.form()
    seen = await load(console, visitor, call_sid)
    if seen is None:
        return unknown(request, visitor)
    given, lasts = str(form.get("turn", "")), LIVES.get(str(form.get("lasts", "")))
    why, audience = " ".join(str(form.get("why", "")).split()), str(form.get("audience", ""))
    taken = {turn["turn"] for turn in seen.log.history["turns"]}
    turn = (
        int(given) if given.isdecimal() and len(given) < 7 and int(given) in taken else max(taken, default=1)
    )
    if lasts is None or audience not in set(Audience) or not LEAST_WHY <= len(why) <= MOST_WHY:
        words = "No link was made: say for whom, for how long, and in a few words why."
        return fault(request, visitor, 422, "No link was made", words)
    now = console.wall()
    await console.doorkeeper.note(visitor, "link", call_sid, f"made, turn {turn}, {audience}, {lasts}: {why}")
    token = await console.store.transact(
        lambda c: links.make(
            c,
            call_sid,
            turn,
            audience=Audience(audience),
            lasts=lasts,
            why=why,
            account=visitor.name,
            now=now,
        )
    )
    return await _listed(console, request, visitor, made=f"/qa/shared/{token}", audience=audience)


async def listed(console: Console, request: Request, visitor: Visitor) -> Response:
    """List one's own links; an administrator sees everybody's."""
    await console.doorkeeper.note(visitor, "view", "links")
    return await _listed(console, request, visitor)


async def revoke(console: Console, request: Request, visitor: Visitor) -> Response:
    """End a link at once."""
    hash_, now = str((await request.form()).get("link", "")), console.wall()
    anybodys = visitor.may(Right.ADMINISTER)
    ended = await console.store.transact(
        lambda c: links.revoke(c, hash_, visitor.name, now, anybodys=anybodys)
    )
    if ended:
        await console.doorkeeper.note(visitor, "link", hash_[:12], "revoked")
    return RedirectResponse("/qa/links", 303, headers=HEADERS)


async def _listed(
    console: Console, request: Request, visitor: Visitor, *, made: str = "", audience: str = ""
) -> Response:
    whose = None if visitor.may(Right.ADMINISTER) else visitor.name
    found = await console.store.read(lambda c: links.of(c, whose))
    return page(
        request,
        visitor,
        "links.html",
        links=found,
        now=stamp_ms(console.wall()),
        made=made,
        audience=audience,
        audiences=AUDIENCES,
        everybodys=whose is None,
    )


def shared(console: Console) -> BaseRoute:
    """The address that links open. It stands before the console's door."""

    async def endpoint(request: Request) -> Response:
        clinic = console.book.clinic
        request.state.frame = Frame(clinic.name, clinic.timezone, (), clinic.local(console.now()).year)
        try:
            answer = await _opened(console, request)
        except StoreUnavailable:
            answer = fault(request, None, 503, "Try again in a moment", "The database is not answering.")
        except Exception:
            log.exception("a link could not be opened")
            answer = fault(request, None, 500, "Something broke", "This page failed.")
        answer.headers.update(HIDDEN)
        return answer

    return Route("/qa/shared/{token}", endpoint)


async def _opened(console: Console, request: Request) -> Response:
    token, now = request.path_params["token"], console.wall()
    link = None
    if len(token) <= LONGEST_TOKEN:
        link = await console.store.read(lambda c: links.find(c, token, now))
    if link is None:
        return fault(request, None, 404, "No such link", NO_LINK)
    visitor = await console.doorkeeper.visitor(request)
    if link.audience == Audience.SIGNED_IN and visitor is None:
        return RedirectResponse(f"/qa/sign-in?next=/qa/shared/{token}", 303, headers=HEADERS)
    if link.audience == Audience.SIGNED_IN and visitor is not None and not visitor.may(Right.READ):
        return fault(request, None, 403, "Not allowed", "Your account may not see calls.")
    if not await console.store.transact(lambda c: links.open_once(c, token, now)):
        return fault(request, None, 404, "No such link", NO_LINK)
    somebody = visitor or Visitor(name=f"a link of {link.account}", rights=frozenset(), csrf="")
    detail = f"opened, turn {link.turn}, {link.audience}, {link.hash[:12]}"
    await console.doorkeeper.note(somebody, "link", link.call_sid, detail)
    if link.audience == Audience.SIGNED_IN:
        return RedirectResponse(f"/qa/calls/{link.call_sid}?turn={link.turn}", 303, headers=HEADERS)
    return await _one_call(console, request, link)


async def _one_call(console: Console, request: Request, link: Link) -> Response:
    """This one call, redacted; nothing on the page leads anywhere."""
    found = await console.store.read(lambda c: call_log.read(c, link.call_sid, console.book))
    if found is None:
        return fault(request, None, 404, "No such link", NO_LINK)
    return page(
        request, None, "shared.html", call=found.row, turns=turns(found), turn=link.turn, ends=link.ends_at
    )


PAGES = (
    Page("/qa/calls/{call_sid}/links", make, right=Right.REVIEW, methods=("POST",)),
    Page("/qa/links/revoke", revoke, right=Right.REVIEW, methods=("POST",)),
    Page("/qa/links", listed, right=Right.REVIEW, label="Links"),
)
