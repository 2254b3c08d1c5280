"""What one utterance says: the request to an extractor, the frame it answers with, and the interface."""

from datetime import date, datetime, time
from typing import Literal, Protocol

import msgspec

from engine.vocabulary import Answer, Asked, Intent, Language, Repair, Source, State, Topic, VisitType, Wish


class Record(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything that crosses a module border: frozen, compared by value, JSON both ways."""


class PatientName(Record, frozen=True):
    """The patient's name, as far as it was said; never a title or a middle name."""

    given: str | None = None
    family: str | None = None


class When(Record, frozen=True):
    """A wish for a day and a time, in the clinic's own time zone.

    A single day has `start == end`, a single time `time_from == time_to`. What was not said is None.
    """

    start: date | None = msgspec.field(default=None, name="from")
    end: date | None = msgspec.field(default=None, name="to")
    time_from: time | None = None
    time_to: time | None = None
    earliest: bool = False
    weekdays: tuple[str, ...] = ()
    """`mon` … `sun`, only for days that no single range holds."""


class AppointmentHint(Record, frozen=True):
    """What a caller says about a visit that is already booked."""

    provider: str | tuple[str, ...] | None = None
    when: When | None = None


class Slots(Record, frozen=True):
    """What one utterance fills in."""

    patient_name: PatientName | None = None
    date_of_birth: date | None = None
    phone: str | None = None
    """E.164."""
    on_behalf_of: str | None = None
    """What the patient is to the caller, in English: `mother`, `son`."""
    provider: str | tuple[str, ...] | None = None
    """A name as the clinic writes it, or several where the words fit several."""
    specialty: str | None = None
    visit_type: VisitType | None = None
    reason: str | None = None
    when: When | None = None
    appointment: AppointmentHint | None = None
    choice: int | Literal["none"] | None = None
    """0-based index into the options offered."""
    language: Language | None = None


class Option(Record, frozen=True):
    """One opening or booking that was offered and heard."""

    provider: str
    start: datetime
    """Clinic-local, naive."""


class RosterEntry(Record, frozen=True):
    """One provider as callers may name them."""

    name: str
    specialty: str


class Request(Record, frozen=True):
    """Everything an extractor may know. No earlier turn, no record contents, no caller number."""

    text: str
    now: datetime
    """Clinic-local, naive."""
    roster: tuple[RosterEntry, ...] = ()
    state: State = State.IDENTIFY
    asked: Asked | None = None
    agent: str = ""
    """The agent's last words."""
    options: tuple[Option, ...] = ()
    lang: Language = Language.EN
    region: Literal["US", "GB"] = "US"


class Usage(Record, frozen=True):
    """What one request to a model cost; no word of the call."""

    model: str
    ms: int
    """From asking until the answer, or until it was given up."""
    tokens_in: int = 0
    """Those read from the cache and those written to it not counted."""
    tokens_out: int = 0
    cache_read: int = 0
    cache_written: int = 0


class Extraction(Record, frozen=True):
    """What an utterance was understood to say."""

    intent: Intent | None = None
    answer: Answer | None = None
    slots: Slots = Slots()
    source: Source = Source.LOCAL
    wish: Wish | None = None
    repair: Repair | None = None
    topic: Topic | None = None
    spoken: Language | None = None
    """The language the utterance was spoken in, where that is beyond doubt; `slots.language` is a wish."""
    doubtful: bool = False
    """The answer to a read-back is a yes in words that a no is left with when the line loses one of it."""
    unknown_provider: bool = False
    """A doctor was named who is not on the roster, and none who is."""
    fallback: str | None = None
    """Why the first extractor's result was not used, when it was not."""
    symptoms: tuple[str, ...] = ()
    """The caller's own words for what ails them, where a model points at some; they may only raise alarm."""
    usage: Usage | None = None
    """Of the one request that was made for this utterance, if one was, whether or not its answer was used."""

    def is_empty(self) -> bool:
        """Whether nothing at all was understood."""
        said = (self.intent, self.answer, self.wish, self.repair, self.topic)
        return all(part is None for part in said) and self.slots == Slots()


class Extractor(Protocol):
    """Reads one utterance. It returns words' meaning and decides nothing."""

    async def extract(self, request: Request) -> Extraction:
        """Read `request.text`; never raises for anything a caller can say."""
        ...
