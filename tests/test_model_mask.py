"""What has been read of the patient is taken out before an utterance is sent."""

from datetime import datetime

import pytest

from engine.extraction import Request
from engine.model.mask import masked
from engine.vocabulary import Asked, Language

NOW = datetime(2026, 3, 2, 9, 15)


def sent(text: str, asked: Asked | None = Asked.INTENT, lang: Language = Language.EN) -> str:
    return masked(Request(text=text, now=NOW, asked=asked, lang=lang))


@pytest.mark.parametrize(
    ("text", "without"),
    [
        (
            "Hi, it's Daniel Kowalski, I need to move my Thursday visit.",
            "Hi, it's <NAME> <NAME>, I need to move my Thursday visit.",
        ),
        (
            "my name is daniel kowalski born october thirteenth nineteen sixty six and i need a checkup",
            "my name is <NAME> <NAME> born <BIRTH> and i need a checkup",
        ),
        (
            "call me back on 212 555 0111 about the thing on my arm",
            "call me back on <PHONE> about the thing on my arm",
        ),
        (
            "my name is Daniel Kowalski, and I'd like to see Dr. Kowalski",
            "my name is <NAME> <NAME>, and I'd like to see Dr. Kowalski",
        ),
        (
            "this is Daniel Kowalski, K-O-W-A-L-S-K-I, about a rash",
            "this is <NAME> <NAME>, <NAME>, about a rash",
        ),
        ("could I see somebody about my knee next week", "could I see somebody about my knee next week"),
        ("I need the 13th of October, in the morning", "I need the 13th of October, in the morning"),
    ],
)
def test_only_what_identifies_is_taken_out(text: str, without: str) -> None:
    """Names, birthdays and numbers that rules can read go; wishes, doctors and complaints stay."""
    assert sent(text) == without


def test_a_number_said_twice_goes_twice() -> None:
    """A caller who repeats the number does not give it away the second time."""
    assert "0111" not in sent("it's 212 555 0111, that is 212 555 0111, and I need a refill")


def test_a_spanish_caller_is_masked_too() -> None:
    """The rules of the call's language decide."""
    text = sent("soy Sofía Hernández y nací el 5 de junio de 1972, quiero una cita", lang=Language.ES)
    assert text == "soy <NAME> <NAME> y nací el <BIRTH>, quiero una cita"
