"""Simulated calls over SIP: from the header of the INVITE to the one post that enriches the result."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from channels.conversation_relay.frames import Setup
from channels.conversation_relay.signature import SIMULATION, Form, Gate
from channels.conversation_relay.simulation import simulation_of
from engine.clinic import Clinic
from engine.heard import Connected, Gone
from engine.settings import read_settings
from engine.stamps import stamp_ms
from engine.store import Store
from engine.trace_ids import trace_id_of
from qa.bluejay.client import Client
from qa.bluejay.post_rows import LEASE
from qa.bluejay.posts import Posts
from qa.bluejay.timing import Timing
from tests.bluejay_api import KEY, BluejayApi, bluejay_api
from tests.clinic_books import DATABASES, fresh_url
from tests.office import Caller, Office
from tests.processes import process
from tests.test_bluejay_client import Pauses, client
from tests.wire import served
from tools.sql import read_clinic

ID = "sim-4711"
ENRICH = "POST /update-simulation-result"
PATIENCE = 30.0
"""Wall seconds after which what a test waits for will not come."""


@pytest.mark.parametrize(
    "fields",
    [
        {"SipHeader_X-Simulation-Result-Id": ID},
        {"SipHeader_x-simulation-result-id": ID},
        {"SIPHEADER_X-SIMULATION-RESULT-ID": ID},
        {"SipHeader_X-Custom-Headers": json.dumps({"X-Simulation-Result-Id": ID})},
        {"SipHeader_X-Custom-Headers": json.dumps({"x-simulation-result-id": ID, "x-other": 3})},
    ],
)
def test_the_id_is_found_in_every_variant(fields: dict[str, str]) -> None:
    """Twilio keeps the header's case; some carriers pack all of them into one."""
    assert simulation_of(Form(list(fields.items()))) == ID


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"X-Simulation-Result-Id": ID},
        {"SipHeader_X-Simulation-Result-Id": ""},
        {"SipHeader_X-Simulation-Result-Id": "a b"},
        {"SipHeader_X-Simulation-Result-Id": "x" * 65},
        {"SipHeader_X-Custom-Headers": "{" * 100_000},
        {"SipHeader_X-Custom-Headers": '["X-Simulation-Result-Id"]'},
        {"SipHeader_X-Custom-Headers": '{"X-Simulation-Result-Id": {}}'},
    ],
)
def test_nobody_elses_call_has_one(fields: dict[str, str]) -> None:
    """Over the telephone network there is no header, and what is no id is none."""
    assert simulation_of(Form(list(fields.items()))) == ""


def test_the_id_is_under_the_ticket_seal() -> None:
    """Nobody can make another call of it, or a simulated one of a patient's."""
    gate = Gate(read_settings({"TWILIO_AUTH_TOKEN": "a token", "BLUEJAY_API_KEY": KEY}))
    now = 1_800_000_000.0
    given = gate.parameters("CA1", "AC1", attested=False, now=now, simulation=ID)
    plain = gate.parameters("CA1", "AC1", attested=False, now=now)

    def lets_in(parameters: dict[str, str]) -> bool:
        setup = Setup(call_sid="CA1", account_sid="AC1", custom_parameters=parameters)
        return gate.lets_call_in(setup, now)

    assert given[SIMULATION] == ID and lets_in(given) and lets_in(plain)
    assert not lets_in(given | {SIMULATION: "another"}) and not lets_in(plain | {SIMULATION: ID})
    assert not lets_in({name: value for name, value in given.items() if name != SIMULATION})


# ---------------------------------------------------------------- the post


class World:
    """An office, an account, and the worker between them, with clocks that jump."""

    def __init__(self, office: Office, clinic: Clinic, api: BluejayApi, asked: Client, **env: str) -> None:
        self.office, self.api = office, api
        self.now = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
        self.clinic_now = self.now
        self.settings = api.settings(**env)
        self._asked = asked
        self._clinic = clinic
        self._calls = 0

    def posts(self, timing: Timing | None = None, patience: float = PATIENCE) -> Posts:
        """The worker as a process has it; each time that of another process."""
        clocks = (lambda: self.clinic_now, lambda: self.now)
        return Posts(
            self.office.store, self._asked, self.settings, self._clinic, timing or Timing(), *clocks, patience
        )

    async def call(self, *lines: str, simulation: str = ID) -> Caller:
        """A call that says these lines and hangs up."""
        self._calls += 1
        caller = Caller(self.office, f"CA{self._calls:032}")
        await caller.hears(Connected(simulation=simulation))
        await caller.says(*lines)
        await caller.hears(Gone())
        return caller

    async def flush_later(self) -> None:
        """Flush, as another process, when every pause and lease is over."""
        self.now += timedelta(hours=1)
        await self.posts().flush()

    async def statuses(self) -> list[tuple[str, str, int]]:
        rows = await self.office.rows("SELECT * FROM BluejayPosts ORDER BY call_sid, kind")
        return [(row["kind"], row["status"], row["attempts"]) for row in rows]


@asynccontextmanager
async def world(
    folder: Path, timing: Timing | None = None, database: str | None = None, **env: str
) -> AsyncIterator[World]:
    office = await Office.open(folder, observer=timing or Timing(), database=database)
    clinic = await office.store.transact(read_clinic)
    async with bluejay_api() as api, client(api, Pauses()) as asked:
        try:
            yield World(office, clinic, api, asked, **env)
        finally:
            await office.close()


BOOKING = (
    "I need a follow-up with Dr. Maya Chen tomorrow at 2 pm",
    "Tyrome Williams",
    "April 17th, 1988",
    "yes",
    "no, that's all",
)


async def test_a_simulated_call_is_told_of_once(tmp_path: Path) -> None:
    """Tools, a span for each state with what was refused, what was heard, and the trace's id; in one post."""
    async with world(tmp_path) as it:
        caller = await it.call(*BOOKING)
        for _ in range(3):
            await it.posts().flush()
            it.now += timedelta(hours=1)
        (told,) = it.api.bodies(ENRICH)
        assert [used["name"] for used in told["tool_calls"]] == await caller.tools()
    assert told["simulation_result_id"] == ID and told["trace_ids"] == [trace_id_of(caller.call_sid)]
    titles = [event["title"] for event in told["events"]]
    assert titles[0] == "state:identify" and titles[-1] == "state:ended" and "state:act" in titles
    heard = [line["utterance"] for line in told["recorded_transcript"]]
    assert heard == list(BOOKING) and {line["speaker"] for line in told["recorded_transcript"]} == {"USER"}


async def test_what_was_refused_stands_in_its_states_span(tmp_path: Path) -> None:
    """With the guards that were asked and their answers."""
    async with world(tmp_path) as it:
        caller = Caller(it.office, "CA" + "8" * 32)
        await caller.hears(Connected(simulation=ID))
        await caller.says(*BOOKING[:3])
        await caller.cuts_in("yes", after="Let me")
        await caller.hangs_up()
        refused = await caller.refused()
        await it.posts().flush()
        (told,) = it.api.bodies(ENRICH)
    listed = [
        (move["trigger"], next(name for name, answer in move["guards"].items() if not answer))
        for event in told["events"]
        for move in event["metadata"]["refused"]
    ]
    assert listed == refused and refused


async def test_the_tools_of_a_simulated_call_name_nobody(tmp_path: Path) -> None:
    """The words are Bluejay's own; what the books answered is masked."""
    async with world(tmp_path) as it:
        await it.call(*BOOKING)
        await it.posts().flush()
        (told,) = it.api.bodies(ENRICH)
    tools = json.dumps(told["tool_calls"]) + json.dumps(told["events"])
    for secret in ("Williams", "1988-04-17", "2125550101"):
        assert secret not in tools
    booked = next(used for used in told["tool_calls"] if used["name"] == "schedule")
    assert booked["parameters"]["minutes"] == 30 and "start" in booked["parameters"]


async def test_a_call_that_goes_on_is_not_told_of(tmp_path: Path) -> None:
    """The post comes after the end, or Bluejay overwrites it."""
    async with world(tmp_path) as it:
        caller = Caller(it.office, "CA" + "9" * 32)
        await caller.hears(Connected(simulation=ID))
        await caller.says(*BOOKING[:2])
        await it.posts().flush()
        assert it.api.tried == []
        await caller.hears(Gone())
        await it.posts().flush()
        assert it.api.count(ENRICH) == 1


async def test_a_patients_call_is_told_to_nobody(tmp_path: Path) -> None:
    """Without a simulation and without a share nothing leaves."""
    async with world(tmp_path) as it:
        await it.call(*BOOKING, simulation="")
        await it.posts().flush()
        assert it.api.tried == [] and await it.statuses() == []


async def test_offsets_are_those_of_the_world_while_the_clinics_clock_stands_still(tmp_path: Path) -> None:
    """The watching process knows when each turn was; the journal's times stand in for it elsewhere."""
    timing = Timing()
    async with world(tmp_path, timing) as it:
        await it.call(*BOOKING)
        it.api.fail(ENRICH, 429, 429, 429, 429, 429)
        worker = it.posts(timing)
        for _ in range(3):  # refused, not due yet, sent
            await worker.flush()
            it.now += timedelta(seconds=6)
        seen = [used["start_offset_ms"] for used in it.api.bodies(ENRICH)[0]["tool_calls"]]
        assert seen == sorted(seen) and seen[-1] > 0
        await it.call(*BOOKING[:3], simulation="another")
        await it.posts().flush()
        assert all(line["start_offset_ms"] >= 0 for line in it.api.bodies(ENRICH)[1]["recorded_transcript"])


@pytest.mark.parametrize("moved", [False, True])
async def test_a_call_that_was_handed_over_is_over_when_its_socket_is_gone(
    tmp_path: Path, moved: bool
) -> None:
    """It never ends in the books: a person has it now. Another process may have begun it."""
    timing = Timing()
    async with world(tmp_path, timing) as it:
        caller = Caller(it.office, "CA" + "7" * 32)
        timing.call_joined(caller.call_sid)
        await caller.hears(Connected(simulation=ID))
        if moved:
            timing.forget(caller.call_sid)
        await caller.says("Can I talk to a person?")
        assert caller.reply.ending is not None
        await it.posts(timing).flush()
        assert it.api.tried == []
        timing.call_left(caller.call_sid)
        assert timing.due.is_set() is not moved
        await it.posts(timing).flush()
        assert it.api.count(ENRICH) == 1 and timing.over() == []


async def test_patients_calls_are_not_remembered(tmp_path: Path) -> None:
    """A server that runs for weeks keeps nothing of calls that are over."""
    timing = Timing()
    async with world(tmp_path, timing) as it:
        caller = await it.call("What are your hours?", simulation="")
        assert timing.over() == [caller.call_sid]
        await it.posts(timing).flush()
        assert timing.over() == [] and it.api.tried == []


# ---------------------------------------------------------------- exactly once


async def test_a_post_whose_answer_was_lost_is_looked_for(tmp_path: Path) -> None:
    """It had arrived, so it is not sent again."""
    async with world(tmp_path) as it:
        await it.call(*BOOKING)
        it.api.fail(ENRICH, 502, taken=True)
        await it.posts().flush()
        assert await it.statuses() == [("simulated", "sending", 1)]
        await it.flush_later()
        assert it.api.count(ENRICH) == 1 and await it.statuses() == [("simulated", "sent", 2)]


async def test_a_post_that_takes_too_long_is_let_go_before_another_worker_has_it(tmp_path: Path) -> None:
    """It arrived after all, and is found."""
    async with world(tmp_path) as it:
        await it.call(*BOOKING)
        it.api.held.clear()
        await it.posts(patience=0.2).flush()
        it.api.held.set()
        assert await it.statuses() == [("simulated", "sending", 1)]
        await it.flush_later()
        assert it.api.count(ENRICH) == 1 and await it.statuses() == [("simulated", "sent", 2)]


async def test_a_post_that_never_arrived_is_sent_again(tmp_path: Path) -> None:
    """It is looked for and not found."""
    async with world(tmp_path) as it:
        await it.call(*BOOKING)
        it.api.fail(ENRICH, 502)
        await it.posts().flush()
        await it.flush_later()
        assert it.api.count(ENRICH) == 1 and await it.statuses() == [("simulated", "sent", 2)]


async def test_a_refusal_is_final_and_a_result_that_is_not_there_yet_is_not(tmp_path: Path) -> None:
    """422 does not mend itself; 404 may."""
    async with world(tmp_path) as it:
        await it.call(*BOOKING)
        it.api.fail(ENRICH, 404)
        await it.posts().flush()
        await it.flush_later()
        assert await it.statuses() == [("simulated", "sent", 2)]
        await it.call(simulation="other")
        it.api.fail(ENRICH, 422)
        await it.posts().flush()
        await it.flush_later()
        assert (await it.statuses())[1] == ("simulated", "failed", 1) and it.api.count(ENRICH) == 1


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_goes_wrong_nothing_is_told_twice(tmp_path: Path, seed: int) -> None:
    """Refusals, lost answers and late looks in any order, two workers at once: each call at most once."""
    draw = random.Random(seed)
    async with world(tmp_path) as it:
        for number in range(6):
            await it.call("What are your hours?", simulation=f"sim-{number}")
        for _ in range(20):
            status = draw.choice((401, 404, 429, 500, 502))
            # Bluejay refuses what it does not take; only where it fails nobody can tell.
            it.api.fail(ENRICH, status, taken=status >= 500 and draw.random() < 0.5)
            it.api.fail("GET /retrieve-simulation-result", draw.choice((200, 404, 429, 500)))
        for _ in range(7):
            it.now += timedelta(hours=1)
            await asyncio.gather(it.posts().flush(), it.posts().flush())
        told = Counter(body["simulation_result_id"] for body in it.api.bodies(ENRICH))
        assert max(told.values()) == 1
        settled = await it.statuses()
        assert {status for _, status, _ in settled} <= {"sent", "failed", "unsure"}
        assert len(told) >= sum(status == "sent" for _, status, _ in settled) > 0


async def test_several_processes_send_one_post(tmp_path: Path) -> None:
    """Whoever claims it first has it."""
    async with world(tmp_path) as it:
        await it.call(*BOOKING)
        workers = [it.posts() for _ in range(4)]
        await asyncio.gather(*(worker.flush() for worker in workers))
        assert it.api.count(ENRICH) == 1


async def test_a_bluejay_that_stays_away_is_given_up_in_the_end(tmp_path: Path) -> None:
    """After six tries, and the log says so."""
    async with world(tmp_path) as it:
        await it.call(*BOOKING)
        it.api.fail(ENRICH, *[429] * 30)
        for _ in range(8):
            await it.flush_later()
        assert await it.statuses() == [("simulated", "failed", 6)] and it.api.count(ENRICH) == 0


async def test_words_that_were_deleted_meanwhile_are_not_told(tmp_path: Path) -> None:
    """Retention wins over the post."""
    async with world(tmp_path) as it:
        caller = await it.call(*BOOKING)
        blank = text("UPDATE Calls SET snapshot = '{}' WHERE call_sid = :call_sid")
        values = {"call_sid": caller.call_sid}
        await it.office.store.transact(lambda c: c.execute(blank, values))
        await it.posts().flush()
        assert it.api.tried == [] and await it.statuses() == [("simulated", "skipped", 1)]


SIP: dict[str, Any] = {"SipHeader_X-Simulation-Result-Id": ID, "SipDomain": "clinic.sip.example.net"}


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The database that all processes of a test share."""
    return fresh_url(request.param, tmp_path)


async def test_a_call_over_sip_is_told_of_once_though_its_server_is_killed(tmp_path: Path, url: str) -> None:
    """Killed while the post is under way: the next process finds that it arrived, and posts nothing more."""
    async with bluejay_api() as api:
        env = {"BLUEJAY_API_KEY": KEY, "BLUEJAY_API_URL": api.url}
        async with process(tmp_path, url, **env) as first:
            caller = await first.wire.dial("+19175550199", **SIP)
            await caller.say("What are your hours?")
            await caller.hear()
            api.held.clear()
            await caller.hang_up()
            async with asyncio.timeout(PATIENCE):
                await api.taken.wait()
            first.kill()
            await first.exited()
            api.held.set()
        late(url)
        api.taken.clear()
        async with process(tmp_path, url, **env):
            async with asyncio.timeout(PATIENCE):
                await api.taken.wait()
        assert api.count("GET /retrieve-simulation-result") == 1
        (told,) = api.bodies(ENRICH)
        assert told["simulation_result_id"] == ID and told["metadata"]["call_sid"] == caller.call_sid


def late(url: str) -> None:
    """Let the lease of every post run out."""
    store = Store.open(url)
    past = stamp_ms(datetime.now(UTC) - 2 * LEASE)
    store.transact_now(lambda c: c.execute(text("UPDATE BluejayPosts SET next_at = :past"), {"past": past}))
    store.close_now()


async def test_a_server_without_a_key_ignores_the_header(tmp_path: Path) -> None:
    """Nobody can be told of the call, so nothing is noted; with a key it is."""
    office = await Office.open(tmp_path)
    try:
        for env, noted in (({}, 0), ({"BLUEJAY_API_KEY": KEY}, 1)):
            async with served(office.desk, **env) as wire:
                caller = await wire.dial("+19175550199", **SIP)
                await caller.hang_up()
            assert len(await office.rows("SELECT * FROM SimulatedCalls")) == noted
    finally:
        await office.close()
