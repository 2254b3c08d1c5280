"""The screen's hits, found again in the log."""

from pathlib import Path

import pytest

from engine.__main__ import main
from engine.command_hits import hits
from tests.office import Office


async def test_hits_are_found_by_category_and_outcome_without_the_callers_words(tmp_path: Path) -> None:
    """QA filters on what the list found; what the caller said is not repeated."""
    office = await Office.open(tmp_path)
    urgent, plain, asked = await office.call(), await office.call(), await office.call()
    await urgent.says("I have terrible crushing chest pain")
    await plain.says("what are your hours?")
    await asked.says("my knee hurts", "no")
    everything = await office.store.transact(lambda c: list(hits(c)))
    cardiac = await office.store.transact(lambda c: list(hits(c, category="cardiac")))
    questions = await office.store.transact(lambda c: list(hits(c, outcome="ask")))
    assert {hit["call_sid"] for hit in everything} == {urgent.call_sid, asked.call_sid}
    assert [hit["call_sid"] for hit in cardiac] == [urgent.call_sid]
    assert cardiac[0]["matched"] and cardiac[0]["list"] and cardiac[0]["level"] == "emergency"
    assert "terrible" not in str(everything)
    assert questions and any(hit.get("answer") == "no" for hit in everything)
    await office.close()


@pytest.mark.parametrize("command", [["hits"], ["replay", "CA1"], ["replay", "--since=2026-03-01"]])
def test_a_command_that_looks_makes_no_database(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped path is an error, and no new and empty file that the next look would find nothing in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///mistyped/clinic.db")
    assert main(command) in (1, 2)
    assert "there is no database file mistyped/clinic.db" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
