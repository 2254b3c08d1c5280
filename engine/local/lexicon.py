"""Turns text into nodes: looks phrases up in a language's table, longest first, and reads its numbers."""

import re
from collections.abc import Mapping, Sequence

from engine.local.date_words import MONTHS, WEEKDAYS
from engine.local.lexicon_en import PHRASES_EN
from engine.local.lexicon_es import PHRASES_ES
from engine.local.node import Kind, Node
from engine.local.numbers import number_at
from engine.local.words import Token, cut, tokens
from engine.vocabulary import Language

_Meaning = tuple[tuple[Kind, int, str], ...]
_Entry = tuple[tuple[str, ...], _Meaning]
_Lexicon = Mapping[str, Sequence[_Entry]]

_CLOCK = re.compile(r"\d{1,2}[:.]\d\d")
_DATE = re.compile(r"\d{1,4}/\d{1,2}(/\d{1,4})?|\d{1,4}([-.])\d{1,2}\2\d{1,4}")
_HOURS = re.compile(r"(\d{1,2}(?:[:.]\d\d)?)-(\d{1,2}(?:[:.]\d\d)?)")
_COUNTED = frozenset("%$#°€£")
_DASHES = frozenset("-–—")
_PLAIN = re.compile(r"[a-z ]+")
_HALVES = frozenset({"am", "pm", "m"})
_BIGGEST = 9999
_STOPS = frozenset(".?!;…¿¡")
_COMMAS = frozenset(",:()-–—")


def read_nodes(text: str, lang: Language) -> list[Node]:
    """Cut a text into nodes; what is skipped as a filler has none."""
    row = cut(text)
    words = [token.word for token in row]
    lexicon = _LEXICONS[lang]
    nodes: list[Node] = []
    at = 0
    while at < len(row):
        meaning, size = _phrase(words, at, lexicon)
        if not size:
            meaning, size = _number(words, at, lang)
        if not size:
            meaning, size = _alone(row, at), 1
        start, end = row[at].start, row[at + size - 1].end
        nodes.extend(Node(kind, start, end, number, said) for kind, number, said in meaning)
        at += size
    return nodes


def _phrase(words: Sequence[str], at: int, lexicon: _Lexicon) -> tuple[_Meaning, int]:
    word = words[at]
    entries = lexicon.get(word)
    if entries is None and word.endswith("'s"):
        entries = [entry for entry in lexicon.get(word[:-2], ()) if len(entry[0]) == 1]
        return (entries[0][1], 1) if entries else ((), 0)
    for phrase, meaning in entries or ():
        size = len(phrase)
        if size == 1 or tuple(words[at : at + size]) == phrase:
            return meaning, size
    return (), 0


def _number(words: Sequence[str], at: int, lang: Language) -> tuple[_Meaning, int]:
    word = words[at]
    found = number_at(words, at, lang)
    if found and found.value <= _BIGGEST:
        kind = Kind.RANK if found.rank else Kind.NUMBER
        return ((kind, found.value, word if found.rank else found.digits),), found.length
    if not word[0].isdecimal():
        return (), 0
    if _CLOCK.fullmatch(word):
        return ((Kind.CLOCK_TEXT, 0, word),), 1
    if _DATE.fullmatch(word):
        return ((Kind.DATE_TEXT, 0, word),), 1
    if hours := _HOURS.fullmatch(word):
        first, last = (_hour(hours[group]) for group in (1, 2))
        return (first, (Kind.TO, 0, "-"), last), 1
    return ((Kind.X, 0, ""),), 1


def _hour(word: str) -> tuple[Kind, int, str]:
    return (Kind.NUMBER, int(word), word) if word.isdecimal() else (Kind.CLOCK_TEXT, 0, word)


def _alone(row: Sequence[Token], at: int) -> _Meaning:
    """Read what no table knows: punctuation, or a word."""
    word = row[at].word
    if word in _STOPS:
        return ((Kind.STOP, 0, ""),)
    if word in _COMMAS:
        before, after = (row[at - 1], row[at + 1]) if 0 < at < len(row) - 1 else (row[at], row[at])
        if word != "-" or before.end != row[at].start or after.start != row[at].end:
            span = word in _DASHES and after.word[0].isdecimal()
            return ((Kind.TO if span else Kind.COMMA, 0, ""),)
        return ((Kind.TO, 0, ""),) if before.word in _HALVES and after.word[0].isdecimal() else ()
    return ((Kind.X, 0, ""),) if word[0].isalnum() or word in _COUNTED else ()


def _lexicon(phrases: str, lang: Language) -> _Lexicon:
    """Build the look-up table; of two meanings of a phrase the first counts."""
    table: dict[tuple[str, ...], _Meaning] = {}
    for line in phrases.splitlines():
        said, _, spellings = line.partition(" = ")
        meaning = _meaning(said) if spellings else ()
        for spelling in spellings.split(" | ") if spellings else ():
            # Cutting is slow, and most phrases are plain words with spaces between.
            words = spelling.split() if _PLAIN.fullmatch(spelling) else tokens(spelling)
            table.setdefault(tuple(words), meaning)
    for kind, names in ((Kind.WEEKDAY, WEEKDAYS[lang]), (Kind.MONTH, MONTHS[lang])):
        for name, number in names.items():
            table.setdefault((name,), ((kind, number, "s" if name.endswith("days") else ""),))
    entries: dict[str, list[_Entry]] = {}
    for phrase, what in sorted(table.items(), key=lambda entry: -len(entry[0])):
        entries.setdefault(phrase[0], []).append((phrase, what))
    return entries


def _meaning(said: str) -> _Meaning:
    """Parse "TODAY:0 PART:night"; a filler means nothing."""
    parts = [part.partition(":") for part in said.split() if part != "SKIP"]
    return tuple(
        (Kind[kind], int(value) if value.lstrip("-").isdecimal() else 0, value) for kind, _, value in parts
    )


_LEXICONS: Mapping[Language, _Lexicon] = {
    Language.EN: _lexicon(PHRASES_EN, Language.EN),
    Language.ES: _lexicon(PHRASES_ES, Language.ES),
}
