"""Calls that go wrong in the ways calls do, one repair pattern each."""

from pathlib import Path

from channels.clock import JumpingClock
from engine.extraction import Extraction
from tests.calls.story import TYROME, TYROMES_PHONE, clinic_line

BOOKING = "caller: I need a follow-up with Dr. Maya Chen tomorrow at 2 pm"


async def test_repeat_says_the_same_again(tmp_path: Path) -> None:
    """Repeat that: the last reply, word for word."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(BOOKING, TYROME)
        before = call.reply
        await call.play("caller: can you repeat that please")
        assert call.reply == before
        await call.play("caller: yes", "agent: You're booked")


async def test_not_understood_three_times_leads_to_a_person(tmp_path: Path) -> None:
    """A different prompt each time, keypad help on the second, a person on the third."""
    gibberish = {"grmbl": Extraction()}
    async with clinic_line(tmp_path, frames=gibberish) as line:
        call = await line.call()
        await call.play("caller: I'd like to book a visit", "caller: Tyrome Williams")
        await call.play("caller: grmbl", "agent: Sorry")
        first = call.reply
        await call.play("caller: grmbl", "agent: keypad")
        assert call.reply != first
        await call.play("caller: grmbl", "agent: a person")
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "not-understood"


async def test_start_over(tmp_path: Path) -> None:
    """Start over forgets the errand and who was calling."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            BOOKING,
            TYROME,
            """
            caller: let's start over
            agent:  start over
            caller: cancel my visit
            agent:  first and last name
            """,
        )
        assert "start_over" in await call.path()


async def test_a_question_in_between_is_answered_and_the_talk_goes_on(tmp_path: Path) -> None:
    """Digression and return: the clinic's own data, then the question that was open."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I'd like to book a visit",
            TYROME,
            """
            agent:  What's the visit for?
            caller: what are your hours?
            agent:  Monday to Friday
            agent:  reason
            caller: a follow-up
            caller: where are you located?
            agent:  Juniper Street
            caller: which doctors do you have?
            agent:  Dr. Maya Chen, Dr. Samuel Okafor
            caller: what should I bring?
            agent:  photo ID
            """,
        )


async def test_hold_on_buys_time(tmp_path: Path) -> None:
    """A caller who looks something up is not asked whether they are there."""
    clock = JumpingClock()
    async with clinic_line(tmp_path, clock=clock) as line:
        call = await line.call()
        await call.play(
            "caller: I'd like to book a visit", "caller: hold on a second", "agent: take your time"
        )
        await call.caller.silence(20)
        assert await call.caller.says_nothing()
        await call.play("caller: Tyrome Williams", "agent: date of birth")


async def test_silence_alone_ends_the_call(tmp_path: Path) -> None:
    """Two reminders, then a goodbye."""
    clock = JumpingClock()
    async with clinic_line(tmp_path, clock=clock) as line:
        call = await line.call()
        await call.play(
            """
            caller: I'd like to book a visit
            silence: 12
            agent:  still there
            silence: 15
            agent:  still here
            silence: 15
            agent:  Goodbye
            """
        )
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "no-input"
        assert call.caller.twiml.find("Dial") is None
        assert (await call.path())[0] == "no_input"


async def test_a_person_is_given_at_the_first_request(tmp_path: Path) -> None:
    """No argument: the front desk is dialled."""
    async with clinic_line(tmp_path, FRONT_DESK_NUMBER="+12125550100") as line:
        call = await line.call()
        await call.play("caller: let me talk to a person", "agent: front desk")
        hand_off = await call.ends()
        assert hand_off is not None
        assert set(hand_off) == {"reasonCode", "state", "callSid"}
        assert hand_off["reasonCode"] == "caller-asked"
        dial = call.caller.twiml.find("Dial")
        assert dial is not None and "+12125550100" in "".join(dial.itertext())
        rows = await line.office.rows("SELECT reason, state FROM HandOffs")
        assert rows == [{"reason": "caller-asked", "state": "identify"}]


async def test_off_topic_is_named_and_in_the_end_given_to_a_person(tmp_path: Path) -> None:
    """Refills, results and bills are the desk's."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: I need a refill of my prescription
            agent:  front desk
            caller: what about my lab results
            agent:  a person, please
            caller: and I have a question about my bill
            agent:  front desk
            """
        )
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "out-of-scope"


async def test_a_tool_that_fails_twice_leads_to_a_person(tmp_path: Path) -> None:
    """A failed read is not an empty calendar."""
    async with clinic_line(tmp_path) as line:
        line.office.failing["find_openings"] = 2
        call = await line.call()
        await call.play(BOOKING, TYROME, "agent: booking system isn't answering")
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "tool-failed"


async def test_a_tool_that_fails_once_is_tried_again(tmp_path: Path) -> None:
    """The caller hears nothing of it."""
    async with clinic_line(tmp_path) as line:
        line.office.failing["find_openings"] = 1
        call = await line.call()
        await call.play(BOOKING, TYROME, "agent: Should I book it?")


async def test_a_failed_text_does_not_undo_the_booking(tmp_path: Path) -> None:
    """The visit stands; only the text is missing, and nobody says it was sent."""
    async with clinic_line(tmp_path) as line:
        line.office.failing["send_sms"] = 9
        call = await line.call()
        await call.play(BOOKING, TYROME, "caller: yes", "agent: You're booked", "agent does not say: texting")


async def test_a_read_back_that_was_cut_off_is_not_confirmed(tmp_path: Path) -> None:
    """Yes counts only when the whole read-back was played."""
    async with clinic_line(tmp_path) as line:
        before = await line.office.bookings("+12125550101")
        call = await line.call()
        await call.play(BOOKING, "caller: Tyrome Williams")
        await call.caller.say("April 17th, 1988")
        await call.caller.hear(play=False)
        await call.caller.interrupt("Tyrome, that's a follow-up")
        await call.play("caller: yes", "agent: in full", "agent: Tuesday, March 3rd at 2 in the afternoon")
        assert await line.office.bookings("+12125550101") == before
        assert ("confirmed", "was_read_back") in await call.refused()
        await call.play("caller: yes", "agent: You're booked")


async def test_an_offer_that_was_cut_off_was_not_made(tmp_path: Path) -> None:
    """Only what was heard can be picked."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I need a follow-up with Dr. Okafor any time this week", "caller: Tyrome Williams"
        )
        await call.caller.say("April 17th, 1988")
        offer = await call.caller.hear(play=False)
        await call.caller.interrupt(offer.split(", or ")[0])
        await call.play("caller: the second one", "agent does not say: Should I book it")


async def test_two_quick_prompts_are_one_turn_after_another(tmp_path: Path) -> None:
    """Two prompts never race over one state: no row is written twice, none is lost."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(BOOKING, TYROME)
        await call.caller.say("yes", "yes")
        await call.caller.hear()
        booked = [b for b in await line.office.bookings("+12125550101") if b[1] == "2026-03-03 14:00"]
        assert len(booked) == 1
        turns = [row["turn"] for row in (await call.history())["turns"]]
        assert turns == sorted(set(turns))


async def test_a_dropped_line_goes_on_where_it_was(tmp_path: Path) -> None:
    """No second greeting; the open question is put again and the call is not forgotten."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: I need to move my appointment", TYROME, TYROMES_PHONE, "agent: instead?")
        assert await call.caller.drop()
        assert call.caller.greeting == ""
        call.reply = await call.caller.hear()
        await call.play(
            """
            agent:  cut off
            agent:  instead?
            caller: next Tuesday at 2 pm
            agent:  Should I move it?
            """
        )


async def test_what_was_booked_before_the_line_dropped_is_told_not_repeated(tmp_path: Path) -> None:
    """The caller never heard that the visit was booked: they hear it now, and there is one visit."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(BOOKING, TYROME)
        await call.caller.say("yes")
        await call.caller.hear(play=False)
        assert await call.caller.drop()
        call.reply = await call.caller.hear()
        await call.play("agent: You're booked")
        booked = [b for b in await line.office.bookings("+12125550101") if b[1] == "2026-03-03 14:00"]
        assert len(booked) == 1


async def test_robot_questions_are_answered_truthfully(tmp_path: Path) -> None:
    """Asked whether it is a robot, it says so."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: are you a robot?", "agent: automated assistant")
