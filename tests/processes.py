"""Real server processes for tests that end them: `python server.py` on a free port, over one database.

async with process(folder, database) as server:
    caller = await server.wire.dial()
    server.kill()                       # SIGKILL, by its own id
    server.terminate()                  # SIGTERM
    assert await server.exited() == 0
"""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from engine.settings import read_settings
from tests.office import NOW
from tests.wire import EAGER, Wire

ROOT = Path(__file__).parents[1]
PATIENCE = 30.0
"""Wall seconds after which a process that is waited for will not start, or not end."""
PUBLIC = {
    "PUBLIC_URL": "https://phone.example.net",
    "TWILIO_AUTH_TOKEN": "a token that all of them know",
    "FRONT_DESK_NUMBER": "+12125550100",
}
"""Every process is the same server to Twilio, so that what one has signed the others take."""


class RunningServer:
    """One process, and the telephone network as it reaches it."""

    def __init__(self, process: Process, wire: Wire) -> None:
        self.wire = wire
        self._process = process

    def kill(self) -> None:
        """End it with no chance to do anything more."""
        self._send(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to leave, as a deploy does."""
        self._send(signal.SIGTERM)

    async def exited(self) -> int:
        """Wait until it is gone; its exit status, negative for a signal."""
        async with asyncio.timeout(PATIENCE):
            return await self._process.wait()

    def _send(self, number: int) -> None:
        if self._process.returncode is None:
            self._process.send_signal(number)


@asynccontextmanager
async def process(folder: Path, database: str, /, **settings: str) -> AsyncIterator[RunningServer]:
    """Run a server of the demo clinic in `folder`, on `database` (URL)."""
    chosen = EAGER | PUBLIC | settings
    chosen |= {"PORT": str(free_port()), "DEMO_CLINIC": "1", "CLINIC_NOW": NOW.isoformat()}
    chosen |= {"DATABASE_URL": database, "LOG_LEVEL": "ERROR"}
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "server.py"),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | chosen,
        stdout=PIPE,
    )
    read = read_settings(chosen)
    server = RunningServer(running, Wire(read, read.port, None))
    try:
        assert running.stdout is not None
        async with asyncio.timeout(PATIENCE):
            welcome = await running.stdout.readline()
        assert b"listening" in welcome, "the server did not start"
        yield server
    finally:
        await server.wire.http.aclose()
        server.kill()
        await running.communicate()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
