"""What a scenario wants of the tools and of whose visits it is, in the terms of the journal and the rows."""

import re
from collections.abc import Iterator

from qa.simulate.phrases import Phrasebook
from qa.simulate.records import ExpectedUse
from qa.simulate.scenario import Scenario, Visit

AGREED = "agreed"


def patients(scenario: Scenario) -> tuple[str, ...]:
    """Everybody whose visits the call may make or change."""
    facts, expect = scenario.facts, scenario.expect
    own = f"{facts.given} {facts.family}".strip()
    named = (visit.patient for visit in (*expect.booked, *expect.cancelled))
    return tuple(dict.fromkeys(name for name in (own, *named) if name))


def expected_tools(scenario: Scenario, book: Phrasebook) -> tuple[ExpectedUse, ...]:
    """The tools that must be used: those the scenario names, and those its rows and hand-off take."""
    return (*_named(scenario), *_implied(scenario, book))


def _named(scenario: Scenario) -> Iterator[ExpectedUse]:
    changes = {"schedule", "reschedule", "cancel", "escalate"}
    for use in scenario.expect.tools:
        if use.tool not in changes:
            yield ExpectedUse(tool=use.tool, where={name: str(value) for name, value in use.where.items()})


def _implied(scenario: Scenario, book: Phrasebook) -> Iterator[ExpectedUse]:
    for visit in scenario.expect.booked:
        yield ExpectedUse(tool="reschedule" if visit.moved else "schedule", where=_where(visit, book))
    for visit in scenario.expect.cancelled:
        if not visit.moved:
            yield ExpectedUse(tool="cancel", where=_where(visit, book))
    # silence is put through by the line itself, which writes nothing on the staff's list
    hand_off = scenario.expect.hand_off
    if hand_off is not None and hand_off != "no-input":
        yield ExpectedUse(tool="escalate", where={"reason": re.escape(hand_off.value)})


def _where(visit: Visit, book: Phrasebook) -> dict[str, str]:
    known = {"patient": visit.patient, "provider": visit.provider}
    if visit.start and visit.start != AGREED:
        known["start"] = book.iso(visit.start)
    if visit.type is not None and not visit.moved:
        known["visit_type"] = visit.type.value
    return {name: re.escape(value) for name, value in known.items() if value}
