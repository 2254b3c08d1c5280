"""Calls on the keypad: spoken and keyed answers are equal everywhere."""

from pathlib import Path

from tests.calls.story import clinic_line


async def test_a_whole_cancellation_with_keys(tmp_path: Path) -> None:
    """Errand, birthday, phone number and the yes can all be keyed; only the name is said."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            keys:   3
            agent:  first and last name
            caller: Tyrome Williams
            keys:   04171988
            agent:  phone number
            keys:   2125550101
            agent:  Should I cancel it?
            keys:   1
            agent:  is cancelled
            """
        )
        assert await line.office.bookings("+12125550101") == [
            ("Dr. Maya Chen", "2026-03-05 10:00", "cancelled")
        ]


async def test_offers_are_picked_by_number_and_refused_with_two(tmp_path: Path) -> None:
    """1 and 2 pick the first and second; at a yes/no question 2 is a no."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: a follow-up with Dr. Okafor this week please
            caller: Tyrome Williams
            keys:   04171988
            agent:  Dr. Samuel Okafor has
            keys:   2
            agent:  Should I book it?
            keys:   2
            agent:  What should I change
            """
        )


async def test_zero_is_a_person_in_the_middle_of_anything(tmp_path: Path) -> None:
    """The first request for a person is honoured."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: I'd like to book a visit
            keys:   0#
            agent:  front desk
            """
        )
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "caller-asked"
