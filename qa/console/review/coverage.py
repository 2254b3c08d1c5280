"""What a set of calls has used of the machine: states, transitions, guards, and what none of them has."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.table import TABLE
from engine.vocabulary import State
from qa.console.facts import STATES, Facts, is_refused, refusing
from qa.console.review import lines

CHUNK = 400
"""Calls that one statement asks for."""
EXAMPLES = 5
"""Calls that are named beside a number."""
_MOVES = text(
    "SELECT call_sid, count(*) AS n, trigger, source, destination, taken, guards FROM Transitions"
    " WHERE call_sid IN :calls GROUP BY call_sid, trigger, source, destination, taken, guards"
).bindparams(bindparam("calls", expanding=True))


class Use(Record, frozen=True):
    """One part of the machine, and the calls that used it."""

    name: str
    where: str
    """File and line of it."""
    passed: int
    failed: int
    times: int
    examples: tuple[str, ...] = ()

    @property
    def calls(self) -> int:
        """How many calls used it."""
        return self.passed + self.failed


class GuardUse(Record, frozen=True):
    """One guard: how often it was asked, and how often it was the one that refused."""

    name: str
    where: str
    asked: int
    refused: int
    times: tuple[tuple[str, int, tuple[str, ...]], ...]
    """Triggers that it refused, how often, and some of the calls."""


class Coverage(Record, frozen=True):
    """Everything that a set of calls used and did not use."""

    passed: int
    failed: int
    states: tuple[Use, ...]
    transitions: tuple[Use, ...]
    """Rows of the table, in its order: `trigger source destination`."""
    guards: tuple[GuardUse, ...]
    ways: Mapping[tuple[str, str], int]
    """How often the calls went from a state to another one."""

    @property
    def calls(self) -> int:
        """How many calls were looked at."""
        return self.passed + self.failed


class Tally:
    """Counts of one kind of thing, by name."""

    def __init__(self, is_failed: Mapping[str, bool]) -> None:
        self._is_failed = is_failed
        self.times: Counter[str] = Counter()
        self.calls: dict[str, dict[str, None]] = defaultdict(dict)

    def add(self, name: str, uses: Sequence[tuple[str, int]]) -> None:
        """Count so many uses of it by each of these calls."""
        self.times[name] += sum(times for _, times in uses)
        self.calls[name].update(dict.fromkeys(call_sid for call_sid, _ in uses))

    def use(self, name: str, where: str) -> Use:
        """What was counted of it."""
        calls = list(self.calls.get(name, ()))
        failed = sum(self._is_failed[call_sid] for call_sid in calls)
        return Use(
            name=name, where=where, passed=len(calls) - failed, failed=failed, times=self.times[name],
            examples=tuple(calls[:EXAMPLES]),
        )  # fmt: skip


def cover(connection: Connection, rows: Sequence[Facts], failed: frozenset[str]) -> Coverage:
    """Count what these calls used; those in `failed` are counted apart."""
    is_failed = {row.call_sid: row.call_sid in failed for row in rows}
    states, moves, asked = Tally(is_failed), Tally(is_failed), Tally(is_failed)
    refusals: dict[str, Tally] = defaultdict(lambda: Tally(is_failed))
    ways: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for state in {STATES[letter].value for letter in row.path.lower()} | {row.state}:
            states.add(state, [(row.call_sid, 1)])
    for it, uses in _moves(connection, list(is_failed)):
        for guard in it["guards"]:
            asked.add(guard["guard"], uses)
        if it["taken"]:
            moves.add(f"{it['trigger']} {it['source']} {it['destination']}", uses)
            ways[it["source"], it["destination"]] += sum(times for _, times in uses)
            for state in {it["source"], it["destination"]}:
                states.add(state, [(call_sid, 0) for call_sid, _ in uses])
        elif is_refused(it):
            refusals[refusing(it)].add(it["trigger"], uses)
    n_failed = sum(is_failed.values())
    return Coverage(
        passed=len(rows) - n_failed,
        failed=n_failed,
        states=tuple(states.use(state.value, f"states/{state.value}.py") for state in State),
        transitions=tuple(
            moves.use(f"{trigger} {source} {destination}", f"engine/table.py:{lines.of(trigger)}")
            for trigger, source, destination, _ in TABLE
        ),
        guards=tuple(_guards(asked, refusals)),
        ways=dict(ways),
    )


def _moves(
    connection: Connection, calls: Sequence[str]
) -> Iterator[tuple[dict[str, Any], list[tuple[str, int]]]]:
    """Every kind of transition of the calls, and how often each call made it."""
    found: dict[tuple[Any, ...], list[tuple[str, int]]] = defaultdict(list)
    for at in range(0, len(calls), CHUNK):
        for call_sid, times, *kind in connection.execute(_MOVES, {"calls": calls[at : at + CHUNK]}).all():
            found[tuple(kind)].append((call_sid, times))
    for (trigger, source, destination, taken, guards), uses in found.items():
        move = {"trigger": trigger, "source": source, "destination": destination, "taken": bool(taken)}
        yield move | {"guards": json.loads(guards)}, uses


def _guards(asked: Tally, refusals: Mapping[str, Tally]) -> Iterator[GuardUse]:
    known = {guard.__name__: guard for *_, guards in TABLE for guard in guards}
    names: Iterable[str] = [*known, *(name for name in refusals if name not in known)]
    for name in names:
        tally = refusals.get(name)
        by_trigger = tally.times.most_common() if tally is not None else []
        yield GuardUse(
            name=name,
            where=f"engine/guards.py:{known[name].__code__.co_firstlineno}"
            if name in known
            else "engine/table.py",
            asked=asked.times[name],
            refused=sum(n for _, n in by_trigger),
            times=tuple(
                (trigger, n, tuple(tally.calls[trigger])[:EXAMPLES]) for trigger, n in by_trigger if tally
            ),
        )
