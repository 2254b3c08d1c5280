"""What the console's index learns from reviews: checks, verdict, tags, and the place in the queue."""

import logging
from collections.abc import Iterator

from sqlalchemy.engine import Connection

from qa.console.facts import UNREADABLE, Facet, is_refused, refusing
from qa.console.review import rules, verdicts
from qa.console.review.checks import History
from qa.console.review.verdicts import Review

log = logging.getLogger(__name__)


def facets(connection: Connection, call_sid: str, history: History) -> frozenset[Facet]:
    """Everything that reviews say of a call, its log as stored; see `qa.console.entries.SOURCES`."""
    try:
        return frozenset(_facets(connection, call_sid, history) if history["turns"] else ())
    except UNREADABLE as error:
        log.warning("the log of a call could not be judged: %s", type(error).__name__)
        return frozenset()


def _facets(connection: Connection, call_sid: str, history: History) -> Iterator[Facet]:
    review = verdicts.read(connection, call_sid, history)
    yield "checks", review.automatic
    yield from (("check", it.finding.name) for it in review.findings if not it.holds)
    yield from (("tag", tag) for tag in review.tags)
    yield from (("refusal", it) for it in refusals(history))
    yield from _judged(review)
    rule = rules.fitting(history, fails=review.automatic == "fail")
    if rules.is_drawn(call_sid, rules.shares(connection)[rule]):
        yield "queue", f"{'done' if review.human else 'waiting'} {rule.value}"
        yield "review", "done" if review.human else "waiting"


def refusals(history: History) -> Iterator[str]:
    """Every refusal as its trigger and the guard that refused it."""
    for moved in history["transitions"]:
        if is_refused(moved):
            yield f"{moved['trigger']} {refusing(moved)}"


def _judged(review: Review) -> Iterator[Facet]:
    if review.human is None:
        return
    yield "verdict", review.human.verdict
    if review.human.verdict != "unclear":
        yield "agreement", "disagrees" if review.disagrees else "agrees"
