"""The plots of the page as sizes: axes begin at zero, what was not measured is a gap, n is in every title."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from math import floor, log10

from engine.extraction import Record
from qa.console.numbers import sketch
from qa.console.numbers.figures import done_by_day, parts_of
from qa.console.numbers.reading import Sums
from qa.console.numbers.tally import Of, Tally, merged

WIDTH, HEIGHT = 560.0, 170.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 8.0, 10.0, 24.0
INNER, TALL = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
MOST_BARS = 92
"""Days that are drawn one by one; more are drawn by week."""
TICKS = 4
EDGES = (5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0)
"""Bounds of the bars of the replies, in milliseconds."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CELL, SIDE, HEAD = 21.0, 36.0, 16.0


class Bar(Record, frozen=True):
    """One rectangle."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str


class Dot(Record, frozen=True):
    """One point, with its interval where it has one."""

    x: float
    y: float
    title: str
    low: float | None = None
    high: float | None = None


class Tick(Record, frozen=True):
    """One label of an axis."""

    at: float
    label: str


class Plot(Record, frozen=True):
    """One drawing, and the same as a table."""

    bars: tuple[Bar, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    """Kind and path."""
    dots: tuple[Dot, ...] = ()
    up: tuple[Tick, ...] = ()
    along: tuple[Tick, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


Stretch = tuple[str, Tally]
"""A day, or the Monday of a week, and what was counted."""


def stretches(sums: Sums) -> tuple[list[Stretch], bool]:
    """The days from the first to the last, those without a call with it; and whether they are weeks."""
    if not sums.days:
        return [], False
    days = [date.fromisoformat(day) for day, _ in sums.days]
    if (days[-1] - days[0]).days < MOST_BARS:
        every = (days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1))
        known = dict(sums.days)
        return [(day.isoformat(), known.get(day.isoformat(), {})) for day in every], False
    weeks: list[Stretch] = []
    for monday, group in groupby(zip(days, sums.days, strict=True), key=lambda it: _monday(it[0])):
        whole: dict[str, dict[str, int]] = {}
        for _, (_, tally) in group:
            merged(whole, tally)
        weeks.append((monday.isoformat(), whole))
    return weeks, True


def calls(days: Sequence[Stretch]) -> Plot:
    """Calls a day by what came of them, one on top of the other."""
    parts = [(day, parts_of(tally.get(Of.OUTCOME, {}))) for day, tally in days]
    top = nice(max((sum(part) for _, part in parts), default=0))
    bars: list[Bar] = []
    for index, (day, part) in enumerate(parts):
        below = 0.0
        for kind, n in zip(("done", "handed", "nothing"), part, strict=True):
            height = n / top * TALL
            title = f"{day}: {n} of {sum(part)} calls {NAMES[kind]}"
            if n:
                bars.append(_bar(index, len(parts), TOP + TALL - below - height, height, kind, title))
            below += height
    rows = [(day, str(sum(it)), *(str(n) for n in it)) for day, it in parts]
    head = ("Day", "Calls", *(NAMES[kind].capitalize() for kind in NAMES))
    return Plot(bars=tuple(bars), up=_up(top, "{:g}"), along=_along(days), head=head, rows=tuple(rows))


NAMES: Mapping[str, str] = {"done": "done", "handed": "handed over", "nothing": "with nothing done"}


def replies(days: Sequence[Stretch]) -> Plot:
    """P50 and P95 of the replies of each day; a day without any is a gap."""
    known = [(day, tally.get(Of.REPLY, {})) for day, tally in days]
    found = [(day, sketch.count(it), sketch.quantile(it, 50), sketch.quantile(it, 95)) for day, it in known]
    top = nice(max((p95 for *_, p95 in found if p95 is not None), default=0.0))
    lines = (("p95", _line([it[3] for it in found], top)), ("p50", _line([it[2] for it in found], top)))
    rows = [(day, str(n), _ms(p50), _ms(p95)) for day, n, p50, p95 in found]
    head = ("Day", "Turns", "P50 (median)", "P95")
    return Plot(lines=lines, up=_up(top, "{:g} ms"), along=_along(days), head=head, rows=tuple(rows))


def done(days: Sequence[Stretch]) -> Plot:
    """The share of errands done of each day with its 95 % interval; a day without any is a gap."""
    shares = [(day, done_by_day(tally)) for day, tally in days]
    dots, rows = [], []
    for index, (day, it) in enumerate(shares):
        if it.share is None or it.low is None or it.high is None:
            rows.append((day, "0", "no data", ""))
            continue
        words, interval = f"{it.share:.0%}", f"{it.low:.0%} to {it.high:.0%}"
        rows.append((day, str(it.of), words, interval))
        title = f"{day}: {words} of {it.of} errands, {interval}"
        x = _middle(index, len(shares))
        dots.append(Dot(x=x, y=_y(it.share, 1), title=title, low=_y(it.low, 1), high=_y(it.high, 1)))
    head = ("Day", "Errands", "Done", "95 % interval")
    up = tuple(Tick(at=_y(part, 1), label=f"{part:.0%}") for part in (0, 0.25, 0.5, 0.75, 1))
    return Plot(dots=tuple(dots), up=up, along=_along(days), head=head, rows=tuple(rows))


def spread(sums: Sums) -> Plot:
    """How many replies took how long."""
    found = sketch.bars(sums.whole.get(Of.REPLY, {}), EDGES)
    top, whole = nice(max(found, default=0)), sum(found)
    names = [f"under {_short(EDGES[0])}"]
    names += [f"{_short(low)} to {_short(high)}" for low, high in pairwise(EDGES)]
    names.append(f"{_short(EDGES[-1])} and more")
    bars = [
        _bar(at, len(found), _y(n, top), TALL - (_y(n, top) - TOP), "reply", f"{name}: {n} of {whole} turns")
        for at, (n, name) in enumerate(zip(found, names, strict=True))
        if n
    ]
    along = tuple(
        Tick(at=LEFT + INNER * (at + 1) / len(found), label=_short(it)) for at, it in enumerate(EDGES)
    )
    rows = [
        (name, str(n), f"{n / whole:.1%}" if whole else "no data")
        for name, n in zip(names, found, strict=True)
    ]
    head = ("Reply within", "Turns", "Share")
    return Plot(bars=tuple(bars), up=_up(top, "{:g}"), along=along, head=head, rows=tuple(rows))


class Heat(Record, frozen=True):
    """Calls by weekday and hour, the darker the more."""

    cells: tuple[tuple[float, float, float, str], ...]
    """Place, opacity and title."""
    rows: tuple[tuple[str, ...], ...]
    most: int
    head: tuple[str, ...] = ("Day", *(f"{hour:02}" for hour in range(24)))
    width: float = SIDE + 24 * CELL
    height: float = HEAD + 7 * CELL


def heat(sums: Sums) -> Heat:
    """When callers call, on the clinic's clock."""
    found = sums.whole.get(Of.HOUR, {})
    counts = [[found.get(f"{weekday} {hour}", 0) for hour in range(24)] for weekday in range(7)]
    most = max(max(row) for row in counts)
    cells = [
        (
            SIDE + hour * CELL,
            HEAD + weekday * CELL,
            round(0.12 + 0.88 * n / most, 3),
            f"{WEEKDAYS[weekday]} {hour:02}:00, {n} calls",
        )
        for weekday, row in enumerate(counts)
        for hour, n in enumerate(row)
        if n
    ]
    rows = [(WEEKDAYS[weekday], *(str(n) for n in row)) for weekday, row in enumerate(counts)]
    return Heat(cells=tuple(cells), rows=tuple(rows), most=most)


def nice(value: float) -> float:
    """The end of an axis: the next of 1, 2, 4, 5 and 8 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in (1, 2, 4, 5, 8, 10) if step * power >= value * 0.999999)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _bar(index: int, of: int, y: float, height: float, kind: str, title: str) -> Bar:
    slot = INNER / of
    gap = min(3.0, slot * 0.2)
    return Bar(x=LEFT + index * slot + gap / 2, y=y, width=slot - gap, height=height, kind=kind, title=title)


def _middle(index: int, of: int) -> float:
    return LEFT + (index + 0.5) * INNER / of


def _y(value: float, top: float) -> float:
    return TOP + TALL - value / top * TALL


def _line(values: Sequence[float | None], top: float) -> str:
    """A path over the values; each run between two gaps begins anew, a lone value is a dash."""
    return " ".join(_runs(values, top))


def _runs(values: Sequence[float | None], top: float) -> Iterator[str]:
    for is_gap, run in groupby(enumerate(values), key=lambda it: it[1] is None):
        if is_gap:
            continue
        points = [(_middle(at, len(values)), _y(value or 0.0, top)) for at, value in run]
        if len(points) == 1:
            points = [(points[0][0] - 2, points[0][1]), (points[0][0] + 2, points[0][1])]
        yield "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _up(top: float, form: str) -> tuple[Tick, ...]:
    steps = TICKS if top >= TICKS or top % 1 else max(1, int(top))
    return tuple(
        Tick(at=_y(top * n / steps, top), label=form.format(top * n / steps)) for n in range(steps + 1)
    )


def _along(days: Sequence[Stretch]) -> tuple[Tick, ...]:
    every = max(1, -(-len(days) // 8))
    return tuple(
        Tick(at=_middle(at, len(days)), label=f"{(it := date.fromisoformat(day)):%b} {it.day}")
        for at, (day, _) in enumerate(days)
        if at % every == 0
    )


def _ms(value: float | None) -> str:
    return "no data" if value is None else f"{value:.3g} ms"


def _short(ms: float) -> str:
    return f"{ms:g} ms" if ms < 1000 else f"{ms / 1000:g} s"
