"""What the log of every call says was done to the visits, and whether the visits say the same."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from bench.chaos.books import Books, Visit
from engine.extraction import Record

MAKES = frozenset({"schedule", "reschedule"})
ENDS = frozenset({"reschedule", "cancel"})


class Finding(Record, frozen=True):
    """One thing that must not be."""

    check: str
    call_sid: str
    what: str

    def __str__(self) -> str:
        return f"{self.check}: {self.call_sid or 'no call'}: {self.what}"


class Change(Record, frozen=True):
    """One use of a tool that changed a visit."""

    call_sid: str
    turn: int
    tool: str
    key: str
    made: int | None
    """The visit that it made."""
    ended: int | None
    """The visit that it cancelled."""


def changes(books: Books) -> list[Change]:
    """Everything that calls did to visits, by their logs."""
    return [
        change
        for call_sid, history in books.histories.items()
        for row in history["tools"]
        if (change := _change(call_sid, row)) is not None
    ]


def overlaps(books: Books) -> Iterator[Finding]:
    """No two booked visits of one provider, or of one patient, at a time."""
    booked = [visit for visit in books.visits if visit.status == "booked"]
    for whose in ("provider_id", "patient_id"):
        ordered = sorted(booked, key=lambda v: (getattr(v, whose), v.start_time))
        for one, other in pairwise(ordered):
            if getattr(one, whose) == getattr(other, whose) and other.start_time < one.end_time:
                yield Finding(
                    check="overlap",
                    call_sid=_call_of(other),
                    what=f"visits {one.id} and {other.id} of one {whose.removesuffix('_id')}",
                )


def lost(books: Books) -> Iterator[Finding]:
    """Every visit that a call made is there, those from before are, and none was cancelled by nobody."""
    done = changes(books)
    visits = {visit.id: visit for visit in books.visits}
    ended = {change.ended for change in done}
    for change in done:
        if change.made is not None and change.made not in visits:
            yield _lost(change.call_sid, f"made visit {change.made}, which is gone")
        if change.ended is not None and change.ended not in visits:
            yield _lost(change.call_sid, f"cancelled visit {change.ended}, which is gone")
        elif change.ended is not None and visits[change.ended].status != "cancelled":
            yield _lost(change.call_sid, f"cancelled visit {change.ended}, which stands as booked")
    for visit in books.before:
        if visit.id not in visits:
            yield _lost("", f"visit {visit.id}, from before, is gone")
    for visit in books.visits:
        if visit.status == "cancelled" and visit.id not in ended:
            yield _lost(_call_of(visit), f"visit {visit.id} was cancelled by no call")


def twice(books: Books, errands: int = 1) -> Iterator[Finding]:
    """One row for each request, and no call that did more than its caller had called for."""
    done = changes(books)
    makers = [change.made for change in done if change.made is not None]
    keys = [visit.key for visit in books.visits if visit.key is not None]
    for made in _repeated(makers):
        yield Finding(check="twice", call_sid="", what=f"visit {made} was made by two calls or turns")
    for key in _repeated(keys):
        yield Finding(check="twice", call_sid=key.partition(":")[0], what="two visits of one request")
    for call_sid in _repeated([change.call_sid for change in done], errands):
        yield Finding(check="twice", call_sid=call_sid, what="did more than one errand")


def unexplained(books: Books) -> Iterator[Finding]:
    """Every visit that was not there before was made by a call, under the key of that request."""
    before = {visit.id for visit in books.before}
    made = {change.made: change for change in changes(books) if change.made is not None}
    for visit in books.visits:
        if visit.id in before:
            continue
        change = made.get(visit.id)
        if change is None:
            yield Finding(check="unexplained", call_sid=_call_of(visit), what=f"visit {visit.id} has no log")
        elif change.key != visit.key:
            yield Finding(
                check="unexplained", call_sid=change.call_sid, what=f"visit {visit.id} has another's key"
            )


def _change(call_sid: str, row: Any) -> Change | None:
    request, result = row["request"], row["result"]
    if row["tool"] not in MAKES | ENDS or result.get("type") not in ("booked", "cancelled"):
        return None
    made = result["booking"]["id"] if row["tool"] in MAKES else None
    ended = request["appointment_id"] if row["tool"] in ENDS else None
    if made is not None and made == ended:  # moved to where it was
        return None
    return Change(
        call_sid=call_sid,
        turn=row["turn"],
        tool=row["tool"],
        key=request["key"],
        made=made,
        ended=ended,
    )


def _call_of(visit: Visit) -> str:
    return (visit.key or "").partition(":")[0]


def _lost(call_sid: str, what: str) -> Finding:
    return Finding(check="lost", call_sid=call_sid, what=what)


def _repeated(values: Iterable[Any], often: int = 1) -> list[Any]:
    counts: dict[Any, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return [value for value, count in counts.items() if count > often]
