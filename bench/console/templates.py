"""A dozen calls that the real engine takes; the bench stores copies of them under other ids and times."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.desk import FrontDesk
from engine.heard import Connected, Gone, Heard, Keyed, Silence, Utterance
from engine.local.reader import LocalExtractor
from engine.record import Rulebook
from engine.stamps import moment
from engine.store import Store
from qa.console import entries
from qa.console.entries import Entry
from tools.sql import SqlTools

TABLES = ("Turns", "Transitions", "ToolCalls")
TYROME = ("Tyrome Williams", "April 17th, 1988")
LINES: tuple[tuple[str, ...], ...] = (
    ("I need a follow-up with Dr. Maya Chen tomorrow at 2 pm", *TYROME, "yes", "no, that's all"),
    ("I'd like a physical with Dr. Okafor next week", "Daniel Kowalski", "October 13th, 1966",
     "do you have anything in the afternoon", "the first one", "no", "goodbye"),
    ("I need to move my appointment", *TYROME, "2125550101", "next Tuesday at 2 pm", "1", "bye"),
    ("please cancel my visit", "Aisha Khan", "September 9th, 2001", "212 555 0107", "the one with Dr. Kim",
     "yes please", "no"),
    ("when is my next appointment?", "Robert O'Neill", "December 25th, 1954", "212 555 0108", "thanks, bye"),
    ("cancel my appointment", "Walter Novak", "May 2nd, 1971", "212 555 0199", "Walter Novak",
     "May 3rd, 1971", "212 555 0198", "Walter Novak", "May 4th, 1971", "212 555 0197"),
    ("I need a follow-up", "I can't breathe and my chest hurts badly"),
    ("my baby has a fever and won't wake up",),
    ("what are your opening hours?", "let me talk to a person please"),
    ("", "", ""),
    ("I want to cancel my appointment", "Daniel Kowalski", "October 13th, 1966", "212 555 0111", "no"),
    ("español", "quiero hacer una cita", "Sofía Hernández", "cinco de junio de mil novecientos setenta y dos",
     "una cita de seguimiento", "con la doctora Maya Chen", "mañana a las tres", "sí", "no, gracias"),
)  # fmt: skip
"""What each caller says; digits alone are keyed, nothing is silence."""


class Template(NamedTuple):
    """One call as it is stored and as it is indexed."""

    began: datetime
    call: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]
    entry: Entry


async def templates(store: Store, book: Rulebook, began: datetime) -> list[Template]:
    """Take the calls, nine seconds a line, and read them back; `began` is aware."""
    clock = [began]
    desk = FrontDesk(
        store, book, LocalExtractor(), lambda c: SqlTools(c, book.clinic), lambda: clock[0], patience=0.0
    )
    made = []
    for number, lines in enumerate(LINES):
        call_sid = f"CAtemplate{number:022}"
        await _hear(desk, call_sid, Connected(caller="+12125550147"), clock)
        for line in lines:
            await _hear(desk, call_sid, _heard(line), clock)
        await _hear(desk, call_sid, Gone(), clock)
        made.append(await store.read(_reading(call_sid, book)))
        clock[0] += timedelta(minutes=3)
    return made


async def _hear(desk: FrontDesk, call_sid: str, heard: Heard, clock: list[datetime]) -> None:
    clock[0] += timedelta(seconds=9)
    await desk.hear(call_sid, heard)


def _heard(line: str) -> Heard:
    if not line:
        return Silence()
    return Keyed(digits=line) if line.isdecimal() else Utterance(text=line)


def _reading(call_sid: str, book: Rulebook) -> Callable[[Connection], Template]:
    def read(connection: Connection) -> Template:
        where = {"sid": call_sid}
        call = connection.execute(text("SELECT * FROM Calls WHERE call_sid = :sid"), where).mappings().one()
        rows = {
            table: [
                dict(row)
                for row in connection.execute(
                    text(f"SELECT * FROM {table} WHERE call_sid = :sid"), where
                ).mappings()
            ]
            for table in TABLES
        }
        entry = entries.read_entry(connection, dict(call), book.clinic)
        return Template(moment(call["started_at"]), dict(call), rows, entry)

    return read
