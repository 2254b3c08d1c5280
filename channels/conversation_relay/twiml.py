"""The TwiML that puts a call on ConversationRelay, hands it to a person, takes a message, or ends it."""

from collections.abc import Mapping

from twilio.twiml.voice_response import Connect, Dial, VoiceResponse

from channels.conversation_relay.frames import LOCALES
from engine.settings import Voice
from engine.vocabulary import Language

RING_SECONDS = 20
MESSAGE_SECONDS = 120

RELAY: Mapping[str, str] = {
    "language": LOCALES[Language.EN],
    "profanityFilter": "false",  # it would star out names
    "interruptible": "any",
    "dtmfDetection": "true",
    # Speech over the agent arrives by interrupting it; a key must arrive even where it may not interrupt.
    "reportInputDuringAgentSpeech": "dtmf",
    "ignoreBackchannel": "false",  # a short "yeah" is an answer to a read-back
    "partialPrompts": "false",
    "events": "speaker-events tokens-played",
}
"""What never changes. Every attribute that matters is stated: Twilio's defaults differ by account age."""


def relay(
    *,
    url: str,
    action: str,
    voice: Voice,
    hints: tuple[str, ...],
    parameters: Mapping[str, str],
    greeting: str | None = None,
) -> str:
    """Put the call on the relay; a call that comes back has no `greeting`."""
    connect = Connect(action=action, method="POST")
    attributes: dict[str, str] = {
        **RELAY,
        "ttsProvider": voice.voice_tts_provider,
        "voice": voice.voice_en,
        "transcriptionProvider": voice.voice_transcription_provider,
        "speechModel": voice.voice_speech_model_en,
        "speechTimeout": str(voice.voice_speech_timeout_ms),
        "interruptSensitivity": voice.voice_interrupt_sensitivity,
        "applicationReconnect": "true" if voice.voice_application_reconnect else "false",
        "welcomeGreetingInterruptible": voice.voice_greeting_interruptible,
    }
    if hints:
        attributes["hints"] = ",".join(hint.replace(",", " ") for hint in hints)
    if greeting:
        attributes["welcomeGreeting"] = greeting
    noun = connect.conversation_relay(url=url, **attributes)
    for lang, locale in LOCALES.items():
        noun.language(
            code=locale,
            tts_provider=voice.voice_tts_provider,
            voice=_voices(voice)[lang],
            transcription_provider=voice.voice_transcription_provider,
            speech_model=_models(voice)[lang],
        )
    for name, value in parameters.items():
        noun.parameter(name=name, value=value)
    response = VoiceResponse()
    response.append(connect)
    return str(response)


def ring(*, number: str, caller_id: str, action: str, voice: Voice, lang: Language, words: str = "") -> str:
    """Ring a person, after `words` where there are any."""
    response = VoiceResponse()
    _say(response, words, voice, lang)
    dial = Dial(
        action=action,
        method="POST",
        timeout=RING_SECONDS,
        answer_on_bridge=True,
        caller_id=caller_id or None,
    )
    dial.number(number)
    response.append(dial)
    return str(response)


def take_message(*, action: str, voice: Voice, lang: Language, words: tuple[str, ...], after: str) -> str:
    """Say `words`, record a message, and say `after` to a caller who leaves none."""
    response = VoiceResponse()
    for sentence in words:
        _say(response, sentence, voice, lang)
    response.record(action=action, method="POST", max_length=MESSAGE_SECONDS, timeout=5, finish_on_key="#")
    _say(response, after, voice, lang)
    response.hangup()
    return str(response)


def hang_up(*words: str, voice: Voice, lang: Language) -> str:
    """End the call, with or without a last word."""
    response = VoiceResponse()
    for sentence in words:
        _say(response, sentence, voice, lang)
    response.hangup()
    return str(response)


def nothing() -> str:
    """Answer a callback about a call that is over already."""
    return str(VoiceResponse())


def _say(response: VoiceResponse, words: str, voice: Voice, lang: Language) -> None:
    """Speak outside the relay, with the same voice where `<Say>` has it."""
    if not words:
        return
    prefix = {"Amazon": "Polly.", "Google": "Google."}.get(voice.voice_tts_provider)
    named = {"voice": prefix + _voices(voice)[lang]} if prefix else {}
    response.say(words, language=LOCALES[lang], **named)


def _voices(voice: Voice) -> dict[Language, str]:
    return {Language.EN: voice.voice_en, Language.ES: voice.voice_es}


def _models(voice: Voice) -> dict[Language, str]:
    return {Language.EN: voice.voice_speech_model_en, Language.ES: voice.voice_speech_model_es}
