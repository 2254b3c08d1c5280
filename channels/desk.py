"""The border between a channel and the front desk behind it: what a channel may ask of a call's engine."""

from typing import Literal, Protocol

from engine.heard import CallStatus, Heard, Piece, Reply
from engine.vocabulary import Language

PhraseKey = Literal[
    "hand_off_closed",
    "leave_message",
    "no_answer",
    "goodbye",
    "line_trouble",
    "lines_busy",
    "staff_instead",
    "message_thanks",
]
"""Words that are spoken outside a turn, when the telephone network and not the engine has the call."""


class Desk(Protocol):
    """One front desk, serving any number of calls. It never raises for anything a caller can do."""

    async def hear(self, call_sid: str, heard: Heard) -> Reply:
        """Take one turn of a call; turns of the same call wait for each other."""
        ...

    async def status(self, call_sid: str) -> CallStatus | None:
        """Where a call stands, or None for a call that nobody has heard of."""
        ...

    async def lately(self, call_sid: str) -> tuple[Heard, ...]:
        """What a call's latest turns have heard, as far as it is kept, the oldest first."""
        ...

    async def message_left(self, call_sid: str, recording: str, seconds: int) -> None:
        """Put a recorded message on the staff's list; the same `recording` (its SID) is put there once."""
        ...

    def greeting(self) -> str:
        """The opening line, in English and free of patient data."""
        ...

    def hints(self) -> tuple[str, ...]:
        """Names and terms the recogniser should expect."""
        ...

    def filler(self, call_sid: str) -> Piece | None:
        """What to say while a turn of this call takes long; None where nothing should be said."""
        ...

    def phrase(self, key: PhraseKey, lang: Language) -> str:
        """Words to be spoken outside a turn."""
        ...
