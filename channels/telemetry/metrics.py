"""Counts and times what the front desk does, for Prometheus."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Literal, get_args

from prometheus_client import generate_latest

from channels.conversation_relay import frames
from channels.telemetry.meters import Meters
from channels.telemetry.redacted import kind_of
from engine.journal import outcome
from engine.memory import Call
from engine.model.answer import Why
from engine.observer import Observer, Settled, TurnTaken
from engine.record import TurnRecord
from engine.screen.outcome import Outcome
from engine.vocabulary import Intent, Reason, Source, State
from tools.interface import Failed, ToolRequest

OTHER = "other"
RUNG = frozenset({"completed", "answered", "busy", "no-answer", "failed", "canceled"})
"""Twilio's words for how a dial ended."""
OUTCOMES = frozenset({"handed_over", "nothing", *Intent, *Reason})
WAITING = ("queued", "sending", "failed")
"""Statuses of texts that are not where they should be."""
SOURCES = {Source.LOCAL: "local", Source.ANTHROPIC: "model", Source.KEYS: "keys", Source.SCRIPT: "script"}


class Metrics(Observer):
    """The numbers of one app."""

    def __init__(self, meters: Meters | None = None) -> None:
        self._m = meters or Meters()
        self._sockets: Counter[str] = Counter()
        """Of each call that is on the line."""
        self._over: dict[str, Call] = {}
        """Those whose last words are being said."""
        self._first_values()

    def exposition(self) -> bytes:
        """Write all of it in Prometheus' text format."""
        return generate_latest(self._m.registry)

    def outbox(self, waiting: dict[str, tuple[int, float]] | None) -> None:
        """Take how many texts wait and the oldest's age in seconds, by status; None: nobody could tell."""
        for status in WAITING:
            count, age = (math.nan, math.nan) if waiting is None else waiting.get(status, (0, 0.0))
            self._m.outbox.labels(status).set(count)
            self._m.outbox_age.labels(status).set(age)

    def _first_values(self) -> None:
        """Show what is alerted on from the start: a rate needs a value before the first event."""
        m = self._m
        self.outbox(None)
        for why in ("fault", "store", "moved"):
            m.turns_failed.labels(why)
        for settled in ("committed", "undone", "unavailable"):
            m.transactions.labels(settled)
        for reason in Reason:
            m.handoffs.labels(reason.value)
        for how in ("again", "used-up"):
            m.reconnects.labels(how)
        for rung in sorted(RUNG):
            m.dials.labels(rung)
        for why in ("over-capacity", "too-many-calls-of-one-number", "ledger-out-of-reach"):
            m.calls_turned_away.labels(why)
        for why in ("socket-refused", "setup-refused"):
            m.sessions_refused.labels(why)
        m.webhooks_refused.labels("webhook-refused")
        for event in ("turn-too-long", "twilio-refused-a-frame"):
            m.line_events.labels(event)
        for unreadable in frames.Why:
            m.frames_unreadable.labels(unreadable.value)
        for request in get_args(ToolRequest):
            for ok in ("true", "false"):
                m.tools.labels(kind_of(request), ok)
        for state in State:
            m.turns.labels(state.value)
        for source in SOURCES.values():
            m.extractions.labels(source, "none")
        for fallback in Why:
            m.extractions.labels("fallback", fallback.value)

    # ------------------------------------------------------------ at the door

    def webhook_refused(self, why: str) -> None:
        self._m.webhooks_refused.labels(why).inc()

    def session_refused(self, why: str) -> None:
        self._m.sessions_refused.labels(why).inc()

    def call_taken(self) -> None:
        self._m.calls.inc()

    def call_turned_away(self, why: str) -> None:
        self._m.calls_turned_away.labels(why).inc()

    # ------------------------------------------------------------ on the line

    def session_opened(self) -> None:
        self._m.sessions.inc()
        self._m.sessions_live.inc()

    def session_closed(self) -> None:
        self._m.sessions_live.dec()

    def call_joined(self, call_sid: str) -> None:
        self._m.calls_live.inc()
        self._sockets[call_sid] += 1

    def call_left(self, call_sid: str) -> None:
        self._m.calls_live.dec()
        self._sockets[call_sid] -= 1
        if self._sockets[call_sid] > 0:
            return
        del self._sockets[call_sid]
        if (call := self._over.pop(call_sid, None)) is not None:
            self._ended(call)

    def frame_unreadable(self, why: str) -> None:
        self._m.frames_unreadable.labels(why).inc()

    def noted(self, event: str) -> None:
        self._m.line_events.labels(event).inc()

    def answered(self, seconds: float) -> None:
        self._m.first_token.observe(seconds)

    def call_brought_back(self, how: Literal["again", "used-up"]) -> None:
        self._m.reconnects.labels(how).inc()

    def desk_rung(self, outcome: str) -> None:
        self._m.dials.labels(_known(outcome, RUNG)).inc()

    def message_left(self) -> None:
        self._m.messages_left.inc()

    # ------------------------------------------------------------ in the engine

    def turn_taken(self, turn: TurnTaken) -> None:
        m, record = self._m, turn.record
        m.turns.labels(record.state_before.value).inc()
        m.turn.observe(turn.watch.seconds)
        if turn.before.version == 0:
            m.calls_begun.inc()
        self._follow(turn)
        for attempt in record.transitions:
            if not attempt.taken and attempt.guards:
                m.refused.labels(attempt.guards[-1].guard).inc()
        if record.screening is not None and record.screening.outcome is not Outcome.CLEAR:
            m.screened.labels(record.screening.outcome.value, record.screening.category or OTHER).inc()
        for used, lap in zip(record.tools, turn.watch.tools, strict=False):
            ok = "false" if isinstance(used.result, Failed) else "true"
            m.tools.labels(kind_of(type(used.request)), ok).inc()
            m.tool.observe(lap.seconds)
        self._read(turn, record)

    def turn_failed(self, why: Literal["fault", "store", "moved"]) -> None:
        self._m.turns_failed.labels(why).inc()

    def handed_over(self, reason: Reason) -> None:
        self._m.handoffs.labels(reason.value).inc()

    def transaction(self, seconds: float, runs: int, settled: Settled) -> None:
        self._m.transactions.labels(settled).inc()
        self._m.transaction.observe(seconds)
        self._m.retries.inc(max(0, runs - 1))

    def model_may_rest(self, is_resting: Callable[[], bool]) -> None:
        self._m.model_resting.set_function(is_resting)

    def loop_lagged(self, seconds: float) -> None:
        self._m.lag.observe(seconds)

    def _follow(self, turn: TurnTaken) -> None:
        """Count an end once: where somebody is on the line still, they may take the goodbye back."""
        call_sid = turn.after.call_sid
        if not turn.is_over:
            self._over.pop(call_sid, None)
        elif turn.is_last and call_sid in self._sockets:
            self._over[call_sid] = turn.after
        elif turn.is_last:
            self._ended(turn.after)

    def _ended(self, call: Call) -> None:
        reason = call.reason.value if call.reason else "none"
        self._m.calls_ended.labels(_known(outcome(call) or "nothing", OUTCOMES), reason).inc()

    def _read(self, turn: TurnTaken, record: TurnRecord) -> None:
        read, lap = record.extraction, turn.watch.reading
        if read is None or lap is None:
            return
        source = SOURCES[read.source] if read.fallback is None else "fallback"
        why = "none" if read.fallback is None else _known(read.fallback, frozenset(Why))
        self._m.extractions.labels(source, why).inc()
        self._m.extraction.labels(source).observe(lap.seconds)
        if (usage := read.usage) is not None:
            for kind, tokens in (
                ("in", usage.tokens_in),
                ("out", usage.tokens_out),
                ("cache", usage.cache_read),
            ):
                self._m.model_tokens.labels(kind).inc(tokens)


def _known(word: str, closed: Iterable[str]) -> str:
    """The word, if it is one of a closed set: what comes from outside must not make labels."""
    return word if word in closed else OTHER
