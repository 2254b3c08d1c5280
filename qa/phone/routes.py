"""The phone page's addresses: the page at `/`, its files, what it starts with, and the feed beside a call."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from engine.clinic import Clinic
from engine.extraction import Record
from engine.store import Store, StoreUnavailable
from qa.phone.cast import OPENERS, Opener, Role, roles
from qa.phone.diagram import Machine, machine
from qa.phone.feed import feed

STATIC = Path(__file__).parent / "static"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
OPEN = ("phone.css", "icon.svg")
"""What the page needs that says why it is closed."""
CALL_SID = re.compile(r"[A-Za-z0-9_-]{1,64}")
HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")

Endpoint = Callable[[Request], Awaitable[Response]]
Allowed = Callable[[Request], Awaitable[bool]]


class Start(Record, frozen=True):
    """What the page needs before anybody has called."""

    clinic: str
    number: str
    account_sid: str
    people: tuple[Role, ...]
    openers: tuple[Opener, ...]
    machine: Machine


class Fault(Record, frozen=True):
    """Why there is no answer, for the person at the page."""

    error: str


def routes(
    store: Store,
    clinic: Clinic,
    allowed: Allowed,
    demo: bool,
    *,
    account_sid: str = "",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> list[BaseRoute]:
    """Make the page's routes.

    `allowed` says whether a request may see the page at all. `demo`: whether to name the demo clinic's
    people; nobody else is ever named. `account_sid` is what a call says it belongs to, `now` (aware) the
    clinic's time.
    """
    files = {path.name: path for path in STATIC.iterdir() if path.suffix in KINDS}

    async def page(request: Request) -> Response:
        return _file(files["index.html"], request)

    async def asset(request: Request) -> Response:
        found = files.get(request.path_params["name"])
        return _file(found, request) if found else _json(Fault(error="There is no such file."), 404)

    async def start(request: Request) -> Response:
        people = await store.read(lambda c: roles(c, clinic, now())) if demo else ()
        return _json(
            Start(
                clinic=clinic.name,
                number=clinic.phone,
                account_sid=account_sid or "AC" + "0" * 32,
                people=people,
                openers=OPENERS,
                machine=machine(),
            )
        )

    async def call(request: Request) -> Response:
        call_sid = request.path_params["call_sid"]
        if not CALL_SID.fullmatch(call_sid):
            return _json(Fault(error="A call has no such id."), 404)
        found = await store.read(lambda c: feed(c, call_sid, clinic))
        # the page may ask before the first turn is in the books: that is no fault
        return _json(found) if found else Response(status_code=204, headers={"cache-control": "no-store"})

    addresses: Mapping[str, Endpoint] = {
        "/": page,
        "/phone/start": start,
        "/phone/calls/{call_sid}": call,
        "/phone/assets/{name}": asset,
    }
    return [Route(path, _guarded(endpoint, allowed)) for path, endpoint in addresses.items()]


def _guarded(endpoint: Endpoint, allowed: Allowed) -> Endpoint:
    """Serve only whom `allowed` lets in, and say in words when the books can't be read."""

    async def guarded(request: Request) -> Response:
        try:
            if not await allowed(request):
                return _closed(request)
            return await endpoint(request)
        except StoreUnavailable:
            return _json(Fault(error="The clinic's database is not answering."), 503)

    return guarded


def _closed(request: Request) -> Response:
    if request.url.path == "/":
        return _file(STATIC / "closed.html", request, 403)
    if request.url.path in (f"/phone/assets/{name}" for name in OPEN):
        return _file(STATIC / request.path_params["name"], request)
    return _json(Fault(error="The phone page is closed on this server."), 403)


def _file(path: Path, request: Request, status: int = 200) -> Response:
    kind = KINDS[path.suffix]
    return Response(path.read_bytes(), status, media_type=kind, headers=_headers(request))


def _json(record: Record, status: int = 200) -> Response:
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Response(msgspec.json.encode(record), status, media_type="application/json", headers=headers)


def _headers(request: Request) -> dict[str, str]:
    """Nothing from elsewhere is loaded, and the page talks to its own host alone."""
    host = request.headers.get("host", "")
    sockets = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    policy = (
        f"default-src 'self'; connect-src 'self'{sockets}; object-src 'none'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "content-security-policy": policy,
        "permissions-policy": "microphone=(self), camera=(), geolocation=()",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cache-control": "no-cache",
    }
