"""Frames as a model may return them, and what is believed of them on a Monday at the demo clinic."""

from datetime import datetime
from typing import Any

from engine.command_extract import DEMO_ROSTER
from engine.extraction import Extraction, Option, Request, Slots
from engine.model.reading import understand
from engine.model.schema import Frame, Said, Slot

NOW = datetime(2026, 3, 2, 9, 15)
"""A Monday."""
OFFERS = (
    Option(provider="Dr. Wei Chan", start=datetime(2026, 3, 10, 9, 30)),
    Option(provider="Dr. Priya Patel", start=datetime(2026, 3, 12, 14)),
)


def read(
    text: str,
    said: dict[str, str | list[str]] | None = None,
    *,
    intent: str = "none",
    answer: str = "none",
    symptoms: tuple[str, ...] = (),
    **request: Any,
) -> Extraction:
    values = tuple(
        Said(slot=Slot(slot), value=value)
        for slot, given in (said or {}).items()
        for value in ([given] if isinstance(given, str) else given)
    )
    frame = Frame(intent=intent, answer=answer, said=values, symptoms=symptoms)
    return understand(frame, Request(text=text, now=NOW, roster=DEMO_ROSTER, **request))


def slots(text: str, said: dict[str, str | list[str]], **request: Any) -> Slots:
    return read(text, said, **request).slots
