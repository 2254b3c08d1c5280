"""The tools' interface: one frozen record a request, one a result, and a failure that is a value.

A tool never raises for anything a caller or a busy database can cause and never answers an empty list for
a read that failed: it answers `Failed`.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from engine.extraction import PatientName, Record, When
from engine.vocabulary import Language, Reason, VisitType


class Level(StrEnum):
    """How well the caller is known (identity levels of the clinic's rules)."""

    L0 = "L0"
    L1 = "L1"
    L2 = "L2"


# ---------------------------------------------------------------- requests


class LookUpPatient(Record, frozen=True, tag="look_up_patient"):
    """Find the one patient that everything the caller said fits."""

    names: tuple[PatientName, ...]
    """Every hearing of the name in this attempt, oldest first."""
    date_of_birth: date
    phone: str | None = None
    """E.164, as said, keyed or attested by the network."""
    now: datetime | None = None
    """UTC; the 36 months of an established patient count back from it. Without it every past visit counts."""
    call_sid: str = ""
    caller: str = ""
    """The number called from, E.164, empty when withheld; failures are counted by it."""


class LookUpAppointments(Record, frozen=True, tag="look_up_appointments"):
    """The patient's booked visits that have not started at `after`, soonest first."""

    patient_id: int
    after: datetime
    """UTC."""


class LookUpProvider(Record, frozen=True, tag="look_up_provider"):
    """A provider by the name the clinic writes."""

    name: str


class FindOpenings(Record, frozen=True, tag="find_openings"):
    """Free times that a visit fits into, soonest first."""

    providers: tuple[int, ...]
    """Provider ids, any of which will do."""
    minutes: int
    after: datetime
    """UTC; nothing that starts before it."""
    when: When = When()
    patient_id: int | None = None
    """Leaves out times at which this patient is booked already."""
    ignoring: int | None = None
    """An appointment that is being moved, and so does not stand in its own way."""
    limit: int = 200


class Schedule(Record, frozen=True, tag="schedule"):
    """Book an opening."""

    key: str
    """Idempotency key: the same key books once."""
    patient_id: int
    provider_id: int
    start: datetime
    """UTC."""
    minutes: int
    visit_type: VisitType
    now: datetime
    """UTC."""
    booked_by: str | None = None
    """What the caller is to the patient when somebody else calls."""


class Reschedule(Record, frozen=True, tag="reschedule"):
    """Take a new opening, then let the old one go; all of it or nothing."""

    key: str
    appointment_id: int
    patient_id: int
    provider_id: int
    start: datetime
    minutes: int
    now: datetime


class Cancel(Record, frozen=True, tag="cancel"):
    """Cancel a booked visit. Cancelling a cancelled one succeeds and changes nothing."""

    key: str
    appointment_id: int
    patient_id: int
    now: datetime


class SendSms(Record, frozen=True, tag="send_sms"):
    """Queue a text to the patient's number on file."""

    key: str
    """Idempotency key: the same key is sent once."""
    patient_id: int
    body: str
    now: datetime


class Escalate(Record, frozen=True, tag="escalate"):
    """Put a hand-off on the staff's list before the caller is transferred."""

    key: str
    call_sid: str
    reason: Reason
    state: str
    lang: Language
    now: datetime
    caller: str = ""
    """The caller's number, for a call back; staff side only."""
    category: str | None = None
    patient_id: int | None = None


class KeepMessage(Record, frozen=True, tag="keep_message"):
    """Put a message that the caller recorded on the staff's list."""

    entry: Escalate
    """The list's entry, should the call have none yet."""
    recording: str
    """Twilio's id of the recording; the same one is kept once."""
    seconds: int


ToolRequest = (
    LookUpPatient
    | LookUpAppointments
    | LookUpProvider
    | FindOpenings
    | Schedule
    | Reschedule
    | Cancel
    | SendSms
    | Escalate
    | KeepMessage
)

CHANGES = (Schedule, Reschedule, Cancel, SendSms)
"""The tools that change something of the patient's; they run in `act` alone."""


# ---------------------------------------------------------------- results


class PatientFound(Record, frozen=True, tag="patient_found"):
    """Exactly one record fits, at `level`."""

    patient_id: int
    level: Level
    given: str
    family: str
    date_of_birth: date
    sms_ok: bool
    established: tuple[str, ...] = ()
    """Specialties in which the patient was seen within 36 months (CPT's definition of established)."""


class PatientNotFound(Record, frozen=True, tag="patient_not_found"):
    """No record, or more than one, fits; the two look alike on purpose (no enumeration)."""

    locked: bool = False
    """The caller's number has failed too often today: a person takes over."""


class Booking(Record, frozen=True, tag="booking"):
    """A booked visit."""

    id: int
    provider_id: int
    provider: str
    start: datetime
    """UTC."""
    minutes: int
    visit_type: VisitType | None = None


class Bookings(Record, frozen=True, tag="bookings"):
    """Booked visits, soonest first; an empty list is a true empty list."""

    bookings: tuple[Booking, ...]


class ProviderFound(Record, frozen=True, tag="provider_found"):
    id: int
    name: str
    specialty: str


class ProviderNotFound(Record, frozen=True, tag="provider_not_found"):
    """Nobody of that name works here."""


class Opening(Record, frozen=True, tag="opening"):
    """A free time with one provider."""

    provider_id: int
    provider: str
    start: datetime
    """UTC."""
    minutes: int


class Openings(Record, frozen=True, tag="openings"):
    """Free times, soonest first; an empty list is a true empty list."""

    openings: tuple[Opening, ...]


class Booked(Record, frozen=True, tag="booked"):
    """The visit stands in `Appointments`."""

    booking: Booking


class Cancelled(Record, frozen=True, tag="cancelled"):
    appointment_id: int


class Taken(Record, frozen=True, tag="taken"):
    """Somebody else holds that time now, or the clinic's rules forbid it; nothing was changed."""

    why: str
    """`provider_busy`, `patient_busy`, `outside_hours`, `in_the_past`, `unknown_provider`, `gone`."""


class SmsQueued(Record, frozen=True, tag="sms_queued"):
    """The text is on its way, or, with no account, stored and shown."""

    id: int
    stored_only: bool


class SmsRefused(Record, frozen=True, tag="sms_refused"):
    """The patient opted out or has no number that takes texts."""

    why: str


class Escalated(Record, frozen=True, tag="escalated"):
    id: int


class MessageKept(Record, frozen=True, tag="message_kept"):
    id: int


class Failed(Record, frozen=True, tag="failed"):
    """The tool could not answer. Nothing may be concluded from it."""

    tool: str
    why: str
    """For the log; no patient data in it."""


ToolResult = (
    PatientFound
    | PatientNotFound
    | Bookings
    | ProviderFound
    | ProviderNotFound
    | Openings
    | Booked
    | Cancelled
    | Taken
    | SmsQueued
    | SmsRefused
    | Escalated
    | MessageKept
    | Failed
)


class Tools(Protocol):
    """The clinic's tools inside one transaction."""

    @property
    def rows_changed(self) -> int:
        """How many rows the last use wrote."""
        ...

    def use(self, request: ToolRequest) -> ToolResult:
        """Run one tool; a failed one is a `Failed`."""
        ...
