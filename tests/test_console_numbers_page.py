"""The page of numbers: what it compares, what it says of nothing, and where its figures lead."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text

from qa.console.numbers import plots
from qa.console.numbers.figures import Figure, Kind, difference, recall
from qa.console.numbers.reading import Sums
from qa.console.numbers.tally import Of, Tally
from qa.simulate.score_numbers import share
from tests.console_house import ConsoleHouse, make_calls
from tests.office import BUILD, NOW, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
DAY = "since=2026-03-02&until=2026-03-02"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ConsoleHouse]:
    office = await Office.open(tmp_path_factory.mktemp("numbers"))
    await make_calls(office, "booking", "repaired", "urgent", "silent")
    opened = await ConsoleHouse.of(office, NOW + timedelta(hours=2))
    await opened.index()
    yield opened
    await office.close()


async def get(house: ConsoleHouse, query: str = "") -> httpx.Response:
    async with house.client() as http:
        return await http.get(f"/qa/numbers?{query}")


async def figures(house: ConsoleHouse, query: str = "") -> dict[str, list[str]]:
    """The cells of every figure, as a reader sees them."""
    answer = await get(house, query)
    assert answer.status_code == 200
    table = answer.text.partition('<table class="grid figures">')[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', table, re.DOTALL)
    return {
        name: [" ".join(re.sub("<[^>]*>", " ", cell).split()) for cell in re.findall("<td.*?</td>", rest)]
        for name, rest in ((name, rest.replace("\n", " ")) for name, rest in rows)
    }


async def test_every_figure_says_what_it_was_counted_from(house: ConsoleHouse) -> None:
    """A share with its interval, a quantile by its right name, and no data where nothing was there."""
    found = await figures(house)
    assert found["Errands done"][:3] == ["50.0 %", "9.4 to 90.5 %", "2 calls that named one"]
    assert found["Urgent recall"][:3] == ["no data", "", "0 urgent calls known by review"]
    assert found["Urgent hits"][0] == "1" and found["Interruptions per call"][0] == "0.25"
    assert found["Model, P95"][0] == "no data" and "P50 (median)" in " ".join(found)
    assert "not the worst case" in found["Reply, P95"][-1] and "worst case" in found["Slowest turn"][-1]


async def test_days_without_a_call_are_no_data_and_not_zero(house: ConsoleHouse) -> None:
    """Nothing is drawn of them either."""
    answer = await get(house, "since=2025-01-01&until=2025-01-31")
    assert (
        "No data" in answer.text and "<svg" not in answer.text.partition("</header>")[2].partition("plots")[2]
    )


async def test_two_sets_of_calls_stand_side_by_side(house: ConsoleHouse) -> None:
    """The days before, other days, and another version, each named."""
    before = await get(house, f"{DAY}&than=before")
    assert "Beside 0 calls: 2026-03-01 to 2026-03-01." in before.text
    days = await figures(house, f"{DAY}&than_since=2026-03-02&than_until=2026-03-02")
    assert days["Errands done"][3:5] == ["50.0 %", "+0.0 points"]  # the same calls: nothing about chance
    version = await get(house, f"{DAY}&than=build {BUILD}")
    assert f"Beside 4 calls: 2026-03-02 to 2026-03-02, version {BUILD}." in version.text


async def test_a_filter_narrows_the_numbers_and_a_number_leads_to_its_calls(house: ConsoleHouse) -> None:
    """The calls behind a count are the list with the same days and one filter more."""
    found = await figures(house, "refused=was_read_back")
    assert found["Handed over"][2] == "1 calls" and found["Refused transitions per call"][0] != "0.00"
    page = (await get(house, DAY)).text
    links = {it.replace("&amp;", "&") for it in re.findall(r'href="(/qa/\?[^"]+)"', page)}
    assert f"/qa/?refused=was_read_back&{DAY}" in links and f"/qa/?urgent=cardiac&{DAY}" in links
    async with house.client() as http:
        listed = await http.get(f"/qa/?refused=was_read_back&{DAY}")
    assert listed.text.count("data-row") == 1


async def test_an_urgent_miss_is_listed_by_name(house: ConsoleHouse) -> None:
    """A reviewer's tag makes it one, and recall is worked out from it alone."""
    sid = "CA" + "4".rjust(32, "0")

    async def tag(do: str) -> None:
        await house.store.transact(lambda c: c.execute(text(do), {"sid": sid}))
        again = text("UPDATE Calls SET indexed = 0 WHERE call_sid = :sid")
        await house.store.transact(lambda c: c.execute(again, {"sid": sid}))
        await house.index()

    await tag("INSERT INTO QaTags (call_sid, tag, who, at) VALUES (:sid, 'urgent-missed', 'rosa', '')")
    page = await get(house)
    assert "Urgent calls that were missed" in page.text and f'href="/qa/calls/{sid}"' in page.text
    assert (await figures(house))["Urgent recall"][0] == "0.0 %"
    await tag("DELETE FROM QaTags WHERE call_sid = :sid")
    assert (await figures(house))["Urgent recall"][0] == "no data"


async def test_a_difference_is_clear_only_when_its_interval_leaves_zero_out() -> None:
    """Newcombe's interval; with no data on either side there is no difference at all."""

    def of(part: int, n: int) -> Figure:
        it = share(part, n)
        return Figure(kind=Kind.SHARE, value=it.share, n=n, part=part, low=it.low, high=it.high)

    wide, clear = difference(of(9, 10), of(7, 10)), difference(of(900, 1000), of(700, 1000))
    assert wide is not None and not wide.is_clear and clear is not None and clear.is_clear
    assert clear.low is not None and abs(clear.low - 0.166) < 0.002
    assert difference(of(1, 2), of(0, 0)) is None
    hits = Sums(whole={Of.RECALL: {"hit": 9, "missed": 1, "false_alarm": 5}})
    assert recall(hits).value == 0.9


async def test_a_day_without_turns_is_a_gap_in_the_line() -> None:
    """Long spans are drawn by week, with nothing lost."""
    day: Tally = {Of.REPLY: {"100": 4}, Of.CALLS: {"": 1}, Of.OUTCOME: {"nothing": 1}}
    days, by_week = plots.stretches(Sums(days=(("2026-03-02", day), ("2026-03-04", day))))
    assert [name for name, _ in days] == ["2026-03-02", "2026-03-03", "2026-03-04"] and not by_week
    drawn = plots.replies(days)
    assert drawn.lines[0][1].count("M") == 2 and drawn.rows[1] == ("2026-03-03", "0", "no data", "no data")
    weeks, by_week = plots.stretches(Sums(days=(("2025-03-05", day), ("2026-03-02", day))))
    assert by_week and sum(it[Of.CALLS][""] for _, it in weeks) == 2
