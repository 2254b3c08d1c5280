"""What a caller says into the goodbye: only leave, or something more that has to be heard."""

import re

from engine.extraction import Extraction
from engine.local.answers import Question, read_answer
from engine.memory import Call
from engine.screen.outcome import Outcome, Screening
from engine.vocabulary import ERRANDS, Answer, Intent, Language, Reason, Repair

ASKS = ERRANDS | {Intent.CLINIC_QUESTION, Intent.TALK_TO_HUMAN, Intent.START_OVER, Intent.REPEAT}
STAYS = frozenset({Repair.HOLD_ON, Repair.SLOWER, Repair.WHAT})
_WAITS = re.compile(
    r"\bwait\b|\bhold on\b|\bhang on\b|\b(?:one|won) more (?!time)|\b(?:an)?other (?:thing|question)\b"
    r"|\bbefore (?:you|i|we) (?:go|hang)|\bi forgot\b|\bi have a question\b"
    r"|\b(?:una (?:cosa|pregunta)|algo) más\b|\botra (?:cosa|pregunta)\b"
    r"|\bun momento\b|\besper[ea]\b|\bantes de (?:colgar|irme|que)|\bme olvid[éóo]|\bse me olvid"
)
"""Said by somebody who is not done, whatever thanks stand beside it."""
_TURNS = re.compile(r"\b(?:actually|also|en realidad|también)\b(?!.*\b(?:no|not|nothing|don't|nada)\b)")
"""Begins something more, unless it goes on to a no."""
_EAGER = re.compile(r"\b(?:can't|cannot|cant) wait\b")
"""Looks forward to the visit and holds nobody up."""
_WANTS = re.compile(
    r"\?|\b(?:can|could|would|will) (?:you|i|we)\b"
    r"|(?<!if )\bi(?:'d| would)? (?:also |still )?(?:need|want|like)\b"
    r"|\bplease\b|\b(?:puede|podría|quiero|quisiera|necesito)\b"
)
"""Asks for something; thanks for a visit name one and ask for none."""


def wants_more(call: Call, frame: Extraction, words: str, screening: Screening) -> bool:
    """Whether words that came into the goodbye ask for an answer; those that agree, thank or leave do not."""
    if screening.outcome is Outcome.ASK or (call.reason is Reason.NO_INPUT and not _leaves(frame)):
        return True  # a symptom; or the goodbye was for somebody who seemed to be gone
    said = words.lower().replace("’", "'")
    is_eager, said = _EAGER.search(said) is not None, _EAGER.sub("", said)
    if _WAITS.search(said):
        return not _leaves(frame)
    if _leaves(frame) or is_eager or (_is_done(said, call.lang) and not _WANTS.search(said)):
        return False
    if frame.intent is Intent.OTHER:
        return _WANTS.search(said) is not None
    return frame.intent in ASKS or frame.repair in STAYS or _TURNS.search(said) is not None


def _leaves(frame: Extraction) -> bool:
    return frame.intent is Intent.GOODBYE


def _is_done(said: str, lang: Language) -> bool:
    """Whether it is a no to "anything else?" when nobody takes a visit that it names for an errand."""
    return read_answer(said, Question.ANYTHING_ELSE, lang) is Answer.NO
