"""The server against an emulator of Twilio's side that was modelled on recorded calls.

The emulator stands beside the project, in `../shared/relay-peer`; without it these tests are skipped.
"""

import asyncio
import importlib
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from engine.heard import Ending, Gone, Keyed, Piece, Played, Reply, Silence, Utterance
from engine.vocabulary import Asked, Language, Reason
from tests.scripted_desk import GREETING, ScriptedDesk, hand_off, say
from tests.wire import Wire, served

FOLDER = Path(__file__).parents[2] / "shared" / "relay-peer"
RECORDINGS = sorted((FOLDER / "recordings").glob("*.jsonl"))
TOKEN = "a-token-of-this-test"
PUBLIC = "https://phone.example.net"
SETTINGS = {"TWILIO_AUTH_TOKEN": TOKEN, "PUBLIC_URL": PUBLIC, "FRONT_DESK_NUMBER": "+12125550199"}

pytestmark = pytest.mark.skipif(
    not (FOLDER / "relay_peer.py").is_file(), reason="no emulator in ../shared/relay-peer beside the project"
)


@pytest.fixture(scope="module")
def relay_peer() -> Iterator[ModuleType]:
    """The emulator, which is no package of this project."""
    sys.path.insert(0, str(FOLDER))
    yield importlib.import_module("relay_peer")
    sys.path.remove(str(FOLDER))


class Booth:
    """A server, its desk, and a telephone to call it from."""

    def __init__(self, wire: Wire, desk: ScriptedDesk, peer: Any) -> None:
        self.wire = wire
        self.desk = desk
        self.peer = peer

    async def call(self, *replies: Reply, hear: bool = True, **dial: Any) -> Any:
        """A call that has heard the greeting; the desk will answer with `replies`."""
        self.desk.replies.extend(replies)
        call = await self.peer.dial(**dial)
        if hear:
            assert await call.hear() == GREETING
        return call


@pytest.fixture
def speed() -> int:
    """How many times faster than on the telephone speech is."""
    return 10


over_speech = pytest.mark.parametrize("speed", [5])
"""For whoever acts while the agent speaks: it has to speak for longer than a busy machine is late."""


@pytest.fixture
async def booth(relay_peer: ModuleType, speed: int) -> AsyncIterator[Booth]:
    """A telephone with fast speech; the server's own timers are not faster."""
    desk = ScriptedDesk()
    async with (
        served(desk, **SETTINGS, VOICE_DEBOUNCE="0.1", VOICE_DEBOUNCE_SLOW="0.3") as wire,
        relay_peer.Peer(f"http://{wire.address}", TOKEN, PUBLIC, speed=speed) as peer,
    ):
        yield Booth(wire, desk, peer)


def heard(booth: Booth) -> list[str]:
    return [type(event).__name__ for event in booth.desk.heard]


@over_speech
async def test_a_call_from_greeting_to_goodbye(booth: Booth) -> None:
    """Words, keys and a goodbye; the emulator has nothing to say against any of it."""
    call = await booth.call(
        say("Key your date of birth.", asked=Asked.DATE_OF_BIRTH, keys=8),
        say("Thank you.", "Anything else?", asked=Asked.ANYTHING_ELSE),
        say("Thank you for calling. Goodbye.", asked=None, ending=Ending()),
    )
    await call.say("I need a visit.")
    assert await call.hear() == "Key your date of birth."
    await call.press("04171988#")
    # The `#` cuts the reply off, which is therefore said again.
    assert (await call.hear()).endswith("Thank you. Anything else?")
    await call.say("No, thank you.")
    assert await call.hear() == "Thank you for calling. Goodbye."
    outcome = await call.finished()
    assert (outcome.kind, call.handoff, call.complaints) == ("hangup", None, [])
    assert heard(booth) == ["Connected", "Utterance", "Keyed", "Utterance"]


@over_speech
async def test_barging_in(booth: Booth) -> None:
    """The rest of the reply is not said; the desk learns what was heard before the cut."""
    long = "One is Tuesday at nine. Two is Thursday at two. Three is Friday at eleven in the morning."
    call = await booth.call(say(long, asked=Asked.CHOICE))
    await call.say("What do you have?")
    await call.hear_voice()
    await call.wait(0.25)
    await call.say("The first one.")
    assert "You said The first one." in await call.hear()
    await call.hang_up()
    assert call.complaints == []
    last = next(e for e in booth.desk.heard if isinstance(e, Utterance) and e.text == "The first one.")
    assert not last.played.complete and long.startswith(last.played.text) and last.played.text


@over_speech
async def test_a_noise_does_not_leave_the_line_dead(booth: Booth) -> None:
    """Nothing is said over the noise; what it cut off is said after it."""
    call = await booth.call(say("That is Tuesday at nine.", "Should I book it?", asked=Asked.CONFIRMATION))
    await call.say("Tuesday, please.")
    await call.hear_voice()
    await call.say("")
    assert (await call.hear()).endswith("That is Tuesday at nine. Should I book it?")
    await call.say("Yes.")
    await call.hear()
    await call.hang_up()
    assert call.complaints == []
    assert Utterance(text="Yes.", lang="en-US", played=Played()) in booth.desk.heard


async def test_split_prompts_are_one_turn(booth: Booth) -> None:
    """A pause in the middle of a sentence starts no turn."""
    call = await booth.call()
    await call.say("I need to see / somebody about my knee.", split="/", pause=0.2)
    assert await call.hear() == "You said I need to see somebody about my knee."
    await call.hang_up()
    assert call.complaints == [] and len(booth.desk.said) == 1


@over_speech
async def test_a_key_during_the_greeting_and_the_late_hash(booth: Booth) -> None:
    """Keys count from the first moment, and a `#` behind a full entry costs nothing."""
    call = await booth.call(
        say("Key your phone number.", asked=Asked.PHONE, keys=10), say("Thank you very much."), hear=False
    )
    await call.hear_voice()
    await call.press("1")
    assert (await call.hear()).endswith("Key your phone number.")
    await call.press("2125550101#")
    assert (await call.hear()).endswith("Thank you very much.")
    await call.hang_up()
    assert call.complaints == []
    keyed = [event.digits for event in booth.desk.heard if isinstance(event, Keyed)]
    assert keyed == ["1", "2125550101"]


async def test_a_hand_off_is_dialled_after_its_words(booth: Booth) -> None:
    """The words are played to their end, the data says why, and the desk rings."""
    call = await booth.call(dial_status="no-answer")
    urgent = Piece(text="Please hang up and dial 9-1-1 right now.", interruptible=False)
    ending = hand_off(call.sid, Reason.EMERGENCY)
    booth.desk.replies.append(
        Reply(pieces=(urgent, Piece(text="I am connecting you.")), asked=None, ending=ending)
    )
    await call.say("I can't breathe.")
    assert await call.hear() == "Please hang up and dial 9-1-1 right now. I am connecting you."
    outcome = await call.finished()
    assert call.handoff == {"reasonCode": "emergency", "state": "escalate", "callSid": call.sid}
    assert [verb.name for verb in outcome.verbs] == ["Connect", "Dial", "Say", "Say", "Record"]
    assert call.complaints == []


async def test_a_dropped_socket_comes_back_twice_and_no_more(booth: Booth) -> None:
    """There is no second greeting, and after the third loss a person is rung."""
    call = await booth.call()
    for _ in range(2):
        await call.drop()
        assert await call.hear() == "I heard a Reconnected."
    await call.drop()
    assert (await call.finished()).kind == "dial"
    assert call.complaints == [] and len(call.sessions) == 3


async def test_a_change_of_language(booth: Booth) -> None:
    """The language message is one that Twilio reads."""
    spanish = Reply(pieces=(Piece(text="Claro que sí.", lang=Language.ES),), lang=Language.ES)
    call = await booth.call(spanish)
    await call.say("En español, por favor.", lang="es-US")
    assert await call.hear() == "Claro que sí."
    await call.hang_up()
    assert call.complaints == []
    assert any(frame["type"] == "language" for _, way, frame in call.frames if way == "out")


async def test_silence_is_counted_from_the_end_of_speech(booth: Booth) -> None:
    """The caller has the whole of the patience after the words are over."""
    call = await booth.call(say("Which day would suit you best?", asked=Asked.WHEN, patience=0.6))
    await call.say("I need a visit.")
    await call.hear()
    over = next(at for at, _, f in reversed(call.frames) if f.get("value") == "off")
    await call.hear_start()
    assert await call.hear() == "I heard a Silence."
    token = next(at for at, way, f in call.frames if way == "out" and f.get("token") == "I heard a Silence.")
    assert token > over
    await call.hang_up()
    assert call.complaints == [] and Silence() in booth.desk.heard


@over_speech
async def test_a_hang_up_in_the_middle_of_a_reply(booth: Booth) -> None:
    """The desk hears that the caller is gone."""
    call = await booth.call(say("This is a long reply. " * 5))
    await call.say("I need a visit.")
    await call.hear_voice()
    assert (await call.hang_up()).kind == "completed"
    assert call.complaints == [] and isinstance(booth.desk.heard[-1], Gone)


@pytest.mark.parametrize("forge", [True, "absent"])
async def test_forged_calls_are_refused(booth: Booth, forge: bool | str) -> None:
    """Neither a wrong signature nor none gets through, at the webhook or at the socket."""
    call = await booth.peer.dial(forge=forge)
    assert (call.outcome.kind, call.outcome.status) == ("busy", 403)
    call = await booth.peer.dial(forge_socket=forge)
    assert (call.outcome.kind, call.outcome.status) == ("busy", 403)
    assert booth.desk.heard == []


async def test_many_calls_at_once(booth: Booth) -> None:
    """Twenty callers are each answered with their own words."""

    async def talk(number: int) -> list[str]:
        call = await booth.call()
        await call.say(f"I am caller {number}.")
        assert await call.hear() == f"You said I am caller {number}."
        await call.hang_up()
        complaints: list[str] = call.complaints
        return complaints

    assert await asyncio.gather(*(talk(number) for number in range(20))) == [[]] * 20


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.stem)
async def test_recorded_calls_replay_without_complaint(booth: Booth, recording: Path) -> None:
    """What real telephones sent is survived, whatever the server answers to it."""
    replay = importlib.import_module("replay")
    report = await replay.replay(recording, replay.Target(booth.peer), speed=20)
    assert report.complaints == [] and report.sent > 0
