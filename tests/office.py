"""A front desk of one's own for a test: the demo clinic in a real SQLite file and a clock that jumps.

office = await Office.open(tmp_path)
caller = await office.call()
await caller.says("I need to cancel my visit")
assert caller.heard.startswith("I can help")
assert await caller.path() == [...]
"""

import functools
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from engine import journal
from engine.clinic import Clinic
from engine.desk import FrontDesk
from engine.extraction import Extraction, Extractor, Request
from engine.heard import Connected, Gone, Heard, Keyed, Played, Reconnected, Reply, Silence, Utterance
from engine.local.reader import LocalExtractor
from engine.memory import Call
from engine.observer import NOBODY, Observer
from engine.record import Rulebook
from engine.screen.outcome import Screen
from engine.screen.screen import RedFlagScreen
from engine.speech.wordings import Speech
from engine.store import Store
from engine.table import Driver
from tests.demo_file import load_clinic, open_clinic
from tools.interface import ToolRequest, ToolResult, Tools
from tools.sql import SqlTools

BUILD = "of-the-tests"
NOW = datetime(2026, 3, 2, 9, 15, tzinfo=ZoneInfo("America/New_York"))
"""A Monday morning; the demo clinic's bookings follow from it."""


@functools.cache
def packaged_screen() -> RedFlagScreen:
    """The urgent-symptom screen, which no test changes; reading its list costs more than most calls."""
    return RedFlagScreen.load()


def rulebook(clinic: Clinic, screen: Screen | None = None, build: str = "") -> Rulebook:
    """The rules of calls at this clinic, with the packaged screen unless there is another."""
    return Rulebook(
        clinic=clinic,
        screen=screen or packaged_screen(),
        speech=_speech(),
        driver=Driver(),
        build=build,
    )


@functools.cache
def _speech() -> Speech:
    return Speech.load()


class Script:
    """An extractor that hears what the test says it hears; the local one reads whatever is not in it."""

    def __init__(self, frames: dict[str, Extraction]) -> None:
        self.frames = frames
        self.requests: list[Request] = []
        self._local = LocalExtractor()

    async def extract(self, request: Request) -> Extraction:
        self.requests.append(request)
        return self.frames.get(request.text) or self._local.read(request)


class BrokenTools:
    """Tools that fail for the requests named, as often as said, and work otherwise."""

    def __init__(self, inner: Tools, failing: dict[str, int]) -> None:
        self._inner = inner
        self._failing = failing

    @property
    def rows_changed(self) -> int:
        return self._inner.rows_changed

    def use(self, request: ToolRequest) -> ToolResult:
        from tools.interface import Failed

        name = str(type(request).__struct_config__.tag)
        if self._failing.get(name, 0) > 0:
            self._failing[name] -= 1
            return Failed(tool=name, why="made to fail")
        return self._inner.use(request)


class Office:
    """The clinic, its books and its front desk."""

    def __init__(
        self,
        url: str,
        book: Rulebook,
        extractor: Extractor,
        clock: list[datetime],
        failing: dict[str, int],
        observer: Observer = NOBODY,
    ) -> None:
        self.store = Store.open(url)
        self.store.observer = observer
        self.failing = failing
        """Tool name → how many uses of it fail from now on."""
        self.desk = FrontDesk(
            self.store,
            book,
            extractor,
            lambda c: BrokenTools(SqlTools(c, book.clinic), failing),
            lambda: clock[0],
            observer=observer,
        )
        self._parts = (url, book, extractor, clock, failing, observer)
        self._clock = clock
        self._calls = 0

    @classmethod
    async def open(
        cls,
        folder: Path,
        *,
        now: datetime = NOW,
        extractor: Extractor | None = None,
        screen: Screen | None = None,
        database: str | None = None,
        observer: Observer = NOBODY,
    ) -> "Office":
        """Open the demo clinic at `now` (aware), in a file of the folder or in the empty `database` (URL)."""
        path = folder / "clinic.db"
        clinic = load_clinic(database, now) if database else open_clinic(path, now)
        book = rulebook(clinic, screen, BUILD)
        url = database or f"sqlite:///{path}"
        return cls(url, book, extractor or LocalExtractor(), [now], {}, observer)

    def elsewhere(self) -> "Office":
        """The same clinic as another process has it: desk and store of its own, one clock. Close it too."""
        return Office(*self._parts)

    async def close(self) -> None:
        await self.store.close()

    @property
    def now(self) -> datetime:
        """The clinic's time, aware."""
        return self._clock[0]

    def wait(self, **span: float) -> None:
        """Let the clinic's clock jump: `office.wait(minutes=5)`."""
        self._clock[0] += timedelta(**span)

    async def call(self, caller: str = "", attested: bool = False) -> "Caller":
        """A call that has just been greeted."""
        self._calls += 1
        somebody = Caller(self, f"CA{self._calls:032}")
        await somebody.hears(Connected(caller=caller, attested=attested))
        return somebody

    async def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        """What a query finds in the books."""
        return await self.store.transact(
            lambda c: [dict(row) for row in c.execute(text(sql), values).mappings()]
        )

    async def history(self, call_sid: str) -> dict[str, list[dict[str, Any]]]:
        """Everything the journal holds of a call."""
        return await self.store.transact(lambda c: journal.history(c, call_sid))

    async def bookings(self, patient: str) -> list[tuple[str, str, str]]:
        """Provider, start (clinic time, `2026-03-05 10:00`) and status of every visit of a patient."""
        rows = await self.rows(
            "SELECT v.name, a.start_time, a.status FROM Appointments a"
            " JOIN Providers v ON v.id = a.provider_id JOIN Patients p ON p.id = a.patient_id"
            " WHERE p.phone = :phone ORDER BY a.start_time, a.id",
            phone=patient,
        )
        zone = ZoneInfo("America/New_York")
        return [
            (
                row["name"],
                datetime.fromisoformat(row["start_time"]).astimezone(zone).strftime("%Y-%m-%d %H:%M"),
                row["status"],
            )
            for row in rows
        ]


class Caller:
    """Somebody on the line, talking to the engine itself."""

    def __init__(self, office: Office, call_sid: str) -> None:
        self.office = office
        self.call_sid = call_sid
        self.reply = Reply()

    def at(self, office: Office) -> "Caller":
        """The same call, as another process hears it."""
        return Caller(office, self.call_sid)

    @property
    def heard(self) -> str:
        """What the agent last said."""
        return " ".join(piece.text for piece in self.reply.pieces)

    async def hears(self, heard: Heard) -> str:
        """Send anything a channel can send."""
        self.reply = await self.office.desk.hear(self.call_sid, heard)
        return self.heard

    async def says(self, *lines: str) -> str:
        """Say each line and let the agent finish every time."""
        for words in lines:
            await self.hears(Utterance(text=words))
        return self.heard

    async def cuts_in(self, words: str, after: str = "") -> str:
        """Say something when only `after` of the last reply has been heard."""
        return await self.hears(Utterance(text=words, played=Played(complete=False, text=after)))

    async def keys(self, *entries: str) -> str:
        for digits in entries:
            await self.hears(Keyed(digits=digits))
        return self.heard

    async def is_silent(self, times: int = 1) -> str:
        for _ in range(times):
            await self.hears(Silence())
        return self.heard

    async def comes_back(self) -> str:
        return await self.hears(Reconnected())

    async def hangs_up(self) -> None:
        await self.hears(Gone())

    async def memory(self) -> Call:
        """The call as it is stored."""
        stored = await self.office.store.transact(lambda c: journal.load(c, self.call_sid))
        assert stored is not None
        return stored

    async def history(self) -> dict[str, list[dict[str, Any]]]:
        return await self.office.history(self.call_sid)

    async def path(self) -> list[str]:
        """The triggers that moved the call, in order."""
        rows = (await self.history())["transitions"]
        return [row["trigger"] for row in rows if row["taken"] and row["trigger"] != "ask"]

    async def refused(self) -> list[tuple[str, str]]:
        """Every refused trigger with the guard that refused it."""
        rows = (await self.history())["transitions"]
        return [(row["trigger"], row["guards"][-1]["guard"]) for row in rows if not row["taken"]]

    async def tools(self) -> list[str]:
        return [row["tool"] for row in (await self.history())["tools"]]
