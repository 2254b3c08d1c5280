"""Whole calls with PostgreSQL behind them: the journal, the books and the locks that calls leave there."""

import asyncio
from pathlib import Path

import pytest

from engine.heard import Utterance
from engine.replay import replay
from tests.calls.story import TYROME, TYROMES_PHONE, clinic_line
from tests.calls.test_guessing import STRANGER, fails
from tests.clinic_books import fresh_url
from tests.office import Office, rulebook
from tools.sql import read_clinic

pytestmark = pytest.mark.postgres

BOOKING = "caller: I need a follow-up with Dr. Maya Chen tomorrow at 2 pm"
OPENING = ("Dr. Maya Chen", "2026-03-03 14:00", "booked")
READ_BACKS = (
    ("Tyrome Williams", "April 17th, 1988", "+12125550101"),
    ("Daniel Kowalski", "October 13th, 1966", "+12125550111"),
    ("Sofía Hernández", "June 5th, 1972", "+12125550109"),
)


@pytest.fixture
def database(tmp_path: Path) -> str:
    return fresh_url("postgresql", tmp_path)


async def test_a_booking_and_its_log(tmp_path: Path, database: str) -> None:
    """The visit, its text and a log that replays are stored there as on SQLite."""
    async with clinic_line(tmp_path, database=database) as line:
        call = await line.call()
        await call.play(BOOKING, TYROME, "caller: yes", "agent: You're booked")
        await call.play("caller: no, that's all", "agent: Goodbye")
        assert await call.ends() is None
        assert OPENING in await line.office.bookings("+12125550101")
        assert await call.path() == [
            "identified",
            "errand_chosen",
            "slots_filled",
            "confirmed",
            "done",
            "goodbye",
        ]
        (text,) = await line.office.rows("SELECT status FROM Messages")
        assert text["status"] in ("stored", "queued")
        clinic = await line.office.store.transact(read_clinic)
        book = rulebook(clinic)
        assert replay(await call.history(), book) is None


async def test_an_opening_that_several_say_yes_to_at_once(tmp_path: Path, database: str) -> None:
    """Calls of several processes, each in its own transaction: one gets it, the others hear it was taken."""
    office = await Office.open(tmp_path, database=database)
    offices = [office, office.elsewhere(), office.elsewhere()]
    callers = []
    for at, (name, born, _) in zip(offices, READ_BACKS, strict=True):
        caller = (await office.call()).at(at)
        await caller.says("I need a follow-up with Dr. Maya Chen tomorrow at 2 pm", name, born)
        callers.append(caller)
    assert all("2 in the afternoon" in caller.heard for caller in callers)
    await asyncio.gather(*(caller.hears(Utterance(text="yes")) for caller in callers))
    assert sorted("You're booked" in caller.heard for caller in callers) == [False, False, True]
    assert sum("just taken" in caller.heard for caller in callers) == 2
    booked = [OPENING in await office.bookings(phone) for _, _, phone in READ_BACKS]
    assert sum(booked) == 1
    for opened in offices:
        await opened.close()


async def test_a_dropped_line_goes_on_where_it_was(tmp_path: Path, database: str) -> None:
    """The snapshot comes back whole: the bridge, the open question, and nothing asked twice."""
    async with clinic_line(tmp_path, database=database) as line:
        call = await line.call()
        await call.play("caller: I need to move my appointment", TYROME, TYROMES_PHONE, "agent: instead?")
        assert await call.caller.drop()
        call.reply = await call.caller.hear()
        await call.play(
            """
            agent:  cut off
            agent:  instead?
            caller: next Tuesday at 2 pm
            agent:  Should I move it?
            caller: yes
            agent:  visit is now with Dr. Maya Chen
            """
        )
        statuses = [status for _, _, status in await line.office.bookings("+12125550101")]
        assert sorted(statuses) == ["booked", "cancelled"]


async def test_a_number_that_keeps_failing_goes_to_a_person(tmp_path: Path, database: str) -> None:
    """Failures are counted over calls, and the right answers come too late."""
    async with clinic_line(tmp_path, database=database) as line:
        await fails(line, STRANGER)
        await fails(line, STRANGER, attempts=2)
        call = await line.call(STRANGER)
        await call.play(
            """
            caller: cancel my appointment
            caller: Tyrome Williams
            caller: April 17th, 1988
            caller: 212 555 0101
            agent:  front desk
            """
        )
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "not-identified"
