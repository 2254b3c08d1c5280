"""How often a stranger may knock, and how many calls fit: what protects one process, in its memory.

What protects the clinic, calls of one number and returns of one call, is counted in the database.
"""

from channels.clock import Clock
from engine.settings import Settings

MAX_KEYS = 50_000
"""Keys counted in one window; further ones pass uncounted, so that a flood of keys costs no memory."""
MINUTE = 60.0
ON_ITS_WAY = 10.0
"""Seconds from a call's TwiML to its socket, at most; for so long it is counted without one."""


class Window:
    """Counts each key, and starts all of them again when the window is over."""

    def __init__(self, limit: int, seconds: float, clock: Clock) -> None:
        """`limit` times in `seconds`; 0 is no limit."""
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._begun = clock.now()
        self._counts: dict[str, int] = {}

    def admits(self, key: str) -> bool:
        """Count `key` once more; whether it is still within the limit."""
        now = self._clock.now()
        if now >= self._begun + self._seconds:
            self._begun, self._counts = now, {}
        if key in self._counts or len(self._counts) < MAX_KEYS:
            self._counts[key] = self._counts.get(key, 0) + 1
        return not self._limit or self._counts.get(key, 0) <= self._limit


class Capacity:
    """How many calls this process takes at once. Those it has taken are never turned away."""

    def __init__(self, most: int, clock: Clock) -> None:
        """`most` of 0 is no limit."""
        self._most = most
        self._clock = clock
        self._coming: dict[str, float] = {}
        self._live: set[str] = set()
        self._is_shut = False

    def takes(self, call_sid: str) -> bool:
        """Whether a new call fits; if so its place is kept for it. Asked again, it has that place still."""
        now = self._clock.now()
        while self._coming and next(iter(self._coming.values())) <= now:
            del self._coming[next(iter(self._coming))]
        if call_sid in self._live or call_sid in self._coming:
            return True
        if self._is_shut or (self._most and len(self._live) + len(self._coming) >= self._most):
            return False
        self._coming[call_sid] = now + ON_ITS_WAY
        return True

    def gives_back(self, call_sid: str) -> None:
        """A call that was given a place will not come."""
        self._coming.pop(call_sid, None)

    def shut(self) -> None:
        """Take no new call from here on."""
        self._is_shut = True

    def begins(self, call_sid: str) -> None:
        """A call's socket is there, whether a place was kept for it or it comes back from elsewhere."""
        self._coming.pop(call_sid, None)
        self._live.add(call_sid)

    def ends(self, call_sid: str) -> None:
        """A call's socket is gone."""
        self._live.discard(call_sid)


class Doors:
    """Everything that is counted at the doors of the server."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Without a token only this machine calls, and may do so as often as it likes."""
        self.calls_per_number = settings.calls_per_number if settings.tokens else 0
        """In a `MINUTE`; the ledger counts them."""
        self.strangers = Window(settings.refusals_per_address, MINUTE, clock)
        """By address, and only what was refused: whatever Twilio has signed comes in."""
        self.capacity = Capacity(settings.max_calls, clock)
