"""The server behind a real socket: bad input, silence, failures, and the end of a session."""

import asyncio
import json
import logging

import pytest

from channels.clock import JumpingClock
from engine.heard import Connected, Ending, Gone, Heard, Keyed, Played, Reconnected, Silence, Utterance
from engine.vocabulary import Asked
from tests.scripted_desk import GREETING, ScriptedDesk, say
from tests.wire import served


async def test_a_whole_call() -> None:
    """Greeting, words, keys, a goodbye: every reply arrives whole and the session ends after the last."""
    desk = ScriptedDesk(
        say("Key your date of birth.", asked=Asked.DATE_OF_BIRTH, keys=8),
        say("Thank you.", "Anything else?", asked=Asked.ANYTHING_ELSE),
        say("Goodbye.", asked=None, ending=Ending()),
    )
    async with served(desk) as wire:
        caller = await wire.dial()
        assert caller.greeting == GREETING
        await caller.say("I need a visit.")
        assert await caller.hear() == "Key your date of birth."
        await caller.press("04171988#")
        assert await caller.hear() == "Thank you. Anything else?"
        await caller.say("No, thank you.")
        assert await caller.hear() == "Goodbye."
        assert await caller.ended() is None
    assert desk.heard == [
        Connected(caller="+12125550101"),
        Utterance(text="I need a visit.", lang="en-US"),
        Keyed(digits="04171988"),
        Utterance(text="No, thank you.", lang="en-US"),
    ]


async def test_barge_in_tells_how_much_was_heard() -> None:
    """The desk learns the words that the caller heard before cutting in."""
    desk = ScriptedDesk(say("Tuesday at nine.", "Or Thursday at two.", asked=Asked.CHOICE))
    async with served(desk) as wire:
        caller = await wire.dial()
        await caller.say("I need a visit.")
        await caller.hear(play=False)
        await caller.interrupt("Tuesday at nine.")
        await caller.say("The first one.")
        await caller.hear()
    assert desk.heard[-1] == Utterance(
        text="The first one.", lang="en-US", played=Played(complete=False, text="Tuesday at nine.")
    )


async def test_silence_on_a_jumping_clock() -> None:
    """The idle timer runs from the end of the agent's speech, and no test waits for it."""
    desk, clock = ScriptedDesk(), JumpingClock()
    async with served(desk, clock) as wire:
        caller = await wire.dial()
        await caller.silence(5.9)
        assert await caller.says_nothing()
        await caller.silence(0.2)
        assert await caller.hear() == "I heard a Silence."
    assert desk.heard[1:] == [Silence()]


async def test_a_complete_utterance_is_answered_at_once() -> None:
    """No time has to pass between a complete sentence and its answer; an unfinished one waits."""
    async with served(ScriptedDesk(), clock := JumpingClock(), VOICE_DEBOUNCE="0.5") as wire:
        caller = await wire.dial()
        await caller.say("I would like to come in on the third.")
        await caller.hear()
        await caller.say("I would like to come in on the")
        assert await caller.says_nothing()
        clock.jump(0.6)
        await caller.hear()


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        ("{not json", "frame-not-json"),
        ('{"type":"zebra","voicePrompt":"my secret"}', "frame-of-unknown-type"),
        ('{"type":"prompt","voicePrompt":{"my":"secret"},"last":true}', "frame-with-bad-fields"),
        ('{"type":"error","description":"my secret"}', "twilio-refused-a-frame"),
        ('{"type":"setup","callSid":"CAother"}', "second-setup"),
        ('{"type":"prompt","voicePrompt":"the","lang":"en-US","last":true}', "fragment-ignored"),
        ('{"type":"prompt","voicePrompt":"","lang":"en-US","last":true}', "fragment-ignored"),
        (b"\x00\x01", "binary-frame"),
    ],
)
async def test_bad_input_leaves_one_line_and_the_call_goes_on(
    raw: str | bytes, note: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is sent back, nothing of it is logged, and the next utterance is answered."""
    desk = ScriptedDesk()
    async with served(desk) as wire:
        caller = await wire.dial()
        with caplog.at_level(logging.INFO):
            await caller.socket.send(raw)
            await caller.settle()
        assert [message for message in caplog.messages if message == note] == [note]
        assert "secret" not in caplog.text and caller.frames == []
        await caller.say("I need a visit.")
        assert await caller.hear() == "You said I need a visit."
    assert len(desk.heard) == 2


async def test_a_frame_of_a_megabyte_closes_the_socket_cleanly() -> None:
    """It is refused with 1009; the call is not taken for hung up, and comes back."""
    desk = ScriptedDesk()
    async with served(desk) as wire:
        caller = await wire.dial()
        await caller.send("prompt", voicePrompt="x" * 1_000_000, lang="en-US", last=True)
        assert await caller.closed() == 1009
        await caller.act({"SessionStatus": "failed", "ErrorCode": "64105"})
        await caller.hear()
    assert [type(heard) for heard in desk.heard] == [Connected, Reconnected]


async def test_a_prompt_before_the_setup_is_answered_after_it() -> None:
    """A frame that overtakes the setup is not lost."""
    desk = ScriptedDesk()
    async with served(desk) as wire:
        socket = await wire.open()
        for frame in (
            {"type": "prompt", "voicePrompt": "I need a visit.", "lang": "en-US", "last": True},
            {"type": "setup", "callSid": "CA1", "accountSid": "AC1"},
        ):
            await socket.send(json.dumps(frame))
        assert json.loads(await socket.recv())["token"] == "You said I need a visit."
        await socket.close()


async def test_a_setup_of_another_account_is_closed() -> None:
    """It reaches no desk."""
    desk = ScriptedDesk()
    async with served(desk, TWILIO_ACCOUNT_SID="AC" + "1" * 32) as wire:
        socket = await wire.open()
        await socket.send('{"type":"setup","callSid":"CA1","accountSid":"AC2"}')
        await socket.wait_closed()
        assert socket.close_code == 1008
    assert desk.heard == []


async def test_a_setup_that_never_comes_is_given_up() -> None:
    """A silent socket is closed after ten seconds."""
    clock = JumpingClock()
    async with served(ScriptedDesk(), clock) as wire:
        socket = await wire.open()
        await (await socket.ping())
        clock.jump(10.1)
        await socket.wait_closed()
        assert socket.close_code == 1008


async def test_a_turn_survives_its_socket() -> None:
    """The socket dies while the desk is at work: the work is finished, then the call comes back."""
    desk = ScriptedDesk(say("Booked."), say("Sorry, one moment. Booked."))
    async with served(desk) as wire:
        caller = await wire.dial()
        desk.gate = asyncio.Event()
        await caller.say("Yes, please.")
        await caller.settle()
        assert len(desk.heard) == 2 and not desk.statuses[caller.call_sid].ending
        back = asyncio.create_task(caller.drop())
        desk.gate.set()
        assert await back
        assert await caller.hear() == "Sorry, one moment. Booked."


async def test_a_turn_that_fails_gives_the_call_back(caplog: pytest.LogCaptureFixture) -> None:
    """The socket closes with 1011, no error text is sent or logged, and the call goes on after it."""

    def breaks(heard: Heard) -> bool:
        return isinstance(heard, Utterance)

    desk = ScriptedDesk()
    desk.failure = breaks
    async with served(desk) as wire:
        caller = await wire.dial()
        with caplog.at_level(logging.ERROR):
            await caller.say("I need a visit.")
            assert await caller.closed() == 1011
        assert "turn-failed" in caplog.messages and caller.frames == []
        await caller.act({"SessionStatus": "failed", "ErrorCode": "64105"})
        assert await caller.hear() == "I heard a Reconnected."


async def test_a_newer_session_takes_the_place_of_the_older() -> None:
    """A call whose old socket has not been noticed to be dead is served once."""
    desk = ScriptedDesk()
    async with served(desk) as wire:
        caller = await wire.dial()
        old = caller.socket
        await caller.act({"SessionStatus": "failed", "ErrorCode": "64105"})
        await old.wait_closed()
        assert old.close_code == 1012
        assert await caller.hear() == "I heard a Reconnected."
    assert not any(isinstance(heard, Gone) for heard in desk.heard)


async def test_a_caller_who_hangs_up_during_a_turn_is_gone_after_it() -> None:
    """The turn is finished before the desk hears that nobody is there any more."""
    desk = ScriptedDesk()
    async with served(desk) as wire:
        caller = await wire.dial()
        desk.gate = asyncio.Event()
        await caller.say("Yes, please.")
        await caller.settle()
        await caller.socket.close(1000)
        desk.gate.set()
        # The server drains its work when it stops.
    assert [type(heard) for heard in desk.heard] == [Connected, Utterance, Gone]


async def test_two_quick_prompts_never_race() -> None:
    """The second prompt waits for the first turn, and is told that its reply was not heard."""
    desk = ScriptedDesk()
    async with served(desk) as wire:
        caller = await wire.dial()
        desk.gate = asyncio.Event()
        await caller.say("Book the first one.", "No, the second one.")
        await caller.settle()
        assert desk.said == ["Book the first one."]
        desk.gate.set()
        assert await caller.hear() == "You said No, the second one."
    last = desk.heard[-1]
    assert isinstance(last, Utterance) and last.played == Played(complete=False)


async def test_health_and_numbers() -> None:
    """The server says that it lives, that it is ready, and what it has done; no patient is in it."""
    async with served(ScriptedDesk()) as wire:
        caller = await wire.dial()
        await caller.say("It is Tyrome Williams.")
        await caller.hear()
        for path in ("/healthz", "/readyz"):
            assert (await wire.http.get(path)).status_code == 200
        metrics = (await wire.http.get("/metrics")).text
        assert "front_desk_sessions_total 1.0\n" in metrics and "front_desk_calls_live 1.0\n" in metrics
        assert "front_desk_first_token_seconds_count 1.0\n" in metrics
        assert "Tyrome" not in metrics
