"""What a line wants done: the only things that a session does to the world."""

from dataclasses import dataclass

from channels.conversation_relay.frames import End, Setup, SwitchLanguage, Text
from engine.heard import Heard


@dataclass(frozen=True)
class Send:
    """Write a frame to the socket."""

    frame: Text | SwitchLanguage | End


@dataclass(frozen=True)
class Turn:
    """Take a turn with the desk, and give its reply to `Line.replied`."""

    heard: Heard


@dataclass(frozen=True)
class Bridge:
    """The running turn is slow: find out what to say meanwhile, and give it to `Line.bridge`."""


@dataclass(frozen=True)
class Admit:
    """Find out whose call this is, and answer with `Line.admitted` or `Line.refused`."""

    setup: Setup


@dataclass(frozen=True)
class Close:
    """Close the socket."""

    code: int


@dataclass(frozen=True)
class Note:
    """Write a log line; it says what happened, never what was said."""

    event: str


Command = Send | Turn | Bridge | Admit | Close | Note
