"""What an utterance asks for: the intent, and what a question about the clinic is about."""

from engine.vocabulary import Asked, Intent, Language, State, Topic


def read_intent(text: str, *, asked: Asked | None, state: State, lang: Language) -> Intent | None:
    """Name the errand of `text`, or None where it only answers or says nothing."""
    return None


def read_topic(text: str, lang: Language) -> Topic | None:
    """Name what a question about the clinic is about."""
    return None
