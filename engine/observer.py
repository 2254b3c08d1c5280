"""Whoever watches the front desk: told what happens, by the names of the events, and asked nothing.

`Observer` itself does nothing and is the default. Metrics and traces are made in `channels/telemetry`; the
engine knows nothing of them. The pure turn is not watched at all: the desk reads its finished record.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, NamedTuple

from engine.heard import Heard
from engine.memory import Call
from engine.record import TurnRecord
from engine.stopwatch import Stopwatch
from engine.vocabulary import Reason, State

Settled = Literal["committed", "undone", "unavailable"]
"""What became of a transaction: `undone` where its work raised."""
Speaker = Literal["agent", "customer"]


class TurnTaken(NamedTuple):
    """One turn, committed. It holds what the caller said; an observer passes on nothing of that."""

    heard: Heard
    at: datetime
    """By the clinic's clock, aware."""
    before: Call
    """As the turn found it; a call of version 0 is a new one."""
    after: Call
    record: TurnRecord
    watch: Stopwatch

    @property
    def is_over(self) -> bool:
        """Whether the agent's part is over after this turn: a goodbye, a hand-off, or the caller is gone.

        As long as the caller is on the line, words said into the goodbye may take it back.
        """
        return _is_over(self.after)

    @property
    def is_last(self) -> bool:
        """Whether it is over with this very turn."""
        return self.is_over and not _is_over(self.before)


def _is_over(call: Call) -> bool:
    return call.ending is not None or call.state is State.ENDED


class Observer:
    """Watches and does nothing. Every method returns at once and never raises."""

    # ------------------------------------------------------------ at the door

    def webhook_refused(self, why: str) -> None:
        """A webhook was not answered; `why` is the event of its log line."""

    def session_refused(self, why: str) -> None:
        """A socket was not let in: `socket-refused` before its handshake, `setup-refused` after."""

    def call_taken(self) -> None:
        """A new call was answered with the greeting."""

    def call_turned_away(self, why: str) -> None:
        """A new call was told that the lines are busy; `why` is the event of its log line."""

    # ------------------------------------------------------------ on the line

    def session_opened(self) -> None:
        """A socket was accepted."""

    def session_closed(self) -> None:
        """It is gone."""

    def call_joined(self, call_sid: str) -> None:
        """A socket said whose call it carries, and was believed."""

    def call_left(self, call_sid: str) -> None:
        """That call has no socket here any more."""

    def frame_unreadable(self, why: str) -> None:
        """Twilio sent a frame that is none."""

    def noted(self, event: str) -> None:
        """Something out of the ordinary happened on a line; `event` is that of its log line."""

    def answered(self, seconds: float) -> None:
        """The first words after a final prompt were sent, `seconds` after it."""

    def spoke(self, call_sid: str, speaker: Speaker, is_on: bool) -> None:
        """Somebody began to speak, or stopped."""

    def call_brought_back(self, how: Literal["again", "used-up"]) -> None:
        """A call whose socket was lost is put on a new one, or handed over as that keeps happening."""

    def desk_rung(self, outcome: str) -> None:
        """The clinic's desk was dialled; `outcome` is Twilio's word."""

    def message_left(self) -> None:
        """A caller left a message."""

    # ------------------------------------------------------------ in the engine

    def turn_taken(self, turn: TurnTaken) -> None:
        """A turn was committed."""

    def turn_failed(self, why: Literal["fault", "store", "moved"]) -> None:
        """A turn was not; `moved`: another process has the call."""

    def handed_over(self, reason: Reason) -> None:
        """A call goes to a person."""

    def transaction(self, seconds: float, runs: int, settled: Settled) -> None:
        """The store is done with a transaction, its waiting included. Told by the store's threads."""

    def model_may_rest(self, is_resting: Callable[[], bool]) -> None:
        """There is a model, and this is how to ask whether it is left alone just now."""

    def loop_lagged(self, seconds: float) -> None:
        """The event loop was so late for an appointment."""


NOBODY = Observer()
"""Nobody watches."""
EVENTS = tuple(name for name in vars(Observer) if not name.startswith("_"))


def together(*observers: Observer) -> Observer:
    """Make one observer that tells all of these; a single one is itself."""
    if len(observers) == 1:
        return observers[0]
    crowd = Observer()
    for name in EVENTS:
        if heard_by := [getattr(each, name) for each in observers if _hears(each, name)]:
            setattr(crowd, name, _telling(heard_by))
    return crowd


def _hears(observer: Observer, event: str) -> bool:
    """Whether it does anything then; a crowd has its listeners in itself and not in its type."""
    return event in vars(observer) or getattr(type(observer), event) is not getattr(Observer, event)


def _telling(listeners: list[Callable[..., None]]) -> Callable[..., None]:
    if len(listeners) == 1:
        return listeners[0]

    def tell(*what: Any) -> None:
        for listener in listeners:
            listener(*what)

    return tell
