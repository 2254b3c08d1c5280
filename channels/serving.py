"""Serves an app on its address until the process is asked to go, and says in words why it cannot."""

import errno
import logging
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from channels.listening import LISTENING
from channels.pauses import favour_the_loop, keep_for_good
from engine.settings import Settings

GRACE = 15
"""Seconds that open connections are given once no call is left."""


class Server(uvicorn.Server):
    """Says where it can be reached once it can, and ends with status 0 when it was asked to go."""

    def __init__(self, config: uvicorn.Config, welcome: str, hang_up: Callable[[], None]) -> None:
        super().__init__(config)
        self._welcome = welcome
        self._hang_up = hang_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            keep_for_good()
            sys.stdout.write(self._welcome)
            sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._hang_up()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, and at the second Ctrl-C at once; uvicorn would raise the signal once more in the end."""
        self.force_exit = self.force_exit or (self.should_exit and sig == signal.SIGINT)
        self.should_exit = True


def serve(app: Starlette, settings: Settings) -> int:
    """Serve `app` until interrupted; the exit status."""
    favour_the_loop()
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        listening = socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except OSError as error:
        sys.stderr.write(_why_not(settings, error) + "\n")
        return 1
    config = uvicorn.Config(app, timeout_graceful_shutdown=GRACE, **LISTENING)
    server = Server(config, _welcome(settings), app.state.hang_up)
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    with suppress(SystemExit):  # uvicorn's own status where the app does not start
        server.run(sockets=[listening])
    return 0 if server.started or server.should_exit else 1


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of uvicorn's says what was not said: why the app does not start, it says itself."""
    return not record.getMessage().startswith("Application startup failed")


def _why_not(settings: Settings, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is in use: stop the program that has it, or set PORT to another one."
    return f"Cannot listen on {settings.host} port {settings.port}: {error.strerror}"


def _welcome(settings: Settings) -> str:
    lines = [f"Atlas Front Desk is listening on http://{settings.host}:{settings.port}/"]
    if settings.demo_clinic:
        lines.append(
            'Play a patient: open it and say "Hi, it\'s Tyrome Williams. I need to move my appointment."'
        )
        lines.append("Tyrome was born on April 17th, 1988; his number is 212 555 0101.")
    if settings.tokens and settings.public_url:
        lines.append(f"Twilio's voice webhook is {settings.base_url}/incoming-call")
    elif settings.tokens:
        lines.append("Set PUBLIC_URL to the https:// address by which Twilio reaches this server.")
    else:
        lines.append("No TWILIO_AUTH_TOKEN is set, so only this machine is answered.")
    return "\n".join(lines) + "\n"
