"""The figures of the page, worked out from sums: each says what it was counted from; no data is no zero."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from math import sqrt

from engine.extraction import Record
from engine.vocabulary import ERRANDS
from qa.console.numbers import sketch
from qa.console.numbers.reading import Sums
from qa.console.numbers.tally import URGENT, Of
from qa.simulate.score_numbers import Share, share

NO_DATA = "no data"


class Kind(StrEnum):
    """How a figure is written."""

    SHARE = "share"
    TIME = "time"
    RATE = "rate"
    COUNT = "count"


class Figure(Record, frozen=True):
    """One figure of one set of calls."""

    kind: Kind
    value: float | None
    """A share of 1, milliseconds, or a number; None where nothing was there to be counted."""
    n: int
    """What it was counted from."""
    part: int = 0
    low: float | None = None
    high: float | None = None
    """Wilson's 95 % interval of a share."""


class Line(Record, frozen=True):
    """One figure by name."""

    key: str
    label: str
    of: str
    """What `n` counts."""
    meaning: str
    work_out: Callable[[Sums], Figure]
    better: int = 0
    """1 where more is better, -1 where less is."""


class Section(Record, frozen=True):
    """Figures that belong together."""

    title: str
    note: str
    lines: tuple[Line, ...]


def at(sums: Sums, figure: Of) -> Mapping[str, int]:
    """The counts of one figure."""
    return sums.whole.get(figure, {})


def total(sums: Sums, figure: Of) -> int:
    """All of them."""
    return sum(at(sums, figure).values())


def _share(part: int, of: int) -> Figure:
    return _as_figure(share(part, of))


def _as_figure(it: Share) -> Figure:
    return Figure(kind=Kind.SHARE, value=it.share, n=it.of, part=it.good, low=it.low, high=it.high)


def _rate(part: int, of: int) -> Figure:
    return Figure(kind=Kind.RATE, value=part / of if of else None, n=of, part=part)


def _count(n: int, of: int) -> Figure:
    return Figure(kind=Kind.COUNT, value=float(n) if of else None, n=of)


def _quantile(figure: Of, percent: float) -> Callable[[Sums], Figure]:
    def work_out(sums: Sums) -> Figure:
        found = at(sums, figure)
        return Figure(kind=Kind.TIME, value=sketch.quantile(found, percent), n=sketch.count(found))

    return work_out


def errands_done(sums: Sums) -> Figure:
    """Of the calls that named an errand, those in which one was done."""
    return _share(total(sums, Of.DONE), total(sums, Of.ERRAND))


def _passed(figure: Of) -> Callable[[Sums], Figure]:
    def work_out(sums: Sums) -> Figure:
        found = at(sums, figure)
        passed = found.get("pass", 0)
        return _share(passed, passed + found.get("fail", 0))

    return work_out


def contained(sums: Sums) -> Figure:
    """Calls that ended without a person, those with an urgent symptom left out."""
    reasons = at(sums, Of.REASON)
    urgent = sum(reasons.get(reason, 0) for reason in URGENT)
    return _share(sums.calls - sum(reasons.values()), sums.calls - urgent)


def recall(sums: Sums) -> Figure:
    """Of the urgent calls that are known by review, those that were handed over as urgent."""
    found = at(sums, Of.RECALL)
    return _share(found.get("hit", 0), found.get("hit", 0) + found.get("missed", 0))


def _turns(sums: Sums) -> int:
    """Turns in which the caller spoke or keyed."""
    return at(sums, Of.TURN).get("utterance", 0) + at(sums, Of.TURN).get("keyed", 0)


SECTIONS: tuple[Section, ...] = (
    Section(
        title="Outcome",
        note="Urgent calls are judged apart, below; no share here has them averaged in as passed.",
        lines=(
            Line(key="done", label="Errands done", of="calls that named one", better=1, work_out=errands_done,
                 meaning="of calls that named an errand and were not urgent, those in which one was done"),
            Line(key="checks", label="Automatic checks passed", of="calls checked", better=1,
                 work_out=_passed(Of.CHECKS), meaning="calls in which no check failed, overrides counted in"),
            Line(key="verdict", label="Passed by reviewers", of="calls with a pass or a fail", better=1,
                 work_out=_passed(Of.VERDICT),
                 meaning="what reviewers look at is chosen by rule, so this is no share of all calls"),
            Line(key="contained", label="Ended without a person", of="calls without an urgent hand-off",
                 better=1, work_out=contained,
                 meaning="containment; callers who gave up are in it, so read it beside the errands done"),
            Line(key="handed", label="Handed over", of="calls",
                 work_out=lambda it: _share(total(it, Of.REASON), it.calls), meaning="for whatever reason"),
        ),
    ),
    Section(
        title="Urgent symptoms",
        note="Recall stands alone: one missed emergency is not made good by a thousand bookings.",
        lines=(
            Line(key="recall", label="Urgent recall", of="urgent calls known by review", better=1,
                 work_out=recall, meaning="misses are calls tagged urgent-missed, and failures of the check"),
            Line(key="hits", label="Urgent hits", of="calls",
                 work_out=lambda it: _count(total(it, Of.URGENT), it.calls),
                 meaning="turns whose words left the scheduling flow"),
            Line(key="asked", label="Urgent questions", of="calls",
                 work_out=lambda it: _count(total(it, Of.ASKED), it.calls),
                 meaning="turns whose words got the screen's own question"),
            Line(key="alarms", label="False alarms", of="calls", better=-1,
                 work_out=lambda it: _count(at(it, Of.RECALL).get("false_alarm", 0), it.calls),
                 meaning="calls tagged urgent-false-alarm"),
        ),
    ),
    Section(
        title="Time",
        note="App-side: from the caller's words reaching this server to its reply leaving it. Speech"
        " recognition, the telephone network and the voice come on top.",
        lines=(
            Line(key="p50", label="Reply, P50 (median)", of="turns", better=-1,
                 work_out=_quantile(Of.REPLY, 50), meaning="half of the turns took no longer"),
            Line(key="p95", label="Reply, P95", of="turns", better=-1, work_out=_quantile(Of.REPLY, 95),
                 meaning="one turn in twenty took longer; not the worst case"),
            Line(key="p99", label="Reply, P99", of="turns", better=-1, work_out=_quantile(Of.REPLY, 99),
                 meaning="one turn in a hundred took longer"),
            Line(key="max", label="Slowest turn", of="calls", better=-1,
                 work_out=lambda it: Figure(kind=Kind.TIME, value=it.slowest_ms, n=it.calls),
                 meaning="the worst case of any turn, exact"),
            Line(key="model", label="Model, P95", of="requests", better=-1, work_out=_quantile(Of.MODEL, 95),
                 meaning="from asking to the answer, or to giving up"),
            Line(key="length50", label="Handle time, P50 (median)", of="calls",
                 work_out=_quantile(Of.LENGTH, 50), meaning="from the first turn to the end of the last"),
            Line(key="length95", label="Handle time, P95", of="calls", work_out=_quantile(Of.LENGTH, 95),
                 meaning="one call in twenty took longer"),
        ),
    ),
    Section(
        title="The talk",
        note="",
        lines=(
            Line(key="cut", label="Interruptions per call", of="calls",
                 work_out=lambda it: _rate(at(it, Of.PLAYED).get("cut", 0), it.calls),
                 meaning="replies that the caller cut off by speaking or keying"),
            Line(key="redundant", label="Asked again", of="questions", better=-1,
                 work_out=lambda it: _share(total(it, Of.REDUNDANT), total(it, Of.QUESTION)),
                 meaning="questions for what the caller had said; doctors are not counted, see the guide"),
            Line(key="silence", label="Silences per call", of="calls", better=-1,
                 work_out=lambda it: _rate(at(it, Of.TURN).get("silence", 0), it.calls),
                 meaning="times nobody answered"),
            Line(key="refused", label="Refused transitions per call", of="calls",
                 work_out=lambda it: _rate(total(it, Of.REFUSED), it.calls),
                 meaning="guards at work, by guard below"),
            Line(key="fallback", label="Model asked in vain", of="turns with words or keys", better=-1,
                 work_out=lambda it: _share(total(it, Of.FALLBACK), _turns(it)),
                 meaning="the built-in rules' reading was used instead, by why below"),
            Line(key="tools", label="Tools that answered", of="uses", better=1,
                 work_out=lambda it: _share(
                     total(it, Of.TOOL) - total(it, Of.TOOL_FAILED), total(it, Of.TOOL)
                 ),
                 meaning="uses that did not fail, by tool below"),
        ),
    ),
)  # fmt: skip
"""Everything in the table of figures."""


class Difference(Record, frozen=True):
    """How far two figures are apart."""

    value: float
    low: float | None = None
    high: float | None = None
    """Newcombe's 95 % interval of the difference of two shares."""

    @property
    def is_clear(self) -> bool:
        """Whether chance alone hardly explains it."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def difference(now: Figure, before: Figure) -> Difference | None:
    """How much more `now` is; None where one of them is no data."""
    if now.value is None or before.value is None:
        return None
    gap = now.value - before.value
    if now.low is None or now.high is None or before.low is None or before.high is None:
        return Difference(value=gap)
    below = sqrt((now.value - now.low) ** 2 + (before.high - before.value) ** 2)
    above = sqrt((now.high - now.value) ** 2 + (before.value - before.low) ** 2)
    return Difference(value=gap, low=gap - below, high=gap + above)


def done_by_day(tally: Mapping[str, Mapping[str, int]]) -> Share:
    """The errands done of one day."""
    return share(sum(tally.get(Of.DONE, {}).values()), sum(tally.get(Of.ERRAND, {}).values()))


def parts_of(outcomes: Mapping[str, int]) -> tuple[int, int, int]:
    """Calls with something done, handed over, and neither."""
    done = sum(n for name, n in outcomes.items() if name in ERRANDS)
    handed = outcomes.get("handed_over", 0)
    return done, handed, sum(outcomes.values()) - done - handed
