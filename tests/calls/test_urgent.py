"""Calls in which somebody needs help now."""

from pathlib import Path

import pytest

from channels.clock import JumpingClock
from tests.calls.story import TYROME, clinic_line


async def test_an_emergency_before_anybody_is_identified(tmp_path: Path) -> None:
    """911 first, then a person; nobody is asked for a name."""
    async with clinic_line(tmp_path, FRONT_DESK_NUMBER="+12125550100") as line:
        call = await line.call()
        await call.play(
            """
            caller: I'm having really bad chest pain right now
            agent:  dial 9-1-1
            agent:  Can you call 9-1-1 right now?
            agent does not say: name
            caller: no
            agent:  For your safety
            """
        )
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "emergency"
        assert "chest" not in str(hand_off)
        assert (await call.path())[0] == "urgent"
        assert call.caller.twiml.find("Dial") is not None
        first = (await call.history())["turns"][1]
        assert first["screen"]["category"] == "cardiac"
        assert first["screen"]["list"]


async def test_somebody_who_can_call_is_told_to_do_it_now(tmp_path: Path) -> None:
    """A yes to 911 is not argued with."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: my husband collapsed and he's not breathing",
            """
            agent:  9-1-1
            caller: yes
            agent:  Please do that now
            """,
        )
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "emergency"


@pytest.mark.parametrize("depth", range(5))
async def test_an_emergency_leaves_every_state_in_the_same_turn(tmp_path: Path, depth: int) -> None:
    """Whatever was being talked about, the next words are the emergency's."""
    steps = (
        "caller: I need a follow-up with Dr. Maya Chen tomorrow",
        "caller: Tyrome Williams",
        "caller: April 17th, 1988",
        "caller: the first one",
    )
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(*steps[:depth], "caller: wait, I can't breathe", "agent: 9-1-1")
        assert (await call.path())[-1] == "urgent"
        assert len(await line.office.bookings("+12125550101")) == 1


async def test_silence_after_an_emergency_connects_the_caller(tmp_path: Path) -> None:
    """Whoever cannot answer is put through."""
    clock = JumpingClock()
    async with clinic_line(tmp_path, clock=clock) as line:
        call = await line.call()
        await call.play("caller: I think I'm having a heart attack", "silence: 8", "agent: connecting you")
        assert await call.ends() is not None


async def test_a_crisis_is_never_told_to_hang_up(tmp_path: Path) -> None:
    """Stay, a person, 988."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: I want to kill myself
            agent:  9-8-8
            agent:  stay with me
            agent does not say: hang up
            """
        )
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "emergency"


async def test_poison_help(tmp_path: Path) -> None:
    """Poison Help's number is given, and a person."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: my toddler just swallowed a bunch of my pills", "agent: 1-800-222-1222")
        assert await call.ends() is not None


async def test_an_urgent_symptom_stops_scheduling(tmp_path: Path) -> None:
    """A nurse or the desk, with the way out if it gets worse."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I'd like to book a visit, I'm pregnant and I've started spotting",
            "agent: clinical staff right away",
        )
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "urgent"


async def test_a_plain_symptom_gets_one_question_and_a_no_goes_on(tmp_path: Path) -> None:
    """Asked once, answered no, and the booking goes on with everything said so far."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: I'd like to book a visit, my knee hurts")
        assert call.reply.endswith("?") and "name" not in call.reply
        await call.play(
            "caller: no",
            "agent: first and last name",
            TYROME,
            """
            agent does not say: today?
            agent does not say: What's the visit for
            """,
        )
        assert "urgent" not in await call.path()


async def test_anything_but_a_clear_no_goes_to_a_person(tmp_path: Path) -> None:
    """Maybe is not no."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: my knee hurts", "caller: I'm not sure, kind of")
        assert (await call.path())[0] == "urgent"
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] in ("urgent", "emergency")


async def test_a_new_problem_is_asked_about_before_any_opening_is_offered(tmp_path: Path) -> None:
    """Also when the words of the reason name no symptom that the list knows."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: I'd like to book a sick visit", TYROME)
        asked = call.reply
        assert "?" in asked and "find_openings" not in await call.tools()
        await call.play("caller: no", "agent does not say: getting worse")


async def test_closed_hours_take_a_message(tmp_path: Path) -> None:
    """With nobody at the desk the caller hears what to do and may leave a message."""
    from datetime import timedelta

    from tests.office import NOW

    async with clinic_line(tmp_path, now=NOW + timedelta(hours=12), FRONT_DESK_NUMBER="+12125550100") as line:
        call = await line.call()
        await call.play("caller: I want to talk to somebody", "agent: closed at the moment")
        await call.ends()
        assert call.caller.twiml.find("Record") is not None
        assert "9-1-1" in "".join(call.caller.twiml.itertext())
