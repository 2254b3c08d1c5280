"""Numbers, links and exports in a real browser: narrow and wide, light and dark, and without seeing it."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser import IN_BROWSER, serious_faults
from tests.console_house import ConsoleHouse, make_calls
from tests.office import NOW, Office

pytestmark = IN_BROWSER
SID = "CA" + "2".rjust(32, "0")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ConsoleHouse]:
    office = await Office.open(tmp_path_factory.mktemp("numbers"))
    await make_calls(office, "booking", "repaired", "urgent", "silent")
    opened = await ConsoleHouse.of(office, NOW + timedelta(minutes=32))
    await opened.index()
    yield opened
    await office.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def address(house: ConsoleHouse) -> AsyncIterator[str]:
    async with house.served() as served:
        yield served


async def link_for_outside(page: Page, address: str) -> str:
    """Make a link on a call's page as a reviewer does; its address."""
    await page.goto(f"{address}/qa/calls/{SID}?turn=7")
    await page.get_by_text("Make a link to this call").click()
    await page.get_by_role("combobox", name="For", exact=True).select_option("outside")
    await page.get_by_label("Why", exact=True).fill("the vendor asks about it")
    await page.get_by_role("button", name="Make link").click()
    made = page.get_by_label(re.compile("The new link"))
    await expect(made).to_have_value(re.compile(f"^{re.escape(address)}/qa/shared/"))
    return await made.input_value()


async def test_no_page_has_a_serious_fault(page: Page, house: ConsoleHouse, address: str) -> None:
    """Numbers, links and what a link opens, on a laptop and a phone; nothing is wider than the screen."""
    shared = await link_for_outside(page, address)
    house.door.reset()
    for width, scheme in ((1440, "light"), (390, "dark")):
        await page.set_viewport_size({"width": width, "height": 844})
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for path in ("/qa/numbers?than=before", "/qa/links", shared.removeprefix(address)):
            await page.goto(address + path)
            assert await serious_faults(page) == [], path
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


async def test_numbers_are_compared_and_followed_to_their_calls(page: Page, address: str) -> None:
    """A choice and a button; every plot has its table; a count leads to the list."""
    await page.goto(f"{address}/qa/")
    await page.keyboard.press("g")
    await page.keyboard.press("n")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Numbers")
    await page.get_by_label("Compare with").select_option("before")
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_text("Beside 0 calls")).to_be_visible()
    plots = page.locator("figure.plot")
    assert await plots.count() == await plots.locator("details.as-table").count() == 5
    await plots.first.get_by_text("As a table").click()
    await expect(plots.first.get_by_role("table")).to_contain_text("2026-03-02")
    await page.get_by_role("link", name="was read back").click()
    await expect(page.locator("[data-row]")).to_have_count(1)


async def test_a_link_is_made_opened_and_revoked(page: Page, house: ConsoleHouse, address: str) -> None:
    """Whoever has it sees the call without signing in, until it is revoked."""
    shared = await link_for_outside(page, address)
    house.door.visitor_now = None
    await page.goto(shared)
    await expect(page.locator("li.at")).to_contain_text("refused by was read back")
    house.door.reset()
    await page.goto(f"{address}/qa/links")
    await page.get_by_role("button", name=re.compile("Revoke")).first.click()
    await expect(page.get_by_text("revoked").first).to_be_visible()


async def test_what_was_found_is_taken_along(page: Page, address: str, tmp_path: Path) -> None:
    """The export has the calls of the filter, and the packet the name of the call."""
    await page.goto(f"{address}/qa/?refused=was_read_back")
    await page.get_by_text("Export", exact=True).click()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Table CSV").click()
    await (await download.value).save_as(tmp_path / "calls.csv")
    assert SID in (tmp_path / "calls.csv").read_text("utf-8")
    await page.goto(f"{address}/qa/calls/{SID}")
    async with page.expect_download() as packet:
        await page.get_by_role("link", name="Evidence packet").click()
    assert (await packet.value).suggested_filename == f"evidence-{SID}.zip"
