"""The audit log: rows are appended, follow each other, and whatever is done to them is found."""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.store import Store
from qa.access import audit, retention
from qa.access.audit import Search
from qa.access.retention import Kind
from tests.clinic_books import DATABASES, fresh_url

NOW = datetime(2026, 3, 2, 14, 15, tzinfo=UTC)


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_url(request.param, tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store.open(url)
    yield opened
    opened.close_now()


def note(store: Store, *targets: str, who: str = "ada", action: str = "view", at: datetime = NOW) -> None:
    for target in targets:
        store.transact_now(partial(audit.append, at=at, who=who, action=action, target=target))


def run(store: Store, *statements: str) -> None:
    store.transact_now(lambda c: [c.execute(text(sql)) for sql in statements])


def tamper(url: str, *statements: str) -> None:
    """Do what somebody does who owns the database itself."""
    if url.startswith("sqlite"):
        database = sqlite3.connect(url.removeprefix("sqlite:///"))
        for name in ("qa_audit_stands", "qa_audit_stays", "qa_audit_start_fits"):
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
        database.commit()
        database.close()
        return
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement.encode())


def fault(store: Store, checkpoint: str = "") -> str:
    return store.transact_now(lambda c: audit.verify(c, checkpoint)).fault


# ---------------------------------------------------------------- a log as it should be


def test_rows_follow_each_other(store: Store) -> None:
    """Each row carries the hash of the one before it, the first that of nothing."""
    note(store, "CA1", "CA2", "CA3")
    rows = store.transact_now(lambda c: audit.found(c, Search()))
    assert [row.target for row in rows] == ["CA3", "CA2", "CA1"]
    assert [row.before for row in rows] == [rows[1].hash, rows[2].hash, audit.GENESIS]
    chain = store.transact_now(audit.verify)
    assert (chain.fault, chain.rows, chain.head.hash) == ("", 3, rows[0].hash)


def test_an_empty_log_is_whole(store: Store) -> None:
    """Nothing has happened, and nothing is missing."""
    chain = store.transact_now(audit.verify)
    assert (chain.fault, chain.rows, str(chain.head)) == ("", 0, f"0:{audit.GENESIS}")


def test_processes_append_one_after_the_other(url: str) -> None:
    """Rows that several processes write at once still make one chain."""
    stores = [Store.open(url) for _ in range(3)]
    threads = [threading.Thread(target=note, args=(s, *["CA1"] * 8)) for s in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chain = stores[0].transact_now(audit.verify)
    for store in stores:
        store.close_now()
    assert (chain.fault, chain.rows) == ("", 24)


def test_filters_find_rows(store: Store) -> None:
    """Who, what and when, one page after the other."""
    note(store, "CA1", "CA2")
    note(store, "CA1", who="bob", action="reveal", at=NOW + timedelta(days=40))

    def found(**by: Any) -> list[int]:
        return store.transact_now(lambda c: [entry.seq for entry in audit.found(c, Search(**by))])

    assert found(who="ada") == [2, 1]
    assert found(target="CA1") == [3, 1]
    assert found(action="reveal") == found(since="2026-04") == [3]
    assert found(until="2026-03-03", most=1) == [2]
    assert found(before=2) == [1]
    assert store.transact_now(audit.actions) == ["reveal", "view"]


# ---------------------------------------------------------------- a log that somebody touches


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE QaAudit SET who = 'nobody' WHERE seq = 2",
        "DELETE FROM QaAudit WHERE seq = 2",
        "DELETE FROM QaAudit",
        "INSERT INTO QaAuditStart (seq, hash) VALUES (2, 'made up')",
    ],
)
def test_the_database_refuses_changes(store: Store, statement: str) -> None:
    """A statement that changes or deletes rows fails, on both databases."""
    note(store, "CA1", "CA2", "CA3")
    with pytest.raises(DBAPIError, match="qa_audit"):
        run(store, statement)
    assert fault(store) == ""


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE QaAudit SET detail = 'harmless' WHERE seq = 2", "row 2 was changed"),
        ("DELETE FROM QaAudit WHERE seq = 2", "row 2 is missing"),
        ("DELETE FROM QaAudit WHERE seq = 1", "row 1 is missing"),
        ("UPDATE QaAudit SET before = hash WHERE seq = 3", "row 3 does not follow row 2"),
        ("UPDATE QaAudit SET seq = 9 WHERE seq = 3", "row 3 is missing"),
    ],
)
def test_changes_past_the_triggers_are_found(store: Store, url: str, statement: str, words: str) -> None:
    """Who owns the database can change it; the check names the first row that is not as it was written."""
    note(store, "CA1", "CA2", "CA3")
    tamper(url, statement)
    assert fault(store) == words


def test_what_was_cut_off_is_found_with_a_checkpoint(store: Store, url: str) -> None:
    """The end of a chain is no part of itself: a head that was noted elsewhere shows that rows are gone."""
    note(store, "CA1", "CA2", "CA3")
    checkpoint = str(store.transact_now(audit.head))
    assert fault(store, checkpoint) == ""
    tamper(url, "DELETE FROM QaAudit WHERE seq = 3")
    assert fault(store) == ""
    assert "checkpoint 3" in fault(store, checkpoint)
    note(store, "CA4")
    assert "checkpoint 3" in fault(store, checkpoint)


async def test_the_oldest_rows_go_in_order_and_with_proof(store: Store, url: str) -> None:
    """Retention lets the oldest rows go; the rest is a chain still, and a start without proof is found."""
    note(store, "CA1", "CA2", at=NOW - timedelta(days=800))
    note(store, "CA3")
    await store.transact(lambda c: retention.keep(c, {Kind.AUDIT: 700}))
    (removed,) = await retention.run(store, lambda: NOW, "the test")
    assert (removed.kind, removed.rows) == (Kind.AUDIT, 2)
    chain = await store.transact(audit.verify)
    assert (chain.fault, chain.rows, chain.head.seq) == ("", 2, 4)
    assert [e.target for e in await store.transact(lambda c: audit.found(c, Search()))] == ["audit", "CA3"]
    with pytest.raises(DBAPIError, match="qa_audit"):
        run(store, "DELETE FROM QaAudit WHERE seq = 3")
    tamper(
        url,
        "INSERT INTO QaAuditStart SELECT seq, hash FROM QaAudit WHERE seq = 3",
        "DELETE FROM QaAudit WHERE seq = 3",
    )
    assert fault(store) == "rows were let go, and no row says by whom"
