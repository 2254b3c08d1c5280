"""The gate's look-up of known vulnerabilities: it fails on findings, and for nothing else."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """The script, which is in no package."""
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts" / "audit.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_findings_fail_and_are_named(audit: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """What could not be looked up is said, and is no finding."""
    sound, unknown = {"name": "b", "version": "2", "vulns": []}, {"name": "c", "skip_reason": "unreachable"}
    holed = {"name": "a", "version": "1", "vulns": [{"id": "GHSA-1"}]}
    assert audit.tell([sound, unknown]) == 0
    assert audit.tell([holed, sound, unknown]) == 1
    said = capsys.readouterr().out
    assert "a 1: GHSA-1" in said and "audited 2 of 3 packages: 1 findings" in said


def test_nobody_to_ask_is_no_finding(audit: ModuleType, tmp_path: Path) -> None:
    """A program that is not there, or writes no report, has looked nothing up."""
    assert audit.audit(tmp_path, ROOT / "requirements.lock", "osv", 1.0) == []
    assert audit.tell([]) == 0


def test_the_probe_is_one_whole_package(audit: ModuleType) -> None:
    """With its hashes, which are demanded of every package."""
    first = audit.first_package((ROOT / "requirements.lock").read_text("utf-8"))
    assert first.count("==") == 1 and "--hash=sha256:" in first
