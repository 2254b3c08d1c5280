"""Numbers said in words, English or Spanish, as digits, so that "a hundred and two" is a temperature."""

from dataclasses import dataclass

_EN = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_ES = """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis
diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis
veintisiete veintiocho veintinueve"""
_UNITS = _EN.split()
_UNIDADES = _ES.split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
_DECENAS = {"treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80}
_CIENTOS = {"cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400}

SMALL: dict[str, int] = {word: n for n, word in enumerate(_UNITS)} | {w: n for n, w in enumerate(_UNIDADES)}
TENS: dict[str, int] = _TENS | _DECENAS | {"ninety": 90, "noventa": 90}
HUNDREDS: dict[str, int] = _CIENTOS | {"quinientos": 500, "seiscientos": 600, "novecientos": 900}
ALONE = frozenset({"one", "uno", "once"})
""" "the second one", "once": number words that are mostly something else when they stand alone."""
AND = frozenset({"and", "y"})
POINT = frozenset({"point", "punto"})
NUMBER_WORDS = frozenset(SMALL) | frozenset(TENS) | frozenset(HUNDREDS) | {"a", "hundred", "mil"}
"""Words a number may begin with."""
LONGEST = 8
"""Words that the longest number read here has."""
HALF = (("and", "a", "half"), ("y", "medio"), ("y", "media"))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number read from `words[start:end]`."""

    end: int
    text: str


def quantity(words: list[str], start: int) -> Quantity | None:
    """Read the number that starts at `start`, or None where none does."""
    whole = _year(words, start) or _hundred(words, start) or _below_hundred(words, start)
    if whole is None:
        return _decimal_of_digits(words, start)
    value, end = whole
    if end == start + 1 and words[start] in ALONE:
        return None
    fraction, end = _fraction(words, end)
    return Quantity(end, f"{value}{fraction}")


def _decimal_of_digits(words: list[str], start: int) -> Quantity | None:
    """ "101 point 5", "39 y medio": the recogniser wrote the whole part as digits."""
    if not words[start].isdigit() or len(words[start]) > 3:
        return None
    fraction, end = _fraction(words, start + 1)
    return Quantity(end, words[start] + fraction) if fraction else None


def _fraction(words: list[str], at: int) -> tuple[str, int]:
    for half in HALF:
        if tuple(words[at : at + len(half)]) == half:
            return ".5", at + len(half)
    if at + 1 < len(words) and words[at] in POINT:
        digit = words[at + 1]
        if digit.isdigit() and len(digit) == 1:
            return f".{digit}", at + 2
        if SMALL.get(digit, 10) < 10:
            return f".{SMALL[digit]}", at + 2
    return "", at


def _below_hundred(words: list[str], at: int) -> tuple[int, int] | None:
    word = words[at]
    if word in SMALL:
        return SMALL[word], at + 1
    tens = TENS.get(word)
    if tens is None:
        return None
    after = at + 2 if word in _DECENAS or word == "noventa" else at + 1
    if after < len(words) and after == at + 2 and words[at + 1] != "y":
        return tens, at + 1
    if after < len(words) and 0 < SMALL.get(words[after], 0) < 10:
        return tens + SMALL[words[after]], after + 1
    return tens, at + 1


def _hundred(words: list[str], at: int) -> tuple[int, int] | None:
    """ "a hundred and two", "one oh three", "ciento dos"."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word == "one" and following in ("oh", "o", "zero") and at + 2 < len(words):
        unit = SMALL.get(words[at + 2], 10)
        return (100 + unit, at + 3) if unit < 10 else None
    if following == "hundred" and (word == "a" or 0 < SMALL.get(word, 0) < 10):
        value, end = 100 * SMALL.get(word, 1), at + 2
    elif word in _UNITS[1:10] and (
        following in _TENS or following == "ninety" or SMALL.get(following, 0) > 9
    ):
        # "one forty", "five twelve": hundreds as they are said of sugar and blood pressure.
        value, end = 100 * SMALL[word], at + 1
    elif word in HUNDREDS or word == "hundred":
        value, end = HUNDREDS.get(word, 100), at + 1
    else:
        return None
    after = end + 1 if end < len(words) and words[end] in AND else end
    rest = _below_hundred(words, after) if after < len(words) else None
    return (value + rest[0], rest[1]) if rest else (value, end)


def _year(words: list[str], at: int) -> tuple[int, int] | None:
    """ "two thousand four", "nineteen eighty", "twenty nineteen", "mil novecientos ochenta", "dos mil"."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if following in ("thousand", "mil") and SMALL.get(word, 0) in (1, 2):
        return _thousand(words, SMALL[word] * 1000, at + 2)
    if word == "mil" and following in HUNDREDS:
        return _thousand(words, 1000, at + 1)
    if word in ("nineteen", "twenty"):
        century = 1900 if word == "nineteen" else 2000
        rest = _below_hundred(words, at + 1) if following in TENS or SMALL.get(following, 0) > 9 else None
        if rest:
            return century + rest[0], rest[1]
        if following == "oh" and at + 2 < len(words) and SMALL.get(words[at + 2], 10) < 10:
            return century + SMALL[words[at + 2]], at + 3
    return None


def _thousand(words: list[str], value: int, at: int) -> tuple[int, int]:
    if at >= len(words):
        return value, at
    after = at + 1 if words[at] in AND and at + 1 < len(words) else at
    rest = _hundred(words, after) or _below_hundred(words, after)
    return (value + rest[0], rest[1]) if rest else (value, at)
