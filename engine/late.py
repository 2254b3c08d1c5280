"""Words that came when nothing of the agent's question had been heard: they belong to the line before them.

A caller who pauses in an answer says the rest of it into the next question: "Maria Garcia." … "Lopez."
"""

import msgspec

from engine.clinic import Clinic
from engine.extraction import Extraction, Request, Slots
from engine.intake import take_in
from engine.local.reader import LocalExtractor
from engine.memory import Call
from engine.saying import plain
from engine.vocabulary import Answer, Asked

GO_ON = frozenset({Asked.INTENT, Asked.PATIENT_NAME, Asked.DATE_OF_BIRTH, Asked.PHONE})
"""Questions whose answer, read again with more words, means the same or more: none agrees, picks or books."""

QUESTION_KNOWN = 3
"""Words by which a listener knows which question it is."""
POLITE = 2
"""Words of a "please" or "thank you"."""


def take_late(call: Call, request: Request, clinic: Clinic) -> bool:
    """Read the last line once more, with the one before it, as the answer to the earlier question.

    Whether that says anything; `request` is the last line's own. Code reads it, no model is asked again.
    """
    unheard = not call.played.complete and not call.played.text.strip()
    if not unheard or call.answered not in GO_ON or len(call.heard_lines) < 2:
        return False
    both = joined(*call.heard_lines[-2:], asked=call.answered)
    frame = LocalExtractor().read(
        msgspec.structs.replace(request, text=both, asked=call.answered, agent="", options=())
    )
    if frame.is_empty():
        return False
    asked, call.asked = call.asked, call.answered
    take_in(call, frame, clinic)
    call.asked = asked
    return True


def joined(words: str, more: str, *, asked: Asked | None) -> str:
    """One utterance of two; a stop that a pause put into the middle of a name parts it no more."""
    goes_on = asked is Asked.PATIENT_NAME and len(more.split()) == 1
    return f"{words.rstrip(' .,') if goes_on else words} {more}"


def came_too_soon(call: Call, frame: Extraction, words: str) -> bool:
    """Whether a yes, or a word or two that say nothing, came before "anything else?" could be heard.

    They belong to the yes before them: "Yeah." … "That's right."
    """
    if call.asked is not Asked.ANYTHING_ELSE or call.played.complete or not words:
        return False
    if plain(" ".join(call.question.split()[:QUESTION_KNOWN])) in plain(call.played.text):
        return False
    says_nothing = frame.is_empty() and len(words.split()) <= POLITE
    only_yes = frame.answer is Answer.YES and frame.intent is None and frame.slots == Slots()
    return only_yes or says_nothing
