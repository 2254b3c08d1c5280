"""What one simulated call went through, from the caller's side: a witness for the books."""

from enum import StrEnum

from engine.extraction import Record


class Outcome(StrEnum):
    """How a call ended for its caller."""

    GOODBYE = "goodbye"
    DESK = "put through to the desk"
    MESSAGE = "asked to leave a message"
    TURNED_AWAY = "turned away, the lines were busy"
    LEFT = "hung up in between"
    DEAD = "the line was dead"
    """No process answered for as long as a caller waits."""
    CUT = "hung up on"
    """The call was ended without a goodbye, a person or a message."""
    SILENT = "left in silence"
    """The line was there, and nobody said anything any more."""
    ENDLESS = "went in circles"


STAYED = frozenset({Outcome.GOODBYE, Outcome.DESK, Outcome.MESSAGE, Outcome.TURNED_AWAY})
"""The endings of those who stayed; beside them stand leaving and a dead line."""


class Agent(Record, frozen=True, tag="agent"):
    """One reply."""

    text: str
    played: bool
    """Whether it was played to its end."""


class Caller(Record, frozen=True, tag="caller"):
    """One line of the caller's."""

    text: str


class CallRecord(Record, frozen=True):
    """One call."""

    call_sid: str
    errand: str
    outcome: Outcome
    lines: tuple[Agent | Caller, ...] = ()
    sockets: int = 0
    """Sessions it took; more than one where it was brought back."""
    retries: int = 0
    """Webhooks that had to be sent again, to another process or later."""


class Sent(Record, frozen=True):
    """One text that the stand-in of the network accepted."""

    to: str
    body: str
    sid: str
