"""What holds for every test, and what several files begin with: a browser, a clinic and calls in its log."""

import asyncio
import gc
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page

    from tests.console_house import ConsoleHouse
    from tests.office import Office


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


@pytest.fixture
def database() -> str:
    """Which database a test runs on, if it does not say."""
    return "sqlite"


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic's file with the `CALLS` of the test's file in its log, made once."""
    from tests.console_house import make_calls
    from tests.office import Office

    folder = tmp_path_factory.mktemp("made")

    async def make() -> None:
        office = await Office.open(folder)
        await make_calls(office, *request.module.CALLS)
        await office.close()

    asyncio.run(make())
    return folder / "clinic.db"


@pytest.fixture
async def office(
    request: pytest.FixtureRequest, database: str, made: Path, tmp_path: Path
) -> "AsyncIterator[Office]":
    """A clinic with the `CALLS` of the test's file in its log."""
    from tests.clinic_books import fresh_url
    from tests.console_house import make_calls
    from tests.office import Office

    if database == "sqlite":
        shutil.copy(made, tmp_path / "clinic.db")
        opened = await Office.open(tmp_path)
    else:
        opened = await Office.open(tmp_path, database=fresh_url(database, tmp_path))
        await make_calls(opened, *request.module.CALLS)
    yield opened
    await opened.close()
