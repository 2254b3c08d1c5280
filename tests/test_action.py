"""What becomes of a call when its session is over."""

from xml.etree import ElementTree as ET

import pytest

from channels.clock import JumpingClock
from engine.heard import CallStatus, Connected, Ending, Gone, Keyed, Reconnected, Utterance
from engine.store import StoreUnavailable
from engine.vocabulary import Language, Reason
from tests.scripted_desk import ScriptedDesk, hand_off, say
from tests.wire import Caller, Wire, served

DESK = {"FRONT_DESK_NUMBER": "+12125550199"}


def verbs(caller: Caller) -> list[str]:
    return [verb.tag for verb in caller.twiml]


def said(caller: Caller) -> list[str]:
    return [verb.text or "" for verb in caller.twiml.iter("Say")]


async def handed_off(wire: Wire, desk: ScriptedDesk, reason: Reason = Reason.CALLER_ASKED) -> Caller:
    """A caller whose session has just ended in a hand-off."""
    caller = await wire.dial()
    desk.replies.append(say("One moment.", asked=None, ending=hand_off(caller.call_sid, reason)))
    await caller.say("A person, please.")
    await caller.hear()
    data = await caller.ended()
    assert data == {"reasonCode": reason.value, "state": "escalate", "callSid": caller.call_sid}
    return caller


async def test_a_hand_off_rings_the_desk_while_it_is_open() -> None:
    """The clinic's number is dialled, from the clinic's own."""
    desk = ScriptedDesk()
    async with served(desk, **DESK, TWILIO_PHONE_NUMBER="+12125550100") as wire:
        caller = await handed_off(wire, desk)
        (dial,) = caller.twiml
        assert dial.tag == "Dial" and dial.findtext("Number") == "+12125550199"
        assert dial.get("callerId") == "+12125550100"
        assert dial.get("action") == f"{wire.settings.base_url}/after-dial"


@pytest.mark.parametrize("number", [DESK, {}])
async def test_a_message_is_taken_when_the_desk_is_closed_or_has_no_number(number: dict[str, str]) -> None:
    """The caller is told and may leave a message, which is put on the staff's list."""
    desk = ScriptedDesk()
    desk.is_open = False
    async with served(desk, **number) as wire:
        caller = await handed_off(wire, desk)
        assert verbs(caller) == ["Say", "Say", "Record", "Say", "Hangup"]
        assert said(caller)[:2] == ["hand_off_closed in en", "leave_message in en"]
        await caller.act({"RecordingSid": "RE1", "RecordingDuration": "17"}, "/after-message")
        assert desk.messages == [(caller.call_sid, "RE1", 17)]
        assert verbs(caller) == ["Say", "Hangup"] and said(caller) == ["message_thanks in en"]


async def test_an_emergency_rings_after_hours_too() -> None:
    """A recording alone will not do for somebody in danger."""
    desk = ScriptedDesk()
    desk.is_open = False
    async with served(desk, **DESK) as wire:
        assert verbs(await handed_off(wire, desk, Reason.EMERGENCY)) == ["Dial"]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("completed", ["Hangup"]),
        ("no-answer", ["Say", "Say", "Record", "Say", "Hangup"]),
        ("busy", ["Say", "Say", "Record", "Say", "Hangup"]),
        ("failed", ["Say", "Say", "Record", "Say", "Hangup"]),
    ],
)
async def test_a_message_is_taken_when_nobody_picks_up(outcome: str, expected: list[str]) -> None:
    """An answered call is over; any other outcome leads to the message."""
    desk = ScriptedDesk()
    async with served(desk, **DESK) as wire:
        caller = await handed_off(wire, desk)
        await caller.act({"DialCallStatus": outcome}, "/after-dial")
        assert verbs(caller) == expected
        if len(expected) > 1:
            assert said(caller)[:2] == ["no_answer in en", "leave_message in en"]


async def test_the_hand_off_is_looked_up_and_never_believed() -> None:
    """Hand-off data of a callback's own rings nobody after hours, and an unknown call is hung up."""
    desk = ScriptedDesk()
    desk.is_open = False
    async with served(desk, **DESK) as wire:
        caller = await wire.dial()
        await caller.act({"SessionStatus": "ended", "HandoffData": '{"reasonCode":"emergency"}'})
        assert "Dial" not in verbs(caller)
        await caller.act({"CallSid": "CAnobody", "SessionStatus": "ended"})
        assert verbs(caller) == ["Hangup"]


async def test_a_goodbye_hangs_up() -> None:
    """The session ends without hand-off data and the call ends with it."""
    desk = ScriptedDesk(say("Goodbye.", asked=None, ending=Ending()))
    async with served(desk) as wire:
        caller = await wire.dial()
        await caller.say("That is all, thank you.")
        assert await caller.hear() == "Goodbye."
        assert await caller.ended() is None
        assert verbs(caller) == ["Hangup"]
    assert not any(isinstance(heard, Gone) for heard in desk.heard)


async def test_words_follow_the_callers_language() -> None:
    """What is said outside the session is said in the language of the call."""
    desk = ScriptedDesk(say("Claro.", lang=Language.ES))
    desk.is_open = False
    async with served(desk) as wire:
        caller = await wire.dial()
        await caller.say("En español, por favor.")
        await caller.hear()
        desk.replies.append(
            say("Un momento.", asked=None, lang=Language.ES, ending=hand_off(caller.call_sid))
        )
        await caller.say("Una persona.")
        await caller.hear()
        await caller.ended()
        assert said(caller)[0] == "hand_off_closed in es"
        assert caller.twiml[0].get("language") == "es-US"


async def test_a_lost_socket_brings_the_call_back_without_a_greeting() -> None:
    """The same call goes on in a new session, and the desk hears that it is here again."""
    desk = ScriptedDesk(say("Which day?"), say("Sorry, one moment.", "Which day?"))
    async with served(desk) as wire:
        caller = await wire.dial()
        await caller.say("I need a visit.")
        await caller.hear()
        assert await caller.drop()
        assert caller.greeting == ""
        assert await caller.hear() == "Sorry, one moment. Which day?"
        await caller.say("On Thursday.")
        assert await caller.hear() == "You said On Thursday."
    assert [type(heard) for heard in desk.heard] == [Connected, Utterance, Reconnected, Utterance]


async def test_a_call_is_brought_back_twice_a_minute() -> None:
    """A third loss within a minute goes to a person; a minute later the call may come back again."""
    desk, clock = ScriptedDesk(), JumpingClock()
    async with served(desk, clock, **DESK) as wire:
        caller = await wire.dial()
        assert await caller.drop() and await caller.drop()
        assert not await caller.drop()
        assert verbs(caller) == ["Say", "Dial"] and said(caller) == ["line_trouble in en"]
        clock.jump(61)
        await caller.act({"SessionStatus": "failed", "ErrorCode": "39001", "SessionId": "VXlater"})
        assert verbs(caller) == ["Connect"]


async def test_a_socket_lost_after_the_goodbye_hangs_up() -> None:
    """The call is not brought back; the goodbye, which may not have been heard, is said once more."""
    desk = ScriptedDesk(say("Goodbye.", asked=None, ending=Ending()))
    async with served(desk) as wire:
        caller = await wire.dial()
        await caller.say("That is all, thank you.")
        await caller.hear(play=False)
        assert not await caller.drop()
        assert verbs(caller) == ["Say", "Hangup"]


async def test_a_session_that_another_process_gave_up_goes_to_a_person() -> None:
    """Its books were out of reach there, so they tell of no hand-off; the caller must not be hung up on."""
    async with served(ScriptedDesk(), **DESK) as wire:
        caller = await wire.dial()
        await caller.act({"SessionStatus": "ended"})
        assert verbs(caller) == ["Say", "Dial"]


class AwayDesk(ScriptedDesk):
    """A desk whose books are out of reach once the call has begun."""

    is_away = False

    async def status(self, call_sid: str) -> CallStatus | None:
        if self.is_away:
            raise StoreUnavailable("OperationalError no connection")
        return await super().status(call_sid)


@pytest.mark.parametrize(
    ("session", "expected"),
    [("failed", ["Connect"]), ("ended", ["Say", "Dial"]), ("completed", [])],
)
async def test_a_call_outlives_its_books_being_away(session: str, expected: list[str]) -> None:
    """A lost socket comes back, an ended session goes to a person, and nobody is told of a fault."""
    desk = AwayDesk()
    async with served(desk, **DESK) as wire:
        caller = await wire.dial()
        desk.is_away = True
        answer = await wire.post("/action", {"CallSid": caller.call_sid, "SessionStatus": session})
        assert answer.status_code == 200
        assert [verb.tag for verb in ET.fromstring(answer.text)] == expected  # noqa: S314 - our own server
        desk.is_away = False


async def test_a_caller_who_hangs_up_is_gone() -> None:
    """The closed socket and the callback tell the same, and the desk hears it once; the answer is empty."""
    desk = ScriptedDesk()
    async with served(desk) as wire:
        caller = await wire.dial()
        await caller.hang_up()
        assert verbs(caller) == []
    assert [type(heard) for heard in desk.heard] == [Connected, Gone]


async def test_a_callback_about_an_unknown_call_changes_nothing() -> None:
    """A hang-up of a call that no desk has heard of makes no call."""
    desk = ScriptedDesk()
    async with served(desk) as wire:
        form = {"CallSid": "CAnobody", "SessionStatus": "completed", "CallStatus": "completed"}
        answer = await wire.post("/action", form)
        assert answer.status_code == 200 and "xml" in answer.headers["content-type"]
    assert desk.heard == []


async def test_full_attestation_travels_into_the_call() -> None:
    """Only the network's highest word makes the caller's number count."""
    desk = ScriptedDesk()
    async with served(desk, TWILIO_AUTH_TOKEN="t") as wire:
        for verstat in ("TN-Validation-Passed-A", "TN-Validation-Passed-B", ""):
            await wire.dial("+12125550103", StirVerstat=verstat)
        await (await wire.dial("+266696687")).settle()
    heard = [h for h in desk.heard if isinstance(h, Connected)]
    assert [(h.caller, h.attested) for h in heard] == [
        ("+12125550103", True),
        ("+12125550103", False),
        ("+12125550103", False),
        ("", False),
    ]
    assert not any(isinstance(h, Keyed) for h in desk.heard)
