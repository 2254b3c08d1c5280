"""The agent's voice at the caller's ear: replies queued, spoken at the pace of speech, cut off."""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.sax.saxutils import unescape

from qa.simulate.clock import SteppingClock

CHARACTERS_A_SECOND = 15.0
"""Pace of recorded voices, which speak at 12 to 22."""
TOKEN_TO_SPEECH = 0.3
_CLAUSE = re.compile(r".*?(?:[.,:;!?][\"')\]]*(?=\s|$)\s?|$)", re.S)
_WORD = re.compile(r"\s*\S+")


@dataclass
class Spoken:
    """One reply on its way; it grows until it is closed."""

    at: float
    text: str = ""
    """As the server wrote it, markup escaped."""
    marks: list[tuple[int, bool, str]] = field(default_factory=list)
    """Where each message begins, whether it may be interrupted, and its language."""
    closed: bool = False
    played: int = 0
    """Characters of `text` that were heard."""
    started: float | None = None
    stopped: float | None = None
    complete: bool = False

    def add(self, token: str, interruptible: bool, lang: str) -> None:
        self.marks.append((len(self.text), interruptible, lang))
        self.text += token

    @property
    def is_interruptible(self) -> bool:
        """Whether the message under way may be cut off."""
        return next((may for at, may, _ in reversed(self.marks) if at <= self.played), True)

    @property
    def words(self) -> str:
        """The whole reply as a caller hears it."""
        return unescape(self.text).strip()

    @property
    def heard(self) -> str:
        return unescape(self.text[: self.played]).strip()


class Voice:
    """Speaks one reply after another, and tells the server as Twilio does."""

    def __init__(
        self, clock: SteppingClock, tell: Callable[[str, str], None], changed: Callable[[], None]
    ) -> None:
        """`tell` sends an event to the server; `changed` says that something began or ended."""
        self._clock = clock
        self._tell = tell
        self._changed = changed
        self._queue: deque[Spoken] = deque()
        self._more = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._clause, self._clause_at = "", 0.0
        self.speaking = False

    @property
    def is_busy(self) -> bool:
        """Whether anything is spoken or still to be."""
        return bool(self._queue)

    @property
    def now_speaking(self) -> Spoken | None:
        return self._queue[0] if self.speaking and self._queue else None

    def add(self, spoken: Spoken, delay: float = TOKEN_TO_SPEECH) -> None:
        """Queue a reply; `more` says when it has grown."""
        self._queue.append(spoken)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._speak(delay))

    def more(self) -> None:
        """A reply in the queue has grown or was closed."""
        self._more.set()

    def cut(self) -> tuple[str, int]:
        """Stop at once and forget the queue; the heard part of the clause under way, and its milliseconds."""
        spoken = self._queue[0]
        elapsed = self._clock.now() - self._clause_at
        fragment = _words_within(self._clause, round(elapsed * CHARACTERS_A_SECOND))
        spoken.played += len(fragment)
        self.stop()
        return fragment.strip(), round(elapsed * 1000)

    def stop(self) -> None:
        """Fall silent; nothing that was queued will be heard."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        for spoken in self._queue:
            if spoken.started is not None:
                spoken.stopped = self._clock.now()
            spoken.closed = True
        self._queue.clear()
        self._clause = ""
        self.speaking = False
        self._changed()

    async def _speak(self, delay: float) -> None:
        await self._clock.sleep(delay)
        while self._queue:
            spoken = self._queue[0]
            if not self.speaking:
                self.speaking = True
                self._tell("agentSpeaking", "on")
            spoken.started = self._clock.now()
            self._changed()
            while clause := await self._next_clause(spoken):
                self._clause, self._clause_at = clause, self._clock.now()
                await self._clock.sleep(len(clause) / CHARACTERS_A_SECOND)
                spoken.played += len(clause)
                self._tell("tokensPlayed", clause)
            self._queue.popleft()
            spoken.complete, spoken.stopped = True, self._clock.now()
            if not self._queue:
                self.speaking = False
                self._tell("agentSpeaking", "off")
            self._changed()

    async def _next_clause(self, spoken: Spoken) -> str:
        """The next whole clause; empty at the end of the reply."""
        while True:
            match = _CLAUSE.match(spoken.text, spoken.played)
            clause = match[0] if match else ""
            if clause and (spoken.closed or spoken.played + len(clause) < len(spoken.text)):
                return clause
            if spoken.closed:
                return spoken.text[spoken.played :]
            self._more.clear()
            await self._more.wait()


def _words_within(clause: str, characters: int) -> str:
    """The words of which at least the beginning was heard; the word under way counts."""
    end = 0
    for word in _WORD.finditer(clause):
        if word.start() >= characters:
            break
        end = word.end()
    return clause[:end]
