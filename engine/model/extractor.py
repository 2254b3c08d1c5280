"""The Anthropic extractor: one request to the Messages API, bounded in time, its answer never taken on trust.

Importing this imports the SDK, which takes seconds and 76 MB: only `engine.model.start` does, with a key.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

import anthropic
import msgspec

from engine.extraction import Extraction, Request, Usage
from engine.local.legible import legible
from engine.log import fields
from engine.model.answer import OF_THE_WORDS, Outcome, Why, read_message, why_status
from engine.model.breaker import Breaker
from engine.model.mask import masked
from engine.model.prompt import message, system_blocks
from engine.model.reading import understand
from engine.model.schema import SCHEMA
from engine.settings import Settings
from engine.vocabulary import Source

DEFAULT_URL = "https://api.anthropic.com"
MAX_TOKENS = 800
"""Room for the longest frame that anybody's utterance makes."""

log = logging.getLogger(__name__)


class AnthropicExtractor:
    """Reads an utterance by one request; where that fails, `fallback` says why and nothing else is filled."""

    def __init__(self, client: anthropic.AsyncAnthropic, model: str, limit: float, breaker: Breaker) -> None:
        """`limit` is the time in seconds within which there is an answer or none."""
        self._client = client
        self._model = model
        self._limit = limit
        self._breaker = breaker

    async def extract(self, request: Request) -> Extraction:
        """Read `request.text`; never raises for anything a caller, the model or the network does."""
        if not self._breaker.lets_through():
            log.info("model-resting")
            return Extraction(source=Source.ANTHROPIC, fallback=Why.RESTING)
        request, began = legible(request), time.perf_counter()
        outcome = await self._ask(request)
        usage = self._usage(outcome, round((time.perf_counter() - began) * 1000))
        if isinstance(outcome.result, Why):
            self._failed(outcome.result, usage)
            return Extraction(source=Source.ANTHROPIC, fallback=outcome.result, usage=usage)
        self._breaker.worked()
        read = understand(outcome.result, request)
        return msgspec.structs.replace(read, usage=usage)

    @property
    def is_resting(self) -> bool:
        """Whether the model is left alone just now, after failures."""
        return self._breaker.is_resting

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _ask(self, request: Request) -> Outcome:
        try:
            # The SDK waits as long as a Retry-After says, and its own timeout is for each step of a request.
            async with asyncio.timeout(self._limit):
                answer = await self._client.messages.with_raw_response.create(**self._body(request))
                return read_message(await answer.read())
        except (TimeoutError, anthropic.APITimeoutError):
            return Outcome(Why.TIMEOUT)
        except anthropic.APIConnectionError:
            return Outcome(Why.UNREACHABLE)
        except anthropic.APIStatusError as error:
            return Outcome(why_status(error.status_code))
        except Exception as error:
            # Whatever goes wrong in there, somebody is on the line, and can be read another way.
            log.warning("model-request-failed", extra=fields(error=type(error).__name__))
            return Outcome(Why.ERROR)

    def _body(self, request: Request) -> dict[str, Any]:
        return {
            "model": self._model,
            "max_tokens": MAX_TOKENS,
            "system": system_blocks(request.roster),
            "messages": [message(request, masked(request))],
            "thinking": {"type": "disabled"},
            "output_config": {"effort": "low", "format": {"type": "json_schema", "schema": SCHEMA}},
        }

    def _usage(self, outcome: Outcome, ms: int) -> Usage:
        tokens = outcome.tokens
        return Usage(
            model=self._model,
            ms=ms,
            tokens_in=tokens.input_tokens,
            tokens_out=tokens.output_tokens,
            cache_read=tokens.cache_read_input_tokens or 0,
            cache_written=tokens.cache_creation_input_tokens or 0,
        )

    def _failed(self, why: Why, usage: Usage) -> None:
        if why in OF_THE_WORDS:
            self._breaker.worked()
        else:
            self._breaker.failed()
        log.warning("model-fallback", extra=fields(why=why, ms=usage.ms, model=usage.model))


def open_extractor(settings: Settings, clock: Callable[[], float]) -> AnthropicExtractor:
    """Make the extractor that `settings` describe, with a client that keeps what callers say to itself."""
    # The SDK writes whole requests to its debug log, and its environment variables can turn that on.
    for name in ("anthropic", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)
    client = anthropic.AsyncAnthropic(
        api_key=settings.anthropic_api_key,
        base_url=settings.anthropic_base_url or DEFAULT_URL,
        timeout=settings.model_hard_limit,
        max_retries=0,
        open_telemetry={"traces": {"content_mode": "metadata_only"}, "propagation": False},
    )
    breaker = Breaker(settings.model_breaker_failures, settings.model_breaker_rest, clock)
    return AnthropicExtractor(client, settings.anthropic_model, settings.model_hard_limit, breaker)
