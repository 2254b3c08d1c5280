"""No overlap, ever: many callers at once, and every sequence of changes."""

import asyncio
import itertools
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from engine.stamps import moment, stamp
from engine.vocabulary import VisitType
from tests.clinic_books import DATABASES, NOW, DemoBooks, fresh_url, open_books
from tools.interface import Booked, Cancel, Cancelled, Failed, Reschedule, Schedule, Taken, ToolResult


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_url(request.param, tmp_path)


@pytest.fixture
def books(url: str) -> Iterator[DemoBooks]:
    opened = open_books(url)
    yield opened
    asyncio.run(opened.close())


def overlaps(books: DemoBooks) -> list[tuple[int, int]]:
    """Every pair of booked visits that share a moment and a person, reckoned without the database's help."""
    rows = books.rows("SELECT * FROM Appointments WHERE status = 'booked'")
    return [
        (a["id"], b["id"])
        for a, b in itertools.combinations(rows, 2)
        if (a["provider_id"] == b["provider_id"] or a["patient_id"] == b["patient_id"])
        and moment(a["start_time"]) < moment(b["end_time"])
        and moment(b["start_time"]) < moment(a["end_time"])
    ]


def test_eight_callers_at_once_share_few_slots(url: str, books: DemoBooks) -> None:
    """Eight processes that all want the same fourteen slots book each exactly once."""
    slots = [books.at(3, day, hour) for day in (4, 5) for hour in (8, 9, 10, 11, 13, 14, 15)]
    results: list[ToolResult] = []
    offices = [open_books(url) for _ in range(8)]
    begin = threading.Barrier(len(offices))

    def call(office: DemoBooks, patient: int) -> None:
        begin.wait(10)
        for n, slot in enumerate(slots):
            request = Schedule(
                key=f"{patient}-{n}",
                patient_id=patient,
                provider_id=1,
                start=slot,
                minutes=30,
                visit_type=VisitType.FOLLOW_UP,
                now=NOW,
            )
            results.append(office.use(request))

    threads = [threading.Thread(target=call, args=(office, n)) for n, office in enumerate(offices, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for office in offices:
        asyncio.run(office.close())
    assert sum(isinstance(result, Booked) for result in results) == len(slots)
    assert {r.why for r in results if isinstance(r, Taken)} == {"provider_busy"}
    assert not [r for r in results if isinstance(r, Failed)]
    placed = books.rows("SELECT start_time FROM Appointments WHERE provider_id = 1 AND key IS NOT NULL")
    assert sorted(row["start_time"] for row in placed) == sorted(stamp(slot) for slot in slots)
    assert overlaps(books) == []


def test_the_same_key_from_two_processes_books_once(url: str, books: DemoBooks) -> None:
    """A request that two processes repeat at the same moment makes one visit, and both are told of it."""
    offices = [open_books(url) for _ in range(4)]
    begin = threading.Barrier(len(offices))
    results: list[ToolResult] = []
    request = Schedule(
        key="same",
        patient_id=11,
        provider_id=1,
        start=books.at(3, 5, 9),
        minutes=30,
        visit_type=VisitType.FOLLOW_UP,
        now=NOW,
    )

    def call(office: DemoBooks) -> None:
        begin.wait(10)
        results.append(office.use(request))

    threads = [threading.Thread(target=call, args=(office,)) for office in offices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for office in offices:
        asyncio.run(office.close())
    assert len(set(map(repr, results))) == 1
    assert isinstance(results[0], Booked)
    assert len(books.rows("SELECT id FROM Appointments WHERE key = 'same'")) == 1


class Change(NamedTuple):
    """One thing that somebody does to the books."""

    kind: str
    provider: int
    patient: int
    slot: int
    long: bool
    which: int
    """Picks a visit of those there are."""


changes = st.builds(
    Change,
    kind=st.sampled_from(["schedule", "reschedule", "cancel", "insert", "update"]),
    provider=st.sampled_from([1, 2]),
    patient=st.sampled_from([1, 2, 3]),
    slot=st.integers(0, 9),
    long=st.booleans(),
    which=st.integers(0, 9),
)

INSERT = (
    "INSERT INTO Appointments (provider_id, patient_id, start_time, end_time, status)"
    " VALUES (:provider, :patient, :start, :end, 'booked')"
)
UPDATE = (
    "UPDATE Appointments SET provider_id = :provider, patient_id = :patient, start_time = :start,"
    " end_time = :end, status = 'booked' WHERE id = :visit"
)

DAY = (3, 4)
"""A Wednesday: Dr. Chen and Dr. Okafor are both there."""


def start_of(books: DemoBooks, slot: int) -> datetime:
    return books.at(*DAY, 13) + timedelta(minutes=30 * (slot - 4))


def apply(books: DemoBooks, change: Change, n: int) -> ToolResult | None:
    """Do one change; what a tool answered, or None for another program's own statement."""
    start, minutes = start_of(books, change.slot), 60 if change.long else 30
    visit_type = VisitType.PHYSICAL if change.long else VisitType.FOLLOW_UP
    rows = books.rows("SELECT id, patient_id FROM Appointments ORDER BY id")
    row = rows[change.which % len(rows)] if rows else {"id": 0, "patient_id": 0}
    owner, visit, key = int(row["patient_id"]), int(row["id"]), str(n)
    match change.kind:
        case "schedule":
            return books.use(
                Schedule(
                    key=key,
                    patient_id=change.patient,
                    provider_id=change.provider,
                    start=start,
                    minutes=minutes,
                    visit_type=visit_type,
                    now=NOW,
                )
            )
        case "reschedule":
            return books.use(
                Reschedule(
                    key=key,
                    appointment_id=visit,
                    patient_id=owner,
                    provider_id=change.provider,
                    start=start,
                    minutes=minutes,
                    now=NOW,
                )
            )
        case "cancel":
            return books.use(Cancel(key=key, appointment_id=visit, patient_id=owner, now=NOW))
        case _:
            write_past_the_tools(books, change, visit, start + timedelta(minutes=10), minutes)
            return None


def write_past_the_tools(books: DemoBooks, change: Change, visit: int, start: datetime, minutes: int) -> None:
    """Another program puts a visit, or moves or revives one, ten minutes off the grid, if it is let."""
    people = {"provider": change.provider, "patient": change.patient}
    times = {"start": start.isoformat(" "), "end": (start + timedelta(minutes=minutes)).isoformat()}
    try:
        if change.kind == "insert":
            books.run(INSERT, **people, **times)
        else:
            books.run(UPDATE, **people, **times, visit=visit)
    except IntegrityError:
        return


def booked_ids(books: DemoBooks) -> set[int]:
    return {row["id"] for row in books.rows("SELECT id FROM Appointments WHERE status = 'booked'")}


def check(books: DemoBooks, sequence: list[Change]) -> None:
    """After every change: no overlap, and the rows are what the answer said."""
    books.run("DELETE FROM Appointments")
    for n, change in enumerate(sequence):
        before = booked_ids(books)
        result = apply(books, change, n)
        after = booked_ids(books)
        assert overlaps(books) == []
        match result:
            case Booked():
                assert result.booking.id in after
                assert len(after) - len(before) == (change.kind == "schedule")
            case Cancelled():
                assert after == before - {result.appointment_id}
            case Taken() | Failed():
                assert after == before
            case _:
                assert len(after) - len(before) in (0, 1)


def test_no_sequence_of_changes_makes_an_overlap(books: DemoBooks) -> None:
    """Whatever is booked, moved, cancelled or written past the tools, nobody is ever in two places."""

    @settings(max_examples=150 if books.store.dialect == "sqlite" else 40, deadline=None, database=None)
    @given(st.lists(changes, min_size=2, max_size=14))
    def hold(sequence: list[Change]) -> None:
        check(books, sequence)

    hold()
