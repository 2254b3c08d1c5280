"""The patient's name as said or spelled in one utterance."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from engine.extraction import PatientName
from engine.local.family_names import FAMILY
from engine.local.given_names import GIVEN
from engine.local.name_cues import Cue, Part, Sure, Who, cue_of
from engine.local.name_parts import given_odds, is_given
from engine.local.name_runs import Run, is_cased, name_runs, units
from engine.local.ordinary import SELDOM
from engine.local.people import read_on_behalf_of
from engine.local.said import Word, cut
from engine.local.spelling import Spelled, read_spelled
from engine.local.words import fold
from engine.sound import sound
from engine.vocabulary import Asked, Language

# Where a name without a label ("it's …", "this is …") may be the patient's.
_OPEN = frozenset(
    [None, Asked.INTENT, Asked.PATIENT_NAME, Asked.DATE_OF_BIRTH, Asked.PHONE, Asked.ON_BEHALF_OF]
)
_OPEN |= {Asked.APPOINTMENT, Asked.ANYTHING_ELSE}
_REPAIR_WORDS = "no sorry mean wait actually correction perdon digo rather quise"
_REPAIRS = frozenset(_REPAIR_WORDS.split())
_OPENER_WORDS = (
    "yes yeah hi hello sure okay ok um uh si hola well so no sorry mean oh good morning afternoon buenas"
)
_OPENERS = frozenset(
    f"{_OPENER_WORDS} buenos tardes dias thanks please it's that's and y gracias claro".split()
)
_CLOSER_WORDS = "please thanks thank party and at on with spelled not y con gracias"
_CLOSERS = frozenset(_CLOSER_WORDS.split())


_ALIKE = 0.5
"""From here on a spelling is of the part that was said."""


class _Mention(NamedTuple):
    run: Run
    cue: Cue
    repaired: bool
    """Whether the caller took something back just before."""


@dataclass(slots=True)
class _Parts:
    given: str = ""
    family: str = ""
    together: bool = False
    """Whether both came from one stretch."""


def read_name(text: str, *, asked: Asked | None, lang: Language) -> PatientName | None:
    """Find the patient's name, only the parts said; never the caller's own where they call for another.

    Where the question was not about a name, only clear patterns count ("my name is", "for my son …").
    """
    words = cut(text)
    stretches = read_spelled(words)
    covered = frozenset(i for s in stretches for i in range(s.start, s.end))
    runs = name_runs(words, spelled=covered)
    cased = is_cased(words)
    mentions = [m for run in runs if (m := _judge(run, words, covered, asked, cased=cased))]
    if not mentions and asked is Asked.PATIENT_NAME:
        mentions = [_Mention(run, Cue(Sure.WEAK), repaired=False) for run in runs if _is_known(run)][:1]
    if read_on_behalf_of(text, lang) is not None:
        mentions = [m for m in mentions if m.cue.who is not Who.CALLER]
    best = max((m.cue.sure for m in mentions), default=Sure.NONE)
    parts = _Parts()
    for mention in mentions:
        if mention.cue.sure == best:
            _take(parts, mention, lang)
    for stretch in stretches:
        _spell(parts, stretch, words, asked)
    if not parts.given and not parts.family:
        return None
    return PatientName(given=parts.given or None, family=parts.family or None)


def _judge(
    run: Run, words: list[Word], covered: frozenset[int], asked: Asked | None, *, cased: bool
) -> _Mention | None:
    """Decide whether `run` counts as a name here, and how surely."""
    cue = cue_of(run, words)
    repaired = run.start > 0 and any(w.plain in _REPAIRS for w in words[max(0, run.start - 3) : run.start])
    if cue.sure is Sure.STRONG and (cue.who is not Who.PATIENT or _may_be_called(run, asked)):
        return _Mention(run, cue, repaired)
    if asked is Asked.PATIENT_NAME and (
        cue.sure is Sure.WEAK or run.start - 1 in covered or _answers(run, words)
    ):
        return _Mention(run, cue._replace(sure=Sure.STRONG), repaired)
    if asked not in _OPEN and not (asked is Asked.CONFIRMATION and cue.who is Who.CALLER):
        return None
    if cue.sure is Sure.WEAK and (_is_known(run) or (cased and _looks_written(run, -3.0))):
        return _Mention(run, cue, repaired)
    if _opens(run, words) and _closes(run, words) and (_is_known(run) or _looks_written(run, -1.0)):
        return _Mention(run, cue._replace(sure=Sure.WEAK), repaired)
    return None


def _may_be_called(run: Run, asked: Asked | None) -> bool:
    """Whether what follows "my mother" may be her name, and not what she did."""
    return run.first in GIVEN or run.words[0].is_capital or asked is Asked.PATIENT_NAME


def _is_known(run: Run) -> bool:
    """Whether it begins with a well-known given name that is no everyday word."""
    known = run.first in GIVEN and run.first not in SELDOM
    return known or (run.titled and len(run.words) <= 2)


def _looks_written(run: Run, odds: float) -> bool:
    """Whether it is two capital words of which the first may well be a given name."""
    if len(run.words) != 2 or not all(w.is_capital for w in run.words):
        return False
    return run.first in GIVEN or given_odds(run.first) > odds


def _answers(run: Run, words: list[Word]) -> bool:
    """Whether a name standing by itself is the answer to the question for it."""
    if not _opens(run, words):
        return False
    known = run.titled or any(w.plain in GIVEN or w.plain in FAMILY for w in run.words)
    return known or len(run.words) > 1 or _closes(run, words)


def _opens(run: Run, words: list[Word]) -> bool:
    """Whether it stands at the start of a clause."""
    return run.start == 0 or not words[run.start - 1].is_word or words[run.start - 1].plain in _OPENERS


def _closes(run: Run, words: list[Word]) -> bool:
    """Whether a clause ends with it."""
    return run.end >= len(words) or not words[run.end].is_word or words[run.end].plain in _CLOSERS


def _take(parts: _Parts, mention: _Mention, lang: Language) -> None:
    """Put a mention into the parts; a later one fills what is missing, or replaces after a repair."""
    pieces = units(mention.run)
    if not pieces:
        return
    if mention.cue.part is Part.GIVEN:
        if parts.family and fold(parts.family) == fold(pieces[0]):
            parts.family = parts.given
        parts.given = pieces[0]
        return
    if mention.cue.part is Part.FAMILY:
        if parts.given and fold(parts.given) == fold(pieces[-1]):
            parts.given = parts.family
        parts.family = " ".join(pieces)
        return
    if len(pieces) == 1:
        _take_single(parts, pieces[0], mention)
    elif not parts.together or mention.repaired:
        parts.given, parts.family = _split(pieces, lang)
        parts.together = True


def _take_single(parts: _Parts, piece: str, mention: _Mention) -> None:
    family = mention.run.titled or " " in piece or not is_given(_key(piece))
    if mention.repaired and parts.given and parts.family:
        family = not is_given(_key(piece))
    elif parts.given and not parts.family:
        family = fold(parts.given) != fold(piece)
    elif parts.family and not parts.given:
        family = fold(parts.family) == fold(piece)
    elif parts.given and parts.family:
        return
    if family:
        parts.family = piece
    else:
        parts.given = piece


def _split(pieces: list[str], lang: Language) -> tuple[str, str]:
    """Part a whole name: a middle name is dropped, two surnames stay together."""
    given, rest = pieces[0], pieces[1:]
    if len(rest) == 1:
        return given, rest[0]
    if len(rest) == 2 and _key(given) == _key(rest[1]):
        return rest[0], rest[1]
    surnames = [piece for piece in rest if _key(piece) in FAMILY and _key(piece) not in GIVEN]
    if len(rest) == 2 and (len(surnames) == 2 or (lang is Language.ES and _key(rest[0]) not in GIVEN)):
        return given, " ".join(rest)
    if len(rest) > 2 and lang is Language.ES:
        return given, " ".join(rest[-2:])
    return given, rest[-1]


def _key(piece: str) -> str:
    return "".join(c for c in fold(piece) if c.isalpha())


def _spell(parts: _Parts, stretch: Spelled, words: list[Word], asked: Asked | None) -> None:
    """Let a spelling replace what was heard of the same part, or stand for itself."""
    cue = cue_of(Run((), stretch.start, stretch.end), words)
    if cue.sure is Sure.NONE and asked is not Asked.PATIENT_NAME and not (parts.given or parts.family):
        return
    pieces = [_capitals(word) for word in stretch.words]
    if parts.given and parts.family and (joined := "".join(stretch.words)):
        _respell(parts, joined)
        return
    if len(pieces) > 1:
        parts.given, parts.family = pieces[0], pieces[-1]
        return
    piece = pieces[0]
    part = cue.part if cue.part is not Part.WHOLE else _part_spelled(parts, piece)
    if part is Part.GIVEN:
        parts.given = piece
    elif part is Part.FAMILY:
        parts.family = piece
    else:
        parts.given, parts.family = _cut_spelling(piece)


def _respell(parts: _Parts, piece: str) -> None:
    """Let a spelling behind a whole name better the part that it is like; what lost letters betters none."""
    to_given, to_family = _alike(parts.given, piece), _alike(parts.family, piece)
    both = _alike(parts.given + parts.family, piece)
    if both > max(to_given, to_family, _ALIKE):
        given, family = _cut_spelling(_capitals(piece))
        if given and family:
            parts.given, parts.family = given, family
    elif to_given > max(to_family, _ALIKE):
        parts.given = parts.given if _lost_letters(parts.given, piece) else _capitals(piece)
    elif max(to_family, both) >= _ALIKE:
        parts.family = parts.family if _lost_letters(parts.family, piece) else _capitals(piece)


def _lost_letters(part: str, piece: str) -> bool:
    """Whether a spelling is the part as it was said, but for letters that are missing, and sounds another."""
    letters = iter(_key(part))
    is_within = all(letter in letters for letter in _key(piece))
    return is_within and sound(_key(part)) != sound(_key(piece))


def _part_spelled(parts: _Parts, piece: str) -> Part:
    """Decide which part a lone spelled word stands for."""
    to_given, to_family = _alike(parts.given, piece), _alike(parts.family, piece)
    if max(to_given, to_family, _alike(parts.given + parts.family, piece)) < _ALIKE:
        if parts.given and not parts.family:
            return Part.FAMILY
        if parts.family and not parts.given:
            return Part.GIVEN
        return Part.WHOLE
    if _alike(parts.given + parts.family, piece) > max(to_given, to_family):
        return Part.WHOLE
    return Part.GIVEN if to_given >= to_family else Part.FAMILY


def _alike(part: str, piece: str) -> float:
    return SequenceMatcher(None, _key(part), _key(piece)).ratio() if part else 0.0


def _cut_spelling(piece: str) -> tuple[str, str]:
    """Cut a name spelled without a gap after a well-known given name; or take it for one part."""
    key = _key(piece)
    if key in FAMILY or key in GIVEN:
        return (piece, "") if is_given(key) else ("", piece)
    for size in range(len(key) - 3, 2, -1):
        if key[:size] in GIVEN:
            return piece[:size], _capitals(piece[size:])
    return (piece, "") if is_given(key) else ("", piece)


def _capitals(word: str) -> str:
    return "-".join("'".join(p[:1].upper() + p[1:] for p in part.split("'")) for part in word.split("-"))
