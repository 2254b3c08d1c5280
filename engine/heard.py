"""What a channel tells the engine, and what the engine answers: the border between telephone and clinic."""

from datetime import datetime
from typing import Literal

from engine.extraction import Option, Record
from engine.vocabulary import Asked, Language, Reason, State


class Played(Record, frozen=True):
    """How much of the agent's last reply the caller heard."""

    complete: bool = True
    """Whether it was played to its end, with no barge-in."""
    text: str = ""
    """What was heard of it when `complete` is False."""


class Connected(Record, frozen=True, tag="connected"):
    """The call is here; its greeting was spoken by the channel."""

    caller: str = ""
    """The caller's number, E.164, or empty when withheld."""
    attested: bool = False
    """Whether the network vouches fully for `caller` (STIR/SHAKEN level A)."""
    channel: str = "voice"
    simulation: str = ""
    """The simulator's name for the call, where one makes it."""


class Reconnected(Record, frozen=True, tag="reconnected"):
    """The same call is here again after its socket was lost. There is no second greeting."""


class Utterance(Record, frozen=True, tag="utterance"):
    """What the caller said in one turn; several final prompts merged."""

    text: str
    lang: str = ""
    """As the recogniser tags it, `en-US`; a hint, never a switch of language."""
    played: Played = Played()


class Keyed(Record, frozen=True, tag="keyed"):
    """What the caller keyed: `0`-`9`, `*`, without a closing `#`."""

    digits: str
    played: Played = Played()


class Silence(Record, frozen=True, tag="silence"):
    """The caller said nothing for as long as the last reply's `patience`."""


class Gone(Record, frozen=True, tag="gone"):
    """The caller hung up."""


Heard = Connected | Reconnected | Utterance | Keyed | Silence | Gone


class Piece(Record, frozen=True):
    """A whole sentence or more, spoken in one language."""

    text: str
    lang: Language = Language.EN
    interruptible: bool = True


class KeyPlan(Record, frozen=True):
    """How keys are collected for the question just asked."""

    length: int = 1
    """Keys after which the entry is complete; `#` completes it early."""


class HandOff(Record, frozen=True):
    """Why and where from a call goes to a person. No patient detail."""

    reason: Reason
    state: State
    call_sid: str
    department: Literal["desk", "nurse"] = "desk"

    def data(self) -> dict[str, str]:
        """The JSON object that travels in `handoffData`."""
        return {"reasonCode": self.reason.value, "state": self.state.value, "callSid": self.call_sid}


class Ending(Record, frozen=True):
    """The call, or the agent's part in it, is over once the pieces have been played."""

    hand_off: HandOff | None = None
    """None: the goodbye was said and the line may be hung up."""


class Reply(Record, frozen=True):
    """What one turn answers with."""

    pieces: tuple[Piece, ...] = ()
    """In order; empty when there is nothing to say (the caller is gone)."""
    lang: Language = Language.EN
    """The language of the talk from here on."""
    asked: Asked | None = None
    keys: KeyPlan = KeyPlan()
    patience: float = 6.0
    """Seconds of silence, counted from the end of the agent's speech, after which `Silence` is due."""
    ending: Ending | None = None
    options: tuple[Option, ...] = ()
    elsewhere: bool = False
    """Another process has the call now; this one has nothing more to say to it."""


class CallStatus(Record, frozen=True):
    """Where a stored call stands, for the action callback."""

    call_sid: str
    state: State
    ending: Ending | None
    """The pending hand-off or goodbye, if the last turn decided one."""
    lang: Language
    updated_at: datetime
    open_now: bool = True
    """Whether somebody is at the clinic's desk at this moment."""
    is_over: bool = False
    """Whether no socket may take the call up again: it was ended, or is older than any call can be."""
