"""Simulated patients in Bluejay: `python -m qa bluejay brief|push|run`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.settings import SettingsError, read_settings
from engine.store import StoreUnavailable
from qa.bluejay.brief import as_text, brief
from qa.bluejay.client import BluejayError
from qa.bluejay.follow import POLL
from qa.bluejay.job import CONNECTIONS, UNUSABLE, Job
from qa.bluejay.own_clinic import clinic_of
from qa.bluejay.pacing import RATE
from qa.bluejay.push import missing
from qa.simulate.loading import BadScenarios

LEAST = 0.95
"""The share of scenarios that must hold, unless the caller of the command says otherwise."""
REPEATS = 3
LIMIT = 1500.0
"""Seconds that one run may take."""


def main(argv: Sequence[str]) -> int:
    """Run one command; 0 when all is well, 1 below the threshold, 2 where nothing could be learnt."""
    options = _parser().parse_args(argv)
    try:
        return asyncio.run(_main(options))
    except SettingsError as error:
        faults = error.problems
    except BadScenarios as error:
        faults = tuple(error.problems)
    except (BluejayError, StoreUnavailable) as error:
        faults = (str(error),)
    sys.stderr.write("".join(f"{fault}\n" for fault in faults))
    return UNUSABLE


async def _main(options: argparse.Namespace) -> int:
    settings = read_settings(dotenv=Path(".env"))
    clinic = await clinic_of(settings, demo=options.demo)
    if options.command == "brief":
        sys.stdout.write(as_text(brief(clinic)))
        return 0
    job = Job(settings, clinic, options)
    wanting = [] if getattr(options, "dry_run", False) else missing(settings, job.connection)
    if wanting:
        sys.stderr.write("".join(f"{name} is not set\n" for name in wanting))
        return UNUSABLE
    if not job.scenarios:
        sys.stderr.write("No scenario has that name or tag.\n")
        return UNUSABLE
    return await (job.push() if options.command == "push" else job.run())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa bluejay", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="speak of the demo clinic in any case")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("brief", help="print what Bluejay is told about this agent")
    push = commands.add_parser("push", help="create or update agent, metrics and digital humans")
    run = commands.add_parser("run", help="push, make the calls, print the table; exits by the threshold")
    for one in (push, run):
        add = one.add_argument
        add("files", nargs="*", type=Path, help="scenario files; the shipped ones where none are named")
        add("--connection", choices=CONNECTIONS, default="sip", help="how Bluejay reaches the agent")
        add("--scenario", action="append", default=[], metavar="ID", help="only these; * and ? match any")
        add("--tag", action="append", default=[], help="only scenarios with one of these tags")
        add("--rate", type=float, default=RATE, metavar="N", help="requests a second, after a first burst")
        add("--ids", type=Path, metavar="FILE", help="where Bluejay's ids are kept; var/bluejay-….json")
    push.add_argument("--dry-run", action="store_true", help="print what would be sent, and send nothing")
    add = run.add_argument
    add(
        "--repeats",
        type=int,
        default=REPEATS,
        help="how often each is called; two in three must fail to fail",
    )
    add(
        "--min-pass", type=float, default=LEAST, metavar="SHARE", help="the share of scenarios that must hold"
    )
    add("--limit", type=float, default=LIMIT, metavar="SECONDS", help="how long one run may take")
    add("--poll", type=float, default=POLL, metavar="SECONDS", help="how long between two looks at a run")
    add("--before-each", metavar="COMMAND", help="run before every run: starts the server on empty books")
    return parser
