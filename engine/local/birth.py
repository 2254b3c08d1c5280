"""Reads a date of birth, whole or in parts, in every form a recogniser or a keypad gives it."""

from datetime import date
from typing import Literal

from engine.vocabulary import Language

Region = Literal["US", "GB"]
BirthParts = tuple[int | None, int | None, int | None]


def read_birth_date(text: str, *, today: date, lang: Language, region: Region = "US") -> date | None:
    """Read a whole and valid date of birth; None for anything less."""
    return None


def read_birth_parts(text: str, *, today: date, lang: Language, region: Region = "US") -> BirthParts:
    """Read year, month and day, each where it was said, for a correction of one part."""
    return None, None, None
