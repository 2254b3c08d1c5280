"""What the agent's last question was after, as far as an answer to it has to be judged."""

import re

from engine.screen.normalize import Spelling, normalize
from engine.screen.status import Status

_YES_NO = re.compile(
    r"^(so |and |okay |well |now |also |y )*(are|is|do|does|have|has|any|did|was|were|can|esta|estas"
    r"|tiene|tienes|ha|hay|siente|alguien)\b"
    r"|\b(are you|is (he|she|it|anyone|anybody|someone|there|this)|do you|does (he|she|it)|have you"
    r"|has (he|she)|any|alguien|tiene|siente|hay)\b"
)
_FAMILY = re.compile(
    r"family (medical )?histor|medical conditions? .*family|run in|in your family|family members"
    r"|about your family|siblings|relatives|what about your (mother|father|mom|dad|brother|sister|parents)"
    r"|(antecedentes|historia) familiar|en su familia"
)
_PAST = re.compile(
    r"histor|\bever\b|in the past|previous|surger|hospital stay|pregnancies|diagnos|listed on|on your record"
    r"|(medical|health) (condition|problem)|in your chart|allergic to|allergies|what happens when|first time"
    r"|have you had|has (he|she) had|chronic|take medicine for|medications"
    r"|alguna vez|antecedente|historial|enfermedades|alergic|cirugias|operacion"
)
_REASON = re.compile(
    r"reason|what brings|how (can|may) i help|whats? (is )?going on|what happened|what seems|the problem"
    r"|whats? (is )?wrong|symptom|describe|how are you (feeling|doing)|how do you feel|tell me more|motivo"
    r"|razon|en que (le |te )?puedo|que (le|te) pasa|que siente|cual es el problema|como se siente"
)
_CHOICE = re.compile(r"\bwhich\b|\bwhat side\b|\bwhere\b|\bwhose\b|\bcual\b|\bdonde\b|\bque lado\b")


class Question:
    """The agent's last words, read once."""

    def __init__(self, text: str, spelling: Spelling) -> None:
        self.words = normalize(last_sentence(text), spelling)
        """The last question in them."""
        self.plain = " ".join(self.words.text)
        whole = " ".join(normalize(text, spelling).text)
        self.reason = bool(_REASON.search(whole))
        """Whether they ask for a reason or a complaint."""
        self.choice = bool(_CHOICE.search(self.plain))
        """Whether they ask which or where, so that their nouns complete the answer's."""
        self.yes_no = bool(_YES_NO.search(self.plain)) and not self.choice
        self.about: Status | None = None
        """What the answer is about when it does not say otherwise."""
        if _FAMILY.search(whole):
            self.about = Status.FAMILY
        elif _PAST.search(whole):
            self.about = Status.MAYBE_PAST


def last_sentence(text: str) -> str:
    """The last question of `text`, or its last sentence."""
    sentences = [part for part in re.split(r"(?<=[.?!])\s+", text.strip()) if part]
    questions = [part for part in sentences if "?" in part]
    return (questions or sentences or [""])[-1]
