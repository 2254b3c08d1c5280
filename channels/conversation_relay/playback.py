"""How much of the agent's speech the caller has heard: from Twilio's events or, without them, from time.

Speech is a queue of replies. Twilio tells clause by clause what was played, and when the agent starts and
stops; it does not say of which reply.
"""

from collections import deque
from dataclasses import dataclass

from engine.heard import Piece, Played

CHARACTERS_A_SECOND = 15.0
"""Pace of the recorded voices, which spoke at 12 to 22."""
BEFORE_SPEECH = 0.5
"""Seconds from a token to the voice, at most."""
LOST_AFTER = 5.0
"""Seconds without the news that was due, after which it is taken as lost."""
PAUSE = 1.5
"""Seconds the agent may stop in the middle of a reply before that was its end."""
NEARLY_ALL = 0.9
"""Part of a reply that must be reported as played: voices count characters their own way."""
KEY_RACE = 0.5
"""Seconds after a key in which a reply to it may overtake the interrupt that the key caused."""

HEARD = Played()
UNHEARD = Played(complete=False)


@dataclass(eq=False)
class Speech:
    """One reply, or the rest of one that was cut off, on its way to the caller's ear."""

    pieces: tuple[Piece, ...]
    sent_at: float
    before: str = ""
    """What was heard of the same reply when it was said for the first time."""
    news_at: float = 0.0
    started: bool = False
    paused_at: float | None = None
    heard: int = 0
    """Letters and digits that were played."""
    finished: bool = False
    cut: bool = False

    def __post_init__(self) -> None:
        self.text = " ".join(piece.text for piece in self.pieces)
        self.size = max(1, len(_bare(self.text)))
        self.seconds = len(self.text) / CHARACTERS_A_SECOND
        self.news_at = self.sent_at

    @property
    def is_nearly_all_heard(self) -> bool:
        return self.heard >= self.size * NEARLY_ALL

    @property
    def heard_text(self) -> str:
        """The beginning of the reply that was heard."""
        heard = " ".join((self.before, _prefix(self.text, self.heard)))
        return heard.strip()

    @property
    def rest(self) -> tuple[Piece, ...]:
        """The pieces that were not heard to their end."""
        left = self.heard
        for index, piece in enumerate(self.pieces):
            left -= len(_bare(piece.text))
            if left < 0:
                return self.pieces[index:]
        return self.pieces[-1:]


class Playback:
    """Follows the agent's speech. `quiet_since` is the moment at which the agent last stopped."""

    def __init__(self, now: float) -> None:
        self.quiet_since = now
        self._queue: deque[Speech] = deque()
        self._latest: Speech | None = None
        self._told = False  # the account sends events at all
        self._counted = False  # and `tokensPlayed` among them

    @property
    def is_busy(self) -> bool:
        """Whether anything is being played or waits to be."""
        return bool(self._queue)

    @property
    def is_speaking(self) -> bool:
        """Whether the caller hears the agent now, as far as events tell."""
        return self.is_busy and self._queue[0].started

    @property
    def must_be_heard(self) -> bool:
        """Whether something is on its way that the caller may not cut off."""
        return any(not piece.interruptible for speech in self._queue for piece in speech.pieces)

    def say(self, pieces: tuple[Piece, ...], now: float, *, again: bool = False) -> None:
        """Queue a reply that has just been sent; `again` for the rest of the one that was cut off."""
        before = _before(self._latest) if again and self._latest else ""
        self._latest = Speech(pieces, sent_at=now, before=before)
        self._queue.append(self._latest)

    def played(self) -> Played:
        """How much of the latest reply was heard; before any reply, all of nothing."""
        if self._latest is None or self._latest.finished:
            return Played()
        return Played(complete=False, text=self._latest.heard_text)

    def rest(self) -> tuple[Piece, ...]:
        """The pieces of the latest reply that were cut off; none when it was not."""
        return self._latest.rest if self._latest is not None and self._latest.cut else ()

    # ------------------------------------------------------------ events

    def agent_started(self, now: float) -> None:
        """The voice can be heard."""
        self._told = True
        latest = self._latest
        if not self._queue and latest is not None and not (latest.finished or latest.started):
            # It was taken for purged or lost, and is played after all.
            latest.cut = False
            self._queue.append(latest)
        if self._queue:
            _news(self._queue[0], now)

    def agent_stopped(self, now: float) -> None:
        """The voice fell silent: at the end of a reply, after an interrupt, or for a breath."""
        self._told = True
        self.quiet_since = now
        # A reply that has not started is not meant: it follows one that was cut off.
        if self.is_speaking:
            speech = self._queue[0]
            if speech.is_nearly_all_heard or not self._counted:
                self._drop(finished=True)
            else:
                speech.paused_at = now

    def tokens_played(self, tokens: str, now: float) -> None:
        """A clause was played, or the beginning of the one that is being cut off."""
        self._told = self._counted = True
        if len(self._queue) > 1 and self._queue[0].heard >= self._queue[0].size:
            self._drop(finished=True)
        speech = self._queue[0] if self._queue else self._latest
        if speech is None:
            return
        was_silent = speech.paused_at is not None
        _news(speech, now)
        speech.heard += len(_bare(tokens))
        if was_silent and self._queue and speech.is_nearly_all_heard:
            self._drop(finished=True)  # the last clause was told after the voice had stopped

    def interrupted(self, fragment: str, now: float, *, key_at: float | None = None) -> None:
        """The caller cut in, and all that was queued is gone, except a reply to the very key that did it."""
        since = key_at if key_at is not None and now - key_at < KEY_RACE else now + 1
        survivors = [s for s in self._queue if s.sent_at >= since and not s.started]
        for speech in self._queue:
            speech.cut = speech not in survivors
        if self._queue and self._queue[0].cut and not self._counted:
            # The fragment is of one clause; of the places it may come from, the first is the safe one.
            head = self._queue[0]
            before, found, _ = head.text.partition(fragment) if fragment else ("", "", "")
            head.heard = len(_bare(before + found)) if found else 0
        self._queue = deque(survivors)
        if not survivors:
            self.quiet_since = now

    # ------------------------------------------------------------ without events

    def caller_spoke(self, now: float) -> None:
        """A final prompt came. Speech either interrupts the agent or is not reported, so the agent is done.

        Only for accounts without events: with them, `agentSpeaking off` says so.
        """
        speech = self._queue[0] if self._queue else None
        if not self._told and speech and now - speech.sent_at > BEFORE_SPEECH + speech.seconds / 2:
            self.quiet_since = now
            self._drop(finished=True)

    @property
    def over_at(self) -> float | None:
        """When the reply at the head is over, should no further event come; None when nothing is queued."""
        if not self._queue:
            return None
        speech = self._queue[0]
        if not self._told:
            return max(speech.sent_at, self.quiet_since) + BEFORE_SPEECH + speech.seconds
        if speech.paused_at is not None:
            return speech.paused_at + PAUSE
        if not speech.started:
            return speech.sent_at + BEFORE_SPEECH + speech.seconds + LOST_AFTER
        if speech.heard >= speech.size:
            return speech.news_at + PAUSE
        return speech.news_at + speech.seconds * (1 - speech.heard / speech.size) + LOST_AFTER

    def give_up(self, now: float) -> None:
        """Take the reply at the head as over, because `over_at` has come."""
        speech = self._queue[0]
        if speech.paused_at is None:
            self.quiet_since = now
        self._drop(finished=not self._told or (speech.started and speech.is_nearly_all_heard))

    def _drop(self, *, finished: bool) -> None:
        self._queue.popleft().finished = finished


def _news(speech: Speech, now: float) -> None:
    speech.started, speech.paused_at, speech.news_at = True, None, now


def _before(speech: Speech) -> str:
    """What was heard of `speech` outside the pieces that are said again."""
    whole = speech.pieces[: len(speech.pieces) - len(speech.rest)]
    return " ".join((speech.before, *(piece.text for piece in whole))).strip()


def _prefix(text: str, count: int) -> str:
    """The beginning of `text` that holds `count` letters and digits, and the marks right behind it."""
    if count == 0:
        return ""
    for index, character in enumerate(text):
        if count == 0 and (character.isalnum() or character.isspace()):
            return text[:index]
        count -= character.isalnum()
    return text


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
