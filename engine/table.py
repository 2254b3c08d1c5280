"""The machine: one literal table of transitions, one `transitions.Machine` for all calls of the process."""

from collections.abc import Iterable
from typing import Any, Protocol, cast

from transitions import EventData, Machine

from engine import guards as g
from engine.extraction import Record
from engine.guards import Guard
from engine.memory import Call
from engine.vocabulary import State, Trigger

S, T = State, Trigger

TALKING = (S.IDENTIFY, S.INTENT, S.SLOT_FILLING, S.CONFIRM)
"""The states in which the agent waits for the caller to say what comes next."""
ERRAND = (S.SLOT_FILLING, S.CONFIRM)

Row = tuple[Trigger, State, State, tuple[Guard, ...]]


def _from(sources: Iterable[State], trigger: Trigger, dest: State | None, *asked: Guard) -> tuple[Row, ...]:
    """One row for each source; with no destination the call stays where it is."""
    return tuple((trigger, source, dest or source, asked) for source in sources)


TABLE: tuple[Row, ...] = (
    # the way of a plain errand
    (T.IDENTIFIED, S.IDENTIFY, S.INTENT, (g.nothing_is_urgent, g.is_identified, g.is_known_well_enough)),
    *_from((S.INTENT, *ERRAND), T.STEP_UP, S.IDENTIFY, g.has_errand, g.is_not_known_well_enough),
    (T.ERRAND_CHOSEN, S.INTENT, S.SLOT_FILLING, (g.has_errand, g.is_known_well_enough)),
    (T.SLOTS_FILLED, S.SLOT_FILLING, S.CONFIRM, (g.nothing_is_urgent, g.is_change, g.is_complete)),
    (T.CONFIRMED, S.CONFIRM, S.ACT,
     (g.nothing_is_urgent, g.is_known_well_enough, g.is_complete, g.was_read_back, g.is_what_was_read)),
    (T.DONE, S.ACT, S.INTENT, (g.has_acted,)),
    # looking up changes nothing, so it needs no confirmation
    (T.TOLD, S.SLOT_FILLING, S.INTENT, (g.is_looked_up,)),
    # ways back
    (T.CORRECTED, S.CONFIRM, S.SLOT_FILLING, ()),
    (T.KEPT, S.CONFIRM, S.INTENT, ()),
    (T.NOTHING_TO_DO, S.SLOT_FILLING, S.INTENT, ()),
    (T.TAKEN, S.ACT, S.SLOT_FILLING, ()),
    *_from(ERRAND, T.ANOTHER_ERRAND, S.INTENT),
    *_from(TALKING, T.START_OVER, S.IDENTIFY),
    # questions, first or again
    *_from((*TALKING, S.ESCALATE), T.ASK, None),
    # said into the goodbye
    (T.ONE_MORE_THING, S.ENDED, S.INTENT, (g.line_is_open,)),
    # ways to a person, and out
    *_from((*TALKING, S.ACT, S.ESCALATE, S.ENDED), T.URGENT, S.ESCALATE, g.is_urgent),
    *_from(TALKING, T.ASK_FOR_PERSON, S.ESCALATE),
    *_from(TALKING, T.GIVE_UP, S.ESCALATE),
    *_from((*TALKING, S.ACT), T.TOOL_FAILED, S.ESCALATE),
    *_from(TALKING, T.NO_INPUT, S.ENDED, g.silence_is_over),
    *_from(TALKING, T.GOODBYE, S.ENDED),
    *_from((*TALKING, S.ACT, S.ESCALATE), T.HUNG_UP, S.ENDED),
)  # fmt: skip


class Asked(Record, frozen=True):
    """One guard and its answer."""

    guard: str
    answer: bool


class Transition(Record, frozen=True):
    """One attempted transition, taken or refused."""

    trigger: Trigger
    source: State
    destination: State
    """Where it led, or would have led."""
    taken: bool
    guards: tuple[Asked, ...] = ()
    """In the order they were asked; the first False refused it."""
    reason: str = ""


class Fires(Protocol):
    """Whatever fires triggers at calls: the machine, or a witness of it."""

    def fire(self, call: Call, trigger: Trigger, reason: str = "") -> Transition: ...


def _watched(guard: Guard) -> Any:
    """The guard as `transitions` calls it, noting its answer for the log."""

    def ask(event: EventData) -> bool:
        answer = guard(cast(Call, event.model))
        event.kwargs["answers"].append(Asked(guard=guard.__name__, answer=answer))
        return answer

    ask.__name__ = guard.__name__
    return ask


def build(table: Iterable[Row] = TABLE) -> Machine:
    """The machine of `table`. Calls are never attached to it: it costs a process once and a call nothing."""
    return Machine(
        model=None,
        states=State,
        initial=State.IDENTIFY,
        send_event=True,
        auto_transitions=False,
        transitions=[
            {"trigger": t.value, "source": s, "dest": d, "conditions": [_watched(guard) for guard in asked]}
            for t, s, d, asked in table
        ],
    )


class Driver:
    """Fires triggers at calls and says what became of them."""

    def __init__(self, table: tuple[Row, ...] = TABLE) -> None:
        self.table = table
        self._machine = build(table)
        self._destinations = {(t, s): d for t, s, d, _ in reversed(table)}

    def fire(self, call: Call, trigger: Trigger, reason: str = "") -> Transition:
        """Attempt `trigger`; the call moves if the table and its guards allow it."""
        source = call.state
        destination = self._destinations.get((trigger, source))
        if destination is None:
            missing = (Asked(guard="is_in_table", answer=False),)
            return Transition(
                trigger=trigger, source=source, destination=source, taken=False, guards=missing, reason=reason
            )
        answers: list[Asked] = []
        taken = bool(self._machine.events[trigger.value].trigger(call, answers=answers))
        return Transition(
            trigger=trigger,
            source=source,
            destination=call.state if taken else destination,
            taken=taken,
            guards=tuple(answers),
            reason=reason,
        )
