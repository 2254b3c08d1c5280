"""The line alone: silence, and keys."""

import pytest

from engine.heard import (
    Keyed,
    Played,
    Reply,
    Silence,
    Utterance,
)
from engine.vocabulary import Asked
from tests.scripted_desk import say
from tests.talk import GREETING, READ_BACK, Talk, asked_to_confirm, connected


def test_silence_is_counted_from_the_end_of_speech() -> None:
    """However long the agent speaks, the caller has the whole of the patience afterwards."""
    talk = connected()
    talk.prompt("I need a visit.")
    talk.answer(say("Which day? Take your time.", asked=Asked.WHEN, patience=8.0))
    talk.info("agentSpeaking", "on")
    talk.info("tokensPlayed", "Which day?")
    talk.wait(4)
    talk.info("tokensPlayed", " Take your time.")
    talk.info("agentSpeaking", "off")
    talk.wait(7.9)
    assert len(talk.turns()) == 1
    talk.wait(0.2)
    assert talk.heard() == Silence()


def test_a_caller_who_speaks_is_not_silent() -> None:
    """The silence begins anew when the caller stops speaking."""
    talk = connected()
    talk.wait(5)
    talk.info("clientSpeaking", "on")
    talk.wait(5)
    talk.info("clientSpeaking", "off")
    talk.wait(5.9)
    assert talk.turns() == []
    talk.wait(0.2)
    assert talk.turns() == [Silence()]


def test_silence_is_told_once_for_each_reply() -> None:
    """A desk that says nothing to a silence is asked again only after its patience."""
    talk = connected()
    talk.wait(6.1)
    talk.answer(Reply())
    talk.wait(5.9)
    assert talk.turns() == [Silence()]


def test_without_events_the_length_of_speech_is_estimated() -> None:
    """An account that sends no events is waited for as long as the words take, at 15 characters a second."""
    talk = Talk(events=False)
    talk.connect()
    talk.commands.clear()
    talk.wait(0.5 + len(GREETING) / 15 + 5.9)
    assert talk.turns() == []
    talk.wait(0.2)
    assert talk.turns() == [Silence()]


def test_without_events_the_interrupt_tells_what_was_heard() -> None:
    """Its fragment is found in the agent's words."""
    talk = Talk(events=False)
    talk.connect()
    talk.wait(3)
    talk.prompt("Book it for Tuesday.")
    talk.answer(say(READ_BACK, asked=Asked.CONFIRMATION))
    talk.wait(1)
    talk.frame("interrupt", utteranceUntilInterrupt="March 24th", durationUntilInterruptMs="700")
    talk.prompt("No.")
    assert talk.heard() == Utterance(
        text="No.", lang="en-US", played=Played(complete=False, text="That is Tuesday, March 24th,")
    )


def test_without_events_words_that_do_not_interrupt_mean_the_agent_has_finished() -> None:
    """Speech over the agent interrupts or is not reported, so a plain prompt comes after the read-back."""
    talk = Talk(events=False)
    talk.connect()
    talk.wait(3)
    talk.prompt("Book it for Tuesday.")
    talk.answer(say(READ_BACK, asked=Asked.CONFIRMATION))
    talk.wait(3.2)
    talk.prompt("Yes.")
    assert talk.heard() == Utterance(text="Yes.", lang="en-US", played=Played())


def test_lost_events_do_not_hold_a_call_up() -> None:
    """A reply of which nothing is ever heard again is taken as over, and not as heard."""
    talk = asked_to_confirm()
    talk.wait(16)
    assert talk.heard() == Silence()
    talk.answer(Reply())
    talk.prompt("Yes.")
    heard = talk.heard()
    assert isinstance(heard, Utterance) and not heard.played.complete


def asked_for_birth() -> Talk:
    talk = connected()
    talk.prompt("I need a visit.")
    talk.answer(say("Key your date of birth.", asked=Asked.DATE_OF_BIRTH, keys=8))
    talk.play("Key your date of birth.")
    talk.commands.clear()
    return talk


@pytest.mark.parametrize(
    ("keys", "wait", "digits"),
    [
        ("04171988", 0.0, "04171988"),
        ("041788#", 0.0, "041788"),
        ("041788", 4.1, "041788"),
        ("0", 4.1, "0"),
    ],
)
def test_keys_are_complete_by_number_by_hash_or_by_time(keys: str, wait: float, digits: str) -> None:
    """An entry ends with its last key, with `#`, or when no key comes for four seconds."""
    talk = asked_for_birth()
    talk.keys(keys)
    talk.wait(wait)
    assert talk.turns() == [Keyed(digits=digits)]


def test_each_key_gives_time_for_the_next() -> None:
    """The pause is counted from the last key."""
    talk = asked_for_birth()
    talk.keys("04")
    talk.wait(3.9)
    talk.keys("17")
    talk.wait(3.9)
    assert talk.turns() == []
    talk.wait(0.2)
    assert talk.turns() == [Keyed(digits="0417")]


def test_a_single_key_is_handed_over_at_once() -> None:
    """Where one key is an answer nobody waits for another."""
    talk = connected()
    talk.keys("0")
    assert talk.turns() == [Keyed(digits="0")]


def test_speech_replaces_an_unfinished_entry() -> None:
    """Somebody who gives up keying and speaks is heard, and the keys are forgotten."""
    talk = asked_for_birth()
    talk.keys("0417")
    talk.prompt("I want to talk to a person.")
    assert isinstance(talk.heard(), Utterance) and talk.notes() == ["unfinished-keys-dropped"]
    talk.answer(say("One moment.", asked=None))
    talk.play("One moment.")
    talk.wait(5)
    assert len(talk.turns()) == 1


def test_keys_pressed_during_a_turn_wait_for_it() -> None:
    """A key that comes while the desk is thinking is the next turn, and no answer to what was not heard."""
    talk = connected()
    talk.prompt("I need a visit.")
    talk.keys("0")
    assert len(talk.turns()) == 1
    talk.answer(say("Which day?", asked=Asked.WHEN))
    assert talk.heard() == Keyed(digits="0", played=Played(complete=False))
    assert talk.spoken() == []
