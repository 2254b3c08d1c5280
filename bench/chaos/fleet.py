"""The server processes of a run: started, killed, asked to leave, and started again on the same port."""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping
from pathlib import Path

import httpx

from bench.chaos.network import ACCOUNT, PUBLIC_URL, TOKEN
from bench.process import COMMAND, free_port

PATIENCE = 240.0
"""Seconds in which a process must start or end, on a machine that is busy with other things too."""
SETTINGS = {
    "PUBLIC_URL": PUBLIC_URL,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_PHONE_NUMBER": "+12125550100",
    "FRONT_DESK_NUMBER": "+12125550100",
    "DEMO_CLINIC": "1",
    "CALLS_PER_NUMBER": "0",
    "DRAIN_SECONDS": "2",
    "VOICE_DEBOUNCE": "0.05",
    "VOICE_DEBOUNCE_SLOW": "0.05",
    "LOG_LEVEL": "WARNING",
}
"""As a clinic's, but for pauses that nobody needs between machines."""


class Slot:
    """A place for one process: its port stays, its processes come and go."""

    def __init__(self, number: int, folder: Path, settings: Mapping[str, str]) -> None:
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.log = folder / f"server{number}.log"
        self._folder = folder
        self._env = {"PATH": os.environ["PATH"], "PORT": str(self.port)}
        self._env |= {**SETTINGS, **settings}
        self._process: Process | None = None
        self.starts = 0

    async def start(self) -> None:
        """Start a process and wait until it is ready; one that ends before that is started again."""
        async with asyncio.timeout(PATIENCE):
            while True:
                await self._launch()
                if await self._is_ready():
                    return
                await asyncio.sleep(0.5)  # it found no database, as a supervisor would see it

    async def kill(self) -> None:
        """End the process with no chance to do anything more."""
        await self._end(signal.SIGKILL)

    async def leave(self) -> None:
        """Ask the process to go, as a deploy does, and wait until it has."""
        await self._end(signal.SIGTERM)

    async def _launch(self) -> None:
        self.starts += 1
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *COMMAND,
                cwd=self._folder,
                env=self._env,
                stdout=DEVNULL,
                stderr=log,
            )

    async def _is_ready(self) -> bool:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
            while self._process is not None and self._process.returncode is None:
                try:
                    if (await http.get(f"http://{self.address}/readyz")).status_code == httpx.codes.OK:
                        return True
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.1)
        return False

    async def _end(self, number: signal.Signals) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(number)
        try:
            async with asyncio.timeout(PATIENCE):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
