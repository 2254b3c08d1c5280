"""Who the patient is to the caller, and which language the caller asks for."""

from engine.vocabulary import Language


def read_on_behalf_of(text: str, lang: Language) -> str | None:
    """Name in English what the patient is to the caller (`mother`, `son`), if somebody else is the patient."""
    return None


def read_language(text: str) -> Language | None:
    """Name the language asked for; a language merely spoken is no request."""
    return None
