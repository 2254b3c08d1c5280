"""Urgent symptoms inside a turn: when to leave everything, when to ask, and what an answer means."""

from engine.extraction import Extraction
from engine.memory import Call
from engine.screen.outcome import Outcome, Screening, Urgency
from engine.speech.wordings import Speech
from engine.vocabulary import Answer, Language, State

NEW_PROBLEM = "new_problem"
"""The category of the question that every new problem gets before an opening is offered."""


def must_leave(call: Call, screening: Screening) -> bool:
    """Whether a hit changes what has to be said: the first one does, and another kind of emergency."""
    if screening.outcome is not Outcome.ESCALATE:
        return False
    known = call.urgency if call.state is State.ESCALATE else None
    return known is None or (screening.level is Urgency.EMERGENCY and screening.action != known.action)


def must_ask(call: Call, screening: Screening) -> bool:
    """Whether the screen's question is due: at most once per category per call."""
    new = screening.category is not None and screening.category not in call.asked_symptoms
    return screening.outcome is Outcome.ASK and new and call.state not in (State.ESCALATE, State.ENDED)


def answered_no(call: Call, frame: Extraction, screening: Screening) -> bool:
    """Whether the open question got a clear no; a no that names the symptom again is none."""
    assert call.symptom is not None
    same = screening.outcome is Outcome.ASK and screening.category == call.symptom.category
    return frame.answer is Answer.NO and not same


def new_problem(speech: Speech, key: str) -> Screening:
    """The question that every new problem gets, as one of the screen's own."""
    return Screening(
        outcome=Outcome.ASK,
        level=Urgency.URGENT,
        category=NEW_PROBLEM,
        action="nurse_now",
        rule=NEW_PROBLEM,
        question_en=speech.say(Language.EN, key, {}),
        question_es=speech.say(Language.ES, key, {}),
    )
