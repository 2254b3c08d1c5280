"""`python -m bench accuracy`: scores an extractor on a folder of labelled utterances and prints one table."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from bench.callers import read_directory, score_callers
from bench.cost import Stopwatch, start_figures
from bench.extractors import NAMES, NoExtractor, open_reader
from bench.figures import fallen, record, record_of, recorded
from bench.scoring import Figure, Miss, Score
from bench.sets import SCORERS, Numbered, Read, reading

DATA = Path(__file__).parent.parent.parent / "shared" / "eval"
_HALVES = {"odd": 1, "even": 0}


def main(argv: list[str]) -> int:
    """Print the table; 1 when `--check` finds a figure below the record."""
    parser = _parser()
    options = parser.parse_args(argv)
    if options.half and (options.check or options.record):
        parser.error("the record is of whole sets: --half goes with neither --check nor --record")
    if not options.data.is_dir():
        print(f"skipped: no folder {options.data}")
        return 0
    try:
        with open_reader(options.extractor) as read:
            watch = Stopwatch(read)
            scores = list(_scores(options.data, options.half, watch.read))
    except NoExtractor as missing:
        print(missing, file=sys.stderr)
        return 2
    costs = () if options.no_cost or not watch.seconds else (watch.figure(), *start_figures())
    measured = [figure for score in scores for figure in score.figures]
    kept = options.record_file or record_of(options.extractor)
    reached = recorded(kept)
    _print_table([*measured, *costs], reached)
    _print_confusions(scores)
    if options.misses:
        _write_misses(options.misses, (miss for score in scores for miss in score.misses))
    # Costs depend on the machine: they are shown against their goals and never recorded.
    if options.record:
        record(measured, kept)
    return _check(measured, reached) if options.check else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench accuracy", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR")
    parser.add_argument("--extractor", choices=NAMES, default="local")
    parser.add_argument("--misses", type=Path, metavar="FILE", help="write every miss as a JSON line")
    parser.add_argument("--half", choices=sorted(_HALVES), help="only the lines of odd or of even number")
    parser.add_argument("--no-cost", action="store_true", help="measure no time and no memory")
    parser.add_argument("--check", action="store_true", help="fail when a figure is worse than recorded")
    parser.add_argument(
        "--record", action="store_true", help="keep the figures that are better than recorded"
    )
    parser.add_argument("--record-file", type=Path, metavar="FILE", help="keep the figures elsewhere")
    return parser


def _scores(folder: Path, half: str | None, read: Read) -> Iterable[Score]:
    for name, score in SCORERS.items():
        if rows := _rows(folder / f"{name}.jsonl", half):
            yield score(rows, reading(read))
    directory = folder / "directory.csv"
    if not directory.exists():
        print(f"skipped: no {directory.name}")
    elif rows := _rows(folder / "callers.jsonl", half):
        yield score_callers(rows, read_directory(directory))


def _rows(path: Path, half: str | None) -> Numbered:
    if not path.exists():
        print(f"skipped: no {path.name}")
        return []
    rows = [
        (n, msgspec.json.decode(line)) for n, line in enumerate(path.read_bytes().splitlines(), 1) if line
    ]
    return [(n, row) for n, row in rows if half is None or n % 2 == _HALVES[half]]


def _print_table(figures: list[Figure], reached: dict[str, float]) -> None:
    print(f"{'figure':<22} {'value':>8} {'goal':>9} {'recorded':>9} {'rows':>6}")
    for figure in figures:
        goal = f"{'≤' if figure.lower_is_better else '≥'} {figure.goal:g}"
        kept = f"{reached[figure.name]:.4f}" if figure.name in reached else "-"
        short = "" if figure.reached else "  short"
        print(f"{figure.name:<22} {figure.value:>8.4f} {goal:>9} {kept:>9} {figure.rows:>6}{short}")


def _print_confusions(scores: list[Score]) -> None:
    for score in scores:
        worst = ", ".join(f"{kind} ({times})" for kind, times in score.confusions(4))
        if worst:
            print(f"{score.misses[0].set}: {len(score.misses)} missed: {worst}")


def _write_misses(path: Path, misses: Iterable[Miss]) -> None:
    path.write_bytes(b"".join(msgspec.json.encode(miss) + b"\n" for miss in misses))


def _check(figures: list[Figure], reached: dict[str, float]) -> int:
    worse = fallen(figures, reached)
    for figure in worse:
        print(f"fell: {figure.name} {figure.value:.4f}, recorded {reached[figure.name]:.4f}", file=sys.stderr)
    return 1 if worse else 0
