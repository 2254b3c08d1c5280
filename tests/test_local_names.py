"""The patient's name is read as said or spelled, and nothing else is taken for a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.extraction import PatientName
from engine.local.names import read_name
from engine.local.said import cut
from engine.local.spelling import glue, read_spelled
from engine.vocabulary import Asked, Language

EN, ES = Language.EN, Language.ES
NAME = Asked.PATIENT_NAME


def name(text: str, asked: Asked | None = NAME, lang: Language = EN) -> tuple[str | None, str | None]:
    found = read_name(text, asked=asked, lang=lang) or PatientName()
    return found.given, found.family


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("it's uh Tyrome Williams", "Tyrome", "Williams"),
        ("tyrome williams", "Tyrome", "Williams"),
        ("my name's Sofia Marie Delgado", "Sofia", "Delgado"),
        ("Mary J. Watson", "Mary", "Watson"),
        ("Watkins, Daniel", "Daniel", "Watkins"),
        ("last name is Smith-Jones first name Ann", "Ann", "Smith-Jones"),
        ("the family name is Okonkwo", None, "Okonkwo"),
        ("my first name is Priya", "Priya", None),
        ("Ms. Abbott", None, "Abbott"),
        ("robert o neill", "Robert", "O'Neill"),
        ("van der berg, pieter", "Pieter", "Van Der Berg"),
        ("may wong", "May", "Wong"),
        ("June Carter", "June", "Carter"),
        ("Chelsea white", "Chelsea", "White"),
        ("bond james bond", "James", "Bond"),
        ("Martin King junior", "Martin", "King"),
        ("no wait, Jane. Jane Goodwin.", "Jane", "Goodwin"),
        ("I said Baxter, sorry, Dexter Baxter", "Dexter", "Baxter"),
    ],
)
def test_a_name_is_read_in_its_parts(text: str, given: str | None, family: str | None) -> None:
    """Only the parts said, without titles, middle names and suffixes, in whichever order."""
    assert name(text) == (given, family)


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Robert O'Neill, that's o apostrophe n e i double l", "Robert", "O'Neill"),
        ("k o w a l s k i, daniel", "Daniel", "Kowalski"),
        ("first name M-A-R-I-A last name G-A-R-C-I-A", "Maria", "Garcia"),
        ("J-O-H-N S-M-I-T-H", "John", "Smith"),
        ("jon smyth, s m y t h", "Jon", "Smyth"),
        ("smyth with a y, jon with no h", "Jon", "Smyth"),
        ("N as in Nancy, G, U, Y, E, N", None, "Nguyen"),
        ("tango yankee romeo oscar mike echo", "Tyrome", None),
        ("s m i t h hyphen j o n e s is the last name", None, "Smith-Jones"),
        ("Tyrome T-Y-R-O-M-E Williams", "Tyrome", "Williams"),
        ("see a r are", None, "Carr"),
    ],
)
def test_a_spelling_decides_what_it_spells(text: str, given: str | None, family: str | None) -> None:
    """Letters, code words, "double L", hyphens and apostrophes make the part they belong to."""
    assert name(text) == (given, family)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("m as in nancy a r k", "nark"),
        ("b as in boy o b", "bob"),
        ("be as in bravo e t h", "beth"),
        ("g u e double r a", "guerra"),
        ("triple a b c", "aaabc"),
        ("w i double l i a m", "william"),
        ("double u e l c h", "welch"),
        ("hache e erre ene a ene de e zeta", "hernandez"),
        ("eme de mexico a erre te i ene", "martin"),
        ("ele de luna a ele o", "lalo"),
        ("jay oh en", "jon"),
    ],
)
def test_letters_are_known_by_all_their_names(text: str, word: str) -> None:
    """A code word wins where its first letter sounds like the one heard; Spanish letter names count."""
    assert read_spelled(cut(text))[0].words == (word,)


def test_plain_talk_spells_nothing() -> None:
    """Short words that are letters too are no spelling by themselves."""
    for text in ("I need a B12 shot", "i am a nurse", "oh I see", "are you there", "at 3 p m on Monday"):
        assert read_spelled(cut(text)) == []


def test_a_spelling_full_of_noise_keeps_its_letters() -> None:
    """What is known to be a spelling can be glued together, chunks and all."""
    assert glue(cut("that's ro b e r t w a l l a ce")) == "robertwallace"


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("this is Laura Johnson calling for my daughter Emma", "Emma", None),
        ("Laura Johnson here, it's for my daughter, Emma Johnson", "Emma", "Johnson"),
        ("my son's name is Jacob Miller", "Jacob", "Miller"),
        ("the patient is my husband Tom Reilly", "Tom", "Reilly"),
        ("I'm Rosa and I'm calling about my mother, Elena Delgado", "Elena", "Delgado"),
    ],
)
def test_the_patient_is_named_and_not_the_caller(text: str, given: str, family: str | None) -> None:
    """Who calls for somebody else is not the patient."""
    assert name(text) == (given, family)


def test_a_caller_for_somebody_else_who_gives_only_the_own_name_names_nobody() -> None:
    """The caller's own name is no patient's."""
    assert name("hi, I'm Laura Johnson, I'm calling for my daughter") == (None, None)
    assert name("my mother passed her flu on to me", Asked.INTENT) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "what do you need my name for",
        "I already gave you my name",
        "hold on a second",
        "it's my husband",
        "unknown",
        "I'd rather speak to a person",
        "the name is on the account",
        "yes that's right, thank you",
        "",
    ],
)
def test_ordinary_words_are_no_name(text: str) -> None:
    """Placeholders, questions and refusals are not names, though a name was asked for."""
    assert name(text) == (None, None)


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        (Asked.INTENT, "hi it's tyrome williams, I need to move a visit", ("Tyrome", "Williams")),
        (Asked.INTENT, "an appointment for Emma Johnson please", ("Emma", "Johnson")),
        (Asked.INTENT, "I'd like to see Maya Chen", (None, None)),
        (Asked.INTENT, "I'm calling from Apex Lending", (None, None)),
        (Asked.INTENT, "I need an appointment for Thursday", (None, None)),
        (Asked.PROVIDER, "it's Maya Chen", (None, None)),
        (Asked.WHEN, "how about May fifth", (None, None)),
        (Asked.DATE_OF_BIRTH, "sorry, the last name is spelled S M Y T H", (None, "Smyth")),
        (Asked.CONFIRMATION, "no, I'm Jon Smyth", ("Jon", "Smyth")),
        (None, "Denise Walcott is my name", ("Denise", "Walcott")),
    ],
)
def test_where_no_name_was_asked_for_only_clear_words_count(
    asked: Asked | None, text: str, expected: tuple[str | None, str | None]
) -> None:
    """Elsewhere a name needs its label, and a doctor or a day is none."""
    assert name(text, asked) == expected


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("me llamo sofía hernández", "Sofía", "Hernández"),
        ("soy Juan Carlos Pérez Gómez", "Juan", "Pérez Gómez"),
        ("mi hija se llama Lucía Fernández", "Lucía", "Fernández"),
        ("el nombre es José y el apellido Martínez", "José", "Martínez"),
        ("a nombre de Carmen Ortiz", "Carmen", "Ortiz"),
    ],
)
def test_spanish_names_keep_both_surnames(text: str, given: str, family: str) -> None:
    """Spanish patterns are read, and two surnames stay together."""
    assert name(text, lang=ES) == (given, family)


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    """Nothing a caller can say raises."""
    read_name(text, asked=NAME, lang=EN)
    glue(cut(text))
