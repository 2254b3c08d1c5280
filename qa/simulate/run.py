"""Many simulated calls side by side, each on a stage of its own, with the progress told."""

import asyncio
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import httpx

from qa.simulate.play import Company, Part
from qa.simulate.records import FinishedCall
from qa.simulate.scenario import Scenario
from qa.simulate.stage import Theatre

Told = Callable[[FinishedCall], None]


def parts(scenarios: Sequence[Scenario], *, seed: int, repeat: int, noise: float) -> list[Part]:
    """The calls of a run: every scenario as often as said, each time with other words."""
    return [
        Part(scenario=scenario, seed=seed, repeat=number, noise=noise)
        for number in range(repeat)
        for scenario in scenarios
    ]


async def play_all(
    calls: Iterable[Part], *, parallel: int, scale: float = 0.0, told: Told = lambda call: None
) -> list[FinishedCall]:
    """Make the calls, so many at once; what came of each, in the order given."""
    lines = asyncio.Semaphore(parallel)
    with tempfile.TemporaryDirectory(prefix="simulate-") as folder:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        async with httpx.AsyncClient(trust_env=False, timeout=60, limits=limits) as http:
            company = Company(Theatre(Path(folder), scale), http)

            async def one(part: Part) -> FinishedCall:
                async with lines:
                    finished = await company.play(part)
                told(finished)
                return finished

            return list(await asyncio.gather(*(one(part) for part in calls)))
