"""What a figure is made of: counts by value, each with a link to the calls behind it."""

from collections.abc import Mapping
from typing import NamedTuple

from engine.extraction import Record
from engine.vocabulary import Asked, State
from qa.console.filters import OUTCOMES
from qa.console.numbers.figures import at, total
from qa.console.numbers.reading import Sums
from qa.console.numbers.tally import Of
from qa.phone import shown
from qa.simulate.score_numbers import share

MOST = 12
"""Values that are listed; the rest is added up."""


class Breakdown(NamedTuple):
    """One table."""

    of: Of
    title: str
    counts: str
    """What is counted."""
    filter: str = ""
    """The filter of the list that finds the calls of a value; several values are apart by it."""
    names: Mapping[str, str] = {}
    order: tuple[str, ...] = ()
    """Values that stand in their own order; all others by their number."""
    failed: Of | None = None
    """How many of each value failed."""
    note: str = ""


BREAKDOWNS: tuple[Breakdown, ...] = (
    Breakdown(Of.OUTCOME, "Outcomes", "calls", "outcome", OUTCOMES),
    Breakdown(Of.LEFT, "Drop-off by state", "calls", order=tuple(State),
              note="Where calls were left with nothing done and nobody reached."),
    Breakdown(Of.REASON, "Hand-offs by reason", "calls", "reason"),
    Breakdown(Of.REFUSED, "Refused transitions by guard", "refusals", "refused"),
    Breakdown(Of.URGENT, "Urgent hits by category", "turns", "urgent"),
    Breakdown(Of.ASKED, "Urgent questions by category", "turns", "urgent"),
    Breakdown(Of.TOOL, "Tools", "uses", "tool", failed=Of.TOOL_FAILED),
    Breakdown(Of.SOURCE, "Who read the words", "turns",
              names={"local": "built-in rules", "anthropic": "model", "keys": "keypad"}),
    Breakdown(Of.FALLBACK, "Model asked in vain, by why", "turns"),
    Breakdown(Of.REDUNDANT, "Asked although it was said", "questions", order=tuple(Asked)),
    Breakdown(Of.CHECK, "Automatic checks that failed", "calls", "check"),
)  # fmt: skip


class Row(Record, frozen=True):
    """One value."""

    value: str
    label: str
    n: int
    share: float
    """Of all of the table."""
    before: int | None = None
    failed: int | None = None


class Table(Record, frozen=True):
    """One breakdown of some calls."""

    key: str
    title: str
    counts: str
    filter: str
    note: str
    whole: int
    rows: tuple[Row, ...]
    has_failed: bool = False


def table(wanted: Breakdown, sums: Sums, before: Sums | None) -> Table:
    """Work out one breakdown, beside the one it is compared with."""
    found, whole = at(sums, wanted.of), total(sums, wanted.of)
    earlier = at(before, wanted.of) if before is not None else {}
    failed = at(sums, wanted.failed) if wanted.failed else {}
    values = sorted({*found, *earlier}, key=lambda value: (-found.get(value, 0), value))
    if wanted.order:
        values.sort(key=lambda value: (wanted.order.index(value) if value in wanted.order else 99, value))
    rows = [
        Row(
            value=value,
            label=wanted.names.get(value) or shown.words(value),
            n=found.get(value, 0),
            share=share(found.get(value, 0), whole).share or 0.0,
            before=earlier.get(value, 0) if before is not None else None,
            failed=failed.get(value, 0) if wanted.failed else None,
        )
        for value in values
    ]
    return Table(
        key=wanted.of.value,
        title=wanted.title,
        counts=wanted.counts,
        filter=wanted.filter,
        note=wanted.note,
        whole=whole,
        rows=(*rows[:MOST], *_rest(rows[MOST:])),
        has_failed=wanted.failed is not None,
    )


def _rest(rows: list[Row]) -> tuple[Row, ...]:
    if not rows:
        return ()
    before = None if rows[0].before is None else sum(row.before or 0 for row in rows)
    failed = None if rows[0].failed is None else sum(row.failed or 0 for row in rows)
    n, part = sum(row.n for row in rows), sum(row.share for row in rows)
    label = f"{len(rows)} others"
    return (Row(value="", label=label, n=n, share=part, before=before, failed=failed),)
