"""Confirm: read every value back, and take nothing but a yes to all of it."""

from typing import Any

from engine.guards import is_known_well_enough, is_on_a_bad_line, read_back_of
from engine.steps import Ask, Fire, Step, View, line
from engine.vocabulary import Answer, Asked, Intent, Trigger
from states.bookings import facts as booking_facts


def decide(view: View) -> Step:
    """Act on a yes, on a bad line a plain one; go back on a no or a change; read back otherwise."""
    errand = view.call.errand
    assert errand is not None
    if view.call.pending is not None:
        return Fire(trigger=Trigger.ANOTHER_ERRAND)
    if not is_known_well_enough(view.call):
        return Fire(trigger=Trigger.STEP_UP)
    if read_back_of(view.call) is None:
        return Fire(trigger=Trigger.CORRECTED)
    answers = view.call.asked is Asked.CONFIRMATION and view.refused is None
    if answers and view.frame.doubtful and is_on_a_bad_line(view.call) and not errand.pressed:
        return _read_back(view, presses=True)
    if answers and view.frame.answer is Answer.YES:
        return Fire(trigger=Trigger.CONFIRMED)
    if answers and view.frame.answer is Answer.NO:
        # a refused cancellation leaves nothing to correct; any other refusal has taken the opening away
        return Fire(trigger=Trigger.KEPT, say=(line("kept"),))
    return _read_back(view)


def _read_back(view: View, presses: bool = False) -> Ask:
    call, clinic = view.call, view.clinic
    errand, patient = call.errand, call.person.patient
    assert errand is not None and patient is not None
    facts: dict[str, Any] = {"given": patient.given, "visit": errand.visit_type}
    if errand.intent is Intent.CANCEL:
        assert errand.booking is not None
        facts |= booking_facts(view, errand.booking)
    else:
        assert errand.opening is not None
        facts |= {"provider": errand.opening.provider, "start": clinic.local(errand.opening.start)}
    if errand.intent is Intent.RESCHEDULE:
        assert errand.booking is not None
        facts |= {"old": booking_facts(view, errand.booking), "visit": errand.booking.visit_type}
    again = (line("read_back_again"),) if view.refused is Trigger.CONFIRMED else ()
    again = (line("clear_yes"),) if presses else again
    return Ask(
        asked=Asked.CONFIRMATION,
        say=again,
        line=line(view.addressed(f"read_back_{errand.intent.value}"), **facts),
        read_back=read_back_of(call),
        presses=presses,
    )
