"""Escalate: say what must be said first, put the hand-off on the staff's list, hand the call to a person."""

from engine.screen.outcome import Urgency
from engine.steps import Ask, Finish, Line, Step, Use, View, line
from engine.vocabulary import Answer, Asked, Reason
from tools.interface import Escalate

SCRIPTS = {
    "dial_911": "emergency",
    "er_now": "emergency_room",
    "crisis_988": "crisis",
    "poison_control": "poison",
    "nurse_now": "urgent",
}
"""The screen's action → the words a clinician signs off."""
ASKS_911 = frozenset({"dial_911", "er_now"})


def decide(view: View) -> Step:
    """List the hand-off once, speak, and finish; an emergency is asked once whether 911 can be called."""
    call = view.call
    if not call.escalated:
        return Use(request=_listing(view))
    if call.reason is Reason.EMERGENCY and call.urgency is not None:
        return _emergency(view)
    if call.ending is not None:
        return Finish(say=(line("connecting"),))
    return Finish(say=(_words(view),))


def _emergency(view: View) -> Step:
    call = view.call
    assert call.urgency is not None
    if call.urgency.action not in ASKS_911:
        return Finish(say=(line("connecting"),) if call.ending is not None else (_script(view),))
    if not call.emergency_asked:
        return Ask(asked=Asked.CONFIRMATION, say=(_script(view),), line=line("can_you_call_911"))
    if view.frame.answer is Answer.YES:
        return Finish(say=(line("please_call_911"),))
    return Finish(say=(line("emergency_refusal"),))


def _script(view: View) -> Line:
    assert view.call.urgency is not None
    key = SCRIPTS[view.call.urgency.action or "dial_911"]
    return Line(key=f"script_{key}", interruptible=False)


def _words(view: View) -> Line:
    call = view.call
    if call.urgency is not None and call.urgency.level is Urgency.URGENT:
        return _script(view)
    if call.reason is Reason.CALLER_ASKED:
        return line("person_open" if view.clinic.is_open(view.now) else "person_closed")
    return line("connecting" if view.clinic.is_open(view.now) else "person_closed")


def _listing(view: View) -> Escalate:
    call = view.call
    patient = call.person.patient
    return Escalate(
        key=f"{call.call_sid}:{call.reason.value if call.reason else 'unknown'}",
        call_sid=call.call_sid,
        reason=call.reason or Reason.CALLER_ASKED,
        state=(call.left or call.state).value,
        lang=call.lang,
        now=view.now,
        caller=call.caller,
        category=call.urgency.category if call.urgency else None,
        patient_id=patient.patient_id if patient else None,
    )
