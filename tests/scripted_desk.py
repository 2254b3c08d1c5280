"""A front desk for tests of channels: it answers what the test gave it, and remembers what it heard."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

from channels.desk import PhraseKey
from engine.heard import CallStatus, Connected, Ending, Gone, HandOff, Heard, KeyPlan, Piece, Reply, Utterance
from engine.vocabulary import Asked, Language, Reason, State

GREETING = "Thank you for calling the clinic. How can I help?"


def say(*texts: str, asked: Asked | None = Asked.INTENT, keys: int = 1, **fields: object) -> Reply:
    """A reply of plain pieces."""
    pieces = tuple(Piece(text=text) for text in texts)
    return Reply(pieces=pieces, asked=asked, keys=KeyPlan(length=keys), **fields)  # type: ignore[arg-type]


def hand_off(call_sid: str, reason: Reason = Reason.CALLER_ASKED) -> Ending:
    """An ending that hands the call to a person."""
    return Ending(hand_off=HandOff(reason=reason, state=State.ESCALATE, call_sid=call_sid))


class ScriptedDesk:
    """Gives its replies in order; with none left it repeats what it heard."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = deque(replies)
        self.heard: list[Heard] = []
        """Of every call, in order, `Connected` included."""
        self.messages: list[tuple[str, str, int]] = []
        self.statuses: dict[str, CallStatus] = {}
        self.is_open = True
        self.gate: asyncio.Event | None = None
        """When set, a turn waits for it before it answers."""
        self.fillers = deque[Piece]()
        """What bridges slow turns, one after the other; with none left nothing is said."""
        self.failure: Callable[[Heard], bool] = lambda heard: False
        """Which turns raise."""

    async def hear(self, call_sid: str, heard: Heard) -> Reply:
        self.heard.append(heard)
        if self.gate is not None:
            await self.gate.wait()
        if self.failure(heard):
            raise RuntimeError("made to fail with a caller's words in it")
        reply = self._reply(heard)
        self.statuses[call_sid] = CallStatus(
            call_sid=call_sid,
            state=State.ENDED if isinstance(heard, Gone) else State.INTENT,
            ending=reply.ending,
            lang=reply.lang,
            updated_at=datetime(2027, 3, 1, 14, tzinfo=UTC),
            open_now=self.is_open,
            is_over=isinstance(heard, Gone),
        )
        return reply

    async def status(self, call_sid: str) -> CallStatus | None:
        return self.statuses.get(call_sid)

    async def lately(self, call_sid: str) -> tuple[Heard, ...]:
        return tuple(self.heard)

    async def message_left(self, call_sid: str, recording: str, seconds: int) -> None:
        self.messages.append((call_sid, recording, seconds))

    def greeting(self) -> str:
        return GREETING

    def hints(self) -> tuple[str, ...]:
        return ("Dr. Maya Chen", "Dermatology")

    def filler(self, call_sid: str) -> Piece | None:
        return self.fillers.popleft() if self.fillers else None

    def phrase(self, key: PhraseKey, lang: Language) -> str:
        return f"{key} in {lang.value}"

    @property
    def said(self) -> list[str]:
        """The utterances it heard."""
        return [heard.text for heard in self.heard if isinstance(heard, Utterance)]

    def _reply(self, heard: Heard) -> Reply:
        match heard:
            case Connected():
                return Reply(asked=Asked.INTENT)
            case Gone():
                return Reply()
            case _ if self.replies:
                return self.replies.popleft()
            case Utterance(text=text):
                return say(f"You said {text}")
            case _:
                return say(f"I heard a {type(heard).__name__}.")
