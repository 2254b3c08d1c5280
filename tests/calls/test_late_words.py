"""Answers that arrive in two pieces: taken as one where the second comes in time, and well after it, too."""

from datetime import date
from pathlib import Path

import pytest

from engine.extraction import PatientName
from engine.heard import Utterance
from engine.vocabulary import Asked, Intent
from tests.office import Caller, Office
from tests.scripted_desk import say
from tests.talk import Talk, connected

NEXT_VISIT = "I need to know when my next appointment is."
BIRTH = "April 17th, 1988."
MUDDLE = "It depends on the bus that morning, you know."


async def split(folder: Path, *lines: str, late: str) -> tuple[Office, Caller]:
    """A call in which `late` is said into the reply to the last line, before any of it is heard."""
    office = await Office.open(folder)
    caller = await office.call()
    await caller.says(*lines)
    await caller.cuts_in(late)
    return office, caller


@pytest.mark.parametrize(
    ("first", "late", "name"),
    [
        ("Tyrome Williams.", "Junior.", ("Tyrome", "Williams")),
        ("Maria Garcia.", "Lopez.", ("Maria", "Garcia Lopez")),
        ("Mary Ann.", "Smith.", ("Mary", "Smith")),
        ("Tyrome Williams.", "W I L L I A M S.", ("Tyrome", "Williams")),
        ("John Smith.", "S M Y T H E.", ("John", "Smythe")),
    ],
)
async def test_the_rest_of_a_name_is_heard_into_the_next_question(
    tmp_path: Path, first: str, late: str, name: tuple[str, str]
) -> None:
    """It goes with the name, costs no "I didn't catch that", and the question is put again."""
    office, caller = await split(tmp_path, NEXT_VISIT, first, late=late)
    memory = await caller.memory()
    assert memory.person.name == PatientName(given=name[0], family=name[1])
    assert memory.asked is Asked.DATE_OF_BIRTH and memory.counters.misses == 0
    assert "date of birth" in caller.heard and "Sorry" not in caller.heard
    await office.close()


async def test_a_birthday_said_into_the_question_for_it_is_the_birthday(tmp_path: Path) -> None:
    """The next answer may come before its question: it is taken, and not asked for."""
    office, caller = await split(tmp_path, NEXT_VISIT, "Tyrome Williams.", late=f"And I was born {BIRTH}")
    memory = await caller.memory()
    assert memory.person.date_of_birth == date(1988, 4, 17)
    assert memory.person.name == PatientName(given="Tyrome", family="Williams")
    assert memory.asked is Asked.PHONE
    await office.close()


async def test_the_rest_of_a_wish_is_heard_into_the_question_for_the_name(tmp_path: Path) -> None:
    """What a caller adds to the errand is kept with it, and is no name."""
    office, caller = await split(tmp_path, "I need an appointment.", late="With Dr. Maya Chen.")
    memory = await caller.memory()
    assert memory.errand is not None and memory.errand.intent is Intent.SCHEDULE
    assert memory.errand.provider == "Dr. Maya Chen"
    assert memory.person.name == PatientName() and memory.counters.misses == 0
    await office.close()


async def test_the_year_after_a_day_makes_one_birthday(tmp_path: Path) -> None:
    """A day without its year, and the year after the pause that was taken for the end."""
    office, caller = await split(tmp_path, NEXT_VISIT, "Tyrome Williams.", "April 17th.", late="1988.")
    assert (await caller.memory()).person.date_of_birth == date(1988, 4, 17)
    await office.close()


async def test_words_after_the_question_was_heard_answer_the_question(tmp_path: Path) -> None:
    """Once something of it has been heard, what is no answer to it is not understood, as ever."""
    office = await Office.open(tmp_path)
    caller = await office.call()
    await caller.says(NEXT_VISIT, "Maria Garcia.")
    await caller.cuts_in("Lopez.", after="Thank you. And your date")
    memory = await caller.memory()
    assert memory.person.name.family == "Garcia" and memory.counters.misses == 1
    await office.close()


async def test_words_that_say_nothing_are_missed_however_early(tmp_path: Path) -> None:
    """A noise before the question is heard does not go round for ever."""
    office, caller = await split(tmp_path, NEXT_VISIT, MUDDLE, late=MUDDLE)
    assert (await caller.memory()).counters.misses == 2
    await office.close()


async def test_a_yes_is_never_read_again(tmp_path: Path) -> None:
    """Late words after an agreement do not agree to anything else."""
    office = await Office.open(tmp_path)
    caller = await office.call("+12125550101", attested=True)
    await caller.says("I need to cancel my appointment", "Tyrome Williams", BIRTH)
    assert "Should I cancel it" in caller.heard
    await caller.says("Yes.")
    before = await caller.tools()
    await caller.cuts_in("Thank you so much.")
    assert [tool for tool in await caller.tools() if tool == "cancel"] == [
        tool for tool in before if tool == "cancel"
    ]
    await office.close()


@pytest.mark.parametrize("late", ["That's right.", "please", "Yes."])
async def test_a_yes_before_anything_else_was_asked_asks_for_nothing(tmp_path: Path, late: str) -> None:
    """It belongs to the yes before it: the caller hears again what was done, and is asked then."""
    office = await Office.open(tmp_path)
    caller = await office.call("+12125550101", attested=True)
    await caller.says("I need to cancel my appointment", "Tyrome Williams", BIRTH, "Yes.")
    done = caller.heard
    assert done.startswith("Done.")
    await caller.cuts_in(late, after="Done. Your follow-up")
    assert caller.heard == done
    await caller.says("Yes.")
    assert "what else can I do" in caller.heard
    await office.close()


# ---------------------------------------------------------------- on the line


def asked(question: Asked) -> Talk:
    talk = connected()
    talk.prompt("I need a visit.")
    talk.answer(say("What is it?", asked=question))
    talk.play("What is it?")
    talk.commands.clear()
    return talk


def heard(talk: Talk) -> str:
    last = talk.heard()
    assert isinstance(last, Utterance)
    return last.text


def test_a_whole_name_is_taken_at_once_and_what_follows_is_the_next_turn() -> None:
    """The rest is not merged, and the line says that nothing of the reply had been heard by then."""
    talk = asked(Asked.PATIENT_NAME)
    talk.prompt("Tyrome Williams.")
    assert heard(talk) == "Tyrome Williams."
    talk.answer(say("And your date of birth?", asked=Asked.DATE_OF_BIRTH))
    talk.prompt("Junior.")
    talk.wait(2)
    last = talk.heard()
    assert isinstance(last, Utterance) and last.text == "Junior."
    assert not last.played.complete and last.played.text == ""


def test_what_comes_while_the_turn_runs_is_the_next_turn_too() -> None:
    """The reply to the first half is held back, and has not been heard."""
    talk = asked(Asked.PATIENT_NAME)
    talk.prompt("Tyrome Williams.")
    talk.prompt("Junior.")
    talk.answer(say("And your date of birth?", asked=Asked.DATE_OF_BIRTH))
    talk.wait(2)
    last = talk.heard()
    assert isinstance(last, Utterance) and last.text == "Junior." and not last.played.complete
    assert talk.spoken() == []


def test_a_first_name_waits_for_the_last() -> None:
    """Half a name is no turn, and the stop that the pause put into it parts nothing."""
    talk = asked(Asked.PATIENT_NAME)
    talk.prompt("It's Tyrome.")
    assert talk.turns() == []
    talk.wait(0.4)
    talk.prompt("Williams.")
    talk.wait(0.6)
    assert heard(talk) == "It's Tyrome Williams."


def test_a_bare_no_to_anything_else_waits_because_it_ends_the_call() -> None:
    """What follows it would find the goodbye said."""
    talk = asked(Asked.ANYTHING_ELSE)
    talk.prompt("No.")
    assert talk.turns() == []
    talk.wait(0.4)
    talk.prompt(NEXT_VISIT)
    assert heard(talk) == f"No. {NEXT_VISIT}"
