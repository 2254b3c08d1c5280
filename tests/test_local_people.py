"""Who the patient is to the caller, the language asked for, and the kind of visit and its reason."""

import pytest

from engine.local.people import read_language, read_on_behalf_of
from engine.local.visits import is_new_problem, read_reason, read_visit_type
from engine.vocabulary import Asked, Language, VisitType

EN, ES = Language.EN, Language.ES


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("it's for my mom", "mother"),
        ("I'm calling about my two year old son", "son"),
        ("my little girl woke up with a fever", "daughter"),
        ("can you get my dad in this week", "father"),
        ("I want to cancel my mother in law's appointment", "mother-in-law"),
        ("when is my brother's physical", "brother"),
        ("does my wife have anything booked", "wife"),
        ("on behalf of our neighbor", "neighbor"),
        ("not for me, it's for my grandpa", "grandfather"),
        ("my uncle. He's the patient.", "uncle"),
        ("my six month old needs her shots", "child"),
        ("I'm his mother", "son"),
        ("I'm her husband", "wife"),
        ("es para mi hija", "daughter"),
        ("quiero una cita para mi abuelita", "grandmother"),
        ("mi esposo tiene fiebre", "husband"),
    ],
)
def test_the_patient_is_named_by_what_they_are_to_the_caller(text: str, relation: str) -> None:
    """Whoever the visit is for is named, in English, whatever language is spoken."""
    assert read_on_behalf_of(text, EN) == relation


@pytest.mark.parametrize(
    "text",
    [
        "let me ask my husband",
        "my wife usually makes these calls",
        "my daughter can drive me on Tuesday",
        "it's my son's phone",
        "I have to pick up my kids at three",
        "I caught it from my nephew",
        "my doctor told me to call",
        "for myself",
    ],
)
def test_people_merely_mentioned_are_not_the_patient(text: str) -> None:
    """Somebody who drives, pays or waits is not the one to be seen."""
    assert read_on_behalf_of(text, EN) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("español", ES),
        ("can we do this in Spanish", ES),
        ("does anybody there speak Spanish", ES),
        ("I don't speak much English", ES),
        ("no hablo inglés", ES),
        ("Spanish please", ES),
        ("en inglés por favor", EN),
        ("could you switch back to English", EN),
        ("my Spanish class is on Tuesday", None),
        ("hola, quiero una cita", None),
        ("I teach English", None),
    ],
)
def test_a_language_counts_only_where_it_is_asked_for(text: str, language: Language | None) -> None:
    """Speaking a language, or speaking of one, is no request for it."""
    assert read_language(text) is language


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my yearly checkup", VisitType.PHYSICAL),
        ("an annual wellness exam", VisitType.PHYSICAL),
        ("a sports physical for my son", VisitType.WELL_CHILD),
        ("his eighteen month checkup", VisitType.WELL_CHILD),
        ("it's a recheck of my ankle", VisitType.FOLLOW_UP),
        ("I want the flu shot", VisitType.VACCINE),
        ("I've never been seen there, so a new patient visit", VisitType.NEW_PATIENT),
        ("a sick visit for tomorrow", VisitType.SICK_VISIT),
        ("una cita de seguimiento", VisitType.FOLLOW_UP),
        ("necesito la vacuna del tétanos", VisitType.VACCINE),
        ("are you accepting new patients", None),
        ("I'll give it a shot", None),
        ("physical therapy", None),
        ("my knee hurts", None),
    ],
)
def test_a_kind_of_visit_counts_only_where_it_is_said(text: str, kind: VisitType | None) -> None:
    """A complaint is a reason, no kind of visit."""
    assert read_visit_type(text, EN) is kind


def test_of_two_kinds_the_first_is_the_visit() -> None:
    """Two purposes: the first one said is the kind of the visit."""
    assert read_visit_type("a booster and while I'm there a physical", EN) is VisitType.VACCINE


@pytest.mark.parametrize(
    ("asked", "text", "reason"),
    [
        (Asked.REASON, "um, it's my left shoulder", "left shoulder"),
        (Asked.REASON, "I've been having headaches, and I need to be out by noon", "headaches"),
        (Asked.REASON, "I'd prefer to keep that to myself", None),
        (Asked.INTENT, "I need to come in for a sore throat", "sore throat"),
        (Asked.INTENT, "I need an appointment on Monday", None),
        (Asked.WHEN, "any day, my back hurts", None),
    ],
)
def test_a_reason_is_what_ails_the_caller(asked: Asked, text: str, reason: str | None) -> None:
    """In the caller's words; where it was not asked for, only a complaint counts."""
    assert read_reason(text, asked=asked, lang=EN) == reason


@pytest.mark.parametrize(
    ("reason", "new"),
    [
        ("rash on the neck", True),
        ("fiebre y tos", True),
        ("cleared for surgery", False),
        ("follow up on my rash", False),
        ("paperwork", False),
    ],
)
def test_a_complaint_not_yet_seen_is_a_new_problem(reason: str, new: bool) -> None:
    """Routine visits and checks on something known are none."""
    assert is_new_problem(reason) is new
