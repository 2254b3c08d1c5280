"""What must be true at the end of a simulated call, checked against rows, log and words."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from engine.vocabulary import Language
from qa.simulate.phrases import Phrasebook
from qa.simulate.records import Check, FinishedCall, Party, Row
from qa.simulate.scenario import Scenario, Visit
from qa.simulate.stage import MEANWHILE

ZONE = ZoneInfo("America/New_York")
"""The demo clinic's, in which scenarios write times."""
AGREED = "agreed"
CHANGING = ("schedule", "reschedule", "cancel")


def check_all(
    scenario: Scenario, call: FinishedCall, book: Phrasebook, agreed: tuple[str, ...]
) -> tuple[Check, ...]:
    """Every check of the scenario, and those that hold for every call."""
    return tuple(_Checker(scenario, call, book, agreed).checks())


class _Checker:
    def __init__(
        self, scenario: Scenario, call: FinishedCall, book: Phrasebook, agreed: tuple[str, ...]
    ) -> None:
        self.scenario, self.expect, self.call = scenario, scenario.expect.on(call.noise), call
        self.book, self.agreed = book, agreed
        self.speech = book.speech

    def checks(self) -> Iterator[Check]:
        """In the order in which a reader wants to know."""
        yield self._ends()
        yield self._hand_off()
        yield from self._appointments()
        yield self._agreed()
        yield self._messages()
        yield from self._tools()
        yield from self._path()
        yield from self._words()
        yield _check("protocol", not self.call.complaints, "no complaint", "; ".join(self.call.complaints))

    # ------------------------------------------------------------ the end

    def _ends(self) -> Check:
        got = self.call.ended_by
        last = f"the agent's last words: {self.call.replies[-1].text!r}" if self.call.replies else ""
        return _check("ends", got is self.expect.ends, f"ended by {self.expect.ends}", got, last)

    def _hand_off(self) -> Check:
        wanted = self.expect.hand_off.value if self.expect.hand_off else None
        reasons = [str(row["reason"]) for row in self.call.after.hand_offs]
        sent = (self.call.hand_off or {}).get("reasonCode")
        rows_fit = not reasons if wanted in (None, "no-input") else reasons[-1:] == [wanted]
        hung_up = self.expect.ends is Party.CALLER  # what is on the list stays there for a call back
        right = rows_fit and sent == (None if hung_up else wanted)
        got = f"sent {sent}, listed {', '.join(reasons) or 'none'}"
        if right and self.expect.rings is not None:
            rang = self._rings()
            got += f", {'rang' if rang else 'did not ring'}"
            right = rang is self.expect.rings
        return _check("hand_off", right, f"{wanted}", got, self._turn_of_last("escalate"))

    def _rings(self) -> bool:
        try:
            return ET.fromstring(self.call.twiml).find("Dial") is not None  # noqa: S314
        except ET.ParseError:
            return False

    # ------------------------------------------------------------ the clinic's rows

    def _appointments(self) -> Iterator[Check]:
        before = {row["id"]: row for row in self.call.before.appointments}
        new = [
            row
            for row in self.call.after.appointments
            if row["id"] not in before and row["notes"] != MEANWHILE
        ]
        gone = [
            row
            for row in self.call.after.appointments
            if row["id"] in before
            and before[row["id"]]["status"] == "booked"
            and row["status"] == "cancelled"
        ]
        kept = {row["id"]: row for row in self.call.after.appointments}
        touched = [i for i, row in before.items() if kept.get(i) != row and kept.get(i) not in gone]
        for verb, rows, visits in (
            ("booked", new, self.expect.booked),
            ("cancelled", gone, self.expect.cancelled),
        ):
            right = len(rows) == len(visits) and all(any(self._fits(row, v) for row in rows) for v in visits)
            wanted = "; ".join(_visit(v) for v in visits) or "nothing"
            got = "; ".join(_row(row) for row in rows) or "nothing"
            yield _check("appointments", right, f"{verb}: {wanted}", got, self._changing_step())
        yield _check("appointments", not touched, "no other row changed", f"{len(touched)} changed")

    def _fits(self, row: Row, visit: Visit) -> bool:
        start = _local(row["start_time"])
        if visit.start == AGREED:
            on_time = self._was_agreed(row)
        else:
            on_time = not visit.start or f"{start:%Y-%m-%d %H:%M}" == self.book.iso(visit.start)
        return (
            on_time
            and row["patient"] == visit.patient
            and visit.provider in ("", row["provider"])
            and (visit.type is None or row["visit_type"] == visit.type)
            and (not visit.moved or row["status"] == "cancelled" or row["moved_from"] is not None)
        )

    def _was_agreed(self, row: Row) -> bool:
        """Whether the caller said yes to a read-back that has this row's doctor, day and time."""
        start = _local(row["start_time"])
        for lang in Language:
            facts = [self.speech.form(lang, form, start) for form in ("day", "at")] + [row["provider"]]
            if any(all(fact in words for fact in facts) for words in self.agreed):
                return True
        return False

    def _agreed(self) -> Check:
        """No row is made or changed that the caller has not said yes to, whatever the scenario expects."""
        before = {row["id"]: row for row in self.call.before.appointments}
        changed = [
            row
            for row in self.call.after.appointments
            if row["notes"] != MEANWHILE and before.get(row["id"]) != row
        ]
        loose = [row for row in changed if not self._was_agreed(row)]
        got = "; ".join(_row(row) for row in loose) or "every change was agreed to"
        return _check("agreed", not loose, "a yes to each change", got, self._changing_step())

    def _messages(self) -> Check:
        visits = self.expect.booked + tuple(v for v in self.expect.cancelled if not v.moved)
        wanted = len(visits) if self.expect.texts is None else self.expect.texts
        got = len(self.call.after.messages) - len(self.call.before.messages)
        return _check("messages", got == wanted, f"{wanted} texts", f"{got} texts", self._changing_step())

    # ------------------------------------------------------------ the log

    def _tools(self) -> Iterator[Check]:
        used = self.call.history.get("tools", [])
        names = ", ".join(row["tool"] for row in used)
        if self.expect.tools:
            left = list(used)
            for wanted in self.expect.tools:
                while left and not (
                    left[0]["tool"] == wanted.tool and _has(left[0]["request"], wanted.where)
                ):
                    left.pop(0)
                if not left:
                    what = f"{wanted.tool} {dict(wanted.where) or ''}".strip()
                    yield _check("tools", False, f"{what}, in order", names or "no tool")
                    break
                left.pop(0)
            else:
                yield _check("tools", True, ", ".join(use.tool for use in self.expect.tools), names)
        done = sum(row["tool"] in CHANGING and row["rows_changed"] > 0 for row in used)
        wanted_changes = len(self.expect.booked) + sum(not v.moved for v in self.expect.cancelled)
        yield _check("tools", done == wanted_changes, f"{wanted_changes} changes", f"{done} changes: {names}")
        for tool in self.expect.no_tools:
            step = next((f"turn {row['turn']}" for row in used if row["tool"] == tool), "")
            yield _check("tools", not step, f"no {tool}", names, step)

    def _path(self) -> Iterator[Check]:
        rows = self.call.history.get("transitions", [])
        taken = [row for row in rows if row["taken"] and row["trigger"] != "ask"]
        steps = [step for row in taken for step in (row["trigger"], row["destination"])]
        if self.expect.path:
            missing = _first_missing(self.expect.path, steps)
            after = f"after {', '.join(row['trigger'] for row in taken) or 'nothing'}"
            yield _check("path", missing is None, " > ".join(self.expect.path), after, f"no {missing}")
        refused = {f"{row['trigger']} {row['guards'][-1]['guard']}" for row in rows if not row["taken"]}
        for one in self.expect.refused:
            yield _check("refused", one in refused, one, ", ".join(sorted(refused)) or "nothing was refused")
        seen = {row["reason"] for row in rows if row["reason"]}
        for pattern in self.expect.patterns:
            yield _check("patterns", pattern in seen, pattern, ", ".join(sorted(seen)) or "none")

    # ------------------------------------------------------------ the words

    def _words(self) -> Iterator[Check]:
        spoken = " ".join(reply.text for reply in self.call.replies).lower()
        cues = {cue for reply in self.call.replies for cue in reply.cues}
        for wanted in self.expect.said:
            found = wanted in cues or self.book.words(wanted, self._lang).lower() in spoken
            yield _check("said", found, wanted, "was never said")
        for banned in self.expect.not_said:
            words = self.book.words(banned, self._lang).lower()
            number = next(
                (
                    n
                    for n, reply in enumerate(self.call.replies)
                    if banned in reply.cues or words in reply.text.lower()
                ),
                None,
            )
            step = "" if number is None else f"reply {number}: {self.call.replies[number].text!r}"
            yield _check("not_said", number is None, f"not: {banned}", "was said", step)
        if self.expect.lang is not None:
            got = self.call.replies[-1].lang if self.call.replies else ""
            yield _check("said", got == self.expect.lang, f"last words in {self.expect.lang}", got)

    @property
    def _lang(self) -> Language:
        return self.expect.lang or self.scenario.lang

    # ------------------------------------------------------------ where it went wrong

    def _changing_step(self) -> str:
        """The last turn that changed something or was refused to."""
        rows = self.call.history.get("transitions", [])
        found = [row for row in rows if row["trigger"] == "confirmed" or not row["taken"]]
        return _step(found[-1]) if found else "nothing was ever confirmed"

    def _turn_of_last(self, state: str) -> str:
        rows = self.call.history.get("transitions", [])
        found = [row for row in rows if row["taken"] and row["destination"] == state]
        return _step(found[-1]) if found else f"never in {state}"


def _check(name: str, passed: bool, expected: Any, got: Any, step: str = "") -> Check:
    return Check(name=name, passed=passed, expected=str(expected), got=str(got), step="" if passed else step)


def _step(row: Row) -> str:
    how = (
        "taken"
        if row["taken"]
        else f"refused by {row['guards'][-1]['guard']}"
        if row["guards"]
        else "refused"
    )
    return f"turn {row['turn']}: {row['trigger']} from {row['source']} {how}"


def _first_missing(wanted: Sequence[str], steps: Sequence[str]) -> str | None:
    """The first of `wanted` that does not come in its place."""
    left = iter(steps)
    return next((step for step in wanted if step not in left), None)


def _has(request: Any, where: Any) -> bool:
    """Whether a tool's request holds all that is wanted of it; a number matches its own name of a pattern."""
    return isinstance(request, dict) and all(
        re.fullmatch(str(value), str(request.get(name))) is not None for name, value in where.items()
    )


def _local(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).astimezone(ZONE)


def _visit(visit: Visit) -> str:
    return " ".join(filter(None, (visit.patient, visit.provider, visit.start, visit.type)))


def _row(row: Row) -> str:
    return (
        f"{row['patient']} {row['provider']} {_local(row['start_time']):%Y-%m-%d %H:%M} {row['visit_type']}"
    )
