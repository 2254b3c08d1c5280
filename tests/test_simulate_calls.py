"""Simulated callers on a real line: what they hear, do and are judged by."""

from pathlib import Path

import msgspec
import pytest

from qa.simulate.command import main
from qa.simulate.loading import load
from qa.simulate.records import FinishedCall, Manner, Party
from qa.simulate.report import read
from qa.simulate.run import parts, play_all

HEAD = """
- id: one
  title: A call
  tags: [schedule]
  facts: {given: Tyrome, family: Williams, born: 1988-04-17, phone: "+12125550101"}
"""


async def play(folder: Path, rest: str, *, seed: int = 1, noise: float = 0.0) -> FinishedCall:
    """Play one scenario, given without its head."""
    path = folder / "scenario.yaml"
    path.write_text(HEAD + rest, "utf-8")
    calls = parts(load([path]), seed=seed, repeat=1, noise=noise)
    return (await play_all(calls, parallel=1))[0]


def course(call: FinishedCall) -> tuple[object, ...]:
    """What was said and where the call went, without what differs from run to run by nature."""
    moved = [(row["turn"], row["trigger"], row["taken"]) for row in call.history["transitions"]]
    words = [(line.at, line.said, line.heard) for line in call.lines]
    return words, [(reply.at, reply.text) for reply in call.replies], moved, call.seconds


async def test_the_same_seed_makes_the_same_calls_and_another_makes_others() -> None:
    """Words, times and transitions, with noise on the line and other calls beside it."""
    names = ("es-book", "coughs", "silent-once")
    chosen = [scenario for scenario in load() if scenario.id in names]
    calls = [parts(chosen, seed=seed, repeat=1, noise=0.1) for seed in (3, 3, 4)]
    played = await play_all([part for some in calls for part in some], parallel=9)
    first, again, other = played[:3], played[3:6], played[6:]
    assert [course(call) for call in first] == [course(call) for call in again]
    assert [course(call) for call in first] != [course(call) for call in other]


async def test_a_call_is_written_down_whole(tmp_path: Path) -> None:
    """True words, facts in them, replies with their cues, rows before and after, and no patience wasted."""
    call = await play(
        tmp_path,
        """
  opening: {say: "Please cancel my appointment."}
  expect: {cancelled: [{patient: Tyrome Williams, start: "{workday:3} 10:00"}]}
""",
    )
    assert call.passed and not call.complaints and call.ended_by is Party.AGENT
    assert call.lines[0].said == "Please cancel my appointment." and call.lines[0].heard
    assert {entity.kind for line in call.lines for entity in line.entities} >= {"born", "phone"}
    assert [row["status"] for row in call.before.appointments].count("cancelled") == 0
    assert [row["status"] for row in call.after.appointments].count("cancelled") == 1
    assert "ask_birth" in {cue for reply in call.replies for cue in reply.cues}
    assert all(line.waited is not None and line.waited <= 2 for line in call.lines)
    assert msgspec.json.decode(msgspec.json.encode(call), type=FinishedCall) == call


async def test_what_a_scenario_wants_and_does_not_get_is_named(tmp_path: Path) -> None:
    """The wrong row, the tool that was not used, the words that were not said, each with its step."""
    call = await play(
        tmp_path,
        """
  opening: {say: "Please cancel my appointment."}
  answers: {read_back: {say: "No, keep it."}}
  expect:
    cancelled: [{patient: Tyrome Williams}]
    tools: [look_up_patient, cancel]
    path: [confirmed]
    said: [done_cancel]
    not_said: [kept]
""",
    )
    wrong = {check.name for check in call.checks if not check.passed}
    assert not call.void and wrong == {"appointments", "messages", "tools", "path", "said", "not_said"}
    assert call.first_wrong is not None and "nothing" in call.first_wrong.got


async def test_a_caller_without_a_rule_voids_the_call(tmp_path: Path) -> None:
    """The script has a hole; that is no failure of the agent."""
    call = await play(
        tmp_path,
        """
  opening: {say: "I want to make an appointment."}
  answers:
    name: {say: "Emma Johnson."}
    birth: {say: "May 20th, 2019."}
  expect: {hand_off: proxy}
""",
    )
    assert "no rule for guardian" in call.void and not call.passed


async def test_a_caller_never_agrees_to_what_was_not_wanted(tmp_path: Path) -> None:
    """A read-back without the words that must be in it gets a no, and in the end nothing."""
    call = await play(
        tmp_path,
        """
  wants: {must_hear: [Dr. Nobody]}
  opening: {say: "I need a follow-up with Dr. Maya Chen tomorrow at 2 pm."}
  answers: {what_to_change: {say: "Tomorrow at 2 pm with Dr. Maya Chen."}}
  expect: {hand_off: no-opening}
""",
    )
    assert not call.void and call.before.appointments == call.after.appointments
    assert any(line.answers == "read_back" for line in call.lines)


async def test_a_barge_in_cuts_and_a_read_back_cannot_be_cut(tmp_path: Path) -> None:
    """Speech purges what is queued, and is lost on the server where it may not interrupt."""
    call = await play(
        tmp_path,
        """
  opening: {say: "I need a follow-up with Dr. Maya Chen tomorrow at 2 pm.", after_words: 12}
  answers: {read_back: [{say: "Yes.", after_words: 4}, {agrees: true}]}
  expect: {booked: [{patient: Tyrome Williams, start: agreed}]}
""",
    )
    assert call.passed, call.first_wrong
    assert [cut.how for cut in call.interruptions] == [Manner.SPEECH]
    greeting, cut = call.replies[0], call.interruptions[0]
    assert (
        not greeting.complete and greeting.text.startswith(greeting.played) and cut.heard == greeting.played
    )
    assert any(line.over and not line.heard for line in call.lines)


async def test_a_lost_socket_brings_the_call_back(tmp_path: Path) -> None:
    """The action callback reports it, and the call goes on where it was."""
    call = await play(
        tmp_path,
        """
  opening: {say: "Please cancel my appointment."}
  answers: {read_back: {agrees: true, meanwhile: drop}}
  expect: {cancelled: [{patient: Tyrome Williams}], said: [bridge]}
""",
    )
    assert call.passed, call.first_wrong


def test_the_command_says_whether_a_release_may_go_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 when all passed, 1 with what failed, 2 for files that cannot be played."""
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    opening = '\n  opening: {say: "Let me talk to a person."}\n'
    good.write_text(HEAD + opening + "  expect: {hand_off: caller-asked}\n", "utf-8")
    bad.write_text(HEAD + opening + "  expect: {hand_off: urgent}\n", "utf-8")
    told = tmp_path / "calls.json"
    assert main([str(good), "--json", str(told)]) == 0
    assert "May go out." in capsys.readouterr().out
    assert read(told).calls[0].call.passed
    assert main([str(bad)]) == 1
    out = capsys.readouterr().out
    assert "hand_off" in out and "May not go out" in out
    bad.write_text("- nothing", "utf-8")
    assert main([str(bad)]) == 2
    assert "bad.yaml:1" in capsys.readouterr().err
