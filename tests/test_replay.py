"""Calls taken again from their log: nothing differs, or the first difference is found and named."""

import copy
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from engine.__main__ import main
from engine.clinic import Clinic
from engine.command_replay import replay_calls
from engine.memory import Call
from engine.record import Rulebook
from engine.replay import Difference, replay
from engine.store import Store
from engine.table import TABLE, Driver
from engine.vocabulary import State, Trigger
from tests.clinic_books import empty_url
from tests.office import NOW, Office, rulebook
from tests.replays.calls import CALLS
from tests.replays.record import stored
from tools.sql import load_demo, read_clinic

History = dict[str, list[dict[str, Any]]]
STORED = stored()
BOOKING = CALLS["booking"]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    """The demo clinic, read as the server reads it."""
    store = Store.open(empty_url("sqlite", tmp_path_factory.mktemp("books")))
    store.transact_now(lambda connection: load_demo(connection, NOW))
    read = store.transact_now(read_clinic)
    store.close_now()
    return read


@pytest.fixture(scope="module")
def book(clinic: Clinic) -> Rulebook:
    return rulebook(clinic)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    opened = await Office.open(tmp_path)
    yield opened
    await opened.close()


def never(call: Call) -> bool:
    """A guard that a later version might have added."""
    return False


def with_guard(book: Rulebook, trigger: Trigger) -> Rulebook:
    """The rules of a version that never takes `trigger`."""
    rows = tuple((t, s, d, (*asked, never) if t is trigger else asked) for t, s, d, asked in TABLE)
    return msgspec.structs.replace(book, driver=Driver(rows))


# ---------------------------------------------------------------- the stored calls


@pytest.mark.parametrize("name", CALLS)
def test_a_stored_call_goes_as_it_went(name: str, book: Rulebook) -> None:
    """This version does what the one did that took the call; if not, see CONTRIBUTING on recording anew."""
    assert replay(STORED[name], book) is None


def test_the_stored_calls_are_those_of_the_script() -> None:
    """No call is left over from an older script, and between them they fire every trigger."""
    assert set(STORED) == set(CALLS)
    fired = {row["trigger"] for history in STORED.values() for row in history["transitions"]}
    assert fired == set(Trigger)


# ---------------------------------------------------------------- what is found


def test_a_new_guard_is_found(book: Rulebook) -> None:
    """A transition that this version refuses is the first difference, with all four of its parts."""
    assert replay(STORED["booking"], with_guard(book, Trigger.CONFIRMED)) == Difference(
        turn=5,
        what="transition",
        expected="confirmed confirm → act taken",
        got="confirmed confirm → act refused",
    )


def test_a_transition_that_leads_elsewhere_is_found(book: Rulebook) -> None:
    """The destination counts, not only the trigger."""
    rows = tuple((t, s, State.ENDED if t is Trigger.ASK_FOR_PERSON else d, asked) for t, s, d, asked in TABLE)
    found = replay(STORED["asked-for-a-person"], msgspec.structs.replace(book, driver=Driver(rows)))
    assert found is not None and found.turn == 3
    assert (found.expected, found.got) == (
        "ask_for_person identify → escalate taken",
        "ask_for_person identify → ended taken",
    )


def changed(name: str, part: str, number: int, **values: Any) -> History:
    history = copy.deepcopy(STORED[name])
    history[part][number] |= values
    return history


def test_a_tool_asked_for_something_else_is_found_without_its_values(book: Rulebook) -> None:
    """The field is named; what it held is a patient's."""
    number = next(n for n, row in enumerate(STORED["booking"]["tools"]) if row["tool"] == "schedule")
    request = STORED["booking"]["tools"][number]["request"] | {"start": "2026-03-05T15:00:00Z"}
    found = replay(changed("booking", "tools", number, request=request), book)
    assert found is not None and (found.what, found.got) == ("tool", "schedule with another start")


def test_what_the_log_has_and_this_version_leaves_out_is_found(book: Rulebook) -> None:
    """A transition or a tool that no longer comes is a difference too."""
    history = copy.deepcopy(STORED["booking"])
    last = history["transitions"][-1]
    history["transitions"].append(last | {"step": last["step"] + 1})
    found = replay(history, book)
    assert found is not None and (found.what, found.got) == ("transition", "none")


def test_another_question_is_found(book: Rulebook) -> None:
    """Every question is the same transition, so the question itself is held against the log."""
    found = replay(changed("booking", "turns", 1, asked="phone"), book)
    assert found == Difference(turn=2, what="question", expected="phone", got="patient_name")


def test_a_turn_that_was_not_logged_in_full_is_named(book: Rulebook) -> None:
    """A log from before events were kept is no proof that nothing changed."""
    found = replay(changed("booking", "turns", 2, event=None), book)
    assert found == Difference(turn=3, what="log", expected="what was given", got="nothing")


def test_a_version_that_fails_is_a_difference(book: Rulebook) -> None:
    """An exception is named by its kind: its text may hold what was said."""

    def broken(call: Call) -> bool:
        raise LookupError("Tyrome")

    rows = tuple((t, s, d, (broken,)) for t, s, d, _ in TABLE)
    found = replay(STORED["booking"], msgspec.structs.replace(book, driver=Driver(rows)))
    assert found == Difference(turn=1, what="error", expected="an answer", got="LookupError")


# ---------------------------------------------------------------- from a database


async def run(office: Office, sql: str) -> None:
    """Change the database behind the desk's back."""
    await office.store.transact(lambda connection: connection.execute(text(sql)))


async def test_a_call_of_the_database_goes_as_it_went(office: Office, book: Rulebook) -> None:
    """The journal holds everything that every turn was given, to the millisecond."""
    caller = await office.call("+12125550101", attested=True)
    for line in BOOKING[:-1]:
        office.wait(seconds=7.1234567)
        await caller.says(line)
    await caller.cuts_in("what was that?", after="You're")
    await caller.keys("2")
    await caller.hangs_up()
    assert replay(await caller.history(), book) is None


async def test_a_turn_the_store_lost_leaves_no_trace(office: Office, book: Rulebook) -> None:
    """A turn that failed is not in the log, and the turn after it goes on as if it had not been."""
    caller = await office.call()
    await caller.says(BOOKING[0])
    await run(office, "ALTER TABLE Transitions RENAME TO Elsewhere")
    await caller.says("Tyrome Williams")
    assert caller.reply.ending is not None
    await run(office, "ALTER TABLE Elsewhere RENAME TO Transitions")
    await caller.says("Tyrome Williams")
    assert caller.reply.ending is None and (await caller.memory()).turn == 3
    assert replay(await caller.history(), book) is None


async def test_the_command_writes_a_line_for_each_call_that_differs(office: Office, book: Rulebook) -> None:
    """Calls that go as they went are not mentioned."""
    caller, other = await office.call(), await office.call()
    await caller.says(*BOOKING)
    await other.says("what are your opening hours?")
    calls, out = (caller.call_sid, other.call_sid), io.StringIO()
    assert replay_calls(office.store, calls, book, out) == 0
    assert out.getvalue() == ""
    assert replay_calls(office.store, calls, with_guard(book, Trigger.CONFIRMED), out) == 1
    assert out.getvalue().startswith(
        f"{caller.call_sid}: turn 5, transition: expected confirmed confirm → act"
    )
    assert out.getvalue().count("\n") == 1


async def test_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By name or by time; a call that differs makes the exit status 1, one that is not there 2."""
    monkeypatch.chdir(tmp_path)  # no .env of somebody's
    office = await Office.open(tmp_path)
    caller = await office.call()
    await caller.says(*BOOKING)
    database = f"--database=sqlite:///{tmp_path / 'clinic.db'}"
    assert main(["replay", caller.call_sid, database]) == 0
    assert main(["replay", "--since=2026-03-02T09:00-05:00", database]) == 0
    await run(office, "UPDATE Turns SET event = NULL WHERE turn = 2")
    assert main(["replay", "--since=2026-03-02T09:00-05:00", database]) == 1
    assert main(["replay", "--since=2026-03-03", database]) == 0
    await office.close()
    assert capsys.readouterr().out == (
        f"{caller.call_sid}: turn 2, log: expected what was given, got nothing\n"
    )
    assert main(["replay", "CA00", database]) == 2
    assert "no such call" in capsys.readouterr().err
