"""Two processes that both think they own a call: one wins, nothing happens twice, the other follows it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.extraction import Extraction, Request
from engine.heard import Reply, Utterance
from engine.local.reader import LocalExtractor
from tests.clinic_books import DATABASES, fresh_url
from tests.office import Caller, Office
from tests.scripted_desk import ScriptedDesk, say
from tests.wire import served

READ_BACK = ("I need a follow-up with Dr. Maya Chen tomorrow at 2 pm", "Tyrome Williams", "April 17th, 1988")
TYROMES = "+12125550101"
BOOKED = ("Dr. Maya Chen", "2026-03-03 14:00", "booked")


class Crossroads:
    """Reads an utterance only when it has been heard at both places, where that is asked for."""

    def __init__(self) -> None:
        self.both = asyncio.Barrier(2)
        self.meet_at = ""
        self._local = LocalExtractor()

    async def extract(self, request: Request) -> Extraction:
        if request.text == self.meet_at:
            await self.both.wait()
        return self._local.read(request)


class Pair:
    """One call, as two processes hear it."""

    def __init__(self, here: Caller, there: Caller, crossroads: Crossroads) -> None:
        self.here = here
        self.there = there
        self.crossroads = crossroads

    async def both_hear(self, words: str) -> tuple[Caller, Caller]:
        """Both begin a turn from the same snapshot; who answered, and who did not."""
        self.crossroads.meet_at = words
        await asyncio.gather(self.here.says(words), self.there.says(words))
        self.crossroads.meet_at = ""
        won, lost = sorted((self.here, self.there), key=lambda caller: caller.reply.elsewhere)
        assert lost.reply == Reply(elsewhere=True) and not won.reply.elsewhere
        return won, lost

    async def count(self, sql: str) -> int:
        (row,) = await self.here.office.rows(f"SELECT count(*) AS n FROM {sql}")  # noqa: S608
        return int(row["n"])


@pytest.fixture(params=DATABASES)
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Pair]:
    crossroads = Crossroads()
    database = fresh_url(request.param, tmp_path)
    office = await Office.open(tmp_path, extractor=crossroads, database=database)
    other = office.elsewhere()
    here = await office.call()
    yield Pair(here, here.at(other), crossroads)
    await other.close()
    await office.close()


async def test_one_yes_heard_twice_books_once(pair: Pair) -> None:
    """Both run the booking from the same snapshot; one commits, and only that one speaks."""
    await pair.here.says(*READ_BACK)
    won, lost = await pair.both_hear("yes")
    assert "You're booked" in won.heard and lost.heard == ""
    assert (await pair.here.office.bookings(TYROMES)).count(BOOKED) == 1
    assert await pair.count("Messages") == 1
    assert await pair.count("ToolCalls WHERE tool = 'schedule'") == 1
    assert await pair.count("Turns") == len(READ_BACK) + 2
    await lost.says("no, that's all")
    assert lost.reply.ending is not None
    assert (await lost.memory()).turn == len(READ_BACK) + 3


async def test_the_loser_goes_on_from_the_winners_snapshot(pair: Pair) -> None:
    """What the winner learnt is known, and what only the loser heard is not."""
    await pair.here.says(READ_BACK[0])
    assert "cut off" in await pair.there.comes_back()
    assert "date of birth" in await pair.there.says("Tyrome Williams")
    assert await pair.here.says("Maria Garcia") == "" and pair.here.reply.elsewhere
    assert "Tyrome" in await pair.here.says("April 17th, 1988")
    assert "Should I book it" in pair.here.heard


async def test_a_call_that_begins_at_both_begins_once(pair: Pair) -> None:
    """The first turn has no row to hold on to yet; the database keeps one of two all the same."""
    first = Pair(
        Caller(pair.here.office, "CA" + "9" * 32),
        Caller(pair.there.office, "CA" + "9" * 32),
        pair.crossroads,
    )
    won, lost = await first.both_hear("I need a follow-up")
    assert await pair.count("Turns WHERE call_sid LIKE 'CA9%'") == 1
    assert (await lost.says("Tyrome Williams")) and (await won.memory()).turn == 2


async def test_failed_guesses_are_counted_once(pair: Pair) -> None:
    """A lost turn takes its failed attempt with it."""
    await pair.here.says("cancel my appointment", "Walter Novak", "May 2nd, 1971")
    await pair.both_hear("212 555 0199")
    assert await pair.count("IdentityAttempts") == 1


async def test_a_socket_whose_call_is_elsewhere_is_closed() -> None:
    """With a code after which Twilio asks where to go: a caller who is on it after all is not lost."""
    desk = ScriptedDesk(say("What is your name?"), Reply(elsewhere=True))
    async with served(desk) as wire:
        caller = await wire.dial()
        await caller.say("I need a visit.")
        await caller.hear()
        await caller.say("Tyrome Williams")
        assert await caller.closed() == 1012
        assert await caller.drop()
    assert Utterance(text="Tyrome Williams", lang="en-US") in desk.heard
