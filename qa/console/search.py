"""Finds calls by the console's index: one page at a time, by key, with a bound on what is looked through.

The facet that the fewest calls have leads; its calls are walked from the newest, and each is held against
the other facets by their keys. So every statement is a range of an index that is left as soon as the page is
full, or as soon as `REACH` calls were looked at: then the visitor may go on from there.
"""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, column, exists, func, literal, select, table, text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from qa.console.facts import Facts
from qa.console.filters import Filters

PAGE = 50
REACH = 20_000
"""Calls that one page looks through at most."""
COUNTED = 1_000
"""Calls that are counted where the index does not hold the number."""
NO_END = 2**62

_FACTS = table(
    "callfacts",
    column("id", BigInteger),
    *(column(name) for name in Facts.__struct_fields__),
)
_POSTS = table("callfacets", column("facet", Integer), column("call", BigInteger))
_FACET = text("SELECT id, calls FROM Facets WHERE kind = :kind AND value = :value")
_VALUES = text(
    "SELECT kind, value, calls FROM Facets WHERE kind = :kind AND calls > 0 ORDER BY value LIMIT 200"
)
_ALL = ("all", "")


class Found(Record, frozen=True):
    """One page of the list."""

    rows: tuple[Facts, ...] = ()
    newer: int | None = None
    """The key that the page before this one ends at."""
    older: int | None = None
    """The key that the next page goes on from."""
    reached: int | None = None
    """Where looking was given up although the page is not full."""


class Number(Record, frozen=True):
    """How many calls there are."""

    calls: int
    is_all: bool = True
    """False: at least so many."""


class Plan(Record, frozen=True):
    """What a search comes to: ids of facets, the rarest first, and a span of keys."""

    facets: tuple[int, ...]
    first: int
    after: int
    calls: int
    """How many calls the leading facet has."""


def plan(connection: Connection, filters: Filters, span: tuple[int, int | None]) -> Plan | None:
    """Look the filters up in the index; None where one of them is in no call."""
    ids: list[tuple[int, int]] = []
    for kind, value in filters.facets or (_ALL,):
        row = connection.execute(_FACET, {"kind": kind, "value": value}).one_or_none()
        if row is None or row.calls <= 0:
            return None
        ids.append((row.calls, row.id))
    ids.sort()
    first, after = span
    return Plan(facets=tuple(key for _, key in ids), first=first, after=after or NO_END, calls=ids[0][0])


def older(connection: Connection, wanted: Plan, before: int | None = None) -> Found:
    """The page of calls before `before`, the newest first."""
    after = min(wanted.after, before if before is not None else NO_END)
    bound = _bound(connection, wanted, wanted.first, after, newest_first=True)
    first = wanted.first if bound is None else bound
    rows = list(connection.execute(listing(wanted, first, after)).mappings())
    more, shown = len(rows) > PAGE, rows[:PAGE]
    newest = shown[0]["id"] if shown else before
    return Found(
        rows=tuple(_row(row) for row in shown),
        newer=newest if before is not None else None,
        older=shown[-1]["id"] if more else bound,
        reached=None if more else bound,
    )


def newer(connection: Connection, wanted: Plan, after: int) -> Found:
    """The page of calls after `after`, shown as any: the newest first."""
    first = max(wanted.first, after + 1)
    bound = _bound(connection, wanted, first, wanted.after, newest_first=False)
    end = wanted.after if bound is None else bound + 1
    rows = list(connection.execute(listing(wanted, first, end, newest_first=False)).mappings())
    more, shown = len(rows) > PAGE, rows[:PAGE][::-1]
    if not shown and bound is None:
        return older(connection, wanted)
    return Found(
        rows=tuple(_row(row) for row in shown),
        newer=shown[0]["id"] if more else bound,
        older=shown[-1]["id"] if shown else after + 1,
        reached=None if more else bound,
    )


def number(connection: Connection, wanted: Plan | None) -> Number:
    """How many calls fit: exactly where one facet alone is asked for, else counted up to a bound."""
    if wanted is None:
        return Number(calls=0)
    if len(wanted.facets) == 1 and wanted.first == 0 and wanted.after == NO_END:
        return Number(calls=wanted.calls)
    bound = _bound(connection, wanted, wanted.first, wanted.after, newest_first=True)
    counted = counting(wanted, wanted.first if bound is None else bound).subquery()
    found = int(connection.execute(select(func.count()).select_from(counted)).scalar_one())
    return Number(calls=found, is_all=found < COUNTED and bound is None)


def newest(connection: Connection, wanted: Plan, most: int) -> tuple[list[int], bool]:
    """Keys of the newest calls that fit, and whether that is all of them."""
    bound = _bound(connection, wanted, wanted.first, wanted.after, newest_first=True)
    first = wanted.first if bound is None else bound
    key = _POSTS.c.call
    chosen = select(key).where(*_fit(wanted, first, wanted.after)).order_by(key.desc()).limit(most + 1)
    found = list(connection.execute(chosen).scalars())
    return found[:most], bound is None and len(found) <= most


def values(connection: Connection, kind: str) -> dict[str, int]:
    """The values that the index has of a kind, with the number of calls of each."""
    return {row.value: row.calls for row in connection.execute(_VALUES, {"kind": kind})}


def known_words(connection: Connection, words: frozenset[str]) -> tuple[frozenset[str], int]:
    """Those of the words that some call has, and how many of them none has."""
    found = {w for w in words if connection.execute(_FACET, {"kind": "word", "value": w}).one_or_none()}
    return frozenset(found), len(words) - len(found)


# ---------------------------------------------------------------- statements


def reaching(wanted: Plan, first: int, after: int, *, newest_first: bool = True) -> Select[Any]:
    """The last key that one page looks at, where the leading facet has so many calls."""
    key = _POSTS.c.call
    return (
        select(key)
        .where(_POSTS.c.facet == literal(wanted.facets[0]), key >= first, key < after)
        .order_by(key.desc() if newest_first else key.asc())
        .offset(REACH - 1)
        .limit(1)
    )


def listing(wanted: Plan, first: int, after: int, *, newest_first: bool = True) -> Select[Any]:
    """One page of rows and one more, which says that there is a next page."""
    key = _POSTS.c.call
    rows = select(_FACTS).select_from(_POSTS.join(_FACTS, _FACTS.c.id == key))
    rows = rows.where(*_fit(wanted, first, after))
    return rows.order_by(key.desc() if newest_first else key.asc()).limit(PAGE + 1)


def counting(wanted: Plan, first: int) -> Select[Any]:
    """The calls that fit, up to the bound."""
    return select(_POSTS.c.call).where(*_fit(wanted, first, wanted.after)).limit(COUNTED)


def _fit(wanted: Plan, first: int, after: int) -> Iterator[Any]:
    leading, *others = wanted.facets
    key = _POSTS.c.call
    yield from (_POSTS.c.facet == literal(leading), key >= first, key < after)
    for facet in others:
        posts = _POSTS.alias()
        yield exists().where(posts.c.facet == literal(facet), posts.c.call == key)


def _bound(connection: Connection, wanted: Plan, first: int, after: int, *, newest_first: bool) -> int | None:
    """Where one page stops looking; None where everything may be looked at."""
    if len(wanted.facets) == 1 or wanted.calls <= REACH:
        return None
    found = connection.execute(reaching(wanted, first, after, newest_first=newest_first))
    return found.scalar_one_or_none()


def _row(row: Any) -> Facts:
    values = {name: row[name] for name in Facts.__struct_fields__}
    return Facts(**(values | {"refused_by": tuple(json.loads(row["refused_by"]))}))
