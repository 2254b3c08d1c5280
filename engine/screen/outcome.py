"""What the screen answers."""

from enum import StrEnum
from typing import Protocol

from engine.extraction import Record
from engine.vocabulary import Language


class Outcome(StrEnum):
    CLEAR = "clear"
    ASK = "ask"
    ESCALATE = "escalate"


class Urgency(StrEnum):
    EMERGENCY = "emergency"
    URGENT = "urgent"


class Screening(Record, frozen=True):
    """The screen's reading of one utterance."""

    outcome: Outcome
    level: Urgency | None = None
    """What it is, or for `ask` would be when the answer is not a clear no."""
    category: str | None = None
    action: str | None = None
    """`dial_911`, `er_now`, `crisis_988`, `poison_control`, `nurse_now`: which script is spoken."""
    matched: tuple[str, ...] = ()
    """The list's own words that matched (never the caller's)."""
    rule: str = ""
    """Why a hit was cleared or turned into a question: `negated`, `past`, `family` …; for the log."""
    question_en: str = ""
    question_es: str = ""
    """For `ask`: the one yes/no question that names the symptom."""


class Screen(Protocol):
    """Reads every utterance before anything else does."""

    version: str
    """The list's version, for the log."""
    signed_off: bool
    """Whether a clinician has signed the list."""

    def read(
        self, text: str, *, lang: Language = Language.EN, previous: str = "", before: tuple[str, ...] = ()
    ) -> Screening:
        """Judge `text`; `previous` is the agent's last question, `before` the caller's earlier lines."""
        ...
