"""Providers as callers name them, matched against the clinic's roster by name and by sound."""

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from engine.extraction import RosterEntry
from engine.local.family_names import FAMILY
from engine.local.given_names import GIVEN
from engine.local.name_runs import DOCTORS
from engine.local.ordinary import NEVER, SELDOM
from engine.local.people import RELATIONS
from engine.local.said import Word, cut
from engine.local.specialties import read_specialty
from engine.local.spelling import read_spelled
from engine.local.words import fold
from engine.sound import skeleton, sound, vowels_agree
from engine.vocabulary import Language

__all__ = ["read_provider", "read_specialty", "unknown_provider"]

# What a recogniser that does not know a surname writes for it.
_PRONOUNCED = {
    "nguyen": ("win", "wen", "wynn", "gwen", "winn", "nuen", "newen", "nuyen", "nugent", "newyen", "ngwen"),
    "xu": ("shoe", "shu", "sue", "zoo"), "zhang": ("jong", "jang", "john"), "zhao": ("jow", "chow"),
    "ng": ("ing", "eng"), "ngo": ("no", "go"), "huang": ("wong", "wang"), "hwang": ("wong", "wang"),
    "okafor": ("oakafor", "oakafore", "okayfor", "okeyfor"), "ruiz": ("ruse", "rueez", "ruez", "rooies"),
    "jimenez": ("himenez",), "wojcik": ("voychick",), "siobhan": ("shivon",), "nowak": ("novak",),
}  # fmt: skip

_NOT = frozenset(["not", "except", "besides", "than", "excepto", "menos"])
_REFUSALS = "instead of|other than|rather than|not want|don't want|dont want|no con|no quiero|vez de"
_REFUSALS += "|anyone but|anybody but|everyone but|any but|all but|doctor but"
_NOT_PHRASES = frozenset(tuple(phrase.split()) for phrase in _REFUSALS.split("|"))
_REPAIR_WORDS = "no sorry mean wait actually rather meant scratch perdon digo instead mejor"
_REPAIRS = frozenset(_REPAIR_WORDS.split())
_LEAD_WORDS = "with see seeing con the is or o and prefer want to take dr"
_LEADS = frozenset(_LEAD_WORDS.split())
_ANSWERS = frozenset(["no", "nope", "yes", "yeah", "yep", "si"])
"""Before a name they answer; they are not the first syllable of one ("no, hon")."""
_LEADING = NEVER | _LEADS
_SURNAMES = FAMILY - NEVER
_PLAIN_SURNAMES = _SURNAMES - SELDOM
_ROLES = frozenset(["a", "my", "your", "any", "another", "the", "our", "un", "una", "mi", "other", "same"])
_OWN_NAME = (("name", "is"), ("i", "am"), ("this", "is"), ("me", "llamo"), ("last", "name"))


class _Name(NamedTuple):
    """A provider's name, folded."""

    given: str
    family: str


class _Mention(NamedTuple):
    """One place where a provider is named."""

    at: int
    fits: tuple[int, ...]
    """Indices into the roster; empty where nobody on it has that name."""
    heard: tuple[Word, ...]


def read_provider(text: str, roster: tuple[RosterEntry, ...], lang: Language) -> str | tuple[str, ...] | None:
    """Name the provider meant; several, in roster order, where the words fit several.

    A surname that sounds like another one on the roster fits both, until a given name, a spelling or a
    specialty tells them apart.
    """
    words = cut(text)
    fits = {i for mention in _standing(words, roster) for i in mention.fits}
    names = _names(roster)
    spelled = {part.replace("-", " ") for stretch in read_spelled(words) for part in stretch.words}
    if spelled and (not fits or len(fits) > 1):
        exact = {i for i, name in enumerate(names) if name.family in spelled}
        fits = exact or fits
    if len(fits) > 1:
        specialty = read_specialty(text, roster, lang)
        fits = {i for i in fits if roster[i].specialty == specialty} or fits
    found = tuple(roster[i].name for i in sorted(fits))
    if len(found) > 1:
        return found
    return found[0] if found else None


def unknown_provider(text: str, roster: tuple[RosterEntry, ...], lang: Language) -> str | None:
    """The surname, as said, of a doctor who is not on the roster; None where all named are on it."""
    words = cut(text)
    for mention in reversed(_standing(words, roster)):
        if mention.fits:
            return None
        heard = [word for word in mention.heard if word.plain in _SURNAMES or word.plain not in SELDOM]
        role = mention.at > 0 and words[mention.at - 1].plain in _ROLES and not mention.heard[0].is_capital
        if heard and not role and _is_surname(heard[0], words):
            surname = heard[1] if len(heard) > 1 and heard[0].plain in GIVEN else heard[0]
            return surname.said if surname.is_capital else surname.said.capitalize()
    return None


def _is_surname(word: Word, words: list[Word]) -> bool:
    """Whether the word after "doctor" is a name, and not what the doctor did or is wanted for."""
    after = words.index(word) + 1
    closes = after >= len(words) or not words[after].is_word or words[after].plain in NEVER
    return word.is_capital or word.plain in FAMILY or closes


def _standing(words: list[Word], roster: tuple[RosterEntry, ...]) -> list[_Mention]:
    """The mentions that stand at the end of the utterance: not refused, not taken back."""
    mentions = _mentions(words, _names(roster))
    for i in range(len(mentions) - 1, 0, -1):
        between = {word.plain for word in words[mentions[i - 1].at + 1 : mentions[i].at]}
        if between & _REPAIRS and not _refused(words, mentions[i]):
            mentions = mentions[i:]
            break
    return [mention for mention in mentions if not _refused(words, mention)]


def _refused(words: list[Word], mention: _Mention) -> bool:
    """Whether the caller does not want this one ("not Dr. Kim", "anyone but Dr. Kim")."""
    before = [word.plain for word in words[max(0, mention.at - 4) : mention.at] if word.is_word]
    while before and before[-1] in _LEADS | {"dr", "doctor", "doctora", "el", "la"}:
        if tuple(before[-2:]) in _NOT_PHRASES:
            return True
        before.pop()
    return bool(before) and (before[-1] in _NOT or tuple(before[-2:]) in _NOT_PHRASES)


def _mentions(words: list[Word], names: tuple[_Name, ...]) -> list[_Mention]:
    mentions: list[_Mention] = []
    at = 0
    while at < len(words):
        mention = _titled(words, at, names) or _bare(words, at, names)
        if mention is not None:
            mentions.append(mention)
            at += len(mention.heard)
        at += 1
    if mentions or any(word.plain == name.family for word in words for name in names):
        return mentions
    return _alone(words, names) or _by_given(words, names)


def _alone(words: list[Word], names: tuple[_Name, ...]) -> list[_Mention]:
    """Read an utterance that is nothing but a name, perhaps cut up or misheard."""
    tail = [word for word in words if word.is_word and word.plain not in _LEADS - {"o", "or"}]
    if len(tail) > 1 and tail[0].plain in _ANSWERS:
        tail = tail[1:]
    if not 0 < len(tail) <= 3:
        return []
    if any(word.plain in NEVER or word.plain in SELDOM for word in tail):
        cut_up = "".join(word.plain for word in tail)
        fits = tuple(i for i, n in enumerate(names) if len(cut_up) > 4 and _alike(cut_up, n.family))
    else:
        fits = _fits(tail, names) if len(tail) < 3 else ()
    return [_Mention(words.index(tail[0]), fits, tuple(tail))] if fits else []


def _by_given(words: list[Word], names: tuple[_Name, ...]) -> list[_Mention]:
    """Read a given name of the roster that stands by itself and is nobody else's."""
    found: list[_Mention] = []
    for at, word in enumerate(words):
        fits = tuple(i for i, name in enumerate(names) if name.given == word.plain)
        after = words[at + 1] if at + 1 < len(words) else None
        surname = after is not None and after.is_word and (after.plain in _SURNAMES or after.is_capital)
        before = words[at - 1].plain if at else ""
        if fits and word.plain not in SELDOM and not surname and before not in RELATIONS:
            found.append(_Mention(at, fits, (word,)))
    return [] if _names_caller(words) else found


def _names_caller(words: list[Word]) -> bool:
    said = [word.plain for word in words if word.is_word]
    return any(tuple(said[i : i + 2]) in _OWN_NAME for i in range(len(said) - 1)) or bool(
        {"i'm", "soy"} & set(said)
    )


def _titled(words: list[Word], at: int, names: tuple[_Name, ...]) -> _Mention | None:
    """Read the name after "Dr."; up to three words of it, as the recogniser may have cut it up."""
    if words[at].plain not in DOCTORS:
        return None
    start = at + 2 if at + 1 < len(words) and words[at + 1].said == "." else at + 1
    tail: list[Word] = []
    for word in words[start : start + 3]:
        if not word.is_word:
            break
        tail.append(word)
    size = next((i for i, word in enumerate(tail) if word.plain in NEVER), len(tail))
    for end in range(len(tail), size, -1):
        # Everyday words may be a name cut up by the recogniser ("way chan", "oh ka for").
        cut_up = "".join(word.plain for word in tail[:end])
        whole = any(_alike(cut_up, name.family) or _alike(cut_up, name.given + name.family) for name in names)
        if whole and len(cut_up) > 2:
            size = end
            break
    return _Mention(at, _fits(tail[:size], names), tuple(tail[:size])) if size else None


def _bare(words: list[Word], at: int, names: tuple[_Name, ...]) -> _Mention | None:
    """Read a roster surname that stands without a title and belongs to no other person's name."""
    word = words[at]
    if not any(word.plain == name.family for name in names):
        return None
    before = words[at - 1] if at else None
    after = words[at + 1] if at + 1 < len(words) else None
    if _names_caller(words[max(0, at - 4) : at]):
        return None
    if after is not None and after.is_word and after.plain in _PLAIN_SURNAMES:
        return None
    fits = _fits([word], names)
    given = "".join(w.plain for w in words[max(0, at - 2) : at])
    if before is None or not before.is_word:
        return _Mention(at, fits, (word,))
    if before.plain in RELATIONS:
        return None
    narrowed = tuple(i for i in fits if _alike(before.plain, names[i].given) or _alike(given, names[i].given))
    if narrowed:
        return _Mention(at, narrowed, (word,))
    if before.plain in _LEADING:
        return _Mention(at, fits, (word,))
    is_other = before.plain in GIVEN or before.is_capital
    return None if is_other else _Mention(at, fits, (word,))


def _fits(tail: list[Word], names: tuple[_Name, ...]) -> tuple[int, ...]:
    """Find whom the words of a name fit: by surname, then by the given name beside it, or by it alone."""
    heard = [word.plain for word in tail]
    by_family: dict[int, bool] = {}
    for i, name in enumerate(names):
        for start in range(min(2, len(heard))):
            for end in range(start + 1, len(heard) + 1):
                if _alike("".join(heard[start:end]), name.family):
                    given = bool(start) and _alike("".join(heard[:start]), name.given)
                    by_family[i] = by_family.get(i, False) or given
    if by_family:
        return tuple(i for i, given in by_family.items() if given) or tuple(by_family)
    return tuple(i for i, name in enumerate(names) if heard and heard[0] == name.given)


def _alike(heard: str, name: str) -> bool:
    """Whether a recogniser may write `heard` for `name`; both folded."""
    if heard == name or heard in _PRONOUNCED.get(name, ()):
        return True
    if len(skeleton(name)) <= 2:
        return sound(heard) == sound(name) and vowels_agree(heard, name)
    same = skeleton(heard) == skeleton(name) or fuzz.ratio(sound(heard), sound(name)) >= 88
    return same and vowels_agree(heard, name)


@lru_cache(maxsize=16)
def _names(roster: tuple[RosterEntry, ...]) -> tuple[_Name, ...]:
    """The roster's names, folded, with their sounds."""
    return tuple(_name_of(entry) for entry in roster)


def _name_of(entry: RosterEntry) -> _Name:
    parts = [word.plain for word in cut(entry.name) if word.is_word and word.plain not in DOCTORS]
    return _Name(parts[0] if len(parts) > 1 else "", fold(parts[-1]) if parts else "")
