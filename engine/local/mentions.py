"""Which of the offered openings the words of an utterance fit: by place, weekday, date, time or provider."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from engine.extraction import Option, RosterEntry, When
from engine.local.choice_words import Pick
from engine.local.marks import Mark, any_of, spoken
from engine.local.pronoun import hours_plain
from engine.local.roster import read_provider
from engine.local.when import read_whens
from engine.vocabulary import Language

Fitting = frozenset[int]
"""Indices of offered openings."""

_NOON = 12
_NTH = {Pick.FIRST: 0, Pick.SECOND: 1, Pick.THIRD: 2, Pick.FOURTH: 3}
_WEEKDAY = any_of(r"""
    (?:mon|tues?|wed(?:nes)?|wens|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?
    lunes|martes|miercoles|jueves|viernes|sabado|domingo
""")
_ANCHORED = any_of(r"""
    this|next|week|coming|following|after|est[ae]|proxim[oa]|siguiente|que viene|\d+(?:st|nd|rd|th)?|de \w+
""")
_NUMBER = re.compile(r"(one|1|uno|una)|(two|2|dos)|(three|3|tres)|(four|4|cuatro)")


class Mention(NamedTuple):
    """Words that fit some of the offers, with their place in the spoken text."""

    fits: Fitting
    start: int
    end: int
    is_time: bool = False
    """Whether it names a day or a time, which may be one that was not offered."""
    refused: bool = False
    """Whether its own words refuse it: "not Tuesday"."""


def mentions(
    said: str, options: Sequence[Option], marks: list[Mark[Pick]], now: datetime, lang: Language
) -> list[Mention]:
    """Find every mention of one or more of `options` in the spoken text `said`, in the order said."""
    places = _by_place(options, marks)
    found = [*places, *_by_time(_blanked(said, places), options, now, lang)]
    provider = _by_provider(said, options, lang)
    return sorted([*found, *([provider] if provider else [])], key=lambda m: m.start)


def _by_place(options: Sequence[Option], marks: list[Mark[Pick]]) -> list[Mention]:
    found = []
    for mark in marks:
        fits = _places(mark.meaning, len(options))
        # "The fourth" of three offers is a day of the month.
        if fits and max(fits) < len(options):
            found.append(Mention(fits, mark.start, mark.end))
    return found


def _places(meaning: Pick, offered: int) -> Fitting:
    match meaning:
        case Pick.LAST:
            return frozenset({offered - 1})
        case Pick.MIDDLE:
            return frozenset({offered // 2} if offered % 2 else ())
        case Pick.FIRST_TWO:
            return frozenset({0, 1})
        case Pick.LAST_TWO:
            return frozenset({offered - 2, offered - 1} if offered > 1 else ())
        case _:
            return frozenset({_NTH[meaning]} if meaning in _NTH else ())


def _blanked(said: str, places: list[Mention]) -> str:
    """Take out, in place, what is no day: "the first" of the offers is not the first of the month."""
    for place in places:
        said = said[: place.start] + " " * (place.end - place.start) + said[place.end :]
    return hours_plain(said)


def _by_time(said: str, options: Sequence[Option], now: datetime, lang: Language) -> list[Mention]:
    found = []
    for expression in read_whens(said.replace("|", ","), now, lang):
        words = said[expression.start : expression.end]
        fits = _fitting(expression.when, words, options)
        number = None if fits else _NUMBER.fullmatch(words.strip())
        if number is not None and (number.lastindex or 0) <= len(options):
            # Nothing is offered at two o'clock, so a bare "two" is the second.
            fits = frozenset({(number.lastindex or 1) - 1})
        found.append(
            Mention(
                fits, expression.start, expression.end, is_time=number is None, refused=expression.refused
            )
        )
    return found


def _fitting(when: When, words: str, options: Sequence[Option]) -> Fitting:
    # A bare weekday means that day of an offer, in whatever week: "Thursday" is no date here.
    bare = when.start == when.end and _WEEKDAY.search(words) and not _ANCHORED.search(words)
    days = frozenset(
        i
        for i, option in enumerate(options)
        if _on_day(when, option.start.date())
        or (bare and when.start is not None and option.start.weekday() == when.start.weekday())
    )
    return days & _at_time(when, options)


def _on_day(when: When, day: date) -> bool:
    if when.start is not None and day < when.start:
        return False
    if when.end is not None and day > when.end:
        return False
    return (
        not when.weekdays or ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()] in when.weekdays
    )


def _at_time(when: When, options: Sequence[Option]) -> Fitting:
    """The offers at the time said; a bare hour may be of either half of the day, or cover its half hours."""
    every = frozenset(range(len(options)))
    first, last = when.time_from, when.time_to
    if first is None and last is None:
        return every
    if first is None or last is None or first != last:
        low, high = first or time.min, last or time.max
        return frozenset(i for i in every if low <= options[i].start.time() <= high)
    tries = (
        lambda at: at == first,
        lambda at: (at.hour % _NOON, at.minute) == (first.hour % _NOON, first.minute),
        lambda at: first.minute == 0 and at.hour % _NOON == first.hour % _NOON,
    )
    hits = (frozenset(i for i in every if hit(options[i].start.time())) for hit in tries)
    return next((fits for fits in hits if fits), frozenset())


def _by_provider(said: str, options: Sequence[Option], lang: Language) -> Mention | None:
    roster = tuple(dict.fromkeys(RosterEntry(name=o.provider, specialty="") for o in options if o.provider))
    places = {entry.name: said.find(spoken(entry.name).rpartition(" ")[2]) for entry in roster}
    named = read_provider(said, roster, lang) if roster else None
    if named is None:
        # Only a provider who is left out is not read: "not with Chen" still says which offers are meant.
        names = tuple(name for name, place in places.items() if place >= 0)
    else:
        names = (named,) if isinstance(named, str) else named
    if not names:
        return None
    start = min((places[name] for name in names if places.get(name, -1) >= 0), default=0)
    return Mention(frozenset(i for i, o in enumerate(options) if o.provider in names), start, start)
