"""Every check of the chaos run finds what it is there to find: sound books pass, broken ones do not."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bench.chaos.aftermath import logged, surprises
from bench.chaos.books import Books, Visit, read_books, read_visits
from bench.chaos.ledger import Finding, lost, overlaps, twice, unexplained
from bench.chaos.record import Agent, Caller, CallRecord, Outcome, Sent
from bench.chaos.witness import differing, mistexted, unagreed, unfinished, untrue
from engine.record import Rulebook
from engine.store import Store
from tests.office import Office, rulebook
from tools.sql import read_clinic

BOOKING: tuple[str, ...] = (
    "I need a follow-up with Dr. Maya Chen tomorrow at 2 pm",
    "John Smith",
    "January 1st, 1960",
)
BOOKING += ("212 555 0105", "yes", "no, that's all")
MOVE: tuple[str, ...] = (
    "I need to move my appointment to Friday",
    "Tyrome Williams",
    "April 17th, 1988",
    "212 555 0101",
)
MOVE += ("the first one", "yes", "no, that's all")


class Case(msgspec.Struct, frozen=True):
    """The books after one booking and one move, and what the two callers say of them."""

    books: Books
    calls: Mapping[str, CallRecord]
    sent: tuple[Sent, ...]
    book: Rulebook

    def findings(self) -> list[Finding]:
        return [
            *overlaps(self.books),
            *unagreed(self.books, self.calls),
            *unexplained(self.books),
            *lost(self.books),
            *untrue(self.books, self.calls),
            *twice(self.books),
            *differing(self.books, self.book),
            *unfinished(self.books, self.calls),
            *mistexted(self.books, self.sent),
        ]

    @property
    def booking(self) -> str:
        """The call that booked."""
        return next(iter(self.calls))

    @property
    def move(self) -> str:
        """The call that moved."""
        return list(self.calls)[1]

    def made_by(self, call_sid: str) -> Visit:
        return next(visit for visit in self.books.visits if (visit.key or "").startswith(call_sid))


async def told(office: Office, lines: Iterable[str]) -> CallRecord:
    """A whole call, and the caller's notes of it."""
    caller = await office.call()
    notes: list[Agent | Caller] = []
    for words in lines:
        notes += [Caller(text=words), Agent(text=await caller.says(words), played=True)]
    assert "Goodbye." in caller.heard
    return CallRecord(
        call_sid=caller.call_sid, errand="book", outcome=Outcome.GOODBYE, lines=tuple(notes), sockets=1
    )


async def made_up(folder: Path) -> Case:
    """Two real calls in a demo clinic of their own."""
    office = await Office.open(folder)
    before = await office.store.transact(read_visits)
    calls = [await told(office, lines) for lines in (BOOKING, MOVE)]
    store = Store.open(f"sqlite:///{folder / 'clinic.db'}")
    books = read_books(store, before)
    clinic = store.transact_now(read_clinic)
    store.close_now()
    await office.close()
    messages = tuple(msgspec.structs.replace(message, status="delivered") for message in books.messages)
    return Case(
        books=msgspec.structs.replace(books, messages=messages),
        calls={record.call_sid: record for record in calls},
        sent=tuple(Sent(to=m.to_phone, body=m.body, sid=f"SM{n}") for n, m in enumerate(messages)),
        book=rulebook(clinic),
    )


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Made once; every test breaks a copy."""
    return asyncio.run(made_up(tmp_path_factory.mktemp("chaos")))


def with_visits(case: Case, *visits: Visit, without: Visit | None = None) -> Case:
    kept = tuple(visit for visit in case.books.visits if visit is not without)
    return msgspec.structs.replace(case, books=msgspec.structs.replace(case.books, visits=kept + visits))


def with_visit(case: Case, visit: Visit, **changed: Any) -> Case:
    """One visit's row changed."""
    return with_visits(case, msgspec.structs.replace(visit, **changed), without=visit)


def with_rows(case: Case, call_sid: str, table: str, change: Callable[[dict[str, Any]], Any]) -> Case:
    """Every row of one table of a call's log changed; one for which `change` answers False is left out."""
    rows = [msgspec.json.decode(msgspec.json.encode(row)) for row in case.books.histories[call_sid][table]]
    kept = [row for row in rows if change(row) is not False]
    history = {**case.books.histories[call_sid], table: kept}
    histories = {**case.books.histories, call_sid: history}
    return msgspec.structs.replace(case, books=msgspec.structs.replace(case.books, histories=histories))


def with_record(case: Case, call_sid: str, **changed: Any) -> Case:
    record = msgspec.structs.replace(case.calls[call_sid], **changed)
    return msgspec.structs.replace(case, calls={**case.calls, call_sid: record})


def checks(case: Case) -> set[str]:
    return {finding.check for finding in case.findings()}


def test_sound_books_have_no_findings(case: Case) -> None:
    """A booking, a move, their logs, callers and texts."""
    assert case.findings() == []
    assert len(case.books.visits) == len(case.books.before) + 2 and len(case.sent) == 2


def test_an_overlap_is_found(case: Case) -> None:
    """Of one provider or of one patient, by any part of the time."""
    visit = case.made_by(case.booking)
    for same in ({"patient_id": 99}, {"provider_id": 99}):
        other = msgspec.structs.replace(visit, id=900, key="CA9:1", end_time="2026-03-04T23:00:00Z", **same)
        assert "overlap" in checks(with_visits(case, other))
    cancelled = msgspec.structs.replace(visit, id=900, status="cancelled")
    assert "overlap" not in checks(with_visits(case, cancelled))


def test_a_change_without_a_yes_is_found(case: Case) -> None:
    """No transition into act, no yes, a read-back cut short: in the log or in the caller's own ears."""

    def enters(row: dict[str, Any]) -> bool:
        return bool(row["trigger"] != "confirmed")

    def says_no(row: dict[str, Any]) -> None:
        if (row["extraction"] or {}).get("answer") == "yes":
            row["extraction"]["answer"] = "no"

    def is_cut(row: dict[str, Any]) -> None:
        row["event"]["played"] = {"complete": False, "text": "John, that's"}

    for table, change in (("transitions", enters), ("turns", says_no), ("turns", is_cut)):
        assert "unagreed" in checks(with_rows(case, case.booking, table, change))
    lines = case.calls[case.booking].lines
    cut = tuple(Agent(text=line.text, played=False) if isinstance(line, Agent) else line for line in lines)
    silent = tuple(line for line in lines if line != Caller(text="yes"))
    for heard in (cut, silent):
        assert checks(with_record(case, case.booking, lines=heard)) == {"unagreed"}
    nobody = msgspec.structs.replace(case, calls={case.move: case.calls[case.move]})
    assert checks(nobody) == {"unagreed"}


def test_a_visit_that_nobody_made_is_found(case: Case) -> None:
    """A row without a log, and one under the key of another request."""
    visit = case.made_by(case.booking)
    later = {"start_time": "2026-03-30T19:00:00Z", "end_time": "2026-03-30T19:30:00Z"}
    stray = msgspec.structs.replace(visit, id=900, key=None, **later)
    assert checks(with_visits(case, stray)) == {"unexplained"}
    assert "unexplained" in checks(with_visit(case, visit, key="CA9:1"))


def test_a_lost_visit_is_found(case: Case) -> None:
    """Made and gone, gone from before, cancelled by nobody, or left standing by a move."""
    made, old = case.made_by(case.booking), case.books.before[-1]
    assert "lost" in checks(with_visits(case, without=made))
    kept = next(visit for visit in case.books.visits if visit.id == old.id)
    assert "lost" in checks(with_visits(case, without=kept))
    assert checks(with_visit(case, made, status="cancelled")) == {"lost"}
    moved = next(visit for visit in case.books.visits if visit.status == "cancelled")
    assert "lost" in checks(with_visit(case, moved, status="booked"))


def test_a_booking_that_was_only_said_is_found(case: Case) -> None:
    """The caller heard it, and no tool did it."""
    assert "untrue" in checks(with_rows(case, case.booking, "tools", lambda row: row["tool"] != "schedule"))


def test_a_booking_made_twice_is_found(case: Case) -> None:
    """Two rows of one request, one row made by two turns, two errands in one call."""
    made = case.made_by(case.booking)
    later = {"start_time": "2026-03-30T19:00:00Z", "end_time": "2026-03-30T19:30:00Z"}
    assert "twice" in checks(with_visits(case, msgspec.structs.replace(made, id=900, **later)))
    tools = case.books.histories[case.booking]["tools"]
    booked = next(row for row in tools if row["tool"] == "schedule")
    history = {**case.books.histories[case.booking], "tools": [*tools, booked]}
    books = msgspec.structs.replace(case.books, histories={**case.books.histories, case.booking: history})
    found = [f for f in twice(books) if f.call_sid in ("", case.booking)]
    assert {f.what for f in found} == {
        f"visit {made.id} was made by two calls or turns",
        "did more than one errand",
    }


def test_a_log_that_does_not_replay_is_found(case: Case) -> None:
    """A question that this version would not have put."""

    def another(row: dict[str, Any]) -> None:
        row["asked"] = "phone" if row["asked"] == "confirmation" else row["asked"]

    assert "replay" in checks(with_rows(case, case.booking, "turns", another))


@pytest.mark.parametrize("outcome", [Outcome.CUT, Outcome.SILENT, Outcome.ENDLESS])
def test_a_caller_who_was_left_alone_is_found(case: Case, outcome: Outcome) -> None:
    """Hung up on, left in silence, led in circles."""
    assert checks(with_record(case, case.booking, outcome=outcome)) == {"unfinished"}


def test_a_goodbye_that_the_books_do_not_know_is_found(case: Case) -> None:
    """But nobody who hung up or whose line was dead has to be in a final state."""
    states = {**case.books.states, case.booking: "confirm"}
    open_still = msgspec.structs.replace(case, books=msgspec.structs.replace(case.books, states=states))
    assert checks(open_still) == {"unfinished"}
    for outcome in (Outcome.LEFT, Outcome.DEAD, Outcome.DESK):
        assert checks(with_record(open_still, case.booking, outcome=outcome)) == set()


def test_a_text_too_many_or_too_few_is_found(case: Case) -> None:
    """Not sent, sent twice, sent by nobody, never queued."""
    for sent in ((), case.sent[:1], case.sent * 2, (*case.sent, Sent(to="+1", body="Hello", sid="SM9"))):
        assert checks(msgspec.structs.replace(case, sent=sent)) == {"texts"}
    books = msgspec.structs.replace(case.books, messages=case.books.messages[1:])
    fewer = msgspec.structs.replace(case, books=books, sent=case.sent[1:])
    assert checks(fewer) == {"texts"}


def test_an_exception_in_a_servers_log_is_found(tmp_path: Path) -> None:
    """But not that the database was away, which is what a run is for."""
    log = tmp_path / "server.log"
    log.write_text(
        '{"event": "a turn failed", "error": "StoreUnavailable"}\n{"event": "over-capacity"}\n', "utf-8"
    )
    assert list(surprises(logged([log]))) == []
    log.write_text('{"event": "a turn failed", "error": "KeyError"}\nSegmentation fault\n', "utf-8")
    assert len(list(surprises(logged([log])))) == 2
