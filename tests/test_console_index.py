"""The console's index: what it says of a call, that it follows the journal, and how it is searched."""

from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.heard import Connected
from qa.console import indexer, live, search
from qa.console.entries import DUE
from qa.console.entries import read_due as due_entries
from qa.console.facts import Facts, band, in_words, words
from qa.console.filters import Filters
from qa.console.indexer import first_id
from tests.clinic_books import DATABASES
from tests.console_house import ConsoleHouse, form
from tests.office import BUILD, NOW, Caller, Office

CALLS = ("booking", "repaired", "urgent", "silent")


both_databases = pytest.mark.parametrize("database", DATABASES)


@pytest.fixture
async def house(office: Office) -> ConsoleHouse:
    """A console over the calls, which it does not know yet."""
    return await ConsoleHouse.of(office, NOW + timedelta(hours=2))


async def another_call(office: Office) -> Caller:
    """A call that has just been greeted."""
    caller = Caller(office, "CA" + "9" * 32)
    await caller.hears(Connected(caller="+12125550101"))
    return caller


async def found(house: ConsoleHouse, *facets: tuple[str, str]) -> list[Facts]:
    """The calls that have all of these."""

    def read(connection: Connection) -> list[Facts]:
        planned = search.plan(connection, Filters(chosen=facets), (0, None))
        return list(search.older(connection, planned).rows) if planned else []

    return await house.store.read(read)


async def counts(house: ConsoleHouse, kind: str) -> dict[str, int]:
    return await house.store.read(lambda connection: search.values(connection, kind))


async def run(house: ConsoleHouse, sql: str, **values: Any) -> None:
    await house.store.transact(lambda connection: connection.execute(text(sql), values))


@both_databases
async def test_a_call_is_found_by_what_happened_in_it(house: ConsoleHouse) -> None:
    """State, tool, guard, outcome, urgent category, version, language, caller and words find their calls."""
    assert await house.index() == 4
    urgent, silent = (await found(house, ("urgent", "cardiac"))), (await found(house, ("reason", "no-input")))
    assert [row.state for row in urgent] == ["escalate"] and [row.turns for row in silent] == [4]
    assert silent[0].refused_by == ("silence_is_over", "silence_is_over") and silent[0].path == "iIIx"
    assert len(await found(house, ("tool", "schedule"))) == 1
    assert len(await found(house, ("refused", "was_read_back"))) == 1
    assert len(await found(house, ("state", "act"), ("outcome", "schedule"), ("intent", "schedule"))) == 1
    assert len(await found(house, ("word", "breathe"), ("word", "chest"))) == 1
    assert len(await found(house, ("build", BUILD), ("lang", "en"), ("caller", "99"))) == 4
    assert await found(house, ("urgent", "cardiac"), ("tool", "schedule")) == []


async def test_a_hang_up_after_the_goodbye_is_no_refusal(house: ConsoleHouse, office: Office) -> None:
    """Nearly every call ends so; listed as refused, it would hide what was."""
    caller = await another_call(office)
    await caller.says("goodbye")
    await caller.hangs_up()
    await house.index()
    assert await caller.refused() == [("hung_up", "is_in_table")]
    assert "is_in_table" not in await counts(house, "refused")


async def test_no_name_date_or_number_is_a_word(house: ConsoleHouse) -> None:
    """What is looked for is redacted: what the callers are called is in no row of the index."""
    await house.index()
    stored = await house.store.read(
        lambda c: [tuple(row) for row in c.execute(text("SELECT value FROM Facets"))]
    )
    rows = await house.store.read(lambda c: [str(row) for row in c.execute(text("SELECT * FROM CallFacts"))])
    everything = (str(stored) + str(rows)).lower()
    assert "'follow'" in everything
    assert not any(secret in everything for secret in ("tyrome", "william", "1988", "seventeenth", "2125550"))


@both_databases
async def test_a_call_that_goes_on_is_counted_once(office: Office, house: ConsoleHouse) -> None:
    """Indexed again, a call loses what it is no more; the counts are those of the rows."""
    caller = await another_call(office)
    await caller.says("I need to cancel my visit")
    house = await ConsoleHouse.of(office, NOW + timedelta(hours=2))
    await house.index()
    assert (await counts(house, "outcome"))["open"] == 1
    await caller.says("let me talk to a person please")
    await caller.hangs_up()
    assert await house.index() == 1
    assert "open" not in await counts(house, "outcome")
    assert await counts(house, "lang") == {"en": 5}
    assert [row.call_sid for row in await found(house, ("reason", "caller-asked"))] == [caller.call_sid]


async def test_a_running_call_is_left_alone(office: Office) -> None:
    """A call is indexed when it is over or quiet, not turn by turn."""
    office.wait(hours=5)
    await (await ConsoleHouse.of(office, office.now)).index()
    caller = await another_call(office)
    await caller.says("I need to cancel my visit")
    assert await (await ConsoleHouse.of(office, office.now + timedelta(minutes=1))).index() == 0
    assert await (await ConsoleHouse.of(office, office.now + timedelta(minutes=3))).index() == 1
    await caller.hangs_up()
    assert await (await ConsoleHouse.of(office, office.now)).index() == 1


@both_databases
async def test_what_was_undone_is_indexed_again(house: ConsoleHouse) -> None:
    """A worker that dies before its commit leaves the mark: the next one finds the call."""

    def dies(connection: Connection) -> None:
        entries = due_entries(connection, house.console.book.clinic, "9999")
        indexer.write(connection, entries, {})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await house.store.transact(dies)
    assert await found(house, ("all", "")) == []
    assert await house.index() == 4 and await house.index() == 0


async def test_a_call_that_moved_meanwhile_waits(house: ConsoleHouse) -> None:
    """What was read of a call before its next turn is not written after it."""
    due = await house.store.read(lambda c: due_entries(c, house.console.book.clinic, "9999"))
    earlier = msgspec.structs.replace(due[0].row, version=due[0].row.version - 1)
    stale = [due[0]._replace(row=earlier)]
    await house.store.transact(lambda c: indexer.write(c, stale, {}))
    assert await found(house, ("all", "")) == []


@both_databases
async def test_a_deleted_call_is_nowhere(house: ConsoleHouse) -> None:
    """Retention takes a call out of the list, the words and the counts."""
    await house.index()
    gone = (await found(house, ("urgent", "cardiac")))[0].call_sid
    await house.store.transact(lambda c: indexer.forget(c, [gone]))
    assert await counts(house, "urgent") == {} and (await counts(house, "all"))[""] == 3
    assert await found(house, ("word", "breathe")) == []


async def test_a_log_of_another_making_stands_in_the_list(house: ConsoleHouse) -> None:
    """A call whose log can't be read is listed with what its own row says."""
    await run(house, "UPDATE Turns SET screen = '[1]' WHERE heard_kind = 'connected'")
    assert await house.index() == 4
    assert len(await found(house, ("all", ""))) == 4


@both_databases
async def test_every_list_query_walks_an_index(house: ConsoleHouse) -> None:
    """No statement of the list reads a whole table or sorts more than a page: the plans of both databases."""
    await house.index()
    kinds = (("state", "identify"), ("lang", "en"), ("word", "follow"))
    for chosen in ((), kinds[:1], kinds):
        for statement in await house.store.read(partial(statements, chosen=chosen)):
            steps = await house.store.transact(partial(plan_of, statement=statement))
            assert steps and not [step for step in steps if is_costly(step)], steps


@both_databases
async def test_the_pages_are_the_same_on_both_databases(house: ConsoleHouse) -> None:
    """List, search, views, call and stream's question all run on either."""
    await house.index()
    async with house.client() as http:
        kept = await http.post("/qa/views", data=form(name="Spoken", lang="en", since="2026-03-01"))
        page = (await http.get(kept.headers["location"])).text
        assert page.count("data-row") == 4 and ">Spoken<" in page
        found = await http.post("/qa/find", data=form(words="chest"))
        assert (await http.get(found.headers["location"])).text.count("data-row") == 1
        shown = (await http.get("/qa/calls/CA" + "2".rjust(32, "0"))).text
        assert "was read back" in shown and "Tyrome" not in shown
    async with house.live.watch():
        await house.live.has_looked.wait()


def statements(connection: Connection, chosen: tuple[tuple[str, str], ...]) -> list[Any]:
    planned = search.plan(connection, Filters(chosen=chosen), (0, None))
    assert planned is not None
    key = first_id("2026-03-02T20:00:00.000Z")
    return [
        search.listing(planned, 0, key),
        search.listing(planned, key, search.NO_END, newest_first=False),
        search.counting(planned, 0),
        search.reaching(planned, 0, key),
        text("SELECT id, calls FROM Facets WHERE kind = 'word' AND value = 'chest'"),
        text("SELECT kind, value, calls FROM Facets WHERE kind = 'tool' ORDER BY value LIMIT 200"),
        live.MOVING.bindparams(most=500),
        DUE.bindparams(most=8, quiet="2026-03-02T14:00:00.000Z"),
    ]


def plan_of(connection: Connection, statement: Any) -> list[str]:
    """The steps of a statement; PostgreSQL would read these few rows whole if it were not told otherwise."""
    explain = "EXPLAIN QUERY PLAN "
    if connection.dialect.name == "postgresql":
        for kind in ("seqscan", "bitmapscan", "sort"):
            connection.execute(text(f"SET LOCAL enable_{kind} = off"))
        explain = "EXPLAIN "
    sql = statement.compile(connection, compile_kwargs={"literal_binds": True})
    return [str(row[-1]) for row in connection.exec_driver_sql(explain + str(sql))]


def is_costly(step: str) -> bool:
    """A scan without an index or a sort, by the names of both databases."""
    scans = step.startswith("SCAN ") and "USING" not in step
    return scans or "TEMP B-TREE" in step or "Seq Scan" in step or "Sort" in step


def test_words_are_folded_and_marks_are_none() -> None:
    """Capitals, accents, plurals and marks make no difference; figures are no words."""
    assert words("Dos CITAS mañana, ⟨name⟩ 17") == {"dos", "cita", "manana"}
    assert words("appointments") == words("Appointment")


def test_a_path_is_read_out() -> None:
    """Who does not see the bars hears the states, and how many turns held a refusal."""
    assert in_words("iIncx") == "identify, intent, confirm, ended; refused in 1 of 5 turns"
    assert [band(ms) for ms in (0.0, 249.9, 250.0, 9_000.0)] == ["0", "0", "250", "2500"]


def test_ids_grow_with_time() -> None:
    """A later call has a higher id, with room for a thousand in one millisecond."""
    assert first_id("2026-03-02T14:15:00.001Z") - first_id("2026-03-02T14:15:00.000Z") == 1000
