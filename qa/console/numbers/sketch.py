"""Durations as counts in narrow buckets, so that quantiles of any days can be had from sums of their days.

Each bucket is two per cent wide (the idea is DDSketch's, Masson and others 2019), so a quantile is within
`ERROR` of the one by nearest rank over the durations themselves.
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate
from math import ceil, log

ERROR = 0.01
"""How far off a quantile can be, as a share of it."""
LEAST_MS = 0.1
"""Shorter durations count as this."""
_GROWTH = (1 + ERROR) / (1 - ERROR)
_STEP = log(_GROWTH)

Sketch = Mapping[str, int]
"""How many durations are in each bucket, by its number as text."""


def bucket(ms: float) -> str:
    """The bucket of a duration."""
    return str(ceil(log(max(ms, LEAST_MS) / LEAST_MS) / _STEP))


def middle(number: int) -> float:
    """The duration that stands for a bucket, in milliseconds: none in it is further off than `ERROR`."""
    return 2 * LEAST_MS * _GROWTH**number / (_GROWTH + 1)


def count(sketch: Sketch) -> int:
    """How many durations there are."""
    return sum(sketch.values())


def quantile(sketch: Sketch, percent: float) -> float | None:
    """The duration that so many per cent do not exceed, by nearest rank; None where there are none."""
    buckets = sorted((int(number), n) for number, n in sketch.items() if n > 0)
    if not buckets:
        return None
    totals = list(accumulate(n for _, n in buckets))
    rank = max(1, ceil(totals[-1] * percent / 100))
    return middle(next(number for (number, _), total in zip(buckets, totals, strict=True) if total >= rank))


def bars(sketch: Sketch, edges: Iterable[float]) -> list[int]:
    """How many durations are below the first edge, between each two, and from the last one on."""
    limits = list(edges)
    found = [0] * (len(limits) + 1)
    for number, n in sketch.items():
        at = middle(int(number))
        found[sum(at >= limit for limit in limits)] += n
    return found
