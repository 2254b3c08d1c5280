"""Puts the server's extractor together: local alone, or local and the model where there is a key."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from engine.extraction import Extractor
from engine.local.reader import LocalExtractor
from engine.model.combined import CombinedExtractor
from engine.settings import Settings


@asynccontextmanager
async def make_extractor(settings: Settings, clock: Callable[[], float]) -> AsyncIterator[Extractor]:
    """Make the extractor for as long as this is open; `clock` gives seconds that never run backwards."""
    local = LocalExtractor()
    if not settings.anthropic_api_key:
        yield local
        return
    from engine.model.extractor import open_extractor

    model = open_extractor(settings, clock)
    try:
        yield CombinedExtractor(model, local)
    finally:
        await model.aclose()
