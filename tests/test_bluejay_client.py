"""The client over HTTP: paced, patient where that is safe, in words where it is refused."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from qa.bluejay.client import Again, Client, OutOfReach, Refused, Unsure, open_client
from qa.bluejay.pacing import Bucket
from tests.bluejay_api import KEY, BluejayApi, bluejay_api


class Pauses:
    """A clock that jumps wherever somebody would wait, and remembers how long."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@asynccontextmanager
async def client(api: BluejayApi, pauses: Pauses, key: str = KEY) -> AsyncIterator[Client]:
    async with httpx.AsyncClient(base_url=api.url, headers={"X-API-Key": key}, trust_env=False) as http:
        bucket = Bucket(now=lambda: pauses.now, sleep=pauses.sleep)
        yield Client(http, bucket, sleep=pauses.sleep, jitter=lambda: 0.5)


async def test_a_401_under_load_is_asked_again() -> None:
    """Bluejay answers 401 where others say 429; the pauses grow."""
    pauses = Pauses()
    async with bluejay_api() as api, client(api, pauses) as asked:
        api.fail("POST /evaluate", 401, 401, 429)
        body = {"external_agent_id": "a", "start_time_utc": "2026-03-02T14:15:00Z", "participants": []}
        answer = await asked.post("/evaluate", body)
        assert answer["status"] == "success" and api.count("POST /evaluate") == 1
    assert pauses.slept == [1.0, 2.0, 4.0]


async def test_a_wrong_key_is_told_and_not_asked_for_ever() -> None:
    """After a few tries it is the key."""
    async with bluejay_api() as api, client(api, Pauses(), key="another") as asked:
        with pytest.raises(Refused, match="BLUEJAY_API_KEY"):
            await asked.get("/custom-metrics-by-agent/1")
        assert len(api.tried) == 5


async def test_a_wait_that_was_asked_for_is_kept_and_has_an_end() -> None:
    """`Retry-After` is obeyed, up to a minute."""
    pauses = Pauses()
    async with bluejay_api() as api, client(api, pauses) as asked:
        api.fail("GET /custom-metrics-by-agent", 429, wait="7")
        api.fail("GET /custom-metrics-by-agent", 429, wait="86400")
        await asked.get("/custom-metrics-by-agent/1")
    assert pauses.slept == [7.0, 60.0]


async def test_a_refusal_is_told_in_words_without_what_was_sent() -> None:
    """Every fault of a 422 with its place, and nothing of the body."""
    async with bluejay_api() as api, client(api, Pauses()) as asked:
        body = {"external_agent_id": "a", "secret": "Tyrome Williams"}
        with pytest.raises(Refused) as refused:
            await asked.post("/evaluate", body)
        assert refused.value.status == 422
        assert "body.participants: Field required" in str(refused.value)
        assert "Tyrome" not in str(refused.value) and KEY not in str(refused.value)
        assert len(api.tried) == 1


async def test_what_may_have_been_done_is_not_done_again() -> None:
    """A run that may have been queued is not queued twice; what is the same twice is asked again."""
    async with bluejay_api() as api, client(api, Pauses()) as asked:
        api.fail("POST /queue-simulation-run", 502, taken=True)
        with pytest.raises(Unsure):
            await asked.post("/queue-simulation-run", {"simulation_id": "1", "digital_human_ids": ["2"]})
        assert api.count("POST /queue-simulation-run") == 1
        api.fail("POST /send-http-text-message", 502, taken=True)
        said = {"simulation_result_id": "1", "message": "Hello.", "message_id": "x"}
        await asked.post("/send-http-text-message", said, Again.ALWAYS)
        assert api.count("POST /send-http-text-message") == 2


async def test_a_bluejay_that_stays_away_is_given_up() -> None:
    """Nothing listens: certainly nothing was done."""
    async with bluejay_api() as api:
        gone = BluejayApi(1)
        api.url = gone.url
    async with client(api, Pauses()) as asked:
        with pytest.raises(OutOfReach):
            await asked.post("/evaluate", {})


async def test_requests_are_paced() -> None:
    """After a first burst, so many a second and no more."""
    pauses = Pauses()
    bucket = Bucket(rate=2, burst=3, now=lambda: pauses.now, sleep=pauses.sleep)
    for _ in range(7):
        await bucket.take()
    assert pauses.slept == [0.5, 0.5, 0.5, 0.5]


async def test_the_key_is_sent_in_its_header_and_logged_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    """Not even at DEBUG by a library."""
    caplog.set_level(logging.DEBUG)
    async with bluejay_api() as api, open_client(api.settings()) as asked:
        await asked.get("/custom-metrics-by-agent/1")
        assert api.keys == {KEY}
    assert caplog.records and KEY not in caplog.text
