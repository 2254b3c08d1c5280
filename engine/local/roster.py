"""Providers and specialties as callers name them, matched against the clinic's roster."""

from engine.extraction import RosterEntry
from engine.vocabulary import Language


def read_provider(text: str, roster: tuple[RosterEntry, ...], lang: Language) -> str | tuple[str, ...] | None:
    """Name the provider meant; several, in roster order, where the words fit several."""
    return None


def read_specialty(text: str, roster: tuple[RosterEntry, ...], lang: Language) -> str | None:
    """Name the specialty meant, as the roster writes it."""
    return None


def unknown_provider(text: str, roster: tuple[RosterEntry, ...], lang: Language) -> str | None:
    """The surname, as said, of a doctor who is not on the roster."""
    return None
