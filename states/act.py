"""Act: do exactly what was read back and agreed to, then text it. No other state's tools change anything."""

from engine.memory import Errand
from engine.steps import Fire, Line, Step, Use, View, line
from engine.vocabulary import Intent, Trigger, VisitType
from tools.interface import Cancel, Reschedule, Schedule, SendSms


def decide(view: View) -> Step:
    """Book, move or cancel; then text; then say what was done."""
    errand = view.call.errand
    assert errand is not None
    if errand.read_back is None:
        # the opening, or the visit itself, was lost; the agreement went with it
        visit_is_lost = errand.intent is not Intent.SCHEDULE and errand.booking is None
        return Fire(trigger=Trigger.TAKEN, say=(line("visit_changed" if visit_is_lost else "taken"),))
    if errand.acted is None and not errand.cancelled:
        return Use(request=_change(view, errand))
    if errand.texted is None and _may_text(view):
        return Use(request=_text(view, errand))
    return Fire(trigger=Trigger.DONE, say=_done(view, errand))


def key(view: View, errand: Errand) -> str:
    """The idempotency key of what this errand does: however often it is tried, it is done once."""
    return f"{view.call.call_sid}:{errand.number}"


def _change(view: View, errand: Errand) -> Schedule | Reschedule | Cancel:
    values, patient = errand.read_back, view.call.person
    assert values is not None
    if values.intent is Intent.CANCEL:
        assert values.booking_id is not None
        return Cancel(
            key=key(view, errand),
            appointment_id=values.booking_id,
            patient_id=values.patient_id,
            now=view.now,
        )
    assert values.provider_id is not None and values.start is not None and values.minutes is not None
    if values.intent is Intent.RESCHEDULE:
        assert values.booking_id is not None
        return Reschedule(
            key=key(view, errand),
            appointment_id=values.booking_id,
            patient_id=values.patient_id,
            provider_id=values.provider_id,
            start=values.start,
            minutes=values.minutes,
            now=view.now,
        )
    return Schedule(
        key=key(view, errand),
        patient_id=values.patient_id,
        provider_id=values.provider_id,
        start=values.start,
        minutes=values.minutes,
        visit_type=values.visit_type or VisitType.FOLLOW_UP,
        now=view.now,
        booked_by=patient.on_behalf_of and f"for {patient.on_behalf_of}",
    )


def _may_text(view: View) -> bool:
    patient = view.call.person.patient
    return patient is not None and patient.sms_ok


def _text(view: View, errand: Errand) -> SendSms:
    assert errand.read_back is not None
    return SendSms(
        key=f"{key(view, errand)}:sms",
        patient_id=errand.read_back.patient_id,
        body=view.text(Line(key=f"sms_{errand.intent.value}", facts=_facts(view, errand))),
        now=view.now,
    )


def _done(view: View, errand: Errand) -> tuple[Line, ...]:
    key = (
        view.addressed("done_schedule") if errand.intent is Intent.SCHEDULE else f"done_{errand.intent.value}"
    )
    said = [Line(key=key, facts=_facts(view, errand))]
    if errand.texted:
        said.append(line("texted"))
    if errand.intent is Intent.SCHEDULE:
        said.append(line("bring"))
    return tuple(said)


def _facts(view: View, errand: Errand) -> dict[str, object]:
    booking = errand.acted or errand.booking
    assert booking is not None
    return {
        "clinic": view.clinic.name,
        "phone": view.clinic.phone,
        "provider": booking.provider,
        "start": view.clinic.local(booking.start),
        "visit": booking.visit_type,
    }
