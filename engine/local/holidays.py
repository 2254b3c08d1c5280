"""Holidays by the names callers give them, and the day each falls on."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from engine.local.calendar import nth_weekday, plus


class Holiday(NamedTuple):
    """When a day is kept: on a date, on the nth weekday of a month, or by Easter."""

    month: int = 0
    day: int = 0
    weekday: int = -1
    """Monday is 0; `day` is then the rank of that weekday in its month, -1 for the last."""
    shift: int = 0
    """Days after that; with no month, days after Easter."""


HOLIDAYS: Mapping[str, Holiday] = {
    "new_year": Holiday(1, 1),
    "epiphany": Holiday(1, 6),
    "king": Holiday(1, 3, weekday=0),
    "groundhog": Holiday(2, 2),
    "valentine": Holiday(2, 14),
    "presidents": Holiday(2, 3, weekday=0),
    "patrick": Holiday(3, 17),
    "good_friday": Holiday(shift=-2),
    "easter": Holiday(),
    "easter_monday": Holiday(shift=1),
    "fools": Holiday(4, 1),
    "labour_es": Holiday(5, 1),
    "cinco_de_mayo": Holiday(5, 5),
    "mother": Holiday(5, 2, weekday=6),
    "memorial": Holiday(5, -1, weekday=0),
    "father": Holiday(6, 3, weekday=6),
    "juneteenth": Holiday(6, 19),
    "independence": Holiday(7, 4),
    "labor": Holiday(9, 1, weekday=0),
    "columbus": Holiday(10, 2, weekday=0),
    "halloween": Holiday(10, 31),
    "all_saints": Holiday(11, 1),
    "day_of_the_dead": Holiday(11, 2),
    "veterans": Holiday(11, 11),
    "thanksgiving": Holiday(11, 4, weekday=3),
    "black_friday": Holiday(11, 4, weekday=3, shift=1),
    "guadalupe": Holiday(12, 12),
    "christmas_eve": Holiday(12, 24),
    "christmas": Holiday(12, 25),
    "boxing": Holiday(12, 26),
    "innocents": Holiday(12, 28),
    "new_years_eve": Holiday(12, 31),
}


def next_holiday(name: str, today: date) -> date:
    """Find the next day a holiday is kept, today included."""
    this_year = _kept_in(HOLIDAYS[name], today.year)
    return this_year if this_year >= today else _kept_in(HOLIDAYS[name], today.year + 1)


def _kept_in(holiday: Holiday, year: int) -> date:
    if not holiday.month:
        return plus(_easter(year), holiday.shift)
    if holiday.weekday < 0:
        return date(year, holiday.month, holiday.day)
    return plus(nth_weekday(date(year, holiday.month, 1), holiday.weekday, holiday.day), holiday.shift)


def _easter(year: int) -> date:
    """Western Easter, by the anonymous Gregorian computus."""
    golden, century, part = year % 19, *divmod(year, 100)
    leap, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    shift = (32 + 2 * rest + 2 * (part // 4) - epact - part % 4) % 7
    late = (golden + 11 * epact + 22 * shift) // 451
    month, day = divmod(epact + shift - 7 * late + 114, 31)
    return date(year, month, day + 1)
