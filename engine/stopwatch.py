"""When the parts of one turn began and ended, in seconds of `time.perf_counter`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tools.interface import ToolRequest, ToolResult, Tools


class Lap(NamedTuple):
    """A part of a turn."""

    began: float
    ended: float

    @property
    def seconds(self) -> float:
        return self.ended - self.began


class Split(NamedTuple):
    """What a turn took, in milliseconds, for the journal."""

    took_ms: float
    read_ms: float | None = None
    """The extractor; None where nothing was read."""
    tools_ms: tuple[float, ...] = ()
    """Each use of a tool, in order."""


class Stopwatch:
    """Runs from its making; each part is written once, a transaction that is run again the last time."""

    def __init__(self) -> None:
        self.began = self.ended = time.perf_counter()
        self.reading: Lap | None = None
        self.storing: Lap | None = None
        self.tools: list[Lap] = []

    @property
    def seconds(self) -> float:
        """Of the whole turn, once it was stopped."""
        return self.ended - self.began

    @property
    def split(self) -> "Split":
        """How long the turn has taken so far, and what of it the parts that are done."""
        took = (time.perf_counter() - self.began) * 1000
        read = round(self.reading.seconds * 1000, 2) if self.reading else None
        return Split(round(took, 2), read, tuple(round(lap.seconds * 1000, 2) for lap in self.tools))

    @contextmanager
    def reads(self) -> Iterator[None]:
        """Take the time of the extractor."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.reading = Lap(began, time.perf_counter())

    @contextmanager
    def stores(self) -> Iterator[None]:
        """Take the time of the transaction, and stop."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.ended = time.perf_counter()
            self.storing = Lap(began, self.ended)

    def timed(self, tools: Tools) -> "TimedTools":
        """The same tools, with the time of each use taken."""
        self.tools = []
        return TimedTools(tools, self.tools)


class TimedTools:
    """Tools, and how long each use of them took."""

    def __init__(self, tools: Tools, laps: list[Lap]) -> None:
        self._tools = tools
        self._laps = laps

    @property
    def rows_changed(self) -> int:
        return self._tools.rows_changed

    def use(self, request: ToolRequest) -> ToolResult:
        began = time.perf_counter()
        result = self._tools.use(request)
        self._laps.append(Lap(began, time.perf_counter()))
        return result
