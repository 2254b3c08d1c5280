"""Coverage of a set of calls: hit and missed with file and line, passed and failed apart, and refusals."""

import inspect
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from engine import guards, table
from engine.table import TABLE
from qa.console import filters
from qa.console.review import coverage_page, lines
from qa.console.review.coverage import Coverage, cover
from qa.console.review.heat import heat
from qa.console.review.run_pages import filters_of
from tests.clinic_books import DATABASES, fresh_url
from tests.console_house import ConsoleHouse, form, make_calls
from tests.office import NOW, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
CALLS = ("booking", "repaired", "urgent", "silent")


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=DATABASES)
async def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ConsoleHouse]:
    folder = tmp_path_factory.mktemp("coverage")
    office = await Office.open(folder, database=fresh_url(request.param, folder))
    await make_calls(office, *CALLS)
    house = await ConsoleHouse.of(office, NOW + timedelta(hours=2))
    await house.index()
    yield house
    await office.close()


async def covered(house: ConsoleHouse, query: str = "") -> Coverage:
    zone = house.console.book.clinic.zone

    def read(connection: object) -> Coverage:
        rows, _ = coverage_page.chosen(connection, filters_of(query), zone)  # type: ignore[arg-type]
        failed = coverage_page.failed(connection, rows)  # type: ignore[arg-type]
        return cover(connection, rows, failed)  # type: ignore[arg-type]

    return await house.store.read(read)


async def test_what_calls_used_is_counted(house: ConsoleHouse) -> None:
    """States, rows of the table and guards, with the calls; what nobody used is missed."""
    found = await covered(house)
    assert (found.calls, found.failed) == (4, 0)
    states = {use.name: use.calls for use in found.states}
    assert states == {
        "identify": 4, "intent": 2, "slot_filling": 2, "confirm": 2, "act": 1, "escalate": 1, "ended": 3,
    }  # fmt: skip
    rows = {use.name: use for use in found.transitions}
    assert len(rows) == len(TABLE)
    assert rows["confirmed confirm act"].times == 1
    assert rows["confirmed confirm act"].examples == ("CA" + "1".rjust(32, "0"),)
    assert rows["kept confirm intent"].calls == 0
    asked = {use.name: use for use in found.guards}
    assert asked["was_read_back"].asked == 2 and asked["was_read_back"].refused == 1
    assert asked["was_read_back"].times[0][0] == "confirmed"
    assert asked["is_looked_up"].asked == 0


async def test_failed_calls_are_counted_apart(house: ConsoleHouse) -> None:
    """A person's verdict decides, and coverage of a set is of that set alone."""
    async with house.client() as http:
        await http.post(f"/qa/calls/CA{1:032}/verdict", data=form(verdict="fail"))
    await house.index()
    found = await covered(house)
    (booked,) = [use for use in found.transitions if use.name == "confirmed confirm act"]
    assert (found.passed, found.failed, booked.passed, booked.failed) == (3, 1, 0, 1)
    alone = await covered(house, "verdict=fail")
    assert (alone.calls, alone.failed) == (1, 1)
    assert (await covered(house, "tag=none")).calls == 0


async def test_every_part_has_its_line(house: ConsoleHouse) -> None:
    """The line that is named speaks of this trigger, and of this guard."""
    text = inspect.getsource(table).splitlines()
    for trigger, *_ in TABLE:
        assert f"T.{trigger.name}," in text[lines.of(trigger) - 1], trigger
    named = inspect.getsource(guards).splitlines()
    for use in (await covered(house)).guards:
        file, _, line = use.where.partition(":")
        assert file == "engine/guards.py" and named[int(line) - 1].startswith(f"def {use.name}(")


async def test_the_picture_is_heavier_where_more_went(house: ConsoleHouse) -> None:
    """The way that was gone most is the heaviest, one never gone the lightest."""
    drawn = heat(await covered(house))
    by = {way.title.split(":")[0]: way for way in drawn.ways}
    assert by["identify to intent"].width > by["confirm to act"].width > by["confirm to intent"].width
    assert by["confirm to intent"].times == 0
    assert {node.name: node.share for node in drawn.nodes}["act"] == 0.25


async def test_the_page_says_what_was_refused_this_week(house: ConsoleHouse) -> None:
    """With the calls a click away; a set that is empty is said to be."""
    async with house.client() as http:
        shown = (await http.get("/qa/coverage")).text
        assert "<b>was read back</b> refused <b>confirmed</b> in 1 call" in shown
        link = filters.query(filters_of("refusal=confirmed+was_read_back&since=2026-02-23"))
        assert f"/qa/?{link}".replace("&", "&amp;") in shown
        found = (await http.get(f"/qa/?{link}")).text
        assert f"CA{2:032}" in found and f"CA{1:032}" not in found
        assert "No call fits" in (await http.get("/qa/coverage?since=2030-01-01")).text
