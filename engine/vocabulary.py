"""The closed sets of words that every other module speaks in: states, triggers, intents, slots, reasons."""

from enum import StrEnum


class State(StrEnum):
    """Where a call stands. The order is the order of a plain booking."""

    IDENTIFY = "identify"
    INTENT = "intent"
    SLOT_FILLING = "slot_filling"
    CONFIRM = "confirm"
    ACT = "act"
    ESCALATE = "escalate"
    ENDED = "ended"


class Trigger(StrEnum):
    """The events that can move a call. Nothing else moves it."""

    ASK = "ask"
    """The state puts its question, first or again; the call stays where it is."""
    IDENTIFIED = "identified"
    STEP_UP = "step_up"
    """The errand needs a better-known caller, or is for somebody else now."""
    ERRAND_CHOSEN = "errand_chosen"
    SLOTS_FILLED = "slots_filled"
    TOLD = "told"
    """A question about existing visits was answered."""
    NOTHING_TO_DO = "nothing_to_do"
    """There is no visit that the errand could be about, or the caller gave it up."""
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    KEPT = "kept"
    """The caller said no to a cancellation: the visit stays."""
    TAKEN = "taken"
    """Somebody else got the opening first."""
    DONE = "done"
    ANOTHER_ERRAND = "another_errand"
    START_OVER = "start_over"
    URGENT = "urgent"
    ASK_FOR_PERSON = "ask_for_person"
    GIVE_UP = "give_up"
    """Three failed attempts, or a rule that needs a person."""
    TOOL_FAILED = "tool_failed"
    NO_INPUT = "no_input"
    GOODBYE = "goodbye"
    ONE_MORE_THING = "one_more_thing"
    """The caller wants more while the goodbye is being said."""
    HUNG_UP = "hung_up"


class Intent(StrEnum):
    """What an utterance asks for. An utterance that only answers has none."""

    SCHEDULE = "schedule"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    LOOK_UP = "look_up"
    CLINIC_QUESTION = "clinic_question"
    TALK_TO_HUMAN = "talk_to_human"
    REPEAT = "repeat"
    START_OVER = "start_over"
    GOODBYE = "goodbye"
    OTHER = "other"


ERRANDS = frozenset({Intent.SCHEDULE, Intent.RESCHEDULE, Intent.CANCEL, Intent.LOOK_UP})
"""The intents that lead through the machine; the others are answered where they are said."""


class Asked(StrEnum):
    """What the agent's last question was after: a slot, or one of the closed questions."""

    INTENT = "intent"
    PATIENT_NAME = "patient_name"
    DATE_OF_BIRTH = "date_of_birth"
    PHONE = "phone"
    ON_BEHALF_OF = "on_behalf_of"
    PROVIDER = "provider"
    VISIT_TYPE = "visit_type"
    REASON = "reason"
    WHEN = "when"
    APPOINTMENT = "appointment"
    CHOICE = "choice"
    CONFIRMATION = "confirmation"
    ANYTHING_ELSE = "anything_else"
    SYMPTOM = "symptom"
    """The urgent screen's own yes/no question."""


class Answer(StrEnum):
    """A yes or a no; an utterance that is neither has no answer."""

    YES = "yes"
    NO = "no"


class Wish(StrEnum):
    """What a caller wants changed about the openings just offered."""

    EARLIER = "earlier"
    LATER = "later"
    OTHER_DAY = "other_day"
    OTHER_PROVIDER = "other_provider"
    MORE = "more"


class Repair(StrEnum):
    """Words about the talk itself that are neither an intent nor a slot."""

    HOLD_ON = "hold_on"
    SKIP = "skip"
    SLOWER = "slower"
    WHAT = "what"
    """ "what?", "I don't understand": say it again in other words."""


class Topic(StrEnum):
    """What a clinic question is about."""

    HOURS = "hours"
    ADDRESS = "address"
    PROVIDERS = "providers"
    BRING = "bring"
    PHONE = "phone"
    INSURANCE = "insurance"
    AUTOMATED = "automated"
    """ "Are you a robot?"."""


class VisitType(StrEnum):
    """The kinds of visit the clinic books."""

    FOLLOW_UP = "follow_up"
    NEW_PATIENT = "new_patient"
    PHYSICAL = "physical"
    WELL_CHILD = "well_child"
    VACCINE = "vaccine"
    SICK_VISIT = "sick_visit"


class Language(StrEnum):
    """The languages the agent speaks."""

    EN = "en"
    ES = "es"


class Source(StrEnum):
    """Who read an utterance."""

    LOCAL = "local"
    ANTHROPIC = "anthropic"
    KEYS = "keys"
    SCRIPT = "script"


class Reason(StrEnum):
    """Why a call was handed to a person; the `reasonCode` of the hand-off data."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    CALLER_ASKED = "caller-asked"
    NOT_IDENTIFIED = "not-identified"
    NOT_UNDERSTOOD = "not-understood"
    NO_INPUT = "no-input"
    TOOL_FAILED = "tool-failed"
    NO_OPENING = "no-opening"
    PROXY = "proxy"
    OUT_OF_SCOPE = "out-of-scope"
