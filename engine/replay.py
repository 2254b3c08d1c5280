"""Takes the turns of a stored call again, with this version's code and all the call was given then."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from engine.extraction import Extraction, Record
from engine.heard import Heard, Reply
from engine.memory import Call, copy
from engine.record import Got, Rulebook, TurnRecord
from engine.stamps import moment
from engine.steps import Use
from engine.table import Fires, Transition
from engine.turn import turn
from engine.vocabulary import Trigger
from tools.interface import ToolRequest, ToolResult

T = TypeVar("T")
Row = Mapping[str, Any]
History = Mapping[str, Sequence[Row]]
"""One call as `journal.history` reads it: `turns`, `transitions`, `tools`."""

NOT_COMPARED = frozenset({"body"})
"""What a text says is wording; that it is sent, and to whom, is behaviour."""


DELETED = {"type": "deleted"}
"""What retention leaves where the event of a turn was."""


class Difference(Record, frozen=True):
    """Where this version first does something else than the log says. No patient detail."""

    turn: int
    what: str
    """`transition`, `tool`, `question`, `log` (it cannot be read) or `error` (this version fails)."""
    expected: str
    got: str

    def __str__(self) -> str:
        return f"turn {self.turn}, {self.what}: expected {self.expected}, got {self.got}"


class Apart(Record, frozen=True):
    """The turn in which this version goes another way, as far as it got in it."""

    difference: Difference
    did: tuple[Transition, ...] = ()
    """What it attempted; where a transition differs, that is the last one."""
    reply: Reply | None = None
    """What it would have said; None where it had to stop before. Patients' data may be in it."""


class Differs(Exception):
    """Carries a difference out of a turn, which must not go on from an answer it was never given."""

    def __init__(self, apart: Apart) -> None:
        super().__init__(str(apart.difference))
        self.apart = apart


def replay(history: History, book: Rulebook) -> Difference | None:
    """The first difference between the log and this version's run of it, or None."""
    found = apart(history, book)
    return found.difference if found is not None else None


def apart(history: History, book: Rulebook) -> Apart | None:
    """The first turn in which this version does something else than the log says, or None."""
    call: Call | None = None
    for row in history["turns"]:
        number = int(row["turn"])
        try:
            given = _Given(row, history)
            call = call or Call(call_sid=row["call_sid"], started_at=given.now)
            _take(call, given, book)
        except Differs as differs:
            return differs.apart
        except Exception as error:  # a version that fails where the one before did not is what is looked for
            got = type(error).__name__
            return Apart(difference=Difference(turn=number, what="error", expected="an answer", got=got))
    return None


def memories(history: History, book: Rulebook) -> Iterator[Call]:
    """The call as it was after each of its turns, for as long as this version goes where the log says."""
    call: Call | None = None
    for row in history["turns"]:
        try:
            given = _Given(row, history)
            call = copy(call) if call else Call(call_sid=row["call_sid"], started_at=given.now)
            _take(call, given, book)
        except Exception:  # whatever it is, `replay` says so
            return
        yield call


class _Given:
    """Everything that one turn was given, and everything it did."""

    def __init__(self, row: Row, history: History) -> None:
        self.number = int(row["turn"])
        self.asked: str | None = row["asked"]
        self.now: datetime = moment(row["at"])
        self.heard: Heard = self._read(row["event"], Heard)
        self.extraction: Extraction | None = self._read(row["extraction"], Extraction | None)
        self.transitions = [_moved(it) for it in history["transitions"] if it["turn"] == self.number]
        self.tools = [it for it in history["tools"] if it["turn"] == self.number]
        self.results: list[ToolResult] = [self._read(it["result"], ToolResult) for it in self.tools]

    def _read(self, stored: Any, kind: Any) -> Any:
        try:
            return msgspec.convert(stored, kind)
        except msgspec.ValidationError:
            got = "nothing" if stored is None else "what this version cannot read"
            got = "words that were deleted when their time was over" if stored == DELETED else got
            difference = Difference(turn=self.number, what="log", expected="what was given", got=got)
            raise Differs(Apart(difference=difference)) from None


def _take(call: Call, given: _Given, book: Rulebook) -> None:
    """Take one turn; raises `Differs` at the first step that is another one."""
    witness = _Witness(given, book.driver)
    running = turn(call, given.heard, msgspec.structs.replace(book, driver=witness), given.now)
    got: Got
    try:
        need = next(running)
        while True:
            got = witness.use(need.request) if isinstance(need, Use) else witness.read()
            need = running.send(got)
    except StopIteration as stop:
        record: TurnRecord = stop.value
    call.version += 1
    witness.end(record)


class _Witness:
    """Stands between a turn and the machine and the tools, and holds each step against the log."""

    def __init__(self, given: _Given, driver: Fires) -> None:
        self._given = given
        self._driver = driver
        self._did: list[Transition] = []
        self._reply: Reply | None = None
        self._transitions: Iterator[str] = iter(given.transitions)
        self._tools: Iterator[tuple[Row, ToolResult]] = iter(zip(given.tools, given.results, strict=True))

    def fire(self, call: Call, trigger: Trigger, reason: str = "") -> Transition:
        """Fire at the real machine."""
        did = self._driver.fire(call, trigger, reason)
        self._did.append(did)
        self._compare("transition", next(self._transitions, None), _moved(msgspec.to_builtins(did)))
        return did

    def use(self, request: ToolRequest) -> ToolResult:
        """Answer what the tool answered then."""
        asked: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(request))
        name = str(asked["type"])
        row, result = next(self._tools, (None, None))
        if row is None or result is None:
            raise self._differs("tool", "none", name)
        self._compare("tool", row["tool"], name)
        if other := _other(row["request"], asked):
            raise self._differs("tool", name, f"{name} with another {', '.join(other)}")
        return result

    def read(self) -> Extraction:
        """Understand what was understood then."""
        if self._given.extraction is None:
            raise self._differs("log", "no reading of the words", "a turn that asks for one")
        return self._given.extraction

    def end(self, record: TurnRecord) -> None:
        """Hold against the log what the turn left out, and the question it ends with."""
        self._reply = record.reply
        self._compare("transition", next(self._transitions, None), None)
        left = next(self._tools, None)
        self._compare("tool", left[0]["tool"] if left else None, None)
        self._compare("question", self._given.asked, record.reply.asked and record.reply.asked.value)

    def _compare(self, what: str, expected: str | None, got: str | None) -> None:
        if expected != got:
            raise self._differs(what, expected or "none", got or "none")

    def _differs(self, what: str, expected: str, got: str) -> Differs:
        difference = Difference(turn=self._given.number, what=what, expected=expected, got=got)
        return Differs(Apart(difference=difference, did=tuple(self._did), reply=self._reply))


def _moved(row: Row) -> str:
    """A transition in one line: who reads a difference wants all four of its parts."""
    return f"{row['trigger']} {row['source']} → {row['destination']} {'taken' if row['taken'] else 'refused'}"


def _other(expected: Row, got: Row) -> list[str]:
    """The fields in which two requests differ; their values are patients' data."""
    names = dict.fromkeys((*expected, *got))
    return [name for name in names if name not in NOT_COMPARED and expected.get(name) != got.get(name)]
