"""Watches simulated calls: when, by this machine's clock, each turn was taken, and when a call was over.

The journal has the clinic's clock, which stands still during simulated calls so that all of them meet the
same day. What is seen here is lost with the process; the journal's times are used then.
"""

import asyncio

from engine.heard import Connected
from engine.observer import Observer, TurnTaken

MOST = 1000
"""Calls that are remembered; the oldest make room."""


class Timing(Observer):
    """Remembers simulated calls until they were told of."""

    def __init__(self) -> None:
        self.due = asyncio.Event()
        """Set when a simulated call is over, for whoever tells of it."""
        self._began: dict[str, float] = {}
        self._offsets: dict[str, dict[int, int]] = {}
        self._last: set[str] = set()
        """Calls whose last words were said; over once they have no socket."""
        self._over: set[str] = set()
        self._sockets: dict[str, int] = {}

    def call_joined(self, call_sid: str) -> None:
        self._sockets[call_sid] = self._sockets.get(call_sid, 0) + 1

    def call_left(self, call_sid: str) -> None:
        left = self._sockets.get(call_sid, 1) - 1
        if left > 0:
            self._sockets[call_sid] = left
            return
        self._sockets.pop(call_sid, None)
        self._settle(call_sid)

    def turn_taken(self, turn: TurnTaken) -> None:
        call_sid = turn.after.call_sid
        if isinstance(turn.heard, Connected) and turn.heard.simulation:
            self._make_room()
            self._began[call_sid] = turn.watch.began
            self._offsets[call_sid] = {}
        if call_sid in self._began:
            since = turn.watch.began - self._began[call_sid]
            self._offsets[call_sid][turn.after.turn] = round(since * 1000)
        if turn.is_last:  # of any call: whether it is simulated, another process may have heard
            self._last.add(call_sid)
            self._settle(call_sid)
        elif not turn.is_over:
            self._last.discard(call_sid)

    def over(self) -> list[str]:
        """The calls that are over and not forgotten, the simulated ones among them."""
        self.due.clear()
        return sorted(self._over)

    def offsets(self, call_sid: str) -> dict[int, int]:
        """Milliseconds from the first turn to each, as far as they were taken here."""
        return dict(self._offsets.get(call_sid, {}))

    def forget(self, call_sid: str) -> None:
        """The call was told of."""
        self._began.pop(call_sid, None)
        self._offsets.pop(call_sid, None)
        self._last.discard(call_sid)
        self._over.discard(call_sid)

    def _settle(self, call_sid: str) -> None:
        if call_sid in self._last and call_sid not in self._sockets:
            self._over.add(call_sid)
            if call_sid in self._began:
                self.due.set()

    def _make_room(self) -> None:
        while len(self._began) >= MOST:
            self.forget(next(iter(self._began)))
