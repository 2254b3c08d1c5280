"""Follows a run at Bluejay to its end, with a deadline for every stage, and calls once more where it should.

A result that stays in one stage for longer than that may take is given up as void: something is wrong with
the line, the account or Bluejay, and nothing was learnt about the agent.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

import msgspec

from engine.extraction import Record
from qa.bluejay.client import BluejayError, Client, OutOfReach, part
from qa.bluejay.payloads import RUN_OVER, Judged, Standing, results_of, run_status
from qa.bluejay.push import MINUTES

POLL = 10.0
TALK = MINUTES * 60.0 + 30.0
LIMITS: Mapping[str, float] = {
    "RUNNING": TALK,
    "CONVERSATION_ENDED": 300.0,
    "EVALUATION_PENDING": 300.0,
    "EVALUATING": 300.0,
}
"""Seconds in a stage, as the vendor's own script has them; but the talk may be as long as ours may."""
TO_DISPATCH = 45.0
"""Seconds before a call begins; while other calls of its run are on, it may wait for their lines."""
AWAY = 120.0
"""Seconds without an answer of Bluejay after which a run is not followed any more."""
STUCK = "STUCK"
"""The status of a result that was given up; ours, not Bluejay's."""

Told = Callable[[Sequence[Judged]], None]


class Queued(Record, frozen=True):
    """A run that was set off."""

    simulation_id: str
    run_id: str
    result_ids: tuple[str, ...]


class Follower:
    """Sets runs off and follows them."""

    def __init__(
        self,
        client: Client,
        *,
        limit: float,
        poll: float = POLL,
        told: Told = lambda results: None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`limit` is how many seconds one run may take, `poll` how many pass between two looks.

        `told` hears of the results at every look.
        """
        self._client = client
        self._limit = limit
        self._poll = poll
        self._told = told
        self._now = now
        self._sleep = sleep

    async def call(self, simulation: str, humans: Sequence[str], *, text: bool = False) -> Queued:
        """Queue calls by these digital humans. Raises `BluejayError`; where `Unsure`, they may be queued."""
        path = "/queue-http-text-simulation-run" if text else "/queue-simulation-run"
        body = {"simulation_id": simulation, "digital_human_ids": list(humans)}
        answer = await self._client.post(path, body)
        return Queued(
            simulation_id=simulation,
            run_id=part(answer, "simulation_run_id"),
            result_ids=tuple(map(str, answer.get("simulation_result_ids") or ())),
        )

    async def results(self, queued: Queued) -> list[Judged]:
        """Wait until every result is terminal or given up. Raises `OutOfReach` where Bluejay stays away."""
        watch = _Watch(self._now())
        answered = self._now()
        while True:
            try:
                answer = await self._client.get(f"/retrieve-simulation-results/{queued.run_id}")
                answered = self._now()
            except OutOfReach:
                if self._now() - answered > AWAY:
                    raise
                answer = None
            if answer is not None:
                found = watch.look(_with_run(results_of(answer), queued), self._now())
                self._told(found)
                if self._is_over(found, queued, run_status(answer)):
                    return found
                if self._now() - watch.since > self._limit:
                    return [_stuck(one, f"the run took longer than {self._limit:.0f} s") for one in found]
            await self._sleep(self._poll)

    def _is_over(self, found: Sequence[Judged], queued: Queued, status: str) -> bool:
        """Bluejay calls a run over that ran out of money and has calls that never began."""
        has_all = bool(found) and len(found) >= len(queued.result_ids)
        is_broke = status in RUN_OVER - {"COMPLETED"} and not any(one.status in LIMITS for one in found)
        return is_broke or (has_all and not any(_waits(one) for one in found))

    async def once_more(
        self, simulation: str, found: Sequence[Judged], *, text: bool = False
    ) -> list[Judged]:
        """Call those again that were not answered or broke off, once; the second call is what counts."""
        again = [one for one in found if one.standing is Standing.AGAIN and one.human_id]
        if not again:
            return list(found)
        try:
            second = await self.results(
                await self.call(simulation, [one.human_id for one in again], text=text)
            )
        except BluejayError:
            return list(found)
        by_human = {one.human_id: one for one in second}
        return [by_human.get(one.human_id, one) if one.standing is Standing.AGAIN else one for one in found]


class _Watch:
    """How long each result has been in its stage."""

    def __init__(self, now: float) -> None:
        self.since = now
        self._moved = now
        self._stages: dict[str, tuple[str, float]] = {}

    def look(self, found: Sequence[Judged], now: float) -> list[Judged]:
        for one in found:
            if self._stages.get(one.result_id, ("", now))[0] != one.status:
                self._stages[one.result_id] = (one.status, now)
                self._moved = now
        return [self._judge(one, now) for one in found]

    def _judge(self, one: Judged, now: float) -> Judged:
        if not _waits(one):
            return one
        since = now - self._stages[one.result_id][1]
        if one.status in LIMITS:
            late = since > LIMITS[one.status]
        else:
            is_busy = any(stage in LIMITS for stage, _ in self._stages.values())
            late = not is_busy and now - self._moved > TO_DISPATCH
        return _stuck(one, f"in {one.status} for {since:.0f} s") if late else one


def _waits(one: Judged) -> bool:
    return one.standing is Standing.UNDER_WAY and one.status != STUCK


def _stuck(one: Judged, why: str) -> Judged:
    return msgspec.structs.replace(one, status=STUCK, error=why) if _waits(one) else one


def _with_run(found: Sequence[Judged], queued: Queued) -> list[Judged]:
    ids = {"run_id": queued.run_id, "simulation_id": queued.simulation_id}
    return [msgspec.structs.replace(one, **ids) for one in found]


def is_void(one: Judged) -> bool:
    """Whether a call counts for nothing: not scored, and not to be."""
    return one.goal is None or one.standing not in (Standing.SCORED, Standing.AGAIN)
