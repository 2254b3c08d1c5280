"""What may happen to a session."""

from dataclasses import dataclass

from channels.conversation_relay import frames
from engine.heard import Reply


@dataclass(frozen=True)
class Lost:
    """The other side closed the socket, or it died."""

    code: int


@dataclass(frozen=True)
class Drop:
    """This side has to close the socket."""

    code: int
    why: str


@dataclass(frozen=True)
class Failed:
    """A turn raised, which a desk never does for anything a caller says."""


@dataclass(frozen=True)
class Leave:
    """The server stops: the call goes on elsewhere, once its running turn is over."""


Event = frames.Frame | frames.Why | Reply | Lost | Drop | Failed | Leave
