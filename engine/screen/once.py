"""A screen for one turn: the turn is run twice, up to its question and then whole, and judges words once."""

from engine.screen.outcome import Screen, Screening
from engine.vocabulary import Language


class ReadOnce:
    """Keeps what a screen made of each utterance; for as long as one turn takes."""

    def __init__(self, screen: Screen) -> None:
        self.version = screen.version
        self.signed_off = screen.signed_off
        self._screen = screen
        self._read: dict[tuple[str, Language, str, tuple[str, ...]], Screening] = {}

    def read(
        self, text: str, *, lang: Language = Language.EN, previous: str = "", before: tuple[str, ...] = ()
    ) -> Screening:
        """Judge `text`, see `Screen`."""
        asked = (text, lang, previous, before)
        if asked not in self._read:
            self._read[asked] = self._screen.read(text, lang=lang, previous=previous, before=before)
        return self._read[asked]
