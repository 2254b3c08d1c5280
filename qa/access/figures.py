"""Finds dates, telephone numbers and other figures in words, digits or a mixture, and what mark each gets."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from engine.local.date_words import MONTHS
from engine.local.number_words import NUMBER_WORDS
from engine.local.words import Token, cut
from engine.vocabulary import Asked, Language
from qa.access.known import Known
from qa.access.marks import BIRTH, DATE, NUMBER, PHONE

LONG = 4
"""Digits from which a figure is masked, whatever it is."""
_PHONE_DIGITS = range(7, 16)
_LONGEST = 11
"""Digits of an American number with its country's 1."""
_JOINT_WORDS = ", . - / : ( ) + ' # of de del the and y oh o cero um uh then no sorry wait"
_JOINTS = frozenset(_JOINT_WORDS.split())
_CENTURIES = frozenset({"nineteen", "mil", "thousand", "hundred", "novecientos", "cien"})
_SINGLE = frozenset({"un", "una", "uno", "once", "triple", "double", "doble"})
"""Numbers only beside other numbers: they are everyday words, too."""


class Figure(NamedTuple):
    """One stretch of a text, and the mark to put in its place."""

    start: int
    end: int
    mark: str


def _numbers() -> dict[str, int]:
    """Every number word of both languages with its value."""
    found: dict[str, int] = {}
    for lang in (Language.ES, Language.EN):
        words = NUMBER_WORDS[lang]
        found |= {**words.small, **words.tens, **words.hundreds, **words.ranks}
        found |= dict.fromkeys(words.zero, 0)
        found |= {words.hundred: 100, words.thousand: 1000} if words.hundred else {words.thousand: 1000}
        found |= dict.fromkeys(words.times, 2)
    return found


_NUMBERS = _numbers()
_MONTHS = {**MONTHS[Language.ES], **MONTHS[Language.EN]}


def figures(text: str, known: Known, asked: Asked | None = None) -> Iterator[Figure]:
    """Find every figure of `text` that may identify somebody; clock times and days alone stay."""
    for run in _runs(cut(text)):
        mark = _mark(run, known, asked)
        if mark:
            start = run[0].start
            opened = text[start - 1 : start] == "(" and any(token.word == ")" for token in run)
            yield Figure(start - opened, run[-1].end, mark)


def _runs(row: Sequence[Token]) -> Iterator[list[Token]]:
    """Cut out stretches of numbers and months with nothing but joints between them."""
    run: list[Token] = []
    last = 0
    for token in row:
        if _is_number(token.word) or token.word in _MONTHS:
            run.append(token)
            last = len(run)
        elif run and token.word in _JOINTS:
            run.append(token)
        elif run:
            yield run[:last]
            run = []
    if run:
        yield run[:last]


def _is_number(word: str) -> bool:
    return any(c.isdecimal() for c in word) or (word in _NUMBERS and word != "o")


def _mark(run: Sequence[Token], known: Known, asked: Asked | None) -> str:
    """The mark of one stretch; empty where it may stay."""
    words = [token.word for token in run]
    numbers = [word for word in words if _is_number(word)]
    digits = "".join(_digits(word) for word in numbers)
    if asked is Asked.DATE_OF_BIRTH and words != ["may"]:
        return BIRTH
    if digits in known.public or (len(digits) == _LONGEST and digits[1:] in known.public):
        return ""
    if not numbers or (len(numbers) == 1 and numbers[0] in _SINGLE):
        return ""
    if asked is Asked.PHONE:
        return PHONE if len(digits) > 1 else ""
    if any(_is_birthday(words, born) for born in known.births):
        return BIRTH
    month = any(word in _MONTHS for word in words)
    if (month and _has_year(words)) or any(_is_written_date(word) for word in numbers):
        return DATE
    if any(len(phone) > 3 and phone in digits for phone in known.phones):
        return PHONE
    if _is_times(words):
        return ""
    if len(digits) in _PHONE_DIGITS and not month:
        return PHONE
    return NUMBER if len(digits) >= LONG or any(_is_code(word) for word in numbers) else ""


def _digits(word: str) -> str:
    """The digits of a number as far as they count for its length; words stand for their value's digits."""
    written = "".join(c for c in word if c.isdecimal())
    if written:
        return written
    value = _NUMBERS[word]
    return str(value) if value < 10 else str(value)[0] if value % 10 == 0 and value < 100 else str(value)[:2]


def _is_birthday(words: Sequence[str], born: date) -> bool:
    """Whether month and day, or month and year, of a birthday stand in the stretch, in words or figures."""
    written = [part for word in words for part in _parts(word)]
    if any(_MONTHS.get(word) == born.month for word in words):
        return born.day in _values(words) or born.year in written or born.year % 100 in _values(words)
    pairs = {(born.month, born.day), (born.day, born.month)}
    compact = {f"{born:%m%d%Y}", f"{born:%d%m%Y}", f"{born:%Y%m%d}", f"{born:%m%d%y}", f"{born:%d%m%y}"}
    joined = "".join(c for word in words for c in word if c.isdecimal())
    if joined in compact:
        return True
    return born.year in written and any(pair in pairs for pair in pairwise(written))


def _values(words: Sequence[str]) -> set[int]:
    """Every number that stands in the stretch: alone, and tens with the unit after them."""
    plain = [_value(word) for word in words if _is_number(word)]
    return set(plain) | {a + b for a, b in pairwise(plain) if a >= 20 and a % 10 == 0 and b < 10}


def _value(word: str) -> int:
    if word in _NUMBERS:
        return _NUMBERS[word]
    digits = "".join(c for c in word if c.isdecimal())
    return int(digits) if len(digits) < 9 else -1


def _parts(word: str) -> list[int]:
    """The numbers of `04/17/1988` or `17th`, one by one."""
    spaced = "".join(c if c.isdecimal() else " " for c in word)
    return [int(part) for part in spaced.split() if len(part) < 9]


def _has_year(words: Sequence[str]) -> bool:
    """Whether a year of four digits, or one in words, is among them."""
    years = any(1880 <= part <= 2099 for word in words for part in _parts(word))
    spoken = sum(word in _NUMBERS for word in words)
    return years or (any(word in _CENTURIES for word in words) and spoken > 1) or spoken > 3


def _is_written_date(word: str) -> bool:
    return (
        len(_parts(word)) == 3 and any(mark in word for mark in "/-.") and len(_digits(word)) in range(4, 9)
    )


def _is_times(words: Sequence[str]) -> bool:
    """Whether every number is a time of day or a day of the month: at most two digits, or with a colon."""
    numbers = [word for word in words if _is_number(word)]
    return len(numbers) <= 3 and all(_is_short(word) for word in numbers)


def _is_short(word: str) -> bool:
    parts = _parts(word)
    if not parts:
        return 0 <= _NUMBERS.get(word, 60) < 60
    short = len(parts) == 1 and parts[0] < 60 and len(_digits(word)) < 3
    return short or (len(parts) == 2 and any(mark in word for mark in ":/"))


def _is_code(word: str) -> bool:
    return any(c.isdecimal() for c in word) and ":" not in word and len(_digits(word)) >= 3
