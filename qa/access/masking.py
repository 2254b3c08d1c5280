"""Masks one text: what a caller said, or what the agent said.

Figures go by their form, names by what is known of the call, by lists of names, and by being written as one.
Health words stay: without its person a symptom is what a reviewer has to see.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from engine.extraction import Extraction, Slots
from engine.local.date_words import MONTHS, WEEKDAYS
from engine.local.family_names import FAMILY
from engine.local.given_names import GIVEN
from engine.local.number_words import NUMBER_WORDS
from engine.local.ordinary import NEVER, SELDOM
from engine.local.said import Word
from engine.local.said import cut as cut_said
from engine.local.spelling import read_spelled
from engine.local.words import fold
from engine.screen.redlist import PACKAGED
from engine.speech.wordings import Speech
from engine.vocabulary import Asked, Language
from qa.access.figures import Figure, figures
from qa.access.known import Known, words_of
from qa.access.marks import ADDRESS, EMAIL, MARKS, NAME

_EMAIL = re.compile(
    # One word, one way to read it: a word that could be cut in four would take a thousand digits for ever.
    r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.+-])[\w.+-]+(?: (?:dot|punto) [\w.+-]+){0,3} (?:at|arroba) [\w-]+(?: (?:dot|punto) \w+)+",
    re.IGNORECASE,
)
_STREETS = "street|st|avenue|ave|road|rd|drive|boulevard|blvd|lane|ln|court|ct|place|terrace|parkway|highway"
_ADDRESS = re.compile(
    rf"\b\d+[a-z]? (?:[\w.']+ ){{1,4}}(?:{_STREETS})\b\.?"
    rf"|\b(?:[\w']+ ){{0,2}}[A-Z][\w']+ (?:{_STREETS.title()})\b"
    r"|\b(?:calle|avenida|carrera) (?:[\w.']+ ){0,3}(?:n[uú]mero )?\d+",
)
_TITLES = frozenset({"dr", "doctor", "doctora", "doc", "dra", "doctors"})
_NEAR = 2
"""How many words may stand between a title and the end of the name it belongs to."""
_RUN = re.compile("|".join(rf"{re.escape(mark)}(?:[ ,'.-]+{re.escape(mark)})+" for mark in MARKS))


class _Place(NamedTuple):
    """A word, and where it stands."""

    word: Word
    start: int
    end: int


def mask_heard(
    text: str,
    known: Known,
    *,
    asked: Asked | None = None,
    read: Extraction | None = None,
    urgent: bool = False,
) -> str:
    """Mask what a caller said in answer to `asked`; `read` is how the utterance was understood.

    In an answer to the question for a name nothing but everyday words is left, and nothing at all where it
    was not understood as anything else, unless it was `urgent`: a reviewer has to see why.
    """
    if asked is Asked.PATIENT_NAME and not urgent and (read is None or _says_no_more(read)):
        return NAME
    found = [*_spans(text, _EMAIL, "⟨email⟩"), *_spans(text, _ADDRESS, ADDRESS), *figures(text, known, asked)]
    found += list(_names(text, known, strict=asked in (Asked.PATIENT_NAME, Asked.ON_BEHALF_OF)))
    return _put(text, found)


def mask_spoken(text: str, known: Known) -> str:
    """Mask what the agent said, or a text it sent: its words are fixed, only what is known is in it."""
    found = [*_spans(text, _EMAIL, EMAIL), *figures(text, known)]
    places = _cut(text)
    kept = _providers_words(places, known)
    found += [
        Figure(place.start, place.end, NAME)
        for at, place in enumerate(places)
        if at not in kept and _is_known(place.word, known)
    ]
    found += [Figure(at, at + len(secret), ADDRESS) for secret in known.texts for at in _all(text, secret)]
    return _put(text, found)


def _says_no_more(read: Extraction) -> bool:
    """Whether an answer was read as a name, or as nothing."""
    parts = (read.intent, read.answer, read.wish, read.repair, read.topic)
    return all(part is None for part in parts) and read.slots in (
        Slots(),
        Slots(patient_name=read.slots.patient_name),
    )


def _names(text: str, known: Known, *, strict: bool) -> Iterator[Figure]:
    """Every word that is, or looks like, part of a name; spelled ones in one piece."""
    places = _cut(text)
    kept = _providers_words(places, known)
    for stretch in read_spelled([place.word for place in places]):
        yield Figure(places[stretch.start].start, places[stretch.end - 1].end, NAME)
    for at, place in enumerate(places):
        if not place.word.is_word or at in kept:
            continue
        if _is_known(place.word, known) or _looks_like_one(places, at, strict=strict):
            yield Figure(place.start, place.end, NAME)


def _is_known(word: Word, known: Known) -> bool:
    plain = word.plain.removesuffix("'s")
    return any(_is_part(part, name) for part in {plain, *plain.split("-")} for name in known.names)


def _is_part(word: str, name: str) -> bool:
    """Whether `word` is the name, or one of them is the beginning of the other and long enough to tell."""
    begins = word.startswith(name) or name.startswith(word)
    return word == name or (begins and min(len(word), len(name)) >= 4)


def _looks_like_one(places: Sequence[_Place], at: int, *, strict: bool) -> bool:
    word = places[at].word
    plain = word.plain.removesuffix("'s")
    if plain in NEVER or plain in _calendar() or len(plain) < 2:
        return False
    if strict and plain not in _vocabulary():
        return True
    named = plain in GIVEN or plain in FAMILY
    if not word.is_capital:
        return named and plain not in SELDOM and plain not in _vocabulary()
    if named:
        return True
    opens = at == 0 or not places[at - 1].word.is_word
    follows = at + 1 < len(places) and _is_odd(places[at + 1].word)
    return plain not in _vocabulary() and (not opens or follows)


def _is_odd(word: Word) -> bool:
    """Whether a word is written with a capital and is none of everyday talk."""
    return word.is_capital and word.plain not in NEVER and word.plain not in _vocabulary()


def _providers_words(places: Sequence[_Place], known: Known) -> set[int]:
    """Where the clinic's doctors are named: after a title, in full, or by a family name nobody here has."""
    kept: set[int] = set()
    for provider in known.providers:
        parts = _parts(provider)
        if not parts:
            continue
        for at, place in enumerate(places):
            plain = place.word.plain.removesuffix("'s")
            if plain not in parts:
                continue
            before = {p.word.plain for p in places[max(0, at - _NEAR) : at] if p.word.plain != "."}
            titled = bool(_TITLES & {p.word.plain for p in places[max(0, at - _NEAR - 1) : at]})
            full = bool(before & set(parts)) or (at + 1 < len(places) and places[at + 1].word.plain in parts)
            alone = plain == parts[-1] and plain not in known.names
            if titled or (full and not set(parts) <= known.names) or alone:
                kept.add(at)
    return kept


@cache
def _parts(provider: str) -> tuple[str, ...]:
    """The words of a doctor's name; the same few are asked for with every sentence."""
    return tuple(part for part in words_of(provider) if part not in _TITLES)


@cache
def _calendar() -> frozenset[str]:
    """Months, weekdays and numbers."""
    found: set[str] = set()
    for lang in Language:
        words = NUMBER_WORDS[lang]
        found |= {*MONTHS[lang], *WEEKDAYS[lang], *words.small, *words.tens, *words.ranks, *words.times}
    return frozenset(found)


@cache
def _vocabulary() -> frozenset[str]:
    """Everyday words, those of the agent's own sentences and of the urgent list; a name is none of them."""
    speech = Speech.load()
    lines = [
        speech.file(lang)[group].values() for lang in Language for group in ("say", "visit", "specialty")
    ]
    own = {word.plain for values in lines for value in values for word in cut_said(str(value))}
    own |= {word.plain for word in cut_said(PACKAGED.read_text(encoding="utf-8"))}
    return frozenset(NEVER | _calendar() | {w for w in own if w not in GIVEN and w not in FAMILY})


def _cut(text: str) -> list[_Place]:
    places, at = [], 0
    for word in cut_said(text):
        start = text.index(word.said, at)
        at = start + len(word.said)
        places.append(_Place(word, start, at))
    return places


def _spans(text: str, pattern: re.Pattern[str], mark: str) -> Iterator[Figure]:
    return (Figure(match.start(), match.end(), mark) for match in pattern.finditer(text))


def _all(text: str, secret: str) -> Iterator[int]:
    """Where a folded secret stands; only where folding keeps the length can it be told."""
    plain = fold(text)
    if len(plain) == len(text) and secret:
        yield from (match.start() for match in re.finditer(re.escape(secret), plain))


def _put(text: str, found: Sequence[Figure]) -> str:
    """Put every mark in place; of two that overlap the longer counts, and equal neighbours become one."""
    taken: list[Figure] = []
    for figure in sorted(found, key=lambda f: (f.start - f.end, f.start)):
        if all(figure.end <= other.start or figure.start >= other.end for other in taken):
            taken.append(figure)
    for figure in sorted(taken, reverse=True):
        text = text[: figure.start] + figure.mark + text[figure.end :]
    return _RUN.sub(lambda match: match.group()[: match.group().index("⟩") + 1], text)
