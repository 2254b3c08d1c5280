"""A drawing of a run's outcome over the word-error rates, as SVG."""

from collections.abc import Iterator, Sequence

from qa.simulate.score import RunScore

LEFT, TOP, WIDE, HIGH, EDGE = 54, 14, 560, 170, 14
LABEL = "Outcome by word-error rate; the figures are in the table below"
AXIS = "word errors; bars are 95 % intervals of the outcome"


def outcomes(runs: Sequence[RunScore]) -> str:
    """Draw each rate's outcome with its interval, from 0 to 100 %; empty where there is one rate alone."""
    shown = [run for run in runs if run.outcome.share is not None]
    if len(shown) < 2:
        return ""
    size = f'viewBox="0 0 {LEFT + WIDE + 10} {TOP + HIGH + 44}" width="100%" style="max-width:680px"'
    return f'<svg {size} role="img" aria-label="{LABEL}">' + "".join(_parts(shown)) + "</svg>"


def _parts(runs: Sequence[RunScore]) -> Iterator[str]:
    for part in (0.0, 0.5, 1.0):
        at = _down(part)
        yield f'<line class="axis" x1="{LEFT}" x2="{LEFT + WIDE}" y1="{at}" y2="{at}"/>'
        yield _text(LEFT - 8, at + 4, f"{part:.0%}", "end")
    worst = max(run.noise for run in runs)
    for run in runs:
        at = round(LEFT + EDGE + run.noise / worst * (WIDE - 2 * EDGE), 1)
        low, high = _down(run.outcome.low or 0.0), _down(run.outcome.high or 0.0)
        yield f'<line class="range" x1="{at}" x2="{at}" y1="{low}" y2="{high}"/>'
        yield f'<circle class="dot" cx="{at}" cy="{_down(run.outcome.share or 0.0)}" r="4.5"/>'
        yield _text(at, TOP + HIGH + 18, f"{run.noise:.0%}", "middle")
    yield _text(LEFT + WIDE / 2, TOP + HIGH + 38, AXIS, "middle")


def _down(part: float) -> float:
    return round(TOP + (1 - part) * HIGH, 1)


def _text(across: float, down: float, words: str, anchor: str) -> str:
    return f'<text x="{across}" y="{down}" text-anchor="{anchor}">{words}</text>'
