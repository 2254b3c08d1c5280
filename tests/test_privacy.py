"""Whole calls with everything logged, searched for every person of the demo clinic and every word said."""

import contextlib
import io
import logging
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest

from channels.sms import keyword
from engine.extraction import Extraction, Request
from engine.log import JsonLines, configure, may_be_written
from tests.calls.story import TYROME, TYROMES_PHONE, Line, Story
from tests.office import Office
from tests.wire import served
from tools.sql.demo import PATIENTS

QUIETED = ("", "transitions", "uvicorn.error")
"""Loggers whose levels `configure` sets."""
DESK = {
    "TWILIO_AUTH_TOKEN": "a-token-of-this-test",
    "PUBLIC_URL": "https://phone.example.net",
    "FRONT_DESK_NUMBER": "+12125550100",
}
CALLER = "+19175550177"

BOOKING = (
    "caller: I'd like to book an appointment, the marmalade can wait",
    TYROME,
    """
    caller: It's a follow-up
    caller: Dr. Okafor
    caller: any time this week
    caller: the second one
    caller: yes please
    agent:  You're booked
    caller: no, that's all
    """,
)
CANCELLATION = (
    "caller: please cancel my appointment, the trombone lesson comes first",
    TYROME,
    TYROMES_PHONE,
    """
    caller: yes
    agent:  cancelled
    caller: no, that's all
    """,
)
STRANGER = """
    caller: look up my visit
    caller: Zebedee Quillfeather
    caller: June 3rd, 1971
    caller: three one five, 555 0188
    caller: Zebedee Quillfeather
    caller: June 3rd, 1971
    caller: three one five, 555 0189
"""
EMERGENCY = """
    caller: I'm Maria Garcia and I have crushing chest pain on the left
    agent:  dial 9-1-1
"""
SPANISH = """
    caller: Hola, quiero cambiar mi cita con la doctora
    caller: Sofía Hernández
    caller: seis de mayo, digo cinco de junio de mil novecientos setenta y dos
"""
UNREADABLE = "my gherkin is Aisha Khan"
BAD_FRAMES = (
    "{not json, Aisha Khan 2001-09-09",
    f'{{"type":"zebra","voicePrompt":"{UNREADABLE}"}}',
    f'{{"type":"prompt","voicePrompt":{{"my":"{UNREADABLE}"}},"last":true}}',
    '{"type":"error","description":"Invalid message: Li Wei, +12125550112"}',
    '{"type":"setup","callSid":"Aisha Khan","from":"+12125550107"}',
    b"\x00Daniel Kowalski",
)
BREAKS = "the flamingo of Robert O'Neill"


class Breaking:
    """An extractor that reads as it should until it is told of a flamingo, and then quotes the caller."""

    def __init__(self) -> None:
        from engine.local.reader import LocalExtractor

        self._local = LocalExtractor()

    async def extract(self, request: Request) -> Extraction:
        if "flamingo" in request.text:
            raise RuntimeError(f"cannot read {request.text!r}")
        return self._local.read(request)


@contextlib.contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """All that the program writes to standard error, with its own configuration of logging at DEBUG."""
    root, written = logging.getLogger(), io.StringIO()
    handlers = root.handlers[:]
    levels = {name: logging.getLogger(name).level for name in QUIETED}
    with contextlib.redirect_stderr(written):
        configure("DEBUG")
        try:
            yield written
        finally:
            root.handlers[:] = handlers
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)


def people() -> list[str]:
    """Every way in which a patient of the demo clinic might be written down."""
    found = []
    for patient in PATIENTS:
        found += [patient.given, patient.family, f"{patient.given} {patient.family}", patient.name]
        found += [*birthday(date.fromisoformat(patient.born)), *number(patient.phone)]
    return [needle for needle in found if needle] + number(CALLER) + ["Zebedee", "Quillfeather"]


def birthday(born: date) -> list[str]:
    y, m, d = born.year, born.month, born.day
    short = (
        f"{m}/{d}/{y}",
        f"{m:02}/{d:02}/{y}",
        f"{d:02}/{m:02}/{y}",
        f"{m:02}{d:02}{y}",
        f"{y}{m:02}{d:02}",
    )
    return [
        born.isoformat(),
        *short,
        f"{born:%B} {d}",
        f"{born:%b} {d}",
        f"{d} {born:%B}",
        f"{m:02}-{d:02}-{y}",
    ]


def number(phone: str) -> list[str]:
    area, office, line = phone[2:5], phone[5:8], phone[8:]
    joined = [mark.join((area, office, line)) for mark in ("", "-", " ", ".")]
    return [*joined, f"({area}) {office}-{line}", f"{office}{line}", f"{office}-{line}", " ".join(phone[2:])]


def said(*acts: str) -> list[str]:
    """Every utterance of the calls, and every three words of it that follow one another."""
    lines = [line.partition(":") for act in acts for line in act.splitlines()]
    spoken = [words.strip() for who, _, words in lines if who.strip() == "caller"] + [UNREADABLE, BREAKS]
    found = [words for words in spoken if not keyword(words)]
    for words in spoken:
        each = words.split()
        found += [" ".join(each[n : n + 3]) for n in range(len(each) - 2)]
    return [*found, "marmalade", "trombone", "gherkin", "flamingo"]


def leaks(text: str, needles: list[str]) -> list[str]:
    """The needles that stand in `text`, in any case: words as words of their own, long numbers anywhere."""
    return [n for n in needles if re.search(n if n.isdigit() else _word(n), text, re.IGNORECASE)]


def _word(needle: str) -> str:
    return rf"(?<!\w){re.escape(needle)}(?!\w)"


async def run_calls(line: Line) -> list[Story]:
    """Everything that may happen, one call after the other."""
    calls = []
    for acts in (CANCELLATION, BOOKING, (STRANGER,), (EMERGENCY,), (SPANISH,)):
        calls.append(call := await line.call(CALLER))
        await call.play(*acts)
        await call.caller.hang_up() if acts[0] in (STRANGER, SPANISH, EMERGENCY) else await call.ends()
    calls.append(bad := await line.call("+12125550107"))
    for raw in BAD_FRAMES:
        await bad.caller.socket.send(raw)
    await bad.caller.settle()
    await bad.play(f"caller: {BREAKS}")
    assert (await bad.ends() or {}).get("reasonCode") == "tool-failed"
    calls.append(dropped := await line.call("+12125550107"))
    assert await dropped.caller.drop()
    await dropped.caller.hang_up()
    form = {
        "MessageSid": "SM1",
        "CallSid": "CA1",
        "From": CALLER,
        "Body": UNREADABLE,
        "CallerName": "AISHA KHAN",
    }
    for path in ("/sms", "/sms-status", "/incoming-call"):
        await line.wire.post(path, form)
        await line.wire.post(path, form, **{"X-Twilio-Signature": "forged"})
    return calls


async def test_nobody_and_nothing_that_was_said_is_in_a_log_line_or_an_address(tmp_path: Path) -> None:
    """Not at DEBUG either, not in a bad frame or a fault, and not in what Twilio is told about a call."""
    asked: list[str] = []

    async def note(request: httpx.Request) -> None:
        asked.append(str(request.url))

    with everything_logged() as written:
        office = await Office.open(tmp_path, extractor=Breaking())
        try:
            async with served(office.desk, **DESK) as wire:
                wire.http.event_hooks["request"].append(note)
                calls = await run_calls(Line(office, wire))
        finally:
            await office.close()
    logged = written.getvalue()
    for event in ("call-incoming", "session-begins", "a turn failed", "frame-not-json", "webhook-refused"):
        assert f'"event": "{event}"' in logged
    needles = people() + said(*BOOKING, *CANCELLATION, STRANGER, EMERGENCY, SPANISH)
    assert leaks(logged, needles) == []
    assert leaks("\n".join(asked), needles) == []
    assert leaks("\n".join(told_to_twilio(calls)), needles) == []


def told_to_twilio(calls: list[Story]) -> Iterator[str]:
    """The last TwiML of each call but for the clinic's own doctors, and its hand-off."""
    for call in calls:
        for element in call.caller.twiml.iter():
            element.attrib.pop("hints", None)
        yield ET.tostring(call.caller.twiml, "unicode")
        yield from (str(frame) for frame in call.caller.frames if frame["type"] == "end")


def test_the_search_finds_what_it_is_for() -> None:
    """A search that can find nothing proves nothing."""
    needles = people() + said(*BOOKING)
    for leak in (
        "heard Tyrome",
        "born 1988-04-17",
        "04171988",
        "from=+12125550101",
        "(212) 555-0108",
        "the marmalade can",
        "o'neill",
        "April 17",
    ):
        assert leaks(leak, needles), leak
    assert leaks('{"event": "session-begins", "call": "CA12125", "logger": "channels.client"}', needles) == []


@pytest.mark.parametrize(
    ("name", "level", "goes_out"),
    [
        ("websockets.server", logging.DEBUG, False),
        ("httpx", logging.INFO, False),
        ("anthropic._base_client", logging.DEBUG, False),
        ("sqlalchemy.engine.Engine", logging.INFO, False),
        ("asyncio", logging.ERROR, True),
        ("channels.sms", logging.DEBUG, True),
    ],
)
def test_libraries_only_warn(name: str, level: int, goes_out: bool) -> None:
    """Whatever level is set, and whatever a library's own switches say."""
    assert may_be_written(logging.makeLogRecord({"name": name, "levelno": level})) is goes_out


def test_what_asyncio_quotes_of_an_exception_is_left_out() -> None:
    """It names the task, with its exception's words, in the lines below the first."""
    message = "Task exception was never retrieved\nfuture: <Task exception=ValueError('Li Wei')>"
    line = JsonLines().format(logging.makeLogRecord({"name": "asyncio", "msg": message}))
    assert "never retrieved" in line and "Li Wei" not in line
