"""Many calls at once against a server process of their own: how long callers wait, and what a call weighs.

Callers speak over the real socket: the agent's words are played at speaking pace, then they think and answer;
they book, look up, move, cancel and ask, each as another patient. SQLite, local extractor. This process makes
the calls and shares the machine with the server; how late it was itself is printed, too.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bench.load.people import MOST, Person, fill, people
from bench.load.report import Result, lines
from bench.load.run import LONG, SHARES, Load
from bench.process import Process, server
from channels.pauses import favour_the_loop, keep_for_good
from engine.store import Store

WARM = 20
"""Calls before the measuring begins, so that nothing is loaded or compiled during it."""
PACE = 30.0
"""How many times faster those speak and think."""
STEADY = 5.0
"""Seconds after the last of the first calls has begun, until further ones arrive."""
SETTINGS = {"FRONT_DESK_NUMBER": "+12125550100", "LOG_LEVEL": "WARNING", "DRAIN_SECONDS": "0"}


def main(argv: Sequence[str]) -> int:
    """Run the load and print what was measured; 1 if any call failed."""
    options = _options(argv)
    rng = random.Random(options.seed)
    everybody = people(2 * max(options.calls, WARM))
    with tempfile.TemporaryDirectory() as folder:
        file, log = Path(folder) / "load.db", Path(folder) / "server.log"
        database = f"sqlite:///{file}"
        store = Store.open(database)
        store.transact_now(lambda connection: fill(connection, everybody, datetime.now(UTC)))
        store.close_now()
        most = options.calls if options.over else 0
        settings = SETTINGS | {"DATABASE_URL": database, "MAX_CALLS": str(most)}
        favour_the_loop()
        with server(log, settings) as process:
            result = asyncio.run(_run(process, everybody, options, rng))
        result = result._replace(log=log.read_text(errors="replace"), database=file)
        for line in lines(result):
            print(line)
            sys.stdout.flush()
    return 1 if result.failed else 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench load", description=__doc__)
    parser.add_argument("--calls", type=int, default=200, help="calls at once")
    parser.add_argument("--minutes", type=float, default=0.0, help="keep so many open for so long")
    parser.add_argument("--over", type=int, default=0, help="let so many more arrive than there is room for")
    parser.add_argument("--pace", type=float, default=1.0, help="times faster than people; for memory only")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    if 2 * options.calls > MOST:
        parser.error(f"--calls is at most {MOST // 2}: there are {MOST} patients")
    if options.over and options.minutes:
        parser.error("--over goes without --minutes")
    return options


async def _run(
    process: Process, everybody: list[Person], options: argparse.Namespace, rng: random.Random
) -> Result:
    # one client for all: making one costs more than a whole call does
    limits = httpx.Limits(max_connections=50, keepalive_expiry=60)
    address = f"http://{process.address}"
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=30, limits=limits) as http:
        warming = Load(process, http, everybody, rng, PACE)
        await warming.keep(min(WARM, options.calls), 0)
        load = Load(process, http, warming.idle, rng, options.pace)
        result = Result(load, calls=options.calls, over=options.over, idle=process.resident)
        keep_for_good()
        async with load.watched():
            if not options.over:
                await load.keep(options.calls, options.minutes * 60, SHARES)
                return result
            running = asyncio.create_task(load.keep(options.calls, 0, LONG))
            await load.all_begun.wait()
            await asyncio.sleep(STEADY)
            refusals = await load.arrive(options.over)
            await running
            return result._replace(refusals=tuple(refusals))
