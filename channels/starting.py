"""Says in one line why a start-up failed, where a server such as uvicorn would log a traceback."""

import logging
import sys

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)


class CannotOpen(Exception):
    """The house cannot be opened; the text tells the operator what is wrong and what to check."""


class SaysWhyNot:
    """Middleware that tells an operator on standard error what to check, and the log what is a fault."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_started = False

        async def send_without_traceback(message: Message) -> None:
            nonlocal has_started
            has_started = has_started or message["type"] == "lifespan.startup.complete"
            await send({**message, "message": ""} if message["type"].endswith(".failed") else message)

        try:
            await self._app(scope, receive, send_without_traceback)
        except CannotOpen as error:
            sys.stderr.write(f"{error}\n")
            raise
        except Exception:
            log.exception("start-failed" if not has_started else "stop-failed")
            raise
