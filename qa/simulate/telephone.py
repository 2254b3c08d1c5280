"""Twilio's side of one call: webhooks, TwiML, the socket and its frames, play-out, barge-in, reconnect.

Written from Twilio's documentation of ConversationRelay and the timing of recorded calls: speech starts about
0.3 s after the first token, a final prompt comes once the caller was silent for `speechTimeout`, a barge-in
purges all that is queued, and a dead socket is reported to the action callback as failed with 64105.
"""

import asyncio
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from qa.simulate.clock import CallClock, held
from qa.simulate.records import Interruption, Key, Manner, Party
from qa.simulate.traffic import Traffic
from qa.simulate.voice import CHARACTERS_A_SECOND, Spoken, Voice

ACCOUNT = "AC" + "0" * 32
SETUP_TO_GREETING = 0.5
WEBHOOK_TO_SOCKET = 0.45
SPEECH_NOTICED = 0.24
"""Seconds of speech before it cuts the agent off."""
KEY_GAP = 0.38
END_TO_ACTION = 0.6
DROPPED_TO_ACTION = 1.2
MOST_SESSIONS = 6
LOCALES = {"en": "en-US", "es": "es-US"}

Sign = Callable[[str, Mapping[str, str]], Mapping[str, str]]
"""The headers that a request to a URL with a form is signed with."""


class Lost(Exception):
    """The call cannot go on: the server refused it, or answered what no telephone understands."""


class Telephone:
    """One call as the telephone network sees it."""

    def __init__(
        self, http: httpx.AsyncClient, base: str, clock: CallClock, traffic: Traffic, number: str, sign: Sign
    ) -> None:
        """`base` is where the server listens, `http://127.0.0.1:8000`."""
        self.call_sid = "CA" + uuid.uuid4().hex
        self.number = number
        self.replies: list[Spoken] = []
        self.interruptions: list[Interruption] = []
        self.keys: list[Key] = []
        self.complaints: list[str] = []
        self.hand_off: dict[str, str] | None = None
        self.twiml = ""
        self.rang = ""
        """The number that was dialled for the caller at the end."""
        self.ended_by = Party.NOBODY
        self.prompted_at: float | None = None
        """When the last final prompt went out that has not been answered yet."""
        self.answered: Callable[[float], None] = lambda waited: None
        """Told how long the caller waited for the first token."""
        self.changed = asyncio.Event()
        self._http, self._base, self._clock, self._traffic, self._sign = http, base, clock, traffic, sign
        self.began = clock.now()
        self._socket: ClientConnection | None = None
        self._voice = self._silent_voice()
        self._relay: ET.Element = ET.Element("ConversationRelay")
        self._outbox: asyncio.Queue[str] = asyncio.Queue()
        self._hung_up = self._ended = False
        self._course: asyncio.Task[None] | None = None

    # ------------------------------------------------------------ what the caller sees

    @property
    def now(self) -> float:
        """Seconds since the call was dialled."""
        return self._clock.now() - self.began

    @property
    def over(self) -> bool:
        """Whether the call has ended, for whatever reason."""
        return self.ended_by is not Party.NOBODY or (self._course is not None and self._course.done())

    @property
    def is_speaking(self) -> bool:
        """Whether the agent can be heard now."""
        return self._voice.now_speaking is not None

    @property
    def is_quiet(self) -> bool:
        """Whether the agent has said all that it had to say."""
        return not self._voice.is_busy

    async def dial(self, attested: bool) -> None:
        """Make the call; it goes its way until `over`."""
        self._course = asyncio.create_task(self._run(attested))

    async def finish(self) -> None:
        """Wait for the end of the call; faults of this emulator are raised."""
        if self._course is not None:
            await self._course

    async def abandon(self) -> None:
        """Give up a call that does not end."""
        if self._course is not None:
            self._course.cancel()
            await asyncio.gather(self._course, return_exceptions=True)

    async def speak(self, prompts: Sequence[str], lang: str) -> tuple[str, ...]:
        """Say an utterance, heard as one or more final prompts; those that reached the server."""
        reached: list[str] = []
        for heard in prompts:
            seconds = max(len(heard) / CHARACTERS_A_SECOND, SPEECH_NOTICED)
            await self._clock.sleep(SPEECH_NOTICED)
            self._info("clientSpeaking", "on")
            self._barge_in(Manner.SPEECH)
            await self._clock.sleep(seconds - SPEECH_NOTICED + self._speech_timeout)
            if self._socket is None or self.over:
                break
            self._info("clientSpeaking", "off")
            if not heard.strip() or not self._is_reported():
                continue
            self._barge_in(Manner.SPEECH)  # the agent began while the caller finished
            self.prompted_at = self.now
            self._send("prompt", voicePrompt=heard, lang=LOCALES[lang], last=True)
            reached.append(heard)
        return tuple(reached)

    async def cough(self) -> None:
        """A noise: it cuts the agent off, and no prompt follows."""
        self._info("clientSpeaking", "on")
        self._barge_in(Manner.NOISE)
        await self._clock.sleep(SPEECH_NOTICED)
        self._info("clientSpeaking", "off")

    async def press(self, keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            if self._socket is None or self.over:
                return
            self.keys.append(Key(at=self.now, key=key))
            self._send("dtmf", digit=key)
            self._barge_in(Manner.KEY)
            await self._clock.sleep(KEY_GAP)
        self.prompted_at = self.now

    async def hang_up(self) -> None:
        """Put the receiver down."""
        self._hung_up = True
        if self._socket is not None:
            await self._close()

    async def drop(self) -> None:
        """Let the socket die and wait until the call is back, or over."""
        sessions, lost = self._sessions, self._socket
        if lost is not None:
            self._traffic.leaves()
            lost.transport.abort()
        while not self.over and (self._sessions == sessions or self._socket in (None, lost)):
            await self.news()

    async def news(self) -> None:
        """Wait until anything has changed."""
        self.changed.clear()
        await self.changed.wait()

    # ------------------------------------------------------------ the course of the call

    _sessions = 0

    async def _run(self, attested: bool) -> None:
        form = {"CallStatus": "ringing"}
        if attested:
            form["StirVerstat"] = "TN-Validation-Passed-A"
        try:
            verbs = await self._post("/incoming-call", form)
            while verbs:
                verb = verbs.pop(0)
                if verb.tag == "Connect":
                    verbs = await self._connect(verb)
                elif verb.tag == "Dial":
                    self.rang = "".join(verb.itertext()).strip()
                    break
                elif verb.tag in ("Record", "Hangup"):
                    break
        except Lost as lost:
            self.complaints.append(str(lost))
            self.ended_by = Party.NETWORK
        finally:
            if self.ended_by is Party.NOBODY:
                self.ended_by = Party.CALLER if self._hung_up else Party.AGENT
            self.changed.set()

    async def _connect(self, verb: ET.Element) -> list[ET.Element]:
        relay = verb.find("ConversationRelay")
        if relay is None or not verb.get("action"):
            raise Lost("a <Connect> without a ConversationRelay or an action")
        self._sessions += 1
        if self._sessions > MOST_SESSIONS:
            raise Lost("the call was connected again and again")
        self._relay = relay
        await self._clock.sleep(WEBHOOK_TO_SOCKET)
        await self._converse()
        path = urlsplit(verb.get("action", "")).path
        if self._hung_up:
            self.ended_by = Party.CALLER
            await self._post(path, {"SessionStatus": "completed", "CallStatus": "completed"})
            return []
        if self._ended:
            await self._clock.sleep(END_TO_ACTION)
            data = {} if self.hand_off is None else {"HandoffData": json.dumps(self.hand_off)}
            return await self._post(path, {"SessionStatus": "ended", **data})
        await self._clock.sleep(DROPPED_TO_ACTION)
        failed = {"SessionStatus": "failed", "ErrorCode": "64105", "ErrorMessage": "Websocket ended"}
        return await self._post(path, failed)

    async def _post(self, path: str, form: Mapping[str, str]) -> list[ET.Element]:
        """Post a callback; the verbs of its answer."""
        fields = {"CallSid": self.call_sid, "AccountSid": ACCOUNT, "From": self.number, "ToCity": ""}
        fields |= {"CallStatus": "in-progress", **form}
        with held(self._clock):
            try:
                answer = await self._http.post(
                    self._base + path, data=fields, headers=self._sign(path, fields)
                )
            except httpx.TransportError as fault:
                raise Lost(f"{path}: {type(fault).__name__}") from None
        if answer.status_code != httpx.codes.OK:
            raise Lost(f"{path} answered {answer.status_code}")
        self.twiml = answer.text
        try:
            return list(ET.fromstring(answer.text))  # noqa: S314 - the server under test wrote it
        except ET.ParseError as fault:
            raise Lost(f"{path} answered no TwiML: {fault}") from None

    # ------------------------------------------------------------ one session

    async def _converse(self) -> None:
        """Hold one session to its end."""
        url = self._relay.get("url", "")
        address = self._base.replace("http", "ws", 1) + urlsplit(url).path
        self._outbox = asyncio.Queue()
        with held(self._clock):
            try:
                socket = await connect(
                    address,
                    additional_headers=dict(self._sign(url, {})),
                    compression=None,
                    proxy=None,
                    ping_interval=None,
                )
            except (OSError, InvalidHandshake) as refusal:
                raise Lost(f"no socket: {refusal}") from None
            self._socket = socket
            self._voice = Voice(self._clock, self._info, self.changed.set)
            self._setup()
        writer = asyncio.create_task(self._write(socket))
        self.changed.set()
        try:
            await self._read(socket)
        finally:
            self._socket = None
            self._voice.stop()
            writer.cancel()
            self._traffic.session_is_over()
            self.changed.set()

    def _setup(self) -> None:
        given = {p.get("name", ""): p.get("value", "") for p in self._relay.iter("Parameter")}
        self._send(
            "setup",
            sessionId="VX" + uuid.uuid4().hex,
            callSid=self.call_sid,
            accountSid=ACCOUNT,
            direction="inbound",
            callStatus="RINGING" if self._sessions == 1 else "IN_PROGRESS",
            customParameters=given,
            **{"from": self.number},
        )
        if greeting := self._relay.get("welcomeGreeting"):
            may = self._relay.get("welcomeGreetingInterruptible", "any") in ("speech", "any")
            spoken = Spoken(at=self.now, closed=True)
            spoken.add(greeting, may, "en-US")
            self.replies.append(spoken)
            self._voice.add(spoken, SETUP_TO_GREETING)

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for raw in socket:
                self._take(raw)
                self._traffic.is_heard()
                if self._ended:
                    await self._close()
        except ConnectionClosed:
            pass

    def _take(self, raw: str | bytes) -> None:
        try:
            frame: dict[str, Any] = json.loads(raw)
        except ValueError:
            frame = {}
        match frame:
            case {"type": "text", "token": str(token), "last": bool(last)}:
                self._take_text(token, last, frame)
            case {"type": "language", "ttsLanguage": str()}:
                pass
            case {"type": "end"}:
                self._ended = True
                data = frame.get("handoffData")
                self.hand_off = json.loads(data) if data else None
                if self._voice.is_busy:
                    self.complaints.append("`end` while speech was unplayed")
            case _:
                self.complaints.append(f"a frame that Twilio does not know: {frame.get('type')}")

    def _take_text(self, token: str, last: bool, frame: Mapping[str, Any]) -> None:
        if self._ended:
            self.complaints.append("speech after `end`")
        if self.prompted_at is not None and token.strip():
            self.answered(self.now - self.prompted_at)
            self.prompted_at = None
        spoken = self.replies[-1] if self.replies and not self.replies[-1].closed else None
        if spoken is None:
            if not token.strip():
                return
            spoken = Spoken(at=self.now)
            self.replies.append(spoken)
            self._voice.add(spoken)
        spoken.add(token, bool(frame.get("interruptible", True)), str(frame.get("lang", "")))
        spoken.closed = last
        self._voice.more()
        self.changed.set()

    # ------------------------------------------------------------ frames out

    @property
    def _speech_timeout(self) -> float:
        """Seconds of silence that end a turn."""
        stated = self._relay.get("speechTimeout", "auto")
        return int(stated) / 1000 if stated.isdigit() else 0.7

    def _silent_voice(self) -> Voice:
        return Voice(self._clock, lambda name, value: None, lambda: None)

    def _is_reported(self) -> bool:
        """Whether speech reaches the server now: over the agent only where it may interrupt."""
        spoken = self._voice.now_speaking
        reports = self._relay.get("reportInputDuringAgentSpeech", "none") in ("speech", "any")
        return spoken is None or spoken.is_interruptible or reports

    def _barge_in(self, how: Manner) -> None:
        """Cut the agent off, if it is speaking and may be."""
        spoken = self._voice.now_speaking
        who = self._relay.get("interruptible", "any")
        allowed = who in ("any", "true", "dtmf" if how is Manner.KEY else "speech")
        if spoken is None or not (spoken.is_interruptible and allowed):
            return
        fragment, milliseconds = self._voice.cut()
        number = next(i for i, one in enumerate(self.replies) if one is spoken)
        self.interruptions.append(Interruption(at=self.now, reply=number, heard=spoken.heard, how=how))
        if fragment:
            self._info("tokensPlayed", fragment)
        self._send("interrupt", utteranceUntilInterrupt=fragment, durationUntilInterruptMs=milliseconds)
        self._info("agentSpeaking", "off")

    def _info(self, name: str, value: str) -> None:
        self._send("info", name=name, value=value)

    def _send(self, kind: str, **fields: Any) -> None:
        if self._socket is not None:
            self._traffic.leaves()
            self._outbox.put_nowait(json.dumps({"type": kind, **fields}))

    async def _write(self, socket: ClientConnection) -> None:
        while True:
            raw = await self._outbox.get()
            try:
                await socket.send(raw)
            except ConnectionClosed:
                return

    async def _close(self) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            self._traffic.leaves()
            await socket.close(1000, "Closing websocket session")
