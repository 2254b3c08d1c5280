"""Whether words are a whole answer, a piece of one, or none at all: pure judgement, no waiting."""

from datetime import date
from enum import Enum, auto

from engine.local.birth import read_birth_date
from engine.local.date_words import MONTHS
from engine.local.family_names import FAMILY
from engine.local.given_names import GIVEN
from engine.local.names import read_name
from engine.local.numbers import digit_groups
from engine.local.phone import read_phone
from engine.local.words import tokens
from engine.vocabulary import Asked, Language


class Looks(Enum):
    """How finished an answer looks."""

    COMPLETE = auto()
    OPEN = auto()
    UNFINISHED = auto()
    """A number, a name or a sentence breaks off in the middle."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


YES_OR_NO = frozenset({Asked.CONFIRMATION, Asked.ANYTHING_ELSE, Asked.SYMPTOM})

PLAIN_ANSWERS = _set(
    "yes yeah yep yup no nope nah please thanks thank you ok okay sure right correct that's it's it is fine"
    " good great perfect exactly sir ma'am si gracias claro correcto exacto por favor esta bien vale de"
    " acuerdo"
)
HESITATIONS = _set("uh uhm um er erm hm hmm mm eh em the")
FRAGMENTS = HESITATIONS | _set("a an and y el este")
"""Single words that say nothing and must not start the talk again."""
ASSENTS = _set("ok okay right alright yeah yep sure mhm huh uh mm cool great vale bueno aja ya")
"""Said to show that one listens; an answer only where a question waits for it."""
BEING = _set("is are am was")
STRANDED = BEING | _set("with for to at on in of from by about need want like see have")
"""Words that end a question ("who is it with?") and otherwise hardly anything."""
IN_THE_AIR = STRANDED | _set(
    "a an the and or but my your his her their our i i'm i'd i've because so if then um uh er dr doctor"
    " doctora van von der den di da dos bin al st san y o pero con para por en de del el la los las un una mi"
    " su que quiero necesito es como porque"
)
"""Words that a sentence, or a name, seldom ends with."""
QUESTION_WORDS = _set("when where what who which how why if whether")
REFUSALS = _set("no nope nah")
"""Said alone when nothing else is asked for they end the call, which cannot be taken back."""

GREETINGS = _set("hi hello hey there good morning afternoon evening um hola buenos buenas dias tardes noches")
"""What callers say before they say what they want."""

_STOPS = frozenset({".", "?", "!"})
_SPELLED = frozenset({Asked.DATE_OF_BIRTH, Asked.PHONE, Asked.PATIENT_NAME})
_ANY_DAYS = (date(2000, 1, 1), date(2100, 1, 1))
"""Only the shape of a date of birth matters: whoever was born in this century or the last lives on one."""


def is_noise(text: str, asked: Asked | None) -> bool:
    """Whether a prompt says nothing that anybody waits for; a single letter may be part of a name."""
    words = _words(text)
    if len(words) == 1:
        return words[0] in (HESITATIONS if asked in _SPELLED else FRAGMENTS)
    return not words


def is_backchannel(text: str, asked: Asked | None) -> bool:
    """Whether the caller merely shows to be listening, while no question waits for a yes."""
    words = _words(text)
    return asked in (None, Asked.INTENT) and 0 < len(words) <= 3 and ASSENTS.issuperset(words)


def judge(text: str, asked: Asked | None, lang: Language) -> Looks:
    """Judge how finished `text` looks as the answer to `asked`."""
    words = _words(text)
    if not words:
        return Looks.OPEN
    if asked is Asked.ANYTHING_ELSE and REFUSALS.issuperset(words):
        return Looks.OPEN
    if asked in YES_OR_NO and len(words) <= 5 and PLAIN_ANSWERS.issuperset(words):
        return Looks.COMPLETE
    if asked is Asked.PATIENT_NAME and not PLAIN_ANSWERS.issuperset(words):
        return _judge_name(text, words, lang)
    if asked in _SPELLED and (groups := _numbers(words, lang)):
        return _judge_numbers(text, groups, asked, lang)
    return _judge_sentence(text, words)


def _judge_name(text: str, words: list[str], lang: Language) -> Looks:
    """Whole with a given and a family name, and whatever else a closed sentence holds; letters never are."""
    if len(words) == 1 or len(words[-1]) == 1:
        # One name, or letters under way: the rest of the name or of its spelling follows.
        return Looks.UNFINISHED
    groups = _numbers(words, lang)
    if words[-1] in MONTHS[lang] or any(group.isdigit() for group in groups):
        return _judge_numbers(text, groups, Asked.DATE_OF_BIRTH, lang)
    name = read_name(text, asked=Asked.PATIENT_NAME, lang=lang)
    if name is not None and not (name.given and name.family):
        return Looks.OPEN
    if name is not None and words[-1] in GIVEN and words[-1] not in FAMILY:
        return Looks.OPEN  # "Mary Ann": two given names, and the family name to come
    return _judge_sentence(text, words)


def _judge_sentence(text: str, words: list[str]) -> Looks:
    mark = tokens(text)[-1]
    # "Hello." is followed by what the caller wants; "Hello?" asks whether anybody is there.
    closed = mark in _STOPS and (mark == "?" or not GREETINGS.issuperset(words))
    if words[-1] not in IN_THE_AIR or (closed and _ends_a_question(mark, words)):
        return Looks.COMPLETE if closed else Looks.OPEN
    return Looks.OPEN if closed else Looks.UNFINISHED


def _ends_a_question(mark: str, words: list[str]) -> bool:
    """ "Who is it with?", "I need to know when my next appointment is." """
    if mark == "?":
        return words[-1] in STRANDED
    return words[-1] in BEING and not QUESTION_WORDS.isdisjoint(words[:-2])


def _judge_numbers(text: str, groups: list[str], asked: Asked | None, lang: Language) -> Looks:
    if asked is Asked.PHONE:
        return Looks.COMPLETE if read_phone(text, lang) else Looks.UNFINISHED
    if all(read_birth_date(text, today=day, lang=lang) is None for day in _ANY_DAYS):
        return Looks.UNFINISHED
    # "March 3, 19" is a whole date and may still become 1985.
    digits = "".join(group for group in groups if group.isdigit())
    has_long_year = len(groups[-1]) >= 4 or len(digits) >= 8
    return Looks.COMPLETE if has_long_year else Looks.OPEN


def _words(text: str) -> list[str]:
    return [token for token in tokens(text) if token[0].isalnum()]


def _numbers(words: list[str], lang: Language) -> list[str]:
    """Numbers and names of months in `words`, as they were said."""
    groups = digit_groups(words, lang)
    return [group for group in groups if group.isdigit() or group in MONTHS[lang]]
