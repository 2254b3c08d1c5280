"""The page of one call: what it tells, what it hides, and what a reveal shows and leaves behind."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from engine.build import build
from qa.access.rights import Right, Visitor
from qa.console import call_log
from qa.console.live import WATCHERS, Visits
from qa.console.picture import picture
from qa.console.timeline import timeline
from qa.console.turns import Turn, turns
from tests.console_house import CSRF, ConsoleHouse, Door, form, make_calls
from tests.office import BUILD, NOW, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRETS = ("Tyrome", "Williams", "1988", "555 0101", "5550199")
Calls = dict[str, str]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    opened = await Office.open(tmp_path_factory.mktemp("call"))
    yield opened
    await opened.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def made(office: Office) -> Calls:
    return await make_calls(office, "booking", "repaired", "urgent", "moved-on-the-keypad")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(office: Office, made: Calls) -> ConsoleHouse:
    return await ConsoleHouse.of(office, NOW + timedelta(hours=2))


@pytest_asyncio.fixture(loop_scope="module")
async def http(house: ConsoleHouse) -> AsyncIterator[httpx.AsyncClient]:
    house.door.visitor_now = Door().visitor_now
    house.door.notes.clear()
    house.live.visits = Visits()
    async with house.client() as browser:
        yield browser


async def taken(house: ConsoleHouse, call_sid: str) -> tuple[Turn, ...]:
    log = await house.store.read(lambda c: call_log.read(c, call_sid, house.console.book))
    assert log is not None
    return turns(log)


async def test_a_refused_yes_says_which_guard_refused_it(house: ConsoleHouse, made: Calls) -> None:
    """ "She said yes, why didn't it book?": the guards in order, and how much of the read-back was played."""
    told = await taken(house, made["repaired"])
    (refused,) = [turn for turn in told if turn.refusals]
    (move,) = refused.refusals
    assert (move.trigger, move.source, move.destination) == ("confirmed", "confirm", "act")
    assert [(guard.name, guard.answer) for guard in move.guards][-1] == ("was_read_back", False)
    assert [guard.name for guard in move.guards if guard.decided] == ["was_read_back"]
    before = told[refused.number - 2]
    assert before.is_played is False and before.heard_of_reply == "That's"
    assert told[1].is_played is True and told[-1].is_played is None


async def test_a_turn_tells_what_it_was_given_and_what_it_did(house: ConsoleHouse, made: Calls) -> None:
    """The reading, the tools with the rows they changed, the slots before and after, and the time's parts."""
    booked = next(turn for turn in await taken(house, made["booking"]) if turn.heard == "yes")
    assert booked.reading is not None and booked.reading.found == (("answer", "yes"),)
    tool = booked.tools[0]
    assert (tool.name, tool.rows_changed, tool.ok) == ("schedule", 1, True)
    assert booked.slots is not None
    changed = {change.name: (change.before, change.after) for change in booked.slots if change.is_new}
    assert changed["Errand"] == ("Book a visit", "") and "Identity" not in changed
    assert booked.took_ms is not None and booked.read_ms is not None and booked.tools_ms is not None
    assert booked.other_ms is not None
    assert booked.read_ms + booked.tools_ms + booked.other_ms == pytest.approx(booked.took_ms, abs=0.02)


async def test_the_picture_numbers_the_way_and_dashes_the_refusals(house: ConsoleHouse, made: Calls) -> None:
    """Steps are counted along the way, loops apart; a refused arrow carries its guard; a node its turns."""
    told = await taken(house, made["repaired"])
    drawn = picture(told, "ended")
    ways = {(edge.source, edge.destination): edge.label for edge in drawn.edges if edge.kind == "taken"}
    assert ways[("identify", "intent")] == "1" and ways[("confirm", "identify")] == "4"
    (refused,) = [edge for edge in drawn.edges if edge.kind == "refused"]
    assert (refused.label, refused.guards, refused.turns) == ("✗ 1", ("was read back",), (7,))
    nodes = {node.name: node for node in drawn.nodes}
    assert nodes["act"].turns == () and nodes["confirm"].turns == (6, 7, 8) and nodes["ended"].is_last


async def test_the_timeline_has_every_lane(house: ConsoleHouse, made: Calls) -> None:
    """Speech, tools, states, silence and the cut stand on one axis, in the order in which they were."""
    drawn = timeline(await taken(house, made["repaired"]))
    assert drawn is not None
    assert [mark.turn for mark in drawn.marks] == list(range(1, 10))
    assert len(drawn.cuts) == 1 and drawn.silences and drawn.tools
    assert [span.kind for span in drawn.states] == [
        "identify",
        "slot_filling",
        "confirm",
        "identify",
        "ended",
    ]
    for lane in (drawn.caller, drawn.agent, drawn.states):
        assert all(a.x <= b.x for a, b in pairwise(lane))
        assert all(drawn.left <= it.x and it.x + it.width <= drawn.width for it in lane)


async def test_nothing_personal_is_on_the_page(http: httpx.AsyncClient, made: Calls) -> None:
    """Page, JSON and transition log of every call are free of names, birthdays and numbers."""
    for call_sid in made.values():
        for address in (f"/qa/calls/{call_sid}", f"/qa/calls/{call_sid}.json", f"/qa/calls/{call_sid}.jsonl"):
            answer = await http.get(address)
            assert answer.status_code == 200
            assert not [secret for secret in SECRETS if secret in answer.text], address


async def test_the_whole_history_is_json(http: httpx.AsyncClient, made: Calls) -> None:
    """Turns, transitions, tools and slots, with the version of the code that took them."""
    whole = (await http.get(f"/qa/calls/{made['booking']}.json")).json()
    assert whole["call"]["build"] == BUILD and whole["redacted"] is True
    assert len(whole["turns"]) == len(whole["slots"]) == whole["call"]["turns"]
    assert {row["tool"] for row in whole["tools"]} >= {"schedule", "send_sms"}


async def test_the_transition_log_is_one_object_a_line(http: httpx.AsyncClient, made: Calls) -> None:
    """The contract of programs that judge calls."""
    answer = await http.get(f"/qa/calls/{made['repaired']}.jsonl")
    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert [row["trigger"] for row in rows if not row["taken"]] == ["confirmed"]
    assert set(rows[0]) >= {"call_sid", "turn", "at", "trigger", "source", "destination", "taken", "guards"}


async def test_a_reveal_shows_one_field_once(
    house: ConsoleHouse, http: httpx.AsyncClient, made: Calls
) -> None:
    """With a reason, one field is in the clear in this answer alone, and the audit log has it."""
    call_sid = made["booking"]
    reason = "the caller says we booked the wrong person"
    shown = await http.post(
        f"/qa/calls/{call_sid}/reveal", data=form(turn="3", field="turn.heard", reason=reason)
    )
    assert shown.status_code == 200 and '<mark class="clear">Tyrome Williams</mark>' in shown.text
    assert shown.text.count("Tyrome") == 1 and "1988" not in shown.text
    assert house.door.notes == [("reveal", call_sid, f"turn 3, turn.heard: {reason}")]
    assert "Tyrome" not in (await http.get(f"/qa/calls/{call_sid}?turn=3")).text


@pytest.mark.parametrize(
    ("field", "turn", "reason", "status"),
    [
        ("turn.heard", "3", "why not", 422),
        ("turn.nothing", "3", "a good enough reason", 404),
        ("turn.heard", "99", "a good enough reason", 404),
        ("call.caller", "x", "a good enough reason", 404),
    ],
)
async def test_a_reveal_needs_a_reason_and_a_field(
    house: ConsoleHouse, http: httpx.AsyncClient, made: Calls, field: str, turn: str, reason: str, status: int
) -> None:
    """Otherwise nothing is shown, nothing is noted, and the page says why."""
    call_sid = made["booking"]
    answer = await http.post(f"/qa/calls/{call_sid}/reveal", data=form(turn=turn, field=field, reason=reason))
    assert answer.status_code == status and 'role="alert"' in answer.text
    assert "Tyrome" not in answer.text and house.door.notes == []


async def test_a_reveal_needs_the_right(house: ConsoleHouse, http: httpx.AsyncClient, made: Calls) -> None:
    """A viewer is not offered one, and is refused if they ask; nor do they export."""
    house.door.visitor_now = Visitor(name="vera", rights=frozenset({Right.READ}), csrf=CSRF)
    call_sid = made["booking"]
    assert "Reveal once" not in (await http.get(f"/qa/calls/{call_sid}")).text
    asked = form(turn="3", field="turn.heard", reason="I would like to know")
    assert (await http.post(f"/qa/calls/{call_sid}/reveal", data=asked)).status_code == 403
    assert (await http.get(f"/qa/calls/{call_sid}.json")).status_code == 403
    assert house.door.notes == [("view", call_sid, "")]


async def test_the_callers_number_and_a_tool_can_be_revealed(http: httpx.AsyncClient, made: Calls) -> None:
    """Fields of the call itself and of a tool are revealed as those of a turn are."""
    address = f"/qa/calls/{made['booking']}/reveal"
    why = "calling back about a complaint"
    number = await http.post(address, data=form(turn="0", field="call.caller", reason=why))
    assert "+19175550199" in number.text
    asked = await http.post(address, data=form(turn="4", field="tool.0.request", reason=why))
    assert "1988-04-17" in asked.text and asked.text.count("<mark class") == 1


async def test_a_page_that_renews_itself_is_one_look(
    house: ConsoleHouse, http: httpx.AsyncClient, made: Calls
) -> None:
    """While it is open, its own requests leave no rows; such a request without the page leaves one."""
    call_sid, by_itself = made["urgent"], {"x-background": "1"}
    await http.get(f"/qa/calls/{call_sid}", headers=by_itself)
    await http.get(f"/qa/calls/{call_sid}", headers=by_itself)
    assert house.door.notes == [("view", call_sid, "")]


async def test_a_stream_tells_of_a_turn_and_ends_with_the_session(
    office: Office, house: ConsoleHouse
) -> None:
    """News come as events; who signs off gets no more of them; a server that goes ends the stream."""
    house.door.visitor_now = Door().visitor_now
    caller = await office.call("+12125550101")
    async with (
        house.served() as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as http,
        http.stream("GET", f"/qa/calls/{caller.call_sid}/live") as answer,
        asyncio.timeout(30),
    ):
        lines = answer.aiter_lines()
        assert await anext(lines) == "retry: 1000"
        assert house.live.watchers == 1
        await house.live.has_looked.wait()
        await caller.says("I need to cancel my visit")
        assert await until(lines, "event:") == "event: moved"
        house.door.visitor_now = None
        await caller.says("Tyrome Williams")
        assert await until(lines, "event:") == "event: end"
        assert await until(lines, "data:") == "data: signed-off"
    assert house.live.watchers == 0


async def test_a_page_too_many_is_told_that_it_stands_still(office: Office) -> None:
    """One process keeps a bounded number of pages up to date; a further one knows that it is none of them."""
    house = await ConsoleHouse.of(office)
    async with AsyncExitStack() as watching, house.client() as http:
        for _ in range(WATCHERS):
            await watching.enter_async_context(house.live.watch())
        assert "data: busy" in (await http.get("/qa/live")).text
    assert house.live.watchers == 0


async def until(lines: AsyncIterator[str], start: str) -> str:
    async for line in lines:
        if line.startswith(start):
            return line
    return ""


async def test_the_version_of_the_code_is_its_commit(tmp_path: Path) -> None:
    """The commit that is checked out, by its name or alone; without a repository the files tell."""
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "a.py").write_text("x = 1\n")
    first = build(tmp_path)
    assert first.startswith("src-")
    (tmp_path / "engine" / "a.py").write_text("x = 2\n")
    assert build(tmp_path) != first
    refs = tmp_path / ".git" / "refs" / "heads"
    refs.mkdir(parents=True)
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (refs / "main").write_text("0123456789abcdef\n")
    assert build(tmp_path) == "0123456789ab"
    (refs / "main").unlink()
    (tmp_path / ".git" / "packed-refs").write_text("# pack-refs\nfedcba9876543210 refs/heads/main\n")
    assert build(tmp_path) == "fedcba987654"
