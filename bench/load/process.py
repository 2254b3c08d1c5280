"""The server process under load, and what the machine says of it."""

import os
import resource
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import NamedTuple

import httpx

ROOT = Path(__file__).parents[2]
START_LIMIT = 60.0
TICKS = os.sysconf("SC_CLK_TCK")


class Process(NamedTuple):
    """A running server."""

    address: str
    pid: int

    @property
    def resident(self) -> int:
        """Bytes of memory it holds."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize()

    @property
    def cpu(self) -> float:
        """Seconds of processor time it has taken so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def server(database: str, log: Path, settings: Mapping[str, str]) -> Iterator[Process]:
    """Run a server on `database`; its warnings and errors go to `log`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chosen = {"PORT": str(port), "DATABASE_URL": database, "LOG_LEVEL": "WARNING"} | dict(settings)
    with log.open("wb") as errors:
        process = Popen(
            [sys.executable, "server.py"],
            cwd=ROOT,
            env=os.environ | {"TWILIO_AUTH_TOKEN": "", "DRAIN_SECONDS": "0"} | chosen,
            stdout=DEVNULL,
            stderr=errors,
        )
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/readyz")
            yield Process(f"127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(timeout=START_LIMIT)


def _wait_until_ready(url: str) -> None:
    """Return when `url` answers 200; raises `TimeoutError`."""
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        try:
            if httpx.get(url, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the server did not get ready")
