"""What a simulated caller says to each of the agent's questions; the same seed, the same words."""

import random
import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from bench.chaos.patients import Patient

DAYS = ("Tuesday", "Wednesday", "Thursday")
"""Few, so that callers want the same openings."""
PROVIDER = "Dr. Maya Chen"
MUDDLED = (
    "well the thing is my cousin said it might be better the other way round",
    "it depends on whether the bus comes on time that morning you know",
    "I was told somebody would know about that thing from before",
)
"""The rules leave these open, so a model is asked."""
READ_BACK = re.compile(r"Should I (book|move|cancel) it\?")
BOOKED = re.compile(r"You're booked: |Done\. Your ")
"""That something was changed, as a caller hears it."""
CLOSING = re.compile(r"Goodbye\.|get you to a person|[Cc]onnecting you|take you to where you can leave")
PATIENCE = 25
"""Answers after which a caller asks for a person."""


class Errand(StrEnum):
    """What somebody calls for."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"


class Persona:
    """One caller's words."""

    def __init__(self, patient: Patient, errand: Errand, rng: random.Random) -> None:
        self.patient = patient
        self.errand = errand
        self._rng = rng
        self._day = rng.choice(DAYS)
        self._answers = 0
        self._lost = 0

    def opening(self) -> str:
        """What the call is about."""
        match self.errand:
            case Errand.BOOK:
                return self._rng.choice(
                    (
                        f"I need a follow-up with {PROVIDER} on {self._day}",
                        f"I'd like to book a follow-up with {PROVIDER} as soon as possible",
                        "I'd like to book a visit",
                    )
                )
            case Errand.MOVE:
                return f"I need to move my appointment to {self._day}"
            case Errand.CANCEL:
                return "I need to cancel my appointment"

    def answer(self, reply: str) -> str | None:
        """The answer to a reply; None where nothing is left to say."""
        if CLOSING.search(reply) and not READ_BACK.search(reply):
            return None
        self._answers += 1
        if self._answers > PATIENCE:
            return "I want to talk to a person, please"
        for pattern, says in ANSWERS.items():
            if re.search(pattern, reply):
                words = says(self)
                is_closed = "Should I" in pattern or "lse" in pattern
                return self._rng.choice(MUDDLED) if not is_closed and self._rng.random() < 0.08 else words
        self._lost += 1
        return "Sorry, what was that?" if self._lost < 3 else "I want to talk to a person, please"

    def agrees(self) -> str:
        return "no" if self._rng.random() < 0.03 else "yes"

    def picks(self) -> str:
        return self._rng.choice(("the first one", "the first one", "the second one"))

    def new_day(self) -> str:
        return self._rng.choice(DAYS) + self._rng.choice((" morning", " afternoon", ""))


ANSWERS: Mapping[str, Callable[[Persona], str]] = {
    r"Should I (book|move|cancel) it": Persona.agrees,
    r"nything else|What else can I": lambda of: "no, that's all, thank you",
    r"date of birth": lambda of: of.patient.spoken_birth,
    r"(first|last) name": lambda of: of.patient.spoken_name,
    r"phone number|ten digits": lambda of: of.patient.spoken_phone,
    r"Does (either|one) of those work|Which would you like": Persona.picks,
    r"Does that work|Would that work": lambda of: "yes, that works",
    r"Which one is it|Is it the first": lambda of: "the first one",
    r"Is it the one": lambda of: "yes",
    r"severe, getting worse": lambda of: "no",
    r"visit for|as the reason|Is this a follow-up": lambda of: "it's a follow-up",
    r"doctor in mind|Which doctor|name a doctor|Do you mean Dr": lambda of: PROVIDER,
    r"should I change|like instead: another": lambda of: f"the day, {of.new_day()}",
    r"[Ww]hat day|[Ww]hich day|name a day|times work": Persona.new_day,
    r"How can I help|Would you like to book|Please say: book|still there|still here": Persona.opening,
}
"""The first that is found in a reply decides; what ends a reply stands before what may open one."""
