"""The numbers on the command line: printed, and counted anew."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from qa.__main__ import main
from qa.console.numbers import days
from tests.console_house import ConsoleHouse, make_calls
from tests.office import Office


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'clinic.db'}")
    opened = await Office.open(tmp_path)
    await make_calls(opened, "booking", "silent")
    yield opened
    await opened.close()


async def test_figures_are_printed_with_null_for_no_data(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each has what it was counted from; days and a version narrow them."""
    await (await ConsoleHouse.of(office)).index()
    assert await asyncio.to_thread(main, ["numbers", "--since", "2026-03-02"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["calls"] == 2 and found["done"]["n"] == 1 and found["done"]["value"] == 1.0
    assert found["recall"] == {"kind": "share", "value": None, "n": 0} | found["recall"]
    assert await asyncio.to_thread(main, ["numbers", "--version", "another"]) == 0
    assert json.loads(capsys.readouterr().out)["calls"] == 0


async def test_a_rebuild_counts_every_call_anew(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    """Also calls that an older version has indexed and never counted, and sums that are wrong."""
    house = await ConsoleHouse.of(office)
    await house.index()
    sql = text("SELECT tally FROM DayNumbers")
    before = [days.read(it) for it in await office.store.read(lambda c: list(c.execute(sql).scalars()))]
    for spoil in ("DELETE FROM CallTallies", "UPDATE DayNumbers SET slowest_ms = 1e9"):
        await office.store.transact(lambda c, do=spoil: c.execute(text(do)).rowcount)  # type: ignore[misc]
    assert await asyncio.to_thread(main, ["numbers", "--rebuild"]) == 0
    assert capsys.readouterr().out == "2 calls counted anew\n"
    after = [days.read(it) for it in await office.store.read(lambda c: list(c.execute(sql).scalars()))]
    assert after == before


def test_without_a_database_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And makes none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'nothing.db'}")
    assert main(["numbers"]) == 2 and not (tmp_path / "nothing.db").exists()
