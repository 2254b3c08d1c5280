"""What a tool's answer, or a transition that was taken, leaves in the call's memory."""

from collections.abc import Callable, Mapping

from engine.clinic import Clinic
from engine.guards import ATTEMPTS_IN_A_CALL, ATTEMPTS_TO_PERSON, needed_level
from engine.intake import begin
from engine.memory import Call, Errand, Person
from engine.steps import Use
from engine.vocabulary import Asked, Intent, Trigger
from engine.wishes import is_exact, meant
from tools.interface import (
    Booked,
    Bookings,
    Cancelled,
    Escalated,
    LookUpPatient,
    Openings,
    PatientFound,
    PatientNotFound,
    SmsQueued,
    SmsRefused,
    Taken,
    ToolResult,
)

VISIT_LOST = frozenset({"gone", "in_the_past"})
"""Why a change failed, where the reason is the visit that was to be changed and not the new time."""

# ---------------------------------------------------------------- tools


def learn(call: Call, step: Use, result: ToolResult, clinic: Clinic) -> None:
    """Remember what a tool answered. A `Failed` teaches nothing."""
    match result:
        case PatientFound():
            _found(call, result)
        case PatientNotFound():
            assert isinstance(step.request, LookUpPatient)
            _not_found(call, step.request, locked=result.locked)
        case Escalated():
            call.escalated = True
        case _ if call.errand is not None:
            _errand_learns(call.errand, step, result, clinic)
        case _:
            pass


def _found(call: Call, result: PatientFound) -> None:
    if result.level < needed_level(call):
        # name and birthday fit and the third thing does not: to the caller that is no match at all
        _start_again(call)
        return
    call.person.patient, call.person.level = result, result.level


def _not_found(call: Call, request: LookUpPatient, *, locked: bool) -> None:
    if locked:
        call.person.attempts = ATTEMPTS_TO_PERSON
    elif request.phone is None:
        call.person.phone_needed = True
    else:
        _start_again(call)


def _start_again(call: Call) -> None:
    """One attempt is used up; every part is asked again, so that nobody learns which one was wrong."""
    person = call.person
    call.counters.attempts += 1
    most = call.counters.attempts >= ATTEMPTS_IN_A_CALL
    fresh = Person(on_behalf_of=person.on_behalf_of, attempts=person.attempts + 1)
    for name in ("name", "hearings", "date_of_birth", "phone", "patient", "level", "phone_needed"):
        setattr(person, name, getattr(fresh, name))
    person.attempts, person.failed_now = ATTEMPTS_TO_PERSON if most else fresh.attempts, True


def _errand_learns(errand: Errand, step: Use, result: ToolResult, clinic: Clinic) -> None:
    match result:
        case Bookings():
            errand.bookings = result.bookings
            settle_booking(errand, clinic)
        case Openings():
            assert step.search is not None
            errand.search, errand.found = step.search, result.openings
            errand.settled = step.search.providers
            if not step.search.widened and is_exact(step.search.when) and len(result.openings) == 1:
                errand.opening = result.openings[0]
        case Booked():
            errand.acted = result.booking
        case Cancelled():
            errand.cancelled = True
        case Taken():
            _lose_opening(errand)
            if result.why in VISIT_LOST:
                errand.booking, errand.bookings = None, None
        case SmsQueued():
            errand.texted = not result.stored_only
        case SmsRefused():
            errand.texted = False
        case _:
            pass


def settle_booking(errand: Errand, clinic: Clinic) -> None:
    """Where only one booked visit can be meant, it is meant."""
    if errand.booking is None and errand.bookings is not None:
        fitting = meant(clinic, errand)
        if len(fitting) == 1:
            errand.booking = fitting[0]


def _lose_opening(errand: Errand) -> None:
    """Somebody was faster: the agreement is void and the books are looked at afresh."""
    errand.opening, errand.read_back = None, None
    errand.search, errand.found, errand.offered, errand.shown = None, None, (), ()
    errand.lost += 1


# ---------------------------------------------------------------- transitions


def _close_errand(call: Call) -> None:
    if call.errand is not None:
        call.done = (*call.done, call.errand.intent.value)
    call.errand = None


def _drop_errand(call: Call) -> None:
    call.errand = None


def _next_errand(call: Call) -> None:
    begin(call, call.pending or Intent.SCHEDULE)


def _forget(call: Call) -> None:
    call.errand, call.pending = None, None
    call.person = Person(attempts=call.person.attempts if call.person.patient is None else 0)


def _take_back_goodbye(call: Call) -> None:
    call.ending, call.reason, call.left = None, None, None
    call.asked = Asked.ANYTHING_ELSE  # what is said into a goodbye is a late answer to the question before it


AFTER: Mapping[Trigger, Callable[[Call], None]] = {
    Trigger.DONE: _close_errand,
    Trigger.TOLD: _close_errand,
    Trigger.KEPT: _drop_errand,
    Trigger.NOTHING_TO_DO: _drop_errand,
    Trigger.ANOTHER_ERRAND: _next_errand,
    Trigger.START_OVER: _forget,
    Trigger.ONE_MORE_THING: _take_back_goodbye,
}
"""What a taken transition does to the memory; the others leave it as it is."""
