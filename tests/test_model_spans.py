"""What the model's SDK would record by itself, in a process that has set up OpenTelemetry for all."""

import asyncio
import os
import subprocess
import sys

from tests.messages_api import frame, messages_api

SAID = "my husband threw his back out moving the piano"


def test_the_sdk_records_no_words_even_where_it_is_told_to() -> None:
    """A provider for the whole process and the SDK's own variable change nothing: no content is in spans."""
    env = os.environ | {"ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE": "content"}
    command = [sys.executable, "-m", "tests.test_model_spans"]
    ran = subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    assert "claude-haiku-5-5" in ran.stdout, "the SDK has made no span, so nothing is proved"
    assert "piano" not in ran.stdout and "back" not in ran.stdout and "Chen" not in ran.stdout


async def _recorded() -> str:
    """Every span that a reading by the model makes, as JSON."""
    from datetime import datetime

    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    from engine.extraction import Request
    from engine.model.start import make_extractor
    from engine.vocabulary import Asked, State

    spans, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    trace.set_tracer_provider(provider)
    request = Request(text=SAID, now=datetime(2026, 3, 2, 9), state=State.INTENT, asked=Asked.INTENT)
    async with messages_api() as api:
        api.answers = [frame({"reason": "back"}, intent="schedule")]
        async with make_extractor(api.settings(), lambda: 0.0) as extractor:
            await extractor.extract(request)
    return "\n".join(span.to_json() for span in spans.get_finished_spans())


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(_recorded()))
