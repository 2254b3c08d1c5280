"""The machine drawn from its table, as Mermaid text, by the `transitions` library itself."""

from collections.abc import Iterable

from transitions.extensions import GraphMachine

from engine.table import TABLE, Row
from engine.vocabulary import State, Trigger

UNDRAWN = frozenset({Trigger.ASK, Trigger.HUNG_UP})
"""Every talking state asks, and a caller may hang up anywhere; drawing that hides the rest."""


class _Anyone:
    """A model to hang the picture on."""


def mermaid(table: Iterable[Row] = TABLE) -> str:
    """The state diagram, without the questions and hang-ups that every state has."""
    model = _Anyone()
    machine = GraphMachine(
        model=model,
        states=[state.value for state in State],
        initial=State.IDENTIFY.value,
        auto_transitions=False,
        graph_engine="mermaid",
        title="A call",
        transitions=[
            {"trigger": t.value, "source": s.value, "dest": d.value}
            for t, s, d, _ in table
            if t not in UNDRAWN
        ],
    )
    return machine.get_combined_graph().draw(None) or ""
