"""Number words: cardinals, ordinals and digits as callers say them."""

import pytest

from engine.local.numbers import cardinal, number_at, ordinal, read_digits
from engine.local.words import tokens
from engine.vocabulary import Language

EN, ES = Language.EN, Language.ES


@pytest.mark.parametrize(
    ("said", "lang", "value"),
    [
        ("seven", EN, 7),
        ("nineteen", EN, 19),
        ("forty", EN, 40),
        ("forty two", EN, 42),
        ("forty-two", EN, 42),
        ("one hundred and five", EN, 105),
        ("nineteen hundred", EN, 1900),
        ("two thousand and four", EN, 2004),
        ("two thousand twenty six", EN, 2026),
        ("31", EN, 31),
        ("siete", ES, 7),
        ("veintidós", ES, 22),
        ("treinta y uno", ES, 31),
        ("ciento cinco", ES, 105),
        ("mil novecientos ochenta y cinco", ES, 1985),
        ("dos mil uno", ES, 2001),
    ],
)
def test_cardinals(said: str, lang: Language, value: int) -> None:
    """A whole number in words or digits is read in both languages."""
    assert cardinal(tokens(said), lang) == value


@pytest.mark.parametrize("said", ["", "twenty third", "seven kids", "hello", "ten four", "9" * 40])
def test_no_cardinal(said: str) -> None:
    """What is not exactly one cardinal is none."""
    assert cardinal(tokens(said), EN) is None


@pytest.mark.parametrize(
    ("word", "lang", "rank"),
    [
        ("third", EN, 3),
        ("twelfth", EN, 12),
        ("3rd", EN, 3),
        ("22nd", EN, 22),
        ("tercero", ES, 3),
        ("primera", ES, 1),
        ("3o", ES, 3),
    ],
)
def test_ordinals(word: str, lang: Language, rank: int) -> None:
    """An ordinal is a rank, spelled out or written."""
    assert ordinal(word, lang) == rank


@pytest.mark.parametrize("word", ["three", "3", "", "thirds", "the"])
def test_no_ordinal(word: str) -> None:
    """A cardinal or another word is no rank."""
    assert ordinal(word, EN) is None


def test_compound_ordinal() -> None:
    """A rank may take two words, with or without a hyphen."""
    for said in ("twenty first", "twenty-first"):
        found = number_at(tokens(said), 0, EN)
        assert found is not None
        assert (found.value, found.rank, found.length) == (21, True, len(tokens(said)))


def test_spanish_ordinal_sign() -> None:
    """The ordinal sign of "3º" makes it a rank, and the "o" of "3 o 4" does not."""
    assert [ordinal(word, ES) for word in tokens("3º")] == [3]
    assert [ordinal(word, ES) for word in tokens("3 o 4")] == [None, None, None]


@pytest.mark.parametrize(
    ("said", "lang", "digits"),
    [
        ("two one two", EN, "212"),
        ("oh nine oh nine", EN, "0909"),
        ("double five triple two", EN, "55222"),
        ("double oh seven", EN, "007"),
        ("eight hundred five five five", EN, "800555"),
        ("fifty five fifty", EN, "5550"),
        ("two won to five", EN, "2125"),
        ("(917) 555-0142", EN, "9175550142"),
        ("it is two for you", EN, "2"),
        ("oh no", EN, ""),
        ("cinco cinco cero uno", ES, "5501"),
        ("doble cinco veintitrés", ES, "5523"),
    ],
)
def test_digits(said: str, lang: Language, digits: str) -> None:
    """Digits come out in the order said; words that sound like one count only between numbers."""
    assert read_digits(said, lang) == digits
