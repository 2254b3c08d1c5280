"""Number words of English and Spanish: cardinals, ordinals, digits, "double", "oh"."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from engine.local.number_words import NUMBER_WORDS, NumberWords
from engine.local.words import tokens
from engine.vocabulary import Language


class Number(NamedTuple):
    """A number found in a row of tokens."""

    value: int
    length: int
    """In tokens."""
    digits: str
    """As it would be keyed: "oh five" is 05, "nineteen hundred" is 1900."""
    rank: bool = False
    """Said as an ordinal."""


_Part = Callable[[Sequence[str], int, NumberWords], Number | None]
_RANK = re.compile(r"(\d+)(?:st|nd|rd|th|[oa]|er[oa]?|r[oa])")
_LONGEST = 18
"""Digits; what is longer is no number anybody says."""
_JOINTS = frozenset({",", "-", ".", "(", ")", "+", "/"})


def number_at(words: Sequence[str], at: int, lang: Language) -> Number | None:
    """Read the longest number that begins at one token; "double five" is one, "oh" only before a digit."""
    word, table = words[at], NUMBER_WORDS[lang]
    if word[0].isdecimal():
        return _written(word)
    if word in table.times:
        digit = _digit(words, at + 1, table)
        return Number(int(digit * table.times[word]), 2, digit * table.times[word]) if digit else None
    if word in table.zero:
        return _after_zero(words, at, table)
    if (rank := table.ranks.get(word)) is not None:
        return Number(rank, 1, str(rank), True)
    return _thousands(words, at, table)


def cardinal(tokens: Sequence[str], lang: Language) -> int | None:
    """Read folded tokens as one whole number below a million; None where they are not exactly that."""
    found = number_at(tokens, 0, lang) if tokens else None
    return found.value if found and not found.rank and found.length == len(tokens) else None


def ordinal(token: str, lang: Language) -> int | None:
    """Read one folded token ("third", "3rd", "tercero", "3o") as a rank."""
    found = number_at([token], 0, lang) if token else None
    return found.value if found and found.rank else None


def read_digits(text: str, lang: Language) -> str:
    """Read every digit said, in order ("double five" is 55), leaving other words out.

    A word that only sounds like a digit counts between two numbers.
    """
    return "".join(group for group in digit_groups(tokens(text), lang) if group.isdecimal())


def digit_groups(words: Sequence[str], lang: Language) -> list[str]:
    """Turn tokens into digits as said, one entry a number; every other token stays as it is."""
    table = NUMBER_WORDS[lang]
    groups: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if (found := number_at(words, at, lang)) is not None:
            apart = _hundred_before_digits(words, at, table)
            groups.append(f"{found.value // 100}00" if apart else found.digits)
            at += 2 if apart else found.length
        elif word[0].isdecimal():
            groups.extend(re.split(r"(\D)", word))
            at += 1
        else:
            groups.append(_lone(words, at, groups, lang))
            at += 1
    return groups


def _hundred_before_digits(words: Sequence[str], at: int, table: NumberWords) -> bool:
    """Whether digits follow a hundred one by one: "eight hundred five five five" is no 805."""
    return (
        at + 3 < len(words)
        and words[at + 1] == table.hundred
        and bool(_digit(words, at + 2, table))
        and (bool(_digit(words, at + 3, table)) or words[at + 3] in table.times)
    )


def _digit(words: Sequence[str], at: int, table: NumberWords) -> str:
    word = words[at] if at < len(words) else ""
    if word in table.zero:
        return "0"
    value = table.small.get(word, 0)
    return word if len(word) == 1 and word.isdecimal() else str(value) if 0 < value < 10 else ""


def _lone(words: Sequence[str], at: int, before: Sequence[str], lang: Language) -> str:
    """Read an "oh" beside a number as 0, and what sounds like a digit between two numbers as that digit."""
    word, table = words[at], NUMBER_WORDS[lang]
    if word not in table.zero and word not in table.alike:
        return word
    after = bool(before) and before[-1].isdecimal()
    following = next(
        (i for i in range(at + 1, len(words)) if words[i] not in _JOINTS and words[i] not in table.alike),
        None,
    )
    ahead = following is not None and (
        words[following] in table.zero or number_at(words, following, lang) is not None
    )
    if word in table.zero:
        return "0" if after or ahead else word
    return table.alike[word] if after and (ahead or word not in table.function) else word


def _written(word: str) -> Number | None:
    if word.isdecimal():
        return Number(int(word), 1, word) if len(word) <= _LONGEST else None
    ranked = _RANK.fullmatch(word)
    return Number(int(ranked[1]), 1, ranked[1], True) if ranked and len(word) <= _LONGEST else None


def _after_zero(words: Sequence[str], at: int, table: NumberWords) -> Number | None:
    follower = words[at + 1] if at + 1 < len(words) else ""
    digit = table.small.get(follower, int(follower) if follower.isdecimal() else 0)
    if 0 < digit < 10:
        return Number(digit, 2, f"0{digit}")
    return None if words[at] in ("oh", "o") else Number(0, 1, "0")


def _thousands(words: Sequence[str], at: int, table: NumberWords) -> Number | None:
    head = _hundreds(words, at, table)
    end = at + (head.length if head else 0)
    if end < len(words) and words[end] == table.thousand and not (head and head.rank):
        value = (head.value if head else 1) * 1000
        return _with_rest(words, end + 1, at, value, _hundreds, table)
    return head


def _hundreds(words: Sequence[str], at: int, table: NumberWords) -> Number | None:
    if at < len(words) and words[at] in table.hundreds:
        return _with_rest(words, at + 1, at, table.hundreds[words[at]], _tens, table)
    head = _tens(words, at, table)
    end = at + (head.length if head else 0)
    if head and not head.rank and end < len(words) and words[end] == table.hundred:
        return _with_rest(words, end + 1, at, head.value * 100, _tens, table)
    return head


def _with_rest(
    words: Sequence[str], end: int, at: int, value: int, part: _Part, table: NumberWords
) -> Number:
    skip = 1 if end < len(words) and words[end] in table.to_rest else 0
    rest = part(words, end + skip, table)
    if rest is None or rest.rank:
        return Number(value, end - at, str(value))
    value += rest.value
    return Number(value, end + skip + rest.length - at, str(value))


def _tens(words: Sequence[str], at: int, table: NumberWords) -> Number | None:
    word = words[at] if at < len(words) else ""
    if word in table.small:
        return Number(table.small[word], 1, str(table.small[word]))
    if word not in table.tens:
        return None
    tens = table.tens[word]
    joined = at + 1 < len(words) and words[at + 1] in table.to_unit
    unit_at = at + (2 if joined else 1)
    unit = words[unit_at] if (joined or table.bare_unit) and unit_at < len(words) else ""
    length = unit_at + 1 - at
    if 0 < table.small.get(unit, 0) < 10:
        return Number(tens + table.small[unit], length, str(tens + table.small[unit]))
    if 0 < table.ranks.get(unit, 0) < 10:
        return Number(tens + table.ranks[unit], length, str(tens + table.ranks[unit]), True)
    return Number(tens, 1, str(tens))
