"""The console in a real browser: by keyboard, narrow and wide, light and dark, and without seeing it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser import IN_BROWSER, serious_faults
from tests.console_house import ConsoleHouse, make_calls
from tests.office import NOW, Office

pytestmark = IN_BROWSER


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    opened = await Office.open(tmp_path_factory.mktemp("pages"))
    yield opened
    await opened.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(office: Office) -> ConsoleHouse:
    await make_calls(office, "booking", "repaired", "urgent", "silent")
    opened = await ConsoleHouse.of(office, NOW + timedelta(minutes=32))
    await opened.index()
    return opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def address(house: ConsoleHouse) -> AsyncIterator[str]:
    async with house.served() as served:
        yield served


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
async def test_no_page_has_a_serious_fault(page: Page, address: str, width: int, scheme: str) -> None:
    """List and call, on a laptop and a phone, light and dark; nothing is wider than the screen."""
    await page.set_viewport_size({"width": width, "height": 844})
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in ("/qa/", "/qa/?lang=en&state=confirm", "/qa/calls/CA" + "2".rjust(32, "0")):
        await page.goto(address + path)
        assert await serious_faults(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


async def test_the_list_is_read_by_keyboard(page: Page, address: str) -> None:
    """j and k choose a call, Enter opens it, u leads back, / searches, ? explains."""
    await page.goto(f"{address}/qa/")
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await expect(page.locator("[data-row].at")).to_contain_text("cardiac")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Call CA")
    await page.wait_for_load_state()  # a key means nothing before the scripts are there
    await page.keyboard.press("u")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Calls")
    await page.wait_for_load_state()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_contain_text("Older and newer page")
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await page.keyboard.type("breathe chest")
    await page.keyboard.press("Enter")
    await expect(page.locator(".chips")).to_contain_text("“chest”")
    await expect(page.locator("[data-row]")).to_have_count(1)


async def test_choosing_a_filter_narrows_the_list(page: Page, address: str) -> None:
    """A filter takes effect at once, can be kept as a view, and taken away again."""
    await page.goto(f"{address}/qa/")
    await page.get_by_label("Refused by guard").select_option("was_read_back")
    await expect(page.locator("[data-row]")).to_have_count(1)
    await page.get_by_text("Save view").click()
    await page.get_by_label("Name", exact=True).fill("Not heard to the end")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator(".view.on")).to_contain_text("Not heard to the end")
    await page.get_by_label("Without Refused by guard: was read back").click()
    await expect(page.locator("[data-row]")).to_have_count(4)


async def test_a_state_shows_its_turns_and_a_turn_its_state(page: Page, address: str) -> None:
    """By mouse and by key: node to turns, arrow to its attempts, turn to node, refusals one by one."""
    await page.goto(f"{address}/qa/calls/CA" + "2".rjust(32, "0"))
    await expect(page.locator("[data-detail]:visible")).to_contain_text("was read back: no refused it")
    await expect(page.locator("[data-node].here")).to_contain_text("confirm")
    await page.locator('[data-node="slot_filling"]').focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-narrowed]")).to_contain_text("2 turns · slot filling")
    await expect(page.locator("[data-turn]:not(.dim)")).to_have_count(2)
    await page.get_by_role("button", name="All turns").click()
    await expect(page.locator("[data-turn].dim")).to_have_count(0)
    await page.locator(".label.refused").click()
    await expect(page.locator("[data-turn]:not(.dim)")).to_have_count(1)
    await page.keyboard.press("k")
    await expect(page.locator("[data-detail]:visible")).to_contain_text("Turn 6")
    await page.keyboard.press("]")
    await expect(page.locator("[data-detail]:visible")).to_contain_text("Turn 7")
    await page.locator('.mark[data-go="2"]').click()
    await expect(page.locator("[data-node].here")).to_contain_text("identify")
    assert page.url.endswith("?turn=2")


async def test_a_field_is_revealed_with_a_reason(house: ConsoleHouse, page: Page, address: str) -> None:
    """The reason is asked for, the field is there once, and is hidden again with the next page."""
    await page.goto(f"{address}/qa/calls/CA" + "1".rjust(32, "0") + "?turn=3")
    await page.locator('[data-detail="3"] [aria-label="Reveal what was heard"]').click()
    reason = page.get_by_label("Why do you need to see what was heard?").and_(page.locator(":visible"))
    await reason.fill("a complaint about this booking")
    await page.get_by_role("button", name="Reveal once").and_(page.locator(":visible")).click()
    await expect(page.locator("mark.clear")).to_have_text("Tyrome Williams")
    assert await serious_faults(page) == []
    assert house.door.notes[-1][0] == "reveal"
    await page.get_by_role("link", name="Hide it again").click()
    await expect(page.locator("mark.clear")).to_have_count(0)


async def test_a_running_call_moves_on_the_page(
    office: Office, house: ConsoleHouse, page: Page, address: str
) -> None:
    """Its turns appear as they are taken, the list shows it as on, and neither is reloaded."""
    office.wait(minutes=32 - (office.now - NOW).seconds // 60)
    caller = await office.call("+12125550101")
    await page.goto(f"{address}/qa/")
    await expect(page.get_by_role("heading", name="On now")).to_be_visible()
    await page.goto(f"{address}/qa/calls/{caller.call_sid}")
    await page.evaluate("window.here = true")
    await expect(page.locator("[data-turn]")).to_have_count(1)
    await house.live.has_looked.wait()
    await caller.says("I need to cancel my visit")
    await expect(page.locator("[data-turn]")).to_have_count(2)
    await expect(page.locator("[data-detail]:visible")).to_contain_text("I need to cancel my visit")
    assert await page.evaluate("window.here") is True


async def test_colours_and_zone_are_the_visitors_choice(page: Page, address: str) -> None:
    """Dark stays dark on the next page, and times follow the chosen zone."""
    await page.goto(f"{address}/qa/")
    await page.locator('summary[title="Colours"]').click()
    await page.get_by_role("button", name="Dark").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.locator('summary[title="Time zone"]').click()
    await page.get_by_role("button", name="UTC", exact=True).click()
    await expect(page.locator('summary[title="Time zone"]')).to_have_text("UTC")
    await expect(page.locator("[data-row]").last).to_contain_text("14:15")
    await page.context.clear_cookies()


async def test_faults_are_pages_too(house: ConsoleHouse, page: Page, address: str) -> None:
    """A call that is not there, and a search that finds nothing, say so and lead on."""
    await page.goto(f"{address}/qa/?urgent=cardiac&tool=schedule")
    await expect(page.get_by_role("heading", name="No call fits")).to_be_visible()
    await page.get_by_role("link", name="All calls").click()
    await expect(page.locator("[data-row]").first).to_be_visible()
