"""Tells each call as one trace, under the names that Bluejay documents.

`voice.call`, and in it `turn` with `extract`, `store.transaction` and `execute_tool NAME`, and beside those
`agent.speech` and `customer.speech`. Spans are written when they are over; the outermost by the process that
sees the call end, with an id that each can reckon. A killed process leaves its spans; the next one goes on.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from opentelemetry.trace import SpanContext, SpanKind

from channels.telemetry.redacted import kind_of, redacted
from channels.telemetry.spans import Pen, Place, Value, on_the_wall
from engine.extraction import Extraction
from engine.journal import outcome
from engine.memory import Call
from engine.observer import Observer, Speaker, TurnTaken
from engine.record import ToolUse, TurnRecord
from engine.stopwatch import Lap
from tools.interface import Failed

Span = tuple[int, int]


@dataclass
class Following:
    """What is remembered of a call as long as it has a socket here."""

    place: Place
    joined: int
    sockets: int = 0
    """A newer one may be here before the older one is gone."""
    since: int | None = None
    """When the call began, on this process or another; known from its first turn here."""
    last: Call | None = None
    """The call after its last turn, once that was taken; its outermost span waits for the socket to close."""
    began: dict[Speaker, int] = field(default_factory=dict)
    spoken: list[tuple[Speaker, Span]] = field(default_factory=list)
    """What was said before the first turn."""


class Traces(Observer):
    """Writes the spans of every call of this process."""

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self._live: dict[str, Following] = {}

    # ------------------------------------------------------------ the call

    def call_joined(self, call_sid: str) -> None:
        following = self._live.setdefault(call_sid, Following(Place(call_sid), time.time_ns()))
        following.sockets += 1

    def call_left(self, call_sid: str) -> None:
        following = self._live.get(call_sid)
        if following is None:
            return
        following.sockets -= 1
        if following.sockets:
            return
        del self._live[call_sid]
        if following.last is not None:
            self._call(following, following.last)

    def _call(self, following: Following, call: Call) -> None:
        now = time.time_ns()
        attributes: dict[str, Value] = {
            "front_desk.call_sid": call.call_sid,
            "front_desk.channel": call.channel,
            "front_desk.lang": call.lang.value,
            "front_desk.turns": call.turn,
            "front_desk.outcome": outcome(call) or "nothing",
            "front_desk.handed_over": call.escalated,
        }
        times = (following.since or now, now)
        self._pen.write("voice.call", following.place.root, None, times, attributes, kind=SpanKind.SERVER)

    # ------------------------------------------------------------ speech

    def spoke(self, call_sid: str, speaker: Speaker, is_on: bool) -> None:
        following, now = self._live.get(call_sid), time.time_ns()
        if following is None:
            return
        if is_on:
            following.began.setdefault(speaker, now)
        elif (began := following.began.pop(speaker, None)) is not None:
            following.spoken.append((speaker, (began, now)))
            self._speech(following)

    def _speech(self, following: Following) -> None:
        """Write what was spoken, as soon as it is known when the call began."""
        since = following.since
        if since is None:
            return
        for speaker, times in following.spoken:
            start, end = (max(0, at - since) // 1_000_000 for at in times)
            attributes = {"bluejay.speech.start_offset_ms": start, "bluejay.speech.end_offset_ms": end}
            place = following.place
            self._pen.child(f"{speaker}.speech", place, place.root, times, attributes)
        following.spoken.clear()

    # ------------------------------------------------------------ turns

    def turn_taken(self, turn: TurnTaken) -> None:
        call_sid = turn.after.call_sid
        following = self._live.get(call_sid) or Following(Place(call_sid), time.time_ns())
        times = on_the_wall(Lap(turn.watch.began, turn.watch.ended))[0]
        if following.since is None:
            age = (turn.at - turn.after.started_at).total_seconds()
            following.since = min(following.joined, times[0] - round(max(0.0, age) * 1e9))
        context = self._pen.child("turn", following.place, following.place.root, times, of_turn(turn))
        self._parts(turn, following.place, context)
        self._speech(following)
        if not turn.is_over:
            following.last = None
        elif turn.is_last:
            following.last = turn.after
            if call_sid not in self._live:
                self._call(following, turn.after)

    def _parts(self, turn: TurnTaken, place: Place, parent: SpanContext) -> None:
        watch, record = turn.watch, turn.record
        if watch.reading is not None and record.extraction is not None:
            attributes = of_extraction(record.extraction)
            failed = record.extraction.fallback is not None
            times = on_the_wall(watch.reading)[0]
            self._pen.child("extract", place, parent, times, attributes, failed=failed)
        if watch.storing is not None:
            times = on_the_wall(watch.storing)[0]
            parent = self._pen.child("store.transaction", place, parent, times, {})
        for used, times in zip(record.tools, on_the_wall(*watch.tools), strict=False):
            failed = isinstance(used.result, Failed)
            name = f"execute_tool {kind_of(type(used.request))}"
            self._pen.child(name, place, parent, times, of_tool(used), failed=failed)


def of_turn(turn: TurnTaken) -> dict[str, Value]:
    """What a trace says of a turn: kinds, states and names out of the code, and no word of the call."""
    record = turn.record
    said: dict[str, Value] = {
        "front_desk.turn": turn.after.turn,
        "front_desk.heard": type(turn.heard).__name__.lower(),
        "front_desk.state.before": record.state_before.value,
        "front_desk.state.after": turn.after.state.value,
        "front_desk.transitions": " ".join(_taken(record)),
    }
    if record.reply.asked is not None:
        said["front_desk.asked"] = record.reply.asked.value
    if refused := " ".join(_refused(record)):
        said["front_desk.refused"] = refused
    if record.pattern is not None:
        said["front_desk.repair"] = record.pattern.value
    # The outcome only: a category beside a call's id would say what ails somebody.
    if record.screening is not None:
        said["front_desk.screen"] = record.screening.outcome.value
    return said


def of_extraction(read: Extraction) -> dict[str, Value]:
    """What a trace says of a reading: who read, why not the model, what it cost; never what was read."""
    said: dict[str, Value] = {"front_desk.source": read.source.value}
    if read.fallback is not None:
        said["front_desk.fallback"] = read.fallback
    if read.usage is not None:
        said |= {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": read.usage.model,
            "gen_ai.usage.input_tokens": read.usage.tokens_in,
            "gen_ai.usage.output_tokens": read.usage.tokens_out,
            "front_desk.model_ms": read.usage.ms,
        }
    return said


def of_tool(used: ToolUse) -> dict[str, Value]:
    """What a trace says of a tool's use, its arguments and result redacted."""
    return {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": kind_of(type(used.request)),
        "gen_ai.tool.call.arguments": redacted(used.request),
        "gen_ai.tool.call.result": kind_of(type(used.result)),
        "front_desk.rows_changed": used.rows_changed,
    }


def _taken(record: TurnRecord) -> Iterator[str]:
    return (attempt.trigger.value for attempt in record.transitions if attempt.taken)


def _refused(record: TurnRecord) -> Iterator[str]:
    for attempt in record.transitions:
        if not attempt.taken and attempt.guards:
            yield f"{attempt.trigger.value}:{attempt.guards[-1].guard}"
