"""The machine's own Chromium for tests of pages: launched once a worker, each file with its own cookies.

pytestmark = IN_BROWSER

async def test_…(page: Page): …         # fixtures of conftest.py: `browser`, and `page` of a console's house
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PATIENCE = 30_000
"""Milliseconds after which what a test waits for will not come, on however busy a machine."""
IN_BROWSER = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(CHROMIUM is None, reason="no browser: install Debian's `chromium` to test the pages"),
]
SERIOUS = ("serious", "critical")


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """Launch the machine's own browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@asynccontextmanager
async def profile(browser: Browser) -> AsyncIterator[BrowserContext]:
    """Open a profile without a cookie, with the window of a laptop."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context
    await context.close()


@asynccontextmanager
async def watched(browser: BrowserContext, address: str) -> AsyncIterator[Page]:
    """Open a page that must end with no complaint of the browser and no request to another host."""
    faults: list[str] = []
    page = await browser.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("request", lambda asked: None if asked.url.startswith(address) else faults.append(asked.url))
    yield page
    await page.close()
    assert faults == []


async def serious_faults(page: Page) -> list[str]:
    """What axe-core finds serious, each with where it is."""
    found = await Axe().run(page)
    return [
        f"{it['id']}: {it['nodes'][0]['target']}"
        for it in found.response["violations"]
        if it["impact"] in SERIOUS
    ]
