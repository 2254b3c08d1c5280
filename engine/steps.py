"""What a state may decide: use a tool, fire a trigger, ask, or end. And what it decides from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from engine.clinic import Clinic
from engine.extraction import Extraction, Option, Record
from engine.memory import Call, ReadBack, Search
from engine.speech.wordings import Speech
from engine.vocabulary import Asked, Reason, Trigger
from tools.interface import Booking, Opening, ToolRequest


class Line(Record, frozen=True):
    """One thing to say: a wording's key and the facts that fill it."""

    key: str
    facts: Mapping[str, Any] = {}
    interruptible: bool = True


def line(key: str, **facts: Any) -> Line:
    """A line that may be interrupted."""
    return Line(key=key, facts=facts)


class Use(Record, frozen=True):
    """Use a tool, remember what it answered, and decide again."""

    request: ToolRequest
    search: Search | None = None
    """The wish behind a search for openings."""


class Fire(Record, frozen=True):
    """Fire a trigger, say something on the way, and let the state that the call is in then decide."""

    trigger: Trigger
    say: tuple[Line, ...] = ()
    """Said only if the trigger is taken."""
    reason: Reason | None = None
    """Why a person is needed, where the trigger leads to one."""


class Ask(Record, frozen=True):
    """Put a question and wait for the caller; the turn is over."""

    asked: Asked
    line: Line
    say: tuple[Line, ...] = ()
    """Said before the question."""
    options: tuple[Option, ...] = ()
    """What the caller may choose from."""
    option_facts: tuple[str, ...] = ()
    """The facts of `line` that speak each option, in their order."""
    offers: tuple[Opening, ...] = ()
    """The openings behind `options`, where they are openings."""
    bookings: tuple[Booking, ...] = ()
    """The booked visits behind `options`, where they are visits."""
    read_back: ReadBack | None = None
    """The values the question reads back."""
    presses: bool = False
    """Whether it asks for a yes in so many words."""
    clarifies: bool = False
    """Whether it asks which of several the caller meant."""


class Finish(Record, frozen=True):
    """Say the last words and end the agent's part: hand over to a person, or say goodbye."""

    say: tuple[Line, ...] = ()


Step = Use | Fire | Ask | Finish


class View(msgspec.Struct, kw_only=True):
    """What a state decides from. States read it and change nothing."""

    call: Call
    clinic: Clinic
    now: datetime
    """Aware, UTC."""
    speech: Speech
    frame: Extraction = Extraction()
    """What this turn's utterance said; what it answers counts once, in the state that asked."""
    refused: Trigger | None = None
    """The trigger that a guard has just refused."""

    @property
    def local(self) -> datetime:
        return self.clinic.local(self.now)

    @property
    def patient_age(self) -> int:
        """Full years of the patient who was found."""
        patient = self.call.person.patient
        assert patient is not None
        born, today = patient.date_of_birth, self.local.date()
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

    def addressed(self, key: str) -> str:
        """The wording for this caller: `key` to the patient, `key_for` to somebody who calls for them."""
        person = self.call.person
        return f"{key}_for" if person.on_behalf_of is not None or person.guardian else key

    def text(self, said: Line) -> str:
        """A line in the words of the call's language."""
        return self.speech.say(self.call.lang, said.key, said.facts)
