"""Many calls at once against a server process of their own: how long callers wait, and what a call weighs.

Callers speak over the real socket and think between their lines. SQLite, demo clinic, local extractor. Where
words look unfinished, a name above all, the server waits on purpose for more: the high percentiles show it.
"""

import argparse
import asyncio
import json
import os
import resource
import socket
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import NamedTuple
from xml.etree import ElementTree as ET

import httpx
from websockets.asyncio.client import ClientConnection, connect

ROOT = Path(__file__).parent.parent
ACCOUNT = "AC" + "0" * 32
START_LIMIT = 30.0
LONGEST_THOUGHT = 5.0
LINES = (
    "What are your hours?",
    "No. I need to know when my next appointment is.",
    "Tyrome Williams.",
    "April 17th, 1988.",
    "212 555 0101.",
    "No, that's all. Thank you.",
)
"""One call: a question, a look-up with full identification, a goodbye."""


class Measured(NamedTuple):
    """What one call saw."""

    waits: tuple[float, ...]
    """Seconds from each final prompt to the first token of its answer."""
    fault: str


async def one_call(http: httpx.AsyncClient, think: float) -> Measured:
    """Make one call; a fault is told, not raised."""
    waits: list[float] = []
    sid = "CA" + uuid.uuid4().hex
    try:
        form = {"CallSid": sid, "AccountSid": ACCOUNT, "From": "+19175550100", "CallStatus": "ringing"}
        answer = await http.post("/incoming-call", data=form)
        parameters = {p.get("name"): p.get("value") for p in ET.fromstring(answer.text).iter("Parameter")}
        address = f"ws://{http.base_url.netloc.decode()}/conversation-relay"
        async with connect(address, compression=None, proxy=None) as line:
            setup = {"type": "setup", "sessionId": "VX" + sid, "callSid": sid, "accountSid": ACCOUNT}
            await line.send(json.dumps(setup | {"from": "+19175550100", "customParameters": parameters}))
            for words in LINES:
                await asyncio.sleep(think)
                waits.append(await say(line, words))
    except Exception as fault:  # a closed socket has many classes; each is a fault of the call
        return Measured(tuple(waits), type(fault).__name__)
    return Measured(tuple(waits), "")


async def say(line: ClientConnection, words: str) -> float:
    """Say one line, hear the whole answer, and play it out at once; seconds until its first token."""
    begun, first, spoken = time.perf_counter(), 0.0, []
    await line.send(json.dumps({"type": "prompt", "voicePrompt": words, "lang": "en-US", "last": True}))
    async with asyncio.timeout(30):
        while True:
            frame = json.loads(await line.recv())
            if frame["type"] != "text":
                continue
            first = first or time.perf_counter() - begun
            spoken.append(frame["token"])
            if frame["last"]:
                break
    for name, value in (
        ("agentSpeaking", "on"),
        *(("tokensPlayed", t) for t in spoken),
        ("agentSpeaking", "off"),
    ):
        await line.send(json.dumps({"type": "info", "name": name, "value": value}))
    return first


async def run(base: str, calls: int, think: float) -> list[Measured]:
    """All calls, begun evenly over one think time."""
    # one client for all: making one costs more than a whole call does
    async with httpx.AsyncClient(base_url=f"http://{base}", trust_env=False, timeout=30) as http:

        async def later(number: int) -> Measured:
            await asyncio.sleep(think * number / max(calls, 1))
            return await one_call(http, think)

        return await asyncio.gather(*(later(number) for number in range(calls)))


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, int]]:
    """A server process with the demo clinic; its address and process id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder / 'load.db'}", "LOG_LEVEL": "WARNING"}
    process = Popen(
        [sys.executable, "server.py", "--demo"],
        cwd=ROOT,
        env=os.environ | settings,
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz")
        yield f"127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(timeout=START_LIMIT)


def wait_until_ready(url: str) -> None:
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


def resident(pid: int) -> int:
    """Bytes of memory a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def main(argv: Sequence[str]) -> int:
    """Run the load and print what was measured; 1 if any call failed."""
    parser = argparse.ArgumentParser(prog="python -m bench load", description=__doc__)
    parser.add_argument("--calls", type=int, default=200, help="calls at once")
    parser.add_argument("--think", type=float, default=5.0, help="seconds a caller takes between lines")
    options = parser.parse_args(argv)
    if options.think > LONGEST_THOUGHT:
        parser.error(f"--think is at most {LONGEST_THOUGHT} seconds: a silent caller is spoken to after six")
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (base, pid):
        asyncio.run(run(base, 2, 0.0))  # warm
        before = resident(pid)
        measured = asyncio.run(run(base, options.calls, options.think))
        after = resident(pid)
    waits = sorted(wait for call in measured for wait in call.waits)
    faults = [call.fault for call in measured if call.fault]
    cut = statistics.quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
    print(f"{options.calls} calls at once, {len(waits)} answers, {len(faults)} failed {sorted(set(faults))}")
    shown = ", ".join(f"p{part} {cut[part - 1] * 1e3:.1f} ms" for part in (50, 80, 95, 99))
    print(f"final prompt to first token: {shown}")
    print(f"memory: {before / 2**20:.0f} MiB before, {after / 2**20:.0f} MiB after")
    return 1 if faults else 0
