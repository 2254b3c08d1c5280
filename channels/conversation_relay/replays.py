"""What Twilio sends once more after it has reconnected a socket by itself (`applicationReconnect`).

Up to 500 events come again in a burst, and no event has a mark or a number. So words and keys are compared
with the turns in the journal: what it holds was dealt with, on whatever process, and what it lacks never was.
"""

from channels.conversation_relay import frames
from engine.heard import Heard, Keyed, Utterance

REPLAYED_WITHIN = 3.0
"""Seconds from the setup in which what comes may have come before."""
SOONEST_SPEECH = 0.02
"""Seconds from words that are sent to the first news of them; 0.26 at the least on recorded calls."""
FINISH = "#"


class Replays:
    """Tells replayed events from new ones, in the first seconds of a session that goes on with a call."""

    def __init__(self, lately: tuple[Heard, ...], now: float) -> None:
        """`lately` are the call's latest turns, the oldest first."""
        self._until = now + REPLAYED_WITHIN
        self._known = [token for heard in lately for token in _tokens(heard)]
        self._at = 0
        self._sent_at: float | None = None
        self._was_key = False

    def speech_sent(self, now: float) -> None:
        """This session has begun to speak."""
        if self._sent_at is None:
            self._sent_at = now

    def has(self, frame: frames.Frame, now: float) -> bool:
        """Whether the event was dealt with before; each is found once, and in the order of the call."""
        match frame:
            case frames.Prompt(voice_prompt=words, last=True):
                return self._find(_words(words), now)
            case frames.Dtmf(digit=key):
                self._was_key = (key == FINISH and self._was_key) or self._find([key], now)
                return self._was_key
            case frames.Interrupt() | frames.Info(name="agentSpeaking" | "tokensPlayed"):
                return self._sent_at is None or now < self._sent_at + SOONEST_SPEECH
        return False

    def _find(self, tokens: list[str], now: float) -> bool:
        if now >= self._until or not tokens:
            return False
        for start in range(self._at, len(self._known) - len(tokens) + 1):
            if self._known[start : start + len(tokens)] == tokens:
                self._at = start + len(tokens)
                return True
        return False


class _NoReplays(Replays):
    """Every event is new: the caller's first session, or one that Twilio did not reconnect by itself."""

    def __init__(self) -> None:
        super().__init__((), 0.0)

    def has(self, frame: frames.Frame, now: float) -> bool:
        return False

    def speech_sent(self, now: float) -> None:
        return None


NO_REPLAYS: Replays = _NoReplays()


def _tokens(heard: Heard) -> list[str]:
    match heard:
        case Utterance(text=text):
            return _words(text)
        case Keyed(digits=digits):
            return list(digits)
    return []


def _words(text: str) -> list[str]:
    return text.casefold().split()
