"""A Twilio webhook: a signed form in, TwiML or nothing out."""

import logging
import re
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from channels.conversation_relay.signature import Form, Gate
from engine.log import CALL, fields

MAX_BYTES = 64 * 1024
MAX_FIELDS = 200
CALL_SID = re.compile(r"[A-Za-z0-9_-]{1,64}")

Answer = Callable[[Form], Awaitable[str | None]]
"""TwiML, or None where Twilio wants no answer."""
Endpoint = Callable[[Request], Awaitable[Response]]

log = logging.getLogger(__name__)


def webhook(gate: Gate, answer: Answer, sid: str = "CallSid") -> Endpoint:
    """Make the endpoint that checks a form and answers it; `sid` names the field that says what it is about.

    Where `answer` raises it is 503, after which Twilio turns to the number's fallback address.
    """

    async def endpoint(request: Request) -> Response:
        form = await _form(request)
        if form is None:
            log.warning("webhook-malformed", extra=fields(path=request.url.path))
            return PlainTextResponse("Expected a form.", 400)
        if not gate.lets_webhook_in(_path_and_query(request), form, request.headers):
            log.warning("webhook-refused", extra=fields(path=request.url.path))
            return PlainTextResponse("Forbidden.", 403)
        about = form.get(sid, "")
        if not CALL_SID.fullmatch(about):
            log.warning("webhook-without-sid", extra=fields(path=request.url.path))
            return PlainTextResponse(f"Expected a {sid}.", 400)
        CALL.set(about if sid == "CallSid" else "")
        try:
            twiml = await answer(form)
        except Exception:
            log.exception("webhook-failed", extra=fields(path=request.url.path))
            return PlainTextResponse("Not now.", 503)
        return Response(status_code=204) if twiml is None else Response(twiml, media_type="text/xml")

    return endpoint


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
