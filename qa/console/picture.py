"""The machine's picture with what one call did in it: its way in numbers, its loops, and what was refused."""

from collections.abc import Iterable, Sequence

from engine.extraction import Record
from engine.vocabulary import State
from qa.console import geometry
from qa.console.geometry import Box, Curve
from qa.console.turns import Turn
from qa.phone.diagram import MEANING, machine

_STEPS_SHOWN = 3


class Node(Record, frozen=True):
    """One state."""

    name: str
    meaning: str
    box: Box
    turns: tuple[int, ...]
    """The turns that were in it."""
    is_last: bool


class Edge(Record, frozen=True):
    """Everything that happened between two states, or could have."""

    source: str
    destination: str
    kind: str
    """`possible`, `taken`, `loop` or `refused`."""
    curve: Curve
    label: str
    """Steps, or how often."""
    title: str
    turns: tuple[int, ...] = ()
    guards: tuple[str, ...] = ()
    """Those that refused, in words, with counts."""

    @property
    def name(self) -> str:
        """What an address calls it."""
        return f"{self.source}.{self.destination}.{self.kind}"


class Picture(Record, frozen=True):
    """The whole drawing."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    words: str


def picture(turns: Sequence[Turn], current: str) -> Picture:
    """Draw what `turns` did; `current` is the state the call is in."""
    happened = [*_ways(turns), *_refused(turns)]
    drawn = {(edge.source, edge.destination) for edge in happened}
    possible = [
        Edge(
            source=arrow.source,
            destination=arrow.destination,
            kind="possible",
            curve=geometry.arrow(State(arrow.source), State(arrow.destination)),
            label="",
            title=", ".join(name.replace("_", " ") for name in arrow.triggers),
        )
        for arrow in machine().arrows
        if not arrow.rare and arrow.source != arrow.destination
        and (arrow.source, arrow.destination) not in drawn
    ]  # fmt: skip
    return Picture(
        width=geometry.WIDTH,
        height=geometry.HEIGHT,
        nodes=tuple(_node(state, turns, current) for state in State),
        edges=(*possible, *happened),
        words=_in_words(turns),
    )


def _node(state: State, turns: Sequence[Turn], current: str) -> Node:
    been = tuple(turn.number for turn in turns if state.value in turn.states)
    return Node(
        name=state.value,
        meaning=MEANING[state],
        box=geometry.box(state),
        turns=been,
        is_last=state.value == current,
    )


def _ways(turns: Iterable[Turn]) -> Iterable[Edge]:
    """What was taken: transitions that led somewhere are numbered, those that stayed are counted."""
    steps: dict[tuple[str, str], list[int]] = {}
    stayed: dict[str, list[str]] = {}
    where: dict[tuple[str, str], list[int]] = {}
    step = 0
    for turn in turns:
        for move in turn.moves:
            if not move.taken:
                continue
            way = (move.source, move.destination)
            where.setdefault(way, []).append(turn.number)
            if move.source == move.destination:
                stayed.setdefault(move.source, []).append(move.trigger)
            else:
                step += 1
                steps.setdefault(way, []).append(step)
    for (source, destination), numbers in steps.items():
        label = "·".join(str(number) for number in numbers[-_STEPS_SHOWN:])
        label = f"…{label}" if len(numbers) > _STEPS_SHOWN else label
        title = f"{_plain(source)} to {_plain(destination)}: step {_and(numbers)}"
        yield _edge("taken", source, destination, label, title, where[source, destination])
    for state, triggers in stayed.items():
        asked = _counted(triggers)
        title = f"stayed in {_plain(state)}: {asked}"
        yield _edge("loop", state, state, f"{len(triggers)}×", title, where[state, state])


def _refused(turns: Iterable[Turn]) -> Iterable[Edge]:
    found: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    for turn in turns:
        for move in turn.refusals:
            found.setdefault((move.source, move.destination), []).append(
                (turn.number, move.trigger, move.refused_by)
            )
    for (source, destination), attempts in found.items():
        guards = _counted(_plain(guard) for _, _, guard in attempts)
        title = f"{_counted(_plain(t) for _, t, _ in attempts)} refused by {guards}"
        edge = _edge("refused", source, destination, f"✗ {len(attempts)}", title, [n for n, _, _ in attempts])
        yield Edge(
            source=edge.source, destination=edge.destination, kind=edge.kind, curve=edge.curve,
            label=edge.label, title=title, turns=edge.turns, guards=(guards,),
        )  # fmt: skip


def _edge(kind: str, source: str, destination: str, label: str, title: str, numbers: Iterable[int]) -> Edge:
    return Edge(
        source=source,
        destination=destination,
        kind=kind,
        curve=geometry.arrow(State(source), State(destination), beside=kind == "refused"),
        label=label,
        title=title,
        turns=tuple(dict.fromkeys(numbers)),
    )


def _counted(names: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return ", ".join(f"{_plain(name)} ×{n}" if n > 1 else _plain(name) for name, n in counts.items())


def _and(numbers: Sequence[int]) -> str:
    return " and ".join(str(number) for number in numbers)


def _plain(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def _in_words(turns: Sequence[Turn]) -> str:
    moves = [move for turn in turns for move in turn.moves if move.taken and move.source != move.destination]
    names = [moves[0].source, *(move.destination for move in moves)] if moves else []
    refused = sum(len(turn.refusals) for turn in turns)
    way = ", ".join(_plain(name) for name in names) or "it has not moved"
    return f"The way of the call: {way}. Refused transitions: {refused}."
