"""Dates of birth in every form a recogniser or a keypad gives them."""

from datetime import date

import pytest

from engine.local.birth import BirthParts, Region, read_birth_date, read_birth_parts
from engine.vocabulary import Language

EN, ES = Language.EN, Language.ES
TODAY = date(2026, 11, 18)


def born(said: str, lang: Language = EN, region: Region = "US") -> str:
    found = read_birth_date(said, today=TODAY, lang=lang, region=region)
    return found.isoformat() if found else ""


@pytest.mark.parametrize(
    "said",
    [
        "june fifth seventy two",
        "June 5th, 1972.",
        "the fifth of June nineteen seventy two",
        "fifth of june nineteen and seventy two",
        "five June 72",
        "June five one nine seven two",
        "6 5 72",
        "6/5/72",
        "06/05/1972",
        "06051972",
        "060572",
        "6-5-1972",
        "6.5.1972",
        "1972-06-05",
        "oh six oh five seventy two",
        "zero six zero five one nine seven two",
        "six five nineteen seventy two",
        "six five 19 72",
        "my date of birth is June fifth nineteen seventy-two, thank you",
        "the fifth of the sixth nineteen seventy two",
        "June fifth nineteen seventy two, two one two five five five oh one oh nine",
        "June 4th 1972, no wait, the 5th",
        "June 5th 1973, sorry, 1972",
    ],
)
def test_one_date_in_many_forms(said: str) -> None:
    """However it is said, written or keyed, a whole date of birth is the same date."""
    assert born(said) == "1972-06-05"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("five nine twenty nineteen", "2019-05-09"),
        ("September ninth two thousand one", "2001-09-09"),
        ("September ninth two thousand and one", "2001-09-09"),
        ("twelve twenty five fifty four", "1954-12-25"),
        ("January first nineteen oh seven", "1907-01-01"),
        ("May second 26", "2026-05-02"),
        ("December second 26", "1926-12-02"),
        ("for seventeen eighty eight", "1988-04-17"),
        ("thirteen October sixty six", "1966-10-13"),
        ("26 08 1954", "1954-08-26"),
        ("February 29 1988", "1988-02-29"),
    ],
)
def test_years_and_doubtful_order(said: str, expected: str) -> None:
    """Spoken years are joined, two digits are the latest past year, and only a possible order is read."""
    assert born(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("03/04/85", "1985-04-03"),
        ("3rd of April 1985", "1985-04-03"),
        ("0304 1985", "1985-04-03"),
        ("03041 985", "1985-04-03"),
        ("3 to 1985", "1985-02-03"),
        ("13 to 1985", "1985-02-13"),
        ("24 91985", "1985-09-24"),
        ("93 1985", "1985-03-09"),
        ("03044 1985", "1985-04-03"),
        ("24 of the 9th 11985", "1985-09-24"),
        ("the 12th of May 11th 1985", "1985-11-12"),
        ("3rd of April 1985 3rd of April 1985", "1985-04-03"),
        ("the 3rd the 3rd of the 4th 1985", "1985-04-03"),
        ("3rd of April 2000 and 4", "2004-04-03"),
        ("26th or 8th 1985", "1985-08-26"),
        ("22nd of the 6th 2050", "2015-06-22"),
        ("50 January 1985", "1985-01-15"),
        ("or March 1985", "1985-03-04"),
    ],
)
def test_british_hearings(said: str, expected: str) -> None:
    """Day before month, with the gaps, doublings and homophones a telephone recogniser makes."""
    assert born(said, region="GB") == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("el cinco de junio del setenta y dos", "1972-06-05"),
        ("el 5 de junio de 1972", "1972-06-05"),
        ("primero de enero de mil novecientos sesenta", "1960-01-01"),
        ("5/6/72", "1972-06-05"),
        ("nueve del nueve del dos mil uno", "2001-09-09"),
        ("veintiocho de febrero del noventa", "1990-02-28"),
        ("cinco de junio", ""),
    ],
)
def test_spanish(said: str, expected: str) -> None:
    """Spanish says the day first, in words and in digits."""
    assert born(said, ES) == expected


@pytest.mark.parametrize(
    "said",
    [
        "",
        "June fifth",
        "June 1972",
        "1972",
        "the fifth",
        "February 30 1990",
        "June fifth 1890",
        "June fifth 2031",
        "6 5",
        "0605",
        "212 555 0103",
        "nine one seven double five oh two one four two",
        "she may be sixty two",
        "I have two kids born in 2015 and 2017",
        "9" * 5000,
    ],
)
def test_not_whole(said: str) -> None:
    """A part missing, no such day, an age nobody has, or a number of another kind is no date of birth."""
    assert born(said) == ""


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("the year is 1985", (1985, None, None)),
        ("it's eighty six", (1986, None, None)),
        ("nineteen eighty six", (1986, None, None)),
        ("May, not March", (None, 5, None)),
        ("no, the 4th, not the 5th", (None, None, 4)),
        ("the month is four", (None, 4, None)),
        ("the day is twelve", (None, None, 12)),
        ("the 17th of April", (None, 4, 17)),
        ("April 17th 1988", (1988, 4, 17)),
        ("five", (None, None, None)),
        ("that's wrong", (None, None, None)),
    ],
)
def test_parts(said: str, parts: BirthParts) -> None:
    """A correction names a month by its name, a day as a rank, a year by its size, or any by its word."""
    assert read_birth_parts(said, today=TODAY, lang=EN) == parts
