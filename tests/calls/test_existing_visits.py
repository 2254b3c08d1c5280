"""Calls about visits that are booked already: moving, cancelling, looking up."""

from pathlib import Path

from tests.calls.story import TYROME, TYROMES_PHONE, clinic_line

TYROMES = "+12125550101"
AISHAS = "+12125550107"
AISHA = """
    caller: Aisha Khan
    agent:  date of birth
    caller: September 9th, 2001
    agent:  phone number
    caller: 212 555 0107
"""


async def test_moving_a_visit(tmp_path: Path) -> None:
    """The new opening is taken before the old one is let go, and both are read back."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I need to move my appointment",
            TYROME,
            TYROMES_PHONE,
            """
            agent:  Your follow-up visit with Dr. Maya Chen is on Thursday, March 5th at 10 in the morning
            agent:  instead?
            caller: next Tuesday afternoon
            agent:  Tuesday, March 10th
            caller: the first one
            agent:  from Thursday, March 5th at 10 in the morning to Tuesday, March 10th
            agent:  Should I move it?
            caller: yes
            agent:  Done.
            agent:  Tuesday, March 10th
            """,
        )
        kept, moved = await line.office.bookings(TYROMES)
        assert kept == ("Dr. Maya Chen", "2026-03-05 10:00", "cancelled")
        assert moved[1].startswith("2026-03-10") and moved[2] == "booked"


async def test_the_visit_that_is_meant_and_the_new_wish_in_one_sentence(tmp_path: Path) -> None:
    """The old day and the new day are told apart."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: Hi, it's Tyrome Williams, move my Thursday visit with Dr. Chen to next week, mornings
            agent:  date of birth
            caller: April 17th, 1988
            agent:  phone number
            caller: 2125550101
            agent:  Dr. Maya Chen has
            agent:  March
            agent does not say: afternoon
            """
        )


async def test_cancelling_a_visit(tmp_path: Path) -> None:
    """The visit is named, a yes is asked for, and the row is cancelled."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: please cancel my appointment",
            TYROME,
            TYROMES_PHONE,
            """
            agent:  your follow-up visit with Dr. Maya Chen on Thursday, March 5th at 10 in the morning
            agent:  Should I cancel it?
            caller: yes
            agent:  is cancelled
            """,
        )
        assert await line.office.bookings(TYROMES) == [("Dr. Maya Chen", "2026-03-05 10:00", "cancelled")]
        assert "confirmed" in await call.path()


async def test_a_no_keeps_the_visit(tmp_path: Path) -> None:
    """A refused cancellation leaves everything as it was."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: please cancel my appointment",
            TYROME,
            TYROMES_PHONE,
            """
            agent:  Should I cancel it?
            caller: no, keep it
            agent:  left it as it is
            """,
        )
        assert await line.office.bookings(TYROMES) == [("Dr. Maya Chen", "2026-03-05 10:00", "booked")]
        assert "kept" in await call.path()


async def test_with_two_visits_the_agent_asks_which(tmp_path: Path) -> None:
    """It never picks between them."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I have to cancel an appointment",
            AISHA,
            """
            agent:  Friday, March 13th at 8:30 in the morning with Dr. Samuel Okafor
            agent:  Monday, March 16th at 9 in the morning with Dr. Grace Kim
            caller: the one with Dr. Kim
            agent:  with Dr. Grace Kim on Monday, March 16th
            caller: yes
            agent:  is cancelled
            """,
        )
        assert [b[2] for b in await line.office.bookings(AISHAS)] == ["booked", "cancelled"]


async def test_looking_up_and_then_moving(tmp_path: Path) -> None:
    """Several errands in one call; the caller is not identified again."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: when is my next appointment?",
            AISHA,
            """
            agent:  You have 2 upcoming visits
            agent:  with Dr. Samuel Okafor on Friday, March 13th
            agent:  anything else
            caller: yes, reschedule the one with Dr. Okafor
            agent does not say: date of birth
            agent:  instead?
            caller: the Monday after
            """,
        )
        assert (await call.path())[:3] == ["identified", "errand_chosen", "told"]


async def test_nobody_without_a_visit_is_asked_which(tmp_path: Path) -> None:
    """With nothing booked the agent says so and offers more help."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: I want to cancel my appointment
            caller: Daniel Kowalski
            caller: October 13, 1966
            caller: 212-555-0111
            agent:  don't see any upcoming visits
            agent:  anything else
            """
        )
        assert "nothing_to_do" in await call.path()


async def test_a_booking_first_then_a_cancellation_asks_for_one_thing_more(tmp_path: Path) -> None:
    """Name and birthday are enough to book, and not to cancel."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I need a follow-up with Dr. Maya Chen tomorrow at 2 pm",
            TYROME,
            """
            agent:  Should I book it?
            caller: yes
            agent:  anything else
            caller: yes, cancel my Thursday appointment
            agent:  phone number
            caller: 212 555 0101
            agent:  Thursday, March 5th at 10 in the morning. Should I cancel it?
            caller: yes
            agent:  is cancelled
            """,
        )
        assert "step_up" in await call.path()


async def test_a_change_of_mind_in_the_middle(tmp_path: Path) -> None:
    """A caller who meant to move a visit may cancel it instead."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I need to reschedule",
            TYROME,
            TYROMES_PHONE,
            """
            agent:  instead?
            caller: actually, just cancel it
            agent:  Should I cancel it?
            caller: yes
            agent:  is cancelled
            """,
        )
        assert "another_errand" in await call.path()
