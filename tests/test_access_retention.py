"""Retention: what is old goes, in batches and with proof; the clinic's books and everything newer stay."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.ledger import KEPT, Entry, enter
from engine.ledger import Kind as Told
from engine.replay import replay
from qa.__main__ import main
from qa.access import audit, retention
from qa.access.audit import Search
from qa.access.marks import GONE
from qa.access.retention import Kind
from qa.start import clean
from tests.clinic_books import DATABASES, fresh_url
from tests.office import NOW, Caller, Office, rulebook
from tests.test_privacy import leaks, people
from tools.sql import read_clinic

BOOKS = ("Patients", "Providers", "Appointments")
BOOKING = (
    "I need a follow-up with Dr. Maya Chen tomorrow at 2 pm",
    "Tyrome Williams",
    "April 17th, 1988",
    "yes",
    "no, that's all",
)


ON_BOTH = pytest.mark.parametrize("office", DATABASES, indirect=True)


@pytest.fixture
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    """On SQLite, or on the database that the test names."""
    database = getattr(request, "param", "sqlite")
    opened = await Office.open(tmp_path, database=fresh_url(database, tmp_path))
    yield opened
    await opened.close()


async def booked(office: Office) -> Caller:
    caller = await office.call("+12125550101")
    await caller.says(*BOOKING)
    return caller


async def keep(office: Office, **days: int) -> None:
    await office.store.transact(lambda c: retention.keep(c, {Kind(kind): n for kind, n in days.items()}))


async def run(office: Office, after: int) -> list[retention.Removed]:
    """Run the job so many days later."""
    return await retention.run(office.store, lambda: NOW + timedelta(days=after), "the test", forced=True)


async def rows(office: Office, *tables: str) -> dict[str, list[str]]:
    """Every row of the tables, as text."""
    found = {}
    for table in tables:
        stored = await office.rows(f"SELECT * FROM {table}")  # noqa: S608 - names of the test
        found[table] = [str(row) for row in stored]
    return found


async def test_nothing_goes_until_somebody_says_so(office: Office) -> None:
    """The job is there from the start, and every kind is kept for ever until it is set."""
    caller = await booked(office)
    assert await run(office, after=10_000) == []
    assert len((await caller.history())["turns"]) == len(BOOKING) + 1


@ON_BOTH
async def test_the_words_of_old_calls_go_and_their_path_stays(office: Office) -> None:
    """Nobody can be read out of the log any more, by any column; the transitions tell what happened still."""
    old = await booked(office)
    office.wait(days=20)
    new = await office.call("+12125550107")
    await new.says("cancel my appointment", "Aisha Khan")
    before, path = await rows(office, *BOOKS), await old.path()
    await keep(office, words=30)
    (removed,) = await run(office, after=31)
    assert (removed.kind, removed.rows) == (Kind.WORDS, 1)
    assert await rows(office, *BOOKS) == before
    assert await old.path() == path
    turns = (await old.history())["turns"]
    assert {turn["heard"] for turn in turns} <= {GONE, None} and len(turns) == len(BOOKING) + 1
    left = await rows(office, "Turns", "ToolCalls", "Calls", "Transitions")
    tyrome = [n for n in people() if "Tyrome" in n or "Williams" in n or "0101" in n or "1988" in n]
    assert leaks(str(left), tyrome) == []
    assert (await new.history())["turns"][-1]["heard"] == "Aisha Khan"
    assert await run(office, after=31) == []


async def test_a_call_without_its_words_cannot_be_replayed_and_says_why(office: Office) -> None:
    """Replay names what is missing instead of a difference of the code."""
    caller = await booked(office)
    await keep(office, words=30)
    await run(office, after=40)
    clinic = await office.store.transact(read_clinic)
    book = rulebook(clinic)
    difference = replay(await caller.history(), book)
    assert difference is not None and difference.what == "log"
    assert "deleted" in str(difference)


@ON_BOTH
async def test_old_calls_go_whole(office: Office) -> None:
    """Calls, turns, transitions, tools and the index go together; an open hand-off stays for the staff."""
    await booked(office)
    asks = await office.call("+12125550107")
    await asks.says("let me talk to a person please")
    before = await rows(office, *BOOKS)
    await keep(office, calls=30)
    (removed,) = await run(office, after=40)
    assert (removed.kind, removed.rows) == (Kind.CALLS, 2)
    left = await rows(office, "Calls", "Turns", "Transitions", "ToolCalls", "HandOffs", "CallFacts")
    assert {table: len(found) for table, found in left.items()} == {
        "Calls": 0,
        "Turns": 0,
        "Transitions": 0,
        "ToolCalls": 0,
        "HandOffs": 1,
        "CallFacts": 0,
    }
    assert await rows(office, *BOOKS) == before


@ON_BOTH
async def test_texts_and_attempts_go_when_they_are_done(office: Office) -> None:
    """A text that still waits to be sent is kept, whatever its age."""
    caller = await booked(office)
    await caller.hangs_up()
    await office.store.transact(lambda c: c.execute(text("UPDATE Messages SET status = 'queued'")))
    await keep(office, messages=30, attempts=2)
    assert {r.kind for r in await run(office, after=40)} <= {Kind.ATTEMPTS}
    await office.store.transact(lambda c: c.execute(text("UPDATE Messages SET status = 'delivered'")))
    assert {r.kind for r in await run(office, after=40)} == {Kind.MESSAGES}
    assert (await rows(office, "Messages", "IdentityAttempts"))["Messages"] == []


async def test_every_batch_is_proved(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What, how many, from when to when and a digest of which: in the audit log, which stays a chain."""
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        await office.call()
        office.wait(hours=1)
    await keep(office, calls=30)
    (removed,) = await run(office, after=40)
    assert removed.rows == 5
    proofs = await office.store.transact(lambda c: audit.found(c, Search(action="retention")))
    assert [(p.who, p.target, p.detail.split()[0]) for p in proofs] == [
        ("the test", "calls", n) for n in ("1", "2", "2")
    ]
    assert len({p.detail.rpartition("sha256 ")[2] for p in proofs}) == 3
    assert (await office.store.transact(audit.verify)).fault == ""


@ON_BOTH
async def test_old_webhooks_go_hourly_whatever_is_kept(office: Office) -> None:
    """A server that runs for months lets the ledger grow no more than one that is restarted."""
    entry = Entry(key="old", kind=Told.CALL, about="")
    await office.store.transact(lambda c: enter(c, entry, office.now - KEPT - timedelta(hours=1)))
    await clean(office.store, lambda: office.now)
    assert await office.rows("SELECT key FROM Webhooks") == []


async def test_one_process_at_a_time_once_a_day(office: Office) -> None:
    """Of processes that want to at once one does it; a killed one keeps the others off for minutes only."""

    def take(at: datetime, *, forced: bool = False) -> bool:
        return office.store.transact_now(lambda c: retention.take(c, at, forced=forced))

    taken = await asyncio.gather(*(asyncio.to_thread(take, NOW) for _ in range(4)))
    assert sorted(taken) == [False, False, False, True]
    assert not take(NOW + timedelta(minutes=5), forced=True)
    assert await run(office, after=1) == []
    assert not take(NOW + timedelta(days=1, hours=5))
    assert take(NOW + timedelta(days=2, hours=5))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({Kind.AUDIT: 30}, "365 days or longer"),
        ({Kind.ATTEMPTS: 1}, "2 days or longer"),
        ({Kind.CALLS: 10, Kind.WORDS: 20}, "longer than the call"),
        ({Kind.CALLS: 20, Kind.WORDS: 10, Kind.AUDIT: 2190}, ""),
    ],
)
def test_settings_that_would_harm_are_refused(days: dict[Kind, int], words: str) -> None:
    """An audit log outlives a year, and the guard against guessing needs its last day."""
    assert words in retention.fault(days)
    assert bool(retention.fault(days)) is bool(words)


# ---------------------------------------------------------------- the command line


def test_the_command_line_links_lists_and_verifies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One-time link, accounts, the chain with its checkpoint, and retention, without a server."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'clinic.db'}")
    monkeypatch.chdir(tmp_path)

    def said(*argv: str) -> tuple[int, str]:
        with redirect_stdout(io.StringIO()) as out:
            status = main(["access", *argv])
        return status, out.getvalue()

    status, words = said("link")
    assert status == 0 and "/qa/invitation?token=" in words
    assert said("accounts") == (0, "")
    status, words = said("verify")
    checkpoint = words.splitlines()[-1].removeprefix("checkpoint ")
    assert status == 0 and words.startswith("1 rows")
    assert said("verify", "--checkpoint", checkpoint)[0] == 0
    status, words = said("verify", "--checkpoint", "7:" + "0" * 64)
    assert status == 1 and "checkpoint 7" in words
    assert said("retention") == (0, "nothing was old enough, or another process is at it\n")
    assert main([]) == main(["no-such-command"]) == 2
