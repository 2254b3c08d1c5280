"""Strangers who guess, over many calls."""

from pathlib import Path

from tests.calls.story import Line, clinic_line

STRANGER = "+19175550123"


async def fails(line: Line, number: str, name: str = "Tyrome Williams", attempts: int = 3) -> None:
    """One call from `number` with so many wrong birthdays."""
    call = await line.call(number)
    await call.play("caller: cancel my appointment")
    for day in range(attempts):
        await call.play(f"caller: {name}", f"caller: May {day + 2}th, 1971", "caller: 212 555 0101")
    await call.caller.hang_up()


async def test_a_number_that_keeps_failing_goes_to_a_person(tmp_path: Path) -> None:
    """Five failures a day over several calls, and even the right answers are not taken by telephone."""
    async with clinic_line(tmp_path) as line:
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


async def test_a_record_that_is_guessed_at_is_closed_to_everybody(tmp_path: Path) -> None:
    """Many numbers guessing at one patient: the words stay the same for the right answer too."""
    async with clinic_line(tmp_path) as line:
        for caller in range(5):
            await fails(line, f"+1917555030{caller}", attempts=1)
        call = await line.call("+19175550400")
        await call.play(
            """
            caller: cancel my appointment
            caller: Tyrome Williams
            caller: April 17th, 1988
            caller: 212 555 0101
            agent:  wasn't able to find a match with those details
            """
        )


async def test_a_day_later_the_number_is_heard_again(tmp_path: Path) -> None:
    """The lock is for a day."""
    async with clinic_line(tmp_path) as line:
        await fails(line, STRANGER)
        await fails(line, STRANGER, attempts=2)
        line.office.wait(hours=25)
        call = await line.call(STRANGER)
        await call.play(
            """
            caller: cancel my appointment
            caller: Tyrome Williams
            caller: April 17th, 1988
            caller: 212 555 0101
            agent:  Should I cancel it?
            """
        )


async def test_withheld_numbers_do_not_lock_each_other_out(tmp_path: Path) -> None:
    """Nobody pays for another stranger who hides their number."""
    async with clinic_line(tmp_path) as line:
        await fails(line, "", name="Walter Novak")
        await fails(line, "", name="Walter Novak")
        call = await line.call("")
        await call.play(
            """
            caller: cancel my appointment
            caller: Tyrome Williams
            caller: April 17th, 1988
            caller: 212 555 0101
            agent:  Should I cancel it?
            """
        )
