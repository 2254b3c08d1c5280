"""How a name sounds, roughly: names that a telephone recogniser mixes up share a sound."""

import re
from functools import lru_cache

# Applied in this order to a folded name. English spelling first, Spanish where it does not disagree.
_RULES = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"[^a-z]", ""),
        (r"^(?:kn|gn|pn|ng)", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"^rh", "r"),
        (r"^x", "s"),
        (r"^wh", "w"),
        (r"^(?:mac|mc)(?=[^aeiou])", "mk"),
        (r"sch|sh", "X"),
        (r"tch|ch|cz", "X"),
        (r"pherd|phard", "perd"),
        (r"ph", "f"),
        (r"ough|augh", "o"),
        (r"(?<=[aeiou])gh", ""),
        (r"th", "t"),
        (r"dge?", "d"),
        (r"ck|qu|q", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"g(?=e)", "j"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"v", "f"),
        (r"(?<=[a-z])h|h(?=[^aeiouy])", ""),
        (r"(?<=[aeiou])[wy](?![aeiou])", ""),
        (r"(?<=[bdfgjklmnprstXk])e$", ""),
        (r"([a-zX])\1+", r"\1"),
    )
)
_VOWELS = re.compile(r"[aeiouyw]+")
_BACK = frozenset("ou")
_FRONT = frozenset("eiy")


@lru_cache(maxsize=1024)
def sound(name: str) -> str:
    """The sound of a folded name: consonants by class, every stretch of vowels as one `a`."""
    spoken = _spoken(name)
    head, tail = spoken[:1], spoken[1:]
    return (head if head not in "aeiou" else "a") + _VOWELS.sub("a", tail)


def skeleton(name: str) -> str:
    """The consonants of a folded name, in order, by class; a leading vowel counts as `a`."""
    heard = sound(name)
    return heard[:1] + heard[1:].replace("a", "")


def vowels_agree(one: str, other: str) -> bool:
    """Whether the first vowels of two folded names are near each other; `a` is near every vowel."""
    first, second = _first_vowel(one), _first_vowel(other)
    if not first or not second or "a" in (first, second):
        return True
    return (first in _BACK) == (second in _BACK)


@lru_cache(maxsize=1024)
def _spoken(name: str) -> str:
    for pattern, to in _RULES:
        name = pattern.sub(to, name)
    return name


def _first_vowel(name: str) -> str:
    return next((c for c in _spoken(name) if c in "aeiou"), "")
