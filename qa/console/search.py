"""Finds calls by the console's index: one page at a time, by key, with a bound on what is looked through.

The facet that the fewest calls have leads; its calls are walked from the newest, and each is held against
the other facets by their keys. So every statement is a range of an index that is left as soon as the page is
full, or as soon as `REACH` calls were looked at: then the visitor may go on from there.
"""

import json
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
    end = min(wanted.after, before if before is not None else NO_END)
    rows, last = _page(connection, wanted, wanted.first, end, newest_first=True)
    given_up = last if last is not None and len(rows) <= PAGE else None
    more = len(rows) > PAGE
    shown = rows[:PAGE]
    return Found(
        rows=tuple(_row(row) for row in shown),
        newer=shown[0]["id"] if shown and before is not None else before,
        older=shown[-1]["id"] if more else given_up,
        reached=given_up,
    )


def newer(connection: Connection, wanted: Plan, after: int) -> Found:
    """The page of calls after `after`, shown as any: the newest first."""
    rows, _ = _page(connection, wanted, max(wanted.first, after + 1), wanted.after, newest_first=False)
    more = len(rows) > PAGE
    shown = rows[:PAGE][::-1]
    if not shown:
        return older(connection, wanted)
    return Found(
        rows=tuple(_row(row) for row in shown),
        newer=shown[0]["id"] if more else None,
        older=shown[-1]["id"],
    )


def number(connection: Connection, wanted: Plan | None) -> Number:
    """How many calls fit: exactly where one facet alone is asked for, else counted up to a bound."""
    if wanted is None:
        return Number(calls=0)
    if len(wanted.facets) == 1 and wanted.first == 0 and wanted.after == NO_END:
        return Number(calls=wanted.calls)
    counted = counting(wanted).subquery()
    found = int(connection.execute(select(func.count()).select_from(counted)).scalar_one())
    return Number(calls=found, is_all=found < COUNTED and wanted.calls <= REACH)


def values(connection: Connection, kind: str) -> dict[str, int]:
    """The values that the index has of a kind, with the number of calls of each."""
    return {row.value: row.calls for row in connection.execute(_VALUES, {"kind": kind})}


def known_words(connection: Connection, words: frozenset[str]) -> tuple[frozenset[str], int]:
    """Those of the words that some call has, and how many of them none has."""
    found = {w for w in words if connection.execute(_FACET, {"kind": "word", "value": w}).one_or_none()}
    return frozenset(found), len(words) - len(found)


# ---------------------------------------------------------------- statements


def walking(wanted: Plan, first: int, after: int, *, newest_first: bool = True) -> Select[Any]:
    """The keys of the leading facet in order, as far as one page looks."""
    key = _POSTS.c.call
    return (
        select(key)
        .where(_POSTS.c.facet == literal(wanted.facets[0]), key >= first, key < after)
        .order_by(key.desc() if newest_first else key.asc())
        .limit(REACH)
    )


def listing(wanted: Plan, first: int, after: int, *, newest_first: bool = True) -> Select[Any]:
    """One page of rows and one more, which says that there is a next page."""
    walk = walking(wanted, first, after, newest_first=newest_first).subquery("walk")
    rows = select(_FACTS).join(walk, _FACTS.c.id == walk.c.call)
    for facet in wanted.facets[1:]:
        rows = rows.where(_has(facet, walk.c.call))
    return rows.order_by(walk.c.call.desc() if newest_first else walk.c.call.asc()).limit(PAGE + 1)


def counting(wanted: Plan) -> Select[Any]:
    """The calls that fit, up to the bound."""
    walk = walking(wanted, wanted.first, wanted.after).subquery("walk")
    rows = select(walk.c.call)
    for facet in wanted.facets[1:]:
        rows = rows.where(_has(facet, walk.c.call))
    return rows.limit(COUNTED)


def _has(facet: int, key: Any) -> Any:
    posts = _POSTS.alias()
    return exists().where(posts.c.facet == literal(facet), posts.c.call == key)


def _page(
    connection: Connection, wanted: Plan, first: int, after: int, *, newest_first: bool
) -> tuple[list[Any], int | None]:
    """The rows, and the last key that was looked at where the bound was met before the page was full."""
    found = connection.execute(listing(wanted, first, after, newest_first=newest_first))
    rows = list(found.mappings())
    if len(rows) > PAGE or len(wanted.facets) == 1:
        return rows, None
    walk = walking(wanted, first, after, newest_first=newest_first).offset(REACH - 1).limit(1)
    return rows, connection.execute(walk).scalar_one_or_none()


def _row(row: Any) -> Facts:
    values = {name: row[name] for name in Facts.__struct_fields__}
    return Facts(**(values | {"refused_by": tuple(json.loads(row["refused_by"]))}))
