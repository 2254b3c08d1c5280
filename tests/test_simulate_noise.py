"""The recogniser of simulated calls: what it does to a caller's words, and what it never does."""

from random import Random

import pytest

from qa.simulate.noise import overhear

LINES = {
    "en": (
        "Hi, it's Tyrome Williams, I need to move my Thursday visit with Dr. Chen to next week, mornings.",
        "April seventeenth, nineteen eighty eight.",
        "212 555 0101",
        "Yes, that's right.",
        "I can't do Tuesday. Is there anything on Friday?",
    ),
    "es": (
        "Hola, necesito cambiar mi cita del jueves, por favor.",
        "El cinco de junio de mil novecientos setenta y dos.",
        "Sí, está bien.",
    ),
}


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_clean_line_is_heard_as_it_was_said(lang: str) -> None:
    """At a rate of 0 no word changes, and no randomness is used."""
    for text in LINES[lang]:
        assert overhear(text, lang=lang, rate=0.0, rng=Random(1)).prompts == (text,)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_same_seed_hears_the_same(lang: str) -> None:
    """A line, a rate and a seed make one result."""
    for text in LINES[lang]:
        twice = [overhear(text, lang=lang, rate=0.3, rng=Random(5)) for _ in range(2)]
        assert twice[0] == twice[1]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("rate", [0.05, 0.1, 0.3])
def test_the_errors_come_to_the_rate_that_was_asked_for(lang: str, rate: float) -> None:
    """Over many lines the word-error rate is within a tenth of the rate that was set."""
    errors = words = 0
    for seed in range(600):
        for text in LINES[lang]:
            heard = overhear(text, lang=lang, rate=rate, rng=Random(seed))
            errors += sum(true != other for true, other in heard.alignment)
            words += sum(bool(true) for true, _ in heard.alignment)
    assert 0.9 * rate < errors / words < 1.1 * rate


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_alignment_tells_both_what_was_said_and_what_was_heard(lang: str) -> None:
    """The true words of the pairs are the line, and their heard words are the prompts."""
    for seed in range(200):
        for text in LINES[lang]:
            heard = overhear(text, lang=lang, rate=0.3, rng=Random(seed))
            assert _letters(true for true, _ in heard.alignment) == _letters([text])
            assert _letters(other for _, other in heard.alignment) == _letters(heard.prompts)


def test_a_line_is_never_heard_as_nothing() -> None:
    """However bad the line, something of it arrives: nothing at all would be silence, not words."""
    for seed in range(300):
        heard = overhear("Yes.", lang="en", rate=1.0, rng=Random(seed))
        assert any(prompt.strip() for prompt in heard.prompts)


def test_a_line_may_come_as_two_prompts_at_a_breath() -> None:
    """Some lines of two phrases are split between them, and only there."""
    text = "My name is Maria Garcia. I was born in March."
    split = {overhear(text, lang="en", rate=0.05, rng=Random(seed)).prompts for seed in range(300)}
    assert ("My name is Maria Garcia", "I was born in March") in split


def _letters(parts: object) -> str:
    return "".join(c for part in parts for c in part.lower() if c.isalnum())  # type: ignore[attr-defined]
