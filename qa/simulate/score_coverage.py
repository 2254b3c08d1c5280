"""How much of the machine a run has used: states, transitions, guards that refused, repair patterns."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from engine.extraction import Record
from engine.repair import Pattern
from engine.table import TABLE
from engine.vocabulary import Reason, State
from qa.simulate.records import FinishedCall, Row

LEADS_TO: Mapping[str, str] = {
    Reason.CALLER_ASKED: Pattern.PERSON.value,
    Reason.OUT_OF_SCOPE: Pattern.OFF_TOPIC.value,
    Reason.NOT_UNDERSTOOD: Pattern.NOT_UNDERSTOOD.value,
    Reason.NO_INPUT: Pattern.SILENCE.value,
    Reason.TOOL_FAILED: Pattern.TOOL_FAILED.value,
}


class Part(Record, frozen=True):
    """One kind of thing that the machine has."""

    hit: dict[str, int]
    """How many calls used it."""
    missed: tuple[str, ...]


class Coverage(Record, frozen=True):
    """What calls have used of the machine; calls that failed are counted apart from those that passed."""

    calls: int
    states: Part
    transitions: Part
    """`trigger: source → destination`, taken."""
    refusals: Part
    """Guards of the table that have refused a transition."""
    patterns: Part


def coverage(calls: Sequence[FinishedCall]) -> Coverage:
    """Count what the calls have used."""
    rows = [call.history.get("transitions", []) for call in calls]
    guards = {guard.__name__ for *_, asked in TABLE for guard in asked}
    table = [f"{trigger}: {source} → {destination}" for trigger, source, destination, _ in TABLE]
    return Coverage(
        calls=len(calls),
        states=_part([s.value for s in State], ([row["destination"] for row in own] for own in rows)),
        transitions=_part(table, ([_named(row) for row in own if row["taken"]] for own in rows)),
        refusals=_part(sorted(guards), ([_refused(row) for row in own if not row["taken"]] for own in rows)),
        patterns=_part([p.value for p in Pattern], ([_pattern(row) for row in own] for own in rows)),
    )


def _part(wanted: Iterable[str], used: Iterable[list[str]]) -> Part:
    counts = Counter(name for own in used for name in set(own))
    names = list(dict.fromkeys(wanted))
    return Part(
        hit={name: counts[name] for name in names if counts[name]},
        missed=tuple(name for name in names if not counts[name]),
    )


def _named(row: Row) -> str:
    return f"{row['trigger']}: {row['source']} → {row['destination']}"


def _pattern(row: Row) -> str:
    """The repair pattern in a transition's reason; a hand-off's stands for what led to it."""
    reason = str(row["reason"])
    return LEADS_TO.get(reason, reason)


def _refused(row: Row) -> str:
    return str(row["guards"][-1]["guard"]) if row["guards"] else ""
