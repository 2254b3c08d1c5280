"""Verdicts beside the automatic ones, notes and tags, the queue that samples by rule, and who may do what."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from msgspec import structs
from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine import journal
from engine.replay import Difference
from qa.access import retention
from qa.access.retention import Kind
from qa.access.rights import Right
from qa.console import search
from qa.console.review import queue, runs, verdicts
from tests.clinic_books import DATABASES, fresh_url
from tests.console_house import ConsoleHouse, Door, form, make_calls
from tests.office import NOW, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
LATER = NOW + timedelta(hours=2)
CALLS = ("booking", "repaired", "urgent", "tools-failed")


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=DATABASES)
async def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ConsoleHouse]:
    folder = tmp_path_factory.mktemp("review")
    office = await Office.open(folder, database=fresh_url(request.param, folder))
    await make_calls(office, *CALLS)
    house = await ConsoleHouse.of(office, LATER)
    await house.index()
    yield house
    await office.close()


@pytest_asyncio.fixture(loop_scope="module")
async def http(house: ConsoleHouse) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may do everything but nobody has looked yet."""
    house.door.visitor_now = Door(frozenset(Right)).visitor_now
    house.door.notes.clear()
    async with house.client() as browser:
        yield browser


def sid(name: str) -> str:
    return f"CA{CALLS.index(name) + 1:032}"


async def counts(house: ConsoleHouse, kind: str) -> dict[str, int]:
    await house.index()
    return await house.store.read(lambda c: search.values(c, kind))


async def review(house: ConsoleHouse, name: str) -> verdicts.Review:
    return await house.store.read(lambda c: verdicts.read(c, sid(name), journal.history(c, sid(name))))


async def test_the_queue_holds_what_the_rules_take(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """All urgent, all failed, all refused acts; of the rest only what the share draws."""
    assert await counts(house, "queue") == {"waiting failed": 1, "waiting refused": 1, "waiting urgent": 1}
    shown = (await http.get("/qa/review")).text
    assert "3 calls wait for a verdict" in shown
    assert sid("urgent") in shown and sid("booking") not in shown


async def test_the_gravest_call_comes_next_and_to_one_person(house: ConsoleHouse) -> None:
    """Two reviewers get different calls; what nobody finished comes back after a while."""

    async def take(who: str, minutes: int = 0) -> str | None:
        now = LATER + timedelta(minutes=minutes)
        return await house.store.transact(lambda c: queue.take(c, who, now))

    assert await take("ann") == sid("urgent")
    assert await take("ben") == sid("tools-failed")
    assert await take("ann") == sid("urgent")
    assert await take("cleo") == sid("repaired")
    assert await take("dora") is None
    assert await take("dora", minutes=31) == sid("urgent")
    for name in CALLS:
        await house.store.transact(lambda c, name=name: queue.let_go(c, sid(name)))  # type: ignore[misc]


async def test_a_verdict_leads_to_the_next_call(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """It is audited, kept with what the checks said, and found by; the call is in the queue no more."""
    answer = await http.post("/qa/review/next", data=form())
    assert answer.headers["location"] == f"/qa/review/calls/{sid('urgent')}"
    answer = await http.post(f"/qa/calls/{sid('urgent')}/verdict", data=form(verdict="pass", then="next"))
    assert answer.headers["location"] == f"/qa/review/calls/{sid('tools-failed')}"
    assert ("verdict", sid("urgent"), "pass") in house.door.notes
    given = (await review(house, "urgent")).human
    assert given is not None and (given.who, given.verdict, given.automatic) == ("rosa", "pass", "pass")
    assert await counts(house, "verdict") == {"pass": 1}
    assert (await counts(house, "queue"))["done urgent"] == 1


async def test_a_person_and_the_checks_may_disagree(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """Both are kept, and disagreements are counted; a later verdict counts, and the earlier one stays."""
    address = f"/qa/calls/{sid('booking')}/verdict"
    await http.post(address, data=form(verdict="fail"))
    assert await counts(house, "agreement") == {"agrees": 1, "disagrees": 1}
    assert "verdict disagrees" in (await http.get(f"/qa/calls/{sid('booking')}")).text
    assert sid("booking") in (await http.get("/qa/?agreement=disagrees")).text
    await http.post(address, data=form(verdict="pass"))
    assert await counts(house, "agreement") == {"agrees": 2}
    assert [given.verdict for given in (await review(house, "booking")).history] == ["fail", "pass"]


async def test_an_override_keeps_both_values(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """With a reason code, who and when; what the check said stays beside it, and the call passes."""
    assert (await counts(house, "check")) == {"tools_answered": 1}
    address = f"/qa/calls/{sid('tools-failed')}/verdict"
    refused = await http.post(address, data=form(verdict="pass", finding="tools_answered"))
    assert refused.status_code == 422
    values = form(verdict="pass", finding="tools_answered", reason="line")
    assert (await http.post(address, data=values)).status_code == 303
    told = await review(house, "tools-failed")
    (judged,) = [it for it in told.findings if it.finding.name == "tools_answered"]
    assert judged.finding.found == "failed" and judged.holds
    assert judged.override is not None
    assert (judged.override.automatic, judged.override.reason) == ("failed", "line")
    assert (told.automatic, told.unaided) == ("pass", "fail")
    assert await counts(house, "check") == {}
    assert ("verdict", sid("tools-failed"), "tools_answered: pass, line") in house.door.notes


async def test_an_override_is_of_what_the_check_said(house: ConsoleHouse) -> None:
    """Where the check says something else later, the override stays on record and counts no more."""
    (judged,) = [it for it in (await review(house, "tools-failed")).findings if it.override]
    assert judged.override is not None and judged.holds and not judged.is_stale
    changed = structs.replace(judged, override=structs.replace(judged.override, automatic="passed"))
    assert changed.is_stale and not changed.holds


async def test_tags_find_calls_and_come_off(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """Written alike however they were typed, without names, and not without bound."""
    address = f"/qa/calls/{sid('repaired')}/tags"
    assert (await http.post(address, data=form(tag="Tyrome again"))).status_code == 422
    await http.post(address, data=form(tag="  Cut   Off "))
    assert await counts(house, "tag") == {"cut off": 1}
    assert sid("repaired") in (await http.get("/qa/?tag=cut+off")).text
    await http.post(address, data=form(remove="cut off"))
    assert await counts(house, "tag") == {}
    for number in range(verdicts.MOST_TAGS):
        assert (await http.post(address, data=form(tag=f"tag {number}"))).status_code == 303
    assert (await http.post(address, data=form(tag="one more"))).status_code == 422


async def test_a_note_holds_no_patients_data(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """What is known of the patient is taken out before it is stored."""
    words = "Tyrome Williams, born April 17th, 1988, called twice about Dr. Chen"
    await http.post(f"/qa/calls/{sid('booking')}/notes", data=form(note=words))
    (note,) = (await review(house, "booking")).notes
    assert "Tyrome" not in note.note and "1988" not in note.note
    assert "called twice about Dr. Chen" in note.note and note.who == "rosa"
    assert ("note", sid("booking"), "") in house.door.notes


async def test_rules_are_set_by_administrators(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """A share of everything puts everything up; what makes no sense changes nothing."""
    values = {"urgent": "100", "failed": "100", "refused": "100", "rest": "100"}
    house.door.visitor_now = Door(frozenset({Right.READ, Right.REVIEW})).visitor_now
    assert (await http.post("/qa/review/rules", data=form(**values))).status_code == 403
    house.door.visitor_now = Door(frozenset(Right)).visitor_now
    assert (await http.post("/qa/review/rules", data=form(**values | {"rest": "110"}))).status_code == 422
    assert (await http.post("/qa/review/rules", data=form(**values))).status_code == 303
    await http.post(f"/qa/calls/{sid('booking')}/tags", data=form(tag="look again"))
    assert (await counts(house, "queue"))["done rest"] == 1


async def test_viewers_look_and_judge_nothing(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """They see checks, verdicts and notes, and no form; their posts are refused."""
    house.door.visitor_now = Door(frozenset({Right.READ})).visitor_now
    shown = (await http.get(f"/qa/calls/{sid('booking')}")).text
    assert "Every change had a yes to a read-back" in shown and f"{sid('booking')}/verdict" not in shown
    for path in ("verdict", "tags", "notes"):
        answer = await http.post(f"/qa/calls/{sid('booking')}/{path}", data=form(verdict="pass", tag="x"))
        assert answer.status_code == 403
    assert (await http.get("/qa/review")).status_code == 403


async def test_what_is_no_call_or_no_verdict_is_refused(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """Nothing is stored for a call that is not there, or of a word that is no verdict."""
    assert (await http.post("/qa/calls/CA9/verdict", data=form(verdict="pass"))).status_code == 404
    assert (await http.post("/qa/calls/CA9/notes", data=form(note="x"))).status_code == 404
    answer = await http.post(f"/qa/calls/{sid('booking')}/verdict", data=form(verdict="splendid"))
    assert answer.status_code == 422
    assert (await http.post(f"/qa/calls/{sid('booking')}/notes", data=form(note=" "))).status_code == 422
    assert house.door.notes == []


async def test_runs_are_kept_and_compared(house: ConsoleHouse) -> None:
    """On both databases: what waits, what came of each call, and what flipped; a deleted call leaves them."""

    def work(connection: Connection) -> tuple[list[int], dict[str, int], tuple[int, list[runs.Flip]]]:
        broken = Difference(turn=2, what="question", expected="when", got="phone")
        made = [runs.begin(connection, build, "", ["CAx", "CAy"], "rosa", LATER) for build in ("old", "new")]
        runs.put(connection, made[0], [("CAx", None), ("CAy", broken)], LATER)
        runs.put(connection, made[1], [("CAx", broken)], LATER)
        return made, runs.counts(connection, made[1]), runs.flips(connection, *made)

    made, counted, (both, flips) = await house.store.transact(work)
    assert counted == {"question": 1, runs.WAITING: 1} and both == 1
    assert [(flip.call_sid, flip.kind) for flip in flips] == [("CAx", "broken")]
    assert await house.store.read(lambda c: runs.due(c, made[1], 9)) == ["CAy"]


async def test_retention_takes_reviews_with_their_call(house: ConsoleHouse) -> None:
    """Verdicts, notes, tags and replays belong to the call and go when it goes."""
    assert await rows(house, "QaVerdicts") and await rows(house, "QaNotes") and await rows(house, "QaTags")
    await house.store.transact(lambda c: retention.keep(c, {Kind.CALLS: 1}))
    later = LATER + timedelta(days=2)
    await retention.run(house.store, lambda: later, "rosa", forced=True)
    for table in ("QaVerdicts", "QaNotes", "QaTags", "QaAssignments"):
        assert await rows(house, table) == 0


async def rows(house: ConsoleHouse, table: str) -> int:
    """How many rows a table has."""
    counting = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - names of the schema
    return await house.store.read(lambda connection: int(connection.execute(counting).scalar_one()))
