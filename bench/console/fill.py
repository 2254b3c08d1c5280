"""Fills a database with copies of calls: the rows that the engine and the index's worker would write."""

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from bench.console.templates import TABLES, Template
from engine.stamps import moment, stamp_ms
from qa.console.facts import Facet, Facts, band
from qa.console.indexer import first_id
from qa.console.numbers.days import written
from qa.console.numbers.sketch import bucket
from qa.console.numbers.tally import Of, added

APART = timedelta(seconds=67)
"""Between the beginnings of two calls: a thousand calls take most of a day."""
BUILDS = tuple(
    f"{number:012x}" for number in (0x9573D871A2B4, 0x7EA9D42FF013, 0x27CF5E5A9910, 0x9E09A27BC001)
)
CHUNK = 2_000


class Fill:
    """One database being filled; the same numbers make the same calls."""

    def __init__(self, path: Path, templates: Sequence[Template], words: int, seed: int = 7) -> None:
        """`words` of each call are indexed at most; its other facets all are."""
        self._words = words
        self._db = sqlite3.connect(path, isolation_level=None)
        self._templates = templates
        self._random = random.Random(seed)
        self._ids: dict[Facet, int] = {}
        self._counts = Counter[int]()
        self._days: dict[tuple[str, str], dict[str, dict[str, int]]] = {}

    def calls(self, number: int, last: datetime, *, journal: int) -> list[str]:
        """Store so many calls, the latest at `last` (aware), the newest `journal` of them whole."""
        for pragma in ("synchronous = OFF", "cache_size = -400000"):
            self._db.execute(f"PRAGMA {pragma}")
        made = []
        for start in range(0, number, CHUNK):
            self._db.execute("BEGIN")
            for index in range(start, min(start + CHUNK, number)):
                at = last - APART * (number - index)
                made.append(self._call(index, at, whole=index >= number - journal))
            self._db.execute("COMMIT")
        self._settle()
        return made

    def _call(self, index: int, at: datetime, *, whole: bool) -> str:
        template = self._random.choice(self._templates)
        call_sid = f"CA{self._random.getrandbits(128):032x}"
        later = at - template.began
        row = _shifted(template.call | {"call_sid": call_sid, "build": self._random.choice(BUILDS)}, later)
        row["indexed"] = row["version"]
        self._insert("Calls", [row])
        if whole:
            for table in TABLES:
                self._insert(table, [_shifted(_copy(it, call_sid), later) for it in template.rows[table]])
        self._index(template, row, later)
        return call_sid

    def _index(self, template: Template, call: dict[str, Any], later: timedelta) -> None:
        slowest = self._random.lognormvariate(4.5, 1.2)
        caller = f"{self._random.randrange(100):02}"
        given = msgspec.structs.asdict(template.entry.row)
        row = Facts(**given | {"call_sid": call["call_sid"], "build": call["build"], "slowest_ms": slowest,
                               "started_at": call["started_at"], "ended_at": call["ended_at"],
                               "caller": f"•••• {caller}"})  # fmt: skip
        own = {("build", call["build"]), ("caller", caller), ("slowest", band(slowest))}
        kinds = {kind for kind, _ in own}
        facets = {facet for facet in template.entry.facets if facet[0] not in kinds | {"word"}} | own
        facets |= set(sorted(facet for facet in template.entry.facets if facet[0] == "word")[: self._words])
        key, ids = first_id(row.started_at), sorted(self._id(facet) for facet in facets)
        values = msgspec.structs.asdict(row) | {"id": key, "facets": json.dumps(ids)}
        self._insert("CallFacts", [values | {"refused_by": json.dumps(row.refused_by)}])
        self._count(template, row, key)
        self._db.executemany("INSERT INTO CallFacets VALUES (?, ?)", ((facet, key) for facet in ids))
        self._counts.update(ids)

    def _count(self, template: Template, row: Facts, key: int) -> None:
        """The call's part in the numbers of its day; days are UTC's here."""
        at, build = moment(row.started_at), row.build or ""
        replies = Counter(bucket(self._random.lognormvariate(3.5, 1)) for _ in range(row.turns))
        hour = {f"{at.weekday()} {at.hour}": 1}
        own: dict[str, Mapping[str, int]] = {Of.HOUR: hour, Of.REPLY: replies}
        counts: dict[str, Mapping[str, int]] = {**template.entry.counted.tally, **own}
        day = at.date().isoformat()
        added(self._days.setdefault((day, build), {}), counts)
        values = {"id": key, "call_sid": row.call_sid, "day": day, "build": build}
        self._insert("CallTallies", [values | {"slowest_ms": row.slowest_ms, "tally": written(counts)}])

    def _id(self, facet: Facet) -> int:
        if facet not in self._ids:
            cursor = self._db.execute(
                "INSERT INTO Facets (kind, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET calls = calls"
                " RETURNING id",
                facet,
            )
            self._ids[facet] = int(cursor.fetchone()[0])
        return self._ids[facet]

    def _settle(self) -> None:
        changed = [(more, facet) for facet, more in self._counts.items()]
        self._db.executemany("UPDATE Facets SET calls = calls + ? WHERE id = ?", changed)
        days = [{"day": day, "build": build, "tally": written(it)} for (day, build), it in self._days.items()]
        self._insert("DayNumbers", days)
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()

    def _insert(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        for row in rows:
            names = ", ".join(row)
            marks = ", ".join("?" * len(row))
            self._db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))


def _copy(row: dict[str, Any], call_sid: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"} | {"call_sid": call_sid}


def _shifted(row: dict[str, Any], later: timedelta) -> dict[str, Any]:
    return dict(row) | dict(_moments(row, later))


def _moments(row: dict[str, Any], later: timedelta) -> Iterator[tuple[str, str]]:
    for name in ("at", "started_at", "updated_at", "ended_at"):
        if row.get(name):
            yield name, stamp_ms(moment(row[name]) + later)
