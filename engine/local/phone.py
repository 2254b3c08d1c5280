"""Reads a United States phone number from spoken or written digits."""

import re
from collections.abc import Sequence
from itertools import pairwise

from engine.local.number_words import NUMBER_WORDS
from engine.local.numbers import digit_groups
from engine.local.words import tokens
from engine.vocabulary import Language

_SHAPE = re.compile(r"1?([2-9]\d{9})")
_DATE = re.compile(r"(?:0?[1-9]|1[0-2])(?:[012]?\d|3[01])(?:\d{2}|(?:19|20)\d{2})")
_REPAIR = frozenset({"no", "sorry", "wait", "actually", "correction", "perdon", "digo", "espere", "espera"})
_PAUSE = frozenset({",", ".", ";"})
_INSIDE = frozenset({"-", "(", ")", "+", "/", "and", "then", "y", "uh", "um", "eh", "er"})
_EXTENSION = frozenset({"extension", "ext", "extencion"})

_Run = tuple[str, ...]
"""Groups of digits said in one breath, `,` where the caller paused and `!` where they took something back."""


def read_phone(text: str, lang: Language) -> str | None:
    """Read a whole number as E.164; None where digits are missing, left over or of no such shape.

    Only the shape is checked, ten digits of which the first is 2 to 9: whether a number is in service is not
    for this reader to say.
    """
    groups = digit_groups(tokens(text), lang)
    return _read(groups) or _read(_with_first_digit(groups, lang))


def _with_first_digit(groups: Sequence[str], lang: Language) -> list[str]:
    """Read the word before the first digit as the digit it sounds like: "to one two" is 212.

    Only a number that is whole no other way is read so; "to 212 …" keeps its preposition.
    """
    first = next((at for at, group in enumerate(groups) if group.isdecimal()), 0)
    alike = NUMBER_WORDS[lang].alike.get(groups[first - 1]) if first else None
    return [*groups[: first - 1], alike, *groups[first:]] if alike else []


def _read(groups: Sequence[str]) -> str | None:
    runs = _runs(groups)
    joined = [first + second for first, second in pairwise(runs)]
    everything = [tuple(group for run in runs for group in run)] if len(runs) > 2 else []
    for candidate in [*reversed(runs), *reversed(joined), *everything]:
        if national := _national(candidate):
            return f"+1{national}"
    return None


def _runs(groups: Sequence[str]) -> list[_Run]:
    """Cut where words that are no part of a number stand between digits."""
    runs: list[_Run] = []
    run: list[str] = []
    for group in groups:
        if group in _EXTENSION:
            break
        if group.isdecimal():
            run.append(group)
        elif group in _PAUSE:
            run.append(",")
        elif group in _REPAIR:
            run.append("!")
        elif group not in _INSIDE:
            runs.append(tuple(run))
            run = []
    runs.append(tuple(run))
    return [run for run in runs if any(group.isdecimal() for group in run)]


def _national(run: _Run) -> str | None:
    """Read a run as one number, after what its own repairs take back."""
    if "!" in run:
        at = len(run) - run[::-1].index("!")
        before, after = run[: at - 1], run[at:]
        readings = [after] + [kept + after for kept in _taken_back(before)]
        return next((read for reading in readings if (read := _national(reading))), None)
    groups = [group for group in run if group.isdecimal()]
    whole = _SHAPE.fullmatch("".join(groups))
    return whole[1] if whole else _after_date(groups)


def _taken_back(before: _Run) -> list[_Run]:
    """What may stand before a repair: all but the last stretch, then all but the last group, and so on."""
    while before and not before[-1].isdecimal():
        before = before[:-1]
    pauses = [at for at, group in enumerate(before) if group == ","]
    stretches = [before[:at] for at in reversed(pauses)]
    return stretches + [before[:at] for at in range(len(before) - 1, 0, -1)]


def _after_date(groups: Sequence[str]) -> str | None:
    """Read the number that a caller says in one breath after a date of birth."""
    for at in range(len(groups) - 1, 0, -1):
        whole = _SHAPE.fullmatch("".join(groups[at:]))
        if whole and len(whole[1]) == len("".join(groups[at:])) and _DATE.fullmatch("".join(groups[:at])):
            return whole[1]
    return None
