"""Whether an utterance says yes, no or neither to the question asked, with what follows weighed in."""

import re
from enum import StrEnum
from functools import cache

from engine.local.answer_words import ENGLISH, Said
from engine.local.answer_words_es import SPANISH
from engine.local.marks import Mark, Marks, any_of, spoken
from engine.vocabulary import Answer, Language

Found = list[Mark[Said]]


class Question(StrEnum):
    """The kinds of question that yes or no answers, by what else may answer them."""

    READ_BACK = "read_back"
    """Values were read back, or one opening offered: another value is a no."""
    PROPOSAL = "proposal"
    """Something was proposed with no day or time in it: a day or a time only adds to a yes."""
    STATEMENT = "statement"
    """Nothing was asked: only a yes or a no in so many words is an answer."""
    ANYTHING_ELSE = "anything_else"
    SYMPTOM = "symptom"


def read_answer(
    text: str,
    question: Question,
    lang: Language,
    *,
    changes: bool = False,
    errand: bool = False,
    agent: str = "",
    binds: bool = False,
) -> Answer | None:
    """Read yes or no; None where it is neither.

    `changes`: the utterance names values other than those read back. `errand`: it asks for something else.
    `agent`: the question, for the symptom asked about. `binds`: a yes books, moves or cancels at once, so
    nothing doubtful is one.
    """
    said = spoken(text)
    found = _scoped(said, _marks(lang).find(said))
    if binds and _is_doubtful(said, found):
        return None
    match question:
        case Question.SYMPTOM:
            return _to_symptom(said, found, spoken(agent))
        case Question.ANYTHING_ELSE:
            return _to_anything_else(said, found, errand)
        case Question.STATEMENT:
            return _to_statement(found)
        case _:
            return _to_offer(said, found, question, changes)


def is_plain_yes(text: str) -> bool:
    """Whether a yes has a word that no refusal has: "that's right" is what is left of "that's not right"."""
    said = spoken(text)
    return _PLAIN_YES.search(said) is not None and _OPENS_WITH_NO.match(said) is None


def takes_leave(text: str, lang: Language) -> bool:
    """Whether the caller says goodbye in so many words."""
    return _has(_marks(lang).find(spoken(text)), Said.LEAVE)


@cache
def _marks(lang: Language) -> Marks[Said]:
    return Marks(SPANISH if lang is Language.ES else ENGLISH)


_REVERSED = re.compile(
    r"(?:(?:oh|um|uh|er|well|so|sorry|wait|actually|i mean|hmm|pues|ay|its|thats|all|sounds|es|esta|\|) ?)*"
    r"(?:y\w+|si|(?:i )?dont (?:have|see|mind)\b.*|i have no \w+|no \w+|not a problem|no hay problema"
    r"|(?:thats |sounds )?(?:right|correct|perfect|great|good|wonderful|lovely|correcto|perfecto|bien))"
)
_PLAIN_YES = any_of(
    r"yes|yeah|yea|yep|yup|yah|sure|absolutely|definitely|of course|go ahead|(?:do|book|move|cancel) it"
    r"|si|claro|adelante|por supuesto|desde luego"
)
_OPENS_WITH_NO = re.compile(r"(?:no|know|now|nah|nope)\b")
_ONE_WORD_AWAY = re.compile(
    r"(?:no|know|now|nah|nope)(?:[\s|]+(?:and|uh|um|a|the|so))*"
    r"(?:[\s|]+(?:thats?|its|that is|it is|this is))?(?: all)?[\s|]+(?:right|correct|write)"
    r"(?: thank you| thanks)?"
)
"""A lost "not" away from its opposite: the values are read back once more before anything is done."""
MOST_BESIDE = 1
"""Words beside an "okay" that it may not be about."""
_FILLS = any_of(r"""
    i|im|ill|id|a|an|the|that|thats|this|it|its|is|are|be|will|would|to|me|my|you|your|we|us|so|then|and|um|uh|oh
    well|all|just|really|very|pretty|quite|by|with|for|at|on|in|of|yeah|sounds|looks|seems|works|work|think|guess
    let|lets|do|go|time|day|hey|doctor|dr|visit|appointment|please|there|now|here|one|have|has|can|like|am|pm
""")
_SAYS_OF_IT = re.compile(r"\b(?:thats|its|is|this|that) $")
_BETWEEN = re.compile(r"[\s|]*(?:(?:oh|um|uh|er|well|so|sorry|wait|actually|i mean|hmm|pues|este|ay)[\s|]*)*")
_STARTS_CLAUSE = frozenset({Said.YES, Said.NO, Said.BUT, Said.SOFT, Said.THANKS})


_NEGATOR = any_of(r"""
    not|isnt|wasnt|arent|doesnt|dont|didnt|wont|cant|couldnt|wouldnt|never|hardly|dont think|no es
    no esta|no me
""")
_ASSENT = frozenset({Said.YES, Said.SOFT, Said.THATS_IT})
_REACH = 3
"""Words over which a negation reaches an assent: "that doesn't sound too good"."""


def _scoped(said: str, found: Found) -> Found:
    """Turn an assent that is negated into a refusal."""
    scoped: Found = []
    for mark in found:
        last = scoped[-1] if scoped else None
        start = 0 if last is None else last.start if last.meaning is Said.AGAINST else last.end
        lead = said[start : mark.start].rpartition("|")[2]
        negators = list(_NEGATOR.finditer(lead)) if mark.meaning in _ASSENT else []
        reaches = bool(negators) and len(lead[negators[-1].end() :].split()) <= _REACH
        scoped.append(mark._replace(meaning=Said.AGAINST) if reaches else mark)
    return scoped


def _to_offer(said: str, found: Found, question: Question, changes: bool) -> Answer | None:
    found = _outside_questions(said, found)
    held = _last(found, Said.HOLD)
    if held is not None:
        before, found = found[:held], found[held + 1 :]
        if not _has(found, Said.YES, Said.DO, Said.NO, Said.AGAINST):
            return Answer.NO if _has(before, Said.NO, Said.AGAINST) else _if_changed(changes, question)
    if _has(found, Said.NO):
        return Answer.YES if not changes and _takes_back_its_no(said, found) else Answer.NO
    if _has(found, Said.AGAINST):
        return Answer.YES if not changes and _gives_in(found) else Answer.NO
    announced = changes and question is Question.READ_BACK
    if _has(found, Said.YES, Said.THATS_IT):
        if announced and _has(found, Said.ALTER, Said.CHANGE, Said.BUT):
            return Answer.NO
        return None if _wavers(said, found) else Answer.YES
    altered = question is Question.READ_BACK and _has(found, Said.ALTER)
    if announced or altered or (_has(found, Said.DONE) and not _has(found, Said.SOFT)):
        return Answer.NO
    if _has(found, Said.DO):
        return Answer.YES
    if _has(found, Said.UNSURE, Said.PERHAPS):
        return None
    agrees = _has(found, Said.SOFT) or (question is Question.PROPOSAL and _has(found, Said.THANKS))
    return Answer.YES if agrees else None


def _to_statement(found: Found) -> Answer | None:
    opening = found[0].meaning if found else None
    return {Said.YES: Answer.YES, Said.NO: Answer.NO}.get(opening) if opening else None


def _to_anything_else(said: str, found: Found, errand: bool) -> Answer | None:
    found = _after_hold(_outside_questions(said, found))
    over = _has(found, Said.DONE, Said.THATS_IT, Said.LEAVE)
    if over and not errand:
        return Answer.NO
    if errand or _has(found, Said.MORE):
        return Answer.NO if over and _has(found, Said.NO) else Answer.YES
    if _has(found, Said.NO):
        return Answer.NO
    if _has(found, Said.HOLD, Said.UNSURE):
        return None
    if _has(found, Said.YES):
        return Answer.YES
    if _has(found, Said.AGAINST):
        return Answer.NO
    return Answer.NO if _has(found, Said.THANKS) else None


def _after_hold(found: Found) -> Found:
    """Leave out what came before "wait", where an answer comes after it."""
    held = _last(found, Said.HOLD)
    rest = found[held + 1 :] if held is not None else []
    return rest if _has(rest, Said.YES, Said.NO, Said.DONE, Said.MORE) else found


def _is_doubtful(said: str, found: Found) -> bool:
    """Whether a yes may have lost its "not", or is but an "okay" behind something that was not understood."""
    if _ONE_WORD_AWAY.fullmatch(said.strip(" |")):
        return True
    plain = _has(found, Said.YES, Said.THATS_IT, Said.DO, Said.NO, Said.AGAINST, Said.ALTER, Said.DONE)
    return not plain and _has(found, Said.SOFT) and _says_more(said, found)


def _says_more(said: str, found: Found) -> bool:
    """Whether an "okay" stands at the end of something else that was said: "me talk to a soon okay"."""
    spans = [(mark.start, mark.end) for mark in found]
    outside = "".join(
        " " if any(start <= at < end for start, end in spans) else letter for at, letter in enumerate(said)
    )
    return sum(word != "|" and _FILLS.fullmatch(word) is None for word in outside.split()) > MOST_BESIDE


def _if_changed(changes: bool, question: Question) -> Answer | None:
    return Answer.NO if changes and question is Question.READ_BACK else None


def _outside_questions(said: str, found: Found) -> Found:
    """Leave out what stands inside a question of the caller's own: "is that okay?" agrees to nothing."""
    kept: Found = []
    asking = -1
    for mark in found:
        if mark.start < asking or mark.meaning is Said.NEUTRAL:
            continue
        if mark.meaning is Said.ASKS and _begins_clause(said, mark, kept):
            pause = said.find("|", mark.end)
            asking = pause if pause >= 0 else len(said)
        kept.append(mark)
    return kept


def _begins_clause(said: str, mark: Mark[Said], before: Found) -> bool:
    lead = said[before[-1].end if before else 0 : mark.start]
    if before and before[-1].meaning not in _STARTS_CLAUSE and "|" not in lead:
        return False
    return _BETWEEN.fullmatch(lead.rpartition("|")[2].replace(" and ", " ").replace(" so ", " ")) is not None


def _takes_back_its_no(said: str, found: Found) -> bool:
    """Whether a no only leads in to an assent: "no, no, that's right"."""
    last = _last(found, Said.NO)
    if last is None or last + 1 >= len(found):
        return False
    no, yes = found[last], found[last + 1]
    if _SAYS_OF_IT.search(said[: no.start]):
        return False  # "that's no right": the no is of what follows
    opens = all(mark.meaning in (Said.NO, Said.YES, Said.SOFT) for mark in found[:last])
    after = found[last + 1 :]
    agrees = _REVERSED.fullmatch(said[no.end : yes.end].strip(" |")) is not None
    insists = yes.meaning is Said.SOFT and _has(after, Said.YES, Said.DO)
    return opens and (agrees or insists) and not _has(after, Said.AGAINST, Said.BUT, Said.ALTER)


def _gives_in(found: Found) -> bool:
    """Whether an objection ends in assent: "a bit early, but fine"."""
    last = _last(found, Said.AGAINST)
    rest = found[last + 1 :] if last is not None else []
    return _has(rest, Said.YES) or (_has(rest, Said.BUT) and _has(rest, Said.SOFT))


def _wavers(said: str, found: Found) -> bool:
    """Whether a yes is taken halfway back: "yeah, maybe", "yes, I don't know"."""
    last = max(i for i, mark in enumerate(found) if mark.meaning in (Said.YES, Said.THATS_IT))
    if _has(found[last + 1 :], Said.UNSURE):
        return True
    after = found[last + 1 : last + 2]
    return bool(after) and after[0].meaning is Said.PERHAPS and after[0].end >= len(said.rstrip(" |"))


def _to_symptom(said: str, found: Found, agent: str) -> Answer | None:
    """Hear a no only where it is unmistakable: whatever else is said leaves the symptom standing."""
    words = _as_no([word for word in said.split() if word != "|"])
    if _is_plain_no(words, set(agent.split())):
        return Answer.NO
    yes = _has(found, Said.YES) and not _has(found, Said.NO, Said.AGAINST, Said.HOLD, Said.UNSURE)
    return Answer.YES if yes else None


def _as_no(words: list[str]) -> list[str]:
    """A "no" at the start as the recogniser may write it; a "now" there counts for nothing."""
    if words[:1] == ["know"]:
        return ["no", *words[1:]]
    return words[1:] if words[:1] == ["now"] and len(words) > 1 else words


_NO_WORD = any_of(r"""
    no|nope|nah|noo|not|at|all|none|never|nothing|like|that|sir|maam|oh|im|its|hes|shes|isnt|arent|dont|absolutely
    definitely|of|course|thats|it|thank|thanks|you|god|goodness|para|nada|senor|senora|senorita
    gracias|a|de|dios|eso
""")
_DENIALS = re.compile(
    r"(?:no |nope |nah |not at all )*"
    r"(?:no|not|(?:im|hes|shes) not|i dont|(?:he|she) (?:doesnt|isnt)|no (?:tengo|tiene|siento))"
    r"(?: (?:have|having|feel|feeling|got|any|no|ningun|ninguna|nada de))*(?P<rest>(?: \S+)*)"
)
_MOMENT = any_of(r"right|now|ahora|i|you|have|having|are|is|do|tiene")
"""Words of the question that, repeated, deny no symptom: "not right now"."""
_JOINS = any_of(r"no|sir|maam|or|and|of|at|all|ni|de")


def _is_plain_no(words: list[str], agent: set[str]) -> bool:
    if not words or not {"no", "nope", "nah", "not", "noo", "none", "never", "nothing", "para", "nada"} & set(
        words[:3]
    ):
        return False
    if all(_NO_WORD.fullmatch(word) for word in words):
        return True
    denied = _DENIALS.fullmatch(" ".join(words))
    rest = denied["rest"].split() if denied else [""]
    return bool(rest) and all(_JOINS.fullmatch(w) or (w in agent and not _MOMENT.fullmatch(w)) for w in rest)


def _has(found: Found, *meanings: Said) -> bool:
    return any(mark.meaning in meanings for mark in found)


def _last(found: Found, meaning: Said) -> int | None:
    return next((i for i in range(len(found) - 1, -1, -1) if found[i].meaning is meaning), None)
