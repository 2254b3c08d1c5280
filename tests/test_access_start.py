"""What a start tells of the first administrator, and who may open the phone page."""

import io
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.store import Store
from qa.access import accounts
from qa.access.door import Door, House
from qa.access.rights import Role
from qa.start import first_link


class Terminal(io.StringIO):
    """Somebody watches it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    store = Store.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    yield Door(store, House(base_url="https://clinic.test", is_open=False))
    await store.close()


async def test_a_terminal_shows_the_first_link_until_there_is_an_administrator(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each start makes a new link, and the one before it does nothing any more."""
    shown = []
    for _ in range(2):
        terminal = Terminal()
        monkeypatch.setattr("sys.stdout", terminal)
        await first_link(door)
        shown.append(terminal.getvalue().partition("https://clinic.test/qa/invitation?token=")[2].strip())
    now = datetime.now(UTC)
    holds = [await door.store.transact(lambda c, t=t: accounts.linked(c, t, now)) for t in shown]  # type: ignore[misc]
    assert all(shown) and holds == [None, (None,)]
    await door.store.transact(
        lambda c: accounts.create(c, login="ada", role=Role.ADMIN, now=now, password="a hash")
    )
    monkeypatch.setattr("sys.stdout", terminal := Terminal())
    await first_link(door)
    assert terminal.getvalue() == ""


async def test_where_nobody_watches_no_link_is_written(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A link in a log would let in whoever reads logs; the log names the command instead."""
    pipe = io.StringIO()
    monkeypatch.setattr("sys.stdout", pipe)
    with caplog.at_level(logging.WARNING):
        await first_link(door)
    assert pipe.getvalue() == "" and "token=" not in caplog.text
    assert "python -m qa access link" in caplog.text
