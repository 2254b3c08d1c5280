"""A server and a clinic for one simulated call: the real app on a free port, a database file of its own.

Every call starts from the same books, so calls run side by side and none can see what another has booked.
"""

import asyncio
import shutil
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import text
from sqlalchemy.engine import Connection

from channels.app import House, create_app, furnished
from channels.desk import PhraseKey
from channels.listening import LISTENING
from engine import journal
from engine.desk import FrontDesk
from engine.heard import CallStatus, Heard, Piece, Reply
from engine.local.reader import LocalExtractor
from engine.record import Rulebook
from engine.screen.screen import RedFlagScreen
from engine.settings import read_settings
from engine.speech.wordings import Speech
from engine.stamps import stamp
from engine.store import Store
from engine.table import Driver
from engine.vocabulary import Language
from qa.simulate.clock import SteppingClock, held
from qa.simulate.records import Row, Rows
from qa.simulate.scenario import Scenario
from qa.simulate.traffic import Traffic, Watched
from tools.interface import Failed, ToolRequest, ToolResult, Tools
from tools.sql import SqlTools, load_demo, read_clinic

_APPOINTMENTS = text(
    "SELECT a.*, v.name AS provider, p.name AS patient, p.phone AS patient_phone FROM Appointments a"
    " JOIN Providers v ON v.id = a.provider_id JOIN Patients p ON p.id = a.patient_id ORDER BY a.id"
)
_MESSAGES = text("SELECT * FROM Messages ORDER BY id")
_HAND_OFFS = text("SELECT * FROM HandOffs ORDER BY id")
_SOMEBODY = text(
    "INSERT INTO Patients (name, date_of_birth, phone) VALUES ('Nora Quick', '1980-02-02', :phone)"
    " RETURNING id"
)
_TAKE = text(
    "INSERT INTO Appointments (provider_id, patient_id, start_time, end_time, status, visit_type, notes)"
    " VALUES (:provider, :patient, :start, :end, 'booked', 'follow_up', 'taken meanwhile')"
)
MEANWHILE = "taken meanwhile"
"""The note of visits that somebody else books during a call; they are no doing of the agent's."""


class Failing:
    """Tools that fail as often as the scenario says, and work otherwise."""

    def __init__(self, inner: Tools, failing: dict[str, int]) -> None:
        self._inner = inner
        self._failing = failing

    @property
    def rows_changed(self) -> int:
        return self._inner.rows_changed

    def use(self, request: ToolRequest) -> ToolResult:
        name = str(type(request).__struct_config__.tag)
        if self._failing.get(name, 0) > 0:
            self._failing[name] -= 1
            return Failed(tool=name, why="made to fail")
        return self._inner.use(request)


class Timed:
    """A desk that keeps the call's time still while it works, and knows how long that took."""

    def __init__(self, desk: FrontDesk, clock: SteppingClock) -> None:
        self._desk = desk
        self._clock = clock
        self.worked = 0.0
        """Wall seconds of all turns so far."""

    async def hear(self, call_sid: str, heard: Heard) -> Reply:
        began = time.perf_counter()
        with held(self._clock):
            try:
                return await self._desk.hear(call_sid, heard)
            finally:
                self.worked += time.perf_counter() - began

    async def status(self, call_sid: str) -> CallStatus | None:
        with held(self._clock):
            return await self._desk.status(call_sid)

    async def lately(self, call_sid: str) -> tuple[Heard, ...]:
        with held(self._clock):
            return await self._desk.lately(call_sid)

    async def message_left(self, call_sid: str, recording: str, seconds: int) -> None:
        with held(self._clock):
            await self._desk.message_left(call_sid, recording, seconds)

    def greeting(self) -> str:
        return self._desk.greeting()

    def hints(self) -> tuple[str, ...]:
        return self._desk.hints()

    def filler(self, call_sid: str) -> Piece | None:
        return self._desk.filler(call_sid)

    def phrase(self, key: PhraseKey, lang: Language) -> str:
        return self._desk.phrase(key, lang)


class OneOfMany(uvicorn.Server):
    """A server beside many others of the process, which leaves the process's signals alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Raise where uvicorn would end the process."""
        try:
            await super().serve(sockets)
        except SystemExit:
            raise RuntimeError("the server did not start") from None


@dataclass
class Stage:
    """One running server with its clinic."""

    base: str
    clock: SteppingClock
    traffic: Traffic
    desk: Timed
    store: Store

    async def rows(self) -> Rows:
        """The clinic's rows now."""
        return await self.store.transact(_rows)

    async def history(self, call_sid: str) -> dict[str, list[Row]]:
        """What the journal holds of the call."""
        return await self.store.transact(lambda c: journal.history(c, call_sid))

    async def take_offer(self, call_sid: str) -> int:
        """Let somebody else book all that this call offers or has read back; how many visits that made."""
        with held(self.clock):
            return await self.store.transact(lambda c: _take_offer(c, call_sid))


class Theatre:
    """What all stages of a run share: the clinic's books as they begin, the words, the screen."""

    def __init__(self, folder: Path, scale: float = 0.0) -> None:
        """`folder` takes the databases; `scale` is that of the calls' clocks."""
        self.speech = Speech.load()
        self._screen = RedFlagScreen.load()
        self._driver = Driver()
        self._folder = folder
        self._scale = scale
        self._books: dict[datetime, tuple[Path, Rulebook]] = {}
        self._lock = asyncio.Lock()
        self._calls = 0

    async def book(self, scenario: Scenario) -> tuple[Path, Rulebook]:
        """The clinic as it stands at the scenario's time, and the rules of its calls."""
        async with self._lock:
            if scenario.now not in self._books:
                self._books[scenario.now] = await self._open_clinic(scenario.now, len(self._books))
        return self._books[scenario.now]

    async def _open_clinic(self, now: datetime, number: int) -> tuple[Path, Rulebook]:
        path = self._folder / f"clinic-{number}.db"
        store = Store.open(f"sqlite:///{path}")
        await store.transact(lambda c: load_demo(c, now))
        clinic = await store.transact(read_clinic)
        await store.close()
        return path, Rulebook(clinic=clinic, screen=self._screen, speech=self.speech, driver=self._driver)

    @asynccontextmanager
    async def stage(self, scenario: Scenario) -> AsyncIterator[Stage]:
        """Serve one call of a scenario."""
        original, book = await self.book(scenario)
        self._calls += 1
        path = self._folder / f"call-{self._calls}.db"
        shutil.copy(original, path)
        clock, failing = SteppingClock(self._scale), dict(scenario.failing)
        store = Store.open(f"sqlite:///{path}")
        desk = Timed(
            FrontDesk(
                store,
                book,
                LocalExtractor(),
                lambda c: Failing(SqlTools(c, book.clinic, sends_texts=True), failing),
                lambda: scenario.now,
            ),
            clock,
        )
        traffic = Traffic(clock)
        try:
            async with _serving(desk, clock, traffic, scenario.desk) as base:
                yield Stage(base, clock, traffic, desk, store)
        finally:
            await store.close()
            for left in self._folder.glob(f"{path.name}*"):
                left.unlink()


@asynccontextmanager
async def _serving(desk: Timed, clock: SteppingClock, traffic: Traffic, number: str) -> AsyncIterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    settings = read_settings({"PORT": str(port), "FRONT_DESK_NUMBER": number})
    app = Watched(create_app(settings, furnished(House(desk)), clock), traffic)
    server = OneOfMany(uvicorn.Config(app, **LISTENING))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    keeping = asyncio.create_task(clock.run())
    try:
        while not server.started:
            if serving.done():
                await serving
                raise RuntimeError("the server did not start")
            await asyncio.sleep(0)
        yield f"http://127.0.0.1:{port}"
    finally:
        keeping.cancel()
        server.should_exit = True
        await serving


def _rows(connection: Connection) -> Rows:
    def of(statement: Any) -> tuple[Row, ...]:
        return tuple(dict(row) for row in connection.execute(statement).mappings())

    return Rows(appointments=of(_APPOINTMENTS), messages=of(_MESSAGES), hand_offs=of(_HAND_OFFS))


def _take_offer(connection: Connection, call_sid: str) -> int:
    call = journal.load(connection, call_sid)
    errand = call.errand if call is not None else None
    if errand is None:
        return 0
    wanted = [errand.opening] if errand.opening is not None else list(errand.offered)
    for number, opening in enumerate(wanted):
        patient = connection.execute(_SOMEBODY, {"phone": f"+1646555{number:04}"}).scalar_one()
        end = opening.start + timedelta(minutes=opening.minutes)
        times = {"start": stamp(opening.start), "end": stamp(end)}
        connection.execute(_TAKE, {"provider": opening.provider_id, "patient": patient, **times})
    return len(wanted)
