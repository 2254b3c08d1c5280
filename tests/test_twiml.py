"""The TwiML, as Twilio reads it."""

from xml.etree import ElementTree as ET

import pytest

from channels.conversation_relay import twiml
from engine.settings import Voice
from engine.vocabulary import Language

FORBIDDEN = {
    "turnDetection",
    "intelligenceService",
    "conversationConfiguration",
    "conversationId",
    "customerName",
}
STATED = {
    "url",
    "language",
    "ttsProvider",
    "voice",
    "transcriptionProvider",
    "speechModel",
    "speechTimeout",
    "profanityFilter",
    "interruptible",
    "interruptSensitivity",
    "ignoreBackchannel",
    "dtmfDetection",
    "reportInputDuringAgentSpeech",
    "partialPrompts",
    "applicationReconnect",
    "welcomeGreetingInterruptible",
    "events",
}


def parse(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - written by the module under test


def relay(greeting: str | None = "Welcome & hello.", hints: tuple[str, ...] = ("Dr. Chen",)) -> ET.Element:
    return parse(
        twiml.relay(
            url="wss://phone.example.net/conversation-relay",
            action="https://phone.example.net/action",
            voice=Voice(voice_speech_timeout_ms=1200),
            hints=hints,
            parameters={"ticket": "t", "again": ""},
            greeting=greeting,
        )
    )


def test_every_attribute_that_matters_is_stated() -> None:
    """Twilio's defaults differ by account age, so nothing is left to them; what HIPAA forbids is absent."""
    (noun,) = relay().iter("ConversationRelay")
    assert noun.attrib.keys() >= STATED
    assert not FORBIDDEN & noun.attrib.keys()
    assert noun.get("speechTimeout") == "1200" and noun.get("dtmfDetection") == "true"
    assert noun.get("events") == "speaker-events tokens-played"


def test_the_session_reports_back_and_carries_its_parameters() -> None:
    """The action is posted to us, the socket has no query, and parameters travel as children."""
    connect = relay().find("Connect")
    assert connect is not None
    assert connect.attrib == {"action": "https://phone.example.net/action", "method": "POST"}
    (noun,) = connect
    assert noun.get("url") == "wss://phone.example.net/conversation-relay"
    assert [(p.get("name"), p.get("value")) for p in noun.iter("Parameter")] == [
        ("ticket", "t"),
        ("again", ""),
    ]


def test_both_languages_are_declared() -> None:
    """Each has a voice and a recogniser of its own."""
    languages = {child.get("code"): child.attrib for child in relay().iter("Language")}
    assert languages.keys() == {"en-US", "es-US"}
    assert languages["es-US"]["voice"] == "Lupe-Neural"
    assert all(language["speechModel"] for language in languages.values())


def test_a_call_that_comes_back_is_not_greeted() -> None:
    """A greeting in the TwiML would be spoken again."""
    (first,) = relay().iter("ConversationRelay")
    (again,) = relay(greeting=None).iter("ConversationRelay")
    assert first.get("welcomeGreeting") == "Welcome & hello."
    assert "welcomeGreeting" not in again.attrib


def test_hints_are_one_list() -> None:
    """Commas separate hints, so none is inside one; without hints there is no attribute."""
    (noun,) = relay(hints=("Dr. Chen", "Obstetrics, Gynecology")).iter("ConversationRelay")
    (bare,) = relay(hints=()).iter("ConversationRelay")
    assert noun.get("hints") == "Dr. Chen,Obstetrics  Gynecology"
    assert "hints" not in bare.attrib


@pytest.mark.parametrize(("caller_id", "shown"), [("+12125550100", "+12125550100"), ("", None)])
def test_ringing_the_desk(caller_id: str, shown: str | None) -> None:
    """The call is bridged only when somebody answers, and comes back to us when nobody does."""
    response = parse(
        twiml.ring(
            number="+12125550199",
            caller_id=caller_id,
            action="https://a/after-dial",
            voice=Voice(),
            lang=Language.EN,
        )
    )
    (dial,) = response
    assert dial.get("action") == "https://a/after-dial" and dial.get("answerOnBridge") == "true"
    assert dial.get("timeout") == "20" and dial.get("callerId") == shown
    assert dial.findtext("Number") == "+12125550199"


def test_taking_a_message() -> None:
    """Words, a recording of two minutes at most, and a last word for who says nothing."""
    response = parse(
        twiml.take_message(
            action="/after-message", voice=Voice(), lang=Language.ES, words=("uno", "dos"), after="adiós"
        )
    )
    assert [verb.tag for verb in response] == ["Say", "Say", "Record", "Say", "Hangup"]
    assert response[0].get("language") == "es-US" and response[0].get("voice") == "Polly.Lupe-Neural"
    assert response[2].get("maxLength") == "120" and response[2].get("action") == "/after-message"


def test_hanging_up_and_saying_nothing() -> None:
    """A last word is optional; an answer about a call that is over is empty."""
    assert [verb.tag for verb in parse(twiml.hang_up("bye", voice=Voice(), lang=Language.EN))] == [
        "Say",
        "Hangup",
    ]
    assert len(parse(twiml.nothing())) == 0


def test_a_voice_that_say_does_not_have_is_left_to_twilio() -> None:
    """ElevenLabs' voices exist in the relay only."""
    voice = Voice(voice_tts_provider="ElevenLabs", voice_en="UgBBYS2sOqTuMpoF3BR0")
    (said, _) = parse(twiml.hang_up("bye", voice=voice, lang=Language.EN))
    assert "voice" not in said.attrib
