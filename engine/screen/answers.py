"""What a caller's answer means for the symptom that the agent has just asked about."""

from enum import StrEnum

from engine.screen.lexicon import entries
from engine.screen.normalize import Words, word_set


class Reply(StrEnum):
    """How an answer takes up a yes/no question."""

    YES = "yes"
    NO = "no"
    LEANING_NO = "leaning_no"
    """ "not really", "I don't think so": a no to how bad something is, none to whether there is danger."""
    UNSURE = "unsure"
    AGAIN = "again"
    """The question was not understood."""
    NONE = "none"
    """Something else was said."""


_FILLERS = word_set(
    """
    um uh well oh okay hmm er ah pues eh bueno ay mm hm god lord honestly thankfully
    """
)
_LEADS = word_set("sorry now")
"""Mean something only by themselves: "now, it's not" is how a "no, it's not" is heard."""
_YES = word_set(
    """
    yes yeah yep yup ya yea uhhuh mhm mmhm correct definitely absolutely affirmative both si sip claro
    simon exacto ambos ambas afirmativo maybe sometimes some kinda
    """
)
_YES_RUNS = entries(
    """
    i do, i have, i did, i think so, i guess so, he is, she is, he does, she does, he has, she has, they
    are, it is, it does, all of them, all of it, the first, the second, the last, first one, second one,
    last one, kind of, sort of, a little, a bit, little bit, a lot, uh huh, mm hm, mm hmm, of course,
    you bet, right now, it started, ever since, since, its getting, on and off, off and on, comes and
    goes, las dos, los dos, la primera, la segunda, creo que si, un poco, un poquito, a veces, mas o
    menos, tal vez, asi es, eso es, por supuesto
    """
)
_NO = word_set("no know nope nah naw none neither never negative nada ninguno ninguna tampoco nunca")
"""A "no" may be written "know", which sounds the same; where it opens an answer it means nothing else."""
_NO_RUNS = entries(
    """
    not at all, nothing like that, none of, i dont, im not, he isnt, she isnt, he not, she not, it not,
    it isnt, it doesnt, he doesnt, she doesnt, not me, i havent, he hasnt, she hasnt, that not, that
    isnt, im fine, im okay, im good, i feel fine, he fine, she fine, he okay, she okay, were fine, all
    good, definitely not, of course not, i said no, i already said no, para nada, de ninguna manera,
    gracias a dios no, estoy bien, todo bien, esta bien
    """
)
_LEANING_RUNS = entries(
    """
    not really, i dont think so, no i dont think so, i guess not, probably not, creo que no, no creo, no
    mucho
    """
)
_UNSURE_RUNS = entries(
    """
    not sure, dont know, no se, hard to say, hard to tell, no estoy segur
    """
)
_HEDGES = word_set(
    """
    maybe little sometimes unless except kinda kind sort bit earlier before yesterday later started
    usual more poco veces quiza quizas antes ayer
    """
)
_AGAIN = word_set("sorry what huh pardon como que mande perdon")
_AGAIN_RUNS = entries(
    """
    come again, excuse me, say that again, say it again, can you repeat, could you repeat, can you say,
    could you say, what was, what did you, i didnt hear, i didnt catch, i didnt get, i didnt understand,
    repeat, no escuche, no le escuche, no entendi, no le entendi, no oi, me lo repite, puede repetir, me
    repite
    """
)
_SHORT = 6
"""Words of an answer whose last word may be its no: "I already told you no"."""
_ANSWERING = 12
"""Words at the start of an answer that may hedge it."""


def reply(words: Words) -> Reply:
    """Read an answer to a yes/no question."""
    text = _opened(words.text)
    plain = " ".join(text) + " "
    if not text:
        return Reply.NONE
    if (text[0] in _AGAIN and len(text) <= 2) or _starts(plain, _AGAIN_RUNS):
        return Reply.AGAIN
    if _starts(plain, _LEANING_RUNS):
        return Reply.LEANING_NO
    if any(run in plain for run in _UNSURE_RUNS):
        return Reply.UNSURE
    if text[0] in _NO or _starts(plain, _NO_RUNS) or (len(text) <= _SHORT and text[-1] in ("no", "nope")):
        first = words.sentences[0]
        answering = [w for w, s in zip(words.text, words.sentences, strict=True) if s == first][:_ANSWERING]
        return Reply.NO if _HEDGES.isdisjoint(answering) else Reply.UNSURE
    yes = text[0] in _YES or text == ("im",) or _starts(plain, _YES_RUNS)
    return Reply.YES if yes else Reply.NONE


def _opened(text: tuple[str, ...]) -> tuple[str, ...]:
    start = 0
    while start < len(text) and (
        text[start] in _FILLERS or (text[start] in _LEADS and start + 1 < len(text))
    ):
        start += 1
    return text[start:]


def _starts(plain: str, runs: tuple[str, ...]) -> bool:
    return any(plain.startswith(run + " ") for run in runs)
