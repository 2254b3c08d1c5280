"""Identify: who the patient is. Name and birthday first, one thing more where the errand reads a record."""

from engine.guards import ATTEMPTS_TO_PERSON, needed_level
from engine.memory import Person
from engine.steps import Ask, Fire, Line, Step, Use, View, line
from engine.vocabulary import Asked, Intent, Reason, Trigger
from states.intent import anything_else
from tools.interface import Level, LookUpPatient

ADULT = 18
"""Years; below it a parent or guardian books (45 CFR 164.502(g)(3))."""
CHILDREN = frozenset({"son", "daughter", "child", "stepson", "stepdaughter", "kid", "baby"})


def decide(view: View) -> Step:
    """Ask for what is missing, look the patient up once all of it is there."""
    person = view.call.person
    if view.call.errand is None and _only_asks(view):
        return anything_else(view)
    missing = _missing(view, person)
    if missing is not None:
        return _ask(view, missing)
    if person.patient is None or person.level < needed_level(view.call):
        if person.attempts >= ATTEMPTS_TO_PERSON:
            return Fire(trigger=Trigger.GIVE_UP, say=(line("not_identified"),), reason=Reason.NOT_IDENTIFIED)
        return Use(request=_look_up(view, person))
    return _known(view, person)


def _only_asks(view: View) -> bool:
    """Whether the caller has asked about the clinic and wanted nothing done so far."""
    digresses = view.frame.intent in (Intent.CLINIC_QUESTION, Intent.OTHER)
    return (digresses and view.call.person == Person()) or view.call.asked is Asked.ANYTHING_ELSE


def _missing(view: View, person: Person) -> Asked | None:
    """The next thing to ask; the same questions in the same order whether or not a record exists."""
    if person.knows(needed_level(view.call)):
        return None
    if person.attempts >= ATTEMPTS_TO_PERSON:
        return None
    if not (person.name.given and person.name.family):
        return Asked.PATIENT_NAME
    if person.date_of_birth is None:
        return Asked.DATE_OF_BIRTH
    wants_phone = person.phone_needed or needed_level(view.call) >= Level.L2
    if wants_phone and _phone(view, person) is None:
        return Asked.PHONE
    return None


def _look_up(view: View, person: Person) -> LookUpPatient:
    assert person.date_of_birth is not None
    return LookUpPatient(
        names=person.hearings or (person.name,),
        date_of_birth=person.date_of_birth,
        phone=_phone(view, person),
        now=view.now,
        call_sid=view.call.call_sid,
        caller=view.call.caller,
    )


def _phone(view: View, person: Person) -> str | None:
    """The number the caller gave, or the one the network vouches for; that one counts once."""
    if person.phone is None and view.call.attested and not person.attempts:
        return view.call.caller or None
    return person.phone


def _ask(view: View, asked: Asked) -> Ask:
    person = view.call.person
    say = (line("no_match"),) if person.failed_now else ()
    if asked is Asked.PATIENT_NAME:
        return Ask(asked=asked, say=say, line=_name_question(view, person))
    key = {
        (Asked.DATE_OF_BIRTH, False): "ask_birth",
        (Asked.DATE_OF_BIRTH, True): "ask_birth_of_patient",
        (Asked.PHONE, False): "ask_phone",
        (Asked.PHONE, True): "ask_phone_of_patient",
    }[asked, person.on_behalf_of is not None]
    if person.attempts:
        key += "_by_key"  # what was said did not fit, and digits that are keyed are not misheard
    facts = {"given": person.name.given or "", "born": person.date_of_birth}
    return Ask(asked=asked, say=say, line=Line(key=key, facts=facts))


def _name_question(view: View, person: Person) -> Line:
    if person.name.given and not person.name.family:
        return line("ask_family_name", given=person.name.given)
    if person.name.family and not person.name.given:
        return line("ask_given_name", family=person.name.family)
    if person.attempts:
        return line("ask_name_spelled" if person.on_behalf_of is None else "ask_name_spelled_of_patient")
    if person.on_behalf_of is not None:
        return line("ask_name_of_patient")
    errand = view.call.errand
    return line("ask_name_for_errand") if errand else line("ask_name")


def _known(view: View, person: Person) -> Step:
    """The record is found; what remains is whether this caller may speak for this patient."""
    assert person.patient is not None
    minor = view.patient_age < ADULT
    if minor and person.on_behalf_of not in CHILDREN and person.guardian is not True:
        return _guardian(view, person)
    errand = view.call.errand
    if not minor and person.on_behalf_of is not None and errand and errand.intent is not Intent.SCHEDULE:
        # an adult's visits are told to the adult; booking for one discloses nothing
        return Fire(trigger=Trigger.GIVE_UP, say=(line("proxy"),), reason=Reason.PROXY)
    thanks = line(view.addressed("thanks"), given=person.patient.given)
    return Fire(trigger=Trigger.IDENTIFIED, say=(thanks,))


def _guardian(view: View, person: Person) -> Step:
    assert person.patient is not None
    if person.guardian is False:
        return Fire(trigger=Trigger.GIVE_UP, say=(line("minor_alone"),), reason=Reason.PROXY)
    return Ask(asked=Asked.ON_BEHALF_OF, line=line("ask_guardian", given=person.patient.given))
