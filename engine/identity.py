"""Who a caller says they are: names and dates of birth as heard against the clinic's records."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from engine.births import read_births
from engine.extraction import PatientName, Record
from engine.likeness import (
    SOUNDS_ALIKE,
    given_likeness,
    is_same_name,
    name_likeness,
    pairs,
    parts_of,
    word_likeness,
)
from engine.local.names import read_name
from engine.local.said import cut
from engine.local.spelling import glue
from engine.vocabulary import Asked, Language

__all__ = ["Match", "Person", "Verdict", "match_hearings", "match_person", "name_likeness"]

_NEAR = 0.76
"""From here on the name may be the one on file, and a question is worth asking."""
_DECIDED = 0.80
"""From here on two different hearings that agree decide."""
_CERTAIN = SOUNDS_ALIKE
"""From here on they decide even for a date of birth that was put together from several hearings."""
_GIVEN, _FAMILY = 0.75, 0.70
"""Below these a part is another name, whatever the other part is."""
_AGREES = 0.55
"""From here on a further hearing speaks for a record that another one names."""
_BEGUN = 0.80
"""What the first letters of a spelling that broke off are worth."""
_HALF = 0.6
"""Below this a part of a spelling without a gap is no part of that name."""
_INSIDE = 0.95
"""What a full name is worth that was found inside a longer stretch of letters."""
_MARGIN = 0.12


class Person(Record, frozen=True):
    """One patient's identifying data."""

    id: str
    given: str
    family: str
    date_of_birth: date
    phone: str | None = None
    """E.164."""


class Verdict(StrEnum):
    """How sure a match is."""

    EXACT = "exact"
    """One record; its name was heard, or a second mark decided."""
    NEEDS_QUESTION = "needs_question"
    """Somebody may be meant: have the name spelled or the phone number said."""
    NOBODY = "nobody"


class Match(Record, frozen=True):
    """What identity matching came to; `id` only where exactly one person is meant."""

    verdict: Verdict
    id: str | None = None


class _Fit(NamedTuple):
    """How one hearing fits one record."""

    given: float
    family: float
    whole: float
    """Given and family name as one word, for a spelling without a gap."""

    @property
    def agrees(self) -> bool:
        """Whether it speaks for a record that another hearing names."""
        lone = max(self.given, self.family) if min(self.given, self.family) == 0.0 else 0.0
        return max((self.given + self.family) / 2, self.whole) >= _AGREES or lone >= _GIVEN


class _Standing(NamedTuple):
    """How all hearings together fit one record."""

    person: Person
    exact: bool
    score: float
    agreeing: int
    """How many hearings point to it: different ones, unless the name sounds just like the one on file."""


def match_person(
    hearings: Sequence[PatientName],
    births: Sequence[date],
    records: Sequence[Person],
    *,
    phone: str | None = None,
) -> Match:
    """Decide who is meant. The date of birth must equal one heard; a sound-alike only leads to a question.

    The answer to that question decides: the phone number on file, or another hearing of the name that agrees;
    and only where nobody else born that day has a name like it.
    """
    return _decide([[hearing] for hearing in hearings], births, records, phone)


def match_hearings(
    name_texts: Sequence[str],
    dob_texts: Sequence[str],
    persons: Sequence[Person],
    *,
    region: Literal["US", "GB"],
    today: date,
) -> str | None:
    """Decide who is meant by several hearings of a name (the last one spelled) and of a date of birth."""
    births = read_births(dob_texts, today=today, lang=Language.EN, region=region)
    groups = [alternatives for text in name_texts if (alternatives := _alternatives(text))]
    match = _decide(groups, births.heard, persons, None)
    if match.verdict is Verdict.NOBODY:
        match = _decide(groups, births.possible, persons, None, enough=_CERTAIN)
    return match.id


def _alternatives(text: str) -> list[PatientName]:
    """What one hearing may have been: the name read from it, and all its letters as one stretch."""
    name = read_name(text, asked=Asked.PATIENT_NAME, lang=Language.EN)
    letters = glue(cut(text))
    heard = [name] if name is not None else []
    return [*heard, PatientName(family=letters)] if len(letters) > 1 else heard


def _decide(
    groups: Sequence[Sequence[PatientName]],
    births: Iterable[date],
    records: Sequence[Person],
    phone: str | None,
    enough: float = _DECIDED,
) -> Match:
    born = frozenset(births)
    heard = [tuple(group) for group in groups]
    standings = [_standing(person, heard) for person in records if person.date_of_birth in born]
    near = sorted((s for s in standings if s.exact or s.score >= _NEAR), key=lambda s: s.score, reverse=True)
    if not near:
        return Match(verdict=Verdict.NOBODY)
    holders = [s for s in near if phone is not None and s.person.phone == phone]
    if len(holders) == 1:
        return Match(verdict=Verdict.EXACT, id=holders[0].person.id)
    first = near[0]
    alone = len(near) == 1 or first.score - near[1].score > _MARGIN
    sure = (first.exact and enough == _DECIDED) or (first.agreeing > 1 and first.score >= enough)
    if alone and sure:
        return Match(verdict=Verdict.EXACT, id=first.person.id)
    return Match(verdict=Verdict.NEEDS_QUESTION)


def _standing(person: Person, groups: Sequence[tuple[PatientName, ...]]) -> _Standing:
    name = PatientName(given=person.given, family=person.family)
    true = parts_of(name)
    exact = any(is_same_name(heard, name) for group in groups for heard in group)
    fits = [[_fit(parts_of(heard), true) for heard in group] for group in groups]
    every = [fit for group in fits for fit in group]
    given = max((fit.given for fit in every), default=0.0)
    family = max((fit.family for fit in every), default=0.0)
    whole = max((fit.whole for fit in every), default=0.0)
    apart = (given + family) / 2 if given >= _GIVEN and family >= _FAMILY else 0.0
    agreeing = [group for group, fit in zip(groups, fits, strict=True) if any(each.agrees for each in fit)]
    score = 1.0 if exact else max(apart, whole)
    return _Standing(person, exact, score, len(agreeing) if score >= SOUNDS_ALIKE else len(set(agreeing)))


def _fit(heard: list[str], true: list[str]) -> _Fit:
    """Compare the parts heard with those on file; one part alone counts for the one it is more like."""
    if len(true) < 2 or not heard:
        return _Fit(0.0, 0.0, 0.0)
    if len(heard) == 2:
        given, family = max(pairs(heard, true), key=sum)
        return _Fit(given, family, 0.0)
    given, family = given_likeness(heard[0], true[0]), word_likeness(heard[0], true[1])
    whole = _whole(heard[0], *true)
    if len(heard[0]) > 1 and "".join(true).startswith(heard[0]):
        given = max(given, _BEGUN)
    return _Fit(given, 0.0, whole) if given >= family else _Fit(0.0, family, whole)


def _whole(heard: str, given: str, family: str) -> float:
    """Compare a stretch of letters with a full name, cut where it fits best; both parts must be alike.

    A long stretch may hold the name said and then spelled.
    """
    true = given + family
    if len(heard) > 1.5 * len(true):
        return fuzz.partial_ratio(heard, true) * _INSIDE / 100
    cuts = range(max(1, len(given) - 3), min(len(heard) - 1, len(given) + 3) + 1)
    halves = [(word_likeness(heard[:at], given), word_likeness(heard[at:], family)) for at in cuts]
    return max((sum(half) / 2 for half in halves if min(half) >= _HALF), default=0.0)
