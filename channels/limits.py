"""How often somebody may knock: counters in the memory of one process, in windows of fixed length."""

from channels.clock import Clock

MAX_KEYS = 50_000
"""Keys counted in one window; further ones pass uncounted, so that a flood of keys costs no memory."""


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
        counts = self._current()
        if key in counts or len(counts) < MAX_KEYS:
            counts[key] = counts.get(key, 0) + 1
        return not self._limit or counts.get(key, 0) <= self._limit

    def is_over(self, key: str) -> bool:
        """Whether `key` has come up to the limit; it isn't counted by this."""
        return bool(self._limit) and self._current().get(key, 0) >= self._limit

    def _current(self) -> dict[str, int]:
        now = self._clock.now()
        if now >= self._begun + self._seconds:
            self._begun, self._counts = now, {}
        return self._counts
