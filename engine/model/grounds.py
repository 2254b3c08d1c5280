"""Whether the caller's own words bear what the model read in them; what they don't bear is not believed."""

import re
from collections.abc import Sequence
from datetime import date

from rapidfuzz import fuzz

from engine.extraction import Request, RosterEntry
from engine.local.birth import read_birth_date
from engine.local.date_words import MONTHS
from engine.local.name_runs import DOCTORS
from engine.local.numbers import digit_groups, read_digits
from engine.local.ordinary import NEVER, SELDOM
from engine.local.people import RELATIONS
from engine.local.plain import plain
from engine.local.said import cut as cut_said
from engine.local.spelling import read_spelled
from engine.local.words import cut, fold, tokens
from engine.sound import sound
from engine.vocabulary import Language

ALIKE = 70
"""Likeness, of 100, from which a heard word may be a doctor's name; the model has to think so too."""
SURE = 100.0
"""The likeness of a name that rules have read."""
NEAR = 10
"""Doctors whose names are as near as this to what was heard can't be told apart by it."""
SHORTEST = 3
MOST_DIGITS = 18
"""Among more digits than these ten of any order can be found."""
_DOCTOR = re.compile(r"\b(?:dra?|doctor(?:a|s)?|doc)\b[.\s]*(?:\w+\s+)?$")
_TONGUE = re.compile(r"\b(?:spanish|english|espanol|castellano|ingles|habla\w*)\b")


def bears_birth(request: Request, born: date) -> bool:
    """Whether day, month and year of `born` were all said, in an order that can mean them."""
    today = request.now.date()
    read = read_birth_date(request.text, today=today, lang=request.lang, region=request.region)
    if read is not None:
        return read == born
    return any(_says_parts(request, born, lang) for lang in Language)


def _says_parts(request: Request, born: date, lang: Language) -> bool:
    words = tokens(request.text)
    numbers = [group for group in digit_groups(words, lang) if group.isdecimal()]
    years = [
        range(at, at + size)
        for at in range(len(numbers))
        for size in (1, 2, 3, 4)
        if "".join(numbers[at : at + size]) in (f"{born.year}", f"{born.year % 100:02}")
    ]
    days = [at for at, number in enumerate(numbers) if int(number) == born.day]
    if any(MONTHS[lang].get(word) == born.month for word in words):
        return any(day not in year for year in years for day in days)
    months = [at for at, number in enumerate(numbers) if int(number) == born.month]
    day_first = lang is Language.ES or request.region == "GB"
    return any(
        day != month and day not in year and month not in year and (day < month) == day_first
        for year in years
        for day in days
        for month in months
    )


def bears_phone(request: Request, phone: str) -> bool:
    """Whether the ten digits of `phone` (E.164, North America) were said in order, repairs taken out."""
    wanted = phone[-10:]
    for lang in Language:
        said = read_digits(request.text, lang)
        if len(said) <= MOST_DIGITS and _is_within(wanted, said):
            return True
    return False


def _is_within(wanted: str, said: str) -> bool:
    """Whether `wanted` is left of `said` when some digits are taken out."""
    rest = iter(said)
    return all(digit in rest for digit in wanted)


def bears_name(request: Request, part: str) -> bool:
    """Whether `part` of the patient's name was said or spelled, and not only as a doctor's name."""
    words = cut_said(request.text)
    spelled = {"".join(c for c in fold(w) if c.isalpha()) for s in read_spelled(words) for w in s.words}
    if "".join(c for c in fold(part) if c.isalpha()) in spelled:
        return True
    return all(_says_outside_title(request.text, word) for word in fold(part).replace("-", " ").split())


def _says_outside_title(text: str, word: str) -> bool:
    said = fold(text)
    found = re.finditer(rf"(?<![^\W_]){re.escape(word)}(?:'s)?(?![^\W_])", said)
    return any(not _DOCTOR.search(said[: match.start()]) for match in found)


def bears_words(text: str, quoted: str) -> bool:
    """Whether `quoted` has words, and every one of them was said."""
    said, words = _bare_words(text), _bare_words(quoted)
    return bool(words) and words <= said


def _bare_words(text: str) -> set[str]:
    return {word.replace("'", "") for word in tokens(text) if word[:1].isalnum()}


def bears_relation(text: str, relation: str) -> bool:
    """Whether a relative was mentioned who can be `relation`; "I'm her mother" turns it round."""
    said = f" {plain(text)} "
    mentioned = {kin for word, kin in RELATIONS.items() if f" {word} " in said}
    turned = any(f" {words} " in said for words in ("i am", "this is", "soy"))
    return relation in RELATIONS.values() and (relation in mentioned or (turned and bool(mentioned)))


def bears_tongue(text: str) -> bool:
    """Whether a language, or speaking one, was mentioned."""
    return _TONGUE.search(fold(text)) is not None


def doctors_heard(text: str, roster: Sequence[RosterEntry]) -> dict[str, float]:
    """How near each doctor's name comes to some word said, 0 to 100; only those that may have been named."""
    words = _may_be_names([token.word for token in cut(text)])
    nearness = {entry.name: max((_nearness(w, entry.name) for w in words), default=0.0) for entry in roster}
    return {name: near for name, near in nearness.items() if near >= ALIKE}


def _may_be_names(words: Sequence[str]) -> list[str]:
    """The words that no everyday word explains, and any behind a "doctor"."""
    return [
        word
        for at, word in enumerate(words)
        if word[:1].isalpha()
        and len(word) >= SHORTEST
        and (word not in NEVER | SELDOM or DOCTORS & set(words[max(0, at - 2) : at]))
    ]


def _nearness(word: str, name: str) -> float:
    parts = [part for part in fold(name).split() if part.strip(".") not in ("dr", "dra")]
    return max(
        (max(fuzz.ratio(word, part), fuzz.ratio(sound(word), sound(part))) for part in parts), default=0.0
    )
