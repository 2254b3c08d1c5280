"""The machine's picture with what a set of calls did: the more often a way was gone, the heavier it is."""

from math import log1p

from engine.extraction import Record
from engine.vocabulary import State
from qa.console import geometry
from qa.console.geometry import Box, Curve
from qa.console.review.coverage import Coverage
from qa.phone.diagram import MEANING, machine

LIGHT, HEAVY = 1.2, 9.0


class Node(Record, frozen=True):
    """One state with the share of the calls that reached it."""

    name: str
    meaning: str
    box: Box
    calls: int
    share: float
    depth: float
    """0 to 1, how strongly it is filled."""


class Way(Record, frozen=True):
    """One way between two states."""

    title: str
    curve: Curve
    width: float
    times: int


class Heat(Record, frozen=True):
    """The whole drawing."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    ways: tuple[Way, ...]


def heat(covered: Coverage) -> Heat:
    """Draw it."""
    most = max(covered.ways.values(), default=0)
    possible = {(arrow.source, arrow.destination): arrow for arrow in machine().arrows}
    ends = [pair for pair in {**possible, **dict.fromkeys(covered.ways)} if pair[0] != pair[1]]
    ways = []
    for source, destination in ends:
        times = covered.ways.get((source, destination), 0)
        arrow = possible.get((source, destination))
        if arrow is not None and arrow.rare and not times:
            continue
        width = LIGHT + (HEAVY - LIGHT) * log1p(times) / log1p(most) if times else LIGHT
        names = f"{source} to {destination}".replace("_", " ")
        ways.append(
            Way(
                title=f"{names}: {times:,} times" if times else f"{names}: never",
                curve=geometry.arrow(State(source), State(destination)),
                width=round(width, 2),
                times=times,
            )
        )
    return Heat(
        width=geometry.WIDTH,
        height=geometry.HEIGHT,
        nodes=tuple(_node(use.name, use.calls, covered.calls) for use in covered.states),
        ways=tuple(sorted(ways, key=lambda way: way.times)),
    )


def _node(name: str, calls: int, of: int) -> Node:
    share = calls / of if of else 0.0
    depth = 0.12 + 0.5 * share if calls else 0.0
    return Node(
        name=name,
        meaning=MEANING[State(name)],
        box=geometry.box(State(name)),
        calls=calls,
        share=share,
        depth=round(depth, 2),
    )
