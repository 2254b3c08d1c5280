"""Phone numbers as callers say and write them."""

import pytest

from engine.local.phone import read_phone
from engine.vocabulary import Language

EN, ES = Language.EN, Language.ES


@pytest.mark.parametrize(
    "said",
    [
        "two one two, five five five, oh one oh three",
        "two one two five five five zero one zero three",
        "(212) 555-0103",
        "212.555.0103",
        "1-212-555-0103",
        "+1 212 555 0103",
        "one two one two five five five oh one oh three",
        "2125550103",
        "twenty one twenty five fifty five oh one oh three",
        "two one two triple five oh one oh three",
        "area code two one two, and the number is five five five zero one oh three",
        "it's two won two five five five oh one oh three",
        "Sure, to one two five five five zero one zero three",
        "it's too one two, five five five, oh one oh three",
        "you can call me back, that's to 212 555 0103",
        "you can reach me at 212 555 0103 extension 44",
        "my number is 212 555 0103 and I was born on 6/5/72",
    ],
)
def test_spoken_and_written(said: str) -> None:
    """However its digits are grouped, said or written, a whole number is read as E.164."""
    assert read_phone(said, EN) == "+12125550103"


@pytest.mark.parametrize(
    ("said", "phone"),
    [
        ("eight hundred five five five oh one four two", "+18005550142"),
        ("two one two, five five five, oh one oh, no, oh one oh nine", "+12125550109"),
        (
            "two one two five five five oh one oh two no wait two one two five five five oh one oh nine",
            "+12125550109",
        ),
        ("ten thirteen sixty six two one two five five five oh one eleven", "+12125550111"),
    ],
)
def test_repairs_and_neighbours(said: str, phone: str) -> None:
    """What a caller takes back is dropped, and a date of birth said before is no part of the number."""
    assert read_phone(said, EN) == phone


@pytest.mark.parametrize(
    ("said", "phone"),
    [
        ("dos uno dos cinco cinco cinco cero uno cero nueve", "+12125550109"),
        ("es el dos doce, triple cinco, cero uno cero nueve", "+12125550109"),
        ("212 555 0109", "+12125550109"),
    ],
)
def test_spanish(said: str, phone: str) -> None:
    """Spanish digits are read the same way."""
    assert read_phone(said, ES) == phone


@pytest.mark.parametrize(
    "said",
    [
        "",
        "555-0103",
        "five five five oh one",
        "the same as last time",
        "112 555 0103",
        "two one two five five five oh one oh three four five",
        "I have two kids and one dog",
        "9" * 5000,
    ],
)
def test_not_whole(said: str) -> None:
    """Too few digits, too many, or digits of another shape are no number."""
    assert read_phone(said, EN) is None
