"""Providers and specialties are matched to the roster, and never picked where two sound alike."""

import pytest

from engine.extraction import RosterEntry
from engine.local.roster import read_provider, read_specialty, unknown_provider
from engine.vocabulary import Language

ROSTER = tuple(
    RosterEntry(name=name, specialty=specialty)
    for name, specialty in (
        ("Dr. Maya Chen", "Family Medicine"),
        ("Dr. Samuel Okafor", "Family Medicine"),
        ("Dr. Wei Chan", "Orthopedics"),
        ("Dr. Elena Ruiz", "Pediatrics"),
        ("Dr. Priya Patel", "Cardiology"),
        ("Dr. Thomas Nguyen", "Dermatology"),
        ("Dr. Grace Kim", "Obstetrics and Gynecology"),
    )
)
BOTH = ("Dr. Maya Chen", "Dr. Wei Chan")


def provider(text: str) -> str | tuple[str, ...] | None:
    return read_provider(text, ROSTER, Language.EN)


def specialty(text: str) -> str | None:
    return read_specialty(text, ROSTER, Language.EN)


@pytest.mark.parametrize("text", ["Dr. Chen please", "doctor chin", "is Chan in", "Chen or Chan, I forget"])
def test_a_surname_that_fits_two_gives_both(text: str) -> None:
    """Chen and Chan sound alike: the caller is asked, nobody is picked."""
    assert provider(text) == BOTH


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maya Chen", "Dr. Maya Chen"),
        ("doctor maya", "Dr. Maya Chen"),
        ("the family doctor, Chen", "Dr. Maya Chen"),
        ("chen spelled c h e n", "Dr. Maya Chen"),
        ("doctor wei chan", "Dr. Wei Chan"),
        ("the orthopedic one, Chan", "Dr. Wei Chan"),
        ("Chan with an A, c h a n", "Dr. Wei Chan"),
    ],
)
def test_a_given_name_a_spelling_or_a_specialty_tells_two_apart(text: str, expected: str) -> None:
    """One more mark is enough to mean one of them."""
    assert provider(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("doctor oh ka for", "Dr. Samuel Okafor"),
        ("with petal", "Dr. Priya Patel"),
        ("dr patil please", "Dr. Priya Patel"),
        ("doctor wen", "Dr. Thomas Nguyen"),
        ("new yen", "Dr. Thomas Nguyen"),
        ("con la doctora Ruis", "Dr. Elena Ruiz"),
        ("doctora Quim", "Dr. Grace Kim"),
    ],
)
def test_a_misheard_name_is_known_by_its_sound(text: str, expected: str) -> None:
    """What the recogniser makes of a name leads to the provider."""
    assert provider(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anyone but Dr. Kim", None),
        ("I don't want Dr. Patel", None),
        ("instead of Dr. Kim, Dr. Ruiz", "Dr. Elena Ruiz"),
        ("Patel, no sorry, Kim", "Dr. Grace Kim"),
        ("Dr. Kim, I meant Dr. Ruiz", "Dr. Elena Ruiz"),
        ("Dr. Okafor or Dr. Patel", ("Dr. Samuel Okafor", "Dr. Priya Patel")),
        ("whoever is free", None),
        ("my doctor said to come back", None),
    ],
)
def test_a_refused_doctor_is_left_out_and_the_last_word_stands(
    text: str, expected: str | tuple[str, ...] | None
) -> None:
    """Refusals and repairs decide who is meant; no preference is nobody."""
    assert provider(text) == expected


@pytest.mark.parametrize(
    "text", ["my name is Grace Kim", "this is Rahul Patel", "Kim Davis", "my daughter Kim"]
)
def test_a_patient_who_is_called_like_a_doctor_is_no_doctor(text: str) -> None:
    """A roster name inside another person's name names no provider."""
    assert provider(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I see Dr. Feldstein", "Feldstein"),
        ("Dr. Sarah Goldberg please", "Goldberg"),
        ("doctor smith please", "Smith"),
        ("the doctor told me to call", None),
        ("see a doctor tomorrow", None),
        ("Dr. Kim", None),
    ],
)
def test_a_doctor_off_the_roster_is_named_back(text: str, expected: str | None) -> None:
    """The surname as said, so that the agent can say nobody of that name works here."""
    assert unknown_provider(text, ROSTER, Language.EN) == expected
    if expected:
        assert provider(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("somebody for my skin", "Dermatology"),
        ("a dermatologist", "Dermatology"),
        ("the kids' doctor", "Pediatrics"),
        ("knee specialist", "Orthopedics"),
        ("someone in cardiology", "Cardiology"),
        ("a GP", "Family Medicine"),
        ("primary care", "Family Medicine"),
        ("OB-GYN", "Obstetrics and Gynecology"),
        ("it's about women's health", "Obstetrics and Gynecology"),
        ("el médico del corazón", "Cardiology"),
        ("una ginecóloga", "Obstetrics and Gynecology"),
        ("un especialista de los huesos", "Orthopedics"),
        ("a neurologist", None),
        ("not a cardiologist", None),
        ("I'd like a female doctor", None),
        ("my heart hurts", None),
    ],
)
def test_a_specialty_is_known_by_its_everyday_names(text: str, expected: str | None) -> None:
    """Lay words count; a complaint does not, nor does a specialty the clinic lacks."""
    assert specialty(text) == expected


def test_a_specialty_nobody_foresaw_is_found_by_its_own_name() -> None:
    """A clinic may have fields that no table lists."""
    roster = (RosterEntry(name="Dr. Ada Lind", specialty="Hand Therapy"),)
    assert read_specialty("I was sent to hand therapy", roster, Language.EN) == "Hand Therapy"


@pytest.mark.parametrize("text", ["no hon", "no, hon.", "yes win"])
def test_an_answer_is_not_the_first_syllable_of_a_name(text: str) -> None:
    """A yes or no before a word of address makes nobody's surname out of both."""
    roster = (RosterEntry(name="Dr. Thomas Nguyen", specialty="Dermatology"),)
    expected = "Dr. Thomas Nguyen" if text == "yes win" else None
    assert read_provider(text, roster, Language.EN) == expected


def test_an_empty_roster_has_nobody() -> None:
    """Nothing is found on an empty roster."""
    assert read_provider("Dr. Chen", (), Language.EN) is None
    assert read_specialty("a cardiologist", (), Language.EN) is None
