"""What a caller keyed, read as an answer to the question just asked; and how many keys it collects."""

from datetime import date

from engine.extraction import Extraction, Slots
from engine.heard import KeyPlan
from engine.vocabulary import Answer, Asked, Intent, Source

BIRTH_KEYS = 8
PHONE_KEYS = 10
_OLDEST = 120
"""Years; nobody older is on any register."""

_LENGTHS = {Asked.DATE_OF_BIRTH: BIRTH_KEYS, Asked.PHONE: PHONE_KEYS}
_CHOICES = frozenset({Asked.CHOICE, Asked.APPOINTMENT})
_YES_OR_NO = frozenset({Asked.CONFIRMATION, Asked.ANYTHING_ELSE, Asked.SYMPTOM})
_ANSWERS = {"1": Answer.YES, "2": Answer.NO}
_ERRANDS = {"1": Intent.SCHEDULE, "2": Intent.RESCHEDULE, "3": Intent.CANCEL, "4": Intent.LOOK_UP}


def key_plan(asked: Asked | None, options: int) -> KeyPlan:
    """Say after how many keys the answer to a question is complete."""
    length = 1 if asked is None else _LENGTHS.get(asked, 1)
    return KeyPlan(length=length if asked not in _CHOICES else len(str(max(options, 1))))


def read_keys(digits: str, asked: Asked | None, options: int, *, today: date | None = None) -> Extraction:
    """Read `digits` as the answer to `asked`, with `options` openings or visits to choose from.

    A lone `0` asks for a person and `*` for a repeat, whatever was asked. Years of two digits need `today`.
    """
    keys = digits.strip().rstrip("#")
    if keys == "0":
        return _said(intent=Intent.TALK_TO_HUMAN)
    if keys.endswith("*"):
        return _said(intent=Intent.REPEAT)
    # A caller who mistypes and presses star begins again: what stands before it is void.
    keys = keys.rpartition("*")[2]
    if not (keys.isascii() and keys.isdigit()):
        return _said()
    if asked is Asked.DATE_OF_BIRTH:
        return _said(slots=Slots(date_of_birth=birth_from_keys(keys, today)))
    if asked is Asked.PHONE:
        return _said(slots=Slots(phone=phone_from_keys(keys)))
    if asked in _CHOICES:
        return _choice(keys, options)
    if asked is Asked.INTENT:
        return _said(intent=_ERRANDS.get(keys))
    if asked in _YES_OR_NO:
        return _said(answer=_ANSWERS.get(keys))
    return _said()


def birth_from_keys(keys: str, today: date | None) -> date | None:
    """Read MMDDYYYY, or MMDDYY as the latest past year that fits; None where that is no date of birth."""
    if len(keys) == BIRTH_KEYS:
        return _past(_date(keys[4:], keys), today)
    if len(keys) == 6 and today is not None:
        centuries = (today.year // 100, today.year // 100 - 1)
        tried = (_past(_date(f"{century}{keys[4:]}", keys), today) for century in centuries)
        return next((born for born in tried if born is not None), None)
    return None


def phone_from_keys(keys: str) -> str | None:
    """Read ten digits, or eleven with the country's 1, as E.164."""
    national = keys[1:] if len(keys) == PHONE_KEYS + 1 and keys[0] == "1" else keys
    return f"+1{national}" if len(national) == PHONE_KEYS and national[0] not in "01" else None


def _choice(keys: str, options: int) -> Extraction:
    if options == 1:
        answer = _ANSWERS.get(keys)
        if answer is None:
            return _said()
        return _said(answer=answer, slots=Slots(choice=0 if answer is Answer.YES else "none"))
    number = int(keys) if len(keys) <= 2 else 0
    return _said(slots=Slots(choice=number - 1)) if 1 <= number <= options else _said()


def _date(year: str, keys: str) -> date | None:
    try:
        return date(int(year), int(keys[:2]), int(keys[2:4]))
    except ValueError:
        return None


def _past(born: date | None, today: date | None) -> date | None:
    if born is None or today is None:
        return born
    return born if born <= today and today.year - born.year <= _OLDEST else None


def _said(
    *, intent: Intent | None = None, answer: Answer | None = None, slots: Slots | None = None
) -> Extraction:
    return Extraction(intent=intent, answer=answer, slots=slots or Slots(), source=Source.KEYS)
