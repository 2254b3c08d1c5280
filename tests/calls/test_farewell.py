"""Words said into the goodbye: more is heard, thanks and leave end the call."""

from pathlib import Path

import pytest

from channels.clock import JumpingClock
from engine.extraction import Extraction, Request
from engine.farewell import wants_more
from engine.guards import line_is_open
from engine.heard import Ending, HandOff
from engine.local.reader import LocalExtractor
from engine.memory import Call
from engine.screen.outcome import Outcome, Screening
from engine.vocabulary import Asked, Language, Reason, State
from tests.calls.story import TYROME, Line, Story, clinic_line
from tests.paper_clinic import CLINIC, NOW

BOOKED = """
    caller: yes
    agent:  You're booked
    agent:  anything else
"""
CLEAR = Screening(outcome=Outcome.CLEAR)


async def to_the_goodbye(line: Line, clock: JumpingClock | None = None) -> Story:
    """A call with one booking, up to a goodbye of which only the beginning is heard."""
    call = await line.call()
    await call.play("caller: I need a follow-up with Dr. Maya Chen tomorrow at 2 pm", TYROME, BOOKED)
    await call.caller.say("No, thank you.")
    goodbye = await call.caller.hear(play=False)
    assert "goodbye" in goodbye.lower()
    await call.caller.interrupt(" ".join(goodbye.split()[:2]))
    return call


async def test_one_more_thing_said_into_the_goodbye_is_heard(tmp_path: Path) -> None:
    """The call goes on, and ends at the next goodbye."""
    async with clinic_line(tmp_path) as line:
        call = await to_the_goodbye(line)
        await call.play(
            """
            caller: oh, one more thing
            agent:  what else
            caller: what are your hours?
            agent:  Monday to Friday
            caller: no, that's all, thank you
            agent:  goodbye
            """
        )
        assert await call.ends() is None
        assert (await call.path())[-3:] == ["goodbye", "one_more_thing", "goodbye"]


@pytest.mark.parametrize("words", ["sorry, can you repeat that?", "what?", "slower please"])
async def test_what_is_to_be_repeated_is_what_the_goodbye_followed_on(tmp_path: Path, words: str) -> None:
    """The visit and what to bring; the call is open again until the next goodbye."""
    async with clinic_line(tmp_path) as line:
        call = await to_the_goodbye(line)
        await call.play(f"caller: {words}", "agent: You're booked", "agent: anything else")
        await call.play("caller: no, that's all", "agent: Goodbye", "agent does not say: booked")
        assert await call.ends() is None


async def test_a_goodbye_is_not_repeated(tmp_path: Path) -> None:
    """Who said it in the middle of an errand, and then asks what was said, goes on with the errand."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: I need a follow-up with Dr. Maya Chen tomorrow at 2 pm")
        await call.caller.say("goodbye")
        assert "Goodbye" in await call.caller.hear(play=False)
        await call.caller.interrupt("Thank")
        await call.play("caller: what?", "agent: first and last name", "agent does not say: Goodbye")


async def test_an_errand_said_into_the_goodbye_is_taken_up(tmp_path: Path) -> None:
    """Nothing has to be said twice: neither the errand nor who is calling."""
    async with clinic_line(tmp_path) as line:
        call = await to_the_goodbye(line)
        await call.play(
            """
            caller: oh wait, I also need a physical with Dr. Okafor on Friday at 9
            agent:  Friday, March 6th at 9 in the morning
            caller: yes
            agent:  You're booked
            caller: no, that's all
            """
        )
        assert await call.ends() is None
        assert len(await line.office.bookings("+12125550101")) == 3


async def test_a_question_said_into_the_goodbye_is_answered(tmp_path: Path) -> None:
    """A digression after all was done."""
    async with clinic_line(tmp_path) as line:
        call = await to_the_goodbye(line)
        await call.play("caller: sorry, what should I bring?", "agent: photo ID", "agent: anything else")


async def test_wait_buys_time_in_the_goodbye(tmp_path: Path) -> None:
    """Nobody is hung up on who has asked for a moment."""
    async with clinic_line(tmp_path, clock=JumpingClock()) as line:
        call = await to_the_goodbye(line)
        await call.play(
            """
            caller: hold on
            agent:  take your time
            caller: can I talk to a person
            agent:  desk
            """
        )
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "caller-asked"


async def test_thanks_said_into_the_goodbye_end_the_call(tmp_path: Path) -> None:
    """Who only takes leave is let go without another word."""
    async with clinic_line(tmp_path) as line:
        call = await to_the_goodbye(line)
        await call.play("caller: Great, thanks for booking my appointment. Bye.", "agent: Goodbye")
        assert await call.ends() is None
        assert (await call.path())[-1] == "goodbye"


async def test_who_comes_back_into_the_goodbye_to_silence_goes_on_where_they_were(tmp_path: Path) -> None:
    """They had not left: the errand and its open question stand."""
    clock = JumpingClock()
    async with clinic_line(tmp_path, clock=clock) as line:
        call = await line.call()
        await call.play("caller: I'd like to book a follow-up", "silence: 12", "silence: 15")
        await call.caller.silence(15)
        await call.caller.hear(play=False)
        await call.caller.interrupt("I haven't")
        await call.play("caller: sorry, I'm here", "agent: first and last name", "caller: Tyrome Williams")
        assert (await call.path())[-3:] == ["no_input", "one_more_thing", "step_up"]


def heard(words: str, lang: Language = Language.EN) -> bool:
    """Whether the built-in rules hear that more is wanted."""
    frame: Extraction = LocalExtractor().read(
        Request(
            text=words,
            now=CLINIC.local(NOW),
            roster=CLINIC.roster,
            state=State.ENDED,
            asked=Asked.ANYTHING_ELSE,
            agent="Thanks for calling. Goodbye!",
            lang=lang,
        )
    )
    return wants_more(Call(call_sid="CA1", started_at=NOW, lang=lang), frame, words, CLEAR)


MORE = (
    "oh, one more thing",
    "wait",
    "no wait",
    "actually",
    "I have a question",
    "before you go",
    "oh I forgot something",
    "Thanks, can you also cancel my other visit",
    "is parking free?",
    "I need a refill",
    "sorry, what?",
)
LESS = (
    "thank you",
    "you too",
    "yeah okay thanks",
    "see you Tuesday at ten",
    "thanks for cancelling my appointment, bye",
    "thanks for your help with the appointment",
    "Actually, thanks, that's all",
    "I actually don't need anything else",
    "no thanks, I'll call back to reschedule if I need",
    "see you then, can't wait!",
    "no more questions",
)


@pytest.mark.parametrize("words", MORE)
def test_more_is_told_from_leave(words: str) -> None:
    """An errand, a question, or the announcement of one."""
    assert heard(words)


@pytest.mark.parametrize("words", LESS)
def test_leave_is_told_from_more(words: str) -> None:
    """Thanks name the visit they are for; that is no errand."""
    assert not heard(words)


def test_spanish_farewells_are_told_apart() -> None:
    """The same in the other language."""
    more = ("espere", "ah, otra cosa", "una cosa más", "también quiero cancelar mi cita")
    assert all(heard(words, Language.ES) for words in more)
    assert not any(heard(words, Language.ES) for words in ("gracias, adiós", "igualmente", "sí, gracias"))


def test_only_a_goodbye_can_be_taken_back() -> None:
    """A call that a person has, or that nobody is on any more, does not come back."""
    call = Call(call_sid="CA1", started_at=NOW, state=State.ENDED)
    assert not line_is_open(call)
    call.ending = Ending()
    assert line_is_open(call)
    call.reason = Reason.CALLER_ASKED
    call.ending = Ending(hand_off=HandOff(reason=call.reason, state=State.INTENT, call_sid="CA1"))
    assert not line_is_open(call)
