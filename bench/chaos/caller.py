"""One simulated call from ring to end: it does what TwiML says, and comes back when its socket is lost."""

import asyncio
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from xml.etree import ElementTree as ET

from bench.chaos.network import Network
from bench.chaos.patients import Patient
from bench.chaos.persona import Errand, Persona
from bench.chaos.record import Agent, Caller, CallRecord, Outcome
from bench.chaos.session import Ended, Lost, Nobody, Session, Spoken

LONGEST = 60
"""Replies after which a call that has not ended goes in circles."""
FAILED = {"SessionStatus": "failed", "ErrorCode": "64105", "ErrorMessage": "Websocket ended"}
GONE = {"SessionStatus": "completed", "CallStatus": "completed"}


@dataclass(frozen=True)
class Manners:
    """How a caller behaves; all but `think` are chances for each reply."""

    think: tuple[float, float] = (0.1, 0.5)
    """Seconds between a reply and its answer, at least and at most."""
    drop: float = 0.03
    """That the socket dies."""
    leave: float = 0.01
    """That the caller hangs up."""
    interrupt: float = 0.05
    """That the agent is cut off."""


class Moment(StrEnum):
    """When a socket dies."""

    BEFORE_PLAYING = "before the reply is played"
    BEFORE_SPEAKING = "before the caller answers"
    AFTER_SPEAKING = "while the answer is dealt with"


class PhoneCall:
    """A caller on the phone."""

    def __init__(
        self,
        network: Network,
        patient: Patient,
        errand: Errand,
        rng: random.Random,
        manners: Manners = Manners(),
    ) -> None:
        self._network = network
        self._patient = patient
        self._persona = Persona(patient, errand, rng)
        self._rng = rng
        self._manners = manners
        self._call_sid = "CA" + uuid.UUID(int=rng.getrandbits(128)).hex
        self._number = patient.phone if rng.random() < 0.5 else "+19175550199"
        self._lines: list[Agent | Caller] = []
        self._sockets = 0
        self._retries = 0
        self._outcome: Outcome | None = None
        self._said_goodbye = False

    async def run(self) -> CallRecord:
        """Make the call."""
        form = {"CallStatus": "ringing"}
        if self._number == self._patient.phone:
            form["StirVerstat"] = "TN-Validation-Passed-A"
        twiml = await self._post("/incoming-call", form)
        while twiml is not None and self._outcome is None:
            twiml = await self._follow(ET.fromstring(twiml))
        return CallRecord(
            call_sid=self._call_sid,
            errand=self._persona.errand.value,
            outcome=self._outcome or Outcome.DEAD,
            lines=tuple(self._lines),
            sockets=self._sockets,
            retries=self._retries,
        )

    async def _post(self, path: str, form: Mapping[str, str]) -> str | None:
        fields = {"CallSid": self._call_sid, "From": self._number, "CallStatus": "in-progress", **form}
        twiml, retries = await self._network.post(path, fields)
        self._retries += retries
        return twiml

    async def _follow(self, twiml: ET.Element) -> str | None:
        """Do what TwiML says; the TwiML that follows, or None at the end of the call."""
        relay = twiml.find("Connect/ConversationRelay")
        if relay is not None:
            session_id = "VX" + uuid.UUID(int=self._rng.getrandbits(128)).hex
            over = await self._talk(relay, session_id)
            return await self._post("/action", {"SessionId": session_id, **over})
        said = " ".join(say.text or "" for say in twiml.iter("Say"))
        if twiml.find("Dial") is not None:
            await self._post("/after-dial", {"DialCallStatus": "completed"})
            self._outcome = Outcome.DESK
        elif twiml.find("Record") is not None:
            recording = {"RecordingSid": "RE" + self._call_sid[2:], "RecordingDuration": "4"}
            await self._post("/after-message", recording)
            self._outcome = Outcome.MESSAGE
        elif self._outcome is None:
            self._outcome = self._how_it_ended(said)
        return None

    def _how_it_ended(self, said: str) -> Outcome:
        if "lines are busy" in said:
            return Outcome.TURNED_AWAY
        return Outcome.GOODBYE if self._said_goodbye or "Goodbye." in said else Outcome.CUT

    async def _talk(self, relay: ET.Element, session_id: str) -> Mapping[str, str]:
        """Hold one session; what the action callback says of it."""
        socket = await self._network.open()
        if socket is None:
            return FAILED
        self._sockets += 1
        session = Session(socket)
        parameters = {p.get("name", ""): p.get("value", "") for p in relay.iter("Parameter")}
        await session.begin(self._call_sid, session_id, self._number, parameters)
        try:
            if greeting := relay.get("welcomeGreeting"):
                await session.play((greeting,))
                await self._answer(session, self._persona.opening(), None)
            return await self._listen(session)
        finally:
            await session.close()

    async def _listen(self, session: Session) -> Mapping[str, str]:
        """Answer reply after reply until the session is over."""
        while True:
            news = await session.next()
            match news:
                case Ended(hand_off=hand_off):
                    return {"SessionStatus": "ended"} | ({"HandoffData": hand_off} if hand_off else {})
                case Lost():
                    return FAILED
                case Nobody():
                    self._outcome = Outcome.SILENT
                    return GONE
                case Spoken():
                    if len(self._lines) > 2 * LONGEST:
                        self._outcome = Outcome.ENDLESS
                    elif self._rng.random() < self._manners.leave:
                        self._outcome = Outcome.LEFT
                    if self._outcome is not None:
                        return GONE
                    await self._take(session, news)

    async def _take(self, session: Session, reply: Spoken) -> None:
        """Hear a reply and answer it."""
        drops = self._rng.choice(list(Moment)) if self._rng.random() < self._manners.drop else None
        if drops is Moment.BEFORE_PLAYING:
            self._hear(reply, played=False)
            session.drop()
            return
        words = self._persona.answer(reply.text)
        cuts_in = words is not None and self._rng.random() < self._manners.interrupt
        self._hear(reply, played=not cuts_in)
        if cuts_in:
            await session.cut_in(reply.text)
        else:
            await session.play(reply.tokens)
        await asyncio.sleep(self._rng.uniform(*self._manners.think))
        if drops is Moment.BEFORE_SPEAKING:
            session.drop()
        elif words is not None and not session.has_news:  # else there is something newer to answer
            await self._answer(session, words, drops)

    async def _answer(self, session: Session, words: str, drops: Moment | None) -> None:
        self._lines.append(Caller(text=words))
        await session.say(words)
        if drops is Moment.AFTER_SPEAKING:
            await asyncio.sleep(self._rng.uniform(0.0, 0.03))
            session.drop()

    def _hear(self, reply: Spoken, *, played: bool) -> None:
        self._lines.append(Agent(text=reply.text, played=played))
        self._said_goodbye = self._said_goodbye or (played and "Goodbye." in reply.text)
