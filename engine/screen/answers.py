"""What a caller's answer means for the symptom the agent just asked about."""

import re
from enum import StrEnum

from engine.screen.normalize import Spelling, Words, normalize


class Reply(StrEnum):
    """How an answer takes up a yes/no question."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    """Neither, but about the question: "a little", "I'm not sure", "not right now"."""
    AGAIN = "again"
    """The question was not understood."""
    NONE = "none"
    """Something else was said."""


_YES = frozenset(
    "yes yeah yep yup ya yea uhhuh mhm mmhm sure correct right definitely absolutely affirmative both si sip claro simon exacto ambos ambas afirmativo".split()
)
_YES_RUNS = (
    "i am", "im", "i do", "i have", "i did", "i think so", "i guess so", "he is", "she is", "he does", "she does", "he has", "she has", "they are", "it is", "it does",
    "all of them", "all of it", "the first", "the second", "the last", "first one", "second one", "last one", "kind of", "kinda", "sort of", "a little", "a bit", "little bit",
    "some", "a lot", "sometimes", "maybe", "uh huh", "mm hm", "mm hmm", "of course", "you bet", "las dos", "los dos", "la primera", "la segunda", "creo que si", "un poco",
    "un poquito", "a veces", "mas o menos", "tal vez", "asi es", "eso es", "por supuesto", "right now", "it started", "ever since", "since", "its getting", "on and off", "off and on", "comes and goes",
)  # fmt: skip
_NO = frozenset("no nope nah naw none neither never negative nada ninguno ninguna tampoco nunca nel".split())
_NO_RUNS = (
    "not at all", "not really", "nothing like that", "none of", "i dont", "i do not", "im not", "i am not", "he isnt", "she isnt", "he doesnt", "she doesnt", "he dont", "she dont", "not me", "not that", "it isnt", "it doesnt", "havent",
    "i havent", "he hasnt", "she hasnt", "para nada", "de ninguna manera", "gracias a dios no", "no thank", "that would be a no", "definitely not", "of course not",
)  # fmt: skip
_HEDGES = frozenset(
    "maybe little sometimes unless except kinda kind sort bit earlier before yesterday later started sure know poco veces "
    "creo quiza quizas antes ayer seguro segura".split()
)
_NOT_HEDGES = ("i dont think so", "not right now no", "no not right now", "no im just", "no i just", "no just", "for sure not", "no creo", "no thats", "i know you have to ask", "yall would ask", "no now")
_AGAIN = re.compile(
    r"^(sorry|what|huh|pardon|come again|excuse me|como|que|mande|perdon|say (that|it) again|(can|could) you (repeat|say).*|what (was|did) .*"
    r"|i didnt (hear|catch|get|understand).*|repeat.*|no (le )?(escuche|entendi|oi).*|me lo repite.*|puede repetir.*)$"
)
_QUESTION = re.compile(
    r"^(so |and |okay |well |now |also |y )*(are|is|do|does|have|has|any|did|was|were|can|esta|estas|tiene|tienes|ha|hay|siente|alguien)\b"
    r"|\b(are you|is (he|she|it|anyone|anybody|someone|there|this)|do you|does (he|she|it)|have you|has (he|she)|any|alguien|tiene|siente|hay|el nino tiene)\b"
)
_FAMILY = re.compile(
    r"family (medical )?histor|medical conditions? .*family|run in|in your family|family members|about your family|your familys|siblings|relatives"
    r"|what about your (mother|father|mom|dad|brother|sister|parents)|(antecedentes|historia) familiar|en su familia"
)
_PAST = re.compile(
    r"histor|\bever\b|in the past|previous|surger|hospital stay|pregnancies|medical condition|health condition|medical problem|diagnos|listed on|on your record|in your chart|allergic to|allergies"
    r"|what happens when|first time|have you had|has (he|she) had|chronic|take medicine for|medications|alguna vez|antecedente|historial|enfermedades|alergic|cirugias|operacion"
)
_REASON = re.compile(
    r"reason|what brings|how can i help|how may i help|whats going on|what is going on|what happened|what seems|whats wrong|what is wrong|the problem|symptom|describe|motivo|en que (le |te )?puedo|que (le|te) pasa|"
    r"que siente|razon|how are you feeling|tell me more|cual es el problema|how do you feel|how are you doing|como se siente"
)
_CHOICE = re.compile(r"\bwhich\b|\bwhat side\b|\bwhere\b|\bwhose\b|\bcual\b|\bdonde\b|\bque lado\b")


class Question:
    """The agent's last question, as far as the screen has to know it."""

    def __init__(self, text: str, spelling: Spelling) -> None:
        last = _last_sentence(text)
        self.words = normalize(last, spelling)
        self.plain = " ".join(self.words.text)
        whole = " ".join(normalize(text, spelling).text)
        self.family = bool(_FAMILY.search(whole))
        self.past = bool(_PAST.search(whole))
        self.reason = bool(_REASON.search(whole))
        self.choice = bool(_CHOICE.search(self.plain))
        self.yes_no = bool(_QUESTION.search(self.plain)) and not self.choice


def reply(words: Words) -> Reply:
    """Read an answer to a yes/no question."""
    text = words.text
    if not text:
        return Reply.NONE
    plain = " ".join(text)
    if _AGAIN.match(plain):
        return Reply.AGAIN
    opening = _opening(text)
    if _starts(opening, _NO, _NO_RUNS):
        hedged = any(word in _HEDGES for word in _answering(words)) and not any(n in plain for n in _NOT_HEDGES)
        return Reply.UNSURE if hedged else Reply.NO
    if _starts(opening, _YES, _YES_RUNS):
        return Reply.YES
    if "not sure" in plain or "dont know" in plain or "no se" in plain or "hard to say" in plain:
        return Reply.UNSURE
    if text[-1] in ("no", "nope") and words.clauses[-1] != words.clauses[0]:
        return Reply.NO
    return Reply.NONE


def _last_sentence(text: str) -> str:
    sentences = [part for part in re.split(r"(?<=[.?!])\s+", text.strip()) if part]
    questions = [part for part in sentences if "?" in part]
    return (questions or sentences or [""])[-1]


def _opening(text: tuple[str, ...]) -> tuple[str, ...]:
    start = 0
    while start < len(text) and text[start] in ("um", "uh", "well", "oh", "okay", "hmm", "er", "ah", "pues", "eh", "bueno", "ay", "mm", "hm", "god", "lord"):
        start += 1
    return text[start:]


def _starts(text: tuple[str, ...], words: frozenset[str], runs: tuple[str, ...]) -> bool:
    if not text:
        return False
    plain = " ".join(text) + " "
    return text[0] in words or any(plain.startswith(run + " ") for run in runs)


def _answering(words: Words) -> tuple[str, ...]:
    """The words of the first clauses that still answer: up to a dozen words of the first sentence."""
    first = words.sentences[0]
    return tuple(word for word, sentence in zip(words.text, words.sentences, strict=True) if sentence == first)[:12]
