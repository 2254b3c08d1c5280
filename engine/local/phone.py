"""Reads a United States phone number from spoken or written digits."""

from engine.vocabulary import Language


def read_phone(text: str, lang: Language) -> str | None:
    """Read a whole number as E.164; None where digits are missing, left over or of no such shape."""
    return None
