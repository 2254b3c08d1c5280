"""The list of calls over HTTP: filters, paging by key, saved views, and who may see it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain

import httpx
import pytest
import pytest_asyncio
from sqlalchemy.engine import Connection

from engine.clinic import Clinic
from qa.access.redaction import History
from qa.access.rights import Right, Visitor
from qa.console import filters, indexer, search
from qa.console.entries import Entry, counted
from qa.console.facts import Facts
from tests.console_house import CSRF, ConsoleHouse, Door, form, make_calls
from tests.office import NOW, Office

UNHEARD: History = {"turns": [], "transitions": [], "tools": []}
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ConsoleHouse]:
    """A console over some calls of the engine, and 120 more that stand in the index alone."""
    office = await Office.open(tmp_path_factory.mktemp("calls"))
    await make_calls(office, "booking", "repaired", "urgent", "silent")
    opened = await ConsoleHouse.of(office, NOW + timedelta(hours=2))
    await opened.index()
    await opened.store.transact(partial(many, clinic=opened.console.book.clinic))
    yield opened
    await office.close()


@pytest_asyncio.fixture(loop_scope="module")
async def http(house: ConsoleHouse) -> AsyncIterator[httpx.AsyncClient]:
    house.door.visitor_now = Door().visitor_now
    house.door.notes.clear()
    async with house.client() as browser:
        yield browser


def many(connection: Connection, clinic: Clinic) -> None:
    """Older calls of nobody, a minute apart, every third of which was cancelled."""
    ids: dict[tuple[str, str], int] = {}
    for number in range(120):
        at = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(minutes=number)
        sid, stamp = f"CAmany{number:03}", at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        outcome = "cancel" if number % 3 == 0 else "nothing"
        row = Facts(call_sid=sid, version=1, started_at=stamp, ended_at=stamp, state="ended", lang="es",
                    caller="withheld", turns=2, path="ix", length_ms=1.0, outcome=outcome)  # fmt: skip
        values = {"sid": sid, "at": stamp, "state": "ended", "snapshot": "{}"}
        connection.exec_driver_sql(
            "INSERT INTO Calls (call_sid, version, state, snapshot, started_at, updated_at, ended_at)"
            " VALUES (:sid, 1, :state, :snapshot, :at, :at, :at)",
            values,
        )
        posted = frozenset({("all", ""), ("outcome", outcome), ("lang", "es")})
        ids |= indexer.write(connection, [Entry(row, posted, counted(row, UNHEARD, posted, clinic))], ids)


async def test_pages_follow_each_other_without_a_gap(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """From the newest page to the oldest and back, every call is shown once each way."""
    there, address = [], "/qa/?lang=es"
    while address:
        page = (await http.get(address)).text
        there.append(calls(page))
        newest, address = address, link(page, "next")
    back, address = [calls((await http.get(newest)).text)], link((await http.get(newest)).text, "prev")
    while address:
        page = (await http.get(address)).text
        back.insert(0, calls(page))
        address = link(page, "prev")
    assert [len(each) for each in there] == [50, 50, 20]
    assert sorted(chain(*there)) == [f"CAmany{number:03}" for number in range(120)]
    assert list(chain(*there)) == list(chain(*back))


async def test_a_filter_and_its_count(http: httpx.AsyncClient) -> None:
    """Filters narrow together; the count is that of the list; each can be taken away."""
    page = (await http.get("/qa/?lang=es&outcome=cancel")).text
    assert len(calls(page)) == 40 and '<p class="count" role="status">40' in page
    assert 'href="/qa/?lang=es"' in page and 'href="/qa/?outcome=cancel"' in page
    assert "No call fits" in (await http.get("/qa/?lang=es&urgent=cardiac")).text


async def test_days_are_those_of_the_visitor(http: httpx.AsyncClient) -> None:
    """Midnight is where the visitor's clock has it: at the clinic five hours after UTC."""
    assert len(calls((await http.get("/qa/?until=2026-01-31")).text)) == 50
    http.cookies.set("qa_zone", "UTC")
    assert calls((await http.get("/qa/?until=2026-01-31")).text) == []


async def test_words_that_no_call_has_never_reach_an_address(http: httpx.AsyncClient) -> None:
    """A search is posted; a name is in no call's words, so it is not in the address that answers."""
    answer = await http.post("/qa/find", data=form(words="Chests Tyrome breathe", lang="en"))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/qa/?lang=en&words=chest+breathe&missing=1"
    assert "No call has these words" in (await http.get(answer.headers["location"])).text
    found = await http.post("/qa/find", data=form(words="chest breathe"))
    assert len(calls((await http.get(found.headers["location"])).text)) == 1


async def test_an_id_opens_its_call(http: httpx.AsyncClient) -> None:
    """Who pastes a call's id is taken to the call."""
    answer = await http.post("/qa/find", data=form(words=" CAmany007 "))
    assert answer.headers["location"] == "/qa/calls/CAmany007"


async def test_a_view_is_kept_for_its_account(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """Filters under a name are there for the one who kept them, and gone when deleted."""
    await http.post("/qa/views", data=form(name="Spanish, cancelled", lang="es", outcome="cancel"))
    page = (await http.get("/qa/")).text
    assert "Spanish, cancelled" in page and "/qa/?outcome=cancel&amp;lang=es" in page
    house.door.visitor_now = Visitor(name="otto", rights=frozenset({Right.READ}), csrf=CSRF)
    assert "Spanish, cancelled" not in (await http.get("/qa/")).text
    await http.post("/qa/views/delete", data=form(id="1"))
    house.door.visitor_now = Door().visitor_now
    assert "Spanish, cancelled" in (await http.get("/qa/")).text
    await http.post("/qa/views/delete", data=form(id="1"))
    assert "Spanish, cancelled" not in (await http.get("/qa/")).text
    assert (await http.post("/qa/views", data=form(name="all"))).status_code == 422


async def test_views_and_searches_are_noted(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """The audit log has who looked for what kind of thing, and no value of it."""
    await http.get("/qa/")
    await http.get("/qa/?words=chest&lang=en")
    await http.get("/qa/?lang=en", headers={"x-background": "1"})
    assert house.door.notes == [("view", "calls", ""), ("search", "calls", "lang, word")]


async def test_strangers_are_sent_to_sign_in(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """A page leads to the sign-in and back; a program is told in JSON."""
    house.door.visitor_now = None
    answer = await http.get("/qa/?lang=es")
    assert (answer.status_code, answer.headers["location"]) == (303, "/qa/sign-in?next=/qa/%3Flang%3Des")
    asked = await http.get("/qa/calls/CAmany007.json", headers={"accept": "application/json"})
    assert asked.status_code == 401 and asked.json() == {"error": "Sign in first."}


async def test_a_form_of_another_session_changes_nothing(http: httpx.AsyncClient) -> None:
    """Without the session's own token a post is refused, and says what to do."""
    answer = await http.post("/qa/views", data={"csrf": "another", "name": "x", "lang": "es"})
    assert answer.status_code == 403 and "Open the page again" in answer.text


async def test_a_page_loads_nothing_from_elsewhere(http: httpx.AsyncClient) -> None:
    """The policy allows this host's files alone, and no answer is kept by anybody."""
    answer = await http.get("/qa/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "style=" not in answer.text and "<script>" not in answer.text and "onclick" not in answer.text
    assert (
        answer.headers["cache-control"] == "no-store" and answer.headers["referrer-policy"] == "same-origin"
    )
    assert "immutable" in (await http.get("/qa/static/console.css?v=1")).headers["cache-control"]


async def test_a_zone_and_a_theme_are_kept(http: httpx.AsyncClient) -> None:
    """Both are cookies that scripts can't read; each leads back to the console's own page alone."""
    chosen = await http.post("/qa/preferences", data=form(zone="UTC", back="/qa/?lang=es"))
    assert chosen.headers["location"] == "/qa/?lang=es" and "HttpOnly" in chosen.headers["set-cookie"]
    assert "Feb 1, 01:59" in (await http.get("/qa/?lang=es")).text
    await http.post("/qa/preferences", data=form(theme="dark"))
    assert 'data-theme="dark"' in (await http.get("/qa/")).text
    for elsewhere in ("https://example.test/", "//example.test", "/\\example.test"):
        answer = await http.post("/qa/preferences", data=form(zone="UTC", back=elsewhere))
        assert answer.headers["location"] == "/qa/"


async def test_addresses_that_make_no_sense_show_a_page(http: httpx.AsyncClient) -> None:
    """Whatever stands in an address is filtered by, left out, or said to be nowhere; nothing raises."""
    for address in (
        "/qa/?before=9999999999999999999&after=x",
        "/qa/?since=2026-13-40&lang=%00",
        "/qa/?state=moon",
    ):
        assert (await http.get(address)).status_code == 200
    assert (await http.get("/qa/nowhere")).status_code == 404
    assert (await http.get("/qa/calls/CAnobody")).status_code == 404


async def test_a_sparse_search_stops_and_can_go_on(
    house: ConsoleHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would be looked for too long is looked for in steps, and all of them together find everything."""
    monkeypatch.setattr(search, "REACH", 30)

    def everything(connection: Connection) -> tuple[list[str], int]:
        planned = search.plan(connection, filters.read({"lang": "es", "outcome": "cancel"}), (0, None))
        assert planned is not None and planned.calls == 40
        found, steps, before = list[str](), 0, None
        while steps == 0 or before is not None:
            page = search.older(connection, planned, before)
            found, steps, before = found + [row.call_sid for row in page.rows], steps + 1, page.older
        return found, steps

    found, steps = await house.store.read(everything)
    assert len(found) == len(set(found)) == 40 and steps == 2


def calls(page: str) -> list[str]:
    """The ids of the calls that a page lists, in order."""
    return [part.partition('"')[0] for part in page.split('href="/qa/calls/')[1:]]


def link(page: str, kind: str) -> str:
    """Where the page before or after leads, if there is one."""
    found = [part for part in page.split("<a ") if f'rel="{kind}"' in part]
    return found[0].partition('href="')[2].partition('"')[0].replace("&amp;", "&") if found else ""
