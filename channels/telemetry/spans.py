"""Writes finished spans: all of a span is known when it is written, so that none is ever open."""

import random
import time
from collections.abc import Callable, Mapping

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, TraceFlags
from opentelemetry.trace.status import Status, StatusCode

from engine.stopwatch import Lap
from engine.trace_ids import root_span_id_of, trace_id_of

Value = str | bool | int | float
SCOPE = InstrumentationScope("atlas-front-desk")
FAILED = Status(StatusCode.ERROR)
SAMPLED = TraceFlags(TraceFlags.SAMPLED)


class Place:
    """Where spans of one call are hung in."""

    def __init__(self, call_sid: str) -> None:
        self.trace_id = int(trace_id_of(call_sid), 16)
        self.root = self.context(int(root_span_id_of(call_sid), 16))

    def context(self, span_id: int) -> SpanContext:
        """The place of a span of this call."""
        return SpanContext(self.trace_id, span_id, is_remote=False, trace_flags=SAMPLED)


class Pen:
    """Writes spans and gives them away."""

    def __init__(self, give: Callable[[ReadableSpan], None], resource: Resource) -> None:
        self._give = give
        self._resource = resource

    def write(
        self,
        name: str,
        context: SpanContext,
        parent: SpanContext | None,
        times: tuple[int, int],
        attributes: Mapping[str, Value],
        *,
        failed: bool = False,
        kind: SpanKind = SpanKind.INTERNAL,
    ) -> None:
        """Write one span; `times` are its beginning and end in nanoseconds since 1970."""
        self._give(
            ReadableSpan(
                name,
                context=context,
                parent=parent,
                resource=self._resource,
                attributes=attributes,
                kind=kind,
                status=FAILED if failed else Status(),
                start_time=times[0],
                end_time=times[1],
                instrumentation_scope=SCOPE,
            )
        )

    def child(
        self,
        name: str,
        place: Place,
        parent: SpanContext,
        times: tuple[int, int],
        attributes: Mapping[str, Value],
        *,
        failed: bool = False,
    ) -> SpanContext:
        """Write a span with an id of its own; its context, to hang others in."""
        context = place.context(random.getrandbits(64) or 1)
        self.write(name, context, parent, times, attributes, failed=failed)
        return context


def on_the_wall(*laps: Lap) -> list[tuple[int, int]]:
    """The same times in nanoseconds since 1970."""
    shift = time.time_ns() - round(time.perf_counter() * 1e9)
    return [(shift + round(lap.began * 1e9), shift + round(lap.ended * 1e9)) for lap in laps]
