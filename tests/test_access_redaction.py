"""Redaction: nobody of the demo clinic can be read out of a redacted call, and a reviewer still can."""

import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.extraction import Extraction, PatientName, Slots
from engine.vocabulary import Asked, Intent
from qa.access.known import Known, known_of, read_known
from qa.access.marks import GONE
from qa.access.redaction import (
    fields_of,
    redact_caller,
    redact_heard,
    redact_history,
    redact_keys,
    redact_said,
    redact_slot,
    redact_turn,
)
from qa.phone.slots import slots
from tests.office import Caller, Office
from tests.replays.calls import CALLS
from tests.replays.record import stored
from tests.test_privacy import leaks, people
from tools.sql import read_clinic
from tools.sql.demo import PHONE, PROVIDERS

DOCTORS = tuple(provider.name for provider in PROVIDERS)
STORED = stored()
ASIDE = ("keys ", "cut ", "fails ", "silence", "comes back", "hangs up", "meanwhile")
"""Lines of the stored calls that are not said."""


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    opened = await Office.open(tmp_path)
    yield opened
    await opened.close()


def known(history: Mapping[str, Sequence[Mapping[str, Any]]]) -> Known:
    """What the log of a call tells by itself."""
    return known_of(history, providers=DOCTORS, clinic_phone=PHONE)


async def read(office: Office, caller: Caller) -> tuple[dict[str, list[dict[str, Any]]], Known]:
    """A call's log, and what is known with the patients' rows beside it."""
    history = await caller.history()
    return history, await office.store.transact(
        lambda c: read_known(c, caller.call_sid, history, providers=DOCTORS, clinic_phone=PHONE)
    )


def personal(found: Any) -> list[str]:
    """Who of the demo clinic can be read in it, the doctors' own names left out."""
    text = json.dumps(found, ensure_ascii=False)
    for doctor in DOCTORS:
        given, family = doctor.removeprefix("Dr. ").split()
        text = re.sub(rf"(?:Dr\. |doctora )?{given} {family}|Dr\. {family}", "the doctor", text)
    return leaks(text, people())


# ---------------------------------------------------------------- whole calls


@pytest.mark.parametrize("name", CALLS)
def test_nobody_is_left_in_a_stored_call(name: str) -> None:
    """No name, date of birth or number of the demo clinic's people is in any column of a redacted call."""
    history = STORED[name]
    assert personal(redact_history(history, known(history))) == []


async def test_nobody_is_left_in_what_the_agent_said(office: Office) -> None:
    """Told in full, with the agent's words, texts, slots and the rows of the patients."""
    clinic = await office.store.transact(read_clinic)
    for name, lines in CALLS.items():
        caller = await office.call("+12125550177")
        for line in lines:
            office.wait(seconds=9)
            if not line.startswith(ASIDE):
                await caller.says(line)
        history, told = await read(office, caller)
        assert personal(redact_history(history, told)) == [], name
        memory = await caller.memory()
        assert personal([redact_slot(s, told).value for s in slots(memory, clinic)]) == [], name
        assert personal([redact_slot(s, told).note for s in slots(memory, clinic)]) == [], name
    assert personal(history) != []


def test_what_a_reviewer_needs_is_left() -> None:
    """Wishes, doctors, answers and picks stay readable."""
    history = STORED["booking"]
    turns = redact_history(history, known(history))["turns"]
    assert [turn["event"].get("text") for turn in turns] == [
        None,
        "I need a follow-up with Dr. Maya Chen tomorrow at 2 pm",
        "⟨name⟩",
        "⟨date of birth⟩",
        "yes",
        "no, that's all, thank you",
    ]
    assert turns[1]["extraction"] == history["turns"][1]["extraction"]


# ---------------------------------------------------------------- what is heard


@pytest.mark.parametrize(
    ("said", "redacted"),
    [
        (
            "hi this is Zebedee Quillfeather, born June 3rd 1971",
            "hi this is ⟨name⟩, born ⟨date⟩",
        ),
        ("it's Quillfeather, Q U I L L, please", "it's ⟨name⟩, please"),
        ("my number is two one two, five five five, oh one oh one", "my number is ⟨phone⟩"),
        ("call me at (212) 555-0101 please", "call me at ⟨phone⟩ please"),
        ("write to tyrome.w@example.org", "write to ⟨email⟩"),
        ("it's tyrome at example dot org", "it's ⟨email⟩"),
        ("I live at 410 Juniper Street now", "I live ⟨address⟩ now"),
        ("my member id is 88 41 907", "my member id is ⟨phone⟩"),
        ("my aunt Rosalind told me", "my aunt ⟨name⟩ told me"),
        ("on Tuesday at 2:30 or March 24th", "on Tuesday at 2:30 or March 24th"),
        ("between nine and ten in the morning", "between nine and ten in the morning"),
        ("should I dial 911?", "should I dial 911?"),
        ("with Dr. Chen or Wei Chan", "with Dr. Chen or Wei Chan"),
    ],
)
def test_what_identifies_is_masked_by_its_form(said: str, redacted: str) -> None:
    """Nothing need be known of a caller for their words to be masked."""
    assert redact_heard(said, Known(providers=DOCTORS), asked=Asked.INTENT) == redacted


def test_the_answer_to_the_question_for_a_name_goes_whole() -> None:
    """Whatever it was, if it was read as a name or as nothing; with an errand in it the errand stays."""
    nobody = Known(providers=DOCTORS)
    for words in ("will young", "An Le", "grace, like the prayer"):
        assert redact_heard(words, nobody, asked=Asked.PATIENT_NAME) == "⟨name⟩"
    named = Extraction(slots=Slots(patient_name=PatientName(given="will")))
    assert redact_heard("it's will", nobody, asked=Asked.PATIENT_NAME, read=named) == "⟨name⟩"
    errand = Extraction(intent=Intent.CANCEL)
    masked = redact_heard(
        "zebedee quillfeather and cancel my visit", nobody, asked=Asked.PATIENT_NAME, read=errand
    )
    assert masked == "⟨name⟩ and cancel my visit"


def test_an_urgent_answer_to_the_question_for_a_name_stays_readable() -> None:
    """Why a call was escalated has to be seen, but not who was in it."""
    turn = {
        "heard_kind": "utterance",
        "heard": "I'm quillfeather and I can't breathe",
        "event": {"type": "utterance", "text": "I'm quillfeather and I can't breathe"},
        "screen": {"outcome": "escalate", "matched": ["can't breathe"]},
    }
    redacted = redact_turn(turn, Known(), "patient_name")
    assert redacted["heard"] == redacted["event"]["text"] == "I'm ⟨name⟩ and I can't breathe"


@pytest.mark.parametrize("words", ["4/17/88", "april seventeenth eighty eight", "the 17th", "1988", "April"])
def test_every_figure_in_a_date_of_birth_goes(words: str) -> None:
    """Half a date of birth is masked where one was asked for."""
    assert redact_heard(words, Known(), asked=Asked.DATE_OF_BIRTH).replace("the ", "") == "⟨date of birth⟩"


@pytest.mark.parametrize("words", ["april 17th", "17 de abril", "April seventeenth", "4/17/1988", "04171988"])
def test_a_known_birthday_goes_wherever_it_is_said(words: str) -> None:
    """In any spelling, and without its year."""
    tyrome = known({"tools": [{"request": {"date_of_birth": "1988-04-17"}}]})
    assert redact_heard(f"I said {words}!", tyrome, asked=Asked.WHEN) == "I said ⟨date of birth⟩!"


def test_a_patient_who_is_called_like_a_doctor() -> None:
    """The doctor stays where there is a title or the whole name; the patient goes."""
    two = Known(names=frozenset({"wei", "li", "patel"}), providers=DOCTORS)
    said = "Li Wei, that's a visit with Dr. Wei Chan, or Mr. Patel with Dr. Priya Patel"
    assert redact_said(said, two) == (
        "⟨name⟩, that's a visit with Dr. Wei Chan, or Mr. ⟨name⟩ with Dr. Priya Patel"
    )


# ---------------------------------------------------------------- keys, fields, what is gone


def test_keys_are_masked_but_for_a_pick_from_a_menu() -> None:
    """A birthday and a number are long, a menu's answer is not."""
    assert redact_keys("1", Asked.CONFIRMATION) == "1"
    assert redact_keys("04171988", Asked.DATE_OF_BIRTH) == "⟨date of birth⟩"
    assert redact_keys("2125550101", Asked.PHONE) == "⟨phone⟩"
    assert redact_keys("2125550101", None) == "⟨number⟩"
    assert (redact_caller("+12125550101"), redact_caller(None)) == ("⟨phone⟩", "withheld")


def test_fields_name_what_may_be_revealed() -> None:
    """Every column that redaction touches has a name of its own, and nothing else has."""
    turn, tool = {"turn": 3, "heard": "x", "said": None}, {"step": 0, "request": {"a": 1}, "result": {}}
    assert set(fields_of(turn, [tool])) == {"turn.heard", "tool.0.request", "tool.0.result"}


def test_what_was_deleted_says_so() -> None:
    """A blanked column keeps its mark."""
    turn = {"heard_kind": "utterance", "heard": GONE, "event": None, "said": None}
    assert redact_turn(turn, Known(), "patient_name")["heard"] == GONE
