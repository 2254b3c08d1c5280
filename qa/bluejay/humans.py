"""Scenarios as digital humans: the same callers, told to Bluejay as facts, fences and scripted answers.

Nothing is left to invention that need not be: creativity is 0, every answer the scenario has a rule for is
scripted by the wording of the question, and what the caller does not know is fenced off in so many words.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from engine.clinic import Clinic
from engine.extraction import Record
from engine.speech.wordings import Speech
from engine.vocabulary import Language
from qa.bluejay.script import Script, filled
from qa.simulate.phrases import Manners, Phrasebook
from qa.simulate.scenario import NOW, Act, Scenario

TAG = "front-desk:"
"""Begins the tag by which a digital human is known again."""


class Human(Record, frozen=True):
    """A scenario's digital human, or why there is none."""

    scenario: str
    payload: dict[str, Any] = {}
    why_not: str = ""


def humans(scenarios: Iterable[Scenario], speech: Speech, clinic: Clinic, caller: str = "") -> list[Human]:
    """Tell scenarios as digital humans that call from `caller` (E.164), or from the number of each."""
    manners = Manners.load()
    return [_human(one, speech, clinic, caller, manners) for one in scenarios]


def _human(scenario: Scenario, speech: Speech, clinic: Clinic, caller: str, manners: Manners) -> Human:
    why_not = unplayable(scenario)
    if why_not:
        return Human(scenario=scenario.id, why_not=why_not)
    book = Phrasebook(scenario, speech, clinic)
    script = Script(scenario, speech, book, manners)
    payload: dict[str, Any] = {
        "name": scenario.title,
        "tag": f"{TAG}{scenario.id}",
        "intent": _intent(scenario, book, script),
        "success_criteria": _criteria(scenario, book),
        "role_description": "A patient, or somebody who calls for one, on the telephone with a clinic.",
        "phone_number": caller or scenario.number,
        "language": scenario.lang.value,
        "creativity": 0,
        "verbosity": "low",
        "allow_end_call_tool": True,
        "allow_silence_tool": False,
        "traits": list(_traits(scenario)),
        "scripted_responses": list(script.responses()),
        "interruptions": {"type": "medium" if _interrupts(scenario) else "none"},
        "speaks_first_config": {"speaks_first": False},
        "expected_tool_calls": list(_tools(scenario)),
        "num_runs": 1,
    }
    return Human(scenario=scenario.id, payload=payload)


def unplayable(scenario: Scenario) -> str:
    """Why Bluejay cannot play this scenario; empty where it can."""
    acts = list(_acts(scenario))
    if any(act.meanwhile for act in acts):
        return "something happens behind the caller's back, which only the local simulator can do"
    if scenario.failing:
        return "a tool has to fail, which only the local simulator can arrange"
    if scenario.now != NOW:
        return "it happens at another time than the others, and a server has one clock"
    if scenario.attested:
        return "the network vouches for the number, which it does not over SIP"
    if any(act.cough for act in acts):
        return "a noise that is no word cannot be scripted"
    if scenario.opening[0].silent or scenario.opening[0].keys:
        return "the caller opens without a word"
    return ""


def waves(scenarios: Iterable[Scenario]) -> list[list[str]]:
    """Ids in groups that may share one clinic: in none do two touch the same patient, or the same opening."""
    groups: list[tuple[set[str], list[str]]] = []
    for scenario in scenarios:
        touched = set(_touched(scenario))
        for taken, ids in groups:
            if not taken & touched:
                taken |= touched
                ids.append(scenario.id)
                break
        else:
            groups.append((touched, [scenario.id]))
    return [ids for _, ids in groups]


def changes_books(scenario: Scenario) -> bool:
    """Whether its caller has anything booked or cancelled, so that a second call would find other books."""
    return bool(scenario.expect.booked or scenario.expect.cancelled)


def _touched(scenario: Scenario) -> Iterator[str]:
    if changes_books(scenario):
        expect = scenario.expect
        yield from {visit.patient for visit in (*expect.booked, *expect.cancelled)}
        yield from {f"at {visit.start}" for visit in expect.booked if visit.start not in ("", "agreed")}


def _acts(scenario: Scenario) -> Iterator[Act]:
    for rule in (scenario.opening, *scenario.answers.values()):
        yield from rule
    yield from (once.act for once in scenario.once)


def _interrupts(scenario: Scenario) -> bool:
    return any(act.after_words is not None for act in _acts(scenario))


def _traits(scenario: Scenario) -> Iterator[dict[str, Any]]:
    facts = scenario.facts
    named = (
        ("full name", "STRING", f"{facts.given} {facts.family}".strip()),
        ("date of birth", "DATE", facts.born.isoformat() if facts.born else ""),
        ("phone number on file", "STRING", facts.phone),
    )
    for name, kind, value in named:
        if value:
            yield {"trait_name": name, "trait_data_type": kind, "value": value, "is_sip_header": False}


def _intent(scenario: Scenario, book: Phrasebook, script: Script) -> str:
    """What the caller wants and how they are, and every fence that keeps the talk to the script."""
    wants, opening = scenario.wants, script.said(scenario.opening[0])
    wishes = [
        f"{name}: {filled(book, words, scenario.lang)}"
        for name, words in (
            ("reason for the visit", wants.reason),
            ("doctor", wants.provider),
            ("time", wants.when),
            ("booked visit meant", wants.visit),
        )
        if words
    ]
    unknown = [
        name
        for name, known in (
            ("full name", scenario.facts.given and scenario.facts.family),
            ("date of birth", scenario.facts.born),
            ("phone number on file", scenario.facts.phone),
        )
        if not known
    ]
    tongue = "Spanish" if scenario.lang is Language.ES else "English"
    lines = [
        f"{scenario.title}. You speak {tongue}.",
        f'When the agent has greeted you, you say: "{opening}"' if opening else "",
        f"What you want. {'; '.join(wishes)}." if wishes else "",
        "Say your name, date of birth and number exactly as your traits have them, and only when asked.",
        f"You do not know your {', '.join(unknown)}: say that you do not know." if unknown else "",
        *(_moment(at, script.said(act)) for at, act in script.instead.items()),
        "Answer one question at a time, in one short sentence. Where a scripted response fits, say that.",
        "Do not ask for anything else. Do not invent facts, wishes or symptoms. Do not thank at length.",
        "Of several times offered take the first, unless a scripted response says otherwise. Say yes to a"
        " read-back only if it is what you want.",
        "When the agent has said goodbye, or that it puts you through, hang up.",
    ]
    return " ".join(line for line in lines if line)


def _moment(at: str, words: str) -> str:
    return f'Once, when asked about the {at.replace("_", " ")}, say instead: "{words}"' if words else ""


def _criteria(scenario: Scenario, book: Phrasebook) -> str:
    expect = scenario.expect
    lines = []
    for verb, visits in (("booked", expect.booked), ("cancelled", expect.cancelled)):
        for visit in visits:
            start = book.words(visit.start, Language.EN) if visit.start not in ("", "agreed") else ""
            parts = (visit.provider and f"with {visit.provider}", start and f"on {start}")
            exactly = " ".join(part for part in parts if part) or "at the time the caller agreed to"
            lines.append(f"The agent {verb} one visit {exactly}, after the caller said yes to hearing it.")
    if not expect.booked and not expect.cancelled:
        lines.append("The agent booked, moved and cancelled nothing.")
    if expect.hand_off is not None:
        reason = expect.hand_off.value.replace("-", " ")
        lines.append(f"The agent handed the caller to a person, or took a message; the reason is {reason}.")
    else:
        lines.append("The agent did not hand the caller to a person.")
    lines.append("The agent stated nothing about a patient, a visit or the clinic that is not so.")
    return " ".join(lines)


def _tools(scenario: Scenario) -> Iterator[dict[str, Any]]:
    """Tools that must have been used; parameters only where the scenario names them."""
    expect = scenario.expect
    named = {use.tool for use in expect.tools}
    for use in expect.tools:
        yield {"name": use.tool, "parameters": dict(use.where)} if use.where else {"name": use.tool}
    if any(not visit.moved for visit in expect.booked) and "schedule" not in named:
        yield {"name": "schedule"}
    if any(visit.moved for visit in expect.booked) and "reschedule" not in named:
        yield {"name": "reschedule"}
    moved = any(visit.moved for visit in expect.booked)
    if expect.cancelled and not moved and "cancel" not in named:
        yield {"name": "cancel"}
    if expect.hand_off is not None and "escalate" not in named:
        yield {"name": "escalate"}
