"""A server process for a bench: started on a free port, and what the machine says of it."""

import os
import resource
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen

import httpx

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, str(ROOT / "server.py"))
START_LIMIT = 60.0
"""Seconds in which a process gets ready, or ends."""
TICKS = os.sysconf("SC_CLK_TCK")


class Process:
    """A running server."""

    def __init__(self, popen: "Popen[bytes]", port: int) -> None:
        self.port = port
        self.address = f"127.0.0.1:{port}"
        self._popen = popen

    @property
    def status(self) -> int | None:
        """What it ended with; None while it runs."""
        return self._popen.poll()

    @property
    def resident(self) -> int:
        """Bytes of memory it holds; none where it has ended."""
        statm = Path(f"/proc/{self._popen.pid}/statm")
        return int(statm.read_text().split()[1]) * resource.getpagesize() if statm.exists() else 0

    @property
    def cpu(self) -> float:
        """Seconds of processor time it has taken so far."""
        fields = Path(f"/proc/{self._popen.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def server(log: Path, settings: Mapping[str, str]) -> Iterator[Process]:
    """Run a server whose log goes to the file `log`, in that file's folder, where it finds no `.env`.

    Raises `TimeoutError` where it does not get ready.
    """
    port = free_port()
    chosen = {"PORT": str(port), "TWILIO_AUTH_TOKEN": ""} | dict(settings)
    with log.open("wb") as errors:
        popen = Popen(COMMAND, cwd=log.parent, env=os.environ | chosen, stdout=DEVNULL, stderr=errors)
        try:
            process = Process(popen, port)
            _wait_until_ready(process)
            yield process
        finally:
            popen.terminate()
            popen.wait(timeout=START_LIMIT)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait_until_ready(process: Process) -> None:
    limit = time.monotonic() + START_LIMIT
    while process.status is None and time.monotonic() < limit:
        try:
            if httpx.get(f"http://{process.address}/readyz", trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the server did not get ready")
