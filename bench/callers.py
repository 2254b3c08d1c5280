"""Who a caller is found to be, by the product's identity rules, over several hearings of name and birth."""

import csv
from datetime import date
from pathlib import Path

from bench.scoring import Figure, Miss, Score, share
from bench.sets import REFERENCE, Numbered, Row
from engine.identity import Person, match_hearings


def read_directory(path: Path) -> list[Person]:
    """The records that callers are looked up in."""
    with path.open(newline="", encoding="utf-8") as lines:
        return [
            Person(
                id=row["scenario_id"],
                given=row["name_first"],
                family=row["name_last"],
                date_of_birth=date.fromisoformat(row["dob"]),
            )
            for row in csv.DictReader(lines)
        ]


def score_callers(rows: Numbered, directory: list[Person]) -> Score:
    """The right person, a wrong one, and impostors let in."""
    found = [(line, row, _find(row, directory)) for line, row in rows]
    misses = tuple(_miss(line, row, got) for line, row, got in found if got != row["person"])
    genuine = [(row["person"], got) for _, row, got in found if row["person"] is not None]
    impostors = [got for _, row, got in found if row["person"] is None]
    right = sum(got == person for person, got in genuine)
    wrong = sum(got not in (None, person) for person, got in genuine)
    let_in = sum(got is not None for got in impostors)
    return Score(
        figures=(
            Figure(name="callers.right", value=share(right, len(genuine)), rows=len(genuine), goal=0.93),
            _at_most("callers.wrong", share(wrong, len(genuine)), len(genuine), 0.003),
            _at_most("callers.let_in", share(let_in, len(impostors)), len(impostors), 0.001),
        ),
        misses=misses,
    )


def _find(row: Row, directory: list[Person]) -> str | None:
    return match_hearings(row["names"], row["dobs"], directory, region=row["region"], today=REFERENCE.date())


def _at_most(name: str, value: float, rows: int, goal: float) -> Figure:
    return Figure(name=name, value=value, rows=rows, goal=goal, lower_is_better=True)


def _miss(line: int, row: Row, got: str | None) -> Miss:
    kind = "impostor let in" if row["person"] is None else "not found" if got is None else "wrong person"
    heard = " / ".join((*row["names"], *row["dobs"]))
    return Miss(set="callers", line=line, text=heard, expected=row["person"], got=got, kind=kind)
