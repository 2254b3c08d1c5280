"""The transition table and the machine made of it."""

from datetime import UTC, datetime

import pytest

from engine.aftermath import AFTER
from engine.check import problems
from engine.memory import Call, Errand
from engine.table import TABLE, Driver, Row
from engine.vocabulary import Asked, Intent, State, Trigger

DRIVER = Driver()


def a_call(state: State = State.IDENTIFY) -> Call:
    return Call(call_sid="CA1", started_at=datetime(2026, 3, 2, tzinfo=UTC), state=state)


def without(table: tuple[Row, ...], trigger: Trigger, source: State) -> tuple[Row, ...]:
    return tuple(row for row in table if (row[0], row[1]) != (trigger, source))


def test_the_shipped_machine_has_no_problem() -> None:
    """The machine, its states and its words hold together."""
    assert problems() == []


def test_a_trigger_that_is_not_in_the_table_moves_nothing_and_says_why() -> None:
    """A refused transition is a record, never an exception."""
    call = a_call(State.ENDED)
    refused = DRIVER.fire(call, Trigger.CONFIRMED)
    assert not refused.taken
    assert refused.guards[0].guard == "is_in_table"
    assert call.state is State.ENDED


def test_every_guard_asked_is_in_the_log_with_its_answer() -> None:
    """The first guard that says no is the last one asked."""
    call = a_call(State.CONFIRM)
    refused = DRIVER.fire(call, Trigger.CONFIRMED)
    assert [(a.guard, a.answer) for a in refused.guards] == [
        ("nothing_is_urgent", True),
        ("is_known_well_enough", False),
    ]
    assert refused.destination is State.ACT


def test_a_taken_transition_moves_the_call_and_names_both_ends() -> None:
    """The record of a taken transition says where it came from and where it went."""
    call = a_call()
    taken = DRIVER.fire(call, Trigger.ASK_FOR_PERSON, "caller-asked")
    assert (taken.source, taken.destination, taken.taken) == (State.IDENTIFY, State.ESCALATE, True)
    assert call.state is State.ESCALATE


def test_calls_share_one_machine_and_nothing_else() -> None:
    """Moving one call leaves another where it is."""
    one, other = a_call(), a_call()
    DRIVER.fire(one, Trigger.GOODBYE)
    assert (one.state, other.state) == (State.ENDED, State.IDENTIFY)


@pytest.mark.parametrize("source", [State.INTENT, State.SLOT_FILLING])
def test_a_shortcut_into_act_is_found(source: State) -> None:
    """A row that reaches `act` with no read-back is a problem."""
    shortcut: Row = (Trigger.CONFIRMED, source, State.ACT, ())
    assert any("without a read-back" in problem for problem in problems((*TABLE, shortcut)))


def test_a_dropped_guard_on_the_way_to_act_is_found() -> None:
    """Acting on values that were not read back is a problem of the table itself."""
    mutant = tuple(
        (t, s, d, tuple(g for g in guards if g.__name__ != "is_what_was_read")) for t, s, d, guards in TABLE
    )
    assert any("without a read-back" in problem for problem in problems(mutant))


@pytest.mark.parametrize("state", list(State))
def test_a_state_without_a_way_out_for_urgent_callers_is_found(state: State) -> None:
    """From every state an urgent caller reaches a person in one step."""
    mutant = without(TABLE, Trigger.URGENT, state)
    assert any(f"cannot leave {state}" in problem for problem in problems(mutant))


def test_an_unreachable_state_a_dead_row_and_an_unused_trigger_are_found_together() -> None:
    """All problems are listed at once."""
    mutant = without(without(TABLE, Trigger.CONFIRMED, State.CONFIRM), Trigger.KEPT, State.CONFIRM)
    dead: Row = (Trigger.CORRECTED, State.CONFIRM, State.INTENT, ())
    found = "\n".join(problems((*mutant, dead)))
    assert "state act cannot be reached" in found
    assert "trigger kept is in no row" in found
    assert "a second row for corrected from confirm" in found


def test_leaving_an_errand_forgets_it() -> None:
    """What was said for a finished errand is not carried into the next."""
    call = a_call(State.INTENT)
    call.errand, call.asked = Errand(intent=Intent.CANCEL, number=1), Asked.CONFIRMATION
    AFTER[Trigger.DONE](call)
    assert call.errand is None
    assert call.done == ("cancel",)
