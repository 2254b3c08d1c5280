"""One run: servers, callers and faults until every call is over, then the last texts, then the books."""

import asyncio
import random
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bench.chaos.aftermath import audit, last_texts, logged
from bench.chaos.books import Visit, read_books, read_visits
from bench.chaos.caller import PhoneCall
from bench.chaos.database import Database
from bench.chaos.faults import Fault, Havoc, World
from bench.chaos.fleet import Slot
from bench.chaos.ledger import Finding
from bench.chaos.model_api import ModelApi
from bench.chaos.network import Network
from bench.chaos.patients import Patient, add_patients, patients
from bench.chaos.persona import Errand
from bench.chaos.record import CallRecord
from bench.chaos.sms_api import SmsApi, Temper
from bench.chaos.stand_ins import serve
from engine.extraction import Record
from engine.store import Store
from tools.sql import load_demo

SHORTEST = 4.0
"""Seconds for which a caller holds one of the lines: those who are turned away don't let others rush in."""
ERRANDS = (Errand.BOOK, Errand.BOOK, Errand.MOVE, Errand.CANCEL)


class Plan(Record, frozen=True):
    """What is run."""

    calls: int
    at_once: int
    servers: int
    seed: int
    haste: float
    """How much more often things break than in a full run."""
    can_lose_database: bool
    minutes: float
    """After which no call is begun any more."""


class Result(Record, frozen=True):
    """What came of it."""

    records: tuple[CallRecord, ...]
    findings: tuple[Finding, ...]
    seconds: float
    counts: Mapping[str, int]
    """Faults, and what the stand-ins and the books counted."""
    answers: Mapping[str, int]
    """How webhooks were answered."""
    events: Mapping[str, int]
    """What the servers logged."""


async def run(plan: Plan, database: Database, folder: Path) -> Result:
    """Run the plan against servers in `folder`; raises where a server does not start."""
    people = patients(min(280, max(20, plan.calls // 6)))
    before = prepare(database, people)
    model, texts = ModelApi(_rng(plan, "model")), SmsApi(_rng(plan, "texts"))
    async with serve(model.routes) as model_url, serve(texts.routes) as sms_url:
        settings = {
            "DATABASE_URL": database.url,
            "ANTHROPIC_API_KEY": "sk-chaos",
            "ANTHROPIC_BASE_URL": model_url,
            "TWILIO_API_URL": sms_url,
        }
        slots = [Slot(number, folder, settings) for number in range(plan.servers)]
        network = Network([slot.address for slot in slots])
        world = World(slots, database, model, texts, plan.can_lose_database)
        havoc = Havoc(world, _rng(plan, "havoc"), plan.haste)
        texts.network = network
        try:
            await asyncio.gather(*(slot.start() for slot in slots))
            network.look()
            began = time.monotonic()
            records = await make_calls(plan, network, people, havoc)
            seconds = time.monotonic() - began
            texts.temper = Temper.WELL
            await texts.settle()
        finally:
            texts.network = None
            await asyncio.gather(*(slot.kill() for slot in slots))
            await network.close()
        await last_texts(database.url, sms_url)
    store = Store.open(database.url)
    books = read_books(store, before)
    events = logged([slot.log for slot in slots])
    findings = audit(store, books, records, texts.sent, events)
    store.close_now()
    counts = {fault.value: havoc.done[fault] for fault in Fault}
    counts |= {
        "model requests": model.asked,
        "texts accepted": len(texts.sent),
        "tries to send a text": texts.tries,
        "lookups of texts": texts.lookups,
        "confirmations queued": len(books.messages),
        "visits made": len(books.visits) - len(before),
    }
    return Result(
        records=tuple(records),
        findings=tuple(findings),
        seconds=seconds,
        counts=counts,
        answers=network.answers,
        events={f"{event} {error}".strip(): number for (event, error), number in events.items()},
    )


def prepare(database: Database, people: list[Patient]) -> tuple[Visit, ...]:
    """Load the clinic and its patients; the visits from before."""
    store = Store.open(database.url)
    store.transact_now(lambda c: load_demo(c, datetime.now(UTC)))
    store.transact_now(lambda c: add_patients(c, people))
    before = store.transact_now(read_visits)
    store.close_now()
    return before


async def make_calls(plan: Plan, network: Network, people: list[Patient], havoc: Havoc) -> list[CallRecord]:
    """Have the calls made, so many at a time, while things break; raises what stopped the havoc early."""
    rng, room = _rng(plan, "calls"), asyncio.Semaphore(plan.at_once)
    until = time.monotonic() + 60 * plan.minutes
    calls = [
        PhoneCall(network, rng.choice(people), rng.choice(ERRANDS), random.Random(rng.random()))
        for _ in range(plan.calls)
    ]

    async def one(call: PhoneCall) -> CallRecord | None:
        async with room:
            if time.monotonic() > until:
                return None
            record, _ = await asyncio.gather(call.run(), asyncio.sleep(SHORTEST))
            return record

    breaking = asyncio.create_task(havoc.run())
    talking = asyncio.gather(*(one(call) for call in calls))
    await asyncio.wait((breaking, talking), return_when=asyncio.FIRST_COMPLETED)
    if breaking.done():
        talking.cancel()
        breaking.result()
    records = await talking
    await havoc.stop(breaking)
    return [record for record in records if record is not None]


def _rng(plan: Plan, what: str) -> random.Random:
    return random.Random(f"{plan.seed} {what}")
