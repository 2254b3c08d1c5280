"""Slot-filling: gather what the errand needs, one question a turn, nothing twice."""

from engine.guards import is_known_well_enough
from engine.memory import Errand
from engine.steps import Ask, Fire, Line, Step, Use, View, line
from engine.vocabulary import Asked, Intent, Reason, Trigger, VisitType
from engine.wishes import meant
from states import bookings, openings
from tools.interface import LookUpAppointments


def decide(view: View) -> Step:
    """The next missing thing of the errand under way."""
    errand = view.call.errand
    if errand is None:
        return Fire(trigger=Trigger.NOTHING_TO_DO)
    if view.call.pending is not None:
        return Fire(trigger=Trigger.ANOTHER_ERRAND)
    if not is_known_well_enough(view.call):
        return Fire(trigger=Trigger.STEP_UP)
    if errand.declined and errand.declines >= openings.PERSON_AFTER:
        return Fire(trigger=Trigger.GIVE_UP, say=(line("nothing_suits"),), reason=Reason.NO_OPENING)
    if errand.declined:
        return Ask(asked=Asked.WHEN, line=line("what_to_change"))
    match errand.intent:
        case Intent.SCHEDULE:
            return _schedule(view, errand)
        case Intent.LOOK_UP:
            return _look_up(view, errand)
        case _:
            return _existing(view, errand)


def _schedule(view: View, errand: Errand) -> Step:
    if errand.opening is not None:
        return Fire(trigger=Trigger.SLOTS_FILLED)
    if errand.visit_type is None and errand.reason is None:
        return Ask(asked=Asked.REASON, line=line("ask_reason"))
    if (errand.new_problem or errand.visit_type is VisitType.SICK_VISIT) and not errand.screened:
        return Ask(asked=Asked.SYMPTOM, line=line("ask_new_problem"))
    return openings.decide(view, errand)


def _existing(view: View, errand: Errand) -> Step:
    """Cancel or move: first which visit is meant, then, to move it, where to."""
    if errand.bookings is None:
        return Use(request=_look_up_request(view))
    if not errand.bookings:
        return Fire(trigger=Trigger.NOTHING_TO_DO, say=(line("no_bookings"),))
    if errand.none_meant:
        return Fire(trigger=Trigger.NOTHING_TO_DO, say=(line("kept"),))
    if errand.booking is None:
        return bookings.ask_which(view, errand)
    if errand.intent is Intent.CANCEL or errand.opening is not None:
        return Fire(trigger=Trigger.SLOTS_FILLED)
    return openings.decide(view, errand)


def _look_up(view: View, errand: Errand) -> Step:
    if errand.bookings is None:
        return Use(request=_look_up_request(view))
    return Fire(trigger=Trigger.TOLD, say=_told(view, errand))


def _told(view: View, errand: Errand) -> tuple[Line, ...]:
    found = meant(view.clinic, errand) or errand.bookings or ()
    if not found:
        return (line("no_bookings"),)
    if len(found) == 1:
        return (line("one_booking", **bookings.facts(view, found[0])),)
    told = found[: bookings.MOST_TOLD]
    lines = [line("several_bookings", count=len(found))]
    lines += [line("a_booking", **bookings.facts(view, b)) for b in told]
    if len(found) > len(told):
        lines.append(line("more_bookings"))
    return tuple(lines)


def _look_up_request(view: View) -> LookUpAppointments:
    patient = view.call.person.patient
    assert patient is not None
    return LookUpAppointments(patient_id=patient.patient_id, after=view.now)
