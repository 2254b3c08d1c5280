"""What an utterance leaves in the call's memory: slots go to the person and the errand, choices pick."""

from engine.clinic import Clinic
from engine.extraction import Extraction, PatientName, Slots, When
from engine.local.visits import is_new_problem
from engine.memory import Call, Errand, Person
from engine.vocabulary import ERRANDS, Answer, Asked, Intent, Repair, State, VisitType, Wish
from engine.wishes import has_days, has_times, is_exact, merge, names
from tools.interface import Opening

OWN_VISIT = (Intent.CANCEL, Intent.LOOK_UP)
"""Errands about an existing visit alone: a provider or a day that is said describes it."""


def take_in(call: Call, frame: Extraction, clinic: Clinic) -> None:
    """Remember everything the frame says, wherever in the call it is said."""
    _take_person(call, frame)
    _take_intent(call, frame)
    if call.errand is not None and call.pending is None:
        _take_errand(call, call.errand, frame, clinic)


# ---------------------------------------------------------------- the person


def _take_person(call: Call, frame: Extraction) -> None:
    slots, person = frame.slots, call.person
    if slots.on_behalf_of and _is_somebody_else(call, slots):
        # the attempts were at somebody who was found; the call counts on
        call.person = person = Person(on_behalf_of=slots.on_behalf_of)
        if call.errand is not None:
            _for_somebody_else(call.errand)
    elif slots.on_behalf_of:
        person.on_behalf_of = slots.on_behalf_of
    if call.asked is Asked.ON_BEHALF_OF and frame.answer is not None:
        person.guardian = frame.answer is Answer.YES
    if person.patient is None and slots.patient_name is not None:
        _take_name(person, slots.patient_name)
    if person.patient is None and slots.date_of_birth is not None:
        person.date_of_birth = slots.date_of_birth
    if slots.phone is not None and call.state is State.IDENTIFY:
        person.phone = slots.phone


def _is_somebody_else(call: Call, slots: Slots) -> bool:
    """Whether a second patient is named after the first was found."""
    return call.person.patient is not None and slots.on_behalf_of != call.person.on_behalf_of


def _for_somebody_else(errand: Errand) -> None:
    """The wish stays; the visits and openings found for the other patient do not."""
    errand.bookings, errand.booking, errand.choices = None, None, ()
    _look_again(errand)


def _take_name(person: Person, said: PatientName) -> None:
    said = _as_missing(person.name, said)
    person.name = PatientName(given=said.given or person.name.given, family=said.family or person.name.family)
    if person.name not in person.hearings and person.name.given and person.name.family:
        person.hearings = (*person.hearings, person.name)


def _as_missing(known: PatientName, said: PatientName) -> PatientName:
    """One part, said when the other is known, is the one that was asked for; unless it is the known one."""
    if said.given and said.family:
        return said
    part = said.given or said.family
    if known.given and not known.family and part != known.given:
        return PatientName(family=part)
    if known.family and not known.given and part != known.family:
        return PatientName(given=part)
    return said


# ---------------------------------------------------------------- the errand


def _take_intent(call: Call, frame: Extraction) -> None:
    intent = frame.intent if frame.intent in ERRANDS else None
    if intent is None and call.errand is None and _implies_booking(frame):
        intent = Intent.SCHEDULE
    if intent is None or (call.errand is not None and call.errand.intent is intent):
        return
    if call.state is State.CONFIRM and frame.answer is not None:
        return  # "nope, cancel it" answers the read-back; it names no second errand
    if call.errand is not None and call.state in (State.SLOT_FILLING, State.CONFIRM):
        call.pending = intent  # the machine has to leave the old errand first
        return
    begin(call, intent)


def _implies_booking(frame: Extraction) -> bool:
    """ "I have a rash", "a physical with Dr. Chen": a visit is wanted though nobody said so."""
    slots = frame.slots
    wants = (slots.reason, slots.visit_type, slots.specialty)
    return frame.intent is None and (any(wants) or (slots.provider is not None and slots.when is not None))


def begin(call: Call, intent: Intent) -> Errand:
    """Open a new errand; what was said for the errand it replaces goes with that one."""
    call.errands += 1
    call.errand = Errand(intent=intent, number=call.errands)
    call.pending = None
    return call.errand


def _take_errand(call: Call, errand: Errand, frame: Extraction, clinic: Clinic) -> None:
    before = _wish(errand)
    if frame.slots.reason is not None and any(letter.isalpha() for letter in frame.slots.reason):
        errand.reason = frame.slots.reason
        errand.new_problem = errand.new_problem or is_new_problem(errand.reason)
    _take_visit_type(call, errand, frame)
    _take_hint(call, errand, frame.slots)
    if _take_choice(call, errand, frame):
        return
    read = errand.opening if call.state is State.CONFIRM else None
    _take_provider(call, errand, frame)
    _take_when(call, errand, frame, exact=None if read is None else _exact(read, clinic))
    if _wish(errand) != before or (errand.declined and _names_wish(frame.slots)):
        if read is not None:
            _keep_the_rest(errand, read, clinic)
        settled = errand.settled if _with_whom(errand) == before[:-2] else ()
        _look_again(errand)
        errand.settled = settled
    elif read is not None and call.asked is Asked.CONFIRMATION and frame.answer is Answer.NO:
        errand.opening, errand.read_back, errand.declined = None, None, True
        errand.declines += 1
    else:
        _take_wish(errand, frame)


def _wish(errand: Errand) -> tuple[object, ...]:
    return (*_with_whom(errand), errand.when, errand.visit_type)


def _with_whom(errand: Errand) -> tuple[object, ...]:
    return errand.provider, errand.specialty, errand.any_provider, errand.unknown_provider


def _names_wish(slots: Slots) -> bool:
    """Whether what should be changed is named, even as it was before: something else was wrong."""
    named = (slots.when, slots.provider, slots.specialty, slots.visit_type)
    return any(value is not None for value in named)


def _exact(opening: Opening, clinic: Clinic) -> When:
    """The wish for exactly the day and time of `opening`."""
    local = clinic.local(opening.start)
    return When(start=local.date(), end=local.date(), time_from=local.time(), time_to=local.time())


def _keep_the_rest(errand: Errand, read: Opening, clinic: Clinic) -> None:
    """A correction to a read-back changes what it names; doctor, day and time stay otherwise."""
    if errand.provider is None and errand.specialty is None:
        errand.provider = read.provider
    if errand.when is None or not is_exact(errand.when):
        errand.when = merge(_exact(read, clinic), errand.when or When())


def _look_again(errand: Errand) -> None:
    """A changed wish makes every offer, and any agreement to one, void."""
    errand.opening, errand.read_back, errand.declined = None, None, False
    errand.search, errand.found, errand.settled = None, None, ()
    errand.shown, errand.offered = (), ()
    errand.wish, errand.refusals = None, 0


def _take_visit_type(call: Call, errand: Errand, frame: Extraction) -> None:
    if errand.intent is not Intent.SCHEDULE:
        return
    if frame.slots.visit_type is not None:
        errand.visit_type = frame.slots.visit_type
    elif errand.visit_type is None and errand.reason is not None:
        errand.visit_type = VisitType.SICK_VISIT if errand.new_problem else VisitType.FOLLOW_UP
    elif errand.visit_type is None and call.asked is Asked.REASON and frame.repair is Repair.SKIP:
        errand.visit_type = VisitType.FOLLOW_UP


def _take_hint(call: Call, errand: Errand, slots: Slots) -> None:
    hint = slots.appointment
    if hint is not None:
        errand.hint_provider = hint.provider or errand.hint_provider
        errand.hint_when = hint.when or errand.hint_when
    if errand.intent in OWN_VISIT or call.asked is Asked.APPOINTMENT:
        errand.hint_provider = slots.provider or errand.hint_provider
        errand.hint_when = slots.when or errand.hint_when
        if hint is not None or slots.provider or slots.when:
            errand.booking = None


def _take_choice(call: Call, errand: Errand, frame: Extraction) -> bool:
    """Whether the utterance picked one of the options that were heard."""
    choice = frame.slots.choice
    if choice is None and len(call.options) == 1 and frame.answer is not None:
        choice = 0 if frame.answer is Answer.YES else "none"
    if call.asked is Asked.CHOICE:
        return _take_opening(errand, frame, choice)
    if call.asked is Asked.APPOINTMENT:
        if isinstance(choice, int) and choice < len(errand.choices):
            errand.booking = errand.choices[choice]
            return True
        if choice == "none":
            errand.none_meant = len(errand.bookings or ()) == 1
            errand.hint_provider, errand.hint_when, errand.booking = None, None, None
    return False


def _take_opening(errand: Errand, frame: Extraction, choice: int | str | None) -> bool:
    if isinstance(choice, int) and choice < len(errand.offered):
        errand.opening, errand.read_back = errand.offered[choice], None
        return True
    if choice == "none" and frame.wish is None and frame.slots.when is None:
        errand.wish = Wish.MORE
        errand.refusals += 1
    return False


def _take_provider(call: Call, errand: Errand, frame: Extraction) -> None:
    slots = frame.slots
    if errand.intent in OWN_VISIT or call.asked is Asked.APPOINTMENT:
        return
    if slots.provider is not None:
        errand.provider, errand.any_provider, errand.unknown_provider = slots.provider, False, False
        if slots.specialty is None and len(names(slots.provider)) == 1:
            errand.specialty = None
    if slots.specialty is not None:
        errand.specialty = slots.specialty
        if slots.provider is None and len(names(errand.provider)) == 1:
            errand.provider = None
    if frame.unknown_provider and slots.provider is None:
        errand.unknown_provider, errand.provider, errand.settled = True, None, ()
    elif call.asked is Asked.PROVIDER and _leaves_it_open(frame):
        errand.any_provider, errand.unknown_provider = True, False


def _leaves_it_open(frame: Extraction) -> bool:
    """Whether the question for a doctor got "anyone", "no", or an answer to something else."""
    slots = frame.slots
    if slots.provider is not None or slots.specialty is not None:
        return False
    open_ = frame.repair is Repair.SKIP or frame.answer is Answer.NO or slots.choice == "none"
    return open_ or slots.when is not None


def _take_when(call: Call, errand: Errand, frame: Extraction, exact: When | None) -> None:
    said = frame.slots.when
    if call.asked is Asked.WHEN and frame.repair is Repair.SKIP and said is None:
        said = When(earliest=True)  # "any time" is no wish; the soonest will do
    if said is None or said == When() or errand.intent in OWN_VISIT or call.asked is Asked.APPOINTMENT:
        return
    only_soonest = said.earliest and not has_days(said) and not has_times(said)
    errand.when = merge(None if only_soonest else exact or errand.when, said)


def _take_wish(errand: Errand, frame: Extraction) -> None:
    if frame.wish is None or not errand.offered:
        return
    errand.wish, errand.opening, errand.read_back = frame.wish, None, None
    if frame.wish is Wish.OTHER_PROVIDER:
        errand.any_provider, errand.provider, errand.settled = True, None, ()
