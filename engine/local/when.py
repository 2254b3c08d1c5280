"""Reads a wish for a day and a time, in the clinic's own time zone, from what a caller said."""

from datetime import datetime

from engine.extraction import Record, When
from engine.vocabulary import Language


class FoundWhen(Record):
    """One expression of a day or a time, and where it stands in the text."""

    when: When
    start: int
    end: int


def read_when(text: str, now: datetime, lang: Language) -> When | None:
    """Read the wish an utterance leaves standing; None where it names no day and no time.

    `now` and the result are clinic-local; `now` is naive.
    """
    return None


def read_whens(text: str, now: datetime, lang: Language) -> tuple[FoundWhen, ...]:
    """Read every separate expression with its characters in `text`, in the order said."""
    return ()
