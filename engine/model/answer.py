"""What comes back from the Messages API: a frame and what it cost, or the one word for why there is none."""

from enum import StrEnum
from typing import NamedTuple

import msgspec

from engine.model.schema import Frame, read_frame


class Why(StrEnum):
    """Why there is no reading by the model."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    LIMITED = "limited"
    OVERLOADED = "overloaded"
    ERROR = "error"
    """Any other status, and whatever else a request can come to."""
    REFUSAL = "refusal"
    CUT = "cut"
    """Longer than was allowed."""
    BROKEN = "broken"
    """No message, or no JSON in it."""
    SCHEMA = "schema"
    """JSON of another form."""
    RESTING = "resting"
    """The model failed too often just now and was not asked."""


OF_THE_WORDS = frozenset({Why.REFUSAL, Why.CUT})
"""What one caller's words can cause while the model is well; it must not take the model from the others."""
_CUT = frozenset({"max_tokens", "model_context_window_exceeded"})
_STATUS = {429: Why.LIMITED, 503: Why.OVERLOADED, 529: Why.OVERLOADED}


class Tokens(msgspec.Struct, frozen=True):
    """What the API counted."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None


class _Block(msgspec.Struct, frozen=True):
    type: str
    text: str = ""


class _Message(msgspec.Struct, frozen=True):
    content: tuple[_Block, ...]
    stop_reason: str | None = None
    usage: Tokens = Tokens()


class Outcome(NamedTuple):
    """One request's result."""

    result: Frame | Why
    tokens: Tokens = Tokens()


_decode = msgspec.json.Decoder(_Message).decode


def read_message(body: bytes) -> Outcome:
    """Read the body of an answer with status 200; never raises."""
    try:
        message = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Outcome(Why.BROKEN)
    return Outcome(_result(message), message.usage)


def why_status(status: int) -> Why:
    """The word for a status that is no success."""
    return _STATUS.get(status, Why.ERROR)


def _result(message: _Message) -> Frame | Why:
    if message.stop_reason == "refusal":
        return Why.REFUSAL
    if message.stop_reason in _CUT:
        return Why.CUT
    try:
        return read_frame("".join(block.text for block in message.content if block.type == "text"))
    except msgspec.ValidationError:
        return Why.SCHEMA
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Why.BROKEN
