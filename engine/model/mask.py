"""Takes out of an utterance what has been read of the patient already: the model has no need of it."""

import re
from collections.abc import Callable

from engine.extraction import Request
from engine.local.birth import read_birth_date
from engine.local.phone import read_phone
from engine.local.slots import read_slots
from engine.local.words import cut

NAME, BIRTH, PHONE = "<NAME>", "<BIRTH>", "<PHONE>"
TIMES = 3
"""How often one value is looked for; who says a number twice is heard."""
SHORTEST = 4
"""Letters of which the beginning of a name is taken for it."""
_SPELLED = re.compile(r"(?<![^\W_])[^\W\d_](?:[\s,.-]+[^\W\d_](?![^\W_])){2,}")
_DOCTORS = frozenset({"dr", "doctor", "doctora", "doc", "dra"})


def masked(request: Request) -> str:
    """The utterance with the name, the date of birth and the phone number that rules find in it replaced.

    Minimum necessary (45 CFR 164.502(b)): what they could not read stays as it was said.
    """
    text, known = request.text, read_slots(request, None)
    if known.phone is not None:
        text = _without(text, known.phone, lambda said: read_phone(said, request.lang), PHONE)
    if known.date_of_birth is not None:
        text = _without(text, known.date_of_birth, lambda said: _birth(said, request), BIRTH)
    if known.patient_name is not None:
        name = known.patient_name
        text = _without_name(text, " ".join(part for part in (name.given, name.family) if part))
    return text


def _birth(said: str, request: Request) -> object:
    return read_birth_date(said, today=request.now.date(), lang=request.lang, region=request.region)


def _without(text: str, value: object, read: Callable[[str], object], mark: str) -> str:
    """Replace the shortest stretches of words that are read as `value`."""
    for _ in range(TIMES):
        stretch = _shortest(text, value, read)
        if stretch is None:
            return text
        text = text[: stretch[0]] + mark + text[stretch[1] :]
    return text


def _shortest(text: str, value: object, read: Callable[[str], object]) -> tuple[int, int] | None:
    row = cut(text)
    if not row or read(text) != value:
        return None
    first, last = 0, len(row) - 1
    while first < last and read(text[row[first + 1].start : row[last].end]) == value:
        first += 1
    while last > first and read(text[row[first].start : row[last - 1].end]) == value:
        last -= 1
    return row[first].start, row[last].end


def _without_name(text: str, name: str) -> str:
    """Replace every word of `name`, and every name spelled out; a doctor of that name stays."""
    parts = {part for token in cut(name) for part in token.word.split("-")}
    text = _SPELLED.sub(NAME, text)
    row = cut(text)
    for at in range(len(row) - 1, -1, -1):
        titled = any(token.word in _DOCTORS for token in row[max(0, at - 3) : at])
        if not titled and any(_is_part(row[at].word.removesuffix("'s"), part) for part in parts):
            text = text[: row[at].start] + NAME + text[row[at].end :]
    return text


def _is_part(word: str, part: str) -> bool:
    """Whether `word` is a part of the name, or the beginning of one whose end was spelled otherwise."""
    if not part[:1].isalpha():
        return False
    begins = word.startswith(part) or part.startswith(word)
    return word == part or (begins and min(len(word), len(part)) >= SHORTEST)
