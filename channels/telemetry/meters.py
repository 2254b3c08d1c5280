"""Every metric of the front desk, on a registry of its own.

Labels are closed sets: never a call, a number or a name.
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

from engine.build import build

TURN_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds. Without a model a turn takes about 10 ms; a filler is heard after 0.9 s; 15 s is a failure."""
SHORT_BUCKETS = (0.0005, 0.001, 0.0025, *TURN_BUCKETS)
"""Seconds, for what is a part of a turn."""


class Meters:
    """The metrics of one app. Each app has its own, so that one process may hold several, as tests do."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self.series: dict[str, tuple[str, ...]] = {}
        """The names of every series, each with its labels."""
        self._at_the_door()
        self._on_the_line()
        self._in_the_turn()
        self._in_the_model()
        self._behind()
        ProcessCollector(registry=self.registry)

    def _at_the_door(self) -> None:
        count = self._counter
        self.webhooks_refused = count("webhooks_refused", "Webhooks that were not answered.", "why")
        self.sessions_refused = count("sessions_refused", "Sockets that were not let in.", "why")
        self.calls = count("calls", "New calls that were answered.")
        self.calls_turned_away = count("calls_turned_away", "New calls told that the lines are busy.", "why")

    def _on_the_line(self) -> None:
        count, gauge = self._counter, self._gauge
        self.sessions = count("sessions", "Sockets that were accepted.")
        self.sessions_live = gauge("sessions_live", "Sockets that are open.")
        self.calls_live = gauge("calls_live", "Calls that are talked with.")
        self.frames_unreadable = count(
            "frames_unreadable", "Frames of Twilio's that could not be read.", "why"
        )
        self.line_events = count("line_events", "Warnings of a line.", "event")
        self.first_token = self._histogram(
            "first_token_seconds", "From the last final prompt to the first words sent.", TURN_BUCKETS
        )
        self.reconnects = count("reconnects", "Calls that lost their socket.", "how")
        self.dials = count("dials", "Times the clinic's desk was rung.", "outcome")
        self.messages_left = count("messages_left", "Messages that callers recorded.")

    def _in_the_turn(self) -> None:
        count = self._counter
        self.calls_begun = count("calls_begun", "Calls that took their first turn.")
        self.calls_ended = count("calls_ended", "Calls whose last turn was taken.", "outcome", "reason")
        self.handoffs = count("handoffs", "Calls that went to a person.", "reason")
        self.turns = count("turns", "Turns that were committed.", "state")
        self.turns_failed = count("turns_failed", "Turns that were not.", "why")
        self.turn = self._histogram("turn_seconds", "From what was heard to the reply.", TURN_BUCKETS)
        self.refused = count("transitions_refused", "Transitions that a guard refused.", "guard")
        self.screened = count(
            "screened", "Utterances the urgent screen found something in.", "outcome", "category"
        )
        self.tools = count("tools", "Uses of tools.", "tool", "ok")
        self.tool = self._histogram("tool_seconds", "One use of a tool.", SHORT_BUCKETS)

    def _in_the_model(self) -> None:
        count = self._counter
        self.extractions = count("extractions", "Utterances that were read.", "source", "why")
        self.extraction = self._histogram(
            "extraction_seconds", "Reading one utterance.", SHORT_BUCKETS, "source"
        )
        self.model_tokens = count("model_tokens", "Tokens that the model was paid for.", "kind")
        self.model_resting = self._gauge("model_resting", "1 while the model is left alone after failures.")

    def _behind(self) -> None:
        count, gauge = self._counter, self._gauge
        self.transactions = count("transactions", "Transactions of the store.", "settled")
        self.retries = count("transaction_retries", "Transactions that were run again, each time.")
        self.transaction = self._histogram(
            "transaction_seconds", "One transaction, waiting for its turn included.", SHORT_BUCKETS
        )
        self.outbox = gauge("outbox_texts", "Texts in the outbox; the same in every process.", "status")
        self.outbox_age = gauge("outbox_oldest_seconds", "Age of the oldest of them.", "status")
        self.lag = self._histogram("event_loop_lag_seconds", "How late the event loop was.", SHORT_BUCKETS)
        gauge("build_info", "Always 1; the label is the version.", "version").labels(build()).set(1)

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        self.series[f"front_desk_{name}_total"] = labels
        return Counter(f"front_desk_{name}", words, labels, registry=self.registry)

    def _gauge(self, name: str, words: str, *labels: str) -> Gauge:
        self.series[f"front_desk_{name}"] = labels
        return Gauge(f"front_desk_{name}", words, labels, registry=self.registry)

    def _histogram(self, name: str, words: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        for part in ("bucket", "sum", "count"):
            self.series[f"front_desk_{name}_{part}"] = (*labels, "le") if part == "bucket" else labels
        return Histogram(f"front_desk_{name}", words, labels, registry=self.registry, buckets=buckets)
