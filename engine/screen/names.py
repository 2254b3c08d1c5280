"""Words that are a name or an address and nothing else: "it's Paine", "vivo en la calle Dolores".

Only words that answer the question just asked, or stand beside "my name is", a title or a kind of street, are
left out of the screen; "my chest hurts" said to "your name, please?" is read as ever.
"""

import re
from collections.abc import Iterator

from engine.screen.lexicon import Span
from engine.screen.normalize import Words, word_set

_ASKS_NAME = re.compile(
    r"\bname\b|\bspell|who am i (speaking|talking)|who('s| is) (calling|this)|\bnombre\b|apellido|deletre"
    r"|con qui[eé]n hablo|which (doctor|provider)|what doctor|qu[eé] doctor|address|street"
    r"|where do you live|direcci[oó]n|d[oó]nde vive|pharmacy|farmacia",
    re.IGNORECASE,
)
_ASKS_DETAIL = re.compile(
    r"date of birth|birthday|birth date|number|member|zip|nacimiento|tel[eé]fono|n[uú]mero|c[oó]digo",
    re.IGNORECASE,
)
_INTRODUCERS = word_set("name names surname spelled apellido apellidos nombre llamo llama")
_BEFORE_CAPITALS = word_set("this im i it soy habla with for see con named")
_TITLES = word_set("dr doctor doctora doc dra mr mrs ms miss nurse senor senora sr sra profesor")
_STREETS = word_set(
    """
    street st road rd lane ln avenue ave drive boulevard blvd court circle way parkway highway trail
    terrace place plaza apartments county hollow creek ridge elementary
    """
)
_CALLES = word_set("calle avenida av colonia camino privada cerrada fraccionamiento barrio")
_LINKS = word_set("is name es me apellido with llamo llama")
"""Words between "my name" and the name."""
_OPENERS = word_set("it is uh um yes yeah sure si es so")
_PARTICLES = word_set("de la of the")
_NOT_NAMES = word_set(
    """
    al i im ive my me he she his her him we our you your they it its a an and is are was am be been have
    has had having not no dont cant wont the this that who with but so because really very just so right
    now yo mi me le se estoy esta tengo tiene soy es no que un una y pero porque muy duele siento hurts
    hurt hurting like in on of at to for from all over
    """
)
NAME_WORDS = 4
"""Words a spoken name may have."""


def asks_for_detail(previous: str) -> bool:
    """Whether the agent just asked for a name, an address, a date of birth or a number."""
    return bool(_ASKS_NAME.search(previous) or _ASKS_DETAIL.search(previous))


def names(words: Words, previous: str) -> list[Span]:
    """Spans of `words` that are a name or an address; `previous` is the agent's last question."""
    asked = bool(_ASKS_NAME.search(previous))
    found = [span for at, word in enumerate(words.text) for span in _beside(words, at, word, asked)]
    if asked:
        found.extend(_answers(words))
    return [span for span in found if span.end > span.start]


def _beside(words: Words, at: int, word: str, asked: bool) -> Iterator[Span]:
    """The names that a word announces."""
    if word in _INTRODUCERS:
        yield _after_introducer(words, at, asked)
    if word in _BEFORE_CAPITALS or word in _TITLES:
        yield _capitals(words, at + 1)
    if word in _STREETS and at:
        yield _before_street(words, at)
    if word in _CALLES:
        yield _name(words, at + 1, NAME_WORDS)


def _name(words: Words, start: int, longest: int) -> Span:
    """Up to `longest` words of one clause that a name may be made of."""
    end = start
    while end < len(words) and end < start + longest and words.clauses[end] == words.clauses[start]:
        if words.text[end].isdigit():
            break
        if words.text[end] in _NOT_NAMES and not (words.text[end] in _PARTICLES and end > start):
            break
        end += 1
    return Span(start, end, "")


def _after_introducer(words: Words, at: int, asked: bool) -> Span:
    start = at + 1
    while start < len(words) and words.text[start] in _LINKS:
        start += 1
    if start < len(words) and words.clauses[start] != words.clauses[at] and not asked:
        return Span(start, start, "")
    span = _name(words, start, NAME_WORDS - 1)
    written = any(words.capitals[i] for i in range(span.start, span.end))
    return span if written or span.end - span.start <= 2 else Span(start, start, "")


def _capitals(words: Words, start: int) -> Span:
    """Words written with a capital inside a sentence, as a recogniser writes names."""
    while start < len(words) and words.text[start] in ("is", "am"):
        start += 1
    end = start
    while end < len(words) and end < start + NAME_WORDS - 1 and words.capitals[end]:
        if words.text[end] in _NOT_NAMES or words.clauses[end] != words.clauses[start]:
            break
        end += 1
    return Span(start, end, "")


def _before_street(words: Words, at: int) -> Span:
    start = at
    while start > max(0, at - NAME_WORDS + 1) and words.clauses[start - 1] == words.clauses[at]:
        if not words.capitals[start - 1] or words.text[start - 1] in _NOT_NAMES:
            break
        start -= 1
    return Span(start, at, "")


def _answers(words: Words) -> Iterator[Span]:
    """Whole short clauses said to a question for a name."""
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and words.clauses[end] == words.clauses[start]:
            end += 1
        lead = start
        while lead < end and words.text[lead] in _OPENERS:
            lead += 1
        if end - lead <= NAME_WORDS and _NOT_NAMES.isdisjoint(words.text[lead:end]):
            yield Span(lead, end, "")
        start = end
