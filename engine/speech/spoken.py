"""Dates, times and numbers as they are read aloud, in both languages. Clinic-local, naive."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from engine.vocabulary import Language

_ES_UNITS = tuple(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"  # noqa: SIM905
    " diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco"
    " veintiséis veintisiete veintiocho veintinueve".split()
)
_ES_TENS = {
    3: "treinta",
    4: "cuarenta",
    5: "cincuenta",
    6: "sesenta",
    7: "setenta",
    8: "ochenta",
    9: "noventa",
}
_ES_HUNDREDS = {1: "ciento", 5: "quinientos", 7: "setecientos", 9: "novecientos"}


def ordinal(number: int) -> str:
    """An English ordinal in digits: 1st, 22nd, 13th."""
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def spanish_number(number: int) -> str:
    """0 to 2999 in Spanish words, as years and days are read."""
    if number < 30:
        return _ES_UNITS[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        return _ES_TENS[tens] + (f" y {_ES_UNITS[unit]}" if unit else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        word = "cien" if number == 100 else _ES_HUNDREDS.get(hundreds, f"{_ES_UNITS[hundreds]}cientos")
        return f"{word} {spanish_number(rest)}" if rest else word
    thousands, rest = divmod(number, 1000)
    word = "mil" if thousands == 1 else f"{_ES_UNITS[thousands]} mil"
    return f"{word} {spanish_number(rest)}" if rest else word


def _part_en(at: time) -> str:
    return "in the morning" if at.hour < 12 else "in the afternoon" if at.hour < 18 else "in the evening"


def _bare_en(at: time) -> str:
    hour = (at.hour - 1) % 12 + 1
    return f"{hour}:{at.minute:02}" if at.minute else f"{hour}"


def _time_en(at: time) -> str:
    return "noon" if (at.hour, at.minute) == (12, 0) else f"{_bare_en(at)} {_part_en(at)}"


def _at_en(at: time) -> str:
    return f"at {_time_en(at)}"


def _part_es(at: time) -> str:
    return "de la mañana" if at.hour < 12 else "de la tarde" if at.hour < 19 else "de la noche"


def _bare_es(at: time) -> str:
    hour = (at.hour - 1) % 12 + 1
    clock = "la una" if hour == 1 else f"las {_ES_UNITS[hour]}"
    minutes = {0: "", 15: " y cuarto", 30: " y media"}.get(at.minute, f" y {spanish_number(at.minute)}")
    return f"{clock}{minutes}"


def _time_es(at: time) -> str:
    noon = (at.hour, at.minute) == (12, 0)
    return "las doce del mediodía" if noon else f"{_bare_es(at)} {_part_es(at)}"


def _at_es(at: time) -> str:
    return f"a {_time_es(at)}"


TIME: Mapping[Language, Callable[[time], str]] = {Language.EN: _time_en, Language.ES: _time_es}
"""A time on its own: "2:30 in the afternoon", "las dos y media de la tarde"."""
AT: Mapping[Language, Callable[[time], str]] = {Language.EN: _at_en, Language.ES: _at_es}
"""A time with its preposition: "at noon", "a la una de la tarde"."""

BARE: Mapping[Language, Callable[[time], str]] = {Language.EN: _bare_en, Language.ES: _bare_es}
"""A time whose half of the day is named beside it: "2:30", "las dos y media"."""
HALF: Mapping[Language, Callable[[time], str]] = {Language.EN: _part_en, Language.ES: _part_es}
"""The half of the day: "in the afternoon", "de la tarde"."""


def day_words(day: date, lang: Language, words: Mapping[str, list[str]]) -> dict[str, str]:
    """What the day forms of a language are filled with."""
    spanish = lang is Language.ES
    first = "primero" if day.day == 1 else spanish_number(day.day)
    return {
        "weekday": words["weekdays"][day.weekday()],
        "weekday_short": words["weekdays_short"][day.weekday()],
        "month": words["months"][day.month - 1],
        "month_short": words["months_short"][day.month - 1],
        "number": first if spanish else str(day.day),
        "ordinal": ordinal(day.day),
        "year": spanish_number(day.year) if spanish else str(day.year),
    }


def clock_digits(at: datetime) -> str:
    """A time as a text message writes it: `2:30 PM`."""
    return f"{(at.hour - 1) % 12 + 1}:{at.minute:02} {'AM' if at.hour < 12 else 'PM'}"


def phone_groups(number: str) -> str:
    """A US number read 3-3-4, digit by digit; any other as it is."""
    digits = number.removeprefix("+1")
    if len(digits) != 10 or not digits.isdigit():
        return number
    return ", ".join(" ".join(part) for part in (digits[:3], digits[3:6], digits[6:]))


def phone_written(number: str) -> str:
    """A US number as a text message writes it: `212-555-0100`."""
    digits = number.removeprefix("+1")
    if len(digits) != 10 or not digits.isdigit():
        return number
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
