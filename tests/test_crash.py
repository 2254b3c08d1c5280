"""A server process is killed in the middle of a call, and another one takes the call up from the database."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.store import Store
from tests.clinic_books import DATABASES, fresh_url
from tests.processes import RunningServer, process
from tests.wire import Caller

READ_BACK = ("I need a follow-up with Dr. Maya Chen tomorrow at 2 pm", "Tyrome Williams", "April 17th, 1988")
BRIDGE = "cut off"


def count(url: str, table: str) -> int:
    """How many rows there are, read past every server."""
    store = Store.open(url)
    found = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own tables
    rows: int = store.transact_now(lambda connection: connection.execute(found).scalar_one())
    store.close_now()
    return rows


async def comes_back(caller: Caller, server: RunningServer) -> str:
    """Twilio notices the dead socket, asks another process what to do, and does it; what the caller hears."""
    caller.wire = server.wire
    assert await caller.drop()
    assert caller.greeting == ""
    return await caller.hear()


async def until_read_back(server: RunningServer) -> Caller:
    """A caller who has just been asked whether to book."""
    caller = await server.wire.dial("+19175550199")
    for line in READ_BACK:
        await caller.say(line)
        heard = await caller.hear()
    assert "Should I book it" in heard
    return caller


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The database that all processes of a test share."""
    return fresh_url(request.param, tmp_path)


async def test_a_killed_process_costs_a_call_one_bridge(tmp_path: Path, url: str) -> None:
    """The pending question is asked again, nothing already said is, and the yes that follows books once."""
    async with process(tmp_path, url) as first, process(tmp_path, url) as second:
        caller = await until_read_back(first)
        first.kill()
        await first.exited()
        heard = await comes_back(caller, second)
        assert heard.count(BRIDGE) == 1 and heard.count("Should I book it") == 1
        await caller.say("yes")
        assert "You're booked" in await caller.hear()
        await caller.say("no, that's all")
        assert "Goodbye" in await caller.hear()
        await caller.hang_up()
    assert count(url, "Messages") == 1
    assert count(url, "Appointments WHERE start_time = '2026-03-03T19:00:00Z'") == 1


async def test_a_booking_whose_answer_died_with_its_process_is_told_not_repeated(
    tmp_path: Path, url: str
) -> None:
    """The visit was committed; the caller hears of it from the next process, a second yes adds nothing."""
    async with process(tmp_path, url) as first, process(tmp_path, url) as second:
        caller = await until_read_back(first)
        await caller.say("yes")
        await caller.hear(play=False)
        first.kill()
        await first.exited()
        heard = await comes_back(caller, second)
        assert BRIDGE in heard and "You're booked" in heard
        await caller.say("yes")
        await caller.hear()
        await caller.hang_up()
    assert count(url, "Messages") == 1
    assert count(url, "Appointments WHERE start_time = '2026-03-03T19:00:00Z'") == 1


async def test_a_process_killed_while_it_books_books_once_or_asks_again(tmp_path: Path, url: str) -> None:
    """Whichever comes first, the commit or the end: the caller is told what is true, of one visit."""
    async with AsyncExitStack() as running:
        server = await running.enter_async_context(process(tmp_path, url))
        caller = await until_read_back(server)
        for was_read in (False, True):
            await caller.say("yes")
            if was_read:
                await caller.settle()
            server.kill()
            await server.exited()
            server = await running.enter_async_context(process(tmp_path, url))
            heard = await comes_back(caller, server)
            assert ("You're booked" in heard) is bool(count(url, "Messages"))
            if "You're booked" in heard:
                break
        if "Should I book it" in heard:
            await caller.say("yes")
            assert "You're booked" in await caller.hear()
        await caller.hang_up()
    assert count(url, "Messages") == 1
    assert count(url, "Appointments WHERE start_time = '2026-03-03T19:00:00Z'") == 1
