"""`applicationReconnect`: Twilio brings the socket back by itself and sends once more what it had sent."""

from pathlib import Path
from typing import Any

import pytest

from channels.clock import JumpingClock
from channels.conversation_relay import frames
from channels.conversation_relay.replays import NO_REPLAYS, REPLAYED_WITHIN, Replays
from channels.conversation_relay.signature import TICKET_LIFE
from engine.heard import Connected, Keyed, Reconnected, Silence, Utterance
from engine.vocabulary import Asked
from tests.processes import process
from tests.scripted_desk import ScriptedDesk, say
from tests.test_crash import READ_BACK, count
from tests.wire import served

ON = {"VOICE_APPLICATION_RECONNECT": "true"}
SIGNED = {"TWILIO_AUTH_TOKEN": "a-token-of-this-test", "PUBLIC_URL": "https://phone.example.net"}
HEARD = (
    Connected(),
    Utterance(text="I need a visit. With Dr. Chen."),
    Keyed(digits="0417"),
    Silence(),
    Utterance(text="Yes."),
)


def prompt(text: str, *, last: bool = True) -> frames.Prompt:
    return frames.Prompt(voice_prompt=text, lang="en-US", last=last)


def verdicts(*events: frames.Frame, at: float = 1.0) -> list[bool]:
    """Which of the events a session that goes on takes for replayed, `at` seconds after its setup."""
    replays = Replays(HEARD, 0.0)
    return [replays.has(event, at) for event in events]


# ---------------------------------------------------------------- what is told apart


def test_what_was_heard_is_known_again() -> None:
    """In its order, from any point on, and in the pieces it came in."""
    everything: tuple[frames.Frame, ...] = (
        prompt("I need a visit."),
        prompt("with Dr. Chen."),
        *map(frames.Dtmf, "0417#"),
        prompt("Yes."),
    )
    assert verdicts(*everything) == [True] * 8
    assert verdicts(frames.Dtmf("7"), prompt("Yes.")) == [True, True]


def test_what_was_never_heard_is_new() -> None:
    """Even between replayed events: that is what the caller said while the socket was gone."""
    assert verdicts(prompt("Yes."), prompt("No, wait."), frames.Dtmf("9")) == [True, False, False]
    assert verdicts(prompt("I need"), prompt("a doctor.")) == [True, False]
    assert verdicts(prompt("Yes."), prompt("Yes.")) == [True, False], "said once, known again once"
    assert verdicts(frames.Dtmf("#")) == [False]


def test_later_on_everything_is_new() -> None:
    """A caller may say yes a second time."""
    assert verdicts(prompt("Yes."), frames.Dtmf("4"), at=REPLAYED_WITHIN) == [False, False]
    assert not NO_REPLAYS.has(prompt("Yes."), 0.0)


def test_news_of_speech_counts_once_this_session_speaks() -> None:
    """Until then it is of what an older session said, and must not pass for a read-back that was heard."""
    news = (frames.Info("agentSpeaking", "on"), frames.Info("tokensPlayed", "Should I book it?"))
    replays = Replays(HEARD, 0.0)
    assert all(replays.has(event, 1.0) for event in (*news, frames.Interrupt("Should")))
    assert not replays.has(frames.Info("clientSpeaking", "on"), 1.0)
    replays.speech_sent(1.0)
    assert not any(replays.has(event, 1.3) for event in news)


# ---------------------------------------------------------------- over the socket


def told(words: str) -> dict[str, Any]:
    """A final prompt as a frame."""
    return {"type": "prompt", "voicePrompt": words, "lang": "en-US", "last": True}


def key(digit: str) -> dict[str, Any]:
    return {"type": "dtmf", "digit": digit}


async def test_replayed_events_are_dropped_and_new_ones_taken() -> None:
    """The call goes on with what was said while the socket was gone, and hears nothing twice."""
    desk = ScriptedDesk(
        say("Which doctor?", asked=Asked.PROVIDER), say("Which day?"), say("Sorry. Which day?")
    )
    async with served(desk, JumpingClock(), **ON, **SIGNED) as wire:
        caller = await wire.dial()
        await caller.say("I need a visit.")
        await caller.hear()
        await caller.say("Dr. Chen.")
        await caller.hear()
        await caller.reconnect(told("I need a visit."), told("Dr. Chen."), told("On Thursday."))
        assert await caller.hear() == "You said On Thursday."
    assert desk.said == ["I need a visit.", "Dr. Chen.", "On Thursday."]
    assert desk.heard[3] == Reconnected()


async def test_replayed_keys_are_dropped() -> None:
    """A birthday that was keyed is not keyed a second time."""
    desk = ScriptedDesk(say("Key your date of birth.", asked=Asked.DATE_OF_BIRTH, keys=8))
    async with served(desk, clock := JumpingClock(), **ON, **SIGNED) as wire:
        caller = await wire.dial()
        await caller.say("I need a visit.")
        await caller.hear()
        await caller.press("04171988#")
        await caller.hear()
        await caller.reconnect(*map(key, "04171988#"))
        await caller.hear()
        clock.jump(REPLAYED_WITHIN)
        await caller.settle()
    assert [heard for heard in desk.heard if isinstance(heard, Keyed)] == [Keyed(digits="04171988")]


async def test_off_by_default_nothing_is_taken_for_a_replay() -> None:
    """After a classic reconnect Twilio sends nothing again, so the same words are said anew."""
    desk = ScriptedDesk()
    async with served(desk, **SIGNED) as wire:
        caller = await wire.dial()
        assert caller.twiml.find("Connect/ConversationRelay").get("applicationReconnect") == "false"  # type: ignore[union-attr]
        await caller.say("Yes.")
        await caller.hear()
        assert await caller.drop()
        await caller.hear()
        await caller.say("Yes.")
        await caller.hear()
    assert desk.said == ["Yes.", "Yes."]


@pytest.mark.parametrize(("setting", "taken"), [("true", True), ("false", False)])
async def test_an_old_ticket_opens_a_call_under_way_where_twilio_reconnects(
    setting: str, taken: bool
) -> None:
    """Twilio sends the ticket of the call's beginning, which has run out in a long call."""
    desk = ScriptedDesk()
    given = SIGNED | {"VOICE_APPLICATION_RECONNECT": setting}
    async with served(desk, clock := JumpingClock(), **given) as wire:
        caller = await wire.dial()
        clock.jump(TICKET_LIFE + 1)
        await caller.hear()
        await caller.reconnect()
        if taken:
            assert await caller.hear() == "I heard a Reconnected."
        else:
            assert await caller.closed() == 1008


async def test_an_old_ticket_opens_no_call_that_is_not_known() -> None:
    """And none that is over, or another one."""
    desk = ScriptedDesk()
    async with served(desk, clock := JumpingClock(), **ON, **SIGNED) as wire:
        caller = await wire.dial()
        clock.jump(TICKET_LIFE + 1)
        await caller.hear()
        desk.statuses.clear()
        await caller.reconnect()
        assert await caller.closed() == 1008


async def test_a_replay_that_another_process_hears_books_nothing_twice(tmp_path: Path) -> None:
    """The first process is killed after the booking; the second knows from the journal what was heard."""
    url = f"sqlite:///{tmp_path / 'clinic.db'}"
    async with process(tmp_path, url, **ON) as first, process(tmp_path, url, **ON) as second:
        caller = await first.wire.dial("+19175550199")
        for line in (*READ_BACK, "yes"):
            await caller.say(line)
            heard = await caller.hear()
        assert "You're booked" in heard
        first.kill()
        await first.exited()
        caller.wire = second.wire
        await caller.reconnect(*(told(line) for line in (*READ_BACK, "yes")))
        heard = await caller.hear()
        assert "anything else" in heard.casefold()
        await caller.say("no, that's all")
        assert "oodbye" in await caller.hear()
    assert count(url, "Messages") == 1
    assert count(url, "Turns") == len(READ_BACK) + 4
