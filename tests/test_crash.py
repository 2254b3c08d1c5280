"""A server process is killed in the middle of a call, and another one takes the call up from the database."""

import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path

from tests.processes import RunningServer, process
from tests.wire import Caller

READ_BACK = ("I need a follow-up with Dr. Maya Chen tomorrow at 2 pm", "Tyrome Williams", "April 17th, 1988")
BRIDGE = "cut off"


def count(folder: Path, table: str) -> int:
    """How many rows there are, read past every server."""
    with closing(sqlite3.connect(folder / "clinic.db")) as database:
        (rows,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own tables
    return int(rows)


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


async def test_a_killed_process_costs_a_call_one_bridge(tmp_path: Path) -> None:
    """The pending question is asked again, nothing already said is, and the yes that follows books once."""
    async with process(tmp_path) as first, process(tmp_path) as second:
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
    assert count(tmp_path, "Messages") == 1
    assert count(tmp_path, "Appointments WHERE start_time = '2026-03-03T19:00:00Z'") == 1


async def test_a_booking_whose_answer_died_with_its_process_is_told_not_repeated(tmp_path: Path) -> None:
    """The visit was committed; the caller hears of it from the next process, a second yes adds nothing."""
    async with process(tmp_path) as first, process(tmp_path) as second:
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
    assert count(tmp_path, "Messages") == 1
    assert count(tmp_path, "Appointments WHERE start_time = '2026-03-03T19:00:00Z'") == 1


async def test_a_process_killed_while_it_books_books_once_or_asks_again(tmp_path: Path) -> None:
    """Whichever comes first, the commit or the end: the caller is told what is true, of one visit."""
    async with AsyncExitStack() as running:
        server = await running.enter_async_context(process(tmp_path))
        caller = await until_read_back(server)
        for was_read in (False, True):
            await caller.say("yes")
            if was_read:
                await caller.settle()
            server.kill()
            await server.exited()
            server = await running.enter_async_context(process(tmp_path))
            heard = await comes_back(caller, server)
            assert ("You're booked" in heard) is bool(count(tmp_path, "Messages"))
            if "You're booked" in heard:
                break
        if "Should I book it" in heard:
            await caller.say("yes")
            assert "You're booked" in await caller.hear()
        await caller.hang_up()
    assert count(tmp_path, "Messages") == 1
    assert count(tmp_path, "Appointments WHERE start_time = '2026-03-03T19:00:00Z'") == 1
