"""The automatic checks: what they say of real calls, and that each of them can fail."""

import copy
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio

from qa.console.review.checks import CHECKS, Finding, Found, failed, judge
from qa.console.review.rules import USUAL, Rule, fitting, is_drawn
from tests.console_house import make_calls
from tests.office import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
History = dict[str, list[dict[str, Any]]]
Doctor = Callable[[History], None]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def calls(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, History]]:
    office = await Office.open(tmp_path_factory.mktemp("checks"))
    names = ("changed-its-mind", "booking", "urgent", "repaired", "silent", "spanish", "tools-failed")
    made = await make_calls(office, *names)
    yield {name: await office.history(call_sid) for name, call_sid in made.items()}
    await office.close()


def found(history: History, name: str) -> Finding:
    return next(finding for finding in judge(history) if finding.name == name)


async def test_the_calls_of_the_engine_pass(calls: dict[str, History]) -> None:
    """Booked, cancelled, urgent, silent and broken off: nothing fails but what did fail."""
    told = {name: failed(judge(history)) for name, history in calls.items()}
    assert told.pop("tools-failed") == ("tools_answered",)
    assert told.pop("spanish") == ("came_to_an_end",)  # its opening was gone; nobody said goodbye
    assert told == dict.fromkeys(told, ())


async def test_a_check_tells_what_it_looked_at(calls: dict[str, History]) -> None:
    """Evidence is turns; a call without a change is not praised for it."""
    assert found(calls["booking"], "agreed").turns == (5,)
    assert found(calls["changed-its-mind"], "has_row").found is Found.PASSED
    assert found(calls["silent"], "agreed").found is Found.IDLE
    assert found(calls["urgent"], "handed_over").turns == (3,)


def _turn(history: History, number: int) -> dict[str, Any]:
    return next(turn for turn in history["turns"] if turn["turn"] == number)


def _cut(history: History) -> None:
    _turn(history, 5)["event"]["played"] = {"complete": False, "text": "Tyrome, that's"}


def _said_no(history: History) -> None:
    _turn(history, 5)["extraction"]["answer"] = "no"


def _never_read_back(history: History) -> None:
    _turn(history, 4)["asked"] = "reason"


def _outside_act(history: History) -> None:
    history["transitions"] = [it for it in history["transitions"] if it["trigger"] != "confirmed"]


def _another_patient(history: History) -> None:
    history["tools"][-2]["request"]["patient_id"] = 2


def _nobody(history: History) -> None:
    history["tools"] = [it for it in history["tools"] if it["tool"] != "look_up_patient"]


def _too_little(history: History) -> None:
    history["tools"][-2] |= {"tool": "reschedule"}


def _no_row(history: History) -> None:
    history["tools"] = [it for it in history["tools"] if it["tool"] != "schedule"]


def _taken(history: History) -> None:
    history["tools"][-2]["result"] = {"type": "taken", "why": "provider_busy"}


def _another_doctor(history: History) -> None:
    history["tools"][-2]["result"]["booking"]["provider"] = "Dr. Wei Chan"


def _silently(history: History) -> None:
    _turn(history, 5)["said"] = []


def _asks_again(history: History) -> None:
    for number in range(1, 6):
        _turn(history, number)["asked"] = "when"


def _slow(history: History) -> None:
    _turn(history, 3)["took_ms"] = 2_600.0


def _left_open(history: History) -> None:
    history["transitions"] = [it for it in history["transitions"] if it["turn"] < 5]


def _broken_tool(history: History) -> None:
    history["tools"][0]["ok"] = False


@pytest.mark.parametrize(
    ("doctor", "name", "turn"),
    [
        (_cut, "agreed", 5),
        (_said_no, "agreed", 5),
        (_never_read_back, "agreed", 5),
        (_outside_act, "agreed", 5),
        (_another_patient, "identified", 5),
        (_nobody, "identified", 5),
        (_too_little, "identified", 5),
        (_no_row, "has_row", 5),
        (_taken, "has_row", 5),
        (_another_doctor, "has_row", 5),
        (_silently, "is_announced", 5),
        (_asks_again, "not_repeated", 5),
        (_slow, "answered_in_time", 3),
        (_left_open, "came_to_an_end", 6),
        (_broken_tool, "tools_answered", 4),
    ],
)
async def test_a_doctored_booking_fails(
    calls: dict[str, History], doctor: Doctor, name: str, turn: int
) -> None:
    """The same call with one thing wrong fails the check of that thing, and names the turn."""
    history = copy.deepcopy(calls["booking"])
    doctor(history)
    finding = found(history, name)
    assert finding.found is Found.FAILED and turn in finding.turns and finding.why


@pytest.mark.parametrize("screen", [{"outcome": "escalate"}, {"outcome": "ask", "answer": "silence"}])
async def test_urgent_words_that_are_not_handed_over_fail(
    calls: dict[str, History], screen: dict[str, str]
) -> None:
    """Heard in a turn after which the call is not with a person, or asked about without a clear no."""
    history = copy.deepcopy(calls["booking"])
    _turn(history, 3)["screen"] = screen
    assert found(history, "handed_over").turns == (3,)
    _turn(history, 3)["screen"] = {"outcome": "ask", "answer": "no"}
    assert found(history, "handed_over").found is Found.IDLE


async def test_every_check_is_tried(calls: dict[str, History]) -> None:
    """No check was added that no doctored history breaks."""
    (marks,) = (it for it in test_a_doctored_booking_fails.pytestmark if it.name == "parametrize")  # type: ignore[attr-defined]
    assert {case[1] for case in marks.args[1]} | {"handed_over"} == set(CHECKS)


async def test_what_was_deleted_cannot_be_judged(calls: dict[str, History]) -> None:
    """Without the words a check says so, and neither passes nor fails."""
    history = copy.deepcopy(calls["booking"])
    for turn in history["turns"]:
        turn |= {"event": {"type": "deleted"}, "extraction": None, "said": None}
    for used in history["tools"]:
        used |= {"request": {}, "result": {}}
    assert found(history, "agreed").found is Found.UNKNOWN
    assert failed(judge(history)) == ()


async def test_rules_take_the_grave_first_and_a_share_of_the_rest(calls: dict[str, History]) -> None:
    """Urgent before failed before refused; a share is always the same calls, about as many as said."""
    assert fitting(calls["urgent"], fails=True) is Rule.URGENT
    assert fitting(calls["repaired"], fails=True) is Rule.FAILED
    assert fitting(calls["repaired"], fails=False) is Rule.REFUSED
    assert fitting(calls["booking"], fails=False) is Rule.REST
    drawn = [sid for sid in (f"CA{n:032}" for n in range(4_000)) if is_drawn(sid, USUAL[Rule.REST])]
    assert 140 < len(drawn) < 260 and all(is_drawn(sid, 0.5) for sid in drawn)
    assert is_drawn("CA1", 1.0) and not is_drawn("CA1", 0.0)
