"""What Bluejay posts to us: a body of limited size, signed over its raw bytes."""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from channels.conversation_relay.webhook import address
from channels.limits import Window
from engine.log import fields
from engine.store import StoreUnavailable

SIGNATURE = "x-bluejay-signature"
MAX_BYTES = 1024 * 1024
BODY_SECONDS = 2.0
PATIENCE = 2.5
"""Seconds for what is made of it; Bluejay waits five for both."""
log = logging.getLogger(__name__)

Payload = Mapping[str, Any]
Endpoint = Callable[[Request], Awaitable[Response]]


def signed(body: bytes, key: str) -> str:
    """The signature of a body: HMAC-SHA256, hexadecimal."""
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def endpoint(
    key: str, take: Callable[[Payload, Mapping[str, str]], Awaitable[None]], strangers: Window
) -> Endpoint:
    """Make the address that takes signed posts; `take` is given the body and the headers.

    A post that cannot be kept now gets 503, after which Bluejay sends it again. An address of which too much
    was refused gets 429 and no line in the log.
    """

    def refuse(request: Request, event: str, status: int) -> Response:
        if not strangers.admits(address(request)):
            return JSONResponse({"error": "too many requests"}, 429)
        log.warning(event, extra=fields(status=status))
        return JSONResponse({"error": event}, status)

    async def answer(request: Request) -> Response:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return refuse(request, "bluejay-broken-off", 408)
        if body is None:
            return refuse(request, "bluejay-too-big", 413)
        sent = request.headers.get(SIGNATURE, "").strip().lower().removeprefix("sha256=")
        if not hmac.compare_digest(signed(body, key).encode(), sent.encode()):
            return refuse(request, "bluejay-refused", 403)
        try:
            payload = msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            payload = None
        if not isinstance(payload, dict):
            return refuse(request, "bluejay-malformed", 400)
        try:
            async with asyncio.timeout(PATIENCE):
                await take(payload, request.headers)
        except (StoreUnavailable, TimeoutError):
            return refuse(request, "bluejay-not-now", 503)
        return JSONResponse({"status": "received"})

    return answer


async def _body(request: Request) -> bytes | None:
    """The raw bytes, which the signature is over; None where there are too many."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            return None
    return bytes(body)
