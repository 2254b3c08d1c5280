"""What Bluejay posts to us, verdicts and the messages of text talks; and real calls that it observes."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from engine.clinic import Clinic
from engine.heard import Connected
from engine.settings import Settings, SettingsError, read_settings
from engine.speech.wordings import Speech
from engine.vocabulary import Language
from qa.access.retention import Kind, keep
from qa.access.retention import run as retention
from qa.bluejay.client import Client, open_client
from qa.bluejay.observing import draw
from qa.bluejay.pacing import Bucket
from qa.bluejay.results import Stored, of_call
from qa.bluejay.signature import signed
from qa.bluejay.start import opened
from qa.bluejay.text_mode import PREFIX, TextMode, open_conversation
from qa.bluejay.timing import Timing
from qa.bluejay.webhook import Verdicts
from tests.bluejay_api import KEY, BluejayApi, bluejay_api, completed
from tests.clinic_books import DATABASES, fresh_url
from tests.console_house import ConsoleHouse
from tests.office import NOW, Caller, Office
from tests.processes import process
from tests.test_bluejay_calls import BOOKING, ENRICH, ID, World, world
from tools.sql import read_clinic

WEBHOOK_KEY, TEXT_KEY = "webhook-secret", "text-secret"
KEYS = {"BLUEJAY_WEBHOOK_KEY": WEBHOOK_KEY, "BLUEJAY_TEXT_KEY": TEXT_KEY}
SEND = "POST /send-http-text-message"
EVALUATE = "POST /evaluate"
EVALUATED = {"type": "simulation_result_evaluated", "id": ID, "simulation_run_id": 7, "simulation_id": 3}


class Front:
    """Our two addresses, with the office behind them."""

    def __init__(self, office: Office, http: httpx.AsyncClient) -> None:
        self.office = office
        self._http = http

    async def post(self, path: str, payload: Any, key: str, /, **headers: str) -> httpx.Response:
        """Post as Bluejay does; `headers` with underscores."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        signature = {"x-bluejay-signature": signed(body, key)}
        return await self._http.post(path, content=body, headers=signature | named)

    async def verdicts(self, call_sid: str) -> list[Stored]:
        return list(await self.office.store.read(lambda c: of_call(c, call_sid)))


@asynccontextmanager
async def front(folder: Path, api: BluejayApi, **env: str) -> AsyncIterator[Front]:
    office = await Office.open(folder)
    clinic = await office.store.transact(read_clinic)
    settings, now = api.settings(**KEYS | env), lambda: NOW
    try:
        async with opened(settings, office.store, clinic, office.desk, Timing(), now, Bucket(1000)) as routes:
            transport = httpx.ASGITransport(Starlette(routes=list(routes)))
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
                yield Front(office, http)
    finally:
        await office.close()


async def simulated(office: Office, call_sid: str = "CA" + "1" * 32) -> Caller:
    """A simulated call that has begun."""
    caller = Caller(office, call_sid)
    await caller.hears(Connected(simulation=ID))
    return caller


# ---------------------------------------------------------------- verdicts


async def test_a_verdict_stands_beside_its_call(tmp_path: Path) -> None:
    """Once, however often it is delivered; the newest of several counts."""
    async with bluejay_api() as api, front(tmp_path, api) as it:
        caller = await simulated(it.office)
        bad = EVALUATED | completed(goal_success=False, goal_reasoning="It hung up.")
        good = EVALUATED | completed(goal_success=True)
        # The last is a captured post under another delivery, which the signature does not cover.
        for payload, delivery in ((bad, "1"), (good, "2"), (bad, "1"), (bad, "3")):
            answer = await it.post("/bluejay/webhook", payload, WEBHOOK_KEY, x_bluejay_delivery=delivery)
            assert answer.status_code == 200
        (stored,) = await it.verdicts(caller.call_sid)
        assert stored.passed is True and stored.run_id == "7" and stored.kind == "simulated"


POSTED = (
    (b"{}", "another key", 403),
    (b"[]", WEBHOOK_KEY, 400),
    (b"{", WEBHOOK_KEY, 400),
    (b"[" * 100_000, WEBHOOK_KEY, 400),
    (b"\xff\xfe", WEBHOOK_KEY, 400),
    (b" " * (1024 * 1024 + 1), WEBHOOK_KEY, 413),
    (b"{}", WEBHOOK_KEY, 200),
    (b'{"type": "simulation_ended", "id": 3}', WEBHOOK_KEY, 200),
    (b'{"type": "simulation_result_evaluated", "evaluations": 7}', WEBHOOK_KEY, 200),
    (b'{"type": "simulation_result_evaluated", "id": "a\\u0000b"}', WEBHOOK_KEY, 200),
    (b'{"type": "simulation_result_evaluated", "id": "\\ud800"}', WEBHOOK_KEY, 400),
)
HUGE = b'{"type": "simulation_result_evaluated", "id": 1, "evaluations": [{"wer": 1%s}]}' % (b"0" * 400)


async def test_whatever_is_posted_is_answered(tmp_path: Path) -> None:
    """What is not signed is refused, what is no verdict is taken and forgotten; nothing is a 500."""
    async with bluejay_api() as api, front(tmp_path, api) as it:
        for body, key, status in POSTED:
            assert (await it.post("/bluejay/webhook", body, key)).status_code == status, body[:20]
        assert await it.office.rows("SELECT * FROM BluejayResults") == []
        assert (await it.post("/bluejay/webhook", HUGE, WEBHOOK_KEY)).status_code == 200


async def test_a_flood_of_strangers_gets_429_and_fills_no_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What Bluejay signed is never counted."""
    async with bluejay_api() as api, front(tmp_path, api, REFUSALS_PER_ADDRESS="3") as it:
        answers = [(await it.post("/bluejay/webhook", b"{}", "x")).status_code for _ in range(6)]
        assert answers == [403, 403, 403, 429, 429, 429]
        assert caplog.text.count("bluejay-refused") == 3
        assert (await it.post("/bluejay/webhook", EVALUATED, WEBHOOK_KEY)).status_code == 200


async def test_the_signature_is_over_the_raw_bytes(tmp_path: Path) -> None:
    """The same JSON in other bytes is not what was signed."""
    async with bluejay_api() as api, front(tmp_path, api) as it:
        signature = signed(json.dumps(EVALUATED).encode(), WEBHOOK_KEY)
        spaced = json.dumps(EVALUATED, indent=1).encode()
        answer = await it.post("/bluejay/webhook", spaced, "", x_bluejay_signature=signature)
        assert answer.status_code == 403


async def test_a_verdict_of_a_webhook_waits_for_a_store_that_is_away(tmp_path: Path) -> None:
    """503 makes Bluejay deliver it again, and then it is kept."""
    async with bluejay_api() as api, front(tmp_path, api) as it:
        await it.office.store.close()
        answer = await it.post("/bluejay/webhook", EVALUATED, WEBHOOK_KEY)
        assert answer.status_code == 503


async def test_without_its_key_an_address_is_not_there(tmp_path: Path) -> None:
    """Nobody could be told from anybody."""
    async with bluejay_api() as api, front(tmp_path, api, BLUEJAY_WEBHOOK_KEY="") as it:
        assert (await it.post("/bluejay/webhook", EVALUATED, "")).status_code == 404


async def test_words_of_a_verdict_go_with_those_of_its_call(tmp_path: Path) -> None:
    """The verdict stays, its reasoning does not; with the call everything goes."""
    async with world(tmp_path) as it:
        caller = await it.call(*BOOKING)
        verdicts = Verdicts(it.office.store, lambda: it.now)
        await verdicts.take(EVALUATED | completed(goal_success=True, goal_reasoning="Tyrome was served."), {})
        await clear(it, Kind.WORDS)
        (stored,) = await it.office.rows("SELECT * FROM BluejayResults")
        assert stored["passed"] == 1 and stored["verdict"] == "{}"
        assert (await it.office.store.read(lambda c: of_call(c, caller.call_sid)))[0].verdict is None
        await clear(it, Kind.CALLS)
        for table in ("BluejayResults", "SimulatedCalls", "BluejayPosts"):
            assert await it.office.rows(f"SELECT * FROM {table}") == []  # noqa: S608


async def clear(it: World, kind: Kind) -> None:
    await it.office.store.transact(lambda c: keep(c, {kind: 1}))
    await retention(it.office.store, lambda: it.now + timedelta(days=400), "a test", forced=True)


async def test_the_console_shows_a_verdict_and_no_patient(tmp_path: Path) -> None:
    """Beside the call, masked; a call without one has no such box."""
    async with world(tmp_path) as it:
        caller, other = await it.call(*BOOKING), await it.call(*BOOKING[:1], simulation="")
        said = completed(goal_success=False, goal_reasoning="Tyrome Williams was not read back.", wer=0.05)
        await Verdicts(it.office.store, lambda: it.now).take(EVALUATED | said, {})
        house = await ConsoleHouse.of(it.office)
        async with house.client() as browser:
            shown = (await browser.get(f"/qa/calls/{caller.call_sid}")).text
            assert "goal missed" in shown and "was not read back" in shown and "5.0%" in shown
            assert "Tyrome" not in shown and "/simulations/3/runs/7" in shown
            assert "Open in Bluejay" not in (await browser.get(f"/qa/calls/{other.call_sid}")).text


async def test_the_server_has_the_addresses(tmp_path: Path) -> None:
    """Wired, signed and stored, in a process as it is run."""
    async with bluejay_api() as api:
        env = {"BLUEJAY_API_KEY": KEY, "BLUEJAY_API_URL": api.url, **KEYS}
        async with process(tmp_path, f"sqlite:///{tmp_path / 'clinic.db'}", **env) as server:
            body = json.dumps(EVALUATED | completed(goal_success=True)).encode()
            for key, status in ((WEBHOOK_KEY, 200), ("another", 403)):
                headers = {"x-bluejay-signature": signed(body, key)}
                answer = await server.wire.http.post("/bluejay/webhook", content=body, headers=headers)
                assert answer.status_code == status
            assert (await server.wire.http.post("/bluejay/text", content=b"{}")).status_code == 403


# ---------------------------------------------------------------- text talks


class Talk:
    """Bluejay's side of a text talk: what its digital human writes, and what it was answered."""

    def __init__(self, office: Office, mode: TextMode, api: BluejayApi) -> None:
        self._mode, self._api, self._sent = mode, api, 0
        self.office = office

    async def writes(self, message: str, *, ends: bool = False, message_id: str = "") -> str:
        """Write, and wait for what is answered."""
        self._sent += 1
        payload = {
            "simulation_result_id": ID,
            "message": message,
            "message_id": message_id or str(self._sent),
            "end_conversation": ends,
        }
        before = len(self.answers)
        await self._mode.take(payload, {})
        await self._mode.settle()
        return " ".join(one["message"] for one in self.answers[before:])

    @property
    def answers(self) -> list[Mapping[str, Any]]:
        return [one for one in self._api.bodies(SEND) if one.get("type") != "tool_call"]

    @property
    def tools(self) -> list[Mapping[str, Any]]:
        return [one for one in self._api.bodies(SEND) if one.get("type") == "tool_call"]


@asynccontextmanager
async def talk(folder: Path) -> AsyncIterator[tuple[Talk, BluejayApi, Client]]:
    office = await Office.open(folder)
    clinic: Clinic = await office.store.transact(read_clinic)
    async with bluejay_api() as api, open_client(api.settings(), Bucket(1000)) as client:
        mode = TextMode(office.desk, office.store, client, clinic, lambda: NOW)
        try:
            yield Talk(office, mode, api), api, client
        finally:
            await mode.close()
            await office.close()


async def test_a_visit_is_booked_by_text(tmp_path: Path) -> None:
    """The same engine: read-back, yes, a row in the books, and the goodbye ends the talk."""
    async with talk(tmp_path) as (it, _, client):
        greeting = Speech.load().say(Language.EN, "greeting", {"clinic": "Atlas Healthcare Clinic"})
        await open_conversation(client, ID, greeting)
        for line in BOOKING[:2]:
            await it.writes(line)
        assert "Should I book it" in await it.writes(BOOKING[2])
        assert "You're booked" in await it.writes("yes")
        assert "Goodbye" in await it.writes("no, that's all")
        assert it.answers[-1]["end_conversation"] is True
        assert [one["end_conversation"] for one in it.answers[:-1]] == [False] * 5
        bookings = await it.office.bookings("+12125550101")
        assert ("Dr. Maya Chen", "2026-03-03 14:00", "booked") in bookings
        assert [one["name"] for one in it.tools][-2:] == ["schedule", "send_sms"]
        assert "Williams" not in json.dumps(it.tools) and "+1212" not in json.dumps(it.tools)
        assert len({one["message_id"] for one in it.answers}) == len(it.answers)
        (row,) = await it.office.rows("SELECT * FROM Calls")
        assert row["channel"] == "text" and row["call_sid"] == PREFIX + ID


async def test_a_message_that_comes_twice_is_one_message(tmp_path: Path) -> None:
    """By its id; the same words under another id are said again."""
    async with talk(tmp_path) as (it, _, _):
        assert await it.writes("What are your hours?", message_id="a")
        assert await it.writes("What are your hours?", message_id="a") == ""
        assert await it.writes("What are your hours?", message_id="b")
        (row,) = await it.office.rows("SELECT COUNT(*) AS n FROM Turns WHERE heard_kind = 'utterance'")
        assert row["n"] == 2


async def test_messages_of_one_talk_are_taken_in_order(tmp_path: Path) -> None:
    """Although the first is still being answered when the second comes."""
    async with talk(tmp_path) as (it, api, _):
        api.held.clear()
        first = asyncio.create_task(it.writes("I'd like to book an appointment."))
        await api.taken.wait()
        second = asyncio.create_task(it.writes("Tyrome Williams"))
        api.held.set()
        await asyncio.gather(first, second)
        heard = await it.office.rows("SELECT heard FROM Turns WHERE heard IS NOT NULL ORDER BY turn")
        assert [row["heard"] for row in heard] == ["I'd like to book an appointment.", "Tyrome Williams"]


async def test_a_talk_that_bluejay_ends_is_over(tmp_path: Path) -> None:
    """The engine hears that the caller is gone, and what comes later is not answered."""
    async with talk(tmp_path) as (it, _, _):
        await it.writes("I'd like to book an appointment.", ends=True)
        (row,) = await it.office.rows("SELECT state FROM Calls")
        assert row["state"] == "ended"
        assert await it.writes("Hello?") == ""


async def test_a_message_of_no_talk_is_dropped(tmp_path: Path) -> None:
    """It is signed, so it is answered; nothing is made of it."""
    nothing: list[dict[str, Any]] = [
        {},
        {"simulation_result_id": "a/b", "message": "x"},
        {"simulation_result_id": [1]},
    ]
    async with bluejay_api() as api, front(tmp_path, api) as it:
        for payload in nothing:
            assert (await it.post("/bluejay/text", payload, TEXT_KEY)).status_code == 200
        assert await it.office.rows("SELECT * FROM Calls") == []


async def test_a_text_talk_is_told_of_without_what_was_told_as_it_came(tmp_path: Path) -> None:
    """Its states and its trace; tools and words would stand there twice."""
    async with world(tmp_path) as it:
        caller = Caller(it.office, PREFIX + ID)
        await caller.hears(Connected(channel="text", simulation=ID))
        await caller.says(*BOOKING)
        await it.posts().flush()
        (told,) = it.api.bodies(ENRICH)
        assert told["events"] and "tool_calls" not in told and "recorded_transcript" not in told


# ---------------------------------------------------------------- observability


async def test_nothing_is_observed_until_it_is_configured(tmp_path: Path) -> None:
    """An account alone is no consent."""
    async with world(tmp_path) as it:
        await it.call(*BOOKING, simulation="")
        await it.posts().flush()
        assert it.api.count(EVALUATE) == 0


async def test_an_observed_call_holds_nothing_personal(tmp_path: Path) -> None:
    """Neither name, birthday, number nor record, in any part of the one request."""
    async with world(tmp_path, BLUEJAY_OBSERVE="1") as it:
        await it.call(*BOOKING, simulation="")
        moving = (
            "I want to move my visit. This is Aisha Khan, born September 9th 2001",
            "212 555 0107",
            "Friday",
        )
        await it.call(*moving, simulation="")
        await it.posts().flush()
        told = it.api.bodies(EVALUATE)
        assert len(told) == 2
        whole = json.dumps(told)
        for secret in (
            "Tyrome",
            "Williams",
            "Aisha",
            "Khan",
            "1988",
            "2001",
            "5550101",
            "555 0107",
            "5550107",
        ):
            assert secret not in whole, secret
        assert '"patient_id": 1' not in whole and told[0]["participants"][1] == {
            "role": "USER",
            "spoke_first": False,
        }
        assert {line["speaker"] for line in told[0]["transcript"]} == {"AGENT", "USER"}


async def test_an_observed_call_is_posted_at_most_once(tmp_path: Path) -> None:
    """It cannot be looked for there, so a lost answer is left alone."""
    async with world(tmp_path, BLUEJAY_OBSERVE="1") as it:
        await it.call(*BOOKING, simulation="")
        it.api.fail(EVALUATE, 502, taken=True)
        await it.posts().flush()
        for _ in range(3):
            await it.flush_later()
        assert it.api.count(EVALUATE) == 1 and await it.statuses() == [("observed", "unsure", 1)]


@pytest.mark.parametrize("dialect", DATABASES)
async def test_a_verdict_on_a_real_call_finds_it(tmp_path: Path, dialect: str) -> None:
    """Whichever comes first: the answer with the id, or the verdict."""
    async with world(tmp_path, database=fresh_url(dialect, tmp_path), BLUEJAY_OBSERVE="1") as it:
        caller = await it.call(*BOOKING, simulation="")
        verdicts = Verdicts(it.office.store, lambda: it.now)
        early = {"type": "observability_call_evaluated", "id": "101"} | completed(goal_success=True)
        await verdicts.take(early, {"x-bluejay-delivery": "1"})
        await it.posts().flush()
        (stored,) = await it.office.store.read(lambda c: of_call(c, caller.call_sid))
        assert stored.kind == "observed" and stored.passed is True


async def test_some_kinds_are_always_observed_and_of_the_rest_a_share(tmp_path: Path) -> None:
    """What is left out is decided once, too."""
    async with world(tmp_path, BLUEJAY_OBSERVE_ALWAYS="handed-over, urgent") as it:
        await it.call("What are your hours?", simulation="")
        await it.call("I'm having really bad chest pain right now.", simulation="")
        await it.posts().flush()
        it.clinic_now = it.now = it.now.replace(hour=15, minute=45)
        await it.posts().flush()
        assert it.api.count(EVALUATE) == 1
        assert sorted(status for _, status, _ in await it.statuses()) == ["sent", "skipped"]


def test_a_share_is_drawn_by_the_call_alone() -> None:
    """The same on every process, and about as many as were asked for."""
    calls = [f"CA{number:032}" for number in range(4000)]
    drawn = [call for call in calls if draw(call) < 0.05]
    assert 140 < len(drawn) < 260 and drawn == [call for call in calls if draw(call) < 0.05]


@pytest.mark.parametrize(
    "env",
    [
        {"BLUEJAY_OBSERVE": "1.5", "BLUEJAY_API_KEY": "x"},
        {"BLUEJAY_OBSERVE_ALWAYS": "everything", "BLUEJAY_API_KEY": "x"},
        {"BLUEJAY_OBSERVE": "0.1"},
        {"BLUEJAY_CALLER": "anonymous"},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(env: dict[str, str]) -> None:
    """Before the server starts."""
    with pytest.raises(SettingsError, match="BLUEJAY"):
        read_settings(env)


def test_settings_show_no_key() -> None:
    """Whoever prints them."""
    assert KEY not in repr(Settings(bluejay_api_key=KEY))
