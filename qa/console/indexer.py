"""Keeps the console's index of calls: follows the journal, off the turn, in batches.

A turn only raises `Calls.version`. A call whose `indexed` is behind is in a short partial index, by which it
is found here once it has ended or been quiet for a while. So the turn pays nothing beyond that index; a
killed process leaves the mark in the database and another goes on; and calls of an older database, all of
them unmarked, are indexed in the background, the newest first. Running calls the list reads from the journal.
"""

import asyncio
import contextlib
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

import msgspec
from sqlalchemy import BindParameter, bindparam, text
from sqlalchemy.engine import Connection

from engine.clinic import Clinic
from engine.stamps import moment, stamp_ms
from engine.store import Store, StoreUnavailable
from qa.console.entries import BATCH, Entry, read_due
from qa.console.facts import Facet, Facts
from qa.console.numbers import days
from qa.console.numbers.days import Changes

EVERY = 1.0
"""Seconds between two looks when there is nothing to do."""
QUIET = timedelta(minutes=2)
"""A call that has not moved for so long is indexed although nobody hung up."""

_CLAIM = text(
    "UPDATE Calls SET indexed = :version"
    " WHERE call_sid = :call_sid AND version = :version AND indexed < :version"
)
_STANDING = text("SELECT id, facets FROM CallFacts WHERE call_sid = :call_sid")
_COLUMNS = (
    "call_sid, version, started_at, ended_at, state, outcome, reason, intent, lang, build, caller, urgent,"
    " turns, path, refused_by, slowest_ms, length_ms, facets"
)
_ADD = text(
    f"INSERT INTO CallFacts (id, {_COLUMNS}) VALUES (:id, :{_COLUMNS.replace(', ', ', :')})"  # noqa: S608
    " ON CONFLICT (id) DO NOTHING"
)
_REPLACE = text("DELETE FROM CallFacts WHERE id = :id")
_FACETS = text("SELECT id FROM Facets WHERE kind = :kind AND value = :value")
_NEW_FACET = text("INSERT INTO Facets (kind, value) VALUES (:kind, :value) ON CONFLICT DO NOTHING")
# One statement for all facets of a call: at each of a hundred the writer would wait for the event loop, and
# turns for the writer.
_THESE: BindParameter[int] = bindparam("these", expanding=True)
_POST = text(
    "INSERT INTO CallFacets (facet, call) SELECT id, :call FROM Facets WHERE id IN :these"
    " ON CONFLICT DO NOTHING"
).bindparams(_THESE)
_UNPOST = text("DELETE FROM CallFacets WHERE facet IN :these AND call = :call").bindparams(_THESE)
_HOLD = text("SELECT id FROM Facets WHERE id IN :these ORDER BY id FOR UPDATE").bindparams(_THESE)
_COUNT = text("UPDATE Facets SET calls = calls + :more WHERE id IN :these").bindparams(_THESE)
_AGAIN = text("UPDATE Calls SET indexed = 0 WHERE call_sid = :call_sid")

log = logging.getLogger(__name__)


class Indexer:
    """The one worker of a process; any number of processes may have one."""

    def __init__(self, store: Store, clinic: Clinic, now: Callable[[], datetime]) -> None:
        """`now` is the clock of the journal, aware."""
        self._store = store
        self._clinic = clinic
        self._now = now
        self._ids: dict[Facet, int] = {}

    async def step(self) -> int:
        """Index one batch; how many calls were due."""
        quiet = stamp_ms(self._now() - QUIET)
        entries = await self._store.read(lambda connection: read_due(connection, self._clinic, quiet))
        for entry in entries:
            self._ids |= await self._store.transact(partial(write, entries=[entry], known=self._ids))
        return len(entries)

    async def catch_up(self) -> int:
        """Index everything that is due now; how many calls that was."""
        done = 0
        while did := await self.step():
            done += did
        return done

    async def run(self) -> None:
        """Follow the journal until cancelled; when it is behind, it still rests half of the time."""
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                did = await self.step()
            except StoreUnavailable:
                did = 0
            except Exception:
                log.exception("the console's index could not be written")
                did = 0
            await asyncio.sleep(max(loop.time() - began, 0.01) if did == BATCH else EVERY)


@asynccontextmanager
async def following(indexer: Indexer) -> AsyncIterator[None]:
    """Run `indexer` beside whatever happens inside."""
    task = asyncio.create_task(indexer.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def write(connection: Connection, entries: Iterable[Entry], known: Mapping[Facet, int]) -> dict[Facet, int]:
    """Store entries of calls that have not moved on; the ids of all their facets."""
    ids, counts, changes = dict(known), Counter[int](), Changes()
    for entry in entries:
        claim = {"call_sid": entry.row.call_sid, "version": entry.row.version}
        if connection.execute(_CLAIM, claim).rowcount == 1:
            key = _store(connection, entry, ids, counts)
            changes.count(connection, key, entry.counted)
    _count(connection, counts)
    changes.write(connection)
    return ids


def index_again(connection: Connection, call_sid: str) -> None:
    """Have a call indexed anew: what `SOURCES` say of it has changed."""
    connection.execute(_AGAIN, {"call_sid": call_sid})


def forget(connection: Connection, call_sids: Iterable[str]) -> None:
    """Take calls out of the index, in the transaction that deletes them."""
    call_sids, counts = tuple(call_sids), Counter[int]()
    days.forget(connection, call_sids)
    for call_sid in call_sids:
        standing = connection.execute(_STANDING, {"call_sid": call_sid}).one_or_none()
        if standing is not None:
            _drop(connection, standing.id, json.loads(standing.facets), counts)
            connection.execute(_REPLACE, {"id": standing.id})
    _count(connection, counts)


def _store(connection: Connection, entry: Entry, ids: dict[Facet, int], counts: Counter[int]) -> int:
    """The id that the call has in the index."""
    standing = connection.execute(_STANDING, {"call_sid": entry.row.call_sid}).one_or_none()
    before = frozenset(json.loads(standing.facets)) if standing else frozenset[int]()
    after = frozenset(_facet_id(connection, facet, ids) for facet in sorted(entry.facets))
    if standing is not None:
        connection.execute(_REPLACE, {"id": standing.id})
        _drop(connection, standing.id, before - after, counts)
    key = _add(connection, entry.row, after, standing.id if standing else first_id(entry.row.started_at))
    added = after - before
    if added:
        connection.execute(_POST, {"these": sorted(added), "call": key})
        counts.update(added)
    return key


def _add(connection: Connection, row: Facts, posted: frozenset[int], key: int) -> int:
    """Write the row under the first free id from `key` on."""
    values = dict.fromkeys(Facts.__struct_fields__) | msgspec.structs.asdict(row)
    values |= {"refused_by": json.dumps(row.refused_by), "facets": json.dumps(sorted(posted))}
    while connection.execute(_ADD, values | {"id": key}).rowcount == 0:
        key += 1
    return key


def first_id(started_at: str) -> int:
    """The smallest id of a call that began then; see `CallFacts` in the schema."""
    at = moment(started_at)
    return (int(at.timestamp()) * 1000 + at.microsecond // 1000) * 1000


def _facet_id(connection: Connection, facet: Facet, ids: dict[Facet, int]) -> int:
    if facet not in ids:
        values = dict(zip(("kind", "value"), facet, strict=True))
        connection.execute(_NEW_FACET, values)
        ids[facet] = int(connection.execute(_FACETS, values).scalar_one())
    return ids[facet]


def _drop(connection: Connection, key: int, gone: Iterable[int], counts: Counter[int]) -> None:
    facets = sorted(gone)
    if facets:
        connection.execute(_UNPOST, {"these": facets, "call": key})
        counts.subtract(facets)


def _count(connection: Connection, counts: Counter[int]) -> None:
    """Held in the order of their ids, so that two processes never wait for each other in a ring."""
    changed = sorted(facet for facet, more in counts.items() if more)
    if changed and connection.dialect.name == "postgresql":
        connection.execute(_HOLD, {"these": changed})
    for more in sorted({counts[facet] for facet in changed}):
        these = [facet for facet in changed if counts[facet] == more]
        connection.execute(_COUNT, {"these": these, "more": more})
