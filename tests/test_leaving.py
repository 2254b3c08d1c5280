"""A deploy: a process is asked to go, its calls move to another one, nobody hears more than the bridge."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import DEVNULL
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from engine.heard import Ending
from tests.clinic_books import fresh_url
from tests.processes import ROOT, RunningServer, free_port, process
from tests.scripted_desk import ScriptedDesk, say
from tests.test_crash import BRIDGE, comes_back, count, until_read_back
from tests.wire import Wire, served

OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
NEW_CALL = {"CallSid": "CA" + "7" * 32, "From": "+19175550177", "CallStatus": "ringing"}


async def is_ready(server: RunningServer) -> bool:
    return (await server.wire.http.get("/readyz")).status_code == 200


async def test_a_deploy_costs_a_running_call_one_bridge(tmp_path: Path) -> None:
    """Red first, then no new calls, then the sockets close so that Twilio asks elsewhere, then exit 0."""
    url = fresh_url("sqlite", tmp_path)
    async with process(tmp_path, url, DRAIN_SECONDS="1") as first, process(tmp_path, url) as second:
        caller = await until_read_back(first)
        assert await is_ready(first)
        first.terminate()
        while await is_ready(first):
            pass
        turned_away = ET.fromstring((await first.wire.post("/incoming-call", NEW_CALL)).text)  # noqa: S314
        assert turned_away.find("Connect") is None
        assert turned_away.findtext("Dial/Number") == "+12125550100"
        await caller.say("can you repeat that please")
        assert "Should I book it" in await caller.hear()
        assert await caller.closed() == 1012
        heard = await comes_back(caller, second)
        assert heard.count(BRIDGE) == 1 and heard.count("Should I book it") == 1
        assert await first.exited() == 0
        with pytest.raises(httpx.ConnectError):
            await is_ready(first)
        await caller.say("yes")
        assert "You're booked" in await caller.hear()
        await caller.hang_up()
    assert count(url, "Messages") == 1


async def test_the_documented_command_leaves_in_order_too(tmp_path: Path) -> None:
    """Under `uvicorn`, with the options of docs/operating.md, it turns red while the port still answers."""
    command = re.search(r"^uvicorn server:app (?:.*\\\n)*.*$", OPERATING, re.M)
    assert command is not None
    port = free_port()
    words = command[0].replace("\\\n", " ").replace("--port 8000", f"--port {port}").split()
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *words),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DRAIN_SECONDS": "1", "LOG_LEVEL": "ERROR"}
        | {"DATABASE_URL": f"sqlite:///{tmp_path / 'clinic.db'}"},
        stderr=DEVNULL,
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        while (await ready(http)) != httpx.codes.OK:
            assert running.returncode is None
        running.terminate()
        while (status := await ready(http)) == httpx.codes.OK:
            pass
        assert status == httpx.codes.SERVICE_UNAVAILABLE
        async with asyncio.timeout(20):
            await running.wait()


async def ready(http: httpx.AsyncClient) -> int:
    """The status of `/readyz`; 0 where nobody answers."""
    try:
        return (await http.get("/readyz")).status_code
    except httpx.TransportError:
        return 0


async def leave(wire: Wire) -> asyncio.Task[None]:
    """Begin to leave, and let it come as far as it can by itself."""
    assert wire.leave is not None
    leaving = asyncio.ensure_future(wire.leave())
    for _ in range(30):
        await asyncio.sleep(0)
    return leaving


async def test_a_running_turn_is_finished_before_its_socket_closes() -> None:
    """What it changed is committed, and only then may another process read the call."""
    desk = ScriptedDesk(say("You're booked."))
    desk.gate = asyncio.Event()
    desk.gate.set()
    async with served(desk, DRAIN_SECONDS="0") as wire:
        caller = await wire.dial()
        desk.gate.clear()
        await caller.say("yes")
        await caller.settle()
        leaving = await leave(wire)
        await caller.settle()
        assert desk.said == ["yes"] and not leaving.done()
        desk.gate.set()
        assert await caller.closed() == 1012
        await leaving
        assert not any(frame["type"] == "text" for frame in caller.frames)


async def test_a_session_that_has_ended_is_left_to_twilio() -> None:
    """The hand-over that was decided happens; the call is not brought back for it."""
    desk = ScriptedDesk(say("Goodbye.", asked=None, ending=Ending()))
    async with served(desk, DRAIN_SECONDS="0") as wire:
        caller = await wire.dial()
        await caller.say("That's all.")
        await caller.hear()
        await caller.next_frame("end")
        leaving = await leave(wire)
        assert not leaving.done()
        await caller.hang_up()
        await leaving


async def test_nobody_is_let_in_any_more() -> None:
    """A socket that comes too late is refused, and Twilio asks again."""
    async with served(ScriptedDesk(), DRAIN_SECONDS="0") as wire:
        await (await leave(wire))
        with pytest.raises(InvalidStatus):
            await wire.open()
        assert (await wire.http.get("/readyz")).status_code == 503
        assert (await wire.http.get("/healthz")).status_code == 200
