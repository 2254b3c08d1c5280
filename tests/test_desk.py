"""The front desk when its own store fails it."""

from pathlib import Path

from sqlalchemy import text

from engine.heard import Connected, Gone
from engine.vocabulary import Reason
from tests.office import Caller, Office


async def run(office: Office, sql: str) -> None:
    """Change the database behind the desk's back."""
    await office.store.transact(lambda connection: connection.execute(text(sql)))


async def test_a_call_that_cannot_even_begin_is_handed_to_a_person(tmp_path: Path) -> None:
    """The action callback finds the hand-over although nothing of the call could be stored or read."""
    office = await Office.open(tmp_path)
    await office.close()
    caller = Caller(office, "CA" + "5" * 32)
    await caller.hears(Connected())
    status = await office.desk.status(caller.call_sid)
    assert status is not None and status.ending == caller.reply.ending
    assert status.ending is not None and status.ending.hand_off is not None
    assert status.ending.hand_off.reason is Reason.TOOL_FAILED


async def test_a_call_that_was_given_up_goes_on_when_the_store_is_back(tmp_path: Path) -> None:
    """Nothing of the failed turn stays: no hand-over is pending, and the call is where it was."""
    office = await Office.open(tmp_path)
    caller = await office.call()
    await caller.says("I need a follow-up with Dr. Maya Chen tomorrow at 2 pm")
    await run(office, "ALTER TABLE Transitions RENAME TO Elsewhere")
    await caller.says("Tyrome Williams")
    assert caller.reply.ending is not None
    await run(office, "ALTER TABLE Elsewhere RENAME TO Transitions")
    assert "date of birth" in await caller.says("Tyrome Williams")
    status = await office.desk.status(caller.call_sid)
    assert status is not None and status.ending is None
    await caller.hears(Gone())
    await office.close()


async def test_a_call_of_which_nothing_is_heard_is_kept_by_the_store_alone(tmp_path: Path) -> None:
    """A desk that has not heard of a call for long goes on from where the store has it."""
    office = await Office.open(tmp_path)
    elsewhere = office.elsewhere()
    caller, moved = await office.call(), await office.call()
    await moved.says("I need to cancel my appointment")
    await moved.at(elsewhere).says("Tyrome Williams")
    office.wait(minutes=31)
    await caller.says("What are your hours?")
    assert "phone number" in await moved.says("April 17th, 1988")
    await office.close()
    await elsewhere.close()
