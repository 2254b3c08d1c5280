"""One simulated call: dial, listen at speaking pace, think, answer, until the goodbye has been heard."""

import asyncio
import json
import random
import re
import time
import uuid
from datetime import date
from typing import NamedTuple
from xml.etree import ElementTree as ET

import httpx
from websockets.asyncio.client import ClientConnection, connect

from bench.load.errands import Errand, Talk
from bench.load.people import Person
from channels.conversation_relay.debounce import pause_after
from engine.settings import Voice
from engine.vocabulary import Asked, Language

ACCOUNT = "AC" + "0" * 32
LETTERS_A_SECOND = 15.0
"""Of the agent's voice, as recorded on real calls; callers speak at the same pace."""
BEFORE_SPEECH = 0.3
"""Seconds from the first token to the voice."""
THINKS = (1.0, 3.0)
"""Seconds between the end of the agent's speech and the caller's first word, at least and at most."""
PATIENCE = 30.0
"""Seconds after which a caller who hears nothing has been lost."""
MOST_LOST = 3
LONGEST = 40
"""Answers after which a call goes in circles."""
CLAUSE = re.compile(r"[^,.;:?!]*[,.;:?!]*\s*")


class Fault(Exception):
    """What went wrong with a call, in a few words."""


class Wait(NamedTuple):
    """One final prompt and its answer."""

    at: float
    """`time.monotonic` at the prompt."""
    seconds: float
    """Until the first token of the answer."""
    meant: float
    """How much of it the server waits on purpose, for more words."""


class Measured(NamedTuple):
    """What one call saw."""

    errand: Errand
    waits: tuple[Wait, ...]
    fault: str


class Caller:
    """One call of one person."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        person: Person,
        errand: Errand,
        rng: random.Random,
        today: date,
        pace: float = 1.0,
    ) -> None:
        """`pace` is how many times faster than people everybody speaks and thinks."""
        self._http = http
        self._pace = pace
        self._talk = Talk(person, errand, rng, today)
        self._rng = rng
        self._number = f"+1{person.phone}"
        self._sid = "CA" + uuid.uuid4().hex
        self._waits: list[Wait] = []

    async def call(self) -> Measured:
        """Make the call; a fault is told, not raised."""
        fault = ""
        try:
            await self._call()
            if not self._talk.is_done:
                fault = f"{self._talk.errand} was not done"
        except Fault as told:
            fault = str(told)
        except Exception as other:  # a closed socket has many classes; each is a fault of the call
            fault = type(other).__name__
        return Measured(self._talk.errand, tuple(self._waits), fault)

    async def _call(self) -> None:
        twiml = await self._post("/incoming-call", CallStatus="ringing")
        relay = twiml.find("Connect/ConversationRelay")
        if relay is None:
            raise Fault("turned away")
        given = {p.get("name"): p.get("value") for p in relay.iter("Parameter")}
        address = f"ws://{self._http.base_url.netloc.decode()}/conversation-relay"
        async with connect(address, compression=None, proxy=None) as line:
            setup = {"type": "setup", "sessionId": "VX" + self._sid, "callSid": self._sid}
            setup |= {"accountSid": ACCOUNT, "from": self._number, "callStatus": "RINGING"}
            await line.send(json.dumps(setup | {"customParameters": given}))
            await self._speak_and_listen(line, relay.get("welcomeGreeting", ""))
        await self._post("/action", CallStatus="in-progress", SessionStatus="ended")

    async def _speak_and_listen(self, line: ClientConnection, reply: str) -> None:
        for _ in range(LONGEST):
            await self._hear_out(line, reply)
            answer = self._talk.answer(reply)
            if answer is None:
                await self._until_end(line)
                return
            if self._talk.times_lost > MOST_LOST:
                raise Fault("went in circles")
            await self._pass(self._rng.uniform(*THINKS))
            reply = await self._say(line, *answer)
        raise Fault("went on for ever")

    async def _hear_out(self, line: ClientConnection, reply: str) -> None:
        """Play a reply as Twilio does: an event at its beginning and end, and one for each clause."""
        await self._pass(BEFORE_SPEECH)
        await self._info(line, "agentSpeaking", "on")
        for clause in filter(None, CLAUSE.findall(reply)):
            await self._pass(len(clause) / LETTERS_A_SECOND)
            await self._info(line, "tokensPlayed", clause)
        await self._info(line, "agentSpeaking", "off")

    async def _say(self, line: ClientConnection, words: str, asked: Asked | None) -> str:
        """Say something; the whole reply to it."""
        await self._info(line, "clientSpeaking", "on")
        await self._pass(len(words) / LETTERS_A_SECOND)
        await self._info(line, "clientSpeaking", "off")
        begun = time.monotonic()
        await self._send(line, type="prompt", voicePrompt=words, lang="en-US", last=True)
        first, tokens = 0.0, []
        async with asyncio.timeout(PATIENCE):
            while True:
                frame = json.loads(await line.recv())
                if frame["type"] == "end":
                    raise Fault("handed over")
                if frame["type"] != "text":
                    continue
                first = first or time.monotonic() - begun
                tokens.append(frame["token"])
                if frame["last"]:
                    break
        self._waits.append(Wait(begun, first, pause_after(words, asked, Language.EN, Voice())))
        return "".join(tokens)

    async def _until_end(self, line: ClientConnection) -> None:
        async with asyncio.timeout(PATIENCE):
            while json.loads(await line.recv())["type"] != "end":
                pass

    async def _pass(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._pace)

    async def _info(self, line: ClientConnection, name: str, value: str) -> None:
        await self._send(line, type="info", name=name, value=value)

    async def _send(self, line: ClientConnection, **frame: object) -> None:
        await line.send(json.dumps(frame))

    async def _post(self, path: str, **form: str) -> ET.Element:
        fields = {"CallSid": self._sid, "AccountSid": ACCOUNT, "From": self._number} | form
        answer = await self._http.post(path, data=fields)
        if answer.status_code != httpx.codes.OK:
            raise Fault(f"{path} answered {answer.status_code}")
        return ET.fromstring(answer.text)
