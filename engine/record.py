"""What one turn needs, and everything it did."""

from collections.abc import Generator

import msgspec

from engine.clinic import Clinic
from engine.extraction import Extraction, Record, Request
from engine.heard import Reply
from engine.repair import Pattern
from engine.screen.outcome import Screen, Screening
from engine.speech.wordings import Speech
from engine.steps import Use
from engine.table import Fires, Transition
from engine.vocabulary import State
from tools.interface import ToolRequest, ToolResult

Need = Request | Use
"""What a turn yields: an utterance to be read, or a tool to be used."""
Got = Extraction | ToolResult
"""What it is sent."""
Running = Generator[Need, Got, None]


class Rulebook(msgspec.Struct, frozen=True):
    """What is the same for every call of this process."""

    clinic: Clinic
    screen: Screen
    speech: Speech
    driver: Fires
    build: str = ""
    """The version of the code, see `engine.build`."""


class ToolUse(Record, frozen=True):
    """One use of a tool and what it answered."""

    request: ToolRequest
    result: ToolResult
    rows_changed: int = 0


class TurnRecord(msgspec.Struct):
    """Everything one turn did, for the log."""

    reply: Reply = Reply()
    state_before: State = State.IDENTIFY
    transitions: list[Transition] = []
    tools: list[ToolUse] = []
    screening: Screening | None = None
    list_version: str = ""
    symptom_answer: str | None = None
    """How the screen's open question was answered: `no`, or what else it was taken for."""
    extraction: Extraction | None = None
    pattern: Pattern | None = None
