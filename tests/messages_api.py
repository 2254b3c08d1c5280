"""A stand-in of the Messages API on this machine: it answers well, or in every way that goes wrong.

async with messages_api() as api:
    api.answers = [frame(intent="schedule"), overloaded()]     # in order; the last one is repeated
    async with make_extractor(api.settings(), clock) as extractor:
        …
    api.requests[0]["messages"]                                # what was sent, parsed
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from engine.settings import Settings, read_settings

KEY = "sk-test"
CACHE_READ = 1400
LIMIT = "0.05"
"""The hard limit of tests in which the model is too slow."""


class Slow(Response):
    """Says nothing for as long as the stand-in runs."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["app"].state.closing.wait()


class HalfClosed(Response):
    """Sends the head and the beginning of a message, and closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        whole = message("{}").body
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(whole))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": whole[:20], "more_body": True})


def frame(
    said: Mapping[str, str | Sequence[str]] | None = None,
    *,
    intent: str = "none",
    answer: str = "none",
    symptoms: Sequence[str] = (),
) -> Response:
    """A message with a frame of the schema; `said` maps slots to their value or values."""
    values = [
        {"slot": slot, "value": value}
        for slot, given in (said or {}).items()
        for value in ([given] if isinstance(given, str) else given)
    ]
    return message(
        json.dumps({"intent": intent, "answer": answer, "said": values, "symptoms": list(symptoms)})
    )


def message(text: str, stop_reason: str = "end_turn") -> Response:
    """A message of any text."""
    usage = {
        "input_tokens": 120,
        "output_tokens": 40,
        "cache_read_input_tokens": CACHE_READ,
        "cache_creation_input_tokens": 0,
    }
    return JSONResponse(
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude-haiku-5-5",
            "content": [{"type": "text", "text": text}],
            "stop_reason": stop_reason,
            "stop_sequence": None,
            "usage": usage,
        }
    )


def refusal() -> Response:
    """A message that the model would not write."""
    return message("", stop_reason="refusal")


def cut() -> Response:
    """A message that ran into its limit."""
    return message('{"intent": "schedule", "answer": "none", "said": [{"sl', stop_reason="max_tokens")


def failure(status: int, kind: str = "api_error", **headers: str) -> Response:
    """An error as the API words them."""
    body = {"type": "error", "error": {"type": kind, "message": "made to fail"}}
    return JSONResponse(body, status, headers=headers)


def limited() -> Response:
    """Too many requests, with a wait that no caller survives."""
    return failure(429, "rate_limit_error", **{"retry-after": "86400"})


def overloaded() -> Response:
    return failure(529, "overloaded_error", **{"retry-after": "600"})


def page() -> Response:
    """What a proxy in between answers."""
    return Response("<html>Bad gateway, but with status 200</html>", media_type="text/html")


class MessagesApi:
    """The running stand-in."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.answers: list[Response] = [frame()]
        self.requests: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []

    @property
    def said(self) -> list[dict[str, Any]]:
        """What was said of each utterance: the messages' content, parsed."""
        return [json.loads(request["messages"][0]["content"]) for request in self.requests]

    def settings(self, **env: str) -> Settings:
        """Settings that lead here; `env` as in the environment."""
        return read_settings({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": self.url} | env)

    async def answer(self, request: Request) -> Response:
        self.requests.append(await request.json())
        self.headers.append(dict(request.headers))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@asynccontextmanager
async def messages_api() -> AsyncIterator[MessagesApi]:
    """Serve the stand-in on a free port of this machine."""
    # Of this protocol, and not of any: only then answers leave at once and not after 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    api = MessagesApi(listening.getsockname()[1])
    app = Starlette(routes=[Route("/v1/messages", api.answer, methods=["POST"])])
    app.state.closing = asyncio.Event()
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, log_level="critical", ws="none"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started:
            if serving.done():
                await serving
                raise RuntimeError("the stand-in did not start")
            await asyncio.sleep(0)
        yield api
    finally:
        app.state.closing.set()
        server.should_exit = True
        await serving
