"""Sends finished spans by OTLP over HTTP. Importing this imports the SDK of OpenTelemetry, an extra."""

from collections.abc import Callable
from functools import partial
from threading import Thread
from urllib.parse import unquote

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from channels.telemetry.spans import Pen
from channels.telemetry.traces import Traces
from engine.build import build
from engine.settings import Settings

TRACES_PATH = "/v1/traces"
QUEUE = 65_536
"""Spans that wait at most. 1,000 calls make about 1,000 a second, so a receiver may be away for a minute."""
BATCH = 2_048
EVERY_MS = 1_000
TIMEOUT = 5.0
"""Seconds for one request, its repetitions included."""
LAST = 5.0
"""Seconds for everything that is still to be sent when the server stops; the SDK would take half a minute."""


def open_traces(settings: Settings) -> tuple[Traces, Callable[[], None]]:
    """Make the observer that sends traces where `settings` say, and what sends the last of them and ends it.

    No global provider is set: what libraries record by themselves, as the Anthropic SDK does, goes nowhere.
    """
    exporter = OTLPSpanExporter(
        endpoint=traces_url(settings.otel_exporter_otlp_endpoint),
        headers=read_headers(settings.otel_exporter_otlp_headers),
        timeout=TIMEOUT,
    )
    processor = BatchSpanProcessor(
        exporter, max_queue_size=QUEUE, max_export_batch_size=BATCH, schedule_delay_millis=EVERY_MS
    )
    # A plain resource: the detecting one would add the host's name and the command line.
    resource = Resource({"service.name": "atlas-front-desk", "service.version": build()})
    return Traces(Pen(processor.on_end, resource)), partial(close, processor, exporter)


def close(processor: BatchSpanProcessor, exporter: OTLPSpanExporter) -> None:
    """Send the rest, for as long as that may take, and give up what is left."""
    ending = Thread(target=processor.shutdown, name="last-traces", daemon=True)
    ending.start()
    ending.join(LAST)
    if ending.is_alive():
        exporter.shutdown()  # type: ignore[no-untyped-call]


def traces_url(endpoint: str) -> str:
    """Where traces go: an address is a base, as the specification has it, unless it names their path."""
    bare = endpoint.rstrip("/")
    return bare if bare.endswith(TRACES_PATH) else bare + TRACES_PATH


def read_headers(text: str) -> dict[str, str]:
    """Read `name=value,name=value`, values percent-encoded, as the specification writes headers."""
    pairs = (pair.partition("=") for pair in text.split(",") if "=" in pair)
    return {name.strip().lower(): unquote(value.strip()) for name, _, value in pairs}
