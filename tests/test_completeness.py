"""How finished an answer looks."""

import pytest

from channels.conversation_relay.completeness import Looks, is_backchannel, is_noise, judge
from channels.conversation_relay.debounce import looks_complete, pause_after
from engine.settings import Voice
from engine.vocabulary import Asked, Language

DONE, OPEN, CUT = Looks.COMPLETE, Looks.OPEN, Looks.UNFINISHED


@pytest.mark.parametrize(
    ("text", "asked", "looks"),
    [
        ("yes", Asked.CONFIRMATION, DONE),
        ("Yes please that's right", Asked.CONFIRMATION, DONE),
        ("no thank you", Asked.ANYTHING_ELSE, DONE),
        ("No, that's it.", Asked.ANYTHING_ELSE, DONE),
        ("No.", Asked.ANYTHING_ELSE, OPEN),
        ("No.", Asked.CONFIRMATION, DONE),
        ("No. I need to know when my next appointment is.", Asked.ANYTHING_ELSE, DONE),
        ("yes but", Asked.CONFIRMATION, CUT),
        ("yes make it Friday", Asked.CONFIRMATION, OPEN),
        ("The second one.", Asked.CHOICE, DONE),
        ("the second one", Asked.CHOICE, OPEN),
        ("Hi, good morning.", Asked.INTENT, OPEN),
        ("Hello?", Asked.INTENT, DONE),
        ("Yes.", Asked.PATIENT_NAME, DONE),
        ("I need to see Dr.", Asked.INTENT, OPEN),
        ("I need to move my", Asked.INTENT, CUT),
        ("My name is.", Asked.INTENT, OPEN),
        ("I need to know when my appointment is.", Asked.INTENT, DONE),
        ("I need to know when my appointment is", Asked.INTENT, CUT),
        ("I want to know when my.", Asked.INTENT, OPEN),
        ("I'd like to know what is.", Asked.INTENT, OPEN),
        ("Who is it with?", Asked.INTENT, DONE),
        ("Can I see my?", Asked.INTENT, OPEN),
        ("I need an appointment with.", Asked.INTENT, OPEN),
        ("Could I come in on Thursday?", Asked.WHEN, DONE),
        ("212 555", Asked.PHONE, CUT),
        ("two one two five five five", Asked.PHONE, CUT),
        ("212-555-0101", Asked.PHONE, DONE),
        ("March", Asked.DATE_OF_BIRTH, CUT),
        ("March third", Asked.DATE_OF_BIRTH, CUT),
        ("March 3, 1985", Asked.DATE_OF_BIRTH, DONE),
        ("March 3, 85", Asked.DATE_OF_BIRTH, OPEN),
        ("April 1, 1932.", Asked.DATE_OF_BIRTH, DONE),
        ("April 1, 1968.", Asked.DATE_OF_BIRTH, DONE),
        ("April 1, 2024.", Asked.DATE_OF_BIRTH, DONE),
        ("I would rather not say.", Asked.DATE_OF_BIRTH, DONE),
        ("Tyrome", Asked.PATIENT_NAME, CUT),
        ("Tyrome Williams.", Asked.PATIENT_NAME, DONE),
        ("Tyrome Williams", Asked.PATIENT_NAME, OPEN),
        ("Tyrome Williams,", Asked.PATIENT_NAME, OPEN),
        ("Tyrome Williams and", Asked.PATIENT_NAME, CUT),
        ("Tyrome Williams. And.", Asked.PATIENT_NAME, OPEN),
        ("It's Tyrome.", Asked.PATIENT_NAME, OPEN),
        ("Last name Williams.", Asked.PATIENT_NAME, OPEN),
        ("Mary Ann.", Asked.PATIENT_NAME, OPEN),
        ("Daniel James.", Asked.PATIENT_NAME, DONE),
        ("April Jones.", Asked.PATIENT_NAME, DONE),
        ("Ludwig van.", Asked.PATIENT_NAME, OPEN),
        ("Ludwig van", Asked.PATIENT_NAME, CUT),
        ("I'm calling for my daughter Emma Johnson.", Asked.PATIENT_NAME, DONE),
        ("I'm calling for my daughter.", Asked.PATIENT_NAME, DONE),
        ("Tyrome Williams. I was born in April.", Asked.PATIENT_NAME, CUT),
        ("Tyrome Williams. April 17th.", Asked.PATIENT_NAME, CUT),
        ("Tyrome Williams. April 17th, 1988.", Asked.PATIENT_NAME, DONE),
        ("Why do you need it?", Asked.PATIENT_NAME, DONE),
        ("Tyrome T Y R", Asked.PATIENT_NAME, CUT),
        ("...", Asked.INTENT, OPEN),
    ],
)
def test_answers_are_judged_by_the_question(text: str, asked: Asked, looks: Looks) -> None:
    """A whole answer waits for nothing, a broken off one for long."""
    assert judge(text, asked, Language.EN) is looks


@pytest.mark.parametrize(
    ("text", "asked", "looks"),
    [
        ("Sí, por favor.", Asked.CONFIRMATION, DONE),
        ("no gracias", Asked.ANYTHING_ELSE, DONE),
        ("Quiero una cita con", Asked.INTENT, CUT),
        ("Sofía Hernández.", Asked.PATIENT_NAME, DONE),
        ("Me llamo Sofía.", Asked.PATIENT_NAME, OPEN),
        ("Sofía de la.", Asked.PATIENT_NAME, OPEN),
        ("No.", Asked.ANYTHING_ELSE, OPEN),
        ("17 de abril de 1988", Asked.DATE_OF_BIRTH, DONE),
        ("diecisiete de abril", Asked.DATE_OF_BIRTH, CUT),
    ],
)
def test_spanish_answers_are_judged_alike(text: str, asked: Asked, looks: Looks) -> None:
    """The same rules hold in the caller's language."""
    assert judge(text, asked, Language.ES) is looks


def test_the_pause_follows_the_judgement() -> None:
    """Nothing, the pause of the settings, or its slow brother."""
    voice = Voice(voice_debounce=0.4, voice_debounce_slow=2.0)
    pauses = [
        pause_after(text, Asked.INTENT, Language.EN, voice) for text in ("A visit.", "a visit", "with my")
    ]
    assert pauses == [0.0, 0.4, 2.0]
    assert looks_complete("A visit.", Asked.INTENT) and not looks_complete("a visit", Asked.INTENT)


def test_noise_and_backchannel_depend_on_the_question() -> None:
    """A letter may be part of a name, and an "okay" an answer."""
    assert is_noise("A", Asked.INTENT) and not is_noise("A", Asked.PATIENT_NAME)
    assert is_noise("uh", Asked.PATIENT_NAME) and not is_noise("uh-huh", Asked.CONFIRMATION)
    assert not is_noise("no", None) and not is_noise("help", None)
    assert is_backchannel("Okay.", None) and is_backchannel("uh huh", Asked.INTENT)
    assert not is_backchannel("Okay.", Asked.CONFIRMATION) and not is_backchannel("Okay, help.", None)
