"""What an utterance asks for: the intent, and what a question about the clinic is about."""

import re

from engine.local.complaints import AILING
from engine.local.intent_rules import (
    A_VISIT,
    ARE_YOU,
    ASKS,
    BROKEN,
    BY_ITSELF,
    CHANGE_OF_MIND,
    CHAT,
    DAYS,
    ELSE,
    ELSE_WITHOUT,
    FOREIGN,
    LIKELY_LOOK_UP,
    NO_ERRAND,
    NOT_CANCEL,
    NOT_ELSE,
    OWN_VISIT,
    OWNED,
    PROVIDERS,
    RULES,
    SALES,
    SEEN_ELSE,
    TAKES_TURNS,
    THATS_ALL,
    TOPICS,
    compiled,
    lexicon,
)
from engine.local.names import read_name
from engine.local.people import mark_relations
from engine.local.plain import plain
from engine.sound import sound
from engine.vocabulary import ERRANDS, Asked, Intent, Language, State, Topic

NEW_VISIT = re.compile(r"\b(?:an?|another|una|otra)(?: new| nueva)? (?:appointment|visit|cita)\b", re.I)
_FREE = frozenset([None, Asked.INTENT, Asked.ANYTHING_ELSE])
_IDENTITY = frozenset([Asked.PATIENT_NAME, Asked.DATE_OF_BIRTH, Asked.PHONE, Asked.ON_BEHALF_OF])
_ABOUT_ERRAND = frozenset([Asked.REASON, Asked.VISIT_TYPE, Asked.PROVIDER, Asked.WHEN, Asked.CHOICE])
_BY_SOUND = {sound(verb): verb for verb in ("cancel", "reschedule")}
"""What a recogniser writes in other words is still the verb: "counsel my appointment", "can sell"."""
_LIKE_VERB = re.compile(r"\b(?:c\w{1,4} ?\w{1,4}l|re ?\w{4,6}e)\b")
_ABOUT_VISITS = frozenset([Asked.WHEN, Asked.CHOICE, Asked.APPOINTMENT])
_ORDER = tuple(RULES)
"""Of two intents whose words end at the same place, the earlier one here is meant."""

_FIRST = (Intent.TALK_TO_HUMAN, Intent.START_OVER, Intent.REPEAT)
_ANSWER_WORDS = """
yes yeah yep no nope not okay ok sure thanks thank you hi hello good morning afternoon evening hey it is
for me my self myself i am that correct right si gracias hola buenos buenas dias tardes wait hold on a an
the second minute moment one hang sec let see think um so and do know sorry there mr mrs @ , espere
"""
_NOTHING_ASKED = frozenset(_ANSWER_WORDS.split())

_FIRST_PERSON = frozenset(["i", "my", "we", "our", "@", "me", "mi", "tengo"])


def read_intent(text: str, *, asked: Asked | None, state: State, lang: Language) -> Intent | None:
    """Name the errand of `text`, the first one where there are several; None where it only answers."""
    said = _as_meant(mark_relations(plain(text)))
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
    unmatched = _unmatched(text, said, written, asked, lang)
    half_heard = unmatched in (None, Intent.OTHER) and asked in (Asked.INTENT, Asked.ANYTHING_ELSE)
    if half_heard and _hit(A_VISIT, written) and not _hit(NO_ERRAND, written):
        # words about a visit that a word was lost of; where any errand may be meant, the agent has to ask
        return Intent.LOOK_UP if _hit(LIKELY_LOOK_UP, written) else None
    return unmatched


def names_own_visit(intent: Intent, text: str) -> bool:
    """Whether the errand is named with the visit it is about: "move my appointment", not "move it"."""
    said = _as_meant(mark_relations(plain(text)))
    return intent in OWN_VISIT and _hit(OWN_VISIT[intent], lexicon().write(said))


def read_topic(text: str, lang: Language) -> Topic | None:
    """Name what a question about the clinic is about."""
    written = lexicon().write(mark_relations(plain(text)))
    return next((topic for topic, rules in TOPICS.items() if _hit(rules, written)), None)


def _is_talk(said: str, written: str) -> bool:
    """Whether something is asked that is longer than a word of agreement and names no day."""
    content = [word for word in said.split() if word not in _NOTHING_ASKED]
    return len(content) > 1 and _hit(ASKS, written) and not _hit(DAYS, written)


def _end(rules: tuple[str, ...], written: str) -> int | None:
    match = compiled(rules).search(written)
    return match.end() if match else None


def _hit(rules: tuple[str, ...], written: str) -> bool:
    return compiled(rules).search(written) is not None


def _settle(found: dict[Intent, int], written: str) -> None:
    """Take out what other words of the same utterance deny."""
    without_robot = compiled(ARE_YOU).sub(",", written)
    if _hit(SALES, written) or not _hit(RULES[Intent.TALK_TO_HUMAN], without_robot):
        found.pop(Intent.TALK_TO_HUMAN, None)
    if Intent.CANCEL in found and _hit(NOT_CANCEL, written):
        del found[Intent.CANCEL]
    if not _hit(NOT_ELSE, written):
        given_up = found.get(Intent.CANCEL, _end(BROKEN, written))
        if given_up is not None and _hit(ELSE_WITHOUT, written):
            found[Intent.RESCHEDULE] = given_up
            found.pop(Intent.SCHEDULE, None)
        elif _hit(ELSE, written) and (owned := _end(OWNED, written)) is not None:
            found[Intent.RESCHEDULE] = owned
            found.pop(Intent.SCHEDULE, None)
    if Intent.RESCHEDULE in found and Intent.CANCEL in found:
        del found[Intent.RESCHEDULE if _hit(NOT_ELSE, written) else Intent.CANCEL]
    if Intent.RESCHEDULE in found and _hit(SEEN_ELSE, written):
        found.pop(Intent.SCHEDULE, None)
    if Intent.SCHEDULE in found and _hit(FOREIGN, written):
        found[Intent.OTHER] = found.pop(Intent.SCHEDULE)


def _may(intent: Intent, asked: Asked | None, written: str, text: str, lang: Language) -> bool:
    """Whether an intent can be meant beside the question that was asked."""
    if asked in _FREE:
        return True
    if intent is Intent.OTHER:
        robot = read_topic(text, lang) is Topic.AUTOMATED
        return robot or (asked not in (Asked.REASON, Asked.VISIT_TYPE) and _hit(TAKES_TURNS, written))
    if asked in _IDENTITY:
        return True
    if intent in ERRANDS:
        wishes_a_time = asked in _ABOUT_VISITS and _hit(DAYS, written)
        if asked in _ABOUT_ERRAND and intent in OWN_VISIT and not wishes_a_time:
            return _hit(OWN_VISIT[intent], written) or _hit(CHANGE_OF_MIND, written)
        return (asked is Asked.CONFIRMATION and _names_errand(intent, written, text)) or (
            _hit(CHANGE_OF_MIND, written) and asked is not Asked.REASON
        )
    return intent is not Intent.CLINIC_QUESTION or _may_question(asked, written, read_topic(text, lang))


def _names_errand(intent: Intent, written: str, text: str) -> bool:
    """Whether an errand is named at a read-back: "move it" is about what was read, "move my visit" not."""
    if intent is Intent.SCHEDULE:
        return NEW_VISIT.search(text) is not None
    if intent is Intent.RESCHEDULE and _hit(OWNED, written):
        return True
    return intent in OWN_VISIT and _hit(OWN_VISIT[intent], written)


def _may_question(asked: Asked | None, written: str, topic: Topic | None) -> bool:
    """Whether a question about the clinic is one, and no wish put as a question ("open on Friday?")."""
    if asked is Asked.PROVIDER:
        return topic is not Topic.PROVIDERS or (_hit(PROVIDERS, written) and _hit(ASKS, written))
    if asked not in _ABOUT_VISITS:
        return True
    if topic is Topic.HOURS:
        return _hit(ASKS, written) and not _hit(DAYS, written)
    if topic is Topic.PROVIDERS:
        return _hit(PROVIDERS, written) and _hit(ASKS, written) and not _hit(DAYS, written)
    return topic is not None


def _as_meant(said: str) -> str:
    """The words with what only sounds like an errand's verb written as that verb."""
    return _LIKE_VERB.sub(lambda found: _BY_SOUND.get(sound(found[0].replace(" ", "")), found[0]), said)


def _unmatched(text: str, said: str, written: str, asked: Asked | None, lang: Language) -> Intent | None:
    """Decide what an utterance is that asks for nothing known: leave-taking, a complaint or off the topic."""
    if asked not in (None, Asked.INTENT):
        off_topic = _hit(CHAT, written) or (asked is Asked.ANYTHING_ELSE and _is_talk(said, written))
        return Intent.OTHER if off_topic else None
    if _hit(THATS_ALL, written):
        return Intent.GOODBYE
    content = [word for word in said.split() if word not in _NOTHING_ASKED]
    asks = _hit(ASKS, written)
    if _hit(BY_ITSELF, written):
        return Intent.OTHER
    if len(content) < 2 and not (asks and len(said.split()) > 2):
        return None
    if not asks and AILING.search(said) and _FIRST_PERSON & set(said.split()):
        return Intent.SCHEDULE
    if not asks and (_hit(DAYS, written) or read_name(text, asked=asked, lang=lang) is not None):
        return None
    return Intent.OTHER
