"""The patient's name as said or spelled in one utterance."""

from engine.extraction import PatientName
from engine.vocabulary import Asked, Language


def read_name(text: str, *, asked: Asked | None, lang: Language) -> PatientName | None:
    """Find the patient's name, only the parts said; never the caller's own where they call for another."""
    return None
