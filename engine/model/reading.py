"""The model's frame, checked like any input from outside: an extraction of what can be believed of it."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Literal, TypeVar

from engine.extraction import AppointmentHint, Extraction, PatientName, Request, Slots
from engine.local.legible import legible
from engine.local.phone import read_phone
from engine.local.reader import is_doubtful
from engine.local.roster import read_provider
from engine.model.days import read_booked, read_date, read_wish
from engine.model.grounds import (
    NEAR,
    SURE,
    bears_birth,
    bears_name,
    bears_phone,
    bears_relation,
    bears_tongue,
    bears_words,
    doctors_heard,
)
from engine.model.prompt import LETTERS
from engine.model.schema import NOTHING, Frame, Slot
from engine.vocabulary import Answer, Asked, Intent, Language, Repair, Source, Topic, VisitType, Wish
from engine.wishes import names

OLDEST = 120
"""Years."""
REASON_WORDS = 25
FOR_GOOD = frozenset({Intent.GOODBYE, Intent.START_OVER})
"""Intents that hang up on the caller or forget all they said: only words the local rules know do that."""
_CHOICES = frozenset({Asked.CHOICE, Asked.APPOINTMENT})
_ASIDES = frozenset({Intent.CLINIC_QUESTION, Intent.OTHER})
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’-](?=[^\W\d_])){1,39}")
_Member = TypeVar("_Member", bound=StrEnum)


def understand(frame: Frame, request: Request) -> Extraction:
    """Keep of `frame` what is in range and what the caller's words or the offers bear; drop the rest."""
    request, intent = legible(request), _member(Intent, frame.intent)
    intent = None if intent in FOR_GOOD else intent
    choice, answer = _choice(frame, request), _answer(frame, request)
    return Extraction(
        intent=intent,
        answer=answer,
        doubtful=is_doubtful(request, answer),
        slots=Slots(
            patient_name=_patient_name(frame, request),
            date_of_birth=_date_of_birth(frame, request),
            phone=_phone(frame, request),
            on_behalf_of=_relation(frame, request),
            provider=_provider(frame.values(Slot.PROVIDER), request),
            specialty=_specialty(frame, request),
            visit_type=_member(VisitType, frame.value(Slot.VISIT_TYPE)),
            reason=_reason(frame, request),
            when=read_wish(frame, request),
            appointment=_appointment(frame, request),
            choice=choice,
            language=_language(frame, request),
        ),
        source=Source.ANTHROPIC,
        wish=_wish(frame, request, choice),
        repair=_member(Repair, frame.value(Slot.REPAIR)),
        topic=_member(Topic, frame.value(Slot.TOPIC)) if intent in _ASIDES else None,
        symptoms=tuple(words for words in frame.quotes() if bears_words(request.text, words)),
    )


def _member(kind: type[_Member], value: str) -> _Member | None:
    return next((member for member in kind if member.value == value), None)


def _answer(frame: Frame, request: Request) -> Answer | None:
    """Take yes and no where they only steer the talk.

    A yes to a read-back, which changes the clinic's books, and any answer about a symptom are heard by code
    or not at all.
    """
    answer = _member(Answer, frame.answer)
    if request.asked is Asked.CONFIRMATION:
        return answer if answer is Answer.NO else None
    one_offer = request.asked in _CHOICES and len(request.options) == 1
    return answer if one_offer or request.asked is Asked.ANYTHING_ELSE else None


def _choice(frame: Frame, request: Request) -> int | Literal["none"] | None:
    said = frame.value(Slot.CHOICE).lower()
    if request.asked not in _CHOICES or not request.options:
        return None
    if said == NOTHING:
        return "none"
    at = LETTERS.find(said) if len(said) == 1 else -1
    return at if 0 <= at < len(request.options) else None


def _wish(frame: Frame, request: Request, choice: int | Literal["none"] | None) -> Wish | None:
    offered = bool(request.options) and not isinstance(choice, int)
    return _member(Wish, frame.value(Slot.WISH)) if offered else None


# ---------------------------------------------------------------- who


def _patient_name(frame: Frame, request: Request) -> PatientName | None:
    given, family = (_name_part(frame.value(slot), request) for slot in (Slot.GIVEN_NAME, Slot.FAMILY_NAME))
    return PatientName(given=given, family=family) if given or family else None


def _name_part(part: str, request: Request) -> str | None:
    return part if _NAME.fullmatch(part) and bears_name(request, part) else None


def _date_of_birth(frame: Frame, request: Request) -> date | None:
    born, today = read_date(frame.value(Slot.DATE_OF_BIRTH)), request.now.date()
    if born is None or born > today or today.year - born.year > OLDEST:
        return None
    return born if bears_birth(request, born) else None


def _phone(frame: Frame, request: Request) -> str | None:
    phone = read_phone(frame.value(Slot.PHONE), request.lang)
    return phone if phone is not None and bears_phone(request, phone) else None


def _relation(frame: Frame, request: Request) -> str | None:
    relation = frame.value(Slot.ON_BEHALF_OF).lower()
    return relation if bears_relation(request.text, relation) else None


def _language(frame: Frame, request: Request) -> Language | None:
    language = _member(Language, frame.value(Slot.LANGUAGE))
    return language if bears_tongue(request.text) else None


# ---------------------------------------------------------------- what for, with whom


def _reason(frame: Frame, request: Request) -> str | None:
    reason = frame.value(Slot.REASON)
    return reason if len(reason.split()) <= REASON_WORDS and bears_words(request.text, reason) else None


def _specialty(frame: Frame, request: Request) -> str | None:
    wanted = frame.value(Slot.SPECIALTY).casefold()
    return next((e.specialty for e in request.roster if e.specialty.casefold() == wanted), None)


def _appointment(frame: Frame, request: Request) -> AppointmentHint | None:
    hint = AppointmentHint(
        provider=_provider(frame.values(Slot.BOOKED_PROVIDER), request), when=read_booked(frame, request)
    )
    return hint if hint != AppointmentHint() else None


def _provider(named: Iterable[str], request: Request) -> str | tuple[str, ...] | None:
    """Take doctors of the clinic who were named; whom the same words may mean as well is taken too."""
    wanted, heard = set(named), doctors_heard(request.text, request.roster)
    read = read_provider(request.text, request.roster, request.lang)
    heard |= dict.fromkeys(names(read), SURE)
    meant = wanted & heard.keys()
    if not meant:
        return None
    several = set(read) if isinstance(read, tuple) else set()
    if not several & meant:
        # The local rules tell apart what they can read, by given name or specialty; else the sound decides.
        best = max(heard[name] for name in meant)
        near = {name for name, likeness in heard.items() if likeness >= best - NEAR}
        several = meant if isinstance(read, str) and read in meant else near | meant
    found = tuple(entry.name for entry in request.roster if entry.name in several | meant)
    return found[0] if len(found) == 1 else found
