"""Puts the server's extractor together: local alone, or local and the model where there is a key."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from engine.extraction import Extraction, Extractor, Request
from engine.local.reader import LocalExtractor
from engine.model.combined import CombinedExtractor
from engine.observer import NOBODY, Observer
from engine.settings import Settings


@asynccontextmanager
async def make_extractor(
    settings: Settings, clock: Callable[[], float], observer: Observer = NOBODY
) -> AsyncIterator[Extractor]:
    """Make the extractor for as long as this is open; `clock` gives seconds that never run backwards."""
    local = LocalExtractor()
    if not settings.anthropic_api_key:
        yield local
        return
    from engine.model.extractor import open_extractor

    model = open_extractor(settings, clock)
    observer.model_may_rest(lambda: model.is_resting)
    try:
        yield CombinedExtractor(model, local)
    finally:
        await model.aclose()


@contextmanager
def reading(settings: Settings) -> Iterator[Callable[[Request], Extraction]]:
    """Read one request after the other with the same extractor, for programs without an event loop."""
    with asyncio.Runner() as runner:
        making = make_extractor(settings, time.monotonic)
        extractor = runner.run(making.__aenter__())
        try:
            yield lambda request: runner.run(extractor.extract(request))
        finally:
            runner.run(making.__aexit__(None, None, None))
