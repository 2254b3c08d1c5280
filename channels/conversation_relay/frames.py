"""The messages of ConversationRelay's WebSocket, as Twilio sends and reads them.

Unknown types, names and keys are never an error: Twilio adds them without notice.
"""

from enum import StrEnum
from typing import Any
from xml.sax.saxutils import escape, unescape

import msgspec

from engine.heard import Piece
from engine.vocabulary import Language

MAX_BYTES = 64 * 1024
"""A frame larger than this is not one of Twilio's."""

LOCALES = {Language.EN: "en-US", Language.ES: "es-US"}


class Inbound(msgspec.Struct, frozen=True, rename="camel", tag_field="type"):
    """Base of what Twilio sends."""


class Setup(Inbound, frozen=True, tag="setup"):
    """The first frame of a session; a reconnected call keeps its `call_sid`."""

    call_sid: str
    session_id: str = ""
    account_sid: str = ""
    caller: str | None = msgspec.field(default=None, name="from")
    custom_parameters: dict[str, str] = {}


class Prompt(Inbound, frozen=True, tag="prompt"):
    """What the caller said; only `last` ones are finished."""

    voice_prompt: str = ""
    lang: str | None = None
    last: bool = False


class Dtmf(Inbound, frozen=True, tag="dtmf"):
    """One key."""

    digit: str


class Interrupt(Inbound, frozen=True, tag="interrupt"):
    """The caller cut the agent off; the text covers the clause under way only."""

    utterance_until_interrupt: str = ""


class Info(Inbound, frozen=True, tag="info"):
    """A subscribed event: `agentSpeaking`, `clientSpeaking`, `tokensPlayed`, and others that come and go."""

    name: str = ""
    value: Any = ""


class Fault(Inbound, frozen=True, tag="error"):
    """Twilio could not use a frame of ours. Its description echoes that frame, so it is not even read."""


Frame = Setup | Prompt | Dtmf | Interrupt | Info | Fault


class Why(StrEnum):
    """What is wrong with a frame that cannot be used."""

    BINARY = "binary-frame"
    NOT_JSON = "frame-not-json"
    TOO_DEEP = "frame-too-deep"
    UNKNOWN_TYPE = "frame-of-unknown-type"
    BAD_FIELDS = "frame-with-bad-fields"


class _Envelope(msgspec.Struct):
    type: str = ""


_frames: msgspec.json.Decoder[Frame] = msgspec.json.Decoder(Frame, strict=False)
_envelopes = msgspec.json.Decoder(_Envelope)
_TYPES = frozenset(str(kind.__struct_config__.tag) for kind in Frame.__args__)


def read(raw: str | bytes) -> Frame | Why:
    """Read one frame; what cannot be read comes back as the reason why. Never raises."""
    if isinstance(raw, bytes):
        return Why.BINARY
    try:
        return _frames.decode(raw)
    except msgspec.ValidationError:
        return _what_is_wrong(raw)
    except (msgspec.DecodeError, UnicodeError):
        return Why.NOT_JSON
    except RecursionError:
        return Why.TOO_DEEP


def _what_is_wrong(raw: str) -> Why:
    try:
        kind = _envelopes.decode(raw).type
    except msgspec.ValidationError:
        return Why.BAD_FIELDS
    except msgspec.DecodeError:
        return Why.NOT_JSON  # a field is wrong, and behind it the frame breaks off
    except RecursionError:
        return Why.TOO_DEEP
    return Why.BAD_FIELDS if kind in _TYPES else Why.UNKNOWN_TYPE


class Outbound(msgspec.Struct, frozen=True, kw_only=True, rename="camel", tag_field="type"):
    """Base of what the server sends; there is no error message in this direction."""


class Text(Outbound, frozen=True, tag="text"):
    """A piece of speech; `token` is already escaped, `last` closes the turn."""

    token: str
    last: bool
    lang: str
    interruptible: bool


class SwitchLanguage(Outbound, frozen=True, tag="language"):
    """Speak and listen in another language from here on."""

    tts_language: str
    transcription_language: str


class End(Outbound, frozen=True, tag="end", omit_defaults=True):
    """Give the call back to the action callback."""

    handoff_data: str | None = None
    """JSON, without patient data."""


_encoder = msgspec.json.Encoder()


def encode(frame: Text | SwitchLanguage | End) -> str:
    """Write a frame as Twilio reads it."""
    return _encoder.encode(frame).decode()


def speech(pieces: tuple[Piece, ...]) -> list[Text]:
    """Make the frames of one turn, closed by the last; text is escaped, because voices read markup."""
    last = len(pieces) - 1
    return [
        Text(
            token=escape(piece.text) + ("" if index == last else " "),
            last=index == last,
            lang=LOCALES[piece.lang],
            interruptible=piece.interruptible,
        )
        for index, piece in enumerate(pieces)
    ]


def opening(piece: Piece) -> Text:
    """Make the frame of words that more will follow."""
    return Text(
        token=escape(piece.text) + " ",
        last=False,
        lang=LOCALES[piece.lang],
        interruptible=piece.interruptible,
    )


CLOSING = Text(token="", last=True, lang=LOCALES[Language.EN], interruptible=True)
"""Closes a talk cycle in which nothing more is said."""


def from_speech(token: str) -> str:
    """Undo the escaping in what `tokensPlayed` gives back."""
    return unescape(token)
