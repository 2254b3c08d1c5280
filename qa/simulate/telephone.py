"""Twilio's side of one call: webhooks, TwiML, one session after another, and the end of the call.

Written from Twilio's documentation of ConversationRelay and the timing of recorded calls; a dead socket is
reported to the action callback as failed with 64105, which may bring the call back.
"""

import asyncio
import json
import uuid
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake

from qa.simulate.clock import SteppingClock, held
from qa.simulate.records import Party
from qa.simulate.session import Session
from qa.simulate.tape import Tape
from qa.simulate.traffic import Traffic

ACCOUNT = "AC" + "0" * 32
WEBHOOK_TO_SOCKET = 0.45
END_TO_ACTION = 0.6
DROPPED_TO_ACTION = 1.2
MOST_SESSIONS = 6


class Lost(Exception):
    """The call cannot go on: the server refused it, or answered what no telephone understands."""


class Telephone:
    """One call as the telephone network sees it."""

    def __init__(
        self, http: httpx.AsyncClient, base: str, clock: SteppingClock, traffic: Traffic, number: str
    ) -> None:
        """`base` is where the server listens, `http://127.0.0.1:8000`."""
        self.call_sid = "CA" + uuid.uuid4().hex
        self.number = number
        self.tape = Tape(clock, clock.now())
        self.twiml = ""
        """What the last callback answered."""
        self.ended_by = Party.NOBODY
        self._http, self._base, self._clock, self._traffic = http, base, clock, traffic
        self._session: Session | None = None
        self._sessions = 0
        self._hung_up = False
        self._course: asyncio.Task[None] | None = None

    # ------------------------------------------------------------ what the caller sees and does

    @property
    def over(self) -> bool:
        """Whether the call has ended, for whatever reason."""
        return self.ended_by is not Party.NOBODY or (self._course is not None and self._course.done())

    @property
    def is_speaking(self) -> bool:
        """Whether the agent can be heard now."""
        return self._session is not None and self._session.is_speaking

    @property
    def is_quiet(self) -> bool:
        """Whether the agent has said all that it had to say."""
        return self._session is None or self._session.is_quiet

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
        return await self._session.speak(prompts, lang) if self._session is not None else ()

    async def cough(self) -> None:
        """A noise: it cuts the agent off, and no prompt follows."""
        if self._session is not None:
            await self._session.cough()

    async def press(self, keys: str) -> None:
        """Press keys one after another."""
        if self._session is not None:
            await self._session.press(keys)

    async def hang_up(self) -> None:
        """Put the receiver down."""
        self._hung_up = True
        if self._session is not None:
            await self._session.close()

    async def drop(self) -> None:
        """Let the socket die and wait until the call is back, or over."""
        lost = self._session
        if lost is not None:
            lost.abort()
        while not self.over and self._session in (None, lost):
            await self.news()

    async def news(self) -> None:
        """Wait until anything has changed."""
        self.tape.changed.clear()
        await self.tape.changed.wait()

    # ------------------------------------------------------------ the course of the call

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
                elif verb.tag in ("Dial", "Record", "Hangup"):
                    break
        except Lost as lost:
            self.tape.complaints.append(str(lost))
            self.ended_by = Party.NETWORK
        finally:
            if self.ended_by is Party.NOBODY:
                self.ended_by = Party.CALLER if self._hung_up else Party.AGENT
            self.tape.changed.set()

    async def _connect(self, verb: ET.Element) -> list[ET.Element]:
        """Hold a session, and do what the callback after it answers."""
        relay = verb.find("ConversationRelay")
        if relay is None or not verb.get("action"):
            raise Lost("a <Connect> without a ConversationRelay or an action")
        self._sessions += 1
        if self._sessions > MOST_SESSIONS:
            raise Lost("the call was connected again and again")
        await self._clock.sleep(WEBHOOK_TO_SOCKET)
        session = await self._open(relay)
        await session.converse()
        self._session = None
        path = urlsplit(verb.get("action", "")).path
        if self._hung_up:
            self.ended_by = Party.CALLER
            await self._post(path, {"SessionStatus": "completed", "CallStatus": "completed"})
            return []
        if session.is_ended:
            await self._clock.sleep(END_TO_ACTION)
            data = {} if self.tape.hand_off is None else {"HandoffData": json.dumps(self.tape.hand_off)}
            return await self._post(path, {"SessionStatus": "ended", **data})
        await self._clock.sleep(DROPPED_TO_ACTION)
        failed = {"SessionStatus": "failed", "ErrorCode": "64105", "ErrorMessage": "Websocket ended"}
        return await self._post(path, failed)

    async def _open(self, relay: ET.Element) -> Session:
        address = self._base.replace("http", "ws", 1) + urlsplit(relay.get("url", "")).path
        with held(self._clock):
            try:
                socket = await connect(address, compression=None, proxy=None, ping_interval=None)
            except (OSError, InvalidHandshake) as refusal:
                raise Lost(f"no socket: {refusal}") from None
            session = Session(socket, relay, self.tape, self._clock, self._traffic)
            session.set_up(self.call_sid, self.number, ACCOUNT, again=self._sessions > 1)
        self._session = session
        return session

    async def _post(self, path: str, form: Mapping[str, str]) -> list[ET.Element]:
        """Post a callback; the verbs of its answer."""
        fields = {"CallSid": self.call_sid, "AccountSid": ACCOUNT, "From": self.number, "ToCity": ""}
        fields |= {"CallStatus": "in-progress", **form}
        with held(self._clock):
            try:
                answer = await self._http.post(self._base + path, data=fields)
            except httpx.TransportError as fault:
                raise Lost(f"{path}: {type(fault).__name__}") from None
        if answer.status_code != httpx.codes.OK:
            raise Lost(f"{path} answered {answer.status_code}")
        self.twiml = answer.text
        try:
            return list(ET.fromstring(answer.text))  # noqa: S314 - the server under test wrote it
        except ET.ParseError as fault:
            raise Lost(f"{path} answered no TwiML: {fault}") from None
