"""The console's addresses: one table, and the door that every one of them stands behind."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from engine.store import StoreUnavailable
from qa.access.rights import Visitor
from qa.console import call, calls, preferences, reveal
from qa.console.console import Console, Page
from qa.console.numbers import page as numbers
from qa.console.review import again_pages, coverage_page, verdict_pages
from qa.console.sharing import evidence, exports
from qa.console.sharing import pages as sharing
from qa.console.shell import HEADERS, STATIC, Frame, fault, wants_json

TABLE: tuple[Page, ...] = (
    *calls.PAGES,
    *reveal.PAGES,
    *call.PAGES,
    *preferences.PAGES,
    *verdict_pages.PAGES,
    *again_pages.PAGES,
    *coverage_page.PAGES,
    *numbers.PAGES,
    *sharing.PAGES,
    *evidence.PAGES,
    *exports.PAGES,
)
"""Every page, in the order of the navigation; where two paths match, the first is taken."""

SIGN_IN = "/qa/sign-in"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
SAFE = frozenset({"GET", "HEAD"})
log = logging.getLogger(__name__)


def routes(console: Console, table: tuple[Page, ...] = TABLE) -> list[BaseRoute]:
    """Make the console's routes; every page of `table` opens only to those who have its right."""
    files = {path.name: path for path in STATIC.iterdir() if path.suffix in KINDS}

    async def asset(request: Request) -> Response:
        found = files.get(request.path_params["name"])
        if found is None:
            return Response("There is no such file.", 404, media_type="text/plain")
        # the address carries the digest, so what it names never changes
        kept = "public, max-age=31536000, immutable" if request.query_params.get("v") else "no-cache"
        headers = HEADERS | {"cache-control": kept}
        return Response(found.read_bytes(), media_type=KINDS[found.suffix], headers=headers)

    pages = [Route(it.path, _guarded(console, it, table), methods=list(it.methods)) for it in table]
    return [
        Route("/qa/static/{name}", asset),
        Route("/qa", lambda request: RedirectResponse("/qa/", 307)),
        sharing.shared(console),
        *pages,
        Route("/qa/{rest:path}", _nowhere(console, table)),
    ]


def frame(console: Console, visitor: Visitor | None, table: tuple[Page, ...] = TABLE) -> Frame:
    """The frame of the pages that `visitor` sees."""
    clinic = console.book.clinic
    nav = ((page.path, page.label) for page in table if page.label and visitor and visitor.may(page.right))
    return Frame(clinic.name, clinic.timezone, tuple(nav), clinic.local(console.now()).year)


Handler = Callable[[Request], Awaitable[Response]]


def _guarded(console: Console, page: Page, table: tuple[Page, ...]) -> Handler:
    async def guarded(request: Request) -> Response:
        visitor: Visitor | None = None
        try:
            visitor = await console.doorkeeper.visitor(request)
            request.state.frame = frame(console, visitor, table)
            if visitor is None:
                return _to_sign_in(request)
            if refusal := await _refusal(request, visitor, page):
                return refusal
            return await page.endpoint(console, request, visitor)
        except StoreUnavailable:
            words = "The database is not answering. Calls may go on; try again in a moment."
            return fault(request, visitor, 503, "The log can't be read", words)
        except Exception:
            log.exception("a page of the console failed")
            words = "This page failed. The calls are not affected. The server's log says where."
            return fault(request, visitor, 500, "Something broke", words)

    return guarded


async def _refusal(request: Request, visitor: Visitor, page: Page) -> Response | None:
    """Why this visitor may not do this, if so."""
    if not visitor.may(page.right):
        words = "Your account may not do this. An administrator can change its role."
        return fault(request, visitor, 403, "Not allowed", words)
    if request.method not in SAFE and not await _is_from_our_page(request, visitor):
        words = "This form is of another session. Open the page again and send it once more."
        return fault(request, visitor, 403, "The form is out of date", words)
    return None


async def _is_from_our_page(request: Request, visitor: Visitor) -> bool:
    given = request.headers.get("x-csrf") or (await request.form()).get("csrf", "")
    return isinstance(given, str) and secrets.compare_digest(given.encode(), visitor.csrf.encode())


def _to_sign_in(request: Request) -> Response:
    if wants_json(request) or request.method not in SAFE:
        return JSONResponse({"error": "Sign in first."}, 401, headers=HEADERS)
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{SIGN_IN}?next={quote(target)}", 303, headers=HEADERS)


def _nowhere(console: Console, table: tuple[Page, ...]) -> Handler:
    async def nowhere(request: Request) -> Response:
        visitor = await console.doorkeeper.visitor(request)
        request.state.frame = frame(console, visitor, table)
        return fault(request, visitor, 404, "Nothing here", "There is no page of this address.")

    return nowhere
