"""A telephone for tests: a real server on a free port, and a caller who speaks to it as Twilio does.

    async with served(desk) as wire:
        caller = await wire.dial()              # webhook, handshake, setup; the greeting is played
        await caller.say("I need a visit.")     # one final prompt
        assert await caller.hear() == "…"       # the next whole reply, played to its end
        await caller.press("1")
        await caller.interrupt("Which")         # barge in after so many words of the last reply
        await caller.silence(6)                 # only with a JumpingClock: nobody speaks for so long
        assert await caller.ended() == {…}      # the `end` frame's hand-off data; None for a goodbye
        caller.twiml                            # what /action answered, parsed
        await caller.hang_up()                  # or: await caller.drop(), which comes back where it may

Nothing sleeps. Replies are played only as far as the test says: `hear(play=False)` leaves the agent speaking.
"""

import asyncio
import json
import socket
import ssl
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET
from xml.sax.saxutils import unescape

import httpx
import uvicorn
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from channels.app import House, create_app, furnished
from channels.clock import Clock, JumpingClock
from channels.desk import Desk
from channels.ledger import Ledger
from channels.listening import LISTENING
from engine.settings import Settings, read_settings
from server import make_app

ACCOUNT = "AC" + "0" * 32
PATIENCE = 30.0
"""Wall seconds after which a reply that a test waits for will not come, on however busy a machine."""
EAGER = {"VOICE_DEBOUNCE": "0", "VOICE_DEBOUNCE_SLOW": "0"}
"""Settings under which every final prompt is a turn, so that no test waits for a pause."""
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients of plain addresses; to read all the world's certificates takes as long as a call."""


class Wire:
    """A running server, and the telephone network around it."""

    def __init__(
        self,
        settings: Settings,
        port: int,
        clock: Clock | None,
        leave: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.settings = settings
        self.leave = leave
        """What a server does of its own process before it stops."""
        self.address = f"127.0.0.1:{port}"
        self.clock = clock
        base = f"http://{self.address}"
        self.http = httpx.AsyncClient(base_url=base, trust_env=False, timeout=PATIENCE, verify=NO_TLS)
        token = settings.twilio_auth_token
        self._validator = RequestValidator(token) if token else None

    def sign(self, url: str, form: Mapping[str, str] | None = None) -> dict[str, str]:
        """The signature header of a request; none when the server has no token."""
        if self._validator is None:
            return {}
        return {"X-Twilio-Signature": self._validator.compute_signature(url, dict(form or {}))}

    async def post(self, path: str, form: Mapping[str, str], /, **headers: str) -> httpx.Response:
        """POST a signed webhook with blank fields beside `form`; `headers` replace or add to its own."""
        filled = {"ToCity": "", "FromCity": "", "AccountSid": ACCOUNT} | dict(form)
        signed = self.sign(self.settings.base_url + path, filled)
        return await self.http.post(path, data=filled, headers=signed | headers)

    async def open(self, url: str | None = None, /, **headers: str) -> ClientConnection:
        """Open a socket as Twilio would for the TwiML's `url`; `headers` replace or add to the signature."""
        url = (
            url
            or self.settings.base_url.replace("http", "wss", 1).replace("wsss", "wss") + "/conversation-relay"
        )
        path = urlsplit(url).path.removeprefix(urlsplit(self.settings.base_url).path)
        return await connect(
            f"ws://{self.address}{path}",
            additional_headers=self.sign(url) | headers,
            compression=None,
            proxy=None,
            ping_interval=None,
        )

    async def dial(self, caller: str = "+12125550101", *, listen: bool = True, **form: str) -> "Caller":
        """Make a call and listen to its greeting; `form` adds to the webhook's fields."""
        somebody = Caller(self, "CA" + uuid.uuid4().hex, caller)
        fields = {"CallSid": somebody.call_sid, "From": caller, "CallStatus": "ringing", **form}
        answer = await self.post("/incoming-call", fields)
        assert answer.status_code == 200, answer.text
        await somebody.follow(answer.text)
        if listen:
            await somebody.play(somebody.greeting)
        await somebody.settle()
        return somebody


class Caller:
    """One call, from the caller's side."""

    def __init__(self, wire: Wire, call_sid: str, number: str) -> None:
        self.wire = wire
        self.call_sid = call_sid
        self.number = number
        self.greeting = ""
        """What the TwiML told Twilio to say; empty on a call that comes back."""
        self.twiml = ET.Element("Response")
        """The last TwiML of this call."""
        self.frames: list[dict[str, Any]] = []
        """Everything the server sent, over all sessions."""
        self.session_id = ""
        """Of the latest session."""
        self._opening = ""
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._read = 0

    # ------------------------------------------------------------ speaking and pressing

    async def send(self, kind: str, **fields: Any) -> None:
        """Send any frame."""
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def info(self, name: str, value: str) -> None:
        """Send one of Twilio's events."""
        await self.send("info", name=name, value=value)

    async def say(self, *texts: str, lang: str = "en-US") -> None:
        """Speak; each text is a final prompt of its own."""
        for text in texts:
            await self.info("clientSpeaking", "on")
            await self.info("clientSpeaking", "off")
            await self.send("prompt", voicePrompt=text, lang=lang, last=True)

    async def press(self, keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            await self.send("dtmf", digit=key)

    async def interrupt(self, heard: str = "") -> None:
        """Begin to speak over the agent, of whom `heard` was heard so far."""
        await self.info("agentSpeaking", "on")
        await self.info("clientSpeaking", "on")
        await self._cut(heard)

    async def press_over(self, key: str, heard: str = "") -> None:
        """Press a key while the agent speaks; its frame comes before the news of the interruption."""
        await self.info("agentSpeaking", "on")
        await self.send("dtmf", digit=key)
        await self._cut(heard)

    async def silence(self, seconds: float) -> None:
        """Let time pass while nobody says anything; needs a JumpingClock."""
        assert isinstance(self.wire.clock, JumpingClock), "only a jumping clock can be told to jump"
        await self.settle()
        self.wire.clock.jump(seconds)
        await self.settle()

    # ------------------------------------------------------------ listening

    async def hear(self, *, play: bool = True) -> str:
        """The next whole reply, as plain text; played to its end unless told otherwise."""
        tokens = []
        while True:
            frame = await self.next_frame("text")
            tokens.append(unescape(frame["token"]))
            if frame["last"]:
                break
        reply = "".join(tokens)
        if play:
            await self.play(*tokens)
        return reply

    async def play(self, *clauses: str) -> None:
        """Let the agent speak these clauses to their end."""
        await self.info("agentSpeaking", "on")
        for clause in clauses:
            await self.info("tokensPlayed", clause)
        await self.info("agentSpeaking", "off")

    async def next_frame(self, kind: str) -> dict[str, Any]:
        """The next frame of a type that was not read yet; those before it are passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                while self._read < len(self.frames):
                    frame = self.frames[self._read]
                    self._read += 1
                    if frame["type"] == kind:
                        return frame
                self._news.clear()
                await self._news.wait()

    async def says_nothing(self) -> bool:
        """Whether the server has sent no speech that was not heard yet."""
        await self.settle()
        return not any(frame["type"] == "text" for frame in self.frames[self._read :])

    async def settle(self) -> None:
        """Return once the server has dealt with everything sent so far, turns that take no time included."""
        await (await self.socket.ping())
        for _ in range(30):
            await asyncio.sleep(0)

    # ------------------------------------------------------------ the end of a session

    async def ended(self) -> dict[str, Any] | None:
        """Wait for `end`, close as Twilio does, and post the action; the hand-off data, if there was any."""
        frame = await self.next_frame("end")
        await self._close()
        data = frame.get("handoffData")
        form = {"SessionStatus": "ended"} | ({"HandoffData": data} if data is not None else {})
        await self.act(form)
        return json.loads(data) if data is not None else None

    async def closed(self) -> int:
        """Wait until the server closes the socket; the close code."""
        async with asyncio.timeout(PATIENCE):
            await self.socket.wait_closed()
        return self.socket.close_code or 1006

    async def hang_up(self) -> None:
        """Hang up, as a caller does."""
        await self._close()
        await self.act({"SessionStatus": "completed", "CallStatus": "completed"})

    async def drop(self) -> bool:
        """Let the socket die; whether the server took the call back."""
        self.socket.transport.abort()
        await self._stop()
        await self.act({"SessionStatus": "failed", "ErrorCode": "64105", "ErrorMessage": "Websocket ended"})
        return self._socket is not None

    async def reconnect(self, *replayed: Mapping[str, Any]) -> None:
        """Let the socket die and come back with the same setup and no callback, and these frames again."""
        self.socket.transport.abort()
        await self._stop()
        await self.follow(self._opening)
        for frame in replayed:
            await self.socket.send(json.dumps(frame))

    async def act(self, form: Mapping[str, str], path: str = "/action") -> None:
        """Post a callback of this call, and follow the TwiML it answers."""
        fields = {"CallSid": self.call_sid, "CallStatus": "in-progress", "From": self.number, **form}
        fields |= {"SessionId": form.get("SessionId", self.session_id)} if path == "/action" else {}
        answer = await self.wire.post(path, fields)
        assert answer.status_code == 200, answer.text
        await self.follow(answer.text)

    async def follow(self, twiml: str, **setup: Any) -> None:
        """Do what TwiML says: open the socket it names, if any; `setup` replaces fields of the setup."""
        self.twiml = ET.fromstring(twiml)  # noqa: S314 - our own server wrote it
        relay = self.twiml.find("Connect/ConversationRelay")
        if relay is None:
            return
        self.greeting, self._opening = relay.get("welcomeGreeting", ""), twiml
        self._socket = await self.wire.open(relay.get("url"))
        self._reader = asyncio.create_task(self._listen(self._socket))
        given = {p.get("name"): p.get("value") for p in relay.iter("Parameter")}
        self.session_id = "VX" + uuid.uuid4().hex
        fields = {
            "sessionId": self.session_id,
            "callSid": self.call_sid,
            "from": self.number,
            "accountSid": ACCOUNT,
            "callStatus": "RINGING",
            "customParameters": given,
        }
        await self.send("setup", **(fields | setup))

    @property
    def socket(self) -> ClientConnection:
        """The socket of the session under way."""
        assert self._socket is not None, "the call has no socket now"
        return self._socket

    async def _cut(self, heard: str) -> None:
        if heard:
            await self.info("tokensPlayed", heard)
        await self.send("interrupt", utteranceUntilInterrupt=heard, durationUntilInterruptMs=500)
        await self.info("agentSpeaking", "off")

    async def _close(self) -> None:
        await self.socket.close(1000, "Closing websocket session")
        await self._stop()

    async def _stop(self) -> None:
        if self._reader is not None:
            await self._reader
        self._socket = None

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            async for raw in socket:
                self.frames.append(json.loads(raw))
                self._news.set()
        except ConnectionClosed:
            pass


@asynccontextmanager
async def served(
    desk: Desk | None = None,
    clock: Clock | None = None,
    ledger: Ledger | None = None,
    /,
    **settings: str,
) -> AsyncIterator[Wire]:
    """Serve `desk` on a free port of this machine; `settings` are named as in the environment.

    Without a desk it is the server as it is deployed, with the real one behind it and the time of the wall.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    chosen = read_settings(EAGER | {"PORT": str(port)} | settings)
    if desk is None:
        app = make_app(chosen)
    else:
        app = create_app(chosen, furnished(House(desk, ledger=ledger)), clock)
    config = uvicorn.Config(
        app,
        **LISTENING,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    wire = Wire(chosen, port, clock, app.state.leave)
    try:
        while not server.started:
            if serving.done():
                await serving
                raise RuntimeError("the server did not start")
            await asyncio.sleep(0)
        yield wire
    finally:
        await wire.http.aclose()
        server.should_exit = True
        await serving
