"""The machine and its words checked at start-up, all problems at once: `python -m engine check`."""

import argparse
import string
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.aftermath import AFTER
from engine.picture import mermaid
from engine.speech.wordings import Speech
from engine.table import TABLE, Row
from engine.vocabulary import Language, State, Trigger
from states import STATES

READ_BACK = frozenset({"was_read_back", "is_what_was_read"})


class BrokenMachine(Exception):
    """The machine or its words do not hold together; the text names every problem."""


def check() -> None:
    """Raise `BrokenMachine` if there is any problem."""
    found = problems()
    if found:
        raise BrokenMachine("\n".join(found))


def problems(table: tuple[Row, ...] = TABLE, speech: Speech | None = None) -> list[str]:
    """Everything that is wrong with the machine and its words, in sentences; empty when all is well."""
    speech = speech or Speech.load()
    return [*_of_states(table), *_of_triggers(table), *_of_rows(table), *_of_ways(table), *_of_words(speech)]


def _of_states(table: tuple[Row, ...]) -> Iterator[str]:
    for state in State:
        if state not in STATES:
            yield f"state {state} has no module"
    reached = _reachable(table, State.IDENTIFY)
    for state in State:
        if state not in reached:
            yield f"state {state} cannot be reached from {State.IDENTIFY}"
        if State.ENDED not in _reachable(table, state):
            yield f"a call in {state} can never end"


def _of_triggers(table: tuple[Row, ...]) -> Iterator[str]:
    used = {trigger for trigger, _, _, _ in table}
    for trigger in Trigger:
        if trigger not in used:
            yield f"trigger {trigger} is in no row"
    for trigger in AFTER:
        if trigger not in used:
            yield f"trigger {trigger} leaves something in memory and is in no row"


def _of_rows(table: tuple[Row, ...]) -> Iterator[str]:
    """A row behind one that asks no more than it does is never taken."""
    before: dict[tuple[Trigger, State], list[set[str]]] = {}
    for trigger, source, _, guards in table:
        asked = {guard.__name__ for guard in guards}
        if any(earlier <= asked for earlier in before.get((trigger, source), [])):
            yield f"a second row for {trigger} from {source} can never be taken"
        before.setdefault((trigger, source), []).append(asked)
    names = {guard.__name__: guard for row in table for guard in row[3]}
    for _, _, _, guards in table:
        for guard in guards:
            if names[guard.__name__] is not guard:
                yield f"two guards are called {guard.__name__}"


def _of_ways(table: tuple[Row, ...]) -> Iterator[str]:
    """The promises that hang on the shape of the table alone."""
    for trigger, source, dest, guards in table:
        asked = {guard.__name__ for guard in guards}
        if dest is State.ACT and (
            source is not State.CONFIRM or not {"was_read_back", "is_what_was_read"} <= asked
        ):
            yield f"{trigger} leads from {source} into act without a read-back"
    urgent = {
        source for trigger, source, dest, _ in table if trigger is Trigger.URGENT and dest is State.ESCALATE
    }
    for state in State:
        if state not in urgent:
            yield f"an urgent caller cannot leave {state} in one step"


def _of_words(speech: Speech) -> Iterator[str]:
    english, spanish = speech.file(Language.EN), speech.file(Language.ES)
    for section in english:
        for key in set(english[section]) ^ set(spanish.get(section, {})):
            yield f"wording [{section}] {key} is in one language only"
    for key in set(english["say"]) & set(spanish["say"]):
        if _facts(english["say"][key]) != _facts(spanish["say"][key]):
            yield f"wording {key} uses other facts in Spanish than in English"


def _facts(wording: str | list[str]) -> set[str]:
    """The facts a wording is filled with, whichever of its forms is spoken."""
    forms = [wording] if isinstance(wording, str) else wording
    fields = (field for form in forms for _, field, _, _ in string.Formatter().parse(form))
    return {field.split("[")[0] for field in fields if field}


def _reachable(table: Iterable[Row], start: State) -> set[State]:
    ways: Mapping[State, set[State]] = {
        state: {dest for _, source, dest, _ in table if source is state} for state in State
    }
    reached, fresh = {start}, [start]
    while fresh:
        for dest in ways[fresh.pop()] - reached:
            reached.add(dest)
            fresh.append(dest)
    return reached


def main(argv: list[str]) -> int:
    """Print every problem, one a line, and exit 1 if there is any; `--picture` prints the machine instead."""
    parser = argparse.ArgumentParser(prog="python -m engine check", description=main.__doc__)
    parser.add_argument("--picture", action="store_true", help="print the state diagram as Mermaid text")
    options: Any = parser.parse_args(argv)
    if options.picture:
        sys.stdout.write(mermaid())
        return 0
    found = problems()
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    if not found:
        sys.stdout.write(
            f"{len(State)} states, {len(Trigger)} triggers, {len(TABLE)} rows: no problem found\n"
        )
    return 1 if found else 0
