"""A clinic on paper: the tools' interface kept in plain lists, for tests that make thousands of calls."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.clinic import Clinic, Provider, Session
from engine.vocabulary import VisitType
from engine.wishes import fits
from tools.interface import (
    Booked,
    Booking,
    Bookings,
    Cancel,
    Cancelled,
    Escalate,
    Escalated,
    Failed,
    FindOpenings,
    KeepMessage,
    Level,
    LookUpAppointments,
    LookUpPatient,
    LookUpProvider,
    Opening,
    Openings,
    PatientFound,
    PatientNotFound,
    ProviderFound,
    ProviderNotFound,
    Reschedule,
    Schedule,
    SendSms,
    SmsQueued,
    Taken,
    ToolRequest,
    ToolResult,
)

NOW = datetime(2026, 3, 2, 9, 15, tzinfo=ZoneInfo("America/New_York"))
WEEK = tuple(
    Session(weekday=day, start=start, end=end)
    for day in range(5)
    for start, end in ((time(8), time(12)), (time(13), time(17)))
)
CLINIC = Clinic(
    name="Paper Clinic",
    timezone="America/New_York",
    address="1 Paper Street",
    phone="+12125550100",
    providers=(
        Provider(id=1, name="Dr. Maya Chen", specialty="Family Medicine", sessions=WEEK),
        Provider(id=2, name="Dr. Samuel Okafor", specialty="Family Medicine", sessions=WEEK),
        Provider(id=3, name="Dr. Wei Chan", specialty="Orthopedics", sessions=WEEK),
        Provider(id=4, name="Dr. Elena Ruiz", specialty="Pediatrics", sessions=WEEK, max_age=17),
    ),
    hours=WEEK,
    durations={VisitType.PHYSICAL: 60, VisitType.NEW_PATIENT: 60},
)
DAYS_OPEN = 6
"""Few enough that a stubborn caller runs out of openings."""

TYROME = ("Tyrome", "Williams", date(1988, 4, 17), "+12125550101")
EMMA = ("Emma", "Johnson", date(2019, 5, 20), "+12125550110")
PATIENTS = {1: TYROME, 2: EMMA}


class PaperTools:
    """The tools, answering from lists; `failing` names the tool that fails next."""

    def __init__(self) -> None:
        start = CLINIC.utc(datetime(2026, 3, 5, 10))
        self.bookings: dict[int, tuple[int, Booking]] = {1: (1, _booking(1, 1, start, 30))}
        self.keys: dict[str, ToolResult] = {}
        self.failing: set[str] = set()
        self.taken_next = False
        self.rows_changed = 0

    def use(self, request: ToolRequest) -> ToolResult:
        tag = str(type(request).__struct_config__.tag)
        if tag in self.failing:
            return Failed(tool=tag, why="made to fail")
        match request:
            case LookUpPatient():
                return self._patient(request)
            case LookUpAppointments():
                own = [b for patient, b in self.bookings.values() if patient == request.patient_id]
                return Bookings(bookings=tuple(sorted(own, key=lambda b: b.start)))
            case LookUpProvider():
                found = CLINIC.provider(request.name)
                if found is None:
                    return ProviderNotFound()
                return ProviderFound(id=found.id, name=found.name, specialty=found.specialty)
            case FindOpenings():
                return self._openings(request)
            case Schedule() | Reschedule() | Cancel():
                if request.key not in self.keys:
                    answer = self._change(request)
                    if isinstance(answer, Taken):
                        return answer
                    self.keys[request.key] = answer
                return self.keys[request.key]
            case SendSms():
                return SmsQueued(id=1, stored_only=True)
            case Escalate() | KeepMessage():
                return Escalated(id=1)

    def _patient(self, request: LookUpPatient) -> ToolResult:
        for number, (given, family, born, phone) in PATIENTS.items():
            named = any((n.given, n.family) == (given, family) for n in request.names)
            if named and born == request.date_of_birth and request.phone in (None, phone):
                return PatientFound(
                    patient_id=number,
                    level=Level.L2 if request.phone else Level.L1,
                    given=given,
                    family=family,
                    date_of_birth=born,
                    sms_ok=True,
                )
        return PatientNotFound()

    def _openings(self, request: FindOpenings) -> ToolResult:
        found = []
        local = CLINIC.local(request.after)
        for offset in range(1, DAYS_OPEN + 1):
            for hour in (9, 10, 14):
                at = datetime.combine(local.date() + timedelta(days=offset), time(hour))
                if at.weekday() < 5 and fits(request.when, at):
                    found += [
                        Opening(
                            provider_id=number,
                            provider=CLINIC.providers[number - 1].name,
                            start=CLINIC.utc(at),
                            minutes=request.minutes,
                        )
                        for number in request.providers
                        if self._is_free(number, CLINIC.utc(at))
                    ]
        return Openings(openings=tuple(found))

    def _is_free(self, provider: int, start: datetime) -> bool:
        return all((b.provider_id, b.start) != (provider, start) for _, b in self.bookings.values())

    def _change(self, request: Schedule | Reschedule | Cancel) -> ToolResult:
        if isinstance(request, Cancel):
            self.bookings.pop(request.appointment_id, None)
            return Cancelled(appointment_id=request.appointment_id)
        if self.taken_next or not self._is_free(request.provider_id, request.start):
            self.taken_next = False
            return Taken(why="provider_busy")
        number = max(self.bookings, default=0) + 1
        if isinstance(request, Reschedule):
            self.bookings.pop(request.appointment_id, None)
        booking = _booking(number, request.provider_id, request.start, request.minutes)
        self.bookings[number] = (request.patient_id, booking)
        return Booked(booking=booking)


def _booking(number: int, provider: int, start: datetime, minutes: int) -> Booking:
    return Booking(
        id=number,
        provider_id=provider,
        provider=CLINIC.providers[provider - 1].name,
        start=start,
        minutes=minutes,
        visit_type=VisitType.FOLLOW_UP,
    )
