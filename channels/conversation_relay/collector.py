"""Keys become one entry: by number, by `#`, or because no further key comes."""

from dataclasses import dataclass

from channels.conversation_relay.playback import HEARD
from engine.heard import Keyed, KeyPlan, Played
from engine.vocabulary import Asked

KEY_GAP = 2.0
"""Seconds without a key after which an entry is taken as it is."""
SLOW_KEY_GAP = 4.0
"""The same for a date of birth or a phone number, which callers look up."""
INTERRUPT_RACE = 0.06
"""Seconds an entry waits while the agent speaks: the news of what was heard comes just behind the key."""
KEYS = frozenset("0123456789*")
TOO_MANY = 32
"""Keys of one entry that are kept, the first ones; the longest answer has eleven."""

_SLOW = frozenset({Asked.DATE_OF_BIRTH, Asked.PHONE})


@dataclass
class Collector:
    """Collects the keys of one entry; `due_at` is when it is handed over."""

    digits: str = ""
    played: Played = HEARD
    """What had been heard of the agent at the first key."""
    key_at: float | None = None
    """When the latest key came."""
    due_at: float | None = None
    is_complete: bool = False

    def press(self, key: str, plan: KeyPlan, asked: Asked | None, now: float, *, race: bool) -> None:
        """Take one key. A `#` with nothing before it is the late end of an entry already handed over."""
        self.key_at = now
        if key == "#":
            if self.digits:
                self._complete(now, race)
        elif key in KEYS:
            self.digits = (self.digits + key)[:TOO_MANY]
            if self._count >= plan.length:
                self._complete(now, race)
            else:
                self.due_at = now + (SLOW_KEY_GAP if asked in _SLOW else KEY_GAP)

    def settle(self, now: float) -> None:
        """The news that a complete entry waited for is here."""
        if self.is_complete:
            self.due_at = now

    def take(self) -> Keyed:
        """Hand over the entry and begin afresh."""
        heard = Keyed(digits=self.digits, played=self.played)
        self.clear()
        return heard

    def clear(self) -> None:
        """Forget an entry that was not finished."""
        self.digits, self.due_at, self.is_complete = "", None, False

    @property
    def _count(self) -> int:
        """Keys of the entry; a star voids those before it, and one by itself is an entry."""
        return len(self.digits.rpartition("*")[2]) if len(self.digits) > 1 else len(self.digits)

    def _complete(self, now: float, race: bool) -> None:
        self.is_complete = True
        self.due_at = now + (INTERRUPT_RACE if race else 0.0)
