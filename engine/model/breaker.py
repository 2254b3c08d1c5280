"""A circuit breaker: a model that keeps failing is left alone for a while, then tried once."""

from collections.abc import Callable


class Breaker:
    """Counts failures in a row. `clock` gives seconds that never run backwards."""

    def __init__(self, failures: int, rest: float, clock: Callable[[], float]) -> None:
        """Rest for `rest` seconds after so many `failures` without a success between."""
        self._limit = failures
        self._rest = rest
        self._clock = clock
        self._in_a_row = 0
        self._rests_until: float | None = None

    @property
    def is_resting(self) -> bool:
        """Whether a request would not be let through now."""
        return self._rests_until is not None and self._clock() < self._rests_until

    def lets_through(self) -> bool:
        """Whether to ask now; after a rest one request is let through, and no other until it has worked.

        A try of which nothing is ever heard, as its call may be over, costs another rest and no more.
        """
        if self.is_resting:
            return False
        if self._rests_until is not None:
            self._rests_until = self._clock() + self._rest
        return True

    def worked(self) -> None:
        """Ask freely again."""
        self._in_a_row, self._rests_until = 0, None

    def failed(self) -> None:
        """Count a failure, and rest when it is one too many."""
        self._in_a_row += 1
        if self._in_a_row >= self._limit:
            self._rests_until = self._clock() + self._rest
