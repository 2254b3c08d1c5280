"""Automatic checks: what must be true of every stored call, with the turns that prove it or break it.

Each is a pure function over `journal.history` as it is stored. What it answers names turns, tools and guards
and never quotes anybody, so it may be shown and indexed as it is.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from engine.extraction import Record
from engine.replay import DELETED
from engine.speech.wordings import Speech
from engine.vocabulary import Asked, Language, State, Trigger

Row = Mapping[str, Any]
History = Mapping[str, Sequence[Row]]

MOST_ASKED = 4
"""Times in a row that one question may be put; the ladders of repair end before."""
SLOWEST_MS = 2_500.0
"""What a caller takes for a dead line; the hard limit of the model, too."""
CHANGES: Mapping[str, str] = {"schedule": "booked", "reschedule": "booked", "cancel": "cancelled"}
"""The tools that change a visit, and what they answer when they did."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    "schedule": ("L1", "L2"),
    "reschedule": ("L2",),
    "cancel": ("L2",),
}
_PLACE = re.compile(r"\\\{.*?\\\}")


class Found(StrEnum):
    """What a check came to."""

    PASSED = "passed"
    FAILED = "failed"
    IDLE = "idle"
    """There was nothing in the call that it is about."""
    UNKNOWN = "unknown"
    """The words it needs were deleted."""


class Finding(Record, frozen=True):
    """One check of one call."""

    name: str
    claim: str
    found: Found
    turns: tuple[int, ...] = ()
    """The evidence: those that break it or, where it holds, those it looked at."""
    why: str = ""


class Fault(Record, frozen=True):
    """One turn that breaks a claim."""

    turn: int
    why: str


class Looked(Record, frozen=True):
    """What a check saw: the turns that it is about, and what is wrong with some of them."""

    turns: tuple[int, ...]
    faults: tuple[Fault, ...] = ()


Check = Callable[[History], Looked]


def judge(history: History) -> tuple[Finding, ...]:
    """Hold a call against every check."""
    return tuple(_finding(name, claim, check, history) for name, (claim, check) in CHECKS.items())


def failed(findings: Sequence[Finding]) -> tuple[str, ...]:
    """The names of the checks that failed."""
    return tuple(finding.name for finding in findings if finding.found is Found.FAILED)


def _finding(name: str, claim: str, check: Check, history: History) -> Finding:
    if name in WORDY and any(turn["event"] == DELETED for turn in history["turns"]):
        return Finding(name=name, claim=claim, found=Found.UNKNOWN, why="the words were deleted")
    looked = check(history)
    if looked.faults:
        turns = tuple(dict.fromkeys(fault.turn for fault in looked.faults))
        why = "; ".join(dict.fromkeys(fault.why for fault in looked.faults))
        return Finding(name=name, claim=claim, found=Found.FAILED, turns=turns, why=why)
    return Finding(
        name=name, claim=claim, found=Found.PASSED if looked.turns else Found.IDLE, turns=looked.turns
    )


# ---------------------------------------------------------------- the checks


def agreed(history: History) -> Looked:
    """The answer before a change was a yes to a read-back that was played to its end, and led to `act`."""
    used = list(_changes(history))
    faults = [fault for tool in used for fault in _disagreement(history, int(tool["turn"]))]
    return Looked(turns=_turns(used), faults=tuple(faults))


def identified(history: History) -> Looked:
    """The patient that was acted for is the one that was found last, at the level that the change needs."""
    used, faults = list(_changes(history)), []
    for tool in used:
        patient = next((it["result"] for it in _before(history, tool) if it["result"].get("level")), None)
        if patient is None:
            faults.append(Fault(turn=tool["turn"], why=f"{tool['tool']} with nobody identified"))
        elif patient.get("patient_id") != tool["request"].get("patient_id"):
            faults.append(Fault(turn=tool["turn"], why=f"{tool['tool']} for another patient"))
        elif patient["level"] not in NEEDED[tool["tool"]]:
            faults.append(Fault(turn=tool["turn"], why=f"{tool['tool']} at level {patient['level']}"))
    return Looked(turns=_turns(used), faults=tuple(faults))


def handed_over(history: History) -> Looked:
    """Urgent words and an urgent question that got no clear no lead to `escalate` in the same turn."""
    urgent = [turn for turn in history["turns"] if _is_urgent(turn["screen"])]
    faults = [
        Fault(turn=turn["turn"], why="urgent words, and the call was not handed over in this turn")
        for turn in urgent
        if _state_after(history, turn["turn"]) != State.ESCALATE
    ]
    return Looked(turns=_turns(urgent), faults=tuple(faults))


def has_row(history: History) -> Looked:
    """A change that the agent says was made was made, in this turn or, said again, before it."""
    told, faults = [], []
    for turn in history["turns"]:
        for tool, text in _announced(turn):
            told.append(turn)
            done = [it for it in _done(history) if it["tool"] == tool and it["turn"] <= turn["turn"]]
            if not any(_provider(it) in text for it in done):
                faults.append(Fault(turn=turn["turn"], why=f"announced, and no {tool} has made it"))
    return Looked(turns=_turns(told), faults=tuple(faults))


def is_announced(history: History) -> Looked:
    """A change that was made is said in the same turn."""
    done, faults = list(_done(history)), []
    for used in done:
        turn = next((it for it in history["turns"] if it["turn"] == used["turn"]), None)
        if turn is None or used["tool"] not in [tool for tool, _ in _announced(turn)]:
            faults.append(Fault(turn=used["turn"], why=f"{used['tool']} was made and not announced"))
    return Looked(turns=_turns(done), faults=tuple(faults))


def not_repeated(history: History) -> Looked:
    """No question is put more than `MOST_ASKED` times in a row."""
    asked: list[Row] = [turn for turn in history["turns"] if turn["asked"]]
    faults, times = [], 0
    for index, turn in enumerate(asked):
        times = times + 1 if index and asked[index - 1]["asked"] == turn["asked"] else 1
        if times > MOST_ASKED:
            faults.append(Fault(turn=turn["turn"], why=f"{turn['asked']} was asked {times} times in a row"))
    return Looked(turns=_turns(asked), faults=tuple(faults))


def came_to_an_end(history: History) -> Looked:
    """The last state is a final one."""
    if not history["turns"]:
        return Looked(turns=())
    last = int(history["turns"][-1]["turn"])
    state = _state_after(history, last)
    faults = () if state in (State.ENDED, State.ESCALATE) else (Fault(turn=last, why=f"left in {state}"),)
    return Looked(turns=(last,), faults=faults)


def answered_in_time(history: History) -> Looked:
    """No turn takes longer than `SLOWEST_MS`."""
    timed = [turn for turn in history["turns"] if turn["took_ms"] is not None]
    slow = [turn for turn in timed if turn["took_ms"] > SLOWEST_MS]
    faults = [Fault(turn=turn["turn"], why=f"took {turn['took_ms']:.0f} ms") for turn in slow]
    return Looked(turns=_turns(timed), faults=tuple(faults))


def tools_answered(history: History) -> Looked:
    """Every tool answers."""
    used = history["tools"]
    faults = [Fault(turn=it["turn"], why=f"{it['tool']} failed") for it in used if not it["ok"]]
    return Looked(turns=_turns(used), faults=tuple(faults))


CHECKS: Mapping[str, tuple[str, Check]] = {
    "agreed": ("Every change had a yes to a read-back that was played to its end", agreed),
    "identified": ("Every change was for the patient identified, at the level it needs", identified),
    "handed_over": ("Urgent words were handed over in the same turn", handed_over),
    "has_row": ("Whatever was announced as done was done", has_row),
    "is_announced": ("Every change was announced when it was made", is_announced),
    "tools_answered": ("No tool failed", tools_answered),
    "not_repeated": (f"No question was put more than {MOST_ASKED} times in a row", not_repeated),
    "answered_in_time": (f"No turn took longer than {SLOWEST_MS / 1000:.1f} seconds", answered_in_time),
    "came_to_an_end": ("The call came to an end", came_to_an_end),
}
"""In the order of their weight."""
WORDY = frozenset({"agreed", "identified", "has_row", "is_announced"})
"""Checks that need what retention deletes first."""


# ---------------------------------------------------------------- what they look at


def _changes(history: History) -> Iterator[Row]:
    """Every attempt at a change."""
    return (used for used in history["tools"] if used["tool"] in CHANGES)


def _done(history: History) -> Iterator[Row]:
    return (used for used in _changes(history) if used["result"].get("type") == CHANGES[used["tool"]])


def _before(history: History, tool: Row) -> list[Row]:
    """The tools used before one, the last first."""
    at = tool["turn"], tool["step"]
    return [it for it in history["tools"] if (it["turn"], it["step"]) < at][::-1]


def _disagreement(history: History, number: int) -> Iterator[Fault]:
    turn = next((it for it in history["turns"] if it["turn"] == number), None)
    if turn is None:
        yield Fault(turn=number, why="a change in a turn that is not in the log")
        return
    asked = [it["asked"] for it in history["turns"] if it["turn"] < number and it["asked"]]
    event = turn["event"] or {}
    if not asked or asked[-1] != Asked.CONFIRMATION:
        yield Fault(turn=number, why="a change without a read-back before it")
    if not (event.get("played") or {}).get("complete", True):
        yield Fault(turn=number, why="the read-back was not played to its end")
    if (turn["extraction"] or {}).get("answer") != "yes" and event.get("digits") != "1":
        yield Fault(turn=number, why="the answer was no yes")
    moves = [it for it in history["transitions"] if it["turn"] == number]
    if not any(it["trigger"] == Trigger.CONFIRMED and it["taken"] for it in moves):
        yield Fault(turn=number, why="a change outside act")


def _is_urgent(screen: Row | None) -> bool:
    found = screen or {}
    return found.get("outcome") == "escalate" or found.get("answer", "no") != "no"


def _state_after(history: History, number: int) -> str:
    taken = (it for it in history["transitions"] if it["turn"] <= number and it["taken"])
    return next((str(it["destination"]) for it in reversed(list(taken))), State.IDENTIFY.value)


def _announced(turn: Row) -> Iterator[tuple[str, str]]:
    """The changes that the agent says were made, each with the sentence."""
    for piece in turn["said"] or ():
        for tool, pattern in _announcements():
            if pattern.search(piece["text"]):
                yield tool, piece["text"]


@cache
def _announcements() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The wordings of `done_…`, in both languages, with room for what is filled in."""
    speech, found = Speech.load(), []
    for lang in Language:
        for name, template in speech.file(lang)["say"].items():
            tool = name.removeprefix("done_").removesuffix("_for")
            if name.startswith("done_") and tool in CHANGES:
                found.append((tool, re.compile(_PLACE.sub(".+", re.escape(str(template))))))
    return tuple(found)


def _provider(used: Row) -> str:
    """The provider's name as it must be in the sentence; a cancellation answers none."""
    return str((used["result"].get("booking") or {}).get("provider", ""))


def _turns(rows: Sequence[Row]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(row["turn"]) for row in rows))
