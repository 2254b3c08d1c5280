"""A webhook acts once and is answered as before, on whatever process, and limits hold for all of them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import text

from channels.clock import JumpingClock
from channels.conversation_relay.signature import TICKET_LIFE
from channels.desk import Desk
from channels.ledger import Ledger, MemoryLedger
from engine.heard import Connected, Ending, Gone, Reconnected
from engine.ledger import KEPT, Entry, Kept, Kind, StoredLedger, Verdict, enter, prune
from engine.store import Store, StoreUnavailable
from tests.clinic_books import DATABASES, fresh_url
from tests.scripted_desk import ScriptedDesk, say
from tests.wire import Wire, served

SIGNED = {"TWILIO_AUTH_TOKEN": "a-token-of-this-test", "PUBLIC_URL": "https://phone.example.net"}
DESK = {"FRONT_DESK_NUMBER": "+12125550199"}
TOKEN = "I-Twilio-Idempotency-Token"
NEW = {"CallSid": "CA1", "From": "+12125550101", "CallStatus": "ringing"}
LOST = {"CallSid": "CA1", "CallStatus": "in-progress", "SessionStatus": "failed", "ErrorCode": "64105"}
LOST_ONE = LOST | {"SessionId": "VX1"}
NOW = 1_800_000_000.0


@pytest.fixture(params=DATABASES)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Store]]:
    """One database, as two processes have it open."""
    url = fresh_url(request.param, tmp_path)
    opened = [Store.open(url), Store.open(url)]
    yield opened
    for store in opened:
        store.close_now()


@asynccontextmanager
async def processes(
    stores: list[Store], desk: Desk, clock: JumpingClock, **settings: str
) -> AsyncIterator[list[Wire]]:
    """Two servers with one clinic, one clock and one desk."""
    async with AsyncExitStack() as both:
        yield [
            await both.enter_async_context(
                served(desk, clock, StoredLedger(store), **(SIGNED | DESK | settings))
            )
            for store in stores
        ]


async def answer(wire: Wire, path: str, form: dict[str, str], **headers: str) -> str:
    got = await wire.post(path, form, **headers)
    assert got.status_code == 200
    return got.text


def ticket(twiml: str) -> str:
    """The ticket that TwiML gives to its socket."""
    relay = ET.fromstring(twiml)  # noqa: S314 - our own server wrote it
    return next(p.get("value", "") for p in relay.iter("Parameter") if p.get("name") == "ticket")


# ---------------------------------------------------------------- the ledger itself


@pytest.mark.parametrize("kind", ["memory", "stored"])
async def test_what_was_decided_stands(kind: str, tmp_path: Path) -> None:
    """The fake of the tests and the real ledger agree on every rule."""
    store = Store.open(fresh_url("sqlite", tmp_path))
    ledger: Ledger = MemoryLedger() if kind == "memory" else StoredLedger(store)

    async def comes(key: str, now: float, about: str = "+12125550101") -> Kept:
        entry = Entry(key=key, kind=Kind.CALL, about=about, limit=2, seconds=60.0)
        return await ledger.enter(entry, NOW + now)

    assert await comes("a", 0) == Kept(verdict=Verdict.TAKEN, at=NOW, is_new=True)
    assert await comes("a", 5) == Kept(verdict=Verdict.TAKEN, at=NOW, is_new=False)
    assert (await comes("b", 30)).verdict is Verdict.TAKEN
    assert (await comes("c", 59)).verdict is Verdict.TOO_OFTEN
    assert (await comes("c", 90)).verdict is Verdict.TOO_OFTEN, "asked again, nothing changes"
    assert (await comes("d", 60)).verdict is Verdict.TAKEN, "the first has left the window"
    assert (await comes("e", 61)).verdict is Verdict.TOO_OFTEN
    assert (await comes("f", 61, "+12125550102")).verdict is Verdict.TAKEN
    assert all([(await comes(str(n), 61, "")).verdict is Verdict.TAKEN for n in range(5)]), "nobody's"
    await store.close()


def test_old_entries_are_forgotten(stores: list[Store]) -> None:
    """Those that still count or protect are not."""
    now = datetime(2027, 3, 1, tzinfo=UTC)
    for key, age in (("old", KEPT + timedelta(days=1)), ("new", KEPT - timedelta(days=1))):
        entry = Entry(key=key, kind=Kind.CALL, about="")
        stores[0].transact_now(partial(enter, entry=entry, now=now - age))
    assert stores[1].transact_now(lambda c: prune(c, now)) == 1
    left = stores[0].transact_now(lambda c: list(c.execute(text("SELECT key FROM Webhooks")).scalars()))
    assert left == ["new"]


# ---------------------------------------------------------------- calls


async def test_a_call_that_is_told_twice_is_answered_the_same(stores: list[Store]) -> None:
    """By every process, with the ticket it got at first, and it is counted once."""
    async with processes(stores, ScriptedDesk(), clock := JumpingClock(), CALLS_PER_NUMBER="2") as (a, b):
        first = await answer(a, "/incoming-call", NEW, **{TOKEN: "t1"})
        clock.jump(20)
        assert await answer(a, "/incoming-call", NEW, **{TOKEN: "t1"}) == first
        assert await answer(b, "/incoming-call", NEW) == first
        assert await answer(b, "/incoming-call", NEW, **{TOKEN: "forged"}) == first
        assert "ConversationRelay" in await answer(b, "/incoming-call", NEW | {"CallSid": "CA2"})
        assert "lines_busy" in await answer(a, "/incoming-call", NEW | {"CallSid": "CA3"})


async def test_the_ledger_holds_no_number(stores: list[Store]) -> None:
    """It outlives the calls that it counts, so it counts them by a digest."""
    async with processes(stores, ScriptedDesk(), JumpingClock()) as (a, _):
        await answer(a, "/incoming-call", NEW)
    rows = stores[1].transact_now(lambda c: [tuple(row) for row in c.execute(text("SELECT * FROM Webhooks"))])
    assert len(rows) == 1 and NEW["From"][1:] not in str(rows)


async def test_a_number_has_one_limit_at_all_processes(stores: list[Store]) -> None:
    """And may call again a minute later."""
    async with processes(stores, ScriptedDesk(), clock := JumpingClock(), CALLS_PER_NUMBER="3") as both:
        got = [await answer(both[n % 2], "/incoming-call", NEW | {"CallSid": f"CA{n}"}) for n in range(5)]
        assert ["ConversationRelay" in twiml for twiml in got] == [True, True, True, False, False]
        clock.jump(60)
        assert "ConversationRelay" in await answer(both[0], "/incoming-call", NEW | {"CallSid": "CA9"})


async def test_a_call_comes_back_twice_a_minute_wherever_it_lands(stores: list[Store]) -> None:
    """Processes that die one after the other must not pass a call around for ever."""
    async with processes(stores, ScriptedDesk(), JumpingClock()) as both:
        got = [await answer(both[n % 2], "/action", LOST | {"SessionId": f"VX{n}"}) for n in range(3)]
    assert ["ConversationRelay" in twiml for twiml in got] == [True, True, False]
    assert "line_trouble" in got[2]


async def test_a_callback_sent_again_uses_up_nothing(stores: list[Store]) -> None:
    """A session is lost once, however often that is told."""
    async with processes(stores, ScriptedDesk(), JumpingClock()) as (a, b):
        form = LOST | {"SessionId": "VX1"}
        first = await answer(a, "/action", form)
        assert {await answer(wire, "/action", form) for wire in (a, b, b)} == {first}
        assert "ConversationRelay" in await answer(b, "/action", LOST | {"SessionId": "VX2"})


@pytest.mark.parametrize(("path", "form"), [("/incoming-call", NEW), ("/action", LOST_ONE)])
async def test_a_captured_webhook_buys_no_fresh_ticket(path: str, form: dict[str, str]) -> None:
    """Sent again after the ticket has run out it gets that very ticket, which opens nothing any more."""
    desk = ScriptedDesk()
    async with served(desk, clock := JumpingClock(), **SIGNED) as wire:
        first = await answer(wire, path, form)
        clock.jump(TICKET_LIFE + 1)
        again = await answer(wire, path, form)
        assert ticket(again) == ticket(first)
        socket = await wire.open()
        given = f'{{"ticket":"{ticket(again)}","attested":""}}'
        await socket.send(
            f'{{"type":"setup","callSid":"CA1","accountSid":"AC{"0" * 32}","customParameters":{given}}}'
        )
        await socket.wait_closed()
        assert socket.close_code == 1008
    assert desk.heard == []


async def test_a_finished_call_is_not_opened_again() -> None:
    """Neither by its own ticket, good still, nor by a callback about another session of it."""
    desk = ScriptedDesk(say("Goodbye.", asked=None, ending=Ending()))
    async with served(desk, **SIGNED) as wire:
        caller = await wire.dial()
        opened = ET.tostring(caller.twiml, "unicode")
        await caller.hang_up()
        assert [type(heard) for heard in desk.heard] == [Connected, Gone]
        await caller.follow(opened)
        assert await caller.closed() == 1008
        await caller.act({"SessionStatus": "failed", "ErrorCode": "64105", "SessionId": "VXnever"})
        assert [verb.tag for verb in caller.twiml] == ["Say", "Hangup"]
    assert not any(isinstance(heard, Reconnected) for heard in desk.heard)


async def test_a_hang_up_that_is_told_again_is_no_turn() -> None:
    """The end of a call is written once."""
    desk = ScriptedDesk()
    async with served(desk, **SIGNED) as wire:
        caller = await wire.dial()
        await caller.hang_up()
        await caller.act({"SessionStatus": "completed", "CallStatus": "completed"})
    assert [type(heard) for heard in desk.heard] == [Connected, Gone]


class OutOfReach:
    """A ledger whose database is gone."""

    async def enter(self, entry: Entry, now: float) -> Kept:
        raise StoreUnavailable("OperationalError no connection")


async def test_without_the_ledger_callers_are_put_through() -> None:
    """Nobody is refused for it, and no call is opened that might be a captured one."""
    async with served(ScriptedDesk(), None, OutOfReach(), **SIGNED, **DESK) as wire:
        for path, form in (("/incoming-call", NEW), ("/action", LOST | {"SessionId": "VX1"})):
            twiml = await answer(wire, path, form)
            assert "<Number>+12125550199</Number>" in twiml and "ConversationRelay" not in twiml


# ---------------------------------------------------------------- texts


async def test_an_old_text_undoes_nothing_newer(tmp_path: Path) -> None:
    """START, then STOP, then the captured START again: the patient gets no texts."""
    url = f"sqlite:///{tmp_path / 'clinic.db'}"
    async with served(None, DATABASE_URL=url, DEMO_CLINIC="1", **SIGNED) as wire:
        store = Store.open(url)
        texts = [
            {"MessageSid": f"SM{n}", "From": "+12125550101", "Body": body}
            for n, body in enumerate(("START", "STOP"))
        ]
        for form in (*texts, texts[0]):
            await answer(wire, "/sms", form)
        phones = await store.transact(lambda c: list(c.execute(text("SELECT phone FROM OptOuts")).scalars()))
        await store.close()
    assert phones == ["+12125550101"]


async def test_a_text_that_is_told_twice_is_answered_the_same(tmp_path: Path) -> None:
    """The one answer a day is given again to the same text, and to no other."""
    url = f"sqlite:///{tmp_path / 'clinic.db'}"
    async with served(None, DATABASE_URL=url, DEMO_CLINIC="1", **SIGNED) as wire:
        form = {"MessageSid": "SM1", "From": "+12125550101", "Body": "When do you open?"}
        first = await answer(wire, "/sms", form)
        assert "<Message>" in first
        assert await answer(wire, "/sms", form) == first
        assert "<Message>" not in await answer(wire, "/sms", form | {"MessageSid": "SM2"})
