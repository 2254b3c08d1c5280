"""What a set of labelled utterances scores: figures, the worst confusions, and every miss."""

from collections import Counter
from collections.abc import Sequence

from engine.extraction import Record


class Figure(Record, frozen=True):
    """One measured number."""

    name: str
    """`set.what`, as it is kept in the record."""
    value: float
    rows: int
    goal: float
    lower_is_better: bool = False

    @property
    def reached(self) -> bool:
        return self.value <= self.goal if self.lower_is_better else self.value >= self.goal


class Miss(Record, frozen=True):
    """One row that was read otherwise than its label says."""

    set: str
    line: int
    text: str
    expected: object
    got: object
    kind: str = ""
    """What went wrong, in a word or two; equal kinds are counted together."""


class Score(Record, frozen=True):
    """All that one set came to."""

    figures: tuple[Figure, ...]
    misses: tuple[Miss, ...] = ()

    def confusions(self, most: int) -> list[tuple[str, int]]:
        """The kinds of miss that happened most often."""
        return Counter(miss.kind for miss in self.misses).most_common(most)


def macro_f1(expected: Sequence[str], got: Sequence[str]) -> float:
    """The mean of F1 over the labels that are expected anywhere; 0 for no rows."""
    labels = sorted(set(expected))
    return sum(_f1(label, expected, got) for label in labels) / len(labels) if labels else 0.0


def share(part: int, whole: int) -> float:
    """`part` of `whole`, 0 where there is nothing to share."""
    return part / whole if whole else 0.0


def percentile(values: Sequence[float], rank: float) -> float:
    """The nearest-rank percentile; 0 for no values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(rank * len(ordered)))] if ordered else 0.0


def _f1(label: str, expected: Sequence[str], got: Sequence[str]) -> float:
    pairs = list(zip(expected, got, strict=True))
    right = sum(e == g == label for e, g in pairs)
    total = sum(e == label for e, _ in pairs) + sum(g == label for _, g in pairs)
    return 2 * right / total if total else 0.0
