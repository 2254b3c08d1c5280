"""What a call remembers: who is calling, the errand under way, what was asked, and the counters of repair.

`Call` is the model of the state machine and the snapshot that a call is resumed from. Everything in it is
plain data; only the turn changes it.
"""

from datetime import date, datetime

import msgspec

from engine.extraction import Option, PatientName, When
from engine.heard import Ending, Piece, Played
from engine.screen.outcome import Screening
from engine.vocabulary import Asked, Intent, Language, Reason, State, VisitType, Wish
from tools.interface import Booking, Level, Opening, PatientFound

SNAPSHOT = 1
"""Version of the snapshot's schema; a snapshot of another version is not resumed silently."""


class Memory(msgspec.Struct, omit_defaults=True, kw_only=True):
    """Base of the call's own, changing records."""


class Person(Memory):
    """What was said about who the patient is, in this attempt, and what a look-up made of it."""

    name: PatientName = PatientName()
    hearings: tuple[PatientName, ...] = ()
    date_of_birth: date | None = None
    phone: str | None = None
    on_behalf_of: str | None = None
    guardian: bool | None = None
    """For a minor: whether the caller said that they are a parent or guardian."""
    phone_needed: bool = False
    """Name and birthday did not settle it; asked in the same words whether none or several fit."""
    attempts: int = 0
    failed_now: bool = False
    """An attempt has failed in this very turn."""
    level: Level = Level.L0
    patient: PatientFound | None = None

    def knows(self, level: Level) -> bool:
        """Whether the patient is known at least as well as `level`."""
        return self.patient is not None and self.level >= level


class ReadBack(Memory):
    """Exactly the values a caller is asked to say yes to."""

    intent: Intent
    patient_id: int
    booking_id: int | None = None
    provider_id: int | None = None
    start: datetime | None = None
    minutes: int | None = None
    visit_type: VisitType | None = None


class Search(Memory):
    """The wish that openings were looked for with."""

    providers: tuple[int, ...]
    minutes: int
    when: When
    widened: int = 0
    """0: the wish itself. 1: its days, any time. 2: some days around them. 3: any day, any time."""


class Errand(Memory):
    """One thing the caller wants done, with all that was said about it."""

    intent: Intent
    number: int
    visit_type: VisitType | None = None
    reason: str | None = None
    new_problem: bool = False
    """The reason, as far as it was said, is something that is new."""
    screened: bool = False
    """The question every new problem gets before any opening is offered has been put and answered."""
    provider: str | tuple[str, ...] | None = None
    unknown_provider: bool = False
    specialty: str | None = None
    any_provider: bool = False
    when: When | None = None
    bookings: tuple[Booking, ...] | None = None
    """The patient's booked visits, None until looked up."""
    hint_provider: str | tuple[str, ...] | None = None
    hint_when: When | None = None
    booking: Booking | None = None
    """The booked visit that is meant."""
    none_meant: bool = False
    """The only visit that there is was named, and it is not the one."""
    search: Search | None = None
    found: tuple[Opening, ...] | None = None
    """Openings for `search`, None until looked up."""
    settled: tuple[int, ...] = ()
    """The providers that the last search was for; they stay until the wish changes."""
    shown: tuple[Opening, ...] = ()
    """Everything that was offered for this wish."""
    offered: tuple[Opening, ...] = ()
    """What was offered last, as far as it was heard."""
    choices: tuple[Booking, ...] = ()
    """The booked visits that were named last, as far as they were heard."""
    wish: Wish | None = None
    """What the caller wants different from `offered`."""
    refusals: int = 0
    lost: int = 0
    """Openings that somebody else booked between the read-back and the yes."""
    opening: Opening | None = None
    read_back: ReadBack | None = None
    declined: bool = False
    """The read-back was refused without saying what to change."""
    declines: int = 0
    """How often that was so."""
    pressed: bool = False
    """The last read-back asked for a yes in so many words."""
    acted: Booking | None = None
    cancelled: bool = False
    texted: bool | None = None


class Counters(Memory):
    """How often each repair pattern has run; a person takes over before any of them annoys."""

    silences: int = 0
    misses: int = 0
    """Utterances in a row that got the call no further."""
    total_misses: int = 0
    asked_again: int = 0
    """How often in a row the same question was put; picks the next wording."""
    clarifications: int = 0
    """How often in a row an answer could have meant several."""
    off_topic: int = 0
    holds: int = 0
    attempts: int = 0
    """Failed attempts to be identified, over all the patients that the call is about."""
    tool_failures: int = 0


class Call(Memory):
    """One telephone call."""

    call_sid: str
    started_at: datetime
    snapshot: int = SNAPSHOT
    version: int = 0
    """Grows by one a turn; of two processes that think they own a call, one wins."""
    turn: int = 0
    state: State = State.IDENTIFY
    lang: Language = Language.EN
    caller: str = ""
    attested: bool = False
    channel: str = "voice"
    person: Person = msgspec.field(default_factory=Person)
    errand: Errand | None = None
    errands: int = 0
    pending: Intent | None = None
    """An errand that was named while another was under way, or after it in the same breath."""
    done: tuple[str, ...] = ()
    counters: Counters = msgspec.field(default_factory=Counters)
    asked: Asked | None = None
    options: tuple[Option, ...] = ()
    """What was offered with the last question, as far as the caller heard it."""
    option_words: tuple[str, ...] = ()
    played: Played = Played()
    last: tuple[Piece, ...] = ()
    """The agent's last reply, for "repeat that" and for a reconnect."""
    told: tuple[Piece, ...] = ()
    """The reply before the goodbye, for "repeat that" said into it."""
    question: str = ""
    """The last reply's question; what an answer is read against."""
    patience: float = 6.0
    symptom: Screening | None = None
    """The screen's question that is open now."""
    asked_symptoms: tuple[str, ...] = ()
    heard_lines: tuple[str, ...] = ()
    """The caller's last lines, for symptoms and answers split over turns."""
    answered: Asked | None = None
    """The question that the line before the last was an answer to."""
    urgency: Screening | None = None
    emergency_asked: int = 0
    reason: Reason | None = None
    left: State | None = None
    """The state from which the call went to a person."""
    escalated: bool = False
    """The hand-off is on the staff's list."""
    ending: Ending | None = None


def encode(call: Call) -> str:
    """The call as its snapshot."""
    return msgspec.json.encode(call).decode()


def decode(snapshot: str | bytes) -> Call:
    """The call a snapshot was made of; `msgspec.ValidationError` if it is none of this version's."""
    call = msgspec.json.decode(snapshot, type=Call)
    if call.snapshot != SNAPSHOT:
        raise msgspec.ValidationError(f"snapshot version {call.snapshot}, expected {SNAPSHOT}")
    return call


def copy(call: Call) -> Call:
    """A call that shares nothing changeable with `call`."""
    return decode(encode(call))
