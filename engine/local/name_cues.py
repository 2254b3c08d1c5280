"""What the words around a stretch say of it: which part of a name it is, whose, and how surely."""

from enum import IntEnum
from typing import NamedTuple

from engine.local.name_runs import Run
from engine.local.people import RELATIONS
from engine.local.said import Word


class Part(IntEnum):
    """Which part of a name a stretch is said to be."""

    WHOLE = 0
    GIVEN = 1
    FAMILY = 2


class Who(IntEnum):
    """Whose name it is, as far as the words tell."""

    ANY = 0
    CALLER = 1
    PATIENT = 2


class Sure(IntEnum):
    """How surely a stretch is a name at all."""

    NONE = 0
    WEAK = 1
    """Only if it looks like a name, too."""
    STRONG = 2


class Cue(NamedTuple):
    """What the context says of a stretch."""

    sure: Sure = Sure.NONE
    part: Part = Part.WHOLE
    who: Who = Who.ANY


def _phrases(cue: Cue, *phrases: str) -> dict[tuple[str, ...], Cue]:
    return {tuple(phrase.split()): cue for phrase in phrases}


_STRONG = Cue(Sure.STRONG)
_GIVEN = Cue(Sure.STRONG, Part.GIVEN)
_FAMILY = Cue(Sure.STRONG, Part.FAMILY)
_CALLER = Cue(Sure.STRONG, who=Who.CALLER)
_PATIENT = Cue(Sure.STRONG, who=Who.PATIENT)
_KIN = Cue(Sure.WEAK, who=Who.PATIENT)
_WEAK = Cue(Sure.WEAK)
_WEAK_CALLER = Cue(Sure.WEAK, who=Who.CALLER)

_BEFORE = (
    _phrases(_STRONG, "name is", "name was", "name's", "names", "names is", "name should be", "name would be")
    | _phrases(
        _STRONG, "name will be", "the name", "under name", "on name", "my name", "full name", "name of"
    )
    | _phrases(_STRONG, "known as", "goes by", "full name is", "nombre es", "nombre completo es", "nombre")
    | _phrases(_STRONG, "nombre de", "name goes by", "nombre completo")
    | _phrases(_GIVEN, "first name", "first name is", "first name's", "given name", "given name is")
    | _phrases(_GIVEN, "primer nombre", "primer nombre es", "nombre de pila", "nombre de pila es")
    | _phrases(
        _FAMILY, "last name", "last name is", "last name's", "second name", "second name is", "surname"
    )
    | _phrases(_FAMILY, "family name", "family name is", "surname is", "surname's", "apellido", "apellidos")
    | _phrases(_FAMILY, "apellido es", "apellidos son")
    | _phrases(_CALLER, "call me", "call be", "go by", "am called", "i'm called", "me llamo", "me llaman")
    | _phrases(_CALLER, "le habla", "les habla", "le saluda")
    | _phrases(_PATIENT, "patient is", "patient named", "se llama", "paciente es")
    | _phrases(_WEAK_CALLER, "habla", "soy", "this is", "i am", "i'm", "im", "am")
    | _phrases(
        _WEAK, "i'm with", "am with", "it's", "it is", "its", "es", "that's", "would be", "under", "for"
    )
    | _phrases(_WEAK, "about", "by", "name", "para", "named", "called", "de", "should be", "that is", "a")
)
_AFTER = (
    _phrases(_CALLER, "is my name", "that is my name", "that's my name", "es mi nombre", "is what i go by")
    | _phrases(_STRONG, "is the name", "is his name", "is her name", "es el nombre", "es su nombre")
    | _phrases(_FAMILY, "is the last name", "is my last name", "is my family name", "is the family name")
    | _phrases(
        _FAMILY, "is my surname", "is the surname", "for the last name", "es mi apellido", "es el apellido"
    )
    | _phrases(_FAMILY, "is his last name", "is her last name", "as the last name")
    | _phrases(_GIVEN, "is my first name", "is the first name", "is my given name", "is the given name")
    | _phrases(_GIVEN, "is his first name", "is her first name", "for the first name", "es mi primer nombre")
    | _phrases(_WEAK_CALLER, "here", "speaking", "calling")
)
_MINE = frozenset(["my", "mi"])
_THEIRS = frozenset(["his", "her", "their", "su", "patient's"])
_NOT_PEOPLE = frozenset(
    ["looking", "restaurant", "place", "called", "hotel", "ask", "asking", "company", "street"]
)
_FILLERS = frozenset(["um", "uh", "er", "erm", "hmm", "yes", "yeah", "please", "okay", "well", "like", "eh"])
_FILLERS |= {"este", "spelled", "spelt", "deletreado"}


def cue_of(run: Run, words: list[Word]) -> Cue:
    """Read the surest cue on either side of `run`."""
    before = _cue_before([w.plain for w in words[max(0, run.start - 8) : run.start] if w.is_word])
    after = _cue_after([w.plain for w in words[run.end : run.end + 7] if w.is_word])
    if after == _KIN and words[run.end].is_word and words[run.end].plain not in ("is", "es"):
        after = Cue()
    if after.part is not Part.WHOLE or after.sure > before.sure:
        return after
    return before


def _cue_before(before: list[str]) -> Cue:
    while before and before[-1] in _FILLERS:
        before.pop()
    if _is_relation(before):
        return _PATIENT
    for length in (4, 3, 2, 1):
        cue = _BEFORE.get(tuple(before[-length:])) if len(before) >= length else None
        if cue is None:
            continue
        ahead = before[-length - 1] if len(before) > length else ""
        if ahead in _NOT_PEOPLE or (length > 1 and ahead == "by" and _NOT_PEOPLE & set(before)):
            return Cue()
        if ahead in _MINE:
            return cue._replace(who=Who.CALLER)
        if ahead in _THEIRS or ahead.endswith("'s"):
            return cue._replace(who=Who.PATIENT)
        return cue
    return Cue()


def _is_relation(before: list[str]) -> bool:
    """Whether "my daughter" or the like ends there."""
    if not before or RELATIONS.get(before[-1]) is None:
        return False
    return any(word in ("my", "our", "mi", "nuestro", "nuestra") for word in before[-6:-1])


def _cue_after(after: list[str]) -> Cue:
    for length in (4, 3, 2, 1):
        cue = _AFTER.get(tuple(after[:length]))
        if cue is not None:
            return cue
    if after[:1] in (["is"], ["es"]):
        after = after[1:]
    if len(after) > 1 and after[0] in ("my", "our", "mi") and after[1] in RELATIONS:
        return _KIN
    return Cue()
