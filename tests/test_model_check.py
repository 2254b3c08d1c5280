"""The machine walked whole: every state, every trigger, every answer its guards can give.

The first half walks the table alone. The second drives the real turn through all that a small
set of inputs can reach, and holds every edge it finds to the promises.
"""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product

import msgspec
import pytest

from engine.extraction import Extraction, Slots, When
from engine.heard import Connected, Gone, Heard, Played, Silence, Utterance
from engine.memory import Call, Counters, copy, encode
from engine.table import TABLE, Driver, Row
from engine.vocabulary import Answer, Intent, State, Trigger
from tests.test_any_caller import PATIENT, Line, helpful
from tools.interface import CHANGES

# ---------------------------------------------------------------- the table alone

Edge = tuple[State, Trigger, State, dict[str, bool]]


def edges(table: tuple[Row, ...]) -> Iterator[Edge]:
    """Every (state, trigger, destination) that some answers of the guards allow, with those answers."""
    for state, trigger in product(State, Trigger):
        rows = [row for row in table if row[:2] == (trigger, state)]
        names = sorted({guard.__name__ for row in rows for guard in row[3]})
        for answers in product((True, False), repeat=len(names)):
            told = dict(zip(names, answers, strict=True))
            landed = fire(rows, told, state, trigger)
            if landed is not None:
                yield state, trigger, landed, told


def fire(rows: list[Row], told: dict[str, bool], state: State, trigger: Trigger) -> State | None:
    """Where the real machine goes when its guards answer as told; None when it refuses."""

    def guard(name: str) -> Callable[[Call], bool]:
        def ask(call: Call) -> bool:
            return told[name]

        ask.__name__ = name
        return ask

    if not rows:
        return None
    driver = Driver(tuple((t, s, d, tuple(guard(g.__name__) for g in guards)) for t, s, d, guards in rows))
    call = Call(call_sid="CA1", started_at=datetime(2026, 3, 2, tzinfo=UTC), state=state)
    return call.state if driver.fire(call, trigger).taken else None


NEEDED_TO_ACT = (
    "nothing_is_urgent",
    "is_known_well_enough",
    "is_complete",
    "was_read_back",
    "is_what_was_read",
)


def broken_promises(table: tuple[Row, ...]) -> list[str]:
    """Every promise that some edge of `table` breaks."""
    found = set()
    walked = list(edges(table))
    for state, trigger, landed, told in walked:
        if landed is State.ACT and state is not State.ACT:
            if state is not State.CONFIRM:
                found.add(f"act is entered from {state}")
            found |= {f"act is entered without {name}" for name in NEEDED_TO_ACT if not told.get(name)}
        if trigger is Trigger.TOLD and not told.get("is_looked_up"):
            found.add("a record is told without a look-up at its level")
        if landed is State.CONFIRM and state is not State.CONFIRM and not told.get("is_complete"):
            found.add("confirm is entered with something missing")
        if state is State.ENDED and landed is not State.ESCALATE and not told.get("line_is_open"):
            found.add("a call that is over comes back")
        if trigger is Trigger.IDENTIFIED and not told.get("is_identified"):
            found.add("identify is left without a record")
    ways = {state: {landed for s, _, landed, _ in walked if s is state} for state in State}
    for state in State:
        urgent = [
            landed
            for s, t, landed, told in walked
            if (s, t) == (state, Trigger.URGENT) and all(told.values())
        ]
        if urgent != [State.ESCALATE]:
            found.add(f"an urgent caller does not reach escalate from {state} in one step")
        if State.ENDED not in closure(ways, state):
            found.add(f"a call in {state} can never end")
    found |= {f"{state} is unreachable" for state in State if state not in closure(ways, State.IDENTIFY)}
    taken = {(s, t) for s, t, _, _ in walked}
    found |= {f"{row[0]} from {row[1]} is dead" for row in table if (row[1], row[0]) not in taken}
    return sorted(found)


def closure(ways: dict[State, set[State]], start: State) -> set[State]:
    """Every state that can be reached from `start`."""
    seen, fresh = {start}, [start]
    while fresh:
        for state in ways[fresh.pop()] - seen:
            seen.add(state)
            fresh.append(state)
    return seen


def test_no_edge_of_the_table_breaks_a_promise() -> None:
    """Whatever the guards answer, in whatever state, for whatever trigger."""
    assert broken_promises(TABLE) == []


def drop(guard: str) -> tuple[Row, ...]:
    return tuple((t, s, d, tuple(g for g in guards if g.__name__ != guard)) for t, s, d, guards in TABLE)


def without(trigger: Trigger) -> tuple[Row, ...]:
    return tuple(row for row in TABLE if row[0] is not trigger)


MUTANTS = {
    **{
        f"no {name}": drop(name) for name in (*NEEDED_TO_ACT, "is_looked_up", "is_identified", "line_is_open")
    },
    "shortcut from intent": (*TABLE, (Trigger.CONFIRMED, State.INTENT, State.ACT, ())),
    "shortcut from slot_filling": (*TABLE, (Trigger.CONFIRMED, State.SLOT_FILLING, State.ACT, ())),
    "kept leads to act": (*without(Trigger.KEPT), (Trigger.KEPT, State.CONFIRM, State.ACT, ())),
    "no way out when urgent": without(Trigger.URGENT),
    "urgent ends the call": (
        *without(Trigger.URGENT),
        *((Trigger.URGENT, state, State.ENDED, ()) for state in State),
    ),
    "no slots_filled": without(Trigger.SLOTS_FILLED),
    "an unguarded twin first": ((Trigger.CONFIRMED, State.CONFIRM, State.ACT, ()), *TABLE),
    "nobody can hang up or leave": tuple(row for row in TABLE if row[2] is not State.ENDED),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_table_is_caught(name: str) -> None:
    """The check fails when a rule is broken."""
    assert broken_promises(MUTANTS[name])


# ---------------------------------------------------------------- the turn that drives it

WORDS = Utterance(text="words")
CUT = Utterance(text="words", played=Played(complete=False))
FRIDAY = When(start=datetime(2026, 3, 6).date(), end=datetime(2026, 3, 6).date())
INPUTS: tuple[tuple[Heard, Extraction | None, str], ...] = (
    (WORDS, None, ""),
    (CUT, None, ""),
    (WORDS, None, "taken"),
    (WORDS, Extraction(), ""),
    (WORDS, Extraction(answer=Answer.YES), ""),
    (WORDS, Extraction(answer=Answer.NO), ""),
    (WORDS, Extraction(answer=Answer.NO, slots=Slots(when=FRIDAY)), ""),
    (WORDS, Extraction(intent=Intent.CANCEL), ""),
    (WORDS, Extraction(intent=Intent.RESCHEDULE), ""),
    (WORDS, Extraction(intent=Intent.LOOK_UP), ""),
    (WORDS, Extraction(intent=Intent.START_OVER), ""),
    (WORDS, Extraction(slots=Slots(on_behalf_of="daughter")), ""),
    (WORDS, Extraction(slots=Slots(phone="+19175550000")), ""),
    (Utterance(text="help"), None, ""),
    (Utterance(text="hmm"), None, ""),
    (Silence(), None, ""),
    (Gone(), None, ""),
)
MOST_STATES = 12_000
DEPTH = 30


def essence(call: Call) -> bytes:
    """A call without what only counts up, so that the walk comes to an end."""
    plain = copy(call)
    plain.turn = plain.version = plain.errands = 0
    plain.done, plain.last, plain.heard_lines, plain.question = (), (), (), ""
    plain.counters = Counters(silences=min(call.counters.silences, 2), misses=call.counters.misses)
    if plain.errand is not None:
        plain.errand.number = 0
    return msgspec.json.encode(plain)


def test_everything_reachable_keeps_the_promises() -> None:
    """Breadth first through the real turn: the rules of `Line` hold on every edge, and acting is reached."""
    start = Line()
    start.take(Connected())
    seen, queue = {essence(start.call)}, deque([(start, 0)])
    acted, states = 0, set()
    while queue and len(seen) < MOST_STATES:
        line, depth = queue.popleft()
        for heard, said, mishap in INPUTS:
            after = fork(line)
            record = after.take(heard, said, mishap)
            acted += any(isinstance(used.request, CHANGES) for used in record.tools)
            states |= {moved.destination for moved in record.transitions}
            key = essence(after.call)
            if key not in seen and depth < DEPTH:
                seen.add(key)
                queue.append((after, depth + 1))
    assert acted > 20
    assert states == set(State)


def fork(line: Line) -> Line:
    """A line that goes on from the same call and the same books."""
    other = Line()
    other.call = copy(line.call)
    other.known = set(line.known)
    other.tools.bookings = dict(line.tools.bookings)
    other.tools.keys = dict(line.tools.keys)
    return other


def test_the_walk_starts_from_what_a_helpful_caller_says() -> None:
    """The inputs include the way through: every question of a plain errand has its answer."""
    call = Call(call_sid="CA1", started_at=datetime(2026, 3, 2, tzinfo=UTC))
    for asked in PATIENT:
        call.asked = asked
        assert helpful(call) != Extraction()
    assert encode(call)
