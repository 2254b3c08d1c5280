"""Compares a frame with a row's label, by the conventions of the clinic set."""

import unicodedata
from typing import Any

Frame = dict[str, Any]

SLOTS_FREE = frozenset({"clinic_question", "talk_to_human", "repeat", "start_over", "goodbye", "other"})
"""Intents after which slots that nobody labelled are no error."""
_YES_OR_NO = frozenset({"confirmation", "anything_else"})
_HOURS = frozenset({"time_from", "time_to"})
_OF_THE_PICK = frozenset({"when", "provider", "specialty"})


def frame_faults(row: Frame, got: Frame) -> list[str]:
    """Name every part of `got` that differs from the row; empty when the whole frame is right."""
    faults = []
    if not _same_intent(row, got):
        faults.append(f"intent {row['intent']} as {got['intent']}")
    if takes_answer(row) and row["answer"] != got["answer"]:
        faults.append(f"answer {row['answer']} as {got['answer']}")
    return faults + _slot_faults(row, got)


def takes_answer(row: Frame) -> bool:
    """Whether the question asked is one that yes or no answers."""
    return row.get("asked") in _YES_OR_NO or (row.get("asked") == "choice" and len(row["options"]) == 1)


def same_name(expected: Frame | None, got: Frame | None) -> bool:
    """Whether two names have the same parts, without regard to case and accents."""
    return _plain_parts(expected) == _plain_parts(got)


def fold_name(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().strip()


def same_when(expected: Frame, got: Frame | None) -> bool:
    """Whether every part the row gives is equal, and nothing is added but hours the row leaves open."""
    open_hours = frozenset() if _HOURS & expected.keys() else _HOURS
    return expected == {name: part for name, part in (got or {}).items() if name not in open_hours}


def _same_intent(row: Frame, got: Frame) -> bool:
    if str(row.get("note") or "").startswith("noise") and row["intent"] is None:
        return got["intent"] in (None, "other")
    return bool(row["intent"] == got["intent"])


def _slot_faults(row: Frame, got: Frame) -> list[str]:
    expected, said = row["slots"], got["slots"]
    faults = [
        f"{name} missed" if name not in said else f"{name} wrong"
        for name, value in expected.items()
        if name != "reason" and not _same(name, value, said.get(name))
    ]
    return faults + [f"{name} made up" for name in said if name not in expected and _is_error(name, row, got)]


def _is_error(extra: str, row: Frame, got: Frame) -> bool:
    if extra == "reason" or row["intent"] in SLOTS_FREE:
        return False
    picked = row["slots"].get("choice")
    if isinstance(picked, int) and extra in _OF_THE_PICK:
        return not _repeats(extra, got["slots"][extra], row["options"][picked])
    return True


def _repeats(name: str, value: Any, option: Frame) -> bool:
    """Whether a slot says nothing about a picked option that the option does not say itself."""
    if name == "provider":
        return bool(value == option["provider"])
    if name == "specialty":
        return True
    day, clock = option["start"][:10], option["start"][11:16]
    return bool(
        value.get("from", day) <= day <= value.get("to", day)
        and value.get("time_from", clock) <= clock <= value.get("time_to", clock)
    )


def _same(name: str, expected: Any, got: Any) -> bool:
    return same_name(expected, got) if name == "patient_name" else bool(expected == got)


def _plain_parts(name: Frame | None) -> dict[str, str]:
    return {part: fold_name(value) for part, value in (name or {}).items() if value}
