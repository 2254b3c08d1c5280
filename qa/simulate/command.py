"""`python -m qa simulate`: make the simulated calls and say whether a release may go out."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

import msgspec

from qa.simulate.loading import BadScenarios, load
from qa.simulate.records import FinishedCall
from qa.simulate.run import parts, play_all
from qa.simulate.scenario import Scenario
from qa.simulate.transcript import verdict

PARALLEL = 24
VOID_EXIT = 3
"""No call failed, but some count for nothing, so nothing is known about their scenarios."""


def main(argv: Sequence[str]) -> int:
    """Run the calls; 0 when all passed, 1 when one failed, 2 for bad scenarios, 3 when one is void."""
    options = _parser().parse_args(argv)
    logging.basicConfig(level=logging.ERROR)
    try:
        scenarios = _chosen(load(options.files), options.scenario, options.tag)
    except BadScenarios as error:
        sys.stderr.write("These scenarios cannot be played:\n" + "".join(f"  {p}\n" for p in error.problems))
        return 2
    if options.list:
        sys.stdout.write("".join(f"{s.id:<34} {s.title}\n" for s in scenarios))
        return 0
    if not scenarios:
        sys.stderr.write("No scenario has that name or tag.\n")
        return 2
    calls = parts(scenarios, seed=options.seed, repeat=options.repeat, noise=options.noise)
    progress = Progress(len(calls))
    finished = asyncio.run(
        play_all(calls, parallel=options.parallel, scale=options.time_scale, told=progress.told)
    )
    progress.close()
    if options.json:
        Path(options.json).write_bytes(msgspec.json.encode(finished))
    return _conclude(finished, show=options.show)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa simulate", description=__doc__)
    add = parser.add_argument
    add("files", nargs="*", type=Path, help="scenario files; the shipped ones where none are named")
    add("--scenario", action="append", default=[], metavar="ID", help="only these; * and ? match any")
    add("--tag", action="append", default=[], help="only scenarios with one of these tags")
    add("--repeat", type=int, default=1, help="how often each is called, with other words every time")
    add("--seed", type=int, default=1, help="what the words are drawn with")
    add("--parallel", type=int, default=PARALLEL, help="calls at once")
    add("--noise", type=float, default=0.0, metavar="RATE", help="word-error rate of the line, 0 to 1")
    add("--time-scale", type=float, default=0.0, metavar="N",
        help="N seconds of a call in one second; 0, as fast as it goes")  # fmt: skip
    add("--json", metavar="FILE", help="write every call, as records, to this file")
    add("--show", action="store_true", help="print the transcript of every call")
    add("--list", action="store_true", help="name the scenarios and make no call")
    return parser


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


def _conclude(calls: Sequence[FinishedCall], *, show: bool) -> int:
    failed = [call for call in calls if not call.void and not call.passed]
    void = [call for call in calls if call.void]
    for call in calls if show else [*failed, *void]:
        sys.stdout.write(verdict(call) + "\n")
    names = {call.scenario for call in calls}
    steady = names - {call.scenario for call in (*failed, *void)}
    repeats = 1 + max((call.repeat for call in calls), default=0)
    talked, took = sum(call.seconds for call in calls), max((call.wall_seconds for call in calls), default=0)
    sys.stdout.write(
        f"{len(calls)} calls of {len(names)} scenarios: {len(calls) - len(failed) - len(void)} passed,"
        f" {len(failed)} failed, {len(void)} void.\n"
        f"pass^{repeats} = {len(steady) / max(len(names), 1):.3f};"
        f" {talked / 60:.0f} minutes of talk, the longest call took {took:.1f} s here.\n"
    )
    return 1 if failed else VOID_EXIT if void else 0
