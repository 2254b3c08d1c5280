"""What a call has understood so far, slot by slot, in words for the person who watches."""

from collections.abc import Iterator

from engine.clinic import Clinic
from engine.extraction import Record
from engine.memory import Call, Errand, Person, ReadBack
from engine.vocabulary import Asked, Intent, Language
from qa.phone import shown
from tools.interface import Booking, Level, Opening

LEVELS = {
    Level.L0: "not identified yet",
    Level.L1: "name and date of birth match one record",
    Level.L2: "a phone number on file matches too",
}
LANGUAGES = {Language.EN: "English", Language.ES: "Spanish"}


class Slot(Record, frozen=True):
    """One line of the list."""

    name: str
    value: str
    """Empty while nothing is known."""
    note: str = ""


def slots(call: Call, clinic: Clinic) -> tuple[Slot, ...]:
    """Every slot, urgent ones first; those of an errand are there, empty, before there is one."""
    return (*_alarm(call), *_identity(call.person), *_errand(call, clinic))


def _identity(person: Person) -> Iterator[Slot]:
    yield Slot(name="Identity", value=person.level.value, note=LEVELS[person.level])
    if person.patient is not None:
        known = person.patient
        born = f"born {shown.birthday(known.date_of_birth)}"
        yield Slot(name="Patient", value=f"{known.given} {known.family}", note=born)
    else:
        born = f"born {shown.birthday(person.date_of_birth)}" if person.date_of_birth else ""
        yield Slot(name="Patient", value=shown.name(person.name), note=born)
    if person.phone:
        yield Slot(name="Phone", value=shown.phone(person.phone))
    if person.on_behalf_of:
        yield Slot(name="Calling for", value=person.on_behalf_of)
    if person.attempts:
        yield Slot(name="Failed attempts", value=str(person.attempts), note="a person takes over after three")


def _errand(call: Call, clinic: Clinic) -> Iterator[Slot]:
    errand = call.errand
    if errand is None:
        done = ", ".join(shown.ERRANDS[Intent(name)].lower() for name in call.done)
        yield Slot(name="Errand", value="", note=f"done so far: {done}" if done else "")
        for name in ("Visit type", "Provider", "When", "Offers", "Read-back"):
            yield Slot(name=name, value="")
        return
    then = f"then: {shown.ERRANDS[call.pending].lower()}" if call.pending in shown.ERRANDS else ""
    yield Slot(name="Errand", value=shown.ERRANDS[errand.intent], note=then)
    if errand.booking is not None:
        yield Slot(name="Booked visit", value=_visit(errand.booking, clinic))
    elif errand.choices:
        yield Slot(name="Which visit", value=" · ".join(_visit(b, clinic) for b in errand.choices))
    kind = shown.visit(errand.visit_type) if errand.visit_type else ""
    yield Slot(name="Visit type", value=kind, note=errand.reason or "")
    yield _provider(errand)
    yield Slot(name="When", value=shown.wish(errand.when) if errand.when else "")
    yield _offers(errand, clinic)
    yield _read_back(call, errand, clinic)


def _provider(errand: Errand) -> Slot:
    if errand.provider:
        several = "two fit; the agent asks" if not isinstance(errand.provider, str) else ""
        return Slot(name="Provider", value=shown.people(errand.provider), note=several)
    if errand.any_provider:
        return Slot(name="Provider", value="Anyone", note=errand.specialty or "")
    return Slot(name="Provider", value="", note=errand.specialty or "")


def _offers(errand: Errand, clinic: Clinic) -> Slot:
    if errand.opening is not None:
        return Slot(name="Offers", value=_opening(errand.opening, clinic), note="chosen")
    return Slot(name="Offers", value=" · ".join(_opening(o, clinic) for o in errand.offered))


def _read_back(call: Call, errand: Errand, clinic: Clinic) -> Slot:
    if errand.read_back is None:
        return Slot(name="Read-back", value="")
    waits = call.asked is Asked.CONFIRMATION
    return Slot(
        name="Read-back",
        value=_values(errand.read_back, errand, clinic),
        note="waiting for a yes" if waits else "",
    )


def _values(values: ReadBack, errand: Errand, clinic: Clinic) -> str:
    parts = [shown.ERRANDS[values.intent]]
    if values.intent is not Intent.SCHEDULE and errand.booking is not None:
        parts.append(_visit(errand.booking, clinic))
    if values.visit_type is not None:
        parts.append(shown.visit(values.visit_type))
    if values.start is not None:
        name = next((p.name for p in clinic.providers if p.id == values.provider_id), "")
        parts.append(f"{shown.moment(clinic.local(values.start))}, {name}")
    return " → ".join(parts)


def _alarm(call: Call) -> Iterator[Slot]:
    """What is only there when it matters."""
    if call.symptom is not None:
        yield Slot(name="Safety question", value="open", note="nothing else goes on until it is answered")
    if call.urgency is not None and call.urgency.level is not None:
        yield Slot(name="Urgent", value=shown.title(call.urgency.level.value))
    if call.reason is not None:
        left = f"from {shown.words(call.left.value)}" if call.left is not None else ""
        yield Slot(name="To a person", value=shown.title(call.reason.value), note=left)
    if call.lang is not Language.EN:
        yield Slot(name="Language", value=LANGUAGES[call.lang])


def _visit(booking: Booking, clinic: Clinic) -> str:
    return f"{shown.moment(clinic.local(booking.start))}, {booking.provider}"


def _opening(opening: Opening, clinic: Clinic) -> str:
    return f"{shown.moment(clinic.local(opening.start))}, {opening.provider}"
