"""Reviews, replays and coverage in a real browser: by keyboard, narrow and wide, light and dark."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from qa.access.rights import Right
from qa.console.review.run_pages import RunPages
from qa.console.review.runner import Runner
from tests.browser import IN_BROWSER, serious_faults
from tests.console_house import ConsoleHouse, make_calls
from tests.office import NOW, Office

pytestmark = IN_BROWSER
BOOKED, REPAIRED, URGENT = (f"CA{n:032}" for n in (1, 2, 3))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ConsoleHouse]:
    office = await Office.open(tmp_path_factory.mktemp("reviews"))
    await make_calls(office, "booking", "repaired", "urgent", "tools-failed")
    opened = await ConsoleHouse.of(office, NOW + timedelta(hours=2), frozenset(Right))
    runner = Runner(opened.store, opened.console.book, opened.console.now)
    opened.more = RunPages(runner).pages
    await opened.index()
    yield opened
    await runner.close()
    await office.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def address(house: ConsoleHouse) -> AsyncIterator[str]:
    async with house.served() as served:
        yield served


PAGES = (
    "/qa/review",
    f"/qa/review/calls/{URGENT}",
    f"/qa/compare?left={BOOKED}&right={REPAIRED}",
    "/qa/coverage",
    f"/qa/calls/{BOOKED}/replay",
    "/qa/runs?lang=en",
)
"""The first four hold every colour and part of the others."""


@pytest.mark.parametrize(("width", "scheme", "pages"), [(1440, "light", PAGES[:4]), (390, "dark", PAGES)])
async def test_no_page_has_a_serious_fault(
    page: Page, address: str, width: int, scheme: str, pages: tuple[str, ...]
) -> None:
    """Queue, a call in review, one run again, two calls, runs and coverage; none wider than the screen."""
    await page.set_viewport_size({"width": width, "height": 844})
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in pages:
        await page.goto(address + path)
        assert await serious_faults(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


async def opened(page: Page, address: str) -> None:
    """Wait until the page is there and listens to keys."""
    await expect(page).to_have_url(address)
    await page.wait_for_load_state()


async def test_calls_are_reviewed_by_keyboard(house: ConsoleHouse, page: Page, address: str) -> None:
    """r takes the next call, p, f and u judge it and lead on, n writes a note, s leaves it, j and k read."""
    await page.goto(f"{address}/qa/review")
    await page.keyboard.press("r")
    await opened(page, f"{address}/qa/review/calls/{URGENT}")
    await page.keyboard.press("k")
    await expect(page.locator("[data-detail]:visible")).to_contain_text("Turn 2")
    await page.keyboard.press("n")
    await page.keyboard.type("handed over at once")
    await page.get_by_role("button", name="Add note").click()
    await expect(page.locator("blockquote")).to_contain_text("handed over at once")
    await page.wait_for_load_state()  # a key means nothing before the scripts are there
    await page.keyboard.press("p")
    await opened(page, f"{address}/qa/review/calls/CA{4:032}")
    await page.keyboard.press("s")
    await opened(page, f"{address}/qa/review/calls/{REPAIRED}")
    await page.keyboard.press("u")
    await opened(page, f"{address}/qa/review/calls/CA{4:032}")
    await page.keyboard.press("f")
    await expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()
    await house.index()
    await page.goto(f"{address}/qa/")
    await page.locator("select[name=verdict]").select_option("unclear")
    await expect(page.locator("[data-row]")).to_have_count(1)


async def test_a_finding_is_overridden_beside_its_evidence(page: Page, address: str) -> None:
    """The turn that a check names is opened by it; the override shows what the check said."""
    await page.goto(f"{address}/qa/calls/CA{4:032}")
    finding = page.locator(".findings li", has_text="No tool failed")
    await finding.get_by_role("link").first.click()
    await expect(page.locator("[data-detail]:visible")).to_contain_text("failed")
    await finding.locator("summary").click()
    await finding.get_by_label("Because").select_option("line")
    await finding.get_by_role("button", name="Override").click()
    await expect(finding).to_contain_text("Overridden: pass (line; the check said failed) by rosa")
    await page.get_by_label("A new tag").fill("broken line")
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.get_by_role("button", name="Take the tag broken line off").click()
    await expect(page.get_by_text("broken line")).to_have_count(0)


async def test_a_run_shows_its_progress_until_it_is_done(page: Page, address: str) -> None:
    """Started from a form, followed without a reload, and set beside another run."""
    for _ in range(2):
        await page.goto(f"{address}/qa/runs")
        await page.get_by_role("button", name="Run", exact=True).click()
        await expect(page.locator(".badge", has_text="done")).to_be_visible()
    await expect(page.get_by_text("4 of 4").first).to_be_attached()
    await page.get_by_role("button", name="Compare").click()
    await expect(page.locator("p[role=status]")).to_contain_text("4 calls are in both; 0 flipped")


async def test_two_calls_are_set_side_by_side(page: Page, address: str) -> None:
    """From the call's page: run it again, then compare it with another, at the row where they part."""
    await page.goto(f"{address}/qa/calls/{BOOKED}")
    await page.get_by_role("link", name="Run again").last.click()
    await expect(page.get_by_text("The same way.")).to_be_visible()
    await page.wait_for_load_state()  # a key means nothing before the scripts are there
    await page.keyboard.press("u")
    await page.get_by_role("link", name="Compare with").click()
    await page.get_by_label("Right").fill(REPAIRED)
    await page.get_by_role("button", name="Compare").click()
    await page.get_by_role("link", name="Go there").click()
    await expect(page.locator("tr.right:target")).to_contain_text("can you repeat that please")


async def test_coverage_leads_to_the_calls(page: Page, address: str) -> None:
    """What a guard refused this week is a click away from the calls."""
    await page.goto(f"{address}/qa/coverage")
    await expect(page.locator(".missed").first).to_contain_text("missed")
    await page.get_by_role("link", name="was read back refused confirmed").click()
    await expect(page.locator("[data-row]")).to_have_count(1)
