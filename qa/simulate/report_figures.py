"""The figures of a run in words, the same in the terminal, on the page and in comparisons."""

from collections.abc import Iterator

from engine.extraction import Record
from qa.simulate.score import RunScore
from qa.simulate.score_numbers import Seconds, Share

NO_DATA = "no data"


class Figure(Record, frozen=True):
    """One number of a run."""

    key: str
    label: str
    value: float | None
    """None: nothing was measured, which is not zero."""
    words: str
    """The value as it is shown, with what it was counted from."""
    higher_is_better: bool = True
    noisy: bool = False
    """Whether it says more about the machine it ran on than about the code."""


def figures(run: RunScore) -> list[Figure]:
    """Every number of one word-error rate, the most important first."""
    return list(_figures(run))


def _figures(run: RunScore) -> Iterator[Figure]:
    yield _share("outcome", "Outcome (all checks)", run.outcome, interval=True)
    yield _share("results", "Result (rows, texts, hand-off, end)", run.results, interval=True)
    yield _share("all_passed", f"pass^{run.repeats}", run.all_passed)
    yield _count("wrong_bookings", "Wrong bookings", len(run.wrong_bookings))
    yield _share("urgent_recall", "Urgent recall", run.escalation.urgent_recall)
    yield _share("urgent_precision", "Urgent precision", run.escalation.urgent_precision)
    yield _share("hand_off_recall", "Hand-off recall, any reason", run.escalation.recall)
    yield _share("hand_off_precision", "Hand-off precision, any reason", run.escalation.precision)
    yield _share("tool_names", "Tools used as expected, by name", run.tool_names)
    yield _share("tool_calls", "Tool-call accuracy, with arguments", run.tool_calls)
    yield _share("unfounded", "Calls with an unfounded fact", run.unfounded, higher_is_better=False)
    yield _share("redundant", "Questions for what was known", run.redundant, higher_is_better=False)
    yield _share("words", "Word-error rate of the line", run.words, higher_is_better=False)
    yield _share("entities", "Key entities heard whole", run.entity_accuracy)
    yield _count("by_caller", "Interruptions by the caller", run.by_caller)
    yield _count("by_agent", "Interruptions by the agent", run.by_agent)
    yield _count("repeated", "Heard sentences said again after one", run.repeated)
    yield from _times("latency", "Reply, last prompt to first token", run.latency)
    yield from _times("desk", "Turn at the desk", run.desk)


def _share(
    key: str, label: str, one: Share, *, interval: bool = False, higher_is_better: bool = True
) -> Figure:
    if one.share is None:
        return Figure(key=key, label=label, value=None, words=NO_DATA, higher_is_better=higher_is_better)
    words = f"{one.share:.1%} ({one.good} of {one.of})"
    if interval and one.low is not None and one.high is not None:
        words += f", 95 % interval {one.low:.1%} to {one.high:.1%}"
    return Figure(key=key, label=label, value=one.share, words=words, higher_is_better=higher_is_better)


def _count(key: str, label: str, value: int) -> Figure:
    return Figure(key=key, label=label, value=value, words=str(value), higher_is_better=False)


def _times(key: str, label: str, took: Seconds | None) -> Iterator[Figure]:
    for part, name in (("p50", "P50 (median)"), ("p95", "P95"), ("p99", "P99"), ("longest", "longest")):
        value = None if took is None else getattr(took, part)
        yield Figure(
            key=f"{key}_{part}",
            label=f"{label}, {name}",
            value=value,
            words=NO_DATA if value is None else f"{value * 1000:.0f} ms",
            higher_is_better=False,
            noisy=True,
        )
