"""What one call adds to the numbers: counts by figure and value, worked out from its redacted log."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from engine.urgency import NEW_PROBLEM
from engine.vocabulary import ERRANDS, Reason, State
from qa.access.redaction import History
from qa.console.facts import OPEN, Facet, Facts, is_refused, refusing
from qa.console.numbers.sketch import bucket
from qa.simulate.score_turns import asked_again

Tally = Mapping[str, Mapping[str, int]]
"""Counts by figure and value. Only ever added and subtracted."""


class Of(StrEnum):
    """What is counted. The value under it is in brackets."""

    CALLS = "calls"
    OUTCOME = "outcome"
    """[outcome]"""
    ERRAND = "errand"
    """Calls that named an errand, those handed over as urgent left out [the last one named]."""
    DONE = "done"
    """Of those, calls in which one was done [the last one named]."""
    REASON = "reason"
    """Calls handed over [reason]."""
    LEFT = "left"
    """Calls that ended with nothing done and nobody reached [the state they were left in]."""
    TURN = "turn"
    """Turns [what was heard: utterance, keyed, silence, …]."""
    REPLY = "reply"
    """Turns that answered words or keys [bucket of milliseconds]."""
    MODEL = "model"
    """Requests to the model [bucket of milliseconds]."""
    LENGTH = "length"
    """Calls [bucket of milliseconds]."""
    PLAYED = "played"
    """Replies whose playing is known [whole, cut]."""
    SOURCE = "source"
    """Utterances [who read them]."""
    FALLBACK = "fallback"
    """Utterances for which the model was asked in vain [why]."""
    TOOL = "tool"
    TOOL_FAILED = "tool_failed"
    QUESTION = "question"
    """Questions put after the caller had spoken."""
    REDUNDANT = "redundant"
    """Questions for what had been said [what]."""
    REFUSED = "refused"
    """Refused transitions [guard]."""
    URGENT = "urgent"
    """Turns that left for an urgent symptom [category]."""
    ASKED = "asked"
    """Turns whose words got the screen's question [category]; what every new problem is asked is none."""
    HOUR = "hour"
    """Calls [weekday, 0 for Monday, and hour they began in, clinic time]."""
    CHECKS = "checks"
    """Calls [what their automatic checks came to]."""
    CHECK = "check"
    """Calls [automatic check that failed]."""
    VERDICT = "verdict"
    """Calls [a person's verdict]."""
    RECALL = "recall"
    """Urgent calls as people judged them [hit, missed, false_alarm]."""


URGENT = frozenset({Reason.EMERGENCY, Reason.URGENT})
"""Hand-offs that no other figure may count as success or failure."""
MISSED_TAG = "urgent-missed"
"""A reviewer's: the call was urgent, and was not handed over as such."""
FALSE_ALARM_TAG = "urgent-false-alarm"
MISSED_CHECK = "handed_over"
REVIEWED = (Of.CHECKS, Of.CHECK, Of.VERDICT, Of.RECALL)
"""What reviews say: it may change after the words of a call were deleted."""
_FACETS = {"checks": Of.CHECKS, "check": Of.CHECK, "verdict": Of.VERDICT}


def tally(row: Facts, history: History, facets: Iterable[Facet], began: datetime) -> Tally:
    """Count one call; `history` is redacted, `began` is clinic-local."""
    counted: dict[str, Counter[str]] = {}
    for figure, value in _all(row, history, frozenset(facets), began):
        counted.setdefault(figure.value, Counter())[value] += 1
    return counted


def _all(row: Facts, history: History, facets: frozenset[Facet], began: datetime) -> Iterator[tuple[Of, str]]:
    yield Of.CALLS, ""
    yield Of.HOUR, f"{began.weekday()} {began.hour}"
    yield Of.LENGTH, bucket(row.length_ms)
    yield from _ending(row, history)
    yield from _turns(history)
    yield from _tools(history)
    yield from ((Of.REFUSED, refusing(it)) for it in history["transitions"] if is_refused(it))
    yield from _redundant(history)
    yield from ((_FACETS[kind], value) for kind, value in facets if kind in _FACETS)
    yield from _recall(row, facets)


def _ending(row: Facts, history: History) -> Iterator[tuple[Of, str]]:
    outcome = row.outcome or OPEN
    yield Of.OUTCOME, outcome
    if row.intent in ERRANDS and row.reason not in URGENT:
        yield Of.ERRAND, row.intent
        if outcome in ERRANDS:
            yield Of.DONE, row.intent
    if outcome == "handed_over":
        yield Of.REASON, row.reason or "unknown"
    elif outcome not in ERRANDS:
        yield Of.LEFT, _left_in(row, history)


def _left_in(row: Facts, history: History) -> str:
    """The last state before the end."""
    taken = [it for it in history["transitions"] if it["taken"]]
    last = next((it["source"] for it in reversed(taken) if it["destination"] == State.ENDED), None)
    return last if last is not None and row.state == State.ENDED else row.state


def _turns(history: History) -> Iterator[tuple[Of, str]]:
    for turn in history["turns"]:
        yield Of.TURN, turn["heard_kind"]
        if turn["heard_kind"] in ("utterance", "keyed"):
            if turn["took_ms"] is not None:
                yield Of.REPLY, bucket(turn["took_ms"])
            if turn["asked"]:
                yield Of.QUESTION, ""
            played: Mapping[str, Any] = (turn["event"] or {}).get("played") or {}
            yield Of.PLAYED, "whole" if played.get("complete", True) else "cut"
        yield from _reading(turn)
        yield from _screened(turn["screen"] or {})


def _reading(turn: Mapping[str, Any]) -> Iterator[tuple[Of, str]]:
    if turn["source"]:
        yield Of.SOURCE, turn["source"]
    read = turn["extraction"] or {}
    if read.get("fallback"):
        yield Of.FALLBACK, read["fallback"]
    if read.get("usage"):
        yield Of.MODEL, bucket(read["usage"]["ms"])


def _screened(screen: Mapping[str, Any]) -> Iterator[tuple[Of, str]]:
    found = {"escalate": Of.URGENT, "ask": Of.ASKED}.get(screen.get("outcome") or "")
    category = screen.get("category") or "unknown"
    if found is not None and category != NEW_PROBLEM:
        yield found, category


def _tools(history: History) -> Iterator[tuple[Of, str]]:
    for used in history["tools"]:
        yield Of.TOOL, used["tool"]
        if not used["ok"]:
            yield Of.TOOL_FAILED, used["tool"]


def _redundant(history: History) -> Iterator[tuple[Of, str]]:
    """A doctor is asked for again after one who won't do, and the log does not tell that from forgetting."""
    yield from ((Of.REDUNDANT, it.asked) for it in asked_again(history) if it.asked != "provider")


def _recall(row: Facts, facets: frozenset[Facet]) -> Iterator[tuple[Of, str]]:
    """A call counts once somebody has judged it, or a check has found that it was missed."""
    kinds = {kind for kind, _ in facets}
    if ("tag", MISSED_TAG) in facets or ("check", MISSED_CHECK) in facets:
        yield Of.RECALL, "missed"
    elif ("tag", FALSE_ALARM_TAG) in facets:
        yield Of.RECALL, "false_alarm"
    elif row.urgent and "verdict" in kinds:
        yield Of.RECALL, "hit"


def merged(into: dict[str, dict[str, int]], tally: Tally) -> None:
    """Add a tally to sums that none is taken away from; a page adds up thousands."""
    for figure, values in tally.items():
        sums = into.get(figure)
        if sums is None:
            into[figure] = dict(values)
            continue
        for value, n in values.items():
            sums[value] = sums.get(value, 0) + n


def added(into: dict[str, dict[str, int]], tally: Tally, sign: int = 1) -> None:
    """Add a tally to sums, or take it away; what comes to nothing is dropped."""
    for figure, values in tally.items():
        sums = into.setdefault(figure, {})
        for value, n in values.items():
            sums[value] = sums.get(value, 0) + sign * n
            if sums[value] == 0:
                del sums[value]
        if not sums:
            del into[figure]
