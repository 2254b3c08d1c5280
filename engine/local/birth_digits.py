"""Splits the digits of a date of birth into day, month and year, however the recogniser grouped them."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

_OLDEST = 122
"""Years; the greatest age known to have been reached. The register is not asked here."""
_PHONE = re.compile(r"1?[2-9]\d{9}")
LONGEST_DAY = 31


class Births(NamedTuple):
    """What dates of birth are possible, and which of two numbers is the day."""

    today: date
    day_first: bool
    plain_year: bool = False
    """Whether a year must be one by its size: four digits, or more than a day or an hour can be."""

    def born(self, year: str, month: int, day: int) -> date | None:
        """Build a past date; a year of two digits is the latest past one."""
        if day > LONGEST_DAY and not day % 10:
            day = _teen(day)
        full = int(year) if len(year) == 4 else self.today.year // 100 * 100 + int(year)
        if full > self.today.year and len(year) == 4:
            full = full // 100 * 100 + _teen(full % 100)
        born = _valid(full, month, day)
        if len(year) == 2 and (born is None or born > self.today):
            born = _valid(full - 100, month, day)
        return born if born and born <= self.today and self.today.year - born.year <= _OLDEST else None

    def year(self, said: str) -> int:
        """Read a year alone; one of two digits is the latest that has begun."""
        full = int(said) if len(said) == 4 else self.today.year // 100 * 100 + int(said)
        return full if full <= self.today.year else full - 100

    def from_pair(self, first: str, second: str, year: str) -> date | None:
        """Read two numbers as day and month in this region's order."""
        day, month = (first, second) if self.day_first else (second, first)
        return self.born(year, int(month), int(day))

    def has_year(self, year: str) -> bool:
        """Whether anybody alive was born in that year."""
        heard = int(year)
        if heard > self.today.year and not heard % 10:
            heard = heard // 100 * 100 + _teen(heard % 100)
        return len(year) == 2 or self.today.year - _OLDEST <= heard <= self.today.year


def years_in(groups: Sequence[str], births: Births) -> Iterator[str]:
    """Yield the readings of groups of digits as one year, two or four digits, likeliest first.

    Whatever follows the year must be nothing or a phone number said in the same breath.
    """
    for size in range(min(len(groups), 4), 0, -1):
        rest = "".join(groups[size:])
        year = _year(groups[:size], births)
        if births.plain_year and len(year) == 2 and int(year) <= LONGEST_DAY:
            continue
        if year and births.has_year(year) and (not rest or _PHONE.fullmatch(rest)):
            yield year


def from_groups(groups: Sequence[str], births: Births) -> date | None:
    """Read groups of digits as one date of birth: by their gaps, then by their number, then as a stammer."""
    for order in (births, births._replace(day_first=not births.day_first)):
        if born := _by_gaps(groups, order):
            return born
    return _by_length(groups, births) or _stammered("".join(groups), births)


def _by_gaps(groups: Sequence[str], births: Births) -> date | None:
    if len(groups) == 3 and len(groups[0]) == 4 and births.has_year(groups[0]):
        return births.born(groups[0], int(groups[1]), int(groups[2]))
    short: date | None = None
    for first, second in combinations(range(1, min(len(groups), 5)), 2):
        fields = "".join(groups[:first]), "".join(groups[first:second])
        if max(map(len, fields)) > 2:
            continue
        for year in years_in(groups[second:], births):
            born = births.from_pair(*fields, year)
            if born and len(year) == 4:
                return born
            short = short or born
    return short


def _by_length(groups: Sequence[str], births: Births) -> date | None:
    """Split digits whose gaps do not show the fields; None where two splits are dates."""
    year = _year(groups[-1:], births) if len(groups) > 1 else ""
    if len(year) == 4 and births.has_year(year):
        return _split("".join(groups[:-1]), year, births)
    digits = "".join(groups)
    size = {6: 2, 7: 4, 8: 4}.get(len(digits), 0)
    if not size or not births.has_year(digits[-size:]):
        return None
    return _split(digits[:-size], digits[-size:], births)


def _split(head: str, year: str, births: Births) -> date | None:
    # Two digits that may be a day are a day whose month was not heard: "16 1911" is no sixth of January.
    if len(head) not in (2, 3, 4) or (len(head) == 2 and int(head) <= LONGEST_DAY):
        return None
    splits = (2,) if len(head) == 4 else (1, 2)
    found = {births.from_pair(head[:at], head[at:], year) for at in splits if at < len(head)} - {None}
    return found.pop() if len(found) == 1 else None


def _stammered(digits: str, births: Births) -> date | None:
    """Read eight digits of which one was heard twice, or with a stray "oh" between."""
    if len(digits) != 9 or not births.has_year(digits[-4:]):
        return None
    twice = {at for at in range(5) if digits[at] == digits[at + 1]}
    zeros = {at for at in range(2, 5) if digits[at] == "0"}
    for places in (twice, zeros):
        heads = {digits[:at] + digits[at + 1 : 5] for at in places}
        found = {births.from_pair(head[:2], head[2:], digits[-4:]) for head in heads} - {None}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _year(groups: Sequence[str], births: Births) -> str:
    """Join groups to a year: 1985, 19 85, 2000 4, 8 5, 85; empty where they are none."""
    if len(groups) == 2 and groups[0] in ("1900", "2000") and len(groups[1]) <= 2:
        return str(int(groups[0]) + int(groups[1]))
    joined = "".join(groups)
    if len(groups) == 1 and len(joined) == 5:
        shorter = {joined[:at] + joined[at + 1 :] for at in range(4) if joined[at] == joined[at + 1]}
        years = {
            year for year in shorter | {joined.removeprefix("0")} if births.has_year(year) and len(year) == 4
        }
        return years.pop() if len(years) == 1 else ""
    return joined if len(joined) == 2 or (len(joined) == 4 and joined[0] != "0") else ""


def _teen(tens: int) -> int:
    """Turn an impossible forty into the fourteen that was said: the two sound alike over a telephone."""
    return 10 + tens // 10 if not tens % 10 else tens


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
