"""Without an auth token nobody can be told from anybody, so only this machine itself is served.

A tunnel or proxy on this machine connects from the loopback too, but says so in a header.
"""

from collections.abc import Iterable
from ipaddress import ip_address

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from engine.address import split

FORWARDED = (
    *("forwarded", "via", "x-forwarded", "x-original-", "x-real-ip", "x-client-ip", "x-cluster-client-ip"),
    *("true-client-ip", "cdn-loop", "cf-", "fastly-", "fly-", "ngrok-", "tailscale-", "x-amzn-trace-id"),
    *("x-appengine-", "x-arr-", "x-azure-", "x-envoy-", "x-railway-", "x-render-", "x-vercel-"),
)
"""Beginnings of the names of headers that a request has only after somebody passed it on."""


class LoopbackOnly:
    """Answer 403 to every request and handshake that does not come straight from this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or is_direct(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("Set TWILIO_AUTH_TOKEN to be called from outside.", 403)(
                scope, receive, send
            )


def is_direct(scope: Scope) -> bool:
    """Whether a request was made on this machine, to a name of this machine, and was passed on by nobody."""
    client = scope.get("client")
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    if client is None or not _is_loopback(client[0]):
        return False
    if any(name.startswith(FORWARDED) for name, _ in headers):
        return False
    # A page that points its own name at 127.0.0.1 sends that name here.
    return all(_is_loopback(_host(value)) for value in _values(headers, "host"))


def is_own_origin(scope: Scope, base_url: str) -> bool:
    """Whether a browser's socket, if it is a browser's, was opened by a page of this server."""
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    hosts = {split(base_url).netloc, *(h for h in _values(headers, "host") if _is_loopback(_host(h)))}
    return all(split(origin).netloc in hosts for origin in _values(headers, "origin"))


def _values(headers: Iterable[tuple[str, str]], wanted: str) -> list[str]:
    return [value for name, value in headers if name == wanted]


def _host(netloc: str) -> str:
    return split(f"//{netloc}").hostname or ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
