"""The shipped scenarios as files: they cover the machine, and a file with problems names all of them."""

from collections import Counter
from pathlib import Path

import pytest

from engine.guards import LEVELS
from engine.speech.wordings import Speech
from engine.table import TABLE
from engine.vocabulary import ERRANDS, Language, Reason, State, Trigger
from qa.simulate.ear import ASKED_BY, CLOSING, Ear, Question
from qa.simulate.loading import BadScenarios, load
from qa.simulate.phrases import Manners
from qa.simulate.scenario import Scenario

BEHAVIOURS = {
    "hesitates", "interrupts", "changes-mind", "contradicts", "spells", "mumbles", "silent", "keypad",
    "hangs-up", "wrong-birthday", "two-errands", "spanish", "urgent", "hostile", "no-such-time", "refuses",
    "taken", "drops", "proxy", "closed", "tool-failed",
}  # fmt: skip
PATTERNS = {
    "correction", "change_of_mind", "clarification", "digression", "several_answers", "repeat", "rephrase",
    "start_over", "skip", "hold_on", "silence", "not_understood", "second_errand", "goodbye", "language",
    "off_topic",
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> list[Scenario]:
    return load()


def test_there_are_enough_of_every_kind(shipped: list[Scenario]) -> None:
    """Every errand in both languages, every behaviour, and sixty at the least."""
    tags = Counter(tag for scenario in shipped for tag in scenario.tags)
    assert len(shipped) >= 60
    assert set(tags) >= BEHAVIOURS
    for lang in Language:
        spoken = {tag for scenario in shipped if scenario.lang is lang for tag in scenario.tags}
        assert spoken >= {intent.value for intent in ERRANDS}, lang
    assert LEVELS.keys() == ERRANDS


def test_every_reason_trigger_state_and_repair_is_wanted_of_some_call(shipped: list[Scenario]) -> None:
    """What no scenario asks for could be lost without a call failing."""
    reasons = {scenario.expect.hand_off for scenario in shipped}
    assert reasons == {*Reason, None}
    steps = {step for scenario in shipped for step in scenario.expect.on(0.0).path}
    assert steps >= {trigger.value for trigger in Trigger} - {Trigger.ASK}
    fired = {trigger for trigger, *_ in TABLE}
    assert fired == set(Trigger)
    assert {state.value for state in State} - steps <= {"intent", "slot_filling", "confirm"}
    assert {pattern for scenario in shipped for pattern in scenario.expect.on(0.0).patterns} == PATTERNS


def test_no_call_may_book_without_saying_what(shipped: list[Scenario]) -> None:
    """Every visit that is expected names the patient."""
    for scenario in shipped:
        visits = (*scenario.expect.booked, *scenario.expect.cancelled)
        assert all(visit.patient for visit in visits), scenario.id


def test_every_problem_of_a_file_is_named_with_its_line(tmp_path: Path) -> None:
    """Unknown fields, questions, tools, placeholders and acts that do nothing or two things."""
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        """\
- id: one
  title: Wrong in every way
  tags: [schedule]
  colour: blue
  facts: {given: Tyrome, shoe_size: 44}
  opening: {say: ["Hello {nobody}."], keys: "1"}
  answers:
    favourite_doctor: Dr. Chen
    offer: {}
  once: [{at: nowhere, act: {agrees: true}}]
  expect:
    hand_off: boredom
    path: [identified, flown]
    tools: [teleport]
- id: one
  title: The same again
  tags: [schedule]
  opening: {say: Hello.}
  expect: {}
- just words
""",
        "utf-8",
    )
    with pytest.raises(BadScenarios) as caught:
        load([bad])
    problems = "\n".join(caught.value.problems)
    for what in (
        "bad.yaml:1: one: unknown field colour",
        "bad.yaml:5: facts: unknown field shoe_size",
        "bad.yaml:6: opening: do one of",
        "unknown placeholder {nobody}",
        "answers.favourite_doctor: neither a question nor a wording",
        "answers.offer: nothing to do",
        "once.at: nowhere is no question",
        "expect.hand_off",
        "expect.path: flown is none of",
        "expect.tools: teleport is no tool",
        "a scenario is a mapping",
    ):
        assert what in problems, what


def test_a_file_that_is_no_yaml_and_a_name_used_twice(tmp_path: Path) -> None:
    """Both are problems of a file, and no traceback."""
    (tmp_path / "a.yaml").write_text("- [", "utf-8")
    twice = "- {id: one, title: One, tags: [x], opening: {say: Hello.}, expect: {}}\n"
    (tmp_path / "b.yaml").write_text(twice * 2, "utf-8")
    with pytest.raises(BadScenarios) as caught:
        load([tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.yaml"])
    problems = caught.value.problems
    assert any(p.startswith("a.yaml:") for p in problems)
    assert any(p.startswith("c.yaml:") for p in problems)
    assert "b.yaml: one is in b.yaml already" in problems


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear.load()


def test_the_ear_knows_only_wordings_that_there_are() -> None:
    """A wording that is renamed is missed here and not in a call."""
    for key in (*ASKED_BY, *CLOSING):
        assert Speech.load().has(key), key


@pytest.mark.parametrize(
    ("said", "question", "options"),
    [
        ("Thanks, Tyrome. What's the visit for?", Question.REASON, 0),
        ("On Thursday, March 5th, Dr. Maya Chen has 9 or 9:30 in the morning. Does either of those work?",
         Question.OFFER, 2),
        ("Dr. Maya Chen tiene el martes tres de marzo a las nueve de la mañana, o el miércoles cuatro de"
         " marzo a las dos y media de la tarde. ¿Le conviene alguna?", Question.OFFER, 2),
        ("Is it the one with Dr. Maya Chen on Thursday, March 5th at 10 in the morning?",
         Question.IS_IT_THIS, 0),
        ("Are you still there? What's your last name?", Question.FAMILY, 0),
        ("Are you having chest pain right now?", Question.SYMPTOM, 0),
        ("Thank you for calling. Goodbye.", None, 0),
    ],
)  # fmt: skip
def test_the_ear_makes_out_what_is_asked(
    ear: Ear, said: str, question: Question | None, options: int
) -> None:
    """By the words alone, in both languages; a goodbye asks nothing."""
    heard = ear.hear(said)
    assert heard.question is question
    assert len(heard.options) == options or question is not Question.OFFER
    assert heard.closes is (question is None)


def test_every_question_can_be_answered_politely_or_by_the_scenario() -> None:
    """Manners have a phrasing in both languages for the questions that take no decision."""
    manners = Manners.load()
    for key in (
        "name",
        "family",
        "given",
        "spelled",
        "birth",
        "phone",
        "still_there",
        "anything_else",
        "yes",
        "no",
    ):
        for lang in Language:
            assert manners.of(lang, key), (key, lang)
