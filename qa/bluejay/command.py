"""Simulated patients in Bluejay: `python -m qa bluejay brief|push|run`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

import msgspec

from engine.clinic import Clinic
from engine.settings import Settings, SettingsError, read_settings
from engine.speech.wordings import Speech
from engine.store import Store, StoreUnavailable
from engine.vocabulary import Language
from qa.bluejay import remembered
from qa.bluejay.brief import as_text, brief
from qa.bluejay.client import URL, BluejayError, Client, open_client
from qa.bluejay.follow import POLL, Follower
from qa.bluejay.humans import Human, human, waves
from qa.bluejay.own_clinic import clinic_of
from qa.bluejay.pacing import RATE, Bucket
from qa.bluejay.payloads import Judged, Standing
from qa.bluejay.push import Connection, Push, agent_of, external_id, ids_of, missing
from qa.bluejay.report import table
from qa.bluejay.results import store as keep
from qa.bluejay.scores import Score, score
from qa.bluejay.text_mode import open_conversation
from qa.simulate.loading import BadScenarios, load
from qa.simulate.scenario import Scenario

LEAST = 0.95
"""The share of scenarios that must hold, unless the caller of the command says otherwise."""
REPEATS = 3
LIMIT = 1500.0
"""Seconds that one run may take."""
BELOW = 1
UNUSABLE = 2
CONNECTIONS = {"sip": Connection.SIP, "phone": Connection.PHONE, "text": Connection.TEXT}


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


class Job:
    """One push or run."""

    def __init__(self, settings: Settings, clinic: Clinic, options: argparse.Namespace) -> None:
        self.connection = CONNECTIONS[options.connection]
        self.scenarios = _chosen(load(options.files), options.scenario, options.tag)
        self._settings = settings
        self._clinic = clinic
        self._options = options
        self._speech = Speech.load()
        account = f"{settings.bluejay_api_url or URL} {external_id(settings, self.connection)}"
        self._file: Path = options.ids or remembered.FOLDER / f"bluejay-{options.connection}.json"
        self._kept = remembered.load(self._file, account)

    @property
    def humans(self) -> list[Human]:
        """The scenarios as digital humans."""
        caller = self._settings.bluejay_caller
        return [human(one, self._speech, self._clinic, caller) for one in self.scenarios]

    async def push(self) -> int:
        """Bring the account up to date, or say what would be sent."""
        if self._options.dry_run:
            push = Push(None, self._kept)
            await self._push(push)
            for sent in push.sent:
                sys.stdout.write(f"{sent.verb} {sent.what}\n")
                if sent.verb in ("create", "update"):
                    sys.stdout.write(msgspec.json.format(msgspec.json.encode(sent.payload)).decode() + "\n")
            return 0
        async with open_client(self._settings, Bucket(self._options.rate)) as client:
            push = Push(client, self._kept, self._file)
            await self._push(push)
        changed = [f"{sent.verb} {sent.what}\n" for sent in push.sent if sent.verb != "keep"]
        sys.stdout.write("".join(changed) or "nothing to do: everything is as it was pushed last\n")
        return 0

    async def _push(self, push: Push) -> None:
        humans = self.humans
        for one in humans:
            if one.why_not:
                sys.stderr.write(f"{one.scenario} is left out: {one.why_not}\n")
        await push.everything(agent_of(self._settings, brief(self._clinic), self.connection), humans)

    async def run(self) -> int:
        """Push what has changed, make the calls, and judge them against the threshold."""
        playable = {one.scenario for one in self.humans if not one.why_not}
        groups = waves(one for one in self.scenarios if one.id in playable)
        hook = self._options.before_each
        chosen = groups if hook else groups[:1]
        left_out = sum(map(len, groups)) - sum(map(len, chosen))
        if left_out:
            sys.stderr.write(
                f"{left_out} scenarios need a clinic that no other has touched: see --before-each\n"
            )
        calls: list[Judged] = []
        async with open_client(self._settings, Bucket(self._options.rate)) as client:
            await self._push(Push(client, self._kept, self._file))
            for _ in range(self._options.repeats):
                for group in chosen:
                    if hook and not await _ran(hook):
                        sys.stderr.write("the command before each run failed\n")
                        return UNUSABLE
                    calls += await self._wave(client, group)
        named = ids_of(self._kept, [name for group in chosen for name in group])
        await self._keep(calls, named)
        return conclude(score(calls, named), self.connection, self._options.min_pass)

    async def _wave(self, client: Client, group: Sequence[str]) -> list[Judged]:
        """Make the calls of one group, those that failed to connect once more."""
        text = self.connection is Connection.TEXT
        simulation = self._kept.objects["simulation"].id
        progress = Progress()
        options = self._options
        follower = Follower(client, limit=options.limit, poll=options.poll, told=progress.told)
        queued = await follower.call(simulation, list(ids_of(self._kept, group)), text=text)
        sys.stderr.write(f"run {queued.run_id}: {len(queued.result_ids)} calls\n")
        if text:
            greeting = self._speech.say(Language.EN, "greeting", {"clinic": self._clinic.name})
            await asyncio.gather(*(open_conversation(client, one, greeting) for one in queued.result_ids))
        found = await follower.results(queued)
        progress.close()
        return found if text else await follower.once_more(simulation, found)

    async def _keep(self, calls: Sequence[Judged], named: dict[str, str]) -> None:
        """Store the verdicts beside our own calls, where there is a database."""
        try:
            books = Store.open(self._settings.database_url, create=False)
        except StoreUnavailable:
            sys.stderr.write("no database here, so the verdicts are not stored beside the calls\n")
            return
        now = datetime.now(UTC)
        try:
            for one in calls:
                name = named.get(one.human_id, "")
                await books.transact(partial(keep, kind="simulated", found=one, now=now, scenario=name))
        finally:
            await books.close()


def conclude(found: Score, connection: Connection, least: float) -> int:
    """Print the table; the exit status by the threshold."""
    sys.stdout.write(table(found, connection))
    if found.outcome is None:
        sys.stdout.write("Nothing was learnt: no call was scored.\n")
        return UNUSABLE
    below = found.outcome.value < least
    sys.stdout.write(f"{found.outcome.value:.1%} of the scenarios hold; {least:.1%} are needed.\n")
    if not below and found.unknown:
        sys.stdout.write(f"Of {len(found.unknown)} scenarios nothing is known.\n")
        return UNUSABLE
    return BELOW if below else 0


class Progress:
    """One line that counts the results by their standing, on a terminal; elsewhere a line for each change."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = ""

    def told(self, found: Sequence[Judged]) -> None:
        """Show where the results stand."""
        counts = {standing: sum(one.standing is standing for one in found) for standing in Standing}
        text = ", ".join(f"{count} {standing.value}" for standing, count in counts.items() if count)
        if text != self._last:
            self._last = text
            sys.stderr.write(f"\r{text:<70}" if self._shown else f"{text}\n")
            sys.stderr.flush()

    def close(self) -> None:
        """End the line."""
        if self._shown:
            sys.stderr.write("\n")


async def _ran(command: str) -> bool:
    """Run the operator's own command; whether it succeeded."""
    running = await asyncio.create_subprocess_shell(command)
    return await running.wait() == 0


def _chosen(scenarios: Sequence[Scenario], names: Sequence[str], tags: Sequence[str]) -> list[Scenario]:
    return [
        one
        for one in scenarios
        if not names or any(fnmatch(one.id, name) for name in names)
        if not tags or set(tags) & set(one.tags)
    ]


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
