"""Who is kept waiting outside: floods, strangers, slow and oversized requests, and calls beyond capacity."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message
from websockets.exceptions import InvalidStatus

from channels.caller_id import caller_number
from channels.clock import JumpingClock
from channels.conversation_relay.signature import Form, Gate
from channels.conversation_relay.webhook import webhook
from channels.limits import MAX_KEYS, ON_ITS_WAY, Capacity, Window
from channels.listening import HEAD_BYTES, LISTENING, Impatient
from engine.settings import SettingsError, read_settings
from tests.scripted_desk import ScriptedDesk
from tests.wire import Wire, served

SIGNED = {"TWILIO_AUTH_TOKEN": "a-token-of-this-test", "PUBLIC_URL": "https://phone.example.net"}
DESK = {"FRONT_DESK_NUMBER": "+12125550199"}
FORGED = {"X-Twilio-Signature": "forged"}


# ---------------------------------------------------------------- counting


def test_a_window_counts_each_key_and_starts_again() -> None:
    """One caller's flood is no other's, and over with the window."""
    clock = JumpingClock()
    window = Window(2, 60.0, clock)
    assert [window.admits("a") for _ in range(3)] == [True, True, False]
    assert window.admits("b")
    clock.jump(59)
    assert not window.admits("a")
    clock.jump(1)
    assert window.admits("a")


def test_no_limit_is_zero() -> None:
    """An operator can switch a limit off."""
    window = Window(0, 60.0, JumpingClock())
    assert all(window.admits("a") for _ in range(1000))
    capacity = Capacity(0, JumpingClock())
    assert all(capacity.takes(f"CA{n}") for n in range(1000))


def test_a_flood_of_keys_takes_bounded_memory_and_shuts_nobody_out() -> None:
    """Beyond so many keys new ones pass uncounted; those that are counted stay counted."""
    window = Window(1, 60.0, JumpingClock())
    assert all(window.admits(str(n)) for n in range(MAX_KEYS))
    assert window.admits("one more") and window.admits("one more")
    assert not window.admits("0")


def test_a_place_is_kept_for_a_call_on_its_way() -> None:
    """It is asked for twice when Twilio repeats a webhook, and given up when no socket comes."""
    clock = JumpingClock()
    capacity = Capacity(2, clock)
    assert capacity.takes("CA1") and capacity.takes("CA1") and capacity.takes("CA2")
    assert not capacity.takes("CA3")
    capacity.begins("CA1")
    clock.jump(ON_ITS_WAY)
    assert capacity.takes("CA3") and not capacity.takes("CA4")
    capacity.ends("CA1")
    assert capacity.takes("CA4")


def test_a_call_that_comes_back_is_counted_and_never_refused() -> None:
    """A process may have to hold more than it takes: those calls are running already."""
    capacity = Capacity(1, JumpingClock())
    capacity.begins("CA1")
    capacity.begins("CA2")
    assert capacity.takes("CA2") and not capacity.takes("CA3")


@pytest.mark.parametrize("withheld", ["", None, "anonymous", "+266696687", "client:phone", "72345"])
def test_callers_without_a_number_are_not_one_caller(withheld: str | None) -> None:
    """What stands for a withheld number is none, and is not counted."""
    assert caller_number(withheld) == ""
    assert caller_number("+12125550101") == "+12125550101"


def test_a_limit_below_zero_is_a_mistake() -> None:
    """It is said at start-up, with the name of its setting."""
    with pytest.raises(SettingsError) as error:
        read_settings({"MAX_CALLS": "-1", "CALLS_PER_NUMBER": "-1", "REFUSALS_PER_ADDRESS": "-1"})
    assert len(error.value.problems) == 3


# ---------------------------------------------------------------- calls


async def dial(wire: Wire, call_sid: str, caller: str = "+12125550101") -> str:
    """The TwiML that a new call gets."""
    answer = await wire.post("/incoming-call", {"CallSid": call_sid, "From": caller})
    assert answer.status_code == 200
    return answer.text


async def test_beyond_capacity_a_caller_is_told_and_put_through() -> None:
    """The call that runs goes on, may even lose its socket, and the next one fits when it is over."""
    async with served(desk := ScriptedDesk(), MAX_CALLS="1", **DESK) as wire:
        caller = await wire.dial()
        turned_away = await dial(wire, "CA2")
        assert "lines_busy in en" in turned_away and "<Number>+12125550199</Number>" in turned_away
        assert "ConversationRelay" not in turned_away
        await caller.say("I need a visit.")
        assert await caller.hear() == "You said I need a visit."
        assert await caller.drop()
        await caller.hear()
        assert "lines_busy" in await dial(wire, "CA3")
        await caller.hang_up()
        assert "ConversationRelay" in await dial(wire, "CA4")
        assert 'calls_turned_away_total{why="over-capacity"} 2.0' in (await wire.http.get("/metrics")).text
    assert "CA2" not in desk.statuses


async def test_beyond_capacity_without_a_desk_a_message_is_taken() -> None:
    """Nobody is left with a busy tone."""
    async with served(ScriptedDesk(), MAX_CALLS="1") as wire:
        await dial(wire, "CA1")
        assert "<Record" in await dial(wire, "CA2")


async def test_a_number_that_floods_is_told_that_the_lines_are_busy() -> None:
    """It neither fills the clinic's lines nor rings its desk, and other numbers get through."""
    clock = JumpingClock()
    async with served(ScriptedDesk(), clock, CALLS_PER_NUMBER="2", **SIGNED, **DESK) as wire:
        answers = [await dial(wire, f"CA{n}") for n in range(3)]
        assert ["ConversationRelay" in answer for answer in answers] == [True, True, False]
        assert "lines_busy in en" in answers[2] and "Dial" not in answers[2] and "Hangup" in answers[2]
        assert "ConversationRelay" in await dial(wire, "CA3", "+12125550102")
        assert all(["ConversationRelay" in await dial(wire, f"CA{n}", "anonymous") for n in range(4, 8)])
        clock.jump(60)
        assert "ConversationRelay" in await dial(wire, "CA9")


# ---------------------------------------------------------------- strangers


async def test_an_address_that_keeps_forging_is_answered_429_and_fills_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What Twilio signed comes in all the same: behind a proxy everybody has one address."""
    clock = JumpingClock()
    async with served(ScriptedDesk(), clock, REFUSALS_PER_ADDRESS="3", **SIGNED) as wire:
        with caplog.at_level(logging.WARNING):
            form = {"CallSid": "CA1"}
            answers = [await wire.post("/incoming-call", form, **FORGED) for _ in range(5)]
            with pytest.raises(InvalidStatus):
                await wire.open(**FORGED)
        assert [answer.status_code for answer in answers] == [403, 403, 403, 429, 429]
        assert caplog.messages == ["webhook-refused"] * 3
        assert "ConversationRelay" in await dial(wire, "CA1")
        await (await wire.open()).close()
        clock.jump(60)
        assert (await wire.post("/incoming-call", form, **FORGED)).status_code == 403


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    """A form that is begun and never ended is 408, and nothing of it is used."""

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async def answer(form: Form) -> str:
        raise AssertionError("nothing of the form may be used")

    strangers = Window(10, 60.0, JumpingClock())
    endpoint = webhook(Gate(read_settings(SIGNED)), strangers, answer, patience=0.0)
    scope = {"type": "http", "method": "POST", "path": "/action", "query_string": b"", "headers": []}
    scope |= {"server": ("127.0.0.1", 8000), "scheme": "http", "client": ("127.0.0.1", 5000)}
    assert (await endpoint(Request(scope, never))).status_code == 408


# ---------------------------------------------------------------- connections


class Hasty(Impatient):
    """Waits a quarter of a second for a head, so that a test need not wait long."""

    head_seconds = 0.25


@asynccontextmanager
async def listening(**options: object) -> AsyncIterator[int]:
    """A server that says hello, with the options of the real one; its port."""

    async def hello(request: Request) -> PlainTextResponse:
        return PlainTextResponse("hello")

    given = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=[Route("/", hello)]), **{**LISTENING, **options}))
    serving = asyncio.create_task(server.serve(sockets=[given]))
    while not server.started:
        if serving.done():
            await serving
        await asyncio.sleep(0)
    try:
        yield given.getsockname()[1]
    finally:
        server.should_exit = True
        await serving


async def talk(port: int, *parts: bytes) -> bytes:
    """Everything the server answers until it hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    try:
        async with asyncio.timeout(30):
            with contextlib.suppress(ConnectionError):
                for part in parts:
                    writer.write(part)
                    await writer.drain()
                while piece := await reader.read(1024):
                    answer += piece
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
    return answer


@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"POST / HTTP/1.1\r\nHost: a\r\nX-Slow: "])
async def test_a_head_that_does_not_come_is_not_waited_for(begun: bytes) -> None:
    """A connection that says nothing, or dribbles, is closed without an answer."""
    async with listening(http=Hasty) as port:
        assert await talk(port, begun) == b""


async def test_a_second_head_that_does_not_come_is_not_waited_for() -> None:
    """A whole request before it buys no more time."""
    async with listening(http=Hasty) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.timeout(30):
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert b"200" in await reader.readuntil(b"hello")
            writer.write(b"GET / HT")
            assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()


async def test_a_head_without_end_is_refused() -> None:
    """Headers are kept in memory until they are whole, so they may not be endless."""
    async with listening() as port:
        head = b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: "
        answer = await talk(port, head, b"a" * HEAD_BYTES)
    assert answer.startswith(b"HTTP/1.1 400")


async def test_the_server_does_not_say_what_it_is_made_of() -> None:
    """Nothing in an answer names a product or a version."""
    async with listening() as port:
        answer = await talk(port, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert b"server:" not in answer.lower() and b"uvicorn" not in answer.lower()
