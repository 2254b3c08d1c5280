"""Which of the offered openings a caller picks or refuses; words that fit several pick nothing."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Literal

from rapidfuzz import fuzz, process

from engine.extraction import Option, Record
from engine.local.choice_words import ENGLISH, Pick
from engine.local.choice_words_es import SPANISH
from engine.local.marks import Mark, Marks, spoken
from engine.local.mentions import Fitting, Mention, mentions
from engine.local.wish_words import WISHES
from engine.vocabulary import Language, Wish

Marked = list[Mark[Pick]]


class Chosen(Record, frozen=True):
    """What an utterance does to the offers."""

    choice: int | Literal["none"] | None = None
    wish: Wish | None = None
    """Only with "none"."""
    names_option: bool = False
    """Whether words of any offer were said: they were too many to pick by, or taken back."""
    only_refuses: bool = False
    """Whether every day and time said is one that will not do, and so none is wished for."""


_SHORT = 4
"""Words of an answer that only picks."""
_NEARLY = 70.0
"""How much alike, of 100, a word is to the ordinal that was misheard as it."""
_ORDINALS = {
    Language.EN: ("first", "second", "third"),
    Language.ES: ("primera", "segunda", "tercera"),
}
_HESITATION = re.compile(r"(?:\| )?\b(?:uh|um|uhm|eh)\b(?! ?h[um])(?: \|)? ?")
"""What people say while they look for the word: "another, uh, day"."""


def read_choice(text: str, options: Sequence[Option], now: datetime, lang: Language) -> Chosen:
    """Read the pick among `options`; `now` is clinic-local and naive."""
    said = spoken(text)
    chosen = _read(said, text, options, now, lang)
    if chosen.choice is None and not chosen.names_option and said != (near := _nearly(said, options, lang)):
        return _read(near, text, options, now, lang)
    return chosen


def _read(said: str, text: str, options: Sequence[Option], now: datetime, lang: Language) -> Chosen:
    marks = _marks(lang).find(said)
    if not options or _asks_about(said, marks, text):
        return Chosen()
    places = mentions(said, options, marks, now, lang)
    picked = _pick(said, marks, places, options)
    wish = read_wish(text)
    if picked is None and wish is not None and not places:
        picked = "none"
    times = [m for m in places if m.is_time]
    return Chosen(
        choice=picked,
        wish=wish if picked == "none" else None,
        names_option=any(m.fits for m in places),
        only_refuses=bool(times) and all(_is_refused(m, marks, places) for m in times),
    )


def _nearly(said: str, options: Sequence[Option], lang: Language) -> str:
    """A short pick in which one word is nearly an ordinal, with that ordinal: "the thirst one"."""
    words = said.split()
    if len(words) > _SHORT or any(word in _ORDINALS[lang] for word in words):
        return said
    choices = _ORDINALS[lang][: len(options)]
    for at, word in enumerate(words):
        near = process.extract(word, choices, scorer=fuzz.ratio, score_cutoff=_NEARLY, limit=2)
        if len(near) == 1 and len(word) > 3:
            return " ".join([*words[:at], near[0][0], *words[at + 1 :]])
    return said


def read_wish(text: str) -> Wish | None:
    """Name what should be different about the next offers."""
    found = _wishes().find(_HESITATION.sub("", spoken(text)))
    return found[0].meaning if found else None


@cache
def _marks(lang: Language) -> Marks[Pick]:
    return Marks(SPANISH if lang is Language.ES else ENGLISH)


@cache
def _wishes() -> Marks[Wish]:
    return Marks(WISHES)


def _asks_about(said: str, marks: Marked, text: str) -> bool:
    """Whether the caller asks what was offered: "what was the second one?" picks nothing."""
    first = next((mark for mark in marks if mark.meaning is not Pick.CLAUSE), None)
    if first is None or first.meaning is not Pick.ASKS:
        return False
    return text.rstrip().endswith("?") or not any(m.meaning in (Pick.TAKE, Pick.TAKEN) for m in marks)


def _pick(
    said: str, marks: Marked, places: list[Mention], options: Sequence[Option]
) -> int | Literal["none"] | None:
    repairs = [mark for mark in marks if mark.meaning is Pick.REPAIR]
    for repair in reversed(repairs):
        later = [mark for mark in marks if mark.start >= repair.end]
        picked = _resolve(later, [m for m in places if m.start >= repair.end], options)
        if picked is not None:
            return picked
    return _resolve(marks, places, options)


def _resolve(marks: Marked, places: list[Mention], options: Sequence[Option]) -> int | Literal["none"] | None:
    taken = [m for m in places if not m.refused and _is_taken(m, marks)]
    refused = _refused(places, taken, marks)
    open_ = [m for m in places if m not in refused]
    if _has(marks, Pick.NONE) and not any(m.fits for m in taken):
        return "none"
    left = frozenset(range(len(options))).difference(*(m.fits for m in refused))
    if refused and not left:
        return "none"
    fits = _narrow(left, open_, taken)
    if not fits:
        return "none" if any(m.is_time for m in open_) else None
    best = _best(fits, marks, options)
    if best is not None:
        return best
    said_which = bool(open_) or (bool(refused) and len(options) > 1)
    return min(fits) if len(fits) == 1 and said_which else None


def _narrow(left: Fitting, open_: list[Mention], taken: list[Mention]) -> Fitting:
    """The offers that every mention fits; where mentions contradict, those taken, or the last taken."""
    for group in (open_, taken, taken[-1:]):
        fits = left.intersection(*(m.fits for m in group))
        if fits and (group or not open_):
            return fits
    return frozenset()


def _best(fits: Fitting, marks: Marked, options: Sequence[Option]) -> int | None:
    """The one of `fits` that a superlative or indifference singles out; one offer has no earlier one."""
    if len(options) == 1:
        return None
    if _has(marks, Pick.EARLIEST):
        return min(fits, key=lambda i: options[i].start)
    if _has(marks, Pick.LATEST):
        return max(fits, key=lambda i: options[i].start)
    return min(fits) if _has(marks, Pick.EITHER) else None


def _is_taken(mention: Mention, marks: Marked) -> bool:
    before, after = _around(mention, marks)
    return (before is not None and before.meaning is Pick.TAKE) or (
        after is not None and after.meaning is Pick.TAKEN
    )


def _refused(places: list[Mention], taken: list[Mention], marks: Marked) -> list[Mention]:
    """The mentions that are refused; "not Monday or Tuesday" refuses both."""
    refused: list[Mention] = []
    for mention in places:
        goes_on = bool(refused) and _joined(refused[-1], mention, marks)
        if mention not in taken and (goes_on or _is_refused(mention, marks, places)):
            refused.append(mention)
    return refused


def _joined(one: Mention, other: Mention, marks: Marked) -> bool:
    between = [mark for mark in marks if one.end <= mark.start and mark.end <= other.start]
    return len(between) == 1 and between[0].meaning is Pick.JOIN and other.start - between[0].end <= _NEAR


def _is_refused(mention: Mention, marks: Marked, places: list[Mention]) -> bool:
    before, after = _around(mention, marks)
    if mention.refused or (before is not None and before.meaning is Pick.NOT):
        return True
    if before is not None and before.meaning is Pick.BUSY:
        return not any(_around(other, marks)[1] == before for other in places)
    if after is None or after.meaning not in (Pick.REFUSED, Pick.BUSY):
        return False
    return not any(mention.end <= other.start < after.start for other in places)


def _around(mention: Mention, marks: Marked) -> tuple[Mark[Pick] | None, Mark[Pick] | None]:
    """The marks next before and next after a mention; the border of a clause counts as one."""
    speaking = [mark for mark in marks if mark.meaning not in _PLACES]
    before = [mark for mark in speaking if mark.end <= mention.start]
    after = [mark for mark in speaking if mark.start >= mention.end]
    return (before[-1] if before else None, after[0] if after else None)


_NEAR = 8
"""Characters between "or" and what it joins: "or the ", "or on "."""
_PLACES = frozenset(
    {
        Pick.FIRST_TWO,
        Pick.LAST_TWO,
        Pick.FIRST,
        Pick.SECOND,
        Pick.THIRD,
        Pick.FOURTH,
        Pick.LAST,
        Pick.MIDDLE,
        Pick.NEUTRAL,
    }
)


def _has(marks: Marked, meaning: Pick) -> bool:
    return any(mark.meaning is meaning for mark in marks)
