"""Keys are answers to the question just asked, and `0` and `*` work everywhere."""

from datetime import date

import pytest

from engine.extraction import Extraction, Slots
from engine.keys import key_plan, read_keys
from engine.vocabulary import Answer, Asked, Intent, Source

TODAY = date(2026, 3, 2)
EVERY_QUESTION = [None, *Asked]


def keyed(digits: str, asked: Asked | None, options: int = 0) -> Extraction:
    return read_keys(digits, asked, options, today=TODAY)


@pytest.mark.parametrize("asked", EVERY_QUESTION)
def test_a_lone_zero_asks_for_a_person_whatever_was_asked(asked: Asked | None) -> None:
    """Nobody is kept from a person because of the question they are at."""
    assert keyed("0", asked, 2).intent is Intent.TALK_TO_HUMAN


@pytest.mark.parametrize("asked", EVERY_QUESTION)
def test_star_asks_for_a_repeat_whatever_was_asked(asked: Asked | None) -> None:
    """`*` says it again, also after some digits."""
    assert keyed("*", asked).intent is Intent.REPEAT
    assert keyed("04*", asked).intent is Intent.REPEAT


@pytest.mark.parametrize(
    ("digits", "born"),
    [
        ("04171988", date(1988, 4, 17)),
        ("041788", date(1988, 4, 17)),
        ("052019", date(2019, 5, 20)),
        ("052026", date(1926, 5, 20)),
        ("02301988", None),
        ("13011988", None),
        ("04172031", None),
        ("01011850", None),
        ("0417", None),
        ("99*04171988", date(1988, 4, 17)),
    ],
)
def test_dates_of_birth_are_month_day_year(digits: str, born: date | None) -> None:
    """Eight or six keys are a past date, month first; a star before them starts afresh."""
    assert keyed(digits, Asked.DATE_OF_BIRTH) == Extraction(
        slots=Slots(date_of_birth=born), source=Source.KEYS
    )


def test_a_two_digit_year_is_not_guessed_without_a_clock() -> None:
    """Without today's date a century cannot be told, so nothing is read."""
    assert read_keys("041788", Asked.DATE_OF_BIRTH, 0).is_empty()


@pytest.mark.parametrize(
    ("digits", "phone"),
    [
        ("2125550101", "+12125550101"),
        ("12125550101", "+12125550101"),
        ("5550101", None),
        ("1125550101", None),
        ("212555010", None),
    ],
)
def test_phone_numbers_are_ten_digits(digits: str, phone: str | None) -> None:
    """Ten digits make a number, with or without the country's 1; fewer make none."""
    assert keyed(digits, Asked.PHONE).slots.phone == phone


@pytest.mark.parametrize("asked", [Asked.CONFIRMATION, Asked.ANYTHING_ELSE, Asked.SYMPTOM])
def test_one_is_yes_and_two_is_no(asked: Asked) -> None:
    """A yes-or-no question takes 1 and 2 and nothing else."""
    assert keyed("1", asked).answer is Answer.YES
    assert keyed("2", asked).answer is Answer.NO
    assert keyed("3", asked).is_empty()


def test_an_option_is_picked_by_its_number() -> None:
    """Numbers count from one, and a number nobody offered picks nothing."""
    assert keyed("1", Asked.CHOICE, 3).slots.choice == 0
    assert keyed("3", Asked.CHOICE, 3).slots.choice == 2
    assert keyed("4", Asked.CHOICE, 3).is_empty()


def test_a_single_option_is_taken_or_refused() -> None:
    """With one opening on offer 1 takes it and 2 refuses it."""
    yes, no = keyed("1", Asked.CHOICE, 1), keyed("2", Asked.CHOICE, 1)
    assert (yes.answer, yes.slots.choice) == (Answer.YES, 0)
    assert (no.answer, no.slots.choice) == (Answer.NO, "none")


def test_errands_have_their_keys() -> None:
    """1 books, 2 moves, 3 cancels, 4 looks up."""
    errands = [keyed(key, Asked.INTENT).intent for key in "1234"]
    assert errands == [Intent.SCHEDULE, Intent.RESCHEDULE, Intent.CANCEL, Intent.LOOK_UP]


@pytest.mark.parametrize("asked", EVERY_QUESTION)
@pytest.mark.parametrize("digits", ["", "#", "A1", "٣", "9" * 40, "1#2"])
def test_odd_keys_are_no_answer(digits: str, asked: Asked | None) -> None:
    """Keys that fit nothing are read as nothing and raise nothing."""
    assert keyed(digits, asked, 2).is_empty()


def test_a_question_says_how_many_keys_it_collects() -> None:
    """Eight for a date of birth, ten for a phone number, one for anything else."""
    assert [key_plan(asked, 0).length for asked in (Asked.DATE_OF_BIRTH, Asked.PHONE)] == [8, 10]
    others = [a for a in EVERY_QUESTION if a not in (Asked.DATE_OF_BIRTH, Asked.PHONE)]
    assert {key_plan(asked, 3).length for asked in others} == {1}
