"""Context turns a hit into a question or, where it cannot be mistaken, into silence; an alarm never."""

import pytest

from engine.screen.outcome import Outcome, Screening
from tests.office import packaged_screen

SCREEN = packaged_screen()
CHEST = "Are you having chest pain right now?"


def read(text: str, previous: str = "") -> Screening:
    return SCREEN.read(text, previous=previous)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("no chest pain, it's for my yearly", "negated"),
        ("she doesn't have a fever or anything", "negated"),
        ("no fever, chills or cough", "negated"),
        ("he isn't having trouble breathing", "negated"),
        ("no tengo dolor de pecho", "negated"),
        ("I had a heart attack in 2011", "past"),
        ("I passed out at work three years ago", "past"),
        ("I used to have seizures when I was a kid", "past"),
        ("tuve un infarto hace cuatro años", "past"),
        ("heart attacks run in my family", "family"),
        ("my grandfather died of a stroke", "family"),
        ("what do I do if I get a fever after the shot", "hypothetical"),
        ("we want to prevent a stroke", "hypothetical"),
        ("I could have had a stroke over that copay", "idiom"),
    ],
)
def test_an_unmistakable_context_clears(text: str, rule: str) -> None:
    """Denied, past, family history, what-if and figures of speech are passed over, and the log says which."""
    got = read(text)
    assert (got.outcome, got.rule) == (Outcome.CLEAR, rule)


@pytest.mark.parametrize(
    "text",
    [
        "my father had a stroke",
        "he has signs of a stroke",
        "is it normal to have chest pain after the vaccine",
        "follow up for my chest pain",
        "I was in the ER last week for chest pain",
        "can that pill make you pass out",
        "no contractions are two minutes apart",
        "it all started with chest pain about a year ago",
    ],
)
def test_a_doubtful_context_asks(text: str) -> None:
    """What may be happening and may not is asked about."""
    assert read(text).outcome is Outcome.ASK


@pytest.mark.parametrize(
    "text",
    [
        "no my chest hurts",
        "No, me duele el pecho",
        "no fever but I can't catch my breath",
        "I'm not sure if it's a heart attack",
        "I can't get to the door without gasping for air",
        "I had a heart attack in 2011 and now my chest hurts",
        "my mother had a stroke years ago and now my face is drooping",
        "I had surgery last year and now I can't breathe",
        "the chest pain started three months ago",
        "he can't breathe well",
        "if it matters, my chest is tight and I'm sweating",
        "they said it's not urgent but I'm coughing up blood",
        "si tengo dolor de pecho",
        "mi mamá tuvo un derrame hoy",
        "I had chest pain last night but it went away",
    ],
)
def test_no_context_hides_what_is_happening(text: str) -> None:
    """A no, a past or an if that belongs to something else leaves an emergency an emergency."""
    assert read(text).outcome is Outcome.ESCALATE


@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        "No, {}",
        "well, {}",
        "I need to cancel because {}",
        "they said it's not urgent but {}",
        "if you can help, {}",
        "I had surgery last year and now {}",
        "I don't have a fever but {}",
        "my brother had a stroke in 2015 and {}",
        "{}, and I need to move my appointment to Tuesday",
        "sorry to bother you, {}, thank you",
        "{}, is that normal",
    ],
)
@pytest.mark.parametrize(
    "alarm",
    [
        "my chest hurts",
        "I can't breathe",
        "my lips are swelling",
        "she won't wake up",
        "my face is drooping",
        "he took the whole bottle of pills",
        "I want to kill myself",
        "no puedo respirar",
        "mi hijo está convulsionando",
    ],
)
def test_an_alarm_is_heard_in_any_frame(frame: str, alarm: str) -> None:
    """Whatever is said around it, an alarm is never passed over in silence."""
    assert read(frame.format(alarm)).outcome is not Outcome.CLEAR


@pytest.mark.parametrize(
    "text",
    [
        "I'm not suicidal or anything",
        "I tried to kill myself in 2004, I'm fine now",
        "my uncle committed suicide when I was a boy",
        "the form says suicide risk, do I sign there",
        "what if he were suicidal",
        "no he pensado en suicidarme",
        "how do I sign up for the suicide prevention class",
    ],
)
def test_self_harm_is_never_cleared_without_its_question(text: str) -> None:
    """Denied, past, another's or on paper: self-harm is always asked about."""
    got = read(text)
    assert got.outcome is not Outcome.CLEAR
    assert got.category == "suicide_self_harm"


@pytest.mark.parametrize(
    "text",
    [
        "my knee's been bothering me for months, no hurry",
        "same allergies as every spring",
        "nothing serious, just a cough, whenever there's room",
    ],
)
def test_the_plain_question_is_not_put_where_it_was_answered(text: str) -> None:
    """A complaint that is said to be old, usual or in no hurry needs no question whether it is urgent."""
    assert read(text).outcome is Outcome.CLEAR


@pytest.mark.parametrize(
    "text", ["no", "No.", "nope", "not at all", "no ma'am", "none of that", "I'm fine", "para nada"]
)
def test_a_clear_no_clears_the_screens_own_question(text: str) -> None:
    """The talk goes on, and the log has the category and the answer."""
    got = read(text, CHEST)
    assert (got.outcome, got.category, got.rule) == (Outcome.CLEAR, "cardiac", "answered no")


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "sí",
        "a little",
        "I don't know",
        "kind of",
        "it comes and goes",
        "not really",
        "hm",
        "Tuesday",
        "no más a veces",
    ],
)
def test_anything_but_a_clear_no_escalates(text: str) -> None:
    """Yes, unsure, silence and something else altogether count as yes to the screen's own question."""
    got = read(text, CHEST)
    assert (got.outcome, got.category) == (Outcome.ESCALATE, "cardiac")


def test_a_question_that_was_not_heard_is_put_again() -> None:
    """ "What?" is no answer yet."""
    assert read("sorry, what was that?", CHEST).outcome is Outcome.ASK


def test_a_lean_no_settles_how_bad_something_is_but_no_danger() -> None:
    """ "Not really" goes on from the plain question, and does not from one that names an emergency."""
    plain = (
        "Before I book that, is this severe, getting worse quickly, or something you need help with today?"
    )
    assert read("not really", plain).outcome is Outcome.CLEAR
    assert read("not really", CHEST).outcome is Outcome.ESCALATE


def test_a_no_with_another_alarm_is_an_alarm() -> None:
    """The answer settles the symptom asked about, and no other."""
    got = read("no, but my throat is closing up", CHEST)
    assert (got.outcome, got.category) == (Outcome.ESCALATE, "anaphylaxis")


@pytest.mark.parametrize(
    ("previous", "text", "outcome"),
    [
        ("Any chest pain or trouble breathing right now?", "yes, both", Outcome.ESCALATE),
        ("Any chest pain or trouble breathing right now?", "neither one", Outcome.CLEAR),
        ("Is she having a seizure?", "yeah", Outcome.ESCALATE),
        ("Have you ever had a stroke?", "yes", Outcome.ASK),
        ("Does anyone in your family have heart attacks?", "yes, my dad", Outcome.CLEAR),
        ("¿Tiene dolor en el pecho?", "sí", Outcome.ESCALATE),
        ("So that's Tuesday at nine, is that right?", "yes", Outcome.CLEAR),
    ],
)
def test_answers_to_questions_like_a_doctors_are_understood(
    previous: str, text: str, outcome: Outcome
) -> None:
    """A yes or a no is read with the question before it; the past and the family are no emergencies."""
    assert read(text, previous).outcome is outcome
