"""The named conditions of the transition table. Each reads the call's memory and nothing else."""

from collections.abc import Callable

from engine.memory import Call, ReadBack
from engine.vocabulary import Asked, Intent, Reason
from tools.interface import Level

Guard = Callable[[Call], bool]

LEVELS = {
    Intent.SCHEDULE: Level.L1,
    Intent.RESCHEDULE: Level.L2,
    Intent.CANCEL: Level.L2,
    Intent.LOOK_UP: Level.L2,
}
"""How well a caller must be known for an errand. A former partner knows name and birthday, so whatever
reads or changes an existing visit asks for one thing more (clinic rules, identity)."""

MISSES_TO_PERSON = 3
TOTAL_MISSES_TO_PERSON = 5
MISSES_OF_A_BAD_LINE = 2
CLARIFICATIONS_TO_PERSON = 3
ATTEMPTS_TO_PERSON = 3
ATTEMPTS_IN_A_CALL = 3
"""Over all the patients that a call is about: who was found does not open the way to guess at others.

After three in one call a person takes over, whoever they were for.
"""
SILENCES_TO_END = 3


def needed_level(call: Call) -> Level:
    """The identity level the errand under way asks for; L1 while there is none."""
    return LEVELS[call.errand.intent] if call.errand else Level.L1


def is_identified(call: Call) -> bool:
    """One record fits everything the caller said."""
    return call.person.knows(Level.L1)


def is_known_well_enough(call: Call) -> bool:
    """The caller is known at the level of the errand under way."""
    return call.person.knows(needed_level(call))


def is_not_known_well_enough(call: Call) -> bool:
    return not is_known_well_enough(call)


def has_errand(call: Call) -> bool:
    return call.errand is not None


def is_change(call: Call) -> bool:
    """The errand changes something."""
    return call.errand is not None and call.errand.intent is not Intent.LOOK_UP


def is_complete(call: Call) -> bool:
    """Nothing is missing that the read-back has to name."""
    errand = call.errand
    if errand is None:
        return False
    match errand.intent:
        case Intent.SCHEDULE:
            return errand.opening is not None
        case Intent.RESCHEDULE:
            return errand.opening is not None and errand.booking is not None
        case Intent.CANCEL:
            return errand.booking is not None
        case _:
            return False


def is_looked_up(call: Call) -> bool:
    """The patient's visits came out of a look-up at the level it needs."""
    return call.errand is not None and call.errand.bookings is not None and call.person.knows(Level.L2)


def is_on_a_bad_line(call: Call) -> bool:
    """Much was misheard: nothing was made out twice, a look-up failed, or a read-back was wrong."""
    declined = call.errand is not None and call.errand.declines > 0
    return call.counters.total_misses >= MISSES_OF_A_BAD_LINE or call.counters.attempts > 0 or declined


def was_read_back(call: Call) -> bool:
    """The agent's last question was a read-back, and it was played to its end."""
    return call.asked is Asked.CONFIRMATION and call.played.complete


def is_what_was_read(call: Call) -> bool:
    """The values about to be acted on are exactly those that were read back."""
    return (
        call.errand is not None
        and call.errand.read_back is not None
        and call.errand.read_back == read_back_of(call)
    )


def has_acted(call: Call) -> bool:
    return call.errand is not None and (call.errand.acted is not None or call.errand.cancelled)


def nothing_is_urgent(call: Call) -> bool:
    """No question of the urgent screen is open."""
    return call.symptom is None


def is_urgent(call: Call) -> bool:
    return call.urgency is not None


def silence_is_over(call: Call) -> bool:
    """The caller was silent through every rung of the ladder."""
    return call.counters.silences >= SILENCES_TO_END


def line_is_open(call: Call) -> bool:
    """The call ended with a goodbye, not with a person or a hang-up; who still speaks has not been let go.

    The channel listens until the goodbye was played to its end and gives the line back only then.
    """
    return call.ending is not None and (call.ending.hand_off is None or call.reason is Reason.NO_INPUT)


def read_back_of(call: Call) -> ReadBack | None:
    """What the errand would do now; None while something is missing."""
    errand, patient = call.errand, call.person.patient
    if errand is None or patient is None or not is_complete(call):
        return None
    values = ReadBack(intent=errand.intent, patient_id=patient.patient_id)
    if errand.booking is not None:
        values.booking_id = errand.booking.id
    if errand.intent is not Intent.CANCEL and errand.opening is not None:
        values.provider_id = errand.opening.provider_id
        values.start = errand.opening.start
        values.minutes = errand.opening.minutes
    if errand.intent is Intent.SCHEDULE:
        values.visit_type = errand.visit_type
    return values
