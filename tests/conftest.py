"""What holds for every test of a session, and the browser that tests of pages share."""

import gc
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest_asyncio

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page

    from tests.console_house import ConsoleHouse


def pytest_collection_finish() -> None:
    """Leave all that was imported out of the collector's rounds: it lives until the end anyway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> "AsyncIterator[Browser]":
    """The running browser; to start one takes longer than most tests in it."""
    from tests.browser import launched

    async with launched() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(chromium: "Browser") -> "AsyncIterator[BrowserContext]":
    """A profile without a cookie for each file."""
    from tests.browser import profile

    async with profile(chromium) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def page(house: "ConsoleHouse", browser: "BrowserContext", address: str) -> "AsyncIterator[Page]":
    """A page for the console `house` that a file serves at its `address`; it must end without a fault."""
    from tests.browser import watched

    house.door.reset()
    async with watched(browser, address) as opened:
        yield opened
