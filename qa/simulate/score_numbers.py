"""Counts, shares and quantiles of a run. What was never measured is None, which is not zero."""

from collections.abc import Iterable, Sequence
from math import sqrt

from engine.extraction import Record

Z = 1.959964
"""Of a 95 % interval."""


class Share(Record, frozen=True):
    """How many of how many, with Wilson's 95 % interval."""

    good: int
    of: int
    share: float | None
    low: float | None = None
    high: float | None = None


class Seconds(Record, frozen=True):
    """How long something took, by nearest rank. P50 is the median; P95 is not the worst case."""

    count: int
    p50: float
    p95: float
    p99: float
    longest: float


def share(good: int, of: int) -> Share:
    """A share with its interval; None where there was nothing to count."""
    if not of:
        return Share(good=0, of=0, share=None)
    part, spread = good / of, Z * Z / of
    middle = (part + spread / 2) / (1 + spread)
    half = Z * sqrt(part * (1 - part) / of + spread / (4 * of)) / (1 + spread)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Share(good=good, of=of, share=part, low=round(low, 4), high=round(high, 4))


def sum_of(shares: Iterable[Share]) -> Share:
    """All of them counted together."""
    good, of = 0, 0
    for one in shares:
        good, of = good + one.good, of + one.of
    return share(good, of)


def seconds(values: Sequence[float]) -> Seconds | None:
    """The quantiles of `values`; None where there are none."""
    if not values:
        return None
    ordered = sorted(values)
    return Seconds(
        count=len(ordered),
        p50=_rank(ordered, 50),
        p95=_rank(ordered, 95),
        p99=_rank(ordered, 99),
        longest=round(ordered[-1], 3),
    )


def _rank(ordered: Sequence[float], percent: int) -> float:
    """The smallest value that so many per cent of all do not exceed."""
    return round(ordered[max(0, -(-len(ordered) * percent // 100) - 1)], 3)
