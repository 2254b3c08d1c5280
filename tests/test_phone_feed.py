"""The phone page's addresses: who may see them, and what they tell beside a call."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request

from engine.heard import Keyed, Played
from engine.table import TABLE
from engine.vocabulary import State, Trigger
from qa.phone.diagram import machine
from qa.phone.routes import STATIC, Allowed, routes
from tests.office import NOW, Caller, Office
from tools.sql import read_clinic

TYROME = ("Tyrome Williams", "April 17th, 1988")
TYROMES_PHONE = "+12125550101"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    opened = await Office.open(tmp_path)
    yield opened
    await opened.close()


async def anybody(request: Request) -> bool:
    return True


async def nobody(request: Request) -> bool:
    return False


async def browser(office: Office, *, allowed: Allowed = anybody, demo: bool = True) -> httpx.AsyncClient:
    """A client of an app that serves nothing but the phone page."""
    clinic = await office.store.transact(read_clinic)
    served = routes(office.store, clinic, allowed, demo, now=lambda: NOW)
    transport = httpx.ASGITransport(Starlette(routes=served))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")


async def feed(office: Office, caller: Caller) -> dict[str, Any]:
    async with await browser(office) as client:
        answer = await client.get(f"/phone/calls/{caller.call_sid}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def value(found: dict[str, Any], name: str) -> str:
    """A slot as it is written on the page, its spaces plain."""
    return str(next(slot["value"] for slot in found["slots"] if slot["name"] == name)).replace("\xa0", " ")


async def known(office: Office) -> Caller:
    """Tyrome, calling from his own phone, known at the level that a cancellation needs."""
    caller = await office.call(caller=TYROMES_PHONE, attested=True)
    await caller.says("I need to cancel my appointment", *TYROME)
    return caller


# ---------------------------------------------------------------- who may see it


async def test_page_loads_nothing_from_elsewhere(office: Office) -> None:
    """The policy allows this host alone, and no file names another one or carries a script in the page."""
    async with await browser(office) as client:
        page = await client.get("/")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert policy.startswith(
        "default-src 'self'; connect-src 'self' ws://127.0.0.1:8000 wss://127.0.0.1:8000;"
    )
    for path in STATIC.iterdir():
        words = path.read_text("utf-8")
        found = [word for word in words.split() if "://" in word and "127.0.0.1" not in word]
        # the name of the SVG language, and addresses that are put together from this page's own
        assert all("w3.org/2000/svg" in word or "${" in word for word in found), (path.name, found)
        if path.suffix == ".html":
            assert "<script>" not in words and " onclick" not in words and "style=" not in words


async def test_host_header_cannot_widen_the_policy(office: Office) -> None:
    """A Host that is no host name is not written into the policy."""
    async with await browser(office) as client:
        page = await client.get("/", headers={"host": "a; script-src *"})
    assert "script-src" not in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/phone/start", "/phone/calls/CA1", "/phone/assets/main.js"])
async def test_closed_server_tells_nothing(office: Office, path: str) -> None:
    """Where the page is closed, neither the people nor a call nor the program is served."""
    async with await browser(office, allowed=nobody) as client:
        answer = await client.get(path)
    assert answer.status_code == 403
    assert answer.json() == {"error": "The phone page is closed on this server."}


async def test_closed_page_says_how_to_play_a_call(office: Office) -> None:
    """Who may not see the page reads what to do instead."""
    async with await browser(office, allowed=nobody) as client:
        page = await client.get("/")
    assert page.status_code == 403
    assert "make run" in page.text and "TWILIO_AUTH_TOKEN" in page.text and "/qa/sign-in" in page.text


async def test_only_its_own_files_are_served(office: Office) -> None:
    """A file is found by its name in one folder; there is no way out of that."""
    async with await browser(office) as client:
        names = ("main.js", "phone.css", "icon.svg", "none.js", "..%2Froutes.py", "routes.py")
        found = [(await client.get(f"/phone/assets/{name}")).status_code for name in names]
    assert found == [200, 200, 200, 404, 404, 404]


# ---------------------------------------------------------------- whom one can play


async def test_demo_people_are_named_with_what_is_booked(office: Office) -> None:
    """All twelve are there with birthday, phone and visits; and lines to say first in both languages."""
    async with await browser(office) as client:
        start = (await client.get("/phone/start")).json()
    tyrome = start["people"][0]
    assert len(start["people"]) == 12
    assert (tyrome["name"], tyrome["born"], tyrome["phone"]) == (
        "Tyrome Williams",
        "April 17, 1988",
        TYROMES_PHONE,
    )
    assert tyrome["booked"] == ["Dr. Maya Chen, Thu, Mar 5, 10:00\xa0AM"]
    assert [opener.get("lang", "en") for opener in start["openers"]].count("es") == 1


async def test_no_real_patient_is_ever_named(office: Office) -> None:
    """Another record in the demo's database is left out; without the demo nobody is named."""
    added = text("INSERT INTO Patients (name, date_of_birth) VALUES ('Nora Quill', '1970-02-03')")
    renamed = text("UPDATE Patients SET name = 'Otto Real' WHERE phone = '+12125550111'")
    await office.store.transact(lambda c: (c.execute(added), c.execute(renamed)))
    async with await browser(office) as demo, await browser(office, demo=False) as real:
        named = (await demo.get("/phone/start")).text
        nobody = (await real.get("/phone/start")).json()["people"]
    assert "Nora Quill" not in named and "Otto Real" not in named and "Tyrome Williams" in named
    assert nobody == []


# ---------------------------------------------------------------- beside a call


@pytest.mark.parametrize("call_sid", ["%20", "a" * 65, "CA1'--"])
async def test_what_is_no_call_is_said_to_be_none(office: Office, call_sid: str) -> None:
    """What no call can be called answers 404 in JSON."""
    async with await browser(office) as client:
        answer = await client.get(f"/phone/calls/{call_sid}")
    assert answer.status_code == 404
    assert answer.json() == {"error": "A call has no such id."}


async def test_call_of_which_nothing_is_known_yet_is_no_fault(office: Office) -> None:
    """The page may ask before the first turn is written: it gets nothing, and the browser no complaint."""
    async with await browser(office) as client:
        answer = await client.get("/phone/calls/CA0")
    assert (answer.status_code, answer.content) == (204, b"")


async def test_new_call_shows_empty_slots(office: Office) -> None:
    """Right after the greeting the call stands in `identify`, and every slot is there and empty."""
    found = await feed(office, await office.call())
    assert (found["state"], found["turn"], found["over"]) == ("identify", 1, False)
    names = [slot["name"] for slot in found["slots"]]
    assert names == [
        *("Identity", "Patient", "Errand", "Visit type", "Provider", "When", "Offers", "Read-back"),
    ]
    assert found["visits"] == found["texts"] == []


async def test_what_was_understood_is_shown_as_people_write_it(office: Office) -> None:
    """Identity, errand, the visit that is meant and the read-back, before anything is changed."""
    found = await feed(office, await known(office))
    assert found["state"] == "confirm"
    assert value(found, "Identity") == "L2"
    assert value(found, "Patient") == found["patient"] == "Tyrome Williams"
    assert value(found, "Errand") == "Cancel a visit"
    assert value(found, "Booked visit") == "Thu, Mar 5, 10:00 AM, Dr. Maya Chen"
    assert value(found, "Read-back") == "Cancel a visit → Thu, Mar 5, 10:00 AM, Dr. Maya Chen"
    assert [(visit["status"], visit["by_this_call"]) for visit in found["visits"]] == [("booked", False)]


async def test_refused_transition_names_the_guard(office: Office) -> None:
    """A yes to a read-back that was cut off is refused, and the guard that refused it comes last."""
    caller = await known(office)
    await caller.hears(Keyed(digits="1", played=Played(complete=False, text="Tyrome, that's your")))
    found = await feed(office, caller)
    refused = [move for move in found["moves"] if not move["taken"]]
    assert [(move["trigger"], move["source"], move["destination"]) for move in refused] == [
        ("confirmed", "confirm", "act")
    ]
    assert refused[0]["guards"][-1] == {"guard": "was_read_back", "answer": False}
    assert all(guard["answer"] for guard in refused[0]["guards"][:-1])


async def test_what_a_call_changed_is_marked(office: Office) -> None:
    """After a yes the row is cancelled by this call, and the text that would have gone out is there."""
    caller = await known(office)
    await caller.says("Yes, please.")
    found = await feed(office, caller)
    assert [(visit["status"], visit["by_this_call"]) for visit in found["visits"]] == [("cancelled", True)]
    assert len(found["texts"]) == 1
    assert found["texts"][0]["to"] == "(212) 555-0101"
    assert "no Twilio account" in found["texts"][0]["status"]
    assert {"cancel", "send_sms"} <= set(found["turns"][-1]["tools"])


async def test_another_calls_text_is_not_shown(office: Office) -> None:
    """Two calls about one patient each show their own text only."""
    first = await known(office)
    await first.says("Yes, please.")
    second = await office.call()
    assert (await feed(office, second))["texts"] == []


async def test_offers_are_listed_as_they_were_heard(office: Office) -> None:
    """The openings offered last stand in the list, one beside the other."""
    caller = await office.call(caller=TYROMES_PHONE, attested=True)
    await caller.says("I need to move my appointment to next week, in the morning.", *TYROME)
    found = await feed(office, caller)
    assert found["state"] == "slot_filling"
    assert value(found, "Offers").count("Dr. Maya Chen") >= 2
    assert value(found, "When").startswith("Mon, Mar 9 to ")


async def test_hand_off_says_why_and_from_where(office: Office) -> None:
    """A caller who wants a person is shown on the way to one, on top of the list."""
    caller = await office.call()
    await caller.says("I want to talk to a person, please.")
    found = await feed(office, caller)
    assert found["state"] == "escalate" and found["over"]
    assert found["slots"][0] == {"name": "To a person", "value": "Caller asked", "note": "from identify"}


async def test_call_of_another_version_is_not_read(office: Office) -> None:
    """A snapshot that this version does not understand is as good as no call."""
    caller = await office.call()
    await office.store.transact(lambda c: c.execute(text("UPDATE Calls SET snapshot = '{\"snapshot\": 0}'")))
    async with await browser(office) as client:
        assert (await client.get(f"/phone/calls/{caller.call_sid}")).status_code == 204


async def test_books_that_cannot_be_read_are_said_to_be_so(office: Office) -> None:
    """A database that is gone answers 503 with a sentence, not a fault."""
    async with await browser(office) as client:
        await office.close()
        answer = await client.get("/phone/calls/CA1")
    assert answer.status_code == 503
    assert answer.json() == {"error": "The clinic's database is not answering."}


# ---------------------------------------------------------------- the picture


def test_picture_has_every_state_and_every_way() -> None:
    """Nothing of the table is missing, and several triggers between two states are one arrow."""
    picture = machine()
    assert [node.name for node in picture.nodes] == [state.value for state in State]
    drawn = {(t, a.source, a.destination) for a in picture.arrows for t in a.triggers}
    assert drawn == {(t.value, s.value, d.value) for t, s, d, _ in TABLE}
    assert len({(a.source, a.destination) for a in picture.arrows}) == len(picture.arrows)


def test_ways_that_are_always_open_are_drawn_on_demand() -> None:
    """Asking, hanging up and starting over lead from nearly everywhere; the rest is always drawn."""
    rare = {t for arrow in machine().arrows if arrow.rare and arrow.source != "ended" for t in arrow.triggers}
    assert {Trigger.ASK.value, Trigger.HUNG_UP.value, Trigger.START_OVER.value} <= rare
    assert Trigger.CONFIRMED.value not in rare
