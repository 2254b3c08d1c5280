"""Bluejay's page and workflow held to the code."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from qa.bluejay.command import main

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "bluejay.md").read_text("utf-8")
WORKFLOW = (ROOT / "docs" / "bluejay-workflow.yaml").read_text("utf-8")


def options(command: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """Every option that a command has."""
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    return set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out))


def test_the_options_that_are_named_exist(capsys: pytest.CaptureFixture[str]) -> None:
    """In the page and in the workflow."""
    known = {
        "": options("", capsys),
        "push": options("push", capsys),
        "run": options("run", capsys),
        "brief": options("brief", capsys),
    }
    commands = re.findall(r"-m qa bluejay([^\n`#']*(?:\n +--[^\n']*)*)", PAGE + WORKFLOW)
    assert len(commands) >= 7
    for line in commands:
        named = set(re.findall(r"--[a-z][a-z-]+", line))
        command = next((name for name in ("push", "run", "brief") if f" {name}" in line), "")
        assert named <= known[command] | known[""], line


def test_the_workflow_is_yaml_and_holds_no_secret() -> None:
    """Whatever is secret is named and comes from the repository's settings."""
    workflow: dict[Any, Any] = yaml.safe_load(WORKFLOW)
    assert set(workflow["jobs"]) == {"text", "sip"}
    given = {**workflow["env"], **workflow["jobs"]["sip"]["env"]}
    for name, value in given.items():
        assert re.fullmatch(r"\$\{\{ (secrets|vars)\.[A-Z_]+ \}\}", value), name
        if name in ("BLUEJAY_API_KEY", "BLUEJAY_SIP_PASSWORD"):
            assert "secrets." in value


def test_every_event_of_the_log_is_explained() -> None:
    """And none that does not exist."""
    code = "".join(path.read_text("utf-8") for path in (ROOT / "qa" / "bluejay").glob("*.py"))
    written = set(re.findall(r"(?:log\.\w+\(|refuse\(request,)\s*\"(bluejay-[a-z-]+)\"", code))
    table = PAGE.split("| event | level |")[1].split("##")[0]
    named = {
        name
        for row in table.splitlines()
        for name in re.findall(r"`(bluejay-[a-z-]+)`", row[: row.find("|", 1)])
    }
    assert written == named and "bluejay-refused" in written
