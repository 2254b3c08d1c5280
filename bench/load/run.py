"""Keeps a number of calls open, and watches the server and itself meanwhile."""

import asyncio
import random
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import NamedTuple
from xml.etree import ElementTree as ET

import httpx

from bench.load.caller import ACCOUNT, Caller, Measured
from bench.load.errands import Errand
from bench.load.people import Person
from bench.process import Process

A_SECOND = 25.0
"""New calls at the beginning."""
SAMPLE = 5.0
"""Seconds between two looks at the server."""
REST = 10.0
"""Seconds after a call that failed until its line is dialled again."""
TICK = 0.02
SHARES = {Errand.BOOK: 30, Errand.CANCEL: 30, Errand.MOVE: 15, Errand.LOOK_UP: 15, Errand.QUESTION: 10}
"""As many visits go as come, so that a long run does not fill the books."""
LONG = {Errand.BOOK: 60, Errand.MOVE: 40}
"""Errands of those who have to be on the line still when others arrive."""
VISITS = {Errand.BOOK: 0, Errand.MOVE: 1, Errand.CANCEL: 1}
"""How many visits those have who call for it; the others may have any number."""
ARRIVE_IN = 10.0
"""Seconds in which those arrive for whom there is no room."""


class Sample(NamedTuple):
    """The server at one moment."""

    at: float
    resident: int
    cpu: float
    open: int
    finished: int


class Refusal(NamedTuple):
    """What a call for which there was no room was answered."""

    at: float
    seconds: float
    says: str
    dials: str


class Load:
    """Callers, one for each open call."""

    def __init__(
        self,
        process: Process,
        http: httpx.AsyncClient,
        everybody: Iterable[Person],
        rng: random.Random,
        pace: float = 1.0,
    ) -> None:
        self.measured: list[Measured] = []
        self.samples: list[Sample] = []
        self.lags: list[float] = []
        """Seconds by which this process itself was late, at every tick, while it measured others."""
        self.open = 0
        self.all_begun = asyncio.Event()
        self._process = process
        self._http = http
        self._rng = rng
        self._pace = pace
        self.idle = deque(everybody)

    async def keep(self, calls: int, seconds: float, shares: dict[Errand, int] = SHARES) -> None:
        """Open `calls` calls and replace each that ends, until `seconds` are over; then let the last end."""
        until = time.monotonic() + seconds

        async def one_after_the_other(number: int) -> None:
            await asyncio.sleep(number / A_SECOND)
            if number == calls - 1:
                self.all_begun.set()
            went_well = await self._one(shares)
            while time.monotonic() < until:
                if not went_well:
                    await asyncio.sleep(REST)  # nobody dials again at once, and no fault may feed on itself
                went_well = await self._one(shares)

        await asyncio.gather(*(one_after_the_other(number) for number in range(calls)))

    async def _one(self, shares: dict[Errand, int]) -> bool:
        """One call of somebody; whether all went well."""
        errand, person = self._somebody(self._rng.choices(list(shares), list(shares.values()))[0])
        self.open += 1
        try:
            today = datetime.now(UTC).date()
            measured = await Caller(self._http, person, errand, self._rng, today, self._pace).call()
        finally:
            self.open -= 1
        self.measured.append(measured)
        if not measured.fault and errand in (Errand.BOOK, Errand.CANCEL):
            person = person._replace(visits=person.visits + (1 if errand is Errand.BOOK else -1))
        self.idle.append(person)
        return not measured.fault

    def _somebody(self, errand: Errand) -> tuple[Errand, Person]:
        """Who has waited longest of those who can want that; where nobody can, one who looks a visit up."""
        wanted = VISITS.get(errand)
        for _ in range(len(self.idle)):
            person = self.idle.popleft()
            if wanted is None or person.visits == wanted:
                return errand, person
            self.idle.append(person)
        return Errand.LOOK_UP, self.idle.popleft()

    async def arrive(self, number: int) -> list[Refusal]:
        """Let further calls arrive, and tell what each was answered."""

        async def one(index: int) -> Refusal:
            await asyncio.sleep(ARRIVE_IN * index / number)
            form = {"CallSid": f"CA{self._rng.getrandbits(128):032x}", "AccountSid": ACCOUNT}
            begun = time.monotonic()
            answer = await self._http.post("/incoming-call", data=form | {"From": "+19175550100"})
            twiml = ET.fromstring(answer.text)
            return Refusal(
                begun,
                time.monotonic() - begun,
                says="".join(each.text or "" for each in twiml.iter("Say")),
                dials="".join(each.text or "" for each in twiml.iter("Number")),
            )

        return list(await asyncio.gather(*(one(index) for index in range(number))))

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Look at the server, and at this process' own lateness, as long as the block runs."""
        watching = [asyncio.create_task(self._look()), asyncio.create_task(self._tick())]
        try:
            yield
        finally:
            for task in watching:
                task.cancel()

    async def _look(self) -> None:
        while True:
            process = self._process
            sample = Sample(time.monotonic(), process.resident, process.cpu, self.open, len(self.measured))
            self.samples.append(sample)
            await asyncio.sleep(SAMPLE)

    async def _tick(self) -> None:
        due = time.monotonic()
        while True:
            due += TICK
            await asyncio.sleep(due - time.monotonic())
            # whatever had to happen at a tick that was missed was late, too
            while (late := time.monotonic() - due) >= TICK:
                self.lags.append(late)
                due += TICK
            self.lags.append(late)

    @property
    def faults(self) -> Counter[str]:
        return Counter(call.fault for call in self.measured if call.fault)
