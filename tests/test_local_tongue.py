"""Which language is spoken."""

import pytest

from engine.local.tongue import spoken_language
from engine.vocabulary import Language


@pytest.mark.parametrize(
    "text",
    [
        "quiero cancelar una cita",
        "hola, necesito hacer una cita para mañana",
        "¿puedo cambiar mi cita para el jueves?",
    ],
)
def test_a_spanish_sentence_is_spanish(text: str) -> None:
    """Everyday words of one language decide."""
    assert spoken_language(text) is Language.ES


@pytest.mark.parametrize(
    "text", ["I would like to cancel my appointment", "hi, can you book me a visit please"]
)
def test_an_english_sentence_is_english(text: str) -> None:
    """And of the other."""
    assert spoken_language(text) is Language.EN


@pytest.mark.parametrize(
    "text",
    [
        "Maria de la Cruz",
        "Sofía Hernández",
        "sí",
        "no",
        "yes",
        "212 555 0101",
        "con Dr. Okafor",
        "quiero an appointment",
        "",
        "…",
    ],
)
def test_names_numbers_and_mixtures_decide_nothing(text: str) -> None:
    """A surname is no reason to change the language of a call."""
    assert spoken_language(text) is None
