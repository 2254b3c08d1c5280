"""What goes wrong during a run, and when: drawn from a seed, one fault after another."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from enum import StrEnum

from bench.chaos.database import Database
from bench.chaos.fleet import Slot
from bench.chaos.model_api import ModelApi, Mood
from bench.chaos.sms_api import SmsApi, Temper


class Fault(StrEnum):
    """One thing that goes wrong."""

    KILL = "processes killed"
    LEAVE = "processes asked to leave"
    RESTART = "database restarts"
    PAUSE = "database pauses"
    MODEL = "changes of the model's mood"
    TEXTS = "changes of the text network's temper"


EVERY: Mapping[Fault, float] = {
    Fault.KILL: 20.0,
    Fault.LEAVE: 45.0,
    Fault.RESTART: 75.0,
    Fault.PAUSE: 50.0,
    Fault.MODEL: 8.0,
    Fault.TEXTS: 12.0,
}
"""Seconds between two of a kind, on average and with two servers; a short run has them more often."""
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
DOWN = (0.0, 2.0)
"""Seconds until a supervisor starts a process again."""


@dataclass(frozen=True)
class World:
    """Everything that can break."""

    slots: list[Slot]
    database: Database
    model: ModelApi
    texts: SmsApi
    can_lose_database: bool


class Havoc:
    """Breaks things until it is cancelled; counts what it broke."""

    def __init__(self, world: World, rng: random.Random, haste: float = 1.0) -> None:
        """`haste` of 2 breaks twice as often."""
        self._world = world
        self._rng = rng
        self._haste = haste
        self.done: Counter[Fault] = Counter()
        self._over = asyncio.Event()
        self._busy = {slot.port: asyncio.Lock() for slot in world.slots}
        self._database_busy = asyncio.Lock()

    async def run(self) -> None:
        """Break things side by side, each kind at its own pace, and mend what is broken when it is over."""
        works: dict[Fault, Callable[[], Awaitable[None]]] = {
            Fault.KILL: self._kill,
            Fault.LEAVE: self._leave,
            Fault.MODEL: self._change_mood,
            Fault.TEXTS: self._change_temper,
        }
        if self._world.can_lose_database:
            works |= {Fault.RESTART: self._restart, Fault.PAUSE: self._pause}
        async with asyncio.TaskGroup() as group:
            for fault, work in works.items():
                group.create_task(self._again_and_again(fault, work))

    async def stop(self, running: asyncio.Task[None]) -> None:
        """Break nothing more, and wait until everything stands again."""
        self._over.set()
        await running

    async def _again_and_again(self, fault: Fault, work: Callable[[], Awaitable[None]]) -> None:
        pause = EVERY[fault] / self._haste
        if fault in (Fault.KILL, Fault.LEAVE):  # each server meets its end as often, however many there are
            pause *= 2 / len(self._world.slots)
        while not await self._over_after(self._rng.uniform(0.5, 1.5) * pause):
            await work()
            self.done[fault] += 1

    async def _over_after(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)
        return self._over.is_set()

    async def _kill(self) -> None:
        slot = self._rng.choice(self._world.slots)
        async with self._busy[slot.port]:
            await slot.kill()
            await asyncio.sleep(self._rng.uniform(*DOWN))
            await slot.start()

    async def _leave(self) -> None:
        slot = self._rng.choice(self._world.slots)
        async with (
            AsyncExitStack() as alone
        ):  # a deploy takes one process at a time, and none while one is down
            for other in self._world.slots:
                await alone.enter_async_context(self._busy[other.port])
            await slot.leave()
            await slot.start()

    async def _restart(self) -> None:
        async with self._database_busy:
            await self._world.database.restart()

    async def _pause(self) -> None:
        async with self._database_busy:
            await self._world.database.pause(self._rng.choice(PAUSES))

    async def _change_mood(self) -> None:
        self._world.model.mood = self._rng.choice(list(Mood))

    async def _change_temper(self) -> None:
        self._world.texts.temper = self._rng.choice(list(Temper))
