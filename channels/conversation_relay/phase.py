"""How far a session has come."""

from enum import Enum, auto


class Phase(Enum):
    WAITING = auto()
    """For the setup frame."""
    TALKING = auto()
    ENDED = auto()
    """We sent `end`; Twilio closes the socket."""
    CLOSED = auto()
