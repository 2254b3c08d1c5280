"""The local extractor: puts together what the readers of one thing each find in an utterance."""

import re

import msgspec

from engine.extraction import Extraction, Request, Slots, When
from engine.local.agent import Move, read_move
from engine.local.answers import Question, is_plain_yes, read_answer, takes_leave
from engine.local.choice import Chosen, read_choice, read_wish
from engine.local.intents import names_own_visit, read_intent, read_topic
from engine.local.legible import legible
from engine.local.repairs import only_holds_on, read_repair
from engine.local.roster import unknown_provider
from engine.local.slots import read_slots
from engine.local.tongue import spoken_language
from engine.local.when import read_when
from engine.local.words import fold
from engine.vocabulary import ERRANDS, Answer, Asked, Intent, Repair, Topic

_QUESTIONS = {
    Asked.CONFIRMATION: Question.READ_BACK,
    Asked.ANYTHING_ELSE: Question.ANYTHING_ELSE,
    Asked.SYMPTOM: Question.SYMPTOM,
}
_MOVES = {
    Move.READ_BACK: Question.READ_BACK,
    Move.PROPOSAL: Question.PROPOSAL,
    Move.ANYTHING_ELSE: Question.ANYTHING_ELSE,
    Move.TELLS: Question.STATEMENT,
}
_ERRANDS_TOO = ERRANDS | {Intent.CLINIC_QUESTION}
"""What is a yes to "anything else?" by being named."""
_WORDS_A_CHOICE = frozenset({Intent.SCHEDULE, Intent.REPEAT, Intent.GOODBYE, Intent.OTHER})
_WORDS_A_NO = frozenset({Intent.SCHEDULE, Intent.RESCHEDULE, Intent.OTHER})
_WORDS_A_YES = _WORDS_A_NO | {Intent.REPEAT, Intent.CANCEL}
_FROM_OPTIONS = frozenset({Asked.CHOICE, Asked.APPOINTMENT})
CANCELS = re.compile(r"\bcancel(?:o|ar)? ?(?:it)?\W*$")
"""The end of the question whether a visit should be cancelled."""
_OWN_VISIT: dict[Intent, re.Pattern[str]] = {
    Intent.RESCHEDULE: re.compile(r"\b(?:move|cambio)(?: it)?\W*$"),
    Intent.CANCEL: CANCELS,
    Intent.LOOK_UP: re.compile(r"(?!)"),
}
"""Errands that are named with the caller's visit, and how the question ends that is about the same one."""
_OTHER_VERBS = {
    Intent.RESCHEDULE: re.compile(r"\bre ?(?:schedul|book|agend|program)"),
    Intent.CANCEL: re.compile(r"\bcancel"),
}
_IT = r"(?:it|that|this|them|my|the)\b(?: (?:one|visit|appointment))?"
KEEP_IT = re.compile(rf"(?<!n't )(?<!nt )(?<!not )\b(?:keep|leave) {_IT}", re.I)
CANCEL_IT = re.compile(rf"\bcancel {_IT}", re.I)
_ONE_MORE = re.compile(
    r"\b(?:one|won) (?:more|other) \w+|\banother \w+|\b(?:cosa|pregunta) más|\botra (?:cosa|pregunta)", re.I
)
"""Something more, and nothing once more."""
_ANYTHING_DOES = frozenset({Asked.WHEN, Asked.PROVIDER, Asked.VISIT_TYPE, Asked.REASON})
_WITH_TOPIC = frozenset({Intent.CLINIC_QUESTION, Intent.OTHER})


class LocalExtractor:
    """Reads an utterance offline; the same request always gives the same frame."""

    def read(self, request: Request) -> Extraction:
        """Read `request.text` with no I/O; never raises for anything a caller can say."""
        request = legible(request)
        spoken = spoken_language(request.text)
        if spoken is not None:
            request = msgspec.structs.replace(request, lang=spoken)
        intent = read_intent(request.text, asked=request.asked, state=request.state, lang=request.lang)
        slots = read_slots(request, intent)
        chosen = _choose(request)
        answer = (
            None if _wants_another(request, intent, slots.when) else _answer(request, intent, slots, chosen)
        )
        chosen = _agreed(request, slots, answer, chosen)
        slots = _settle(request, slots, answer, chosen)
        standing = _standing(request, intent, answer, chosen)
        return Extraction(
            intent=standing,
            answer=answer,
            slots=slots,
            wish=chosen.wish if slots.choice == "none" else None,
            repair=_repair(request, standing, answer, slots),
            topic=_topic(request, intent),
            doubtful=is_doubtful(request, answer),
            unknown_provider=_names_a_stranger(request, slots),
            spoken=spoken,
        )

    async def extract(self, request: Request) -> Extraction:
        """Read `request.text`, as every extractor does."""
        return self.read(request)


def is_doubtful(request: Request, answer: Answer | None) -> bool:
    """Whether a yes to a read-back may be a no that the line took a word from."""
    return request.asked is Asked.CONFIRMATION and answer is Answer.YES and not is_plain_yes(request.text)


def _names_a_stranger(request: Request, slots: Slots) -> bool:
    known = slots.provider or (slots.appointment and slots.appointment.provider)
    return not known and unknown_provider(request.text, request.roster, request.lang) is not None


def _choose(request: Request) -> Chosen:
    if not _offers(request):
        return Chosen()
    return read_choice(request.text, request.options, request.now, request.lang)


def _answer(request: Request, intent: Intent | None, slots: Slots, chosen: Chosen) -> Answer | None:
    question = _question(request)
    if question is None or (
        request.asked is None and question is Question.ANYTHING_ELSE and intent in ERRANDS
    ):
        # Without the machine's own question an errand is no answer, it is an errand.
        return None
    errand = intent in _ERRANDS_TOO and request.asked is Asked.ANYTHING_ELSE
    changes = chosen.choice != 0 and (_changes(request, slots) or read_wish(request.text) is not None)
    said = _to_cancelling(request.text) if _is_cancelling(request) else request.text
    answer = read_answer(
        said,
        question,
        request.lang,
        changes=changes,
        errand=errand,
        agent=request.agent,
        binds=request.asked is Asked.CONFIRMATION,
    )
    if not _offers(request):
        return None if answer is Answer.YES and _is_no_yes(request, intent) else answer
    if chosen.choice == "none":
        return Answer.NO
    return answer or (Answer.YES if chosen.choice == 0 else None)


def _is_no_yes(request: Request, intent: Intent | None) -> bool:
    """Whether what reads as a yes to a read-back is none: "yes, reschedule it", "repeat that please"."""
    if request.asked is not Asked.CONFIRMATION:
        return False
    if intent is Intent.REPEAT:
        return True
    said, agent = fold(request.text), fold(request.agent)
    return any(
        verb.search(said) and not _OWN_VISIT[intent].search(agent) for intent, verb in _OTHER_VERBS.items()
    )


def _wants_another(request: Request, intent: Intent | None, when: When | None) -> bool:
    """Whether another errand is named than the one read back: a cancellation is to be a move."""
    if intent is None or request.asked is not Asked.CONFIRMATION or intent not in _OWN_VISIT:
        return False
    same = _OWN_VISIT[intent].search(fold(request.agent)) is not None
    if same or (intent is Intent.RESCHEDULE and _is_cancelling(request)):
        return not same
    # "move it", or the visit to Friday, is a change to what was read back
    return when is None and names_own_visit(intent, request.text)


def _is_cancelling(request: Request) -> bool:
    """Whether the question is if a visit should be cancelled."""
    return request.asked is Asked.CONFIRMATION and CANCELS.search(fold(request.agent)) is not None


def _to_cancelling(text: str) -> str:
    """What is said to "should I cancel it?", as to any other order: "keep it" is a no, "cancel it" a yes."""
    return CANCEL_IT.sub("do it", KEEP_IT.sub("no", text))


def _is_elsewhere(request: Request, slots: Slots) -> bool:
    """Whether a provider is named whom none of the offers is with."""
    named = (slots.provider,) if isinstance(slots.provider, str) else slots.provider or ()
    return bool(named) and not any(option.provider in named for option in request.options)


def _agreed(request: Request, slots: Slots, answer: Answer | None, chosen: Chosen) -> Chosen:
    """Let the choice and the answer say the same: one offer is taken or refused, several may be refused."""
    if not _offers(request):
        return chosen
    if len(request.options) == 1 and answer is not None:
        return msgspec.structs.replace(chosen, choice=0 if answer is Answer.YES else "none")
    if chosen.choice is None and not chosen.names_option:
        refuses = (
            _is_elsewhere(request, slots)
            or read_answer(request.text, Question.READ_BACK, request.lang) is Answer.NO
        )
        return msgspec.structs.replace(chosen, choice="none") if refuses else chosen
    return chosen


def _question(request: Request) -> Question | None:
    if _offers(request):
        return Question.READ_BACK if len(request.options) == 1 else None
    if request.asked is not None:
        return _QUESTIONS.get(request.asked)
    move = read_move(request.agent)
    return _MOVES.get(move) if move is not None else None


def _changes(request: Request, slots: Slots) -> bool:
    """Whether values were named that the agent's words do not hold; any are, where those are not known."""
    agent = fold(request.agent)
    if slots.when is not None and not _repeats(slots.when, read_when(agent, request.now, request.lang)):
        return True
    providers = (slots.provider,) if isinstance(slots.provider, str) else slots.provider or ()
    name = slots.patient_name
    said = (
        *(provider.rpartition(" ")[2] for provider in providers),
        slots.specialty,
        slots.on_behalf_of,
        *((name.given, name.family) if name else ()),
    )
    return any(word is not None and fold(word) not in agent for word in said)


def _repeats(said: When, read_back: When | None) -> bool:
    if read_back is None:
        return False
    parts = ((said.start, read_back.start), (said.end, read_back.end), (said.time_from, read_back.time_from))
    return all(mine is None or mine == theirs for mine, theirs in parts)


def _standing(
    request: Request, intent: Intent | None, answer: Answer | None, chosen: Chosen
) -> Intent | None:
    """Take back an intent that only words the answer: "book it", "change the time", "the last one again"."""
    if chosen.choice is not None:
        words = _WORDS_A_CHOICE if chosen.choice != "none" else _WORDS_A_CHOICE - {Intent.GOODBYE}
        return None if intent in words else intent
    if answer is None:
        return intent
    if request.asked is Asked.ANYTHING_ELSE and intent is Intent.REPEAT and _ONE_MORE.search(request.text):
        return None
    if request.asked is Asked.CONFIRMATION:
        words = _WORDS_A_YES if answer is Answer.YES else _WORDS_A_NO
        return None if intent in words else intent
    if request.asked is Asked.ANYTHING_ELSE and answer is Answer.NO:
        # Being done is no leave-taking: "that's all" waits for the agent's goodbye.
        stays = intent is Intent.OTHER or (
            intent is Intent.GOODBYE and not takes_leave(request.text, request.lang)
        )
        return None if stays else intent
    return intent


def _settle(request: Request, slots: Slots, answer: Answer | None, chosen: Chosen) -> Slots:
    """Add the choice; what only repeats the read-back or the offers is no wish of its own."""
    if request.asked is Asked.CONFIRMATION and answer is Answer.YES:
        return msgspec.structs.replace(slots, when=None, provider=None, specialty=None)
    if not _offers(request):
        return slots
    if request.asked is Asked.APPOINTMENT and chosen.choice is None:
        return slots
    if chosen.choice != "none":
        slots = msgspec.structs.replace(
            slots, when=None, provider=None, specialty=None, visit_type=None, appointment=None
        )
    elif chosen.only_refuses:
        slots = msgspec.structs.replace(slots, when=None)
    return msgspec.structs.replace(slots, choice=chosen.choice)


def _repair(request: Request, intent: Intent | None, answer: Answer | None, slots: Slots) -> Repair | None:
    """Hear words about the talk only where they are not said in passing: "let me see, Thursday"."""
    repair = read_repair(request.text, anything_does=request.asked in _ANYTHING_DOES)
    if repair is Repair.HOLD_ON and request.asked is Asked.PATIENT_NAME and only_holds_on(request.text):
        return repair
    if repair is Repair.SKIP:
        filled = request.asked is not None and getattr(slots, request.asked.value, None) is not None
        return None if filled or answer is not None else repair
    if repair in (Repair.HOLD_ON, Repair.WHAT):
        aside = intent is None or intent is Intent.REPEAT
        said = msgspec.structs.replace(slots, reason=None)  # whatever is said to "what for?" may be one
        return repair if aside and answer is None and said == Slots() else None
    return repair


def _offers(request: Request) -> bool:
    """Whether the caller is to say which of some openings, or of their own visits, is meant."""
    return request.asked in _FROM_OPTIONS and bool(request.options)


def _topic(request: Request, intent: Intent | None) -> Topic | None:
    return read_topic(request.text, request.lang) if intent in _WITH_TOPIC else None
