"""`python -m engine extract` answers every line of its contract, and says which line it could not read."""

import io
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.__main__ import COMMANDS, main
from engine.command_extract import DEMO_ROSTER, extract_lines
from engine.contract import frame
from engine.extraction import AppointmentHint, Extraction, PatientName, Slots, When
from engine.vocabulary import Intent
from tools.sql.demo import PROVIDERS

NOW = datetime(2026, 3, 2, 9, 0)
ROOT = Path(__file__).parent.parent


def answered(*lines: object) -> tuple[list[dict[str, Any]], int]:
    encoded = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    out = io.BytesIO()
    status = extract_lines(encoded, out, zone=ZoneInfo("America/New_York"), now=NOW)
    return [json.loads(line) for line in out.getvalue().splitlines()], status


def test_a_line_is_answered_with_the_whole_frame() -> None:
    """Every answer has the intent, the answer, the slots and the source, also where nothing was said."""
    [got], status = answered({"text": "", "asked": "confirmation"})
    assert got == {"intent": None, "answer": None, "slots": {}, "source": "local"}
    assert status == 0


def test_every_field_of_the_contract_is_taken() -> None:
    """A full line is read with its state, question, offers, language, region and time."""
    [got], status = answered(
        {
            "text": "the second one please",
            "state": "slot_filling",
            "asked": "choice",
            "agent": "I have Tuesday at nine or Wednesday at two.",
            "options": [
                {"provider": "Dr. Maya Chen", "start": "2026-03-03T09:00"},
                {"provider": "Dr. Maya Chen", "start": "2026-03-04T19:00:00Z"},
            ],
            "lang": "en-US",
            "region": "US",
            "now": "2026-03-02T09:00",
        }
    )
    assert got["slots"] == {"choice": 1}
    assert status == 0


def test_empty_fields_are_fields_left_out() -> None:
    """Null and empty values mean the same as no value, and unknown fields are passed over."""
    [got], status = answered(
        {"text": "yes", "asked": None, "options": None, "lang": "", "state": "", "note": "x"}
    )
    assert (got["answer"], status) == (None, 0)


@pytest.mark.parametrize(
    "line",
    [
        b"no json",
        b'{"text": 5}',
        b"{}",
        b"[]",
        b'"yes"',
        b'{"text": "\xff"}',
        b'{"text": "yes", "asked": "shoe size"}',
        b'{"text": "yes", "state": "asleep"}',
        b'{"text": "yes", "now": "yesterday"}',
        b'{"text": "yes", "region": "FR"}',
        b'{"text": "yes", "options": [{"provider": "Dr. Maya Chen"}]}',
    ],
)
def test_a_bad_line_says_so_and_loses_nothing(line: bytes) -> None:
    """A line that is no request is answered with an error in its place; the others are still read."""
    got, status = answered({"text": "yes", "asked": "confirmation"}, line, {"text": "no"})
    assert [sorted(answer) for answer in got][1] == ["error"]
    assert got[0]["answer"] == "yes"
    assert len(got) == 3
    assert status == 1


def test_slots_are_spelled_as_the_contract_spells_them() -> None:
    """Dates are ISO, times are HH:MM, parts that were not said are absent, several providers are a list."""
    day = datetime(2026, 3, 5, 14, 30)
    when = When(
        start=day.date(), end=day.date(), time_from=day.time(), earliest=True, weekdays=("tue", "thu")
    )
    slots = Slots(
        patient_name=PatientName(family="Khan"),
        provider=("Dr. Maya Chen", "Dr. Wei Chan"),
        when=when,
        appointment=AppointmentHint(when=When(time_to=day.time())),
        choice=0,
    )
    spelled = json.loads(json.dumps(frame(Extraction(intent=Intent.RESCHEDULE, slots=slots)), default=str))
    assert spelled["slots"] == {
        "patient_name": {"family": "Khan"},
        "provider": ["Dr. Maya Chen", "Dr. Wei Chan"],
        "when": {
            "from": "2026-03-05",
            "to": "2026-03-05",
            "time_from": "14:30",
            "earliest": True,
            "weekdays": ["tue", "thu"],
        },
        "appointment": {"when": {"time_to": "14:30"}},
        "choice": 0,
    }


def test_the_command_runs_as_a_process() -> None:
    """The module reads standard input, writes one line each, and exits with 1 when a line was bad."""
    done = subprocess.run(
        [sys.executable, "-m", "engine", "extract"],
        input='{"text": "yes", "asked": "confirmation"}\n\nnonsense\n',
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["answer"], "error" in second, done.returncode) == ("yes", True, 1)
    assert done.stderr == ""


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a command, or with one nobody knows, the commands are named."""
    assert main([]) == main(["fly"]) == 2
    shown = capsys.readouterr().err
    assert all(name in shown for name in COMMANDS)


def test_the_roster_is_the_demo_clinics() -> None:
    """The command's providers are those of the demo clinic, in its order."""
    providers = [(p.name, p.specialty) for p in PROVIDERS]
    assert [(entry.name, entry.specialty) for entry in DEMO_ROSTER] == providers
