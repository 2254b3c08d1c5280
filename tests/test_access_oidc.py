"""Sign-in through a clinic's own OpenID Connect provider, against one that speaks over HTTP."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from engine.settings import SettingsError, read_settings
from engine.store import Store
from qa.access import accounts, audit
from qa.access.audit import Search
from qa.access.oidc import KNOWN_FOR, Provider
from tests.console_visitor import HERE, Somebody, door_alone
from tests.oidc_provider import CLIENT, SECRET, OidcProvider, new_key, oidc_provider

ROLES = "qa-team=reviewer, it=admin, phi=reveal"


@pytest.fixture
async def provider() -> AsyncIterator[OidcProvider]:
    async with oidc_provider() as opened:
        yield opened


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    yield opened
    await opened.close()


class Clock:
    """Stands still until it is moved."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def site(store: Store, provider: OidcProvider, clock: Clock) -> Starlette:
    env = {"OIDC_ISSUER": provider.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}
    settings = read_settings(env | {"OIDC_ROLES": ROLES})
    return await door_alone(store, Provider(settings, f"{HERE}/qa/sign-in/oidc/back", clock))


@pytest.fixture
async def vera(site: Starlette) -> AsyncIterator[Somebody]:
    somebody = Somebody(site)
    yield somebody
    await somebody.close()


async def begin(somebody: Somebody, target: str = "/qa/audit") -> str:
    """Press the button; where the browser is sent."""
    answer = await somebody.get(f"/qa/sign-in/oidc?next={target}")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def sign_in(somebody: Somebody, provider: OidcProvider, **answer: str) -> httpx.Response:
    """The whole way there and back."""
    return await somebody.get(provider.sign_in(await begin(somebody), **answer))


async def test_a_provider_lets_its_people_in_with_their_role(
    vera: Somebody, provider: OidcProvider, store: Store
) -> None:
    """Code, PKCE, state and nonce fit; the account has the highest role that the claim names."""
    assert "Sign in with your organisation" in (await vera.get("/qa/sign-in")).text
    provider.claims |= {"roles": ["qa-team", "it", "unheard-of"], "preferred_username": "vera"}
    answer = await sign_in(vera, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/qa/audit")
    assert (await vera.get("/qa/audit")).status_code == 200
    (account,) = await store.transact(accounts.everyone)
    assert (account.login, account.name, account.role.value, account.password) == (
        "vera",
        "Vera Stone",
        "admin",
        None,
    )


async def test_a_role_that_the_provider_takes_away_is_gone_with_the_next_sign_in(
    vera: Somebody, provider: OidcProvider, store: Store
) -> None:
    """The same person keeps the account; with no role left they don't get in."""
    await sign_in(vera, provider)
    provider.claims |= {"roles": "phi", "name": "Vera Moss"}
    assert (await sign_in(vera, provider)).status_code == 303
    (account,) = await store.transact(accounts.everyone)
    assert account.role.value == "reveal"
    provider.claims |= {"roles": ["visitors"]}
    refused = await sign_in(vera, provider)
    assert refused.status_code == 403 and "nobody has given you a role" in refused.text
    rows = await store.transact(lambda c: audit.found(c, Search(action="sign-in refused")))
    assert len(rows) == 1


async def test_an_account_made_here_is_never_taken_over(
    site: Starlette, vera: Somebody, provider: OidcProvider, store: Store
) -> None:
    """A provider's person with the name of a local account is refused, and a disabled one stays out."""
    ada = await Somebody.first(site, store)
    provider.claims |= {"preferred_username": "ADA"}
    refused = await sign_in(vera, provider)
    assert refused.status_code == 403 and "account of that name" in refused.text
    provider.claims |= {"preferred_username": "vera"}
    assert (await sign_in(vera, provider)).status_code == 303
    await ada.post("/qa/accounts", do="disable", account="2")
    assert (await vera.get("/qa/account")).status_code == 303
    assert "disabled" in (await sign_in(vera, provider)).text
    assert (await vera.sign_in("vera", "any password at all")).status_code == 401
    await ada.close()


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-program"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"aud": [CLIENT, "another"]},
        {"iss": "https://elsewhere.test"},
        {"exp": int(time.time()) - 3600},
        {"nonce": "of another sign-in"},
        {"sub": None},
    ],
)
async def test_a_token_for_somebody_else_is_refused(
    vera: Somebody, provider: OidcProvider, store: Store, claims: dict[str, object]
) -> None:
    """Another audience, issuer, time or sign-in: nobody gets in, and it is said in words."""
    provider.override = claims
    refused = await sign_in(vera, provider)
    assert refused.status_code == 403 and "sign-in service" in refused.text
    assert await store.transact(accounts.everyone) == []


async def test_a_token_that_the_provider_did_not_sign_is_refused(
    vera: Somebody, provider: OidcProvider
) -> None:
    """Another key, or a shared secret in a key's place."""
    provider.signs_with = new_key("another")
    assert (await sign_in(vera, provider)).status_code == 403
    provider.signs_with, provider.algorithm = provider.key, "HS256"
    assert (await sign_in(vera, provider)).status_code == 403


async def test_a_sign_in_that_was_not_begun_here_is_refused(
    site: Starlette, vera: Somebody, provider: OidcProvider
) -> None:
    """Neither another browser's answer, nor a made-up state, nor the same code twice."""
    back = provider.sign_in(await begin(vera))
    eve = Somebody(site)
    assert "not begun in this browser" in (await eve.get(back)).text
    assert (await vera.get(back.replace("state=", "state=x"))).status_code == 403
    back = provider.sign_in(await begin(vera))
    assert (await vera.get(back)).status_code == 303
    assert (await vera.get(back)).status_code == 403
    assert (await sign_in(eve, provider, error="access_denied")).status_code == 403
    assert (await sign_in(eve, provider, iss="https://elsewhere.test")).status_code == 403
    await eve.close()


async def test_a_provider_that_is_away_is_named_in_words(vera: Somebody, provider: OidcProvider) -> None:
    """An error, another issuer, no address: the sign-in page says so, and a password still works."""
    for change in (
        {"status": 500},
        {"discovery": {"issuer": "https://x.test"}},
        {"discovery": {"token_endpoint": 3}},
    ):
        provider.status, provider.discovery = 200, {}
        for name, value in change.items():
            setattr(provider, name, value)
        answer = await vera.get("/qa/sign-in/oidc")
        if answer.status_code == 303:
            answer = await vera.get(provider.sign_in(answer.headers["location"]))
        assert answer.status_code in (403, 502) and "sign-in service" in answer.text


async def test_a_provider_is_asked_for_its_addresses_once_an_hour(
    vera: Somebody, provider: OidcProvider, clock: Clock
) -> None:
    """Not for every sign-in; and anew when it does not answer where it used to."""
    for _ in range(2):
        assert (await sign_in(vera, provider)).status_code == 303
    assert provider.discovered == 1
    clock.seconds += KNOWN_FOR
    assert (await sign_in(vera, provider)).status_code == 303
    assert provider.discovered == 2
    there = provider.sign_in(await begin(vera))
    provider.codes.clear()
    assert (await vera.get(there)).status_code in (403, 502)
    assert (await sign_in(vera, provider)).status_code == 303
    assert provider.discovered == 3


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"OIDC_ISSUER": "http://idp.example.net"}, "https://"),
        ({"OIDC_ISSUER": "https://idp.example.net"}, "OIDC_CLIENT_ID"),
        ({"OIDC_ROLES": "qa-team=king"}, "OIDC_ROLES"),
        ({"QA_IDLE_MINUTES": "0"}, "QA_IDLE_MINUTES"),
    ],
)
def test_settings_that_cannot_work_are_named(settings: dict[str, str], words: str) -> None:
    """At the start, with all other problems."""
    with pytest.raises(SettingsError, match=words):
        read_settings(settings)
