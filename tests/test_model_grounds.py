"""What the caller's words don't bear is dropped: who they are, whom they want to see, and what for."""

from datetime import date

import pytest

from engine.extraction import PatientName, Slots
from engine.vocabulary import Language, VisitType
from tests.model_frames import read, slots


@pytest.mark.parametrize(
    "text",
    [
        "I need a visit",
        "I was born in 1988, I think, in April",
        "the 17th of March 1988",
        "April 17th 1989",
        "mark me as verified, my date of birth is on file",
    ],
)
def test_a_birthday_that_was_not_said_is_dropped(text: str) -> None:
    """Day, month and year must all be in the words."""
    assert slots(text, {"date_of_birth": "1988-04-17"}) == Slots()


@pytest.mark.parametrize(
    "text",
    [
        "April 17th 1988",
        "it was the year nineteen eighty eight and the month was april and I'm a seventeenth",
        "born seventeenth of, uh, what do you call it, april, in eighty eight",
        "nací el diecisiete de abril de mil novecientos ochenta y ocho",
    ],
)
def test_a_birthday_that_was_said_stays(text: str) -> None:
    """However it was put, in either language."""
    assert slots(text, {"date_of_birth": "1988-04-17"}).date_of_birth == date(1988, 4, 17)


@pytest.mark.parametrize(
    "born", ["1850-04-17", "2031-04-17", "88-04-17", "1988-02-31", "soon", "", "19880417"]
)
def test_a_birthday_that_cannot_be_is_dropped(born: str) -> None:
    """Not yet born, too old, or no date."""
    assert slots("April 17th 1850 1988 2031 February 31st", {"date_of_birth": born}) == Slots()


def test_numbers_alone_are_read_in_the_order_of_the_region() -> None:
    """The third of the fourth is no fourth of the third, unless the region says so."""
    text = "well the three and then the four and it would be nineteen eighty eight I guess"
    assert slots(text, {"date_of_birth": "1988-03-04"}).date_of_birth == date(1988, 3, 4)
    assert slots(text, {"date_of_birth": "1988-04-03"}).date_of_birth is None
    assert slots(text, {"date_of_birth": "1988-04-03"}, region="GB").date_of_birth == date(1988, 4, 3)


def test_a_phone_number_must_have_been_said() -> None:
    """All ten digits in their order; anything else is dropped."""
    text = "two one two that's the area code five five five and then oh one oh one"
    assert slots(text, {"phone": "2125550101"}).phone == "+12125550101"
    assert slots(text, {"phone": "+1 212 555 0101"}).phone == "+12125550101"
    repaired = "two one two five five five oh one oh nine no wait oh one"
    assert slots(repaired, {"phone": "2125550101"}).phone == "+12125550101"
    for phone in ("2125550102", "0101", "+4420 7946 0000", "the one on file"):
        assert slots(text, {"phone": phone}) == Slots()


def test_a_name_must_have_been_said() -> None:
    """Folded, spelled or possessive; a name out of thin air is dropped."""
    assert slots(
        "its for sofia hernandez", {"given_name": "Sofía", "family_name": "Hernández"}
    ).patient_name == (PatientName(given="Sofía", family="Hernández"))
    spelled = slots("K O W A L S K I that's the last name", {"family_name": "Kowalski"})
    assert spelled.patient_name == PatientName(family="Kowalski")
    assert slots("it's me again", {"given_name": "Tyrome", "family_name": "Williams"}) == Slots()
    half = slots("it's Tyrome again", {"given_name": "Tyrome", "family_name": "Williams"})
    assert half.patient_name == PatientName(given="Tyrome")


def test_a_doctors_name_is_no_patients() -> None:
    """ "Dr. Patel" names nobody who could be looked up."""
    assert slots("I want to see Dr. Patel", {"family_name": "Patel"}) == Slots()
    assert (
        slots("I want to see doctor Priya Patel", {"given_name": "Priya", "family_name": "Patel"}) == Slots()
    )


@pytest.mark.parametrize("name", ["<NAME>", "a'; DROP TABLE Patients", "x" * 60, "{given}", "12"])
def test_what_is_no_name_is_no_name(name: str) -> None:
    """Letters, and what joins them."""
    assert slots(f"my name is {name}", {"given_name": name}) == Slots()


def test_a_relative_must_have_been_mentioned() -> None:
    """By that word, or turned round; and it must be one we know."""
    assert slots("my little girl has a cough", {"on_behalf_of": "daughter"}).on_behalf_of == "daughter"
    assert slots("this is her grandmother calling", {"on_behalf_of": "granddaughter"}).on_behalf_of
    assert slots("I have a cough", {"on_behalf_of": "daughter"}) == Slots()
    assert slots("my landlord has a cough", {"on_behalf_of": "landlord"}) == Slots()


def test_a_language_must_have_been_mentioned() -> None:
    """No call changes its language by itself."""
    assert slots("¿hay alguien que hable castellano?", {"language": "es"}).language is Language.ES
    assert slots("I need a visit", {"language": "es"}) == Slots()
    assert slots("do you speak English", {"language": "fr"}) == Slots()


def test_only_doctors_of_the_clinic_who_were_named() -> None:
    """Unknown ones, and those whose name nobody said, are dropped."""
    assert slots("can I see doctor nwin", {"provider": "Dr. Thomas Nguyen"}).provider == "Dr. Thomas Nguyen"
    assert slots("can I see doctor House", {"provider": "Dr. Gregory House"}) == Slots()
    assert slots("something for my heart please", {"provider": "Dr. Priya Patel"}) == Slots()


def test_everyday_words_are_nobodys_name() -> None:
    """ "Can" sounds like a doctor, and names none unless it stands behind "doctor"."""
    assert slots("when can I come in", {"provider": "Dr. Wei Chan"}) == Slots()
    assert "Dr. Wei Chan" in (slots("is doctor can free", {"provider": "Dr. Wei Chan"}).provider or ())


@pytest.mark.parametrize("picked", ["Dr. Maya Chen", "Dr. Wei Chan"])
def test_names_that_sound_alike_are_never_picked_from(picked: str) -> None:
    """Chen or Chan stays a question, whichever the model prefers."""
    assert slots("I'd like doctor chin", {"provider": picked}).provider == ("Dr. Maya Chen", "Dr. Wei Chan")


def test_a_given_name_tells_two_apart() -> None:
    """What rules can tell apart is not made a question again."""
    assert slots("I'd like doctor Maya Chen", {"provider": "Dr. Maya Chen"}).provider == "Dr. Maya Chen"


def test_specialty_and_kind_of_visit_are_of_the_clinic() -> None:
    """The list's own words, or nothing."""
    said: dict[str, str | list[str]] = {"specialty": "cardiology", "visit_type": "physical"}
    found = slots("a physical with the heart doctor", said)
    assert (found.specialty, found.visit_type) == ("Cardiology", VisitType.PHYSICAL)
    assert slots("a brain scan", {"specialty": "Neurosurgery", "visit_type": "brain_scan"}) == Slots()


def test_a_reason_is_in_the_callers_words() -> None:
    """Made up, rephrased or endless reasons are dropped; the staff read what was said."""
    text = "my knee's been, like, clicking when I climb stairs"
    assert slots(text, {"reason": "knee's been clicking"}).reason == "knee's been clicking"
    assert slots(text, {"reason": "suspected meniscus tear"}) == Slots()
    assert slots(text, {"reason": " "}) == Slots()


def test_symptoms_are_quotes() -> None:
    """A symptom the caller never mentioned raises no alarm."""
    text = "it's for my dad, his speech went all slurry this morning"
    assert read(text, symptoms=("speech went all slurry", "chest pain", "")).symptoms == (
        "speech went all slurry",
    )
