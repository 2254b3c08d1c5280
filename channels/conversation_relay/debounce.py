"""When the caller has finished a turn: final prompts are merged, and a whole answer waits for nothing.

The recogniser ends a prompt at every pause, so one answer may come as several.
"""

from dataclasses import dataclass

from channels.conversation_relay.completeness import Looks, judge
from channels.conversation_relay.playback import HEARD
from engine.heard import Played, Utterance
from engine.late import joined
from engine.settings import Voice
from engine.vocabulary import Asked, Language

CALLER_LIMIT = 15.0
"""Seconds after which a caller who began to speak and was never heard to stop is taken to have stopped."""
NO_NEWS_LIMIT = 4.0
"""The same when only an interrupt said so."""
TOO_MUCH = 2000
"""Characters of one turn that are read, the latest ones; nobody says more in ten seconds."""


def looks_complete(text: str, asked: Asked | None, lang: Language = Language.EN) -> bool:
    """Whether `text` can be answered at once."""
    return judge(text, asked, lang) is Looks.COMPLETE


def pause_after(text: str, asked: Asked | None, lang: Language, voice: Voice) -> float:
    """Seconds to wait for more words after `text`; 0 after a whole answer."""
    return {
        Looks.COMPLETE: 0.0,
        Looks.OPEN: voice.voice_debounce,
        Looks.UNFINISHED: voice.voice_debounce_slow,
    }[judge(text, asked, lang)]


@dataclass
class Ear:
    """Collects what the caller says until it is one turn."""

    voice: Voice
    quiet_since: float
    """When the caller was last heard."""
    said: str = ""
    """The words so far; empty while there are none."""
    tag: str = ""
    """The language as the recogniser tags it."""
    played: Played = HEARD
    """What had been heard of the agent when the first of the words came."""
    quiet_at: float | None = None
    """While the caller speaks: when, without further news, that is taken to be over."""
    _first_at: float = 0.0
    _last_at: float = 0.0
    _pause: float = 0.0

    @property
    def hears_speech(self) -> bool:
        return self.quiet_at is not None

    def started(self, now: float, limit: float = CALLER_LIMIT) -> None:
        """The caller was heard to begin."""
        self.quiet_at = now + limit

    def stopped(self, now: float) -> None:
        """The caller was heard to stop."""
        self.quiet_at, self.quiet_since = None, now

    def add(self, text: str, tag: str, asked: Asked | None, lang: Language, now: float) -> None:
        """Take the words of a final prompt."""
        if not self.said:
            self._first_at = now
        self.said = joined(self.said, text.strip(), asked=asked).strip()[-TOO_MUCH:]
        self.tag, self._last_at, self.quiet_since = tag or self.tag, now, now
        self._pause = pause_after(self.said, asked, lang, self.voice)

    @property
    def due_at(self) -> float | None:
        """When the words are a turn; None while there are none."""
        if not self.said:
            return None
        ceiling = self._first_at + self.voice.voice_debounce_ceiling
        if self.hears_speech:
            return ceiling
        return min(ceiling, max(self._last_at, self.quiet_since) + self._pause)

    def take(self) -> Utterance:
        """Hand over the turn and begin afresh."""
        heard = Utterance(text=self.said, lang=self.tag, played=self.played)
        self.said = ""
        return heard
