"""The list is data that a clinician may read, sign and change; what is wrong with it is said all at once."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.screen.outcome import Outcome
from engine.screen.redlist import ACTIONS, PACKAGED, RedFlagListError, check_list, read_list
from engine.screen.screen import RedFlagScreen


def packaged() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.load(PACKAGED.read_text(encoding="utf-8"), yaml.SafeLoader)
    return raw


def problems_of(raw: object) -> list[str]:
    with pytest.raises(RedFlagListError) as caught:
        check_list(raw)
    return caught.value.problems


def test_the_packaged_list_can_be_used_and_is_not_signed() -> None:
    """The list ships without a clinician's signature, and says so."""
    listed = read_list()
    assert listed.version
    assert not listed.signed_off
    assert RedFlagScreen(listed).signed_off is False


def test_a_signature_is_a_name_and_a_date() -> None:
    """Both make the list signed; one without the other is a mistake."""
    raw = packaged()
    raw["signed_off_by"], raw["signed_off_on"] = "A. Example, MD", "2026-11-22"
    assert check_list(raw).signed_off
    raw["signed_off_on"] = ""
    assert problems_of(raw) == ["signed_off_by, signed_off_on: fill in both, or neither"]


def test_every_category_asks_in_both_languages_and_has_its_script() -> None:
    """A question ends as one, and the action fits the level."""
    for category in read_list().categories.values():
        assert category.question_en.endswith("?")
        assert category.question_es.endswith("?")
        assert ACTIONS[category.action] is category.level


def test_every_phrase_of_the_list_is_found() -> None:
    """No phrase is hidden, masked or cleared by another part of the list."""
    listed = read_list()
    screen = RedFlagScreen(listed)
    lost = [
        phrase
        for category in listed.categories.values()
        for phrase in (*category.says, *category.names, *category.hints)
        if "@" not in phrase and screen.read(phrase.replace("*", "")).outcome is Outcome.CLEAR
    ]
    assert lost == []


def test_every_phrase_that_says_it_leaves_scheduling() -> None:
    """What stands under `says` escalates when it is all that is said."""
    listed = read_list()
    screen = RedFlagScreen(listed)
    asked = [
        phrase
        for category in listed.categories.values()
        for phrase in category.says
        if "@" not in phrase and screen.read(phrase.replace("*", "")).outcome is not Outcome.ESCALATE
    ]
    assert asked == []


def test_all_problems_are_named_at_once() -> None:
    """A clinician who edits the file gets one list of everything to set right."""
    raw = packaged()
    raw["version"] = 3
    raw["extra"] = "x"
    raw["categories"]["cardiac"]["level"] = "urgent"
    raw["categories"]["stroke"]["rules"].append("face + nonsense_group within 5")
    raw["categories"]["seizure"]["rules"].append("face and mouth")
    raw["categories"]["sepsis"]["rules"].append("fever within 5, loudly")
    raw["categories"]["fainting"]["question_es"] = "se desmaya"
    raw["categories"]["cauda_equina"]["say"] = "typo"
    raw["numbers"]["fever_f"] = "hot"
    raw["policy"]["negated"] = "maybe"
    del raw["context"]["past"]
    told = "\n".join(problems_of(raw))
    for part in (
        "version: expected text",
        "extra: no such part",
        "cardiac: level 'urgent'",
        "no word group 'nonsense_group'",
        "seizure: rule 'face and mouth'",
        "got 'loudly'",
        "fainting.question_es: expected a question",
        "cauda_equina.say: no such key",
        "numbers.fever_f: expected '38 to 42'",
        "policy.negated: expected clear, ask or escalate",
        "context.past: missing",
    ):
        assert part in told


@pytest.mark.parametrize("raw", [None, [], "text", {}, {"categories": 5}, {"categories": {"cardiac": None}}])
def test_nonsense_is_refused_in_words(raw: object) -> None:
    """Whatever the file holds, the answer is a list of problems and not a crash."""
    assert problems_of(raw)


def test_a_file_that_is_no_yaml_is_a_problem_of_the_list(tmp_path: Path) -> None:
    """A missing or broken file is told with its name."""
    broken = tmp_path / "list.yaml"
    broken.write_text("categories: [", encoding="utf-8")
    with pytest.raises(RedFlagListError, match=r"list\.yaml"):
        read_list(broken)
    with pytest.raises(RedFlagListError, match=r"gone\.yaml"):
        read_list(tmp_path / "gone.yaml")


def test_two_groups_of_one_name_are_a_problem() -> None:
    """A word group of a category may not take a name that is in use."""
    raw = packaged()
    raw["categories"]["cardiac"]["words"]["pain"] = "ouch"
    assert problems_of(raw) == ["cardiac.words.pain: the name is taken"]


def test_a_clinic_may_add_words_without_code() -> None:
    """A new phrase and a new group member are found at once."""
    raw = packaged()
    raw["categories"]["cardiac"]["says"] += ", the widow maker"
    raw["groups"]["pain"] += ", zinging"
    screen = RedFlagScreen(check_list(raw))
    assert screen.read("I think it's the widow maker").outcome is Outcome.ESCALATE
    assert screen.read("my chest is zinging").outcome is Outcome.ESCALATE


def test_a_file_that_was_changed_is_read_anew(tmp_path: Path) -> None:
    """A screen that was made once serves whoever loads the same words, and nobody else."""
    copy = tmp_path / "list.yaml"
    copy.write_bytes(PACKAGED.read_bytes())
    before = RedFlagScreen.load(copy)
    assert RedFlagScreen.load(copy) is before
    copy.write_text(copy.read_text(encoding="utf-8").replace("chest pain", "zinging"), encoding="utf-8")
    after = RedFlagScreen.load(copy)
    assert before.read("it is zinging").outcome is Outcome.CLEAR
    assert after.read("it is zinging").outcome is Outcome.ESCALATE


def test_a_clinic_may_turn_clear_into_ask() -> None:
    """The policy for a status is the clinic's."""
    raw = packaged()
    raw["policy"]["past"] = "ask"
    screen = RedFlagScreen(check_list(raw))
    assert screen.read("I had a stroke in 2012").outcome is Outcome.ASK
