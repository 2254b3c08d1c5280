"""A visit that is moved or cancelled by somebody else while its caller is asked about it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.office import Caller, Office

TYROME = ("Tyrome Williams", "April 17th, 1988", "212 555 0101")
LOSE = "UPDATE Appointments SET status = :status WHERE patient_id = 1 AND status = 'booked'"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    opened = await Office.open(tmp_path)
    yield opened
    await opened.close()


async def until_read_back(office: Office, *lines: str) -> Caller:
    caller = await office.call()
    assert "Should I" in await caller.says(*lines)
    return caller


@pytest.mark.parametrize(
    ("status", "lines"),
    [
        ("fulfilled", ("I need to cancel my appointment", *TYROME)),
        ("cancelled", ("I need to move my appointment to Friday at 2 pm", *TYROME)),
    ],
)
async def test_a_visit_that_is_gone_is_not_asked_about_again(
    office: Office, status: str, lines: tuple[str, ...]
) -> None:
    """The caller hears that it was changed and what is booked now; not that a time was taken, for ever."""
    caller = await until_read_back(office, *lines)
    await office.store.transact(lambda c: c.execute(text(LOSE), {"status": status}).rowcount)
    heard = await caller.says("yes")
    assert "that visit was changed" in heard and "don't see any upcoming visits" in heard
    assert "taken" not in heard


async def test_a_move_is_never_offered_to_where_the_visit_is(office: Office) -> None:
    """Its own time is free for it, and no other time."""
    caller = await office.call()
    heard = await caller.says("I need to move my appointment to Friday", *TYROME)
    assert "Does " in heard
    own = await office.rows("SELECT start_time FROM Appointments WHERE patient_id = 1")
    starts = [option.start for option in caller.reply.options]
    assert starts and not {s.isoformat() for s in starts} & {row["start_time"] for row in own}
