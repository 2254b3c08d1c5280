"""What is counted, and that what is alerted on exists."""

import asyncio
import math
from pathlib import Path

import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from sqlalchemy.engine import Connection
from websockets.exceptions import InvalidStatus

from channels.telemetry.loop_lag import LoopLag
from channels.telemetry.metrics import OTHER, Metrics
from channels.telemetry.start import Telemetry
from engine.extraction import Extraction, Request, Usage
from engine.local.reader import LocalExtractor
from engine.observer import EVENTS, Observer, together
from engine.settings import read_settings
from engine.store import Store, StoreUnavailable
from tests.office import NOW, Office
from tests.scripted_desk import ScriptedDesk
from tests.wire import served
from tools.sql.backlog import backlog


def numbers(metrics: Metrics) -> dict[str, float]:
    """Every sample as `name{label="value"}`, the prefix left out."""
    found = {}
    for family in text_string_to_metric_families(metrics.exposition().decode()):
        for sample in family.samples:
            labels = ",".join(f"{key}={value}" for key, value in sorted(sample.labels.items()))
            found[sample.name.removeprefix("front_desk_") + (f"{{{labels}}}" if labels else "")] = (
                sample.value
            )
    return found


async def test_a_booking_is_counted(tmp_path: Path) -> None:
    """The call, its turns by state, its reading, its tools and its end."""
    metrics = Metrics()
    office = await Office.open(tmp_path, observer=metrics)
    caller = await office.call()
    await caller.says("I'd like to book a follow-up with Dr. Okafor", "Tyrome Williams", "April 17th, 1988")
    await caller.says("any time this week", "the second one", "yes please", "no, that's all")
    await caller.hangs_up()
    await office.close()
    seen = numbers(metrics)
    assert seen["calls_begun_total"] == 1
    assert seen["calls_ended_total{outcome=schedule,reason=none}"] == 1
    assert seen["turns_total{state=identify}"] > 0 and seen["turns_total{state=confirm}"] == 1
    assert seen["turn_seconds_count"] == sum(v for k, v in seen.items() if k.startswith("turns_total"))
    assert (
        seen["extractions_total{source=local,why=none}"]
        == 7
        == seen["extraction_seconds_count{source=local}"]
    )
    assert seen["tools_total{ok=true,tool=schedule}"] == 1
    assert seen["transactions_total{settled=committed}"] >= seen["turn_seconds_count"]
    assert sum(v for k, v in seen.items() if k.startswith("handoffs_total")) == 0


async def test_an_urgent_call_is_counted_by_what_was_found(tmp_path: Path) -> None:
    """The screen's outcome and category, the hand-off's reason, and one end although the caller stays on."""
    metrics = Metrics()
    office = await Office.open(tmp_path, observer=metrics)
    caller = await office.call()
    await caller.says("I have crushing chest pain", "yes", "hello?")
    await caller.hangs_up()
    await office.close()
    seen = numbers(metrics)
    assert seen["screened_total{category=cardiac,outcome=escalate}"] == 1
    assert seen["handoffs_total{reason=emergency}"] == 1
    assert seen["calls_ended_total{outcome=handed_over,reason=emergency}"] == 1
    assert sum(v for k, v in seen.items() if k.startswith("calls_ended_total")) == 1


async def test_a_goodbye_that_is_taken_back_is_no_end(tmp_path: Path) -> None:
    """Where the caller is on the line still, a call ends with its socket, as what it came to last."""
    metrics = Metrics()
    office = await Office.open(tmp_path, observer=metrics)
    caller = await office.call()
    metrics.call_joined(caller.call_sid)
    await caller.says("goodbye", "wait, what are your hours?", "I need to talk to a person")
    assert not any(name.startswith("calls_ended_total") for name in numbers(metrics))
    metrics.call_left(caller.call_sid)
    await caller.hangs_up()
    await office.close()
    ended = {name: n for name, n in numbers(metrics).items() if name.startswith("calls_ended_total")}
    assert ended == {"calls_ended_total{outcome=handed_over,reason=caller-asked}": 1}


async def test_tools_that_fail_and_a_guard_that_refuses_are_counted(tmp_path: Path) -> None:
    """A failed tool is a use that did not work; a first silence does not end a call."""
    metrics = Metrics()
    office = await Office.open(tmp_path, observer=metrics)
    office.failing["look_up_patient"] = 9
    caller = await office.call()
    await caller.is_silent()
    await caller.says("I'd like to book a follow-up", "Tyrome Williams", *["April 17th, 1988"] * 2)
    await office.close()
    seen = numbers(metrics)
    assert seen["tools_total{ok=false,tool=look_up_patient}"] >= 1
    assert seen["handoffs_total{reason=tool-failed}"] == 1
    assert seen["transitions_refused_total{guard=silence_is_over}"] == 1


async def test_a_store_that_is_away_is_counted(tmp_path: Path) -> None:
    """The turn fails, the call goes to a person, and the outbox shows that nobody could look."""
    metrics = Metrics()
    office = await Office.open(tmp_path, observer=metrics)
    caller = await office.call()
    await office.close()
    await caller.says("hello")
    seen = numbers(metrics)
    assert seen["turns_failed_total{why=store}"] == 1 and seen["handoffs_total{reason=tool-failed}"] == 1


async def test_every_transaction_is_told_with_its_runs(tmp_path: Path) -> None:
    """Committed, undone by its own work, or the database out of reach."""
    told: list[tuple[int, str]] = []

    class Listener(Observer):
        def transaction(self, seconds: float, runs: int, settled: str) -> None:
            told.append((runs, settled))

    def breaks(connection: Connection) -> None:
        raise ValueError

    def drops(connection: Connection) -> None:
        raise StoreUnavailable("away")

    store = Store.open(f"sqlite:///{tmp_path / 'one.db'}")
    store.observer = Listener()
    await store.transact(lambda connection: None)
    for work, error in ((breaks, ValueError), (drops, StoreUnavailable)):
        with pytest.raises(error):
            await store.transact(work)
    await store.close()
    assert told == [(1, "committed"), (1, "undone"), (1, "unavailable")]


async def test_a_model_that_brings_nothing_is_a_fallback_and_why(tmp_path: Path) -> None:
    """Its tokens are counted as paid for; a word that is no known reason makes no label."""

    class Silent:
        def __init__(self) -> None:
            self.why = "timeout"

        async def extract(self, request: Request) -> Extraction:
            read = LocalExtractor().read(request)
            usage = Usage(model="m", ms=9, tokens_in=20, tokens_out=3)
            return msgspec.structs.replace(read, fallback=self.why, usage=usage)

    metrics, model = Metrics(), Silent()
    office = await Office.open(tmp_path, extractor=model, observer=metrics)
    caller = await office.call()
    await caller.says("I'd like to book a follow-up")
    model.why = "Tyrome Williams said so"
    await caller.says("Tyrome Williams")
    await office.close()
    seen = numbers(metrics)
    assert seen["extractions_total{source=fallback,why=timeout}"] == 1
    assert seen[f"extractions_total{{source=fallback,why={OTHER}}}"] == 1
    assert seen["model_tokens_total{kind=in}"] == 40 and seen["model_tokens_total{kind=out}"] == 6


async def test_texts_that_wait_are_counted_by_status_and_age(tmp_path: Path) -> None:
    """A query by the index, at the time of the scrape; delivered ones are not looked at."""
    office = await Office.open(tmp_path)
    row = text(
        "INSERT INTO Messages (key, to_phone, body, status, next_at, created_at, updated_at)"
        " VALUES (:at, '+12125550101', 'x', :status, :at, :at, :at)"
    )
    rows = [
        {"status": "queued", "at": "2026-03-02T14:00:00Z"},
        {"status": "queued", "at": "2026-03-02T14:10:00Z"},
        {"status": "delivered", "at": "2026-03-02T10:00:00Z"},
    ]
    await office.store.transact(lambda connection: connection.execute(row, rows))
    waiting = await office.store.read(lambda connection: backlog(connection, NOW))
    await office.close()
    assert waiting == {"queued": (2, 900.0)}
    metrics = Metrics()
    metrics.outbox(waiting)
    assert numbers(metrics)["outbox_texts{status=queued}"] == 2
    assert numbers(metrics)["outbox_texts{status=failed}"] == 0
    metrics.outbox(None)
    assert math.isnan(numbers(metrics)["outbox_texts{status=queued}"])


async def test_a_scrape_does_not_fail_with_the_database() -> None:
    """It shows everything else."""

    async def away() -> dict[str, tuple[int, float]]:
        raise StoreUnavailable("no connection")

    telemetry = Telemetry(read_settings({}))
    telemetry.backlog = away
    assert b"front_desk_turns_total" in await telemetry.exposition()


async def test_a_resting_model_is_shown_while_it_rests() -> None:
    """The breaker is asked at the scrape."""
    metrics, rests = Metrics(), [True]
    metrics.model_may_rest(lambda: rests[0])
    assert numbers(metrics)["model_resting"] == 1
    rests[0] = False
    assert numbers(metrics)["model_resting"] == 0


async def test_the_loop_tells_how_late_it_was() -> None:
    """Each appointment is told once, until it is stopped."""
    told: list[float] = []
    came = asyncio.Event()

    class Listener(Observer):
        def loop_lagged(self, seconds: float) -> None:
            told.append(seconds)
            came.set()

    lag = LoopLag(Listener(), every=0.001)
    lag.start()
    await came.wait()
    lag.stop()
    assert told and all(seconds >= 0 for seconds in told)


def test_words_from_outside_make_no_labels() -> None:
    """Twilio's word for a dial is shown where it is known, and as one other where not."""
    metrics = Metrics()
    for outcome in ("no-answer", "+12125550101", "Tyrome Williams"):
        metrics.desk_rung(outcome)
    seen = numbers(metrics)
    assert seen["dials_total{outcome=no-answer}"] == 1 and seen[f"dials_total{{outcome={OTHER}}}"] == 2


def test_several_observers_are_told_everything() -> None:
    """Each event reaches each of them that listens, a crowd in the crowd too; nobody needs to."""
    heard: list[str] = []

    class One(Observer):
        def call_taken(self) -> None:
            heard.append("one")

    class Two(Observer):
        def call_taken(self) -> None:
            heard.append("two")

    crowd = together(together(One(), Two()), Two(), Observer())
    crowd.call_taken()
    crowd.message_left()
    assert heard == ["one", "two", "two"]
    assert {"turn_taken", "transaction", "call_joined"} <= set(EVENTS)


def test_no_series_tells_when_it_was_made() -> None:
    """Time stamps of creation would double every counter."""
    assert b"_created" not in Metrics().exposition()


async def test_what_happens_outside_a_turn_is_counted() -> None:
    """Strangers, lost sockets, a desk that does not pick up, and the message that is left then."""
    async with served(ScriptedDesk(), TWILIO_AUTH_TOKEN="t", PUBLIC_URL="https://phone.example.net") as wire:
        await wire.post("/incoming-call", {"CallSid": "CA1"}, **{"X-Twilio-Signature": "forged"})
        with pytest.raises(InvalidStatus):
            await wire.open(**{"X-Twilio-Signature": "forged"})
        caller = await wire.dial()
        assert await caller.drop()
        await caller.act({"DialCallStatus": "no-answer"}, "/after-dial")
        await caller.act({"RecordingSid": "RE1", "RecordingDuration": "7"}, "/after-message")
        await caller.hang_up()
        text = (await wire.http.get("/metrics")).text
    for sample in (
        'webhooks_refused_total{why="webhook-refused"} 1.0',
        'sessions_refused_total{why="socket-refused"} 1.0',
        "calls_total 1.0",
        "sessions_total 2.0",
        'reconnects_total{how="again"} 1.0',
        'dials_total{outcome="no-answer"} 1.0',
        "messages_left_total 1.0",
        "sessions_live 0.0",
        "calls_live 0.0",
    ):
        assert f"front_desk_{sample}\n" in text, sample
