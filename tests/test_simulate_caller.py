"""What simulated callers do when the line made other words of theirs; they hear replies and nothing else."""

import asyncio
from collections.abc import Callable

import pytest

from engine.settings import read_settings
from engine.speech.wordings import Speech
from qa.bluejay.own_clinic import clinic_of
from qa.simulate.caller import Mind
from qa.simulate.ear import Ear
from qa.simulate.loading import load
from qa.simulate.phrases import Manners, Phrasebook
from qa.simulate.scenario import Clean, Expect

BOOKED = "What I have is Friday, March 6th at 8 in the morning with Dr. Samuel Okafor. Would that work?"
ELSE = "Is there anything else I can help with?"
Caller = Callable[[str], Mind]


@pytest.fixture(scope="module")
def caller() -> Caller:
    """Makes the caller of a shipped scenario."""
    clinic = asyncio.run(clinic_of(read_settings({}), demo=True))
    ear, manners, speech = Ear.load(), Manners.load(), Speech.load()
    shipped = {scenario.id: scenario for scenario in load()}

    def make(name: str) -> Mind:
        scenario = shipped[name]
        return Mind(scenario, ear, manners, Phrasebook(scenario, speech, clinic), "a seed")

    return make


def answer(mind: Mind, *replies: str, misheard: bool) -> str:
    """What the caller says to the last of `replies`; the line garbles all they say, or nothing of it."""
    said = ""
    for reply in replies:
        move = mind.next(reply)
        mind.did(move)
        if move.said:
            mind.misheard(misheard)
        said = move.said or move.keys
    return said


GREETING = "How can I help? I can book, move, cancel or look up a visit."
NAME = "I can help with that. What's your first and last name?"
BIRTH = "Thank you. And your date of birth? Month, day and year, please."
PHONE = "January 17th, 1988, thank you. And what's the phone number we have on file for you?"


def test_a_birthday_repeated_wrong_is_corrected_once_it_is_heard(caller: Caller) -> None:
    """The right one gets the phone number, and a birthday that the scenario wants wrong is left alone."""
    assert answer(caller("cancel-a-visit"), GREETING, NAME, BIRTH, PHONE, misheard=True).startswith("No, ")
    right = PHONE.replace("January", "April")
    assert not answer(caller("cancel-a-visit"), GREETING, NAME, BIRTH, right, misheard=True).startswith(
        "No, "
    )
    wrong = caller("wrong-birthday-then-right")
    assert "555" in answer(wrong, GREETING, NAME, BIRTH, "April 18th" + PHONE[12:], misheard=False)


def test_a_question_is_put_again_until_it_is_answered(caller: Caller) -> None:
    """Only where it was misheard; who was heard and not answered takes what comes."""
    reason, provider = (
        "What's the visit for?",
        "Do you have a doctor in mind, or is the first available fine?",
    )
    asked = answer(caller("asks-about-the-clinic"), GREETING, NAME, BIRTH, reason, misheard=True)
    again = answer(caller("asks-about-the-clinic"), GREETING, NAME, BIRTH, reason, provider, misheard=True)
    assert {asked, again} <= {"What are your hours?", "When are you open?"}
    heard = answer(caller("asks-about-the-clinic"), GREETING, NAME, BIRTH, reason, provider, misheard=False)
    assert heard in {"Where are you located?", "What's your address?"}


def test_what_is_said_for_the_second_time_is_heard_out(caller: Caller) -> None:
    """A caller who cut the offer off and was not understood listens to it."""
    mind = caller("interrupts-the-offer")
    first = mind.next(BOOKED)
    mind.did(first)
    mind.misheard(True)
    second = mind.next(f"Sorry, I didn't catch that. {BOOKED}")
    assert first.after_words == 9 and second.said == first.said and second.after_words is None


def test_a_caller_who_had_no_answer_says_again_what_was_wanted(caller: Caller) -> None:
    """Instead of the next thing; and what was wanted is the errand that was named last."""
    off = f"I can't help with that myself, but the front desk can. {ELSE}"
    assert answer(caller("look-up-two-then-move-one"), GREETING, off, misheard=True).startswith("When is")
    told = f"You have 2 upcoming visits. {ELSE}"
    mind = caller("look-up-two-then-move-one")
    assert "Dr. Okafor" in answer(mind, GREETING, told, "Sure, what else can I do?", misheard=True)
    wrong = (
        "Aisha, that's a visit with Dr. Maya Chen on Monday, March 9th at 8 in the morning. Should I book it?"
    )
    assert answer(mind, wrong, misheard=True).startswith("No. ")


def test_nobody_agrees_before_they_were_told_what_they_had_to_hear(caller: Caller) -> None:
    """Who asked for a holiday says so again until somebody tells them that it is one."""
    offer = "I have Monday, March 9th at 10 in the morning with Dr. Maya Chen. Does that work?"
    assert "May 25th" in answer(caller("book-on-a-holiday"), GREETING, NAME, BIRTH, offer, misheard=True)
    told = f"We're closed that day. Here's the closest I have. {offer}"
    assert "May 25th" not in answer(caller("book-on-a-holiday"), GREETING, NAME, BIRTH, told, misheard=True)


def test_the_offer_that_was_wanted_is_picked(caller: Caller) -> None:
    """Friday at nine is the second of two, and no other day is taken for it."""
    offers = (
        "Dr. Samuel Okafor has Wednesday, March 4th at 9 in the morning, or Friday, March 6th at 9 in the"
        " morning. Does either of those work?"
    )
    assert "second" in answer(caller("book-two-visits"), GREETING, offers, misheard=True)
    other = "You're booked: a visit with Dr. Maya Chen on Tuesday, March 3rd at 2 in the afternoon. " + offers
    assert "riday" in answer(
        caller("book-two-visits"), GREETING, other.replace("6th at 9", "6th at 8"), misheard=True
    )


def test_what_only_a_clean_line_must_show_is_checked_there_alone() -> None:
    """Rows, texts and the hand-off have no such thing: they must be right at any rate."""
    expect = Expect(said=("goodbye",), clean=Clean(said=("told",), not_said=("ask_reason",), path=("told",)))
    assert expect.on(0.1) == expect
    clean = expect.on(0.0)
    assert clean.said == ("goodbye", "told") and clean.not_said == ("ask_reason",) and clean.path == ("told",)
    assert not {"booked", "cancelled", "texts", "hand_off", "tools"} & set(Clean.__struct_fields__)
