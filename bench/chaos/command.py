"""Simulated callers book, move and cancel while processes, database, model and texts fail; then the audit.

Servers, database and stand-ins of other people's services are this run's own, on this machine.
"""

import argparse
import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench.chaos.database import database
from bench.chaos.run import Plan, Result, run

SERVERS = {"sqlite": 1, "postgresql": 2}
SHORT = 300
"""A run of fewer calls breaks things three times as often, so that every fault has its turn."""


def main(argv: Sequence[str]) -> int:
    """Run, print the table and every finding; 1 where there is one."""
    parser = argparse.ArgumentParser(prog="python -m bench chaos", description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--database", choices=sorted(SERVERS), default="sqlite")
    parser.add_argument("--at-once", type=int, default=32, help="calls at a time")
    parser.add_argument("--minutes", type=float, default=20.0, help="begin no call after that")
    parser.add_argument("--seed", type=int, default=1, help="of callers and faults")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave logs and callers' notes there")
    options = parser.parse_args(argv)
    plan = Plan(
        calls=options.calls,
        at_once=options.at_once,
        servers=SERVERS[options.database],
        seed=options.seed,
        haste=3.0 if options.calls < SHORT else 1.0,
        can_lose_database=options.database == "postgresql",
        minutes=options.minutes,
    )
    with tempfile.TemporaryDirectory(prefix="atlas-chaos-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        with database(options.database, folder) as chosen:
            result = asyncio.run(run(plan, chosen, folder))
        if options.keep:
            (folder / "callers.json").write_bytes(msgspec.json.format(msgspec.json.encode(result.records)))
    print(table(options.database, plan, result))
    for finding in result.findings:
        print(finding)
    return 1 if result.findings else 0


def table(kind: str, plan: Plan, result: Result) -> str:
    """The run in rows of a Markdown table."""
    ended = Counter(record.outcome.value for record in result.records)
    errands = Counter(record.errand for record in result.records)
    rows: list[tuple[str, object]] = [
        ("database, server processes", f"{kind}, {plan.servers}"),
        ("calls, at a time, seed", f"{len(result.records)}, {plan.at_once}, {plan.seed}"),
        ("callers who wanted to", ", ".join(f"{name} {number}" for name, number in sorted(errands.items()))),
        ("minutes", f"{result.seconds / 60:.1f}"),
        *result.counts.items(),
        ("sockets opened", sum(record.sockets for record in result.records)),
        ("calls brought back at least once", sum(record.sockets > 1 for record in result.records)),
        ("webhooks sent again", sum(record.retries for record in result.records)),
        *((f"calls that ended: {outcome}", number) for outcome, number in ended.most_common()),
        ("findings", len(result.findings)),
    ]
    lines = [f"| {what} | {value} |" for what, value in rows]
    lines += [f"webhooks: {json.dumps(dict(sorted(result.answers.items())))}"]
    lines += [f"log: {json.dumps(dict(sorted(result.events.items())))}"]
    return "\n".join(["| | |", "|---|---|", *lines[:-2], "", *lines[-2:]])
