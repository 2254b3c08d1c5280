"""Stretches of an utterance that may be a person's name, and the parts a stretch falls into."""

from typing import NamedTuple

from engine.local.family_names import FAMILY
from engine.local.given_names import GIVEN
from engine.local.name_parts import is_given
from engine.local.ordinary import NEVER, SELDOM
from engine.local.said import Word

TITLES = frozenset(
    ["mr", "mrs", "ms", "miss", "mister", "missus", "master", "sir", "madam", "lady", "prince"]
)
TITLES |= {
    "princess",
    "captain",
    "reverend",
    "senor",
    "senora",
    "senorita",
    "don",
    "dona",
    "sr",
    "sra",
    "srta",
}
DOCTORS = frozenset(["dr", "dra", "doctor", "doctora", "doc", "nurse", "professor"])

_SUFFIXES = frozenset(["jr", "sr", "junior", "senior", "ii", "iii", "iv", "esq"])
_PARTICLES = frozenset(["de", "la", "las", "los", "del", "da", "dos", "di", "du", "van", "von", "der", "den"])
_PARTICLES |= {"st", "saint", "mac", "mc", "o", "bin", "abu"}
_GLUED = frozenset(["mac", "mc"])
# Names that are everyday words as well: taken only where the recogniser wrote them with a capital.
_WITH_CAPITAL = frozenset(
    ["he", "she", "so", "an", "do", "you", "ma", "long", "see", "song", "ok", "ha", "le", "son"]
)
_NO_NAMES = NEVER - _PARTICLES
_NEVER_SHORT = NEVER - _WITH_CAPITAL
_MONTHS = frozenset(["may", "june", "april", "august"])
_LONGEST = 5


class Run(NamedTuple):
    """A stretch of name words; `start` counts from its title, if it has one."""

    words: tuple[Word, ...]
    start: int
    end: int
    titled: bool = False

    @property
    def first(self) -> str:
        return self.words[0].plain


def is_cased(words: list[Word]) -> bool:
    """Whether capital letters tell names from other words in this utterance."""
    capital = any(
        w.is_capital
        and len(w.plain) > 1
        and w.plain not in NEVER
        and i > 0
        and words[i - 1].said not in ".?!"
        for i, w in enumerate(words)
    )
    return capital and any(w.is_word and not w.is_capital for w in words)


def name_runs(words: list[Word], *, spelled: frozenset[int] = frozenset()) -> list[Run]:
    """Find the stretches that read like names, from left to right; indices in `spelled` are left out."""
    cased = is_cased(words)
    if len(words) <= 2 and all(w.is_capital and w.plain not in _NEVER_SHORT for w in words):
        return [Run(tuple(words), 0, len(words))] if words else []
    runs: list[Run] = []
    at = 0
    while at < len(words):
        run = None if at in spelled else _run_at(words, at, cased=cased, spelled=spelled)
        if run is not None and not _is_doctors(words, run.start):
            runs.append(run)
        at = run.end if run is not None else at + 1
    return runs


def _is_doctors(words: list[Word], start: int) -> bool:
    """Whether a doctor's title stands before the name that begins at `start`."""
    before = words[start - 2] if start > 1 and words[start - 1].said == "." else words[start - 1]
    return start > 0 and before.plain in DOCTORS


def _run_at(words: list[Word], start: int, *, cased: bool, spelled: frozenset[int]) -> Run | None:
    at = start
    titled = False
    while at < len(words) and words[at].plain in TITLES:
        titled = True
        at += 2 if at + 1 < len(words) and words[at + 1].said == "." else 1
    taken: list[Word] = []
    while at < len(words) and len(taken) < _LONGEST and at not in spelled:
        following = words[at + 1] if at + 1 < len(words) else None
        if not _fits(words[at], following, taken, cased=cased, titled=titled):
            break
        taken.append(words[at])
        at += 1
    while taken and (taken[-1].plain in _PARTICLES or len(taken[-1].plain) == 1):
        taken.pop()
        at -= 1
    return Run(tuple(taken), start, at, titled) if taken else None


def _fits(word: Word, following: Word | None, taken: list[Word], *, cased: bool, titled: bool) -> bool:
    """Whether `word` may belong to the name of which `taken` was read already."""
    plain = word.plain
    if not word.is_word or plain in _SUFFIXES:
        return False
    next_is_name = following is not None and following.is_word and following.plain not in _NO_NAMES
    if plain in _PARTICLES and plain not in ("do", "st"):
        return next_is_name and (bool(taken) or not cased or word.is_capital)
    if len(plain) == 1:
        return bool(taken) and plain not in "iay" and next_is_name
    if plain in NEVER:
        return cased and word.is_capital and plain in _WITH_CAPITAL and bool(taken)
    if plain in _MONTHS and not taken:
        return next_is_name and following is not None and following.plain in FAMILY
    after_given = bool(taken) and (taken[-1].plain in GIVEN or is_given(taken[-1].plain))
    if cased and not word.is_capital:
        return after_given and (plain in SELDOM or plain in FAMILY) and len(taken) == 1
    if plain in SELDOM and not (cased and word.is_capital):
        return after_given or titled or (not taken and plain in GIVEN)
    return (
        len(taken) < 2
        or cased
        or word.is_capital
        or plain in FAMILY
        or taken[-1].plain in _PARTICLES
        or plain == taken[0].plain
    )


def units(run: Run) -> list[str]:
    """Join particles to the word they belong to ("De La Cruz" is one), drop initials, write capitals."""
    joined: list[str] = []
    pending = ""
    for word in run.words:
        if word.plain == "o" or word.plain in _GLUED:
            pending += "O'" if word.plain == "o" else word.said.capitalize()
        elif word.plain in _PARTICLES:
            pending += _capitals(word.said) + " "
        elif len(word.plain) > 1:
            joined.append(pending + _capitals(word.said))
            pending = ""
    return joined


def _capitals(word: str) -> str:
    """Write a name that was recognised in lower case with capitals; leave any other as it is."""
    if not word.islower():
        return word
    return "-".join("'".join(p[:1].upper() + p[1:] for p in part.split("'")) for part in word.split("-"))
