"""What an utterance asks for: the intent, and what a question about the clinic is about."""

from engine.local.complaints import AILING
from engine.local.intent_rules import (
    ASKS,
    CHANGE_OF_MIND,
    DAYS,
    FOREIGN,
    NOT_CANCEL,
    NOT_ELSE,
    RULES,
    THATS_ALL,
    TOPICS,
    compiled,
    lexicon,
)
from engine.local.names import read_name
from engine.local.people import mark_relations
from engine.local.plain import plain
from engine.vocabulary import ERRANDS, Asked, Intent, Language, State, Topic

_FREE = frozenset([None, Asked.INTENT, Asked.ANYTHING_ELSE])
_IDENTITY = frozenset([Asked.PATIENT_NAME, Asked.DATE_OF_BIRTH, Asked.PHONE, Asked.ON_BEHALF_OF])
_ABOUT_TIMES = frozenset([Topic.HOURS, Topic.PROVIDERS, None])
_ORDER = tuple(RULES)
"""Of two intents whose words end at the same place, the earlier one here is meant."""

_FIRST = (Intent.TALK_TO_HUMAN, Intent.START_OVER, Intent.REPEAT)
_ANSWER_WORDS = (
    "yes yeah yep no nope not okay ok sure thanks thank you hi hello good morning afternoon evening hey it is"
)
_ANSWER_WORDS += (
    " for me my self myself i am that correct right si gracias hola buenos buenas dias tardes wait hold on"
)
_ANSWER_WORDS += " a an the second minute moment one hang sec let see think um so and do know sorry there mr mrs @ , espere"
_NOTHING_ASKED = frozenset(_ANSWER_WORDS.split())


def read_intent(text: str, *, asked: Asked | None, state: State, lang: Language) -> Intent | None:
    """Name the errand of `text`, the first one where there are several; None where it only answers."""
    said = mark_relations(plain(text))
    written = lexicon().write(said)
    found = {intent: end for intent in RULES if (end := _end(RULES[intent], written)) is not None}
    _settle(found, written)
    for intent in [intent for intent in found if not _may(intent, asked, written, text, lang)]:
        del found[intent]
    for intent in _FIRST:
        if intent in found:
            return intent
    if found.keys() - {Intent.GOODBYE}:
        found.pop(Intent.GOODBYE, None)
    if found:
        return min(found, key=lambda intent: (found[intent], _ORDER.index(intent)))
    if asked in (None, Asked.INTENT):
        return _unmatched(text, said, written, asked, lang)
    return None


def read_topic(text: str, lang: Language) -> Topic | None:
    """Name what a question about the clinic is about."""
    written = lexicon().write(mark_relations(plain(text)))
    return next((topic for topic, rules in TOPICS.items() if _hit(rules, written)), None)


def _end(rules: tuple[str, ...], written: str) -> int | None:
    match = compiled(rules).search(written)
    return match.end() if match else None


def _hit(rules: tuple[str, ...], written: str) -> bool:
    return compiled(rules).search(written) is not None


def _settle(found: dict[Intent, int], written: str) -> None:
    """Take out what other words of the same utterance deny."""
    if Intent.CANCEL in found and _hit(NOT_CANCEL, written):
        del found[Intent.CANCEL]
    if Intent.RESCHEDULE in found and Intent.CANCEL in found:
        del found[Intent.RESCHEDULE if _hit(NOT_ELSE, written) else Intent.CANCEL]
    if Intent.SCHEDULE in found and _hit(FOREIGN, written):
        found[Intent.OTHER] = found.pop(Intent.SCHEDULE)


def _may(intent: Intent, asked: Asked | None, written: str, text: str, lang: Language) -> bool:
    """Whether an intent can be meant beside the question that was asked."""
    if asked in _FREE:
        return True
    if asked in _IDENTITY:
        return True
    if intent in ERRANDS:
        return _hit(CHANGE_OF_MIND, written) and asked is not Asked.REASON
    if intent is Intent.CLINIC_QUESTION and asked is not Asked.CONFIRMATION:
        return read_topic(text, lang) not in _ABOUT_TIMES
    if intent is Intent.OTHER:
        return read_topic(text, lang) is Topic.AUTOMATED or asked not in (Asked.REASON, Asked.VISIT_TYPE)
    return True


def _unmatched(text: str, said: str, written: str, asked: Asked | None, lang: Language) -> Intent | None:
    """Decide what an utterance is that asks for nothing known: taking leave, a complaint, or off the topic."""
    if _hit(THATS_ALL, written):
        return Intent.GOODBYE
    content = [word for word in said.split() if word not in _NOTHING_ASKED]
    asks = _hit(ASKS, written)
    if len(content) < 2 and not (asks and len(said.split()) > 2):
        return None
    if not asks and AILING.search(said):
        return Intent.SCHEDULE
    if not asks and (_hit(DAYS, written) or read_name(text, asked=asked, lang=lang) is not None):
        return None
    return Intent.OTHER
