"""The labelled sets: how a row of each becomes a line of the extractor's contract, and what it scores."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from bench.frames import fold_name, frame_faults, same_name, same_when
from bench.scoring import Figure, Miss, Score, macro_f1, share
from engine.command_extract import DEMO_ROSTER
from engine.contract import Frame, frame, parse_request
from engine.extraction import Extraction, Request

REFERENCE = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001
"""Stands for now, clinic-local, where a row has none."""
_ZONE = ZoneInfo("America/New_York")
_LINE = ("text", "lang", "state", "asked", "agent", "options", "region", "now")

Row = dict[str, Any]
Numbered = list[tuple[int, Row]]
"""Rows with their line numbers, counted from one."""
Read = Callable[[Request], Extraction]
Reading = Callable[[Row], Frame]
"""A line of the contract, read."""
Scorer = Callable[[Numbered, Reading], Score]


def reading(read: Read) -> Reading:
    """Turn an extractor's reading into one from line to frame, through the contract's own spelling."""

    def read_line(row: Row) -> Frame:
        line = msgspec.json.encode({name: row[name] for name in _LINE if row.get(name) is not None})
        request = parse_request(line, roster=DEMO_ROSTER, zone=_ZONE, now=REFERENCE)
        spelled: Frame = msgspec.to_builtins(frame(read(request)))
        return spelled

    return read_line


def score_clinic(rows: Numbered, read: Reading) -> Score:
    """The whole frame: intent, answer and every slot but the reason, whose words are counted apart."""
    misses, found, wanted = [], 0, 0
    for line, row in rows:
        got = read(row)
        expected = {name: row[name] for name in ("intent", "answer", "slots")}
        if faults := frame_faults(row, got):
            misses.append(_miss("clinic", line, row, expected, got, "; ".join(faults)))
        words = _content_words(row["slots"].get("reason"))
        wanted += len(words)
        found += len(words & _content_words(got["slots"].get("reason")))
    right = Figure(
        name="clinic.frame", value=share(len(rows) - len(misses), len(rows)), rows=len(rows), goal=0.9
    )
    reasons = Figure(name="clinic.reason_words", value=share(found, wanted), rows=wanted, goal=0.6)
    return Score(figures=(right, reasons), misses=tuple(misses))


def score_acts(rows: Numbered, read: Reading) -> Score:
    """Yes, no or neither, with nothing known of the question but its words."""
    lines = [(n, {"text": row["text"], "agent": row["asked"], "answer": row["answer"]}) for n, row in rows]
    return _score_labels("acts", "answer", 0.95, lines, read)


def score_control(rows: Numbered, read: Reading) -> Score:
    """The intents that are about the call itself, and what has no business on a clinic's line."""
    return _score_labels("control", "intent", 0.90, rows, read)


def score_when_en(rows: Numbered, read: Reading) -> Score:
    """Days and times in English, exactly."""
    return _score_when("when_en", 0.93, rows, read)


def score_when_es(rows: Numbered, read: Reading) -> Score:
    """Days and times in Spanish, exactly."""
    return _score_when("when_es", 0.85, rows, read)


def score_dob(rows: Numbered, read: Reading) -> Score:
    """Dates of birth as heard over the telephone; another full date is worse than none."""
    misses, wrong = [], 0
    for line, row in rows:
        got = read(row)["slots"].get("date_of_birth")
        if got != row["date_of_birth"]:
            wrong += got is not None
            kind = "nothing found" if got is None else "another date"
            misses.append(_miss("dob", line, row, row["date_of_birth"], got, kind))
    right = Figure(
        name="dob.right", value=share(len(rows) - len(misses), len(rows)), rows=len(rows), goal=0.78
    )
    other = Figure(
        name="dob.wrong", value=share(wrong, len(rows)), rows=len(rows), goal=0.08, lower_is_better=True
    )
    return Score(figures=(right, other), misses=tuple(misses))


def score_names(rows: Numbered, read: Reading) -> Score:
    """Patients' names, and names found where none was said."""
    misses, made_up = [], 0
    named = sum(row["patient_name"] is not None for _, row in rows)
    for line, row in rows:
        expected, got = row["patient_name"], read(row)["slots"].get("patient_name")
        if same_name(expected, got):
            continue
        made_up += expected is None
        kind = "made up" if expected is None else "missed" if got is None else "other parts"
        misses.append(_miss("names", line, row, expected, got, kind))
    exact = share(named - (len(misses) - made_up), named)
    where_none = share(made_up, len(rows) - named)
    return Score(
        figures=(
            Figure(name="names.exact", value=exact, rows=named, goal=0.85),
            Figure(
                name="names.made_up",
                value=where_none,
                rows=len(rows) - named,
                goal=0.03,
                lower_is_better=True,
            ),
        ),
        misses=tuple(misses),
    )


def _score_labels(name: str, label: str, goal: float, rows: Numbered, read: Reading) -> Score:
    expected, got, misses = [], [], []
    for line, row in rows:
        expected.append(str(row[label]))
        got.append(str(read(row)[label]))
        if expected[-1] != got[-1]:
            misses.append(_miss(name, line, row, expected[-1], got[-1], f"{expected[-1]} as {got[-1]}"))
    figure = Figure(name=f"{name}.macro_f1", value=macro_f1(expected, got), rows=len(rows), goal=goal)
    return Score(figures=(figure,), misses=tuple(misses))


def _score_when(name: str, goal: float, rows: Numbered, read: Reading) -> Score:
    misses = []
    for line, row in rows:
        got = read(row | {"asked": "when", "state": "slot_filling"})["slots"].get("when")
        if not same_when(row["when"], got):
            misses.append(
                _miss(name, line, row, row["when"], got, "missed" if got is None else "another time")
            )
    figure = Figure(
        name=f"{name}.exact", value=share(len(rows) - len(misses), len(rows)), rows=len(rows), goal=goal
    )
    return Score(figures=(figure,), misses=tuple(misses))


def _miss(name: str, line: int, row: Row, expected: object, got: object, kind: str) -> Miss:
    return Miss(set=name, line=line, text=row["text"], expected=expected, got=got, kind=kind)


def _content_words(text: str | None) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", fold_name(text or ""))) - {
        "the",
        "and",
        "for",
        "with",
        "que",
        "los",
    }


SCORERS: dict[str, Scorer] = {
    "clinic": score_clinic,
    "acts": score_acts,
    "control": score_control,
    "when_en": score_when_en,
    "when_es": score_when_es,
    "dob": score_dob,
    "names": score_names,
}
"""By the name of the file, `<name>.jsonl`."""
