"""Two reports side by side: calls that flipped, numbers that got worse, scenarios that came or went."""

from collections.abc import Iterator, Mapping

from engine.extraction import Record
from qa.simulate.report import Report, Scored
from qa.simulate.report_figures import Figure, figures
from qa.simulate.score_gate import Decision, Gate, Thresholds, decide

Key = tuple[str, int, float]
SLOWER = 1.5
"""How many times as long something has to take to be told; times differ from machine to machine."""

_WORST_FIRST = (
    ("passed", "failed"), ("void", "failed"), ("passed", "void"), ("failed", "void"),
    ("failed", "passed"), ("void", "passed"),
)  # fmt: skip


class Flip(Record, frozen=True):
    """A call that both reports have, with another verdict."""

    name: str
    was: str
    now: str
    why: str = ""


class Change(Record, frozen=True):
    """A number that differs."""

    noise: float
    label: str
    was: str
    now: str
    worse: bool


class Comparison(Record, frozen=True):
    """What has changed between two reports, and whether the newer one's code may go out."""

    flips: tuple[Flip, ...]
    """Passed calls that fail now come first."""
    changes: tuple[Change, ...]
    """Worse ones come first."""
    added: tuple[str, ...]
    """Scenarios only the newer report has."""
    removed: tuple[str, ...]
    decision: Decision


def compare(old: Report, new: Report, limits: Thresholds) -> Comparison:
    """Compare call by call and number by number; the decision is about the newer report."""
    before, after = _by_key(old), _by_key(new)
    flips = [
        Flip(name=after[key].name, was=one.verdict, now=after[key].verdict, why=_why(after[key]))
        for key, one in before.items()
        if key in after and after[key].verdict != one.verdict
    ]
    names = [{one.call.scenario for one in report.calls} for report in (old, new)]
    removed = tuple(sorted(names[0] - names[1]))
    return Comparison(
        flips=tuple(sorted(flips, key=lambda flip: (_order(flip), flip.name))),
        changes=tuple(sorted(_changes(old, new), key=lambda change: not change.worse)),
        added=tuple(sorted(names[1] - names[0])),
        removed=removed,
        decision=_decision(old, new, removed, limits),
    )


def _by_key(report: Report) -> Mapping[Key, Scored]:
    return {(one.call.scenario, one.call.repeat, one.call.noise): one for one in report.calls}


def _order(flip: Flip) -> int:
    return _WORST_FIRST.index((flip.was, flip.now))


def _why(one: Scored) -> str:
    first = one.call.first_wrong
    if one.call.void:
        return one.call.void
    return f"{first.name}: expected {first.expected}; got {first.got}" if first else ""


def _changes(old: Report, new: Report) -> Iterator[Change]:
    before = {run.noise: run for run in old.runs}
    for run in new.runs:
        if run.noise not in before:
            continue
        for was, now in zip(figures(before[run.noise]), figures(run), strict=True):
            if was.value != now.value and _matters(was, now):
                yield Change(
                    noise=run.noise, label=now.label, was=was.words, now=now.words, worse=_worse(was, now)
                )


def _matters(was: Figure, now: Figure) -> bool:
    if not now.noisy or was.value is None or now.value is None:
        return True
    low, high = sorted((was.value, now.value))
    return high > low * SLOWER


def _worse(was: Figure, now: Figure) -> bool:
    if was.value is None or now.value is None:
        return now.value is None
    return (now.value < was.value) is now.higher_is_better


def _decision(old: Report, new: Report, removed: tuple[str, ...], limits: Thresholds) -> Decision:
    """The newer report's own, and no scenario or word-error rate may have been left out."""
    decided = decide(new.runs, limits)
    gone = [f"{name} was not called" for name in removed]
    gone += [
        f"no calls at {run.noise:.0%} word errors"
        for run in old.runs
        if run.noise not in {other.noise for other in new.runs}
    ]
    unknown = tuple(dict.fromkeys((*decided.unknown, *gone)))
    gate = Gate.NOT_JUDGED if unknown and decided.gate is Gate.MAY_GO_OUT else decided.gate
    return Decision(gate=gate, against=decided.against, unknown=unknown)
