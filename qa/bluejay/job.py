"""One push or one run of the command: which scenarios, in which order, and what becomes of their calls."""

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
from engine.settings import Settings
from engine.speech.wordings import Speech
from engine.store import Store, StoreUnavailable
from engine.vocabulary import Language
from qa.bluejay import remembered
from qa.bluejay.brief import brief
from qa.bluejay.client import URL, BluejayError, Client, open_client
from qa.bluejay.follow import Follower
from qa.bluejay.humans import changes_books, humans, waves
from qa.bluejay.pacing import Bucket
from qa.bluejay.payloads import Judged
from qa.bluejay.progress import Progress
from qa.bluejay.push import Connection, Push, agent_of, external_id, ids_of
from qa.bluejay.report import table
from qa.bluejay.results import store as keep
from qa.bluejay.scores import Score, score
from qa.bluejay.text_mode import open_conversation
from qa.simulate.loading import load
from qa.simulate.scenario import Scenario

BELOW = 1
UNUSABLE = 2
CONNECTIONS = {"sip": Connection.SIP, "phone": Connection.PHONE, "text": Connection.TEXT}


class Job:
    """One push or run."""

    def __init__(self, settings: Settings, clinic: Clinic, options: argparse.Namespace) -> None:
        self.connection = CONNECTIONS[options.connection]
        self.scenarios = _chosen(load(options.files), options.scenario, options.tag)
        self._settings = settings
        self._clinic = clinic
        self._options = options
        self._speech = Speech.load()
        self._humans = humans(self.scenarios, self._speech, clinic, settings.bluejay_caller)
        account = f"{settings.bluejay_api_url or URL} {external_id(settings, self.connection)}"
        self._file: Path = options.ids or remembered.FOLDER / f"bluejay-{options.connection}.json"
        self._kept = remembered.load(self._file, account)

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
        for one in self._humans:
            if one.why_not:
                sys.stderr.write(f"{one.scenario} is left out: {one.why_not}\n")
        await push.everything(agent_of(self._settings, brief(self._clinic), self.connection), self._humans)

    async def run(self) -> int:
        """Push what has changed, make the calls, and judge them against the threshold."""
        hook = self._options.before_each
        rounds = self._rounds(renewed=bool(hook))
        named: dict[str, str] = {}
        calls: list[Judged] = []
        fault = ""
        async with open_client(self._settings, Bucket(self._options.rate)) as client:
            await self._push(Push(client, self._kept, self._file))
            for group in rounds:
                if hook and not await _ran(hook):
                    fault = "the command before each run failed"
                    break
                named |= ids_of(self._kept, group)
                try:
                    found = await self._wave(client, group)
                except BluejayError as error:
                    fault = str(error)
                    break
                calls += found
                await self._keep(found, named)
        status = conclude(score(calls, named), self.connection, self._options.min_pass)
        if fault:
            sys.stderr.write(f"{fault}: the table shows what was known by then\n")
        return UNUSABLE if fault else status

    def _rounds(self, *, renewed: bool) -> list[list[str]]:
        """The scenarios of each run; where books are not `renewed`, nothing that would find others."""
        playable = {one.scenario for one in self._humans if not one.why_not}
        played = [one for one in self.scenarios if one.id in playable]
        groups = waves(played)
        repeats: int = self._options.repeats
        if renewed:
            return groups * repeats
        left_out = sum(map(len, groups[1:]))
        if left_out:
            sys.stderr.write(
                f"{left_out} scenarios need a clinic that no other has touched: see --before-each\n"
            )
        lasting = {one.id for one in played if not changes_books(one)}
        again = [name for name in groups[0] if name in lasting] if groups else []
        return [group for group in (groups[:1] + [again] * (repeats - 1)) if group]

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
