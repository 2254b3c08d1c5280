"""The turns of a call as the page shows them: what was heard, why it went on as it did, what was said."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.extraction import Record
from engine.vocabulary import State
from qa.access.redaction import fields_of
from qa.console.call_log import CallLog
from qa.console.facts import is_refused, refusing
from qa.phone import shown
from qa.phone.slots import Slot

LISTED = 5
"""Entries of a list that are written out."""


class Guard(Record, frozen=True):
    """One guard and its answer."""

    name: str
    answer: bool
    decided: bool = False
    """It was the one that refused."""


class Move(Record, frozen=True):
    """One attempted transition."""

    trigger: str
    source: str
    destination: str
    taken: bool
    guards: tuple[Guard, ...] = ()
    reason: str = ""
    refused_by: str = ""


class Tool(Record, frozen=True):
    """One use of a tool."""

    step: int
    name: str
    ok: bool
    rows_changed: int
    request: tuple[tuple[str, str], ...]
    result: tuple[tuple[str, str], ...]
    took_ms: float | None = None


class Screened(Record, frozen=True):
    """What the urgent screen made of the words."""

    outcome: str
    level: str = ""
    category: str = ""
    matched: tuple[str, ...] = ()
    rule: str = ""
    version: str = ""
    answer: str = ""


class Reading(Record, frozen=True):
    """How the words were understood."""

    source: str
    found: tuple[tuple[str, str], ...]
    fallback: str = ""
    model: str = ""
    model_ms: float | None = None
    tokens: str = ""


class Change(Record, frozen=True):
    """One slot before and after a turn."""

    name: str
    before: str
    after: str
    note: str = ""

    @property
    def is_new(self) -> bool:
        return self.before != self.after


class Turn(Record, frozen=True):
    """One turn."""

    number: int
    at: str
    kind: str
    heard: str
    state: str
    """After it."""
    states: tuple[str, ...]
    """Every state it was in."""
    said: tuple[str, ...]
    asked: str
    moves: tuple[Move, ...]
    tools: tuple[Tool, ...]
    slots: tuple[Change, ...] | None
    """None where this version of the code can't tell."""
    screened: Screened | None = None
    reading: Reading | None = None
    heard_of_reply: str | None = None
    """What was heard of its reply before the caller cut in; None where it was played to its end."""
    is_played: bool | None = None
    """Whether its reply was played to its end; None where nothing says so."""
    took_ms: float | None = None
    read_ms: float | None = None
    tools_ms: float | None = None
    hidden: frozenset[str] = frozenset()
    """The fields whose redacted form differs from what is stored, as `fields_of` names them."""

    @property
    def refusals(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.refused_by)

    @property
    def other_ms(self) -> float | None:
        """What is neither reading nor tools: the machine, the journal, waiting for the writer."""
        if self.took_ms is None or self.read_ms is None:
            return None
        return max(0.0, self.took_ms - self.read_ms - (self.tools_ms or 0.0))


def turns(log: CallLog) -> tuple[Turn, ...]:
    """Every turn of a call."""
    return tuple(_turns(log))


def _turns(log: CallLog) -> Iterator[Turn]:
    state, rows = State.IDENTIFY.value, log.history["turns"]
    for index, row in enumerate(rows):
        number = row["turn"]
        moves = tuple(_move(it) for it in log.history["transitions"] if it["turn"] == number)
        tools = tuple(_tool(it) for it in log.history["tools"] if it["turn"] == number)
        states = tuple(dict.fromkeys([state, *(move.destination for move in moves if move.taken)]))
        state = next((move.destination for move in reversed(moves) if move.taken), state)
        played = _played(rows[index + 1]) if index + 1 < len(rows) else None
        took = [tool.took_ms for tool in tools if tool.took_ms is not None]
        yield Turn(
            number=number,
            at=row["at"],
            kind=row["heard_kind"],
            heard=row["heard"] or "",
            state=state,
            states=states,
            said=tuple(piece["text"] for piece in row["said"] or ()),
            asked=row["asked"] or "",
            moves=moves,
            tools=tools,
            slots=_changes(log.slots, index),
            screened=_screened(row["screen"]),
            reading=_reading(row["extraction"]),
            heard_of_reply=None if played is None or played.get("complete", True) else played.get("text", ""),
            is_played=None if played is None else bool(played.get("complete", True)),
            took_ms=row["took_ms"],
            read_ms=row.get("read_ms"),
            tools_ms=round(sum(took), 2) if took else None,
            hidden=_hidden(log, index),
        )


def _played(following: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """How much of the reply before it a turn found played; only words and keys come with that news."""
    if following["heard_kind"] not in ("utterance", "keyed"):
        return None
    played: Mapping[str, Any] = (following["event"] or {}).get("played") or {}
    return played


def _move(row: Mapping[str, Any]) -> Move:
    refused_by = refusing(row) if is_refused(row) else ""
    return Move(
        trigger=row["trigger"],
        source=row["source"],
        destination=row["destination"] or row["source"],
        taken=row["taken"],
        guards=tuple(
            Guard(name=it["guard"], answer=it["answer"], decided=not it["answer"] and not row["taken"])
            for it in row["guards"]
        ),
        reason=row["reason"] or "",
        refused_by=refused_by,
    )


def _tool(row: Mapping[str, Any]) -> Tool:
    return Tool(
        step=row["step"],
        name=row["tool"],
        ok=bool(row["ok"]),
        rows_changed=row["rows_changed"],
        request=lines(row["request"]),
        result=lines(row["result"]),
        took_ms=row.get("took_ms"),
    )


def _screened(stored: Mapping[str, Any] | None) -> Screened | None:
    if not stored:
        return None
    return Screened(
        outcome=stored.get("outcome") or "clear",
        level=stored.get("level") or "",
        category=stored.get("category") or "",
        matched=tuple(stored.get("matched") or ()),
        rule=stored.get("rule") or "",
        version=str(stored.get("list") or ""),
        answer=stored.get("answer") or "",
    )


def _reading(stored: Mapping[str, Any] | None) -> Reading | None:
    if stored is None:
        return None
    usage = stored.get("usage") or {}
    found = {
        name: value for name, value in stored.items() if name not in ("source", "fallback", "usage", "slots")
    }
    tokens = f"{usage.get('tokens_in', 0)} in, {usage.get('tokens_out', 0)} out" if usage else ""
    return Reading(
        source=stored.get("source") or "local",
        found=(*lines(found), *lines(stored.get("slots") or {})),
        fallback=stored.get("fallback") or "",
        model=usage.get("model", ""),
        model_ms=usage.get("ms"),
        tokens=tokens,
    )


def _changes(after: Sequence[tuple[Slot, ...]], index: int) -> tuple[Change, ...] | None:
    if index >= len(after):
        return None
    before = {slot.name: slot.value for slot in after[index - 1]} if index else {}
    now = {slot.name: slot for slot in after[index]}
    named = dict.fromkeys([*now, *before])
    changes = (
        Change(
            name=name,
            before=before.get(name, ""),
            after=now[name].value if name in now else "",
            note=now[name].note if name in now else "",
        )
        for name in named
    )
    return tuple(change for change in changes if change.before or change.after)


def _hidden(log: CallLog, index: int) -> frozenset[str]:
    clear, redacted = log.clear["turns"][index], log.history["turns"][index]
    number = clear["turn"]
    pairs = zip(log.clear["tools"], log.history["tools"], strict=True)
    mine = [(a, b) for a, b in pairs if a["turn"] == number]
    before = fields_of(clear, [a for a, _ in mine])
    after = fields_of(redacted, [b for _, b in mine])
    return frozenset(name for name, value in before.items() if value != after.get(name))


def lines(value: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Nested data as names and values, each in a line; the type that says what it is comes elsewhere."""
    return tuple((shown.words(name), text) for name, text in _flat(value))


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for inner, inside in value.items():
            if inner != "type":
                yield from _flat(inside, f"{name} {inner}".strip())
    elif isinstance(value, list | tuple) and any(isinstance(inside, Mapping) for inside in value):
        if len(value) > LISTED:
            yield name, f"{len(value)} in all"
        for at, inside in enumerate(value[:LISTED], start=1):
            yield f"{name} {at}", ", ".join(text for _, text in _flat(inside))
    elif isinstance(value, list | tuple):
        yield name, ", ".join(text for inside in value for _, text in _flat(inside))
    else:
        yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
