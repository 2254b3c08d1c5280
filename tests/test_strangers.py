"""Sockets that are no caller's: they say nothing, too much, or do not listen, and cost the others nothing."""

import asyncio
import base64
import contextlib
import json
import logging
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.exceptions import InvalidStatus

from channels.conversation_relay import socket as sockets
from channels.listening import LISTENING, Unhurried
from tests.scripted_desk import ScriptedDesk
from tests.wire import served

SIGNED = {"TWILIO_AUTH_TOKEN": "a-token-of-this-test", "PUBLIC_URL": "https://phone.example.net"}
PROMPT = json.dumps({"type": "prompt", "voicePrompt": "hello", "lang": "en-US", "last": True})


# ---------------------------------------------------------------- sockets that say nothing


async def test_of_too_many_silent_sockets_the_oldest_goes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody with a captured handshake opens socket after socket; a caller gets through all the same."""
    monkeypatch.setattr(sockets, "MOST_WAITING", 2)
    desk = ScriptedDesk()
    async with served(desk, **SIGNED) as wire:
        silent = [await wire.open() for _ in range(2)]
        caller = await wire.dial()
        await silent[0].wait_closed()
        assert silent[0].close_code == 1013
        assert "too-many-sockets-waiting" in caplog.messages
        silent.append(await wire.open())
        await (await silent[1].ping())
        await caller.say("I need a visit.")
        assert await caller.hear() == "You said I need a visit."
        for one in silent:
            await one.close()


async def test_a_socket_that_talks_before_its_setup_is_closed(caplog: pytest.LogCaptureFixture) -> None:
    """Little is kept of it, and little is logged of it."""
    desk = ScriptedDesk()
    async with served(desk, **SIGNED) as wire:
        with caplog.at_level(logging.WARNING):
            stranger = await wire.open()
            for _ in range(50):
                await stranger.send(PROMPT)
            await stranger.wait_closed()
        assert stranger.close_code == 1008
        assert len(caplog.messages) < 10
    assert desk.heard == []


async def test_a_first_frame_that_is_large_is_no_setup() -> None:
    """What has shown no ticket may send a quarter of what a caller may."""
    async with served(ScriptedDesk(), **SIGNED) as wire:
        stranger = await wire.open()
        await stranger.send(json.dumps({"type": "setup", "callSid": "CA1", "sessionId": "x" * 20_000}))
        await stranger.wait_closed()
        assert stranger.close_code == 1009


@pytest.mark.parametrize("path", ["/conversation-relay/", "/conversation-relay?a=b", "//conversation-relay"])
async def test_a_handshake_for_another_address_is_refused(path: str) -> None:
    """The signature is over the one address that the TwiML gives."""
    async with served(ScriptedDesk(), **SIGNED) as wire:
        with pytest.raises(InvalidStatus) as refused:
            await wire.open(wire.settings.base_url.replace("https", "wss") + path)
        assert refused.value.response.status_code in (307, 403, 404)


# ---------------------------------------------------------------- sockets that do not listen


class Hasty(Unhurried):
    """Waits a twentieth of a second for a client to read, so that a test need not wait long."""

    unread_seconds = 0.05


class Patient(Unhurried):
    """Waits long enough for a client that shares a busy machine with other tests."""

    unread_seconds = 1.0


class Chatterbox:
    """Talks until nobody listens any more."""

    def __init__(self) -> None:
        self.sent = 0
        self.given_up = asyncio.Event()

    async def talk(self, websocket: WebSocket) -> None:
        await websocket.accept()
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                await websocket.send_text("x" * 64 * 1024)
                self.sent += 1
                await asyncio.sleep(0)  # a write to a broken connection neither waits nor fails
        self.given_up.set()


@asynccontextmanager
async def serving(box: Chatterbox, protocol: type[Unhurried]) -> AsyncIterator[int]:
    """A server with the options of the real one and this protocol; its port."""
    given = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=[WebSocketRoute("/", box.talk)])
    server = uvicorn.Server(uvicorn.Config(app, **{**LISTENING, "ws": protocol}))
    running = asyncio.create_task(server.serve(sockets=[given]))
    while not server.started:
        if running.done():
            await running
        await asyncio.sleep(0)
    try:
        yield given.getsockname()[1]
    finally:
        server.should_exit = True
        await running


async def test_a_client_that_does_not_read_is_hung_up_on() -> None:
    """What waits for it is bounded: the kernel's buffers, 64 KiB, and the frame being sent."""
    box = Chatterbox()
    async with serving(box, Hasty) as port:
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(client, ("127.0.0.1", port))
        key = base64.b64encode(b"0123456789abcdef").decode()
        head = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        head += f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        await loop.sock_sendall(client, head.encode())
        async with asyncio.timeout(30):
            await box.given_up.wait()
        client.close()
    assert box.sent < 500


async def test_a_client_that_reads_slowly_is_waited_for() -> None:
    """It is hung up on for reading nothing, not for reading late."""
    from websockets.asyncio.client import connect

    box = Chatterbox()
    async with serving(box, Patient) as port:
        async with connect(f"ws://127.0.0.1:{port}/", proxy=None, compression=None) as client:
            begun = time.monotonic()
            while time.monotonic() - begun < 1.5 * Patient.unread_seconds:
                assert len(await client.recv()) == 64 * 1024
            client.transport.abort()
        async with asyncio.timeout(30):
            await box.given_up.wait()
