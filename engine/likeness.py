"""How alike two names are, in letters and in sound, and when they are the same name."""

from rapidfuzz import fuzz

from engine.extraction import PatientName
from engine.local.words import fold
from engine.nicknames import is_short_for
from engine.sound import sound

SOUNDS_ALIKE = 0.93
"""What names that sound the same are worth, however they are written."""
_OTHER_START = 0.15
"""Taken off where a short name begins with another sound: "Ann" is not "Joanne"."""
_SHORT = 4
_SUFFIXES = frozenset(["jr", "sr", "junior", "senior", "ii", "iii", "iv"])
_PARTICLES = frozenset(["de", "del", "la", "las", "los", "y", "e"])


def name_likeness(a: PatientName, b: PatientName) -> float:
    """How alike two names sound and read, 0 to 1; a part that one of them lacks is left out."""
    one, other = parts_of(a), parts_of(b)
    if not one or not other:
        return 0.0
    if len(one) == 2 and len(other) == 2:
        return max(min(pair) for pair in pairs(one, other)) if is_split(one, other) else 1.0
    lone, full = (one, other) if len(one) == 1 else (other, one)
    whole = word_likeness(lone[0], "".join(full))
    return max([whole, *(given_likeness(lone[0], part) for part in full)])


def pairs(heard: list[str], true: list[str]) -> list[tuple[float, float]]:
    """The likeness of given and family name, in the order heard and turned round (family name first)."""
    return [
        (given_likeness(heard[0], true[0]), word_likeness(heard[1], true[1])),
        (given_likeness(heard[1], true[0]), word_likeness(heard[0], true[1])),
    ]


def is_split(heard: list[str], true: list[str]) -> bool:
    """Whether two names differ by more than where one of them was cut in two."""
    return "".join(heard) != "".join(true)


def is_same_name(heard: PatientName, true: PatientName) -> bool:
    """Whether both parts are as written, but for case, marks, short forms, Jr and the order of parts."""
    said, name = parts_of(heard), parts_of(true)
    if len(said) < 2 or len(name) < 2:
        return "".join(said) == "".join(name) and bool(name) and len(name) == 1
    in_order = _same_given(heard, true) and (said[1] == name[1] or _share_surnames(heard, true))
    turned = _is_given(said[1], name[0]) and said[0] == name[1]
    return in_order or turned or not is_split(said, name)


def parts_of(name: PatientName) -> list[str]:
    """The parts that are there, folded to bare letters, without Jr or Sr."""
    return [part for part in (bare(name.given), bare(name.family)) if part]


def bare(part: str | None) -> str:
    """Fold a part of a name to letters alone."""
    words = fold(part or "").replace("-", " ").split()
    kept = [word for word in words if word.strip(".,") not in _SUFFIXES] or words
    return "".join(c for word in kept for c in word if c.isalpha())


def given_likeness(heard: str, true: str) -> float:
    """How alike two folded given names are; a short form is as good as the full one."""
    return 1.0 if is_short_for(heard, true) else word_likeness(heard, true)


def word_likeness(heard: str, true: str) -> float:
    """How alike two folded words read or sound, whichever is more, 0 to 1."""
    if heard == true:
        return 1.0
    heard_sound, true_sound = sound(heard), sound(true)
    if heard_sound == true_sound:
        return max(SOUNDS_ALIKE, fuzz.ratio(heard, true) / 100)
    likeness = max(fuzz.ratio(heard, true), 0.95 * fuzz.ratio(heard_sound, true_sound)) / 100
    if heard_sound[:1] != true_sound[:1] and min(len(heard), len(true)) <= _SHORT:
        likeness -= _OTHER_START
    return max(likeness, 0.0)


def _same_given(heard: PatientName, true: PatientName) -> bool:
    """Whether the given names are the same, or one leaves out the second of two ("Mary" for "Mary Ann")."""
    return any(_is_given(one, other) for one in _givens(heard.given) for other in _givens(true.given))


def _is_given(heard: str, true: str) -> bool:
    return heard == true or is_short_for(heard, true)


def _givens(given: str | None) -> frozenset[str]:
    first = (given or "").replace("-", " ").split()[:1]
    return frozenset([bare(given), *map(bare, first)]) - {""}


def _share_surnames(heard: PatientName, true: PatientName) -> bool:
    """Whether two surnames are the same in either order, or one of two was said."""
    said, name = _surnames(heard.family), _surnames(true.family)
    return bool(said) and bool(name) and (said <= name or name <= said)


def _surnames(family: str | None) -> frozenset[str]:
    words = fold(family or "").replace("-", " ").split()
    return frozenset("".join(c for c in word if c.isalpha()) for word in words) - _SUFFIXES - _PARTICLES
