"""A Twilio webhook: a signed form in, TwiML or nothing out."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response

from channels.conversation_relay.signature import Form, Gate
from channels.limits import Window
from engine.log import CALL, fields
from engine.observer import NOBODY, Observer

MAX_BYTES = 64 * 1024
MAX_FIELDS = 200
BODY_SECONDS = 10.0
"""A body that takes longer is not waited for."""
CALL_SID = re.compile(r"[A-Za-z0-9_-]{1,64}")

Answer = Callable[[Form], Awaitable[str | None]]
"""TwiML, or None where Twilio wants no answer."""
Endpoint = Callable[[Request], Awaitable[Response]]

log = logging.getLogger(__name__)


def webhook(
    gate: Gate,
    strangers: Window,
    answer: Answer,
    sid: str = "CallSid",
    *,
    patience: float = BODY_SECONDS,
    observer: Observer = NOBODY,
) -> Endpoint:
    """Make the endpoint that checks a form and answers it; `sid` names the field that says what it is about.

    Where `answer` raises it is 503, after which Twilio turns to the number's fallback address. An address of
    which too much was refused gets 429 and no line in the log, for as long as it is refused.
    """

    def refuse(request: Request, event: str, status: int, words: str) -> Response:
        observer.webhook_refused(event)
        if not strangers.admits(address(request)):
            return PlainTextResponse("Too many requests.", 429)
        log.warning(event, extra=fields(path=request.url.path))
        return PlainTextResponse(words, status)

    async def endpoint(request: Request) -> Response:
        try:
            async with asyncio.timeout(patience):
                form = await _form(request)
        except TimeoutError:
            return refuse(request, "webhook-too-slow", 408, "Too slow.")
        except ClientDisconnect:
            return refuse(request, "webhook-broken-off", 400, "Expected a form.")
        if form is None:
            return refuse(request, "webhook-malformed", 400, "Expected a form.")
        if not gate.lets_webhook_in(_path_and_query(request), form, request.headers):
            return refuse(request, "webhook-refused", 403, "Forbidden.")
        about = form.get(sid, "")
        if not CALL_SID.fullmatch(about):
            return refuse(request, "webhook-without-sid", 400, f"Expected a {sid}.")
        CALL.set(about if sid == "CallSid" else "")
        try:
            twiml = await answer(form)
        except Exception:
            log.exception("webhook-failed", extra=fields(path=request.url.path))
            observer.webhook_refused("webhook-failed")
            return PlainTextResponse("Not now.", 503)
        return Response(status_code=204) if twiml is None else Response(twiml, media_type="text/xml")

    return endpoint


def address(connection: HTTPConnection) -> str:
    """Who connects, by address; behind a proxy that is the proxy."""
    return connection.client.host if connection.client else ""


async def _form(request: Request) -> Form | None:
    """The form with its blank fields, which are signed too; None when it is none, or too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            return None
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict"
        )
    except ValueError:
        return None
    return Form(pairs)


def _path_and_query(request: Request) -> str:
    """As it came over the wire: what is signed is not decoded."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    path = raw.partition(b"?")[0].decode("latin-1")
    query = request.scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path
