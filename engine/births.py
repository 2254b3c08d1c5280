"""The dates of birth that several hearings of one date may have meant."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import Literal, NamedTuple

from engine.local.birth import read_birth_date, read_birth_parts
from engine.vocabulary import Language

_EARLIEST = 1900
_INFANT = 10
"""Years; a younger patient's "twenty four" may as well be of the century before."""
# "Sixteen" is heard for "sixty" and the other way round; in this century "nine" for "nineteen".
_TEENS = {13: 30, 14: 40, 15: 50, 16: 60, 17: 70, 18: 80, 19: 90}
_TEENS |= {ty: teen for teen, ty in _TEENS.items()}


class Births(NamedTuple):
    """What a date of birth may be after several hearings."""

    heard: frozenset[date]
    """Read whole from one hearing."""
    possible: frozenset[date]
    """Put together from parts of different hearings, or another reading of one; never among `heard`."""


def read_births(
    texts: Sequence[str], *, today: date, lang: Language, region: Literal["US", "GB"] = "US"
) -> Births:
    """Read every hearing of one date of birth."""
    whole = [read_birth_date(text, today=today, lang=lang, region=region) for text in texts]
    parts = [read_birth_parts(text, today=today, lang=lang, region=region) for text in texts]
    heard = frozenset(born for born in whole if born is not None)
    years, months, days = ({part[i] for part in parts if part[i] is not None} for i in range(3))
    joined = {_date(*born, today) for born in product(years, months, days)}
    again = {_date(*other, today) for born in heard for other in _misheard(born, today)}
    return Births(heard, frozenset(born for born in joined | again if born is not None) - heard)


def _misheard(born: date, today: date) -> Iterator[tuple[int, int, int]]:
    """Other dates that sound like `born`, or are written like it with the day and the month turned round."""
    century, year = divmod(born.year, 100)
    if year in _TEENS:
        yield century * 100 + _TEENS[year], born.month, born.day
    if century == 20 and year % 10 >= 3 and year < 20:
        yield born.year + (10 if year < 10 else -10), born.month, born.day
    if today.year - born.year < _INFANT:
        yield born.year - 100, born.month, born.day
    if born.day <= 12:
        yield born.year, born.day, born.month


def _date(year: int | None, month: int | None, day: int | None, today: date) -> date | None:
    if year is None or month is None or day is None:
        return None
    try:
        born = date(year, month, day)
    except ValueError:
        return None
    return born if born.year >= _EARLIEST and born <= today else None
