"""What the calls of a run come to: how many passed, how sure that is, and every measure there is data for.

A judge that is a model changes its mind from one call to the next, so a scenario has failed only where two in
three of its calls did. Calls that say nothing about the agent are void and counted apart.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.extraction import Record
from qa.bluejay.follow import is_void
from qa.bluejay.payloads import Compared, Judged

FAILS_AT = 2 / 3
"""The share of a scenario's calls that must fail before it has."""
Z = 1.96
"""For an interval of 95 %."""


class Share(Record, frozen=True):
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        return self.part / self.whole

    def interval(self) -> tuple[float, float]:
        """Wilson's interval, 95 %; it holds for few calls too."""
        n, p = self.whole, self.value
        middle = p + Z * Z / (2 * n)
        reach = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return max(0.0, (middle - reach) / (1 + Z * Z / n)), min(1.0, (middle + reach) / (1 + Z * Z / n))


class Numbers(Record, frozen=True):
    """A measure over calls; `n` calls had data for it."""

    n: int
    middle: float
    """The median."""
    p95: float
    most: float
    total: float


class ScenarioScore(Record, frozen=True):
    """One scenario over all its repeats."""

    scenario: str
    passed: int
    failed: int
    void: int
    reasons: tuple[str, ...] = ()
    """Why its calls failed or were void, in Bluejay's words."""

    @property
    def holds(self) -> bool | None:
        """Whether the scenario holds; None where nothing was learnt."""
        scored = self.passed + self.failed
        return None if not scored else self.failed < max(1, math.ceil(scored * FAILS_AT))


class Score(Record, frozen=True):
    """A whole run. What there is no data for is None."""

    scenarios: tuple[ScenarioScore, ...]
    calls: Share | None
    void: int
    latency_p50: Numbers | None
    latency_p95: Numbers | None
    latency_p99: Numbers | None
    latency_most: Numbers | None
    interruptions: Numbers | None
    tools: Share | None
    wer: Numbers | None
    pronunciation: Numbers | None
    hallucination: Share | None
    redundancy: Share | None
    metrics: Mapping[str, Share | Numbers]

    @property
    def outcome(self) -> Share | None:
        """Scenarios that hold, of those of which something is known."""
        known = [one for one in self.scenarios if one.holds is not None]
        return Share(part=sum(bool(one.holds) for one in known), whole=len(known)) if known else None

    @property
    def unknown(self) -> list[str]:
        """Scenarios of which nothing is known."""
        return [one.scenario for one in self.scenarios if one.holds is None]


def score(calls: Sequence[Judged], scenario_of: Mapping[str, str]) -> Score:
    """Score calls; `scenario_of` names the scenario of a digital human."""
    scored = [one for one in calls if not is_void(one)]
    by_name: dict[str, list[Judged]] = {}
    for one in calls:
        by_name.setdefault(scenario_of.get(one.human_id, one.human_id), []).append(one)
    groups = [group for one in scored for group in one.tools or () if group.expected]
    return Score(
        scenarios=tuple(_scenario(name, of) for name, of in sorted(by_name.items())),
        calls=_share(one.goal for one in scored),
        void=len(calls) - len(scored),
        latency_p50=_numbers(one.latency.p50 for one in scored),
        latency_p95=_numbers(one.latency.p95 for one in scored),
        latency_p99=_numbers(one.latency.p99 for one in scored),
        latency_most=_numbers(one.latency.most for one in scored),
        interruptions=_numbers(one.interruptions for one in scored),
        tools=_share(tool_is_right(group) for group in groups),
        wer=_numbers(one.wer for one in scored),
        pronunciation=_numbers(one.pronunciation for one in scored),
        hallucination=_share(one.hallucination for one in scored),
        redundancy=_share(one.redundancy for one in scored),
        metrics=_metrics(scored),
    )


def tool_is_right(group: Compared) -> bool:
    """Whether every expected use of a tool has a use of its own that asked what was expected."""
    left = list(group.actual)
    for expected in group.expected:
        wanted: Mapping[str, Any] = expected.get("parameters") or {}
        fits = next((one for one in left if _holds(wanted, one.get("parameters") or {})), None)
        if fits is None:
            return False
        left.remove(fits)
    return True


def _holds(wanted: Any, given: Any) -> bool:
    """Whether all that is wanted is given; more may be."""
    if isinstance(wanted, Mapping):
        return isinstance(given, Mapping) and all(
            name in given and _holds(value, given[name]) for name, value in wanted.items()
        )
    return bool(wanted == given)


def _scenario(name: str, calls: Sequence[Judged]) -> ScenarioScore:
    void = [one for one in calls if is_void(one)]
    failed = [one for one in calls if not is_void(one) and not one.goal]
    reasons = [" / last words: ".join(filter(None, (one.goal_reasoning, one.last_words))) for one in failed]
    reasons += [f"{one.status} {one.error}".strip() for one in void]
    return ScenarioScore(
        scenario=name,
        passed=len(calls) - len(void) - len(failed),
        failed=len(failed),
        void=len(void),
        reasons=tuple(reason for reason in reasons if reason),
    )


def _metrics(calls: Sequence[Judged]) -> dict[str, Share | Numbers]:
    """Each custom metric: a share where it passes or fails, numbers where it counts; no words."""
    values: dict[str, list[str]] = {}
    for one in calls:
        for metric in one.metrics:
            values.setdefault(metric.name, []).append(metric.value.strip().lower())
    found: dict[str, Share | Numbers] = {}
    for name, given in sorted(values.items()):
        verdicts = [value in _PASSES for value in given if value in _PASSES | _FAILS]
        counted = _numbers(_float(value) for value in given)
        of = _share(verdicts) or counted
        if of is not None:
            found[name] = of
    return found


_PASSES = frozenset({"pass", "passed", "true", "yes"})
_FAILS = frozenset({"fail", "failed", "false", "no"})


def _share(values: Iterable[bool | None]) -> Share | None:
    known = [value for value in values if value is not None]
    return Share(part=sum(known), whole=len(known)) if known else None


def _numbers(values: Iterable[float | None]) -> Numbers | None:
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    return Numbers(
        n=len(known),
        middle=_at(known, 0.5),
        p95=_at(known, 0.95),
        most=known[-1],
        total=sum(known),
    )


def _at(known: Sequence[float], rank: float) -> float:
    """The smallest value that this share of all does not exceed."""
    return known[max(0, math.ceil(rank * len(known)) - 1)]


def _float(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
