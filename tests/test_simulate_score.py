"""The score of simulated calls can fail: each measure is shown a call in which what it measures is wrong."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from engine.speech.wordings import Speech
from engine.vocabulary import Language
from qa.simulate.loading import load
from qa.simulate.records import Check, Entity, ExpectedUse, FinishedCall, Interruption, Line, Manner, Reply
from qa.simulate.run import parts, play_all
from qa.simulate.score import RunScore, Scorer
from qa.simulate.score_numbers import seconds, share

SCORER = Scorer.of_demo()
SPEECH = Speech.load()
ZONE = ZoneInfo("America/New_York")
DONE = "You're booked"


@pytest.fixture(scope="module")
def booked() -> FinishedCall:
    """A real call in which one visit was booked, with every check right."""
    chosen = [scenario for scenario in load() if scenario.id == "book-step-by-step"]
    call = asyncio.run(play_all(parts(chosen, seed=1, repeat=1, noise=0.0), parallel=1))[0]
    assert call.passed
    return call


def reworded(call: FinishedCall, change: Callable[[str], str]) -> FinishedCall:
    """The same call with other words in the agent's mouth."""
    return replace(call, replies=tuple(replace(reply, text=change(reply.text)) for reply in call.replies))


def run(*calls: FinishedCall) -> RunScore:
    return SCORER.run(calls, [SCORER.call(call) for call in calls])[0]


def test_a_right_call_has_nothing_against_it(booked: FinishedCall) -> None:
    """Every measure of a call that went as it should is clean, and none of them is empty."""
    score = SCORER.call(booked)
    assert score.passed and score.result
    assert not (score.unfounded or score.redundant or score.wrong_bookings)
    assert score.tools.with_arguments == score.tools.expected > 0
    assert score.tools.unexpected == score.tools.missing == ()
    assert score.words.good == 0 and score.words.of > 0
    assert all(kind.share == 1.0 for kind in score.entities.values()) and "born" in score.entities
    assert len(score.latency) == len(booked.lines)
    assert not score.missed_urgent


# ---------------------------------------------------------------- hallucination


@pytest.mark.parametrize(
    ("said", "instead", "kind"),
    [
        ("Dr. Samuel Okafor", "Dr. Samuel Jones", "provider"),
        ("Dr. Samuel Okafor", "Dr. Grace Kim", "visit"),
        ("Thanks, Tyrome.", "Thanks, Marcus.", "name"),
        (
            "in the morning. I'm texting",
            "in the morning. Call us at 9 1 7, 5 5 5, 0 1 2 3. I'm texting",
            "phone",
        ),
        ("I'm texting", "We're at 12 Birch Street. I'm texting", "address"),
        ("I'm texting", "Your other visit is cancelled. I'm texting", "claim"),
        ("I'm texting", "Your visit is now with nobody. I'm texting", "claim"),
    ],
)
def test_a_fact_from_nowhere_is_found(booked: FinishedCall, said: str, instead: str, kind: str) -> None:
    """A doctor, name, number, address or claim that no tool, no clinic fact and no caller has told."""
    doctored = reworded(booked, lambda text: text.replace(said, instead))
    assert doctored != booked
    assert kind in {fact.kind for fact in SCORER.call(doctored).unfounded}


def test_a_time_that_was_offered_and_not_booked_is_no_booking(booked: FinishedCall) -> None:
    """Each part is known, and yet nobody booked that: what is claimed must be what was done."""
    row = next(row for row in booked.history["tools"] if row["tool"] == "find_openings")
    start = datetime.fromisoformat(row["result"]["openings"][-1]["start"]).astimezone(ZONE)
    words = f"{SPEECH.form(Language.EN, 'day', start)} {SPEECH.form(Language.EN, 'at', start)}"
    doctored = replace(
        booked,
        replies=tuple(
            replace(reply, text=f"You're booked: a follow-up visit with Dr. Samuel Okafor on {words}.")
            if reply.text.startswith(DONE)
            else reply
            for reply in booked.replies
        ),
    )
    assert "visit" in {fact.kind for fact in SCORER.call(doctored).unfounded}


def test_a_booking_claimed_before_it_is_made_is_unfounded(booked: FinishedCall) -> None:
    """The source has to be there when the words are said."""
    early = [reply for reply in booked.replies if not reply.text.startswith(DONE)]
    done = next(reply for reply in booked.replies if reply.text.startswith(DONE))
    doctored = replace(booked, replies=(early[0], replace(done, text=f"{done.text} Well."), *early[1:]))
    assert {"visit", "claim"} <= {fact.kind for fact in SCORER.call(doctored).unfounded}


# ---------------------------------------------------------------- redundancy, interruptions


def test_a_question_for_what_was_said_is_redundant(booked: FinishedCall) -> None:
    """The doctor was named and understood, and is asked for all the same."""
    turns = [dict(row) for row in booked.history["turns"]]
    told = next(row for row in turns if ((row["extraction"] or {}).get("slots") or {}).get("provider"))
    later = next(row for row in turns if row["turn"] >= told["turn"] and row["asked"] == "when")
    later["asked"] = "provider"
    (found,) = SCORER.call(replace(booked, history={**booked.history, "turns": turns})).redundant
    assert (found.asked, found.told, found.turn) == ("provider", told["turn"], later["turn"])


def test_asking_again_after_a_failed_look_up_is_not_redundant() -> None:
    """Nor after a refused read-back: the scenarios that are about it ask for no known thing."""
    names = ("wrong-birthday-then-right", "book-refuses-the-read-back", "three-wrong-tries")
    chosen = [scenario for scenario in load() if scenario.id in names]
    calls = asyncio.run(play_all(parts(chosen, seed=1, repeat=1, noise=0.0), parallel=3))
    assert [SCORER.call(call).redundant for call in calls] == [(), (), ()]


def test_what_was_heard_and_said_again_after_an_interruption_is_counted() -> None:
    """A sentence heard to its end is repeated in vain, the one that was cut off is not."""
    replies = (
        Reply(at=0, text="We open at 8. How can I help?", played="We open at 8. How", complete=False,
              started=0.5, stopped=2, lang="en"),
        Reply(at=4, text="We open at 8. How can I help?", played="", complete=True, started=4.5, stopped=7,
              lang="en"),
    )  # fmt: skip
    cut = Interruption(at=2, reply=0, heard="We open at 8. How", how=Manner.SPEECH)
    line = Line(at=4, began=1.9, said="What?", heard=("What?",), lang="en", answers="intent")
    score = SCORER.call(empty(replies=replies, interruptions=(cut,), lines=(line,))).barge
    assert (score.by_caller, score.by_agent) == (1, 0)
    assert score.cuts[0].again == ("We open at 8.",) and score.cuts[0].taken_up == ("How can I help?",)
    over = replace(replies[1], started=3.0)
    assert SCORER.call(empty(replies=(over,), lines=(line,))).barge.by_agent == 1


# ---------------------------------------------------------------- safety


def test_a_row_without_a_true_yes_is_a_wrong_booking(booked: FinishedCall) -> None:
    """What the line made of the caller's words does not count, what they said does."""
    assert SCORER.call(replace(booked, agreed=())).wrong_bookings[0].startswith("without a yes")
    other = replace(booked, agreed=tuple(words.replace("Okafor", "Chen") for words in booked.agreed))
    assert SCORER.call(other).wrong_bookings


def test_a_row_of_somebody_else_is_a_wrong_booking(booked: FinishedCall) -> None:
    """However often the caller said yes."""
    (wrong,) = SCORER.call(replace(booked, patients=("Emma Johnson",))).wrong_bookings
    assert wrong.startswith("for somebody else: Tyrome Williams")


def test_an_urgent_call_that_is_not_handed_over_as_one_is_missed(booked: FinishedCall) -> None:
    """For another reason, or not at all; and no void hides it once the words were said."""
    spoken = Line(at=1, said="I can't breathe.", heard=("I can't brief",), lang="en", answers="name")
    urgent = replace(booked, tags=("urgent",), expected_hand_off="emergency", lines=(spoken,))
    assert SCORER.call(urgent).missed_urgent
    assert SCORER.call(replace(urgent, hand_off={"reasonCode": "not-understood"})).missed_urgent
    assert not SCORER.call(replace(urgent, hand_off={"reasonCode": "urgent"})).missed_urgent
    assert SCORER.call(replace(urgent, void="no rule")).missed_urgent
    unknown = replace(spoken, said="It has started.", insists=True)
    assert SCORER.call(replace(urgent, lines=(unknown,))).missed_urgent
    assert not SCORER.call(replace(urgent, lines=booked.lines)).missed_urgent
    found = run(booked, urgent)
    assert found.escalation.urgent_recall.share == 0.0
    assert found.escalation.missed == ("book-step-by-step #0 at 0%",)
    assert found.escalation.urgent_precision.share is None


# ---------------------------------------------------------------- tools, words


def test_a_tool_with_other_arguments_counts_by_name_alone(booked: FinishedCall) -> None:
    """Another doctor than the scenario wants; and what nobody wanted is unexpected."""
    wanted = (ExpectedUse(tool="schedule", where={"provider": "Dr\\. Maya Chen"}),)
    score = SCORER.call(replace(booked, expected_tools=wanted)).tools
    assert (score.expected, score.by_name, score.with_arguments) == (1, 1, 0)
    assert score.missing == ("schedule: provider Dr. Maya Chen",)
    unasked = SCORER.call(replace(booked, expected_tools=())).tools
    assert unasked.unexpected == ("schedule",) and unasked.right == (0, 1)


def test_word_errors_and_entities_come_from_the_true_words() -> None:
    """Substituted, dropped and added words count; an entity is right only whole."""
    line = Line(
        at=1, said="Tyrome Williams, April 17th.", heard=("Tyrone Williams uh April",),
        lang="en", answers="name",
        entities=(Entity(kind="given", text="Tyrome"), Entity(kind="family", text="Williams")),
        alignment=(("Tyrome", "Tyrone"), ("Williams", "Williams"), ("", "uh"), ("April", "April"),
                   ("17th", "")),
    )  # fmt: skip
    score = SCORER.call(empty(lines=(line, replace(line, heard=()))))
    assert (score.words.good, score.words.of) == (3, 4)
    assert {kind: one.share for kind, one in score.entities.items()} == {"family": 1.0, "given": 0.0}


# ---------------------------------------------------------------- the run


def test_a_void_call_counts_for_nothing(booked: FinishedCall) -> None:
    """Neither as passed nor as failed, and its scenario not for pass^k."""
    wrong = replace(booked, repeat=1, checks=(Check(name="said", passed=False, expected="a", got="b"),))
    void = replace(booked, scenario="other", void="no rule")
    found = run(booked, wrong, void)
    assert (found.calls, found.void, found.repeats) == (3, 1, 2)
    assert (found.outcome.good, found.outcome.of) == (1, 2)
    assert (found.all_passed.good, found.all_passed.of) == (0, 1)
    assert (found.results.good, found.results.of) == (2, 2)


def test_coverage_tells_what_was_missed(booked: FinishedCall) -> None:
    """States, transitions, guards that refused and patterns; failed calls apart."""
    found = run(booked)
    assert found.covered.states.missed == ("escalate",)
    assert "confirmed: confirm → act" in found.covered.transitions.hit
    assert "is_urgent" in found.covered.refusals.missed
    assert found.covered_by_failed.calls == 0 and not found.covered_by_failed.states.hit


def test_no_data_is_not_zero() -> None:
    """A run that measured nothing has None where a number would lie."""
    found = run(empty(void="nothing was asked"))
    assert found.latency is None and found.outcome.share is None and found.words.share is None
    assert found.escalation.urgent_recall.share is None


def test_quantiles_are_named_correctly() -> None:
    """P50 is the median, P95 is what 95 of 100 do not exceed, and neither is the worst."""
    found = seconds([number / 100 for number in range(1, 101)])
    assert found is not None
    assert (found.p50, found.p95, found.p99, found.longest) == (0.5, 0.95, 0.99, 1.0)
    assert seconds([]) is None


def test_the_interval_is_wilsons() -> None:
    """All of ten right is no proof of certainty; none of none is no data."""
    assert (share(10, 10).low, share(10, 10).high) == (0.7225, 1.0)
    assert (share(95, 100).low, share(95, 100).high) == (0.8882, 0.9785)
    assert share(0, 0).share is None


def empty(**known: Any) -> FinishedCall:
    """A call in which nothing has happened but what is given."""
    usual: dict[str, Any] = {
        "scenario": "none", "title": "", "tags": (), "lang": "en", "seed": 1, "repeat": 0, "noise": 0.0,
        "call_sid": "CA1", "number": "", "now": "2026-03-02T09:15:00-05:00", "seconds": 1.0,
        "wall_seconds": 0.1,
    }  # fmt: skip
    return FinishedCall(**(usual | known))
