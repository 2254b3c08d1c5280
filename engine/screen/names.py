"""Words that are a name, a street or a number and nothing else: "it's Paine", "Choke Cherry Lane", "la calle Dolores".

Only words that answer the question just asked, or stand right beside "my name is", a title or a kind of street, are
left out of the screen; "my chest hurts" said to "your name, please?" is read as ever.
"""

import re

from engine.screen.lexicon import Span
from engine.screen.normalize import Words

_ASKS_NAME = re.compile(
    r"\bname\b|\bspell|who am i (speaking|talking)|who('s| is) (calling|this)|\bnombre\b|apellido|deletre|con qui[eé]n hablo"
    r"|which (doctor|provider)|what doctor|qu[eé] doctor|address|street|where do you live|direcci[oó]n|d[oó]nde vive|pharmacy|farmacia",
    re.IGNORECASE,
)
_INTRODUCERS = frozenset("name names surname spelled apellido apellidos nombre llamo llama called".split())
_CAPITAL_INTRODUCERS = frozenset("this im i it soy habla with for see con named".split())
_TITLES = frozenset("dr doctor doctora doc dra mr mrs ms miss nurse señor senor senora sr sra profesor".split())
_STREETS = frozenset(
    "street st road rd lane ln avenue ave drive boulevard blvd court circle way parkway highway trail terrace place plaza "
    "apartments county hollow creek ridge elementary".split()
)
_STREETS_BEFORE = frozenset("calle avenida av colonia camino boulevard privada cerrada fraccionamiento barrio".split())
_NOT_NAMES = frozenset(
    "i im ive my me he she his her him we our you your they it its a an and is are was am be been have has had having not no dont "
    "cant wont the this that who with but so because really very just so right now yo mi me le se estoy esta tengo tiene soy "
    "es no que un una y pero porque muy duele siento hurts hurt hurting like in on of at to for from all over".split()
)
_NAME_LENGTH = 4
"""Words a spoken name may have."""


_ASKS_DETAIL = re.compile(
    r"date of birth|birthday|birth date|phone number|number|member|zip|nacimiento|tel[eé]fono|n[uú]mero|c[oó]digo",
    re.IGNORECASE,
)


def asks_for_detail(previous: str) -> bool:
    """Whether the agent just asked for a name, an address, a date of birth or a number."""
    return bool(_ASKS_NAME.search(previous) or _ASKS_DETAIL.search(previous))


def names(words: Words, previous: str) -> list[Span]:
    """Spans of `words` that are a name or an address; `previous` is the agent's last question."""
    found: list[Span] = []
    text = words.text
    for at, word in enumerate(text):
        if word in _INTRODUCERS:
            found.append(_after_introducer(words, at, previous))
        if word in _CAPITAL_INTRODUCERS:
            found.append(_capitals_from(words, at + 1))
        if word in _TITLES:
            found.append(_capitals_from(words, at + 1))
        if word in _STREETS and at and words.clauses[at - 1] == words.clauses[at]:
            found.append(_before_street(words, at))
        if word in _STREETS_BEFORE:
            found.append(_run(words, at + 1, 4))
    if _ASKS_NAME.search(previous):
        found.extend(_answers(words))
    return [span for span in found if span.end > span.start]


def _run(words: Words, start: int, longest: int) -> Span:
    """Up to `longest` words of one clause that a name may be made of."""
    end = start
    while end < len(words) and end < start + longest and words.clauses[end] == words.clauses[start]:
        if words.text[end] in _NOT_NAMES and not (words.text[end] in ("de", "la", "of", "the") and end > start):
            break
        end += 1
    return Span(start, end, "")


def _after_introducer(words: Words, at: int, previous: str) -> Span:
    start = at + 1
    while start < len(words) and words.text[start] in ("is", "name", "es", "me", "apellido", "with", "llamo", "llama"):
        start += 1
    if start < len(words) and words.clauses[start] != words.clauses[at] and not _ASKS_NAME.search(previous):
        return Span(start, start, "")
    span = _run(words, start, 3)
    capital = any(words.capitals[i] for i in range(span.start, span.end))
    return span if capital or span.end - span.start <= 2 else Span(start, start, "")


def _capitals_from(words: Words, start: int) -> Span:
    """Words written with a capital inside a sentence, as a recogniser writes names."""
    while start < len(words) and words.text[start] in ("is", "am"):
        start += 1
    end = start
    while end < len(words) and end < start + 3 and words.capitals[end] and words.text[end] not in _NOT_NAMES:
        if words.clauses[end] != words.clauses[start]:
            break
        end += 1
    return Span(start, end, "")


def _before_street(words: Words, at: int) -> Span:
    start = at
    while start > max(0, at - 3) and words.clauses[start - 1] == words.clauses[at] and words.capitals[start - 1]:
        if words.text[start - 1] in _NOT_NAMES:
            break
        start -= 1
    return Span(start, at, "")


def _answers(words: Words) -> list[Span]:
    """Whole short clauses, and capitals inside a clause, said to a question for a name."""
    out: list[Span] = []
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and words.clauses[end] == words.clauses[start]:
            end += 1
        lead = start
        while lead < end and words.text[lead] in ("it", "is", "uh", "um", "yes", "yeah", "sure", "si", "es", "so"):
            lead += 1
        body = range(lead, end)
        if len(body) <= _NAME_LENGTH and not any(words.text[i] in _NOT_NAMES for i in body):
            out.append(Span(lead, end, ""))
        start = end
    return out
