"""The extractors that can be measured, each as one plain function from request to extraction."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.sets import Read
from engine.extraction import Extraction, Request
from engine.local.reader import LocalExtractor
from engine.settings import Settings, read_settings

NAMES = ("local", "anthropic")


class NoExtractor(Exception):
    """An extractor cannot be had; the message says why."""


@contextmanager
def open_reader(name: str, settings: Settings | None = None) -> Iterator[Read]:
    """Make one extractor's reading for as long as this is open.

    `anthropic` is what the server runs with a key: local first, and the model where it helps. Raises
    `NoExtractor` where there is no key.
    """
    if name == "local":
        yield LocalExtractor().read
        return
    settings = settings or read_settings()
    if not settings.anthropic_api_key:
        raise NoExtractor("the anthropic extractor needs ANTHROPIC_API_KEY")
    from engine.model.start import make_extractor

    made = make_extractor(settings, time.monotonic)
    with asyncio.Runner() as runner:
        extractor = runner.run(made.__aenter__())

        def read(request: Request) -> Extraction:
            return runner.run(extractor.extract(request))

        try:
            yield read
        finally:
            runner.run(made.__aexit__(None, None, None))
