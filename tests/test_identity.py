"""The identity rules: the date of birth is exact, a sound-alike leads to a question, nobody is guessed."""

from datetime import date

import pytest

from engine.births import read_births
from engine.extraction import PatientName
from engine.identity import Match, Person, Verdict, match_hearings, match_person, name_likeness
from engine.vocabulary import Language

TODAY = date(2026, 3, 3)
NEW_YEAR = date(1960, 1, 1)


def person(number: int, given: str, family: str, born: date) -> Person:
    return Person(
        id=str(number), given=given, family=family, date_of_birth=born, phone=f"+1212555010{number}"
    )


TYROME = person(1, "Tyrome", "Williams", date(1988, 4, 17))
GARCIA_1985 = person(3, "Maria", "Garcia", date(1985, 3, 12))
GARCIA_1992 = person(4, "Maria", "Garcia", date(1992, 7, 30))
SMITH = person(5, "John", "Smith", NEW_YEAR)
SMYTH = person(6, "Jon", "Smyth", NEW_YEAR)
ONEILL = person(8, "Robert", "O'Neill", date(1954, 12, 25))
SOFIA = person(9, "Sofía", "Hernández", date(1972, 6, 5))
LI_WEI = person(2, "Li", "Wei", date(1990, 2, 28))
MARY_ANN = person(0, "Mary Ann", "Costa Pereira", date(1949, 8, 21))
JOANNE = person(7, "Joanne", "Keller", date(1971, 1, 9))
CLINIC = (TYROME, GARCIA_1985, GARCIA_1992, SMITH, SMYTH, ONEILL, SOFIA, LI_WEI, JOANNE, MARY_ANN)


def named(given: str | None, family: str | None) -> PatientName:
    return PatientName(given=given, family=family)


def found(who: Person) -> Match:
    return Match(verdict=Verdict.EXACT, id=who.id)


def match(who: PatientName, born: date, *, phone: str | None = None) -> Match:
    return match_person([who], [born], CLINIC, phone=phone)


@pytest.mark.parametrize(
    ("given", "family", "who"),
    [
        ("tyrome", "WILLIAMS", TYROME),
        ("Ty", "Williams", TYROME),
        ("Robert", "ONeill", ONEILL),
        ("Bob", "O Neill", ONEILL),
        ("Robert", "O'Neill Jr", ONEILL),
        ("sofia", "hernandez", SOFIA),
        ("Sofía", "Hernández Ortiz", SOFIA),
        ("Sofia", "Ortiz-Hernandez", SOFIA),
        ("Wei", "Li", LI_WEI),
        ("Mary", "Costa", MARY_ANN),
        ("Maryann", "Pereira-Costa", MARY_ANN),
        ("Li", "Wei", LI_WEI),
    ],
)
def test_a_name_heard_in_full_is_exact(given: str, family: str, who: Person) -> None:
    """Case, accents, apostrophes, hyphens, Jr, short forms and the order of parts make no difference."""
    assert match(named(given, family), who.date_of_birth) == found(who)


def test_the_date_of_birth_tells_two_of_one_name_apart() -> None:
    """Two Maria Garcias are told apart by when they were born."""
    assert match(named("Maria", "Garcia"), GARCIA_1985.date_of_birth) == found(GARCIA_1985)
    assert match(named("Maria", "Garcia"), GARCIA_1992.date_of_birth) == found(GARCIA_1992)


def test_a_date_of_birth_one_day_off_finds_nobody() -> None:
    """No likeness of the name makes up for another date of birth."""
    assert match(named("Tyrome", "Williams"), date(1988, 4, 18)).verdict is Verdict.NOBODY


def test_two_who_sound_the_same_and_share_a_birthday_need_a_question() -> None:
    """John Smith and Jon Smyth: even the exact name decides nothing."""
    assert match(named("John", "Smith"), NEW_YEAR).verdict is Verdict.NEEDS_QUESTION
    assert match(named("Jon", "Smyth"), NEW_YEAR).verdict is Verdict.NEEDS_QUESTION
    spelled = match_person([named("John", "Smith"), named("Jon", "Smyth")], [NEW_YEAR], CLINIC)
    assert spelled == Match(verdict=Verdict.NEEDS_QUESTION)


def test_the_phone_on_file_decides_between_them() -> None:
    """The number on file is the second mark that a sound-alike needs."""
    assert match(named("John", "Smith"), NEW_YEAR, phone=SMITH.phone) == found(SMITH)
    assert match(named("John", "Smith"), NEW_YEAR, phone=SMYTH.phone) == found(SMYTH)
    assert match(named("John", "Smith"), NEW_YEAR, phone="+12125559999").verdict is Verdict.NEEDS_QUESTION


def test_the_phone_alone_finds_nobody() -> None:
    """A family's phone opens nothing to another name."""
    assert match(named("Peter", "Abbott"), NEW_YEAR, phone=SMITH.phone).verdict is Verdict.NOBODY


@pytest.mark.parametrize("given", ["Ann", "Anne", "Anna", "Annie"])
def test_ann_never_finds_joanne(given: str) -> None:
    """A name inside another name is another name, however often it is said."""
    hearings = [named(given, "Keller"), named("Ann", "Keller"), named("Ann", "Kellar")]
    assert match_person(hearings, [JOANNE.date_of_birth], CLINIC).verdict is Verdict.NOBODY


def test_a_sound_alike_is_no_pick_but_a_question() -> None:
    """One hearing that only sounds like the name on file decides nothing."""
    assert match(named("Tyrone", "Willems"), TYROME.date_of_birth) == Match(verdict=Verdict.NEEDS_QUESTION)


def test_another_hearing_that_agrees_decides_for_the_only_candidate() -> None:
    """Spelled after the question, and near the name on file: that is the person."""
    hearings = [named("Tyrone", "Willems"), named("Tyrom", "Wiliams")]
    assert match_person(hearings, [TYROME.date_of_birth], CLINIC) == found(TYROME)


def test_a_first_name_alone_finds_nobody() -> None:
    """Half a name and a date of birth open nothing."""
    assert match(named("Tyrome", None), TYROME.date_of_birth).id is None
    assert match(named(None, "Williams"), TYROME.date_of_birth).id is None
    assert match(PatientName(), TYROME.date_of_birth).verdict is Verdict.NOBODY


def test_each_date_of_birth_heard_may_be_the_right_one() -> None:
    """Where a date was heard twice differently, one of them must be exact."""
    births = [date(1988, 4, 7), TYROME.date_of_birth]
    assert match_person([named("Tyrome", "Williams")], births, CLINIC) == found(TYROME)
    assert match_person([named("Tyrome", "Williams")], [], CLINIC).verdict is Verdict.NOBODY


def test_likeness_goes_by_letters_and_by_sound() -> None:
    """The same name is 1, a sound-alike near it, another name far from it."""
    assert name_likeness(named("José", "O'Brien"), named("jose", "OBrien")) == 1.0
    assert name_likeness(named("Jon", "Smyth"), named("John", "Smith")) > 0.9
    assert name_likeness(named("Wei", "Li"), named("Li", "Wei")) == 1.0
    assert name_likeness(named("Ann", "Keller"), named("Joanne", "Keller")) < 0.75
    assert name_likeness(named("Ann", None), named("Ann", "Keller")) == 1.0
    assert name_likeness(PatientName(), named("Ann", "Keller")) == 0.0


@pytest.mark.parametrize(
    ("names", "dobs", "who"),
    [
        (["Tyrone Williams", "tire Williams", "t y r o m e w i ll i a m s"], ["17th of April 1988"], TYROME),
        (["", "Robert o neil", "Romeo Oscar Bravo Echo Romeo Tango"], ["25 December 1954"], ONEILL),
        (["Tyrome Williams", "t y r o m e"], ["April 1988", "the 17th of April"], TYROME),
        (["Tyrome Williams"], ["18th of April 1988"], None),
        (["Joanne", "Joanne", "j o a n n e"], ["9th of January 1971"], None),
        (["John Smith", "John Smith", "j o h n s m i t h"], ["1st of January 1960"], None),
        ([], [], None),
    ],
)
def test_several_hearings_together_find_the_person_or_nobody(
    names: list[str], dobs: list[str], who: Person | None
) -> None:
    """The same rules, fed with what a recogniser made of each try."""
    assert match_hearings(names, dobs, CLINIC, region="GB", today=TODAY) == (who.id if who else None)


def test_parts_of_a_date_from_several_hearings_are_put_together() -> None:
    """What one hearing lacks another may hold; a whole hearing is kept apart from such joins."""
    births = read_births(["3rd of May", "May 1980"], today=TODAY, lang=Language.EN, region="GB")
    assert births.heard == frozenset()
    assert date(1980, 5, 3) in births.possible
    heard = read_births(["the 16th of March 1960"], today=TODAY, lang=Language.EN, region="GB")
    assert heard.heard == {date(1960, 3, 16)}
    assert date(1916, 3, 16) in heard.possible
