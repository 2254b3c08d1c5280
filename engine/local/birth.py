"""Reads a date of birth, whole or in parts, in every form a recogniser or a keypad gives it."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum, auto
from typing import Literal, NamedTuple

from engine.local.birth_digits import LONGEST_DAY, Births, from_groups, years_in
from engine.local.date_words import MONTHS
from engine.local.number_words import NUMBER_WORDS
from engine.local.numbers import digit_groups, number_at
from engine.local.words import tokens
from engine.vocabulary import Language

Region = Literal["US", "GB"]
BirthParts = tuple[int | None, int | None, int | None]

_REPAIR = frozenset({"no", "sorry", "wait", "actually", "correction", "perdon", "digo", "espere", "espera"})
_OF = frozenset({"of", "de", "del"})
_JOINTS = _OF | frozenset(tokens(",.-/:'() the in and on s is was el la en y es uh um er eh")) | {'"'}
_CUES = {"year": "year", "ano": "year", "month": "month", "mes": "month", "day": "day", "dia": "day"}
_MAY, _DECEMBER = 5, 12
_CUT_SHORT = {"or": "4"}
"""What is left of a word whose beginning the recogniser missed."""
_ALIKE = {"or": "0"}
"""What a caller's "oh" in a date is heard as."""
_MAY_BE = [["be"], ["have"], ["i"], ["not"], ["we"], ["you"]]
_NOT = frozenset({"not"})


class _Alike(Enum):
    """Where a word that sounds like a digit is taken for one; "nine to eleven" is no date, "9 to 1985" is."""

    NOWHERE = auto()
    FIRST = auto()
    BETWEEN = auto()


class _Item(NamedTuple):
    """A number, the name of a month, or a word that is neither."""

    digits: str = ""
    rank: bool = False
    of: bool = False
    """Said after an "of"."""
    month: int = 0
    word: str = ""
    cue: str = ""
    """ "year", "month" or "day": what the next number is."""


def read_birth_date(text: str, *, today: date, lang: Language, region: Region = "US") -> date | None:
    """Read a whole and valid date of birth; None for anything less.

    A year of two digits is the latest past one. Region GB says the day before the month, Spanish always does.
    """
    births = Births(today, lang is Language.ES or region == "GB")
    words = tokens(text)
    for alike in _Alike:
        items = [item for item in _items(words, lang, alike) if not item.cue]
        if born := _whole(items, births._replace(plain_year=alike is _Alike.BETWEEN)):
            return born
    return None


def read_birth_parts(text: str, *, today: date, lang: Language, region: Region = "US") -> BirthParts:
    """Read year, month and day, each where it was said, for a correction of one part."""
    births = Births(today, lang is Language.ES or region == "GB")
    if born := read_birth_date(text, today=today, lang=lang, region=region):
        return born.year, born.month, born.day
    return _parts(_items(tokens(text), lang, _Alike.NOWHERE), births)


def _items(words: Sequence[str], lang: Language, alike: _Alike) -> list[_Item]:
    """Sort tokens into numbers, months and other words; joints are dropped.

    Words that sound like a digit are that digit where `alike` says so.
    """
    months, table = MONTHS[lang], NUMBER_WORDS[lang]
    items: list[_Item] = []
    at, of = 0, False
    while at < len(words):
        word, size = words[at], 1
        if word in months and not (word == "may" and words[at + 1 : at + 2] in _MAY_BE):
            items.append(_Item(month=months[word]))
        elif (number := number_at(words, at, lang)) is not None:
            items.append(_Item(digits=number.digits, rank=number.rank, of=of))
            size = number.length
        elif word[0].isdecimal():
            items.extend(_Item(digits=digits) for digits in digit_groups([word], lang) if digits.isdecimal())
        elif word in _ALIKE or word in table.alike or word in table.zero:
            sounds = "0" if word in table.zero else _ALIKE.get(word, table.alike.get(word, ""))
            if not at:
                sounds = _CUT_SHORT.get(word, sounds)
            follows = bool(items and (items[-1].digits or items[-1].month)) and alike is _Alike.BETWEEN
            digit = word in table.zero or follows or (at == 0 and alike is _Alike.FIRST)
            items.extend([_Item(digits=sounds, of=of)] if digit else [])
        elif word in _CUES:
            items.append(_Item(cue=_CUES[word]))
        elif word not in _JOINTS:
            items.append(_Item(word=word))
        of = word in _OF or (of and word in _JOINTS)
        at += size
    return items


def _whole(items: Sequence[_Item], births: Births) -> date | None:
    """Find the last whole date, with what the caller put right after it."""
    segments = _segments(items)
    for at in range(len(segments) - 1, -1, -1):
        born = _of_segment(segments[at], births)
        if born is None:
            continue
        for later in segments[at + 1 :]:
            year, month, day = _parts(later, births)
            changed = str(year or born.year), month or born.month, day or born.day
            born = births.born(*changed) or born
        return born
    return None


def _segments(items: Sequence[_Item]) -> list[list[_Item]]:
    segments: list[list[_Item]] = [[]]
    for item in items:
        if item.word in _REPAIR:
            segments.append([])
        else:
            segments[-1].append(item)
    return segments


def _of_segment(items: Sequence[_Item], births: Births) -> date | None:
    named = [at for at, item in enumerate(items) if item.month]
    for at in reversed(named):
        if born := _beside_month(items, at, births):
            return born
    if named:
        return None
    found = (_of_run(run, births) for run in reversed(list(_runs(items))))
    return next((born for born in found if born), None)


def _runs(items: Sequence[_Item]) -> Iterator[list[_Item]]:
    """Yield the numbers that stand together."""
    run: list[_Item] = []
    for item in [*items, _Item(word=".")]:
        if item.digits:
            run.append(item)
        elif run:
            yield run
            run = []


def _beside_month(items: Sequence[_Item], at: int, births: Births) -> date | None:
    """Read the numbers around the name of a month."""
    month = items[at].month
    before = next(iter(_runs(items[at - 1 :: -1] if at and items[at - 1].digits else [])), [])
    after = next(iter(_runs(items[at + 1 :])), []) if at + 1 < len(items) and items[at + 1].digits else []
    groups = [item.digits for item in after]
    readings = [(before[0].digits, groups)] if before else []
    if groups:
        readings.append((groups[0], groups[1:]))
        readings.append((groups[0], [item.digits for item in before[:1] if len(item.digits) == 4]))
    if before and before[0].rank and after and after[0].rank:
        return _between_ranks(before[0], month, after, births)
    for day, year_groups in readings:
        for year in years_in(year_groups, births):
            if len(day) <= 2 and (born := births.born(year, month, int(day))):
                return born
    return None


def _between_ranks(day: _Item, month: int, after: Sequence[_Item], births: Births) -> date | None:
    """Read "the 16th of May 12th 1917": of "the" the recogniser makes "May"; other months contradict."""
    if month != _MAY or int(after[0].digits) > _DECEMBER:
        return None
    years = years_in([item.digits for item in after[1:]], births)
    found = (births.born(year, int(after[0].digits), int(day.digits)) for year in years)
    return next((born for born in found if born), None)


def _of_run(run: Sequence[_Item], births: Births) -> date | None:
    """Read numbers alone; "the fifth of the fourth" is a day of a month wherever it is said."""
    if len(run) > 3 and run[0].rank and run[0].digits == run[1].digits and not run[1].of:
        run = run[1:]
    groups = [item.digits for item in run]
    if len(run) > 2 and run[0].rank and (run[1].of or not run[1].rank):
        births = births._replace(day_first=True)
    elif len(run) > 2 and run[1].rank and not run[0].rank:
        births = births._replace(day_first=False)
    return from_groups(groups, births)


def _parts(items: Sequence[_Item], births: Births) -> BirthParts:
    """Read a month by its name, a day as a rank, a year by its size, or each by the word for it."""
    kept = _without_refused(items)
    year: int | None = None
    month = next((item.month for item in reversed(kept) if item.month), None)
    day = next((int(item.digits) for item in reversed(kept) if item.rank), None)
    for at, item in enumerate(kept):
        if not item.digits or (at and kept[at - 1].digits):
            continue
        run = next(_runs(kept[at:]))
        groups = [part.digits for part in run]
        cue = kept[at - 1].cue if at else ""
        beside = bool(at and kept[at - 1].month) or (at + 1 < len(kept) and bool(kept[at + 1].month))
        if cue == "month" and int(groups[0]) <= _DECEMBER:
            month = int(groups[0])
        elif (cue == "day" or beside) and int(groups[0]) <= LONGEST_DAY:
            day = int(groups[0])
        elif (said := next(years_in(groups, births), "")) and (
            cue or len(said) == 4 or int(said) > LONGEST_DAY
        ):
            year = births.year(said)
    return year, month, day


def _without_refused(items: Sequence[_Item]) -> list[_Item]:
    """Drop what follows a "not", up to the next word."""
    kept: list[_Item] = []
    refused = False
    for item in items:
        refused = item.word in _NOT if item.word else refused
        if not refused:
            kept.append(item)
    return kept
