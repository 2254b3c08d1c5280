"""What a load run has measured, in lines for a person."""

import json
import sqlite3
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bench.load.caller import Wait
from bench.load.run import ARRIVE_IN, Load, Refusal, Sample

STAYS = 1.0
"""KiB that may stay behind a finished call, over the second half of a run, for memory to be called flat."""
NEARLY = 0.95
"""Part of the calls that must be open for a look at the memory to count."""
BUSY = "all our lines are busy"


class Result(NamedTuple):
    """A finished run."""

    load: Load
    calls: int
    over: int
    idle: int
    """Bytes the server held after some calls and with none open."""
    refusals: tuple[Refusal, ...] = ()
    log: str = ""
    database: Path = Path()

    @property
    def failed(self) -> bool:
        """Whether a call failed, or one too many was not turned away to the desk."""
        return bool(self.load.faults) or sum(map(_is_right, self.refusals)) < self.over


def lines(result: Result) -> Iterator[str]:
    """Tell what was measured."""
    load = result.load
    waits = [wait for call in load.measured for wait in call.waits]
    errands = Counter(call.errand.value for call in load.measured)
    most = max((sample.open for sample in load.samples), default=0)
    yield f"{most} calls at once, {len(load.measured)} calls, {len(waits)} turns: {dict(errands)}"
    yield f"failed: {load.faults.total()} {dict(load.faults)}"
    yield "final prompt to first token"
    yield f"  all turns: {_quantiles([wait.seconds for wait in waits])}"
    worked = [max(0.0, wait.seconds - wait.meant) for wait in waits]
    yield f"  all turns, less what was waited on purpose: {_quantiles(worked)}"
    meant = [wait.seconds for wait in waits if wait.meant]
    yield f"  taken at once: {_quantiles([wait.seconds for wait in waits if not wait.meant])}"
    if meant:
        yield f"  waited on purpose: {len(meant) / len(waits):.1%} of turns, {_quantiles(meant)}"
    yield f"  the turn itself, in the server: {_quantiles(_took(result.database))}"
    yield f"  this process was late itself: {_quantiles(load.lags)}"
    yield from _resources(result)
    yield from _refused(result, waits)
    if logged := _logged(result.log):
        yield f"server log: {dict(logged)}"


def _quantiles(seconds: Sequence[float]) -> str:
    if len(seconds) < 2:
        return "none"
    cut = statistics.quantiles(seconds, n=100)
    shown = [f"p{part} {cut[part - 1] * 1e3:.1f} ms" for part in (50, 95, 99)]
    return ", ".join([*shown, f"max {max(seconds) * 1e3:.1f} ms"])


def _took(database: Path) -> list[float]:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT took_ms FROM Turns WHERE heard_kind = 'utterance'").fetchall()
    return [milliseconds / 1e3 for (milliseconds,) in rows]


def _resources(result: Result) -> Iterator[str]:
    samples = result.load.samples
    full = [sample for sample in samples if sample.open >= result.calls * NEARLY]
    if not full:
        return
    early = statistics.median(sample.resident for sample in full[:6])
    each = (early - result.idle) / result.calls / 1024
    yield (
        f"memory: {result.idle / 2**20:.1f} MiB idle, {early / 2**20:.1f} MiB with {result.calls} calls:"
        f" {each:.0f} KiB an open call"
    )
    first, last = full[0], full[-1]
    if last.at > first.at:
        share = (last.cpu - first.cpu) / (last.at - first.at)
        yield f"processor: {share:.0%} of one core while all calls were open"
    half = full[len(full) // 2 :]
    if len(half) > 12:
        yield from _trend(full, half)


def _trend(full: Sequence[Sample], half: Sequence[Sample]) -> Iterator[str]:
    minutes = [full[index] for index in range(0, len(full), 12)]
    yield "MiB each minute: " + " ".join(f"{sample.resident / 2**20:.1f}" for sample in minutes)
    memory = [sample.resident / 1024 for sample in half]
    an_hour = statistics.linear_regression([sample.at for sample in half], memory).slope * 3600 / 1024
    a_call = statistics.linear_regression([float(sample.finished) for sample in half], memory).slope
    verdict = "flat" if a_call < STAYS else "NOT flat"
    yield f"second half: {an_hour:+.2f} MiB an hour, {a_call:+.3f} KiB a finished call: {verdict}"


def _refused(result: Result, waits: Sequence[Wait]) -> Iterator[str]:
    if not result.refusals:
        return
    right = sum(map(_is_right, result.refusals))
    yield f"over capacity: {result.over} arrived, {right} heard that the lines are busy and rang the desk"
    yield f"  their answer: {_quantiles([refusal.seconds for refusal in result.refusals])}"
    begun = min(refusal.at for refusal in result.refusals)
    during = [wait.seconds for wait in waits if begun <= wait.at <= begun + ARRIVE_IN]
    around = [wait.seconds for wait in waits if not begun <= wait.at <= begun + ARRIVE_IN]
    yield f"  running calls meanwhile: {_quantiles(during)}; before and after: {_quantiles(around)}"


def _is_right(refusal: Refusal) -> bool:
    return BUSY in refusal.says and bool(refusal.dials)


def _logged(log: str) -> Counter[str]:
    """How often the server wrote which warning or error."""
    found: Counter[str] = Counter()
    for line in log.splitlines():
        try:
            found[str(json.loads(line).get("event", "?"))[:60]] += 1
        except ValueError:
            found["not JSON"] += 1
    return found
