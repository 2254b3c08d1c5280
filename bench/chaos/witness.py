"""The books held against what the callers heard and said, and against the texts that went out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from bench.chaos.books import Books
from bench.chaos.ledger import Change, Finding, changes
from bench.chaos.persona import BOOKED
from bench.chaos.record import STAYED, Agent, Caller, CallRecord, Outcome, Sent
from engine.record import Rulebook
from engine.replay import History, replay

Calls = Mapping[str, CallRecord]
UNSENT = frozenset({"refused", "stored"})


def unagreed(books: Books, calls: Calls) -> Iterator[Finding]:
    """Every change was a transition into `act` after a yes to its read-back, which the caller heard whole."""
    for change in changes(books):
        history = books.histories[change.call_sid]
        fault = _not_entered(history, change) or _not_said_yes(history, change)
        record = calls.get(change.call_sid)
        if record is None:
            fault = fault or "no caller made this call"
        else:
            fault = fault or _not_heard(history, change, record)
        if fault:
            yield Finding(check="unagreed", call_sid=change.call_sid, what=f"turn {change.turn}: {fault}")


def untrue(books: Books, calls: Calls) -> Iterator[Finding]:
    """Whoever heard that it was done has it in the books."""
    did = {change.call_sid for change in changes(books)}
    for record in calls.values():
        told = any(isinstance(line, Agent) and BOOKED.search(line.text) for line in record.lines)
        if told and record.call_sid not in did:
            yield Finding(check="untrue", call_sid=record.call_sid, what="told that it was done")


def differing(books: Books, book: Rulebook) -> Iterator[Finding]:
    """Every log replays."""
    for call_sid, history in books.histories.items():
        difference = replay(history, book)
        if difference is not None:
            yield Finding(check="replay", call_sid=call_sid, what=str(difference))


def unfinished(books: Books, calls: Calls) -> Iterator[Finding]:
    """Every caller who stayed ended in a final state: a goodbye, a person, or a message."""
    for record in calls.values():
        if record.outcome in (Outcome.LEFT, Outcome.DEAD):
            continue
        state = books.states.get(record.call_sid, "not in the books")
        if record.outcome not in STAYED:
            yield Finding(
                check="unfinished", call_sid=record.call_sid, what=f"{record.outcome.value}, in {state}"
            )
        elif record.outcome is Outcome.GOODBYE and state != "ended":
            yield Finding(check="unfinished", call_sid=record.call_sid, what=f"said goodbye, in {state}")


def mistexted(books: Books, sent: Sequence[Sent]) -> Iterator[Finding]:
    """One confirmation for each change, and each reached the network once."""
    keys = {message.key for message in books.messages}
    for change in changes(books):
        if f"{change.key}:sms" not in keys:
            yield Finding(check="texts", call_sid=change.call_sid, what="no confirmation was queued")
    due = Counter((m.to_phone, m.body) for m in books.messages if m.status not in UNSENT)
    reached = Counter((text.to, text.body) for text in sent)
    first = {(m.to_phone, m.body): m.key.partition(":")[0] for m in books.messages}
    for words in due | reached:
        if reached[words] != due[words]:
            what = f"{due[words]} due, {reached[words]} reached the network"
            yield Finding(check="texts", call_sid=first.get(words, ""), what=what)


def _not_entered(history: History, change: Change) -> str:
    entered = any(
        row["turn"] == change.turn
        and row["taken"]
        and (row["trigger"], row["source"], row["destination"]) == ("confirmed", "confirm", "act")
        for row in history["transitions"]
    )
    return "" if entered else "no transition into act"


def _not_said_yes(history: History, change: Change) -> str:
    row = _turn(history, change.turn)
    if row is None:
        return "no such turn"
    event = row["event"] or {}
    if not event.get("played", {}).get("complete", True):
        return "the read-back was not played to its end"
    return "" if (row["extraction"] or {}).get("answer") == "yes" else "no yes"


def _not_heard(history: History, change: Change, record: CallRecord) -> str:
    """Whether the caller's own notes have the read-back, whole, and a yes right behind it."""
    asked = [row for row in history["turns"] if row["turn"] < change.turn and row["asked"] == "confirmation"]
    if not asked or not asked[-1]["said"]:
        return "nothing was read back"
    words = asked[-1]["said"][-1]["text"]
    for heard, said in pairwise(record.lines):
        whole = isinstance(heard, Agent) and heard.played and words in heard.text
        if whole and isinstance(said, Caller) and said.text.startswith("yes"):
            return ""
    return "the caller never said yes to a read-back heard whole"


def _turn(history: History, number: int) -> Mapping[str, Any] | None:
    return next((row for row in history["turns"] if row["turn"] == number), None)
