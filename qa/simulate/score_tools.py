"""Whether the right tools were used with the right arguments, from the journal and the clinic's rows."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.extraction import Record
from qa.simulate.records import ExpectedUse, FinishedCall, Row

COUNTED = frozenset({"schedule", "reschedule", "cancel", "escalate"})
"""Tools that nobody may use unasked; the others may be used as often as it takes."""


class ToolScore(Record, frozen=True):
    """What was to be used, and what was."""

    expected: int
    by_name: int
    """Expected ones that were used."""
    with_arguments: int
    """Expected ones that were used as expected."""
    unexpected: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Expected ones that were not used, or with other arguments."""

    @property
    def right(self) -> tuple[int, int]:
        """How many were right, of all that were expected or used unasked."""
        return self.with_arguments, self.expected + len(self.unexpected)


def tool_score(call: FinishedCall, zone: ZoneInfo) -> ToolScore:
    """Match each expected use with one that was made; a use counts for one expectation alone."""
    used = [row for row in call.history.get("tools", []) if _had_effect(row)]
    facts = [_facts(row, call, zone) for row in used]
    free = list(range(len(used)))
    exact = _match(call.expected_tools, used, facts, free)
    rest = [wanted for number, wanted in enumerate(call.expected_tools) if number not in exact]
    named = _match([ExpectedUse(tool=wanted.tool) for wanted in rest], used, facts, free)
    return ToolScore(
        expected=len(call.expected_tools),
        by_name=len(exact) + len(named),
        with_arguments=len(exact),
        unexpected=tuple(used[index]["tool"] for index in free if used[index]["tool"] in COUNTED),
        missing=tuple(_told(wanted) for wanted in rest),
    )


def _match(
    wanted: Sequence[ExpectedUse], used: Sequence[Row], facts: Sequence[Mapping[str, str]], free: list[int]
) -> dict[int, int]:
    """Which expectation was met by which use; those uses are free no more."""
    found: dict[int, int] = {}
    for number, one in enumerate(wanted):
        for index in free:
            if used[index]["tool"] == one.tool and _fits(facts[index], one.where):
                found[number] = index
                free.remove(index)
                break
    return found


def _fits(facts: Mapping[str, str], where: Mapping[str, str]) -> bool:
    return all(re.fullmatch(pattern, facts.get(name, "")) is not None for name, pattern in where.items())


def _had_effect(row: Row) -> bool:
    """A change that was refused, or repeated under the same key, changed nothing."""
    return row["tool"] not in COUNTED or (bool(row["ok"]) and row["rows_changed"] > 0)


def _facts(row: Row, call: FinishedCall, zone: ZoneInfo) -> dict[str, str]:
    """A use's arguments, with people and times as the rows name them."""
    request = row["request"]
    facts = {name: str(value) for name, value in request.items()}
    known = {one["patient_id"]: one["patient"] for one in call.after.appointments}
    doctors = {one["provider_id"]: one["provider"] for one in call.after.appointments}
    visit = next((v for v in call.before.appointments if v["id"] == request.get("appointment_id")), None)
    if request.get("patient_id") in known:
        facts["patient"] = known[request["patient_id"]]
    if request.get("provider_id") in doctors:
        facts["provider"] = doctors[request["provider_id"]]
    elif visit is not None:
        facts["provider"] = visit["provider"]
    start = request.get("start") or (visit["start_time"] if visit is not None else None)
    if start is not None:
        facts["start"] = f"{datetime.fromisoformat(start).astimezone(zone):%Y-%m-%d %H:%M}"
    return facts


def _told(wanted: ExpectedUse) -> str:
    where = ", ".join(f"{name} {value}" for name, value in wanted.where.items()).replace("\\", "")
    return f"{wanted.tool}: {where}" if where else wanted.tool
