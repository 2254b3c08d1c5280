"""Wordings, and facts read aloud."""

import ast
from datetime import date, datetime, time
from pathlib import Path

import pytest

from engine.clinic import Session
from engine.speech.spoken import AT, ordinal, phone_groups, phone_written, spanish_number
from engine.speech.wordings import MissingWording, Speech
from engine.vocabulary import Language

EN, ES = Language.EN, Language.ES
SPEECH = Speech.load()
TUESDAY = datetime(2026, 3, 24, 14, 30)
ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("at", "english", "spanish"),
    [
        (time(9), "at 9 in the morning", "a las nueve de la mañana"),
        (time(9, 15), "at 9:15 in the morning", "a las nueve y cuarto de la mañana"),
        (time(12), "at noon", "a las doce del mediodía"),
        (time(13), "at 1 in the afternoon", "a la una de la tarde"),
        (time(14, 30), "at 2:30 in the afternoon", "a las dos y media de la tarde"),
        (time(18, 5), "at 6:05 in the evening", "a las seis y cinco de la tarde"),
    ],
)
def test_times_are_read_as_people_say_them(at: time, english: str, spanish: str) -> None:
    """Neither 24-hour clocks nor bare "PM" are spoken."""
    assert (AT[EN](at), AT[ES](at)) == (english, spanish)


def test_days_are_read_with_their_weekday() -> None:
    """A date is never read without the day of the week."""
    assert SPEECH.form(EN, "day", TUESDAY) == "Tuesday, March 24th"
    assert SPEECH.form(ES, "day", TUESDAY) == "martes veinticuatro de marzo"


def test_birthdays_are_read_with_their_year() -> None:
    """Spanish years are words, because a voice would read the digits in groups."""
    born = date(1988, 4, 1)
    assert SPEECH.form(EN, "born", born) == "April 1st, 1988"
    assert SPEECH.form(ES, "born", born) == "primero de abril de mil novecientos ochenta y ocho"


@pytest.mark.parametrize(("number", "text"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd")])
def test_ordinals(number: int, text: str) -> None:
    """Teens take th."""
    assert ordinal(number) == text


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (21, "veintiuno"),
        (31, "treinta y uno"),
        (100, "cien"),
        (507, "quinientos siete"),
        (2005, "dos mil cinco"),
    ],
)
def test_spanish_numbers(number: int, words: str) -> None:
    """Numbers up to a year's size are said in words."""
    assert spanish_number(number) == words


def test_phone_numbers_are_read_in_groups_and_written_with_dashes() -> None:
    """Heard 3-3-4, digit by digit."""
    assert phone_groups("+12125550101") == "2 1 2, 5 5 5, 0 1 0 1"
    assert phone_written("+12125550101") == "212-555-0101"
    assert phone_groups("+442079460000") == "+442079460000"


def test_hours_name_runs_of_days_once() -> None:
    """Days with the same sessions are said together."""
    hours = [Session(weekday=d, start=time(8), end=time(12)) for d in range(5)]
    hours.append(Session(weekday=5, start=time(9), end=time(11)))
    assert SPEECH.say(EN, "clinic_hours", {"hours": hours}) == (
        "We're open Monday to Friday from 8 in the morning to noon and Saturday from 9 to 11 in the morning."
    )


def test_a_wording_changes_when_it_is_said_again_and_stays_at_its_last() -> None:
    """The same sentence is not said twice while another is left."""
    said = [SPEECH.say(EN, "ask_reason", {}, again) for again in range(4)]
    assert len(set(said[:3])) == 3
    assert said[3] == said[2]


def test_an_unknown_wording_is_a_fault_with_its_name() -> None:
    """A missing wording is found by its key."""
    with pytest.raises(MissingWording, match="no_such_wording"):
        SPEECH.say(EN, "no_such_wording", {})


def wordings_in_code() -> set[str]:
    """Every literal first argument of `line(...)` and `key=` of `Line(...)` in the engine and the states."""
    keys = set()
    for path in [*(ROOT / "engine").rglob("*.py"), *(ROOT / "states").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "line":
                keys |= {n.value for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant)}
    return {key for key in keys if isinstance(key, str) and key and not key.endswith("_")}


def test_every_wording_the_code_names_exists() -> None:
    """No state can ask for words that nobody has written."""
    named = wordings_in_code()
    assert len(named) > 40
    assert [key for key in sorted(named) if not SPEECH.has(key)] == []


OPENING = {"provider": "Dr. Maya Chen", "start": TUESDAY}
FACTS = {
    **OPENING,
    "clinic": "Atlas",
    "given": "Tyrome",
    "family": "Williams",
    "born": date(1988, 4, 17),
    "visit": "physical",
    "old": OPENING,
    "first": {**OPENING, "specialty": "Cardiology"},
    "second": {**OPENING, "specialty": "Dermatology"},
    "third": OPENING,
    "last": TUESDAY,
    "providers": ["Dr. Maya Chen", "Dr. Wei Chan"],
    "specialty": "Cardiology",
    "count": 2,
    "phone": "+12125550100",
    "address": "1 Test Street",
    "hours": [Session(weekday=0, start=time(8), end=time(12))],
}


@pytest.mark.parametrize("lang", list(Language))
def test_every_wording_of_every_language_can_be_said(lang: Language) -> None:
    """No wording names a fact or a form that does not exist, and none leaves a brace behind."""
    for key, wording in SPEECH.file(lang)["say"].items():
        for again in range(len(wording) if isinstance(wording, list) else 1):
            said = SPEECH.say(lang, key, FACTS, again)
            assert said and not set("{}") & set(said), key


def test_what_a_caller_said_is_never_read_as_a_form() -> None:
    """Braces in a name are spoken as they are, not filled in."""
    assert "{clinic}" in SPEECH.say(EN, "thanks", {"given": "{clinic}", "clinic": "Atlas"})
