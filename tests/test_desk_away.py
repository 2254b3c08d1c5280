"""A call that was elsewhere meanwhile, and a store that is away for a moment."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.engine import Connection

from engine.desk import FrontDesk
from engine.heard import Connected, Utterance
from engine.local.reader import LocalExtractor
from engine.store import Store, StoreUnavailable
from tests.office import NOW, Office, rulebook
from tools.sql import SqlTools, read_clinic

R = TypeVar("R")
READ_BACK = ("I need a follow-up with Dr. Maya Chen tomorrow at 2 pm", "Tyrome Williams", "April 17th, 1988")
CALL = "CA" + "5" * 32


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    opened = await Office.open(tmp_path)
    yield opened
    await opened.close()


async def test_a_call_that_was_elsewhere_goes_on_from_there(office: Office) -> None:
    """Back at the first process, what the second one learnt is known at once, and nobody is sent away."""
    other = office.elsewhere()
    here = await office.call()
    there = here.at(other)
    await here.says(READ_BACK[0])
    await there.comes_back()
    await there.says(*READ_BACK[1:])
    assert "Should I book it" in await here.comes_back() and not here.reply.elsewhere
    assert "You're booked" in await here.says("yes")
    await other.close()


async def test_where_a_call_stands_is_what_another_process_made_of_it(office: Office) -> None:
    """The callback of an ended session may reach a process that had the call before."""
    other = office.elsewhere()
    here = await office.call()
    await here.says(READ_BACK[0])
    await here.at(other).says("I want to talk to a person")
    status = await office.desk.status(here.call_sid)
    assert status is not None and status.ending is not None and status.ending.hand_off is not None
    await other.close()


class Flickering(Store):
    """A store that is away for so many tries, before or after it commits."""

    away = 0
    commits_first = False

    async def transact(self, work: Callable[[Connection], R]) -> R:
        if not self.away:
            return await super().transact(work)
        self.away -= 1
        if self.commits_first:
            await super().transact(work)
        raise StoreUnavailable("OperationalError no connection")


@pytest.fixture
async def store(office: Office, tmp_path: Path) -> AsyncIterator[Flickering]:
    opened = Flickering.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    assert isinstance(opened, Flickering)
    yield opened
    await opened.close()


def desk(store: Store, patience: float) -> FrontDesk:
    clinic = store.transact_now(read_clinic)
    book = rulebook(clinic)
    return FrontDesk(
        store,
        book,
        LocalExtractor(),
        lambda connection: SqlTools(connection, clinic),
        lambda: NOW,
        patience=patience,
    )


async def test_a_turn_waits_for_a_store_that_comes_back(store: Flickering) -> None:
    """The caller hears the answer, and not that a person has to take over."""
    waiting = desk(store, patience=60.0)
    await waiting.hear(CALL, Connected())
    store.away = 1
    reply = await waiting.hear(CALL, Utterance(text=READ_BACK[0]))
    assert reply.asked is not None and reply.ending is None


async def test_a_turn_whose_commit_was_not_confirmed_is_told_not_repeated(
    office: Office, store: Flickering
) -> None:
    """The second try finds the call moved on; the caller comes back, and hears what the first try did."""
    waiting = desk(store, patience=60.0)
    await waiting.hear(CALL, Connected())
    for line in READ_BACK:
        await waiting.hear(CALL, Utterance(text=line))
    store.away, store.commits_first = 1, True
    assert (await waiting.hear(CALL, Utterance(text="yes"))).elsewhere
    caller = (await office.call()).at(office)
    caller.call_sid = CALL
    assert "You're booked" in await caller.comes_back()
    assert len(await office.rows("SELECT id FROM Appointments WHERE key IS NOT NULL")) == 1


async def test_a_store_that_stays_away_hands_the_caller_over(store: Flickering) -> None:
    """With no patience left, to a person."""
    hasty = desk(store, patience=0.0)
    store.away = 9
    reply = await hasty.hear(CALL, Connected())
    assert reply.ending is not None and reply.ending.hand_off is not None
