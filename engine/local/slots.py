"""What one utterance fills in, whatever was asked: each slot's reader, and where it may be believed."""

import re
from datetime import date

import msgspec

from engine.extraction import PatientName, Request, Slots, When
from engine.local.birth import read_birth_date
from engine.local.legible import legible
from engine.local.marks import spoken
from engine.local.moves import read_booked, read_move
from engine.local.names import read_name
from engine.local.people import read_language, read_on_behalf_of
from engine.local.phone import read_phone
from engine.local.roster import read_provider
from engine.local.specialties import read_specialty
from engine.local.visits import read_reason, read_visit_type
from engine.local.when import read_when, read_whens
from engine.vocabulary import ERRANDS, Asked, Intent

IDENTITY = frozenset({Asked.PATIENT_NAME, Asked.DATE_OF_BIRTH, Asked.PHONE, Asked.ON_BEHALF_OF})
_NUMBERS = frozenset({Asked.DATE_OF_BIRTH, Asked.PHONE})
_BOOKED = frozenset({Intent.CANCEL, Intent.LOOK_UP})
"""Errands in which every day and every provider is a booked visit's."""
_BORN = re.compile(r"\b(?:born|birth(?:day|date)?|dob|d o b|naci(?:o|do|da|miento)?|cumple\w*)\b")
_YEAR = re.compile(r"\b(?:19\d\d|20[012]\d|nineteen|two thousand|mil novecientos|dos mil)\b")
_LONG_NUMBER = re.compile(r"(?:\d[\s().-]*){7,}")
_YES_BUT = re.compile(r"^\W*(?:\w+\W+){0,3}?but\b(?= with\b)", re.IGNORECASE)
"""The "but" of "yes, but with Dr. Reed" excludes nobody."""
_TOO_LATE = re.compile(
    r"\b(?:too|bit|little|tad|muy|demasiado|m[aá]s) (?:late|early|soon|far|tarde|temprano|pronto)"
    r"(?: (?:in|for) (?:the|a) \w+)?\b",
    re.IGNORECASE,
)
"""What is wrong with an offer is no time wished for."""
_DOCTOR = re.compile(r"\b(?:dra?|doctor(?:a|s)?|doc|with|con|see(?:ing)?)\b")


def read_slots(request: Request, intent: Intent | None) -> Slots:
    """Fill every slot that `request.text` says; the choice among offers is read apart."""
    request = legible(request)
    text, lang, asked = request.text, request.lang, request.asked
    said = spoken(text)
    name = read_name(text, asked=asked, lang=lang)
    born = _birth(request, said, named=name is not None)
    slots = Slots(
        patient_name=name,
        date_of_birth=born,
        phone=read_phone(text, lang),
        on_behalf_of=read_on_behalf_of(text, lang),
        visit_type=None if asked in _NUMBERS else read_visit_type(text, lang),
        reason=read_reason(text, asked=asked, lang=lang),
        language=read_language(text),
    )
    if asked in IDENTITY and intent not in ERRANDS:
        return slots
    return _with_visit(slots, request, intent, said)


def _with_visit(slots: Slots, request: Request, intent: Intent | None, said: str) -> Slots:
    """Add when and with whom: of the visit wished for, or of one that is booked."""
    lang, roster = request.lang, request.roster
    text = _without_identity(request, slots)
    if intent in _BOOKED or request.asked is Asked.APPOINTMENT:
        booked = read_booked(spoken(text), request.now, roster, lang)
        return msgspec.structs.replace(slots, appointment=booked)
    if intent is Intent.RESCHEDULE:
        move = read_move(spoken(text), request.now, roster, lang)
        return msgspec.structs.replace(slots, appointment=move.booked, when=move.when, provider=move.provider)
    return msgspec.structs.replace(
        slots,
        when=_when(request, text),
        provider=_provider(request, slots.patient_name, said),
        specialty=read_specialty(request.text, roster, lang),
    )


def _without_identity(request: Request, slots: Slots) -> str:
    """Blank a date of birth and a phone number, in which readers of times would find days and hours."""
    text = request.text
    if slots.phone is not None:
        text = _LONG_NUMBER.sub(_blank, text)
    if slots.date_of_birth is None:
        return text
    for found in read_whens(text, request.now, request.lang):
        if found.when.end is not None and found.when.end < request.now.date():
            text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _birth(request: Request, said: str, *, named: bool) -> date | None:
    """Read a date of birth where one was asked for, or where the words can be nothing else."""
    asked = request.asked in IDENTITY or _BORN.search(said) is not None
    if not asked and not (named and _YEAR.search(said)):
        return None
    today = request.now.date()
    born = read_birth_date(request.text, today=today, lang=request.lang, region=request.region)
    # beside a name, a day with its year that lies more than a year back is a birthday
    return born if asked or (born is not None and (today - born).days > 366) else None


def _when(request: Request, text: str) -> When | None:
    if request.asked is Asked.REASON:
        return None
    if request.asked is Asked.CHOICE:
        text = _TOO_LATE.sub("", text)
    return read_when(text, request.now, request.lang)


def _provider(request: Request, name: PatientName | None, said: str) -> str | tuple[str, ...] | None:
    """Read a provider; a patient who is called like one is none."""
    named = read_provider(_YES_BUT.sub("", request.text), request.roster, request.lang)
    if named is None or name is None or _DOCTOR.search(said):
        return named
    return None
