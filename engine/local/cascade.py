"""Rewrites a row of nodes by ordered rules, each a regular expression over kinds."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from engine.local.node import Kind, Match, Moment, Node

Builder = Callable[[Match], Node | None]
"""Makes one node of the nodes matched; None leaves them as they are."""
_NAME = re.compile(r"[A-Z][A-Z_]*")
_CODES = {kind.name: kind.value for kind in Kind}


class Rule(NamedTuple):
    """A pattern and what becomes of its matches."""

    pattern: re.Pattern[str]
    build: Builder


def rule(pattern: str, build: Builder) -> Rule:
    """Compile a pattern in which names of kinds stand for nodes; spaces mean nothing.

    Raises KeyError for a name that is no kind.
    """
    return Rule(re.compile(_NAME.sub(lambda name: _CODES[name[0]], pattern).replace(" ", "")), build)


def rewrite(nodes: Sequence[Node], rules: Sequence[Rule], now: Moment) -> list[Node]:
    """Apply every rule once, in order, to all its matches from left to right."""
    row = list(nodes)
    kinds = "".join([node.kind.value for node in row])
    for pattern, build in rules:
        found = pattern.search(kinds)
        while found:
            start, end = found.span()
            made = build(Match(tuple(row[start:end]), row, start, now)) if end > start else None
            if made is None:
                found = pattern.search(kinds, start + 1)
                continue
            row[start:end] = [made]
            kinds = kinds[:start] + made.kind.value + kinds[end:]
            found = pattern.search(kinds, start + 1)
    return row
