"""One WebSocket session of a call: the frames of Twilio's side, in and out.

A final prompt comes once the caller was silent for `speechTimeout`, a barge-in purges all that is queued, and
speech that may not interrupt is lost.
"""

import asyncio
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from qa.simulate.clock import SteppingClock
from qa.simulate.records import Interruption, Key, Manner
from qa.simulate.tape import Tape
from qa.simulate.traffic import Traffic
from qa.simulate.voice import CHARACTERS_A_SECOND, Spoken, Voice

SETUP_TO_GREETING = 0.5
SPEECH_NOTICED = 0.24
"""Seconds of speech before it cuts the agent off."""
KEY_GAP = 0.38
LOCALES = {"en": "en-US", "es": "es-US"}


class Session:
    """One open socket, the agent's voice on it, and the caller's."""

    def __init__(
        self, socket: ClientConnection, relay: ET.Element, tape: Tape, clock: SteppingClock, traffic: Traffic
    ) -> None:
        """`relay` is the TwiML's noun, with all its attributes."""
        self.is_ended = False
        """Whether the server has sent `end`."""
        self._socket: ClientConnection | None = socket
        self._relay, self._tape, self._clock, self._traffic = relay, tape, clock, traffic
        self._voice = Voice(clock, self._info, tape.changed.set)
        self._outbox: asyncio.Queue[str] = asyncio.Queue()

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    @property
    def is_speaking(self) -> bool:
        """Whether the agent can be heard now."""
        return self._voice.now_speaking is not None

    @property
    def is_quiet(self) -> bool:
        """Whether the agent has said all that it had to say."""
        return not self._voice.is_busy

    async def converse(self) -> None:
        """Hold the session to its end."""
        socket = self._socket
        assert socket is not None
        writer = asyncio.create_task(self._write(socket))
        self._tape.changed.set()
        try:
            await self._read(socket)
        finally:
            self._socket = None
            self._voice.stop()
            writer.cancel()
            self._traffic.session_is_over()
            self._tape.changed.set()

    async def close(self) -> None:
        """Close the socket as Twilio does."""
        socket, self._socket = self._socket, None
        if socket is not None:
            self._traffic.leaves()
            await socket.close(1000, "Closing websocket session")

    def abort(self) -> None:
        """Let the socket die."""
        if self._socket is not None:
            self._traffic.leaves()
            self._socket.transport.abort()

    # ------------------------------------------------------------ the caller

    async def speak(self, prompts: Sequence[str], lang: str) -> tuple[str, ...]:
        """Say an utterance, heard as one or more final prompts; those that reached the server."""
        reached: list[str] = []
        for heard in prompts:
            seconds = max(len(heard) / CHARACTERS_A_SECOND, SPEECH_NOTICED)
            await self._clock.sleep(SPEECH_NOTICED)
            self._info("clientSpeaking", "on")
            await self._hold_the_floor(seconds - SPEECH_NOTICED)
            await self._clock.sleep(self._speech_timeout)
            if self._socket is None:
                break
            self._info("clientSpeaking", "off")
            if not heard.strip() or not self._is_reported():
                continue
            self._barge_in(Manner.SPEECH)  # the agent began while the caller finished
            self._tape.prompted_at = self._tape.now
            self._send("prompt", voicePrompt=heard, lang=LOCALES[lang], last=True)
            reached.append(heard)
        return tuple(reached)

    async def _hold_the_floor(self, seconds: float) -> None:
        """Speak on; an agent that begins meanwhile is cut off as one that was speaking."""
        self._barge_in(Manner.SPEECH)
        while seconds > 0:
            await self._clock.sleep(min(seconds, SPEECH_NOTICED))
            seconds -= SPEECH_NOTICED
            self._barge_in(Manner.SPEECH)

    async def cough(self) -> None:
        """A noise: it cuts the agent off, and no prompt follows."""
        self._info("clientSpeaking", "on")
        self._barge_in(Manner.NOISE)
        await self._clock.sleep(SPEECH_NOTICED)
        self._info("clientSpeaking", "off")

    async def press(self, keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            if self._socket is None:
                return
            self._tape.keys.append(Key(at=self._tape.now, key=key))
            self._send("dtmf", digit=key)
            self._barge_in(Manner.KEY)
            await self._clock.sleep(KEY_GAP)

    # ------------------------------------------------------------ frames in

    def set_up(self, call_sid: str, number: str, account: str, *, again: bool) -> None:
        """Send the first frame, and begin to speak the greeting where there is one."""
        given = {p.get("name", ""): p.get("value", "") for p in self._relay.iter("Parameter")}
        self._send(
            "setup",
            sessionId="VX" + uuid.uuid4().hex,
            callSid=call_sid,
            accountSid=account,
            direction="inbound",
            callStatus="IN_PROGRESS" if again else "RINGING",
            customParameters=given,
            **{"from": number},
        )
        if greeting := self._relay.get("welcomeGreeting"):
            may = self._relay.get("welcomeGreetingInterruptible", "any") in ("speech", "any")
            spoken = Spoken(at=self._tape.now, closed=True)
            spoken.add(greeting, may, "en-US")
            self._tape.replies.append(spoken)
            self._voice.add(spoken, SETUP_TO_GREETING)

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for raw in socket:
                self._take(raw)
                self._traffic.is_heard()
                if self.is_ended:
                    await self.close()
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
                self.is_ended = True
                data = frame.get("handoffData")
                self._tape.hand_off = json.loads(data) if data else None
                if self._voice.is_busy:
                    self._tape.complaints.append("`end` while speech was unplayed")
            case _:
                self._tape.complaints.append(f"a frame that Twilio does not know: {frame.get('type')}")

    def _take_text(self, token: str, last: bool, frame: Mapping[str, Any]) -> None:
        if self.is_ended:
            self._tape.complaints.append("speech after `end`")
        if self._tape.prompted_at is not None and token.strip():
            self._tape.answered(self._tape.now - self._tape.prompted_at)
            self._tape.prompted_at = None
        spoken = self._tape.replies[-1] if self._tape.replies and not self._tape.replies[-1].closed else None
        if spoken is None:
            if not token.strip():
                return
            spoken = Spoken(at=self._tape.now)
            self._tape.replies.append(spoken)
            self._voice.add(spoken)
        spoken.add(token, bool(frame.get("interruptible", True)), str(frame.get("lang", "")))
        spoken.closed = last
        self._voice.more()
        self._tape.changed.set()

    # ------------------------------------------------------------ frames out

    @property
    def _speech_timeout(self) -> float:
        """Seconds of silence that end a turn."""
        stated = self._relay.get("speechTimeout", "auto")
        return int(stated) / 1000 if stated.isdigit() else 0.7

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
        number = next(i for i, one in enumerate(self._tape.replies) if one is spoken)
        self._tape.interruptions.append(
            Interruption(at=self._tape.now, reply=number, heard=spoken.heard, how=how)
        )
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
