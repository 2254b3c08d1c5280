"""The machine as nodes and arrows, read from its table, for the page to draw."""

from collections.abc import Iterable

from engine.extraction import Record
from engine.table import TABLE, Row
from engine.vocabulary import State, Trigger

EVERYWHERE = frozenset({Trigger.ASK, Trigger.HUNG_UP, Trigger.START_OVER})
"""What is possible nearly everywhere; its arrows are drawn only once it has happened."""
OUT = frozenset({State.ESCALATE, State.ENDED})

MEANING: dict[State, str] = {
    State.IDENTIFY: "Who is the patient?",
    State.INTENT: "What do they want?",
    State.SLOT_FILLING: "Which visit, who with, when?",
    State.CONFIRM: "Read it back, wait for a yes.",
    State.ACT: "Book, move or cancel, then text.",
    State.ESCALATE: "Hand over to a person.",
    State.ENDED: "The call is over.",
}


class Node(Record, frozen=True):
    """One state."""

    name: str
    meaning: str


class Arrow(Record, frozen=True):
    """Everything that leads from one state to another."""

    source: str
    destination: str
    triggers: tuple[str, ...]
    rare: bool
    """Whether it is drawn only once it has happened."""


class Machine(Record, frozen=True):
    """The whole picture, in the order of a plain booking."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


def machine(table: Iterable[Row] = TABLE) -> Machine:
    """The picture of `table`; several triggers between the same two states are one arrow."""
    found: dict[tuple[State, State], list[Trigger]] = {}
    for trigger, source, destination, _ in table:
        triggers = found.setdefault((source, destination), [])
        if trigger not in triggers:
            triggers.append(trigger)
    return Machine(
        nodes=tuple(Node(name=state.value, meaning=MEANING[state]) for state in State),
        arrows=tuple(
            Arrow(
                source=source.value,
                destination=destination.value,
                triggers=tuple(trigger.value for trigger in triggers),
                rare=EVERYWHERE.issuperset(triggers) or source in OUT,
            )
            for (source, destination), triggers in found.items()
        ),
    )
