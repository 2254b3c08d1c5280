"""The console's numbers: what a call adds to them, that they follow the index, and how exact they are."""

import asyncio
import random
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from qa.access import retention
from qa.access.retention import Kind
from qa.console import entries, indexer
from qa.console.numbers import days, sketch
from qa.console.numbers.tally import Of, added
from tests.clinic_books import DATABASES
from tests.console_house import ConsoleHouse
from tests.office import BUILD, NOW, Office
from tests.test_console_index import is_costly, plan_of

CALLS = ("booking", "repaired", "urgent", "silent", "not-identified")
Counts = dict[str, dict[str, int]]


both_databases = pytest.mark.parametrize("database", DATABASES)


@pytest.fixture
async def house(office: Office) -> ConsoleHouse:
    """A console over the calls, which are counted."""
    opened = await ConsoleHouse.of(office, NOW + timedelta(hours=2))
    await opened.index()
    return opened


async def sums(house: ConsoleHouse, deleted: int = days.LIVE) -> Counts:
    """The numbers of all days, none of which may hold a zero."""

    def read(connection: Connection) -> Counts:
        found: Counts = {}
        rows = connection.execute(text("SELECT tally FROM DayNumbers WHERE deleted = :it"), {"it": deleted})
        for row in rows.scalars():
            added(found, days.read(row))
        return found

    return await house.store.read(read)


async def run(house: ConsoleHouse, sql: str, **values: Any) -> None:
    await house.store.transact(lambda connection: connection.execute(text(sql), values))


async def test_a_call_is_counted_by_what_happened_in_it(house: ConsoleHouse) -> None:
    """Outcomes, errands, hand-offs, refusals, silence, tools and hours, each as the log has them."""
    found = await sums(house)
    assert found[Of.CALLS] == {"": 5} and sum(found[Of.OUTCOME].values()) == 5
    assert found[Of.OUTCOME]["handed_over"] == 2 and set(found[Of.REASON]) == {"emergency", "not-identified"}
    assert found[Of.URGENT] == {"cardiac": 1} and found[Of.HOUR] == {"0 9": 5}
    assert found[Of.REFUSED]["was_read_back"] == 1 and found[Of.REFUSED]["silence_is_over"] == 2
    assert found[Of.TURN]["silence"] == 3 and found[Of.TOOL]["schedule"] == 1
    assert found[Of.LEFT] == {"identify": 2} and Of.TOOL_FAILED not in found
    assert sketch.count(found[Of.REPLY]) == found[Of.TURN]["utterance"] + found[Of.TURN].get("keyed", 0)


async def test_a_call_that_is_indexed_again_is_counted_once(house: ConsoleHouse) -> None:
    """Whatever it was counted as before is taken out of the sums first."""
    before = await sums(house)
    await run(house, "UPDATE Calls SET indexed = 0")
    assert await house.index() == 5
    assert await sums(house) == before
    await run(house, "UPDATE Calls SET indexed = 0, outcome = 'nothing', reason = NULL")
    await house.index()
    assert (await sums(house))[Of.OUTCOME] == {"nothing": 5}


async def test_the_sums_can_be_made_anew(house: ConsoleHouse) -> None:
    """Sums that are wrong for any reason come right from the tallies of the calls."""
    before = await sums(house)
    await run(house, "UPDATE DayNumbers SET tally = :other", other=days.written({Of.CALLS: {"": 7}}))
    assert await house.store.transact(days.add_up_again) == 5
    assert await sums(house) == before


async def test_what_is_undone_is_not_counted(house: ConsoleHouse) -> None:
    """A worker that dies before its commit leaves no count without its call, and none is counted twice."""
    before = await sums(house)
    await run(house, "UPDATE Calls SET indexed = 0")

    def dies(connection: Connection) -> None:
        found = entries.read_due(connection, house.console.book.clinic, "9999")
        indexer.write(connection, found, {})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await house.store.transact(dies)
    assert await sums(house) == before
    assert await house.index() == 5 and await sums(house) == before


@both_databases
async def test_two_workers_count_a_call_once(house: ConsoleHouse) -> None:
    """Both take the same calls of one day at the same time; each call is one worker's."""
    before = await sums(house)
    clinic = house.console.book.clinic
    workers = [indexer.Indexer(house.store, clinic, lambda: NOW + timedelta(hours=2)) for _ in range(3)]
    for _ in range(3):
        await run(house, "UPDATE Calls SET indexed = 0")
        await asyncio.gather(*(worker.catch_up() for worker in workers))
        assert await sums(house) == before


async def test_a_log_that_cannot_be_read_is_counted_by_its_row(house: ConsoleHouse) -> None:
    """One call written by hand keeps no other from being counted."""
    await run(house, "UPDATE Turns SET extraction = :odd WHERE turn = 2", odd='{"usage": {"ms": []}}')
    await run(house, "UPDATE Calls SET indexed = 0")
    assert await house.index() == 5
    found = await sums(house)
    assert found[Of.CALLS] == {"": 5} and found[Of.OUTCOME]["handed_over"] == 2


@both_databases
async def test_the_sums_are_read_by_their_key(house: ConsoleHouse) -> None:
    """The days of a page and the slowest turn of a day: no statement reads a whole table."""
    for statement in (
        text("SELECT tally FROM DayNumbers WHERE day >= '2026-02-01' AND day <= '2026-03-02'"),
        text("SELECT tally FROM CallTallies WHERE id IN (1, 2, 3)"),
        text(
            "SELECT slowest_ms, call_sid FROM CallTallies WHERE day = '2026-03-02' AND build = 'x'"
            " AND slowest_ms IS NOT NULL ORDER BY slowest_ms DESC LIMIT 1"
        ),
    ):
        steps = await house.store.transact(partial(plan_of, statement=statement))
        assert steps and not [step for step in steps if is_costly(step)], steps


@both_databases
async def test_numbers_outlive_what_retention_takes(house: ConsoleHouse) -> None:
    """Words first, whole calls later: the counts stay, those of deleted calls in rows of their own."""
    before = await sums(house)
    for kind in (Kind.WORDS, Kind.CALLS):
        await house.store.transact(partial(retention.keep, days={kind: 1}))
        await retention.run(house.store, lambda: NOW + timedelta(days=5), "the test", forced=True)
        await house.index()
        if kind is Kind.WORDS:
            words_gone = await sums(house)
            assert words_gone[Of.PLAYED] == before[Of.PLAYED] == {"cut": 1, **before[Of.PLAYED]}
            assert words_gone[Of.REPLY] == before[Of.REPLY]
    assert await sums(house) == {}
    assert (await sums(house, days.DELETED))[Of.OUTCOME] == before[Of.OUTCOME]


async def test_the_slowest_turn_of_a_day_is_exact_and_names_its_call(house: ConsoleHouse) -> None:
    """Also after the call that had it was counted anew with another figure."""

    async def slowest() -> tuple[float, str]:
        sql = text("SELECT slowest_ms, slowest FROM DayNumbers WHERE build = :build")
        row = await house.store.read(lambda c: c.execute(sql, {"build": BUILD}).one())
        return row[0], row[1]

    await run(house, "UPDATE Turns SET took_ms = 12.5")
    last = "CA" + "3".rjust(32, "0")
    await run(house, "UPDATE Turns SET took_ms = 987.654 WHERE call_sid = :sid AND turn = 2", sid=last)
    await run(house, "UPDATE Calls SET indexed = 0")
    await house.index()
    assert await slowest() == (987.654, last)
    await run(house, "UPDATE Turns SET took_ms = 11.5 WHERE call_sid = :sid", sid=last)
    await run(house, "UPDATE Calls SET indexed = 0 WHERE call_sid = :sid", sid=last)
    await house.index()
    assert (await slowest())[0] == 12.5


@pytest.mark.parametrize("percent", [50, 95, 99, 100])
def test_quantiles_are_within_one_per_cent(percent: float) -> None:
    """Of the one by nearest rank, for durations of any size."""
    drawn = random.Random(5)
    took = [drawn.lognormvariate(4, 2) for _ in range(5_000)]
    counts: dict[str, int] = {}
    for ms in took:
        counts[sketch.bucket(ms)] = counts.get(sketch.bucket(ms), 0) + 1
    exact = sorted(took)[max(0, -(-len(took) * int(percent) // 100) - 1)]
    found = sketch.quantile(counts, percent)
    assert found is not None and abs(found - exact) <= exact * sketch.ERROR * 1.0001
    assert sketch.quantile({}, percent) is None
