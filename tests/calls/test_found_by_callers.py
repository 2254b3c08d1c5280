"""What simulated callers once ran into, told as calls; each would fail again without its repair."""

from pathlib import Path

import pytest

from channels.clock import JumpingClock
from tests.calls.story import TYROME, TYROMES_PHONE, clinic_line

BOOKING = "caller: I need a follow-up with Dr. Maya Chen tomorrow at 2 pm"
AISHA = """
    caller: Aisha Khan
    caller: September 9th, 2001
    caller: 212 555 0107
"""


@pytest.mark.parametrize("words", ["Wait, I think I'm having a stroke", "wait I'm having a heart attack"])
async def test_an_emergency_that_begins_with_wait_is_one(tmp_path: Path, words: str) -> None:
    """ "Wait" calls for attention here; only "the wait" is what strong words may be about."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(BOOKING, TYROME, f"caller: {words}", "agent: dial 9-1-1")
        assert (await call.path())[-1] == "urgent"


@pytest.mark.parametrize("words", ["No, that's not right", "that's not right"])
async def test_not_right_corrects_a_read_back_and_is_no_symptom(tmp_path: Path, words: str) -> None:
    """The caller means the booking, and is not asked how they feel."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(BOOKING, TYROME, f"caller: {words}", "agent: What should I change")


@pytest.mark.parametrize("words", ["No, that's no right", "no its no right", "No, that's not right"])
async def test_no_right_is_no_yes(tmp_path: Path, words: str) -> None:
    """As a bad line has "that's not right"; "no, no, that's right" still is a yes."""
    async with clinic_line(tmp_path) as line:
        before = await line.office.bookings("+12125550101")
        call = await line.call()
        await call.play(BOOKING, TYROME, f"caller: {words}", "agent does not say: You're booked")
        assert await line.office.bookings("+12125550101") == before
        another = await line.call()
        await another.play(BOOKING, TYROME, "caller: no, no, that's right", "agent: You're booked")


async def test_spelling_with_double_letters_is_no_double_vision(tmp_path: Path) -> None:
    """Double L in a name, double five in a number."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: when is my next appointment
            caller: Robert O'Neill, that's O apostrophe N E I double L
            agent:  date of birth
            caller: December 25th, 1954
            caller: two one two double five five oh one oh eight
            agent does not say: right now
            """
        )


async def test_a_cancellation_read_back_may_become_a_move(tmp_path: Path) -> None:
    """To be moved instead is another errand, and no "leave it as it is"."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: please cancel my appointment",
            TYROME,
            TYROMES_PHONE,
            """
            caller: actually, can I move it instead?
            agent:  What day and time would you like instead?
            """,
        )


async def test_you_know_what_changes_a_mind(tmp_path: Path) -> None:
    """As "actually" does: the visit that was to be moved is cancelled."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: I need to reschedule", TYROME, TYROMES_PHONE, "agent: instead?")
        await call.play("caller: You know what, cancel it", "agent: Should I cancel it?")


async def test_a_question_that_was_not_understood_comes_in_other_words(tmp_path: Path) -> None:
    """ "I don't understand" is no wish to hear the same again."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: I'd like to book a visit", TYROME, "agent: What's the visit for?")
        await call.play("caller: I don't understand", "agent: What should I put down as the reason")
        assert "rephrase" in await call.patterns()


async def test_it_is_not_answers_the_symptom_question(tmp_path: Path) -> None:
    """ "No, it's not" is as clear a no as there is."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I'd like to book a visit, my knee hurts", "caller: No, it's not", "agent: name"
        )
        assert "urgent" not in await call.path()


async def test_one_of_two_visits_can_be_picked_by_key(tmp_path: Path) -> None:
    """The agent offers the keys, so they have to work."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: I have to cancel an appointment", AISHA, "agent: Which one is it")
        await call.play("keys: 2", "agent: with Dr. Grace Kim", "agent: Should I cancel it?")


async def test_a_star_begins_a_keyed_birthday_anew(tmp_path: Path) -> None:
    """The keys before it count for nothing, and the entry is complete when eight have come after it."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: please cancel my appointment", "caller: Tyrome Williams")
        await call.play("keys: 0417*04171988", "agent: April 17th, 1988, thank you", "agent: phone number")


async def test_the_only_visit_may_be_the_wrong_one(tmp_path: Path) -> None:
    """A no to "is it this?" leaves it alone instead of reading it back."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: please cancel my appointment with Dr. Nguyen",
            TYROME,
            TYROMES_PHONE,
            """
            agent:  Is it the one with Dr. Maya Chen
            caller: no
            agent:  left it as it is
            agent:  anything else
            """,
        )


async def test_nobody_is_rung_for_a_line_on_which_nobody_speaks(tmp_path: Path) -> None:
    """The agent has said goodbye; the desk would pick up to silence."""
    clock = JumpingClock()
    async with clinic_line(tmp_path, clock=clock, FRONT_DESK_NUMBER="+12125550100") as line:
        call = await line.call()
        await call.play("caller: I'd like to book a visit", "silence: 12", "silence: 15", "silence: 15")
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "no-input"
        assert [verb.tag for verb in call.caller.twiml] == ["Hangup"]


async def test_the_first_spanish_sentence_is_read_as_spanish(tmp_path: Path) -> None:
    """Its day and time are not lost because the call began in English."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: Hola, quiero una cita de seguimiento con la doctora Maya Chen mañana a las dos de la tarde
            caller: Sofía Hernández
            caller: cinco de junio de mil novecientos setenta y dos
            agent:  martes tres de marzo a las dos de la tarde
            """
        )


@pytest.mark.parametrize("words", ["Quiero hablar con una persona", "Quiero hablar con alguien"])
async def test_a_person_asked_for_in_spanish_is_no_complaint(tmp_path: Path, words: str) -> None:
    """Nobody who wants the desk is asked whether it is severe, and the answer comes in Spanish."""
    async with clinic_line(tmp_path, FRONT_DESK_NUMBER="+12125550100") as line:
        call = await line.call()
        await call.play(f"caller: {words}", "agent: le comunico con la recepción")
        assert (await call.path())[0] == "ask_for_person"


async def test_a_follow_up_is_no_complaint_in_spanish(tmp_path: Path) -> None:
    """The reason for a visit may be a follow-up, in four words or in one."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: Hola, quiero hacer una cita
            caller: Sofía Hernández
            caller: cinco de junio de mil novecientos setenta y dos
            caller: Es para un seguimiento
            agent:  doctor
            """
        )
