"""Signing in, in a real browser: the first link, a password, idle log-off; readable for everybody."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio
import uvicorn
from playwright.async_api import BrowserContext, ConsoleMessage, Page, expect

from engine.store import Store
from qa.access import accounts, retention
from qa.access.retention import Kind
from tests.browser import IN_BROWSER, serious_faults
from tests.console_visitor import PASSWORD, door_alone

pytestmark = IN_BROWSER


class Doorstep:
    """A served door, its database, and a clock that the test moves."""

    def __init__(self, store: Store, page: Page) -> None:
        self.store = store
        self.page = page
        self.clock = datetime.now(UTC)
        self.faults: list[str] = []
        self.address = ""

    def note(self, message: ConsoleMessage) -> None:
        """Keep what the browser complains about, but for answers that are no 200."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(message.text)

    async def goes_to(self, path: str) -> None:
        await self.page.goto(self.address + path)

    async def is_readable(self) -> None:
        """No serious fault that axe finds; nothing that the policy had to stop."""
        assert await serious_faults(self.page) == [], self.page.url
        assert self.faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def doorstep(browser: BrowserContext, tmp_path: Path) -> AsyncIterator[Doorstep]:
    store = Store.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    opened = Doorstep(store, await browser.new_page())
    opened.page.on("pageerror", lambda error: opened.faults.append(str(error)))
    opened.page.on("console", opened.note)
    listening = socket.create_server(("127.0.0.1", 0))
    opened.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = await door_alone(store, base_url=opened.address, now=lambda: opened.clock)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield opened
    await opened.page.close()
    server.should_exit = True
    await serving
    await store.close()


async def test_from_the_first_link_to_the_idle_log_off(doorstep: Doorstep) -> None:
    """A link, a password, a colleague's account, a quarter of an hour of silence, and signing in again."""
    page, clock = doorstep.page, doorstep.clock
    token = await doorstep.store.transact(lambda c: accounts.invite(c, None, clock, accounts.FIRST))
    await doorstep.goes_to(f"/qa/invitation?token={token}")
    await doorstep.is_readable()
    await page.get_by_label("Name").fill("ada")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_label("The same again").fill(PASSWORD)
    await page.get_by_role("button", name="Set the password and sign in").click()

    await doorstep.goes_to("/qa/accounts")
    await page.get_by_label("Sign-in name").fill("vera")
    await page.locator("select[name=role]").first.select_option("reveal")
    await page.get_by_role("button", name="Make it and show its link").click()
    await expect(page.get_by_label("One-time link")).to_have_value(re.compile(r"/qa/invitation\?token=."))
    await expect(page.get_by_role("row", name="vera")).to_contain_text("invited")
    await doorstep.is_readable()

    doorstep.clock += timedelta(minutes=16)
    await doorstep.goes_to("/qa/audit")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await page.get_by_label("Name").fill("ada")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Audit log")).to_be_visible()
    await expect(page.get_by_role("row", name="account made").first).to_contain_text("vera")
    await page.get_by_role("link", name="Check the chain").click()
    await expect(page.get_by_role("status").first).to_contain_text("each as it was written")
    await doorstep.is_readable()


async def test_a_wrong_password_and_the_other_pages_are_readable(doorstep: Doorstep) -> None:
    """What was wrong is said on the page; retention and one's own account work by keyboard, with labels."""
    page, clock = doorstep.page, doorstep.clock
    token = await doorstep.store.transact(lambda c: accounts.invite(c, None, clock, accounts.FIRST))
    await doorstep.goes_to("/qa/sign-in")
    await page.get_by_label("Name").fill("nobody")
    await page.get_by_label("Password").fill("not the password")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    await doorstep.is_readable()
    await doorstep.goes_to(f"/qa/invitation?token={token}")
    await page.get_by_label("Name").fill("ada")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_label("The same again").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("ada").first).to_be_visible()
    await doorstep.goes_to("/qa/retention")
    await page.get_by_label("Words, days").fill("90")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_have_text("Kept. The job runs once a day.")
    assert (await doorstep.store.transact(retention.settings))[Kind.WORDS] == 90
    await doorstep.is_readable()
    await doorstep.goes_to("/qa/account")
    await expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    await doorstep.is_readable()
