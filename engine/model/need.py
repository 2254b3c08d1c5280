"""Whether an utterance is settled by what the local extractor read, or worth one request to the model."""

from engine.extraction import Extraction, Request
from engine.local.lexicon import read_nodes
from engine.local.node import Kind
from engine.local.words import tokens
from engine.vocabulary import ERRANDS, Answer, Asked, Intent, Repair, State

FEW_WORDS = 4
"""Up to so many words leave nothing unsaid beside what was read in them."""
LONGEST = 1500
"""Characters; more than this was said by no caller, and costs more than it can tell."""
STRAY = 1
"""Words beside a day and a time that change neither."""
STORY = 10
"""More words than this may be about anything."""
BEYOND_READING = frozenset({State.ESCALATE, State.ENDED})
"""A person is on the way, or the call is over: nobody waits for a model now."""
IDENTITY = frozenset({Asked.PATIENT_NAME, Asked.DATE_OF_BIRTH, Asked.PHONE})
_PLAIN = frozenset({Intent.REPEAT, Intent.START_OVER, Intent.GOODBYE})
"""Said in so many words, unless they stand in a longer story."""
_CHOICES = frozenset({Asked.CHOICE, Asked.APPOINTMENT})


def is_settled(request: Request, local: Extraction) -> bool:
    """Whether the model could add nothing that counts, or must not be asked.

    Where a name, a date of birth or a phone number was asked for, whatever the local extractor found keeps
    the utterance from being sent (minimum necessary). An answer about a symptom is for code alone to hear.
    """
    if len(request.text) > LONGEST or not any(character.isalpha() for character in request.text):
        return True
    if request.state in BEYOND_READING or request.asked is Asked.SYMPTOM:
        return True
    if request.asked in IDENTITY:
        return not local.is_empty()
    if local.intent is Intent.TALK_TO_HUMAN or (local.intent in _PLAIN and _words(request) <= STORY):
        return True
    if _is_about_the_talk(request, local):
        return True
    return _is_answered(request, local) or _is_found(request, local)


def _is_about_the_talk(request: Request, local: Extraction) -> bool:
    """Whether it is "hold on", "slower", "what?" or "skip that", and nothing besides."""
    if local.repair is None or _has_slots(local):
        return False
    return local.repair is not Repair.SKIP or _words(request) <= STORY


def _is_answered(request: Request, local: Extraction) -> bool:
    """Whether a closed question was answered, with nothing unread beside the answer."""
    if request.asked in _CHOICES and isinstance(local.slots.choice, int):
        return True
    if request.asked in _CHOICES and local.slots.choice == "none":
        return _says_more(local) or _is_short(request)
    if local.answer is None:
        return False
    # A yes that goes on is a yes, but of a no, and of a yes to "anything else?", one wants to know the rest.
    wants_more = (local.answer is Answer.YES) == (request.asked is Asked.ANYTHING_ELSE)
    return not wants_more or _says_more(local) or _is_short(request)


def _is_found(request: Request, local: Extraction) -> bool:
    """Whether exactly what was asked for was said, in few words or in words the calendar rules all know."""
    if request.asked is Asked.WHEN and local.slots.when is not None and _unknown(request) <= STRAY:
        return True
    if not _is_short(request) or request.asked is None:
        return False
    if request.asked is Asked.INTENT:
        return local.intent in ERRANDS
    return getattr(local.slots, request.asked.value, None) is not None


def _says_more(local: Extraction) -> bool:
    return local.intent is not None or local.wish is not None or _has_slots(local)


def _has_slots(local: Extraction) -> bool:
    slots = local.slots
    said = (slots.when, slots.provider, slots.specialty, slots.visit_type, slots.appointment, slots.reason)
    return any(part is not None for part in said)


def _unknown(request: Request) -> int:
    """How many words the grammar of days and times has no place for."""
    return sum(node.kind is Kind.X for node in read_nodes(request.text, request.lang))


def _is_short(request: Request) -> bool:
    return _words(request) <= FEW_WORDS


def _words(request: Request) -> int:
    return sum(word[:1].isalnum() for word in tokens(request.text))
