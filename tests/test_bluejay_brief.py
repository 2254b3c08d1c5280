"""What Bluejay is told about the agent, and of its callers."""

from pathlib import Path

import msgspec
import pytest

from engine.clinic import Clinic
from engine.settings import read_settings
from engine.speech.wordings import Speech
from engine.table import TABLE
from engine.vocabulary import State, Trigger
from qa.bluejay.brief import as_text, brief
from qa.bluejay.command import main
from qa.bluejay.humans import humans, unplayable, waves
from qa.bluejay.own_clinic import clinic_of
from qa.simulate.loading import load
from qa.simulate.records import Party
from qa.simulate.scenario import Act, Expect, Facts, Meanwhile, Scenario, Visit
from tests.bluejay_shapes import faults_of
from tools.interface import ToolRequest
from tools.sql.demo import PATIENTS


@pytest.fixture
async def clinic() -> Clinic:
    return await clinic_of(read_settings({}), demo=True)


def test_the_brief_names_every_state_trigger_and_tool(clinic: Clinic) -> None:
    """Nothing of the machine is missing, and the same machine gives the same words."""
    text = as_text(brief(clinic))
    tools = [str(tool.__struct_config__.tag) for tool in ToolRequest.__args__]
    for name in (*(s.value for s in State), *(t.value for t in Trigger), *tools):
        assert name in text, name
    for row in TABLE:
        for guard in row[3]:
            assert guard.__name__ in text
    assert text == as_text(brief(clinic))


def test_a_change_of_the_table_changes_the_brief(clinic: Clinic) -> None:
    """The brief is written from the table, so it cannot tell of another machine."""
    without = tuple(row for row in TABLE if row[0] is not Trigger.KEPT)
    loose = tuple((t, s, d, ()) if t is Trigger.CONFIRMED else (t, s, d, g) for t, s, d, g in TABLE)
    assert brief(clinic, without) != brief(clinic)
    assert "kept ->" not in brief(clinic, without).system_prompt
    assert "was_read_back" in brief(clinic).system_prompt
    assert "was_read_back" not in brief(clinic, loose).system_prompt


def test_a_change_of_the_clinic_changes_the_brief(clinic: Clinic) -> None:
    """A doctor who has left is not told of."""
    smaller = msgspec.structs.replace(clinic, providers=clinic.providers[1:])
    gone = clinic.providers[0].name
    assert gone in brief(clinic).knowledge_base and gone not in brief(smaller).knowledge_base


def test_no_patient_is_in_the_brief(clinic: Clinic) -> None:
    """Neither name, birthday nor number of anybody on file."""
    text = as_text(brief(clinic))
    doctors = {"Chen", "Patel", "Kim", "Nguyen", "Chan", "Okafor", "Ruiz"}
    for patient in PATIENTS:
        names = [patient.family] if patient.family not in doctors else []
        for secret in (f"{patient.given} {patient.family}", patient.born, patient.phone, *names):
            assert secret not in text


def test_the_command_prints_the_brief(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It needs neither account nor database."""
    monkeypatch.chdir(tmp_path)
    assert main(["--demo", "brief"]) == 0
    assert "# System prompt" in capsys.readouterr().out


def test_every_playable_scenario_is_a_digital_human_as_documented(clinic: Clinic) -> None:
    """Facts as traits, creativity 0, a number of its own, fences, and no field that nobody documented."""
    speech = Speech.load()
    told = humans(load(), speech, clinic)
    playable = [one for one in told if not one.why_not]
    assert len(playable) > 100
    for one in playable:
        body = {"digital_human": one.payload, "simulation_ids": [1]}
        assert faults_of("POST /create-digital-human", body) == [], one.scenario
        assert one.payload["creativity"] == 0 and one.payload["phone_number"].startswith("+")
        assert "Do not ask for anything else" in one.payload["intent"]
        assert one.payload["scripted_responses"] or not one.payload["traits"]


def test_a_scenario_is_told_as_facts_answers_and_tools(clinic: Clinic) -> None:
    """What the caller knows is a trait, what they answer a script, what must happen an expected tool."""
    speech = Speech.load()
    scenario = next(one for one in load() if one.id == "mumbles-once")
    payload = humans([scenario], speech, clinic, caller="+14155550100")[0].payload
    traits = {trait["trait_name"]: trait["value"] for trait in payload["traits"]}
    assert traits["full name"] == "Tyrome Williams" and traits["date of birth"] == "1988-04-17"
    said = {one["response_value"] for one in payload["scripted_responses"] if "birth" in one["match_phrase"]}
    assert any("1988" in words or "88" in words for words in said)
    assert payload["expected_tool_calls"] == [{"name": "schedule"}]
    assert payload["phone_number"] == "+14155550100"
    assert 'say instead: "Mmh brr wuh."' in payload["intent"]
    once = [one for one in payload["scripted_responses"] if one["occurrence_mode"] == "first_n"]
    assert [(one["response_value"], one["occurrence_n"]) for one in once] == [("Mmh brr wuh.", 1)]
    assert payload == humans([scenario], speech, clinic, caller="+14155550100")[0].payload


def scenario(name: str, **fields: object) -> Scenario:
    given = {"title": name, "tags": (), "opening": (Act(say=("Hello.",)),)} | fields
    return Scenario(id=name, **given)  # type: ignore[arg-type]


def test_what_bluejay_cannot_play_is_left_out_with_a_reason() -> None:
    """A lost socket, a failing tool, another clock, an attested number and a cough are local things."""
    drop = (Act(say=("Hello.",), meanwhile=Meanwhile.DROP),)
    assert unplayable(scenario("a", opening=drop))
    assert unplayable(scenario("b", failing={"schedule": 1}))
    assert unplayable(scenario("c", attested=True))
    assert unplayable(scenario("d", answers={"name": (Act(cough=True),)}))
    assert unplayable(scenario("e")) == ""


def test_scenarios_that_touch_one_patient_never_share_a_clinic() -> None:
    """Nor two that book the same opening; those that change nothing go anywhere."""
    one = Expect(booked=(Visit(patient="Ada", start="{workday:1} 14:00"),), ends=Party.AGENT)
    same_time = Expect(booked=(Visit(patient="Bea", start="{workday:1} 14:00"),))
    free = Expect(booked=(Visit(patient="Cleo", start="agreed"),))
    groups = waves([
        scenario("1", expect=one, facts=Facts()),
        scenario("2", expect=one),
        scenario("3", expect=same_time),
        scenario("4", expect=free),
        scenario("5"),
    ])  # fmt: skip
    assert groups == [["1", "4", "5"], ["2"], ["3"]]
