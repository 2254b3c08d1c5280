"""Calls on which the line makes other words of what is said: what is heard all the same, and asked again."""

from pathlib import Path

import pytest

from engine.local.intents import read_intent
from engine.vocabulary import Asked, Intent, Language, State
from tests.calls.story import TYROME, TYROMES_PHONE, clinic_line

BOOKING = "caller: I need a follow-up with Dr. Maya Chen tomorrow at 2 pm"
READ_BACK = "agent: Tuesday, March 3rd at 2 in the afternoon. Should I book it?"
FAILED = """
    caller: cancel my appointment
    caller: Tyrome Williams
    caller: April 17th, 1988
    caller: 212 555 0131
    agent:  wasn't able to find a match
"""


async def test_digits_are_asked_for_by_key_once_what_was_said_did_not_fit(tmp_path: Path) -> None:
    """The first attempt is spoken; the second offers the keypad before anything is misheard again."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            FAILED,
            """
            caller: Tyrome Williams, W, I, L, L um, I, A, M, S
            agent:  date of birth? It's safest to key it in
            keys:   04171988
            agent:  It's safest to key in the ten digits
            keys:   2125550101
            agent:  Should I cancel it?
            """,
        )


async def test_a_birthday_that_is_repeated_wrong_is_corrected(tmp_path: Path) -> None:
    """The agent says the date it heard, and a no with the true one is taken while the number is asked for."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: cancel my appointment
            caller: Tyrome Williams
            caller: January 17th, 1988
            agent:  January 17th, 1988, thank you
            caller: No, April 17th, 1988
            agent:  phone number
            caller: 212 555 0101
            agent:  Should I cancel it?
            """
        )


async def test_somebody_else_starts_with_attempts_of_their_own(tmp_path: Path) -> None:
    """A caller who was found at the second attempt is asked for the daughter's name as for anybody's."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            FAILED,
            """
            caller: Tyrome Williams
            keys:   04171988
            keys:   2125550101
            caller: No, keep it
            caller: I need to make an appointment for my daughter
            agent:  What's the patient's first and last name?
            caller: Emma Johnson
            agent:  What's Emma's date of birth? Month, day and year, please.
            """,
        )


async def test_after_three_failed_attempts_in_a_call_a_person_takes_over(tmp_path: Path) -> None:
    """One patient was found after two, and still nobody may guess at the next more than once."""
    async with clinic_line(tmp_path) as line:
        call = await line.call("")
        wrong = "caller: Tyrome Williams\ncaller: May 2nd, 1971\ncaller: 212 555 0101"
        await call.play("caller: cancel my appointment", wrong, wrong, TYROME, TYROMES_PHONE)
        await call.play("caller: No, keep it", "caller: I want to book a follow-up for my daughter")
        wrong = "caller: Emma Johnson\ncaller: May 2nd, 2017\ncaller: 212 555 0110"
        await call.play(wrong)
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "not-identified"


@pytest.mark.parametrize(
    ("words", "errand"),
    [
        ("please council my appointment", Intent.CANCEL),
        ("I want to can sell my appointment", Intent.CANCEL),
        ("is my next appointment", Intent.LOOK_UP),
        ("appointments do I have", Intent.LOOK_UP),
        ("necesito cambiar cita", Intent.RESCHEDULE),
        ("can you call me about my appointment", None),
    ],
)
def test_an_errand_that_lost_a_word_is_still_one(words: str, errand: Intent | None) -> None:
    """A verb by its sound, a question without its first word."""
    lang = Language.ES if "cita" in words else Language.EN
    assert read_intent(words, asked=Asked.INTENT, state=State.IDENTIFY, lang=lang) is errand


async def test_words_about_a_visit_are_not_off_the_topic(tmp_path: Path) -> None:
    """Where any errand may be meant the agent asks; it does not send the caller to the desk."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: mist my appointment thing", "agent does not say: can't help", TYROME)
        await call.play("agent: How can I help?")


async def test_what_is_left_of_a_question_for_the_next_visit_is_one(tmp_path: Path) -> None:
    """ "What's my next appointment?" of which the beginning was lost is answered, and changes nothing."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: fist next appointment?", TYROME, TYROMES_PHONE, "agent: one upcoming visit")


async def test_another_errand_is_heard_while_one_is_under_way(tmp_path: Path) -> None:
    """What was misheard as a booking is left when the caller says what it was, question or read-back."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: I want an appointment", TYROME, "agent: What's the visit for?")
        await call.play(
            "caller: I want to cancel my appointment", TYROMES_PHONE, "agent: Should I cancel it?"
        )
        another = await line.call()
        await another.play(BOOKING, TYROME, READ_BACK, "caller: yes, reschedule the one with Dr. Chen")
        await another.play(TYROMES_PHONE, "agent: What day and time would you like instead?")


async def test_on_a_bad_line_a_yes_has_to_be_plain(tmp_path: Path) -> None:
    """ "That's right" is what is left of "that's not right": where much was misheard it books nothing."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(BOOKING, "caller: Tyrome Williams", "caller: mmh brr wuh", "caller: brr mmh fuh")
        await call.play("caller: April 17th, 1988", READ_BACK, "caller: that's right")
        await call.play("agent: Please say yes, or press 1", READ_BACK, "caller: yes", "agent: You're booked")


async def test_on_a_clean_line_thats_right_books(tmp_path: Path) -> None:
    """Nobody who was understood so far is asked twice."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(BOOKING, TYROME, READ_BACK, "caller: that's right", "agent: You're booked")


async def test_on_a_bad_line_the_key_is_a_plain_yes(tmp_path: Path) -> None:
    """The read-back of a call that failed a look-up: 1 is taken at once, in Spanish as in English."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(FAILED, "caller: Tyrome Williams", "keys: 04171988", "keys: 2125550101")
        await call.play("agent: Should I cancel it?", "keys: 1", "agent: is cancelled")
        spanish = await line.call()
        await spanish.play(
            """
            caller: Hola, quiero cancelar mi cita
            caller: Maria Garcia
            caller: 12 de marzo de 1986
            caller: 212 555 0103
            agent:  No encontré coincidencia
            caller: Maria Garcia
            agent:  Lo más seguro es marcarla en el teclado
            keys:   03121985
            keys:   2125550103
            agent:  ¿La cancelo?
            caller: está bien
            agent:  por favor diga sí, u oprima 1
            caller: sí
            agent:  está cancelada
            """
        )


async def test_what_was_right_may_be_said_again_when_something_else_was_wrong(tmp_path: Path) -> None:
    """Day and time are repeated as they were: they are understood, and the kind of visit can be changed."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(BOOKING, TYROME, READ_BACK, "caller: no", "agent: What should I change")
        await call.play("caller: tomorrow at 2 pm", READ_BACK, "caller: no", "caller: it's for a physical")
        await call.play("agent: a physical with Dr. Maya Chen on Tuesday, March 3rd at 2")


async def test_another_doctor_stays_when_the_day_changes(tmp_path: Path) -> None:
    """Who wanted somebody else is not offered the first doctor again with another day."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: I'd like to book a follow-up with Dr. Maya Chen on Thursday", TYROME)
        await call.play("caller: could I see a different doctor?", "agent: Dr. Samuel Okafor")
        await call.play("caller: how about Friday morning?", "agent: Dr. Samuel Okafor")


@pytest.mark.parametrize("words", ["Know, nothing like that", "now, it's not", "nothing like that"])
async def test_a_no_to_a_symptom_may_be_written_otherwise(tmp_path: Path, words: str) -> None:
    """ "Know" is "no" to the ear. A "now" alone, or any word of the symptom, still goes to a person."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        sick = "caller: I'd like to book a sick visit"
        await call.play(
            sick, TYROME, "agent: Before I book that", f"caller: {words}", "agent: doctor in mind"
        )
        for unclear in ("now", "know it's getting worse", "now it hurts"):
            other = await line.call()
            await other.play(sick, TYROME, f"caller: {unclear}", "agent: connect you to our clinical staff")


@pytest.mark.parametrize("words", ["the thirst one", "the fist one"])
async def test_an_ordinal_nearly_said_is_picked(tmp_path: Path, words: str) -> None:
    """Only among the offers there are, and only where nothing else was understood."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I need a follow-up with Dr. Okafor on Wednesday", TYROME, "agent: or 1 in the"
        )
        await call.play(f"caller: {words}", "agent: at 8 in the morning. Should I book it?")


async def test_a_name_comes_in_parts(tmp_path: Path) -> None:
    """One part said when the other is known is the one that was asked for, whatever it looks like."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I'd like to book an appointment", "caller: My name is Li", "agent: first name"
        )
        await call.play("caller: Wei", "agent: date of birth")


@pytest.mark.parametrize("reason", ["something that is worse you quickly", "severe I guess", "it got worse"])
async def test_a_reason_that_is_getting_worse_is_asked_about(tmp_path: Path, reason: str) -> None:
    """Whatever it is that was misheard beside it: a new problem gets its question before any opening."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: I'd like to book a visit", TYROME, "agent: What's the visit for?")
        await call.play(f"caller: {reason}", "agent: is this severe, getting worse quickly")
