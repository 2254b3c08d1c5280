"""A browser's side of the console for tests: signs in over HTTP, keeps its cookie, and posts its forms.

async with served(**CONSOLE, DATABASE_URL=url) as wire:
    admin = await Somebody.first(wire, store)          # the one-time link, then a password
    answer = await admin.post("/qa/accounts", do="create", login="vera", role="viewer")
    viewer = await admin.invited(answer)               # the link that the page shows
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
from starlette.applications import Starlette

from engine.store import Store
from qa.access import accounts
from qa.access.administration import Administration
from qa.access.door import Door, House
from qa.access.oidc import Provider
from qa.access.sign_in import Entrance
from qa.console import routes
from qa.console.console import Console
from qa.console.live import Live
from tests.office import rulebook
from tests.wire import NO_TLS, Wire
from tools.sql import read_clinic

CONSOLE = {"TWILIO_AUTH_TOKEN": "a-token-of-this-test"}
"""Settings under which strangers reach the server, so that people have to sign in."""
HERE = "http://clinic.test"
PASSWORD = "three words and a fish"
"""Of accounts that live as long as their test."""
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
_LINK = re.compile(r'value="[^"]*(/qa/invitation\?token=[\w-]+)"')


class Somebody:
    """One browser."""

    def __init__(self, site: "Wire | Starlette") -> None:
        self.site = site
        wanted = {"accept": "text/html"}
        if isinstance(site, Starlette):
            transport = httpx.ASGITransport(site)
            self.http = httpx.AsyncClient(transport=transport, base_url=HERE, headers=wanted)
        else:
            base = f"http://{site.address}"
            self.http = httpx.AsyncClient(base_url=base, trust_env=False, headers=wanted, verify=NO_TLS)
        self.csrf = ""

    @classmethod
    async def first(cls, site: "Wire | Starlette", store: Store, login: str = "ada") -> "Somebody":
        """The first administrator."""
        now = datetime.now(UTC)
        token = await store.transact(lambda c: accounts.invite(c, None, now, accounts.FIRST))
        somebody = cls(site)
        await somebody.accept(f"/qa/invitation?token={token}", login=login)
        return somebody

    async def invited(self, answer: httpx.Response) -> "Somebody":
        """Whoever takes the link that a page shows."""
        somebody = Somebody(self.site)
        await somebody.accept(link_in(answer))
        return somebody

    async def accept(self, link: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
        """Open a one-time link and choose a password."""
        token = link.partition("token=")[2]
        form = {"token": token, "password": password, "again": password, **fields}
        answer = await self.http.post("/qa/invitation", data=form)
        await self._learn(answer)
        return answer

    async def sign_in(self, login: str, password: str = PASSWORD, **form: str) -> httpx.Response:
        answer = await self.http.post("/qa/sign-in", data={"login": login, "password": password, **form})
        await self._learn(answer)
        return answer

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def post(self, path: str, **form: str) -> httpx.Response:
        """Post a form of this session."""
        return await self.http.post(path, data={"csrf": self.csrf, **form})

    async def close(self) -> None:
        await self.http.aclose()

    async def _learn(self, answer: httpx.Response) -> None:
        if answer.status_code == httpx.codes.SEE_OTHER:
            self.csrf = csrf_in(await self.get("/qa/account"))


async def door_alone(
    store: Store,
    provider: Provider | None = None,
    base_url: str = HERE,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Starlette:
    """An app of nothing but the console's door and its administration."""
    clinic = await store.transact(read_clinic)
    book = rulebook(clinic)
    door = Door(store, House(base_url=base_url, is_open=False), now)
    console = Console(store, book, door, Live(store), lambda: datetime.now(UTC))
    entrance = Entrance(door, routes.frame(console, None), provider)
    return Starlette(routes=[*entrance.routes(), *routes.routes(console, Administration(door).pages)])


def csrf_in(answer: httpx.Response) -> str:
    """The token of the page's forms; empty where there is none."""
    found = _CSRF.search(answer.text)
    return found[1] if found else ""


def link_in(answer: httpx.Response) -> str:
    """The one-time link that a page shows."""
    found = _LINK.search(answer.text)
    assert found is not None, answer.text
    return found[1]
