"""Which turn of the journal said which reply, and what was asked in it that had been said before."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.extraction import Record
from qa.simulate.records import FinishedCall, Row

FRESH = frozenset({
    "start_over", "step_up", "corrected", "taken", "done", "told", "kept", "nothing_to_do", "another_errand",
})  # fmt: skip
"""Transitions after which the errand's questions may be asked anew."""
NOT_THAT_DOCTOR = frozenset({"wrong_age", "unknown_provider"})
ABOUT_WHO = frozenset({"patient_name", "date_of_birth", "phone"})
WHO_AGAIN = frozenset({"start_over", "step_up"})


History = Mapping[str, list[Row]]
"""`turns`, `transitions` and `tools` of one call, as the journal tells them."""


class Redundant(Record, frozen=True):
    """A question for something that the machine had been told."""

    turn: int
    asked: str
    told: int
    """The turn in which it was said."""


def turns_of_replies(call: FinishedCall) -> list[int]:
    """For each reply the turn that said it; for one of the line's own words, the last turn before it."""
    said = [(row["turn"], _plain(" ".join(p["text"] for p in row["said"]))) for row in _turns(call)]
    found = _pair([_plain(reply.text) for reply in call.replies], [one for one in said if one[1]])
    last = said[-1][0] if said else 0
    turns: list[int] = []
    for number in range(len(found)):
        own = found[number]
        later = next((turn for turn in found[number + 1 :] if turn is not None), last + 1)
        turns.append(later - 1 if own is None else own)
    return turns


def _pair(replies: Sequence[str], turns: Sequence[tuple[int, str]]) -> list[int | None]:
    """Pair as many replies with turns as their common order allows (longest common subsequence)."""
    longest = [[0] * (len(turns) + 1) for _ in range(len(replies) + 1)]
    for r in reversed(range(len(replies))):
        for t in reversed(range(len(turns))):
            same = longest[r + 1][t + 1] + 1 if _is_said(replies[r], turns[t][1]) else 0
            longest[r][t] = max(same, longest[r + 1][t], longest[r][t + 1])
    paired: list[int | None] = []
    at = 0
    for r, words in enumerate(replies):
        ahead = longest[r][at]
        while at < len(turns) and longest[r][at + 1] == ahead > longest[r + 1][at]:
            at += 1
        is_pair = at < len(turns) and ahead > longest[r + 1][at] and _is_said(words, turns[at][1])
        paired.append(turns[at][0] if is_pair else None)
        at += is_pair
    return paired


def _is_said(reply: str, turn: str) -> bool:
    """Whether a reply is what a turn said; the line may have put a word before it, or lost some."""
    return turn in reply or reply in turn


def redundancy(call: FinishedCall) -> tuple[Redundant, ...]:
    """Every question for what the caller had said and the machine had understood.

    Asking again is no fault after a look-up that found nobody, a refused read-back, refused offers, a new
    errand or a start over.
    """
    return tuple(asked_again(call.history, _refused_doctors(call)))


def asked_again(history: History, refused: frozenset[int] = frozenset()) -> Iterator[Redundant]:
    """The same of a log; `refused` are the turns in which a doctor who was named would not do."""
    told: dict[str, int] = {}
    before: str | None = None
    for row in history.get("turns", ()):
        turn = row["turn"]
        if isinstance(_said(row).get("provider"), list):
            told.pop("provider", None)  # another one is meant now, and it is open which
        for slot in _slots(row):
            told.setdefault(slot, turn)
        _forget(told, history, turn)
        asked = row["asked"]
        if asked == "when" and before == "choice":
            told.pop("when", None)  # what was found for it did not suit
        if turn in refused:
            told.pop("provider", None)
        if asked in told and row["heard_kind"] == "utterance":
            yield Redundant(turn=turn, asked=asked, told=told[asked])
        before = asked


def _forget(told: dict[str, int], history: History, turn: int) -> None:
    """Drop what this turn's transitions and look-ups have made open again."""
    triggers = {
        row["trigger"] for row in history.get("transitions", ()) if row["turn"] == turn and row["taken"]
    }
    if triggers & WHO_AGAIN or any(_found_nobody(row) for row in _tools(history, turn)):
        for slot in ABOUT_WHO:
            told.pop(slot, None)
    if triggers & FRESH:
        for slot in told.keys() - ABOUT_WHO:
            told.pop(slot)
    if any(row["tool"] == "find_openings" for row in _tools(history, turn)):
        told.pop("when", None)  # the wish was looked for; what is asked now is for another one


def _refused_doctors(call: FinishedCall) -> frozenset[int]:
    """The turns in which the agent said why the doctor who was named will not do."""
    turns = turns_of_replies(call)
    return frozenset(
        turn for turn, reply in zip(turns, call.replies, strict=True) if NOT_THAT_DOCTOR & set(reply.cues)
    )


def _found_nobody(row: Row) -> bool:
    """Whether a look-up failed; one with a telephone number has failed too where that did not fit."""
    if row["tool"] != "look_up_patient":
        return False
    level = "L2" if row["request"].get("phone") else "L1"
    return str(row["result"].get("level", "")) < level


def _slots(row: Row) -> Iterator[str]:
    """The slots that this turn's words filled completely."""
    slots = _said(row)
    name = slots.get("patient_name") or {}
    if name.get("given") and name.get("family"):
        yield "patient_name"
    if slots.get("visit_type"):
        yield "reason"
    if isinstance(slots.get("provider"), str):
        yield "provider"
    yield from (slot for slot in ("date_of_birth", "phone", "when") if slots.get(slot))


def _said(row: Row) -> Mapping[str, Any]:
    slots: Mapping[str, Any] = (row["extraction"] or {}).get("slots", {})
    return slots


def _turns(call: FinishedCall) -> list[Row]:
    return call.history.get("turns", [])


def _tools(history: History, turn: int) -> list[Row]:
    return [row for row in history.get("tools", ()) if row["turn"] == turn]


def _plain(text: str) -> str:
    return " ".join(text.split())
