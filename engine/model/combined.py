"""The extractor the server uses with a key: local first, the model where it helps, local when it fails."""

from typing import Literal

import msgspec

from engine.extraction import AppointmentHint, Extraction, Extractor, PatientName, Request, Slots, When
from engine.local.legible import legible
from engine.local.reader import LocalExtractor
from engine.local.slots import read_slots
from engine.model.days import merged
from engine.model.need import is_settled
from engine.vocabulary import Answer, Asked, Intent, Source
from engine.wishes import names

Choice = int | Literal["none"] | None
Named = str | tuple[str, ...] | None

_CHOICES = frozenset({Asked.CHOICE, Asked.APPOINTMENT})


class CombinedExtractor:
    """Reads every utterance offline, and asks the model at most once about what that leaves open."""

    def __init__(self, model: Extractor, local: LocalExtractor | None = None) -> None:
        """`model` says in `fallback` why it has no reading, when it has none."""
        self._model = model
        self._local = local or LocalExtractor()

    async def extract(self, request: Request) -> Extraction:
        """Read `request.text`; what the model makes of it is used only as far as `combine` says."""
        request = legible(request)
        local = self._local.read(request)
        if is_settled(request, local):
            return local
        read = await self._model.extract(request)
        if read.fallback is not None:
            return msgspec.structs.replace(local, fallback=read.fallback, usage=read.usage)
        return combine(request, local, read)


def combine(request: Request, local: Extraction, read: Extraction) -> Extraction:
    """Put two readings of one utterance together.

    The model tells what is meant: the intent, the pick, whom and what for. What rules read better stays
    theirs: numbers, names, calendar days, and every yes or no they heard.
    """
    if read.is_empty() and not read.symptoms:
        return msgspec.structs.replace(local, usage=read.usage)
    intent = read.intent or (None if local.intent is Intent.OTHER else local.intent)
    # Which day is the visit wished for and which the one booked hangs on the errand.
    mine = local.slots if intent is local.intent else read_slots(request, intent)
    choice = _choice(local, read)
    answer = local.answer or read.answer
    if request.asked in _CHOICES and len(request.options) == 1:
        choice, answer = _agreed(choice, answer)
    slots = _slots(request, mine, read.slots, choice)
    return msgspec.structs.replace(
        local,
        intent=intent,
        answer=answer,
        slots=slots,
        unknown_provider=local.unknown_provider and slots.provider is None,
        source=Source.ANTHROPIC,
        wish=None if isinstance(choice, int) else read.wish or local.wish,
        repair=local.repair or read.repair,
        topic=read.topic or local.topic,
        symptoms=read.symptoms,
        usage=read.usage,
    )


def _slots(request: Request, mine: Slots, read: Slots, choice: Choice) -> Slots:
    picked = isinstance(choice, int) and request.asked is Asked.CHOICE
    return msgspec.structs.replace(
        mine,
        patient_name=_name(mine.patient_name, read.patient_name),
        date_of_birth=mine.date_of_birth or read.date_of_birth,
        phone=mine.phone or read.phone,
        on_behalf_of=mine.on_behalf_of or read.on_behalf_of,
        provider=None if picked else _doctors(request, mine.provider, read.provider),
        specialty=None if picked else read.specialty or mine.specialty,
        visit_type=read.visit_type or mine.visit_type,
        reason=read.reason or mine.reason,
        when=None if picked else _when(mine, read),
        appointment=_appointment(mine.appointment, read.appointment),
        choice=choice,
        language=mine.language or read.language,
    )


def _name(mine: PatientName | None, read: PatientName | None) -> PatientName | None:
    if mine is None or read is None:
        return mine or read
    return PatientName(given=mine.given or read.given, family=mine.family or read.family)


def _doctors(request: Request, mine: Named, read: Named) -> Named:
    """Who is meant; where the readings name different doctors, all of them, so that the caller is asked."""
    if set(names(mine)) & set(names(read)) or not (mine and read):
        return mine or read
    several = {*names(mine), *names(read)}
    return tuple(entry.name for entry in request.roster if entry.name in several)


def _when(mine: Slots, read: Slots) -> When | None:
    booked = read.appointment.when if read.appointment is not None else None
    if mine.appointment is None and mine.when is not None and booked is not None:
        same = (mine.when.start, mine.when.end) == (booked.start, booked.end)
        if same and booked.start is not None:
            return read.when  # rules took the day of the booked visit for the one wished for
    return merged(mine.when, read.when)


def _appointment(mine: AppointmentHint | None, read: AppointmentHint | None) -> AppointmentHint | None:
    if mine is None or read is None:
        return mine or read
    return AppointmentHint(provider=mine.provider or read.provider, when=mine.when or read.when)


def _choice(local: Extraction, read: Extraction) -> Choice:
    if isinstance(local.slots.choice, int) or read.slots.choice is None:
        return local.slots.choice
    return read.slots.choice


def _agreed(choice: Choice, answer: Answer | None) -> tuple[Choice, Answer | None]:
    """Let the pick of a single offer and the answer to it say the same."""
    if answer is not None:
        return (0 if answer is Answer.YES else "none"), answer
    if choice is None:
        return None, None
    return choice, (Answer.YES if choice == 0 else Answer.NO)
