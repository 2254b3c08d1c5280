"""Who a caller says they are: names and dates of birth as heard against the clinic's records."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Literal

from engine.extraction import PatientName, Record


class Person(Record):
    """One patient's identifying data."""

    id: str
    given: str
    family: str
    date_of_birth: date
    phone: str | None = None
    """E.164."""


class Verdict(StrEnum):
    """How sure a match is."""

    EXACT = "exact"
    """One record, the name as heard or decided by a second mark."""
    NEEDS_QUESTION = "needs_question"
    """Somebody may be meant: have the name spelled or the phone number said."""
    NOBODY = "nobody"


class Match(Record):
    """What identity matching came to; `id` only where exactly one person is meant."""

    verdict: Verdict
    id: str | None = None


def name_likeness(a: PatientName, b: PatientName) -> float:
    """How alike two names sound and read, 0 to 1; a part that one of them lacks is left out."""
    return 0.0


def match_person(
    hearings: Sequence[PatientName],
    births: Sequence[date],
    records: Sequence[Person],
    *,
    phone: str | None = None,
) -> Match:
    """Decide who is meant. The date of birth must equal one heard; a sound-alike only leads to a question."""
    return Match(verdict=Verdict.NOBODY)


def match_hearings(
    name_texts: Sequence[str],
    dob_texts: Sequence[str],
    persons: Sequence[Person],
    *,
    region: Literal["US", "GB"],
    today: date,
) -> str | None:
    """Decide who is meant by several hearings of a name (the last one spelled) and of a date of birth."""
    return None
