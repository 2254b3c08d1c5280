"""Calls over the real socket, to a server that sends its traces to a receiver of this machine."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from channels.telemetry.export import read_headers, traces_url
from channels.telemetry.start import Telemetry
from engine.settings import SettingsError, read_settings
from engine.trace_ids import root_span_id_of, trace_id_of
from tests.calls.story import Line
from tests.office import Office
from tests.otlp_receiver import Receiver, attributes, receiving
from tests.test_privacy import BOOKING as PRIVATE_BOOKING
from tests.test_privacy import (
    CALLER,
    CANCELLATION,
    DESK,
    EMERGENCY,
    SPANISH,
    STRANGER,
    Breaking,
    leaks,
    people,
    run_calls,
    said,
)
from tests.wire import Caller, Wire, served

NOW = "2026-03-02T09:15"


@asynccontextmanager
async def clinic(folder: Path, **settings: str) -> AsyncIterator[Wire]:
    """The demo clinic as it is served, its own database and all."""
    chosen = {"DATABASE_URL": f"sqlite:///{folder / 'clinic.db'}", "DEMO_CLINIC": "1", "CLINIC_NOW": NOW}
    async with served(None, None, **chosen, **settings) as wire:
        yield wire


async def tell(caller: Caller, *lines: str) -> None:
    """Say each line, and hear the answer to its end."""
    for line in lines:
        await caller.say(line)
        await caller.hear()


BOOKING = (
    "I'd like to book an appointment",
    "Tyrome Williams",
    "April 17th, 1988",
    "It's a follow-up",
    "Dr. Okafor",
    "any time this week",
    "the second one",
    "yes please",
)


async def books(wire: Wire) -> Caller:
    """A whole call that books a visit and says goodbye."""
    caller = await wire.dial(CALLER)
    await tell(caller, *BOOKING)
    await caller.say("no, that's all")
    await caller.hear()
    await caller.ended()
    return caller


def named(spans: list[Span], name: str) -> list[Span]:
    return [span for span in spans if span.name == name]


class Booked(NamedTuple):
    """A whole call, and every span of it."""

    caller: Caller
    spans: list[Span]


@pytest.fixture(scope="module")
def booked(tmp_path_factory: pytest.TempPathFactory) -> Booked:
    """One call for all tests that only look at it."""

    async def call(url: str) -> Caller:
        folder = tmp_path_factory.mktemp("booked")
        async with clinic(folder, OTEL_EXPORTER_OTLP_ENDPOINT=url) as wire:
            return await books(wire)

    with receiving() as receiver, asyncio.Runner() as runner:
        return Booked(runner.run(call(receiver.url)), receiver.spans())


@pytest.fixture
def receiver() -> Any:
    with receiving() as receiver:
        yield receiver


def test_a_call_is_one_trace(booked: Booked) -> None:
    """One root, a turn below it for each thing heard, and below a turn its reading, transaction and tools."""
    caller, spans = booked
    assert {span.trace_id.hex() for span in spans} == {trace_id_of(caller.call_sid)}
    (root,) = named(spans, "voice.call")
    assert root.span_id.hex() == root_span_id_of(caller.call_sid) and root.parent_span_id == b""
    assert attributes(root.attributes)["front_desk.outcome"] == "schedule"
    turns = named(spans, "turn")
    assert len(turns) == len(BOOKING) + 2  # the connection and the goodbye
    assert {turn.parent_span_id for turn in turns} == {root.span_id}
    turn_ids = {turn.span_id for turn in turns}
    transactions = named(spans, "store.transaction")
    assert {span.parent_span_id for span in transactions} == turn_ids
    assert {span.parent_span_id for span in named(spans, "extract")} <= turn_ids
    tools = [span for span in spans if span.name.startswith("execute_tool ")]
    assert {span.parent_span_id for span in tools} <= {span.span_id for span in transactions}
    assert {"execute_tool look_up_patient", "execute_tool find_openings", "execute_tool schedule"} <= {
        span.name for span in tools
    }
    for span in spans:
        assert span.start_time_unix_nano <= span.end_time_unix_nano
        assert root.start_time_unix_nano <= span.start_time_unix_nano, span.name
        assert span.end_time_unix_nano <= root.end_time_unix_nano, span.name


def test_a_tool_is_told_under_the_names_of_the_field(booked: Booked) -> None:
    """Its name, its result's kind, and of its arguments no more than their shape and closed sets."""
    (booking,) = named(booked.spans, "execute_tool schedule")
    told = attributes(booking.attributes)
    assert told["gen_ai.operation.name"] == "execute_tool"
    assert told["gen_ai.tool.name"] == "schedule"
    assert told["gen_ai.tool.call.result"] == "booked"
    arguments = json.loads(told["gen_ai.tool.call.arguments"])
    assert arguments["visit_type"] == "follow_up" and arguments["minutes"] == 30
    assert arguments["patient_id"] == arguments["start"] == arguments["key"] == "…"
    assert booking.status.code == Status.STATUS_CODE_UNSET


def test_who_speaks_when_is_told_from_the_beginning_of_the_call(booked: Booked) -> None:
    """Where the account sends the events, each stretch of speech is a span below the root."""
    caller, spans = booked
    (root,) = named(spans, "voice.call")
    customer, agent = named(spans, "customer.speech"), named(spans, "agent.speech")
    assert len(customer) == len(BOOKING) + 1
    assert len(agent) == len(BOOKING) + 2  # the greeting, too
    assert caller.greeting
    for span in (*customer, *agent):
        assert span.parent_span_id == root.span_id
        told = attributes(span.attributes)
        assert 0 <= told["bluejay.speech.start_offset_ms"] <= told["bluejay.speech.end_offset_ms"]


async def test_a_call_that_moves_goes_on_in_its_trace(tmp_path: Path, receiver: Receiver) -> None:
    """Its second process knows the trace without asking, and is the one that tells the root."""
    async with clinic(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=receiver.url) as wire:
        caller = await wire.dial(CALLER)
        await tell(caller, BOOKING[0])
    before = receiver.spans()
    assert before and not named(before, "voice.call")
    async with clinic(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=receiver.url) as wire:
        again = Caller(wire, caller.call_sid, CALLER)
        await again.act({"SessionStatus": "failed", "ErrorCode": "64105"})
        await again.hear()
        await again.hang_up()
    spans = receiver.spans()
    assert len(spans) > len(before)
    assert {span.trace_id.hex() for span in spans} == {trace_id_of(caller.call_sid)}
    assert len(named(spans, "voice.call")) == 1


async def test_no_person_is_in_a_trace_or_a_metric(tmp_path: Path, receiver: Receiver) -> None:
    """Neither name, birthday nor number of a patient, nothing that was said, and not what ails a caller."""
    told = {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url}
    telemetry = Telemetry(read_settings(told))
    office = await Office.open(tmp_path, extractor=Breaking(), observer=telemetry.observer)
    async with telemetry.running(), served(office.desk, **DESK, **told) as wire:
        calls = await run_calls(Line(office, wire))
        metrics = (await wire.http.get("/metrics")).text + telemetry.metrics.exposition().decode()
    await office.close()
    sent = receiver.words()
    for name in ("execute_tool cancel", "execute_tool look_up_appointments", "execute_tool escalate"):
        assert name in sent
    words = said(*PRIVATE_BOOKING, *CANCELLATION, STRANGER, EMERGENCY, SPANISH)
    needles = [*people(), *words, "Okafor", "Chen", "crushing", "2026-03-0"]
    assert leaks(sent, needles) == leaks(metrics, needles) == []
    assert "cardiac" not in sent and 'category="cardiac"' in metrics
    assert not any(call.caller.call_sid in metrics for call in calls)


async def test_nothing_is_sent_unless_an_address_is_set(tmp_path: Path, receiver: Receiver) -> None:
    """Not even with every other variable of OpenTelemetry set."""
    others = {
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{receiver.url}/v1/traces",
        "OTEL_EXPORTER_OTLP_HEADERS": "x-api-key=k",
        "OTEL_TRACES_EXPORTER": "otlp",
    }
    async with clinic(tmp_path, **others) as wire:
        await books(wire)
    assert receiver.bodies == []


def test_without_an_address_the_sdk_is_not_even_imported() -> None:
    """A start without traces does not pay for them."""
    import subprocess

    code = (
        "import sys; from channels.telemetry.start import *; from engine.settings import read_settings;"
        "Telemetry(read_settings({})); sys.exit('opentelemetry.sdk' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0  # noqa: S603


async def test_headers_and_resource_are_sent(tmp_path: Path, receiver: Receiver) -> None:
    """The key goes along; of the machine only the service's name and version are told."""
    settings = read_settings(
        {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"{receiver.url}/v1/traces",
            "OTEL_EXPORTER_OTLP_HEADERS": "X-API-KEY=a%20b",
        }
    )
    chosen = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": settings.otel_exporter_otlp_endpoint,
        "OTEL_EXPORTER_OTLP_HEADERS": settings.otel_exporter_otlp_headers,
    }
    async with clinic(tmp_path, **chosen) as wire:
        await (await wire.dial(CALLER)).hang_up()
    assert set(receiver.paths) == {"/v1/traces"}
    assert all(headers["x-api-key"] == "a b" for headers in receiver.headers)
    assert set(receiver.resource()) == {"service.name", "service.version"}


async def test_a_receiver_that_takes_nothing_hurts_no_call(tmp_path: Path, receiver: Receiver) -> None:
    """Spans that cannot be sent are lost; the call and the shutdown are not."""
    receiver.status = 401
    async with clinic(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=receiver.url) as wire:
        caller = await wire.dial(CALLER)
        await tell(caller, BOOKING[0])
        await caller.hang_up()
    assert receiver.bodies


def test_an_address_is_a_base_or_names_the_path() -> None:
    """Both ways in which receivers document theirs."""
    assert traces_url("https://otlp.example.net") == "https://otlp.example.net/v1/traces"
    assert traces_url("https://otlp.example.net/v1/traces/") == "https://otlp.example.net/v1/traces"
    assert read_headers(" X-API-KEY = a%2Cb ,x=1") == {"x-api-key": "a,b", "x": "1"}


def test_an_address_that_is_none_is_a_problem() -> None:
    """Said at the start, not at the first span."""
    with pytest.raises(SettingsError, match="OTEL_EXPORTER_OTLP_ENDPOINT"):
        read_settings({"OTEL_EXPORTER_OTLP_ENDPOINT": "otlp.example.net"})


def test_the_trace_of_a_call_has_one_name() -> None:
    """32 hexadecimal digits that follow from the call's SID, and do not hold it."""
    sid = "CA0123456789abcdef0123456789abcdef"
    assert trace_id_of(sid) == trace_id_of(sid) != trace_id_of(sid[:-1] + "0")
    assert len(bytes.fromhex(trace_id_of(sid))) == 16 and trace_id_of(sid) not in sid


def test_each_app_has_its_own_numbers() -> None:
    """Two apps in one process do not count each other's calls."""
    one, other = Telemetry(read_settings({})), Telemetry(read_settings({}))
    one.observer.call_taken()
    assert b"front_desk_calls_total 1.0" in one.metrics.exposition()
    assert b"front_desk_calls_total 0.0" in other.metrics.exposition()


async def test_a_newer_socket_of_a_call_ends_no_trace(tmp_path: Path, receiver: Receiver) -> None:
    """The call goes on when the older socket is gone, and is told once."""
    async with clinic(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=receiver.url) as wire:
        caller = await wire.dial(CALLER)
        again = Caller(wire, caller.call_sid, CALLER)
        await again.act({"SessionStatus": "failed", "ErrorCode": "64105"})
        await again.hear()
        await caller.closed()
        await again.info("clientSpeaking", "on")
        await again.info("clientSpeaking", "off")
        await again.hang_up()
    spans = receiver.spans()
    assert len(named(spans, "voice.call")) == 1 and len(named(spans, "customer.speech")) == 1
