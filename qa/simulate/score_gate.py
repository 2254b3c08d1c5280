"""Whether a release may go out, decided by thresholds over a run's scores."""

from collections.abc import Iterator, Sequence
from enum import IntEnum

from engine.extraction import Record
from qa.simulate.score import RunScore


class Gate(IntEnum):
    """The decision, as the command's exit code."""

    MAY_GO_OUT = 0
    MAY_NOT = 1
    NOT_JUDGED = 2
    """Nothing that could be judged: bad input, calls that are missing, or void."""


class Thresholds(Record, frozen=True):
    """What a release must reach; the defaults are those it is shipped with."""

    clean_pass: float = 1.0
    """Least pass^k without noise."""
    noisy_outcome: float = 0.95
    """Least share of calls with every check right, up to `noisy_rate`."""
    noisy_rate: float = 0.10
    wrong_bookings: int = 0
    """Most, at each word-error rate."""
    missed_urgent: int = 0
    void: float = 0.05
    """Largest share of void calls; with more, the callers are to be mended first."""
    repeats: int = 1
    """Least k of the clean run."""
    needs_noise: bool = False
    """Whether a run at `noisy_rate` must be there."""


RELEASE = Thresholds(repeats=3, needs_noise=True)


class Decision(Record, frozen=True):
    """The decision and why."""

    gate: Gate
    against: tuple[str, ...] = ()
    """What forbids it."""
    unknown: tuple[str, ...] = ()
    """What could not be judged."""


def decide(runs: Sequence[RunScore], limits: Thresholds) -> Decision:
    """Judge the scores of all word-error rates together; what is against it outweighs what is not known."""
    against = tuple(reason for run in runs for reason in _against(run, limits))
    unknown = tuple(_unknown(runs, limits))
    gate = Gate.MAY_NOT if against else Gate.NOT_JUDGED if unknown else Gate.MAY_GO_OUT
    return Decision(gate=gate, against=against, unknown=unknown)


def _against(run: RunScore, limits: Thresholds) -> Iterator[str]:
    at = f"at {run.noise:.0%} word errors" if run.noise else "on a clean line"
    every, outcome = run.all_passed, run.outcome
    if not run.noise and every.share is not None and every.share < limits.clean_pass:
        failed = every.of - every.good
        yield f"pass^{run.repeats} {at} is {every.share:.3f}, under {limits.clean_pass:g}: {failed} scenarios"
    judged = 0 < run.noise <= limits.noisy_rate and outcome.share is not None
    if judged and (outcome.share or 0.0) < limits.noisy_outcome:
        yield f"outcome {at} is {outcome.share or 0.0:.3f}, under {limits.noisy_outcome:g}"
    if len(run.wrong_bookings) > limits.wrong_bookings:
        yield f"{len(run.wrong_bookings)} wrong bookings {at}"
    if len(run.escalation.missed) > limits.missed_urgent:
        yield f"{len(run.escalation.missed)} missed urgent calls {at}"


def _unknown(runs: Sequence[RunScore], limits: Thresholds) -> Iterator[str]:
    clean = next((run for run in runs if not run.noise), None)
    if not runs:
        yield "no calls"
    if limits.needs_noise and clean is None:
        yield "no calls on a clean line"
    if clean is not None and clean.repeats < limits.repeats:
        yield f"the clean line was called {clean.repeats} times a scenario, {limits.repeats} are needed"
    if limits.needs_noise and all(abs(run.noise - limits.noisy_rate) > 1e-9 for run in runs):
        yield f"no calls at {limits.noisy_rate:.0%} word errors"
    for run in runs:
        if run.void > limits.void * run.calls or (not run.noise and run.void):
            yield f"{run.void} of {run.calls} calls at {run.noise:.0%} word errors are void"
