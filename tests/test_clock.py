"""Clocks: waiting for a thing or a moment, whichever comes first."""

import asyncio

import pytest

from channels.clock import Clock, JumpingClock, WallClock


@pytest.mark.parametrize("clock", [WallClock(), JumpingClock()])
async def test_what_is_there_is_taken_at_once(clock: Clock) -> None:
    """A moment that has passed does not keep a thing that has come."""
    queue: asyncio.Queue[int] = asyncio.Queue()
    queue.put_nowait(7)
    assert await clock.wait(queue, clock.now() - 1) == 7
    assert await clock.wait(queue, clock.now()) is None


@pytest.mark.parametrize("clock", [WallClock(), JumpingClock()])
async def test_a_thing_ends_the_waiting(clock: Clock) -> None:
    """With or without a moment to wait for."""
    queue: asyncio.Queue[int] = asyncio.Queue()
    for until in (None, clock.now() + 60):
        seven = clock.wait(queue, until)
        waiting = asyncio.create_task(seven)
        await asyncio.sleep(0)
        queue.put_nowait(7)
        assert await waiting == 7


async def test_a_jump_ends_the_waiting_for_a_moment_within_it() -> None:
    """Whoever waits for a later moment goes on waiting."""
    clock, queue = JumpingClock(), asyncio.Queue[int]()
    nothing = clock.wait(queue, clock.now() + 10)
    waiting = asyncio.create_task(nothing)
    await asyncio.sleep(0)
    clock.jump(9)
    await asyncio.sleep(0)
    assert not waiting.done()
    clock.jump(1)
    assert await waiting is None
    assert clock.epoch() == JumpingClock().epoch() + 10
