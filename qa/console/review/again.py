"""One stored call beside this version's run of it: where they part, and the guards then and now."""

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.record import Rulebook
from engine.replay import Apart, Difference, apart
from engine.table import Transition
from qa.access.known import read_known
from qa.access.redaction import redact_said
from qa.console import call_log
from qa.console.call_log import CallLog
from qa.console.turns import Guard, Move, Turn, turns


class Pair(Record, frozen=True):
    """One attempted transition then and now; either may be missing."""

    then: Move | None
    now: Move | None

    @property
    def is_alike(self) -> bool:
        """Whether they are the same transition, taken or refused."""
        return _what(self.then) == _what(self.now)

    @property
    def turned(self) -> frozenset[str]:
        """The guards that answered differently."""
        before = {it.name: it.answer for it in self.then.guards} if self.then else {}
        now = {it.name: it.answer for it in self.now.guards} if self.now else {}
        return frozenset(name for name in before.keys() & now.keys() if before[name] != now[name])


class Again(Record, frozen=True):
    """What this version does with a stored call."""

    log: CallLog
    turns: tuple[Turn, ...]
    difference: Difference | None
    turn: Turn | None = None
    """The turn of the log in which they part."""
    pairs: tuple[Pair, ...] = ()
    said: tuple[str, ...] | None = None
    """What this version says there, redacted; None where it had to stop before."""


def read(connection: Connection, call_sid: str, book: Rulebook) -> Again | None:
    """Run a stored call again; None where there is none of this id."""
    log = call_log.read(connection, call_sid, book)
    if log is None:
        return None
    told, found = turns(log), apart(log.clear, book)
    if found is None:
        return Again(log=log, turns=told, difference=None)
    turn = next((turn for turn in told if turn.number == found.difference.turn), None)
    return Again(
        log=log,
        turns=told,
        difference=found.difference,
        turn=turn,
        pairs=pairs(turn.moves if turn else (), [_move(it) for it in found.did]),
        said=_said(connection, log, found, book),
    )


def pairs(then: Sequence[Move], now: Sequence[Move]) -> tuple[Pair, ...]:
    """Put the transitions of a turn side by side in their order."""
    longest = max(len(then), len(now))
    return tuple(
        Pair(then=then[at] if at < len(then) else None, now=now[at] if at < len(now) else None)
        for at in range(longest)
    )


def _said(connection: Connection, log: CallLog, found: Apart, book: Rulebook) -> tuple[str, ...] | None:
    if found.reply is None:
        return None
    names = [provider.name for provider in book.clinic.providers]
    phone = book.clinic.phone
    known = read_known(connection, log.row.call_sid, log.clear, providers=names, clinic_phone=phone)
    return tuple(redact_said(piece.text, known) for piece in found.reply.pieces)


def _move(did: Transition) -> Move:
    refused_by = next((it.guard for it in did.guards if not it.answer), "")
    return Move(
        trigger=did.trigger.value,
        source=did.source.value,
        destination=did.destination.value,
        taken=did.taken,
        guards=tuple(
            Guard(name=it.guard, answer=it.answer, decided=not it.answer and not did.taken)
            for it in did.guards
        ),
        reason=did.reason,
        refused_by="" if did.taken else refused_by,
    )


def _what(move: Move | None) -> tuple[str, str, str, bool] | None:
    return (move.trigger, move.source, move.destination, move.taken) if move else None
