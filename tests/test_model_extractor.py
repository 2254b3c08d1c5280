"""The Anthropic extractor over HTTP, through the real SDK, against a stand-in that fails in every way."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from starlette.responses import Response

from engine.command_extract import DEMO_ROSTER
from engine.extraction import Extraction, Request
from engine.local.reader import LocalExtractor
from engine.model.combined import CombinedExtractor
from engine.model.start import make_extractor
from engine.settings import Settings, read_settings
from engine.vocabulary import Asked, Intent, Source, State
from tests.messages_api import (
    CACHE_READ,
    KEY,
    LIMIT,
    HalfClosed,
    Slow,
    cut,
    failure,
    frame,
    limited,
    message,
    messages_api,
    overloaded,
    page,
    refusal,
)

ROOT = Path(__file__).parent.parent
OPEN = Request(
    text="my husband threw his back out moving the piano and somebody ought to look at it",
    now=datetime(2026, 3, 2, 9, 15),
    roster=DEMO_ROSTER,
    state=State.INTENT,
    asked=Asked.INTENT,
    agent="Thanks, Laura. How can I help?",
)
CLOSED = Request(text="yes", now=OPEN.now, asked=Asked.CONFIRMATION, state=State.CONFIRM)


async def read(
    settings: Settings, *requests: Request, clock: Callable[[], float] = time.monotonic
) -> list[Extraction]:
    """What the server's extractor makes of `requests`, one after the other."""
    async with make_extractor(settings, clock) as extractor:
        return [await extractor.extract(request) for request in requests]


async def test_a_reading() -> None:
    """An open utterance is read by one request, and what it cost is told."""
    async with messages_api() as api:
        api.answers = [frame({"on_behalf_of": "husband", "reason": "threw his back out"}, intent="schedule")]
        [got] = await read(api.settings(), OPEN)
    assert len(api.requests) == 1
    assert (got.source, got.fallback, got.intent) == (Source.ANTHROPIC, None, Intent.SCHEDULE)
    assert (got.slots.on_behalf_of, got.slots.reason) == ("husband", "threw his back out")
    assert got.usage is not None and got.usage.model == "claude-haiku-5-5"
    assert (got.usage.tokens_in, got.usage.tokens_out, got.usage.cache_read) == (120, 40, CACHE_READ)


async def test_a_closed_answer_is_not_sent() -> None:
    """A yes to a read-back costs no request and no time."""
    async with messages_api() as api:
        [got] = await read(api.settings(), CLOSED)
    assert api.requests == [] and (got.source, got.usage) == (Source.LOCAL, None)


async def test_what_is_sent() -> None:
    """The model of the settings, thinking off, the fixed part cacheable, one schema, one message, the key."""
    async with messages_api() as api:
        await read(api.settings(ANTHROPIC_MODEL="claude-sonnet-5-5"), OPEN)
    [body], [headers] = api.requests, api.headers
    assert body["model"] == "claude-sonnet-5-5"
    assert body["thinking"] == {"type": "disabled"} and body["output_config"]["effort"] == "low"
    assert body["output_config"]["format"]["type"] == "json_schema"
    assert body["system"][-1]["cache_control"]["type"] == "ephemeral"
    assert [sent["role"] for sent in body["messages"]] == ["user"]
    assert "temperature" not in body and headers["authorization"] == f"Bearer {KEY}"
    assert api.said[0]["utterance"] == OPEN.text


async def test_the_fixed_part_is_fixed() -> None:
    """Two utterances share everything but their message, or the cache would never be hit."""
    other = Request(text="whenever the kids are back at it would be best", now=OPEN.now, roster=DEMO_ROSTER)
    async with messages_api() as api:
        await read(api.settings(), OPEN, other)
    first, second = ({k: v for k, v in body.items() if k != "messages"} for body in api.requests)
    assert first == second and api.said[0] != api.said[1]


async def test_nobodys_name_birthday_or_number_is_sent() -> None:
    """What rules have read in the utterance is taken out, and the agent's words are not sent at all."""
    text = "it's Laura Johnson, born may 4th 1990, 212 555 0110, my back's gone and I don't know who to see"
    asked = Request(text=text, now=OPEN.now, asked=Asked.INTENT, roster=DEMO_ROSTER, agent=OPEN.agent)
    async with messages_api() as api:
        [got] = await read(api.settings(), asked)
    sent = str(api.requests)
    assert "my back's gone" in api.said[0]["utterance"]
    assert got.slots.patient_name is not None and got.slots.phone == "+12125550110"
    for private in ("Laura", "Johnson", "1990", "may 4th", "0110", "How can I help"):
        assert private not in sent


FAILURES: list[tuple[Callable[[], Response], str]] = [
    (Slow, "timeout"),
    (HalfClosed, "unreachable"),
    (refusal, "refusal"),
    (cut, "cut"),
    (limited, "limited"),
    (overloaded, "overloaded"),
    (lambda: failure(500), "error"),
    (lambda: failure(400, "invalid_request_error"), "error"),
    (lambda: failure(401, "authentication_error"), "error"),
    (page, "broken"),
    (lambda: Response(b"\xff\xfe{", media_type="application/json"), "broken"),
    (lambda: message("Sure! The caller wants a visit."), "broken"),
    (lambda: message('{"intent": "schedule"}'), "schema"),
    (lambda: message('{"intent": "book", "answer": "yes", "said": [], "symptoms": []}'), "schema"),
]


@pytest.mark.parametrize(
    ("answer", "why"), FAILURES, ids=[f"{why}-{n}" for n, (_, why) in enumerate(FAILURES)]
)
async def test_whatever_goes_wrong_rules_read(
    answer: Callable[[], Response], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    """One request, no second try, the rules' reading, one word for the reason, a log line with no words."""
    async with messages_api() as api:
        api.answers = [answer()]
        limit = LIMIT if answer is Slow else "2.5"
        [got] = await read(api.settings(MODEL_HARD_LIMIT=limit), OPEN)
    local = LocalExtractor().read(OPEN)
    assert len(api.requests) == 1
    assert (got.intent, got.slots, got.source) == (local.intent, local.slots, Source.LOCAL)
    assert got.fallback == why and got.usage is not None
    [line] = [record for record in caplog.records if record.getMessage() == "model-fallback"]
    assert line.fields["why"] == why  # type: ignore[attr-defined]
    assert not any(word in str(vars(line)) for word in ("husband", "piano", KEY))


async def test_nobody_listens_there() -> None:
    """A refused connection is no different."""
    async with messages_api() as api:
        settings = api.settings()
    [got] = await read(settings, OPEN)
    assert (got.fallback, got.source) == ("unreachable", Source.LOCAL)


async def test_a_failing_model_is_left_alone_and_tried_again() -> None:
    """After three failures in a row no request is made; after a rest one tries, and it is back."""
    now = [100.0]
    async with messages_api() as api:
        api.answers = [overloaded(), failure(500), limited(), frame(intent="schedule")]
        settings = api.settings(MODEL_BREAKER_FAILURES="3", MODEL_BREAKER_REST="30")
        async with make_extractor(settings, lambda: now[0]) as extractor:
            whys = [(await extractor.extract(OPEN)).fallback for _ in range(5)]
            assert whys == ["overloaded", "error", "limited", "resting", "resting"]
            assert len(api.requests) == 3
            now[0] += 30
            got = await extractor.extract(OPEN)
            assert (got.fallback, got.source) == (None, Source.ANTHROPIC)
            assert (await extractor.extract(OPEN)).fallback is None


async def test_one_callers_words_do_not_take_the_model_from_the_others() -> None:
    """Refusals and over-long answers are of the words, not of the service, and open no breaker."""
    async with messages_api() as api:
        api.answers = [refusal(), cut(), refusal(), cut(), frame(intent="schedule")]
        settings = api.settings(MODEL_BREAKER_FAILURES="2")
        got = await read(settings, *[OPEN] * 5)
    assert [one.fallback for one in got] == ["refusal", "cut", "refusal", "cut", None]


async def test_nothing_said_is_logged_at_any_level(caplog: pytest.LogCaptureFixture) -> None:
    """Even with debug logging on, the SDK does not write down what it sends."""
    caplog.set_level(logging.DEBUG)
    async with messages_api() as api:
        await read(api.settings(), OPEN)
    assert not any("piano" in record.getMessage() for record in caplog.records)


async def test_without_a_key_there_is_no_model() -> None:
    """Rules alone read then."""
    async with make_extractor(read_settings({}), time.monotonic) as extractor:
        assert isinstance(extractor, LocalExtractor)
    async with make_extractor(read_settings({"ANTHROPIC_API_KEY": KEY}), time.monotonic) as extractor:
        assert isinstance(extractor, CombinedExtractor)


def test_the_sdk_is_imported_only_with_a_key() -> None:
    """A server without a key starts as fast, and stays as small, as if there were no SDK."""
    probe = "import sys, server, engine.model.start; sys.exit('anthropic' in sys.modules)"
    subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=True)  # noqa: S603
