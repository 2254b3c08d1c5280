"""The messages on the wire, read and written."""

import json
from typing import Any

import pytest

from channels.conversation_relay.frames import (
    Dtmf,
    End,
    Fault,
    Info,
    Interrupt,
    Prompt,
    Setup,
    SwitchLanguage,
    Why,
    encode,
    from_speech,
    read,
    speech,
)
from engine.heard import Piece
from engine.vocabulary import Language


def frame(**fields: Any) -> str:
    return json.dumps(fields)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            frame(
                type="setup",
                sessionId="VX1",
                callSid="CA1",
                parentCallSid="",
                **{"from": "+12125550101"},
                to="+12125550100",
                forwardedFrom=None,
                callStatus="IN_PROGRESS",
                accountSid="AC1",
                customParameters={"ticket": "t"},
            ),
            Setup(
                call_sid="CA1",
                session_id="VX1",
                account_sid="AC1",
                caller="+12125550101",
                custom_parameters={"ticket": "t"},
            ),
        ),
        (
            frame(type="prompt", voicePrompt="Hi.", lang="en-US", last=True),
            Prompt(voice_prompt="Hi.", lang="en-US", last=True),
        ),
        (frame(type="prompt", voicePrompt="Hi.", isFinal=True), Prompt(voice_prompt="Hi.")),
        (frame(type="dtmf", digit="#"), Dtmf(digit="#")),
        (
            frame(type="interrupt", utteranceUntilInterrupt="Hel", durationUntilInterruptMs="684"),
            Interrupt(utterance_until_interrupt="Hel"),
        ),
        (
            frame(type="info", name="agentSpeaking", value="on", ts=1),
            Info(name="agentSpeaking", value="on"),
        ),
        (
            frame(type="info", name="configUpdated", value={"hints": 3}),
            Info(name="configUpdated", value={"hints": 3}),
        ),
        (frame(type="error", description="Invalid message received, code: 64107, {…}"), Fault()),
    ],
)
def test_frames_are_read(raw: str, expected: object) -> None:
    """Twilio's messages become records; keys that nobody knows are ignored."""
    assert read(raw) == expected


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("", Why.NOT_JSON),
        ("{", Why.NOT_JSON),
        ("\ud800", Why.NOT_JSON),
        ("[]", Why.BAD_FIELDS),
        ("7", Why.BAD_FIELDS),
        (frame(hello=1), Why.UNKNOWN_TYPE),
        (frame(type="connected"), Why.UNKNOWN_TYPE),
        (frame(type="dtmf"), Why.BAD_FIELDS),
        (frame(type="setup"), Why.BAD_FIELDS),
        (frame(type="prompt", voicePrompt=["a"]), Why.BAD_FIELDS),
        (b"\x00", Why.BINARY),
    ],
)
def test_what_cannot_be_read_has_a_reason(raw: str | bytes, why: Why) -> None:
    """Nothing that arrives raises."""
    assert read(raw) is why


def test_a_turn_is_closed_by_its_last_piece() -> None:
    """Each piece keeps its language and whether it may be cut off; the spaces between pieces are sent."""
    pieces = (
        Piece(text="Please dial 9-1-1.", interruptible=False),
        Piece(text="¿Me oye?", lang=Language.ES),
    )
    assert [json.loads(encode(sent)) for sent in speech(pieces)] == [
        {
            "type": "text",
            "token": "Please dial 9-1-1. ",
            "last": False,
            "lang": "en-US",
            "interruptible": False,
        },
        {"type": "text", "token": "¿Me oye?", "last": True, "lang": "es-US", "interruptible": True},
    ]


def test_text_cannot_smuggle_markup() -> None:
    """What a database holds is spoken, not obeyed, and comes back as it was."""
    (sent,) = speech((Piece(text='R&D <break time="9s"/>'),))
    assert sent.token == 'R&amp;D &lt;break time="9s"/&gt;'
    assert from_speech(sent.token) == 'R&D <break time="9s"/>'


def test_the_other_messages() -> None:
    """A goodbye ends without hand-off data, and a language message names both directions."""
    assert json.loads(encode(End())) == {"type": "end"}
    assert json.loads(encode(End(handoff_data='{"a": 1}'))) == {"type": "end", "handoffData": '{"a": 1}'}
    assert json.loads(encode(SwitchLanguage(tts_language="es-US", transcription_language="es-US"))) == {
        "type": "language",
        "ttsLanguage": "es-US",
        "transcriptionLanguage": "es-US",
    }
