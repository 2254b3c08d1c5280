"""`python -m engine screen` answers every line of its contract, and says which line it could not read."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from engine.screen.command import screen_lines
from tests.office import packaged_screen

ROOT = Path(__file__).parent.parent
SCREEN = packaged_screen()


def answered(*lines: object, explain: bool = False) -> tuple[list[dict[str, Any]], int]:
    encoded = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    out = io.BytesIO()
    status = screen_lines(encoded, out, SCREEN, explain=explain)
    return [json.loads(line) for line in out.getvalue().splitlines()], status


def test_a_line_is_answered_with_the_contracts_four_fields() -> None:
    """Nothing more and nothing less than outside tools rely on."""
    [hit, clear], status = answered({"text": "I can't breathe"}, {"text": "Tuesday at nine"})
    assert hit == {
        "outcome": "escalate",
        "level": "emergency",
        "category": "breathing",
        "matched": ["cant breathe"],
    }
    assert clear == {"outcome": "clear", "level": None, "category": None, "matched": []}
    assert status == 0


def test_every_field_of_the_contract_is_taken() -> None:
    """Language, question and earlier lines are read, and fields beside them passed over."""
    [got], status = answered(
        {
            "text": "tiene fiebre",
            "lang": "es-MX",
            "previous": "¿Qué le pasa?",
            "before": ["mi bebé tiene un mes"],
            "label": "urgent",
        }
    )
    assert (got["outcome"], got["category"]) == ("escalate", "infant_fever")
    assert status == 0


def test_fields_may_be_empty_or_left_out() -> None:
    """Null, an empty list and a single earlier line are what they look like."""
    got, status = answered(
        {"text": "hello", "lang": None, "previous": None, "before": None},
        {"text": "hello", "before": []},
        {"text": "and now a fever", "before": "he's two weeks old"},
    )
    assert [one["outcome"] for one in got] == ["clear", "clear", "escalate"]
    assert status == 0


def test_a_bad_line_is_told_and_loses_no_other() -> None:
    """Every line keeps its place; blank lines are passed over; the status says that one was bad."""
    got, status = answered(
        {"text": "hello"},
        b"not json",
        b"\n",
        b"\xff\xfe",
        {"text": 7},
        {"said": "hi"},
        {"text": "my chest hurts"},
    )
    assert [("error" in one, one.get("outcome")) for one in got] == [
        (False, "clear"),
        (True, None),
        (True, None),
        (True, None),
        (True, None),
        (False, "escalate"),
    ]
    assert status == 1


def test_an_explained_line_has_what_the_log_shows() -> None:
    """The action, the rule and the question, for those who write the list."""
    [got], _ = answered({"text": "my knee is sore"}, explain=True)
    assert (got["action"], got["rule"]) == ("nurse_now", "plain")
    assert got["question_en"].endswith("?")


def test_it_runs_as_a_command() -> None:
    """The engine's command line reaches it, one line out for every line in."""
    lines = b'{"text": "me duele el pecho"}\n{"text": "no, gracias"}\nnonsense\n'
    done = subprocess.run(
        [sys.executable, "-m", "engine", "screen"], input=lines, capture_output=True, cwd=ROOT, check=False
    )
    got = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one.get("outcome") for one in got] == ["escalate", "clear", None]
    assert done.returncode == 1


def test_a_list_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """Another list may be tried, and every problem of it is named on standard error."""
    path = tmp_path / "list.yaml"
    path.write_text("version: 1\n", encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - this interpreter, on this tree
        [sys.executable, "-m", "engine", "screen", "--list", str(path)],
        input=b"",
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 2
    assert b"version: expected text" in done.stderr
