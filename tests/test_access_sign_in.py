"""Signing in over HTTP: the first link, passwords, waits, sessions, rights, and what is refused."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection
from starlette.applications import Starlette
from starlette.requests import Request

from engine.store import Store
from qa.access import accounts, attempts, audit, sessions
from qa.access.audit import Search
from qa.access.door import Door, House
from qa.access.passwords import NOBODYS, Passwords, fault, is_dated
from qa.access.rights import Role
from qa.access.sessions import Limits
from qa.console.sharing import links
from tests.clinic_books import DATABASES, fresh_url
from tests.console_visitor import CONSOLE, PASSWORD, Somebody, csrf_in, door_alone, link_in
from tests.wire import served

NOW = datetime(2026, 3, 2, 14, 15, tzinfo=UTC)


ON_BOTH = pytest.mark.parametrize("url", DATABASES, indirect=True)


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """On SQLite, or on the database that the test names."""
    return fresh_url(getattr(request, "param", "sqlite"), tmp_path)


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = Store.open(url)
    yield opened
    await opened.close()


@pytest.fixture
async def site(store: Store) -> Starlette:
    return await door_alone(store)


@pytest.fixture
async def admin(site: Starlette, store: Store) -> AsyncIterator[Somebody]:
    somebody = await Somebody.first(site, store)
    yield somebody
    await somebody.close()


async def noted(store: Store) -> list[tuple[str, str, str]]:
    """Who, what and on what, oldest first."""
    rows = await store.transact(lambda c: audit.found(c, Search(most=500)))
    return [(row.who, row.action, row.target) for row in reversed(rows)]


async def add(store: Store, login: str, role: Role) -> None:
    hashed = await Passwords().hash(PASSWORD)
    await store.transact(lambda c: accounts.create(c, login=login, role=role, now=NOW, password=hashed))


# ---------------------------------------------------------------- the first administrator


@ON_BOTH
async def test_the_first_link_makes_an_administrator_once(site: Starlette, store: Store) -> None:
    """There is no default password: a link, a name and a password, and the link is used up."""
    token = await store.transact(lambda c: accounts.invite(c, None, datetime.now(UTC), accounts.FIRST))
    link = f"/qa/invitation?token={token}"
    ada, eve = Somebody(site), Somebody(site)
    page = await ada.get(link)
    assert page.status_code == 200 and "first administrator" in page.text
    short = await ada.accept(link, password="short", login="ada")
    assert short.status_code == 422 and "12 characters" in short.text
    assert (await ada.accept(link, login="ada")).status_code == 303
    assert (await ada.get("/qa/accounts")).status_code == 200
    assert (await eve.accept(link, login="eve")).status_code == 404
    assert (await eve.get("/qa/accounts")).headers["location"].startswith("/qa/sign-in?next=")
    assert await noted(store) == [("ada", "account made", "ada"), ("ada", "sign-in", "")]
    stored = (await store.transact(accounts.everyone))[0].password or ""
    assert stored.startswith("$argon2id$") and PASSWORD not in stored and not is_dated(stored)
    await ada.close()
    await eve.close()


async def test_a_link_that_is_too_old_does_nothing(site: Starlette, store: Store) -> None:
    """An hour for the first administrator, three days for an invitation."""
    past = datetime.now(UTC) - accounts.FIRST
    token = await store.transact(lambda c: accounts.invite(c, None, past, accounts.FIRST))
    eve = Somebody(site)
    assert (await eve.get(f"/qa/invitation?token={token}")).status_code == 404
    assert (await eve.accept(f"/qa/invitation?token={token}", login="eve")).status_code == 404
    assert await store.transact(accounts.everyone) == []
    await eve.close()


# ---------------------------------------------------------------- names and passwords


async def test_unknown_accounts_and_wrong_passwords_are_answered_alike(
    site: Starlette, admin: Somebody
) -> None:
    """Whether an account exists can't be read from the answer; disabled ones look alike, too."""
    answers = []
    stranger = Somebody(site)
    await admin.post("/qa/accounts", do="create", login="dan", role="viewer")
    await admin.post("/qa/accounts", do="disable", account="2")
    for login in ("ada", "nobody", "dan"):
        answer = await stranger.sign_in(login, "not the password at all")
        answers.append((answer.status_code, answer.text.replace(login, "")))
    assert len(set(answers)) == 1 and answers[0][0] == 401
    assert "wrong" in answers[0][1]
    await stranger.close()


async def test_an_unknown_account_costs_a_hash_as_well() -> None:
    """The same argon2id parameters are computed where there is nothing to compare with."""
    passwords = Passwords()
    real = await passwords.hash(PASSWORD)
    assert real.split("$")[:4] == NOBODYS.split("$")[:4]
    assert await passwords.fits(real, PASSWORD)
    assert not await passwords.fits(real, PASSWORD + "!")
    assert not await passwords.fits(None, PASSWORD)


@pytest.mark.parametrize(
    "password", ["eleven char", "aaaaaaaaaaaaaaaa", "Password1234!", "ada.lovelace1", "x" * 257]
)
def test_a_password_that_is_soon_guessed_is_refused(password: str) -> None:
    """Length counts, and what everybody tries first does not pass."""
    assert fault(password, login="ada.lovelace")
    assert not fault("correct horse battery", login="ada.lovelace")


@ON_BOTH
async def test_guessing_is_slowed_down_for_an_account_and_ends(store: Store) -> None:
    """Five failures are free; then every further one doubles the wait, up to a quarter of an hour."""

    async def admit(login: str, at: datetime, address: str = "10.0.0.1") -> timedelta:
        return await store.transact(lambda c: attempts.admit(c, login, address, at))

    at, waits = NOW, []
    for _ in range(5):
        assert not await admit("ada", at)
    for _ in range(7):
        waits.append(wait := await admit("ada", at))
        at += wait
        assert not await admit("ada", at)
    assert waits[0] == timedelta(seconds=30) and max(waits) == timedelta(minutes=15) == waits[-1]
    assert waits == sorted(waits)
    assert not await admit("bob", at, "10.0.0.2")
    assert not await admit("ada", at + timedelta(days=2))


async def test_guessing_is_slowed_down_for_an_address(store: Store) -> None:
    """Who tries a password on many accounts waits before the second one; who has not failed does not."""
    for n in range(30):
        assert not await store.transact(
            partial(attempts.admit, login=f"login{n}", address="10.0.0.1", now=NOW)
        )
    assert not await store.transact(lambda c: attempts.admit(c, "another", "10.0.0.1", NOW))
    assert await store.transact(lambda c: attempts.admit(c, "another", "10.0.0.1", NOW))
    assert await store.transact(lambda c: attempts.admit(c, "login3", "10.0.0.1", NOW))
    assert not await store.transact(lambda c: attempts.admit(c, "another", "10.0.0.2", NOW))
    stored = await store.transact(lambda c: [str(row) for row in c.execute(text("SELECT * FROM QaAttempts"))])
    assert not any("login" in row or "10.0.0" in row for row in stored)


async def test_while_an_account_waits_its_password_is_not_tried(site: Starlette, admin: Somebody) -> None:
    """The right password is refused like any other until the wait is over, here and in every process."""
    guesser = Somebody(site)
    statuses = [(await guesser.sign_in("ada", f"guess number {n}")).status_code for n in range(6)]
    assert statuses == [401] * 5 + [429]
    assert "Try again in a minute" in (await guesser.sign_in("ada")).text
    assert (await admin.get("/qa/accounts")).status_code == 200
    await guesser.close()


# ---------------------------------------------------------------- sessions


async def test_a_session_is_a_cookie_that_scripts_and_other_sites_do_not_get(url: str, store: Store) -> None:
    """HttpOnly and SameSite always; behind https also Secure, for this host alone."""
    await add(store, "ada", Role.VIEWER)
    for public, flags in (("http://clinic.test", "qa_session="), ("https://clinic.test", "__Host-qa=")):
        ada = Somebody(await door_alone(store, base_url=public))
        cookie = (await ada.sign_in("ada")).headers["set-cookie"]
        assert cookie.startswith(flags) and "HttpOnly" in cookie and "SameSite=lax" in cookie
        assert ("Secure" in cookie) is public.startswith("https")
        assert "Path=/" in cookie and "Domain" not in cookie
        await ada.close()


async def test_signing_in_begins_a_new_session_and_signing_out_ends_it(site: Starlette, store: Store) -> None:
    """No token survives a sign-in or a sign-out, and what is stored is no token."""
    await add(store, "ada", Role.VIEWER)
    ada = Somebody(site)
    await ada.sign_in("ada")
    first = ada.http.cookies["qa_session"]
    await ada.sign_in("ada")
    second = ada.http.cookies["qa_session"]
    assert first != second
    thief = Somebody(site)
    thief.http.cookies.set("qa_session", first)
    assert (await thief.get("/qa/account")).status_code == 303
    rows = await store.transact(lambda c: [str(row) for row in c.execute(text("SELECT * FROM QaSessions"))])
    assert len(rows) == 1 and second not in rows[0]
    assert (await ada.http.post("/qa/sign-out", data={"csrf": "made up"})).status_code == 403
    assert (await ada.post("/qa/sign-out")).headers["location"] == "/qa/sign-in"
    ada.http.cookies.set("qa_session", second)
    assert (await ada.get("/qa/account")).status_code == 303
    await ada.close()
    await thief.close()


async def test_a_session_ends_when_it_is_idle_and_when_it_is_old(store: Store) -> None:
    """Use puts the idle end off, nothing the absolute one; what a page asks for by itself is no use."""
    await add(store, "ada", Role.VIEWER)
    limits = Limits(idle=timedelta(minutes=15), absolute=timedelta(hours=1))
    clock = [NOW]
    door = Door(store, House(base_url="http://clinic.test", is_open=False, limits=limits), lambda: clock[0])
    ada = await store.transact(lambda c: accounts.by_login(c, "ada"))
    assert ada is not None
    token = await store.transact(lambda c: sessions.begin(c, ada, NOW, limits))

    async def visits(minutes: int, **headers: str) -> bool:
        clock[0] = NOW + timedelta(minutes=minutes)
        return await door.visitor(request(token, **headers)) is not None

    assert [await visits(14), await visits(28), await visits(42)] == [True] * 3
    assert [await visits(50, **{"x-background": "1"}), await visits(55, accept="text/event-stream")] == [
        True
    ] * 2
    assert not await visits(57)
    token = await store.transact(lambda c: sessions.begin(c, ada, NOW, limits))
    assert [await visits(m) for m in (10, 20, 30, 40, 50, 59, 60)] == [True] * 6 + [False]


def request(token: str, method: str = "GET", **headers: str) -> Request:
    sent = {"cookie": f"qa_session={token}", "host": "clinic.test"} | headers
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    scope = {"type": "http", "method": method, "path": "/qa/", "headers": raw, "query_string": b""}
    return Request(scope)


async def test_signing_out_everywhere_and_a_new_password_end_every_other_session(
    site: Starlette, admin: Somebody
) -> None:
    """The browser that changes the password goes on with a new session."""
    other = Somebody(site)
    await other.sign_in("ada")
    new = {"password": PASSWORD, "new": "another three words", "again": "another three words"}
    assert "changed" in (await admin.post("/qa/account", **new)).text
    assert (await other.get("/qa/account")).status_code == 303
    assert (await other.sign_in("ada")).status_code == 401
    assert (await other.sign_in("ada", "another three words")).status_code == 303
    admin.csrf = csrf_in(await admin.get("/qa/account"))
    assert (await admin.post("/qa/account", do="everywhere")).status_code == 303
    assert (await other.get("/qa/account")).status_code == 303
    await other.close()


# ---------------------------------------------------------------- accounts and rights


@ON_BOTH
async def test_rights_follow_the_role_at_once(site: Starlette, admin: Somebody, store: Store) -> None:
    """An invited person has the role's rights; a change of role ends their sessions."""
    vera = await admin.invited(await admin.post("/qa/accounts", do="create", login="Vera", role="viewer"))
    assert (await vera.get("/qa/account")).status_code == 200
    for path in ("/qa/accounts", "/qa/audit", "/qa/audit.csv", "/qa/retention"):
        assert (await vera.get(path)).status_code == 403, path
    await admin.post("/qa/accounts", do="role", account="2", role="admin")
    assert (await vera.get("/qa/account")).status_code == 303
    await vera.sign_in("vera")
    assert (await vera.get("/qa/audit")).status_code == 200
    assert ("ada", "role changed", "vera") in await noted(store)
    await vera.close()


async def shared(store: Store, account: str) -> tuple[str, datetime]:
    """The token of a link to a call, and when it was made."""
    now, day = datetime.now(UTC), timedelta(days=1)
    why = "somebody asks about it"

    def work(c: Connection) -> str:
        return links.make(
            c, "CA1", 1, audience=links.Audience.OUTSIDE, lasts=day, why=why, account=account, now=now
        )

    return await store.transact(work), now


@ON_BOTH
async def test_the_last_administrator_stays(admin: Somebody) -> None:
    """Nobody can lock everybody out, by a role or by disabling."""
    for change in ({"do": "disable"}, {"do": "role", "role": "viewer"}):
        answer = await admin.post("/qa/accounts", account="1", **change)
        assert "last administrator" in answer.text
    assert (await admin.get("/qa/accounts")).status_code == 200


async def test_what_is_disabled_is_out_at_once(site: Starlette, admin: Somebody, store: Store) -> None:
    """Sessions, invitations and links to calls of a disabled account end with it, and nobody else's."""
    shown = await admin.post("/qa/accounts", do="create", login="bob", role="reviewer")
    bob = await admin.invited(shown)
    again = link_in(await admin.post("/qa/accounts", do="invite", account="2"))
    (bobs, now), (adas, _) = [await shared(store, name) for name in ("bob", "ada")]
    words = (await admin.post("/qa/accounts", do="disable", account="2")).text
    assert await store.read(lambda c: links.find(c, bobs, now)) is None and "open nothing any more" in words
    assert await store.read(lambda c: links.find(c, adas, now)) is not None
    assert (await bob.get("/qa/account")).status_code == 303
    assert (await bob.accept(again)).status_code == 404
    assert (await bob.sign_in("bob")).status_code == 401
    await admin.post("/qa/accounts", do="enable", account="2")
    assert (await bob.sign_in("bob")).status_code == 303
    await bob.close()


async def test_an_account_is_made_once(admin: Somebody) -> None:
    """Names differ, however they are written, and what can't be understood changes nothing."""
    await admin.post("/qa/accounts", do="create", login="bob", role="reviewer")
    assert "already" in (await admin.post("/qa/accounts", do="create", login=" BOB ", role="viewer")).text
    for form in (
        {"do": "role", "account": "9" * 40},
        {"do": "create", "login": "x", "role": "king"},
        {"do": "x"},
    ):
        assert (await admin.post("/qa/accounts", **form)).status_code == 200


# ---------------------------------------------------------------- forged requests


async def test_a_change_needs_the_token_of_its_own_session(
    site: Starlette, admin: Somebody, store: Store
) -> None:
    """A form without the session's token, or with another's, changes nothing."""
    bob = await admin.invited(await admin.post("/qa/accounts", do="create", login="bob", role="admin"))
    for csrf in ("", bob.csrf, "made up"):
        answer = await admin.http.post("/qa/accounts", data={"csrf": csrf, "do": "disable", "account": "2"})
        assert answer.status_code == 403
    header = {"x-csrf": admin.csrf}
    assert (await admin.http.post("/qa/retention", data={"do": "run"}, headers=header)).status_code == 200
    assert not any(a.disabled for a in await store.transact(accounts.everyone))
    await bob.close()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"login=" + b"x" * 9000, "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
    ],
)
async def test_what_is_no_small_form_is_not_read(site: Starlette, content: bytes, kind: str) -> None:
    """Whoever has not signed in makes the server hold no more than a form, and none without a length."""
    stranger = Somebody(site)
    headers = {"content-type": kind}
    assert (await stranger.http.post("/qa/sign-in", content=content, headers=headers)).status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        yield content

    assert (await stranger.http.post("/qa/sign-in", content=endless(), headers=headers)).status_code == 413
    assert (await stranger.sign_in("a\0b" * 9, "c\0d")).status_code == 401
    await stranger.close()


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.test"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
async def test_a_change_that_another_site_asks_for_is_refused(
    site: Starlette, admin: Somebody, headers: dict[str, str]
) -> None:
    """Even with the right token, and before anybody has signed in."""
    form = {"csrf": admin.csrf, "do": "create", "login": "eve", "role": "admin"}
    answer = await admin.http.post("/qa/accounts", data=form, headers=headers)
    assert answer.status_code == 401
    stranger = Somebody(site)
    signed = await stranger.http.post(
        "/qa/sign-in", data={"login": "ada", "password": PASSWORD}, headers=headers
    )
    assert signed.status_code == 403 and "set-cookie" not in signed.headers
    await stranger.close()


async def test_signing_in_leads_to_a_page_of_this_server_only(site: Starlette, admin: Somebody) -> None:
    """Where to go on is an address that anybody may have written."""
    somebody = Somebody(site)
    for target in (
        "https://evil.test/",
        "//evil.test",
        "/\\evil.test",
        "javascript:alert(1)",
        "/qa/sign-out",
    ):
        assert (await somebody.sign_in("ada", next=target)).headers["location"] == "/qa/"
    assert (await somebody.sign_in("ada", next="/qa/audit?who=ada")).headers[
        "location"
    ] == "/qa/audit?who=ada"
    await somebody.close()


# ---------------------------------------------------------------- who gets in at all


async def test_with_a_token_set_only_the_signed_in_see_the_phone_page_and_the_log(
    url: str, store: Store
) -> None:
    """Neither page, nor call, nor transition log answers a stranger; a call in the clear needs the right."""
    async with served(None, None, **CONSOLE, DATABASE_URL=url, DEMO_CLINIC="1") as wire:
        admin, stranger = await Somebody.first(wire, store), Somebody(wire)
        assert (await stranger.get("/")).status_code == 403
        assert (await stranger.get("/phone/start")).status_code == 403
        for path in ("/qa/calls/CA1.jsonl", "/qa/accounts", "/qa/audit.jsonl", "/qa/no-such-page.json"):
            answer = await stranger.http.get(path, headers={"accept": "application/json"})
            assert answer.status_code in (401, 404), path
        assert (await admin.get("/")).status_code == 200
        assert (await admin.get("/phone/calls/CA1")).status_code == 403
        await admin.close()
        await stranger.close()


async def test_without_a_token_this_machine_may_do_everything(url: str) -> None:
    """There is nobody to tell from anybody, so nothing is asked; other sites' forms are still refused."""
    async with served(None, None, DATABASE_URL=url, DEMO_CLINIC="1") as wire:
        here = Somebody(wire)
        here.csrf = csrf_in(page := await here.get("/qa/retention"))
        assert page.status_code == 200 and "this machine" in (await here.get("/qa/account")).text
        assert (await here.post("/qa/accounts", do="create", login="x", role="viewer")).status_code == 200
        assert (await here.http.post("/qa/accounts", data={"do": "x"})).status_code == 403
        cross = {"origin": "http://evil.test"}
        form = {"csrf": here.csrf, "do": "x"}
        assert (await here.http.post("/qa/accounts", data=form, headers=cross)).status_code == 401
        assert (await here.http.get("/qa/", headers={"x-forwarded-for": "10.0.0.1"})).status_code == 403
        await here.close()


async def test_pages_carry_the_strict_policy(site: Starlette, admin: Somebody) -> None:
    """No page before or behind the door runs a script of its own or is kept by a cache."""
    stranger = Somebody(site)
    pages = [await stranger.get("/qa/sign-in"), await stranger.get("/qa/invitation?token=x")]
    pages += [await admin.get(f"/qa/{name}") for name in ("account", "accounts", "audit", "retention")]
    for page in pages:
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert "style=" not in page.text and "<script>" not in page.text
    await stranger.close()


async def test_a_crowd_signs_in_at_once(site: Starlette, store: Store) -> None:
    """Hashes are computed beside the loop, a few at a time; everybody gets in."""
    for n in range(3):
        await add(store, f"person{n}", Role.VIEWER)
    people = [Somebody(site) for _ in range(3)]
    answers = await asyncio.gather(*(p.sign_in(f"person{n}") for n, p in enumerate(people)))
    assert [a.status_code for a in answers] == [303] * 3
    for person in people:
        await person.close()
