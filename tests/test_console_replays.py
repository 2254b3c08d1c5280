"""Stored calls run again: one beside its log, two side by side, sets of them by version, and as scenarios."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text

from engine import journal
from engine.replay import apart
from qa.__main__ import main
from qa.console import call_log
from qa.console.review import beside, runs, scenario_file
from qa.console.review.run_pages import RunPages
from qa.console.review.runner import Runner
from qa.console.review.runs import Status
from qa.console.turns import Turn, turns
from qa.simulate.loading import load
from qa.simulate.run import parts, play_all
from tests.console_house import ConsoleHouse, Door, form, make_calls
from tests.office import NOW, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
LATER = NOW + timedelta(hours=3)
CALLS = ("booking", "repaired", "urgent", "moved-on-the-keypad", "silent")
SECRETS = ("Tyrome", "Williams", "1988", "555 0101", "5550199", "04171988", "2125550101")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("replays")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(folder: Path) -> AsyncIterator[ConsoleHouse]:
    office = await Office.open(folder)
    await make_calls(office, *CALLS)
    house = await ConsoleHouse.of(office, LATER)
    await house.index()
    yield house
    await office.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def runner(house: ConsoleHouse) -> AsyncIterator[Runner]:
    made = Runner(house.store, house.console.book, lambda: LATER)
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def http(house: ConsoleHouse, runner: Runner) -> AsyncIterator[httpx.AsyncClient]:
    house.door.visitor_now = Door().visitor_now
    house.door.notes.clear()
    house.more = RunPages(runner).pages
    async with house.client() as browser:
        yield browser


def sid(name: str) -> str:
    return f"CA{CALLS.index(name) + 1:032}"


async def doctor(house: ConsoleHouse, sql: str, **values: object) -> None:
    await house.store.transact(lambda c: c.execute(text(sql), values))


async def answered(house: ConsoleHouse, name: str, *, taken: bool) -> None:
    """Have the log say that the yes was taken, or refused because the read-back was cut off."""
    sql = "UPDATE Transitions SET taken = :taken, guards = replace(guards, :old, :new) WHERE call_sid = :call"
    answers = [f'"was_read_back","answer":{word}' for word in ("false", "true")]
    old, new = answers if taken else answers[::-1]
    values = {"taken": taken, "old": old, "new": new, "call": sid(name)}
    await doctor(house, f"{sql} AND trigger = 'confirmed'", **values)


async def told(house: ConsoleHouse, name: str) -> tuple[Turn, ...]:
    log = await house.store.read(lambda c: call_log.read(c, sid(name), house.console.book))
    assert log is not None
    return turns(log)


async def test_a_call_goes_the_same_way_again(http: httpx.AsyncClient) -> None:
    """This version took it, so there is nothing to show but that."""
    shown = (await http.get(f"/qa/calls/{sid('booking')}/replay")).text
    assert "The same way." in shown and "Goes another way" not in shown


async def test_the_first_difference_stands_side_by_side(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """Expected and got, the guards then and now, the words redacted; what comes after is not made up."""
    before = (await house.store.read(lambda c: journal.history(c, sid("repaired"))))["transitions"]
    (refused,) = [it for it in before if it["trigger"] == "confirmed"]
    await answered(house, "repaired", taken=True)
    history = await house.store.read(lambda c: journal.history(c, sid("repaired")))
    found = apart(history, house.console.book)
    assert found is not None and found.difference.turn == refused["turn"]
    assert [(it.guard, it.answer) for it in found.did[-1].guards][-1] == ("was_read_back", False)
    assert found.reply is None
    shown = (await http.get(f"/qa/calls/{sid('repaired')}/replay")).text
    assert f"Goes another way in turn {refused['turn']}" in shown
    assert 'class="no turned">✗ was read back' in shown and 'class="yes turned">✓ was read back' in shown
    assert not [secret for secret in SECRETS if secret in shown]
    await answered(house, "repaired", taken=False)
    history = await house.store.read(lambda c: journal.history(c, sid("repaired")))
    assert history["transitions"] == before


async def test_another_question_shows_what_would_be_said(house: ConsoleHouse) -> None:
    """The turn went to its end, so this version's words are there."""
    history = await house.store.read(lambda c: journal.history(c, sid("booking")))
    history["turns"][1]["asked"] = "phone"
    found = apart(history, house.console.book)
    assert found is not None and found.difference.what == "question" and found.reply is not None


async def test_two_calls_are_aligned_by_what_they_did(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """A turn that only one of them has stands alone, and those after it are beside their like."""
    rows = beside.rows(await told(house, "booking"), await told(house, "repaired"))
    first = beside.first_apart(rows)
    assert first == 2 and rows[first].kind == "right"
    repeats = rows[first].right
    assert repeats is not None and repeats.heard == "can you repeat that please"
    after = rows[first + 1]
    assert after.left is not None and after.right is not None and after.kind == "same"
    assert (after.left.number, after.right.number) == (3, 4)
    assert all(row.kind == "same" for row in beside.rows(*[await told(house, "urgent")] * 2))
    shown = (await http.get(f"/qa/compare?left={sid('booking')}&right={sid('repaired')}")).text
    assert "in turn 3, which only the right call has" in shown
    assert not [secret for secret in SECRETS if secret in shown]
    assert "Which other call?" in (await http.get(f"/qa/compare?left={sid('booking')}")).text
    assert "No such call" in (await http.get("/qa/compare?left=CA1&right=CA%3Cb%3E")).text


async def test_a_set_is_run_and_two_runs_compare(
    house: ConsoleHouse, http: httpx.AsyncClient, runner: Runner
) -> None:
    """By filter, in the background, with progress; the flips of the second run are listed and audited."""
    answer = await http.post("/qa/runs/start", data=form(lang="en"))
    assert answer.status_code == 303
    await runner.finished()
    one = int(answer.headers["location"].rpartition("/")[2])
    run = await house.store.read(lambda c: runs.read(c, one))
    assert run is not None and (run.status, run.taken, run.calls) == (Status.DONE, len(CALLS), len(CALLS))
    assert ("replay", f"run {one}", "lang") in house.door.notes
    call = sid("booking")
    await doctor(house, "UPDATE Turns SET asked = 'phone' WHERE call_sid = :call AND turn = 2", call=call)
    answer = await http.post("/qa/runs/start", data=form())
    await runner.finished()
    two = int(answer.headers["location"].rpartition("/")[2])
    both, flips = await house.store.read(lambda c: runs.flips(c, one, two))
    assert both == len(CALLS)
    assert [(flip.call_sid, flip.kind, flip.before) for flip in flips] == [(call, "broken", None)]
    shown = (await http.get(f"/qa/runs/{two}?against={one}")).text
    assert "1 went the way of the log and no longer do" in shown and call[-7:] in shown
    await doctor(
        house, "UPDATE Turns SET asked = 'patient_name' WHERE call_sid = :call AND turn = 2", call=call
    )
    assert "Run this version" in (await http.get("/qa/runs")).text


async def test_a_run_that_lost_its_process_goes_on(
    house: ConsoleHouse, http: httpx.AsyncClient, runner: Runner
) -> None:
    """What it has done stands; the rest is taken by whoever is asked to. Meanwhile there is no second run."""
    calls = [sid(name) for name in CALLS]
    begun = LATER - timedelta(minutes=5)
    run = await house.store.transact(lambda c: runs.begin(c, "", "", calls, "rosa", begun))
    await house.store.transact(lambda c: runs.put(c, run, [(calls[0], None)], begun))
    shown = (await http.get(f"/qa/runs/{run}")).text
    assert "stopped" in shown and "Go on" in shown
    assert (await http.post(f"/qa/runs/{run}/go-on", data=form())).status_code == 303
    assert (await http.post("/qa/runs/start", data=form())).status_code == 409
    await runner.finished()
    done = await house.store.read(lambda c: runs.read(c, run))
    assert done is not None and (done.status, done.taken) == (Status.DONE, len(CALLS))


async def test_a_stopped_run_stays_stopped(house: ConsoleHouse, http: httpx.AsyncClient) -> None:
    """Results that come in after the stop do not start it again; nothing to run is said so."""
    run = await house.store.transact(lambda c: runs.begin(c, "", "", [sid("silent")], "rosa", LATER))
    await http.post(f"/qa/runs/{run}/stop", data=form())
    assert not await house.store.transact(lambda c: runs.put(c, run, [], LATER))
    assert (await http.post("/qa/runs/start", data=form(tag="nobody"))).status_code == 422
    assert (await http.get("/qa/runs/999")).status_code == 404


async def test_another_version_runs_from_its_own_folder(
    house: ConsoleHouse, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`python -m qa replay` keeps its run in the same books, by its own version."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{folder / 'clinic.db'}")
    monkeypatch.chdir(folder)
    asked = ["replay", "--since", "2026-03-02", "--where", "outcome=nothing"]
    assert await asyncio.to_thread(main, asked) == 0
    said = capsys.readouterr()
    assert "calls go the same way" in said.err and said.out == ""
    run = (await house.store.read(runs.newest))[0]
    assert run.who == "the command line" and run.build and run.taken == run.calls > 0
    assert run.query == "outcome=nothing&since=2026-03-02"
    assert await asyncio.to_thread(main, ["replay", "--where", "tag=none"]) == 2


@pytest.mark.parametrize("name", ["booking", "urgent", "moved-on-the-keypad"])
async def test_a_call_becomes_a_scenario_that_plays(
    house: ConsoleHouse, http: httpx.AsyncClient, tmp_path: Path, name: str
) -> None:
    """The loader takes the file, nobody's data is in it, and a simulated caller goes the same way."""
    answer = await http.get(f"/qa/calls/{sid(name)}/scenario.yaml")
    assert "attachment" in answer.headers["content-disposition"]
    assert not [secret for secret in SECRETS if secret in answer.text]
    path = tmp_path / "made.yaml"
    path.write_text(answer.text, "utf-8")
    (scenario,) = load([path])
    assert scenario.expect.path and scenario.now.utcoffset() == NOW.utcoffset()
    (call,) = await play_all(parts([scenario], seed=1, repeat=1, noise=0.0), parallel=1)
    assert call.passed, [check for check in call.checks if not check.passed]


async def test_every_call_becomes_a_file_that_loads(house: ConsoleHouse, tmp_path: Path) -> None:
    """Cut off, silent or broken off; a refusal is in what must be true."""
    for name in CALLS:
        log = await house.store.read(lambda c, name=name: call_log.read(c, sid(name), house.console.book))  # type: ignore[misc]
        assert log is not None
        (tmp_path / f"{name}.yaml").write_text(scenario_file.written(log, house.console.book.clinic), "utf-8")
    made = {scenario.source: scenario for scenario in load([tmp_path / f"{name}.yaml" for name in CALLS])}
    assert made["repaired.yaml"].expect.refused == ("confirmed was_read_back",)
    assert made["repaired.yaml"].answers["read_back"][0].after_words == 1
    assert made["silent.yaml"].opening[0].silent
