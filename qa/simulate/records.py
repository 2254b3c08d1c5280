"""What is known of a finished simulated call: all that checks, scores and reports are made of.

Times are seconds of the call, from the moment it was dialled. A call's clock stands still while the server
works on a turn, so a run on a busy machine tells the same times; what the work took is kept apart.
"""

from enum import StrEnum
from typing import Any

from engine.extraction import Record

Row = dict[str, Any]
"""A row of a table, by column."""


class Party(StrEnum):
    """Who ended a call."""

    CALLER = "caller"
    AGENT = "agent"
    """The agent said goodbye or handed the call over."""
    NETWORK = "network"
    """The call was lost, or refused before it began."""
    NOBODY = "nobody"
    """It went on for longer than any call may."""


class Manner(StrEnum):
    """What cut the agent off."""

    SPEECH = "speech"
    KEY = "key"
    NOISE = "noise"
    """A sound that no prompt follows."""


class Entity(Record, frozen=True):
    """Words of a line that carry a fact, as they were truly said."""

    kind: str
    """`name`, `given`, `family`, `spelled`, `born`, `phone`, `provider`, `when`, `reason` or `visit`."""
    text: str


class Line(Record, frozen=True):
    """One utterance of the caller."""

    at: float
    """When its last final prompt was sent."""
    said: str
    """The true words."""
    heard: tuple[str, ...]
    """The final prompts that the server was sent, in order; more than one where the caller paused."""
    lang: str
    """`en` or `es`."""
    answers: str
    """The question the caller took it to be the answer to; `opening` where it was the caller's own start."""
    entities: tuple[Entity, ...] = ()
    alignment: tuple[tuple[str, str], ...] = ()
    """Pairs of true and heard words, either side empty for a dropped or added one; none on a clean line."""
    over: bool = False
    """Whether it was spoken over the agent."""
    began: float | None = None
    """When the caller began to speak."""
    insists: bool = False
    """Whether it is what the caller says again until it is taken up."""
    waited: float | None = None
    """Seconds from the last final prompt to the first token of the reply, without the server's work.

    None where no reply came.
    """
    worked: float | None = None
    """Wall seconds the desk worked on it; on a server that runs elsewhere it is part of `waited`."""


class Reply(Record, frozen=True):
    """One reply of the agent, from its first token to its last; the greeting is the first."""

    at: float
    """When its first token came."""
    text: str
    played: str
    """The beginning of `text` that the caller heard."""
    complete: bool
    """Whether it was played to its end."""
    started: float | None
    """When the voice could be heard; None when it never could."""
    stopped: float | None
    lang: str
    cues: tuple[str, ...] = ()
    """The wordings that the caller recognised in it, in the order heard."""
    question: str = ""
    """What the caller took it to ask; empty where it asks nothing."""


class Interruption(Record, frozen=True):
    """The agent was cut off."""

    at: float
    reply: int
    """Which of the call's replies."""
    heard: str
    """What was heard of that reply by then."""
    how: Manner


class Key(Record, frozen=True):
    """A key was pressed."""

    at: float
    key: str


class ExpectedUse(Record, frozen=True):
    """A tool that the scenario wants used."""

    tool: str
    where: dict[str, str] = {}
    """Patterns of its arguments; `patient`, `provider` and `start` (clinic time) in words beside the ids."""


class Rows(Record, frozen=True):
    """The clinic's rows at one moment, in the order of their ids."""

    appointments: tuple[Row, ...] = ()
    """As in `Appointments`, with `provider`, `patient` and `patient_phone` beside the ids."""
    messages: tuple[Row, ...] = ()
    hand_offs: tuple[Row, ...] = ()


class Check(Record, frozen=True):
    """One thing that had to be true at the end."""

    name: str
    """What kind of thing: `appointments`, `messages`, `hand_off`, `tools`, `path`, `said`, `not_said`,
    `ends`, `patterns`, `refused`, `protocol` or `agreed`."""
    passed: bool
    expected: str
    got: str
    step: str = ""
    """The first wrong step in words: the turn, and what happened in it. Empty where none can be named."""


class FinishedCall(Record, frozen=True):
    """Everything about one simulated call."""

    scenario: str
    title: str
    tags: tuple[str, ...]
    """Errands, behaviours and languages of the scenario; `urgent` where a person must be reached at once."""
    lang: str
    seed: int
    """What this call's words were drawn with; the same scenario and seed say the same."""
    repeat: int
    """Which of the repeats, from 0."""
    noise: float
    """Word-error rate that the line was set to."""
    call_sid: str
    number: str
    """Where the caller called from; invented."""
    now: str
    """The clinic's clock during the call, ISO, with its offset."""
    seconds: float
    wall_seconds: float
    lines: tuple[Line, ...] = ()
    replies: tuple[Reply, ...] = ()
    interruptions: tuple[Interruption, ...] = ()
    keys: tuple[Key, ...] = ()
    ended_by: Party = Party.NOBODY
    hand_off: dict[str, str] | None = None
    """The `end` frame's hand-off data; None for a goodbye and where there was no `end`."""
    expected_hand_off: str | None = None
    """The reason with which the scenario wants the call handed over; None: it must not be."""
    twiml: str = ""
    """What the last callback of the call answered."""
    history: dict[str, list[Row]] = {}
    """`turns`, `transitions` and `tools` as the journal tells them; empty where it cannot be read."""
    before: Rows = Rows()
    after: Rows = Rows()
    complaints: tuple[str, ...] = ()
    """What the server did that Twilio would object to."""
    agreed: tuple[str, ...] = ()
    """The read-backs that the caller truly said yes to, as they were spoken."""
    patients: tuple[str, ...] = ()
    """Whose visits the call may make or change."""
    expected_tools: tuple[ExpectedUse, ...] = ()
    checks: tuple[Check, ...] = ()
    void: str = ""
    """Why the call counts for nothing: the caller had no rule for what was asked, or left its script."""

    @property
    def passed(self) -> bool:
        """Whether every check held; nothing to say about a void call."""
        return not self.void and all(check.passed for check in self.checks)

    @property
    def first_wrong(self) -> Check | None:
        """The first check that did not hold."""
        return next((check for check in self.checks if not check.passed), None)
