"""`python -m qa simulate`: make the simulated calls and say whether a release may go out."""

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

from engine.build import build
from qa.simulate import compare_terminal, report_html, report_junit, report_terminal
from qa.simulate.compare import compare
from qa.simulate.loading import BadScenarios, load
from qa.simulate.records import FinishedCall
from qa.simulate.report import SCHEMA, Report, Scored, Unreadable, read, write
from qa.simulate.run import parts, play_all
from qa.simulate.scenario import Scenario
from qa.simulate.score import Scorer
from qa.simulate.score_gate import RELEASE, Gate, Thresholds, decide
from qa.simulate.transcript import verdict

PARALLEL = 24
RELEASE_REPEATS, RELEASE_NOISE = 3, (0.0, 0.05, 0.1, 0.2, 0.3)


def main(argv: Sequence[str]) -> int:
    """Run the calls; 0 when a release may go out, 1 when it may not, 2 when that could not be judged."""
    options = _parser().parse_args(argv)
    logging.basicConfig(level=logging.ERROR)
    try:
        if options.compare:
            return _compare(options)
        scenarios = _chosen(load(options.files), options.scenario, options.tag)
    except BadScenarios as error:
        sys.stderr.write("These scenarios cannot be played:\n" + "".join(f"  {p}\n" for p in error.problems))
        return Gate.NOT_JUDGED
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        return Gate.NOT_JUDGED
    if options.list:
        sys.stdout.write("".join(f"{s.id:<34} {s.title}\n" for s in scenarios))
        return 0
    if not scenarios:
        sys.stderr.write("No scenario has that name or tag.\n")
        return Gate.NOT_JUDGED
    return _call(scenarios, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa simulate", description=__doc__)
    add = parser.add_argument
    add("files", nargs="*", type=Path, help="scenario files; the shipped ones where none are named")
    add("--scenario", action="append", default=[], metavar="ID", help="only these; * and ? match any")
    add("--tag", action="append", default=[], help="only scenarios with one of these tags")
    add("--repeat", type=int, help="how often each is called, with other words every time; 1")
    add("--seed", type=int, default=1, help="what the words are drawn with")
    add("--parallel", type=int, default=PARALLEL, help="calls at once")
    add("--noise", type=_rate, nargs="+", metavar="RATE", help="word-error rates of the line, 0 to 1; 0")
    add("--time-scale", type=float, default=0.0, metavar="N",
        help="N seconds of a call in one second; 0, as fast as it goes")  # fmt: skip
    add("--release", action="store_true",
        help="what a release takes: each scenario thrice at 0, 5, 10, 20 and 30 %% word errors")  # fmt: skip
    add("--json", type=Path, metavar="FILE", help="write the report, with every call, to this file")
    add("--junit", type=Path, metavar="FILE", help="write it as JUnit XML")
    add("--html", type=Path, metavar="FILE", help="write it as one page")
    add("--compare", nargs=2, type=Path, metavar=("OLD", "NEW"),
        help="make no call: compare two reports and say whether the newer code may go out")  # fmt: skip
    _thresholds(parser)
    add("--show", action="store_true", help="print the transcript of every call")
    add("--list", action="store_true", help="name the scenarios and make no call")
    return parser


def _thresholds(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("thresholds", "what a release must reach").add_argument
    usual = Thresholds()
    add("--clean-pass", type=float, default=usual.clean_pass, metavar="SHARE",
        help="least pass^k on a clean line; %(default)s")  # fmt: skip
    add("--noisy-outcome", type=float, default=usual.noisy_outcome, metavar="SHARE",
        help="least outcome with up to 10 %% word errors; %(default)s")  # fmt: skip
    add("--wrong-bookings", type=int, default=usual.wrong_bookings, metavar="N", help="most; %(default)s")
    add("--missed-urgent", type=int, default=usual.missed_urgent, metavar="N", help="most; %(default)s")


def _rate(text: str) -> float:
    rate = float(text)
    if not 0 <= rate <= 1:
        raise argparse.ArgumentTypeError(f"{text}: a word-error rate is between 0 and 1")
    return rate


def _limits(options: argparse.Namespace, base: Thresholds) -> Thresholds:
    return Thresholds(
        clean_pass=options.clean_pass,
        noisy_outcome=options.noisy_outcome,
        wrong_bookings=options.wrong_bookings,
        missed_urgent=options.missed_urgent,
        repeats=base.repeats,
        needs_noise=base.needs_noise,
    )


def _chosen(scenarios: Sequence[Scenario], names: Sequence[str], tags: Sequence[str]) -> list[Scenario]:
    return [
        scenario
        for scenario in scenarios
        if (not names or any(fnmatch(scenario.id, name) for name in names))
        and (not tags or set(tags) & set(scenario.tags))
    ]


class Progress:
    """One line that counts the calls, on a terminal only."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = self._failed = self._void = 0
        self._shown = sys.stderr.isatty()

    def told(self, call: FinishedCall) -> None:
        """One more call is over."""
        self._done += 1
        self._void += bool(call.void)
        self._failed += not call.void and not call.passed
        if self._shown:
            text = f"\r{self._done}/{self._total} calls, {self._failed} failed, {self._void} void "
            sys.stderr.write(text)
            sys.stderr.flush()

    def close(self) -> None:
        """End the line."""
        if self._shown:
            sys.stderr.write("\n")


def _call(scenarios: Sequence[Scenario], options: argparse.Namespace) -> int:
    base = RELEASE if options.release else Thresholds()
    repeat = options.repeat or (RELEASE_REPEATS if options.release else 1)
    rates = options.noise or (RELEASE_NOISE if options.release else (0.0,))
    calls = [
        part for rate in rates for part in parts(scenarios, seed=options.seed, repeat=repeat, noise=rate)
    ]
    progress, began = Progress(len(calls)), time.perf_counter()
    finished = asyncio.run(
        play_all(calls, parallel=options.parallel, scale=options.time_scale, told=progress.told)
    )
    progress.close()
    took = time.perf_counter() - began
    report = _report(finished, options.seed, took, _limits(options, base))
    if options.show:
        sys.stdout.write("".join(verdict(call) + "\n" for call in finished))
    if options.json:
        write(report, options.json)
    if options.junit:
        report_junit.write(report, options.junit)
    if options.html:
        report_html.write(report, options.html)
    sys.stdout.write(report_terminal.text(report))
    return report.decision.gate


def _report(calls: Sequence[FinishedCall], seed: int, took: float, limits: Thresholds) -> Report:
    scorer = Scorer.of_demo()
    scores = [scorer.call(call) for call in calls]
    runs = tuple(scorer.run(calls, scores))
    return Report(
        schema=SCHEMA,
        made=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        version=build(),
        seed=seed,
        wall_seconds=round(took, 1),
        runs=runs,
        decision=decide(runs, limits),
        calls=tuple(Scored(call=call, score=score) for call, score in zip(calls, scores, strict=True)),
    )


def _compare(options: argparse.Namespace) -> int:
    old, new = options.compare
    found = compare(read(old), read(new), _limits(options, RELEASE))
    sys.stdout.write(compare_terminal.text(found))
    return found.decision.gate
