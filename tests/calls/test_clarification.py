"""Calls in which words fit several: the agent asks which, and a person helps where that leads nowhere."""

from pathlib import Path

from engine.extraction import Extraction, Slots
from engine.repair import Pattern
from engine.vocabulary import Intent
from tests.calls.story import TYROME, clinic_line

AISHA = """
    caller: Aisha Khan
    caller: September 9th, 2001
    caller: 212 555 0107
"""
EITHER = ("Dr. Maya Chen", "Dr. Wei Chan")


async def test_a_doctor_who_may_be_either_of_two_is_asked_after(tmp_path: Path) -> None:
    """Dr. Chen or Dr. Chan: the question is logged as what it is, and the answer settles it."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I'd like a follow-up with doctor chen",
            TYROME,
            """
            agent:  Dr. Maya Chen
            agent:  Dr. Wei Chan
            """,
        )
        assert Pattern.CLARIFICATION in await call.patterns()
        await call.play("caller: the one in orthopedics", "agent does not say: Dr. Maya Chen")


async def test_where_many_doctors_fit_three_are_named(tmp_path: Path) -> None:
    """Nobody keeps more in mind; any of them can be had by name, those that were not read out as well."""
    many = (*EITHER, "Dr. Priya Patel", "Dr. Grace Kim")
    frames = {
        "one of those": Extraction(intent=Intent.SCHEDULE, slots=Slots(reason="a follow-up", provider=many))
    }
    async with clinic_line(tmp_path, frames=frames) as line:
        call = await line.call()
        await call.play("caller: one of those", TYROME, "agent: Which doctor would you like")
        assert [name in call.reply for name in many] == [True, True, True, False]
        await call.play("caller: Dr. Grace Kim", "agent: What day and time")


async def test_a_visit_that_may_be_either_of_two_is_asked_after(tmp_path: Path) -> None:
    """Two visits are booked and one is to be cancelled."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: I have to cancel an appointment", AISHA, "agent: Which one is it")
        assert Pattern.CLARIFICATION in await call.patterns()
        await call.play("caller: the one with Dr. Kim", "agent: Should I cancel it?")


async def test_where_nothing_is_in_doubt_nothing_is_clarified(tmp_path: Path) -> None:
    """A plain booking."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I need a follow-up with Dr. Maya Chen tomorrow at 2 pm", TYROME, "caller: yes"
        )
        assert Pattern.CLARIFICATION not in await call.patterns()


async def test_a_question_put_again_is_no_second_clarification(tmp_path: Path) -> None:
    """Questions about the clinic in between do not count against the caller."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: I have to cancel an appointment", AISHA, "agent: Which one is it")
        for _ in range(3):
            await call.play("caller: what are your hours?", "agent: Monday to Friday", "agent: Dr. Grace Kim")
        await call.play("caller: the one with Dr. Kim", "agent: Should I cancel it?")


async def test_what_stays_in_doubt_three_times_is_left_to_a_person(tmp_path: Path) -> None:
    """Each answer says something new and still fits several."""
    frames = {
        "a follow-up with either": Extraction(
            intent=Intent.SCHEDULE, slots=Slots(reason="a follow-up", provider=EITHER)
        ),
        "one of those": Extraction(slots=Slots(provider=(*EITHER, "Dr. Grace Kim"))),
        "or those": Extraction(slots=Slots(provider=("Dr. Maya Chen", "Dr. Grace Kim"))),
    }
    async with clinic_line(tmp_path, frames=frames) as line:
        call = await line.call()
        await call.play(
            "caller: a follow-up with either",
            TYROME,
            """
            agent:  Dr. Wei Chan
            caller: one of those
            agent:  Dr. Grace Kim
            caller: or those
            agent:  a person
            """,
        )
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "not-understood"
