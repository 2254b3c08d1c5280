"""The report of a run: what was called, how, with what scores; written as JSON and read again to compare.

`schema` grows by one with every change that an older reader would misread; fields may be added without.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from engine.extraction import Record
from qa.simulate.records import FinishedCall
from qa.simulate.score import CallScore, RunScore
from qa.simulate.score_gate import Decision

SCHEMA = 1


class Scored(Record, frozen=True):
    """One call and its score."""

    call: FinishedCall
    score: CallScore

    @property
    def verdict(self) -> str:
        """`passed`, `failed` or `void`."""
        return "void" if self.call.void else "passed" if self.call.passed else "failed"

    @property
    def name(self) -> str:
        """The call among the others: scenario, repeat, and the word-error rate where there was one."""
        noise = f" at {self.call.noise:.0%}" if self.call.noise else ""
        return f"{self.call.scenario} #{self.call.repeat}{noise}"


class Report(Record, frozen=True):
    """One run."""

    schema: int
    made: str
    """When, ISO, UTC."""
    version: str
    """Of the code that was called."""
    seed: int
    wall_seconds: float
    runs: tuple[RunScore, ...]
    """One for each word-error rate."""
    decision: Decision
    calls: tuple[Scored, ...]


class Unreadable(Exception):
    """A file that is no report, or one of another schema; the text is for people."""


def write(report: Report, path: Path) -> None:
    """Write the report as JSON."""
    path.write_bytes(msgspec.json.encode(report))


def read(path: Path) -> Report:
    """Read a report; raises `Unreadable`."""
    try:
        content = path.read_bytes()
        schema = msgspec.json.decode(content, type=_Head).schema
        if schema != SCHEMA:
            raise Unreadable(f"{path}: a report of schema {schema}; this version reads {SCHEMA}")
        return msgspec.json.decode(content, type=Report)
    except (OSError, msgspec.MsgspecError) as error:
        raise Unreadable(f"{path}: {error}") from error


class _Head(msgspec.Struct):
    schema: int


def failed(calls: Sequence[Scored]) -> Iterator[Scored]:
    """The calls that a reader has to look at, in the order of how bad they are."""
    worst = [one for one in calls if one.score.missed_urgent or one.score.wrong_bookings]
    yield from worst
    yield from (one for one in calls if one.verdict == "failed" and one not in worst)
